#pragma once
// Questions about unclaimed property and its escheats.

#include <functional>

#include "projections/page.h"
#include "projections/reader.h"
#include "projections/unclaimed/unclaimed_answers.h"

namespace tally::projections {

[[nodiscard]] Answered<UnclaimedAnswer> unclaimed(const Reader&, const domain::AccountId&, const AsOf&);
// Unset: the day of the latest entry.
[[nodiscard]] Result<UnclaimedPropertyAnswer> unclaimed_property_of(const Reader&, domain::Date on, const Page&);
// Empty: of all reports.
[[nodiscard]] Result<EscheatsAnswer> escheats(const Reader&, const domain::Code& report, const Page&);

struct DormantProperty {
    domain::AccountId account;
    PropertyState property;  // dormant, noticed, due or blocked.
};
// From the list of accounts by the month in which their service ended: those of which nothing can be dormant yet are
// not looked at. Returns how many were.
[[nodiscard]] Result<std::uint64_t> each_dormant_property(const Reader&, domain::Date on,
                                                          const std::function<void(const DormantProperty&)>& use);

struct EscheatToRemit {
    domain::AccountId account;
    domain::DocumentId escheat;
    domain::Code report;
    domain::Money amount;
};
// Whose report is due by the day, and which neither the state nor the owner has. Returns how many escheats there are.
[[nodiscard]] Result<std::uint64_t> each_escheat_to_remit(const Reader&, domain::Date on,
                                                          const std::function<void(const EscheatToRemit&)>& use);

}  // namespace tally::projections
