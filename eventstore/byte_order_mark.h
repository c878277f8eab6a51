#pragma once
// Editors and spreadsheets put a byte order mark (EF BB BF) before UTF-8 text; it is no part of what the text says.

#include <string_view>

namespace tally::eventstore {

[[nodiscard]] constexpr std::string_view without_byte_order_mark(std::string_view text) {
    constexpr std::string_view mark = "\xEF\xBB\xBF";
    if (text.starts_with(mark)) text.remove_prefix(mark.size());
    return text;
}

}  // namespace tally::eventstore
