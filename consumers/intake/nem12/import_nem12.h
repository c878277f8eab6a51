#pragma once
// One NEM12 file, or an archive of them, into a division: each day of each channel becomes a command, under an id that
// makes the same file again change nothing. The file is read as it is sent, so that memory does not grow with it.

#include <filesystem>
#include <map>
#include <set>
#include <string>

#include "consumers/commands/command_port.h"
#include "consumers/intake/import_progress.h"
#include "consumers/intake/named_points.h"
#include "consumers/intake/nem12/nem12_report.h"
#include "consumers/intake/nem12/utility_days.h"
#include "consumers/intake/usage_source.h"

namespace tally::consumers {

struct Nem12Request {
    std::filesystem::path file;
    // Which channel of the service point counts a suffix; a suffix that is not named is a channel by itself.
    std::map<std::string, domain::Code> channels;
    std::set<std::string> passed_over;  // Suffixes that are not imported.
    FileClock clock = FileClock::nem;
    domain::Plain actor;
    domain::Instant received_at;  // Of every command, where the division has simulated time.
};

[[nodiscard]] tl::expected<Nem12ImportReport, ImportError> import_nem12(CommandPort&, UsageSource&, NamedPoints&,
                                                                        const Nem12Request&,
                                                                        const OnImportProgress& progress);

}  // namespace tally::consumers
