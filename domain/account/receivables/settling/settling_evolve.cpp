// Folds refunds, transfers and write-offs into the account's state.

#include "domain/account/evolving.h"
#include "domain/evolve_on.h"

namespace tally::domain {

namespace {

void change_credits(AccountState& state, const std::vector<CreditLine>& lines, bool given_back) {
    for (const CreditLine& line : lines) change_credit(state, line.source, given_back ? line.amount : -line.amount);
}
void change_items(AccountState& state, const std::vector<WriteOffLine>& lines, bool given_back) {
    for (const WriteOffLine& line : lines) {
        const Money amount = given_back ? line.amount : -line.amount;
        change_item(state, {line.document, line.sa, amount, amount, line.ages_from, line.item_position});
    }
}

}  // namespace

void evolve_on(MutableWorld& world, const Envelope& envelope, const CreditRefunded& event) {
    AccountState& state = evolving_money(world, envelope, event);
    ++state.refund_count;
    change_credits(state, event.lines, false);
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const CreditRefundCancelled& event) {
    change_credits(evolving_money(world, envelope, event), event.lines, true);
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const WrittenOff& event) {
    AccountState& state = evolving_money(world, envelope, event);
    ++state.write_off_count;
    state.written_off += event.amount;
    change_items(state, event.lines, false);
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const WriteOffReversed& event) {
    AccountState& state = evolving_money(world, envelope, event);
    state.written_off -= event.amount;
    change_items(state, event.lines, true);
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const CreditTransferredOut& event) {
    AccountState& state = evolving_money(world, envelope, event);
    ++state.transfer_count;
    change_credits(state, event.lines, false);
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const CreditTransferredIn& event) {
    AccountState& state = evolving_money(world, envelope, event);
    ++state.transfer_count;
    change_credit(state, {CreditSourceKind::transfer, event.transfer, {}}, event.amount);
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const BalanceTransferredOut& event) {
    AccountState& state = evolving_money(world, envelope, event);
    ++state.transfer_count;
    change_item(state, {event.document, event.sa, -event.amount, -event.amount, event.financial.ages_from,
                        event.item_position});
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const BalanceTransferredIn& event) {
    AccountState& state = evolving_money(world, envelope, event);
    ++state.transfer_count;
    change_item(state,
                {event.transfer, event.sa, event.amount, event.amount, event.financial.ages_from, envelope.position});
}

}  // namespace tally::domain
