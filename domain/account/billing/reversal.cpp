// Taking an invoice back [rule 6]: a credit note line by line, and where it is asked for a rebill of the
// same charge days from today's reads at the prices of the period. Nothing is deleted. Taking a whole bill back is the
// same for its invoice, and its statement is cancelled [rule 21].

#include <algorithm>
#include <string>
#include <vector>

#include "domain/account/billing/taking_back.h"
#include "domain/account/command_checks.h"
#include "domain/account/receivables/late_charges.h"
#include "domain/account/service/service.h"
#include "domain/core/check.h"
#include "domain/decide_on.h"

namespace tally::domain {

namespace {

class Reversal {
  public:
    Reversal(const ReverseInvoice& command, const Context& context, Date on)
        : command_(command), id_(command.account), on_(on), draft_(context) {}

    Decided<Events> decide() {
        TALLY_TRY(look_back_and_check());
        const auto note = take_back();
        TALLY_TRY(note);
        if (command_.rebill) TALLY_TRY(rebill());
        TALLY_TRY(end());
        return draft_.take();
    }

    // The invoice of a bill that is taken back as a whole: its special charges wait for the next bill again.
    Decided<DocumentId> cancel_for_bill() {
        TALLY_TRY(look_back_and_check());
        auto note = take_back();
        TALLY_TRY(note);
        for (const SpecialChargeBilled& old : invoice_->charges) (void)create_charge_again(draft_, id_, old, on_);
        TALLY_TRY(end());
        return note;
    }
    [[nodiscard]] Draft& draft() { return draft_; }

  private:
    Decided<void> look_back_and_check() {
        past_ = past_invoices(draft_, id_);
        for (const PastInvoice& one : past_)
            if (one.invoice.invoice == command_.invoice) invoice_ = &one;
        if (!invoice_)
            return refuse(Rejection::invoice_unknown, "invoice", command_.invoice.str(),
                          "Name an invoice of the account.");
        // A bill of a day to come is taken back on that day: until then neither it nor its credit note is effective.
        if (!command_.on.is_set()) on_ = std::max(on_, invoice_->invoice.bill_date);
        return check();
    }
    [[nodiscard]] Decided<void> check() const {
        const std::string& invoice = command_.invoice.str();
        if (!invoice_->stands()) {
            if (!command_.rebill || !invoice_->rebilled_by.empty()) return already_so(invoice_->credit_note_position);
            return refuse(
                Rejection::invoice_already_reversed, "invoice", invoice,
                "Credit note " + invoice_->credit_note.str() + " took it back; the next bill charges its days again.");
        }
        if (on_ < invoice_->invoice.bill_date)
            return refuse(
                Rejection::date_out_of_order, "on", to_string(on_),
                "The invoice is of " + to_string(invoice_->invoice.bill_date) + "; give that day or a later one.");
        if (command_.rebill) return {};
        for (const BillSegmentFrozen& segment : invoice_->segments)
            for (const PastInvoice& other : past_)
                for (const BillSegmentFrozen& later : other.segments)
                    if (other.stands() && later.sa == segment.sa && later.segment != segment.segment &&
                        later.from >= segment.until)
                        return refuse(Rejection::invoice_needs_rebill, "invoice", invoice,
                                      "Segment " + later.segment.str() + " of " + later.sa.str() +
                                          " came after it: reverse it with a rebill, oldest first.");
        return {};
    }

    [[nodiscard]] TakingBack how() const {
        return {on_, command_.correction_reason, command_.deliver, command_.customer_caused};
    }
    Decided<DocumentId> take_back() {
        for (const BillSegmentFrozen& old : invoice_->segments)
            if (const SegmentDemands* held = draft_.demands_of(old.sa).of(old.segment)) demands_.push_back(*held);
        auto freed = free_credit_of(draft_, id_, {&command_.invoice, 1}, on_);
        TALLY_TRY(freed);
        freed_ = std::move(*freed);
        return cancel_invoice(draft_, id_, *invoice_, how());
    }
    Decided<void> rebill() {
        std::vector<ProposedSegment> segments;
        for (const BillSegmentFrozen& old : invoice_->segments) {
            auto again = segment_again(draft_, id_, *invoice_, old);
            TALLY_TRY(again);
            segments.push_back(std::move(*again));
        }
        const auto later = resting_on(segments);
        const auto issued = issue_again(draft_, id_, *invoice_, std::move(segments), how());
        TALLY_TRY(issued);
        for (const CorrectionDue& due : later) draft_.record(id_, due);
        return pay_rebills(draft_, id_, freed_, {&issued->invoice, 1}, on_);
    }
    // Where another demand is charged, or something else carried on, later bills that look back on it may charge
    // another amount, too.
    [[nodiscard]] std::vector<CorrectionDue> resting_on(const std::vector<ProposedSegment>& segments) {
        std::vector<CorrectionDue> due;
        for (const ProposedSegment& again : segments) {
            const auto before = std::find_if(demands_.begin(), demands_.end(),
                                             [&](const SegmentDemands& one) { return one.segment == again.replaces; });
            const SegmentDemands held_before = before == demands_.end() ? SegmentDemands{} : *before;
            if (held_before.demands == again.demands && held_before.year == again.year) continue;
            const Date until = again.usage.charge_days.until;
            const bool any_later = std::any_of(past_.begin(), past_.end(), [&](const PastInvoice& other) {
                return other.stands() &&
                       std::any_of(other.segments.begin(), other.segments.end(), [&](const BillSegmentFrozen& later) {
                           return later.sa == again.sa && later.from >= until;
                       });
            });
            const ServiceAgreement* agreement = draft_.account(id_)->agreement(again.sa);
            const DueCorrection* held = draft_.corrections_of(id_).of(again.sa);
            if (!any_later || !agreement || (held && held->from <= until)) continue;
            due.push_back({id_, again.sa, agreement->service_point, until, on_});
        }
        return due;
    }
    // Late charges fall that what is taken back caused.
    Decided<void> end() {
        TALLY_TRY(cancel_disproved(draft_, id_, on_, {LateChargeCause::invoice_reversed, command_.invoice}));
        reactivate_unbilled(draft_, id_);
        close_or_reactivate(draft_, id_);
        return {};
    }

    const ReverseInvoice& command_;
    AccountId id_;
    Date on_;
    Draft draft_;
    std::vector<PastInvoice> past_;
    const PastInvoice* invoice_ = nullptr;
    std::vector<CreditPart> freed_;
    std::vector<SegmentDemands> demands_;  // Of the segments that are taken back.
};

// The account's bills as its history tells them, and what the latest of them swept.
struct PastBills {
    struct Bill {
        StatementIssued statement;
        std::uint64_t position = 0;  // Of its invoice, where it has one.
    };
    std::vector<Bill> standing;
    std::vector<std::pair<DocumentId, std::uint64_t>> cancelled;  // Statement, and the position that says so.
    struct Invoice {
        DocumentId invoice;
        Date due_date;
        std::uint64_t position = 0;
        DocumentId credit_note;
        DocumentId rebilled_by;
    };
    std::vector<Invoice> invoices;
    std::vector<std::uint64_t> financial_versions;

    [[nodiscard]] const Invoice* invoice(const DocumentId& id) const {
        const auto found =
            std::find_if(invoices.begin(), invoices.end(), [&](const Invoice& one) { return one.invoice == id; });
        return found == invoices.end() ? nullptr : &*found;
    }
};
PastBills look_back_at_bills(World& world, const AccountId& account) {
    PastBills past;
    const auto change = [&](const DocumentId& id, auto&& what) {
        for (PastBills::Invoice& one : past.invoices)
            if (one.invoice == id) what(one);
    };
    world.history(stream_of(account), [&](const RecordedEvent& recorded) {
        const std::uint64_t position = recorded.envelope.position;
        if (financial_of(recorded.event)) past.financial_versions.push_back(recorded.envelope.version);
        if (const auto* issued = get_if<InvoiceIssued>(&recorded.event)) {
            past.invoices.push_back({issued->invoice, issued->due_date, position, {}, {}});
            change(issued->rebills, [&](PastBills::Invoice& one) { one.rebilled_by = issued->invoice; });
        } else if (const auto* note = get_if<CreditNoteIssued>(&recorded.event)) {
            change(note->invoice, [&](PastBills::Invoice& one) { one.credit_note = note->credit_note; });
        } else if (const auto* statement = get_if<StatementIssued>(&recorded.event)) {
            const PastBills::Invoice* invoice = past.invoice(statement->invoice);
            past.standing.push_back({*statement, invoice ? invoice->position : position});
        } else if (const auto* cancelled = get_if<StatementCancelled>(&recorded.event)) {
            std::erase_if(past.standing, [&](const PastBills::Bill& bill) {
                return bill.statement.statement == cancelled->statement;
            });
            past.cancelled.emplace_back(cancelled->statement, position);
        }
    });
    return past;
}

// What the account's state says again once its latest bill is taken back.
StatementCancelled cancellation_of(const PastBills& past) {
    const StatementIssued& statement = past.standing.back().statement;
    StatementCancelled event;
    event.account = statement.account;
    event.statement = statement.statement;
    event.sequence = statement.sequence;
    event.invoice = statement.invoice;
    event.cycle = statement.cycle;
    event.bill_date = statement.bill_date;
    event.cut_from = statement.cut_from;
    event.previous_payoff = statement.previous_payoff;
    event.previous_current = statement.previous_current;
    event.payments_payoff = statement.payments_payoff;
    event.payments_current = statement.payments_current;
    event.adjustments_payoff = statement.adjustments_payoff;
    event.adjustments_current = statement.adjustments_current;
    event.corrections_payoff = statement.corrections_payoff + statement.charges_payoff;
    event.corrections_current = statement.corrections_current + statement.charges_current;
    event.financial_events = static_cast<std::uint32_t>(std::count_if(
        past.financial_versions.begin(), past.financial_versions.end(),
        [&](std::uint64_t version) { return version >= statement.cut_from && version < statement.cut_until; }));
    for (auto bill = past.standing.begin(); bill + 1 != past.standing.end(); ++bill) {
        event.last_bill_date = bill->statement.bill_date;
        event.last_bill_cycle = bill->statement.cycle;
        event.last_bill_position = bill->position;
        if (const auto* invoice = past.invoice(bill->statement.invoice)) {
            event.last_invoice = invoice->invoice;
            event.last_due_date = invoice->due_date;
        }
    }
    return event;
}

Decided<void> check_latest(const CancelBill& command, const PastBills& past) {
    const std::string& id = command.statement.str();
    for (const auto& [statement, position] : past.cancelled)
        if (statement == command.statement) return already_so(position);
    const auto found = std::find_if(past.standing.begin(), past.standing.end(), [&](const PastBills::Bill& bill) {
        return bill.statement.statement == command.statement;
    });
    if (found == past.standing.end())
        return refuse(Rejection::statement_unknown, "statement", id,
                      past.standing.empty()
                          ? "The account has no statement that is not cancelled."
                          : "Name the account's latest: " + past.standing.back().statement.statement.str() + ".");
    if (found + 1 != past.standing.end())
        return refuse(Rejection::statement_not_latest, "statement", id,
                      "Cancel the later ones first, the latest of them first: " +
                          past.standing.back().statement.statement.str() + ".");
    // What was charged again since would be charged twice.
    const auto* invoice = past.invoice(found->statement.invoice);
    while (invoice && !invoice->rebilled_by.empty()) invoice = past.invoice(invoice->rebilled_by);
    if (invoice && invoice->credit_note.empty() && invoice->invoice != found->statement.invoice)
        return refuse(Rejection::invoice_already_reversed, "statement", id,
                      "Its invoice was made again: reverse invoice " + invoice->invoice.str() + " first.");
    return {};
}

}  // namespace

Decided<Events> decide_on(const CancelBill& command, const Context& context) {
    if (!context.world.account(command.account))
        return refuse(Rejection::account_unknown, "account", command.account.str(), "Name an account that was opened.");
    TALLY_TRY(check_id("statement", command.statement));
    const PastBills past = look_back_at_bills(context.world, command.account);
    TALLY_TRY(check_latest(command, past));
    auto on = business_day(command.on, "on", context);
    TALLY_TRY(on);
    StatementCancelled event = cancellation_of(past);
    if (!command.on.is_set()) on = std::max(*on, event.bill_date);
    if (*on < event.bill_date)
        return refuse(Rejection::date_out_of_order, "on", to_string(*on),
                      "The bill is of " + to_string(event.bill_date) + ": give that day or a later one, or none.");
    event.cancelled_on = *on;
    event.reason = command.correction_reason;

    const auto* invoice = past.invoice(event.invoice);
    const ReverseInvoice reverse{.account = command.account,
                                 .invoice = event.invoice,
                                 .rebill = false,
                                 .on = command.on,
                                 .correction_reason = command.correction_reason,
                                 .deliver = command.deliver,
                                 .customer_caused = false};
    Reversal reversal(reverse, context, *on);
    if (invoice && invoice->credit_note.empty()) {
        auto note = reversal.cancel_for_bill();
        TALLY_TRY(note);
        event.credit_note = std::move(*note);
    } else if (invoice) {
        event.credit_note = invoice->credit_note;
    }
    reversal.draft().record(command.account, std::move(event));
    return reversal.draft().take();
}

Decided<Events> decide_on(const ReverseInvoice& command, const Context& context) {
    if (!context.world.account(command.account))
        return refuse(Rejection::account_unknown, "account", command.account.str(), "Name an account that was opened.");
    const auto on = business_day(command.on, "on", context);
    if (!on) return tl::unexpected(on.error());
    return Reversal(command, context, *on).decide();
}

}  // namespace tally::domain
