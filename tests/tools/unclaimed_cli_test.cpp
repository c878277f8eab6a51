// Unclaimed property as people meet it: listed, noticed, escheated, remitted, exported and reclaimed by `tally`.

#include <gmock/gmock.h>

#include "tests/tools/cli_fixture.h"

namespace tally::tests {
namespace {

using testing::HasSubstr;

class UnclaimedCli : public CliFixture {
  protected:
    void SetUp() override {
        CliFixture::SetUp();
        make_example();
        apply(
            R"({"type":"settings.define_gl_account","command_id":"gl-escheat","row":{"role":"escheat","gl_account":"2500","description":"Unclaimed property"}})");
        apply(
            R"({"type":"settings.define_letter_template","command_id":"t1","row":{"code":"UNC","description":"Unclaimed","subject":"Unclaimed","lines":["We hold {unclaimed} of yours."]}})");
        apply(
            R"({"type":"settings.define_unclaimed_policy","command_id":"p1","row":{"code":"NY","dormancy_months":1,"notice_days":10,"letter_template":"UNC","report_on":"11-10"}})");
    }
    void apply(const std::string& line) {
        const auto applied = tally(in_store("apply") + " " + write_lines(line + "\n"));
        EXPECT_EQ(applied.exit_code, 0) << applied.output;
    }
};

TEST_F(UnclaimedCli, G24_NothingIsDormantWhileServiceIsSupplied) {
    EXPECT_THAT(tally(in_store("show unclaimed-property")).output, HasSubstr("None."));
    EXPECT_THAT(tally(in_store("show unclaimed-property 2022-06-01")).output, HasSubstr("2022-06-01"));
    EXPECT_THAT(tally(in_store("show escheats")).output, HasSubstr("None."));
    const auto shown = tally(in_store("show unclaimed 1"));
    EXPECT_EQ(shown.exit_code, 0) << shown.output;
    EXPECT_THAT(shown.output, HasSubstr("Held"));
    const auto run = tally(in_store("run unclaimed") + " --date 2022-06-01");
    EXPECT_EQ(run.exit_code, 0) << run.output;
    EXPECT_THAT(run.output, HasSubstr("0 with dormant property"));
    EXPECT_THAT(tally(in_store("run remittances") + " --date 2022-11-10").output, HasSubstr("0 escheats looked at"));
    EXPECT_EQ(tally(in_store("show unclaimed 99")).exit_code, 1);
}

TEST_F(UnclaimedCli, G24_EscheatsAreExportedByReport) {
    const auto all = tally(in_store("export escheats"));
    EXPECT_EQ(all.exit_code, 0) << all.output;
    EXPECT_THAT(all.output, HasSubstr("report,due_on,jurisdiction,account,owner"));
    const auto none = tally(in_store("export escheats") + " --report NY-1999");
    EXPECT_EQ(none.exit_code, 1);
    EXPECT_THAT(none.output, HasSubstr("nothing escheated with report NY-1999"));
    EXPECT_EQ(tally(in_store("export csv") + " --report NY-1999").exit_code, 2);
    EXPECT_EQ(tally(in_store("export escheats") + " --from 2022-01-01").exit_code, 2);
}

}  // namespace
}  // namespace tally::tests
