#include "consumers/commands/command_exchange.h"

#include <algorithm>
#include <utility>

#include "consumers/commands/kafka_wire.h"

namespace tally::consumers {

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto reply_slice = 50ms;
constexpr auto stop_patience = 5s;

}  // namespace

CommandExchange::CommandExchange(std::unique_ptr<CommandWire> wire, std::chrono::milliseconds patience,
                                 std::function<bool()> stop_asked)
    : wire_(std::move(wire)),
      patience_(patience),
      stop_asked_(std::move(stop_asked)),
      correlation_(new_correlation()) {}

KafkaResult<std::unique_ptr<CommandExchange>> CommandExchange::open(CommandExchangeSetup setup) {
    auto wire = open_kafka_wire({setup.configuration, setup.division, setup.reply_partition, setup.stop_asked});
    if (!wire) return tl::unexpected(std::move(wire.error()));
    return std::make_unique<CommandExchange>(std::move(*wire), setup.patience, std::move(setup.stop_asked));
}

KafkaResult<void> CommandExchange::run(const Next& next, const Answered& answered) {
    under_way_.clear();
    unanswered_.clear();
    more_ = true;
    stopping_ = false;
    give_up_at_ = Clock::now() + patience_;
    auto ran = take_and_wait(next, answered);
    const auto count = unanswered_.size();
    give_up(answered);
    if (!ran || count == 0) return ran;
    return kafka_fail(
        stopping_ ? KafkaErrorKind::stopped : KafkaErrorKind::unreachable,
        std::to_string(count) + (count == 1 ? " command" : " commands") +
            (stopping_ ? " not answered yet. " : " not answered in time: is the division owned by a node? ") +
            "Send the same again: what was accepted is answered with its first receipt");
}

KafkaResult<void> CommandExchange::take_and_wait(const Next& next, const Answered& answered) {
    if (auto taken = take_all(next, answered); !taken) return taken;
    if (auto flushed = wire_->flush(); !flushed) return flushed;
    if (stopping_) give_up_at_ = Clock::now() + stop_patience;
    return wait_for_rest(answered);
}

// Whether there is still time.
bool CommandExchange::going_on() {
    if (!stopping_ && stop_asked_ && stop_asked_()) {
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
        if (unanswered_.empty()) give_up_at_ = Clock::now() + patience_;
        if (auto sent = send(*asked); !sent) return sent;
        if (auto read = read_between(answered); !read) return read;
    }
    return {};
}

// What came since, up to a bound; with too many unanswered, until there are fewer.
KafkaResult<void> CommandExchange::read_between(const Answered& answered) {
    for (std::size_t count = 1; going_on(); ++count) {
        const bool too_many = unanswered_.size() >= unanswered_max;
        const auto read = read_reply(too_many ? reply_slice : 0ms);
        if (!read) return tl::unexpected(read.error());
        deliver(answered);
        if (unanswered_.size() < unanswered_max && (!*read || count >= replies_between_commands_max)) break;
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
    return wire_->send(asked, correlation_);
}

// False: none came.
KafkaResult<bool> CommandExchange::read_reply(std::chrono::milliseconds timeout) {
    auto record = wire_->next_reply(timeout);
    if (!record) return tl::unexpected(std::move(record.error()));
    if (!*record) return false;
    // A node of an earlier release repeats no correlation.
    if (const auto whose = (*record)->header("correlation"); whose && *whose != correlation_) return true;
    // One id sent twice has two replies, in order; another sender's are none of ours.
    const auto found = unanswered_.find((*record)->key);
    if (found == unanswered_.end() || !(*record)->value) return true;
    under_way_[found->second - first_] = std::move(*(*record)->value);
    unanswered_.erase(found);
    if (!stopping_) give_up_at_ = Clock::now() + patience_;
    return true;
}

void CommandExchange::deliver(const Answered& answered) {
    while (!under_way_.empty() && under_way_.front()) {
        const auto reply = std::move(under_way_.front());
        under_way_.pop_front();
        ++first_;
        more_ = answered(reply) && more_;
    }
}

// What is not answered no longer holds back the replies behind it.
void CommandExchange::give_up(const Answered& answered) {
    while (!under_way_.empty()) {
        const auto reply = std::move(under_way_.front());
        under_way_.pop_front();
        ++first_;
        (void)answered(reply);
    }
    unanswered_.clear();
}

}  // namespace tally::consumers
