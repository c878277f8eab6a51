#pragma once
// Journal lines of an account of the general ledger.

#include <cstdint>
#include <string_view>
#include <vector>

#include "domain/settings/types.h"
#include "eventstore/codec/maybe.h"
#include "projections/answer_parts.h"

namespace tally::projections {

struct PostingLine {
    std::uint64_t position = 0;
    domain::Instant recorded_at;
    domain::Date accounting_date;
    domain::AccountId account;
    domain::Plain type;
    domain::DocumentId document;
    domain::GlRole role = domain::GlRole::ar;
    domain::Money debit;
    domain::Money credit;
    template <class T = PostingLine>
    static constexpr auto fields() {
        return FieldList{Field{"position", &T::position, "Position of the event that posts it."},
                         Field{"recorded_at", &T::recorded_at, "When it was entered."},
                         Field{"accounting_date", &T::accounting_date, "Decides the month."},
                         Field{"account", &T::account, "Whose event it is."},
                         Field{"type", &T::type, "Type of the event."},
                         Field{"document", &T::document,
                               "The first document that the event names; of the utility's own money the batch, the sum "
                               "held or the deposit at the bank; empty: none."},
                         Field{"role", &T::role, "What is posted."},
                         Field{"debit", &T::debit, "Zero where it is a credit."},
                         Field{"credit", &T::credit, "Zero where it is a debit."}};
    }
    bool operator==(const PostingLine&) const = default;
};

struct PostingsAnswer {
    std::uint64_t position = 0;
    domain::Code gl_account;
    domain::Date from;
    domain::Date to;
    domain::Code currency;
    std::vector<PostingLine> lines;
    domain::MoneySum debit;
    domain::MoneySum credit;
    eventstore::Maybe<domain::Plain> next;
    template <class T = PostingsAnswer>
    static constexpr auto fields() {
        return FieldList{
            Field{"position", &T::position, "True at: entries of the log that were folded."},
            Field{"gl_account", &T::gl_account, "Account of the general ledger."},
            Field{"from", &T::from, "First accounting date; absent: from the first."},
            Field{"to", &T::to, "Last accounting date; absent: to the last."},
            Field{"currency", &T::currency, "Of all amounts."},
            Field{"lines", &T::lines, "In order of entry. A page may have fewer than were asked for, or none."},
            Field{"debit", &T::debit, "Debits of this page. All pages together are the trial balance's."},
            Field{"credit", &T::credit, "Credits of this page."},
            Field{"next", &T::next, "Cursor of the lines after these; left out: there are none."}};
    }
    bool operator==(const PostingsAnswer&) const = default;
};

void render(const PostingsAnswer&, const RenderContext&, std::string& out);

}  // namespace tally::projections
