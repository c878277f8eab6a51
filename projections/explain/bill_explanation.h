#pragma once
// An invoice or a credit note explained: each line back to reads, tariff version, arithmetic, postings and events.

#include <cstdint>
#include <vector>

#include "domain/account/billing/types.h"
#include "domain/books/bill_line.h"
#include "eventstore/codec/maybe.h"
#include "projections/corrections/correction_answers.h"
#include "projections/explain/explain_parts.h"

namespace tally::projections {

// A value of a register, or the usage of a period, as it was entered.
struct ReadFact {
    domain::MeterId meter;
    domain::Date read_on;
    domain::Quantity value;
    domain::Quality quality = domain::Quality::actual;
    domain::Plain reading_reason;
    domain::Plain source;
    domain::Plain estimate;
    eventstore::Maybe<EventCause> entered;
    template <class T = ReadFact>
    static constexpr auto fields() {
        return FieldList{
            Field{"meter", &T::meter, "Which meter; empty for usage."},
            Field{"read_on", &T::read_on, "The day that the read closes; of usage the last day of its period."},
            Field{"value", &T::value, "What the register showed; of usage its quantity."},
            Field{"quality", &T::quality, "How it was read."},
            Field{"reading_reason", &T::reading_reason, "Why it was read; may be empty."},
            Field{"source", &T::source, "File or person it came from; may be empty."},
            Field{"estimate", &T::estimate, "Of an estimate, how it was made and from what; else empty."},
            Field{"entered", &T::entered, "Its event; absent for a value that was given with the start or stop."}};
    }
    bool operator==(const ReadFact&) const = default;
};

// A value of the same day that was held before or came later.
struct ReadChange {
    domain::Date read_on;
    domain::Quantity previous;
    domain::Quantity value;
    bool withdrawn = false;
    bool after_bill = false;
    EventCause entered;
    template <class T = ReadChange>
    static constexpr auto fields() {
        return FieldList{Field{"read_on", &T::read_on, "The day that the read closes."},
                         Field{"previous", &T::previous, "What was held until then."},
                         Field{"value", &T::value, "What is held from then on."},
                         Field{"withdrawn", &T::withdrawn, "It was taken out: nothing is held from then on."},
                         Field{"after_bill", &T::after_bill, "It came after this bill, which does not rest on it."},
                         Field{"entered", &T::entered, "Its event."}};
    }
    bool operator==(const ReadChange&) const = default;
};

// A quantity that the bill rests on.
struct ExplainedRead {
    domain::ServicePointId service_point;
    domain::Code channel;
    domain::Date from;
    domain::Date until;
    eventstore::Maybe<ReadFact> start;
    eventstore::Maybe<ReadFact> stop;
    std::vector<ReadFact> usage;
    std::vector<ReadChange> changes;
    domain::Quantity multiplier;
    std::vector<domain::UsageFactor> factors;
    domain::Quantity quantity;
    domain::Code unit;
    domain::Quality quality = domain::Quality::actual;
    domain::Plain arithmetic;
    bool agrees = true;
    template <class T = ExplainedRead>
    static constexpr auto fields() {
        return FieldList{Field{"service_point", &T::service_point, "Where it was measured."},
                         Field{"channel", &T::channel, "Which register or channel."},
                         Field{"from", &T::from, "First day measured."},
                         Field{"until", &T::until, "First day after."},
                         Field{"start", &T::start, "Of a register: the read at the start."},
                         Field{"stop", &T::stop, "Of a register: the read at the end."},
                         Field{"usage", &T::usage, "Of a channel that reports usage: its periods."},
                         Field{"changes", &T::changes, "Corrections of those reads, before and after the bill."},
                         Field{"multiplier", &T::multiplier, "Of the register."},
                         Field{"factors", &T::factors, "Of the tariff, applied in order."},
                         Field{"quantity", &T::quantity, "What the bill counts."},
                         Field{"unit", &T::unit, "Its unit."},
                         Field{"quality", &T::quality, "Worst of what went in."},
                         Field{"arithmetic", &T::arithmetic, "Difference × multiplier × factors, computed again."},
                         Field{"agrees", &T::agrees, "Whether that gives the quantity of the bill."}};
    }
    bool operator==(const ExplainedRead&) const = default;
};

// The version of a tariff that priced a line.
struct ExplainedTariff {
    domain::TariffId tariff;
    std::uint32_t version = 0;
    domain::Date effective_from;
    EventCause published;
    template <class T = ExplainedTariff>
    static constexpr auto fields() {
        return FieldList{Field{"tariff", &T::tariff, "The tariff."}, Field{"version", &T::version, "Its version."},
                         Field{"effective_from", &T::effective_from, "First day of its prices."},
                         Field{"published", &T::published, "Who published it, and when."}};
    }
    bool operator==(const ExplainedTariff&) const = default;
};

struct ExplainedLine {
    domain::Plain line_id;
    domain::Plain description;
    domain::Code component;
    domain::ComponentKind component_kind = domain::ComponentKind::fixed;
    eventstore::Maybe<ExplainedTariff> tariff;
    domain::Date from;
    domain::Date until;
    std::int32_t days = 0;
    domain::Quantity quantity;
    domain::Code unit;
    domain::Price price;
    domain::Fraction fraction;
    domain::Code rounding;
    std::vector<domain::Plain> arithmetic;
    domain::Money computed;
    domain::Money amount;
    bool agrees = true;
    domain::Money previous_amount;
    std::vector<domain::Code> tax_codes;
    domain::Code gl_account;
    template <class T = ExplainedLine>
    static constexpr auto fields() {
        return FieldList{Field{"line_id", &T::line_id, "Stable and unique."},
                         Field{"description", &T::description, "What the bill says."},
                         Field{"component", &T::component, "Tariff component, tax code or special charge type."},
                         Field{"component_kind", &T::component_kind, "How it is computed."},
                         Field{"tariff", &T::tariff, "Version that priced it; absent for taxes and special charges."},
                         Field{"from", &T::from, "First charge day."},
                         Field{"until", &T::until, "First day after."},
                         Field{"days", &T::days, "Charge days.", "days"},
                         Field{"quantity", &T::quantity, "Units, days, periods, or the basis of a percentage or tax."},
                         Field{"unit", &T::unit, "Unit of the quantity."},
                         Field{"price", &T::price, "Price of one, or the rate.", "currency"},
                         Field{"fraction", &T::fraction, "Proration."},
                         Field{"rounding", &T::rounding, "How the amount was rounded, once."},
                         Field{"arithmetic", &T::arithmetic, "Step by step, the last with the amount."},
                         Field{"computed", &T::computed, "What the rules of today make of the facts of then."},
                         Field{"amount", &T::amount, "What the bill says."},
                         Field{"agrees", &T::agrees, "Whether both are the same."},
                         Field{"previous_amount", &T::previous_amount, "Of the line it replaces."},
                         Field{"tax_codes", &T::tax_codes, "Taxes that count it."},
                         Field{"gl_account", &T::gl_account, "Where it is posted."}};
    }
    bool operator==(const ExplainedLine&) const = default;
};

// A bill segment or a special charge.
struct ExplainedSegment {
    domain::SegmentId segment;
    domain::DocumentId charge;
    domain::ServiceAgreementId sa;
    domain::Code service;
    domain::PremiseId premise;
    domain::Date from;
    domain::Date until;
    std::int32_t days = 0;
    bool first_segment = false;
    bool final_segment = false;
    domain::SegmentId replaces;
    domain::DocumentId cancelled_by;
    domain::Plain proration;
    std::vector<ExplainedRead> reads;
    std::vector<ExplainedLine> lines;
    domain::Money total;
    std::vector<ExplainedPosting> postings;
    EventCause entered;
    EventCause charged;
    template <class T = ExplainedSegment>
    static constexpr auto fields() {
        return FieldList{
            Field{"segment", &T::segment, "The segment; empty for a special charge."},
            Field{"charge", &T::charge, "The special charge; empty for a segment."},
            Field{"sa", &T::sa, "Agreement that it charges."},
            Field{"service", &T::service, "What is supplied."},
            Field{"premise", &T::premise, "Where."},
            Field{"from", &T::from, "First charge day."},
            Field{"until", &T::until, "First day after."},
            Field{"days", &T::days, "Charge days.", "days"},
            Field{"first_segment", &T::first_segment, "It is the agreement's first."},
            Field{"final_segment", &T::final_segment, "It is the agreement's last."},
            Field{"replaces", &T::replaces, "Cancelled segment that it replaces."},
            Field{"cancelled_by", &T::cancelled_by, "Credit note that took it back."},
            Field{"proration", &T::proration, "Whether fixed charges and tier bounds are prorated, and why."},
            Field{"reads", &T::reads, "What it rests on."},
            Field{"lines", &T::lines, "Its lines."},
            Field{"total", &T::total, "Sum of the lines."},
            Field{"postings", &T::postings, "What its event posted; they balance."},
            Field{"entered", &T::entered, "Of a special charge: who entered it. Of a credit note: what it takes back."},
            Field{"charged", &T::charged, "The event that froze it, or took it back."}};
    }
    bool operator==(const ExplainedSegment&) const = default;
};

struct ExplainedTax {
    domain::Code tax_code;
    domain::Code jurisdiction;
    domain::Rate rate;
    domain::Money basis;
    domain::Money amount;
    domain::Plain arithmetic;
    bool agrees = true;
    template <class T = ExplainedTax>
    static constexpr auto fields() {
        return FieldList{Field{"tax_code", &T::tax_code, "The tax."},
                         Field{"jurisdiction", &T::jurisdiction, "Who levies it."},
                         Field{"rate", &T::rate, "Share of the basis."},
                         Field{"basis", &T::basis, "Sum of the taxable rounded lines."},
                         Field{"amount", &T::amount, "What the invoice says."},
                         Field{"arithmetic", &T::arithmetic, "Basis × rate, and how it was rounded."},
                         Field{"agrees", &T::agrees, "Whether the rules of today give the same amount."}};
    }
    bool operator==(const ExplainedTax&) const = default;
};

struct BillExplanation {
    std::uint64_t position = 0;
    AccountHeading heading;
    domain::DocumentId invoice;
    domain::Code kind{"sale"};
    domain::Date billing_date;
    domain::Date due_date;
    domain::DueDateRule due_date_rule = domain::DueDateRule::class_days;
    domain::DocumentId rebills;
    domain::DocumentId rebilled_by;
    domain::DocumentId credits_invoice;
    std::vector<domain::DocumentId> credit_notes;
    std::vector<ExplainedSegment> segments;
    std::vector<ExplainedTax> taxes;
    domain::Money charges_total;
    domain::Money tax_total;
    domain::Money amount;
    EventCause issued;
    bool agrees = true;
    std::vector<domain::Plain> differences;
    domain::Code currency;
    std::vector<CorrectedInvoiceAnswer> corrections;
    domain::Code rules_class;
    domain::Code customer_type;
    template <class T = BillExplanation>
    static constexpr auto fields() {
        return FieldList{
            Field{"position", &T::position, "True at: entries of the log that were folded."},
            Field{"heading", &T::heading, "Account, main customer, location, as they were then."},
            Field{"invoice", &T::invoice, "The invoice or credit note."},
            Field{"kind", &T::kind, "sale, or credit_note."},
            Field{"billing_date", &T::billing_date, "Bill date."},
            Field{"due_date", &T::due_date, "When it is to be paid."},
            Field{"due_date_rule", &T::due_date_rule, "What gave the due date."},
            Field{"rebills", &T::rebills, "Invoice that it replaces."},
            Field{"rebilled_by", &T::rebilled_by, "Invoice that replaces it."},
            Field{"credits_invoice", &T::credits_invoice, "Of a credit note: the invoice it takes back."},
            Field{"credit_notes", &T::credit_notes, "What takes it back."},
            Field{"segments", &T::segments, "Segments and special charges with their lines."},
            Field{"taxes", &T::taxes, "Each tax of the invoice."},
            Field{"charges_total", &T::charges_total, "Before tax."},
            Field{"tax_total", &T::tax_total, "Sum of the taxes."},
            Field{"amount", &T::amount, "Both together."},
            Field{"issued", &T::issued, "The event that issued it."},
            Field{"agrees", &T::agrees, "Whether everything that was computed again agrees with the bill."},
            Field{"differences", &T::differences, "What does not, in words."},
            Field{"currency", &T::currency, "Of all amounts."},
            Field{"corrections", &T::corrections,
                  "Corrections that it was taken back or made by, as known then beside as corrected."},
            Field{"rules_class", &T::rules_class,
                  "Class whose days to pay these are, where the customer type names another than the account's own."},
            Field{"customer_type", &T::customer_type, "The type that names it."}};
    }
    bool operator==(const BillExplanation&) const = default;
};

// One line of a bill, with its segment and reads.
struct LineExplanation {
    std::uint64_t position = 0;
    AccountHeading heading;
    domain::DocumentId invoice;
    ExplainedSegment segment;
    EventCause issued;
    bool agrees = true;
    domain::Code currency;
    template <class T = LineExplanation>
    static constexpr auto fields() {
        return FieldList{Field{"position", &T::position, "True at: entries of the log that were folded."},
                         Field{"heading", &T::heading, "Account, main customer, location, as they were then."},
                         Field{"invoice", &T::invoice, "Invoice or credit note that has the line."},
                         Field{"segment", &T::segment, "Its segment with this line alone."},
                         Field{"issued", &T::issued, "The event that issued the invoice."},
                         Field{"agrees", &T::agrees, "Whether what was computed again agrees with the line."},
                         Field{"currency", &T::currency, "Of all amounts."}};
    }
    bool operator==(const LineExplanation&) const = default;
};

void render(const BillExplanation&, const RenderContext&, std::string& out);
void render(const LineExplanation&, const RenderContext&, std::string& out);

}  // namespace tally::projections
