#include "consumers/commands/command_exchange.h"

#include <algorithm>
#include <cstdio>
#include <random>
#include <utility>
#include <vector>

namespace tally::consumers {

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto reply_slice = 50ms;
constexpr auto reply_answer_wait = 20ms;
constexpr auto delivery_patience = 15s;
constexpr auto stop_patience = 5s;

std::string new_correlation() {
    std::random_device random;
    std::string text;
    for (int word = 0; word < 4; ++word) {
        char digits[9];
        std::snprintf(digits, sizeof digits, "%08x", random());
        text += digits;
    }
    return text;
}

}  // namespace

CommandExchange::CommandExchange(CommandExchangeSetup setup)
    : setup_(std::move(setup)),
      commands_(setup_.configuration.topic("commands")),
      reply_to_(std::to_string(setup_.reply_partition)),
      correlation_(new_correlation()) {}

KafkaResult<std::unique_ptr<CommandExchange>> CommandExchange::open(CommandExchangeSetup setup) {
    std::unique_ptr<CommandExchange> exchange{new CommandExchange(std::move(setup))};
    const auto& of = exchange->setup_;
    auto replies = PartitionReader::open(
        of.configuration, of.configuration.topic("replies"), of.reply_partition,
        [](const PartitionReader::Range& range) { return range.end; }, reply_answer_wait, of.stop_asked);
    if (!replies) return tl::unexpected(std::move(replies.error()));
    auto sender = RecordSender::open(of.configuration, of.stop_asked);
    if (!sender) return tl::unexpected(std::move(sender.error()));
    exchange->replies_ = std::move(*replies);
    exchange->sender_ = std::move(*sender);
    return exchange;
}

KafkaResult<void> CommandExchange::run(const Next& next, const Answered& answered) {
    under_way_.clear();
    unanswered_.clear();
    more_ = true;
    stopping_ = false;
    give_up_at_ = Clock::now() + setup_.patience;
    if (auto taken = take_all(next, answered); !taken) return taken;
    if (auto flushed = sender_->flush(delivery_patience); !flushed) return flushed;
    if (stopping_) give_up_at_ = Clock::now() + stop_patience;
    if (auto waited = wait_for_rest(answered); !waited) return waited;
    if (unanswered_.empty()) return {};
    const auto count = unanswered_.size();
    return kafka_fail(
        stopping_ ? KafkaErrorKind::stopped : KafkaErrorKind::unreachable,
        std::to_string(count) + (count == 1 ? " command" : " commands") +
            (stopping_ ? " not answered yet. " : " not answered in time: is the division owned by a node? ") +
            "Send the same again: what was accepted is answered with its first receipt");
}

// Whether there is still time.
bool CommandExchange::going_on() {
    if (!stopping_ && setup_.stop_asked && setup_.stop_asked()) {
        stopping_ = true;
        more_ = false;
        give_up_at_ = std::min(give_up_at_, Clock::now() + stop_patience);
    }
    return Clock::now() < give_up_at_;
}

KafkaResult<void> CommandExchange::take_all(const Next& next, const Answered& answered) {
    while (going_on() && more_) {
        const auto asked_at = Clock::now();
        auto asked = next();
        if (!asked) break;
        // Time that was spent on making it is not the node's.
        give_up_at_ += Clock::now() - asked_at;
        if (unanswered_.empty()) give_up_at_ = Clock::now() + setup_.patience;
        if (auto sent = send(*asked); !sent) return sent;
        auto wait = [&] { return unanswered_.size() >= unanswered_max ? reply_slice : 0ms; };
        for (auto slice = wait(); going_on(); slice = wait()) {
            const auto read = read_reply(slice);
            if (!read) return tl::unexpected(read.error());
            deliver(answered);
            if (!*read && unanswered_.size() < unanswered_max) break;
        }
    }
    return {};
}

KafkaResult<void> CommandExchange::wait_for_rest(const Answered& answered) {
    while (!unanswered_.empty() && going_on()) {
        const auto read = read_reply(reply_slice);
        if (!read) return tl::unexpected(read.error());
        deliver(answered);
    }
    return {};
}

KafkaResult<void> CommandExchange::send(const Asked& asked) {
    unanswered_.emplace(asked.id, first_ + under_way_.size());
    under_way_.emplace_back();
    std::vector<std::pair<std::string_view, std::string_view>> headers{{"reply_to", reply_to_},
                                                                       {"correlation", correlation_}};
    if (!asked.actor.empty()) headers.emplace_back("actor", asked.actor);
    const OutgoingRecord record{
        .topic = &commands_, .partition = setup_.division, .key = asked.id, .value = asked.json, .headers = headers};
    return sender_->send(record);
}

// False: none came.
KafkaResult<bool> CommandExchange::read_reply(std::chrono::milliseconds timeout) {
    auto record = replies_->next(timeout);
    if (!record) return tl::unexpected(std::move(record.error()));
    if (!*record) return false;
    // A node of an earlier release repeats no correlation.
    if (const auto whose = (*record)->header("correlation"); whose && *whose != correlation_) return true;
    // One id sent twice has two replies, in order; another sender's are none of ours.
    const auto found = unanswered_.find((*record)->key);
    if (found == unanswered_.end() || !(*record)->value) return true;
    under_way_[found->second - first_] = std::move(*(*record)->value);
    unanswered_.erase(found);
    if (!stopping_) give_up_at_ = Clock::now() + setup_.patience;
    return true;
}

void CommandExchange::deliver(const Answered& answered) {
    while (!under_way_.empty() && under_way_.front()) {
        const std::string reply = std::move(*under_way_.front());
        under_way_.pop_front();
        ++first_;
        more_ = answered(reply) && more_;
    }
}

}  // namespace tally::consumers
