#pragma once
// What an accounting period posted to the general ledger: what another system books in one sum an account.

#include <cstdint>
#include <vector>

#include "domain/settings/types.h"
#include "projections/answer_parts.h"

namespace tally::projections {

struct GlExtractLine {
    domain::Code gl_account;
    domain::GlRole role = domain::GlRole::ar;
    domain::MoneySum opening;
    domain::MoneySum debit;
    domain::MoneySum credit;
    domain::MoneySum closing;
    template <class T = GlExtractLine>
    static constexpr auto fields() {
        return FieldList{Field{"gl_account", &T::gl_account, "Account of the general ledger."},
                         Field{"role", &T::role, "What is posted there."},
                         Field{"opening", &T::opening, "Debits less credits of all days before the period."},
                         Field{"debit", &T::debit, "Debits of the period."},
                         Field{"credit", &T::credit, "Credits of the period."},
                         Field{"closing", &T::closing, "Opening, and debits less credits of the period."}};
    }
    bool operator==(const GlExtractLine&) const = default;
};

struct GlExtractAnswer {
    std::uint64_t position = 0;
    domain::Date first_day;
    domain::Date last_day;
    bool closed = false;
    domain::Code currency;
    std::vector<GlExtractLine> lines;
    domain::MoneySum debit;
    domain::MoneySum credit;
    template <class T = GlExtractAnswer>
    static constexpr auto fields() {
        return FieldList{Field{"position", &T::position, "True at: entries of the log that were folded."},
                         Field{"first_day", &T::first_day, "First accounting date."},
                         Field{"last_day", &T::last_day, "Last accounting date."},
                         Field{"closed", &T::closed, "The period takes no more postings: these sums stay."},
                         Field{"currency", &T::currency, "Of all amounts."},
                         Field{"lines", &T::lines,
                               "By account and role: what was posted in the period, or has a balance before it."},
                         Field{"debit", &T::debit, "All debits of the period."},
                         Field{"credit", &T::credit, "All credits of the period: the same."}};
    }
    bool operator==(const GlExtractAnswer&) const = default;
};

void render(const GlExtractAnswer&, const RenderContext&, std::string& out);

}  // namespace tally::projections
