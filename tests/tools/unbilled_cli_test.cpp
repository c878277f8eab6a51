// Unbilled revenue as people meet it: accrued, run, shown, exported and refused by `tally`.

#include <gmock/gmock.h>

#include "tests/tools/cli_fixture.h"

namespace tally::tests {
namespace {

using testing::HasSubstr;

class UnbilledCli : public CliFixture {
  protected:
    void SetUp() override {
        CliFixture::SetUp();
        make_example();
        apply(
            R"({"type":"settings.define_gl_account","command_id":"gl-unbilled","row":{"role":"unbilled","gl_account":"1200","description":"Unbilled revenue"}})");
        apply(R"({"type":"settings.open_period","command_id":"p1","first_day":"2022-01-01","until":"2022-02-01"})");
    }
    void open_february() {
        apply(R"({"type":"settings.open_period","command_id":"p2","first_day":"2022-02-01","until":"2022-03-01"})");
    }
    void apply(const std::string& line) {
        const auto applied = tally(in_store("apply") + " " + write_lines(line + "\n"));
        EXPECT_EQ(applied.exit_code, 0) << applied.output;
    }
};

TEST_F(UnbilledCli, G22_ARunAccruesWhatIsShownPostedAndExported) {
    open_february();
    EXPECT_THAT(tally(in_store("show unbilled 1")).output, HasSubstr("No unbilled revenue was accrued"));
    EXPECT_THAT(tally(in_store("run unbilled") + " --date 2022-01-31 --preview").output,
                HasSubstr("1 account looked into, 0 accrued"));
    const auto run = tally(in_store("run unbilled") + " --date 2022-01-31");
    EXPECT_EQ(run.exit_code, 0) << run.output;
    EXPECT_THAT(run.output, HasSubstr("1 accrued"));
    const auto shown = tally(in_store("show unbilled 1"));
    EXPECT_EQ(shown.exit_code, 0) << shown.output;
    EXPECT_THAT(shown.output, HasSubstr("1-UNB1"));
    EXPECT_THAT(shown.output, HasSubstr("Reversed on"));
    EXPECT_THAT(tally(in_store("show postings 1200")).output, HasSubstr("1-UNB1"));
    EXPECT_THAT(tally(in_store("show trial-balance")).output, HasSubstr("1200"));
    EXPECT_THAT(tally(in_store("show activity 1")).output, HasSubstr("Unbilled revenue until 2022-01-31 accrued"));
    EXPECT_THAT(tally(in_store("export hledger")).output, HasSubstr("Assets:Unbilled"));
    EXPECT_THAT(tally(in_store("run unbilled") + " --date 2022-01-31").output, HasSubstr("0 accrued, 1 as before"));
    EXPECT_EQ(tally(in_store("explain balance 1")).exit_code, 0);
    const auto verified = tally(in_store("verify"));
    EXPECT_EQ(verified.exit_code, 0) << verified.output;
}

TEST_F(UnbilledCli, G22_TheNextPeriodMustBeOpen) {
    const auto run = tally(in_store("run unbilled") + " --date 2022-01-31");
    EXPECT_EQ(run.exit_code, 1);
    EXPECT_THAT(run.output, HasSubstr("next_period_not_open"));
    EXPECT_THAT(run.output, HasSubstr("settings.open_period"));
    EXPECT_EQ(tally(in_store("show unbilled 99")).exit_code, 1);
}

}  // namespace
}  // namespace tally::tests
