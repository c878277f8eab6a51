// Sums over the whole division have more bits than an amount: however much moved, every view folds and every answer
// adds up.

#include <gtest/gtest.h>

#include "projections/control_totals/control_totals.h"
#include "projections/control_totals/control_totals_queries.h"
#include "projections/division_sums/division_queries.h"
#include "projections/replay/replay.h"
#include "projections/row_bytes.h"
#include "projections/verify/verify.h"
#include "tests/projections/hand_made.h"
#include "tests/projections/test_store.h"

namespace tally::projections {
namespace {

using namespace domain;
using namespace test;

TEST(MoneySum, IsShownWithAllItsDigits) {
    MoneySum sum;
    for (int i = 0; i < 100; ++i) sum += Money{INT64_MAX};
    EXPECT_EQ(to_string(sum, 2), "9223372036854775807.00");
    EXPECT_EQ(to_string(MoneySum{} - sum, 0), "-922337203685477580700");
    EXPECT_EQ(to_string(MoneySum{Money{-5}}, 2), "-0.05");
}

TEST(MoneySum, TakesTheSameBytesAsAnAmountWhereItFits) {
    for (const std::int64_t minor : {std::int64_t{0}, std::int64_t{-1}, std::int64_t{63}, std::int64_t{-64},
                                     std::int64_t{1'000'000}, INT64_MAX, INT64_MIN}) {
        RowWriter<sum_bytes_max> narrow, wide;
        narrow.signed_number(minor);
        wide.signed_sum(Money{minor});
        EXPECT_EQ(narrow.bytes(), wide.bytes()) << minor;
        EXPECT_EQ(RowReader{wide.bytes()}.signed_sum(), MoneySum{Money{minor}});
    }
    MoneySum most;
    for (int i = 0; i < 1'000; ++i) most += Money{INT64_MAX};
    for (const MoneySum sum : {most, MoneySum{} - most}) {
        RowWriter<sum_bytes_max> wide;
        wide.signed_sum(sum);
        EXPECT_EQ(RowReader{wide.bytes()}.signed_sum(), sum);
    }
}

// Ten accounts are paid the largest amount a thousand times each, and each payment is taken back: all balances are
// zero, and 2 × 10^19 minor units went through cash and unapplied credit on one day.
TEST(Sums, WhatWentThroughADivisionMayPass64BitsThoughEveryBalanceIsZero) {
    constexpr std::string_view largest = "9999999999999.99";
    constexpr int payments = 1'000;
    HandMadeLog log;
    log.add_settings();
    std::vector<std::string> accounts;
    for (int i = 11; i < 21; ++i) {
        log.add_customer(std::to_string(i));
        accounts.push_back("A-" + std::to_string(i));
    }
    for (int number = 1; number <= payments; ++number)
        for (const auto& account : accounts) {
            log.add_payment(account, number, "2022-02-20", largest);
            log.add_cancelled_tender(account, number, "2022-02-20", largest);
        }
    TestStore store([](const Personal& text) { return std::optional{text.bytes}; });
    store.append(log.events());
    MoneySum through;
    for (int i = 0; i < payments * 10; ++i) through += usd(largest);

    const auto trial = trial_balance(store.reader());
    ASSERT_TRUE(trial);
    ASSERT_EQ(trial->rows.size(), 2u);
    for (const auto& row : trial->rows) {
        EXPECT_EQ(row.debit, through);
        EXPECT_EQ(row.credit, through);
        EXPECT_TRUE(row.balance.is_zero());
    }
    EXPECT_EQ(to_string(trial->debit, 2), "199999999999999800.00");
    const auto all = totals(store.reader());
    ASSERT_TRUE(all);
    EXPECT_TRUE(all->payoff.is_zero());
    const auto days = control_totals(store.reader(), date("2022-02-20"));
    ASSERT_TRUE(days && *days);
    EXPECT_EQ((*days)->days.at(0).ledger.debit, trial->debit);

    AsOf end;
    end.position = log.events().size();
    const auto folded = trial_balance(store.reader(), end);
    ASSERT_TRUE(folded);
    EXPECT_EQ(folded->rows, trial->rows);
    // Half of the log, and no cancellation in it that belongs to the other half.
    AsOf half;
    half.position = end.position.value() / 2;
    ASSERT_TRUE(trial_balance(store.reader(), half));
    const auto replayed = replay(store.store(), {});
    ASSERT_TRUE(replayed);
    EXPECT_EQ(replayed->totals, trial->rows);

    store.crash_and_reopen();
    const auto again = trial_balance(store.reader());
    ASSERT_TRUE(again);
    EXPECT_EQ(again->rows, trial->rows) << "read from the rows that were kept";
    VerifyOptions options;
    const auto verified = verify(store.store(), {}, options);
    ASSERT_TRUE(verified);
    EXPECT_TRUE(std::none_of(verified->findings.begin(), verified->findings.end(), [](const Finding& finding) {
        return finding.check.str() == "balanced" || finding.check.str() == "balances_of_states";
    }));
}

// Every account owes nearly the most it may: together that is more than 64 bits hold.
TEST(Sums, WhatAllAccountsOweMayPass64Bits) {
    const Money owed{largest_balance.minor / 10 * 9};
    HandMadeLog log;
    log.add_settings();
    for (int i = 11; i < 31; ++i) {
        const std::string n = std::to_string(i);
        log.add_customer(n);
        log.next_command();
        AdjustmentPosted fee{.adjustment = DocumentId{"A-" + n + "-ADJ1"}, .sa = ServiceAgreementId{"A-" + n + "-GAS"}};
        fee.amount = owed;
        fee.financial = {date("2022-02-03"), date("2022-02-03"), date("2022-02-23"), Code{"USD"}, owed, owed, {}};
        fee.financial.postings = {{GlRole::ar, Code{"gl-ar"}, owed}, {GlRole::fee, Code{"gl-fee"}, -owed}};
        log.account("A-" + n, fee);
    }
    TestStore store([](const Personal& text) { return std::optional{text.bytes}; });
    store.append(log.events());
    AsOf day;
    day.today = date("2022-03-01");
    const auto all = totals(store.reader(), day);
    ASSERT_TRUE(all);
    EXPECT_EQ(to_string(all->payoff, 2), "180000000000000000.00");
    EXPECT_EQ(all->receivable, all->ledger_receivable);
    EXPECT_EQ(all->aged.at(1).payoff, all->payoff) << "six days overdue";
    AsOf effective;
    effective.effective = date("2022-03-01");
    const auto then = totals(store.reader(), effective);
    ASSERT_TRUE(then);
    EXPECT_EQ(then->payoff, all->payoff);
    EXPECT_EQ(then->aged.at(1).payoff, all->payoff);
}

}  // namespace
}  // namespace tally::projections
