#pragma once
// One tariff in a world of its own, and a year of hours that it is charged for, month after month.

#include <span>
#include <string_view>
#include <vector>

#include "domain/rating/rating.h"
#include "domain/tariff/commands.h"
#include "tests/support/test_world.h"

namespace tally::test {

// 2018 began on a Monday and had 365 days; in UTC each had 24 hours. The channel counts kWh.
inline constexpr int measured_year_number = 2018;
[[nodiscard]] domain::rating::MeasuredIntervals measured_year(std::vector<domain::Quantity> hours,
                                                              std::string_view channel = "E1");
[[nodiscard]] domain::Period month_of_measured_year(unsigned month);

class PublishedTariff {
  public:
    // The command must be accepted.
    explicit PublishedTariff(const domain::PublishTariff&);
    [[nodiscard]] const domain::TariffState& state();
    // Demands and the year's sums are carried from bill to bill. `plans`: nullptr, or the tariff's hours as compiled.
    [[nodiscard]] domain::Decided<std::vector<domain::BillLine>> bill(
        std::span<const domain::rating::MeasuredIntervals> channels, domain::Period days,
        domain::rating::TimePlans* plans = nullptr);

  private:
    TestWorld world_;
    domain::TariffId id_;
    domain::YearToDate carried_;  // From the bill before.
    std::vector<domain::BilledDemand> past_demands_;
};

}  // namespace tally::test
