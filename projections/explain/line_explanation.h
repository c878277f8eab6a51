#pragma once
// A line of a bill beside the same line computed again.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "projections/explain/bill_explanation.h"
#include "projections/explain/recomputed_bill.h"

namespace tally::projections {

// Who published each version of a tariff, read once a tariff.
class PublishedTariffs {
  public:
    explicit PublishedTariffs(const StatesAsOf& states) : states_(states) {}
    // Nothing: the line names no tariff.
    [[nodiscard]] Result<std::optional<ExplainedTariff>> of(const domain::BillLine&);

  private:
    const StatesAsOf& states_;
    std::map<std::string, std::vector<ExplainedTariff>> known_;
};

// What the lines of one document are explained with.
struct DocumentFacts {
    const BilledInvoice& invoice;
    const BilledDocument& billed;
    const RecomputedBill& bill;
    const RecomputedDocument& again;
    PastWorld& world;
    const BilledDocument* replaced;  // The segment that it replaces; null: none.
    std::uint8_t currency_decimals;
};
// All but its tariff. `differences` gets a sentence where the line does not agree.
[[nodiscard]] ExplainedLine explained_line(const DocumentFacts&, std::size_t index,
                                           std::vector<domain::Plain>& differences);
// Of a credit note: the line and the one it takes back, which may be missing.
[[nodiscard]] ExplainedLine taken_back_line(const domain::BillLine&, const domain::BillLine* original,
                                            const domain::DocumentId& invoice, std::uint8_t currency_decimals,
                                            std::vector<domain::Plain>& differences);
// The version that priced the line, as published; null: none did, or it is gone.
[[nodiscard]] const domain::TariffPublished* version_of_line(PastWorld&, const domain::BillLine&);
// Its hours; nullptr where all are alike.
[[nodiscard]] const domain::TariffTimes* times_of_line(PastWorld&, const domain::BillLine&);
// nullptr: that version has none.
[[nodiscard]] const domain::DemandTerms* terms_of_line(PastWorld&, const domain::BillLine&);
[[nodiscard]] const domain::TariffYearTermsPublished* year_terms_of_line(PastWorld&, const domain::BillLine&);
// Of an invoice, beside the same tax computed again.
[[nodiscard]] ExplainedTax explained_tax(const domain::InvoiceTax&, const RecomputedBill&, PastWorld&,
                                         std::uint8_t currency_decimals, std::vector<domain::Plain>& differences);

}  // namespace tally::projections
