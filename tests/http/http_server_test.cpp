// The server against clients that are slow, many, wrong or gone, over real sockets.

#include "tools/http/server/http_server.h"

#include <array>
#include <atomic>
#include <condition_variable>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

#include "tests/http/raw_client.h"
#include "tests/http/served_division.h"
#include "tools/http/routes/http_routes.h"

namespace tally::tools {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using tests::RawClient;
using tests::RawListener;
using tests::ServedDivision;

// Says what it was asked. "/wait…" waits to be let go.
class Echo final : public HttpHandler {
  public:
    void answer(const HttpRequest& request, std::shared_ptr<HttpReply> reply) override {
        ++asked;
        if (request.target.starts_with("/throw")) throw std::runtime_error("on purpose");
        if (request.target.starts_with("/forget")) return;
        if (request.target.starts_with("/later")) {
            const std::lock_guard lock{mutex_};
            later_.push_back(std::move(reply));
            changed_.notify_all();
            return;
        }
        if (request.target.starts_with("/made-wrong"))
            return reply->send_made_by([]() -> HttpAnswer { throw std::runtime_error("on purpose"); });
        if (request.target.starts_with("/made"))
            return reply->send_made_by([] { return HttpAnswer{200, "text/plain", "made", {}, {}, {}}; });
        reply->send(said(request));
        reply->send({200, "text/plain", "a second answer", {}, {}, {}});
    }
    HttpAnswer said(const HttpRequest& request) {
        if (request.target.starts_with("/wait")) {
            std::unique_lock lock{mutex_};
            ++waiting_;
            changed_.notify_all();
            changed_.wait(lock, [&] { return let_go_; });
        }
        if (request.target.starts_with("/large")) return {200, "text/plain", std::string(20'000'000, 'x'), {}, {}, {}};
        if (request.target.starts_with("/body")) return {200, "text/plain", request.body, {}, {}, {}};
        return {200, "text/plain", request.method + " " + request.target, {{"Tally-Position", "7"}}, "/echo", ""};
    }
    HttpPlace place_of(std::string_view target) const override {
        const auto lane = target == "/health"               ? HttpLane::operators
                          : target.starts_with("/wait/log") ? HttpLane::slow
                          : target.starts_with("/later")    ? HttpLane::commands
                                                            : HttpLane::quick;
        return {lane, target.starts_with("/body") ? std::uint64_t{1} << 20 : std::uint64_t{64} << 10};
    }
    void refresh() override { ++refreshed; }
    void answered(const HttpDone& done) override {
        if (done.status == 200) ++told;
        if (done.status == 503) ++refused;
    }
    void wait_for_waiting(int count) {
        std::unique_lock lock{mutex_};
        ASSERT_TRUE(changed_.wait_for(lock, 30s, [&] { return waiting_ >= count; }));
    }
    // The replies of "/later…", once there are so many.
    std::vector<std::shared_ptr<HttpReply>> take_later(std::size_t count) {
        std::unique_lock lock{mutex_};
        EXPECT_TRUE(changed_.wait_for(lock, 30s, [&] { return later_.size() >= count; }));
        return std::move(later_);
    }
    void let_go() {
        const std::lock_guard lock{mutex_};
        let_go_ = true;
        changed_.notify_all();
    }
    std::atomic<int> asked{0};
    std::atomic<int> told{0};
    std::atomic<int> refused{0};
    std::atomic<int> refreshed{0};

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    int waiting_ = 0;
    bool let_go_ = false;
    std::vector<std::shared_ptr<HttpReply>> later_;
};

std::unique_ptr<HttpServer> serve(HttpHandler& handler, HttpLimits limits = {}) {
    auto server = HttpServer::start("127.0.0.1:0", handler, limits);
    EXPECT_TRUE(server) << server.error();
    return std::move(*server);
}

TEST(HttpServer, ConnectionsAreKeptAndRequestsMayComeAtOnceOrByteByByte) {
    Echo echo;
    const auto server = serve(echo);
    RawClient client{server->address()};
    EXPECT_TRUE(
        client.say("GET /a HTTP/1.1\r\nHost: localhost\r\n\r\nGET /b HTTP/1.1\r\nHost: localhost\r\n\r\nGET /c"));
    EXPECT_EQ(client.hear().body, "GET /a");
    const auto second = client.hear();
    EXPECT_EQ(second.body, "GET /b");
    EXPECT_EQ(second.headers.at("tally-position"), "7");
    EXPECT_EQ(second.headers.at("cache-control"), "no-store");
    EXPECT_EQ(second.headers.at("content-type"), "text/plain");
    EXPECT_FALSE(second.headers.at("date").empty());
    for (const char byte : std::string_view{" HTTP/1.1\r\nHost: localhost\r\n\r\n"}) client.say({&byte, 1});
    EXPECT_EQ(client.hear().body, "GET /c");
    EXPECT_TRUE(client.say("HEAD /d HTTP/1.1\r\nHost: localhost\r\n\r\nGET /e HTTP/1.0\r\n\r\n"));
    const auto head = client.hear(true);
    EXPECT_EQ(head.status, 200);
    EXPECT_EQ(head.headers.at("content-length"), "7");
    EXPECT_EQ(client.hear().body, "GET /e");
    EXPECT_TRUE(client.closed_within(10s)) << "HTTP/1.0 keeps no connection";
    EXPECT_EQ(echo.told, 5);
}

TEST(HttpServer, WhatIsTooLongOrNoHttpIsRefusedInWordsAndClosed) {
    Echo echo;
    const auto server = serve(echo);
    const std::string start = "GET / HTTP/1.1\r\nHost: localhost\r\n";
    for (const auto& [bytes, status, named] : std::initializer_list<std::tuple<std::string, int, const char*>>{
             {start + "X-Long: " + std::string(20'000, 'x') + "\r\n\r\n", 431, "8192 bytes"},
             {"GET /" + std::string(100'000, 'x') + " HTTP/1.1\r\n\r\n", 431, "8192 bytes"},
             {start + "Content-Length: 70000\r\n\r\n" + std::string(70'000, 'x'), 413, "65536 bytes"},
             {start + "Transfer-Encoding: chunked\r\n\r\n11170\r\n" + std::string(70'000, 'x'), 413, "65536 bytes"},
             {start + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400, "not an HTTP/1.1 request"},
             {start + "Content-Length: -1\r\n\r\n", 400, "not an HTTP/1.1 request"},
             {"GET / HTTP/9.9\r\n\r\n", 400, "not an HTTP/1.1 request"},
             {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, "not an HTTP/1.1 request"},
             {std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11) + "hello\r\n\r\n", 400,
              "not an HTTP/1.1 request"},
             {"\r\n\r\n\r\nnonsense\r\n\r\n", 400, "not an HTTP/1.1 request"}}) {
        RawClient client{server->address()};
        client.say(bytes);
        const auto answer = client.hear();
        EXPECT_EQ(answer.status, status) << bytes.substr(0, 60);
        EXPECT_EQ(answer.headers.at("content-type"), "application/problem+json");
        EXPECT_EQ(answer.headers.at("connection"), "close");
        EXPECT_THAT(answer.body, HasSubstr(named));
        EXPECT_TRUE(client.closed_within(10s)) << bytes.substr(0, 60);
    }
    EXPECT_EQ(tests::get(server->address(), "/still").body, "GET /still");
    EXPECT_EQ(echo.asked, 1);
}

TEST(HttpServer, WhoeverIsSlowOrIdleIsLetGo) {
    Echo echo;
    HttpLimits limits;
    limits.request_time = 300ms;
    limits.write_time = 300ms;
    const auto server = serve(echo, limits);
    RawClient silent{server->address()};
    RawClient dripping{server->address()};
    RawClient half{server->address()};
    half.say("GET /half HT");
    std::thread drips{[&] {
        // Often enough to be heard within request_time, for longer than that.
        for (int i = 0; i < 100 && dripping.say("x"); ++i) std::this_thread::sleep_for(20ms);
    }};
    RawClient deaf{server->address()};
    deaf.say("GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_TRUE(silent.closed_within(20s));
    EXPECT_TRUE(half.closed_within(20s));
    EXPECT_TRUE(dripping.closed_within(20s));
    drips.join();
    std::this_thread::sleep_for(500ms);  // Longer than write_time, and nothing is read that could be waited for.
    EXPECT_EQ(deaf.hear().status, 0) << "it did not take its answer in time";
    EXPECT_EQ(tests::get(server->address(), "/quick").status, 200);
}

TEST(HttpServer, QuestionsQueueUpToALimitAndOperatorsAreAnsweredBeside) {
    Echo echo;
    HttpLimits limits;
    limits.answering_threads = 2;
    limits.waiting_questions_max = 3;
    const auto server = serve(echo, limits);
    std::vector<std::unique_ptr<RawClient>> waiting;
    const auto ask = [&] {
        waiting.push_back(std::make_unique<RawClient>(server->address()));
        waiting.back()->say("GET /wait HTTP/1.1\r\nHost: localhost\r\n\r\n");
    };
    ask();
    ask();
    echo.wait_for_waiting(2);
    EXPECT_EQ(tests::get(server->address(), "/health").status, 200);
    for (int i = 0; i < 4; ++i) ask();
    // One of the four waits, three are too many.
    for (int i = 0; i < 3'000 && echo.refused < 3; ++i) std::this_thread::sleep_for(10ms);  // Between two looks.
    EXPECT_EQ(echo.refused, 3);
    EXPECT_EQ(tests::get(server->address(), "/health").status, 200);
    echo.let_go();
    std::map<int, int> statuses;
    for (const auto& client : waiting) {
        const auto answer = client->hear();
        ++statuses[answer.status];
        EXPECT_EQ(answer.headers.contains("retry-after"), answer.status == 503);
    }
    EXPECT_EQ(statuses, (std::map<int, int>{{200, 3}, {503, 3}}));
}

TEST(HttpServer, WhereAllConnectionsAreInUseTheNextWaitsItsTurn) {
    Echo echo;
    HttpLimits limits;
    limits.connections_max = 2;
    const auto server = serve(echo, limits);
    RawClient first{server->address()};
    RawClient second{server->address()};
    for (auto* client : {&first, &second}) client->say("GET /wait HTTP/1.1\r\nHost: localhost\r\n\r\n");
    echo.wait_for_waiting(2);
    RawClient third{server->address()};
    third.say("GET /in HTTP/1.1\r\nHost: localhost\r\n\r\n");
    std::this_thread::sleep_for(100ms);  // Time to let it in wrongly: that nothing happens cannot be waited for.
    EXPECT_EQ(echo.asked, 2);
    echo.let_go();
    EXPECT_EQ(third.hear().body, "GET /in");
}

TEST(HttpServer, IdleConnectionsMakeRoomTheLongestIdleFirst) {
    Echo echo;
    HttpLimits limits;
    limits.connections_max = 2;
    const auto server = serve(echo, limits);
    RawClient first{server->address()};
    RawClient second{server->address()};
    for (auto* client : {&first, &second}) {
        client->say("GET /in HTTP/1.1\r\nHost: localhost\r\n\r\n");
        EXPECT_EQ(client->hear().status, 200);
    }
    RawClient third{server->address()};
    third.say("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_EQ(third.hear().body, "GET /health");
    EXPECT_TRUE(first.closed_within(10s));
    second.say("GET /in HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_EQ(second.hear().body, "GET /in") << "used after the first, so it stays";
}

TEST(HttpServer, SlowQuestionsHoldUpNeitherQuickOnesNorOperators) {
    Echo echo;
    HttpLimits limits;
    limits.slow_questions_max = 3;
    const auto server = serve(echo, limits);
    std::vector<std::unique_ptr<RawClient>> slow;
    for (int i = 0; i < 4; ++i) {
        slow.push_back(std::make_unique<RawClient>(server->address()));
        slow.back()->say("GET /wait/log HTTP/1.1\r\nHost: localhost\r\n\r\n");
        if (i == 0) echo.wait_for_waiting(1);
    }
    for (int i = 0; i < 3'000 && echo.refused < 1; ++i) std::this_thread::sleep_for(10ms);  // Between two looks.
    EXPECT_EQ(echo.refused, 1) << "one is under way, two wait, the fourth is too many";
    for (int i = 0; i < 20; ++i) EXPECT_EQ(tests::get(server->address(), "/balance").body, "GET /balance");
    EXPECT_EQ(tests::get(server->address(), "/health").status, 200);
    EXPECT_EQ(echo.refreshed, 0) << "figures are brought up to date beside slow questions, in their turn";
    echo.let_go();
    std::map<int, int> statuses;
    for (const auto& client : slow) ++statuses[client->hear().status];
    EXPECT_EQ(statuses, (std::map<int, int>{{200, 3}, {503, 1}}));
    for (int i = 0; i < 3'000 && echo.refreshed < 1; ++i) std::this_thread::sleep_for(10ms);  // Between two looks.
    EXPECT_EQ(echo.refreshed, 1);
}

TEST(HttpServer, ARequestNamesOneHostAndOneOfThisServers) {
    Echo echo;
    HttpLimits limits;
    limits.host_names = {"ledger.example"};
    const auto server = serve(echo, limits);
    for (const auto& [head, status] : std::initializer_list<std::pair<std::string, int>>{
             {"GET /a HTTP/1.1\r\nHost: localhost\r\n", 200},
             {"GET /a HTTP/1.1\r\nHost: LOCALHOST:8090\r\n", 200},
             {"GET /a HTTP/1.1\r\nHost: 127.0.0.1:8090\r\n", 200},
             {"GET /a HTTP/1.1\r\nHost: [::1]:8090\r\n", 200},
             {"GET /a HTTP/1.1\r\nHost: [::1]\r\n", 200},
             {"GET /a HTTP/1.1\r\nHost: ledger.example:80\r\n", 200},
             {"GET /a HTTP/1.0\r\n", 200},
             {"GET http://localhost:8090/a HTTP/1.1\r\nHost: localhost:8090\r\n", 200},
             {"GET HTTP://ledger.example/a HTTP/1.1\r\nHost: evil.example\r\n", 200},
             {"GET http://evil.example/a HTTP/1.1\r\nHost: localhost\r\n", 421},
             {"GET /a HTTP/1.1\r\nHost: evil.example\r\n", 421},
             {"GET /a HTTP/1.1\r\nHost: localhost.evil.example\r\n", 421},
             {"GET /a HTTP/1.1\r\nHost: ledger.example.evil.example:8090\r\n", 421},
             {"GET /a HTTP/1.1\r\nHost: \r\n", 421},
             {"GET /a HTTP/1.0\r\nHost: evil.example\r\n", 421},
             {"GET /a HTTP/1.1\r\n", 400},
             {"GET /a HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n", 400},
             {"GET /a HTTP/1.0\r\nHost: localhost\r\nHost: localhost\r\n", 400}}) {
        const int asked = echo.asked;
        RawClient client{server->address()};
        client.say(head + "\r\n");
        const auto answer = client.hear();
        EXPECT_EQ(answer.status, status) << head;
        if (status == 200)
            EXPECT_EQ(answer.body, "GET /a") << head;
        else
            EXPECT_THAT(answer.body, HasSubstr("Host: ")) << head;
        EXPECT_EQ(echo.asked, asked + (status == 200 ? 1 : 0)) << head;
    }
}

TEST(HttpServer, AClientThatExpects100ContinueIsAnswered) {
    Echo echo;
    const auto server = serve(echo);
    RawClient client{server->address()};
    client.say("POST /a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(client.hear_head(), 100);
    EXPECT_EQ(echo.asked, 0);
    client.say("body");
    EXPECT_EQ(client.hear().body, "POST /a");
    client.say("GET /b HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_EQ(client.hear().body, "GET /b") << "the connection stays";
    RawClient other{server->address()};
    other.say("POST /a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nExpect: a-miracle\r\n\r\n");
    EXPECT_EQ(other.hear().status, 417);
    EXPECT_TRUE(other.closed_within(10s));
}

TEST(HttpServer, AnOldClientThatWantsToKeepItsConnectionIsToldThatItDoes) {
    Echo echo;
    const auto server = serve(echo);
    RawClient client{server->address()};
    for (int i = 0; i < 2; ++i) {
        client.say("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        const auto answer = client.hear();
        EXPECT_EQ(answer.body, "GET /a");
        EXPECT_EQ(answer.headers.at("connection"), "keep-alive");
    }
    client.say("GET /a HTTP/1.0\r\n\r\n");
    EXPECT_EQ(client.hear().headers.at("connection"), "close");
    EXPECT_TRUE(client.closed_within(10s));
}

TEST(HttpServer, AReplyIsGivenOnceByAnyThreadAndOneThatIsLetGoIsAnError) {
    Echo echo;
    HttpLimits limits;
    limits.commands_max = 8;
    const auto server = serve(echo, limits);
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 8; ++i) {
        clients.push_back(std::make_unique<RawClient>(server->address()));
        clients.back()->say("GET /later HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }
    auto replies = echo.take_later(8);
    EXPECT_EQ(tests::get(server->address(), "/quick").body, "GET /quick") << "those that wait hold no thread";
    EXPECT_EQ(tests::get(server->address(), "/later").status, 503) << "one more than may be under way";
    std::vector<std::thread> threads;
    for (auto& reply : replies)
        threads.emplace_back([&reply] { reply->send({200, "text/plain", "later", {}, {}, {}}); });
    for (auto& thread : threads) thread.join();
    for (auto& client : clients) EXPECT_EQ(client->hear().body, "later");
    EXPECT_EQ(tests::get(server->address(), "/forget").status, 500);
    EXPECT_EQ(tests::get(server->address(), "/made").body, "made");
    EXPECT_EQ(tests::get(server->address(), "/made-wrong").status, 500);
    EXPECT_EQ(tests::get(server->address(), "/next").body, "GET /next") << "a second answer is not sent";
}

TEST(HttpServer, AReplyMayOutliveItsServer) {
    Echo echo;
    HttpLimits limits;
    limits.stop_time = 100ms;
    auto server = serve(echo, limits);
    RawClient client{server->address()};
    client.say("GET /later HTTP/1.1\r\nHost: localhost\r\n\r\n");
    auto replies = echo.take_later(1);
    server.reset();
    EXPECT_EQ(client.hear().status, 0);
    replies.front()->send({200, "text/plain", "too late", {}, {}, {}});
    replies.clear();
}

TEST(HttpServer, ABodyIsHandedOnUpToWhatItsPathTakes) {
    Echo echo;
    const auto server = serve(echo);
    const std::string body(200'000, 'b');
    const auto post = [&](const std::string& path, const std::string& how) {
        RawClient client{server->address()};
        client.say("POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + how);
        return client.hear();
    };
    EXPECT_EQ(post("/body", "Content-Length: 200000\r\n\r\n" + body).body, body);
    EXPECT_EQ(post("/body", "Transfer-Encoding: chunked\r\n\r\n30d40\r\n" + body + "\r\n0\r\n\r\n").body, body);
    EXPECT_THAT(post("/other", "Content-Length: 200000\r\n\r\n" + body).body, HasSubstr("65536 bytes"));
    EXPECT_EQ(post("/other", "Transfer-Encoding: chunked\r\n\r\n30d40\r\n" + body + "\r\n0\r\n\r\n").status, 413);
    const auto far_too_long = post("/body", "Content-Length: 2000000\r\n\r\n" + body);
    EXPECT_EQ(far_too_long.status, 413);
    EXPECT_THAT(far_too_long.body, HasSubstr("1048576 bytes"));
}

TEST(HttpServer, StoppingAnswersWhatWasAskedAndLetsNobodyIn) {
    Echo echo;
    auto server = serve(echo);
    const auto address = server->address();
    RawClient idle{address};
    RawClient asking{address};
    asking.say("GET /wait HTTP/1.1\r\nHost: localhost\r\n\r\n");
    echo.wait_for_waiting(1);
    std::thread stopping{[&] { server->stop(); }};
    EXPECT_TRUE(idle.closed_within(10s));
    RawClient late{address};
    late.say("GET /late HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_EQ(late.hear().status, 0);
    echo.let_go();
    const auto answer = asking.hear();
    EXPECT_EQ(answer.body, "GET /wait");
    EXPECT_EQ(answer.headers.at("connection"), "close");
    EXPECT_TRUE(asking.closed_within(10s));
    stopping.join();
    server->stop();
}

TEST(HttpServer, StoppingDoesNotWaitForWhoeverDoesNotEnd) {
    Echo echo;
    HttpLimits limits;
    limits.stop_time = 100ms;
    auto server = serve(echo, limits);
    RawClient half{server->address()};
    half.say("GET /ha");
    RawClient asking{server->address()};
    asking.say("GET /wait HTTP/1.1\r\nHost: localhost\r\n\r\n");
    RawClient queued{server->address()};
    echo.wait_for_waiting(1);
    std::thread later{[&] {
        std::this_thread::sleep_for(500ms);  // Longer than stop_time: the answer comes too late.
        echo.let_go();
    }};
    server.reset();
    EXPECT_EQ(half.hear().status, 0);
    later.join();
}

TEST(HttpServer, AnAddressThatDoesNotDoIsNamedWithItsCure) {
    Echo echo;
    const auto server = serve(echo);
    for (const auto& [listen, named] : std::initializer_list<std::pair<std::string, const char*>>{
             {"8090", "has no port"},
             {"127.0.0.1:", "has no port"},
             {"127.0.0.1:99999", "has no port"},
             {"127.0.0.1:80x", "has no port"},
             {"nowhere.example:80", "no numeric address"},
             {"192.0.2.1:8090", "cannot listen on 192.0.2.1:8090"},
             {server->address(), "a free port"}}) {
        const auto wrong = HttpServer::start(listen, echo);
        ASSERT_FALSE(wrong) << listen;
        EXPECT_THAT(wrong.error(), HasSubstr(named)) << listen;
        EXPECT_THAT(wrong.error(), HasSubstr(listen));
    }
    EXPECT_TRUE(server->only_this_machine());
    EXPECT_FALSE((*HttpServer::start("0.0.0.0:0", echo))->only_this_machine());
    EXPECT_THAT((*HttpServer::start("localhost:0", echo))->address(), testing::StartsWith("127.0.0.1:"));
}

TEST(HttpServer, AnAnswerThatThrowsIsAnErrorOfThatRequestOnly) {
    Echo echo;
    const auto server = serve(echo);
    const auto answer = tests::get(server->address(), "/throw");
    EXPECT_EQ(answer.status, 500);
    EXPECT_THAT(answer.body, HasSubstr("\"status\":500"));
    EXPECT_EQ(tests::get(server->address(), "/next").status, 200);
}

// Knows division 0 as another's.
class ElsewhereDirectory final : public DivisionDirectory {
  public:
    explicit ElsewhereDirectory(std::string address) : address_(std::move(address)) {}
    std::vector<DivisionState> states() const override { return std::vector<DivisionState>(1); }
    std::optional<OpenDivision> reader_of(std::int32_t) const override { return std::nullopt; }
    std::optional<std::string> address_of(std::int32_t) const override { return address_; }

  private:
    const std::string address_;
};

TEST(HttpForward, AnotherNodesAnswerIsHandedOnWithItsHeaders) {
    const ServedDivision served;
    const EmbeddedDirectory here{served.division()};
    HttpRoutes owner_routes{here};
    const auto owner = serve(owner_routes);
    const ElsewhereDirectory elsewhere{owner->address()};
    HttpRoutes other_routes{elsewhere};
    const auto other = serve(other_routes);
    for (const char* target : {"/v1/accounts/1", "/v1/trial-balance?as_of=30", "/v1/accounts/99",
                               "/v1/accounts/1?as_of=99999", "/v1/search?q=ada+turner"}) {
        // A problem names the request, which is the same one for both nodes.
        const auto direct = tests::get(owner->address(), target, "X-Request-Id: r1\r\n");
        const auto forwarded = tests::get(other->address(), target, "X-Request-Id: r1\r\n");
        EXPECT_NE(direct.status, 0);
        EXPECT_EQ(forwarded.status, direct.status) << target;
        EXPECT_EQ(forwarded.body, direct.body) << target;
        EXPECT_EQ(forwarded.headers.at("content-type"), direct.headers.at("content-type"));
        EXPECT_EQ(forwarded.headers.count("tally-position"), direct.headers.count("tally-position"));
    }
    EXPECT_THAT(tests::get(other->address(), "/metrics").body,
                HasSubstr(R"(tally_http_requests_total{method="GET",path="/v1/accounts/{id}",status="200"} 1)"));
}

TEST(HttpForward, AQuestionThatIsAskedByPostIsHandedOnWithItsBody) {
    const ServedDivision served;
    const EmbeddedDirectory here{served.division()};
    HttpRoutes owner_routes{here};
    const auto owner = serve(owner_routes);
    const ElsewhereDirectory elsewhere{owner->address()};
    HttpRoutes other_routes{elsewhere};
    const auto other = serve(other_routes);
    const auto post = [](const HttpServer& server, const std::string& body) {
        RawClient client{server.address()};
        EXPECT_TRUE(
            client.say("POST /v1/search HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: r1\r\n"
                       "Content-Type: application/json\r\nContent-Length: " +
                       std::to_string(body.size()) + "\r\n\r\n" + body));
        return client.hear();
    };
    for (const char* body : {R"({"q":"ada turner"})", R"({"q":"nobody"})", R"({"q":"ada","limit":1})"}) {
        const auto direct = post(*owner, body);
        const auto forwarded = post(*other, body);
        EXPECT_EQ(direct.status, 200) << direct.body;
        EXPECT_EQ(forwarded.status, 200) << forwarded.body;
        EXPECT_EQ(forwarded.body, direct.body);
        EXPECT_EQ(forwarded.headers.at("tally-position"), direct.headers.at("tally-position"));
    }
}

TEST(HttpForward, TwoThatThinkTheOtherOwnsItDoNotAskEachOtherForEver) {
    Echo echo;
    HttpLimits limits;
    auto taken = serve(echo);
    const auto first_address = taken->address();
    taken.reset();
    const ElsewhereDirectory at_first{first_address};
    HttpRoutes second_routes{at_first};
    const auto second = serve(second_routes);
    const ElsewhereDirectory at_second{second->address()};
    HttpRoutes first_routes{at_second};
    auto first = HttpServer::start(first_address, first_routes, limits);
    ASSERT_TRUE(first) << first.error();
    const auto answer = tests::get(second->address(), "/v1/accounts/1");
    EXPECT_EQ(answer.status, 503);
    EXPECT_EQ(answer.headers.at("retry-after"), "1");
    EXPECT_THAT(answer.body, HasSubstr("not owned here"));
}

TEST(HttpForward, AnOwnerThatIsGoneDeafOrTalksNonsenseIsUnavailable) {
    HttpLimits limits;
    limits.connect_time = 500ms;
    limits.forward_time = 500ms;
    limits.forwarded_bytes_max = 1'000'000;
    const auto asks = [&](const std::string& where) {
        const ElsewhereDirectory directory{where};
        HttpRoutes routes{directory};
        const auto server = serve(routes, limits);
        return tests::get(server->address(), "/v1/accounts/1");
    };
    const RawListener deaf;
    RawListener nonsense;
    std::thread talks{[&] { nonsense.answer_one("hello\r\n\r\n"); }};
    RawListener endless;
    std::thread floods{[&] {
        endless.answer_one("HTTP/1.1 200 OK\r\nContent-Length: 2000000\r\n\r\n" + std::string(2'000'000, 'x'));
    }};
    RawListener cut_off;
    std::thread stops{[&] { cut_off.answer_one("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"); }};
    std::string gone;
    {
        const RawListener listener;
        gone = listener.address();
    }
    for (const std::string& where :
         {deaf.address(), nonsense.address(), endless.address(), cut_off.address(), gone,
          std::string{"nowhere.invalid:80"}, std::string{"no port"}, std::string{"127.0.0.1:no_such_service"}}) {
        const auto answer = asks(where);
        EXPECT_EQ(answer.status, 503) << where;
        EXPECT_EQ(answer.headers.at("retry-after"), "2");
        EXPECT_THAT(answer.body, HasSubstr(where));
    }
    talks.join();
    floods.join();
    stops.join();
}

TEST(HttpServer, ManyReadersAskWhileTheDivisionDecides) {
    const ServedDivision served;
    const EmbeddedDirectory directory{served.division()};
    HttpRoutes routes{directory};
    const auto server = serve(routes);
    std::atomic<bool> decided{false};
    std::vector<std::thread> readers;
    std::atomic<int> answers{0};
    for (int i = 0; i < 4; ++i)
        readers.emplace_back([&, i] {
            RawClient client{server->address()};
            std::uint64_t position = 0;
            const std::array targets{"/v1/accounts/1/balance", "/v1/trial-balance", "/v1/search?q=turner", "/metrics",
                                     "/health"};
            for (std::size_t n = 0; !decided || n < 10; ++n) {
                const auto target = targets[(n + static_cast<std::size_t>(i)) % targets.size()];
                client.say("GET " + std::string{target} + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
                const auto answer = client.hear();
                ASSERT_EQ(answer.status, 200) << answer.body;
                ++answers;
                if (!answer.headers.contains("tally-position")) continue;
                const auto now = std::stoull(answer.headers.at("tally-position"));
                ASSERT_GE(now, position) << "an answer from before the last one";
                position = now;
            }
        });
    for (int i = 0; i < 50; ++i)
        served.execute(R"({"type":"person.set_email","command_id":"email-)" + std::to_string(i) +
                       R"(","person":"1","email":"ada-)" + std::to_string(i) + R"(@example.org"})");
    decided = true;
    for (auto& reader : readers) reader.join();
    EXPECT_GE(answers, 40);
}

}  // namespace
}  // namespace tally::tools
