#include "projections/collections/accounts_to_collect.h"

#include <algorithm>
#include <cstdint>

#include "domain/account/rules_class.h"
#include "eventstore/division/state_rows.h"
#include "projections/states_as_of.h"

namespace tally::projections {

using namespace domain;

namespace {

// The due date of the oldest item that is asked for; unset: there is none. Items are in the order of their due dates.
Date oldest_asked(const AccountState& account) {
    const auto asked = std::find_if(account.items.begin(), account.items.end(),
                                    [](const OpenItem& item) { return item.current_open > Money{}; });
    return asked == account.items.end() ? Date{} : asked->ages_from;
}

// By dates alone: what may be collected, and what protects it, the domain looks at.
bool may_go_on(const AccountCollections& held, Date oldest, Date on) {
    // What is due of a severance may come with any day: a moratorium begins, a bankruptcy.
    if (!held.severances.empty() || held.open.empty()) return true;
    const Collection& open = held.open.front();
    if (open.taken.size() >= open.terms.steps.size()) return false;
    Date day = oldest;
    std::uint16_t least_days = UINT16_MAX;
    for (const CollectionStepRule& rule : open.terms.steps) {
        const bool taken = std::any_of(open.taken.begin(), open.taken.end(),
                                       [&](const TakenStep& one) { return one.step == rule.step; });
        if (!taken) least_days = std::min(least_days, rule.days_overdue);
    }
    day = day + least_days;
    if (!open.taken.empty()) day = std::max(day, open.taken.back().taken_on + 1);
    return day <= on;
}

}  // namespace

Result<std::uint64_t> each_account_to_collect(const Reader& reader, Date on,
                                              const std::function<void(const AccountToCollect&)>& use) {
    auto states = StatesAsOf::at(reader, {});
    if (!states) return tl::unexpected(std::move(states.error()));
    const auto settings = states->settings();
    if (!settings) return tl::unexpected(settings.error());
    auto view = states->view(eventstore::states_view_name);
    if (!view) return tl::unexpected(std::move(view.error()));
    std::uint64_t looked_at = 0;
    AccountState account;  // Reused: a scan allocates for the longest only.
    const std::string prefix = eventstore::part_prefix(PartKind::account);
    auto scan = reader.point->scan(*view, prefix, eventstore::end_of_prefix(prefix));
    while (scan.next()) {
        if (auto decoded = eventstore::decode_account(scan.key(), scan.value(), account); !decoded)
            return tl::unexpected(std::move(decoded.error()));
        ++looked_at;
        const Date oldest = oldest_asked(account);
        if (account.open_collections > 0) {
            const auto held = eventstore::read_collections_of(*reader.point, *view, account.account);
            if (!held) return tl::unexpected(held.error());
            if (may_go_on(*held, oldest, on)) use({account.account, true, true});
            continue;
        }
        if (!oldest.is_set() || oldest >= on) continue;
        const auto* policy = (*settings)->collection_policy(rules_class_of(**settings, account, on), on);
        if (policy && oldest + policy->steps.front().days_overdue > on) continue;
        use({account.account, false, policy != nullptr});
    }
    if (auto status = scan.status(); !status) return tl::unexpected(std::move(status.error()));
    return looked_at;
}

}  // namespace tally::projections
