// Budget plans as people meet them: enrolled, shown, reviewed and refused by `tally`.

#include <gmock/gmock.h>

#include "tests/tools/cli_fixture.h"

namespace tally::tests {
namespace {

using testing::HasSubstr;

class BudgetCli : public CliFixture {
  protected:
    auto apply(const std::string& line) { return tally(in_store("apply") + " " + write_lines(line + "\n")); }
};

TEST_F(BudgetCli, G11_IsShownWithWhatIsOwedAndWhatIsAsked) {
    make_example();
    const auto before = tally(in_store("show budgets 1"));
    EXPECT_EQ(before.exit_code, 0) << before.output;
    EXPECT_THAT(before.output, HasSubstr("The account has no budget plan."));
    EXPECT_THAT(before.output, HasSubstr("Could enrol"));
    const auto enrolled = apply(
        R"({"type":"budget.enrol","command_id":"b1","account":"1","amount":"60.00","amount_reason":"agreed by telephone"})");
    EXPECT_EQ(enrolled.exit_code, 0) << enrolled.output;
    const auto shown = tally(in_store("show budgets 1"));
    EXPECT_THAT(shown.output, HasSubstr("USD 60.00 a bill"));
    EXPECT_THAT(shown.output, HasSubstr("given: agreed by telephone"));
    EXPECT_THAT(shown.output, HasSubstr("next review"));
    EXPECT_THAT(tally(in_store("show balance 1")).output, HasSubstr("Budget plan"));
    EXPECT_EQ(tally(in_store("explain balance 1")).exit_code, 0);
    const auto left = apply(R"({"type":"budget.leave","command_id":"b2","account":"1","leave_reason":"asked to"})");
    EXPECT_EQ(left.exit_code, 0) << left.output;
    EXPECT_THAT(tally(in_store("show budgets 1")).output, HasSubstr("budget left (asked to)"));
    EXPECT_EQ(tally(in_store("verify")).exit_code, 0);
}

TEST_F(BudgetCli, G11_TheRunOfADayIsToldInNumbers) {
    make_example();
    apply(R"({"type":"budget.enrol","command_id":"b1","account":"1","amount":"60.00","amount_reason":"agreed"})");
    const auto run = tally(in_store("run budgets") + " --date 2022-12-31");
    EXPECT_EQ(run.exit_code, 0) << run.output;
    EXPECT_THAT(run.output, HasSubstr("0 plans with twelve months over"));
    EXPECT_EQ(tally(in_store("run budgets") + " --date 2022-13-31").exit_code, 2);
}

TEST_F(BudgetCli, G11_WhatCannotBeIsRefusedByName) {
    make_example();
    const auto refused = apply(R"({"type":"budget.leave","command_id":"b1","account":"1"})");
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_THAT(refused.output, HasSubstr("budget_not_enrolled"));
    EXPECT_THAT(refused.output, HasSubstr("budget.enrol"));
    EXPECT_EQ(tally(in_store("show budgets 99")).exit_code, 1);
}

}  // namespace
}  // namespace tally::tests
