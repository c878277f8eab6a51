#pragma once
// Masters above accounts, and collectives. A master's members are the fold of its own stream, so that each answer can
// be asked as of any time; accounts that are under none of the masters asked for are never read.

#include "projections/masters/master_answers.h"
#include "projections/page.h"
#include "projections/reader.h"
#include "projections/states_as_of.h"

namespace tally::projections {

// From the master on up, itself first.
[[nodiscard]] Result<std::vector<MasterStep>> way_up(StatesAsOf&, const domain::MasterId&);

[[nodiscard]] Answered<MasterAnswer> master(const Reader&, const domain::MasterId&, const AsOf&, const Page&);
[[nodiscard]] Result<MastersAnswer> masters(const Reader&, const AsOf&, const Page&);
[[nodiscard]] Answered<MasterExplanation> explain_master(const Reader&, const domain::MasterId&, const AsOf&);
// Also of a master whose accounts are billed alone again.
[[nodiscard]] Answered<CollectiveAnswer> collective(const Reader&, const domain::MasterId&, const AsOf&);

}  // namespace tally::projections
