#pragma once
// Balances from the log alone, at full speed: what an auditor holds against every view.

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "eventstore/codec/maybe.h"
#include "projections/answer_parts.h"
#include "projections/balances/balances.h"
#include "projections/reader.h"
#include "projections/trial_balance/trial_balance.h"

namespace tally::projections {

struct ReplayOptions {
    std::optional<std::uint64_t> to;                 // Only the first N entries of the log.
    std::optional<domain::Instant> recorded_before;  // Only what was recorded before.
    domain::Date effective;                          // Only what is effective on this day or before.
    domain::AccountId account;                       // Only this one; empty: all.
    bool each_account = true;                        // List the accounts.
    unsigned threads = 2;
    std::function<void(std::uint64_t entries_done, std::uint64_t entries)> progress;
};

struct ReplayedAccount {
    domain::AccountId account;
    domain::Money payoff;
    domain::Money current;
    domain::Money receivable;
    domain::Money unapplied;
    template <class T = ReplayedAccount>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."}, Field{"payoff", &T::payoff, "Truly owed."},
                         Field{"current", &T::current, "Asked for now."},
                         Field{"receivable", &T::receivable, "Postings to AR."},
                         Field{"unapplied", &T::unapplied, "Postings to unapplied credit; above zero is credit."}};
    }
    bool operator==(const ReplayedAccount&) const = default;
};
struct ReplayAnswer {
    std::uint64_t position = 0;
    domain::Digest32 root{};
    eventstore::Maybe<std::uint64_t> checkpoint_size;
    domain::Date effective_on;
    std::uint64_t entries = 0;
    std::uint64_t financial_events = 0;
    std::uint64_t account_count = 0;
    domain::MoneySum payoff;
    domain::MoneySum current;
    domain::MoneySum receivable;
    domain::MoneySum unapplied;
    std::vector<TrialBalanceRow> totals;
    std::vector<ReplayedAccount> accounts;
    template <class T = ReplayAnswer>
    static constexpr auto fields() {
        return FieldList{
            Field{"position", &T::position, "Entries of the log that were replayed: the answer is true at it."},
            Field{"root", &T::root, "Merkle root of exactly those entries."},
            Field{
                "checkpoint_size", &T::checkpoint_size,
                "Entries below the signed checkpoint that the log was held against first; left out where it was not."},
            Field{"effective_on", &T::effective_on, "Only what was effective by this day; absent: all."},
            Field{"entries", &T::entries, "Entries read."},
            Field{"financial_events", &T::financial_events, "Events that count here."},
            Field{"account_count", &T::account_count, "Accounts they belong to."},
            Field{"payoff", &T::payoff, "Truly owed, all accounts."},
            Field{"current", &T::current, "Asked for now, all accounts."},
            Field{"receivable", &T::receivable, "Postings to AR."},
            Field{"unapplied", &T::unapplied, "Postings to unapplied credit; above zero is credit."},
            Field{"totals", &T::totals, "Debits and credits by month, account of the general ledger and role."},
            Field{"accounts", &T::accounts, "In order of ids."}};
    }
    bool operator==(const ReplayAnswer&) const = default;
};
void render(const ReplayAnswer&, const RenderContext&, std::string& out);

[[nodiscard]] Result<ReplayAnswer> replay(const eventstore::EventStore&, const ReplayOptions&);
// The log alone, its root hashed from its entries: needs no view and no secret.
[[nodiscard]] Result<ReplayAnswer> replay_log(const eventstore::Log&, const ReplayOptions&);

// Debits and credits of the log's first `end` entries, with accounting dates up to `accounted_to` where it is set.
[[nodiscard]] Result<TrialSums> replay_trial_balance(const eventstore::EventStore&, std::uint64_t end,
                                                     domain::Date accounted_to);

}  // namespace tally::projections
