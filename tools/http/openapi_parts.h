#pragma once
// Pieces of an OpenAPI document as text.

#include <fmt/format.h>
#include <initializer_list>
#include <string>
#include <string_view>

#include "eventstore/codec/json.h"
#include "tools/http/http_message.h"

namespace tally::tools {

inline constexpr std::string_view schemas_at = "#/components/schemas/";

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

struct Parameter {
    std::string_view name;
    std::string_view description;
    std::string_view schema;
    std::string_view place = "query";
};
[[nodiscard]] inline std::string parameter_json(const Parameter& parameter) {
    const bool required = parameter.place == "path" || parameter.name == "q";
    return fmt::format(R"({{"name":{},"in":"{}","required":{},"description":{},"schema":{}}})",
                       json_text(parameter.name), parameter.place, required, json_text(parameter.description),
                       parameter.schema);
}

// Problems by status, each with why it comes.
struct Answered {
    unsigned status;
    std::string_view why;
};
[[nodiscard]] inline std::string problems(std::initializer_list<Answered> all) {
    std::string out;
    for (const auto& one : all)
        out += fmt::format(R"(,"{}":{{"description":{},"content":{{"{}":{{"schema":{}}}}}}})", one.status,
                           json_text(one.why), problem_type, reference("", "problem"));
    return out;
}

// Of every path that asks who asks.
inline constexpr Answered signed_out{401, "Nobody is signed in, or the session or token has ended"};

}  // namespace tally::tools
