#pragma once
// One NEM13 file, or an archive of them, into a division: each read of each register becomes a command, under an id
// that makes the same file again change nothing. The file is read as it is sent.

#include <filesystem>
#include <map>
#include <set>
#include <string>

#include "consumers/commands/command_port.h"
#include "consumers/intake/import_progress.h"
#include "consumers/intake/named_points.h"
#include "consumers/intake/nem13/nem13_report.h"
#include "consumers/intake/usage_source.h"

namespace tally::consumers {

struct Nem13Request {
    std::filesystem::path file;
    // Which register of the service point a suffix is; one that is not named is a channel by itself. What is returned
    // to the grid (direction I) is taken of suffixes that are named here only.
    std::map<std::string, domain::Code> channels;
    std::set<std::string> passed_over;  // Suffixes that are not imported.
    bool any_serial = false;            // The file's serial numbers are not the badge numbers of the meters.
    domain::Plain actor;
    domain::Instant received_at;  // Of every command, where the division has simulated time.
};

[[nodiscard]] tl::expected<Nem13ImportReport, ImportError> import_nem13(CommandPort&, UsageSource&, NamedPoints&,
                                                                        const Nem13Request&,
                                                                        const OnImportProgress& progress);

}  // namespace tally::consumers
