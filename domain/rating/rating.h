#pragma once
// Rating: what charge days and measured quantities cost under the versions of a tariff [rules 2, 3, 4].
// Pure arithmetic over facts; taxes are added per invoice by tax.h, GL accounts and line ids by the bill.

#include <optional>
#include <span>
#include <vector>

#include "domain/books/bill_line.h"
#include "domain/books/billed_demand.h"
#include "domain/books/year_to_date.h"
#include "domain/core/refusal.h"
#include "domain/rating/timed_use.h"
#include "domain/settings/types.h"
#include "domain/tariff/state.h"

namespace tally::domain::rating {

// How many of what the tariff prices are charged from a day on: lamps, dwellings behind one meter, shares of water.
struct CountFrom {
    Date from;  // Unset: from the first day.
    Quantity count;
};

// What one service agreement is charged for.
struct Usage {
    Period charge_days;                             // Half-open; may be empty on a same-day move.
    EdgeProration edge = EdgeProration::by_tariff;  // Of a first or final segment; by_tariff for all others.
    std::span<const UsedRead> reads;                // Quantities with all factors in, within or over the charge days.
    std::span<const MeasuredIntervals> intervals = {};  // Where a version has hours: of each channel it prices.
    std::span<const Date> holidays = {};                // At least those of the charge days, rising.
    std::span<const BilledDemand> past_demands = {};    // Of earlier bills, where a version looks back on them.
    YearToDate carried = {};                            // From the bill before, the latest of each component.
    bool final_segment = false;                         // What is carried ends with it.
    TimePlans* plans = nullptr;                         // Where many are rated: has the holidays, too.
    std::span<const CountFrom> counts = {};             // Rising; empty: one.
    std::uint16_t periods = 1;                          // Normal periods that are billed together.
};

// The part of a period in which one version of a tariff is in force.
struct PricePeriod {
    Period days;
    const TariffPublished* version = nullptr;
    const TariffTimes* times = nullptr;  // nullptr: all hours are alike.
    const DemandTerms* terms = nullptr;  // nullptr: demand is charged as measured, and decides nothing else.
    const TariffYearTermsPublished* year = nullptr;  // nullptr: nothing is settled by the year.
    Quantity count = one_unit;                       // How many of what the version prices.
};
// The price periods of the charge days, in order; of an empty period, the one of its day. Refuses where no version is
// in force on the first day.
[[nodiscard]] Decided<std::vector<PricePeriod>> price_periods(const TariffState& tariff, Period charge_days);

// What proration is for: the options of a first or final segment treat them differently [rule 2].
enum class Prorated { fixed_charge, tier_bounds };
// The exact factor for `part` of `charge_days`: day for day of the charge days where these are a full period by the
// version's tolerance, else of its normal days. Zero: not charged. Where several normal periods are billed together,
// days that are so many of them within so many times the tolerance count as that many.
[[nodiscard]] Fraction proration(Period part, Period charge_days, const TariffPublished& version, EdgeProration edge,
                                 Prorated prorated, std::uint16_t periods = 1);
// To how many normal periods of the version the days come, half a one rounded up.
[[nodiscard]] std::int64_t whole_periods(std::int64_t days, const TariffPublished& version);

// What charge days cost, and the demand that it rests on: where a version has terms of demand, of each of its
// components of demand. What it carries on to the next bill, where a version settles anything by the year.
struct Rated {
    std::vector<BillLine> lines;
    std::vector<BilledDemand> demands;
    YearToDate year;
};
// The charge lines, one a component price, price period and tier: fixed and daily charges, usage, demand, percentages,
// top-up to the minimum. `tax_codes` are put on every line of a taxable component. No tax, no ids, no GL accounts.
[[nodiscard]] Decided<Rated> rate_with_demand(const TariffState& tariff, const Usage& usage,
                                              const std::vector<Code>& tax_codes, std::uint8_t currency_decimals);
// The lines alone.
[[nodiscard]] Decided<std::vector<BillLine>> rate(const TariffState& tariff, const Usage& usage,
                                                  const std::vector<Code>& tax_codes, std::uint8_t currency_decimals);

// Sum of the lines' amounts, each without its sign.
[[nodiscard]] Int128 size_of(const std::vector<BillLine>& lines);

// The share of `amount`, spread evenly over the days of `whole`, that falls on the days of `part` within it. Shares of
// parts side by side add up to the amount.
[[nodiscard]] std::int64_t share_of_days(std::int64_t amount, Period whole, Period part);

// Money as a quantity, for lines whose quantity is a basis in currency. nullopt: over the largest quantity.
[[nodiscard]] std::optional<Quantity> as_quantity(Money amount, std::uint8_t currency_decimals);

}  // namespace tally::domain::rating
