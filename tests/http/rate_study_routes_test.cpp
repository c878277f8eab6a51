// Rate studies that a server answers: for those who see revenue, one at a time, and nothing is written.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <string>

#include "tests/http/http_access_fixture.h"

namespace tally::tools {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string studied_year = "/v1/rate-studies?from=2021-12-01&to=2022-12-31";
// A gas tariff with a customer charge of 100.00 and little else.
const std::string proposed_gas =
    R"({"type":"tariff.publish","tariff":"G-RES","effective_from":"2027-06-01","description":"Proposed","service":"gas",)"
    R"("components":[{"code":"customer","kind":"fixed","description":"Customer charge","price":"100.00"},)"
    R"({"code":"supply","kind":"usage","description":"Supply","unit":"therm","price":"0.10"}]})";

std::string study_request(const std::string& target, const std::string& body, const std::string& headers) {
    return "POST " + target + " HTTP/1.1\r\nHost: localhost\r\n" + headers +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}
RawAnswer study_at(std::string_view address, const std::string& target, const std::string& body,
                   const std::string& headers = "Content-Type: application/jsonl\r\n") {
    RawClient client{address};
    EXPECT_TRUE(client.say(study_request(target, body, headers)));
    auto answer = client.hear();
    if (answer.status != 200) return answer;
    for (auto chunk = client.hear_chunk(); chunk && !chunk->empty(); chunk = client.hear_chunk()) answer.body += *chunk;
    return answer;
}
void bill_account_1(const ServedDivision& served) {
    served.execute(R"({"type":"bill.account","command_id":"b1","account":"1","bill_date":"2022-01-05"})");
}

class HttpStudies : public testing::Test {
  protected:
    void SetUp() override {
        bill_account_1(served_);
        auto started = HttpServer::start("127.0.0.1:0", routes_);
        ASSERT_TRUE(started) << started.error();
        server_ = std::move(*started);
    }
    RawAnswer study(const std::string& target, const std::string& body = proposed_gas,
                    const std::string& headers = "Content-Type: application/jsonl\r\n") const {
        return study_at(server_->address(), target, body, headers);
    }

    ServedDivision served_;
    EmbeddedDirectory directory_{served_.division()};
    HttpRoutes routes_{directory_};  // Of a server that takes no commands.
    std::unique_ptr<HttpServer> server_;
};

TEST_F(HttpStudies, H13_AStudyIsToldAsItGoesAndWritesNothing) {
    const auto end = served_.division().store().durable_end();
    const auto answer = study(studied_year + "&accounts=true");
    EXPECT_EQ(answer.status, 200) << answer.body;
    EXPECT_THAT(answer.body, HasSubstr(R"({"progress":{"accounts":)"));
    EXPECT_THAT(answer.body, HasSubstr(R"({"account":{"account":"1","customer_class":)"));
    EXPECT_THAT(answer.body, HasSubstr(R"({"study":{"position":)"));
    EXPECT_THAT(answer.body, HasSubstr(R"("replaced":[{"tariff":"G-RES","by":"G-RES"}])"));
    EXPECT_THAT(study(studied_year).body, Not(HasSubstr("\n{\"account\":")));
    const auto list =
        study(studied_year, R"({"commands":[)" + proposed_gas + "]}", "Content-Type: application/json\r\n");
    EXPECT_THAT(list.body, HasSubstr(R"("accepted":true)"));
    EXPECT_EQ(served_.division().store().durable_end(), end);
}

TEST_F(HttpStudies, H13_OneAccountIsAnsweredWithItsLines) {
    const auto answer = study(studied_year + "&account=1");
    EXPECT_THAT(answer.body, HasSubstr(R"({"account_study":{"position":)"));
    EXPECT_THAT(answer.body, HasSubstr(R"("proposed_lines":[{)"));
    EXPECT_THAT(study(studied_year + "&account=99").body, HasSubstr("there is no account '99'"));
}

TEST_F(HttpStudies, H13_WhatIsWrongIsSaid) {
    for (const auto& [target, part] :
         std::vector<std::pair<std::string, std::string>>{{"/v1/rate-studies?to=2022-12-31", "from: it is missing"},
                                                          {"/v1/rate-studies?from=2022-01-01&to=2022-02-30", "to: "},
                                                          {studied_year + "&replace=A", "does not say which tariff"},
                                                          {studied_year + "&accounts=1", "give true or false"},
                                                          {studied_year + "&account=a%20b", "no account's id"},
                                                          {studied_year + "&days=3", "no such parameter"}}) {
        const auto answer = study(target);
        EXPECT_EQ(answer.status, 400) << target;
        EXPECT_THAT(answer.body, HasSubstr(part)) << target;
    }
    EXPECT_EQ(study(studied_year + "&division=7").status, 404);
    EXPECT_EQ(study(studied_year, proposed_gas, "Content-Type: text/plain\r\n").status, 415);
    EXPECT_EQ(
        study(studied_year, proposed_gas, "Content-Type: application/jsonl\r\nOrigin: http://a.example\r\n").status,
        403);
    EXPECT_EQ(tests::get(server_->address(), studied_year).status, 405);
    EXPECT_THAT(study(studied_year, "").body, HasSubstr("Give a proposed version"));
    EXPECT_THAT(study(studied_year, R"({"type":"tariff.publish","tariff":"G-RES"})").body,
                HasSubstr(R"("rejection":"field_missing")"));
    EXPECT_THAT(study(studied_year, "{").body, HasSubstr(R"("status":"unreadable")"));
}

class HttpStudiesOfUsers : public HttpAccess {
  protected:
    RawAnswer study(const std::string& rest, const std::string& headers) const {
        return study_at(server_->address(), studied_year + rest, proposed_gas,
                        "Content-Type: application/jsonl\r\n" + headers);
    }
};

TEST_F(HttpStudiesOfUsers, H13_RevenueIsForThoseWhoSeeBooksAndOneAccountForThoseWhoSeeCustomers) {
    bill_account_1(served_);
    add("carla", R"(["clerk"])");
    add("ada", R"(["auditor"])");
    EXPECT_EQ(study("", "").status, 401);
    const auto clerk = sign_in("carla").headers();
    EXPECT_EQ(study("", clerk).status, 403);
    EXPECT_THAT(study("&account=1", clerk).body, HasSubstr("account_study"));
    const auto auditor = sign_in("ada").headers();
    EXPECT_THAT(study("", auditor).body, HasSubstr(R"({"study":)"));
    access_->reads().flush();
    EXPECT_THAT(get("/v1/reads?limit=5", auditor).body, HasSubstr(R"("path":"/v1/rate-studies")"))
        << "who looked at a customer's bills is kept";
}

}  // namespace
}  // namespace tally::tools
