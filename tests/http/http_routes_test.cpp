// What each path answers, without sockets: over a division with the example utility, and over directories in which it
// is another's, or nobody's.

#include "tools/http/routes/http_routes.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <set>
#include <sstream>

#include "projections/ask.h"
#include "tests/http/documented_answers.h"
#include "tests/http/served_division.h"
#include "tools/http/server/metric_table.h"

namespace tally::tools {
namespace {

using testing::HasSubstr;
using testing::Not;
using tests::ServedDivision;

std::string header(const HttpAnswer& answer, std::string_view name) {
    for (const auto& [held, value] : answer.headers)
        if (held == name) return value;
    return {};
}

class HttpRoutesTest : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        served_ = std::make_unique<ServedDivision>();
        served_->execute(
            R"({"type":"bill.account","command_id":"bill-1","account":"1","cycle":"M01","bill_date":"2022-01-05"})");
    }
    static void TearDownTestSuite() { served_.reset(); }
    static const eventstore::Division& division() { return served_->division(); }

    HttpAnswer get(const std::string& target) {
        auto answer = routes_.answer({"GET", target});
        EXPECT_EQ(tests::wrong_with_answer("GET", target, answer.status, answer.content_type), "");
        return answer;
    }
    static HttpRequest asked_by_post(const std::string& target, const std::string& body,
                                     const std::string& accept = "") {
        HttpRequest request{.method = "POST", .target = target};
        request.content_type = json_type;
        request.accept = accept;
        request.body = body;
        return request;
    }
    HttpAnswer post(const std::string& target, const std::string& body) {
        auto answer = routes_.answer(asked_by_post(target, body));
        EXPECT_EQ(tests::wrong_with_answer("POST", target, answer.status, answer.content_type), "");
        return answer;
    }
    static std::string cli(const std::string& kind, const std::string& id, const std::string& as_of = "",
                           const std::string& effective = "") {
        projections::Question question;
        question.kind = kind;
        question.id = id;
        question.as_of = as_of;
        question.effective = effective;
        const auto answer = projections::ask(division(), question, projections::AnswerForm::json);
        EXPECT_TRUE(answer) << kind << " " << id << ": " << answer.error().message;
        return answer ? answer->text : "";
    }

    static inline std::unique_ptr<ServedDivision> served_;
    EmbeddedDirectory directory_{division()};
    HttpRoutes routes_{directory_};
};

TEST_F(HttpRoutesTest, F8_EachPathSaysWhatTheProgramSays) {
    const auto end = std::to_string(division().store().durable_end());
    for (const auto& [path, kind, id] : std::initializer_list<std::tuple<const char*, const char*, const char*>>{
             {"/v1/persons/1", "person", "1"},
             {"/v1/accounts/1", "account", "1"},
             {"/v1/accounts/1/balance", "balance", "1"},
             {"/v1/accounts/1/open-items", "open-items", "1"},
             {"/v1/accounts/1/ar-history", "ar-history", "1"},
             {"/v1/accounts/1/arrangements", "arrangements", "1"},
             {"/v1/accounts/1/autopay", "autopay", "1"},
             {"/v1/invoices/1-I1/draft", "explain-draft", "1-I1"},
             {"/v1/accounts/1/budgets", "budgets", "1"},
             {"/v1/accounts/1/unbilled", "unbilled", "1"},
             {"/v1/accounts/1/unclaimed", "unclaimed", "1"},
             {"/v1/masters", "masters", ""},
             {"/v1/accounts/1/disputes", "disputes", "1"},
             {"/v1/accounts/1/communications", "communications", "1"},
             {"/v1/accounts/1/collections", "collections", "1"},
             {"/v1/accounts/1/corrections", "corrections", "1"},
             {"/v1/accounts/1/documents", "documents", "1"},
             {"/v1/premises/L-1", "premise", "L-1"},
             {"/v1/invoices/1-I1/explanation", "explain-invoice", "1-I1"},
             {"/v1/lines/1-B1-4/explanation", "explain-line", "1-B1-4"},
             {"/v1/accounts/1/balance/explanation", "explain-balance", "1"},
             {"/v1/trial-balance", "trial-balance", ""},
             {"/v1/totals", "totals", ""},
             {"/v1/accounts/1/market-transactions", "market-transactions", "1"},
             {"/v1/premises/L-1/market-transactions", "premise-market-transactions", "L-1"},
             {"/v1/service-points/SP-1/market-transactions", "service-point-market-transactions", "SP-1"},
             {"/v1/market-unpaired", "market-unpaired", ""},
             {"/v1/market-awaited", "market-awaited", ""},
             {"/v1/suspense", "suspense", ""},
             {"/v1/batches", "batches", ""},
             {"/v1/bank-deposits", "bank-deposits", ""},
             {"/v1/cash", "cash", ""},
             {"/v1/calendar", "calendar", ""},
             {"/v1/calendar/M01", "calendar", "M01"},
             {"/v1/search?q=turner", "search", "turner"}}) {
        const auto answer = get(path);
        EXPECT_EQ(answer.status, 200u) << path << answer.body;
        EXPECT_EQ(answer.body, cli(kind, id)) << path;
        EXPECT_EQ(answer.content_type, "application/json");
        EXPECT_EQ(header(answer, "Tally-Position"), end) << path;
        EXPECT_EQ(header(answer, "Tally-Division"), "0") << path;
        EXPECT_THAT(answer.body, HasSubstr("\"position\":" + end)) << path;
        EXPECT_EQ(
            get(std::string{path} + (std::string{path}.find('?') == std::string::npos ? "?" : "&") + "division=0").body,
            answer.body);
    }
}

TEST_F(HttpRoutesTest, B9_LikelyDuplicatesAreOneQuestion) {
    const auto by_name = get("/v1/duplicates?name=Ada+Turner");
    EXPECT_EQ(by_name.status, 200u) << by_name.body;
    EXPECT_EQ(by_name.path, "/v1/duplicates") << "logged without what was typed";
    EXPECT_THAT(by_name.body, HasSubstr(R"("person":"1")"));
    EXPECT_THAT(by_name.body, HasSubstr(R"("agrees":["name"])"));
    EXPECT_THAT(by_name.body, HasSubstr(R"("account":"1")"));
    EXPECT_THAT(by_name.body, HasSubstr(R"("main_customer":true)"));
    EXPECT_THAT(get("/v1/duplicates?name=Ada+Trner&limit=1").body, HasSubstr(R"("agrees":["name_alike"])"));
    EXPECT_THAT(get("/v1/duplicates?identifier=99-99&phone=1,2,3&email=a@b&address=1+Nowhere+Road").body,
                HasSubstr(R"("likely":[])"));
    for (const auto& [path, said] : std::initializer_list<std::pair<const char*, const char*>>{
             {"/v1/duplicates", "name: give what is typed"},
             {"/v1/duplicates?name=a&limit=51", "limit: '51' is not a number of lines: give 1 to 50"},
             {"/v1/duplicates?name=a&q=a", "q: this path has no such parameter"},
             {"/v1/duplicates?name=a&as_of=5", "as_of: this path has no such parameter"},
             {"/v1/search?q=a&phone=5", "phone: this path has no such parameter"}}) {
        EXPECT_EQ(get(path).status, 400u) << path;
        EXPECT_THAT(get(path).body, HasSubstr(said)) << path;
    }
    EXPECT_EQ(get("/v1/duplicates?address=" + std::string(401, 'x')).status, 400u);
}

TEST_F(HttpRoutesTest, WordsAboutAPersonAreAskedByPostWithTheSameAnswer) {
    for (const auto& [body, target] : std::initializer_list<std::pair<const char*, const char*>>{
             {R"({"q":"turner"})", "/v1/search?q=turner"},
             {R"({"q":"Turner Mill","limit":1,"division":0})", "/v1/search?q=Turner+Mill&limit=1&division=0"},
             {R"({"q":"nobody","wait_for":3})", "/v1/search?q=nobody&wait_for=3"},
             {R"({"name":"Ada Trner","phone":"1,2","limit":1})", "/v1/duplicates?name=Ada+Trner&phone=1,2&limit=1"}}) {
        const auto by_get = get(target);
        const auto path = std::string{target}.substr(0, std::string{target}.find('?'));
        const auto by_post = post(path, body);
        EXPECT_EQ(by_post.status, 200u) << body << by_post.body;
        EXPECT_EQ(by_post.body, by_get.body) << body;
        EXPECT_EQ(by_post.path, path);
        EXPECT_EQ(header(by_post, "Tally-Position"), header(by_get, "Tally-Position"));
        EXPECT_EQ(header(by_post, "ETag"), "") << "no cache keeps it";
    }
    const auto people = routes_.answer(asked_by_post("/v1/search", R"({"q":"turner"})", "text/plain"));
    EXPECT_EQ(people.status, 200u);
    EXPECT_EQ(people.content_type, text_type);
    const auto refused = routes_.answer({.method = "DELETE", .target = "/v1/search?q=a"});
    EXPECT_EQ(header(refused, "Allow"), "GET, HEAD, POST");
    EXPECT_EQ(routes_.answer(asked_by_post("/v1/trial-balance", "{}")).status, 405u) << "of no other question";
}

TEST_F(HttpRoutesTest, ABodyThatAsksAmissIsRefusedAndNotRepeated) {
    for (const auto& [body, said] : std::initializer_list<std::pair<const char*, const char*>>{
             {"", "the body cannot be read"},
             {"zebedee", "the body cannot be read"},
             {R"(["zebedee"])", "the body cannot be read"},
             {R"({"q":"zebedee"} {)", "the body cannot be read"},
             {"{\"q\":\"zebedee\xff\"}", "the body cannot be read"},
             {R"({"\u0000zebedee":"a"})", "the body cannot be read"},
             {"{}", "q: give the words to search for"},
             {R"({"q":""})", "q: it has no value"},
             {R"({"q":["zebedee"]})", "q: it is neither text"},
             {R"({"q":null})", "q: it is neither text"},
             {R"({"q":1.5})", "q: it is neither text"},
             {R"({"q":"zebedee\u0007"})", "q: it has a control character"},
             {R"({"q":"zebedee","q":"b"})", "q: it is given twice"},
             {R"({"q":"zebedee","limit":0})", "limit: '0' is not a number of lines"},
             {R"({"q":"zebedee","phone":"1"})", "phone: this path has no such parameter"},
             {R"({"q":"zebedee","as_of":"3"})", "as_of: this path has no such parameter"}}) {
        const auto answer = post("/v1/search", body);
        EXPECT_EQ(answer.status, 400u) << body;
        EXPECT_THAT(answer.body, HasSubstr(said)) << body;
        EXPECT_THAT(answer.body, Not(HasSubstr("zebedee"))) << body;
        EXPECT_EQ(answer.path, "/v1/search") << "logged without what was typed";
    }
    EXPECT_THAT(post("/v1/search?limit=1", R"({"q":"a"})").body, HasSubstr("limit: by POST"));
    auto request = asked_by_post("/v1/search", "q=turner");
    request.content_type = "application/x-www-form-urlencoded";
    EXPECT_EQ(routes_.answer(request).status, 415u) << "a form of another site";
    request = asked_by_post("/v1/search", R"({"q":"turner"})");
    request.origin = "http://elsewhere.example";
    EXPECT_EQ(routes_.answer(request).status, 403u);
}

TEST_F(HttpRoutesTest, TheFirstBillIsWhatTheTariffSays) {
    // See ReadmesFirstLedgerIsBilledPaidAndProven for the sum.
    EXPECT_THAT(get("/v1/accounts/1/balance").body, HasSubstr(R"("current":"194.17")"));
    EXPECT_THAT(get("/v1/invoices/1-I1").body, HasSubstr(R"("194.17")"));
    EXPECT_THAT(get("/v1/persons/1").body, HasSubstr(R"("Ada")"));
    EXPECT_THAT(get("/v1/search?q=turner").body, HasSubstr(R"("id":"1")"));
    EXPECT_THAT(get("/v1/accounts/1/balance?as_of=" + std::to_string(division().store().durable_end() - 3)).body,
                Not(HasSubstr("194.17")));
}

TEST_F(HttpRoutesTest, ABillIsExplainedAsOfThePastAndNoOtherIdIs) {
    const auto now = get("/v1/invoices/1-I1/explanation").body;
    EXPECT_THAT(now, HasSubstr(R"("arithmetic":["131 therm measured)"));
    EXPECT_THAT(
        now,
        HasSubstr(
            R"("agrees":true,"differences":[],"currency":"USD","corrections":[],"rules_class":"","customer_type":""})"));
    const auto before = std::to_string(division().store().durable_end() - 3);
    EXPECT_EQ(get("/v1/invoices/1-I1/explanation?as_of=" + before).status, 404u);
    for (const char* path :
         {"/v1/invoices/%00/explanation", "/v1/invoices/1-I1/explanation/more", "/v1/lines/%2e%2e/explanation",
          "/v1/lines/1-B1-4", "/v1/payments/-PE1/explanation", "/v1/lines/1-B1-18446744073709551616/explanation"}) {
        const auto answer = get(path);
        EXPECT_TRUE(answer.status == 404u || answer.status == 400u) << path << " " << answer.status << answer.body;
    }
}

TEST_F(HttpRoutesTest, CommandsAreTriedAndNothingIsWritten) {
    const auto end = division().store().durable_end();
    const auto try_out = [&](const std::string& body, const std::string& type = "application/json",
                             const std::string& target = "/v1/what-if") {
        HttpRequest request{"POST", target};
        request.content_type = type;
        request.body = body;
        return routes_.answer(request);
    };
    const std::string pay = R"({"type":"payment.post","tenders":[{"amount":"94.17"}],"shares":[{"account":"1"}]})";
    const auto tried = try_out(R"({"commands":[)" + pay + "," + R"({"type":"payment.post"}]})");
    EXPECT_EQ(tried.status, 200u) << tried.body;
    EXPECT_EQ(tried.path, "/v1/what-if");
    EXPECT_EQ(header(tried, "Tally-Position"), std::to_string(end));
    EXPECT_EQ(header(tried, "Tally-Finding"), "true") << "one is refused";
    EXPECT_THAT(tried.body, HasSubstr(R"("before":{"payoff":"194.17")"));
    EXPECT_THAT(tried.body, HasSubstr(R"("after":{"payoff":"100.00")"));
    EXPECT_THAT(tried.body, HasSubstr(R"("status":"refused","rejection":"field_missing","field":"tenders")"));
    EXPECT_EQ(division().store().durable_end(), end);
    EXPECT_THAT(get("/v1/accounts/1/balance").body, HasSubstr(R"("payoff":"194.17")"));

    EXPECT_EQ(try_out("[]").status, 400u);
    EXPECT_THAT(try_out(R"({"commands":[]})").body, HasSubstr(R"("field":"commands")"));
    EXPECT_EQ(try_out(R"({"commands":[)" + pay + "]}", "text/plain").status, 415u);
    EXPECT_EQ(try_out(R"({"commands":[)" + pay + "]}", "application/json", "/v1/what-if?as_of=3").status, 400u);
    EXPECT_EQ(try_out(R"({"commands":[)" + pay + "]}", "application/json", "/v1/what-if?division=7").status, 404u);
    EXPECT_EQ(get("/v1/what-if").status, 405u);
    HttpRequest foreign{"POST", "/v1/what-if"};
    foreign.content_type = "application/json";
    foreign.host = "localhost:8090";
    foreign.origin = "https://evil.example";
    foreign.body = R"({"commands":[)" + pay + "]}";
    EXPECT_EQ(routes_.answer(foreign).status, 403u);
    // Who acts is not for the command to say.
    EXPECT_THAT(try_out(R"({"commands":[{"type":"payment.post","actor":"boss"}]})").body,
                HasSubstr(R"("status":"unreadable")"));
    EXPECT_EQ(routes_.place_of("/v1/what-if").body_bytes_max, 1u << 20);
}

TEST_F(HttpRoutesTest, WhoMayNotSendACommandMayNotTryIt) {
    const WhatIfRoutes what_if{directory_};
    const CommandSender clerk{"ines", [](const eventstore::ParsedCommand& command) -> std::optional<NotTaken> {
                                  EXPECT_EQ(command.header.actor.str(), "ines");
                                  if (!holds_alternative<domain::ReverseInvoice>(command.command)) return std::nullopt;
                                  return NotTaken{403, "not_permitted", "type", "invoice.reverse", "Ask a supervisor."};
                              }};
    const auto try_out = [&](const std::string& commands) {
        HttpRequest request{"POST", "/v1/what-if"};
        request.content_type = "application/json";
        request.body = R"({"commands":[)" + commands + "]}";
        return what_if.answer(request, *parse_target(request.target), clerk);
    };
    const std::string pay = R"({"type":"payment.post","tenders":[{"amount":"1.00"}],"shares":[{"account":"1"}]})";
    EXPECT_EQ(try_out(pay).status, 200u);
    const auto refused = try_out(pay + R"(,{"type":"invoice.reverse","account":"1","invoice":"1-I1"})");
    EXPECT_EQ(refused.status, 403u);
    EXPECT_THAT(refused.body, HasSubstr("urn:tallystick:problem:not_permitted"));
    EXPECT_THAT(refused.body, HasSubstr(R"("field":"commands[1].type")"));
}

TEST_F(HttpRoutesTest, AProblemHasACodeForProgramsAndTheFieldThatIsWrong) {
    EXPECT_THAT(get("/v1/accounts/99").body,
                HasSubstr(R"({"type":"urn:tallystick:problem:not_found","title":"Not Found","status":404,"detail":)"));
    const auto wrong = get("/v1/accounts/1?as_of=yesterday").body;
    EXPECT_THAT(wrong, HasSubstr(R"("type":"urn:tallystick:problem:question_wrong")"));
    EXPECT_THAT(wrong, HasSubstr(R"("field":"as_of"})"));
    EXPECT_THAT(get("/v1/accounts/1?as_of=99999").body, HasSubstr("urn:tallystick:problem:not_known_yet"));
}

// Every question with ids, times and numbers of every length and kind: each is answered or refused in words.
TEST_F(HttpRoutesTest, WhateverStandsInAQuestionItIsAnsweredOrRefused) {
    std::vector<std::string> values{"",
                                    "1",
                                    "L-1",
                                    "SP-1",
                                    "M01",
                                    "1-I1",
                                    "1-S1",
                                    "0",
                                    "-1",
                                    "é",
                                    "a b",
                                    "/",
                                    "%",
                                    "\x01",
                                    "\xff",
                                    "1/../..",
                                    "2022-01-05",
                                    "2022-02-30",
                                    "18446744073709551615",
                                    "18446744073709551616",
                                    "9223372036854775807",
                                    "1e9",
                                    "0x10",
                                    "1900-01-01",
                                    "2999-12-31",
                                    "1900-01-01T00:00:00Z",
                                    "2999-12-31T23:59:59.999999Z",
                                    "0000-00-00",
                                    "9999-12-31"};
    for (const std::size_t length : {63u, 64u, 65u, 255u, 256u, 65'535u, 65'536u, 70'000u}) {
        values.push_back(std::string(length, 'a'));
        values.push_back(std::string(length, '9'));
    }
    const auto end = std::to_string(division().store().durable_end());
    std::size_t answered = 0;
    std::size_t refused = 0;
    const auto ask = [&](const projections::Question& question) {
        for (const auto form : {projections::AnswerForm::json, projections::AnswerForm::text}) {
            const auto answer = projections::ask(division(), question, form);
            ++(answer ? answered : refused);
            EXPECT_NE(answer ? answer->text : answer.error().message, "") << question.kind;
            const bool store_failed = !answer && answer.error().kind == projections::NoAnswerKind::store_failed;
            EXPECT_FALSE(store_failed) << question.kind << " " << question.id.substr(0, 80) << " " << question.as_of;
        }
    };
    for (const auto& kind : projections::questions())
        for (const auto& value : values) {
            for (const auto& as_of : {std::string{}, std::string{"5"}, end, std::string{"2022-01-05"}}) {
                projections::Question question{std::string{kind.kind}, value, as_of, {}, {}, false};
                ask(question);
                question.effective = "2022-01-05";
                ask(question);
            }
            const std::string id = kind.need == projections::IdNeed::none ? "" : "1";
            ask({std::string{kind.kind}, id, value, {}, {}, false});
            ask({std::string{kind.kind}, id, {}, value, {}, false});
            ask({std::string{kind.kind}, kind.usage ? "SP-1" : id, {}, {}, value, true});
        }
    for (const auto& value : values) ask({value, value, value, value, value, true});
    EXPECT_GT(answered, 300u);
    EXPECT_GT(refused, 5'000u);
}

TEST_F(HttpRoutesTest, OnlyDivisionWideQuestionsOfThePastAreSlow) {
    for (const char* target : {"/v1/totals?as_of=5", "/v1/trial-balance?effective=2022-01-05",
                               "/v1/trial-balance?division=0&as_of=2022-01-05"})
        EXPECT_EQ(routes_.place_of(target).lane, HttpLane::slow) << target;
    for (const char* target : {"/v1/totals", "/v1/accounts/1/balance?as_of=5", "/v1/nothing?as_of=5", "/%zz"})
        EXPECT_EQ(routes_.place_of(target).lane, HttpLane::quick) << target;
    EXPECT_EQ(routes_.place_of("/health").lane, HttpLane::operators);
    EXPECT_EQ(routes_.place_of("/metrics?x=1").lane, HttpLane::operators);
}

TEST_F(HttpRoutesTest, DriftsAreCountedBesideTheQuestionsAndThenShown) {
    EXPECT_THAT(get("/metrics").body, Not(HasSubstr(R"(tally_control_totals_drifted{division="0"})")));
    routes_.refresh();
    EXPECT_THAT(get("/metrics").body, HasSubstr(R"(tally_control_totals_drifted{division="0"} 0)"));
}

TEST_F(HttpRoutesTest, ATimeInTheQuestionIsATimeInTheAnswer) {
    const auto then = std::to_string(division().store().durable_end() - 3);
    EXPECT_EQ(get("/v1/accounts/1/balance?as_of=" + then).body, cli("balance", "1", then));
    EXPECT_EQ(header(get("/v1/accounts/1/balance?as_of=" + then), "Tally-Position"), then);
    EXPECT_NE(get("/v1/accounts/1/balance?as_of=" + then).body, get("/v1/accounts/1/balance").body);
    EXPECT_EQ(get("/v1/trial-balance?effective=2022-01-04").body, cli("trial-balance", "", "", "2022-01-04"));
    EXPECT_NE(get("/v1/trial-balance?effective=2022-01-04").body, get("/v1/trial-balance").body);
}

TEST_F(HttpRoutesTest, WhatIsWrongWithAQuestionIsNamedWithItsCure) {
    for (const auto& [target, status, named] : std::initializer_list<std::tuple<std::string, unsigned, const char*>>{
             {"/v1/accounts/99", 404, "there is no account 99"},
             {"/v1/accounts/99/balance", 404, "there is no account 99"},
             {"/v1/accounts/1%2F2", 400, "id: '1/2' cannot be an id"},
             {"/v1/accounts/" + std::string(65, 'x'), 400, "id: a text of 65 bytes cannot be an id"},
             {"/v1/accounts/" + std::string(64, 'x'), 404, "there is no account xxx"},
             {"/v1/accounts/%C3%BC", 400, "id: 'ü' cannot be an id"},
             {"/v1/calendar/" + std::string(65, 'x'), 400, "cannot be a code"},
             {"/v1/control-totals/today", 400, "is not an accounting date"},
             {"/v1/service-points/SP-1/usage?channel=nope", 404, "SP-1 has no channel 'nope': give one of 1"},
             {"/v1/premises/L-1/usage?channel=nope", 404, "SP-1 has no channel 'nope': give one of 1"},
             {"/v1/accounts/1/balance?channel=1", 400, "channel: this path has no such parameter"},
             {"/v1/totals?intervals=true", 400, "intervals: this path has no such parameter"},
             {"/v1/accounts/1?as_of=2", 404, "there is no account 1 as of 2"},
             {"/v1/service-points/SP-99/usage", 404, "there is no service point SP-99"},
             {"/v1/premises/L-99/usage", 404, "there is no premise L-99"},
             {"/v1/calendar/M99", 404, "there is no bill cycle M99"},
             {"/v1/nothing", 404, "nothing is at '/v1/nothing'"},
             {"/v1/accounts/1/money", 404, "/v1/accounts/{id}/balance"},
             {"/v1/accounts/1/balance/more", 404, "nothing is at"},
             {"/", 404, "/v1/trial-balance"},
             {"/v2/accounts/1", 404, "nothing is at"},
             {"/" + std::string(5'000, 'x'), 404, "so long a path"},
             {"/v1/accounts/1?as_of=yesterday", 400, "as_of: 'yesterday'"},
             {"/v1/accounts/1?as_of=2022-02-30", 400, "as_of: '2022-02-30'"},
             {"/v1/accounts/1?as_of=99999", 400, "past the end of the log"},
             {"/v1/accounts/1?as_of=2199-01-01", 400, "yet to come"},
             {"/v1/accounts/1?effective=2022-02-30", 400, "effective: '2022-02-30'"},
             {"/v1/accounts/1?as_of=", 400, "as_of: it has no value"},
             {"/v1/accounts/1?division=one", 400, "division: 'one'"},
             {"/v1/accounts/1?division=99999999999", 400, "division: '99999999999'"},
             {"/v1/accounts/1?division=7", 404, "there is no division 7 here: give one of 0"},
             {"/v1/accounts/1?asof=3", 400, "asof: this path has no such parameter"},
             {"/v1/accounts/1?q=3", 400, "q: this path has no such parameter"},
             {"/v1/service-points/SP-1/usage?intervals=yes", 400, "intervals: 'yes'"},
             {"/v1/calendar?as_of=3", 400, "as_of: this path has no such parameter"},
             {"/v1/search", 400, "q: give the words"},
             {"/v1/accounts/%zz", 400, "%25"}}) {
        const auto answer = get(target);
        EXPECT_EQ(answer.status, status) << target << answer.body;
        EXPECT_EQ(answer.content_type, "application/problem+json");
        EXPECT_THAT(answer.body, HasSubstr(named)) << target;
        EXPECT_THAT(answer.body, HasSubstr(R"({"type":"urn:tallystick:problem:)")) << target;
        EXPECT_THAT(answer.body, HasSubstr(R"(,"status":)" + std::to_string(status) + ",")) << target;
    }
}

TEST_F(HttpRoutesTest, OnlyGetAndHeadAreTaken) {
    for (const char* method : {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"})
        for (const char* target : {"/v1/accounts/1", "/health", "/metrics"}) {
            const auto answer = routes_.answer({method, target});
            EXPECT_EQ(answer.status, 405u) << method << target;
            EXPECT_EQ(header(answer, "Allow"), "GET, HEAD");
            EXPECT_THAT(answer.body, HasSubstr(method));
        }
    EXPECT_EQ(routes_.answer({"HEAD", "/v1/accounts/1"}).status, 200u);
    EXPECT_EQ(routes_.answer({"POST", "/v1/nothing"}).status, 404u);
}

TEST_F(HttpRoutesTest, C15_APremisesUsageIsThatOfItsOnlyServicePoint) {
    ServedDivision served;
    const EmbeddedDirectory directory{served.division()};
    HttpRoutes routes{directory};
    const auto by_point = routes.answer({"GET", "/v1/service-points/SP-1/usage?channel=1&intervals=true"});
    EXPECT_EQ(by_point.status, 200u) << by_point.body;
    EXPECT_THAT(by_point.body, HasSubstr("SP-1"));
    const auto by_premise = routes.answer({"GET", "/v1/premises/L-1/usage?channel=1&intervals=true"});
    EXPECT_EQ(by_premise.body, by_point.body);
    served.execute(
        R"({"type":"premise.add_service_point","command_id":"second","premise":"L-1","service_point":"SP-2","service":"gas"})");
    const auto of_two = routes.answer({"GET", "/v1/premises/L-1/usage"});
    EXPECT_EQ(of_two.status, 400u);
    EXPECT_THAT(of_two.body, HasSubstr("one of SP-1, SP-2"));
}

TEST_F(HttpRoutesTest, HealthTellsOfEachDivision) {
    const auto answer = get("/health");
    EXPECT_EQ(answer.status, 200u);
    EXPECT_THAT(answer.body, HasSubstr(R"("ready":true)"));
    EXPECT_THAT(answer.body, HasSubstr(R"("state":"owning")"));
    EXPECT_THAT(answer.body, HasSubstr("\"position\":" + std::to_string(division().store().durable_end())));
}

TEST_F(HttpRoutesTest, MetricsCountEventsAndRequestsByPathAndStatus) {
    routes_.answered({"r1", "GET", "/v1/accounts/{id}", 200, 700, 100, ""});
    routes_.answered({"r2", "GET", "/v1/accounts/{id}", 200, 700, 20, ""});
    routes_.answered({"r3", "HEAD", "/v1/accounts/{id}", 404, 700, 3, ""});
    routes_.answered({"r4", "BREW", "", 431, 10, 0, ""});
    const auto answer = get("/metrics");
    EXPECT_EQ(answer.content_type, "text/plain; version=0.0.4; charset=utf-8");
    const auto events = std::to_string(division().store().durable_end());
    for (const auto& line :
         {std::string{R"(tally_http_requests_total{method="GET",path="/v1/accounts/{id}",status="200"} 2)"},
          std::string{R"(tally_http_requests_total{method="HEAD",path="/v1/accounts/{id}",status="404"} 1)"},
          std::string{R"(tally_http_requests_total{method="other",path="other",status="431"} 1)"},
          std::string{R"(tally_http_response_bytes_total{path="/v1/accounts/{id}"} 123)"},
          R"(tally_position{division="0"} )" + events, std::string{R"(tally_event_followers 0)"},
          std::string{R"(tally_http_requests_in_flight{lane="quick"} 0)"},
          std::string{R"(tally_http_request_seconds_bucket{path="/v1/accounts/{id}",le="0.001"} 3)"},
          R"(tally_events_total{division="0"} )" + events, std::string{"# TYPE tally_events_total counter"},
          std::string{R"(tally_view_lag_entries{division="0"} 0)"}, std::string{R"(tally_owned{division="0"} 1)"},
          std::string{R"(tally_unfolded_bytes{division="0"} )"}, std::string{R"(tally_queued_works{division="0"} 0)"},
          std::string{R"(tally_take_overs_total{division="0"} 0)"}})
        EXPECT_THAT(answer.body, HasSubstr(line));
}

// As promtool checks them: a counter ends in _total, a gauge does not, a name ends in its unit, each has a help text
// that no full stop ends; and the text has what the table has.
TEST_F(HttpRoutesTest, EveryMetricStandsInTheTableWithItsTypeAndHelp) {
    routes_.answered({"r1", "GET", "/v1/accounts/{id}", 200, 700, 100, ""});
    std::istringstream text{get("/metrics").body};
    std::set<std::string> helped, typed;
    std::string line;
    while (std::getline(text, line)) {
        std::istringstream words{line};
        std::string mark, what, name;
        if (!line.starts_with("# ")) {
            const auto end = line.find_first_of("{ ");
            auto family = line.substr(0, end);
            for (const std::string_view suffix : {"_bucket", "_sum", "_count"})
                if (!typed.contains(family) && family.ends_with(suffix)) family.resize(family.size() - suffix.size());
            EXPECT_TRUE(typed.contains(family)) << line;
            EXPECT_NO_THROW((void)std::stod(line.substr(line.rfind(' ')))) << line;
            continue;
        }
        words >> mark >> what >> name;
        const auto rows = metric_table();
        const auto row = std::find_if(rows.begin(), rows.end(), [&](const auto& one) { return one.name == name; });
        ASSERT_NE(row, rows.end()) << line;
        const auto rest = line.substr(line.find(name) + name.size() + 1);
        if (what == "HELP") {
            EXPECT_TRUE(helped.insert(name).second) << name << " stands there twice";
            EXPECT_EQ(rest, row->help);
        } else {
            EXPECT_EQ(rest, word_of(row->kind));
            typed.insert(name);
        }
    }
    EXPECT_EQ(helped, typed);
    for (const auto& row : metric_table()) {
        EXPECT_EQ(row.name.ends_with("_total"), row.kind == MetricKind::counter) << row.name;
        EXPECT_FALSE(row.help.empty() || row.help.ends_with('.')) << row.name;
        EXPECT_TRUE(row.name.starts_with("tally_")) << row.name;
        EXPECT_THAT(metrics_described(false), HasSubstr(row.name));
        EXPECT_THAT(metrics_described(true), HasSubstr("\"name\":\"" + std::string{row.name} + "\""));
        // Of sign-in, feeds and commands there are none here.
        static const std::set<std::string_view> elsewhere{"tally_sessions", "tally_passwords_waiting",
                                                          "tally_http_commands_total", "tally_reads_kept",
                                                          "tally_reads_lost_total"};
        if (elsewhere.contains(row.name) || row.labels.ends_with("feed")) continue;
        EXPECT_TRUE(typed.contains(std::string{row.name})) << row.name << " is in the table alone";
    }
}

// Two divisions: number 3 is here until it is lost, number 5 another's, or nobody's; it was not told
// of number 6, which is another's.
class TwoDivisions final : public DivisionDirectory {
  public:
    explicit TwoDivisions(const eventstore::Division& division) : division_(division) {}
    std::vector<DivisionState> states() const override {
        DivisionState here;
        here.number = 3;
        here.state = "owning";
        here.owner_epoch = epoch;
        here.feeds = feeds;
        DivisionState there;
        there.number = 5;
        there.state = "standing_by";
        there.followed_to = 3;
        return {here, there};
    }
    std::optional<OpenDivision> reader_of(std::int32_t number) const override {
        if (number != 3 || asked++ >= lost_after) return std::nullopt;
        return OpenDivision{nullptr, &division_, epoch};
    }
    std::optional<std::string> address_of(std::int32_t number) const override {
        return (number == 5 || number == 6) && !address.empty() ? std::optional{address} : std::nullopt;
    }
    std::uint64_t epoch = 12;
    std::string address;
    int lost_after = 1'000;
    std::vector<FeedState> feeds;
    mutable int asked = 0;

  private:
    const eventstore::Division& division_;
};

TEST_F(HttpRoutesTest, WhoeverAsksOneOfSeveralDivisionsSaysWhich) {
    const TwoDivisions two{division()};
    HttpRoutes routes{two};
    const auto none = routes.answer({"GET", "/v1/accounts/1"});
    EXPECT_EQ(none.status, 400u);
    EXPECT_THAT(none.body, HasSubstr("give one of 3, 5"));
    const auto owned = routes.answer({"GET", "/v1/accounts/1?division=3"});
    EXPECT_EQ(owned.status, 200u);
    EXPECT_EQ(header(owned, "Tally-Division"), "3");
    EXPECT_EQ(header(owned, "Tally-Owner-Epoch"), "12");
}

TEST_F(HttpRoutesTest, AnothersDivisionIsForwardedOnceAndNobodysIsUnavailable) {
    TwoDivisions two{division()};
    HttpRoutes routes{two};
    const auto nobodys = routes.answer({"GET", "/v1/accounts/1?division=5"});
    EXPECT_EQ(nobodys.status, 503u);
    EXPECT_EQ(nobodys.forward_to, "");
    EXPECT_NE(header(nobodys, "Retry-After"), "");
    EXPECT_THAT(nobodys.body, HasSubstr("division 5 has no owner"));
    EXPECT_EQ(routes.answer({"GET", "/health"}).status, 503u);
    EXPECT_EQ(routes.answer({"GET", "/ready"}).status, 503u);
    EXPECT_EQ(routes.answer({"GET", "/ready"}).body, "{\"ready\":false}\n");
    EXPECT_EQ(routes.answer({"GET", "/live"}).status, 200u);
    two.address = "node-2:8090";
    const auto anothers = routes.answer({"GET", "/v1/accounts/1?division=5"});
    EXPECT_EQ(anothers.forward_to, "node-2:8090");
    EXPECT_EQ(routes.answer({"GET", "/v1/accounts/1?division=6"}).forward_to, "node-2:8090") << "not told of it itself";
    EXPECT_EQ(routes.answer({"GET", "/v1/accounts/1?division=7"}).status, 404u);
    EXPECT_EQ(anothers.status, 503u) << "what to say when it does not answer";
    EXPECT_THAT(anothers.body, HasSubstr("node-2:8090"));
    const auto second_hop = routes.answer({"GET", "/v1/accounts/1?division=5", true});
    EXPECT_EQ(second_hop.status, 503u);
    EXPECT_EQ(second_hop.forward_to, "");
    EXPECT_NE(header(second_hop, "Retry-After"), "");
    EXPECT_EQ(routes.answer({"GET", "/health"}).status, 200u);
    EXPECT_EQ(routes.answer({"GET", "/ready"}).body, "{\"ready\":true}\n");
    EXPECT_THAT(routes.answer({"GET", "/health"}).body, HasSubstr(R"("owner":"node-2:8090")"));
    EXPECT_THAT(routes.answer({"GET", "/metrics"}).body, Not(HasSubstr(R"(tally_events_total{division="5"})")));
    EXPECT_THAT(routes.answer({"GET", "/metrics"}).body, HasSubstr(R"(tally_owned{division="5"} 0)"));
    EXPECT_THAT(routes.answer({"GET", "/metrics"}).body, HasSubstr(R"(tally_local_entries{division="5"} 3)"));
}

TEST_F(HttpRoutesTest, AFeedsTroubleIsShownAndIsNotTheDivisions) {
    TwoDivisions two{division()};
    two.address = "node-2:8090";
    two.feeds = {{"invoices", "tally.invoices.3", false, 1, 4, "no broker answers"}};
    HttpRoutes routes{two};
    const auto lag = std::to_string(division().store().durable_end() - 1);
    const auto health = routes.answer({"GET", "/health"});
    EXPECT_EQ(health.status, 200u);
    EXPECT_THAT(health.body,
                HasSubstr(R"({"feed":"invoices","topic":"tally.invoices.3","telling":false,"position":1,"lag":)" + lag +
                          R"(,"failures":4,"trouble":"no broker answers"})"));
    const auto metrics = routes.answer({"GET", "/metrics"}).body;
    EXPECT_THAT(metrics, HasSubstr(R"(tally_feed_telling{division="3",feed="invoices"} 0)"));
    EXPECT_THAT(metrics, HasSubstr(R"(tally_feed_lag_entries{division="3",feed="invoices"} )" + lag));
    EXPECT_THAT(metrics, HasSubstr(R"(tally_feed_failures_total{division="3",feed="invoices"} 4)"));
}

TEST_F(HttpRoutesTest, WhoeverLosesADivisionWhileItLooksDoesNotAnswerAsItsOwner) {
    TwoDivisions two{division()};
    two.lost_after = 1;
    HttpRoutes routes{two};
    const auto answer = routes.answer({"GET", "/v1/accounts/1?division=3"});
    EXPECT_EQ(answer.status, 503u) << answer.body;
    EXPECT_THAT(answer.body, Not(HasSubstr("Turner")));
}

}  // namespace
}  // namespace tally::tools
