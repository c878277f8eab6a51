// SIGTERM while much goes on: what was acknowledged is there, what was not can be sent again, and the program ends in
// time.

#include <atomic>
#include <gtest/gtest.h>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "tests/http/raw_client.h"
#include "tests/http/serving.h"
#include "tests/support/temporary_directory.h"

namespace tally::tests {
namespace {

constexpr int callers = 64;
// What HttpLimits::stop_time gives requests under way, and what closing the store takes.
constexpr std::chrono::seconds stops_within{12};

std::string payment(const std::string& id) {
    return R"({"type":"payment.post","command_id":")" + id +
           R"(","received_on":"2022-01-20","tenders":[{"amount":"1.00"}],"shares":[{"account":"1"}]})";
}

// Posts payments, one after the other, until it is not answered.
class Caller {
  public:
    Caller(const std::string& address, int number) : number_(number) {
        thread_ = std::thread{[this, address] { call(address); }};
    }
    void join() { thread_.join(); }
    [[nodiscard]] const std::vector<std::string>& acknowledged() const { return acknowledged_; }
    [[nodiscard]] const std::string& unanswered() const { return unanswered_; }
    [[nodiscard]] std::size_t count() const { return count_; }

  private:
    void call(const std::string& address) {
        RawClient client{address};
        for (int i = 0;; ++i) {
            const auto id = "c" + std::to_string(number_) + "-" + std::to_string(i);
            const auto body = payment(id);
            unanswered_ = id;
            if (!client.say("POST /v1/commands HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                            "Content-Length: " +
                            std::to_string(body.size()) + "\r\n\r\n" + body))
                return;
            const auto answer = client.hear();
            if (answer.status != 201) return;
            acknowledged_.push_back(id);
            ++count_;
        }
    }
    const int number_;
    std::vector<std::string> acknowledged_;
    std::string unanswered_;
    std::atomic<std::size_t> count_ = 0;
    std::thread thread_;
};

std::multiset<std::string> ids_in(const std::string& events) {
    std::multiset<std::string> ids;
    constexpr std::string_view before = R"("command_id":")";
    std::istringstream lines{events};
    std::string line;
    while (std::getline(lines, line)) {
        if (line.find("account.payment_posted") == std::string::npos) continue;
        const auto begin = line.find(before) + before.size();
        ids.insert(line.substr(begin, line.find('"', begin) - begin));
    }
    return ids;
}

TEST(ServeStop, UnderLoadNothingAcknowledgedIsLostAndTheRestMayBeSentAgain) {
    const TemporaryDirectory directory;
    const auto store = (directory.path() / "store").string();
    const std::string examples = std::string{TALLY_SOURCE_DIR} + "/tools/examples/";
    for (const auto& command : {"init --origin a.example --currency USD --time-zone UTC --store " + store,
                                "apply --quiet --store " + store + " " + examples + "utility.jsonl",
                                "apply --quiet --store " + store + " " + examples + "customer.jsonl"})
        ASSERT_EQ(tally(command + " >/dev/null 2>&1").exit_code, 0) << command;
    Serving serving{store, (directory.path() / "said").string(), {"--commands", "--actor", "desk"}};
    ASSERT_NE(serving.address(), "");

    // Four that follow, one that asks for much and reads nothing.
    std::vector<std::unique_ptr<RawClient>> others;
    for (int i = 0; i < 4; ++i) {
        others.push_back(std::make_unique<RawClient>(serving.address()));
        ASSERT_TRUE(others.back()->say(
            "GET /v1/events?from=0 HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n"));
    }
    RawClient slow{serving.address()};
    std::string questions;
    for (int i = 0; i < 200; ++i) questions += "GET /v1/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n";
    ASSERT_TRUE(slow.say(questions));
    std::vector<std::unique_ptr<Caller>> calling;
    for (int i = 0; i < callers; ++i) calling.push_back(std::make_unique<Caller>(serving.address(), i));
    const auto in_all = [&] {
        std::size_t count = 0;
        for (const auto& caller : calling) count += caller->count();
        return count;
    };
    for (int i = 0; i < 3'000 && in_all() < 1'000; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds{10});  // Between two looks.
    ASSERT_GE(in_all(), 1'000u);

    const auto asked_at = std::chrono::steady_clock::now();
    EXPECT_EQ(serving.stop(SIGTERM), 128 + SIGTERM);
    EXPECT_LT(std::chrono::steady_clock::now() - asked_at, stops_within);
    for (const auto& caller : calling) caller->join();

    const auto events = [&] { return ids_in(tally("events --json --store " + store).output); };
    const auto held = events();
    std::string unanswered;
    std::size_t acknowledged = 0;
    for (const auto& caller : calling) {
        for (const auto& id : caller->acknowledged()) {
            ++acknowledged;
            EXPECT_EQ(held.count(id), 1u) << id << " was acknowledged";
        }
        EXPECT_LE(held.count(caller->unanswered()), 1u);
        unanswered += payment(caller->unanswered()) + "\n";
    }
    const auto again = (directory.path() / "again.jsonl").string();
    std::ofstream(again) << unanswered;
    const auto sent = tally("apply --store " + store + " " + again + " 2>&1");
    EXPECT_EQ(sent.exit_code, 0) << sent.output;
    const auto after = events();
    EXPECT_EQ(after.size(), acknowledged + callers);
    EXPECT_EQ(std::set<std::string>(after.begin(), after.end()).size(), after.size()) << "none is there twice";
    EXPECT_EQ(tally("verify --store " + store + " >/dev/null").exit_code, 0);
}

}  // namespace
}  // namespace tally::tests
