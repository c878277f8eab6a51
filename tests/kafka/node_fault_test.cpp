// Divisions whose log of record is a topic, where the network delays or drops what a node says, or a node's disk is
// full: answers and log are those of one embedded store that was given the same commands.

#include <atomic>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <thread>

#include "consumers/kafka/record_sender.h"
#include "tests/kafka/node_fixture.h"
#include "tests/kafka/rights.h"
#include "tests/support/kafka_proxy.h"
#include "tests/support/small_disk.h"

namespace tally::tests {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
namespace fs = std::filesystem;

class KafkaNodeBehindAProxy : public KafkaNode {
  protected:
    void SetUp() override {
        if (!TestBroker::absent().empty()) return;
        prepare("--behind " + std::to_string(proxy_.port()));
        proxy_.forward_to(broker_->behind());
        produce(utility_with_payments(10));
    }
    [[nodiscard]] std::string by_proxy() const {
        return "bootstrap.servers = \"127.0.0.1:" + std::to_string(proxy_.port()) + "\"\n";
    }
    // With records for all topics.
    void produce_some() {
        std::vector<std::string> lines;
        for (int i = 0; i < 100; ++i) lines.push_back(timed(payment(++payments_ + 1000)));
        lines.push_back("{nonsense " + std::to_string(payments_));
        lines.push_back(timed(payment(++payments_ + 1000)));
        produce(lines);
    }
    KafkaProxy proxy_;
    int payments_ = 0;
};

TEST_F(KafkaNodeBehindAProxy, TheEndOfATransactionComesInTheMiddleOfTheNextOne) {
    TALLY_NEEDS_A_BROKER();
    const auto first = start("first", by_proxy() + short_session);
    EXPECT_EQ(wait_for_replies(expected_replies(), 60s), expected_replies());
    // The client tries again on another connection, and has gone on when the first try arrives. Nothing of the next
    // transaction is written then, or a part.
    for (const std::size_t written : {0, 1, 2}) {
        const auto late = proxy_.hold({.request = KafkaRequest::end_transaction, .client = KafkaProxy::Client::is_cut});
        const auto next = proxy_.hold({.request = KafkaRequest::produce, .pass_before = written, .after = late});
        produce_some();
        ASSERT_TRUE(proxy_.wait_until_held(late, 60s)) << lines_of(path("first.log")).back();
        produce_some();
        ASSERT_TRUE(proxy_.wait_until_held(next, 60s)) << lines_of(path("first.log")).back();
        proxy_.let_go(late);
        ASSERT_TRUE(proxy_.wait_until_answered(late, 20s));
        proxy_.let_go(next);
        EXPECT_GE(wait_for_replies(expected_replies(), 60s), expected_replies());
    }
    // The end of the transaction of a node that is dead comes while the next owner is in one.
    const auto late = proxy_.hold({.request = KafkaRequest::end_transaction});
    produce_some();
    ASSERT_TRUE(proxy_.wait_until_held(late, 60s));
    first->signal(SIGKILL);
    EXPECT_EQ(first->wait(10), 128 + SIGKILL);
    const auto second = start("second", by_proxy() + short_session);
    wait_for_take_over("second");
    const auto next = proxy_.hold({.request = KafkaRequest::produce, .pass_before = 1});
    produce_some();
    ASSERT_TRUE(proxy_.wait_until_held(next, 60s));
    proxy_.let_go(late);
    ASSERT_TRUE(proxy_.wait_until_answered(late, 20s));
    proxy_.let_go(next);
    EXPECT_GE(wait_for_replies(expected_replies(), 60s), expected_replies());
    end(*second);
    // A reply may come again, with equal content, where the cluster showed it before the commit record was there.
    expect_the_same_as_embedded("second", Replies::maybe_again);
}

TEST_F(KafkaNodeBehindAProxy, TheNetworkIsCutForLongerThanATransactionMay) {
    TALLY_NEEDS_A_BROKER();
    const std::string impatient = short_session + "transaction.timeout.ms = 2000\nmessage.timeout.ms = 2000\n";
    const auto first = start("first", by_proxy() + impatient);
    EXPECT_EQ(wait_for_replies(expected_replies(), 60s), expected_replies());
    const auto cut_in_a_transaction = [&] {
        const auto end = proxy_.hold({.request = KafkaRequest::end_transaction});
        produce_some();
        ASSERT_TRUE(proxy_.wait_until_held(end, 60s)) << lines_of(path("first.log")).back();
        proxy_.cut();
        proxy_.let_go(end);
    };
    {
        const auto before = broker_->bytes_of("tally.log", 1);
        cut_in_a_transaction();
        const auto written = broker_->bytes_of("tally.log", 1);
        EXPECT_GT(written, before);
        // The broker writes that it has given up the transaction.
        for (int i = 0; i < 600 && broker_->bytes_of("tally.log", 1) == written; ++i)
            std::this_thread::sleep_for(50ms);  // Between two looks.
        EXPECT_GT(broker_->bytes_of("tally.log", 1), written);
        proxy_.mend();
    }
    EXPECT_EQ(wait_for_replies(expected_replies(), 60s), expected_replies());
    // For so long that another node takes over; what the first one said arrives after that.
    cut_in_a_transaction();
    const auto second = start("second", impatient);
    wait_for_take_over("second");
    produce_some();
    EXPECT_EQ(wait_for_replies(expected_replies(), 60s), expected_replies());
    proxy_.mend();
    produce_some();
    EXPECT_EQ(wait_for_replies(expected_replies(), 60s), expected_replies());
    end(*first);
    produce_some();
    EXPECT_EQ(wait_for_replies(expected_replies(), 60s), expected_replies());
    end(*second);
    expect_the_same_as_embedded("second");
}

TEST_F(KafkaNode, AFullDiskEndsItsNodeAndTheOtherGoesOn) {
    TALLY_NEEDS_A_BROKER();
    SmallDisk disk(path("first"), "64m");
    if (!disk.mounted()) GTEST_SKIP() << "NOT TESTED, for mounting a small disk takes root";
    produce(utility_with_payments(100));
    auto first = start("first", short_session);
    EXPECT_EQ(wait_for_replies(expected_replies(), 60s), expected_replies());
    const auto second = start("second", short_session);
    ASSERT_TRUE(wait_for_log("second", "joined", 30s));
    // Others write there, too, and take whatever room there is.
    std::atomic<bool> room = false;
    std::thread others([&] {
        std::ofstream filler(disk.path() / "filler", std::ios::binary);
        const std::string block(4096, 'x');
        while (!room) {
            filler.clear();
            if (!filler.write(block.data(), static_cast<std::streamsize>(block.size())).flush())
                std::this_thread::sleep_for(1ms);  // Full: until the node frees some, which nobody tells.
        }
    });
    std::vector<std::string> many;
    for (int i = 0; i < 4000; ++i) many.push_back(timed(payment(1000 + i)));
    produce(many);
    EXPECT_EQ(first->wait(60), 3) << run("cat " + path("first.log")).output;
    room = true;
    others.join();
    const auto said = run("cat " + path("first.log")).output;
    EXPECT_THAT(said, HasSubstr("division 0: "));
    EXPECT_THAT(said, HasSubstr("free some space and try again"));
    EXPECT_EQ(wait_for_replies(expected_replies(), 60s), expected_replies());
    // With room again it can be started, and catches up.
    fs::remove(disk.path() / "filler");
    first = start("first", short_session);
    ASSERT_TRUE(wait_for_log("first", "joined", 30s));
    end(*second);
    produce({timed(payment(6000))});
    EXPECT_EQ(wait_for_replies(expected_replies(), 60s), expected_replies());
    end(*first);
    expect_the_same_as_embedded("first");
}

TEST_F(KafkaNode, WhatIsNoCommandIsPutAsideAndWhatComesAgainIsDecidedOnce) {
    TALLY_NEEDS_A_BROKER();
    auto configuration = consumers::read_kafka_configuration(configure("sender"));
    ASSERT_TRUE(configuration);
    auto sender = consumers::RecordSender::open(*configuration);
    ASSERT_TRUE(sender);
    const std::string topic = "tally.commands";
    const auto send = [&](const std::string& key, const std::string& value, bool poison) {
        sent_.push_back(value);
        if (poison) poison_.insert(value);
        const consumers::OutgoingRecord record{
            .topic = &topic, .partition = 0, .key = key, .value = value, .headers = {}};
        ASSERT_TRUE((*sender)->send(record));
        ASSERT_TRUE((*sender)->flush(10s));
    };
    const std::string long_id(200, 'i');
    const std::vector<std::string> poisons{
        "\xff\xfe\x01 no text at all",
        "[]",
        R"({"type":"payment.post"})",
        R"({"type":"no.such.command","command_id":"a"})",
        R"({"type":"payment.post","command_id":"b","received_on":"2022-13-45","tenders":[],"shares":[]})",
        R"({"type":"payment.post","command_id":")" + long_id +
            R"(","received_on":"2022-01-20","tenders":[],"shares":[]})",
        R"({"type":"payment.post","command_id":"c","no_such_field":1})",
        std::string(100'000, '['),
        R"({"type":"payment.post","command_id":")" + std::string(900'000, 'x'),
    };
    produce(utility_with_payments(20));
    const auto node = start("node");
    for (int i = 0; i < 3; ++i) {
        // Each of them, and between them the same commands again and again.
        for (const auto& poison : poisons) {
            send("", poison, true);
            send("", timed(payment(1000 + i % 2)), false);
        }
        // Whoever gave the record a name is answered.
        send("named-" + std::to_string(i), "{nonsense with a name", true);
        const auto tombstone =
            run("printf 'named-null-" + std::to_string(i) + ":\\n' | kcat -F " +
                (broker_->directory() / "client.properties").string() + " -P -t tally.commands -p 0 -K: -Z");
        ASSERT_EQ(tombstone.exit_code, 0) << tombstone.output;
        sent_.emplace_back();
    }
    poison_.insert("");
    send("", timed(payment(2000)), false);
    const auto named = 6u;
    EXPECT_EQ(wait_for_replies(expected_replies() + named, 60s), expected_replies() + named);
    end(*node);
    std::size_t unreadable = 0;
    std::size_t accepted = 0;
    for (const auto& reply : broker_->read("tally.replies")) {
        if (reply.key.starts_with("named-")) {
            ++unreadable;
            EXPECT_THAT(reply.value, HasSubstr(R"("status":"unreadable")"));
        }
        if (reply.key == "p-1000" || reply.key == "p-1001")
            accepted += reply.value.find("\"accepted\"") != std::string::npos ? 1 : 0;
    }
    EXPECT_EQ(unreadable, named);
    EXPECT_EQ(accepted, 2u);
    for (const auto& letter : broker_->read("tally.dead-letters")) EXPECT_FALSE(letter.headers.at("reason").empty());
    expect_the_same_as_embedded("node");
}

// Rights are given one by one; until all are there, the node says which it lacks, and ends.
class KafkaNodeOfAUser : public KafkaNode {
  protected:
    void SetUp() override {
        if (!TestBroker::absent().empty()) return;
        user_ = "admin";
        prepare("--secure");
    }
    [[nodiscard]] std::string reached_by() const override {
        const auto home = broker_->directory().string();
        return "security.protocol = \"SASL_SSL\"\nsasl.mechanism = \"PLAIN\"\n" +
               (trusts_ ? "ssl.ca.location = \"" + home + "/ca.pem\"\n" : std::string{}) + "sasl.username = \"" +
               user_ + "\"\nsasl.password.file = \"" + home + "/" + (password_of_.empty() ? user_ : password_of_) +
               ".password\"\n";
    }
    void expect_refused(const std::vector<std::string>& words) {
        const auto begun = std::chrono::steady_clock::now();
        const auto ran = run("timeout 30 " + tallyd_program + " --log-level debug --config " + configure("node"));
        EXPECT_LT(std::chrono::steady_clock::now() - begun, 12s);
        EXPECT_EQ(ran.exit_code, 3) << ran.output;
        // What it ends with, behind what it logs on the way.
        const auto last = ("\n" + ran.output).rfind("\ntally: ");
        ASSERT_NE(last, std::string::npos) << ran.output;
        const auto said = ran.output.substr(last);
        for (const auto& word : words) EXPECT_THAT(said, HasSubstr(word));
        EXPECT_THAT(said, HasSubstr(broker_->bootstrap()));
        for (const char* name : {"tally", "nobody", "admin"})
            EXPECT_EQ(
                ran.output.find(lines_of((broker_->directory() / (std::string{name} + ".password")).string()).at(0)),
                std::string::npos)
                << "a password was printed";
    }
    void give(const Right& right) const {
        ASSERT_EQ(give_right(broker_->directory() / "client.properties", "tally", right), "");
    }
    std::string user_;
    std::string password_of_;
    bool trusts_ = true;
};

TEST_F(KafkaNodeOfAUser, WhatSecurityRefusesIsSaidWithinSeconds) {
    TALLY_NEEDS_A_BROKER();
    using On = Right::On;
    using To = Right::To;
    produce(utility_with_payments(10));
    {
        const auto first = start("first");
        EXPECT_EQ(wait_for_replies(expected_replies(), 60s), expected_replies());
        end(*first);
    }
    produce({timed(payment(1000)), "{nonsense"});
    user_ = "tally";
    password_of_ = "nobody";
    expect_refused({"'tally' is not let in", "node.toml"});
    password_of_.clear();
    trusts_ = false;
    expect_refused({"certificate verify failed", "ssl.ca.location"});
    trusts_ = true;
    expect_refused({"'tally'", "Describe on topic 'tally.commands'"});
    for (const char* topic : {"commands", "replies", "dead-letters", "log", "keys", "divisions"})
        give({To::describe, On::topic, "tally." + std::string{topic}});
    expect_refused({"'tally'", "Read on group 'tally.nodes'"});
    give({To::read, On::group, "tally.nodes"});
    expect_refused({"'tally'", "transactional id 'ledger.example/gas'"});
    const auto allowed = broker_->tool("org.apache.kafka.tools.AclCommand",
                                       "--add --allow-principal User:tally --operation Write --operation Describe "
                                       "--transactional-id ledger.example/gas");
    ASSERT_EQ(allowed.exit_code, 0) << allowed.output;
    expect_refused({"'tally'", "Read on topic 'tally.log'"});
    give({To::read, On::topic, "tally.log"});
    expect_refused({"'tally'", "Read on topic 'tally.keys'"});
    give({To::read, On::topic, "tally.keys"});
    expect_refused({"'tally'", "Write on topic", "'tally.divisions'"});
    give({To::write, On::topic, "tally.divisions"});
    expect_refused({"'tally'", "Read on topic 'tally.commands'"});
    give({To::read, On::topic, "tally.commands"});
    expect_refused({"'tally'", "Write on topic", "'tally.log'"});
    give({To::write, On::topic, "tally.log"});
    expect_refused({"'tally'", "Write on topic", "'tally.replies'"});
    give({To::write, On::topic, "tally.replies"});
    expect_refused({"'tally'", "Write on topic", "'tally.dead-letters'"});
    give({To::write, On::topic, "tally.dead-letters"});
    const auto node = start("node");
    EXPECT_EQ(wait_for_replies(expected_replies(), 60s), expected_replies());
    end(*node);
}

}  // namespace
}  // namespace tally::tests
