#pragma once
// Numbers of market transactions, and how they are found.

#include <optional>
#include <string>
#include <string_view>

#include "domain/core/text.h"

namespace tally::domain {

inline constexpr std::string_view market_mark = "-MT";

[[nodiscard]] inline DocumentId market_id(const PremiseId& premise, std::uint64_t number) {
    return DocumentId{premise.str() + std::string{market_mark} + std::to_string(number)};
}
// The premise whose transaction an id of this form is; nothing: it has another form.
[[nodiscard]] inline std::optional<PremiseId> premise_in(std::string_view id) {
    const auto last = id.find_last_not_of("0123456789");
    if (last == std::string_view::npos || last + 1 == id.size() || last + 1 < market_mark.size()) return std::nullopt;
    const auto mark = last + 1 - market_mark.size();
    if (mark == 0 || id.substr(mark, market_mark.size()) != market_mark) return std::nullopt;
    return PremiseId{std::string{id.substr(0, mark)}};
}
// In the directory. Ids have no '/'.
[[nodiscard]] inline std::string market_reference(const Code& sender, const Plain& reference) {
    return sender.str() + "/" + reference.str();
}

}  // namespace tally::domain
