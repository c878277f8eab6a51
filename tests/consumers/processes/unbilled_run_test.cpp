// Runs that accrue unbilled revenue against a store: which accounts, nothing twice, interrupted and resumed, the
// difference after later reads, and what books, balances and answers say of it.

#include "consumers/processes/unbilled_run/unbilled_run.h"

#include <gmock/gmock.h>
#include <string>

#include "projections/ar_history/ar_history_queries.h"
#include "projections/balances/balance_queries.h"
#include "projections/division_sums/postings_query.h"
#include "projections/render/render.h"
#include "projections/unbilled/unbilled_queries.h"
#include "tests/consumers/processes/run_fixture.h"

namespace tally::tests {
namespace {

using namespace tally::consumers;
using namespace tally::domain;

// Accounts 1 to 3 have gas since January 5; 1 and 2 were read on January 25, after which 1 and 2 used 40 in 21 days.
class UnbilledRuns : public ProcessRuns {
  protected:
    void SetUp() override {
        ASSERT_NO_FATAL_FAILURE(make_store());
        auto commands = settings();
        commands.push_back(OpenPeriod{test::date("2022-01-01"), test::date("2022-02-01")});
        commands.push_back(OpenPeriod{test::date("2022-02-01"), test::date("2022-03-01")});
        for (const auto* id : {"1", "2", "3"})
            for (auto& command : test::a_gas_customer(id, "2022-01-05")) commands.push_back(std::move(command));
        send(std::move(commands), "2022-01-05");
        send({test::a_read("L1-G", "2022-01-25", "40"), test::a_read("L2-G", "2022-01-25", "40")}, "2022-01-26");
    }
    UnbilledRunReport run(std::string_view day, std::uint64_t stop_after = 1'000) {
        DivisionPort port(*division_);
        HeldStore held(*division_);
        auto report = run_unbilled(port, held, {test::date(day), Plain{"test"}, noon("2022-02-02")},
                                   [&](const RunProgress& now) { return now.answered < stop_after; });
        EXPECT_TRUE(report) << report.error().message;
        return report.value_or(UnbilledRunReport{});
    }
    projections::Reader reader() {
        HeldStore held(*division_);
        EXPECT_TRUE(held.catch_up());
        return projections::reader_of(*division_);
    }
    projections::UnbilledAnswer unbilled_of(std::string_view account) {
        auto answer = projections::unbilled(reader(), AccountId{account}, {});
        EXPECT_TRUE(answer && *answer);
        return answer && *answer ? **answer : projections::UnbilledAnswer{};
    }
};

TEST_F(UnbilledRuns, G22_EveryAccountIsAccruedOnceAndLaterReadsPostTheDifference) {
    const UnbilledRunReport first = run("2022-01-31");
    EXPECT_EQ(first.period_until, test::date("2022-02-01"));
    EXPECT_EQ(first.accrued, 3u);
    EXPECT_EQ(first.accounts, 3u);
    EXPECT_EQ(first.errors_count, 0u);
    EXPECT_EQ(first.skipped, 1u) << "nothing is known of what 3 used";
    EXPECT_EQ(first.skips.at(0).account, AccountId{"3"});
    const UnbilledRunReport second = run("2022-01-31");
    EXPECT_EQ(second.accrued, 0u);
    EXPECT_EQ(second.already_accrued, 3u);
    EXPECT_EQ(second.amount.minor, first.amount.minor);
    send({test::a_read("L3-G", "2022-01-31", "40")}, "2022-02-02");
    const UnbilledRunReport third = run("2022-01-31");
    EXPECT_EQ(third.accrued, 1u);
    EXPECT_EQ(third.skipped, 0u);
    EXPECT_GT(third.amount.minor, first.amount.minor);
    EXPECT_EQ(unbilled_of("3").latest.at(0).replaces.str(), "3-UNB1");
}

TEST_F(UnbilledRuns, G22_InterruptedItGoesOnWhereItStopped) {
    const UnbilledRunReport cut = run("2022-01-31", 1);
    const UnbilledRunReport rest = run("2022-01-31");
    EXPECT_EQ(cut.accrued + rest.accrued, 3u);
    for (const auto* id : {"1", "2", "3"}) EXPECT_EQ(unbilled_of(id).count, 1u) << id;
}

TEST_F(UnbilledRuns, G22_WithoutAPeriodOneRefusalSaysIt) {
    const UnbilledRunReport report = run("2021-12-31");
    EXPECT_EQ(report.errors_count, report.due);
    EXPECT_LE(report.due, 1u);
    const UnbilledRunReport february = run("2022-02-02");
    ASSERT_EQ(february.errors.size(), 1u);
    EXPECT_EQ(february.errors[0].reason, Code{"next_period_not_open"});
}

TEST_F(UnbilledRuns, G22_BooksHaveItAndNoCustomerOwesIt) {
    const auto before = projections::ar_history(reader(), AccountId{"1"}, {}, {});
    ASSERT_TRUE(before && *before);
    run("2022-01-31");
    const auto balance = projections::balance(reader(), AccountId{"1"}, {});
    ASSERT_TRUE(balance && *balance);
    EXPECT_EQ((*balance)->payoff, Money{});
    EXPECT_EQ((*balance)->current, Money{});
    const auto after = projections::ar_history(reader(), AccountId{"1"}, {}, {});
    ASSERT_TRUE(after && *after);
    EXPECT_EQ((*after)->lines.size(), (*before)->lines.size());

    const auto postings = projections::postings(reader(), Code{"gl:unbilled"}, {}, {}, {}, 1'000'000);
    ASSERT_TRUE(postings);
    ASSERT_EQ(postings->lines.size(), 6u) << "each account, posted and reversed";
    EXPECT_EQ(postings->lines[0].account, AccountId{"1"});
    EXPECT_EQ(postings->lines[0].document, DocumentId{"1-UNB1"});
    EXPECT_EQ(postings->lines[0].accounting_date, test::date("2022-01-31"));
    EXPECT_EQ(postings->lines[1].accounting_date, test::date("2022-02-01"));
    EXPECT_EQ(postings->debit, postings->credit);

    const auto read = reader();
    const std::string text =
        render(unbilled_of("1"), projections::RenderContext{read.currency, read.open, read.day_of});
    for (const char* words : {"1-UNB1", "40 therm, 2022-01-05 to 2022-01-25: measured", "estimated by recent days",
                              "Reversed on", "gl:revenue:gas"})
        EXPECT_THAT(text, testing::HasSubstr(words));
}

}  // namespace
}  // namespace tally::tests
