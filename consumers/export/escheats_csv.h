#pragma once
// What escheated of a report as CSV, for the form in which the state takes it.

#include <string>

#include "projections/reader.h"
#include "projections/unclaimed/unclaimed_answers.h"

namespace tally::consumers {

// A heading that names the columns, then a line for each escheat. The owner's name is in clear text where `open` gives
// it, else empty; amounts have the currency's decimals. Lines end as RFC 4180 says.
[[nodiscard]] std::string escheats_csv(const projections::EscheatsAnswer&, const projections::OpenPersonal& open,
                                       std::uint8_t decimals);

}  // namespace tally::consumers
