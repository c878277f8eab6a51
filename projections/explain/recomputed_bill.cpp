#include "projections/explain/recomputed_bill.h"

#include <algorithm>

#include "domain/account/billing/bill.h"
#include "domain/account/service/service.h"
#include "domain/rating/rating.h"

namespace tally::projections {

using namespace domain;

namespace {

const Code& backbill_component() {
    static const Code code{"backbill_limit"};
    return code;
}

std::string refusal_words(const Refusal& refusal) {
    return std::string{name_of(refusal.rejection)} + ": " + refusal.cure;
}

const BilledDocument* replaced_by(const BilledInvoice* replaced, const SegmentId& segment) {
    if (replaced == nullptr || segment.empty()) return nullptr;
    for (const BilledDocument& document : replaced->documents)
        if (document.segment == segment) return &document;
    return nullptr;
}

// What a correction charged more for days before its limit, taken off again. Whether the customer caused it is known by
// the line being there.
void add_backbill_limit(const BilledDocument& billed, const BilledDocument& old, std::vector<BillLine>& lines) {
    const auto found = std::find_if(billed.lines.begin(), billed.lines.end(),
                                    [](const BillLine& line) { return line.component == backbill_component(); });
    if (found == billed.lines.end()) return;
    const Money excess = charges_before_tax(lines) - charges_before_tax(old.lines);
    const Money share{rating::share_of_days(std::max(excess, Money{}).minor, billed.days, {found->from, found->until})};
    // Of a correction of several bills, no more than they charge more together.
    const Money waived = std::min(share, -found->amount);
    BillLine line = *found;
    line.amount = -waived;
    lines.push_back(std::move(line));
}

class Recomputing {
  public:
    Recomputing(PastWorld& world, const AccountState& account, const BilledInvoice& invoice,
                const BilledInvoice* replaced, Date priced_on)
        : world_(world), account_(account), invoice_(invoice), replaced_(replaced) {
        bill_.priced_on = priced_on;
    }

    RecomputedBill run() {
        for (const BilledDocument& document : invoice_.documents) {
            RecomputedDocument again;
            if (document.is_segment())
                segment(document, again);
            else
                charge(document, again);
            bill_.documents.push_back(std::move(again));
        }
        add_taxes_again();
        return std::move(bill_);
    }

  private:
    void segment(const BilledDocument& billed, RecomputedDocument& again) {
        const ServiceAgreement* agreement = account_.agreement(billed.sa);
        if (agreement == nullptr) {
            again.why_not = "the account had no agreement " + billed.sa.str() + " then";
            return;
        }
        const auto pricing = pricing_of(world_, *agreement, bill_.priced_on);
        if (!pricing) {
            again.why_not = refusal_words(pricing.error());
            return;
        }
        SelectedUsage selected;
        selected.charge_days = billed.days;
        selected.first_segment = billed.days.from == first_charge_day(*agreement);
        selected.final_segment = billed.final_segment;
        selected.reads = billed.reads;
        auto intervals = intervals_of(world_, *agreement, *pricing->tariff, billed.days);
        if (!intervals) {
            again.why_not = refusal_words(intervals.error());
            return;
        }
        selected.intervals = std::move(*intervals);
        again.first_segment = selected.first_segment;
        again.agreement = *agreement;
        if (billed.reads.empty() && selected.intervals.empty())
            again.periods = agreement->periods_on(billed.days.until - 1);
        if (selected.first_segment) again.edge = pricing->sa_type->first_proration;
        if (selected.final_segment && pricing->sa_type->final_proration != EdgeProration::by_tariff)
            again.edge = pricing->sa_type->final_proration;
        auto rated = rated_segment(world_, *agreement, *pricing, selected, bill_.priced_on);
        if (!rated) {
            again.why_not = refusal_words(rated.error());
            return;
        }
        again.lines = std::move(rated->lines);
        again.demands = std::move(rated->demands);
        again.year = std::move(rated->year);
        again.measured.intervals = std::move(selected.intervals);
        for (const auto& entry : world_.settings().holidays.entries)
            if (billed.days.contains(entry.row.date)) again.measured.holidays.push_back(entry.row.date);
        std::sort(again.measured.holidays.begin(), again.measured.holidays.end());
        if (const auto* old = replaced_by(replaced_, billed.replaces)) add_backbill_limit(billed, *old, again.lines);
    }

    void charge(const BilledDocument& billed, RecomputedDocument& again) {
        if (billed.lines.empty()) return;
        const BillLine& charged = billed.lines.front();
        const PendingCharge pending{billed.charge,  billed.sa,           charged.component,
                                    charged.amount, charged.description, 0};
        auto lines = charge_lines(world_, account_, pending, bill_.priced_on);
        if (lines)
            again.lines = std::move(*lines);
        else
            again.why_not = refusal_words(lines.error());
    }

    // Taxes are of the whole invoice: where one document is missing, none of them can be computed again.
    void add_taxes_again() {
        for (const RecomputedDocument& again : bill_.documents)
            if (!again.why_not.empty()) {
                bill_.why_no_taxes = again.why_not;
                return;
            }
        ProposedBill proposed;
        proposed.bill_date = bill_.priced_on;
        // The order of a bill: segments, then charges, as its events stand.
        for (std::size_t i = 0; i < bill_.documents.size(); ++i) {
            const BilledDocument& billed = invoice_.documents[i];
            if (billed.is_segment())
                proposed.segments.push_back(
                    {billed.sa, {billed.days, false, false, {}}, std::move(bill_.documents[i].lines), {}, {}, {}, {}});
            else
                proposed.charges.push_back(
                    {{billed.charge, billed.sa, {}, {}, {}, 0}, std::move(bill_.documents[i].lines)});
        }
        if (const auto refused = add_taxes(world_, proposed)) bill_.why_no_taxes = refusal_words(*refused);
        bill_.taxes = std::move(proposed.taxes);
        std::size_t segment = 0, charge = 0;
        for (std::size_t i = 0; i < bill_.documents.size(); ++i)
            bill_.documents[i].lines = std::move(invoice_.documents[i].is_segment() ? proposed.segments[segment++].lines
                                                                                    : proposed.charges[charge++].lines);
    }

    PastWorld& world_;
    const AccountState& account_;
    const BilledInvoice& invoice_;
    const BilledInvoice* replaced_;
    RecomputedBill bill_;
};

}  // namespace

bool RecomputedBill::has(const InvoiceTax& tax) const {
    return std::any_of(taxes.begin(), taxes.end(), [&](const InvoiceTax& again) {
        return again.tax_code == tax.tax_code && again.rate == tax.rate && again.basis == tax.basis &&
               again.amount == tax.amount;
    });
}

RecomputedBill recompute(PastWorld& world, const AccountId& id, const BilledInvoice& invoice,
                         const BilledInvoice* replaced, Date priced_on) {
    const AccountState* account = world.account(id);
    TALLY_ASSERT(account, "an invoice is of an account that exists");
    return Recomputing(world, *account, invoice, replaced, priced_on).run();
}

}  // namespace tally::projections
