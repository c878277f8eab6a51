#pragma once
// What happened in a division, and a question that shows one of each.

#include <cstdint>
#include <string>
#include <vector>

#include "eventstore/division/division.h"

namespace tally::tools {

struct DemoSight {
    std::string what;
    std::uint64_t times = 0;
    std::string question;  // For `tally show`.
};

// Counted from the log, in the order of a customer's life.
[[nodiscard]] eventstore::Result<std::vector<DemoSight>> sights_of(const eventstore::Division&);

}  // namespace tally::tools
