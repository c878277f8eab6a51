// Commands that are answered later, over topics that are a list each: replies in another order, foreign, late or
// missing, and a connection that breaks.

#include "consumers/commands/async_kafka_port.h"

#include <algorithm>
#include <atomic>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <string>
#include <thread>
#include <vector>

namespace tally::consumers {
namespace {

using namespace std::chrono_literals;
using eventstore::ReceiptStatus;
using testing::HasSubstr;
using Clock = std::chrono::steady_clock;

struct Sent {
    CommandWire::Sent record;
    std::string correlation;
};

// What all connections of a test share.
class SharedTopics {
  public:
    void add(const Sent& sent) {
        const std::lock_guard lock{mutex_};
        sent_.push_back(sent);
    }
    [[nodiscard]] std::vector<Sent> sent() const {
        const std::lock_guard lock{mutex_};
        return sent_;
    }
    void reply(const std::string& correlation, const std::string& value) {
        const std::lock_guard lock{mutex_};
        KafkaRecord record;
        record.value = value;
        record.headers = {{"correlation", correlation}};
        replies_.push_back(std::move(record));
    }
    [[nodiscard]] std::optional<KafkaRecord> at(std::int64_t offset) const {
        const std::lock_guard lock{mutex_};
        const auto index = static_cast<std::size_t>(offset);
        return index < replies_.size() ? std::optional{replies_[index]} : std::nullopt;
    }
    std::atomic<bool> breaks = false;       // The next read fails.
    std::atomic<bool> unreachable = false;  // No connection can be made.
    std::atomic<int> connections = 0;
    std::atomic<int> reads = 0;

  private:
    mutable std::mutex mutex_;
    std::vector<Sent> sent_;
    std::vector<KafkaRecord> replies_;
};

class ListWire final : public CommandWire {
  public:
    ListWire(SharedTopics& topics, std::int64_t from) : topics_(topics), offset_(from) {}
    KafkaResult<void> send(const Sent& sent, std::string_view correlation) override {
        topics_.add({sent, std::string{correlation}});
        return {};
    }
    KafkaResult<void> flush() override { return {}; }
    KafkaResult<void> look() override { return {}; }
    KafkaResult<std::optional<KafkaRecord>> next_reply(std::chrono::milliseconds) override {
        ++topics_.reads;
        if (topics_.breaks.exchange(false)) return kafka_fail(KafkaErrorKind::failed, "the connection broke");
        auto record = topics_.at(offset_);
        if (record)
            ++offset_;
        else
            std::this_thread::sleep_for(1ms);  // As a broker without records does.
        return record;
    }
    [[nodiscard]] std::int64_t next_offset() const override { return offset_; }

  private:
    SharedTopics& topics_;
    std::int64_t offset_;
};

class AsyncKafkaPortTest : public testing::Test {
  protected:
    std::unique_ptr<AsyncKafkaPort> open(std::chrono::milliseconds patience = 30s) {
        AsyncKafkaPort::Setup setup;
        setup.patience = patience;
        setup.terms = [] { return AsyncPort::Terms{{{'U', 'S', 'D', 0}, 2}, false}; };
        setup.open = [this](std::optional<std::int64_t> from) -> KafkaResult<std::unique_ptr<CommandWire>> {
            if (topics_.unreachable) return kafka_fail(KafkaErrorKind::unreachable, "no broker answers");
            ++topics_.connections;
            return std::make_unique<ListWire>(topics_, from.value_or(0));
        };
        auto port = std::make_unique<AsyncKafkaPort>(std::move(setup));
        EXPECT_TRUE(soon([&] { return topics_.reads > 0; })) << "what was connected is in use";
        return port;
    }
    static bool soon(const std::function<bool()>& is_so) {
        const auto deadline = Clock::now() + 10s;
        // Between two looks.
        while (!is_so() && Clock::now() < deadline) std::this_thread::sleep_for(1ms);
        return is_so();
    }
    void submit(AsyncKafkaPort& port, const std::string& id, std::size_t line = 0) {
        eventstore::ParsedCommand command;
        command.header.command_id = domain::CommandId{id};
        command.header.actor = domain::Plain{"csr:ines"};
        command.command = domain::PostPayment{};
        port.submit(std::move(command), line,
                    [this](const eventstore::ParsedCommand& told, const CommandAnswer& answer) {
                        const std::lock_guard lock{mutex_};
                        answers_[told.header.command_id.str()].push_back(answer.receipt());
                    });
    }
    [[nodiscard]] std::vector<eventstore::CommandReceipt> answers(const std::string& id) {
        const std::lock_guard lock{mutex_};
        return answers_[id];
    }
    static std::string accepted(const std::string& id, int position) {
        return R"({"command_id":")" + id + R"(","status":"accepted","first_position":)" + std::to_string(position) +
               R"(,"count":2})";
    }

    SharedTopics topics_;
    std::mutex mutex_;
    std::map<std::string, std::vector<eventstore::CommandReceipt>> answers_;
};

TEST_F(AsyncKafkaPortTest, EachCommandHasItsOwnReplyWhateverTheirOrder) {
    const auto port = open();
    submit(*port, "a", 7);
    submit(*port, "b");
    submit(*port, "a", 9);
    const auto sent = topics_.sent();
    ASSERT_EQ(sent.size(), 3u);
    EXPECT_EQ(sent[0].record.id, "a");
    EXPECT_EQ(sent[0].record.actor, "csr:ines") << "stands in a header of the record";
    EXPECT_THAT(sent[0].record.json, HasSubstr(R"("command_id":"a")"));
    EXPECT_THAT(sent[0].record.json, testing::Not(HasSubstr("csr:ines")));
    topics_.reply("another sender:0", accepted("a", 1));
    topics_.reply(sent[0].correlation + "7", accepted("a", 2));
    topics_.reply(sent[2].correlation, accepted("a", 30));
    topics_.reply(sent[1].correlation, accepted("b", 20));
    topics_.reply(sent[0].correlation, accepted("a", 10));
    topics_.reply(sent[0].correlation, accepted("a", 11));  // Again, as after a transaction that was repeated.
    ASSERT_TRUE(soon([&] { return answers("a").size() == 2 && answers("b").size() == 1; }));
    EXPECT_EQ(answers("a")[0].first_position.value, 30u);
    EXPECT_EQ(answers("a")[0].line.value, 9u);
    EXPECT_EQ(answers("a")[1].first_position.value, 10u);
    EXPECT_EQ(answers("a")[1].line.value, 7u);
    EXPECT_EQ(answers("b")[0].first_position.value, 20u);
    EXPECT_FALSE(answers("b")[0].line.given);
    EXPECT_EQ(port->under_way(), 0u);
}

TEST_F(AsyncKafkaPortTest, WithoutAReplyInTimeWhatBecameOfItIsNotKnown) {
    const auto port = open(500ms);
    submit(*port, "a");
    ASSERT_TRUE(soon([&] { return answers("a").size() == 1; }));
    EXPECT_EQ(answers("a")[0].status, ReceiptStatus::failed);
    EXPECT_THAT(answers("a")[0].error.value.str(), HasSubstr("is not known"));
    topics_.reply(topics_.sent()[0].correlation, accepted("a", 10));
    submit(*port, "a");
    topics_.reply(topics_.sent()[1].correlation, accepted("a", 10));
    ASSERT_TRUE(soon([&] { return answers("a").size() == 2; }));
    EXPECT_EQ(answers("a")[1].status, ReceiptStatus::accepted) << "the late reply answers no command";
}

TEST_F(AsyncKafkaPortTest, RepliesThatCameWhileTheConnectionWasBrokenAreRead) {
    const auto port = open();
    submit(*port, "a");
    submit(*port, "b");
    topics_.reply(topics_.sent()[0].correlation, accepted("a", 10));
    ASSERT_TRUE(soon([&] { return answers("a").size() == 1; }));
    topics_.unreachable = true;
    topics_.breaks = true;
    ASSERT_TRUE(soon([&] { return !topics_.breaks; }));
    topics_.reply(topics_.sent()[1].correlation, accepted("b", 20));
    std::this_thread::sleep_for(50ms);  // So that it has tried to connect while the reply came.
    EXPECT_TRUE(answers("b").empty());
    submit(*port, "c");
    ASSERT_EQ(answers("c").size(), 1u) << "answered at once";
    EXPECT_THAT(answers("c")[0].error.value.str(), HasSubstr("nothing was sent (no broker answers)"));
    topics_.unreachable = false;
    ASSERT_TRUE(soon([&] { return answers("b").size() == 1; }));
    EXPECT_EQ(answers("b")[0].first_position.value, 20u);
    EXPECT_EQ(answers("a").size(), 1u) << "nothing is read twice";
    EXPECT_EQ(topics_.connections, 2);
}

TEST_F(AsyncKafkaPortTest, AReplyThatCannotBeReadIsAFailure) {
    const auto port = open();
    submit(*port, "a");
    topics_.reply(topics_.sent()[0].correlation, "{");
    ASSERT_TRUE(soon([&] { return answers("a").size() == 1; }));
    EXPECT_EQ(answers("a")[0].status, ReceiptStatus::failed);
    EXPECT_THAT(answers("a")[0].error.value.str(), HasSubstr("cannot be read"));
}

TEST_F(AsyncKafkaPortTest, ACommandThatNoBrokerTakesIsNotSent) {
    const auto port = open();
    eventstore::ParsedCommand command;
    command.header.command_id = domain::CommandId{"long"};
    command.header.reason = domain::Plain{std::string(AsyncKafkaPort::record_bytes_max, 'x')};
    command.command = domain::PostPayment{};
    const auto receipt = port->execute(std::move(command));
    EXPECT_EQ(receipt.status, ReceiptStatus::unreadable);
    EXPECT_THAT(receipt.error.value.str(), HasSubstr("takes 1000000: split it"));
    EXPECT_TRUE(topics_.sent().empty());
}

TEST_F(AsyncKafkaPortTest, StoppingAnswersWhatIsUnderWayAndWhatComesLater) {
    const auto port = open();
    submit(*port, "a");
    port->stop();
    ASSERT_EQ(answers("a").size(), 1u);
    EXPECT_EQ(answers("a")[0].status, ReceiptStatus::failed);
    submit(*port, "b");
    ASSERT_EQ(answers("b").size(), 1u);
    EXPECT_THAT(answers("b")[0].error.value.str(), HasSubstr("nothing was sent"));
    EXPECT_EQ(topics_.sent().size(), 1u);
}

TEST_F(AsyncKafkaPortTest, WhoWaitsIsGivenTheReceipt) {
    const auto port = open();
    std::thread node{[&] {
        EXPECT_TRUE(soon([&] { return topics_.sent().size() == 1; }));
        topics_.reply(topics_.sent()[0].correlation, accepted("a", 10));
    }};
    eventstore::ParsedCommand command;
    command.header.command_id = domain::CommandId{"a"};
    command.command = domain::PostPayment{};
    EXPECT_EQ(port->execute(std::move(command)).first_position.value, 10u);
    node.join();
}

}  // namespace
}  // namespace tally::consumers
