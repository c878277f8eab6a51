// tally feed against a real broker: what is killed, stopped or cut off on the way loses and doubles nothing. Read back
// by kcat, digested by OpenSSL.

#include <chrono>
#include <csignal>
#include <fstream>
#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <random>
#include <thread>

#include "tests/kafka/feed_fixture.h"
#include "tests/kafka/rights.h"

namespace tally::tests {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using testing::HasSubstr;

TEST_F(KafkaFeed, F3_IsToldOnceThoughItIsKilledAgainAndAgain) {
    TALLY_NEEDS_A_BROKER();
    start_broker();
    make_store(1200);
    create_topics("events");
    const auto seed = std::random_device{}();
    std::mt19937 random(seed);
    RecordProperty("seed", std::to_string(seed));
    int killed = 0;
    for (int i = 0; i < 6; ++i) {
        Started feed(command("events"), path("feed.log"));
        wait_until_more_is_written("tally.events");
        if (HasFatalFailure()) break;
        std::this_thread::sleep_for(std::chrono::milliseconds{random() % 60});  // So that each dies elsewhere.
        feed.signal(SIGKILL);
        const int code = feed.wait(10);
        if (code == 0) break;
        ++killed;
    }
    EXPECT_GE(killed, 2) << "seed " << seed << ": it was through before it could be killed\n" << said("feed.log");
    const auto last = run(command("events"));
    ASSERT_EQ(last.exit_code, 0) << last.output;
    expect_all_once(broker_->read("tally.events"), 0, event_count());
}

TEST_F(KafkaFeed, GoesOnWhenTheBrokerIsKilledInATransaction) {
    TALLY_NEEDS_A_BROKER();
    start_broker();
    make_store(1200);
    create_topics("events");
    Started feed(command("events"), path("feed.log"));
    wait_until_more_is_written("tally.events");
    ASSERT_EQ(broker_->control("kill").exit_code, 0);
    EXPECT_EQ(feed.wait(0), -1) << "it was through before the broker was killed";
    const auto started = broker_->control("start");
    ASSERT_EQ(started.exit_code, 0) << started.output;
    ASSERT_EQ(feed.wait(120), 0) << said("feed.log");
    expect_all_once(broker_->read("tally.events"), 0, event_count());
}

TEST_F(KafkaFeed, ASecondInstanceFencesTheFirst) {
    TALLY_NEEDS_A_BROKER();
    start_broker();
    make_store(400);
    fs::copy(path("store"), path("copy"), fs::copy_options::recursive);
    create_topics("events");
    Started first(command("events"), path("first.log"));
    wait_until_more_is_written("tally.events");
    first.signal(SIGSTOP);
    const auto second = run(command("events", "copy"));
    EXPECT_EQ(second.exit_code, 0) << second.output;
    first.signal(SIGCONT);
    EXPECT_EQ(first.wait(60), 1) << said("first.log");
    EXPECT_THAT(said("first.log"), HasSubstr("another instance has taken over"));
    expect_all_once(broker_->read("tally.events"), 0, event_count());
}

// What stops the feed or its broker for longer than a transaction may take, and what ends that.
class KafkaFeedStopped : public KafkaFeed {
  protected:
    void expect_to_go_on_after(const std::function<void(Started&)>& stop, const std::function<void(Started&)>& resume) {
        start_broker();
        make_store(400);
        create_topics("events");
        configuration_ = broker_->configuration(
            "short.toml", "feed_partitions = 3\ntransaction.timeout.ms = 2000\nmessage.timeout.ms = 2000\n");
        Started feed(command("events"), path("feed.log"));
        wait_until_more_is_written("tally.events");
        stop(feed);
        // Longer than 2 s, and then the second within which the broker looks for transactions that took too long.
        std::this_thread::sleep_for(5s);  // The broker must act, and says nothing.
        resume(feed);
        ASSERT_EQ(feed.wait(120), 0) << said("feed.log");
        RecordProperty("said", said("feed.log"));
        expect_all_once(broker_->read("tally.events"), 0, event_count());
    }
};

TEST_F(KafkaFeedStopped, GoesOnWhereTheClusterGaveUpItsTransaction) {
    TALLY_NEEDS_A_BROKER();
    expect_to_go_on_after([](Started& feed) { feed.signal(SIGSTOP); }, [](Started& feed) { feed.signal(SIGCONT); });
}

TEST_F(KafkaFeedStopped, GoesOnWhenTheBrokerHangsLongerThanATransactionMay) {
    TALLY_NEEDS_A_BROKER();
    expect_to_go_on_after(
        [&](Started& feed) {
            ASSERT_EQ(broker_->control("pause").exit_code, 0);
            EXPECT_EQ(feed.wait(0), -1) << "it was through before the broker hung";
        },
        [&](Started&) { ASSERT_EQ(broker_->control("resume").exit_code, 0); });
}

TEST_F(KafkaFeed, H2_BeginsAnywhereGoesOnAndLeavesNoGap) {
    TALLY_NEEDS_A_BROKER();
    start_broker();
    make_store(20);
    const auto end = event_count();
    create_topics("events --topic replay");
    const auto told = run(command("events") + " --topic replay --from 1000");
    ASSERT_EQ(told.exit_code, 0) << told.output;
    expect_all_once(broker_->read("replay"), 1000, end);
    const auto again = run(command("events") + " --topic replay");
    EXPECT_EQ(again.exit_code, 0);
    EXPECT_THAT(again.output, HasSubstr("0 messages"));
    const auto gap = run(command("events") + " --topic replay --from " + std::to_string(end + 1));
    EXPECT_EQ(gap.exit_code, 1) << gap.output;
    EXPECT_THAT(gap.output, HasSubstr("gap"));
    expect_all_once(broker_->read("replay"), 1000, end);

    // A store that tells another story under the same name, or is an older copy.
    make_store(20, "other", 8);
    const auto other = run(command("events", "other") + " --topic replay");
    EXPECT_EQ(other.exit_code, 1) << other.output;
    make_store(5, "small");
    const auto small = run(command("events", "small") + " --topic replay");
    EXPECT_EQ(small.exit_code, 1) << small.output;
    EXPECT_THAT(small.output, HasSubstr("older copy"));
}

TEST_F(KafkaFeed, CompactedFeedsEndWithTheSameWhateverHappens) {
    TALLY_NEEDS_A_BROKER();
    start_broker();
    make_store(400);
    const auto last_of = [&](const std::string& topic) {
        std::map<std::string, std::string> last;
        for (const auto& message : broker_->read(topic)) {
            EXPECT_FALSE(message.headers.contains("ce_feednumber"));
            last[message.key] = message.tombstone ? "none" : message.value;
        }
        return last;
    };
    create_topics();
    create_topics("balances --topic whole");
    ASSERT_EQ(run(command("balances") + " --topic whole").exit_code, 0);
    {
        Started feed(command("balances"), path("feed.log"));
        wait_until_more_is_written("tally.balances");
        feed.signal(SIGKILL);
        EXPECT_EQ(feed.wait(10), 128 + SIGKILL);
    }
    const auto rest = run(command("balances"));
    ASSERT_EQ(rest.exit_code, 0) << rest.output;
    const auto whole = last_of("whole");
    EXPECT_GE(whole.size(), 400u);
    EXPECT_EQ(last_of("tally.balances"), whole);
    ASSERT_EQ(run(command("persons")).exit_code, 0);
    EXPECT_GE(last_of("tally.persons").size(), 400u);
}

TEST_F(KafkaFeed, TopicsAreMadeAndCheckedFirst) {
    TALLY_NEEDS_A_BROKER();
    start_broker();
    make_store(5);
    const auto within_seconds = [&](const std::string& line, int exit_code, const std::string& words) {
        const auto begun = std::chrono::steady_clock::now();
        const auto ran = run(line);
        EXPECT_EQ(ran.exit_code, exit_code) << ran.output;
        EXPECT_THAT(ran.output, HasSubstr(words));
        EXPECT_THAT(ran.output, HasSubstr(broker_->bootstrap()));
        EXPECT_LT(std::chrono::steady_clock::now() - begun, 9s) << line;
    };
    within_seconds(command("invoices"), 3, "topic tally.invoices: there is no such topic");
    create_topics();
    create_topics();
    configuration_ = broker_->configuration("four.toml", "feed_partitions = 4\n");
    within_seconds(command("invoices"), 1, "has 3 partitions and must have 4");
    configuration_ = broker_->configuration("other.toml", "feed_partitions = 3\ntopic_prefix = \"other\"\n");
    const auto made = broker_->tool("org.apache.kafka.tools.TopicCommand",
                                    "--create --topic other.invoices --partitions 3 --config retention.ms=1000");
    ASSERT_EQ(made.exit_code, 0) << made.output;
    within_seconds(command("invoices"), 1, "has retention.ms=1000 and must have -1");
}

TEST_F(KafkaFeed, WhatSecurityRefusesIsSaidWithinSeconds) {
    TALLY_NEEDS_A_BROKER();
    start_broker("--secure");
    make_store(5);
    const auto home = broker_->directory().string();
    const std::string tls = "feed_partitions = 3\nsecurity.protocol = \"SASL_SSL\"\nsasl.mechanism = \"PLAIN\"\n";
    const std::string trusted = tls + "ssl.ca.location = \"" + home + "/ca.pem\"\n";
    const auto user = [&](const std::string& name, const std::string& password_of) {
        return "sasl.username = \"" + name + "\"\nsasl.password.file = \"" + home + "/" + password_of + ".password\"\n";
    };
    const auto within_seconds = [&](const std::string& lines, int exit_code, const std::vector<std::string>& words) {
        configuration_ = broker_->configuration("tried.toml", lines);
        const auto begun = std::chrono::steady_clock::now();
        const auto ran = run(command("invoices") + " --log-level debug");
        EXPECT_EQ(ran.exit_code, exit_code) << ran.output;
        for (const auto& word : words) EXPECT_THAT(ran.output, HasSubstr(word));
        EXPECT_LT(std::chrono::steady_clock::now() - begun, 9s) << lines;
        for (const char* name : {"tally", "nobody", "admin"}) {
            std::ifstream file(home + "/" + name + ".password");
            std::string secret;
            std::getline(file, secret);
            EXPECT_EQ(ran.output.find(secret), std::string::npos) << "a password was printed";
        }
    };
    const auto at = broker_->bootstrap();
    configuration_ = broker_->configuration("admin.toml", trusted + user("admin", "admin"));
    create_topics();
    within_seconds(trusted + user("tally", "nobody"), 3, {at, "'tally' is not let in", "tried.toml"});
    within_seconds(tls + user("tally", "tally"), 3, {at, "certificate verify failed", "ssl.ca.location"});
    within_seconds("feed_partitions = 3\n", 3, {at, "security.protocol"});
    within_seconds("bootstrap.servers = \"127.0.0.1:1\"\n", 3, {"127.0.0.1:1", "Connection refused"});
    within_seconds("bootstrap.servers = \"no-such-host.invalid:9092\"\n", 3, {"no-such-host.invalid"});
    const auto good = trusted + user("tally", "tally");
    within_seconds(good, 3, {at, "'tally'", "Describe on topic 'tally.invoices'"});
    const auto give = [&](Right::To to) {
        ASSERT_EQ(
            give_right(broker_->directory() / "client.properties", "tally", {to, Right::On::topic, "tally.invoices"}),
            "");
    };
    give(Right::To::describe);
    within_seconds(good, 3, {at, "'tally'", "transactional id 'demo.example/gas:tally.invoices'"});
    const auto allowed =
        broker_->tool("org.apache.kafka.tools.AclCommand",
                      "--add --allow-principal User:tally --operation Write --operation Describe --transactional-id "
                      "demo.example/gas --resource-pattern-type prefixed");
    ASSERT_EQ(allowed.exit_code, 0) << allowed.output;
    within_seconds(good, 3, {at, "'tally'", "Write on topic 'tally.invoices'"});
    give(Right::To::write);
    within_seconds(good, 0, {});  // There was nothing to read.
    within_seconds(good, 3, {at, "'tally'", "Read on topic 'tally.invoices'"});
    give(Right::To::read);
    within_seconds(good, 0, {});
    EXPECT_FALSE(broker_->read("tally.invoices").empty());
}

}  // namespace
}  // namespace tally::tests
