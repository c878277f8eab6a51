// Processes that a server runs for a day: what they do is done once, said while it is done, and in the name of who
// asks.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <string>

#include "consumers/processes/process.h"
#include "tests/http/http_access_fixture.h"

namespace tally::tools {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

constexpr std::string_view refunds_of_a_day = "/v1/runs/refunds?date=2022-02-01";

// Account 1 is stopped and billed for the last time; then `amount` is paid.
void stop_and_pay(const ServedDivision& served, const std::string& amount) {
    served.execute(R"({"type":"service.stop","command_id":"s1","sa":"1-SA1","stop_on":"2022-01-04"})");
    served.execute(R"({"type":"bill.account","command_id":"b1","account":"1","bill_date":"2022-01-05"})");
    served.execute(R"({"type":"payment.post","command_id":"p1","received_on":"2022-01-10","tenders":[{"amount":")" +
                   amount + R"("}],"shares":[{"account":"1"}]})");
}

std::string post_to(std::string_view target, const std::string& headers = "Content-Type: application/json\r\n") {
    return "POST " + std::string{target} + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "Content-Length: 2\r\n\r\n{}";
}

// The lines of a run that began; empty: it did not.
std::string lines_of(std::string_view address, std::string_view target) {
    RawClient client{address};
    EXPECT_TRUE(client.say(post_to(target)));
    const auto answer = client.hear();
    EXPECT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(answer.headers.at("content-type"), "application/jsonl");
    std::string lines;
    while (const auto chunk = client.hear_chunk()) {
        if (chunk->empty()) return lines;
        lines += *chunk;
    }
    ADD_FAILURE() << "cut off after " << lines;
    return lines;
}

class HttpRuns : public testing::Test {
  protected:
    void SetUp() override {
        auto started = HttpServer::start("127.0.0.1:0", routes_);
        ASSERT_TRUE(started) << started.error();
        server_ = std::move(*started);
    }
    RawAnswer refused(std::string_view target,
                      const std::string& headers = "Content-Type: application/json\r\n") const {
        RawClient client{server_->address()};
        EXPECT_TRUE(client.say(post_to(target, headers)));
        auto answer = client.hear();
        EXPECT_EQ(answer.headers.at("content-type"), "application/problem+json");
        return answer;
    }

    ServedDivision served_;
    EmbeddedDirectory directory_{served_.division()};
    consumers::AsyncDivisionPort port_{served_.division()};
    HttpRoutes routes_{directory_, &port_, "csr:ines"};
    std::unique_ptr<HttpServer> server_;
};

TEST_F(HttpRuns, G15_ARunSaysHowFarItIsAndThenWhatItDid) {
    stop_and_pay(served_, "2000.00");
    const auto before = served_.division().store().durable_end();
    const auto preview = lines_of(server_->address(), std::string{refunds_of_a_day} + "&preview=true");
    EXPECT_THAT(preview, HasSubstr("1 with credit left, 1805.83 to be refunded, 0 refunded"));
    EXPECT_THAT(preview, HasSubstr("nothing was sent.\""));
    EXPECT_THAT(preview, HasSubstr(R"("interrupted":false},"report")"));
    EXPECT_EQ(served_.division().store().durable_end(), before);
    const auto lines = lines_of(server_->address(), refunds_of_a_day);
    EXPECT_THAT(lines, StartsWith(R"({"due":0,"answered":0})"
                                  "\n"));
    EXPECT_THAT(lines, HasSubstr(R"({"due":1,"answered":1})"));
    const auto outcome = lines.substr(lines.rfind('\n', lines.size() - 2) + 1);
    EXPECT_THAT(outcome,
                StartsWith(R"({"outcome":{"text":"Refunds of 2022-02-01: 1 account looked at, 1 with credit left)"));
    EXPECT_THAT(outcome, HasSubstr("1 refunded, 0 refunded before, 0 skipped, 0 in error."));
    EXPECT_THAT(outcome, HasSubstr(R"("report":{"on":"2022-02-01")"));
    EXPECT_THAT(outcome, EndsWith("}\n"));
    std::string written;
    for (auto reader = served_.division().store().read_log(before); reader.next();) written += reader.entry();
    EXPECT_THAT(written, HasSubstr("csr:ines")) << "in the name of who asked";

    const auto once = served_.division().store().durable_end();
    EXPECT_THAT(lines_of(server_->address(), refunds_of_a_day), HasSubstr("0 with credit left"));
    EXPECT_EQ(served_.division().store().durable_end(), once);
}

TEST_F(HttpRuns, G14_WhatIsLeftAloneIsListed) {
    stop_and_pay(served_, "1.00");
    served_.execute(
        R"({"type":"dispute.open","command_id":"d1","account":"1","document":"1-I1","dispute_reason":"HIGH"})");
    const auto lines = lines_of(server_->address(), "/v1/runs/write-offs?date=2022-12-31&days=180");
    EXPECT_THAT(lines,
                HasSubstr(R"("notes_count":1,"notes":[{"account":"1","reason":"item_disputed","explanation":")"));
    EXPECT_THAT(lines, HasSubstr("1 account skipped"));
}

TEST_F(HttpRuns, EveryProcessIsListedAndRuns) {
    // What an accrual of unbilled revenue needs.
    for (const char* command :
         {R"({"type":"settings.define_gl_account","command_id":"gl","row":{"role":"unbilled","gl_account":"1180"}})",
          R"({"type":"settings.open_period","command_id":"p1","first_day":"2022-02-01","until":"2022-03-01"})",
          R"({"type":"settings.open_period","command_id":"p2","first_day":"2022-03-01","until":"2022-04-01"})"})
        served_.execute(command);
    const auto list = tests::get(server_->address(), "/v1/runs");
    EXPECT_EQ(list.status, 200) << list.body;
    for (const auto& process : consumers::processes()) {
        EXPECT_THAT(list.body, HasSubstr("{\"process\":\"" + std::string{process.name} + "\""));
        const auto lines = lines_of(server_->address(), "/v1/runs/" + std::string{process.name} + "?date=2022-02-01" +
                                                            (process.days.empty() ? "" : "&days=30"));
        EXPECT_THAT(lines, HasSubstr(R"({"outcome":{"text":)")) << process.name;
        EXPECT_THAT(lines, HasSubstr(R"("errors_count":0)")) << process.name;
    }
    EXPECT_THAT(list.body, HasSubstr(R"("command":"account.assess_late_charges")"));
    EXPECT_EQ(tests::get(server_->address(), "/v1/runs?date=2022-02-01").status, 400);
}

TEST_F(HttpRuns, WhatIsWrongIsSaidBeforeItBegins) {
    const auto end = served_.division().store().durable_end();
    const auto is = [&](std::string_view target, int status, const std::string& part) {
        const auto answer = refused(target);
        EXPECT_EQ(answer.status, status) << target;
        EXPECT_THAT(answer.body, HasSubstr(part)) << target;
    };
    is("/v1/runs/everything?date=2022-02-01", 404,
       "give one of arrangements, budgets, collections, collective-bills, corrections");
    is("/v1/runs/refunds", 400, "date: it is missing");
    is("/v1/runs/refunds?date=2022-02-30", 400, "date: ");
    is("/v1/runs/refunds?date=2022-02-01&days=3", 400, "days: this process has no such parameter");
    is("/v1/runs/refunds?date=2022-02-01&preview=1", 400, "preview: give true or false");
    is("/v1/runs/write-offs?date=2022-02-01", 400, "days: it is missing");
    for (const std::string days : {"0", "-1", "36501", "1e3", ""})
        is("/v1/runs/write-offs?date=2022-02-01&days=" + days, 400, "days: ");
    is("/v1/runs/refunds?date=2022-02-01&received_at=2022-02-01T00:00:00Z", 400, "no simulated time");
    EXPECT_EQ(refused(refunds_of_a_day, "Content-Type: text/plain\r\n").status, 415);
    EXPECT_EQ(refused(refunds_of_a_day, "Content-Type: application/json\r\nOrigin: http://a.example\r\n").status, 403);
    EXPECT_EQ(tests::get(server_->address(), refunds_of_a_day).status, 405);

    HttpRoutes asks_only{directory_};
    HttpRequest request;
    request.method = "POST";
    request.target = refunds_of_a_day;
    const auto questions_only = asks_only.wrong_with_exchange(request);
    ASSERT_TRUE(questions_only);
    EXPECT_EQ(questions_only->status, 403u);
    EXPECT_EQ(served_.division().store().durable_end(), end);
}

// Where people sign in, a process is for those who may send its commands.
class HttpRunsOfUsers : public HttpAccess {
  protected:
    RawAnswer run(const std::string& headers) const {
        RawClient client{server_->address()};
        EXPECT_TRUE(client.say(post_to(refunds_of_a_day, "Content-Type: application/json\r\n" + headers)));
        auto answer = client.hear();
        if (answer.status != 200) return answer;
        for (auto chunk = client.hear_chunk(); chunk && !chunk->empty(); chunk = client.hear_chunk())
            answer.body += *chunk;
        return answer;
    }
};

TEST_F(HttpRunsOfUsers, AProcessIsForThoseWhoMaySendItsCommands) {
    stop_and_pay(served_, "2000.00");
    add("carla", R"(["clerk"])");
    add("sam", R"(["supervisor"])");
    const auto before = end();
    EXPECT_EQ(run("").status, 401);
    const auto clerk = run(sign_in("carla").headers());
    EXPECT_EQ(clerk.status, 403);
    EXPECT_THAT(clerk.body, HasSubstr("'credit.refund': Your roles (clerk) may not send it"));
    const auto sam = sign_in("sam");
    EXPECT_EQ(run("Cookie: " + sam.cookie + "\r\n").status, 403) << "without the CSRF token";
    EXPECT_EQ(end(), before);
    const auto ran = run(sam.headers());
    EXPECT_EQ(ran.status, 200) << ran.body;
    EXPECT_THAT(ran.body, HasSubstr("1 refunded"));
    std::string written;
    for (auto reader = served_.division().store().read_log(before); reader.next();) written += reader.entry();
    EXPECT_THAT(written, HasSubstr("sam"));
}

}  // namespace
}  // namespace tally::tools
