#pragma once
// The latest accrual of an account's unbilled revenue, with all that it follows from.

#include <cstdint>
#include <vector>

#include "domain/account/billing/unbilled/types.h"
#include "projections/answer_parts.h"

namespace tally::projections {

struct AccrualAnswer {
    domain::DocumentId accrual;
    domain::Date period_from;
    domain::Date period_until;
    domain::Date accrued_on;
    domain::DocumentId replaces;
    std::vector<domain::UnbilledAgreement> agreements;
    std::vector<domain::UnbilledRevenue> revenue;
    domain::Money amount;
    domain::Money posted;
    domain::Date posted_on;
    domain::Date reversed_on;
    std::uint64_t position = 0;
    template <class T = AccrualAnswer>
    static constexpr auto fields() {
        return FieldList{
            Field{"accrual", &T::accrual, "The accrual."},
            Field{"period_from", &T::period_from, "First day of its accounting period."},
            Field{"period_until", &T::period_until, "First day after it."},
            Field{"accrued_on", &T::accrued_on, "Business date."},
            Field{"replaces", &T::replaces, "The accrual of the period before it; empty: it is the first."},
            Field{"agreements", &T::agreements, "Their days, what was used in them, and what that earns."},
            Field{"revenue", &T::revenue, "By account of the general ledger."},
            Field{"amount", &T::amount, "Earned and not billed, without tax."},
            Field{"posted", &T::posted, "By this accrual: what it replaces was posted before."},
            Field{"posted_on", &T::posted_on, "Accounting date: last day of the period."},
            Field{"reversed_on", &T::reversed_on, "Accounting date: first day of the next period."},
            Field{"position", &T::position, "Position of its event."}};
    }
    bool operator==(const AccrualAnswer&) const = default;
};

struct UnbilledAnswer {
    std::uint64_t position = 0;
    domain::Date effective_on;
    AccountHeading heading;
    std::uint32_t count = 0;
    std::vector<AccrualAnswer> latest;
    domain::Code currency;
    template <class T = UnbilledAnswer>
    static constexpr auto fields() {
        return FieldList{Field{"position", &T::position, "True as of this position."},
                         Field{"effective_on", &T::effective_on, "What is posted later is left out; absent: nothing."},
                         Field{"heading", &T::heading, "Whose account."},
                         Field{"count", &T::count, "Accruals of the account so far."},
                         Field{"latest", &T::latest, "The latest of them; none: there is none."},
                         Field{"currency", &T::currency, "Of every amount."}};
    }
    bool operator==(const UnbilledAnswer&) const = default;
};

void render(const UnbilledAnswer&, const RenderContext&, std::string& out);

}  // namespace tally::projections
