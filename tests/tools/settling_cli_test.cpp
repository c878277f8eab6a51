// Refunds and write-offs of a day as people meet them: what the runs of `tally` print, and what they refuse.

#include <gmock/gmock.h>

#include "tests/tools/cli_fixture.h"

namespace tally::tests {
namespace {

using testing::HasSubstr;

class SettlingCli : public CliFixture {
  protected:
    // Account 1 is stopped with the day of its read and billed for the last time; then `amount` is paid.
    void stop_and_pay(const std::string& amount) {
        make_example();
        const auto stopped =
            tally(in_store("apply") + " " +
                  write_lines(R"({"type":"service.stop","command_id":"s1","sa":"1-SA1","stop_on":"2022-01-04"})"
                              "\n"));
        ASSERT_EQ(stopped.exit_code, 0) << stopped.output;
        const auto billed = tally(in_store("bill") + " --cycle M01 --date 2022-01-05");
        ASSERT_EQ(billed.exit_code, 0) << billed.output;
        const auto paid =
            tally(in_store("apply") + " " +
                  write_lines(
                      R"({"type":"payment.post","command_id":"p1","received_on":"2022-01-10","tenders":[{"amount":")" +
                      amount +
                      R"("}],"shares":[{"account":"1"}]})"
                      "\n"));
        ASSERT_EQ(paid.exit_code, 0) << paid.output;
    }
};

TEST_F(SettlingCli, CreditThatIsLeftIsRefundedOnce) {
    stop_and_pay("2000.00");
    const auto first = tally(in_store("run refunds") + " --date 2022-02-01");
    EXPECT_EQ(first.exit_code, 0) << first.output;
    EXPECT_THAT(first.output, HasSubstr("1 account looked at, 1 with credit left"));
    EXPECT_THAT(first.output, HasSubstr("1 refunded, 0 refunded before, 0 skipped, 0 in error."));
    const auto again = tally(in_store("run refunds") + " --date 2022-02-01 --json");
    EXPECT_EQ(again.exit_code, 0) << again.output;
    EXPECT_THAT(again.output, HasSubstr(R"("with_credit":0)"));
    EXPECT_EQ(tally(in_store("verify")).exit_code, 0);
}

TEST_F(SettlingCli, OldDebtIsWrittenOffOnceAndWhatIsDisputedIsNamed) {
    stop_and_pay("1.00");
    const std::string write_offs = in_store("run write-offs") + " --date 2022-12-31 --days ";
    EXPECT_THAT(tally(write_offs + "3000").output, HasSubstr("0 items overdue for more than 3,000 days"));
    tally(in_store("apply") + " " +
          write_lines(
              R"({"type":"dispute.open","command_id":"d1","account":"1","document":"1-I1","dispute_reason":"HIGH"})"
              "\n"));
    const auto disputed = tally(write_offs + "180");
    EXPECT_EQ(disputed.exit_code, 0) << disputed.output;
    EXPECT_THAT(disputed.output, HasSubstr("  1: item_disputed: "));
    tally(in_store("apply") + " " +
          write_lines(
              R"({"type":"dispute.resolve","command_id":"d2","account":"1","dispute":"1-DIS1","outcome":"rejected"})"
              "\n"));
    const auto done = tally(write_offs + "180");
    EXPECT_EQ(done.exit_code, 0) << done.output;
    EXPECT_THAT(done.output, HasSubstr("1 written off"));
    EXPECT_THAT(tally(write_offs + "180").output, HasSubstr("0 items overdue for more than 180 days"));
    EXPECT_EQ(tally(in_store("verify")).exit_code, 0);
}

TEST_F(SettlingCli, DaysAndDatesThatCannotBeAreBadUsage) {
    make_example();
    EXPECT_EQ(tally(in_store("run write-offs") + " --date 2022-12-31").exit_code, 2) << "how old is to be said";
    EXPECT_EQ(tally(in_store("run write-offs") + " --date 2022-12-31 --days 0").exit_code, 2);
    EXPECT_EQ(tally(in_store("run write-offs") + " --date 2022-12-31 --days -1").exit_code, 2);
    EXPECT_EQ(tally(in_store("run refunds") + " --date 2022-13-31").exit_code, 2);
    EXPECT_THAT(tally("completion bash").output,
                HasSubstr("late-charges refunds remittances unbilled unclaimed write-offs"));
}

}  // namespace
}  // namespace tally::tests
