#pragma once
// One Green Button file into a division: reads it, holds it against what is recorded, sends the commands and reports.
// The same file again changes nothing.

#include <filesystem>
#include <string>

#include "consumers/commands/command_port.h"
#include "consumers/commands/held_division.h"
#include "consumers/intake/green_button/usage_import.h"
#include "consumers/intake/green_button/usage_import_report.h"
#include "consumers/intake/import_progress.h"
#include "consumers/intake/usage_source.h"

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

[[nodiscard]] tl::expected<UsageImportReport, ImportError> import_green_button(CommandPort&, UsageSource&,
                                                                               const ImportRequest&,
                                                                               const OnImportProgress& progress);
// Into a division that this program holds.
[[nodiscard]] tl::expected<UsageImportReport, ImportError> import_green_button(CommandPort&, HeldDivision&,
                                                                               const ImportRequest&,
                                                                               const OnImportProgress& progress);

}  // namespace tally::consumers
