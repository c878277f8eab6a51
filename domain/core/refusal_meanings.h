#pragma once
// What each rejection means, whatever command was refused. The refusal itself names field and value, and its cure fits
// them; here is what is true of all that have the name.

#include <span>
#include <string_view>

#include "domain/core/refusal.h"

namespace tally::domain {

struct RefusalMeaning {
    Rejection rejection;
    std::string_view meaning;
    std::string_view cure;
};

// One for each rejection, in the order of their names in Rejection.
[[nodiscard]] std::span<const RefusalMeaning> refusal_meanings();

}  // namespace tally::domain
