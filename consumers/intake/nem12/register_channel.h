#pragma once
// Which channel of a service point counts a suffix of the file, as people write it: "E1=kwh".

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

#include "domain/core/text.h"

namespace tally::consumers {

// Error: what is wrong with it, and what is expected.
[[nodiscard]] tl::expected<std::pair<std::string, domain::Code>, std::string> register_channel(std::string_view pair);

}  // namespace tally::consumers
