#include "projections/documents/segments.h"

namespace tally::projections {

using namespace domain;

Result<void> Segments::add(InvoiceSegmentAnswer segment, const std::vector<BillLine>& lines, Date accounting_date) {
    if (const auto* agreement = account_.agreement(segment.sa)) {
        segment.service = agreement->service;
        segment.premise = agreement->premise;
        if (!agreement->premise.empty()) {
            auto premise = states_.premise(agreement->premise);
            if (!premise) return tl::unexpected(std::move(premise.error()));
            if (*premise) segment.service_address = (*premise)->address;
        }
    }
    for (const auto& line : lines)
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
                                 accounting_date});
    segments_.push_back(std::move(segment));
    return {};
}

void Segments::note(const BillingDemandFrozen& event) {
    for (auto& one : segments_)
        if (one.segment == event.segment && one.demands.empty()) one.demands = event.demands;
}

void Segments::note(const YearToDateFrozen& event) {
    for (auto& one : segments_)
        if (one.segment == event.segment && one.year.empty()) one.year = event.year;
}

void Segments::cancel(const SegmentId& segment, const DocumentId& credit_note) {
    for (auto& known : segments_)
        if (!known.segment.empty() && known.segment == segment) known.cancelled_by = credit_note;
}

void Segments::cancel(const DocumentId& charge, const DocumentId& credit_note) {
    for (auto& known : segments_)
        if (!known.charge.empty() && known.charge == charge) known.cancelled_by = credit_note;
}

}  // namespace tally::projections
