#pragma once
// Segments and special charges of a bill with their lines, made of the events that charged them or took them back.

#include <cstdint>
#include <vector>

#include "domain/account/billing/events.h"
#include "projections/documents/invoice_answers.h"
#include "projections/states_as_of.h"

namespace tally::projections {

class Segments {
  public:
    // Services and premises are those of the agreements of this account, which is of `states`.
    Segments(StatesAsOf& states, const domain::AccountState& account) : states_(states), account_(account) {}

    // Of BillSegmentFrozen, BillSegmentCancelled, SpecialChargeBilled or SpecialChargeCancelled.
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
        return add(std::move(segment), event.lines, event.financial.accounting_date);
    }
    // What is said again of a segment by a later correction is no part of its bill.
    void note(const domain::BillingDemandFrozen&);
    void note(const domain::YearToDateFrozen&);
    void cancel(const domain::SegmentId&, const domain::DocumentId& credit_note);
    void cancel(const domain::DocumentId& charge, const domain::DocumentId& credit_note);
    [[nodiscard]] std::vector<InvoiceSegmentAnswer> take() { return std::move(segments_); }

  private:
    [[nodiscard]] Result<void> add(InvoiceSegmentAnswer segment, const std::vector<domain::BillLine>& lines,
                                   domain::Date accounting_date);

    StatesAsOf& states_;
    const domain::AccountState& account_;
    std::vector<InvoiceSegmentAnswer> segments_;
    std::uint32_t line_number_ = 0;  // Counts through all segments.
};

}  // namespace tally::projections
