// Commands from a topic, against a real broker: decided once, answered once, whatever is killed on the way.

#include <csignal>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <random>
#include <set>
#include <string>
#include <thread>

#include "tests/kafka/test_broker.h"

namespace tally::tests {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

const std::string program = TALLY_PROGRAM;
const std::string examples = std::string{TALLY_SOURCE_DIR} + "/tools/examples/";

class KafkaIntake : public testing::Test {
  protected:
    [[nodiscard]] std::string path(const std::string& name) const { return (directory_.path() / name).string(); }
    void make_store(const std::string& name) const {
        const auto made =
            run(program + " init --origin ledger.example/gas --currency USD --time-zone America/New_York " +
                "--store " + path(name));
        ASSERT_EQ(made.exit_code, 0) << made.output;
    }
    static void produce(const TestBroker& broker, const std::string& file) {
        const auto sent = run("kcat -F " + (broker.directory() / "client.properties").string() +
                              " -P -t tally.commands -p 0 -l " + file);
        ASSERT_EQ(sent.exit_code, 0) << sent.output;
    }
    [[nodiscard]] std::uint64_t event_count(const std::string& store) const {
        return std::stoull(run(program + " events --store " + path(store) + " | wc -l").output);
    }
    TemporaryDirectory directory_;
};

TEST_F(KafkaIntake, F3_CommandsAreDecidedOnceAndAnsweredThoughItIsKilledAgainAndAgain) {
    TALLY_NEEDS_A_BROKER();
    const TestBroker broker;
    ASSERT_TRUE(broker.is_up()) << broker.said();
    const auto configuration = broker.configuration("kafka.toml", "reply_partitions = 2\n");
    make_store("store");
    make_store("by_file");
    const auto made = run(program + " intake --create-topics --kafka " + configuration);
    ASSERT_EQ(made.exit_code, 0) << made.output;

    constexpr std::size_t payments = 12'000;
    const auto file = path("commands.jsonl");
    ASSERT_EQ(run("cat " + examples + "utility.jsonl " + examples + "customer.jsonl > " + file).exit_code, 0);
    {
        std::ofstream lines(file, std::ios::app);
        for (std::size_t i = 0; i < payments; ++i)
            lines << R"({"type":"payment.post","command_id":"p-)" << i
                  << R"(","received_on":"2022-01-20","tenders":[{"amount":"1.00"}],"shares":[{"account":"1"}]})"
                  << '\n';
        lines << "{nonsense\n";
        lines << R"({"type":"payment.post","command_id":"to-nobody","received_on":"2022-01-20",)"
              << R"("tenders":[{"amount":"1.00"}],"shares":[{"account":"no-such-account"}]})" << '\n';
    }
    EXPECT_EQ(run(program + " apply --quiet --store " + path("by_file") + " " + file).exit_code, 1);
    std::set<std::string> ids;
    {
        std::ifstream lines(file);
        for (std::string line; std::getline(lines, line);)
            if (const auto at = line.find("\"command_id\":\""); at != std::string::npos)
                ids.insert(line.substr(at + 14, line.find('"', at + 14) - at - 14));
    }
    ASSERT_GT(ids.size(), payments);
    produce(broker, file);

    const std::string command = program + " intake --once --store " + path("store") + " --kafka " + configuration;
    const auto seed = std::random_device{}();
    std::mt19937 random(seed);
    RecordProperty("seed", std::to_string(seed));
    int killed = 0;
    for (int i = 0; i < 4; ++i) {
        const auto before = broker.bytes_of("tally.replies", 2);
        Started intake(command, path("intake.log"));
        const auto deadline = std::chrono::steady_clock::now() + 60s;
        while (broker.bytes_of("tally.replies", 2) == before && std::chrono::steady_clock::now() < deadline)
            std::this_thread::sleep_for(1ms);                                   // Between two looks.
        std::this_thread::sleep_for(std::chrono::milliseconds{random() % 30});  // So that each dies elsewhere.
        intake.signal(SIGKILL);
        if (intake.wait(10) == 128 + SIGKILL) ++killed;
    }
    EXPECT_GE(killed, 2) << "seed " << seed << ": it was through before it could be killed";
    const auto last = run(command);
    EXPECT_LE(last.exit_code, 1) << last.output;

    std::map<std::string, std::string> replies;
    for (const auto& message : broker.read("tally.replies")) {
        EXPECT_TRUE(replies.try_emplace(message.key, message.value).second) << message.key << " was answered twice";
        const bool accepted = message.value.find("\"accepted\"") != std::string::npos ||
                              message.value.find("\"repeated\"") != std::string::npos;
        EXPECT_EQ(accepted, message.key != "to-nobody") << message.value;
    }
    EXPECT_EQ(replies.size(), ids.size());
    for (const auto& id : ids) EXPECT_TRUE(replies.contains(id)) << id;
    const auto dead = broker.read("tally.dead-letters");
    ASSERT_EQ(dead.size(), 1u);
    EXPECT_EQ(dead[0].value, "{nonsense");
    EXPECT_EQ(dead[0].headers.at("origin_topic"), "tally.commands");
    EXPECT_EQ(dead[0].headers.at("origin_partition"), "0");
    EXPECT_EQ(dead[0].headers.at("origin_offset"), std::to_string(ids.size() - 1));
    EXPECT_FALSE(dead[0].headers.at("reason").empty());

    EXPECT_EQ(event_count("store"), event_count("by_file"));
    const auto balance = [&](const std::string& store) {
        return run(program + " show balance 1 --store " + path(store)).output;
    };
    EXPECT_EQ(balance("store"), balance("by_file"));
    const auto verified = run(program + " verify --store " + path("store"));
    EXPECT_EQ(verified.exit_code, 0) << verified.output;

    // The same commands again are other records, and have the same answers.
    const auto events = event_count("store");
    produce(broker, file);
    const auto again = run(command);
    EXPECT_EQ(again.exit_code, 1) << again.output;
    EXPECT_THAT(again.output, HasSubstr("1 put aside"));
    EXPECT_EQ(event_count("store"), events);
    EXPECT_EQ(broker.read("tally.replies").size(), 2 * ids.size());
}

}  // namespace
}  // namespace tally::tests
