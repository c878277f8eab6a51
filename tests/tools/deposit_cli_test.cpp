// Deposits as people meet them: asked for, paid, counted and reviewed by `tally`.

#include <gmock/gmock.h>

#include "tests/tools/cli_fixture.h"

namespace tally::tests {
namespace {

using testing::HasSubstr;

class DepositCli : public CliFixture {
  protected:
    // 100.00 held by account 1 since 2022-01-10, at 2 percent.
    void hold_a_hundred() {
        make_example();
        const auto applied = tally(
            in_store("apply") + " " +
            write_lines(
                R"({"type":"deposit.bill","command_id":"d1","account":"1","deposit_class":"RES","amount":"100.00","on":"2022-01-05"})"
                "\n"
                R"({"type":"payment.post","command_id":"p1","received_on":"2022-01-10","tenders":[{"amount":"100.00"}],"shares":[{"account":"1","policy":"spec","spec":[{"document":"1-D1","amount":"100.00"}]}]})"
                "\n"));
        ASSERT_EQ(applied.exit_code, 0) << applied.output;
    }
};

TEST_F(DepositCli, InterestIsAccruedOnceADay) {
    hold_a_hundred();
    const std::string year_end = in_store("run deposit-interest") + " --date 2022-12-31";
    const auto first = tally(year_end);
    EXPECT_EQ(first.exit_code, 0) << first.output;
    EXPECT_THAT(first.output, HasSubstr("1 account looked at, 1 with interest accrued."));
    const auto again = tally(year_end);
    EXPECT_EQ(again.exit_code, 0) << again.output;
    EXPECT_THAT(again.output, HasSubstr("0 with interest accrued, 1 done before."));
    const auto shown = tally(in_store("show deposits 1"));
    EXPECT_EQ(shown.exit_code, 0) << shown.output;
    EXPECT_THAT(shown.output, HasSubstr("USD 101.95"));
    EXPECT_THAT(shown.output, HasSubstr("100.00 × 0.02 × 355 ÷ 365 = 1.94520547"));
    EXPECT_THAT(tally(in_store("show balance 1")).output, HasSubstr("Deposits held"));
    EXPECT_EQ(tally(in_store("explain balance 1")).exit_code, 0);
    EXPECT_EQ(tally(in_store("explain payment 1-PE1")).exit_code, 0);
    EXPECT_EQ(tally(in_store("verify")).exit_code, 0);
}

TEST_F(DepositCli, G10_AReviewRefundsWhatPassedItsTestOnce) {
    hold_a_hundred();
    const std::string review = in_store("run deposit-review") + " --date ";
    EXPECT_THAT(tally(review + "2023-01-09").output, HasSubstr("0 refunded."));
    const auto done = tally(review + "2023-01-10");
    EXPECT_EQ(done.exit_code, 0) << done.output;
    EXPECT_THAT(done.output, HasSubstr("1 account looked at, 1 refunded."));
    EXPECT_THAT(tally(review + "2023-01-10").output, HasSubstr("0 refunded."));
    const auto shown = tally(in_store("show deposits 1"));
    EXPECT_THAT(shown.output, HasSubstr("deposit refunded"));
    EXPECT_THAT(shown.output, HasSubstr("It has ended."));
    EXPECT_EQ(tally(in_store("verify")).exit_code, 0);
}

TEST_F(DepositCli, WhatCannotBeIsRefusedByName) {
    hold_a_hundred();
    const auto refused = tally(
        in_store("apply") + " " +
        write_lines(R"({"type":"deposit.refund","command_id":"r1","account":"1","deposit":"1-D1","amount":"200.00"})"));
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_THAT(refused.output, HasSubstr("deposit_over_held"));
    EXPECT_EQ(tally(in_store("run late-for-dinner") + " --date 2022-12-31").exit_code, 2);
    EXPECT_EQ(tally(in_store("run deposit-interest") + " --date 2022-13-31").exit_code, 2);
    EXPECT_EQ(tally(in_store("show deposits 99")).exit_code, 1);
}

}  // namespace
}  // namespace tally::tests
