#include "tools/http/described/openapi_operators.h"

#include <fmt/format.h>

#include "eventstore/codec/catalogue.h"
#include "tools/http/described/openapi.h"
#include "tools/http/described/openapi_parts.h"
#include "tools/http/described/reference_page.h"
#include "tools/http/divisions/division_figures.h"

namespace tally::tools {

namespace {

constexpr std::string_view operators_prefix = "operators.";

// A GET without parameters.
struct PlainPath {
    std::string_view path;
    std::string_view name;
    std::string_view tag;
    std::string_view summary;
    std::string_view type;      // Of the answer.
    std::string schema;         // Of the answer.
    std::string others;         // Other answers, each with a comma before it.
    bool for_everybody = true;  // Signed in or not.
};

std::string plain_operation(const PlainPath& plain) {
    return fmt::format(R"({}:{{"get":{{"operationId":"{}","tags":["{}"],"summary":{},{}"parameters":[],"responses":{{)"
                       R"("200":{{"description":"The answer","content":{{"{}":{{"schema":{}}}}}}}{}}}}}}})",
                       json_text(plain.path), plain.name, plain.tag, json_text(plain.summary),
                       plain.for_everybody ? R"("security":[],)" : "", plain.type, plain.schema, plain.others);
}

// 503 is an answer of these paths and, where the server has too much to do, a problem.
std::string not_ready(std::string_view why, std::string_view schema) {
    return fmt::format(R"(,"503":{{"description":{},"content":{{"{}":{{"schema":{}}},"{}":{{"schema":{}}}}}}})",
                       json_text(why), json_type, schema, problem_type, reference("", "problem"));
}

// The common problems but 503.
std::string others_with(std::string not_ready) {
    for (const auto& common : common_problems)
        if (common.status != 503)
            not_ready += fmt::format(R"(,"{}":{{"$ref":"{}{}"}})", common.status, responses_at, common.name);
    return not_ready;
}

}  // namespace

std::vector<std::string> operator_operations() {
    constexpr std::string_view live_schema =
        R"({"type":"object","additionalProperties":false,"required":["live"],"properties":{"live":{"type":"boolean","const":true}}})";
    constexpr std::string_view ready_schema =
        R"({"type":"object","additionalProperties":false,"required":["ready"],"properties":{"ready":{"type":"boolean"}}})";
    const auto health = reference(operators_prefix, "health");
    return {
        plain_operation({live_path, "get_live", "operators", "Whether the program runs", json_type,
                         std::string{live_schema}, problems({})}),
        plain_operation({ready_path, "get_ready", "operators", "Whether it answers for every division", json_type,
                         std::string{ready_schema}, others_with(not_ready("It does not", ready_schema))}),
        plain_operation({health_path, "get_health", "operators", "State of each division and feed", json_type, health,
                         others_with(not_ready("A division is not ready", health))}),
        plain_operation({metrics_path, "get_metrics", "operators",
                         "Figures for Prometheus; where users sign in, without a sign-in only from the server's own "
                         "machine",
                         "text/plain", R"({"type":"string"})",
                         problems({signed_out, {403, "The roles of who asks may not see this"}}), false}),
        plain_operation({openapi_path, "get_openapi", "description", "This document", json_type,
                         R"({"type":"object","required":["openapi"]})", problems({})}),
        plain_operation({reference_path, "get_reference", "description", "This document as a page to read", "text/html",
                         R"({"type":"string"})", problems({})}),
        plain_operation({reference_style_path, "get_reference_style", "description", "How that page looks", "text/css",
                         R"({"type":"string"})", problems({})}),
    };
}

std::string operator_schemas() {
    const std::vector<eventstore::CatalogueEntry> records{{"health", &health_shape()}};
    return eventstore::answer_schemas(records, operators_prefix,
                                      std::string{schemas_at} + std::string{operators_prefix});
}

std::string common_responses() {
    const auto when = header_member("Retry-After", "Seconds to wait", R"({"type":"integer","minimum":0})");
    std::string out;
    for (const auto& common : common_problems)
        out += fmt::format(R"({}"{}":{{"description":{},{}{}}})", out.empty() ? "\n" : ",\n", common.name,
                           json_text(common.why), common.says_when ? "\"headers\":{" + when + "}," : "",
                           problem_content());
    return out + "\n";
}

}  // namespace tally::tools
