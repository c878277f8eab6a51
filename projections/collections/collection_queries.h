#pragma once
// Collections, severances and protections of an account, and the accounts in collection.

#include "projections/collections/collection_answers.h"
#include "projections/page.h"
#include "projections/reader.h"

namespace tally::projections {

// Debt and next step by the rules of the domain, as of the day; what happened from the account's events.
[[nodiscard]] Answered<CollectionsAnswer> collections(const Reader&, const domain::AccountId&, const AsOf&);

[[nodiscard]] Result<InCollectionAnswer> in_collection(const Reader&, const Page&);

}  // namespace tally::projections
