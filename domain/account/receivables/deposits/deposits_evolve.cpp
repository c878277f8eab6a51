// Folds deposits into their part, and their sums into the account's state.

#include <algorithm>

#include "domain/account/evolving.h"
#include "domain/account/made_ids.h"
#include "domain/evolve_on.h"

namespace tally::domain {

namespace {

// Made where it is missing, so that any past folds.
template <class Event>
HeldDeposit& deposit_part(AccountDeposits& deposits, const Event& event) {
    const auto found = std::find_if(deposits.deposits.begin(), deposits.deposits.end(),
                                    [&](const HeldDeposit& one) { return one.deposit == event.deposit; });
    if (found != deposits.deposits.end()) return *found;
    HeldDeposit& fresh = deposits.deposits.emplace_back();
    fresh.deposit = event.deposit;
    fresh.sa = event.sa;
    fresh.billed_on = event.financial.effective_date;
    fresh.due_on = event.financial.ages_from;
    return fresh;
}
void drop_ended(AccountDeposits& deposits) {
    std::erase_if(deposits.deposits, [](const HeldDeposit& one) {
        return one.open.is_zero() && one.interest.is_zero() && one.lots.empty();
    });
}

// Oldest cash first. More than there is, as where only a part of the past is folded, leaves the rest below zero.
void take_cash(HeldDeposit& deposit, Money amount) {
    for (DepositLot& lot : deposit.lots) {
        const Money part = std::min(amount, lot.amount);
        if (part <= Money{}) continue;
        lot.amount -= part;
        amount -= part;
    }
    if (amount > Money{}) deposit.interest -= amount;
    std::erase_if(deposit.lots, [](const DepositLot& lot) { return lot.amount.is_zero(); });
}

// What is applied, refunded or escheated: interest as the event says, the rest cash.
template <class Event>
void take_held(MutableWorld& world, AccountState& state, const Event& event) {
    state.deposits_held -= event.amount;
    AccountDeposits& deposits = world.deposits_part(event.account);
    HeldDeposit& deposit = deposit_part(deposits, event);
    deposit.interest -= event.from_interest;
    take_cash(deposit, event.amount - event.from_interest);
    drop_ended(deposits);
}

}  // namespace

void evolve_on(MutableWorld& world, const Envelope& envelope, const DepositBilled& event) {
    evolving_money(world, envelope, event).deposits_asked += event.amount;
    AccountDeposits& deposits = world.deposits_part(event.account);
    ++deposits.deposit_count;
    HeldDeposit& deposit = deposit_part(deposits, event);
    deposit.deposit_class = event.deposit_class;
    deposit.open += event.amount;
    deposit.position = envelope.position;
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const DepositBillCancelled& event) {
    evolving_money(world, envelope, event).deposits_asked -= event.amount;
    AccountDeposits& deposits = world.deposits_part(event.account);
    deposit_part(deposits, event).open -= event.amount;
    drop_ended(deposits);
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const DepositReceived& event) {
    AccountState& state = evolving_money(world, envelope, event);
    change_credit(state, event.source, -event.amount);
    state.deposits_asked -= event.amount;
    state.deposits_held += event.amount;
    HeldDeposit& deposit = deposit_part(world.deposits_part(event.account), event);
    deposit.open -= event.amount;
    const Date on = event.financial.effective_date;
    deposit.lots.push_back({event.source, event.amount, on, on});
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const DepositReceiptReversed& event) {
    AccountState& state = evolving_money(world, envelope, event);
    change_credit(state, event.source, event.amount);
    state.deposits_asked += event.amount;
    state.deposits_held -= event.amount;
    AccountDeposits& deposits = world.deposits_part(event.account);
    HeldDeposit& deposit = deposit_part(deposits, event);
    deposit.open += event.amount;
    Money left = event.amount;
    for (auto lot = deposit.lots.rbegin(); lot != deposit.lots.rend(); ++lot) {
        if (lot->source != event.source) continue;
        const Money part = std::min(left, lot->amount);
        lot->amount -= part;
        left -= part;
    }
    if (left > Money{}) deposit.interest -= left;
    std::erase_if(deposit.lots, [](const DepositLot& lot) { return lot.amount.is_zero(); });
    drop_ended(deposits);
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const DepositInterestAccrued& event) {
    evolving_money(world, envelope, event).deposits_held += event.amount;
    HeldDeposit& deposit = deposit_part(world.deposits_part(event.account), event);
    deposit.interest += event.amount;
    for (DepositLot& lot : deposit.lots) lot.accrued_through = std::max(lot.accrued_through, event.through);
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const DepositApplied& event) {
    AccountState& state = evolving_money(world, envelope, event);
    for (const DepositLine& line : event.lines)
        change_item(state, {line.document, line.sa, -line.amount, -line.amount, line.ages_from, line.item_position});
    take_held(world, state, event);
}

void take_escheated_deposit(MutableWorld& world, AccountState& state, const DepositEscheated& event) {
    take_held(world, state, event);
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const DepositRefunded& event) {
    take_held(world, evolving_money(world, envelope, event), event);
}

}  // namespace tally::domain
