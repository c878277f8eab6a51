#pragma once
// The arithmetic of a bill line written out: what is multiplied, what comes out, how it was rounded.

#include <string>
#include <vector>

#include "domain/books/bill_line.h"
#include "domain/rating/rating.h"
#include "projections/explain/demand_peak.h"

namespace tally::projections {

// Numbers as a bill shows them.
[[nodiscard]] std::string price_text(domain::Price, std::uint8_t currency_decimals);
[[nodiscard]] std::string percent_text(std::int64_t rate_units);  // "8.875%"
[[nodiscard]] std::string rounding_text(domain::Rounding);        // "rounded half away from zero"
[[nodiscard]] std::string with_unit(domain::Quantity, const domain::Code& unit);

// "… = 40.00", or "… = 40.004, rounded half away from zero: 40.00".
[[nodiscard]] std::string result_text(domain::Price unrounded, domain::Money amount, domain::Rounding,
                                      std::uint8_t currency_decimals);

// What a line is explained with: its segment's facts and the lines before it.
struct LineFacts {
    const domain::TariffPublished* version = nullptr;  // Null for taxes and special charges.
    domain::Period charge_days;
    domain::EdgeProration edge = domain::EdgeProration::by_tariff;
    const std::vector<domain::UsedRead>* reads = nullptr;
    const std::vector<domain::BillLine>* lines = nullptr;  // All of the segment.
    std::size_t index = 0;                                 // Of the line among them.
    std::uint8_t currency_decimals = 2;
    const domain::TariffTimes* times = nullptr;                    // Null where all hours are alike.
    const MeasuredHours* measured = nullptr;                       // Null where the bill could not be computed again.
    const domain::DemandTerms* terms = nullptr;                    // Null where the version has none.
    const std::vector<domain::BilledDemand>* demands = nullptr;    // Of the segment, computed again.
    const domain::TariffYearTermsPublished* year_terms = nullptr;  // Null where the version has none.
    const domain::YearToDate* year = nullptr;                      // Of the segment, computed again.
    domain::Quantity count = domain::one_unit;                     // How many of what is priced, on the line's days.
};
// Steps of a line that a tariff priced; the last one ends in its amount.
[[nodiscard]] std::vector<std::string> tariff_arithmetic(const LineFacts&);
// nullptr: the version has no such component.
[[nodiscard]] const domain::TariffComponent* component_of(const domain::TariffPublished&, const domain::Code&);

// Why a segment of so many days is prorated or not.
// periods: normal periods that are billed together.
[[nodiscard]] std::string proration_text(const domain::TariffPublished&, domain::Period charge_days,
                                         domain::EdgeProration, std::uint16_t periods);

}  // namespace tally::projections
