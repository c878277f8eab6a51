#include "tools/tally/division_target.h"

#include <CLI/CLI.hpp>

#include "consumers/commands/kafka_port.h"
#include "consumers/node/node_topics.h"
#include "projections/folders.h"
#include "tools/shared/kafka_exit.h"

namespace tally::tools {

namespace {

// Where commands are sent and answered; false, with the error printed, where the file does not say so.
bool read_kafka_file(Session& session, const KafkaOptions& options, consumers::KafkaConfiguration& configuration) {
    auto read = consumers::read_kafka_configuration(options.file);
    if (!read) {
        fail(session, read.error());
        return false;
    }
    configuration = consumers::for_nodes(std::move(*read));
    if (options.division < configuration.divisions && options.reply_partition < configuration.reply_partitions)
        return true;
    const bool division = options.division >= configuration.divisions;
    session.fail(exit_usage, division ? "--division " + std::to_string(options.division) + ": " + options.file +
                                            " has divisions 0 to " + std::to_string(configuration.divisions - 1)
                                      : "--reply-partition " + std::to_string(options.reply_partition) + ": " +
                                            options.file + " has reply partitions 0 to " +
                                            std::to_string(configuration.reply_partitions - 1));
    return false;
}

}  // namespace

void add_kafka_options(CLI::App& command, KafkaOptions& options) {
    command.add_option(
        "--kafka", options.file,
        "Configuration file whose section [kafka] names the cluster; the commands go to a division there, "
        "and --store is a copy of it that this program keeps");
    command.add_option("--division", options.division, "Number of the division on Kafka (default: 0)")
        ->needs("--kafka")
        ->check(CLI::NonNegativeNumber);
    command
        .add_option("--reply-partition", options.reply_partition,
                    "Partition of the replies topic that replies are sent to (default: 0)")
        ->needs("--kafka")
        ->check(CLI::NonNegativeNumber);
    command.add_option("--wait", options.wait_seconds, "Seconds to wait for a reply before giving up (default: 60)")
        ->needs("--kafka")
        ->check(CLI::PositiveNumber);
}

std::unique_ptr<consumers::CommandExchange> open_exchange(Session& session, const KafkaOptions& options) {
    consumers::CommandExchangeSetup setup;
    if (!read_kafka_file(session, options, setup.configuration)) return nullptr;
    setup.division = options.division;
    setup.reply_partition = options.reply_partition;
    setup.patience = std::chrono::seconds{options.wait_seconds};
    setup.stop_asked = interrupted;
    auto exchange = consumers::CommandExchange::open(std::move(setup));
    if (!exchange) {
        fail(session, exchange.error());
        return nullptr;
    }
    return std::move(*exchange);
}

bool asks_server_to_write(Session& session, ServerOption& server, bool actor_given, const KafkaOptions& kafka) {
    if (!kafka.file.empty() && !session.store.empty()) return false;
    if (!asks_server(session, server)) return false;
    if (actor_given) session.fail(exit_usage, "--actor: the server names who signed in to it: leave it out");
    return !actor_given;
}

std::unique_ptr<DivisionTarget> DivisionTarget::open(Session& session, const KafkaOptions& options) {
    std::unique_ptr<DivisionTarget> target{new DivisionTarget(session)};
    if (!(options.file.empty() ? target->open_store() : target->open_on_kafka(options))) return nullptr;
    return target;
}

bool DivisionTarget::open_store() {
    store_ = session_.open_to_write();
    if (!store_) return false;
    held_ = std::make_unique<consumers::HeldStore>(*store_);
    port_ = std::make_unique<consumers::DivisionPort>(*store_);
    return true;
}

bool DivisionTarget::open_on_kafka(const KafkaOptions& options) {
    consumers::FollowedCopySetup setup;
    if (!read_kafka_file(session_, options, setup.configuration)) return false;
    setup.division = options.division;
    setup.directory = session_.store;
    setup.keys = session_.keys.empty() ? setup.directory / "keys" : std::filesystem::path{session_.keys};
    setup.make_folders = projections::make_folders;
    setup.stop_asked = interrupted;
    auto exchange = open_exchange(session_, options);
    if (!exchange) return false;
    auto copy = consumers::FollowedCopy::open(std::move(setup));
    if (!copy) {
        fail(session_, copy.error());
        return false;
    }
    copy_ = copy->get();
    held_ = std::move(*copy);
    port_ = std::make_unique<consumers::KafkaPort>(std::move(exchange), held_->division().json());
    return true;
}

void DivisionTarget::close() {
    port_.reset();
    if (store_) session_.close(*store_);
    if (copy_)
        if (auto closed = copy_->close(); !closed) fail(session_, closed.error());
}

bool read_received_at(Session& session, const std::string& text, domain::Instant& received_at) {
    std::optional<domain::Instant> given;
    if (!read_optional_instant(session, "--received-at", text, given)) return false;
    if (given) received_at = *given;
    return true;
}

bool received_at_fits(Session& session, const std::string& text, bool simulated_time) {
    if (text.empty() != simulated_time) return true;
    session.fail(exit_usage, simulated_time
                                 ? "--received-at is required: the division has simulated time, in which each "
                                   "command says when it is received, such as 2022-01-05T12:00:00Z"
                                 : "--received-at: the store was made without --simulated-time: leave it out");
    return false;
}

}  // namespace tally::tools
