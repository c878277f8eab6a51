// Holds each answer that a RawClient of this test program hears against the OpenAPI document.

#include "tests/http/documented_answers.h"

#include <gtest/gtest.h>
#include <map>
#include <set>
#include <simdjson.h>

#include "tests/http/raw_client.h"
#include "tools/http/described/openapi.h"

namespace tally::tests {

namespace {

namespace dom = simdjson::dom;

using Types = std::set<std::string>;
using Statuses = std::map<unsigned, Types>;
using Methods = std::map<std::string, Statuses>;

Types types_of(const dom::element& response) {
    Types types;
    dom::object content;
    if (response["content"].get(content) == simdjson::SUCCESS)
        for (const auto& [type, schema] : content) types.emplace(type);
    return types;
}

std::map<std::string, Methods> read_document() {
    static const std::string text = tools::openapi_document();
    dom::parser parser;
    const dom::element document = parser.parse(text);
    std::map<std::string, Methods> paths;
    for (const auto& [path, operations] : dom::object{document["paths"]})
        for (const auto& [method, operation] : dom::object{operations})
            for (const auto& [status, response] : dom::object{operation["responses"]}) {
                std::string_view reference;
                const bool common = response["$ref"].get(reference) == simdjson::SUCCESS;
                const auto named = reference.substr(common ? reference.rfind('/') + 1 : 0);
                paths[std::string{path}][std::string{method}][static_cast<unsigned>(std::stoul(std::string{status}))] =
                    types_of(common ? dom::element{document["components"]["responses"][named]} : response);
            }
    return paths;
}

bool is_path_of(std::string_view path, std::string_view asked) {
    while (!path.empty() && !asked.empty()) {
        path.remove_prefix(1);
        asked.remove_prefix(1);
        const auto part = path.substr(0, path.find('/'));
        const auto asked_part = asked.substr(0, asked.find('/'));
        if (part.starts_with('{') ? asked_part.empty() : part != asked_part) return false;
        path.remove_prefix(part.size());
        asked.remove_prefix(asked_part.size());
    }
    return path.empty() && asked.empty();
}

// Literal segments before {id}: /v1/session/oidc is no /v1/session/{id}.
const Methods* methods_at(std::string_view asked) {
    static const auto paths = read_document();
    if (const auto exact = paths.find(std::string{asked}); exact != paths.end()) return &exact->second;
    for (const auto& [path, methods] : paths)
        if (is_path_of(path, asked)) return &methods;
    return nullptr;
}

std::string lower(std::string_view text) {
    std::string out;
    for (const char c : text) out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return out;
}

// Once a program: RawClient is told.
[[maybe_unused]] const bool held = [] {
    RawClient::on_answer = [](const std::string& method, const std::string& target, const RawAnswer& answer) {
        const auto type = answer.headers.find("content-type");
        const auto wrong = wrong_with_answer(method, target, static_cast<unsigned>(answer.status),
                                             type == answer.headers.end() ? "" : type->second);
        if (!wrong.empty()) ADD_FAILURE() << wrong << "\n" << answer.body.substr(0, 500);
    };
    return true;
}();

}  // namespace

std::string wrong_with_answer(std::string_view method, std::string_view target, unsigned status,
                              std::string_view content_type) {
    if (const auto scheme = target.find("://"); scheme != std::string_view::npos)
        target.remove_prefix(std::min(target.size(), target.find('/', scheme + 3)));
    const auto path = target.substr(0, target.find('?'));
    const auto said = std::string{method} + " " + std::string{path} + " " + std::to_string(status) + ": ";
    const auto* methods = methods_at(path);
    if (methods == nullptr)
        return path.starts_with("/v1/") && status < 400 ? said + "the path is not in the OpenAPI document" : "";
    // Names of methods have a case: "get" is none that a path knows. HEAD is asked wherever GET is, but where GET leads
    // away.
    const bool known = std::none_of(method.begin(), method.end(), [](char c) { return c >= 'a' && c <= 'z'; }) &&
                       !(method == "HEAD" && status == 405);
    const auto found = known ? methods->find(method == "HEAD" ? "get" : lower(method)) : methods->end();
    if (found == methods->end()) return status < 400 ? said + "the method is not in the OpenAPI document" : "";
    const auto answer = found->second.find(status);
    if (answer == found->second.end()) return said + "the status is not in the OpenAPI document";
    const std::string type{content_type.substr(0, content_type.find(';'))};
    if (answer->second.empty() || answer->second.contains(type)) return "";
    return said + "the type '" + type + "' is not in the OpenAPI document";
}

}  // namespace tally::tests
