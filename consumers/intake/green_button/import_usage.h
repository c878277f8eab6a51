#pragma once
// One Green Button file into a division: reads it, holds it against what is recorded, sends the commands and reports.
// The same file again changes nothing.

#include <filesystem>
#include <functional>
#include <string>
#include <variant>

#include "consumers/commands/command_port.h"
#include "consumers/commands/held_division.h"
#include "consumers/intake/green_button/usage_import.h"
#include "consumers/intake/green_button/usage_import_report.h"
#include "consumers/intake/intake_error.h"

namespace tally::consumers {

struct ImportRequest {
    std::filesystem::path file;
    domain::ServicePointId service_point;
    domain::Code channel;  // These four as in UsageImportRequest.
    std::string usage_point;
    std::string unit;
    std::int64_t flow_direction = delivered_flow;
    domain::Plain actor;
    domain::Instant received_at;  // Of every command, where the division has simulated time.
};

struct ImportProgress {
    std::uint64_t commands = 0;
    std::uint64_t answered = 0;
};

// The file was refused whole, or the division failed.
using ImportError = std::variant<IntakeError, DivisionError>;

// progress is called after each answer and may return false to stop; what was sent is finished first.
[[nodiscard]] tl::expected<UsageImportReport, ImportError> import_green_button(
    CommandPort&, HeldDivision&, const ImportRequest&, const std::function<bool(const ImportProgress&)>& progress);

}  // namespace tally::consumers
