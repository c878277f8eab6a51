#include "domain/account/billing/taking_back.h"

#include <algorithm>
#include <string>

#include "domain/account/billing/budget/budget_steps.h"
#include "domain/account/command_checks.h"
#include "domain/account/made_ids.h"
#include "domain/account/receivables/arrangements/arrangement_steps.h"
#include "domain/account/receivables/carrier.h"
#include "domain/account/receivables/settling/settling_steps.h"
#include "domain/account/rules_class.h"
#include "domain/event_arms.h"
#include "domain/rating/rating.h"

namespace tally::domain {

namespace {

PastInvoice& past_invoice(std::vector<PastInvoice>& past, const DocumentId& id) {
    const auto found =
        std::find_if(past.rbegin(), past.rend(), [&](const PastInvoice& one) { return one.invoice.invoice == id; });
    if (found != past.rend()) return *found;
    past.emplace_back().invoice.invoice = id;
    return past.back();
}

std::vector<BillLine> negated(std::vector<BillLine> lines) {
    for (BillLine& line : lines) {
        line.quantity = Quantity{-line.quantity.units};
        line.unrounded = Price{-line.unrounded.units};
        line.amount = -line.amount;
        line.previous_amount = -line.previous_amount;
    }
    return lines;
}

// Each new line names the amount of the one it replaces: the same component of the same first day, tier by tier; else
// of the same component.
void set_previous_amounts(std::vector<BillLine>& lines, const std::vector<BillLine>& old) {
    std::vector<bool> used(old.size(), false);
    std::vector<bool> done(lines.size(), false);
    for (const bool same_day : {true, false})
        for (std::size_t i = 0; i < lines.size(); ++i)
            for (std::size_t k = 0; k < old.size() && !done[i]; ++k) {
                if (used[k] || old[k].component != lines[i].component) continue;
                if (same_day && old[k].from != lines[i].from) continue;
                lines[i].previous_amount = old[k].amount;
                used[k] = done[i] = true;
            }
}

// What a correction charges more for days before the limit is not billed.
Decided<void> keep_backbill_limit(World& world, const CustomerClass& customer_class, const PastInvoice& past,
                                  const BillSegmentFrozen& old, const TakingBack& how,
                                  const ServiceAgreement& agreement, std::vector<BillLine>& lines) {
    const int months = customer_class.backbill_limit_months;
    if (months == 0 || how.customer_caused) return {};
    const Date limit = add_months(how.on, -months, ymd(how.on).day);
    if (old.from >= limit) return {};
    const Money excess = charges_before_tax(lines) - charges_before_tax(old.lines);
    if (excess <= Money{}) return {};
    Money waived{rating::share_of_days(excess.minor, {old.from, old.until}, {old.from, std::max(limit, old.from)})};
    if (how.charged_more)
        for (ChargedMore& more : *how.charged_more)
            if (more.sa == old.sa) {
                waived = std::min(waived, std::max(more.left, Money{}));
                more.left -= waived;
            }
    if (waived.is_zero()) return {};
    const auto pricing = pricing_of(world, agreement, past.priced_on);
    TALLY_TRY(pricing);
    BillLine line;
    line.component = Code{backbill_limit_component};
    line.description = Plain{"Not billed: before " + to_string(limit)};
    line.from = old.from;
    line.until = std::min(limit, old.until);
    line.quantity = Quantity{1'000'000};
    Int128 units = -waived.minor;
    for (std::uint8_t i = currency_decimals(world.settings()); i < Price::decimals; ++i) units *= 10;
    if (units > -Int128{INT64_MAX}) line.price = line.unrounded = Price{static_cast<std::int64_t>(units)};
    line.amount = -waived;
    line.tax_codes = applicable_taxes(world, agreement.premise, pricing->sa_type->tax_codes, past.priced_on);
    lines.push_back(std::move(line));
    return {};
}

// An invoice below zero had become credit; what is left of that meets what it came from.
Decided<void> meet_released_credit(Draft& draft, const AccountId& id, const DocumentId& invoice, Date on) {
    TALLY_TRY(release_below_zero(draft, id, {on, {}, {}}));
    TALLY_TRY(allocate_fifo(
        draft, id, {on, {}, {}},
        [&](const UnappliedCredit& credit) {
            return credit.source.kind == CreditSourceKind::released && credit.source.document == invoice;
        },
        [&](const OpenItem& item) { return item.document == invoice; }));
    return {};
}

}  // namespace

std::vector<PastInvoice> past_invoices(World& world, const AccountId& account) {
    std::vector<PastInvoice> past;
    world.history(stream_of(account), [&](const RecordedEvent& recorded) {
        visit(Overloaded{
                  [&](const BillSegmentFrozen& event) { past_invoice(past, event.invoice).segments.push_back(event); },
                  [&](const SpecialChargeBilled& event) { past_invoice(past, event.invoice).charges.push_back(event); },
                  [&](const InvoiceIssued& event) {
                      Date priced_on = event.bill_date;
                      if (!event.rebills.empty()) {
                          PastInvoice& replaced = past_invoice(past, event.rebills);
                          replaced.rebilled_by = event.invoice;
                          priced_on = replaced.priced_on;
                      }
                      PastInvoice& issued = past_invoice(past, event.invoice);
                      issued.invoice = event;
                      issued.priced_on = priced_on;
                  },
                  [&](const CreditNoteIssued& event) {
                      PastInvoice& cancelled = past_invoice(past, event.invoice);
                      cancelled.credit_note = event.credit_note;
                      cancelled.credit_note_position = recorded.envelope.position;
                  },
                  Ignore<Topic::control_tables, Topic::user, Topic::communication, Topic::collection, Topic::cash,
                         Topic::person, Topic::location, Topic::meter_data, Topic::occupancy, Topic::landlord,
                         Topic::account_terms, Topic::account_person, Topic::service_start, Topic::service_life,
                         Topic::billing_error, Topic::pending_charge, Topic::pending_adjustment, Topic::dispute,
                         Topic::fee, Topic::payment, Topic::allocation, Topic::adjustment, Topic::deposit,
                         Topic::arrangement, Topic::budget, Topic::correction, Topic::autopay, Topic::unbilled,
                         Topic::market, Topic::unclaimed, Topic::hierarchy>{},
                  IgnoreByName<BillSegmentCancelled, SpecialChargeCancelled, StatementIssued, StatementCancelled,
                               BillingDemandFrozen, YearToDateFrozen>{}},
              recorded.event);
    });
    return past;
}

Decided<std::vector<CreditPart>> free_credit_of(Draft& draft, const AccountId& id, std::span<const DocumentId> invoices,
                                                Date on) {
    for (const DocumentId& invoice : invoices) {
        TALLY_TRY(end_arrangements_over(draft, id, invoice, on));
        TALLY_TRY(reverse_write_offs_of(draft, id, invoice, on));
    }
    std::vector<CreditPart> freed;
    TALLY_TRY(deallocate(draft, id, {on, {}, {}}, [&](const AllocationLine& line) {
        if (std::find(invoices.begin(), invoices.end(), line.document) == invoices.end()) return false;
        freed.push_back({line.source, line.amount});
        return true;
    }));
    std::reverse(freed.begin(), freed.end());
    if (draft.account(id)->sync_count > 0)
        for (const DocumentId& invoice : invoices) TALLY_TRY(undo_sync_of(draft, id, invoice, on));
    return freed;
}

Decided<DocumentId> cancel_invoice(Draft& draft, const AccountId& id, const PastInvoice& past, const TakingBack& how) {
    CreditNoteIssued note;
    note.account = id;
    note.sequence = draft.account(id)->credit_note_count + 1;
    note.credit_note = numbered_id<DocumentId>(id, credit_note_mark, note.sequence);
    note.invoice = past.invoice.invoice;
    note.bill_date = how.on;
    note.reason = how.reason;
    note.do_not_deliver = !how.deliver;
    const auto cancelled = [&](auto event, const auto& original) -> Decided<void> {
        event.account = id;
        event.invoice = original.invoice;
        event.credit_note = note.credit_note;
        event.sa = original.sa;
        event.lines = negated(original.lines);
        event.total = -original.total;
        auto financial = journal::negated(draft.settings(), original.financial, how.on);
        TALLY_TRY(financial);
        event.financial = std::move(*financial);
        note.total += event.total;
        ++note.segment_count;
        draft.record(id, std::move(event));
        return {};
    };
    // The latest first, so that what is charged until goes back step by step.
    for (auto segment = past.segments.rbegin(); segment != past.segments.rend(); ++segment) {
        BillSegmentCancelled event;
        event.segment = segment->segment;
        event.from = segment->from;
        event.until = segment->until;
        TALLY_TRY(cancelled(std::move(event), *segment));
    }
    for (const SpecialChargeBilled& charge : past.charges) {
        SpecialChargeCancelled event;
        event.charge = charge.charge;
        TALLY_TRY(cancelled(std::move(event), charge));
    }
    DocumentId credit_note = note.credit_note;
    draft.record(id, std::move(note));
    TALLY_TRY(meet_released_credit(draft, id, past.invoice.invoice, how.on));
    return credit_note;
}

Decided<ProposedSegment> segment_again(World& world, const AccountId& id, const PastInvoice& past,
                                       const BillSegmentFrozen& old, const DemandsMadeAgain& again) {
    const ServiceAgreement* agreement = world.account(id)->agreement(old.sa);
    TALLY_ASSERT(agreement, "a segment was of an agreement of the account");
    const auto pricing = pricing_of(world, *agreement, past.priced_on);
    TALLY_TRY(pricing);
    auto usage = measure_again(world, *agreement, *pricing->tariff, {old.from, old.until}, old.final_segment);
    TALLY_TRY(usage);
    auto rated = rated_segment(world, *agreement, *pricing, *usage, past.priced_on, again);
    TALLY_TRY(rated);
    std::optional<Money> asked;
    if (!agreement->budget_amount.is_zero() && !old.final_segment &&
        old.financial.effective_date >= agreement->budget_since && old.financial.current != old.total)
        asked = old.financial.current;
    return ProposedSegment{old.sa, std::move(*usage),         std::move(rated->lines), old.segment,
                           asked,  std::move(rated->demands), std::move(rated->year)};
}

Money charged_more_by(const ProposedSegment& segment, const BillSegmentFrozen& old) {
    return charges_before_tax(segment.lines) - charges_before_tax(old.lines);
}

Decided<InvoiceIssued> issue_again(Draft& draft, const AccountId& id, const PastInvoice& past,
                                   std::vector<ProposedSegment> segments, const TakingBack& how) {
    const AccountState account = *draft.account(id);
    const CustomerClass* customer_class =
        draft.settings().customer_class(rules_class_of(draft.settings(), account, how.on), how.on);
    if (!customer_class)
        return refuse(Rejection::code_unknown, "customer_class", account.customer_class.str(),
                      "Define this customer class in force on " + to_string(how.on) + ".");
    ProposedBill bill;
    bill.bill_date = how.on;
    bill.accounting_date = how.on;
    bill.priced_on = past.priced_on;
    bill.due = due_date(draft.settings(), *customer_class, account.requested_due_day, how.on);
    bill.rebills = past.invoice.invoice;
    bill.segments = std::move(segments);
    for (std::size_t i = 0; i < past.segments.size(); ++i)
        TALLY_TRY(keep_backbill_limit(draft, *customer_class, past, past.segments[i], how,
                                      *account.agreement(past.segments[i].sa), bill.segments[i].lines));
    for (const SpecialChargeBilled& old : past.charges) {
        PendingCharge pending = create_charge_again(draft, id, old, how.on);
        auto lines = charge_lines(draft, account, pending, past.priced_on);
        TALLY_TRY(lines);
        bill.charges.push_back({std::move(pending), std::move(*lines)});
    }
    if (auto refused = add_taxes(draft, bill)) return tl::unexpected(std::move(*refused));
    for (std::size_t i = 0; i < past.segments.size(); ++i)
        set_previous_amounts(bill.segments[i].lines, past.segments[i].lines);
    for (std::size_t i = 0; i < past.charges.size(); ++i)
        set_previous_amounts(bill.charges[i].lines, past.charges[i].lines);
    return issue_invoice(draft, id, std::move(bill));
}

Decided<void> pay_rebills(Draft& draft, const AccountId& id, const std::vector<CreditPart>& freed,
                          std::span<const DocumentId> rebills, Date on) {
    const journal::Dates dates{on, {}, {}};
    std::vector<ItemPart> items;
    for (const DocumentId& rebill : rebills)
        for (const OpenItem& item : draft.account(id)->items)
            if (item.document == rebill && open_amount(item) > Money{}) items.push_back({&item, open_amount(item)});
    TALLY_TRY(record_allocation(draft, id, AllocationPolicy::fifo, dates, spread(freed, items)));
    TALLY_TRY(release_below_zero(draft, id, dates));
    TALLY_TRY(allocate_fifo(draft, id, dates));
    return {};
}

PendingCharge create_charge_again(Draft& draft, const AccountId& id, const SpecialChargeBilled& old, Date on) {
    TALLY_ASSERT(!old.lines.empty(), "a special charge has a line");
    const BillLine& charged = old.lines.front();
    SpecialChargeCreated created;
    created.account = id;
    created.charge = next_special_charge(*draft.account(id));
    created.sa = old.sa;
    created.charge_type = charged.component;
    created.amount = charged.amount;
    created.created_on = on;
    created.description = charged.description;
    PendingCharge pending{created.charge, created.sa, created.charge_type, created.amount, created.description, 0};
    draft.record(id, std::move(created));
    return pending;
}

void reactivate_unbilled(Draft& draft, const AccountId& id) {
    std::vector<ServiceAgreementId> unbilled;
    for (const ServiceAgreement& agreement : draft.account(id)->agreements)
        if (agreement.status == SaStatus::closed && !agreement.final_billed) unbilled.push_back(agreement.sa);
    for (ServiceAgreementId& sa : unbilled) draft.record(id, ServiceReactivated{id, std::move(sa)});
}

}  // namespace tally::domain
