#pragma once
// What ends collections and severances, as steps of a draft.

#include <optional>
#include <vector>

#include "domain/account/collections/collection_debt.h"
#include "domain/core/refusal.h"
#include "domain/draft.h"

namespace tally::domain {

// Ends what no longer has a ground on the day: the collection whose debt fell to the threshold, severances of an
// agreement whose debt did or that is stopped, orders that something forbids now. `cause`: why debt fell; nothing:
// because of the day itself.
void end_without_ground(Draft&, const AccountId&, Date on, std::optional<CollectionEnd> cause);

// Ends it, and its severances whose service is not disconnected.
void record_collection_end(Draft&, const AccountId&, const CollectionCancelled&);

[[nodiscard]] tl::unexpected<Refusal> refuse_protected(std::string field, std::string what, const CollectionBlock&);

}  // namespace tally::domain
