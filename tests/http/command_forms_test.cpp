// Commands as resources: every command that people send by hand has a form, and each form is answered as its command
// is.

#include "tools/http/routes/command_forms.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <set>
#include <simdjson.h>
#include <string>

#include "consumers/commands/async_division_port.h"
#include "domain/user/permissions.h"
#include "eventstore/codec/catalogue.h"
#include "projections/ask.h"
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

const eventstore::CatalogueEntry* command_named(std::string_view type) {
    static const auto all = eventstore::catalogue_of<domain::Command>();
    const auto found = std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.name == type; });
    return found == all.end() ? nullptr : &*found;
}

TEST(CommandForms, EveryCommandThatIsSentByHandHasOne) {
    std::multiset<std::string_view> types;
    for (const auto& form : command_forms()) types.insert(form.type);
    for (const auto duty : {domain::Duty::customer_care, domain::Duty::approval, domain::Duty::control_tables,
                            domain::Duty::users, domain::Duty::own_preferences})
        for (const auto type : domain::commands_of(duty))
            EXPECT_EQ(types.count(type), type == "settings.create_division" ? 0u : 1u) << type;
}

TEST(CommandForms, EachRowNamesACommandAFieldAndAPathThatExist) {
    std::set<std::string_view> paths;
    for (const auto& form : command_forms()) {
        EXPECT_TRUE(paths.insert(form.path).second) << form.path;
        const auto* command = command_named(form.type);
        ASSERT_NE(command, nullptr) << form.type;
        EXPECT_EQ(form.path.find("{id}") == std::string_view::npos, form.field.empty()) << form.path;
        if (!form.field.empty()) {
            const auto* field = command->shape->find(form.field);
            ASSERT_NE(field, nullptr) << form.type << ": " << form.field;
            EXPECT_EQ(field->value->kind, eventstore::ValueKind::text) << form.type << ": " << form.field;
        }
        if (!form.completed.empty()) {
            EXPECT_NE(command->shape->find(form.completed), nullptr) << form.completed;
        }
        if (form.made.empty()) continue;
        const auto* question = shown_by(form);
        ASSERT_NE(question, nullptr) << form.made;
        EXPECT_THAT(std::string{question->path}, HasSubstr("{id}")) << form.made;
    }
}

class HttpForms : public testing::Test {
  protected:
    void SetUp() override {
        auto started = HttpServer::start("127.0.0.1:0", routes_);
        ASSERT_TRUE(started) << started.error();
        server_ = std::move(*started);
    }
    RawAnswer send(const std::string& method, const std::string& path, const std::string& body,
                   const std::string& headers = "Content-Type: application/json\r\n") const {
        RawClient client{server_->address()};
        EXPECT_TRUE(client.say(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers +
                               "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body));
        return client.hear();
    }
    RawAnswer post(const std::string& path, const std::string& body) const { return send("POST", path, body); }
    [[nodiscard]] std::uint64_t end() const { return served_.division().store().durable_end(); }

    ServedDivision served_;
    EmbeddedDirectory directory_{served_.division()};
    consumers::AsyncDivisionPort port_{served_.division()};
    HttpRoutes routes_{directory_, &port_, "csr:ines"};
    std::unique_ptr<HttpServer> server_;
};

// Members of an object, with their values as JSON.
using Members = std::map<std::string, std::string>;

Members members_of(const std::string& json) {
    simdjson::dom::parser parser;
    simdjson::dom::object object;
    EXPECT_EQ(parser.parse(json).get(object), simdjson::SUCCESS) << json;
    Members members;
    for (const auto& [name, value] : object) members[std::string{name}] = simdjson::minify(value);
    return members;
}

std::string json_of(const Members& members) {
    std::string out;
    for (const auto& [name, value] : members) out += (out.empty() ? "{\"" : ",\"") + name + "\":" + value;
    return out + '}';
}

std::string without_what_differs(std::string body) {
    for (const auto* status : {"\"accepted\"", "\"repeated\""})
        if (const auto place = body.find(status); place != std::string::npos)
            body.replace(place, std::string_view{status}.size(), "\"done\"");
    const auto instance = body.find(R"(,"instance":")");  // Names the request.
    return instance == std::string::npos ? body : body.erase(instance);
}

// A command that is accepted is repeated by its form: the same id with another body would be 409.
TEST_F(HttpForms, EachIsAnsweredAsItsCommandIs) {
    for (const auto& form : command_forms()) {
        for (const std::string id : {"1", "SP-1", "unknown-1"}) {
            auto members = members_of(eventstore::command_example(*command_named(form.type)));
            members["command_id"] = "\"" + id + "-" + std::string{form.type} + "\"";
            std::string path{form.path};
            if (!form.field.empty()) {
                members[std::string{form.field}] = "\"" + id + "\"";
                path.replace(path.find("{id}"), 4, id);
            }
            const auto by_command = post("/v1/commands", json_of(members));
            members.erase("type");
            members.erase(std::string{form.field});
            const auto by_form = post(path, json_of(members));
            EXPECT_NE(by_command.status, 400) << form.type << ": " << by_command.body;
            EXPECT_EQ(by_form.status, by_command.status == 201 ? 200 : by_command.status) << path << by_form.body;
            EXPECT_EQ(without_what_differs(by_form.body), without_what_differs(by_command.body)) << path;
        }
    }
}

TEST_F(HttpForms, APaymentIsOfTheAccountOfThePathAndSaysWhereItIs) {
    const std::string body = R"({"received_on":"2022-01-20","tenders":[{"amount":"40.00"}]})";
    const std::string key = "Content-Type: application/json\r\nIdempotency-Key: k-1\r\n";
    const auto made = send("POST", "/v1/accounts/1/payments", body, key);
    ASSERT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(made.headers.at("location"), "/v1/payments/1-P1");
    EXPECT_EQ(made.headers.at("tally-position"), std::to_string(end()));
    const auto payment = tests::get(server_->address(), "/v1/payments/1-P1?wait_for=" + std::to_string(end()));
    EXPECT_EQ(payment.status, 200);
    EXPECT_THAT(payment.body, HasSubstr("40.00"));
    const auto again = send("POST", "/v1/accounts/1/payments", body, key);
    EXPECT_EQ(again.status, 200);
    EXPECT_EQ(again.headers.at("location"), "/v1/payments/1-P1");
    const auto command =
        post("/v1/commands", R"({"type":"payment.post","command_id":"k-1","payor":"1","received_on":"2022-01-20",)"
                             R"("tenders":[{"amount":"40.00"}],"shares":[{"account":"1"}]})");
    EXPECT_EQ(command.status, 200) << "the same command: " << command.body;

    const auto before = end();
    const auto cancelled = post("/v1/payments/1-P1/cancellation", R"({"command_id":"k-2","account":"1"})");
    EXPECT_EQ(cancelled.status, 201) << cancelled.body;
    EXPECT_GT(end(), before);
}

TEST_F(HttpForms, WhatPathAndBodySayDifferentlyIsRefused) {
    const auto before = end();
    const auto other = post("/v1/accounts/1/terms", R"({"command_id":"t","account":"2","requested_due_day":9})");
    EXPECT_EQ(other.status, 400);
    EXPECT_EQ(other.headers.at("content-type"), "application/problem+json");
    for (const char* part : {R"("field":"account")", R"("value":"2")", "the path says '1' and the body '2'",
                             R"("cure":"leave account out of the body)", "urn:tallystick:problem:unreadable"})
        EXPECT_THAT(other.body, HasSubstr(part));
    const auto typed =
        post("/v1/accounts/1/terms", R"({"type":"account.open","command_id":"t","requested_due_day":9})");
    EXPECT_EQ(typed.status, 400) << typed.body;
    const auto no_id = post("/v1/accounts/a%20b/terms", R"({"command_id":"t","requested_due_day":9})");
    EXPECT_EQ(no_id.status, 400) << no_id.body;
    EXPECT_THAT(no_id.body, HasSubstr(R"("field":"account")"));
    EXPECT_EQ(end(), before);
    const auto same = post("/v1/accounts/1/terms", R"({"command_id":"t","account":"1","requested_due_day":9})");
    EXPECT_EQ(same.status, 201) << same.body;
}

TEST_F(HttpForms, ARefusalNamesFieldValueAndCure) {
    const auto refused = post("/v1/accounts/99/charges", R"({"command_id":"c","charge_type":"X","amount":"1.00"})");
    EXPECT_EQ(refused.status, 422);
    for (const char* part : {"urn:tallystick:problem:account_unknown", R"("field":"account")", R"("value":"99")",
                             R"("pointer":"/account")", R"("cure":")", R"("command_id":"c")"})
        EXPECT_THAT(refused.body, HasSubstr(part));
    EXPECT_FALSE(refused.headers.contains("location"));
    EXPECT_THAT(post("/v1/accounts/1/charges", R"({"amount":"1.00"})").body, HasSubstr(R"("field":"command_id")"));
}

TEST_F(HttpForms, AQuestionMayStandAtTheSamePath) {
    const auto made = post("/v1/persons", R"({"command_id":"p","person":"77","name":{"first":"Ed","last":"Moss"}})");
    ASSERT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(made.headers.at("location"), "/v1/persons/77");
    const auto listed = tests::get(server_->address(), "/v1/persons?wait_for=" + std::to_string(end()));
    EXPECT_EQ(listed.status, 200);
    EXPECT_THAT(listed.body, HasSubstr("Moss"));
    const auto put = send("PUT", "/v1/persons", "{}");
    EXPECT_EQ(put.status, 405);
    EXPECT_EQ(put.headers.at("allow"), "GET, HEAD, POST");
    const auto got = tests::get(server_->address(), "/v1/accounts/1/payments");
    EXPECT_EQ(got.status, 405) << got.body;
    EXPECT_EQ(got.headers.at("allow"), "POST");
}

TEST_F(HttpForms, TablesTariffsPeriodsAndUsersHaveThemToo) {
    const auto row =
        post("/v1/settings/phone_type/rows",
             R"({"command_id":"s-1","effective_from":"2022-01-01","row":{"code":"FAX","description":"Fax"}})");
    EXPECT_EQ(row.status, 201) << row.body;
    const auto table = tests::get(server_->address(), "/v1/settings/phone_type?wait_for=" + std::to_string(end()));
    EXPECT_THAT(table.body, HasSubstr("FAX"));
    const auto wrong = post("/v1/settings/phone_type/rows", R"({"command_id":"s-2","row":{"code":5}})");
    EXPECT_EQ(wrong.status, 400);
    for (const char* part : {R"("field":"row.code")", R"("pointer":"/row/code")", R"("column":)"})
        EXPECT_THAT(wrong.body, HasSubstr(part));
    EXPECT_EQ(post("/v1/settings/no_table/rows", R"({"command_id":"s-3"})").status, 404);
    EXPECT_EQ(post("/v1/periods", R"({"command_id":"s-4","first_day":"2023-01-01","until":"2023-12-31"})").status, 201);
    const auto withdrawn = post("/v1/tariffs/none/version-withdrawals", R"({"command_id":"s-5","version":1})");
    EXPECT_EQ(withdrawn.status, 422) << withdrawn.body;
    EXPECT_THAT(withdrawn.body, HasSubstr(R"("pointer":"/tariff")"));
    EXPECT_EQ(post("/v1/users", R"({"command_id":"s-6","user":"cleo","roles":["clerk"]})").status, 201);
    EXPECT_EQ(post("/v1/users/cleo/locks", R"({"command_id":"s-7","reason":"left"})").status, 201);
    EXPECT_EQ(post("/v1/users/cleo/lock-removals", R"({"command_id":"s-8"})").status, 201);
}

TEST_F(HttpForms, TheyAreCommandsToTheServer) {
    EXPECT_EQ(routes_.place_of("/v1/accounts/1/payments").lane, HttpLane::commands);
    EXPECT_EQ(routes_.place_of("/v1/accounts/1/payments").body_bytes_max, CommandRoutes::body_bytes_max);
    EXPECT_EQ(send("POST", "/v1/accounts/1/payments", "{}", "").status, 415);
    EXPECT_EQ(send("POST", "/v1/accounts/1/payments", "{}",
                   "Content-Type: application/json\r\nOrigin: http://evil.example\r\n")
                  .status,
              403);
    EXPECT_EQ(post("/v1/accounts/1/payments?dry=1", "{}").status, 400);
    HttpRoutes questions{directory_};
    auto server = HttpServer::start("127.0.0.1:0", questions);
    ASSERT_TRUE(server) << server.error();
    RawClient client{(*server)->address()};
    client.say(
        "POST /v1/accounts/1/payments HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        "Content-Length: 2\r\n\r\n{}");
    EXPECT_THAT(client.hear().body, HasSubstr("--commands"));
}

}  // namespace
}  // namespace tally::tools
