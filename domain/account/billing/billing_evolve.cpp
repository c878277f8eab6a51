// Folds segments, special charges and documents into the account's state.

#include <algorithm>

#include "domain/account/evolving.h"
#include "domain/account/made_ids.h"
#include "domain/account/service/service.h"
#include "domain/evolve_on.h"

namespace tally::domain {

namespace {

void drop_pending_charge(AccountState& state, const DocumentId& charge) {
    std::erase_if(state.pending_charges, [&](const PendingCharge& pending) { return pending.charge == charge; });
}

}  // namespace

void evolve_on(MutableWorld& world, const Envelope& envelope, const BillSegmentErrored& event) {
    auto& state = evolving(world, envelope, event.account);
    // Only the last failed try is kept: what an earlier one could not bill has been billed or fails again.
    std::erase_if(state.billing_errors, [&](const BillingError& error) {
        return error.bill_date != event.bill_date || error.attempt != event.attempt || error.sa == event.sa;
    });
    state.billing_errors.push_back({event.sa, event.bill_date, event.attempt, event.error, envelope.position});
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const BillCopyUndeliverable& event) {
    evolving(world, envelope, event.account)
        .undeliverable_copies.push_back(
            {event.person, event.route_type, event.bill_date, event.cure, envelope.position});
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const BillSegmentFrozen& event) {
    auto& state = evolving_money(world, envelope, event);
    ++state.segment_count;
    state.segments_booked_on = std::max(state.segments_booked_on, event.financial.accounting_date);
    ServiceAgreement* agreement = state.agreement(event.sa);
    if (!agreement) return;
    if (event.final_segment) agreement->final_billed = true;
    // An older segment made again leaves the later ones the last.
    if (agreement->charged_until.is_set() && event.until < agreement->charged_until) return;
    agreement->charged_until = event.until;
    agreement->last_segment = event.segment;
    agreement->last_segment_position = envelope.position;
}

namespace {
// What the segment holds for later ones; made where it holds nothing yet, and counted.
template <class Frozen>
SegmentDemands& held_for_later(MutableWorld& world, const Envelope& envelope, const Frozen& event) {
    auto& segments = world.demands_part(event.sa).segments;
    auto held = std::find_if(segments.begin(), segments.end(),
                             [&](const SegmentDemands& one) { return one.segment == event.segment; });
    if (held == segments.end()) held = segments.insert(held, {event.segment, {}, {}});
    AccountState& state = evolving(world, envelope, event.account);
    if (ServiceAgreement* agreement = state.agreement(event.sa))
        agreement->demand_segments = static_cast<std::uint32_t>(segments.size());
    return *held;
}
}  // namespace

void evolve_on(MutableWorld& world, const Envelope& envelope, const BillingDemandFrozen& event) {
    held_for_later(world, envelope, event).demands = event.demands;
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const YearToDateFrozen& event) {
    held_for_later(world, envelope, event).year = event.year;
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const BillSegmentCancelled& event) {
    auto& state = evolving_money(world, envelope, event);
    ++state.segments_cancelled;
    ServiceAgreement* agreement = state.agreement(event.sa);
    if (agreement && agreement->demand_segments > 0) {
        auto& segments = world.demands_part(event.sa).segments;
        std::erase_if(segments, [&](const SegmentDemands& one) { return one.segment == event.segment; });
        agreement->demand_segments = static_cast<std::uint32_t>(segments.size());
    }
    if (!agreement || agreement->charged_until != event.until) return;
    // Which segment is the latest now is in the history only.
    agreement->charged_until = event.from <= first_charge_day(*agreement) ? Date{} : event.from;
    agreement->last_segment = {};
    agreement->last_segment_position = 0;
    agreement->final_billed = false;
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const InvoiceIssued& event) {
    auto& state = evolving(world, envelope, event.account);
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
    auto& state = evolving(world, envelope, event.account);
    state.credit_note_count = event.sequence;
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const StatementIssued& event) {
    auto& state = evolving(world, envelope, event.account);
    state.statement_count = event.sequence;
    state.statement_cut = event.cut_until;
    state.statement_payoff = event.ending_payoff;
    state.statement_current = event.ending_current;
    state.since_statement = {};
    state.undeliverable_copies.clear();
    if (!event.invoice.empty()) return;
    // A statement without new charges is the bill of its run, too.
    state.last_bill_date = event.bill_date;
    state.last_bill_cycle = event.cycle;
    state.last_bill_position = envelope.position;
    state.billing_errors.clear();
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const StatementCancelled& event) {
    auto& state = evolving(world, envelope, event.account);
    SinceStatement& since = state.since_statement;
    since.payments_payoff += event.payments_payoff;
    since.payments_current += event.payments_current;
    since.adjustments_payoff += event.adjustments_payoff;
    since.adjustments_current += event.adjustments_current;
    since.corrections_payoff += event.corrections_payoff;
    since.corrections_current += event.corrections_current;
    since.financial_events += event.financial_events;
    state.undeliverable_copies.clear();
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
    auto& state = evolving(world, envelope, event.account);
    state.charge_count =
        std::max(state.charge_count + 1, number_in(event.charge.str(), event.account, special_charge_mark).value_or(0));
    state.pending_charges.push_back(
        {event.charge, event.sa, event.charge_type, event.amount, event.description, envelope.position});
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const SpecialChargeRemoved& event) {
    drop_pending_charge(evolving(world, envelope, event.account), event.charge);
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const SpecialChargeBilled& event) {
    auto& state = evolving_money(world, envelope, event);
    drop_pending_charge(state, event.charge);
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const SpecialChargeCancelled& event) {
    evolving_money(world, envelope, event);
}

}  // namespace tally::domain
