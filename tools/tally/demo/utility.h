#pragma once
// A utility made up from a seed: control tables, customers, months of reads, bills and payments, with the troubles that
// real ones have. The same seed makes the same history.

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "domain/core/date.h"
#include "eventstore/division/division.h"
#include "tools/tally/demo/sender.h"
#include "tools/tally/demo/sights.h"

namespace tally::tools {

struct DemoRequest {
    std::uint32_t accounts = 1000;
    std::uint32_t months = 24;
    std::uint64_t seed = 7;
    // Percent of how often troubles usually happen.
    std::uint32_t troubles = 100;
    // Bills, payments, moves and corrections only.
    bool plain = false;
    // Shown every command that changed something.
    ShowCommand sends = {};
};

struct DemoReport {
    std::vector<DemoWork> work;
    domain::AccountId example;      // An account with some history to look at.
    std::vector<DemoSight> sights;  // None where it is plain.
    std::vector<std::string> bill_errors;
    // What people and processes tried and the rules refused, by the name of the rejection.
    std::map<std::string, std::uint64_t> refused;
};

// Fills a fresh division that has simulated time. `progress` gets the day that was reached; false stops.
[[nodiscard]] eventstore::Result<DemoReport> fill_demo(
    eventstore::Division&, const DemoRequest&, const std::function<bool(std::uint64_t day, std::uint64_t days)>&);

}  // namespace tally::tools
