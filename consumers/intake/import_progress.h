#pragma once
// What an import of a file says while it runs, and how it ends early.

#include <cstdint>
#include <functional>
#include <variant>

#include "consumers/division_error.h"
#include "consumers/intake/intake_error.h"

namespace tally::consumers {

struct ImportProgress {
    std::uint64_t commands = 0;
    std::uint64_t answered = 0;
};
// Called after each answer; false stops the import. What was sent is finished first.
using OnImportProgress = std::function<bool(const ImportProgress&)>;

// The file was refused whole, or the division failed.
using ImportError = std::variant<IntakeError, DivisionError>;

}  // namespace tally::consumers
