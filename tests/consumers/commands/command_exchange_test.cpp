// Commands paired with their replies, over topics that are a list each: what is late, missing, or another sender's.

#include "consumers/commands/command_exchange.h"

#include <deque>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <thread>
#include <vector>

namespace tally::consumers {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

// Answers as a node would, but for what a test says.
class Topics final : public CommandWire {
  public:
    struct State {
        std::vector<std::string> unanswered;  // Ids that no node answers.
        bool others_always_answered =
            false;  // A reply to another sender stands before each of ours, and after the last.
        std::vector<std::string> sent;
        std::deque<KafkaRecord> replies;
        std::size_t read = 0;
    };
    explicit Topics(State& state) : state_(state) {}

    KafkaResult<void> send(const Sent& sent, std::string_view correlation) override {
        state_.sent.push_back(sent.id);
        if (std::find(state_.unanswered.begin(), state_.unanswered.end(), sent.id) == state_.unanswered.end())
            state_.replies.push_back(reply(sent.id, correlation, "reply to " + sent.id));
        return {};
    }
    KafkaResult<void> flush() override { return {}; }
    KafkaResult<void> look() override { return {}; }
    [[nodiscard]] std::int64_t next_offset() const override { return static_cast<std::int64_t>(state_.read); }
    KafkaResult<std::optional<KafkaRecord>> next_reply(std::chrono::milliseconds timeout) override {
        ++state_.read;
        // Of 20 records one is ours.
        if (state_.others_always_answered && state_.read % 20 != 0) return reply("a", "another sender", "not ours");
        if (state_.replies.empty()) {
            std::this_thread::sleep_for(timeout);  // As a broker without records does: the caller counts on it.
            return std::nullopt;
        }
        auto next = std::move(state_.replies.front());
        state_.replies.pop_front();
        return next;
    }

  private:
    static KafkaRecord reply(const std::string& key, std::string_view correlation, std::string value) {
        KafkaRecord record;
        record.key = key;
        record.value = std::move(value);
        record.headers = {{"correlation", std::string{correlation}}};
        return record;
    }
    State& state_;
};

struct Ran {
    KafkaResult<void> result;
    std::vector<std::string> answers;  // "nothing" for one that was given up on.
};
Ran run(Topics::State& state, std::vector<std::string> ids, std::chrono::milliseconds patience) {
    CommandExchange exchange{std::make_unique<Topics>(state), patience};
    Ran ran;
    std::size_t at = 0;
    ran.result = exchange.run(
        [&]() -> std::optional<CommandExchange::Asked> {
            if (at == ids.size()) return std::nullopt;
            return CommandExchange::Asked{ids[at++], "{}", "csr"};
        },
        [&](const std::optional<std::string>& reply) {
            ran.answers.push_back(reply.value_or("nothing"));
            return true;
        });
    return ran;
}

TEST(CommandExchange, RepliesBehindOneThatIsGivenUpOnAreHandedOut) {
    Topics::State state;
    state.unanswered = {"a", "c"};
    const auto ran = run(state, {"a", "b", "c", "d"}, 200ms);
    EXPECT_THAT(ran.answers, ElementsAre("nothing", "reply to b", "nothing", "reply to d"));
    ASSERT_FALSE(ran.result);
    EXPECT_EQ(ran.result.error().kind, KafkaErrorKind::unreachable);
    EXPECT_THAT(ran.result.error().message, HasSubstr("2 commands not answered in time"));
}

TEST(CommandExchange, AllAreAnsweredInTheOrderTheyWereSent) {
    Topics::State state;
    const auto ran = run(state, {"a", "b", "a"}, 10s);
    EXPECT_TRUE(ran.result);
    EXPECT_THAT(ran.answers, ElementsAre("reply to a", "reply to b", "reply to a"));
}

TEST(CommandExchange, RepliesToOthersDoNotHoldUpWhatIsSent) {
    Topics::State state;
    state.others_always_answered = true;
    std::vector<std::string> ids;
    for (int i = 0; i < 50; ++i) ids.push_back("c-" + std::to_string(i));
    const auto ran = run(state, ids, 10s);
    EXPECT_TRUE(ran.result) << ran.result.error().message;
    EXPECT_EQ(state.sent, ids);
    ASSERT_EQ(ran.answers.size(), ids.size());
    EXPECT_EQ(ran.answers.back(), "reply to c-49");
    // Each of ours behind 19 of others: no more was read than it takes to find them.
    EXPECT_LE(state.read, ids.size() * 20 + CommandExchange::replies_between_commands_max);
}

TEST(CommandExchange, WhatIsReadBetweenTwoCommandsHasABound) {
    Topics::State state;
    state.others_always_answered = true;
    state.unanswered = {"a", "b"};
    CommandExchange exchange{std::make_unique<Topics>(state), 200ms};
    std::vector<std::size_t> read_before;
    std::vector<std::string> ids{"a", "b"};
    std::size_t at = 0;
    const auto ran = exchange.run(
        [&]() -> std::optional<CommandExchange::Asked> {
            read_before.push_back(state.read);
            if (at == ids.size()) return std::nullopt;
            return CommandExchange::Asked{ids[at++], "{}", ""};
        },
        [](const std::optional<std::string>&) { return true; });
    EXPECT_FALSE(ran);
    const auto bound = CommandExchange::replies_between_commands_max;
    EXPECT_THAT(read_before, ElementsAre(0U, bound, testing::Le(2 * bound)));
}

}  // namespace
}  // namespace tally::consumers
