// Divisions whose log of record is a topic, against a real broker: nodes are killed wherever it may hurt, and the
// answers and the log are those of one embedded store that was given the same commands.

#include <algorithm>
#include <chrono>
#include <csignal>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iostream>
#include <map>
#include <thread>

#include "consumers/feed/feed_digest.h"
#include "consumers/kafka/record_sender.h"
#include "consumers/node/commit_record.h"
#include "tests/kafka/node_fixture.h"

namespace tally::tests {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using testing::HasSubstr;
namespace fs = std::filesystem;

const std::string faulty_node = FAULTY_NODE;
const std::string feeds = short_session + "feeds = [\"invoices\", \"balances\"]\nfeed_partitions = 2\n";

// What one must be like whoever told it: numbers from 1 without a gap, digests that prove all that was read.
void expect_contiguous(const std::vector<ReadMessage>& messages) {
    std::map<int, std::pair<std::uint64_t, consumers::FeedDigest>> partitions;
    for (const auto& message : messages) {
        auto& [number, digest] = partitions[message.partition];
        ASSERT_EQ(message.headers.at("ce_feednumber"), std::to_string(++number)) << "partition " << message.partition;
        digest.add(message.headers.at("ce_id"), message.headers.at("ce_type"), message.key, message.value);
        ASSERT_EQ(message.headers.at("ce_feeddigest"), digest.hex()) << "number " << number;
    }
}

class KafkaNodeWithFeeds : public KafkaNode {
  protected:
    [[nodiscard]] std::unique_ptr<Started> start_with_feeds(const std::string& node) const {
        return start(node, feeds);
    }
    void make_feed_topics() const {
        const auto made = run(tallyd_program + " --create-topics --config " + configure("maker", feeds));
        ASSERT_EQ(made.exit_code, 0) << made.output;
        EXPECT_THAT(made.output, HasSubstr("tally.invoices: made"));
    }
    // The same commands in one embedded store, told by `tally feed` to topics of its own; how many messages of
    // invoices. No message of theirs depends on a person's key.
    [[nodiscard]] std::size_t tell_embedded() const {
        EXPECT_EQ(embedded("maker", "told").size(), expected_replies());
        for (const std::string feed : {"invoices", "balances"}) {
            const auto where = " --kafka " + configure("maker", feeds) + " --topic embedded-" + feed + " " + feed;
            EXPECT_EQ(run(tally_program + " feed --create-topics" + where).exit_code, 0);
            const auto told =
                run(tally_program + " feed --once --store " + path("told") + " --keys " + path("told-keys") + where);
            EXPECT_EQ(told.exit_code, 0) << told.output;
        }
        return broker_->read("embedded-invoices").size();
    }
    void wait_for_invoices(std::size_t count) const {
        const auto deadline = Clock::now() + 60s;
        while (broker_->read("tally.invoices").size() < count && Clock::now() < deadline)
            std::this_thread::sleep_for(50ms);  // Between two looks.
    }
    [[nodiscard]] std::map<std::string, std::string> last_of_each_key(const std::string& topic) const {
        std::map<std::string, std::string> last;
        for (const auto& message : broker_->read(topic)) last[message.key] = message.value;
        return last;
    }
    void wait_until_told(std::size_t invoices) const {
        wait_for_invoices(invoices);
        const auto balances = last_of_each_key("embedded-balances");
        const auto deadline = Clock::now() + 60s;
        while (last_of_each_key("tally.balances") != balances && Clock::now() < deadline)
            std::this_thread::sleep_for(50ms);  // Between two looks.
    }
    // Message for message, with numbers and digests.
    void expect_told_as_embedded() const {
        const auto by_partition = [&](const std::string& topic) {
            auto messages = broker_->read(topic);
            std::stable_sort(messages.begin(), messages.end(),
                             [](const auto& a, const auto& b) { return a.partition < b.partition; });
            return messages;
        };
        const auto ours = by_partition("tally.invoices");
        const auto theirs = by_partition("embedded-invoices");
        expect_contiguous(ours);
        ASSERT_EQ(ours.size(), theirs.size());
        for (std::size_t i = 0; i < ours.size(); ++i) {
            ASSERT_EQ(ours[i].partition, theirs[i].partition) << i;
            ASSERT_EQ(ours[i].key, theirs[i].key) << i;
            ASSERT_EQ(ours[i].headers, theirs[i].headers) << i;
            ASSERT_EQ(ours[i].value, theirs[i].value) << i;
        }
        const auto balances = last_of_each_key("tally.balances");
        EXPECT_FALSE(balances.empty());
        EXPECT_EQ(balances, last_of_each_key("embedded-balances"));
    }
};

TEST_F(KafkaNode, H5_OneNodeKilledTheOtherGoesOnAndAllIsAsInOneEmbeddedStore) {
    TALLY_NEEDS_A_BROKER();
    const auto all = utility_with_payments(6000);
    const auto half = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
    auto first = start("first");
    ASSERT_TRUE(wait_for_log("first", "owned in epoch", 30s));
    auto second = start("second");
    std::this_thread::sleep_for(3s);  // It has joined, and has nothing.
    produce({all.begin(), half});
    // In the middle of it.
    (void)wait_for_replies(100, 30s);
    first->signal(SIGKILL);
    const auto killed = Clock::now();
    (void)first->wait(5);
    produce({half, all.end()});
    ASSERT_TRUE(wait_for_log("second", "owned in epoch", 30s));
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - killed);
    EXPECT_EQ(wait_for_replies(expected_replies(), 60s), expected_replies());
    std::cout << "taken over " << took.count() << " ms after kill -9\n";
    EXPECT_LT(took, 15s);
    end(*second);
    expect_the_same_as_embedded("second");
}

TEST_F(KafkaNode, F3_KilledBetweenDecideProduceCommitAndLocalApplyNothingIsLostOrDoubled) {
    TALLY_NEEDS_A_BROKER();
    const auto all = utility_with_payments(3000);
    // A claim is a transaction, too, and the first one.
    const std::vector<std::pair<std::string, int>> faults{{"claimed", 1},    {"decided", 1},   {"produced", 2},
                                                          {"offset_set", 2}, {"committed", 2}, {"answered", 40},
                                                          {"produced", 1},   {"committed", 1}};
    const auto chunk = all.size() / (faults.size() + 1);
    std::size_t at = 0;
    for (const auto& [step, nth] : faults) {
        const auto node = std::make_unique<Started>(
            faulty_node + " " + configure("node", short_session) + " " + step + " " + std::to_string(nth),
            path("node.log"));
        produce({all.begin() + static_cast<std::ptrdiff_t>(at), all.begin() + static_cast<std::ptrdiff_t>(at + chunk)});
        at += chunk;
        EXPECT_EQ(node->wait(60), 128 + SIGKILL) << step;
    }
    const auto last = start("node", short_session);
    produce({all.begin() + static_cast<std::ptrdiff_t>(at), all.end()});
    EXPECT_EQ(wait_for_replies(expected_replies(), 60s), expected_replies());
    end(*last);
    expect_the_same_as_embedded("node");
}

TEST_F(KafkaNodeWithFeeds, TheNextOwnerTellsTheFeedsOnAndTheySayWhatAnEmbeddedFeedSays) {
    TALLY_NEEDS_A_BROKER();
    make_feed_topics();
    const auto all = utility_with_payments(3000);
    const auto half = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
    auto first = start_with_feeds("first");
    ASSERT_TRUE(wait_for_log("first", "feed invoices: publishes tally.invoices", 30s));
    auto second = start_with_feeds("second");
    std::this_thread::sleep_for(3s);  // It has joined, and has nothing.
    produce({all.begin(), half});
    // In the middle of the telling.
    wait_for_invoices(100);
    first->signal(SIGKILL);
    (void)first->wait(5);
    const auto told_by_first = broker_->read("tally.invoices").size();
    EXPECT_GE(told_by_first, 100u);
    produce({half, all.end()});
    EXPECT_EQ(wait_for_replies(expected_replies(), 60s), expected_replies());
    const auto expected = tell_embedded();
    EXPECT_GT(expected, told_by_first) << "there was something left for the next owner";
    wait_until_told(expected);
    end(*second);
    expect_told_as_embedded();
}

TEST_F(KafkaNode, RecordsThatDoNotContinueTheLogArePassedOver) {
    TALLY_NEEDS_A_BROKER();
    produce(utility_with_payments(200));
    {
        const auto node = start("node");
        EXPECT_EQ(wait_for_replies(expected_replies(), 60s), expected_replies());
        end(*node);
    }
    // What a delayed end of a transaction could bring to light: of an owner before, of another history, of no one.
    auto configuration = consumers::read_kafka_configuration(configure("node"));
    ASSERT_TRUE(configuration);
    auto sender = consumers::RecordSender::open(*configuration);
    ASSERT_TRUE(sender);
    const std::string topic = "tally.log";
    const auto send = [&](const std::string& value) {
        const consumers::OutgoingRecord record{
            .topic = &topic, .partition = 0, .key = {}, .value = value, .headers = {}};
        ASSERT_TRUE((*sender)->send(record));
        ASSERT_TRUE((*sender)->flush(10s));
    };
    consumers::CommitRecord foreign;
    foreign.owner_epoch = 1'000'000;
    foreign.first_position = 1;
    foreign.entries = {"not an event"};
    send(consumers::write_commit_record(foreign));  // Behind the end.
    foreign.first_position = 0;
    foreign.owner_epoch = 0;
    send(consumers::write_commit_record(foreign));  // Of an owner before.
    send("no commit record");
    {
        const auto node = start("node");
        wait_for_take_over("node");
        produce({timed(payment(100'000)), "{nonsense at the end"});
        EXPECT_EQ(wait_for_replies(expected_replies(), 60s), expected_replies());
        std::this_thread::sleep_for(500ms);  // The last line has no reply to wait for, only a dead letter.
        end(*node);
    }
    const auto said = run("cat " + path("node.log")).output;
    EXPECT_THAT(said, HasSubstr("passed over: position 1 where"));
    EXPECT_THAT(said, HasSubstr("passed over: owner epoch 0 after"));
    EXPECT_THAT(said, HasSubstr("passed over: commit record:"));
    expect_the_same_as_embedded("node");
}

TEST_F(KafkaNodeWithFeeds, ABrokerKilledInTheMiddleOfTransactionsCostsNothing) {
    TALLY_NEEDS_A_BROKER();
    make_feed_topics();
    const auto node = start_with_feeds("node");
    const auto all = utility_with_payments(4000);
    produce(all);
    (void)wait_for_replies(200, 30s);
    ASSERT_EQ(broker_->control("kill").exit_code, 0);
    std::this_thread::sleep_for(1s);  // The node finds nobody, more than once.
    const auto again =
        run(std::string{TALLY_SOURCE_DIR} + "/tools/kafka/broker start " + broker_->directory().string());
    ASSERT_EQ(again.exit_code, 0) << again.output;
    EXPECT_EQ(wait_for_replies(expected_replies(), 120s), expected_replies());
    wait_until_told(tell_embedded());
    end(*node);
    expect_told_as_embedded();
    expect_the_same_as_embedded("node");
}

TEST_F(KafkaNodeWithFeeds, ANodeEndsAlthoughItsBrokerHangs) {
    TALLY_NEEDS_A_BROKER();
    make_feed_topics();
    const auto node = start_with_feeds("node");
    produce(utility_with_payments(10));
    EXPECT_EQ(wait_for_replies(expected_replies(), 60s), expected_replies());
    ASSERT_EQ(broker_->control("pause").exit_code, 0);
    node->signal(SIGTERM);
    // No call of librdkafka's may wait for an answer that never comes.
    EXPECT_EQ(node->wait(60), 0);
    ASSERT_EQ(broker_->control("resume").exit_code, 0);
}

TEST_F(KafkaNode, ADivisionGoesOverWhileCommandsStreamAndBackWhenItsNodeEnds) {
    TALLY_NEEDS_A_BROKER();
    const auto all = utility_with_payments(3000);
    auto first = start("first");
    produce({all.begin(), all.begin() + 1500});
    (void)wait_for_replies(50, 30s);
    auto second = start("second");
    std::this_thread::sleep_for(2s);  // It has joined, most likely.
    const auto asked = Clock::now();
    first->signal(SIGTERM);
    produce({all.begin() + 1500, all.end()});
    EXPECT_EQ(first->wait(20), 0);
    EXPECT_EQ(wait_for_replies(expected_replies(), 60s), expected_replies());
    std::cout << "all answered " << std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - asked).count()
              << " ms after SIGTERM\n";
    // However fast the first one was: the division is the second one's now.
    ASSERT_TRUE(wait_for_log("second", "owned in epoch", 30s));
    end(*second);
    expect_the_same_as_embedded("second");
}

TEST_F(KafkaNode, SaysAtOnceWhatIsWrongWithItsTopicsAndKeys) {
    TALLY_NEEDS_A_BROKER();
    const auto other = run(tallyd_program + " --config " + configure("other", "topic_prefix = \"other\"\n"));
    EXPECT_EQ(other.exit_code, 3);
    EXPECT_THAT(other.output, HasSubstr("other.commands"));
    const auto two = run(tallyd_program + " --config " + configure("two", "divisions = 2\n"));
    EXPECT_EQ(two.exit_code, 1);
    EXPECT_THAT(two.output, HasSubstr("has 1 partitions and must have 2"));
    const auto standby = configure("standby", "");
    {
        std::string text;
        std::getline(std::ifstream(standby), text, '\0');
        std::ofstream(standby) << text.replace(text.find("[node]\n"), 7, "[node]\nstandby = 1\n");
    }
    const auto neither = run(tallyd_program + " --config " + standby);
    EXPECT_EQ(neither.exit_code, 2);
    EXPECT_THAT(neither.output, HasSubstr("[node] standby is neither true nor false"));
    // Its keys are missing: another node could, this one cannot.
    fs::remove_all(path("node-keys"));
    const auto configuration = configure("node");
    fs::remove_all(path("node-keys"));
    const auto none = run("timeout 60 " + tallyd_program + " --config " + configuration);
    EXPECT_EQ(none.exit_code, 3);
    EXPECT_THAT(none.output, HasSubstr("verifier-key"));
}

TEST_F(KafkaNode, SendPrintsWhatApplyWould) {
    TALLY_NEEDS_A_BROKER();
    const auto node = start("node");
    const auto file = path("commands.jsonl");
    {
        std::ofstream out(file);
        for (const auto& line : utility_with_payments(300))
            if (!line.starts_with("{nonsense")) out << line << '\n';
    }
    const std::string command =
        tally_program + " send --json --kafka " + configure("node") + " --wait 30 " + file + " 2>/dev/null";
    const auto once = run(command);
    EXPECT_EQ(once.exit_code, 1);  // Some are refused.
    sent_ = lines_of(file);
    const auto twice = run(command);
    EXPECT_EQ(twice.exit_code, 1);
    const auto again = sent_;
    end(*node);
    auto expected = embedded("node");
    expected.erase(expected.begin());
    std::string text;
    for (const auto& line : expected) text += line + "\n";
    EXPECT_EQ(once.output, text);
    EXPECT_EQ(std::count(twice.output.begin(), twice.output.end(), '\n'), static_cast<long>(sent_.size()));
    EXPECT_EQ(twice.output.find("\"accepted\""), std::string::npos);
    expect_equal_stores("node", "embedded");
}

}  // namespace
}  // namespace tally::tests
