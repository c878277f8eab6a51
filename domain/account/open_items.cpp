#include "domain/account/open_items.h"

#include <algorithm>
#include <tuple>

namespace tally::domain {

namespace {

bool earlier(const OpenItem& a, const OpenItem& b) {
    return std::tie(a.ages_from, a.pay_priority, a.position, a.sa) <
           std::tie(b.ages_from, b.pay_priority, b.position, b.sa);
}

// Where a line's item or credit is looked for first: lines come in the order of what they name.
struct Hints {
    std::size_t item = 0;
    std::size_t credit = 0;
};

template <class Elements, class Matches>
std::size_t find_from(const Elements& elements, std::size_t hint, Matches&& matches) {
    for (std::size_t i = hint; i < elements.size(); ++i)
        if (matches(elements[i])) return i;
    for (std::size_t i = 0; i < std::min(hint, elements.size()); ++i)
        if (matches(elements[i])) return i;
    return elements.size();
}

void change_item_from(AccountState& state, const ItemChange& change, std::size_t& hint) {
    auto& items = state.items;
    hint = find_from(items, hint,
                     [&](const OpenItem& item) { return item.document == change.document && item.sa == change.sa; });
    if (hint < items.size()) {
        items[hint].payoff_open += change.payoff;
        items[hint].current_open += change.current;
        return;
    }
    const ServiceAgreement* agreement = state.agreement(change.sa);
    OpenItem item;
    item.document = change.document;
    item.sa = change.sa;
    item.payoff_open = change.payoff;
    item.current_open = change.current;
    item.ages_from = change.ages_from;
    if (agreement) item.pay_priority = agreement->pay_priority;
    item.position = change.position;
    items.insert(std::upper_bound(items.begin(), items.end(), item, earlier), std::move(item));
}
void drop_closed_items(AccountState& state) {
    std::erase_if(state.items,
                  [](const OpenItem& item) { return item.payoff_open.is_zero() && item.current_open.is_zero(); });
}

void change_credit_from(AccountState& state, const CreditSource& source, Money amount, std::size_t& hint) {
    auto& credits = state.unapplied;
    hint = find_from(credits, hint, [&](const UnappliedCredit& credit) { return credit.source == source; });
    if (hint < credits.size())
        credits[hint].amount += amount;
    else
        credits.push_back({source, amount, false});
}
void drop_used_credits(AccountState& state) {
    std::erase_if(state.unapplied, [](const UnappliedCredit& credit) { return credit.amount.is_zero(); });
}

}  // namespace

void change_item(AccountState& state, const ItemChange& change) {
    std::size_t hint = 0;
    change_item_from(state, change, hint);
    drop_closed_items(state);
}

void change_due_date(AccountState& state, const DocumentId& document, const ServiceAgreementId& sa, Date due_on) {
    const auto item = std::find_if(state.items.begin(), state.items.end(),
                                   [&](const OpenItem& one) { return one.document == document && one.sa == sa; });
    if (item == state.items.end() || item->ages_from == due_on) return;
    item->ages_from = due_on;
    std::stable_sort(state.items.begin(), state.items.end(), earlier);
}

void change_credit(AccountState& state, const CreditSource& source, Money amount) {
    std::size_t hint = 0;
    change_credit_from(state, source, amount, hint);
    drop_used_credits(state);
}

void apply_allocation(AccountState& state, std::span<const AllocationLine> lines, bool given_back) {
    Hints hints;
    for (const AllocationLine& line : lines) {
        const Money amount = given_back ? line.amount : -line.amount;
        change_item_from(state, {line.document, line.sa, amount, amount, line.ages_from, line.item_position},
                         hints.item);
        change_credit_from(state, line.source, amount, hints.credit);
    }
    drop_closed_items(state);
    drop_used_credits(state);
}

}  // namespace tally::domain
