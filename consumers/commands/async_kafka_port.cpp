#include "consumers/commands/async_kafka_port.h"

#include <charconv>
#include <utility>

#include "consumers/commands/kafka_wire.h"
#include "consumers/commands/receipt_of_reply.h"
#include "eventstore/division/refused_header.h"
#include "eventstore/program_log.h"
#include "eventstore/thread_name.h"

namespace tally::consumers {

namespace {

using namespace std::chrono_literals;
using eventstore::CommandReceipt;
using eventstore::ParsedCommand;
using eventstore::ReceiptStatus;

constexpr auto async_reply_slice = 20ms;
constexpr auto connect_pause = 1s;
constexpr std::string_view outcome_unknown =
    "the division's owner did not reply in time, so whether it has decided the command is not known";
constexpr std::string_view server_stops = "the server stops, and whether the command was decided is not known";

CommandReceipt failed_receipt(const ParsedCommand& command, std::size_t line, std::string_view why) {
    auto receipt = eventstore::unreadable_receipt(command.header.command_id.str(), line, why);
    receipt.status = ReceiptStatus::failed;
    return receipt;
}

}  // namespace

AsyncKafkaPort::AsyncKafkaPort(Setup setup)
    : setup_(std::move(setup)), correlation_(new_correlation() + ":"), trouble_("not connected yet") {
    thread_ = std::thread([this] { run(); });
}

AsyncKafkaPort::~AsyncKafkaPort() {
    stop();
}

void AsyncKafkaPort::stop() {
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
}

std::size_t AsyncKafkaPort::under_way() const {
    const std::lock_guard lock{mutex_};
    return under_way_.size();
}

std::optional<AsyncPort::Terms> AsyncKafkaPort::terms() const {
    {
        const std::lock_guard lock{mutex_};
        if (terms_) return terms_;
    }
    const auto found = setup_.terms();
    const std::lock_guard lock{mutex_};
    if (found) terms_ = found;
    return found;
}

void AsyncKafkaPort::submit(ParsedCommand command, std::size_t line, Answered answered) {
    const auto known = terms();
    UnderWay one{std::move(command), line, std::move(answered), Clock::now() + setup_.patience};
    if (!known) return fail(one, "this node does not know the division yet, and nothing was sent");
    if (auto refusal = eventstore::refused_header(one.command.header)) {
        // The division could not answer it: replies are found by the command's id.
        eventstore::Outcome outcome;
        outcome.kind = eventstore::Outcome::Kind::refused;
        outcome.refusal = std::move(*refusal);
        return one.answered(one.command, CommandAnswer{eventstore::receipt_of(one.command, outcome, line)});
    }
    const auto sent = sent_as(one.command, {known->currency, {}});
    if (const auto size = sent.json.size() + sent.id.size() + sent.actor.size(); size > record_bytes_max) {
        const auto too_long = "the command is " + std::to_string(size) +
                              " bytes as it is sent to the division, which takes " + std::to_string(record_bytes_max) +
                              ": split it";
        return one.answered(one.command, CommandAnswer{eventstore::unreadable_receipt(sent.id, line, too_long)});
    }
    std::shared_ptr<CommandWire> wire;
    std::uint64_t number = 0;
    std::string why;
    {
        const std::lock_guard lock{mutex_};
        if (stopping_)
            why = "the server stops, and nothing was sent";
        else if (!wire_)
            why = "the cluster is not reached, and nothing was sent (" + trouble_ + ")";
        else if (under_way_.size() >= under_way_max)
            why = "too many commands are under way, and this one was not sent";
        if (why.empty()) {
            wire = wire_;
            number = next_number_++;
            under_way_.emplace(number, std::move(one));
        }
    }
    if (!why.empty()) return fail(one, why);
    const auto handed = wire->send(sent, correlation_ + std::to_string(number));
    if (handed) return;
    if (const auto mine = taken_out(number)) fail(*mine, handed.error().message);
}

std::optional<AsyncKafkaPort::UnderWay> AsyncKafkaPort::taken_out(std::uint64_t number) {
    const std::lock_guard lock{mutex_};
    auto node = under_way_.extract(number);
    if (node.empty()) return std::nullopt;
    return std::move(node.mapped());
}

void AsyncKafkaPort::fail(const UnderWay& one, std::string_view why) {
    one.answered(one.command, CommandAnswer{failed_receipt(one.command, one.line, why)});
}

void AsyncKafkaPort::run() {
    eventstore::name_this_thread("tally-courier");
    while (true) {
        {
            const std::lock_guard lock{mutex_};
            if (stopping_) break;
        }
        if (wire_ || connect()) {
            read();
        } else {
            std::unique_lock lock{mutex_};
            changed_.wait_for(lock, connect_pause, [this] { return stopping_; });
        }
        give_up_on(Clock::now(), outcome_unknown);
    }
    give_up_on(Clock::time_point::max(), server_stops);
    const std::lock_guard lock{mutex_};
    wire_.reset();
}

// Only the thread sets wire_, so that it may look at it without the mutex.
bool AsyncKafkaPort::connect() {
    auto opened = setup_.open(replies_from_);
    const std::lock_guard lock{mutex_};
    if (opened) {
        wire_ = std::move(*opened);
        return true;
    }
    if (trouble_ != opened.error().message) spdlog::warn("commands cannot be sent: {}", opened.error().message);
    trouble_ = opened.error().message;
    return false;
}

// Replies to what was sent may still come: they are read on from where this ends.
void AsyncKafkaPort::disconnect(const KafkaError& error) {
    spdlog::warn("commands cannot be sent just now: {}", error.message);
    replies_from_ = wire_->next_offset();
    const std::lock_guard lock{mutex_};
    wire_.reset();
    trouble_ = error.message;
}

void AsyncKafkaPort::read() {
    const auto record = wire_->next_reply(async_reply_slice);
    if (!record) return disconnect(record.error());
    if (*record) take(**record);
    if (const auto looked = wire_->look(); !looked) disconnect(looked.error());
}

void AsyncKafkaPort::take(const KafkaRecord& record) {
    const auto correlation = record.header("correlation");
    if (!correlation || !correlation->starts_with(correlation_) || !record.value) return;
    const std::string_view digits = std::string_view{*correlation}.substr(correlation_.size());
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc{} || end != digits.data() + digits.size()) return;
    const auto one = taken_out(number);
    if (!one) return;
    auto receipt = receipt_of_reply(*record.value, one->command);
    if (one->line > 0) receipt.line.set(one->line);
    one->answered(one->command, CommandAnswer{std::move(receipt)});
}

void AsyncKafkaPort::give_up_on(Clock::time_point before, std::string_view why) {
    while (true) {
        std::optional<UnderWay> one;
        {
            const std::lock_guard lock{mutex_};
            if (under_way_.empty() || under_way_.begin()->second.give_up_at >= before) return;
            one = std::move(under_way_.extract(under_way_.begin()).mapped());
        }
        fail(*one, why);
    }
}

}  // namespace tally::consumers
