#pragma once
// Text that people will see, on a statement or a screen: one rule for what may come in, one way to print what is
// stored. Events from before the rule may hold anything, so printing does not rely on it.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tally::domain {

// Longest text that a command may carry in one field.
constexpr std::size_t shown_text_bytes_max = 500;

// What is wrong with a text, such as "U+001B at byte 6"; nullopt where it is fit to be seen. Fit is valid UTF-8 of at
// most shown_text_bytes_max bytes without control characters, line breaks and bidirectional overrides, and with at
// least one visible character; the empty text is fit. The answer repeats nothing of the text.
[[nodiscard]] std::optional<std::string> unfit_to_show(std::string_view text);

enum class LineBreaks { escaped, kept };
// The text with everything that could move a cursor, end a line or turn the reading direction written as \u{1B}.
[[nodiscard]] std::string escaped_to_show(std::string_view text, LineBreaks = LineBreaks::escaped);

}  // namespace tally::domain
