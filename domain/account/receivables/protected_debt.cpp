#include "domain/account/receivables/protected_debt.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

namespace tally::domain {

// Items of an account that arose before a day: charged for days of before, or entered before. An item that also has
// days of after is counted among them whole, since collecting protected debt is worse than waiting for some.
class ItemsOfBefore {
  public:
    ItemsOfBefore(World& world, const AccountId& account, Date day) : day_(day) {
        world.history(stream_of(account), [&](const RecordedEvent& recorded) {
            visit([&](const auto& event) { add(event); }, recorded.event);
        });
    }
    [[nodiscard]] bool has(const OpenItem& item) const {
        return item.ages_from < day_ || before_.contains({item.document.str(), item.sa.str()});
    }

  private:
    void mark(const DocumentId& document, const ServiceAgreementId& sa) { before_.emplace(document.str(), sa.str()); }
    [[nodiscard]] bool marked(const DocumentId& document, const ServiceAgreementId& sa) const {
        return before_.contains({document.str(), sa.str()});
    }

    template <class Other>
    void add(const Other& event) {
        if constexpr (requires { Other::changes; })
            if (event.financial.payoff > Money{} && event.financial.effective_date < day_)
                mark(event.*Other::changes.document, event.*Other::changes.sa);
    }
    void add(const BillSegmentFrozen& event) {
        if (event.from < day_) mark(event.invoice, event.sa);
    }
    void add(const SpecialChargeCreated& event) {
        if (event.created_on < day_) charges_.insert(event.charge.str());
    }
    void add(const SpecialChargeBilled& event) {
        if (charges_.contains(event.charge.str())) mark(event.invoice, event.sa);
    }
    void add(const LateChargeAssessed& event) {
        if (event.financial.effective_date < day_ || marked(event.overdue, event.sa)) mark(event.charge, event.sa);
    }
    void add(const ArrangementInstalmentBilled& event) {
        for (const ArrangedPart& line : event.lines)
            if (marked(line.document, line.sa)) mark(event.instalment, line.sa);
    }

    Date day_;
    std::set<std::pair<std::string, std::string>> before_;
    std::set<std::string> charges_;
};

ProtectedDebt::ProtectedDebt(World& world, const AccountId& account, Date on) : world_(world), account_(account) {
    for (const Protection& one : world.collections_of(account).protections) {
        const ProtectionType* type = world.settings().protection_type(one.protection_type, on);
        if (type && type->debt_before) protections_.push_back({one, nullptr});
    }
}
ProtectedDebt::~ProtectedDebt() = default;

bool ProtectedDebt::is_of_before(Before& before, const OpenItem& item) {
    if (!before.protection.covers(item.sa)) return false;
    if (!before.items) before.items = std::make_unique<ItemsOfBefore>(world_, account_, before.protection.from);
    return before.items->has(item);
}

bool ProtectedDebt::has(const OpenItem& item, Date day) {
    return std::any_of(protections_.begin(), protections_.end(),
                       [&](Before& one) { return one.protection.holds(day) && is_of_before(one, item); });
}

std::vector<Period> ProtectedDebt::unprotected(const OpenItem& item, Period period) {
    std::vector<Period> left{period};
    for (Before& one : protections_) {
        const Date from = one.protection.from;
        const Date until = one.protection.until.is_set() ? one.protection.until : period.until;
        if (until <= period.from || period.until <= from || !is_of_before(one, item)) continue;
        std::vector<Period> cut;
        for (const Period& days : left) {
            if (days.from < std::min(from, days.until)) cut.push_back({days.from, std::min(from, days.until)});
            if (std::max(until, days.from) < days.until) cut.push_back({std::max(until, days.from), days.until});
        }
        left = std::move(cut);
    }
    return left;
}

}  // namespace tally::domain
