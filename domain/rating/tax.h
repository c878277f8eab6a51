#pragma once
// Taxes of one invoice [rule 5]: each (code, jurisdiction, rate, rate period) is rounded once over the
// invoice and shared out; EN 16931 BR-CO-17 is the example it is checked against.

#include <vector>

#include "domain/books/bill_line.h"
#include "domain/core/refusal.h"
#include "domain/settings/state.h"

namespace tally::domain::rating {

// A bill segment or special charge as far as taxes see it. Its tax lines are added after its charge lines.
struct TaxedDocument {
    const ServiceAgreementId* sa = nullptr;  // Ties in sharing go to the lower one.
    std::vector<BillLine>* lines = nullptr;
    Period days;  // What a tax line covers: charge days, or the bill date.
};

// Adds the tax lines and returns each tax of the invoice. A line is taxed by the codes it names; a tax that other taxes
// count becomes part of their basis. Refuses a code without a rate in force, and taxes that name each other in a
// circle.
[[nodiscard]] Decided<std::vector<InvoiceTax>> add_taxes(const SettingsState& settings, Date bill_date,
                                                         std::uint8_t currency_decimals,
                                                         std::vector<TaxedDocument>& documents);

}  // namespace tally::domain::rating
