// Divisions whose log of record is a topic, against a real broker: nodes are killed wherever it may hurt, and the
// answers and the log are those of one embedded store that was given the same commands.

#include <chrono>
#include <csignal>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iostream>
#include <thread>

#include "consumers/feed/feed_digest.h"
#include "consumers/kafka/record_sender.h"
#include "consumers/node/commit_record.h"
#include "eventstore/codec/command_json.h"
#include "projections/folders.h"
#include "tests/kafka/test_broker.h"
#include "tools/tally/receipts.h"

namespace tally::tests {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using testing::HasSubstr;
namespace fs = std::filesystem;

const std::string tally_program = TALLY_PROGRAM;
const std::string tallyd_program = TALLYD_PROGRAM;
const std::string faulty_node = FAULTY_NODE;
const std::string examples = std::string{TALLY_SOURCE_DIR} + "/tools/examples/";
const std::string short_session = "session.timeout.ms = 6000\n";
const std::string feeds = short_session + "feeds = [\"invoices\", \"balances\"]\nfeed_partitions = 2\n";
const std::string first_instant = "2022-01-01T00:00:00Z";

std::vector<std::string> lines_of(const std::string& path) {
    std::vector<std::string> found;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) found.push_back(line);
    return found;
}

// As a division with simulated time takes it.
std::string timed(const std::string& line) {
    return R"({"received_at":"2022-02-01T00:00:00Z","actor":"test",)" + line.substr(1);
}

std::string payment(int number) {
    return R"({"type":"payment.post","command_id":"p-)" + std::to_string(number) +
           R"(","received_on":"2022-01-20","tenders":[{"amount":"1.00"}],"shares":[{"account":"1"}]})";
}

std::vector<std::string> utility_with_payments(int payments) {
    std::vector<std::string> lines;
    for (const char* file : {"utility.jsonl", "customer.jsonl"})
        for (const auto& line : lines_of(examples + file)) lines.push_back(timed(line));
    for (int i = 0; i < payments; ++i) {
        lines.push_back(timed(payment(i)));
        if (i % 50 == 7) lines.push_back(timed(payment(i - i % 13)));  // Sent again.
        if (i % 97 == 3)                                               // Refused.
            lines.push_back(timed(R"({"type":"payment.post","command_id":"to-nobody-)" + std::to_string(i) +
                                  R"(","received_on":"2022-01-20","tenders":[{"amount":"1.00"}],)" +
                                  R"("shares":[{"account":"no-such-account"}]})"));
        if (i % 211 == 5) lines.push_back("{nonsense " + std::to_string(i));
    }
    return lines;
}

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

class KafkaNode : public testing::Test {
  protected:
    void SetUp() override {
        if (!TestBroker::absent().empty()) return;
        broker_ = std::make_unique<TestBroker>();
        ASSERT_TRUE(broker_->is_up()) << broker_->said();
        const auto made = run(tallyd_program + " --create-topics --config " + configure("maker"));
        ASSERT_EQ(made.exit_code, 0) << made.output;
        const auto founded = run(tally_program + " init --kafka " + configure("maker") + " --keys " + path("keys") +
                                 " --origin ledger.example/gas --currency USD --time-zone America/New_York " +
                                 "--simulated-time --actor test --received-at " + first_instant);
        ASSERT_EQ(founded.exit_code, 0) << founded.output;
    }
    [[nodiscard]] std::string path(const std::string& name) const { return (directory_.path() / name).string(); }

    // A node's file; its keys are a copy of its own.
    [[nodiscard]] std::string configure(const std::string& node, const std::string& further = {}) const {
        const auto keys = path(node + "-keys");
        if (fs::exists(path("keys")) && !fs::exists(keys)) fs::copy(path("keys"), keys, fs::copy_options::recursive);
        if (fs::exists(keys)) fs::permissions(keys, fs::perms::owner_all);
        return broker_->configuration(node + ".toml", further + "[node]\ndata = \"" + path(node) + "\"\naddress = \"" +
                                                          node + "\"\n[[division]]\nnumber = 0\nkeys = \"" + keys +
                                                          "\"\n");
    }
    [[nodiscard]] std::unique_ptr<Started> start(const std::string& node, const std::string& further = {}) const {
        return std::make_unique<Started>(tallyd_program + " --config " + configure(node, further), path(node + ".log"));
    }
    [[nodiscard]] std::unique_ptr<Started> start_faulty(const std::string& node, const std::string& step,
                                                        int nth) const {
        return std::make_unique<Started>(
            faulty_node + " " + configure(node, short_session) + " " + step + " " + std::to_string(nth),
            path(node + ".log"));
    }
    void produce(const std::vector<std::string>& lines) {
        const auto file = path("chunk.jsonl");
        {
            std::ofstream out(file);
            for (const auto& line : lines) out << line << '\n';
        }
        const auto sent = run("kcat -F " + (broker_->directory() / "client.properties").string() +
                              " -P -t tally.commands -p 0 -l " + file);
        ASSERT_EQ(sent.exit_code, 0) << sent.output;
        sent_.insert(sent_.end(), lines.begin(), lines.end());
    }
    [[nodiscard]] std::size_t expected_replies() const {
        std::size_t count = 1;  // To the first command.
        for (const auto& line : sent_) count += line.starts_with("{nonsense") ? 0 : 1;
        return count;
    }
    // Until that many replies are there; how many were.
    [[nodiscard]] std::size_t wait_for_replies(std::size_t count, std::chrono::seconds patience) const {
        const auto deadline = Clock::now() + patience;
        while (true) {
            const auto found = broker_->read("tally.replies").size();
            if (found >= count || Clock::now() > deadline) return found;
            std::this_thread::sleep_for(50ms);
        }
    }
    static void end(Started& node) {
        node.signal(SIGTERM);
        EXPECT_EQ(node.wait(30), 0);
    }

    // One embedded store, given the same commands under the same keys: its answers in order.
    [[nodiscard]] std::vector<std::string> embedded(const std::string& keys_of,
                                                    const std::string& store = "embedded") const {
        eventstore::DivisionOptions options;
        options.directory = path(store);
        options.keys = path(store + "-keys");
        fs::copy(path(keys_of + "-keys"), options.keys, fs::copy_options::recursive);
        fs::permissions(options.keys, fs::perms::owner_all);
        options.make_folders = projections::make_folders;
        options.clock = [] { return *domain::Instant::parse(first_instant); };
        auto division = eventstore::Division::open_copy(options);
        EXPECT_TRUE(division) << division.error().message;
        eventstore::ParsedCommand founding;
        founding.header.command_id = domain::CommandId{"init"};
        founding.header.actor = domain::Plain{"test"};
        founding.command = domain::CreateDivision{domain::Plain{"ledger.example/gas"}, domain::Code{"USD"},
                                                  domain::Plain{"America/New_York"}, true};
        std::vector<std::string> answers;
        const auto first = (*division)->execute(founding);
        answers.push_back(tools::receipt_line(**division, founding, first, 0, true));
        EXPECT_TRUE((*division)->store().wait_for(1, 10s));
        EXPECT_TRUE((*division)->learn_identity());
        eventstore::CommandReader reader((*division)->currency());
        eventstore::CommandBatch batch;
        for (const auto& line : sent_)
            if (auto parsed = reader.read(line)) batch.commands.push_back(std::move(*parsed));
        (*division)->submit(batch);
        batch.wait();
        for (std::size_t i = 0; i < batch.commands.size(); ++i)
            answers.push_back(tools::receipt_line(**division, batch.commands[i], batch.outcomes[i], 0, true));
        EXPECT_TRUE((*division)->close());
        return answers;
    }
    // Nothing lost, nothing doubled, order kept, root and answers equal; `node` is one that has ended.
    void expect_the_same_as_embedded(const std::string& node) const {
        const auto expected = embedded(node);
        const auto replies = broker_->read("tally.replies");
        ASSERT_EQ(replies.size(), expected.size());
        for (std::size_t i = 0; i < expected.size(); ++i) ASSERT_EQ(replies[i].value, expected[i]) << i;
        std::size_t nonsense = 0;
        const auto dead = broker_->read("tally.dead-letters");
        for (std::size_t i = 0; i < sent_.size(); ++i) {
            if (!sent_[i].starts_with("{nonsense")) continue;
            ASSERT_LT(nonsense, dead.size());
            EXPECT_EQ(dead[nonsense].value, sent_[i]);
            EXPECT_EQ(dead[nonsense].headers.at("origin_topic"), "tally.commands");
            EXPECT_FALSE(dead[nonsense].headers.at("reason").empty());
            ++nonsense;
        }
        EXPECT_EQ(dead.size(), nonsense);
        expect_equal_stores(node, "embedded");
        // An empty disk: the topic is all it takes.
        const auto fresh = start("fresh");
        produce_nothing_and_wait_for_take_over("fresh");
        end(*fresh);
        expect_equal_stores("fresh", "embedded");
        const auto verified =
            run(tally_program + " verify --store " + path("fresh/division-0") + " --keys " + path("fresh-keys"));
        EXPECT_EQ(verified.exit_code, 0) << verified.output;
    }
    void expect_equal_stores(const std::string& node, const std::string& store) const {
        const auto compared = run(tally_program + " compare " + path(node + "/division-0") + " --keys-a " +
                                  path(node + "-keys") + " " + path(store) + " --keys-b " + path(store + "-keys"));
        EXPECT_EQ(compared.exit_code, 0) << compared.output;
        EXPECT_THAT(compared.output, HasSubstr("One history"));
    }
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
            std::this_thread::sleep_for(50ms);
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
            std::this_thread::sleep_for(50ms);
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
    void produce_nothing_and_wait_for_take_over(const std::string& node) const {
        EXPECT_TRUE(wait_for_log(node, "owned in epoch", 60s));
    }
    [[nodiscard]] bool wait_for_log(const std::string& node, const std::string& text,
                                    std::chrono::seconds patience) const {
        const auto deadline = Clock::now() + patience;
        while (Clock::now() < deadline) {
            for (const auto& line : lines_of(path(node + ".log")))
                if (line.find(text) != std::string::npos) return true;
            std::this_thread::sleep_for(20ms);
        }
        return false;
    }

    TemporaryDirectory directory_;
    std::unique_ptr<TestBroker> broker_;
    std::vector<std::string> sent_;
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

TEST_F(KafkaNode, KilledBetweenDecideProduceCommitAndLocalApplyNothingIsLostOrDoubled) {
    TALLY_NEEDS_A_BROKER();
    const auto all = utility_with_payments(3000);
    // A claim is a transaction, too, and the first one.
    const std::vector<std::pair<std::string, int>> faults{{"claimed", 1},    {"decided", 1},   {"produced", 2},
                                                          {"offset_set", 2}, {"committed", 2}, {"answered", 40},
                                                          {"produced", 1},   {"committed", 1}};
    const auto chunk = all.size() / (faults.size() + 1);
    std::size_t at = 0;
    for (const auto& [step, nth] : faults) {
        const auto node = start_faulty("node", step, nth);
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

TEST_F(KafkaNode, H2_TheNextOwnerTellsTheFeedsOnAndTheySayWhatAnEmbeddedFeedSays) {
    TALLY_NEEDS_A_BROKER();
    make_feed_topics();
    const auto all = utility_with_payments(3000);
    const auto half = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
    auto first = start_with_feeds("first");
    ASSERT_TRUE(wait_for_log("first", "feed invoices: tells tally.invoices", 30s));
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
        produce_nothing_and_wait_for_take_over("node");
        produce({timed(payment(100'000)), "{nonsense at the end"});
        EXPECT_EQ(wait_for_replies(expected_replies(), 60s), expected_replies());
        std::this_thread::sleep_for(500ms);  // For the dead letter.
        end(*node);
    }
    const auto said = run("cat " + path("node.log")).output;
    EXPECT_THAT(said, HasSubstr("passed over: position 1 where"));
    EXPECT_THAT(said, HasSubstr("passed over: owner epoch 0 after"));
    EXPECT_THAT(said, HasSubstr("passed over: commit record:"));
    expect_the_same_as_embedded("node");
}

TEST_F(KafkaNode, ABrokerKilledInTheMiddleOfTransactionsCostsNothing) {
    TALLY_NEEDS_A_BROKER();
    make_feed_topics();
    const auto node = start_with_feeds("node");
    const auto all = utility_with_payments(4000);
    produce(all);
    (void)wait_for_replies(200, 30s);
    ASSERT_EQ(broker_->control("kill").exit_code, 0);
    std::this_thread::sleep_for(1s);
    const auto again =
        run(std::string{TALLY_SOURCE_DIR} + "/tools/kafka/broker start " + broker_->directory().string());
    ASSERT_EQ(again.exit_code, 0) << again.output;
    EXPECT_EQ(wait_for_replies(expected_replies(), 120s), expected_replies());
    wait_until_told(tell_embedded());
    end(*node);
    expect_told_as_embedded();
    expect_the_same_as_embedded("node");
}

TEST_F(KafkaNode, ADivisionGoesOverWhileCommandsStreamAndBackWhenItsNodeEnds) {
    TALLY_NEEDS_A_BROKER();
    const auto all = utility_with_payments(3000);
    auto first = start("first");
    produce({all.begin(), all.begin() + 1500});
    (void)wait_for_replies(50, 30s);
    auto second = start("second");
    std::this_thread::sleep_for(2s);
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
