// How often one client may ask: buckets, who counts as one client, and what becomes of who asks more.

#include "tools/http/server/client_limits.h"

#include <atomic>
#include <chrono>
#include <gmock/gmock.h>
#include <string>
#include <thread>

#include "tests/http/http_access_fixture.h"
#include "tools/http/client/http_client.h"
#include "tools/http/server/exchange_pipe.h"

namespace tally::tools {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

TEST(TokenBuckets, AClientHasABurstAndThenItsRate) {
    TokenBuckets buckets{ClientRate{10, 3}};
    const TokenBuckets::Clock::time_point start{1'000s};
    for (int i = 0; i < 3; ++i) EXPECT_EQ(buckets.take("a", start), 0ns) << i;
    EXPECT_EQ(buckets.take("a", start), 100ms);
    EXPECT_EQ(buckets.take("b", start), 0ns) << "each client alone";
    EXPECT_EQ(buckets.take("a", start + 40ms), 60ms) << "what was refused is not counted";
    EXPECT_EQ(buckets.take("a", start + 100ms), 0ns);
    EXPECT_EQ(buckets.take("a", start + 100ms), 100ms);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(buckets.take("a", start + 10s), 0ns) << "no more than a burst is saved up";
    EXPECT_EQ(buckets.take("a", start + 10s), 100ms);
    TokenBuckets none{ClientRate{0, 1}};
    for (int i = 0; i < 1'000; ++i) ASSERT_EQ(none.take("a", start), 0ns);
    EXPECT_EQ(none.count(), 0u);
}

TEST(TokenBuckets, ClientsThatAreMadeUpTakeALimitedRoomAndDoNotFreeWhoAskedMost) {
    TokenBuckets buckets{ClientRate{10, 4}, 100};
    const TokenBuckets::Clock::time_point start{1'000s};
    while (buckets.take("greedy", start) == 0ns) continue;
    for (int i = 0; i < 10'000; ++i) {
        ASSERT_EQ(buckets.take("made-up-" + std::to_string(i), start), 0ns);
        ASSERT_LE(buckets.count(), 100u);
    }
    EXPECT_EQ(buckets.take("greedy", start), 100ms);
    EXPECT_EQ(buckets.take("later", start + 10s), 0ns);
    ASSERT_EQ(buckets.take("made-up-1", start + 10s), 0ns);
    for (int i = 0; i < 100; ++i) ASSERT_EQ(buckets.take("next-" + std::to_string(i), start + 10s), 0ns);
    EXPECT_LE(buckets.count(), 100u);
}

TEST(ClientLimits, AnAddressOfIpv6CountsWithItsNetwork) {
    EXPECT_EQ(client_of_address("192.0.2.7"), "192.0.2.7");
    EXPECT_EQ(client_of_address("2001:db8:1:2:aaaa::1"), "2001:db8:1:2::/64");
    EXPECT_EQ(client_of_address("2001:db8:1:2::ffff"), "2001:db8:1:2::/64");
    EXPECT_EQ(client_of_address("2001:db8:1:3::1"), "2001:db8:1:3::/64");
    EXPECT_EQ(client_of_address("::ffff:192.0.2.7"), "192.0.2.7");
    EXPECT_EQ(client_of_address("unknown"), "unknown") << "as a proxy may say";
    EXPECT_EQ(client_of_address(std::string(8'000, 'x')).size(), 64u);
}

class HttpLimited : public HttpAccess {
  protected:
    void SetUp() override {}
    void begin(ClientLimits limits, bool behind_proxy = false) {
        limits.this_machine = true;
        limits_ = limits;
        start(behind_proxy);
    }
    // Until it is refused: a token a second is not enough for so many.
    RawAnswer ask_until_refused(const std::string& target, const std::string& headers) const {
        for (int i = 0; i < 40; ++i)
            if (auto answer = get(target, headers); answer.status == 429) return answer;
        ADD_FAILURE() << "40 requests were not too many";
        return {};
    }
    void begin_batch(RawClient& client, const std::string& headers) const {
        EXPECT_TRUE(
            client.say("POST /v1/commands:batch HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/jsonl\r\n" +
                       headers + "Transfer-Encoding: chunked\r\n\r\n"));
    }
    static std::string chunk(const std::string& text) {
        char size[17];
        (void)std::snprintf(size, sizeof size, "%zx", text.size());
        return std::string{size} + "\r\n" + text + "\r\n";
    }
};

TEST_F(HttpLimited, UsersTokensAndAddressesAreCountedEachAlone) {
    begin({.requests = {1, 4}, .commands = {}});
    add("ada", R"(["clerk"])");
    add("cleo", R"(["clerk"])");
    const auto ada = sign_in("ada"), cleo = sign_in("cleo");
    const auto token = token_of(ada, R"({"name":"script"})");

    const auto refused = ask_until_refused("/v1/accounts/1/balance", ada.headers());
    EXPECT_EQ(refused.headers.at("content-type"), "application/problem+json");
    EXPECT_EQ(refused.headers.at("retry-after"), "1");
    EXPECT_THAT(refused.body, HasSubstr(R"("type":"urn:tallystick:problem:too_many_requests")"));
    EXPECT_THAT(refused.body, HasSubstr(R"("field":"request-rate")"));
    EXPECT_THAT(refused.body, HasSubstr("the user 'ada' has sent more than 1 requests a second (4 at once)"));
    EXPECT_EQ(get("/v1/accounts/1/balance", cleo.headers()).status, 200) << "another user";
    EXPECT_EQ(get("/v1/accounts/1/balance", bearer(token)).status, 200) << "a token of the same user";

    EXPECT_THAT(ask_until_refused("/v1/accounts/1", bearer(token)).body, HasSubstr("' of the user 'ada' has sent"));
    EXPECT_THAT(ask_until_refused("/v1/accounts/1", "").body, HasSubstr("the address 127.0.0.1 has sent"));
    EXPECT_THAT(ask_until_refused("/v1/accounts/1", bearer("made-up")).body, HasSubstr("the address 127.0.0.1"))
        << "a token that is none does not make a client of its own";
    EXPECT_THAT(ask_until_refused("/v1/session", "Cookie: tally=made-up\r\n").body, HasSubstr("the address 127.0.0.1"));
    EXPECT_EQ(get("/v1/accounts/1", cleo.headers()).status, 200);
    for (int i = 0; i < 10; ++i) ASSERT_EQ(get("/health").status, 200) << "who watches is answered";
    EXPECT_THAT(get("/metrics").body, HasSubstr(R"(tally_http_limited_total{limit="requests"} )"));
    EXPECT_THAT(get("/metrics").body, Not(HasSubstr(R"(tally_http_limited_total{limit="requests"} 0)")));
}

TEST_F(HttpLimited, CommandsHaveALimitOfTheirOwn) {
    begin({.requests = {}, .commands = {1, 2}});
    add("cleo", R"(["clerk"])");
    const auto cleo = sign_in("cleo");
    int accepted = 0;
    RawAnswer refused;
    for (int i = 0; i < 40 && refused.status != 429; ++i) {
        refused = command(cleo, payment("p" + std::to_string(i)));
        accepted += refused.status == 201 ? 1 : 0;
    }
    ASSERT_EQ(refused.status, 429);
    EXPECT_GE(accepted, 2);
    EXPECT_EQ(refused.headers.at("retry-after"), "1");
    EXPECT_THAT(refused.body, HasSubstr(R"("field":"command-rate")"));
    const auto before = end();
    EXPECT_THAT(send("POST", "/v1/accounts/1/payments", cleo.headers(), R"({"command_id":"f"})").body,
                HasSubstr("command-rate"))
        << "a form is a command, too";
    EXPECT_EQ(end(), before) << "nothing was written";
    EXPECT_EQ(get("/v1/accounts/1", cleo.headers()).status, 200) << "questions go on";
    EXPECT_THAT(get("/metrics").body, HasSubstr(R"(tally_http_limited_total{limit="commands"} 2)"));
}

TEST_F(HttpLimited, ABatchIsHeldBackAndLosesNoLine) {
    begin({.requests = {}, .commands = {50, 1}});
    add("cleo", R"(["clerk"])");
    const auto cleo = sign_in("cleo");
    RawClient client{server_->address()};
    begin_batch(client, cleo.headers());
    const auto began = std::chrono::steady_clock::now();
    std::string lines;
    for (int i = 0; i < 20; ++i) lines += payment("p" + std::to_string(i)) + "\n";
    lines.pop_back();  // The last line ends with the body.
    ASSERT_TRUE(client.say(chunk(lines) + "0\r\n\r\n"));
    ASSERT_EQ(client.hear().status, 200);
    std::string receipts;
    for (auto one = client.hear_chunk(); one && !one->empty(); one = client.hear_chunk()) receipts += *one;
    EXPECT_EQ(std::count(receipts.begin(), receipts.end(), '\n'), 20);
    for (int i = 1; i <= 20; ++i)
        EXPECT_THAT(receipts, HasSubstr(R"("line":)" + std::to_string(i) + R"(,"status":"accepted")"));
    EXPECT_GE(std::chrono::steady_clock::now() - began, 380ms) << "19 lines after the first, 20 ms each";
    EXPECT_THAT(get("/metrics").body, Not(HasSubstr(R"(tally_http_limited_total{limit="batches"} 0)")));
}

TEST_F(HttpLimited, ABatchThatIsHeldBackTakesNoMemoryAndEndsWithTheServer) {
    begin({.requests = {}, .commands = {1, 1}});
    add("cleo", R"(["clerk"])");
    const auto cleo = sign_in("cleo");
    RawClient client{server_->address()};
    begin_batch(client, cleo.headers());
    constexpr std::size_t all = 64u << 20;
    std::atomic<std::size_t> sent = 0;
    std::thread sends{[&] {
        const auto piece = chunk(std::string(65'000, ' ') + "\n");
        while (sent < all && client.say(piece)) sent += piece.size();
    }};
    for (std::size_t before = 1; before != sent;) {
        before = sent;
        std::this_thread::sleep_for(300ms);  // Nothing more is taken: that cannot be waited for.
    }
    EXPECT_GT(sent, 0u);
    EXPECT_LT(sent, all / 2) << "the server reads no more than it can hold";
    const auto began = std::chrono::steady_clock::now();
    server_->stop();
    EXPECT_LT(std::chrono::steady_clock::now() - began, 10s);
    sends.join();
}

TEST_F(HttpLimited, BehindAProxyItsClientsAreCounted) {
    begin({.requests = {1, 2}, .commands = {}}, true);
    const std::string first = "X-Forwarded-For: 1.2.3.4, 192.0.2.1\r\n";
    EXPECT_THAT(ask_until_refused("/v1/accounts/1", first).body, HasSubstr("the address 192.0.2.1 has sent"));
    EXPECT_EQ(get("/v1/accounts/1", "X-Forwarded-For: 192.0.2.2\r\n").status, 401) << "another client";
}

TEST_F(HttpLimited, ClientsOnThisMachineAreNotLimitedUnlessThatIsAskedFor) {
    limits_ = ClientLimits{.requests = {1, 1}, .commands = {1, 1}};
    start(false);
    add("cleo", R"(["clerk"])");
    const auto cleo = sign_in("cleo");
    for (int i = 0; i < 10; ++i) ASSERT_EQ(command(cleo, payment("p" + std::to_string(i))).status, 201);
}

TEST_F(HttpLimited, TheProgramsOwnClientAsksAgainWhenItMay) {
    begin({.requests = {1, 1}, .commands = {}});
    add("cleo", R"(["clerk"])");
    std::string token;
    ASSERT_TRUE(access_->credentials().change([&](Credentials& all) {
        token = "of-a-test";
        all.tokens.push_back({domain::Code{"t1"},
                              domain::UserId{"cleo"},
                              domain::Plain{"test"},
                              domain::Plain{kept_form(token)},
                              {},
                              false,
                              access_->now(),
                              {access_->now().microseconds + 3'600 * second_us},
                              {}});
        return true;
    }));
    const auto patient = HttpClient::of("http://" + server_->address(), {token, ""});
    ASSERT_TRUE(patient) << patient.error();
    const auto began = std::chrono::steady_clock::now();
    for (int i = 0; i < 3; ++i) {
        const auto said = patient->get("/v1/accounts/1", json_type);
        ASSERT_TRUE(said) << said.error();
        EXPECT_EQ(said->status, 200u) << said->body;
    }
    EXPECT_GE(std::chrono::steady_clock::now() - began, 1'900ms);
    HttpClient::Limits limits;
    limits.patience = 0s;
    const auto hasty = HttpClient::of("http://" + server_->address(), {token, ""}, limits);
    ASSERT_TRUE(hasty) << hasty.error();
    unsigned status = 0;
    for (int i = 0; i < 20 && status != 429; ++i) status = hasty->get("/v1/accounts/1", json_type)->status;
    EXPECT_EQ(status, 429u);
}

TEST(ExchangePipe, WhoWaitsTakesNothing) {
    int stirred = 0;
    ExchangePipe pipe{[&] { ++stirred; }};
    pipe.arrived(std::string(ExchangePipe::in_bytes_max, 'x'));
    EXPECT_TRUE(pipe.wait(1ms));
    EXPECT_FALSE(pipe.wants_more());
    std::string taken;
    EXPECT_EQ(pipe.receive(taken), HttpExchange::Body::open);
    EXPECT_EQ(taken.size(), ExchangePipe::in_bytes_max);
    EXPECT_EQ(stirred, 1);
    pipe.arrived("last");
    pipe.body_ended();
    EXPECT_TRUE(pipe.wait(1ms));
    taken.clear();
    EXPECT_EQ(pipe.receive(taken), HttpExchange::Body::ended) << "the end was not taken, either";
    EXPECT_EQ(taken, "last");
    pipe.wake();
    const auto began = std::chrono::steady_clock::now();
    EXPECT_TRUE(pipe.wait(60s));
    pipe.lost();
    EXPECT_FALSE(pipe.wait(60s));
    EXPECT_LT(std::chrono::steady_clock::now() - began, 30s);
}

}  // namespace
}  // namespace tally::tools
