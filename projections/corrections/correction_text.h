#pragma once
// An invoice as known then beside as corrected, as text.

#include <string>

#include "projections/corrections/correction_answers.h"
#include "projections/render/texts.h"

namespace tally::projections {

void corrected_invoice_text(const CorrectedInvoiceAnswer&, const Texts&, std::string& out);

}  // namespace tally::projections
