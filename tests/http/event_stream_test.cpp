// Events as server-sent events, over real sockets: nothing is missing and nothing comes twice, whoever writes, leaves,
// comes back or never reads.

#include <atomic>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <numeric>
#include <thread>
#include <vector>

#include "tests/http/raw_client.h"
#include "tests/http/served_division.h"
#include "tools/http/routes/http_routes.h"
#include "tools/http/server/http_server.h"
#include "tools/http/server/stream_pipe.h"

namespace tally::tools {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using tests::RawClient;
using tests::ServedDivision;

// A client that follows events.
class Listener {
  public:
    Listener(const std::string& address, const std::string& parameters, const std::string& headers = "")
        : client_(address) {
        EXPECT_TRUE(client_.say("GET /v1/events" + parameters +
                                " HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n" + headers + "\r\n"));
        answer_ = client_.hear();
    }
    [[nodiscard]] const tests::RawAnswer& answer() const { return answer_; }
    // Ids of the next events; fewer where the stream has ended.
    std::vector<std::uint64_t> ids(std::size_t count) {
        std::vector<std::uint64_t> found;
        while (found.size() < count) {
            const auto end = text_.find("\n\n");
            if (end == std::string::npos) {
                if (!more()) break;
                continue;
            }
            const auto message = text_.substr(0, end);
            text_.erase(0, end + 2);
            if (!message.starts_with("id: ")) continue;
            EXPECT_THAT(message, HasSubstr("\ndata: {\"position\":" + message.substr(4, message.find('\n') - 4) + ","));
            found.push_back(std::stoull(message.substr(4)));
        }
        return found;
    }
    // Waits for these words.
    bool hears(std::string_view words) {
        while (text_.find(words) == std::string::npos)
            if (!more()) return false;
        return true;
    }
    // The stream ends as a whole one does.
    bool ends() {
        while (more()) {
        }
        return complete_;
    }

  private:
    bool more() {
        const auto chunk = client_.hear_chunk();
        complete_ = chunk && chunk->empty();
        if (!chunk || chunk->empty()) return false;
        text_ += *chunk;
        return true;
    }
    RawClient client_;
    tests::RawAnswer answer_;
    std::string text_;
    bool complete_ = false;
};

std::vector<std::uint64_t> from_to(std::uint64_t from, std::uint64_t to) {
    std::vector<std::uint64_t> all(to - from);
    std::iota(all.begin(), all.end(), from);
    return all;
}

class EventStreams : public testing::Test {
  protected:
    void SetUp() override {
        HttpLimits limits;
        limits.connections_max = 200;
        auto started = HttpServer::start("127.0.0.1:0", routes_, limits);
        ASSERT_TRUE(started) << started.error();
        server_ = std::move(*started);
    }
    [[nodiscard]] std::string address() const { return server_->address(); }
    [[nodiscard]] std::uint64_t end() const { return served_.division().store().durable_end(); }
    void pay(const std::string& id) const {
        eventstore::CommandReader reader{served_.division().currency()};
        auto parsed = reader.read(
            R"({"type":"payment.post","command_id":")" + id +
            R"(","actor":"test","received_on":"2022-01-20","tenders":[{"kind":"cash","amount":"1.00"}],"shares":[{"account":"1"}]})");
        ASSERT_TRUE(parsed) << parsed.error().message();
        ASSERT_EQ(served_.division().execute(std::move(*parsed)).kind, eventstore::Outcome::Kind::accepted);
    }

    ServedDivision served_;
    EmbeddedDirectory directory_{served_.division()};
    HttpRoutes routes_{directory_, nullptr, {}, 50ms};
    std::unique_ptr<HttpServer> server_;
};

TEST_F(EventStreams, CatchUpAndFollowWithoutAGapOrADouble) {
    Listener early(address(), "?from=0");
    EXPECT_EQ(early.answer().status, 200);
    EXPECT_EQ(early.answer().headers.at("content-type"), "text/event-stream");
    const std::uint64_t all = end();
    std::vector<std::thread> writers;
    for (int writer = 0; writer < 8; ++writer)
        writers.emplace_back([this, writer] {
            for (int i = 0; i < 40; ++i) pay("w" + std::to_string(writer) + "-" + std::to_string(i));
        });
    std::vector<std::thread> listeners;
    std::atomic<int> right = 0;
    for (std::uint64_t from : {std::uint64_t{0}, all / 2, all})
        listeners.emplace_back([&, from] {
            Listener late(address(), "?from=" + std::to_string(from));
            if (late.ids(all + 320 - from) == from_to(from, all + 320)) ++right;
        });
    for (auto& writer : writers) writer.join();
    for (auto& listener : listeners) listener.join();
    EXPECT_EQ(right, 3);
    EXPECT_GE(end(), all + 320);
    EXPECT_EQ(early.ids(end()), from_to(0, end()));
}

TEST_F(EventStreams, GoOnBehindTheLastEventThatAClientHad) {
    std::uint64_t last = 0;
    {
        Listener first(address(), "?from=0");
        last = first.ids(7).back();
    }
    pay("while-away");
    Listener again(address(), "?from=0", "Last-Event-ID: " + std::to_string(last) + "\r\n");
    EXPECT_EQ(again.ids(end() - last - 1), from_to(last + 1, end()));
    Listener after(address(), "?after=" + std::to_string(end() - 2));
    EXPECT_EQ(after.ids(1), from_to(end() - 1, end()));
}

TEST_F(EventStreams, WithoutAPositionTellOfWhatComes) {
    const auto before = end();
    Listener listener(address(), "");
    ASSERT_TRUE(listener.hears("retry: "));
    pay("later");
    EXPECT_EQ(listener.ids(1).front(), before);
}

TEST_F(EventStreams, TellOfWhatIsAskedFor) {
    Listener listener(address(), "?from=0&stream=account/1&type=account.payment_posted");
    const auto before = end();
    pay("one");
    EXPECT_EQ(listener.ids(1).front(), before) << "nothing of that kind came before";
    Listener of_another(address(), "?from=0&by=nobody");
    EXPECT_TRUE(of_another.hears(":\n\n")) << "a heartbeat while there is nothing to tell";
}

TEST_F(EventStreams, WhatIsWrongIsAProblem) {
    EXPECT_EQ(Listener(address(), "?limit=5").answer().status, 400);
    EXPECT_EQ(Listener(address(), "?from=99999").answer().status, 400);
    EXPECT_EQ(Listener(address(), "", "Last-Event-ID: x\r\n").answer().status, 400);
    EXPECT_EQ(Listener(address(), "", "Last-Event-ID: 99999\r\n").answer().status, 400);
    RawClient old(address());
    ASSERT_TRUE(old.say("GET /v1/events HTTP/1.0\r\nAccept: text/event-stream\r\n\r\n"));
    EXPECT_EQ(old.hear().status, 400);
    RawClient head(address());
    ASSERT_TRUE(head.say("HEAD /v1/events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n"));
    EXPECT_EQ(head.hear(true).status, 200);
}

TEST_F(EventStreams, AreLimitedAndAClientThatLeavesMakesRoom) {
    std::vector<std::unique_ptr<Listener>> all;
    for (std::size_t i = 0; i < EventFollowers::followers_max; ++i) {
        all.push_back(std::make_unique<Listener>(address(), ""));
        ASSERT_EQ(all.back()->answer().status, 200);
    }
    EXPECT_EQ(Listener(address(), "").answer().status, 503);
    EXPECT_EQ(tests::get(address(), "/v1/accounts/1/balance").status, 200) << "questions are answered on";
    const auto before = end();
    pay("to-all");
    for (auto& one : all) EXPECT_EQ(one->ids(1).front(), before);
    all.clear();
    for (int tries = 0; tries < 100; ++tries) {
        if (Listener(address(), "").answer().status == 200) return;
        std::this_thread::sleep_for(20ms);  // Nothing says when the server has seen that a client left.
    }
    ADD_FAILURE() << "no place was given back";
}

TEST_F(EventStreams, EndAsAWholeWhenTheServerStops) {
    Listener idle(address(), "");
    ASSERT_TRUE(idle.hears("retry: "));
    Listener busy(address(), "?from=0");
    const auto began = std::chrono::steady_clock::now();
    server_->stop();
    EXPECT_LT(std::chrono::steady_clock::now() - began, 3s);
    EXPECT_TRUE(idle.ends());
    EXPECT_TRUE(busy.ends());
}

// Makes as much as there is room for.
class EndlessHandler final : public HttpHandler {
  public:
    ~EndlessHandler() override {
        ending_ = true;
        if (maker_.joinable()) maker_.join();
    }
    void answer(const HttpRequest&, std::shared_ptr<HttpReply> reply) override {
        HttpAnswer answer;
        answer.content_type = event_stream_type;
        answer.stream = pipe_ = std::make_shared<StreamPipe>([] {});
        reply->send(std::move(answer));
        maker_ = std::thread{[this] {
            while (!ending_ && !pipe_->gone())
                if (pipe_->has_room()) {
                    pipe_->offer(std::string(32 << 10, 'x'));
                    made += 32 << 10;
                } else {
                    std::this_thread::sleep_for(1ms);  // Until there is room.
                }
            gone = pipe_->gone();
        }};
    }
    [[nodiscard]] HttpPlace place_of(std::string_view) const override { return {}; }
    void refresh() override {}
    void answered(const HttpDone&) override {}
    std::atomic<std::uint64_t> made = 0;
    std::atomic<bool> gone = false;

  private:
    std::atomic<bool> ending_ = false;
    std::shared_ptr<StreamPipe> pipe_;
    std::thread maker_;
};

TEST(EventStreamLimits, AClientThatNeverReadsIsClosedAndLittleIsHeldForIt) {
    EndlessHandler endless;
    HttpLimits limits;
    limits.write_time = 300ms;
    const auto server = HttpServer::start("127.0.0.1:0", endless, limits);
    ASSERT_TRUE(server) << server.error();
    RawClient silent((*server)->address());
    ASSERT_TRUE(silent.say("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    // Nothing says when the connection is closed.
    for (int tries = 0; tries < 500 && !endless.gone; ++tries) std::this_thread::sleep_for(20ms);
    EXPECT_TRUE(endless.gone);
    // What the sockets of this machine hold, and no more than the pipe and one piece under way.
    EXPECT_LT(endless.made, 32u << 20);
}

}  // namespace
}  // namespace tally::tools
