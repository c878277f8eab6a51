#pragma once
// A utility made up from a seed: control tables, customers, months of reads, bills and payments, with the troubles that
// real ones have. The same seed makes the same history.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "domain/core/date.h"
#include "eventstore/division/division.h"

namespace tally::tools {

struct DemoRequest {
    std::uint32_t accounts = 1000;
    std::uint32_t months = 24;
    std::uint64_t seed = 7;
    // Shown every command before it is sent.
    std::function<void(const eventstore::ParsedCommand&)> sends = {};
};

// How much of one kind was done, and how long it took.
struct DemoWork {
    std::string what;
    std::uint64_t count = 0;
    double seconds = 0;
};

struct DemoReport {
    std::vector<DemoWork> work;
    domain::AccountId example;  // An account with some history to look at.
    std::vector<std::string> bill_errors;
};

// Fills a fresh division that has simulated time. `progress` gets the day that was reached; false stops.
[[nodiscard]] eventstore::Result<DemoReport> fill_demo(
    eventstore::Division&, const DemoRequest&, const std::function<bool(std::uint64_t day, std::uint64_t days)>&);

// The control tables of tools/examples/utility.jsonl.
[[nodiscard]] eventstore::Result<void> apply_example_settings(
    eventstore::Division&, domain::Instant received_at,
    const std::function<void(const eventstore::ParsedCommand&)>& sends = {});
// One window a month for each of the example's cycles.
[[nodiscard]] std::vector<domain::Command> example_windows(domain::Date first_month, std::uint32_t months);

}  // namespace tally::tools
