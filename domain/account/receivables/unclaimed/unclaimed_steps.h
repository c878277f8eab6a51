#pragma once
// When property is unclaimed, as rules that decisions and answers share.

#include "domain/account/held_property.h"
#include "domain/core/refusal.h"
#include "domain/world.h"

namespace tally::domain {

// Stopped and billed for the last time, or its start was cancelled: no bill for it is to come.
[[nodiscard]] bool is_over(const ServiceAgreement&);
// All of its agreements, of which there is one at least, are over: what it owes and is owed is final.
[[nodiscard]] bool all_is_over(const AccountState&);

// Whose law: the jurisdiction of the location that was supplied last; empty: it names none.
[[nodiscard]] Code jurisdiction_of(World&, const AccountState&);

// Since when and by which policy. From the account's history: only where the account has ended and has property.
// Refused where no policy is in force there.
[[nodiscard]] Decided<Dormancy> dormancy_of(World&, const AccountState&, Date on);

// What comes first, by name: a dispute, an arrangement, something that waits, a debt, or a bankruptcy.
[[nodiscard]] Decided<void> check_nothing_comes_first(World&, const AccountState&, Date on);

// Ended, dormant, and nothing comes first.
[[nodiscard]] Decided<Dormancy> unclaimed_property(World&, const AccountState&, Date on);

// A notice that no act of the owner overtook.
[[nodiscard]] bool stands(const StandingNotice&, const Dormancy&);

// The first report that is due on the day or later.
[[nodiscard]] EscheatReport report_of(const UnclaimedPolicy&, Date on);

// What may be done with an account's property on the day. Nothing there is a refusal, too.
enum class UnclaimedStep { send_notice, wait_for_owner, escheat };
[[nodiscard]] Decided<UnclaimedStep> next_unclaimed_step(World&, const AccountState&, Date on);

}  // namespace tally::domain
