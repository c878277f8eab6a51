#pragma once
// A utility made up from a seed: control tables, customers, months of reads, bills and payments, with the troubles that
// real ones have. The same seed makes the same history.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "domain/core/date.h"
#include "eventstore/division/division.h"
#include "tools/tally/demo/sender.h"

namespace tally::tools {

struct DemoRequest {
    std::uint32_t accounts = 1000;
    std::uint32_t months = 24;
    std::uint64_t seed = 7;
    // Bills, payments, moves and corrections only.
    bool plain = false;
    // Shown every command before it is sent.
    ShowCommand sends = {};
};

// Something that happened, and a question that shows one of them.
struct DemoSight {
    std::string what;
    std::uint64_t times = 0;
    std::string question;  // For `tally show`.
};

struct DemoReport {
    std::vector<DemoWork> work;
    domain::AccountId example;  // An account with some history to look at.
    std::vector<DemoSight> sights;
    std::vector<std::string> bill_errors;
};

// Fills a fresh division that has simulated time. `progress` gets the day that was reached; false stops.
[[nodiscard]] eventstore::Result<DemoReport> fill_demo(
    eventstore::Division&, const DemoRequest&, const std::function<bool(std::uint64_t day, std::uint64_t days)>&);

}  // namespace tally::tools
