#include "tools/http/routes/question_body.h"

#include <algorithm>
#include <optional>
#include <simdjson.h>
#include <utility>

#include "tools/http/divisions/asked_division.h"
#include "tools/http/routes/command_routes.h"

namespace tally::tools {

namespace {

namespace dom = simdjson::dom;

HttpAnswer unreadable_question() {
    return http_problem(400,
                        "the body cannot be read: send a JSON object with the parameters that /v1/openapi.json "
                        "describes",
                        "unreadable");
}

// Nothing: a value is no text, whole number, true or false.
std::optional<std::string> text_of_value(const dom::element& value) {
    switch (value.type()) {
        case dom::element_type::STRING:
            return std::string{std::string_view{value}};
        case dom::element_type::INT64:
            return std::to_string(std::int64_t{value});
        case dom::element_type::UINT64:
            return std::to_string(std::uint64_t{value});
        case dom::element_type::BOOL:
            return bool{value} ? "true" : "false";
        default:
            return std::nullopt;
    }
}

// As in the query of an address.
std::string wrong_with_value(const std::optional<std::string>& value) {
    if (!value) return "it is neither text, nor a whole number, true or false: give one of them";
    if (value->empty()) return "it has no value: give one, or leave it out";
    const bool controls =
        std::any_of(value->begin(), value->end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
    return controls ? "it has a control character: leave it out" : "";
}

}  // namespace

tl::expected<RequestParameters, HttpAnswer> parameters_in_body(const HttpRequest& request,
                                                               const RequestTarget& target) {
    if (auto wrong = wrong_sender(request, {json_type})) return tl::unexpected(std::move(*wrong));
    if (!target.parameters.empty())
        return tl::unexpected(bad_parameter(target.parameters.begin()->first,
                                            "by POST a question has its parameters in the body: put it there"));
    dom::parser parser;
    dom::object members;
    if (parser.parse(request.body).get(members) != simdjson::SUCCESS) return tl::unexpected(unreadable_question());
    RequestParameters parameters;
    for (const auto& [key, value] : members) {
        const std::string name{key};
        if (wrong_with_value(name) != "") return tl::unexpected(unreadable_question());
        auto text = text_of_value(value);
        if (const auto wrong = wrong_with_value(text); !wrong.empty())
            return tl::unexpected(bad_parameter(name, wrong));
        if (!parameters.emplace(name, std::move(*text)).second)
            return tl::unexpected(bad_parameter(name, "it is given twice: give it once"));
    }
    return parameters;
}

}  // namespace tally::tools
