// An invoice or a credit note with all that concerns it, read from the account's stream.

#include <algorithm>

#include "domain/event_arms.h"
#include "projections/documents/document_queries.h"
#include "projections/documents/issued.h"
#include "projections/documents/segments.h"

namespace tally::projections {

using namespace domain;

namespace {

// Gathers what the account's events say about one invoice or credit note.
class EventsOfInvoice {
  public:
    EventsOfInvoice(InvoiceAnswer& answer, Segments& segments) : answer_(answer), segments_(segments) {}

    // The events in order, from the document's first one on.
    [[nodiscard]] Result<void> add(const RecordedEvent& recorded) {
        position_ = recorded.envelope.position;
        recorded_at_ = recorded.envelope.recorded_at;
        Result<void> added;
        visit(
            Overloaded{
                [&](const BillSegmentFrozen& event) { added = charge(event); },
                [&](const SpecialChargeBilled& event) { added = charge(event); },
                [&](const BillingDemandFrozen& event) { segments_.note(event); },
                [&](const YearToDateFrozen& event) { segments_.note(event); },
                [&](const BillSegmentCancelled& event) { added = take_back(event, event.segment); },
                [&](const SpecialChargeCancelled& event) { added = take_back(event, event.charge); },
                [&](const InvoiceIssued& event) { issue(event); },
                [&](const CreditNoteIssued& event) { issue(event); },
                [&](const CreditAllocated& event) { apply(event, 1); },
                [&](const CreditDeallocated& event) { apply(event, -1); },
                [&](const CreditReleased& event) { release(event); },
                [&](const DepositApplied& event) { pay_from(event); },
                [&](const ArrangementInstalmentBilled& event) { move_to_instalment(event); },
                [&](const ArrangementBroken& event) { move_back(event); },
                [&](const WrittenOff& event) { write_off(event, 1); },
                [&](const WriteOffReversed& event) { write_off(event, -1); },
                [&](const BalanceTransferredOut& event) { move_away(event); },
                [&](const AdjustmentPosted& event) { adjust(event, 1); },
                [&](const AdjustmentCancelled& event) { adjust(event, -1); },
                Ignore<Topic::communication, Topic::collection, Topic::cash, Topic::correction, Topic::autopay,
                       Topic::unbilled, Topic::market, Topic::unclaimed, Topic::hierarchy>{},
                Ignore<Topic::control_tables, Topic::user, Topic::person, Topic::location, Topic::meter_data,
                       Topic::occupancy, Topic::landlord, Topic::account_terms, Topic::account_person,
                       Topic::service_start, Topic::service_life, Topic::billing_error, Topic::pending_charge,
                       Topic::pending_adjustment, Topic::dispute, Topic::fee, Topic::payment, Topic::budget>{},
                IgnoreByName<StatementIssued, StatementCancelled, DepositBilled, DepositBillCancelled, DepositReceived,
                             DepositReceiptReversed, DepositInterestAccrued, DepositRefunded, ArrangementRequested,
                             ArrangementRejected, ArrangementGranted, ArrangementKept, CreditRefunded,
                             CreditRefundCancelled, CreditTransferredOut, CreditTransferredIn, BalanceTransferredIn>{},
            },
            recorded.event);
        return added;
    }
    // Whether the event that issues the document was among them.
    [[nodiscard]] bool issued() const { return issued_; }

  private:
    template <class Billed>
    [[nodiscard]] Result<void> charge(const Billed& event) {
        return event.invoice == answer_.invoice ? segments_.add(event, position_) : Result<void>{};
    }
    // A credit note's segments are what it takes back.
    template <class Cancelled, class Id>
    [[nodiscard]] Result<void> take_back(const Cancelled& event, const Id& cancelled) {
        if (event.invoice == answer_.invoice) {
            segments_.cancel(cancelled, event.credit_note);
            answer_.credited += event.total;
        }
        return event.credit_note == answer_.invoice ? segments_.add(event, position_) : Result<void>{};
    }
    void issue(const InvoiceIssued& event) {
        if (event.rebills == answer_.invoice) answer_.rebilled_by = event.invoice;
        if (event.invoice != answer_.invoice) return;
        issued_ = true;
        answer_.sequence = event.sequence;
        answer_.legal_number = event.legal_number;
        answer_.cycle = event.cycle;
        answer_.billing_date = event.bill_date;
        answer_.due_date = event.due_date;
        answer_.due_date_rule = event.due_date_rule;
        answer_.transaction_date_time = recorded_at_;
        answer_.final_bill = event.final_bill;
        answer_.printed = event.printed;
        answer_.rebills = event.rebills;
        answer_.taxes = event.taxes;
        answer_.charges_total = event.charges_total;
        answer_.tax_total = event.tax_total;
        answer_.amount = event.total;
        answer_.left_out = event.left_out;
        answer_.event_position = position_;
    }
    void issue(const CreditNoteIssued& event) {
        if (event.invoice == answer_.invoice)
            answer_.credit_notes.push_back(
                {event.credit_note, event.bill_date, event.reason, event.do_not_deliver, event.total, position_});
        if (event.credit_note != answer_.invoice) return;
        issued_ = true;
        answer_.kind = Code{"credit_note"};
        answer_.sequence = event.sequence;
        answer_.billing_date = event.bill_date;
        answer_.due_date = event.bill_date;
        answer_.transaction_date_time = recorded_at_;
        answer_.printed = !event.do_not_deliver;
        answer_.credits_invoice = event.invoice;
        answer_.amount = event.total;
        answer_.event_position = position_;
    }
    // Sign: 1 where credit is applied, -1 where it is taken back.
    template <class Allocation>
    void apply(const Allocation& event, int sign) {
        for (const auto& line : event.lines)
            if (line.document == answer_.invoice)
                pay({line.source, line.sa, sign < 0 ? -line.amount : line.amount, event.financial.effective_date,
                     position_});
    }
    template <class Adjustment>
    void adjust(const Adjustment& event, int sign) {
        if (event.target != answer_.invoice || event.to_target.is_zero()) return;
        pay({{CreditSourceKind::credit_adjustment, event.adjustment, {}},
             event.target_sa,
             sign < 0 ? -event.to_target : event.to_target,
             event.financial.effective_date,
             position_});
    }
    void pay_from(const DepositApplied& event) {
        for (const auto& line : event.lines)
            if (line.document == answer_.invoice)
                pay({{CreditSourceKind::deposit, event.deposit, {}},
                     line.sa,
                     line.amount,
                     event.financial.effective_date,
                     position_});
    }
    // What an instalment asks for is no longer open on the document, and not paid by that.
    void move_to_instalment(const ArrangementInstalmentBilled& event) {
        for (const auto& line : event.lines)
            if (line.document == answer_.invoice) move(event.instalment, line.sa, line.amount, event.financial);
    }
    void move_back(const ArrangementBroken& event) {
        for (const auto& part : event.returned)
            if (part.document == answer_.invoice) move(part.instalment, part.sa, -part.amount, event.financial);
    }
    void move(const DocumentId& instalment, const ServiceAgreementId& sa, Money amount, const Financial& financial) {
        answer_.credits.push_back(
            {{CreditSourceKind::instalment, instalment, {}}, sa, amount, financial.effective_date, position_});
    }
    // Not paid, but no longer asked for with this document.
    template <class WriteOff>
    void write_off(const WriteOff& event, int sign) {
        for (const auto& line : event.lines)
            if (line.document == answer_.invoice)
                answer_.credits.push_back({{CreditSourceKind::write_off, event.write_off, {}},
                                           line.sa,
                                           sign < 0 ? -line.amount : line.amount,
                                           event.financial.effective_date,
                                           position_});
    }
    void move_away(const BalanceTransferredOut& event) {
        if (event.document == answer_.invoice)
            answer_.credits.push_back({{CreditSourceKind::transfer, event.transfer, {}},
                                       event.sa,
                                       event.amount,
                                       event.financial.effective_date,
                                       position_});
    }
    void pay(AppliedCredit credit) {
        answer_.paid += credit.amount;
        answer_.credits.push_back(std::move(credit));
    }
    // Credit of an item below zero became unapplied; what was paid on the document stays paid.
    void release(const CreditReleased& event) {
        if (event.document != answer_.invoice) return;
        answer_.credits.push_back({{CreditSourceKind::released, event.document, {}},
                                   event.sa,
                                   -event.amount,
                                   event.financial.effective_date,
                                   position_});
    }

    InvoiceAnswer& answer_;  // Its `invoice` is the document that is asked about.
    Segments& segments_;
    bool issued_ = false;
    // Of the event that is being added.
    std::uint64_t position_ = 0;
    Instant recorded_at_;
};

// What a credit note takes back, as charges and taxes: its event has the total alone, its segments have the lines.
void set_parts_of_credit_note(InvoiceAnswer& note, const InvoiceIssued& taken_back, std::uint8_t currency_decimals) {
    std::int64_t quantity_of_minor = 1;
    for (std::uint8_t i = currency_decimals; i < Quantity::decimals; ++i) quantity_of_minor *= 10;
    note.taxes = taken_back.taxes;
    for (auto& tax : note.taxes) tax.basis = tax.amount = Money{};
    for (const auto& segment : note.segments)
        for (const auto& line : segment.lines) {
            if (line.component_kind != ComponentKind::tax) continue;
            auto tax = std::find_if(note.taxes.begin(), note.taxes.end(), [&](const InvoiceTax& known) {
                return known.tax_code == line.component && known.rate.units == line.price.units;
            });
            if (tax == note.taxes.end())
                tax = note.taxes.insert(tax, {line.component, {}, Rate{line.price.units}, {}, {}});
            tax->basis += Money{line.quantity.units / quantity_of_minor};
            tax->amount += line.line_amount;
            note.tax_total += line.line_amount;
        }
    // Of an invoice taken back in part, only the taxes of that part.
    std::erase_if(note.taxes, [](const InvoiceTax& tax) { return tax.basis.is_zero() && tax.amount.is_zero(); });
    note.charges_total = note.amount - note.tax_total;
}

// Everything that concerns one invoice, from its first segment on.
Answered<InvoiceAnswer> build_invoice(StatesAsOf& states, const DocumentId& id, const DocumentRow& row) {
    auto account = states.account(row.account);
    if (!account) return tl::unexpected(std::move(account.error()));
    if (!*account) return std::optional<InvoiceAnswer>{};
    auto as_issued = AsIssued::of(states, row);
    if (!as_issued) return tl::unexpected(std::move(as_issued.error()));
    InvoiceAnswer answer;
    answer.position = states.position();
    answer.currency = states.reader().currency_code();
    answer.heading = as_issued->heading;
    answer.invoice = id;
    Segments segments(as_issued->states, *as_issued->account);
    EventsOfInvoice events(answer, segments);
    Result<void> added;
    const Date day = states.as_of().effective;
    auto read = each_event(states.reader(), stream_of(row.account), row.first_version, states.position(),
                           [&](const RecordedEvent& recorded) {
                               if (day.is_set() && !effective_on(recorded.event, day)) return true;
                               added = events.add(recorded);
                               return added.has_value();
                           });
    if (!read) return tl::unexpected(std::move(read.error()));
    if (!added) return tl::unexpected(std::move(added.error()));
    if (!events.issued()) return std::optional<InvoiceAnswer>{};
    answer.segments = segments.take();
    if (!answer.credits_invoice.empty()) {
        auto taken_back = issued_invoice(states, answer.credits_invoice);
        if (!taken_back) return tl::unexpected(std::move(taken_back.error()));
        set_parts_of_credit_note(answer, taken_back->value_or(InvoiceIssued{}), states.reader().currency.decimals);
    }
    for (const auto& item : (*account)->items)
        if (item.document == id) answer.open += item.payoff_open;
    return std::optional{std::move(answer)};
}

}  // namespace

Answered<InvoiceAnswer> invoice(const Reader& reader, const DocumentId& asked, const AsOf& as_of) {
    auto states = StatesAsOf::at(reader, as_of);
    if (!states) return tl::unexpected(std::move(states.error()));
    DocumentId id = asked;
    auto row = find_document_or_latest(*states, id, {ArEntryKind::invoice, ArEntryKind::credit_note});
    if (!row) return tl::unexpected(std::move(row.error()));
    if (!*row) return std::optional<InvoiceAnswer>{};
    return build_invoice(*states, id, **row);
}

}  // namespace tally::projections
