#pragma once
// Pieces of an OpenAPI document as text.

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <initializer_list>
#include <string>
#include <string_view>

#include "eventstore/codec/json.h"
#include "tools/http/server/http_message.h"

namespace tally::tools {

inline constexpr std::string_view schemas_at = "#/components/schemas/";
inline constexpr std::string_view responses_at = "#/components/responses/";

[[nodiscard]] inline std::string json_text(std::string_view text) {
    std::string out;
    eventstore::write_json_string(text, out);
    return out;
}

[[nodiscard]] inline std::string reference(std::string_view prefix, std::string_view name) {
    return fmt::format(R"({{"$ref":"{}{}{}"}})", schemas_at, prefix, name);
}

[[nodiscard]] inline std::string header_member(std::string_view name, std::string_view description,
                                               std::string_view schema) {
    return fmt::format(R"({}:{{"description":{},"schema":{}}})", json_text(name), json_text(description), schema);
}

// Of a parameter: what the reader of targets takes.
inline constexpr std::string_view text_schema =
    R"({"type":"string","minLength":1,"pattern":"^[^\\u0000-\\u001f\\u007f]*$"})";
inline constexpr std::string_view code_schema =
    R"({"type":"string","minLength":1,"maxLength":64,"pattern":"^[^\\u0000-\\u001f\\u007f]*$"})";
inline constexpr std::string_view id_text_schema =
    R"({"type":"string","minLength":1,"maxLength":64,"pattern":"^[!-.0-~]+$"})";
inline constexpr std::string_view position_schema = R"({"type":"integer","minimum":0,"maximum":9223372036854775807})";
inline constexpr std::string_view division_schema = R"({"type":"integer","minimum":0,"maximum":2147483647})";
inline constexpr std::string_view date_schema =
    R"({"type":"string","format":"date","pattern":"^(19|2[0-9])[0-9]{2}-"})";
// A log position, an instant, or a day.
inline constexpr std::string_view moment_schema =
    R"({"type":"string","pattern":"^([0-9]{1,18}|(19|2[0-9])[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])(T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z)?)$"})";

struct Parameter {
    std::string_view name;
    std::string_view description;
    std::string_view schema;
    std::string_view place = "query";
    bool required = false;  // Of a path they all are.
};
[[nodiscard]] inline std::string parameter_json(const Parameter& parameter) {
    const bool required = parameter.required || parameter.place == "path" || parameter.name == "q";
    return fmt::format(R"({{"name":{},"in":"{}","required":{},"description":{},"schema":{}}})",
                       json_text(parameter.name), parameter.place, required, json_text(parameter.description),
                       parameter.schema);
}

// Problems by status, each with why it comes.
struct Answered {
    unsigned status;
    std::string_view why;
};
// What the server answers at any path, before or beside what is there, as far as the path itself has no reason to say
// the same status. Each is a response of the components.
struct CommonProblem {
    unsigned status;
    std::string_view name;
    std::string_view why;
    bool says_when = false;  // With Retry-After.
};
inline constexpr std::array<CommonProblem, 9> common_problems{{
    {400, "malformed", "This is not a request that can be read", false},
    {413, "too_long", "The body is longer than this path takes", false},
    {417, "expectation", "Expect asks for something other than 100-continue", false},
    {421, "misdirected", "Host is not a name of this server", false},
    {429, "too_many", "Too many requests came from there: Retry-After says when to try again", true},
    {431, "header_too_long", "Path and headers are too long", false},
    {500, "failed", "The program or its store failed: its log says why", false},
    {501, "coding_unknown", "The Transfer-Encoding is none that is known here", false},
    {503, "busy", "Too much is asked at once: try again", true},
}};
[[nodiscard]] inline std::string problem_content() {
    return fmt::format(R"("content":{{"{}":{{"schema":{}}}}})", problem_type, reference("", "problem"));
}
// Members of an operation's `responses`, each with a comma before it.
[[nodiscard]] inline std::string problems(std::initializer_list<Answered> all) {
    std::string out;
    for (const auto& one : all)
        out += fmt::format(R"(,"{}":{{"description":{},{}}})", one.status, json_text(one.why), problem_content());
    for (const auto& common : common_problems)
        if (std::none_of(all.begin(), all.end(), [&](const Answered& one) { return one.status == common.status; }))
            out += fmt::format(R"(,"{}":{{"$ref":"{}{}"}})", common.status, responses_at, common.name);
    return out;
}

// Of every path that asks who asks.
inline constexpr Answered signed_out{401, "No user is signed in, or the session or token has ended"};

}  // namespace tally::tools
