#pragma once
// One CSV file of reads or of interval values, or an archive of them, into a division, as a mapping declares it: each
// read, and each whole day of a channel, becomes a command, under an id that makes the same file again change nothing.
// The file is read as it is sent; what is kept is one day of each channel that the file is in.

#include <filesystem>

#include "consumers/commands/command_port.h"
#include "consumers/intake/csv/csv_mapping.h"
#include "consumers/intake/csv/csv_report.h"
#include "consumers/intake/import_progress.h"
#include "consumers/intake/named_points.h"
#include "consumers/intake/usage_source.h"

namespace tally::consumers {

struct CsvRequest {
    std::filesystem::path file;
    CsvMapping mapping;
    domain::Plain actor;
    domain::Instant received_at;  // Of every command, where the division has simulated time.
};

// Channels that one file may have.
inline constexpr std::size_t csv_channels_max = 1'000'000;

[[nodiscard]] tl::expected<CsvImportReport, ImportError> import_csv(CommandPort&, UsageSource&, NamedPoints&,
                                                                    const CsvRequest&,
                                                                    const OnImportProgress& progress);

}  // namespace tally::consumers
