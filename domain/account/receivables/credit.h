#pragma once
// Moving credit between unapplied and open items, as steps of a draft. What is allocated is recorded as a fact and
// undone by reference; policy is never run again over history [rules 7, 8, 23]. None of these steps closes or
// reactivates an agreement: the command does so once, when its money has moved.

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include "domain/books/journal.h"
#include "domain/draft.h"

namespace tally::domain {

// Lines of one CreditAllocated or CreditDeallocated: with ids of the longest kind they still fit one entry. More make
// further events of the same commit.
inline constexpr std::size_t allocation_lines_max = 180;

// Whether every sum of the account stays within largest_balance after a change by `amount` in either direction.
[[nodiscard]] bool fits_balance(const AccountState&, Money amount);

// Open amount that may be paid or credited now; never below zero.
[[nodiscard]] inline Money open_amount(const OpenItem& item) {
    return item.current_open > Money{} ? item.current_open : Money{};
}
// Of all the document's items.
[[nodiscard]] Money open_amount(const AccountState&, const DocumentId&);

// Unapplied credit of the source. An empty tender sums over all tenders of the document.
[[nodiscard]] Money unapplied_of(const AccountState&, const CreditSource&);

// What one step of allocation may take from and reduce, in this order. Parts left empty by the choice are skipped.
struct CreditPart {
    CreditSource source;
    Money amount;
};
struct ItemPart {
    const OpenItem* item = nullptr;
    Money limit;  // At most its open amount.
};
// Fills the items in order from the credits in order.
[[nodiscard]] std::vector<AllocationLine> spread(const std::vector<CreditPart>&, const std::vector<ItemPart>&);
// Records the lines, if any, as CreditAllocated. Returns their sum.
[[nodiscard]] Decided<Money> record_allocation(Draft&, const AccountId&, AllocationPolicy, const journal::Dates&,
                                               std::vector<AllocationLine>);

using CreditChoice = std::function<bool(const UnappliedCredit&)>;
using ItemChoice = std::function<bool(const OpenItem&)>;
using LineChoice = std::function<bool(const AllocationLine&)>;

// Unapplied credit that is not on hold over open items, oldest first. An empty choice takes all. Returns what was
// allocated; zero, and nothing recorded, where there is no credit or nothing open.
[[nodiscard]] Decided<Money> allocate_fifo(Draft&, const AccountId&, const journal::Dates&,
                                           const CreditChoice& credits = {}, const ItemChoice& items = {});

// What is still allocated, newest first: allocations less what was deallocated since.
[[nodiscard]] std::vector<AllocationLine> standing_allocations(World&, const AccountId&);
// Takes back standing allocations that the choice names, newest first, up to `at_most` (unset: all). The items keep
// their age and place; the credit is unapplied again under its own source. Returns what was taken back.
[[nodiscard]] Decided<Money> deallocate(Draft&, const AccountId&, const journal::Dates&, const LineChoice&,
                                        std::optional<Money> at_most = std::nullopt);

// Turns what is below zero on open items into unapplied credit of the kind `released`. Items of which only the payoff
// is below zero are budget items and stay. Returns what was released.
[[nodiscard]] Decided<Money> release_below_zero(Draft&, const AccountId&, const journal::Dates&);

// The latest payment by date received that still stands, less its cancelled tenders: CIM lastPayment. From the state;
// from the history where the latest was cancelled.
struct LastPayment {
    PaymentId payment;  // Empty: there is none.
    Money amount;
    Date received_on;
};
[[nodiscard]] LastPayment last_payment(World&, const AccountId&);

// Whether the account ever had this document: invoice, credit note, adjustment, charge.
[[nodiscard]] bool knows_document(World&, const AccountId&, const DocumentId&);

}  // namespace tally::domain
