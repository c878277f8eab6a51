// Corrections of bills as people meet them: entered, listed, run, shown and explained by `tally`.

#include <gmock/gmock.h>

#include "tests/tools/cli_fixture.h"

namespace tally::tests {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class CorrectionCli : public CliFixture {
  protected:
    void SetUp() override {
        CliFixture::SetUp();
        make_example();
        const auto billed = tally(in_store("bill") + " --cycle M01 --date 2022-01-05");
        ASSERT_EQ(billed.exit_code, 0) << billed.output;
    }
    // Of the example's only billed read.
    void correct_read(const std::string& value) {
        const auto applied =
            tally(in_store("apply") + " " +
                  write_lines(R"({"type":"premise.record_read","command_id":"fix-)" + value +
                              R"(","service_point":"SP-1","read_on":"2022-01-04","value":")" + value + "\"}\n"));
        EXPECT_EQ(applied.exit_code, 0) << applied.output;
    }
};

TEST_F(CorrectionCli, H6_ACorrectionIsListedRunShownAndExplained) {
    EXPECT_THAT(tally(in_store("show corrections 1")).output, HasSubstr("Its bills say what was measured."));
    EXPECT_THAT(tally(in_store("show corrections-due")).output, HasSubstr("No correction is due."));
    correct_read("4331");
    EXPECT_THAT(tally(in_store("show corrections-due")).output, HasSubstr("SP-1"));
    EXPECT_THAT(tally(in_store("show account 1")).output, HasSubstr("are to be corrected"));
    EXPECT_THAT(tally(in_store("run corrections") + " --date 2022-01-10 --preview").output,
                HasSubstr("1 account with bills to correct"));
    const auto run = tally(in_store("run corrections") + " --date 2022-01-10");
    EXPECT_EQ(run.exit_code, 0) << run.output;
    EXPECT_THAT(run.output, HasSubstr("1 corrected"));
    const auto shown = tally(in_store("show correction 1-COR1"));
    EXPECT_EQ(shown.exit_code, 0) << shown.output;
    EXPECT_THAT(shown.output,
                AllOf(HasSubstr("Known then"), HasSubstr("As corrected"), HasSubstr("made again as 1-I2")));
    EXPECT_THAT(tally(in_store("show corrections 1")).output, HasSubstr("1-COR1"));
    const auto explained = tally(in_store("explain invoice 1-I2"));
    EXPECT_EQ(explained.exit_code, 0) << explained.output;
    EXPECT_THAT(explained.output, AllOf(HasSubstr("every amount agrees"), HasSubstr("Known then")));
    EXPECT_THAT(tally(in_store("explain invoice 1-I1")).output, HasSubstr("As corrected"));
    EXPECT_THAT(tally(in_store("show activity 1")).output, HasSubstr("Bills corrected, 1-COR1"));
    EXPECT_EQ(tally(in_store("show correction 1-COR9")).exit_code, 1);
    EXPECT_EQ(tally(in_store("verify")).exit_code, 0);
}

}  // namespace
}  // namespace tally::tests
