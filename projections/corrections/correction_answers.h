#pragma once
// Corrections of bills: what is due, what was corrected, and each correction with what was known then beside what is
// known since.

#include <cstdint>
#include <string>
#include <vector>

#include "domain/books/bill_line.h"
#include "eventstore/codec/maybe.h"
#include "projections/answer_parts.h"

namespace tally::projections {

// What was measured, as a bill had it and as its rebill has it.
struct CorrectedRead {
    domain::Code channel;
    domain::Date from;
    domain::Date until;
    domain::Code unit;
    domain::Quantity old_start;
    domain::Quantity old_stop;
    domain::Quantity old_quantity;
    domain::Quality old_quality = domain::Quality::actual;
    domain::Quantity new_start;
    domain::Quantity new_stop;
    domain::Quantity new_quantity;
    domain::Quality new_quality = domain::Quality::actual;
    bool was_used = false;
    bool is_used = false;
    template <class T = CorrectedRead>
    static constexpr auto fields() {
        return FieldList{Field{"channel", &T::channel, "Which register or channel."},
                         Field{"from", &T::from, "First day measured."},
                         Field{"until", &T::until, "First day after."},
                         Field{"unit", &T::unit, "Unit of the quantities."},
                         Field{"old_start", &T::old_start, "Register at the start as known then; 0 for usage."},
                         Field{"old_stop", &T::old_stop, "Register at the end as known then; 0 for usage."},
                         Field{"old_quantity", &T::old_quantity, "Billed as known then."},
                         Field{"old_quality", &T::old_quality, "How good it was."},
                         Field{"new_start", &T::new_start, "Register at the start as corrected."},
                         Field{"new_stop", &T::new_stop, "Register at the end as corrected."},
                         Field{"new_quantity", &T::new_quantity, "Billed as corrected."},
                         Field{"new_quality", &T::new_quality, "How good it is."},
                         Field{"was_used", &T::was_used, "The bill had it; if not, its old values are 0."},
                         Field{"is_used", &T::is_used, "The rebill has it; if not, its new values are 0."}};
    }
    bool operator==(const CorrectedRead&) const = default;
};

struct CorrectedLine {
    domain::Code component;
    domain::ComponentKind component_kind = domain::ComponentKind::fixed;
    domain::Plain description;
    domain::Date from;
    domain::Date until;
    domain::Code unit;
    domain::Plain old_line;
    domain::Quantity old_quantity;
    domain::Price old_price;
    domain::Money old_amount;
    domain::Plain new_line;
    domain::Quantity new_quantity;
    domain::Price new_price;
    domain::Money new_amount;
    domain::Money delta;
    template <class T = CorrectedLine>
    static constexpr auto fields() {
        return FieldList{Field{"component", &T::component, "Tariff component, tax code or special charge type."},
                         Field{"component_kind", &T::component_kind, "How it is computed."},
                         Field{"description", &T::description, "What the bill says."},
                         Field{"from", &T::from, "First day charged."},
                         Field{"until", &T::until, "First day after."},
                         Field{"unit", &T::unit, "Unit of the quantities."},
                         Field{"old_line", &T::old_line, "Line of the bill that was taken back; empty: it had none."},
                         Field{"old_quantity", &T::old_quantity, "As known then."},
                         Field{"old_price", &T::old_price, "As known then.", "currency"},
                         Field{"old_amount", &T::old_amount, "As known then."},
                         Field{"new_line", &T::new_line, "Line of the rebill; empty: it has none."},
                         Field{"new_quantity", &T::new_quantity, "As corrected."},
                         Field{"new_price", &T::new_price, "As corrected.", "currency"},
                         Field{"new_amount", &T::new_amount, "As corrected."},
                         Field{"delta", &T::delta, "Charged more; below zero: less."}};
    }
    bool operator==(const CorrectedLine&) const = default;
};

// A segment or a special charge, cancelled and made again.
struct CorrectedSegment {
    domain::ServiceAgreementId sa;
    domain::Plain old_id;
    domain::Plain new_id;
    domain::Date from;
    domain::Date until;
    std::vector<CorrectedRead> reads;
    std::vector<CorrectedLine> lines;
    domain::Money old_total;
    domain::Money new_total;
    domain::Money delta;
    std::uint64_t old_position = 0;
    std::uint64_t new_position = 0;
    template <class T = CorrectedSegment>
    static constexpr auto fields() {
        return FieldList{Field{"sa", &T::sa, "Agreement that it charges."},
                         Field{"old_id", &T::old_id, "Segment or special charge that was cancelled."},
                         Field{"new_id", &T::new_id, "The one that took its place."},
                         Field{"from", &T::from, "First charge day; absent for a special charge."},
                         Field{"until", &T::until, "First day after."},
                         Field{"reads", &T::reads, "What was measured, as known then and as corrected."},
                         Field{"lines", &T::lines, "Line by line, as known then and as corrected."},
                         Field{"old_total", &T::old_total, "As known then."},
                         Field{"new_total", &T::new_total, "As corrected."},
                         Field{"delta", &T::delta, "Charged more; below zero: less."},
                         Field{"old_position", &T::old_position, "Position of the event that had charged it."},
                         Field{"new_position", &T::new_position, "Position of the event that charged it again."}};
    }
    bool operator==(const CorrectedSegment&) const = default;
};

struct CorrectedInvoiceAnswer {
    domain::DocumentId correction;
    domain::DocumentId invoice;
    domain::DocumentId credit_note;
    domain::DocumentId rebill;
    domain::Date bill_date;
    domain::Date corrected_on;
    domain::Money old_total;
    domain::Money new_total;
    domain::Money delta;
    std::vector<CorrectedSegment> segments;
    template <class T = CorrectedInvoiceAnswer>
    static constexpr auto fields() {
        return FieldList{Field{"correction", &T::correction, "Correction that it was part of."},
                         Field{"invoice", &T::invoice, "Invoice as known then."},
                         Field{"credit_note", &T::credit_note, "Credit note that took it back."},
                         Field{"rebill", &T::rebill, "Invoice as corrected."},
                         Field{"bill_date", &T::bill_date, "Of the invoice as known then."},
                         Field{"corrected_on", &T::corrected_on, "Bill date of the invoice as corrected."},
                         Field{"old_total", &T::old_total, "As known then."},
                         Field{"new_total", &T::new_total, "As corrected."},
                         Field{"delta", &T::delta, "Charged more; below zero: less."},
                         Field{"segments", &T::segments, "Its segments, then its special charges."}};
    }
    bool operator==(const CorrectedInvoiceAnswer&) const = default;
};

struct CorrectionAnswer {
    std::uint64_t position = 0;
    AccountHeading heading;
    domain::DocumentId correction;
    domain::Date corrected_on;
    domain::Plain by;
    domain::Plain reason;
    std::vector<domain::ServiceAgreementId> agreements;
    std::vector<CorrectedInvoiceAnswer> invoices;
    domain::Money old_total;
    domain::Money new_total;
    domain::Money delta;
    std::uint64_t event_position = 0;
    domain::Code currency;
    template <class T = CorrectionAnswer>
    static constexpr auto fields() {
        return FieldList{
            Field{"position", &T::position, "True at: entries of the log that were folded."},
            Field{"heading", &T::heading, "Account, main customer, location."},
            Field{"correction", &T::correction, "The correction."},
            Field{"corrected_on", &T::corrected_on, "Business date; bill date of what was made again."},
            Field{"by", &T::by, "Who made it."},
            Field{"reason", &T::reason, "Why; may be empty."},
            Field{"agreements", &T::agreements, "Agreements whose bills were looked at."},
            Field{"invoices", &T::invoices, "Those that differed, oldest charge days first; none: nothing did."},
            Field{"old_total", &T::old_total, "Of all of them, as known then."},
            Field{"new_total", &T::new_total, "Of all of them, as corrected."},
            Field{"delta", &T::delta, "Charged more; below zero: less."},
            Field{"event_position", &T::event_position, "Position of its event; what it moved stands before it."},
            Field{"currency", &T::currency, "Of all amounts."}};
    }
    bool operator==(const CorrectionAnswer&) const = default;
};

struct DueCorrectionAnswer {
    domain::ServiceAgreementId sa;
    domain::ServicePointId service_point;
    domain::Date from;
    domain::Date noted_on;
    std::uint64_t position = 0;
    template <class T = DueCorrectionAnswer>
    static constexpr auto fields() {
        return FieldList{Field{"sa", &T::sa, "Whose bills may differ from what was measured."},
                         Field{"service_point", &T::service_point, "Where it was measured."},
                         Field{"from", &T::from, "Segments that end after this day are looked at."},
                         Field{"noted_on", &T::noted_on, "Since when it is due."},
                         Field{"position", &T::position, "Position of the event that noted it last."}};
    }
    bool operator==(const DueCorrectionAnswer&) const = default;
};

struct CorrectionSummary {
    domain::DocumentId correction;
    domain::Date corrected_on;
    domain::Plain by;
    domain::Plain reason;
    std::uint32_t invoices = 0;
    domain::Money delta;
    std::uint64_t position = 0;
    template <class T = CorrectionSummary>
    static constexpr auto fields() {
        return FieldList{Field{"correction", &T::correction, "The correction."},
                         Field{"corrected_on", &T::corrected_on, "Business date."},
                         Field{"by", &T::by, "Who made it."},
                         Field{"reason", &T::reason, "Why; may be empty."},
                         Field{"invoices", &T::invoices, "How many invoices differed."},
                         Field{"delta", &T::delta, "Charged more; below zero: less."},
                         Field{"position", &T::position, "Position of its event."}};
    }
    bool operator==(const CorrectionSummary&) const = default;
};

struct CorrectionsAnswer {
    std::uint64_t position = 0;
    AccountHeading heading;
    std::vector<DueCorrectionAnswer> due;
    std::vector<CorrectionSummary> corrections;
    domain::Code currency;
    template <class T = CorrectionsAnswer>
    static constexpr auto fields() {
        return FieldList{Field{"position", &T::position, "True at: entries of the log that were folded."},
                         Field{"heading", &T::heading, "Account, main customer, location."},
                         Field{"due", &T::due, "What is to be corrected; none: the bills say what was measured."},
                         Field{"corrections", &T::corrections, "The latest first."},
                         Field{"currency", &T::currency, "Of all amounts."}};
    }
    bool operator==(const CorrectionsAnswer&) const = default;
};

struct AccountToCorrect {
    AccountHeading heading;
    std::vector<DueCorrectionAnswer> due;
    template <class T = AccountToCorrect>
    static constexpr auto fields() {
        return FieldList{Field{"heading", &T::heading, "Account, main customer, location."},
                         Field{"due", &T::due, "What is to be corrected, an agreement each."}};
    }
    bool operator==(const AccountToCorrect&) const = default;
};

struct CorrectionsDueAnswer {
    std::uint64_t position = 0;
    std::vector<AccountToCorrect> accounts;
    eventstore::Maybe<domain::Plain> next;
    template <class T = CorrectionsDueAnswer>
    static constexpr auto fields() {
        return FieldList{Field{"position", &T::position, "True at: entries of the log that were folded."},
                         Field{"accounts", &T::accounts, "Accounts whose bills may differ from what was measured."},
                         Field{"next", &T::next, "Cursor of the next page; absent: this is the last."}};
    }
    bool operator==(const CorrectionsDueAnswer&) const = default;
};

void render(const CorrectionAnswer&, const RenderContext&, std::string& out);
void render(const CorrectionsAnswer&, const RenderContext&, std::string& out);
void render(const CorrectionsDueAnswer&, const RenderContext&, std::string& out);

}  // namespace tally::projections
