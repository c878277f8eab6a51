#pragma once
// A file of tariffs, read whole: the commands that publish them, or what is wrong. Nothing is sent here.

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "consumers/intake/intake_error.h"
#include "consumers/intake/urdb/urdb_command.h"
#include "consumers/intake/urdb/urdb_findings.h"
#include "consumers/intake/urdb/urdb_json.h"
#include "domain/envelope.h"
#include "eventstore/codec/command_json.h"

namespace tally::consumers {

struct UrdbRequest {
    std::filesystem::path file;
    UrdbTarget target;
    UrdbReading reading;
    domain::Plain actor;
    domain::Instant received_at;  // Of every command, where the division has simulated time.
};

struct UrdbPlan {
    std::vector<domain::PublishTariff> commands;  // By effective date. Of no use where there are findings.
    UrdbFindings findings;
    std::vector<std::string> remarks;  // Texts of the file.
};

// A tariff {…}, an answer of the API {"items":[…]}, or a list of tariffs.
[[nodiscard]] Intake<UrdbPlan> plan_urdb(const UrdbRequest&);
[[nodiscard]] UrdbPlan plan_urdb(const UrdbValue& document, const UrdbRequest&);

// The id of the command is a function of all that it says, so that the same file makes the same commands. `attempt`
// above 1: the command was sent before, and what it published was withdrawn.
[[nodiscard]] eventstore::ParsedCommand sent_of(const domain::PublishTariff&, const UrdbRequest&,
                                                std::uint32_t attempt);

}  // namespace tally::consumers
