// What an accounting period posted: of whole months from the view, of other days and of the past from the log.
#include <gtest/gtest.h>

#include "projections/division_sums/division_queries.h"
#include "projections/division_sums/gl_extract_query.h"
#include "tests/projections/hand_made.h"
#include "tests/projections/test_store.h"

namespace tally::projections {
namespace {

using namespace domain;
using namespace test;

class GlExtracts : public ::testing::Test {
  protected:
    GlExtracts() {
        log_.add_settings();
        log_.add_customer("11");
        log_.add_customer("22");
        log_.add_bill("A-11", 1, "2022-02-03", "2022-02-23", "100.00");
        log_.add_payment("A-11", 1, "2022-02-20", "60.00", "A-11-I1");
        log_.add_bill("A-11", 2, "2022-03-03", "2022-03-23", "80.00");
        log_.add_bill("A-22", 1, "2022-03-20", "2022-04-10", "10.00");
        log_.add_bill("A-11", 3, "2022-04-03", "2022-04-23", "70.00");
    }
    void open_period(std::string_view first_day, std::string_view until) {
        log_.next_command().add(settings_stream(), PeriodOpened{date(first_day), date(until)});
    }
    void close_period(std::string_view first_day) {
        log_.next_command().add(settings_stream(), PeriodClosed{date(first_day)});
    }
    std::optional<GlExtractAnswer> extract(std::string_view first_day, const AsOf& as_of = {}) {
        auto answer = gl_extract(store_.reader(), date(first_day), as_of);
        EXPECT_TRUE(answer) << (answer ? "" : answer.error().message);
        return answer ? *answer : std::nullopt;
    }
    static const GlExtractLine& line_of(const GlExtractAnswer& answer, GlRole role) {
        for (const GlExtractLine& line : answer.lines)
            if (line.role == role) return line;
        ADD_FAILURE() << "no line of " << name_of(role);
        static const GlExtractLine none;
        return none;
    }

    HandMadeLog log_;
    TestStore store_;
};

TEST_F(GlExtracts, G16_AMonthIsItsRowsOfTheTrialBalanceAndOpensWhereTheMonthBeforeCloses) {
    store_.append(log_.events());
    const auto sums = trial_balance(store_.reader());
    ASSERT_TRUE(sums);
    AsOf end;
    end.position = log_.events().size();
    std::vector<GlExtractLine> before;
    for (const std::string_view month : {"2022-01-01", "2022-02-01", "2022-03-01", "2022-04-01"}) {
        const auto answer = extract(month);
        ASSERT_TRUE(answer);
        EXPECT_FALSE(answer->closed);
        EXPECT_EQ(answer->debit, answer->credit);
        MoneySum debit;
        for (const auto& row : sums->rows) {
            if (row.period != date(month)) continue;
            EXPECT_EQ(line_of(*answer, row.role).debit, row.debit) << month;
            EXPECT_EQ(line_of(*answer, row.role).credit, row.credit) << month;
            debit += row.debit;
        }
        EXPECT_EQ(answer->debit, debit);
        for (const GlExtractLine& line : before) {
            if (line.closing.is_zero()) continue;
            EXPECT_EQ(line_of(*answer, line.role).opening, line.closing) << month;
        }
        EXPECT_EQ(extract(month, end), answer) << "the log says what the view says";
        before = answer->lines;
    }
    const auto last = extract("2022-04-01");
    ASSERT_TRUE(last);
    for (const auto& row : sums->totals) {
        if (row.balance.is_zero()) continue;
        EXPECT_EQ(line_of(*last, row.role).closing, row.balance);
    }
}

TEST_F(GlExtracts, APeriodMayBeginAndEndWithinMonths) {
    open_period("2022-02-15", "2022-03-15");
    store_.append(log_.events());
    const auto answer = extract("2022-02-15");
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->last_day, date("2022-03-14"));
    const auto& receivable = line_of(*answer, GlRole::ar);
    EXPECT_EQ(receivable.opening, usd("100.00")) << "billed on 2022-02-03";
    EXPECT_EQ(receivable.debit, usd("80.00")) << "billed on 2022-03-03, not on 2022-03-20";
    EXPECT_EQ(receivable.credit, usd("60.00"));
    EXPECT_EQ(receivable.closing, usd("120.00"));
    EXPECT_EQ(line_of(*answer, GlRole::revenue).opening, MoneySum{} - MoneySum{usd("100.00")});
    AsOf until_february;
    until_february.effective = date("2022-02-28");
    const auto shorter = extract("2022-02-15", until_february);
    ASSERT_TRUE(shorter);
    EXPECT_EQ(shorter->last_day, date("2022-02-28"));
    EXPECT_EQ(line_of(*shorter, GlRole::ar).debit, MoneySum{});
    const auto none = [&] {
        AsOf before_it;
        before_it.effective = date("2022-02-10");
        return extract("2022-02-15", before_it);
    }();
    ASSERT_TRUE(none);
    EXPECT_EQ(line_of(*none, GlRole::ar).opening, usd("100.00"));
    EXPECT_EQ(none->debit, MoneySum{}) << "nothing of the period is in force by a day before it";
    EXPECT_EQ(none->credit, MoneySum{});
}

TEST_F(GlExtracts, SaysWhetherThePeriodIsClosedThenAndNow) {
    open_period("2022-02-01", "2022-03-01");
    close_period("2022-02-01");
    store_.append(log_.events());
    const auto now = extract("2022-02-01");
    ASSERT_TRUE(now);
    EXPECT_TRUE(now->closed);
    AsOf before;
    before.position = log_.events().size() - 1;
    const auto then = extract("2022-02-01", before);
    ASSERT_TRUE(then);
    EXPECT_FALSE(then->closed);
    EXPECT_EQ(then->lines, now->lines);
}

TEST_F(GlExtracts, WithoutPeriodsAMonthIsOneAndWithPeriodsOnlyTheyAre) {
    store_.append(log_.events());
    EXPECT_FALSE(extract("2022-02-02"));
    EXPECT_TRUE(extract("2022-02-01"));
    const auto empty = extract("2021-12-01");
    ASSERT_TRUE(empty);
    EXPECT_EQ(empty->last_day, date("2021-12-31"));
    EXPECT_TRUE(empty->lines.empty());
}

TEST_F(GlExtracts, ADayOnWhichNoPeriodBeginsHasNone) {
    open_period("2022-03-01", "2022-04-01");
    store_.append(log_.events());
    EXPECT_FALSE(extract("2022-02-01"));
    EXPECT_FALSE(extract("2022-03-02"));
    EXPECT_TRUE(extract("2022-03-01"));
}

}  // namespace
}  // namespace tally::projections
