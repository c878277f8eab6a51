#pragma once
// What happened to an account's money, in order of entry, and its documents as overview pages list them.

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "domain/about.h"
#include "eventstore/codec/maybe.h"
#include "projections/answer_parts.h"

namespace tally::projections {

using domain::ArEntryKind;

struct ArHistoryLine {
    std::uint64_t position = 0;
    domain::Instant recorded_at;
    ArEntryKind kind = ArEntryKind::bill_segment;
    domain::DocumentId document;
    domain::Date effective_date;
    domain::Date accounting_date;
    domain::Money payoff;
    domain::Money current;
    domain::Money payoff_balance;
    domain::Money current_balance;
    template <class T = ArHistoryLine>
    static constexpr auto fields() {
        return FieldList{Field{"position", &T::position, "Position of the event."},
                         Field{"recorded_at", &T::recorded_at, "When it was entered."},
                         Field{"kind", &T::kind, "What happened."},
                         Field{"document", &T::document, "Invoice, payment, adjustment, charge it is about."},
                         Field{"effective_date", &T::effective_date, "Business date."},
                         Field{"accounting_date", &T::accounting_date, "Date in the general ledger."},
                         Field{"payoff", &T::payoff, "Change of what is truly owed."},
                         Field{"current", &T::current, "Change of what is asked for now."},
                         Field{"payoff_balance", &T::payoff_balance, "Truly owed from then on."},
                         Field{"current_balance", &T::current_balance, "Asked for from then on."}};
    }
    bool operator==(const ArHistoryLine&) const = default;
};

struct ArHistoryAnswer {
    std::uint64_t position = 0;
    domain::Date effective_on;
    AccountHeading heading;
    std::vector<ArHistoryLine> lines;
    domain::Money payoff;
    domain::Money current;
    domain::Code currency;
    eventstore::Maybe<domain::Plain> next;
    template <class T = ArHistoryAnswer>
    static constexpr auto fields() {
        return FieldList{
            Field{"position", &T::position, "True at: entries of the log that were folded."},
            Field{"effective_on", &T::effective_on, "Only what was effective by this day; absent: all."},
            Field{"heading", &T::heading, "Account, main customer, location."},
            Field{"lines", &T::lines, "In order of entry."},
            Field{"payoff", &T::payoff, "Sum of the payoff column, of all pages."},
            Field{"current", &T::current, "Sum of the current column, of all pages."},
            Field{"currency", &T::currency, "Of all amounts."},
            Field{"next", &T::next,
                  "Cursor of the lines after these, where a page was asked for; left out: there are none."}};
    }
    bool operator==(const ArHistoryAnswer&) const = default;
};

// One document of an account: summary for overview pages.
struct DocumentLine {
    ArEntryKind kind = ArEntryKind::invoice;
    domain::DocumentId document;
    domain::Date date;
    domain::Date due_date;
    domain::Money amount;
    domain::Money open;
    std::uint64_t position = 0;
    template <class T = DocumentLine>
    static constexpr auto fields() {
        return FieldList{Field{"kind", &T::kind, "Invoice, credit note, statement, payment, adjustment, …"},
                         Field{"document", &T::document, "Its id."},
                         Field{"date", &T::date, "Bill date, date received, effective date."},
                         Field{"due_date", &T::due_date, "Of invoices and statements."},
                         Field{"amount", &T::amount, "Its total; of a statement the amount due."},
                         Field{"open", &T::open, "Still open on it."},
                         Field{"position", &T::position, "Position of its event."}};
    }
    bool operator==(const DocumentLine&) const = default;
};

struct DocumentsAnswer {
    std::uint64_t position = 0;
    AccountHeading heading;
    std::vector<DocumentLine> documents;
    domain::Code currency;
    eventstore::Maybe<domain::Plain> next;
    template <class T = DocumentsAnswer>
    static constexpr auto fields() {
        return FieldList{
            Field{"position", &T::position, "True at: entries of the log that were folded."},
            Field{"heading", &T::heading, "Account, main customer, location."},
            Field{"documents", &T::documents, "In order of entry."}, Field{"currency", &T::currency, "Of all amounts."},
            Field{"next", &T::next,
                  "Cursor of the documents after these, where a page was asked for; left out: there are none."}};
    }
    bool operator==(const DocumentsAnswer&) const = default;
};

void render(const ArHistoryAnswer&, const RenderContext&, std::string& out);
void render(const DocumentsAnswer&, const RenderContext&, std::string& out);

}  // namespace tally::projections
