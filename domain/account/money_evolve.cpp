// Folds what moves money or makes documents into the account's state. No rules: an amount is added to its open item or
// credit, which is made where it is missing and dropped at zero, so that any past folds the same way.

#include <algorithm>
#include <tuple>

#include "domain/account/receivables/payment_ids.h"
#include "domain/account/service/service.h"
#include "domain/evolve_on.h"

namespace tally::domain {

namespace {

AccountState& touched(MutableWorld& world, const Envelope& envelope, const AccountId& id) {
    AccountState& state = world.account_part(id);
    state.version = envelope.version + 1;
    state.last_position = envelope.position;
    return state;
}

// The same for an event that moves money; what it moves is counted.
template <FinancialEvent Payload>
AccountState& moved(MutableWorld& world, const Envelope& envelope, const Payload& event) {
    AccountState& state = touched(world, envelope, event.account);
    for (const Posting& posting : event.financial.postings)
        if (posting.amount > Money{}) state.moved = checked_add(state.moved, posting.amount).value_or(Money{INT64_MAX});
    return state;
}

ServiceAgreement* agreement_of(AccountState& state, const ServiceAgreementId& id) {
    const auto found = std::find_if(state.agreements.begin(), state.agreements.end(),
                                    [&](const ServiceAgreement& agreement) { return agreement.sa == id; });
    return found == state.agreements.end() ? nullptr : &*found;
}

bool earlier(const OpenItem& a, const OpenItem& b) {
    return std::tie(a.ages_from, a.pay_priority, a.position, a.sa) <
           std::tie(b.ages_from, b.pay_priority, b.position, b.sa);
}

// Where a line's item or credit is looked for first: lines come in the order of what they name.
struct Hints {
    std::size_t item = 0;
    std::size_t credit = 0;
};

template <class Elements, class Matches>
std::size_t find_from(const Elements& elements, std::size_t hint, Matches&& matches) {
    for (std::size_t i = hint; i < elements.size(); ++i)
        if (matches(elements[i])) return i;
    for (std::size_t i = 0; i < std::min(hint, elements.size()); ++i)
        if (matches(elements[i])) return i;
    return elements.size();
}

struct ItemChange {
    const DocumentId& document;
    const ServiceAgreementId& sa;
    Money payoff;
    Money current;
    Date ages_from;          // Of a new item.
    std::uint64_t position;  // Of a new item.
};
void change_item(AccountState& state, const ItemChange& change, std::size_t& hint) {
    auto& items = state.items;
    hint = find_from(items, hint,
                     [&](const OpenItem& item) { return item.document == change.document && item.sa == change.sa; });
    if (hint < items.size()) {
        items[hint].payoff_open += change.payoff;
        items[hint].current_open += change.current;
        return;
    }
    const ServiceAgreement* agreement = agreement_of(state, change.sa);
    OpenItem item;
    item.document = change.document;
    item.sa = change.sa;
    item.payoff_open = change.payoff;
    item.current_open = change.current;
    item.ages_from = change.ages_from;
    if (agreement) item.pay_priority = agreement->pay_priority;
    item.position = change.position;
    items.insert(std::upper_bound(items.begin(), items.end(), item, earlier), std::move(item));
}
void drop_closed_items(AccountState& state) {
    std::erase_if(state.items,
                  [](const OpenItem& item) { return item.payoff_open.is_zero() && item.current_open.is_zero(); });
}
void change_one_item(AccountState& state, const ItemChange& change) {
    std::size_t hint = 0;
    change_item(state, change, hint);
    drop_closed_items(state);
}

void change_credit(AccountState& state, const CreditSource& source, Money amount, std::size_t& hint) {
    auto& credits = state.unapplied;
    hint = find_from(credits, hint, [&](const UnappliedCredit& credit) { return credit.source == source; });
    if (hint < credits.size())
        credits[hint].amount += amount;
    else
        credits.push_back({source, amount, false});
}
void drop_used_credits(AccountState& state) {
    std::erase_if(state.unapplied, [](const UnappliedCredit& credit) { return credit.amount.is_zero(); });
}
void change_one_credit(AccountState& state, const CreditSource& source, Money amount) {
    std::size_t hint = 0;
    change_credit(state, source, amount, hint);
    drop_used_credits(state);
}

void sweep(SinceStatement& since, Money& payoff, Money& current, const Financial& financial) {
    payoff += financial.payoff;
    current += financial.current;
    ++since.financial_events;
}
void sweep_payment(AccountState& state, const Financial& financial) {
    auto& since = state.since_statement;
    sweep(since, since.payments_payoff, since.payments_current, financial);
}
void sweep_adjustment(AccountState& state, const Financial& financial) {
    auto& since = state.since_statement;
    sweep(since, since.adjustments_payoff, since.adjustments_current, financial);
}
void sweep_correction(AccountState& state, const Financial& financial) {
    auto& since = state.since_statement;
    sweep(since, since.corrections_payoff, since.corrections_current, financial);
}
void sweep_charge(AccountState& state, const Financial& financial) {
    auto& since = state.since_statement;
    sweep(since, since.charges_payoff, since.charges_current, financial);
}

void drop_pending_charge(AccountState& state, const DocumentId& charge) {
    std::erase_if(state.pending_charges, [&](const PendingCharge& pending) { return pending.charge == charge; });
}
void drop_pending_adjustment(AccountState& state, const DocumentId& adjustment) {
    std::erase_if(state.pending_adjustments,
                  [&](const PendingAdjustment& pending) { return pending.request.adjustment == adjustment; });
}

// The payment lost this much. The one before it is in the history only.
void reduce_last_payment(AccountState& state, const PaymentId& payment, Money amount) {
    if (state.last_payment != payment || state.last_payment_uncertain) return;
    state.last_payment_amount -= amount;
    state.last_payment_uncertain = state.last_payment_amount.is_zero();
}

}  // namespace

void evolve_on(MutableWorld& world, const Envelope& envelope, const BillSegmentErrored& event) {
    auto& state = touched(world, envelope, event.account);
    // Only the last failed try is kept: what an earlier one could not bill has been billed or fails again.
    std::erase_if(state.billing_errors, [&](const BillingError& error) {
        return error.bill_date != event.bill_date || error.attempt != event.attempt || error.sa == event.sa;
    });
    state.billing_errors.push_back({event.sa, event.bill_date, event.attempt, event.error, envelope.position});
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const BillSegmentFrozen& event) {
    auto& state = moved(world, envelope, event);
    const Financial& financial = event.financial;
    ++state.segment_count;
    change_one_item(
        state, {event.invoice, event.sa, financial.payoff, financial.current, financial.ages_from, envelope.position});
    if (event.replaces.empty())
        sweep_charge(state, financial);
    else
        sweep_correction(state, financial);
    ServiceAgreement* agreement = agreement_of(state, event.sa);
    if (!agreement) return;
    if (event.final_segment) agreement->final_billed = true;
    // An older segment made again leaves the later ones the last.
    if (agreement->charged_until.is_set() && event.until < agreement->charged_until) return;
    agreement->charged_until = event.until;
    agreement->last_segment = event.segment;
    agreement->last_segment_position = envelope.position;
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const BillSegmentCancelled& event) {
    auto& state = moved(world, envelope, event);
    const Financial& financial = event.financial;
    change_one_item(
        state, {event.invoice, event.sa, financial.payoff, financial.current, financial.ages_from, envelope.position});
    sweep_correction(state, financial);
    ServiceAgreement* agreement = agreement_of(state, event.sa);
    if (!agreement || agreement->charged_until != event.until) return;
    // Which segment is the latest now is in the history only.
    agreement->charged_until = event.from <= first_charge_day(*agreement) ? Date{} : event.from;
    agreement->last_segment = {};
    agreement->last_segment_position = 0;
    agreement->final_billed = false;
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const InvoiceIssued& event) {
    auto& state = touched(world, envelope, event.account);
    state.invoice_count = event.sequence;
    if (!event.rebills.empty()) return;
    state.last_invoice = event.invoice;
    state.last_bill_date = event.bill_date;
    state.last_bill_cycle = event.cycle;
    state.last_due_date = event.due_date;
    state.last_bill_position = envelope.position;
    state.billing_errors.clear();
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const CreditNoteIssued& event) {
    auto& state = touched(world, envelope, event.account);
    state.credit_note_count = event.sequence;
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const StatementIssued& event) {
    auto& state = touched(world, envelope, event.account);
    state.statement_count = event.sequence;
    state.statement_cut = event.cut_until;
    state.statement_payoff = event.ending_payoff;
    state.statement_current = event.ending_current;
    state.since_statement = {};
    if (!event.invoice.empty()) return;
    // A statement without new charges is the bill of its run, too.
    state.last_bill_date = event.bill_date;
    state.last_bill_cycle = event.cycle;
    state.last_bill_position = envelope.position;
    state.billing_errors.clear();
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const StatementCancelled& event) {
    auto& state = touched(world, envelope, event.account);
    SinceStatement& since = state.since_statement;
    since.payments_payoff += event.payments_payoff;
    since.payments_current += event.payments_current;
    since.adjustments_payoff += event.adjustments_payoff;
    since.adjustments_current += event.adjustments_current;
    since.corrections_payoff += event.corrections_payoff;
    since.corrections_current += event.corrections_current;
    since.financial_events += event.financial_events;
    state.statement_cut = event.cut_from;
    state.statement_payoff = event.previous_payoff;
    state.statement_current = event.previous_current;
    state.last_invoice = event.last_invoice;
    state.last_due_date = event.last_due_date;
    state.last_bill_date = event.last_bill_date;
    state.last_bill_cycle = event.last_bill_cycle;
    state.last_bill_position = event.last_bill_position;
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const SpecialChargeCreated& event) {
    auto& state = touched(world, envelope, event.account);
    state.charge_count =
        std::max(state.charge_count + 1, number_in(event.charge.str(), event.account, special_charge_mark).value_or(0));
    state.pending_charges.push_back(
        {event.charge, event.sa, event.charge_type, event.amount, event.description, envelope.position});
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const SpecialChargeRemoved& event) {
    drop_pending_charge(touched(world, envelope, event.account), event.charge);
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const SpecialChargeBilled& event) {
    auto& state = moved(world, envelope, event);
    const Financial& financial = event.financial;
    drop_pending_charge(state, event.charge);
    change_one_item(
        state, {event.invoice, event.sa, financial.payoff, financial.current, financial.ages_from, envelope.position});
    if (!event.lines.empty() && event.lines.front().kind == LineKind::recalculation)
        sweep_correction(state, financial);
    else
        sweep_charge(state, financial);
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const SpecialChargeCancelled& event) {
    auto& state = moved(world, envelope, event);
    const Financial& financial = event.financial;
    change_one_item(
        state, {event.invoice, event.sa, financial.payoff, financial.current, financial.ages_from, envelope.position});
    sweep_correction(state, financial);
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const PaymentPosted& event) {
    auto& state = moved(world, envelope, event);
    ++state.payment_count;
    for (const TenderShare& share : event.tenders)
        state.unapplied.push_back(
            {{CreditSourceKind::tender, DocumentId{event.payment.str()}, share.tender}, share.amount, false});
    sweep_payment(state, event.financial);
    // One of an earlier day cannot be the latest, whether or not that one still stands.
    if (!state.last_payment_date.is_set() || event.received_on >= state.last_payment_date) {
        state.last_payment = event.payment;
        state.last_payment_amount = event.amount;
        state.last_payment_date = event.received_on;
        state.last_payment_uncertain = false;
    }
    if (account_in(event.payment_event) == event.account.str()) return;
    auto& entry = world.directory_part(DirectoryKind::payment_event, event.payment_event.str());
    if (entry.leads_to.empty()) entry.position = envelope.position;
    entry.leads_to.emplace_back(event.account.str());
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const CreditAllocated& event) {
    auto& state = moved(world, envelope, event);
    Hints hints;
    for (const AllocationLine& line : event.lines) {
        change_item(state, {line.document, line.sa, -line.amount, -line.amount, line.ages_from, line.item_position},
                    hints.item);
        change_credit(state, line.source, -line.amount, hints.credit);
    }
    drop_closed_items(state);
    drop_used_credits(state);
    ++state.since_statement.financial_events;
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const CreditDeallocated& event) {
    auto& state = moved(world, envelope, event);
    Hints hints;
    for (const AllocationLine& line : event.lines) {
        change_item(state, {line.document, line.sa, line.amount, line.amount, line.ages_from, line.item_position},
                    hints.item);
        change_credit(state, line.source, line.amount, hints.credit);
    }
    drop_closed_items(state);
    drop_used_credits(state);
    ++state.since_statement.financial_events;
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const CreditReleased& event) {
    auto& state = moved(world, envelope, event);
    change_one_item(
        state, {event.document, event.sa, event.amount, event.amount, event.financial.ages_from, envelope.position});
    change_one_credit(state, {CreditSourceKind::released, event.document, {}}, event.amount);
    ++state.since_statement.financial_events;
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const TenderCancelled& event) {
    auto& state = moved(world, envelope, event);
    change_one_credit(state, {CreditSourceKind::tender, DocumentId{event.payment.str()}, event.tender}, -event.amount);
    sweep_payment(state, event.financial);
    reduce_last_payment(state, event.payment, event.amount);
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const PaymentCancelled& event) {
    auto& state = moved(world, envelope, event);
    std::erase_if(state.unapplied, [&](const UnappliedCredit& credit) {
        return credit.source.kind == CreditSourceKind::tender && credit.source.document.str() == event.payment.str();
    });
    sweep_payment(state, event.financial);
    reduce_last_payment(state, event.payment, event.amount);
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const NsfFeeCharged& event) {
    auto& state = moved(world, envelope, event);
    const Financial& financial = event.financial;
    // Fees were numbered with the special charges once: what was made keeps its number.
    state.fee_count = std::max(state.fee_count + 1, number_in(event.charge.str(), event.account, fee_mark).value_or(0));
    change_one_item(
        state, {event.charge, event.sa, financial.payoff, financial.current, financial.ages_from, envelope.position});
    sweep_adjustment(state, financial);
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const AdjustmentRequested& event) {
    auto& state = touched(world, envelope, event.account);
    ++state.adjustment_count;
    state.pending_adjustments.push_back({event, envelope.position});
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const AdjustmentApproved& event) {
    touched(world, envelope, event.account);  // It stays pending until it is posted, in the same commit.
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const AdjustmentRejected& event) {
    drop_pending_adjustment(touched(world, envelope, event.account), event.adjustment);
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const AdjustmentPosted& event) {
    auto& state = moved(world, envelope, event);
    const Financial& financial = event.financial;
    drop_pending_adjustment(state, event.adjustment);
    if (event.amount > Money{})
        change_one_item(state, {event.adjustment, event.sa, financial.payoff, financial.current, financial.ages_from,
                                envelope.position});
    if (!event.to_target.is_zero())
        change_one_item(state, {event.target, event.target_sa, -event.to_target, -event.to_target, financial.ages_from,
                                event.target_position});
    if (!event.to_unapplied.is_zero())
        change_one_credit(state, {CreditSourceKind::credit_adjustment, event.adjustment, {}}, event.to_unapplied);
    sweep_adjustment(state, financial);
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const AdjustmentCancelled& event) {
    auto& state = moved(world, envelope, event);
    const Financial& financial = event.financial;
    if (event.amount > Money{})
        change_one_item(state, {event.adjustment, event.sa, financial.payoff, financial.current, financial.ages_from,
                                envelope.position});
    if (!event.to_target.is_zero())
        change_one_item(state, {event.target, event.target_sa, event.to_target, event.to_target, financial.ages_from,
                                event.target_position});
    if (!event.to_unapplied.is_zero())
        change_one_credit(state, {CreditSourceKind::credit_adjustment, event.adjustment, {}}, -event.to_unapplied);
    sweep_adjustment(state, financial);
}

}  // namespace tally::domain
