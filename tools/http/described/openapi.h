#pragma once
// What is answered over HTTP as an OpenAPI 3.1 document, made from the table of questions and the descriptions of
// commands, receipts and answers, so that it cannot differ from them.

#include <string>
#include <string_view>

namespace tally::tools {

inline constexpr std::string_view openapi_path = "/v1/openapi.json";

// One JSON object on lines of its own for each path and schema, so that a change is seen in a diff.
[[nodiscard]] std::string openapi_document();

}  // namespace tally::tools
