#pragma once
// The OpenAPI document as a page to read: one HTML text without a script, so that it is read with any browser, found in
// with the browser's own search, and printed.

#include <string>
#include <string_view>

namespace tally::tools {

inline constexpr std::string_view reference_path = "/v1/reference";
inline constexpr std::string_view reference_style_path = "/v1/reference.css";

// Of a document as openapi_document() makes it.
[[nodiscard]] std::string reference_page(std::string_view openapi_document);
[[nodiscard]] std::string_view reference_style();

}  // namespace tally::tools
