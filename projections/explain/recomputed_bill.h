#pragma once
// An invoice computed again: the rules of today over the world as it was when its first segment was decided.

#include <string>
#include <vector>

#include "projections/explain/billed_documents.h"
#include "projections/explain/demand_peak.h"
#include "projections/explain/past_world.h"

namespace tally::projections {

struct RecomputedDocument {
    std::vector<domain::BillLine> lines;  // Charges, then taxes.
    bool first_segment = false;
    domain::EdgeProration edge = domain::EdgeProration::by_tariff;
    std::string why_not;                        // It cannot be computed again; empty: it was.
    MeasuredHours measured;                     // Of a segment that is priced by the hour.
    std::vector<domain::BilledDemand> demands;  // Where its tariff has terms of demand.
    domain::YearToDate year;                    // Where it settles anything by the year.
    domain::ServiceAgreement agreement;         // As it was; of a segment.
    std::uint16_t periods = 1;                  // Normal periods that were billed together.
};
struct RecomputedBill {
    std::vector<RecomputedDocument> documents;  // One for each of the invoice, in order.
    std::vector<domain::InvoiceTax> taxes;
    std::string why_no_taxes;
    domain::Date priced_on;  // The day whose kinds and tax rates hold.

    [[nodiscard]] bool has(const domain::InvoiceTax&) const;
};

// `replaced`: what the invoice rebills, if it does. The account must exist in the world. `priced_on`: the bill date of
// the first invoice for its charges.
[[nodiscard]] RecomputedBill recompute(PastWorld&, const domain::AccountId&, const BilledInvoice& invoice,
                                       const BilledInvoice* replaced, domain::Date priced_on);

}  // namespace tally::projections
