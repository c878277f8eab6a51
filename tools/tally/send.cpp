// tally send: commands to a division on Kafka, as `tally apply` gives them to a store; one receipt line each.

#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>

#include "tools/shared/kafka_exit.h"
#include "tools/tally/division_target.h"
#include "tools/tally/sending.h"
#include "tools/tally/session.h"

namespace tally::tools {

namespace {

struct SendArguments {
    KafkaOptions kafka;
    std::string file;
    bool quiet = false;
};

void send(Session& session, const SendArguments& arguments) {
    std::ifstream file;
    if (arguments.file != "-") {
        file.open(arguments.file);
        if (!file || file.peek() == std::ifstream::traits_type::eof())
            return session.fail(exit_usage, arguments.file + ": cannot be read as a file, or is empty");
    }
    auto exchange = open_exchange(session, arguments.kafka);
    if (!exchange) return;
    SendingForm form{arguments.file, arguments.quiet};
    Sending(session, std::move(form))
        .send(arguments.file == "-" ? std::cin : file, [&](const auto& next, const auto& answered) {
            const auto ran = exchange->run(
                [&]() -> std::optional<consumers::CommandExchange::Asked> {
                    auto line = next();
                    if (!line) return std::nullopt;
                    return consumers::CommandExchange::Asked{std::move(line->id), std::move(line->text), session.actor};
                },
                answered);
            if (!ran) fail(session, ran.error());
        });
}

}  // namespace

void add_send(CLI::App& app, Session& session) {
    auto* command = app.add_subcommand("send", "Send commands to a division on Kafka, one receipt line each");
    auto arguments = std::make_shared<SendArguments>();
    add_kafka_options(*command, arguments->kafka);
    command->get_option("--kafka")->required();
    add_actor_option(*command, session);
    command->add_option("--log-level", session.log_level, "trace, debug, info, warn, error, off; logs go to stderr")
        ->check(CLI::IsMember({"trace", "debug", "info", "warn", "error", "off"}));
    command->add_flag("--json", session.json, "Problems as JSON, too; receipts are JSON in any case");
    command->add_flag("--quiet", arguments->quiet, "No receipt lines, only what went wrong");
    command->add_option("file", arguments->file, "File of commands; - for standard input")->required();
    command->callback([&session, arguments] { send(session, *arguments); });
}

}  // namespace tally::tools
