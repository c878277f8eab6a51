// Commands over HTTP, by real sockets on a division with the example utility: what each is answered with, and that what
// was acknowledged is there.

#include <atomic>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "consumers/commands/async_division_port.h"
#include "tests/http/raw_client.h"
#include "tests/http/served_division.h"
#include "tools/http/routes/http_routes.h"
#include "tools/http/server/http_server.h"

namespace tally::tools {
namespace {

using testing::HasSubstr;
using testing::Not;
using tests::RawAnswer;
using tests::RawClient;
using tests::ServedDivision;

std::string payment(const std::string& id, const std::string& amount, const std::string& account = "1") {
    return R"({"type":"payment.post",)" + (id.empty() ? "" : R"("command_id":")" + id + R"(",)") +
           R"("received_on":"2022-01-20","tenders":[{"amount":")" + amount + R"("}],"shares":[{"account":")" + account +
           R"("}]})";
}

std::string post_of(const std::string& body, const std::string& headers = "Content-Type: application/json\r\n") {
    return "POST /v1/commands HTTP/1.1\r\nHost: localhost\r\n" + headers +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

class HttpCommands : public testing::Test {
  protected:
    void SetUp() override {
        auto started = HttpServer::start("127.0.0.1:0", routes_);
        ASSERT_TRUE(started) << started.error();
        server_ = std::move(*started);
    }
    RawAnswer say(const std::string& bytes) const {
        RawClient client{server_->address()};
        EXPECT_TRUE(client.say(bytes));
        return client.hear();
    }
    RawAnswer post(const std::string& body) const { return say(post_of(body)); }
    RawAnswer get(const std::string& target) const { return tests::get(server_->address(), target); }
    [[nodiscard]] std::uint64_t end() const { return served_.division().store().durable_end(); }

    ServedDivision served_;
    EmbeddedDirectory directory_{served_.division()};
    consumers::AsyncDivisionPort port_{served_.division()};
    HttpRoutes routes_{directory_, &port_, "csr:ines"};
    std::unique_ptr<HttpServer> server_;
};

TEST_F(HttpCommands, AnAcceptedCommandIsAnsweredWithItsReceiptAndIsSeenByWhoWaitsForIt) {
    const auto before = end();
    const auto answer = post(payment("p1", "40.00"));
    EXPECT_EQ(answer.status, 201) << answer.body;
    EXPECT_EQ(answer.headers.at("content-type"), "application/json");
    EXPECT_THAT(answer.body,
                HasSubstr(R"("command_id":"p1","status":"accepted","first_position":)" + std::to_string(before)));
    EXPECT_THAT(answer.body, HasSubstr(R"({"payment":"1-P1"})"));
    EXPECT_EQ(answer.headers.at("tally-position"), std::to_string(end()));
    const auto balance = get("/v1/accounts/1/balance?wait_for=" + answer.headers.at("tally-position"));
    EXPECT_THAT(balance.body, HasSubstr("40.00"));
    EXPECT_EQ(balance.headers.at("tally-position"), answer.headers.at("tally-position"));

    std::string actors;
    for (auto reader = served_.division().store().read_log(before); reader.next();) actors += reader.entry();
    EXPECT_THAT(actors, HasSubstr("csr:ines")) << "the actor comes from the server";
}

// A histogram as Prometheus reads it: each bucket has what is below it, the last one all, and there is a sum.
TEST_F(HttpCommands, HowLongCommitsTookIsCountedByBounds) {
    ASSERT_EQ(post(payment("p1", "40.00")).status, 201);
    const auto metrics = get("/metrics").body;
    const auto value_of = [&](const std::string& name) {
        const auto at = metrics.find("\n" + name + " ");
        EXPECT_NE(at, std::string::npos) << name << "\n" << metrics;
        return at == std::string::npos ? -1.0 : std::stod(metrics.substr(at + name.size() + 2));
    };
    const auto commits = value_of(R"(tally_commits_total{division="0"})");
    EXPECT_GT(commits, 0);
    EXPECT_EQ(value_of(R"(tally_commit_seconds_count{division="0"})"), commits);
    EXPECT_EQ(value_of(R"(tally_commit_seconds_bucket{division="0",le="+Inf"})"), commits);
    EXPECT_GT(value_of(R"(tally_commit_seconds_sum{division="0"})"), 0);
    const auto below_a_second = value_of(R"(tally_commit_seconds_bucket{division="0",le="1"})");
    EXPECT_LE(value_of(R"(tally_commit_seconds_bucket{division="0",le="0.001"})"), below_a_second);
    EXPECT_LE(below_a_second, commits);
}

TEST_F(HttpCommands, H1_TheSameIdHasOneAnswer) {
    const auto first = post(payment("p1", "40.00"));
    ASSERT_EQ(first.status, 201) << first.body;
    const auto again = post(payment("p1", "40.00"));
    EXPECT_EQ(again.status, 200);
    EXPECT_THAT(again.body, HasSubstr(R"("status":"repeated")"));
    EXPECT_THAT(again.body, HasSubstr(R"({"payment":"1-P1"})"));
    EXPECT_EQ(again.headers.at("tally-position"), first.headers.at("tally-position"));
    const auto another = post(payment("p1", "41.00"));
    EXPECT_EQ(another.status, 409);
    EXPECT_EQ(another.headers.at("content-type"), "application/problem+json");
    EXPECT_THAT(another.body, HasSubstr(R"("type":"urn:tallystick:problem:command_id_reused")"));
    EXPECT_EQ(std::to_string(end()), first.headers.at("tally-position")) << "one payment";
}

TEST_F(HttpCommands, TheIdempotencyKeyIsTheCommandsId) {
    const std::string key = "Content-Type: application/json\r\nIdempotency-Key: k-7\r\n";
    const auto first = say(post_of(payment("", "40.00"), key));
    EXPECT_EQ(first.status, 201) << first.body;
    EXPECT_THAT(first.body, HasSubstr(R"("command_id":"k-7")"));
    EXPECT_EQ(say(post_of(payment("k-7", "40.00"), key)).status, 200) << "both name the same id";
    const auto two = say(post_of(payment("other", "40.00"), key));
    EXPECT_EQ(two.status, 400);
    EXPECT_THAT(two.body, HasSubstr("give the id in one of the two places"));
    const auto none = post(payment("", "40.00"));
    EXPECT_EQ(none.status, 422);
    EXPECT_THAT(none.body, HasSubstr(R"("field":"command_id")"));
    const auto blank = say(post_of(payment("", "40.00"), "Content-Type: application/json\r\nIdempotency-Key: a b\r\n"));
    EXPECT_EQ(blank.status, 422);
    EXPECT_THAT(blank.body, HasSubstr("urn:tallystick:problem:id_invalid"));
}

TEST_F(HttpCommands, ARefusalIsAProblemThatNamesFieldValueAndCureAndWritesNothing) {
    const auto before = end();
    const auto refused = post(payment("p1", "40.00", "99"));
    EXPECT_EQ(refused.status, 422);
    EXPECT_EQ(refused.headers.at("content-type"), "application/problem+json");
    for (const char* part :
         {R"("type":"urn:tallystick:problem:account_unknown")", R"("status":422)", R"("field":"shares[0].account")",
          R"("value":"99")", R"("cure":")", R"("command_id":"p1")"})
        EXPECT_THAT(refused.body, HasSubstr(part));
    for (const auto& [body, named] : std::initializer_list<std::pair<std::string, const char*>>{
             {"", "unreadable"},
             {"[]", "unreadable"},
             {"{\"type\":\"payment.pots\",\"command_id\":\"x\"}", "payment.post"},
             {payment("p2", "40.001"), "decimals"},
             {payment("p2", "40.00") + payment("p3", "40.00"), "unreadable"},
             {R"({"type":"payment.post","command_id":"p2","actor":"boss"})", "actor"}}) {
        const auto answer = post(body);
        EXPECT_EQ(answer.status, 400) << body << answer.body;
        EXPECT_THAT(answer.body, HasSubstr(named)) << body;
        EXPECT_THAT(answer.body, HasSubstr("urn:tallystick:problem:unreadable")) << body;
    }
    EXPECT_EQ(end(), before);
}

TEST_F(HttpCommands, WhatIsAlreadySoIsNotWrittenAgain) {
    const std::string change = R"({"type":"account.change_terms","command_id":"c)";
    ASSERT_EQ(post(change + R"(1","account":"1","requested_due_day":9})").status, 201);
    const auto before = end();
    const auto answer = post(change + R"(2","account":"1","requested_due_day":9})");
    EXPECT_EQ(answer.status, 200) << answer.body;
    EXPECT_THAT(answer.body, HasSubstr(R"("status":"unchanged")"));
    EXPECT_EQ(end(), before);
}

TEST_F(HttpCommands, WhatIsNotACommandOfThisServersUsersIsRefused) {
    const auto body = payment("p1", "40.00");
    EXPECT_EQ(say(post_of(body, "")).status, 415);
    EXPECT_EQ(say(post_of(body, "Content-Type: text/plain\r\n")).status, 415) << "a form of another page may send it";
    EXPECT_EQ(say(post_of(body, "Content-Type: application/json\r\nOrigin: http://evil.example\r\n")).status, 403);
    EXPECT_EQ(say(post_of(body, "Content-Type: application/json\r\nOrigin: null\r\n")).status, 403);
    const auto got = get("/v1/commands");
    EXPECT_EQ(got.status, 405);
    EXPECT_EQ(got.headers.at("allow"), "POST");
    EXPECT_EQ(get("/v1/accounts/1/balance").status, 200);
    const auto there = say("POST /v1/accounts/1/balance HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
    EXPECT_EQ(there.headers.at("allow"), "GET, HEAD");
    const auto parameter = say("POST /v1/commands?dry=1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
    EXPECT_EQ(parameter.status, 400);
    EXPECT_THAT(parameter.body, HasSubstr("dry"));
    EXPECT_EQ(say(post_of(std::string(1 << 20, ' ') + body)).status, 413);
    EXPECT_EQ(
        say(post_of(body, "Content-Type: Application/JSON; charset=utf-8\r\nOrigin: http://localhost\r\n")).status, 201)
        << "a page of this server, after all that nothing was written";
}

TEST_F(HttpCommands, AServerOfQuestionsSaysWhereCommandsGo) {
    HttpRoutes questions{directory_};
    auto server = HttpServer::start("127.0.0.1:0", questions);
    ASSERT_TRUE(server) << server.error();
    RawClient client{(*server)->address()};
    client.say(post_of(payment("p1", "40.00")));
    const auto answer = client.hear();
    EXPECT_EQ(answer.status, 403);
    EXPECT_THAT(answer.body, HasSubstr("--commands"));
}

TEST_F(HttpCommands, AReaderThatWaitsForWhatIsNotThereIsToldSo) {
    const auto answer = get("/v1/accounts/1/balance?wait_for=" + std::to_string(end() + 1));
    EXPECT_EQ(answer.status, 503);
    EXPECT_EQ(answer.headers.at("retry-after"), "1");
    EXPECT_THAT(answer.body, HasSubstr("urn:tallystick:problem:position_not_reached"));
    EXPECT_EQ(get("/v1/accounts/1/balance?wait_for=soon").status, 400);
    EXPECT_EQ(get("/v1/accounts/1/balance?wait_for=" + std::to_string(end())).status, 200);
}

TEST_F(HttpCommands, AnAnswerThatTheClientHasIsNotSentAgain) {
    const auto first = get("/v1/accounts/1/balance");
    const auto tag = first.headers.at("etag");
    const auto same = tests::get(server_->address(), "/v1/accounts/1/balance", "If-None-Match: " + tag + "\r\n");
    EXPECT_EQ(same.status, 304);
    EXPECT_EQ(same.body, "");
    EXPECT_EQ(same.headers.at("etag"), tag);
    const auto paid = post(payment("p1", "40.00"));
    const auto changed =
        tests::get(server_->address(), "/v1/accounts/1/balance?wait_for=" + paid.headers.at("tally-position"),
                   "If-None-Match: " + tag + "\r\n");
    EXPECT_EQ(changed.status, 200);
    EXPECT_THAT(changed.headers.at("etag"), Not(tag));
}

// A connection that pipelines gets its answers in the order of its requests.
TEST_F(HttpCommands, ManyCallersAtOnceAreEachAnsweredOnceAndAllOfItIsThere) {
    constexpr int callers = 16;
    constexpr int each = 40;
    std::atomic<int> accepted{0};
    std::vector<std::thread> threads;
    for (int caller = 0; caller < callers; ++caller)
        threads.emplace_back([&, caller] {
            RawClient client{server_->address()};
            for (int i = 0; i < each; ++i) {
                const auto id = std::to_string(caller) + "-" + std::to_string(i);
                client.say(post_of(payment(id, "0.01")));
                const auto answer = client.hear();
                if (answer.status == 201 && answer.body.find('"' + id + '"') != std::string::npos) ++accepted;
            }
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(accepted, callers * each);
    const auto balance = get("/v1/accounts/1/balance?wait_for=" + std::to_string(end()));
    EXPECT_THAT(balance.body, HasSubstr("6.40")) << balance.body;
}

TEST_F(HttpCommands, StoppingLosesNoCommandThatWasAcknowledged) {
    std::atomic<int> acknowledged{0};
    std::vector<std::thread> threads;
    for (int caller = 0; caller < 8; ++caller)
        threads.emplace_back([&, caller] {
            RawClient client{server_->address()};
            for (int i = 0;; ++i) {
                if (!client.say(post_of(payment(std::to_string(caller) + "-" + std::to_string(i), "0.01")))) return;
                if (client.hear().status != 201) return;
                ++acknowledged;
            }
        });
    while (acknowledged < 40) std::this_thread::yield();
    server_->stop();
    for (auto& thread : threads) thread.join();
    std::uint64_t payments = 0;
    auto reader = served_.division().store().read_log(0);
    while (reader.next())
        if (reader.entry().find("payment_posted") != std::string_view::npos) ++payments;
    EXPECT_GE(payments, static_cast<std::uint64_t>(acknowledged.load()));
    EXPECT_LE(payments, static_cast<std::uint64_t>(acknowledged.load()) + 8) << "at most one more a caller";
}

class HttpBatch : public HttpCommands {
  protected:
    // A batch whose body has this length; -1: comes in chunks.
    static std::string head(long length, const std::string& more = "Content-Type: application/jsonl\r\n") {
        return "POST /v1/commands:batch HTTP/1.1\r\nHost: localhost\r\n" + more +
               (length < 0 ? "Transfer-Encoding: chunked" : "Content-Length: " + std::to_string(length)) + "\r\n\r\n";
    }
    static std::string chunk(const std::string& bytes) {
        std::ostringstream out;
        out << std::hex << bytes.size() << "\r\n" << bytes << "\r\n";
        return out.str();
    }
    // Whole lines of the answer until there are so many; fewer where it ends.
    static std::vector<std::string> receipts(RawClient& client, std::size_t count) {
        std::vector<std::string> lines;
        std::string text;
        while (lines.size() < count) {
            const auto piece = client.hear_chunk();
            if (!piece || piece->empty()) break;
            text += *piece;
            for (auto end = text.find('\n'); end != std::string::npos; end = text.find('\n')) {
                lines.push_back(text.substr(0, end));
                text.erase(0, end + 1);
            }
        }
        return lines;
    }
    [[nodiscard]] std::uint64_t payments() const {
        std::uint64_t count = 0;
        for (auto reader = served_.division().store().read_log(0); reader.next();)
            if (reader.entry().find("payment_posted") != std::string_view::npos) ++count;
        return count;
    }
};

TEST_F(HttpBatch, EachLineHasAReceiptInTheOrderOfTheLines) {
    const std::string lines = "\xEF\xBB\xBF" + payment("b1", "40.00") + "\n\n" + payment("b1", "40.00") + "\r\n" +
                              payment("b2", "1.00", "99") + "\nnonsense\n" + payment("b1", "41.00") + "\n" +
                              payment("b3", "1.00");
    RawClient client{server_->address()};
    for (int round = 0; round < 2; ++round) {
        client.say(head(static_cast<long>(lines.size())) + lines);
        const auto answer = client.hear();
        EXPECT_EQ(answer.status, 200);
        EXPECT_EQ(answer.headers.at("content-type"), "application/jsonl");
        const auto got = receipts(client, 6);
        ASSERT_EQ(got.size(), 6u);
        const std::string first = round == 0 ? "accepted" : "repeated";
        for (const auto& [at, line, status] :
             std::initializer_list<std::tuple<std::size_t, int, std::string>>{{0, 1, first},
                                                                              {1, 3, "repeated"},
                                                                              {2, 4, "refused"},
                                                                              {3, 5, "unreadable"},
                                                                              {4, 6, "refused"},
                                                                              {5, 7, first}}) {
            EXPECT_THAT(got[at], HasSubstr("\"line\":" + std::to_string(line) + ",")) << got[at];
            EXPECT_THAT(got[at], HasSubstr("\"status\":\"" + status + "\"")) << got[at];
        }
        EXPECT_THAT(got[1], HasSubstr(R"({"payment":"1-P1"})")) << "the ids of the first receipt";
        EXPECT_EQ(client.hear_chunk(), "") << "the answer is complete";
    }
    EXPECT_EQ(payments(), 2u);
    client.say("GET /v1/accounts/1 HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_EQ(client.hear().status, 200) << "the connection is kept";
}

TEST_F(HttpBatch, AReceiptComesBeforeTheNextLineIsSent) {
    RawClient client{server_->address()};
    client.say(head(-1, "Content-Type: application/x-ndjson\r\nExpect: 100-continue\r\n"));
    EXPECT_EQ(client.hear_head(), 100);
    for (int i = 0; i < 5; ++i) {
        client.say(chunk(payment("c" + std::to_string(i), "1.00") + "\n"));
        if (i == 0) {
            EXPECT_EQ(client.hear().status, 200);
        }
        const auto got = receipts(client, 1);
        ASSERT_EQ(got.size(), 1u);
        EXPECT_THAT(got[0], HasSubstr("\"c" + std::to_string(i) + "\",\"line\":" + std::to_string(i + 1)));
    }
    client.say("0\r\n\r\n");
    EXPECT_EQ(client.hear_chunk(), "");
}

TEST_F(HttpBatch, MoreLinesThanAreUnderWayAtOnceAreAllAnswered) {
    constexpr int count = 6'000;
    std::string lines;
    for (int i = 0; i < count; ++i) lines += i % 2 == 0 ? "nonsense\n" : payment(std::to_string(i), "0.01") + "\n";
    RawClient client{server_->address()};
    std::thread sending{[&] { client.say(head(static_cast<long>(lines.size())) + lines); }};
    EXPECT_EQ(client.hear().status, 200);
    const auto got = receipts(client, count);
    sending.join();
    ASSERT_EQ(got.size(), static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) {
        ASSERT_THAT(got[static_cast<std::size_t>(i)], HasSubstr("\"line\":" + std::to_string(i + 1) + ","));
        ASSERT_THAT(got[static_cast<std::size_t>(i)], HasSubstr(i % 2 == 0 ? "unreadable" : "accepted"));
    }
    EXPECT_EQ(payments(), static_cast<std::uint64_t>(count / 2));
}

TEST_F(HttpBatch, ALineThatIsTooLongCostsItsReceiptAndNotTheBatch) {
    const std::string lines = payment("d1", "1.00") + "\n" + std::string(3'000'000, 'x') + "\n" + payment("d2", "1.00");
    RawClient client{server_->address()};
    client.say(head(static_cast<long>(lines.size())) + lines);
    EXPECT_EQ(client.hear().status, 200);
    const auto got = receipts(client, 3);
    ASSERT_EQ(got.size(), 3u);
    EXPECT_THAT(got[1], HasSubstr("line 2 is longer than 1048576 bytes"));
    EXPECT_THAT(got[2], HasSubstr("accepted"));
}

TEST_F(HttpBatch, WhatIsNotABatchIsRefusedBeforeItsBodyIsRead) {
    const auto answered = [&](const std::string& bytes) {
        RawClient client{server_->address()};
        client.say(bytes);
        return client.hear();
    };
    EXPECT_EQ(answered(head(10, "Content-Type: text/plain\r\n")).status, 415);
    EXPECT_EQ(answered(head(10, "Content-Type: application/jsonl\r\nOrigin: http://evil.example\r\n")).status, 403);
    EXPECT_EQ(answered(head(10, "Content-Type: application/jsonl\r\nIdempotency-Key: k\r\n")).status, 400);
    EXPECT_EQ(answered(head(10, "Content-Type: application/jsonl\r\nExpect: wonders\r\n")).status, 417);
    const auto got = get("/v1/commands:batch");
    EXPECT_EQ(got.status, 405);
    EXPECT_EQ(got.headers.at("allow"), "POST");
    EXPECT_EQ(answered("POST /v1/commands:batch HTTP/1.0\r\nContent-Type: application/jsonl\r\n\r\n").status, 400);
    EXPECT_EQ(payments(), 0u);
}

TEST_F(HttpBatch, AClientThatLeavesLosesItsAnswerAndNothingElse) {
    for (int round = 0; round < 8; ++round) {
        RawClient client{server_->address()};
        client.say(head(-1) + chunk(payment("e" + std::to_string(round), "1.00") + "\n"));
        EXPECT_EQ(client.hear().status, 200);
    }
    const auto line = payment("e8", "1.00");
    // Those that left are noticed soon, not at once.
    for (int tries = 0; tries < 300; ++tries) {
        RawClient next{server_->address()};
        next.say(head(static_cast<long>(line.size())) + line);
        if (next.hear().status == 200) break;
        std::this_thread::sleep_for(std::chrono::milliseconds{10});  // Nothing says when a thread is free again.
    }
    EXPECT_EQ(get("/v1/accounts/1").status, 200);
    EXPECT_GE(payments(), 9u);
}

TEST_F(HttpBatch, MoreAtOnceThanThereAreThreadsAreToldToTryAgain) {
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 4; ++i) {
        clients.push_back(std::make_unique<RawClient>(server_->address()));
        clients.back()->say(head(-1) + chunk(payment("f" + std::to_string(i), "1.00") + "\n"));
        EXPECT_EQ(clients.back()->hear().status, 200);
    }
    RawClient fifth{server_->address()};
    fifth.say(head(-1));
    const auto answer = fifth.hear();
    EXPECT_EQ(answer.status, 503);
    EXPECT_EQ(answer.headers.at("retry-after"), "1");
    EXPECT_EQ(get("/v1/accounts/1").status, 200) << "questions go on";
}

TEST_F(HttpBatch, AStoppingServerAnswersWhatItTookAndCutsOff) {
    RawClient client{server_->address()};
    client.say(head(-1) + chunk(payment("g1", "1.00") + "\n"));
    EXPECT_EQ(client.hear().status, 200);
    ASSERT_EQ(receipts(client, 1).size(), 1u);
    client.say(chunk(payment("g2", "1.00")));
    const auto begun = std::chrono::steady_clock::now();
    server_->stop();
    EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds{4}) << "it waits for no more lines";
    EXPECT_EQ(client.hear_chunk(), std::nullopt) << "the answer must not look complete";
    EXPECT_EQ(payments(), 1u) << "half a line is not a command";
}

}  // namespace
}  // namespace tally::tools
