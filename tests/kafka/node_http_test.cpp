// Questions to nodes over HTTP, against a real broker: any node answers, by itself or through the owner, also after the
// owner was killed.

#include <array>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <thread>

#include "tests/http/raw_client.h"
#include "tests/kafka/test_broker.h"

namespace tally::tests {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
namespace fs = std::filesystem;

// Asks until that is the status, for a minute at most.
RawAnswer get_until(int status, const std::string& address, const std::string& target) {
    RawAnswer answer;
    const auto deadline = std::chrono::steady_clock::now() + 60s;
    do {
        answer = get(address, target);
        if (answer.status == status) return answer;
        std::this_thread::sleep_for(100ms);  // Between two looks.
    } while (std::chrono::steady_clock::now() < deadline);
    return answer;
}

// Of this machine; nobody has it just now.
std::string free_address() {
    const RawListener listener;
    return listener.address();
}

TEST(KafkaNodeHttp, EachNodeAnswersAndAnotherOwnerAnswersTheSame) {
    TALLY_NEEDS_A_BROKER();
    const TestBroker broker;
    ASSERT_TRUE(broker.is_up()) << broker.said();
    const TemporaryDirectory directory;
    const auto path = [&](const std::string& name) { return (directory.path() / name).string(); };
    const auto configure = [&](const std::string& node, const std::string& address) {
        if (fs::exists(path("keys")) && !fs::exists(path(node + "-keys")))
            fs::copy(path("keys"), path(node + "-keys"), fs::copy_options::recursive);
        return broker.configuration(node + ".toml", "session.timeout.ms = 6000\n[node]\ndata = \"" + path(node) +
                                                        "\"\naddress = \"" + address + "\"\n[http]\nlisten = \"" +
                                                        address + "\"\n[[division]]\nnumber = 0\nkeys = \"" +
                                                        path(node + "-keys") + "\"\n");
    };
    const auto tally = [](const std::string& arguments) { return run(std::string{TALLY_PROGRAM} + " " + arguments); };
    const auto maker = configure("maker", "127.0.0.1:1");
    ASSERT_EQ(run(std::string{TALLYD_PROGRAM} + " --create-topics --config " + maker).exit_code, 0);
    const auto founded = tally("init --kafka " + maker + " --keys " + path("keys") +
                               " --origin ledger.example/gas --currency USD --time-zone America/New_York");
    ASSERT_EQ(founded.exit_code, 0) << founded.output;

    const std::array addresses{free_address(), free_address()};
    const auto start = [&](std::size_t which) {
        const auto name = "node-" + std::to_string(which);
        return std::make_unique<Started>(std::string{TALLYD_PROGRAM} + " --config " + configure(name, addresses[which]),
                                         path(name + ".log"));
    };
    std::array<std::unique_ptr<Started>, 2> nodes{start(0), nullptr};
    EXPECT_EQ(get_until(200, addresses[0], "/health").status, 200);
    std::string last_receipt;
    for (const char* file : {"utility.jsonl", "customer.jsonl"}) {
        const auto sent = tally("send --kafka " + maker + " " + TALLY_SOURCE_DIR + "/tools/examples/" + file);
        ASSERT_EQ(sent.exit_code, 0) << sent.output;
        last_receipt = sent.output.substr(sent.output.rfind("\"first_position\":"));
    }
    // What is answered at once may not have folded the last command yet.
    const auto said = [&](std::string_view field) {
        return std::stoull(last_receipt.substr(last_receipt.find(field) + field.size()));
    };
    const auto events = said("\"first_position\":") + said("\"count\":");
    const std::string question = "/v1/accounts/1?wait_for=" + std::to_string(events);
    const auto first = get_until(200, addresses[0], question);
    ASSERT_EQ(first.status, 200) << first.body;
    EXPECT_THAT(first.body, HasSubstr("Ada"));
    nodes[1] = start(1);
    // Whoever owns it after the second joined, both answer the same, naming the same owner.
    EXPECT_EQ(get_until(200, addresses[1], "/health").status, 200);
    std::array<RawAnswer, 2> both;
    for (int i = 0; i < 100; ++i) {
        for (std::size_t n : {0, 1}) both[n] = get_until(200, addresses[n], question);
        if (both[0].headers["tally-owner-epoch"] == both[1].headers["tally-owner-epoch"]) break;
    }
    for (const auto& answer : both) {
        EXPECT_EQ(answer.status, 200) << answer.body;
        EXPECT_EQ(answer.body, first.body);
        EXPECT_EQ(answer.headers.at("tally-owner-epoch"), both[0].headers.at("tally-owner-epoch"));
    }
    const auto owns = [&](std::size_t which) {
        return get(addresses[which], "/health").body.find("\"answered_here\":true") != std::string::npos;
    };
    const std::size_t owner = owns(0) ? 0 : 1;
    const std::size_t other = 1 - owner;
    EXPECT_TRUE(owns(owner));
    EXPECT_FALSE(owns(other));
    // The other has read all of the log already.
    const auto local_entries = [&](std::size_t which) {
        const auto metrics = get(addresses[which], "/metrics").body;
        const std::string name = "tally_local_entries{division=\"0\"} ";
        const auto at = metrics.find(name);
        return at == std::string::npos ? 0 : std::stoull(metrics.substr(at + name.size()));
    };
    const auto entries = local_entries(owner);
    EXPECT_GT(entries, 0u);
    for (int looks = 0; looks < 100 && local_entries(other) < entries; ++looks)
        std::this_thread::sleep_for(100ms);  // Between two looks: it reads the log each quarter of a second.
    EXPECT_EQ(local_entries(other), entries);
    EXPECT_THAT(get(addresses[other], "/health").body, HasSubstr("\"state\":\"standing_by\""));
    EXPECT_THAT(get(addresses[owner], "/metrics").body, HasSubstr("tally_owned{division=\"0\"} 1"));
    EXPECT_THAT(get(addresses[other], "/metrics").body, HasSubstr("tally_owned{division=\"0\"} 0"));
    EXPECT_EQ(get(addresses[other], "/v1/accounts/99").status, 404) << "as its owner says";

    nodes[owner]->signal(SIGKILL);
    auto unavailable = get_until(503, addresses[other], question);
    EXPECT_EQ(unavailable.status, 503);
    EXPECT_FALSE(unavailable.headers["retry-after"].empty());
    auto after = get_until(200, addresses[other], question);
    EXPECT_EQ(after.status, 200) << after.body;
    EXPECT_EQ(after.body, first.body);
    EXPECT_GT(std::stoull("0" + after.headers["tally-owner-epoch"]),
              std::stoull(both[0].headers.at("tally-owner-epoch")));
    EXPECT_TRUE(owns(other));
    EXPECT_THAT(get(addresses[other], "/metrics").body, HasSubstr("tally_take_overs_total{division=\"0\"} "));
    nodes[other]->signal(SIGTERM);
    EXPECT_EQ(nodes[other]->wait(30), 0);
}

// A node alone, with a feed whose topic nobody made.
TEST(KafkaNodeHttp, AFeedInTroubleIsShownAndStopsNothingAndGoesOnWhenItCan) {
    TALLY_NEEDS_A_BROKER();
    const TestBroker broker;
    ASSERT_TRUE(broker.is_up()) << broker.said();
    const TemporaryDirectory directory;
    const auto path = [&](const std::string& name) { return (directory.path() / name).string(); };
    const auto address = free_address();
    const auto configure = [&](const std::string& name, const std::string& feeds) {
        return broker.configuration(name, feeds + "[node]\ndata = \"" + path("node") + "\"\n[http]\nlisten = \"" +
                                              address + "\"\n[[division]]\nnumber = 0\nkeys = \"" + path("keys") +
                                              "\"\n");
    };
    const auto without = configure("maker.toml", {});
    const auto with = configure("node.toml", "feeds = [\"invoices\"]\n");
    const auto tally = [](const std::string& arguments) { return run(std::string{TALLY_PROGRAM} + " " + arguments); };
    const auto misspelt = configure("misspelt.toml", "feeds = [\"rumours\"]\n");
    const auto refused = run(std::string{TALLYD_PROGRAM} + " --config " + misspelt);
    EXPECT_EQ(refused.exit_code, 2);
    EXPECT_THAT(refused.output, HasSubstr("there is no feed rumours"));
    ASSERT_EQ(run(std::string{TALLYD_PROGRAM} + " --create-topics --config " + without).exit_code, 0);
    const auto founded = tally("init --kafka " + without + " --keys " + path("keys") +
                               " --origin ledger.example/gas --currency USD --time-zone America/New_York");
    ASSERT_EQ(founded.exit_code, 0) << founded.output;

    Started node(std::string{TALLYD_PROGRAM} + " --config " + with, path("node.log"));
    const auto wait_for = [&](const std::string& target, const std::string& words) {
        const auto deadline = std::chrono::steady_clock::now() + 60s;
        std::string body;
        do {
            body = get(address, target).body;
            if (body.find(words) != std::string::npos) return body;
            std::this_thread::sleep_for(100ms);  // Between two looks.
        } while (std::chrono::steady_clock::now() < deadline);
        return body;
    };
    EXPECT_THAT(wait_for("/metrics", R"(tally_feed_failures_total{division="0",feed="invoices"} 2)"),
                HasSubstr(R"(tally_feed_telling{division="0",feed="invoices"} 0)"));
    const auto health = get(address, "/health");
    EXPECT_EQ(health.status, 200) << "the division itself is well";
    EXPECT_THAT(health.body, HasSubstr(R"("telling":false)"));
    EXPECT_THAT(health.body, HasSubstr("tally.invoices")) << "says which topic is missing";
    for (const char* file : {"utility.jsonl", "customer.jsonl"}) {
        const auto sent = tally("send --kafka " + without + " " + TALLY_SOURCE_DIR + "/tools/examples/" + file);
        ASSERT_EQ(sent.exit_code, 0) << sent.output;
    }
    ASSERT_EQ(run(std::string{TALLYD_PROGRAM} + " --create-topics --config " + with).exit_code, 0);
    const auto mended = wait_for("/health", R"("lag":0,)");
    EXPECT_THAT(mended, HasSubstr(R"("telling":true)"));
    EXPECT_THAT(mended, HasSubstr(R"("trouble":""}])")) << "and is well again";
    node.signal(SIGTERM);
    EXPECT_EQ(node.wait(30), 0);
}

}  // namespace
}  // namespace tally::tests
