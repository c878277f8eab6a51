#pragma once
// Whether an answer is one that the OpenAPI document has for its path and method.

#include <string>
#include <string_view>

namespace tally::tests {

// Empty: it is. `content_type` as the header has it; without a body it is not looked at.
[[nodiscard]] std::string wrong_with_answer(std::string_view method, std::string_view target, unsigned status,
                                            std::string_view content_type);

}  // namespace tally::tests
