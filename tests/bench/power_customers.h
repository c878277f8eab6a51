#pragma once
// Electricity of a utility on disk: households whose meters count every quarter of an hour, and customers of mixed
// tariffs.

#include <cstdint>
#include <string>

#include "tests/bench/bench_utility.h"

namespace tally::bench {

inline constexpr int quarters_a_day = 96;
// What a household's meter counts in a quarter of an hour, in watt hours: something always on, mornings and evenings
// that differ by day, and now and then an oven. 35 to 1,000; the same of the same arguments.
[[nodiscard]] std::int64_t household_watt_hours(std::uint64_t meter, std::int32_t day, int quarter);

// A location, service point and meter with register E1 for each of the meters, found by market id NMI and its number.
void prepare_households(BenchUtility&, std::uint64_t meters, domain::Date installed_on);
[[nodiscard]] std::string household_nmi(std::uint64_t meter);

// Accounts to bill on the 3rd of February 2022, a quarter each: a fixed charge; gas by tiers, two taxes and a
// percentage; power by time of use, from quarters of an hour; power with demand over them.
void prepare_mixed_customers(BenchUtility&, std::uint64_t accounts);

}  // namespace tally::bench
