#pragma once
// Accounts with something that is no longer supplied: what is left on them is given back or given up.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "domain/account/state.h"
#include "domain/core/date.h"
#include "projections/reader.h"

namespace tally::projections {

// Stopped and billed for the last time, or its start was cancelled: no bill for it is to come.
[[nodiscard]] bool has_ended(const domain::ServiceAgreement&);

// What must be settled first, under the name of a rejection where there is one.
struct OpenMatter {
    domain::Code reason;
    std::string explanation;
};
struct EndedAccount {
    domain::AccountId account;
    domain::Money credit;                 // Credit that may be given back; zero: none, or something is still supplied.
    std::vector<domain::OpenItem> items;  // Of agreements that have ended, due more than `days` before the day.
    std::optional<OpenMatter> matter;     // A dispute, an arrangement or an adjustment that waits for approval.
};

// Every account with at least one agreement, all of which have ended, that has credit. In the order of their ids.
// Returns how many accounts were looked at.
[[nodiscard]] Result<std::uint64_t> each_credit_left(const Reader&,
                                                     const std::function<void(const EndedAccount&)>& use);
// Every account with items of ended agreements that were due more than `days` before `on`.
[[nodiscard]] Result<std::uint64_t> each_debt_left(const Reader&, domain::Date on, std::int32_t days,
                                                   const std::function<void(const EndedAccount&)>& use);

}  // namespace tally::projections
