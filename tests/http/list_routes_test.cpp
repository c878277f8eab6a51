// Lists, their pages and cursors, and what is asked of the control tables, as HTTP and the program answer them.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <simdjson.h>

#include "projections/ask.h"
#include "projections/cursor.h"
#include "tests/http/served_division.h"
#include "tools/http/routes/http_routes.h"

namespace tally::tools {
namespace {

using testing::HasSubstr;
using testing::Not;
using tests::ServedDivision;
namespace dom = simdjson::dom;

class ListRoutes : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        served_ = std::make_unique<ServedDivision>();
        served_->execute(
            R"({"type":"bill.account","command_id":"bill-1","account":"1","cycle":"M01","bill_date":"2022-01-05"})");
        served_->execute(
            R"({"type":"payment.post","command_id":"pay-1","received_on":"2022-01-20","tenders":[{"kind":"cash","amount":"40.00"}],"shares":[{"account":"1"}],"reason":"at the counter"})");
    }
    static void TearDownTestSuite() { served_.reset(); }

    HttpAnswer get(const std::string& target) { return routes_.answer({"GET", target}); }
    dom::element parsed(const std::string& target) {
        const auto answer = get(target);
        EXPECT_EQ(answer.status, 200u) << target << " " << answer.body;
        dom::element element;
        EXPECT_EQ(parser_.parse(answer.body).get(element), simdjson::SUCCESS) << target;
        return element;
    }
    static std::string text(dom::element element, std::string_view name) {
        std::string_view found;
        EXPECT_EQ(element[name].get(found), simdjson::SUCCESS) << name;
        return std::string{found};
    }
    // `next` of an answer; empty: there is none.
    static std::string next_of(dom::element element) {
        std::string_view found;
        return element["next"].get(found) == simdjson::SUCCESS ? std::string{found} : "";
    }
    static std::string problem(const std::string& field) {
        return R"("type":"urn:tallystick:problem:question_wrong","title":"Bad Request","status":400,"detail":")" +
               field + ": ";
    }
    // Texts of the list's member, page by page.
    std::vector<std::string> all_pages(const std::string& path, const char* list, const char* member, int limit) {
        std::vector<std::string> found;
        std::string cursor;
        do {
            const auto page = parsed(path + (path.find('?') == std::string::npos ? "?" : "&") +
                                     "limit=" + std::to_string(limit) + (cursor.empty() ? "" : "&cursor=" + cursor));
            dom::array lines;
            EXPECT_EQ(page[list].get(lines), simdjson::SUCCESS) << path;
            EXPECT_LE(lines.size(), static_cast<std::size_t>(limit)) << path;
            for (const auto line : lines) found.push_back(text(line, member));
            cursor = next_of(page);
        } while (!cursor.empty() && found.size() < 10'000);
        return found;
    }

    static inline std::unique_ptr<ServedDivision> served_;
    EmbeddedDirectory directory_{served_->division()};
    HttpRoutes routes_{directory_};
    dom::parser parser_;
};

TEST_F(ListRoutes, ActivityTellsAClerkWhatHappened) {
    const auto newest = parsed("/v1/accounts/1/activity?limit=2");
    dom::array entries;
    ASSERT_EQ(newest["entries"].get(entries), simdjson::SUCCESS);
    ASSERT_EQ(entries.size(), 2u);
    const dom::element payment = entries.at(1).value();
    EXPECT_EQ(text(payment, "summary"), "Payment of 40.00 USD received on 2022-01-20 by cash");
    EXPECT_EQ(text(payment, "amount"), "40.00");
    EXPECT_EQ(text(payment, "document"), "1-P1");
    EXPECT_EQ(text(payment, "reason"), "at the counter");
    EXPECT_EQ(text(payment, "command_id"), "pay-1");
    EXPECT_EQ(get("/v1/payments/1-P1").status, 200u) << "the document can be shown";
    const auto whole = all_pages("/v1/accounts/1/activity", "entries", "summary", 500);
    EXPECT_THAT(whole, testing::Contains("Invoice 1-I1 of 194.17 USD issued, due 2022-01-26"));
    EXPECT_THAT(whole, testing::Contains("Ada Turner added as main customer (MAIN)"));
    EXPECT_EQ(all_pages("/v1/accounts/1/activity", "entries", "summary", 1), whole);
    EXPECT_EQ(all_pages("/v1/accounts/1/activity", "entries", "summary", 3), whole);
}

TEST_F(ListRoutes, A4_ControlTablesAreShownWithEveryField) {
    const auto all = get("/v1/settings").body;
    for (const auto table : {"installation_options",
                             "customer_class",
                             "customer_type",
                             "relationship_type",
                             "bill_format",
                             "bill_cycle",
                             "bill_cycle_window",
                             "phone_type",
                             "identifier_type",
                             "service",
                             "bill_route_type",
                             "sa_type",
                             "adjustment_type",
                             "special_charge_type",
                             "tax_code",
                             "country",
                             "holiday",
                             "gl_account",
                             "aging_buckets",
                             "arrangement_policy",
                             "autopay_policy",
                             "unclaimed_policy",
                             "deposit_class",
                             "late_charge_policy",
                             "tax_relief",
                             "letter_template",
                             "bill_message",
                             "collection_policy",
                             "protection_type",
                             "moratorium",
                             "tender_source",
                             "market_partner",
                             "market_deadline",
                             "customer_type_rules",
                             "period"}) {
        dom::array rows;
        EXPECT_THAT(all, HasSubstr('"' + std::string{table} + "\":[")) << table;
        const auto one = parsed(std::string{"/v1/settings/"} + table);
        EXPECT_EQ(one[table].get(rows), simdjson::SUCCESS) << table;
        std::size_t tables = 0;
        for (const auto& [name, value] : dom::object{one}) tables += value.is_array() ? 1 : 0;
        EXPECT_EQ(tables, 1u) << table << ": other tables are left out";
    }
    const auto classes = get("/v1/settings/customer_class").body;
    EXPECT_THAT(classes, HasSubstr(R"("in_force":true,"position":)"));
    EXPECT_THAT(classes, HasSubstr(R"("code":"RES","description":"Residential","due_days":21)"));
    EXPECT_THAT(get("/v1/settings/country").body, HasSubstr(R"("address_fields":[],"states":[])"));
    const auto none = get("/v1/settings/nothing");
    EXPECT_EQ(none.status, 404u);
    EXPECT_THAT(none.body, HasSubstr("there is no control table nothing: give one of installation_options, "));
    EXPECT_THAT(get("/v1/periods").body, HasSubstr(R"("periods":[])"));
}

TEST_F(ListRoutes, SettingsOfThePastAreThoseKnownThen) {
    EXPECT_THAT(get("/v1/settings?as_of=3").body, Not(HasSubstr(R"("code":"RES")")));
    EXPECT_THAT(get("/v1/settings/country?as_of=3").body, HasSubstr(R"("code":"US")"));
    EXPECT_THAT(get("/v1/tariffs?as_of=3").body, HasSubstr(R"("tariffs":[])"));
    EXPECT_EQ(get("/v1/tariffs/G-RES?as_of=3").status, 404u);
}

TEST_F(ListRoutes, TariffsAreListedAndShownWithTheirVersions) {
    const auto ids = all_pages("/v1/tariffs", "tariffs", "tariff", 500);
    EXPECT_THAT(ids, testing::IsSupersetOf({"G-RES", "W-RES"}));
    EXPECT_TRUE(std::is_sorted(ids.begin(), ids.end()));
    EXPECT_EQ(all_pages("/v1/tariffs", "tariffs", "tariff", 1), ids);
    const auto one = parsed("/v1/tariffs/G-RES");
    dom::array versions;
    ASSERT_EQ(one["versions"].get(versions), simdjson::SUCCESS);
    ASSERT_GE(versions.size(), 1u);
    dom::array components;
    ASSERT_EQ(versions.at(0)["components"].get(components), simdjson::SUCCESS);
    EXPECT_GT(components.size(), 0u);
    EXPECT_EQ(text(one, "currency"), "USD");
    EXPECT_EQ(get("/v1/tariffs/NONE").status, 404u);
}

TEST_F(ListRoutes, ACursorIsGoodForItsOwnQuestionOnly) {
    const auto cursor = next_of(parsed("/v1/accounts/1/activity?limit=1"));
    ASSERT_FALSE(cursor.empty());
    EXPECT_EQ(get("/v1/accounts/1/activity?cursor=" + cursor).status, 200u) << "of another length, too";
    for (const auto& other : {"/v1/tariffs?cursor=" + cursor, "/v1/accounts/2/activity?cursor=" + cursor,
                              "/v1/accounts/1/activity?as_of=30&cursor=" + cursor})
        EXPECT_THAT(get(other).body, HasSubstr(problem("cursor"))) << other;
    EXPECT_THAT(get("/v1/accounts/1?cursor=" + cursor).body, HasSubstr("this path has no such parameter"));
}

TEST_F(ListRoutes, AForgedCursorIsRefused) {
    const auto cursor = next_of(parsed("/v1/accounts/1/activity?limit=1"));
    std::vector<std::string> forged{"x",
                                    "AAAA",
                                    "%00",
                                    "..",
                                    std::string(2'000, 'A'),
                                    cursor + "A",
                                    cursor + "%3D",
                                    cursor.substr(1),
                                    "%2B" + cursor,
                                    "1"};
    for (std::size_t i = 0; i < cursor.size(); ++i) {
        auto changed = cursor;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        forged.push_back(changed);
        forged.push_back(cursor.substr(0, i));
    }
    for (const auto& one : forged) {
        const auto answer = get("/v1/accounts/1/activity?cursor=" + one);
        EXPECT_EQ(answer.status, 400u) << one;
        EXPECT_THAT(answer.body, HasSubstr(R"("status":400)")) << one;
    }
}

TEST_F(ListRoutes, ALimitIsOneToFiveHundred) {
    for (const char* limit : {"0", "501", "-1", "x", "1.5", "18446744073709551616", "%201"})
        EXPECT_THAT(get(std::string{"/v1/tariffs?limit="} + limit).body, HasSubstr(problem("limit"))) << limit;
    EXPECT_EQ(get("/v1/tariffs?limit=500").status, 200u);
    projections::Question question;
    question.kind = "tariffs";
    question.limit = 501;
    const auto wrong = projections::wrong_with(question);
    ASSERT_TRUE(wrong);
    EXPECT_EQ(wrong->message, "501 lines are too many at once: give at most 500");
    question.kind = "balance";
    question.id = "1";
    question.limit = 5;
    ASSERT_TRUE(projections::wrong_with(question));
    EXPECT_EQ(projections::wrong_with(question)->about, "limit");
}

TEST_F(ListRoutes, AnswersThatMayBeWholeAreWholeUnlessAPageIsAskedFor) {
    struct Long {
        const char* path;
        const char* list;
        const char* member;
    };
    for (const auto& [path, list, member] :
         {Long{"/v1/accounts/1/ar-history", "lines", "kind"}, Long{"/v1/accounts/1/documents", "documents", "document"},
          Long{"/v1/accounts/1/open-items", "items", "document"},
          Long{"/v1/service-points/SP-1/usage", "lines", "from"}, Long{"/v1/premises/L-1/usage", "lines", "from"},
          Long{"/v1/calendar", "cycles", "cycle"}}) {
        const auto whole = get(path).body;
        EXPECT_THAT(whole, Not(HasSubstr(R"("next":)"))) << path;
        std::vector<std::string> members;
        dom::array lines;
        ASSERT_EQ(parsed(path)[list].get(lines), simdjson::SUCCESS) << path;
        for (const auto line : lines) members.push_back(text(line, member));
        EXPECT_GE(members.size(), 1u) << path;
        EXPECT_EQ(get(std::string{path} + "?limit=500").body, whole) << "all of it fits";
        for (int limit = 1; limit <= 3; ++limit) EXPECT_EQ(all_pages(path, list, member, limit), members) << path;
        EXPECT_EQ(get(std::string{path} + "?limit=1").body.find(R"("next":")") != std::string::npos, members.size() > 1)
            << path;
    }
}

TEST_F(ListRoutes, TheAccountsOfACycleHavePages) {
    const auto page = get("/v1/calendar/M01?limit=1").body;
    EXPECT_THAT(page, HasSubstr(R"("accounts":1,)"));
    EXPECT_THAT(page, HasSubstr(R"("account":"1")"));
    EXPECT_EQ(page, get("/v1/calendar/M01").body) << "it has one account";
}

TEST_F(ListRoutes, AccountsPersonsAndPremisesAreListed) {
    EXPECT_THAT(all_pages("/v1/persons", "persons", "name", 1), testing::ElementsAre("Ada Turner"));
    EXPECT_THAT(all_pages("/v1/premises", "premises", "premise", 1), testing::ElementsAre("L-1"));
    const auto accounts = get("/v1/accounts").body;
    EXPECT_THAT(accounts, HasSubstr(R"("main_customer_name":"Ada Turner")"));
    EXPECT_THAT(accounts,
                HasSubstr(R"("customer_class":"RES","bill_cycle":"M01","payoff":"154.17","current":"154.17")"));
    EXPECT_THAT(get("/v1/accounts?as_of=3").body, HasSubstr(R"("accounts":[]})"));
    EXPECT_THAT(get("/v1/accounts?effective=2022-01-10").body, HasSubstr(R"("payoff":"194.17")"));
}

TEST_F(ListRoutes, ASumOfTheTrialBalanceLeadsToItsPostings) {
    const auto row = parsed("/v1/trial-balance")["rows"].at(0).value();
    const auto gl_account = text(row, "gl_account");
    const std::string path = "/v1/postings?gl_account=" + gl_account + "&from=2022-01-01&to=2022-01-31";
    EXPECT_GE(all_pages(path, "lines", "type", 1).size(), 1u);
    EXPECT_EQ(all_pages(path, "lines", "type", 1), all_pages(path, "lines", "type", 500));
    EXPECT_THAT(get("/v1/postings?gl_account=" + gl_account + "&from=2022-02-01").body, HasSubstr(R"("lines":[])"));
    EXPECT_THAT(get("/v1/postings").body, HasSubstr("gl_account"));
    EXPECT_EQ(get("/v1/postings").status, 400u);
    EXPECT_THAT(get(path + "&cursor=abc").body, HasSubstr("is not a cursor of this question"));
    EXPECT_THAT(get("/v1/postings?gl_account=" + gl_account + "&from=2022-02-30").body, HasSubstr(problem("from")));
    EXPECT_THAT(get("/v1/postings?gl_account=" + gl_account + "&from=2022-02-02&to=2022-02-01").body,
                HasSubstr("'2022-02-01' is before '2022-02-02'"));
    EXPECT_EQ(get("/v1/accounts?from=2022-01-01").status, 400u);
}

TEST_F(ListRoutes, TheExtractOfAMonthIsItsPartOfTheTrialBalance) {
    const auto balance = parsed("/v1/trial-balance");
    const auto extract = parsed("/v1/periods/2022-01-01/gl-extract");
    EXPECT_EQ(text(extract, "last_day"), "2022-01-31");
    EXPECT_EQ(text(extract, "debit"), text(extract, "credit"));
    EXPECT_EQ(text(extract, "debit"), text(balance, "debit")) << "all is posted in January";
    EXPECT_EQ(get("/v1/periods/2022-01-02/gl-extract").status, 404u);
    EXPECT_THAT(get("/v1/periods/2022-01-02/gl-extract").body,
                HasSubstr("no accounting period begins on 2022-01-02: give the first day of one of periods"));
    EXPECT_EQ(get("/v1/periods/january/gl-extract").status, 400u);
}

TEST_F(ListRoutes, WorkListsAreOfNow) {
    EXPECT_THAT(get("/v1/billing-errors").body, HasSubstr(R"("accounts":[]})"));
    EXPECT_THAT(get("/v1/exceptions").body, HasSubstr(R"("exceptions":[]})"));
    EXPECT_THAT(get("/v1/missing-reads/2022-02-05").body, HasSubstr(R"("on":"2022-02-05")"));
    EXPECT_EQ(get("/v1/exceptions?as_of=3").status, 400u);
    EXPECT_THAT(get("/v1/adjustments?state=requested").body, HasSubstr(R"("adjustments":[]})"));
    EXPECT_EQ(get("/v1/adjustments").body, get("/v1/adjustments?state=requested").body);
    EXPECT_THAT(get("/v1/adjustments?state=posted").body,
                HasSubstr("'posted' is not a state that adjustments are listed by: give requested"));
    EXPECT_EQ(get("/v1/adjustments?as_of=3").status, 400u);
    EXPECT_EQ(get("/v1/accounts?state=requested").status, 400u);
}

TEST_F(ListRoutes, AdjustmentsWaitInTheQueueForAnotherPerson) {
    served_->execute(
        R"({"type":"adjustment.request","command_id":"adj-1","actor":"ann","account":"1","adjustment":"GW-1","adjustment_type":"GOODWILL","amount":"-60.00","effective_date":"2022-01-21","memo":"for the trouble"})");
    const auto queue = get("/v1/adjustments").body;
    EXPECT_THAT(queue, HasSubstr(R"("amount":"-60.00")"));
    EXPECT_THAT(queue, HasSubstr(R"("requested_by":"ann","memo":"for the trouble")"));
    served_->execute(
        R"({"type":"adjustment.reject","command_id":"adj-2","actor":"bob","account":"1","adjustment":"GW-1"})");
    EXPECT_THAT(get("/v1/adjustments").body, HasSubstr(R"("adjustments":[]})"));
}

TEST_F(ListRoutes, TextNamesTheCursorOfTheNextPage) {
    projections::Question question;
    question.kind = "tariffs";
    question.limit = 1;
    const auto page = projections::ask(served_->division(), question, projections::AnswerForm::text);
    ASSERT_TRUE(page);
    const auto at = page->text.find("More: --cursor ");
    ASSERT_NE(at, std::string::npos) << page->text;
    question.cursor = page->text.substr(at + 15, page->text.find('\n', at) - at - 15);
    const auto rest = projections::ask(served_->division(), question, projections::AnswerForm::text);
    ASSERT_TRUE(rest) << rest.error().message;
    EXPECT_NE(rest->text, page->text);
    question.kind = "settings";
    question.limit = 0;
    question.cursor.clear();
    const auto settings = projections::ask(served_->division(), question, projections::AnswerForm::text);
    ASSERT_TRUE(settings);
    EXPECT_THAT(settings->text, HasSubstr("customer class\n"));
    EXPECT_THAT(settings->text, HasSubstr("code RES, description Residential"));
}

}  // namespace
}  // namespace tally::tools
