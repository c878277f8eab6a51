#pragma once
// The key of a line as clients carry it from one page to the next: opaque, and good for the question that it came from
// only. It opens nothing that the question does not.

#include <optional>
#include <string>
#include <string_view>

namespace tally::projections {

// `question`: everything that the cursor is bound to.
[[nodiscard]] std::string cursor_of(std::string_view question, std::string_view key);
// Nothing: it is not a cursor of this question.
[[nodiscard]] std::optional<std::string> key_in_cursor(std::string_view question, std::string_view cursor);

}  // namespace tally::projections
