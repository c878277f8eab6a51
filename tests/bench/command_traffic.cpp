#include "tests/bench/command_traffic.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "consumers/node/node_topics.h"

namespace tally::bench {

namespace {

using namespace std::chrono_literals;

constexpr auto poll_slice = 50ms;
constexpr auto answer_wait = 20ms;
constexpr auto patience = 90s;                      // A division may just be going over to another node.
constexpr std::string_view first_command = "init";  // The division's, sent by `tally init --kafka`.
constexpr std::size_t room_made = 1'000;

template <class T>
T taken(consumers::KafkaResult<T> result) {
    require(result.has_value(), result ? std::string_view{} : result.error().message);
    return std::move(*result);
}

std::uint64_t number_behind(std::string_view text, std::string_view name) {
    const auto at = text.find(name);
    require(at != std::string_view::npos, text);
    return std::strtoull(text.data() + at + name.size(), nullptr, 10);
}

}  // namespace

ReadyCommand ready(const eventstore::ParsedCommand& parsed) {
    ReadyCommand command{parsed.header.command_id.str(), {}};
    auto header = parsed.header;
    header.actor = {};  // Said by the way in, not by the command.
    eventstore::write_command_json(header, parsed.command, {}, command.json);
    return command;
}

CommandTraffic::CommandTraffic(const consumers::KafkaConfiguration& configuration,
                               std::function<std::string()> nodes_said)
    : topic_(configuration.topic("commands")),
      nodes_said_(std::move(nodes_said)),
      sender_(taken(consumers::RecordSender::open(consumers::for_nodes(configuration)))),
      replies_(taken(consumers::PartitionReader::open(
          consumers::for_nodes(configuration), configuration.topic("replies"), 0,
          [](const consumers::PartitionReader::Range& range) { return range.end; }, answer_wait))),
      reader_([this] { read_replies(); }) {}

CommandTraffic::~CommandTraffic() {
    ending_ = true;
    reader_.join();
}

void CommandTraffic::send(const ReadyCommand& command, Clock::time_point due) {
    {
        const std::lock_guard lock(mutex_);
        waiting_.push_back({command.id, due});
    }
    static constexpr std::pair<std::string_view, std::string_view> reply_to{"reply_to", "0"};
    const consumers::OutgoingRecord record{
        .topic = &topic_, .partition = 0, .key = command.id, .value = command.json, .headers = {&reply_to, 1}};
    const auto sent = sender_->send(record);
    require(sent.has_value(), sent ? "" : sent.error().message);
}

void CommandTraffic::read_replies() {
    while (!ending_) {
        auto record = replies_->next(poll_slice);
        const std::string wrong = !record ? record.error().message : *record ? take(**record) : std::string{};
        if (wrong.empty()) continue;
        const std::lock_guard lock(mutex_);
        failure_ = wrong;
        changed_.notify_all();
        return;
    }
}

std::string CommandTraffic::take(const consumers::KafkaRecord& reply) {
    const auto now = Clock::now();
    const std::lock_guard lock(mutex_);
    if (waiting_.empty() || reply.key == first_command) return {};
    const auto& [id, due] = waiting_.front();
    if (reply.key != id) return "the reply to " + reply.key + " came where that to " + id + " should";
    if (!reply.value || reply.value->find(R"("status":"accepted")") == std::string::npos)
        return id + " was not accepted: " + reply.value.value_or("");
    latencies_ms_.push_back(std::chrono::duration<double, std::milli>(now - due).count());
    last_reply_ = *reply.value;
    waiting_.pop_front();
    // Not at each one: the sender would do little else but wake up.
    if (waiting_.size() == awaited_ || waiting_.empty()) changed_.notify_all();
    return {};
}

void CommandTraffic::wait_until_unanswered(std::size_t at_most) {
    std::unique_lock lock(mutex_);
    awaited_ = at_most;
    auto answered_at = Clock::now();
    for (std::size_t before = waiting_.size(); waiting_.size() > at_most;) {
        changed_.wait_for(lock, 1s, [&] { return waiting_.size() <= at_most || !failure_.empty(); });
        require(failure_.empty(), failure_);
        if (waiting_.size() != before) answered_at = Clock::now();
        before = waiting_.size();
        if (Clock::now() - answered_at > patience) require(false, "no command is answered any more:\n" + nodes_said_());
    }
}

void CommandTraffic::make_room(std::size_t unanswered_max) {
    {
        const std::lock_guard lock(mutex_);
        if (waiting_.size() < unanswered_max) return;
    }
    wait_until_unanswered(unanswered_max - std::min(unanswered_max, room_made));
}

void CommandTraffic::wait_for_all() {
    wait_until_unanswered(0);
}

std::vector<double> CommandTraffic::take_latencies_ms() {
    const std::lock_guard lock(mutex_);
    return std::exchange(latencies_ms_, {});
}

std::uint64_t CommandTraffic::position() const {
    const std::lock_guard lock(mutex_);
    return number_behind(last_reply_, R"("first_position":)") + number_behind(last_reply_, R"("count":)");
}

}  // namespace tally::bench
