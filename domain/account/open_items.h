#pragma once
// What folding does to open items and unapplied credit. No rules: an amount is added to its item or credit, which is
// made where it is missing and dropped at zero, so that any past folds the same way.

#include <cstddef>
#include <span>

#include "domain/account/state.h"

namespace tally::domain {

struct ItemChange {
    const DocumentId& document;
    const ServiceAgreementId& sa;
    Money payoff;
    Money current;
    Date ages_from;          // Of a new item.
    std::uint64_t position;  // Of a new item.
};
void change_item(AccountState&, const ItemChange&);
// Gives the item another due date, and its place by it in FIFO order; a closed one has none.
void change_due_date(AccountState&, const DocumentId&, const ServiceAgreementId&, Date);
void change_credit(AccountState&, const CreditSource&, Money amount);

// Takes the lines from their credits and items; `given_back`: the other way round.
void apply_allocation(AccountState&, std::span<const AllocationLine>, bool given_back);

}  // namespace tally::domain
