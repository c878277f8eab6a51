#include "domain/account/evolving.h"

namespace tally::domain {

void count_volume(AccountState& state, const Financial& financial) {
    for (const Posting& posting : financial.postings)
        if (posting.amount > Money{}) state.moved = checked_add(state.moved, posting.amount).value_or(Money{INT64_MAX});
}

void count_money(AccountState& state, const Financial& financial, StatementSection section) {
    count_volume(state, financial);
    SinceStatement& since = state.since_statement;
    ++since.financial_events;
    const auto sweep = [&](Money& payoff, Money& current) {
        payoff += financial.payoff;
        current += financial.current;
    };
    switch (section) {
        case StatementSection::none:
            return;
        case StatementSection::payments:
            return sweep(since.payments_payoff, since.payments_current);
        case StatementSection::adjustments:
            return sweep(since.adjustments_payoff, since.adjustments_current);
        case StatementSection::corrections:
            return sweep(since.corrections_payoff, since.corrections_current);
        case StatementSection::charges:
            return sweep(since.charges_payoff, since.charges_current);
    }
}

}  // namespace tally::domain
