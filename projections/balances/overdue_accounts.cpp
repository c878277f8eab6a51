#include "projections/balances/overdue_accounts.h"

#include <algorithm>
#include <map>
#include <string>

#include "domain/account/rules_class.h"
#include "eventstore/division/state_rows.h"
#include "projections/states_as_of.h"

namespace tally::projections {

using namespace domain;

namespace {
// What a class is charged for being late on the day, found once for each class.
class PoliciesOf {
  public:
    PoliciesOf(const SettingsState& settings, Date on) : settings_(settings), on_(on) {}
    // nullptr: nothing.
    const LateChargePolicy* operator()(const Code& customer_class) {
        const auto known = policies_.find(customer_class.str());
        if (known != policies_.end()) return known->second;
        const auto* policy = settings_.late_charge_policy(customer_class, on_);
        if (policy && policy->method == LateChargeMethod::none) policy = nullptr;
        return policies_[customer_class.str()] = policy;
    }

  private:
    const SettingsState& settings_;
    Date on_;
    std::map<std::string, const LateChargePolicy*> policies_;
};
}  // namespace

Result<std::uint64_t> each_overdue_account(const Reader& reader, Date on,
                                           const std::function<bool(const OverdueAccount&)>& use) {
    auto states = StatesAsOf::at(reader, {});
    if (!states) return tl::unexpected(std::move(states.error()));
    auto settings = states->settings();
    if (!settings) return tl::unexpected(std::move(settings.error()));
    auto view = states->view(eventstore::states_view_name);
    if (!view) return tl::unexpected(std::move(view.error()));
    PoliciesOf policies(**settings, on);
    std::uint64_t looked_at = 0;
    AccountState account;  // Reused: a scan allocates for the longest only.
    const std::string prefix = eventstore::part_prefix(PartKind::account);
    auto scan = reader.point->scan(*view, prefix, eventstore::end_of_prefix(prefix));
    while (scan.next()) {
        if (auto decoded = eventstore::decode_account(scan.key(), scan.value(), account); !decoded)
            return tl::unexpected(std::move(decoded.error()));
        ++looked_at;
        // Items are in the order of their due dates; debt under an arrangement is not asked for.
        const auto asked = std::find_if(account.items.begin(), account.items.end(),
                                        [](const OpenItem& item) { return item.current_open > Money{}; });
        if (asked == account.items.end()) continue;
        const Date oldest = asked->ages_from;
        if (oldest >= on) continue;
        const LateChargePolicy* policy = policies(rules_class_of(**settings, account, on));
        if (policy && oldest + policy->grace_days >= on) continue;
        if (!use({account.account, oldest, policy != nullptr})) break;
    }
    if (auto status = scan.status(); !status) return tl::unexpected(std::move(status.error()));
    return looked_at;
}

}  // namespace tally::projections
