#pragma once
// Sums of the general ledger.

#include <cstdint>
#include <vector>

#include "domain/settings/types.h"
#include "projections/answer_parts.h"

namespace tally::projections {

struct TrialBalanceRow {
    domain::Date period;
    domain::Code gl_account;
    domain::GlRole role = domain::GlRole::ar;
    domain::MoneySum debit;
    domain::MoneySum credit;
    domain::MoneySum balance;
    template <class T = TrialBalanceRow>
    static constexpr auto fields() {
        return FieldList{Field{"period", &T::period, "First day of the month of the accounting date."},
                         Field{"gl_account", &T::gl_account, "Account of the general ledger."},
                         Field{"role", &T::role, "What is posted there."},
                         Field{"debit", &T::debit, "Sum of debits."},
                         Field{"credit", &T::credit, "Sum of credits."},
                         Field{"balance", &T::balance, "Debit less credit."}};
    }
    bool operator==(const TrialBalanceRow&) const = default;
};

struct TrialBalanceAnswer {
    std::uint64_t position = 0;
    domain::Date effective_on;
    domain::Code currency;
    std::vector<TrialBalanceRow> rows;
    std::vector<TrialBalanceRow> totals;
    domain::MoneySum debit;
    domain::MoneySum credit;
    template <class T = TrialBalanceAnswer>
    static constexpr auto fields() {
        return FieldList{Field{"position", &T::position, "True at: entries of the log that were folded."},
                         Field{"effective_on", &T::effective_on, "Only accounting dates up to this day; absent: all."},
                         Field{"currency", &T::currency, "The division's."},
                         Field{"rows", &T::rows, "By month, account, role."},
                         Field{"totals", &T::totals, "By account and role over all months; their period is absent."},
                         Field{"debit", &T::debit, "All debits."},
                         Field{"credit", &T::credit, "All credits: the same."}};
    }
    bool operator==(const TrialBalanceAnswer&) const = default;
};

void render(const TrialBalanceAnswer&, const RenderContext&, std::string& out);

}  // namespace tally::projections
