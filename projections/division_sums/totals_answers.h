#pragma once
// Sums over all accounts.

#include <cstdint>
#include <vector>

#include "projections/answer_parts.h"

namespace tally::projections {

// Sums over all accounts, by two independent ways: they must agree to the cent.
struct TotalsAnswer {
    std::uint64_t position = 0;
    domain::Date effective_on;
    domain::Date aged_on;
    std::uint64_t accounts = 0;
    domain::MoneySum payoff;
    domain::MoneySum current;
    domain::MoneySum receivable;
    domain::MoneySum unapplied;
    domain::MoneySum ledger_receivable;
    domain::MoneySum ledger_unapplied;
    std::vector<AgeBucket> aged;
    domain::Code currency;
    template <class T = TotalsAnswer>
    static constexpr auto fields() {
        return FieldList{
            Field{"position", &T::position, "True at: entries of the log that were folded."},
            Field{"effective_on", &T::effective_on, "Only what was effective by this day; absent: all."},
            Field{"aged_on", &T::aged_on, "Day on which ages were counted."},
            Field{"accounts", &T::accounts, "Accounts with any financial event."},
            Field{"payoff", &T::payoff, "Truly owed, all accounts."},
            Field{"current", &T::current, "Asked for now, all accounts."},
            Field{"receivable", &T::receivable, "Postings to AR, summed by account."},
            Field{"unapplied", &T::unapplied, "Postings to unapplied credit, summed by account; above zero."},
            Field{"ledger_receivable", &T::ledger_receivable, "AR of the trial balance."},
            Field{"ledger_unapplied", &T::ledger_unapplied, "Unapplied credit of the trial balance."},
            Field{"aged", &T::aged, "Open items of all accounts per age."},
            Field{"currency", &T::currency, "Of all amounts."}};
    }
    bool operator==(const TotalsAnswer&) const = default;
};

void render(const TotalsAnswer&, const RenderContext&, std::string& out);

}  // namespace tally::projections
