#pragma once
// What a budget plan asks for each month, from what was billed: the mean month of the latest twelve months of charge
// days.

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "domain/core/date.h"
#include "domain/core/money.h"
#include "domain/world.h"

namespace tally::domain {

// A segment that stands: its charge days and what they cost, with tax.
struct BilledPeriod {
    SegmentId segment;
    Period charge_days;
    Money total;
    bool operator==(const BilledPeriod&) const = default;
};

// Those of one agreement, event by event of its account.
class BilledPeriods {
  public:
    // Counts what was billed by that day and not taken back by then.
    BilledPeriods(ServiceAgreementId sa, Date on) : sa_(std::move(sa)), on_(on) {}
    void add(const Event&);
    // In order of their charge days. A segment that was made again counts once, as it was made again.
    [[nodiscard]] std::vector<BilledPeriod> in_order() const;

  private:
    ServiceAgreementId sa_;
    Date on_;
    std::vector<BilledPeriod> periods_;
};
[[nodiscard]] std::vector<BilledPeriod> billed_periods(World&, const AccountId&, const ServiceAgreementId&, Date on);

struct BudgetAmount {
    Period charge_days;  // Over which it was computed; unset: nothing was billed.
    Money billed;        // For them.
    Money amount;        // For a month, rounded up to a whole unit of the currency; zero: there is none to compute.
    bool operator==(const BudgetAmount&) const = default;
};
// Counts the periods that lie whole within the twelve months before the last charge day; where the last one is longer
// than that, it alone. A month is a twelfth of 365 days, so that bills of any length give the same amount. The periods
// are in order.
[[nodiscard]] BudgetAmount budget_amount(std::span<const BilledPeriod>, std::uint8_t decimals);

}  // namespace tally::domain
