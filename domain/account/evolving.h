#pragma once
// What every fold of an account's event does first.

#include "domain/account/open_items.h"
#include "domain/envelope.h"
#include "domain/world.h"

namespace tally::domain {

// The account's state to be changed, with the event's place in the stream and in the log noted.
inline AccountState& evolving(MutableWorld& world, const Envelope& envelope, const AccountId& id) {
    AccountState& account = world.account_part(id);
    account.version = envelope.version + 1;
    account.last_position = envelope.position;
    return account;
}

// Adds what was debited to the account's volume, which bounds every sum over its postings.
void count_volume(AccountState&, const Financial&);
// Adds what moved money to the account's volume and to what the next statement shows.
void count_money(AccountState&, const Financial&, StatementSection);

// The same for an event that moves money, with what it says about itself: its open item and its statement section.
template <FinancialEvent Event>
AccountState& evolving_money(MutableWorld& world, const Envelope& envelope, const Event& event) {
    AccountState& state = evolving(world, envelope, event.account);
    const Financial& financial = event.financial;
    count_money(state, financial, statement_section(event));
    if constexpr (requires { Event::changes; })
        change_item(state, {event.*Event::changes.document, event.*Event::changes.sa, financial.payoff,
                            financial.current, financial.ages_from, envelope.position});
    return state;
}

// What is held of the deposit is taken from it, as where it is refunded.
void take_escheated_deposit(MutableWorld&, AccountState&, const DepositEscheated&);

}  // namespace tally::domain
