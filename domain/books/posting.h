#pragma once
// What a financial event did to the books.

#include <vector>

#include "domain/core/date.h"
#include "domain/core/describe.h"
#include "domain/core/money.h"
#include "domain/core/text.h"
#include "domain/settings/types.h"

namespace tally::domain {

struct Posting {
    GlRole role = GlRole::ar;
    Code gl_account;
    Money amount;
    template <class T = Posting>
    static constexpr auto fields() {
        return FieldList{Field{"role", &T::role, "What is posted."},
                         Field{"gl_account", &T::gl_account, "Account of the general ledger, as resolved then."},
                         Field{"amount", &T::amount, "Debit above zero, credit below."}};
    }
    bool operator==(const Posting&) const = default;
};

// The two roles that an event of one amount posts it to. An event says so beside its fields; what is posted and what is
// checked follow from it.
struct Legs {
    GlRole debit;
    GlRole credit;
};

// By how much an event of one amount changes the current balance, where that differs from the payoff balance.
enum class CurrentBy { plus_amount, minus_amount, nothing };
[[nodiscard]] constexpr Money current_by(CurrentBy by, Money amount) {
    switch (by) {
        case CurrentBy::plus_amount:
            return amount;
        case CurrentBy::minus_amount:
            return -amount;
        case CurrentBy::nothing:
            break;
    }
    return Money{};
}

// What every financial event stores.
struct Financial {
    Date effective_date;
    Date accounting_date;
    Date ages_from;
    Code currency;
    Money payoff;
    Money current;
    std::vector<Posting> postings;
    template <class T = Financial>
    static constexpr auto fields() {
        return FieldList{Field{"effective_date", &T::effective_date, "Bill date, date received, date of adjustment."},
                         Field{"accounting_date", &T::accounting_date, "Decides the GL period; never in a closed one."},
                         Field{"ages_from", &T::ages_from, "Due date of the item it creates or touches."},
                         Field{"currency", &T::currency, "The division's currency."},
                         Field{"payoff", &T::payoff, "Change of what is truly owed."},
                         Field{"current", &T::current, "Change of what is asked for now."},
                         Field{"postings", &T::postings, "Balanced: they sum to zero."}};
    }
    bool operator==(const Financial&) const = default;
};

}  // namespace tally::domain
