// A statement with what it swept, read from the account's stream.

#include "domain/account/budget_items.h"
#include "projections/ar_history/ar_history.h"
#include "projections/documents/document_queries.h"
#include "projections/documents/issued.h"
#include "projections/documents/segments.h"

namespace tally::projections {

using namespace domain;

namespace {

// When the statement was cancelled; unset: it stands.
Result<Date> cancelled_on(const StatesAsOf& states, const DocumentId& statement) {
    auto row = find_document(states, cancelled_key(statement));
    if (!row) return tl::unexpected(std::move(row.error()));
    if (!*row) return Date{};
    auto recorded = read_event(states.reader(), (*row)->position);
    if (!recorded) return tl::unexpected(std::move(recorded.error()));
    const auto* cancelled = get_if<StatementCancelled>(&recorded->event);
    if (!cancelled)
        return eventstore::fail(eventstore::StoreErrorKind::damaged,
                                "the view documents leads to an event that is not the cancellation of a statement");
    const Date day = states.as_of().effective;
    return day.is_set() && cancelled->cancelled_on > day ? Date{} : cancelled->cancelled_on;
}

// Nothing: it was issued later than the answer is as of.
Answered<StatementIssued> issued_statement(const StatesAsOf& states, const RecordedEvent& recorded) {
    const auto* issued = get_if<StatementIssued>(&recorded.event);
    if (!issued)
        return eventstore::fail(eventstore::StoreErrorKind::damaged,
                                "the view documents leads to an event that is not a statement");
    const Date day = states.as_of().effective;
    if (day.is_set() && issued->bill_date > day) return std::optional<StatementIssued>{};
    return std::optional{*issued};
}

void set_figures(StatementAnswer& answer, const StatementIssued& issued) {
    answer.sequence = issued.sequence;
    answer.invoice = issued.invoice;
    answer.billing_date = issued.bill_date;
    answer.due_date = issued.due_date;
    answer.kind = issued.kind;
    answer.previous_payoff = issued.previous_payoff;
    answer.previous_current = issued.previous_current;
    answer.payments_payoff = issued.payments_payoff;
    answer.payments_current = issued.payments_current;
    answer.adjustments_payoff = issued.adjustments_payoff;
    answer.adjustments_current = issued.adjustments_current;
    answer.corrections_payoff = issued.corrections_payoff;
    answer.corrections_current = issued.corrections_current;
    answer.charges_payoff = issued.charges_payoff;
    answer.charges_current = issued.charges_current;
    answer.out_balance = issued.ending_payoff;
    answer.amount_due = issued.ending_current;
    answer.last_payment_amount = issued.last_payment_amount;
    answer.last_payment_date = issued.last_payment_date;
    answer.payment_plan_amount = issued.payment_plan_amount;
    answer.payment_plan_type = issued.payment_plan_type;
    answer.messages = issued.messages;
    answer.deliveries = issued.deliveries;
}

// Gathers the events that a statement swept: a line of activity of each, and the charges of its own invoice.
class SweptEvents {
  public:
    SweptEvents(StatementAnswer& answer, Segments& segments, const AccountState& account)
        : answer_(answer), segments_(segments), account_(account) {}

    [[nodiscard]] Result<void> add(const RecordedEvent& recorded) {
        correction_ = false;
        code_ = {};
        Result<void> added;
        if (const auto* frozen = get_if<BillSegmentFrozen>(&recorded.event)) {
            if (frozen->invoice == answer_.invoice) add_budget(*frozen);
            added = charge(*frozen, !frozen->replaces.empty(), recorded.envelope.position);
        } else if (const auto* demand = get_if<BillingDemandFrozen>(&recorded.event)) {
            segments_.note(*demand);
        } else if (const auto* year = get_if<YearToDateFrozen>(&recorded.event)) {
            segments_.note(*year);
        } else if (const auto* billed = get_if<SpecialChargeBilled>(&recorded.event)) {
            added = charge(*billed, billed->corrects(), recorded.envelope.position);
        } else if (const auto* adjustment = get_if<AdjustmentPosted>(&recorded.event)) {
            code_ = adjustment->adjustment_type;
        } else if (const auto* cancelled = get_if<AdjustmentCancelled>(&recorded.event)) {
            code_ = cancelled->adjustment_type;
        } else if (const auto* tender = get_if<TenderCancelled>(&recorded.event)) {
            code_ = tender->cancel_reason;
        } else if (const auto* payment = get_if<PaymentCancelled>(&recorded.event)) {
            code_ = payment->cancel_reason;
        } else if (const auto* refunded = get_if<CreditRefunded>(&recorded.event)) {
            code_ = refunded->refund_reason;
        } else if (const auto* written_off = get_if<WrittenOff>(&recorded.event)) {
            code_ = written_off->write_off_reason;
        }
        ArHistoryRow row;
        if (history_row_of(recorded, row) && !is_document(row.kind)) {
            const bool correction = correction_ || section_of(row.kind) == StatementSection::corrections;
            answer_.activity.push_back(
                {row.kind, row.document, code_, row.effective_date, row.payoff, row.current, correction, row.position});
        }
        return added;
    }

  private:
    // The charges of another invoice are those of a bill that was taken back: they stand beside its credit note.
    template <class Billed>
    [[nodiscard]] Result<void> charge(const Billed& event, bool corrects, std::uint64_t position) {
        const bool own = event.invoice == answer_.invoice;
        correction_ = corrects || !own;
        return own ? segments_.add(event, position) : Result<void>{};
    }

    // Of agreements that are still in their plan once the bill is made.
    void add_budget(const BillSegmentFrozen& frozen) {
        const ServiceAgreement* agreement = account_.agreement(frozen.sa);
        if (agreement && !agreement->budget_amount.is_zero())
            answer_.budgets.push_back(
                {frozen.sa, frozen.total, frozen.financial.current, budget_difference(account_, frozen.sa)});
    }

    StatementAnswer& answer_;
    Segments& segments_;
    const AccountState& account_;  // As the statement left it.
    // Of the event that is being added.
    bool correction_ = false;
    Code code_;
};

}  // namespace

Answered<StatementAnswer> statement(const Reader& reader, const DocumentId& asked, const AsOf& as_of) {
    auto states = StatesAsOf::at(reader, as_of);
    if (!states) return tl::unexpected(std::move(states.error()));
    StatementAnswer answer;
    answer.statement = asked;
    auto row = find_document_or_latest(*states, answer.statement, {ArEntryKind::statement});
    if (!row) return tl::unexpected(std::move(row.error()));
    if (!*row) return std::optional<StatementAnswer>{};
    auto recorded = read_event(reader, (*row)->position);
    if (!recorded) return tl::unexpected(std::move(recorded.error()));
    auto issued = issued_statement(*states, *recorded);
    if (!issued) return tl::unexpected(std::move(issued.error()));
    if (!*issued) return std::optional<StatementAnswer>{};
    auto as_issued = AsIssued::of(*states, **row);
    if (!as_issued) return tl::unexpected(std::move(as_issued.error()));
    auto taken_back_on = cancelled_on(*states, answer.statement);
    if (!taken_back_on) return tl::unexpected(std::move(taken_back_on.error()));

    answer.position = states->position();
    answer.currency = reader.currency_code();
    answer.heading = as_issued->heading;
    answer.cancelled_on = *taken_back_on;
    answer.transaction_date_time = recorded->envelope.recorded_at;
    answer.event_position = recorded->envelope.position;
    set_figures(answer, **issued);
    answer.deposits_held = as_issued->account->deposits_held;
    answer.deposits_asked = as_issued->account->deposits_asked;

    // Exactly what was swept, whatever has become of it since.
    Segments segments(as_issued->states, *as_issued->account);
    SweptEvents swept(answer, segments, *as_issued->account);
    Result<void> added;
    auto read = each_event(reader, stream_of((*row)->account), (*issued)->cut_from, states->position(),
                           [&](const RecordedEvent& event) {
                               if (event.envelope.version >= (*issued)->cut_until) return false;
                               added = swept.add(event);
                               return added.has_value();
                           });
    if (!read) return tl::unexpected(std::move(read.error()));
    if (!added) return tl::unexpected(std::move(added.error()));
    answer.segments = segments.take();
    return std::optional{std::move(answer)};
}

}  // namespace tally::projections
