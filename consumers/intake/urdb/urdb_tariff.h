#pragma once
// One tariff of the Utility Rate Database as its file says it, in the vocabulary of version 7 or 8: prices by period
// and tier, which hour of which month belongs to which period, fixed and least charges. What would change a bill and
// has no place here is a finding.

#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "consumers/intake/urdb/urdb_findings.h"
#include "consumers/intake/urdb/urdb_json.h"
#include "domain/core/date.h"
#include "domain/core/decimal.h"
#include "domain/core/text.h"

namespace tally::consumers {

// Of demandratchetpercentage: which month a percentage is of.
enum class UrdbRatchetBy : std::uint8_t { bill_month, peak_month };

// What the caller decides about a file.
struct UrdbReading {
    std::set<std::string> ignored;                // Fields, or members of a tier, that are left out by name.
    std::optional<std::uint8_t> round_prices_to;  // Decimals; nothing: a price with more than eight is a finding.
    bool starts_elsewhere = false;                // The first day is said by the caller: startdate is not read.
    std::optional<std::uint16_t> ratchet_months;  // How many months are looked back, where the file does not say it.
    std::optional<UrdbRatchetBy> ratchet_by;
};

struct UrdbTier {
    domain::Price price;
    domain::Quantity up_to;   // Zero: no bound.
    domain::Price sell = {};  // Of energy that is sent back.
    bool operator==(const UrdbTier&) const = default;
};
using UrdbTiers = std::vector<UrdbTier>;

inline constexpr std::size_t urdb_months = 12;
inline constexpr std::size_t urdb_hours = 24;
using UrdbHours = std::array<std::array<std::uint16_t, urdb_hours>, urdb_months>;  // Period of each hour.

// Prices by period, and the hours of each. No periods: the file has none.
struct UrdbRates {
    std::vector<UrdbTiers> periods;
    UrdbHours weekday{};
    UrdbHours weekend{};
    domain::Code unit;

    // Periods that have an hour, rising.
    [[nodiscard]] std::set<std::uint16_t> used() const;
};

enum class UrdbPer : std::uint8_t { month, day, year };
struct UrdbCharge {
    domain::Price price;
    UrdbPer per = UrdbPer::month;
    std::string path;
};

// A share of earlier demand is charged at least.
struct UrdbRatchet {
    std::array<domain::Rate, urdb_months> shares{};  // Of each month; zero: none.
    UrdbRatchetBy by = UrdbRatchetBy::peak_month;
    std::uint16_t months_back = 0;
    std::string path;
};

// What becomes of energy that customers send back, by dgrules.
enum class UrdbNet : std::uint8_t { none, metering, billing_instantaneous, billing_hourly, buy_all_sell_all };

struct UrdbTariff {
    std::string path;  // Of the tariff in its file: "items[0]."; empty: it is the file.
    std::string label;
    std::string name;
    domain::Date starts;
    UrdbRates energy;
    bool bounds_per_day = false;     // Bounds of its tiers are a day's.
    bool bounds_per_demand = false;  // They are per kW of the highest demand.
    std::string bounds_path;         // Of the first unit that says so.
    UrdbRates demand;                // By the hour.
    UrdbRates flat_demand;           // By the month: all hours of it alike.
    std::uint16_t window_minutes = 0;
    std::optional<UrdbRatchet> ratchet;
    std::optional<UrdbCharge> fixed;
    std::optional<UrdbCharge> minimum;
    std::optional<UrdbCharge> annual_minimum;
    UrdbNet net = UrdbNet::none;
    std::string net_path;   // Of the field that says it.
    std::string sell_path;  // Of the first price of energy sent back that is not zero.
    // Texts of the file that may say more than its numbers do: not read, for people to look at.
    std::vector<std::string> remarks;
};

// Reads an object of the file. What is wrong is added to the findings, and the tariff is not to be used then.
[[nodiscard]] UrdbTariff read_urdb_tariff(const UrdbValue&, std::string path, const UrdbReading&, UrdbFindings&);

}  // namespace tally::consumers
