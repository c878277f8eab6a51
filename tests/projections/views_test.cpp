// What every view promises: each event counts once, whatever dies when; a rebuild says the same; readers see one
// position over all views.
#include <atomic>
#include <chrono>
#include <gtest/gtest.h>
#include <mutex>
#include <set>
#include <span>
#include <thread>

#include "projections/ar_history/ar_history_queries.h"
#include "projections/balances/balance_queries.h"
#include "projections/balances/balances.h"
#include "projections/division_sums/division_queries.h"
#include "projections/trial_balance/trial_balance.h"
#include "tests/projections/hand_made.h"
#include "tests/projections/test_store.h"

namespace tally::projections {
namespace {

using namespace domain;
using namespace test;

std::optional<std::string> open_text(const Personal& text) {
    return text.bytes;
}

// Many small bills and payments over a few accounts.
HandMadeLog busy_log(int rounds) {
    HandMadeLog log;
    log.add_settings();
    for (const auto* n : {"11", "22", "33"}) log.add_customer(n);
    for (int round = 1; round <= rounds; ++round) {
        const std::string bill_date =
            "2022-" + std::string(round % 12 + 1 < 10 ? "0" : "") + std::to_string(round % 12 + 1) + "-03";
        for (const std::string account : {"A-11", "A-22", "A-33"}) {
            log.add_bill(account, round, bill_date, bill_date, "12.34");
            log.add_payment(account, round, bill_date, "10.00", account + "-I" + std::to_string(round));
        }
    }
    return log;
}

eventstore::StoreLimits small_memory() {
    eventstore::StoreLimits limits;
    limits.views.budget_bytes = 64 << 10;
    return limits;
}

TEST(Views, EachEventCountsOnceWhateverDiesWhen) {
    const auto log = busy_log(20);
    TestStore undisturbed(&open_text);
    undisturbed.append(log.events());
    const auto expected = undisturbed.digests();

    TestStore crashing(&open_text, small_memory());
    std::span<const RecordedEvent> rest{log.events()};
    // Commands are not cut: a crash falls between commits.
    std::size_t appended = 0, crashes = 0;
    while (!rest.empty()) {
        std::size_t count = 1;
        while (count < rest.size() && rest[count].envelope.command_id == rest[count - 1].envelope.command_id) ++count;
        crashing.append(rest.first(count));
        rest = rest.subspan(count);
        appended += count;
        if (++crashes % 7 == 0) crashing.crash_and_reopen();
        if (crashes % 11 == 0) {
            ASSERT_TRUE(crashing.store().spill());
            crashing.crash_and_reopen();
        }
    }
    EXPECT_EQ(appended, log.events().size());
    EXPECT_EQ(crashing.digests(), expected);
}

TEST(Views, F5_ARebuildSaysWhatTheLiveViewSays) {
    const auto log = busy_log(12);
    TestStore store(&open_text, small_memory());
    store.append(log.events());
    const auto live = store.digests();
    EXPECT_EQ(store.rebuilt_digests(), live);
    EXPECT_EQ(store.digests(), live) << "after the switch";
}

TEST(Views, F5_BalancesFromPostingsAreThoseOfTheStates) {
    const auto log = busy_log(9);
    TestStore store(&open_text, small_memory());
    store.append(log.events());
    const auto reader = store.reader();
    for (const auto* id : {"A-11", "A-22", "A-33"}) {
        const auto row = read_balance(*reader.point, *store.store().find_view(Balances::view_name), AccountId{id});
        ASSERT_TRUE(row);
        EXPECT_EQ(row->payoff, usd("21.06"));
        const auto answer = balance(reader, AccountId{id});
        ASSERT_TRUE(answer && *answer);
        EXPECT_EQ((*answer)->payoff, row->payoff);
        EXPECT_EQ((*answer)->receivable, row->receivable);
    }
    const auto none = read_balance(*reader.point, *store.store().find_view(Balances::view_name), AccountId{"A-1"});
    ASSERT_TRUE(none);
    EXPECT_EQ(*none, BalanceRow{}) << "no account's key begins another's";
}

TEST(Views, ReadersSeeOnePositionOverAllViewsWhileTheyAreFolded) {
    const auto log = busy_log(40);
    TestStore store(&open_text, small_memory());
    std::atomic<bool> done{false};
    std::mutex seen_mutex;
    std::set<std::uint64_t> seen;  // Positions that were answered at.
    const auto read = [&] {
        while (!done) {
            const auto reader = reader_of(store.store(), &open_text);
            const auto all = totals(reader);
            ASSERT_TRUE(all);
            EXPECT_EQ(all->position, reader.point->position());
            // Views folded apart, compared at one point: balances with the trial balance, a state with its history.
            EXPECT_EQ(all->receivable, all->ledger_receivable);
            EXPECT_EQ(all->unapplied, all->ledger_unapplied);
            const auto owed = balance(reader, AccountId{"A-22"});
            const auto history = ar_history(reader, AccountId{"A-22"});
            ASSERT_TRUE(owed && history);
            ASSERT_EQ(owed->has_value(), history->has_value());
            if (*owed) {
                EXPECT_EQ((*owed)->payoff, (*history)->payoff);
            }
            const std::lock_guard lock(seen_mutex);
            seen.insert(all->position);
        }
    };
    std::thread first(read), second(read);
    const auto answered_at = [&](std::uint64_t position) {
        const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        while (std::chrono::steady_clock::now() < until) {
            {
                const std::lock_guard lock(seen_mutex);
                if (seen.contains(position)) return true;
            }
            std::this_thread::yield();
        }
        return false;
    };
    // A part is answered at its end before the next one is written; what lies between is met by chance.
    const std::span<const RecordedEvent> events{log.events()};
    std::size_t half = events.size() / 2;
    while (events[half].envelope.command_id == events[half - 1].envelope.command_id) ++half;
    store.append(events.first(half));
    EXPECT_TRUE(answered_at(half));
    store.append(events.subspan(half));
    EXPECT_TRUE(answered_at(events.size()));
    (void)store.rebuilt_digests();
    done = true;
    first.join();
    second.join();
}

}  // namespace
}  // namespace tally::projections
