// The OpenAPI document: the committed one is what the code makes, every path and command is in it, and nothing in it
// leads nowhere. tests/outside/openapi.mjs holds it and real answers against implementations that are not ours.

#include "tools/http/described/openapi.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <set>
#include <simdjson.h>
#include <string>

#include "eventstore/codec/catalogue.h"
#include "projections/ask.h"
#include "tests/http/documented_answers.h"
#include "tests/http/served_division.h"
#include "tools/http/access/access_routes.h"
#include "tools/http/described/openapi_operators.h"
#include "tools/http/described/reference_page.h"
#include "tools/http/routes/command_forms.h"
#include "tools/http/routes/http_routes.h"

namespace tally::tools {
namespace {

namespace dom = simdjson::dom;

const std::filesystem::path committed = std::filesystem::path{TALLY_SOURCE_DIR} / "tools/http/described/openapi.json";

TEST(OpenApiGolden, TheCommittedDocumentIsWhatTheCodeMakes) {
    const auto made = openapi_document();
    if (const char* value = std::getenv("TALLY_REGENERATE"); value != nullptr && std::string_view{value} == "1")
        std::ofstream(committed, std::ios::binary) << made;
    std::ifstream file{committed, std::ios::binary};
    const std::string held{std::istreambuf_iterator<char>{file}, {}};
    EXPECT_TRUE(held == made) << committed
                              << " is stale: run this test with TALLY_REGENERATE=1, look at the difference, commit it";
}

class OpenApi : public testing::Test {
  protected:
    void SetUp() override { ASSERT_EQ(parser_.parse(openapi_document()).get(document_), simdjson::SUCCESS); }
    dom::parser parser_;
    dom::element document_;
};

TEST_F(OpenApi, HasEveryQuestionAndEveryCommandUnderANameOfItsOwn) {
    dom::object paths;
    ASSERT_EQ(document_["paths"].get(paths), simdjson::SUCCESS);
    std::set<std::string> names;
    std::set<std::string> found;
    for (const auto& [path, operations] : paths) {
        found.emplace(path);
        for (const auto& [method, operation] : dom::object{operations}) {
            EXPECT_TRUE(method == "get" || method == "post" || method == "delete") << path;
            const std::string name{std::string_view{operation["operationId"]}};
            EXPECT_TRUE(names.insert(name).second) << name << " is there twice";
        }
    }
    for (const auto& question : projections::questions())
        for (const auto path : {question.path, question.id_path})
            EXPECT_TRUE(path.empty() || found.contains(std::string{path})) << path;
    for (const auto& command : eventstore::catalogue_of<domain::Command>())
        EXPECT_TRUE(found.contains("/v1/commands/" + std::string{command.name})) << command.name;
    EXPECT_TRUE(found.contains("/v1/commands"));
    for (const auto& form : command_forms()) EXPECT_TRUE(found.contains(std::string{form.path})) << form.path;
}

TEST_F(OpenApi, AFormLacksWhatItsPathSaysAndAPathMayHaveAQuestionToo) {
    for (const auto& form : command_forms()) {
        dom::element post;
        ASSERT_EQ(document_["paths"][form.path]["post"].get(post), simdjson::SUCCESS) << form.path;
        const std::string schema{
            std::string_view{post["requestBody"]["content"]["application/json"]["schema"]["$ref"]}};
        ASSERT_EQ(schema, "#/components/schemas/form." + std::string{form.type});
        const auto made = document_["components"]["schemas"]["form." + std::string{form.type}];
        EXPECT_EQ(made["properties"]["command_id"].error(), simdjson::SUCCESS) << form.type;
        EXPECT_NE(made["properties"]["type"].error(), simdjson::SUCCESS) << form.type;
        if (!form.field.empty()) {
            EXPECT_NE(made["properties"][form.field].error(), simdjson::SUCCESS) << form.type;
        }
        dom::array required;
        if (made["required"].get(required) == simdjson::SUCCESS)
            for (const std::string_view name : required) {
                EXPECT_NE(name, form.field) << form.type;
                EXPECT_NE(name, form.completed) << form.type;
            }
    }
    EXPECT_EQ(document_["paths"]["/v1/accounts"]["get"].error(), simdjson::SUCCESS);
    EXPECT_EQ(document_["paths"]["/v1/service-points/{id}/usage"]["get"].error(), simdjson::SUCCESS);
}

void collect_references(const dom::element& element, std::set<std::string>& references) {
    if (element.is_array())
        for (const auto& one : dom::array{element}) collect_references(one, references);
    if (!element.is_object()) return;
    for (const auto& [name, value] : dom::object{element})
        if (name == "$ref")
            references.emplace(std::string_view{value});
        else
            collect_references(value, references);
}

TEST_F(OpenApi, EachReferenceLeadsToASchemaAndEachSchemaIsReferredTo) {
    std::set<std::string> references;
    collect_references(document_, references);
    EXPECT_GT(references.size(), 100u);
    std::set<std::string> schemas;
    for (const std::string kind : {"schemas", "responses"}) {
        dom::object held;
        ASSERT_EQ(document_["components"][kind].get(held), simdjson::SUCCESS);
        for (const auto& [name, schema] : held)
            EXPECT_TRUE(schemas.insert("#/components/" + kind + "/" + std::string{name}).second)
                << name << " is there twice";
    }
    EXPECT_EQ(references, schemas);
}

// What answers, by method and path: every table that a request is looked up in.
std::set<std::string> routes() {
    std::set<std::string> all;
    for (const auto& question : projections::questions())
        for (const auto path : {question.path, question.id_path})
            if (!path.empty()) all.insert("get " + std::string{path});
    for (const auto path : {"/v1/search", "/v1/duplicates"}) all.insert("post " + std::string{path});
    for (const auto& form : command_forms()) all.insert("post " + std::string{form.path});
    for (const auto& command : eventstore::catalogue_of<domain::Command>())
        all.insert("post /v1/commands/" + std::string{command.name});
    for (const auto path : {CommandRoutes::path, CommandRoutes::batch_path, WhatIfRoutes::path, RunRoutes::path,
                            ImportRoutes::path, RateStudyRoutes::path})
        all.insert("post " + std::string{path});
    for (const auto path : {EventRoutes::path, RunRoutes::list_path, ImportRoutes::list_path, live_path, ready_path,
                            health_path, metrics_path, openapi_path, reference_path, reference_style_path})
        all.insert("get " + std::string{path});
    using Access = AccessRoutes;
    for (const auto path :
         {Access::session_path, Access::ways_path, Access::oidc_path, Access::oidc_callback_path, Access::link_path,
          Access::users_path, Access::user_path, Access::reads_path, Access::sessions_path, Access::notices_path,
          Access::tokens_path, Access::second_factor_path})
        all.insert("get " + std::string{path});
    for (const auto path : {Access::session_path, Access::password_path, Access::link_path, Access::user_link_path,
                            Access::tokens_path, Access::second_factor_path, Access::confirmation_path})
        all.insert("post " + std::string{path});
    for (const auto path : {Access::session_path, Access::own_session_path, Access::notice_path, Access::token_path,
                            Access::second_factor_path, Access::user_second_factor_path})
        all.insert("delete " + std::string{path});
    return all;
}

std::set<std::string> documented(const dom::element& document) {
    std::set<std::string> all;
    for (const auto& [path, operations] : dom::object{document["paths"]})
        for (const auto& [method, operation] : dom::object{operations})
            all.insert(std::string{method} + " " + std::string{path});
    return all;
}

TEST_F(OpenApi, HasEveryRouteAndNoOther) {
    EXPECT_EQ(documented(document_), routes());
}

std::string filled(std::string path) {
    const std::pair<std::string, std::string> parts[]{
        {"{id}", "1"}, {"{token}", "1"}, {"{process}", "refunds"}, {"{format}", "nem12"}};
    for (const auto& [part, value] : parts)
        if (const auto place = path.find(part); place != std::string::npos) path.replace(place, part.size(), value);
    return path;
}

// Over what is asked, and in no table: a path that is not routed is answered as one at which nothing is.
TEST_F(OpenApi, EachPathOfItIsRouted) {
    const tests::ServedDivision served;
    const EmbeddedDirectory directory{served.division()};
    HttpRoutes routes{directory};
    for (const auto& one : documented(document_)) {
        const auto space = one.find(' ');
        const auto path = one.substr(space + 1);
        std::string method = one.substr(0, space);
        std::transform(method.begin(), method.end(), method.begin(),
                       [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
        const auto target = parse_target(filled(path));
        ASSERT_TRUE(target) << path;
        if (!AccessRoutes::path_of(*target).empty()) {  // Only where people sign in.
            EXPECT_EQ(AccessRoutes::path_of(*target), path);
            continue;
        }
        HttpAnswer answer;
        struct Keep final : HttpReply {
            explicit Keep(HttpAnswer& answer) : kept(answer) {}
            void send(HttpAnswer given) override { kept = std::move(given); }
            void send_made_by(std::function<HttpAnswer()> make) override { kept = make(); }
            HttpAnswer& kept;
        };
        HttpRequest request;
        request.method = method;
        request.target = filled(path);
        if (routes.place_of(request.target).exchange) {
            const auto wrong = routes.wrong_with_exchange(request);
            ASSERT_TRUE(wrong);
            answer = *wrong;
        } else {
            routes.answer(request, std::make_shared<Keep>(answer));
        }
        const bool typed = path.starts_with("/v1/commands/");
        EXPECT_EQ(answer.path, typed ? CommandRoutes::typed_path : path) << one;
        EXPECT_NE(answer.status, 405u) << one;
        EXPECT_EQ(tests::wrong_with_answer(method, filled(path), answer.status, answer.content_type), "");
    }
}

TEST_F(OpenApi, AnAnswerIsHeldAgainstIt) {
    using tests::wrong_with_answer;
    EXPECT_EQ(wrong_with_answer("GET", "/v1/accounts/1/balance?as_of=3", 200, "application/json"), "");
    EXPECT_EQ(wrong_with_answer("GET", "/v1/accounts/1/balance", 405, "application/problem+json"),
              "GET /v1/accounts/1/balance 405: the status is not in the OpenAPI document");
    EXPECT_EQ(wrong_with_answer("DELETE", "/v1/accounts/1/balance", 405, "application/problem+json"), "");
    EXPECT_EQ(wrong_with_answer("DELETE", "/v1/accounts/1/balance", 204, ""),
              "DELETE /v1/accounts/1/balance 204: the method is not in the OpenAPI document");
    EXPECT_EQ(wrong_with_answer("GET", "/v1/accounts/1/balance", 200, "image/png"),
              "GET /v1/accounts/1/balance 200: the type 'image/png' is not in the OpenAPI document");
    EXPECT_EQ(wrong_with_answer("GET", "/v1/secrets", 200, "application/json"),
              "GET /v1/secrets 200: the path is not in the OpenAPI document");
    EXPECT_EQ(wrong_with_answer("GET", "/v1/secrets", 404, "application/problem+json"), "");
    EXPECT_EQ(wrong_with_answer("GET", "http://a.example/ready", 503, "application/json"), "");
}

TEST(ReferencePage, HasEveryPathAndSchemaWithoutAScriptOrAnythingFromElsewhere) {
    const auto document = openapi_document();
    const auto page = reference_page(document);
    dom::parser parser;
    const dom::element parsed = parser.parse(document);
    std::set<std::string> links;
    for (auto at = page.find("href=\"#"); at != std::string::npos; at = page.find("href=\"#", at + 1))
        links.insert(page.substr(at + 7, page.find('"', at + 7) - at - 7));
    std::set<std::string> places;
    for (auto at = page.find(" id=\""); at != std::string::npos; at = page.find(" id=\"", at + 1))
        EXPECT_TRUE(places.insert(page.substr(at + 5, page.find('"', at + 5) - at - 5)).second);
    for (const auto& [path, operations] : dom::object{parsed["paths"]})
        for (const auto& [method, operation] : dom::object{operations})
            EXPECT_TRUE(links.contains(std::string{std::string_view{operation["operationId"]}})) << path;
    for (const auto& [name, schema] : dom::object{parsed["components"]["schemas"]})
        EXPECT_TRUE(places.contains("schema-" + std::string{name})) << name;
    for (const auto& link : links) EXPECT_TRUE(places.contains(link)) << link;
    for (const auto* part : {"<script", "<style", " style=\"", " src=", "http:", "https:"})
        EXPECT_EQ(page.find(part), std::string::npos) << part;
}

TEST(ReferencePage, ShowsTextsAsTextWhateverTheyHold) {
    const auto page = reference_page(
        R"({"info":{"description":"<b>&\""},"paths":{"/a":{"get":{"operationId":"a","tags":["t"],"summary":"<i>",)"
        R"("responses":{"200":{"description":"<u>"}}}}},"components":{"responses":{},"schemas":{"s":{"type":"object",)"
        R"("required":["f"],"properties":{"f":{"type":"string","description":"<s>"}}}}}})");
    for (const auto* part : {"<b>", "<i>", "<u>", "<s>"}) EXPECT_EQ(page.find(part), std::string::npos) << part;
    EXPECT_NE(page.find("&lt;b&gt;&amp;&quot;"), std::string::npos);
    EXPECT_NE(page.find("<code>f</code> (required)"), std::string::npos);
    EXPECT_EQ(reference_page("no JSON"), "");
}

TEST(Problems, APointerIsThatOfRfc6901) {
    EXPECT_EQ(json_pointer_of(""), "");
    EXPECT_EQ(json_pointer_of("account"), "/account");
    EXPECT_EQ(json_pointer_of("row.on_taxes[0]"), "/row/on_taxes/0");
    EXPECT_EQ(json_pointer_of("commands[12].shares[0].amount"), "/commands/12/shares/0/amount");
    EXPECT_EQ(json_pointer_of("a/b~c"), "/a~1b~0c");
}

}  // namespace
}  // namespace tally::tools
