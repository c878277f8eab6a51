#pragma once
// Questions about market transactions, as they are now.

#include "projections/market/market_answers.h"
#include "projections/page.h"
#include "projections/reader.h"

namespace tally::projections {

// Which of them are wanted.
struct MarketChoice {
    domain::Code only;  // A set, kind or status; empty: all.
    domain::Date from;  // First date of a transaction; unset: no limit.
    domain::Date to;
};
// Sets, kinds and statuses that a list can be narrowed to.
[[nodiscard]] bool narrows_market(const domain::Code& only);

[[nodiscard]] Answered<MarketTransactionsAnswer> market_transactions(const Reader&, const domain::AccountId&,
                                                                     const MarketChoice&, const Page&);
[[nodiscard]] Answered<MarketTransactionsAnswer> market_transactions(const Reader&, const domain::PremiseId&,
                                                                     const MarketChoice&, const Page&);
[[nodiscard]] Answered<MarketTransactionsAnswer> market_transactions(const Reader&, const domain::ServicePointId&,
                                                                     const MarketChoice&, const Page&);
[[nodiscard]] Answered<MarketTransactionAnswer> market_transaction(const Reader&, const domain::DocumentId&);
// Answers to what is not known, oldest first.
[[nodiscard]] Result<MarketTransactionsAnswer> market_unpaired(const Reader&, const Page&);
// Those that wait for an answer, by the day on which it is due.
[[nodiscard]] Result<MarketTransactionsAnswer> market_awaited(const Reader&, const Page&);

}  // namespace tally::projections
