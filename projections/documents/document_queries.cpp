// Invoices, statements and payments with all their facts, read from the account's stream.
#include "projections/documents/document_queries.h"

#include <algorithm>

#include "domain/account/receivables/payment_ids.h"
#include "domain/event_arms.h"
#include "eventstore/codec/codec.h"
#include "projections/ar_history/ar_history.h"
#include "projections/documents/issued.h"
#include "projections/states_as_of.h"

namespace tally::projections {

using namespace domain;

namespace {

// Makes segments of an invoice's events, with what an agreement says about them.
class Segments {
  public:
    Segments(StatesAsOf& states, const AccountState& account) : states_(states), account_(account) {}

    template <class Billed>
    [[nodiscard]] Result<void> add(const Billed& event, std::uint64_t position) {
        InvoiceSegmentAnswer segment;
        if constexpr (requires { event.segment; }) segment.segment = event.segment;
        if constexpr (requires { event.charge; }) segment.charge = event.charge;
        if constexpr (requires { event.from; }) segment.bill_period = {event.from, event.until};
        if constexpr (requires { event.replaces; }) {
            segment.replaces = event.replaces;
            segment.final_segment = event.final_segment;
            segment.reads = event.reads;
        }
        segment.sa = event.sa;
        segment.total = event.total;
        segment.position = position;
        if (const auto* agreement = account_.agreement(event.sa)) {
            segment.service = agreement->service;
            segment.premise = agreement->premise;
            if (!agreement->premise.empty()) {
                auto premise = states_.premise(agreement->premise);
                if (!premise) return tl::unexpected(std::move(premise.error()));
                if (*premise) segment.service_address = (*premise)->address;
            }
        }
        for (const auto& line : event.lines)
            segment.lines.push_back({line.line_id,
                                     ++line_number_,
                                     1,
                                     line.kind,
                                     {line.from, line.until},
                                     line.component,
                                     line.component_kind,
                                     line.description,
                                     line.tariff,
                                     line.tariff_version,
                                     line.quantity,
                                     line.unit,
                                     line.price,
                                     line.fraction,
                                     line.unrounded,
                                     line.amount,
                                     line.amount - line.previous_amount,
                                     line.previous_amount,
                                     line.tax_codes,
                                     line.gl_account,
                                     event.financial.accounting_date});
        segments_.push_back(std::move(segment));
        return {};
    }
    void cancel(const SegmentId& segment, const DocumentId& credit_note) {
        for (auto& known : segments_)
            if (!known.segment.empty() && known.segment == segment) known.cancelled_by = credit_note;
    }
    void cancel(const DocumentId& charge, const DocumentId& credit_note) {
        for (auto& known : segments_)
            if (!known.charge.empty() && known.charge == charge) known.cancelled_by = credit_note;
    }
    [[nodiscard]] std::vector<InvoiceSegmentAnswer> take() { return std::move(segments_); }

  private:
    StatesAsOf& states_;
    const AccountState& account_;
    std::vector<InvoiceSegmentAnswer> segments_;
    std::uint32_t line_number_ = 0;
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

// Everything that has to do with one invoice, from its first segment on.
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
    bool issued = false;
    Result<void> added;
    const auto apply = [&](const std::vector<AllocationLine>& lines, const Financial& financial, bool taken_back,
                           std::uint64_t position) {
        for (const auto& line : lines) {
            if (line.document != id) continue;
            const Money amount = taken_back ? -line.amount : line.amount;
            answer.credits.push_back({line.source, line.sa, amount, financial.effective_date, position});
            answer.paid += amount;
        }
    };
    const auto adjust = [&](const auto& event, bool taken_back, std::uint64_t position) {
        if (event.target != id || event.to_target.is_zero()) return;
        const Money amount = taken_back ? -event.to_target : event.to_target;
        answer.credits.push_back({{CreditSourceKind::credit_adjustment, event.adjustment, {}},
                                  event.target_sa,
                                  amount,
                                  event.financial.effective_date,
                                  position});
        answer.paid += amount;
    };
    const Date day = states.as_of().effective;
    auto read = each_event(
        states.reader().store, stream_of(row.account), row.first_version, states.position(),
        [&](const RecordedEvent& recorded) {
            if (day.is_set() && !effective_on(recorded.event, day)) return true;
            const std::uint64_t position = recorded.envelope.position;
            std::visit(Overloaded{
                           [&](const BillSegmentFrozen& event) {
                               if (event.invoice == id) added = segments.add(event, position);
                           },
                           [&](const SpecialChargeBilled& event) {
                               if (event.invoice == id) added = segments.add(event, position);
                           },
                           [&](const BillSegmentCancelled& event) {
                               if (event.credit_note == id) added = segments.add(event, position);
                               if (event.invoice != id) return;
                               segments.cancel(event.segment, event.credit_note);
                               answer.credited += event.total;
                           },
                           [&](const SpecialChargeCancelled& event) {
                               if (event.credit_note == id) added = segments.add(event, position);
                               if (event.invoice != id) return;
                               segments.cancel(event.charge, event.credit_note);
                               answer.credited += event.total;
                           },
                           [&](const InvoiceIssued& event) {
                               if (event.rebills == id) answer.rebilled_by = event.invoice;
                               if (event.invoice != id) return;
                               issued = true;
                               answer.sequence = event.sequence;
                               answer.legal_number = event.legal_number;
                               answer.cycle = event.cycle;
                               answer.billing_date = event.bill_date;
                               answer.due_date = event.due_date;
                               answer.due_date_rule = event.due_date_rule;
                               answer.transaction_date_time = recorded.envelope.recorded_at;
                               answer.final_bill = event.final_bill;
                               answer.printed = event.printed;
                               answer.rebills = event.rebills;
                               answer.taxes = event.taxes;
                               answer.charges_total = event.charges_total;
                               answer.tax_total = event.tax_total;
                               answer.amount = event.total;
                               answer.left_out = event.left_out;
                               answer.event_position = position;
                           },
                           [&](const CreditNoteIssued& event) {
                               if (event.invoice == id)
                                   answer.credit_notes.push_back({event.credit_note, event.bill_date, event.reason,
                                                                  event.do_not_deliver, event.total, position});
                               if (event.credit_note != id) return;
                               issued = true;
                               answer.kind = Code{"credit_note"};
                               answer.sequence = event.sequence;
                               answer.billing_date = event.bill_date;
                               answer.due_date = event.bill_date;
                               answer.transaction_date_time = recorded.envelope.recorded_at;
                               answer.printed = !event.do_not_deliver;
                               answer.credits_invoice = event.invoice;
                               answer.amount = event.total;
                               answer.event_position = position;
                           },
                           [&](const CreditAllocated& event) { apply(event.lines, event.financial, false, position); },
                           [&](const CreditDeallocated& event) { apply(event.lines, event.financial, true, position); },
                           [&](const CreditReleased& event) {
                               if (event.document != id) return;
                               answer.credits.push_back({{CreditSourceKind::released, id, {}},
                                                         event.sa,
                                                         -event.amount,
                                                         event.financial.effective_date,
                                                         position});
                           },
                           [&](const AdjustmentPosted& event) { adjust(event, false, position); },
                           [&](const AdjustmentCancelled& event) { adjust(event, true, position); },
                           Ignore<Topic::control_tables, Topic::person, Topic::location, Topic::meter_data,
                                  Topic::occupancy, Topic::landlord, Topic::account_terms, Topic::account_person,
                                  Topic::service_start, Topic::service_life, Topic::billing_error,
                                  Topic::pending_charge, Topic::pending_adjustment, Topic::fee, Topic::payment>{},
                           IgnoreByName<StatementIssued, StatementCancelled>{},
                       },
                       recorded.event);
            return added.has_value();
        });
    if (!read) return tl::unexpected(std::move(read.error()));
    if (!added) return tl::unexpected(std::move(added.error()));
    if (!issued) return std::optional<InvoiceAnswer>{};
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

Result<std::optional<DocumentRow>> latest_of_account(StatesAsOf& states, const AccountId& id, ArEntryKind kind,
                                                     DocumentId& document) {
    auto account = states.account(id);
    if (!account) return tl::unexpected(std::move(account.error()));
    if (!*account) return std::optional<DocumentRow>{};
    std::vector<DocumentId> found;  // In order; a statement that was cancelled is taken out again.
    const Date day = states.as_of().effective;
    auto read =
        each_event(states.reader().store, stream_of(id), 0, states.position(), [&](const RecordedEvent& recorded) {
            ArHistoryRow row;
            if (!history_row_of(recorded, row) || (day.is_set() && row.effective_date > day)) return true;
            if (row.kind == kind) found.push_back(row.document);
            if (kind == ArEntryKind::statement && row.kind == ArEntryKind::statement_cancelled)
                std::erase(found, row.document);
            return true;
        });
    if (!read) return tl::unexpected(std::move(read.error()));
    if (found.empty()) return std::optional<DocumentRow>{};
    document = found.back();
    return find_document(states, document);
}

// When the statement was cancelled; unset: it stands.
Result<Date> cancelled_on(const StatesAsOf& states, const DocumentId& statement) {
    auto row = find_document(states, cancelled_key(statement));
    if (!row) return tl::unexpected(std::move(row.error()));
    if (!*row) return Date{};
    auto recorded = read_event(states.reader(), (*row)->position);
    if (!recorded) return tl::unexpected(std::move(recorded.error()));
    const auto* cancelled = std::get_if<StatementCancelled>(&recorded->event);
    if (!cancelled)
        return eventstore::fail(eventstore::StoreErrorKind::damaged,
                                "the view documents leads to an event that is not the cancellation of a statement");
    const Date day = states.as_of().effective;
    return day.is_set() && cancelled->cancelled_on > day ? Date{} : cancelled->cancelled_on;
}

// A document of one of these kinds, or the latest of its first kind where the id is an account's.
Result<std::optional<DocumentRow>> find_document_or_latest(StatesAsOf& states, DocumentId& id,
                                                           std::initializer_list<ArEntryKind> kinds) {
    auto row = find_document(states, id);
    if (!row) return row;
    if (*row) {
        if (std::find(kinds.begin(), kinds.end(), (*row)->kind) != kinds.end()) return row;
        return std::optional<DocumentRow>{};
    }
    return latest_of_account(states, AccountId{id.str()}, *kinds.begin(), id);
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

Answered<StatementAnswer> statement(const Reader& reader, const DocumentId& asked, const AsOf& as_of) {
    auto states = StatesAsOf::at(reader, as_of);
    if (!states) return tl::unexpected(std::move(states.error()));
    DocumentId id = asked;
    auto row = find_document_or_latest(*states, id, {ArEntryKind::statement});
    if (!row) return tl::unexpected(std::move(row.error()));
    if (!*row) return std::optional<StatementAnswer>{};
    auto recorded = read_event(reader, (*row)->position);
    if (!recorded) return tl::unexpected(std::move(recorded.error()));
    const auto* issued = std::get_if<StatementIssued>(&recorded->event);
    if (!issued)
        return eventstore::fail(eventstore::StoreErrorKind::damaged,
                                "the view documents leads to an event that is not a statement");
    if (as_of.effective.is_set() && issued->bill_date > as_of.effective) return std::optional<StatementAnswer>{};
    auto as_issued = AsIssued::of(*states, **row);
    if (!as_issued) return tl::unexpected(std::move(as_issued.error()));

    StatementAnswer answer;
    answer.position = states->position();
    answer.currency = reader.currency_code();
    answer.heading = as_issued->heading;
    answer.statement = id;
    answer.sequence = issued->sequence;
    answer.invoice = issued->invoice;
    answer.billing_date = issued->bill_date;
    answer.due_date = issued->due_date;
    answer.kind = issued->kind;
    answer.previous_payoff = issued->previous_payoff;
    answer.previous_current = issued->previous_current;
    answer.payments_payoff = issued->payments_payoff;
    answer.payments_current = issued->payments_current;
    answer.adjustments_payoff = issued->adjustments_payoff;
    answer.adjustments_current = issued->adjustments_current;
    answer.corrections_payoff = issued->corrections_payoff;
    answer.corrections_current = issued->corrections_current;
    answer.charges_payoff = issued->charges_payoff;
    answer.charges_current = issued->charges_current;
    answer.out_balance = issued->ending_payoff;
    answer.amount_due = issued->ending_current;
    answer.last_payment_amount = issued->last_payment_amount;
    answer.last_payment_date = issued->last_payment_date;
    answer.payment_plan_amount = issued->payment_plan_amount;
    answer.payment_plan_type = issued->payment_plan_type;
    answer.messages = issued->messages;
    answer.deliveries = issued->deliveries;
    answer.transaction_date_time = recorded->envelope.recorded_at;
    answer.event_position = recorded->envelope.position;

    const auto taken_back_on = cancelled_on(*states, id);
    if (!taken_back_on) return tl::unexpected(taken_back_on.error());
    answer.cancelled_on = *taken_back_on;

    Segments segments(as_issued->states, *as_issued->account);
    Result<void> added;
    ArHistoryRow line;
    // Exactly what was swept, whatever has become of it since.
    auto read = each_event(
        reader.store, stream_of((*row)->account), issued->cut_from, states->position(),
        [&](const RecordedEvent& event) {
            if (event.envelope.version >= issued->cut_until) return false;
            bool correction = false;
            Code code;
            if (const auto* frozen = std::get_if<BillSegmentFrozen>(&event.event)) {
                // Of a bill that was taken back: it stands beside its credit note.
                correction = !frozen->replaces.empty() || frozen->invoice != issued->invoice;
                if (frozen->invoice == issued->invoice) added = segments.add(*frozen, event.envelope.position);
            } else if (const auto* charge = std::get_if<SpecialChargeBilled>(&event.event)) {
                correction = charge->invoice != issued->invoice ||
                             (!charge->lines.empty() && charge->lines.front().kind == LineKind::recalculation);
                if (charge->invoice == issued->invoice) added = segments.add(*charge, event.envelope.position);
            } else if (const auto* adjustment = std::get_if<AdjustmentPosted>(&event.event)) {
                code = adjustment->adjustment_type;
            } else if (const auto* cancelled = std::get_if<AdjustmentCancelled>(&event.event)) {
                code = cancelled->adjustment_type;
            } else if (const auto* tender = std::get_if<TenderCancelled>(&event.event)) {
                code = tender->cancel_reason;
            } else if (const auto* payment = std::get_if<PaymentCancelled>(&event.event)) {
                code = payment->cancel_reason;
            }
            if (history_row_of(event, line) && !is_document(line.kind)) {
                correction = correction || section_of(line.kind) == StatementSection::corrections;
                answer.activity.push_back({line.kind, line.document, code, line.effective_date, line.payoff,
                                           line.current, correction, line.position});
            }
            return added.has_value();
        });
    if (!read) return tl::unexpected(std::move(read.error()));
    if (!added) return tl::unexpected(std::move(added.error()));
    answer.segments = segments.take();
    return std::optional{std::move(answer)};
}

namespace {

// One account's share, from its stream. Nothing: none of its payments is meant.
Answered<PaymentShareAnswer> payment_share(StatesAsOf& states, const AccountId& account, const PaymentEventId& asked,
                                           PaymentAnswer& whole) {
    std::optional<PaymentShareAnswer> share;
    const auto allocate = [&](const std::vector<AllocationLine>& lines, bool taken_back, std::uint64_t position) {
        if (!share) return;
        for (const auto& line : lines) {
            if (line.source.kind != CreditSourceKind::tender || line.source.document.str() != share->payment.str())
                continue;
            const Money amount = taken_back ? -line.amount : line.amount;
            share->allocations.push_back({line.source.tender, line.document, line.sa, amount, position});
            share->applied += amount;
        }
    };
    const Date day = states.as_of().effective;
    auto read =
        each_event(states.reader().store, stream_of(account), 0, states.position(), [&](const RecordedEvent& recorded) {
            if (day.is_set() && !effective_on(recorded.event, day)) return true;
            if (const auto* posted = std::get_if<PaymentPosted>(&recorded.event)) {
                if (posted->payment_event != asked && posted->payment.str() != asked.str()) return true;
                share.emplace();
                share->payment = posted->payment;
                share->received_on = posted->received_on;
                share->policy = posted->policy;
                share->tenders = posted->tenders;
                share->amount = posted->amount;
                share->recorded_at = recorded.envelope.recorded_at;
                share->event_position = recorded.envelope.position;
                whole.payment_event = posted->payment_event;
                whole.payor = posted->payor;
            } else if (const auto* allocated = std::get_if<CreditAllocated>(&recorded.event)) {
                allocate(allocated->lines, false, recorded.envelope.position);
            } else if (const auto* deallocated = std::get_if<CreditDeallocated>(&recorded.event)) {
                allocate(deallocated->lines, true, recorded.envelope.position);
            } else if (const auto* tender = std::get_if<TenderCancelled>(&recorded.event)) {
                if (!share || tender->payment != share->payment) return true;
                share->cancelled += tender->amount;
                share->cancelled_tenders.push_back(tender->tender);
                share->cancel_reason = tender->cancel_reason;
            } else if (const auto* cancelled = std::get_if<PaymentCancelled>(&recorded.event)) {
                if (!share || cancelled->payment != share->payment) return true;
                share->cancelled += cancelled->amount;
                share->cancel_reason = cancelled->cancel_reason;
            }
            return true;
        });
    if (!read) return tl::unexpected(std::move(read.error()));
    if (!share) return share;
    share->unapplied = share->amount - share->applied - share->cancelled;
    auto heading = states.heading(account);
    if (!heading) return tl::unexpected(std::move(heading.error()));
    share->heading = std::move(*heading);
    return share;
}

// The account that a payment's own id ("A-1-P3") or a payment event's made id ("A-1-PE3") begins with.
std::optional<AccountId> account_of_payment(const PaymentEventId& id) {
    if (const auto account = account_in(id)) return AccountId{*account};
    const std::string& text = id.str();
    const auto digits = text.find_last_not_of("0123456789");
    if (digits == std::string::npos || digits + 1 == text.size() || digits < 2 || text.substr(digits - 1, 2) != "-P")
        return std::nullopt;
    return AccountId{text.substr(0, digits - 1)};
}

}  // namespace

Answered<PaymentAnswer> payment(const Reader& reader, const PaymentEventId& asked, const AsOf& as_of) {
    auto states = StatesAsOf::at(reader, as_of);
    if (!states) return tl::unexpected(std::move(states.error()));
    std::vector<AccountId> accounts;
    if (auto account = account_of_payment(asked)) accounts.push_back(std::move(*account));
    auto entry = states->directory(DirectoryKind::payment_event, asked.str());
    if (!entry) return tl::unexpected(std::move(entry.error()));
    if (*entry)
        for (const auto& account : (*entry)->leads_to) accounts.emplace_back(account.str());
    PaymentAnswer answer;
    answer.position = states->position();
    answer.currency = reader.currency_code();
    for (const auto& account : accounts) {
        auto share = payment_share(*states, account, asked, answer);
        if (!share) return tl::unexpected(std::move(share.error()));
        if (!*share) continue;
        answer.amount += (*share)->amount;
        answer.payments.push_back(std::move(**share));
    }
    if (answer.payments.empty()) return std::optional<PaymentAnswer>{};
    return std::optional{std::move(answer)};
}

}  // namespace tally::projections
