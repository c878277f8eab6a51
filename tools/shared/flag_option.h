#pragma once
// What kind of option one of the command line's is.

#include <CLI/CLI.hpp>

namespace tally::tools {

// It takes no value.
[[nodiscard]] inline bool is_flag(const CLI::Option& option) {
    return option.get_expected_max() == 0 || option.get_items_expected_max() == 0;
}

}  // namespace tally::tools
