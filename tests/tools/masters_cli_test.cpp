// Masters above accounts and collective billing as people meet them: created, assigned, billed together, paid,
// explained and refused by `tally`.

#include <gmock/gmock.h>

#include "tests/tools/cli_fixture.h"

namespace tally::tests {
namespace {

using testing::HasSubstr;

class MastersCli : public CliFixture {
  protected:
    void SetUp() override {
        CliFixture::SetUp();
        make_example();
        apply(R"({"type":"master.create","command_id":"m1","name":"Chain"})");
        apply(R"({"type":"master.create","command_id":"m2","name":"East","parent":"MST1"})");
        apply(R"({"type":"master.assign_account","command_id":"a1","account":"1","master":"MST2"})");
    }
    void apply(const std::string& line) {
        const auto applied = tally(in_store("apply") + " " + write_lines(line + "\n"));
        EXPECT_EQ(applied.exit_code, 0) << applied.output;
    }
    Ran refused(const std::string& line) { return tally(in_store("apply") + " " + write_lines(line + "\n")); }
};

TEST_F(MastersCli, C31_ATreeIsShownWithItsTotalsAndExplained) {
    EXPECT_THAT(tally(in_store("show masters")).output, HasSubstr("East"));
    const auto shown = tally(in_store("show master MST1"));
    EXPECT_EQ(shown.exit_code, 0) << shown.output;
    EXPECT_THAT(shown.output, HasSubstr("MST2"));
    EXPECT_THAT(tally(in_store("show account 1")).output, HasSubstr("MST2 East < MST1 Chain"));
    const auto explained = tally(in_store("explain master MST1"));
    EXPECT_EQ(explained.exit_code, 0) << explained.output;
    EXPECT_THAT(tally(in_store("search chain")).output, HasSubstr("MST1"));
    const auto cycle = refused(R"({"type":"master.move","command_id":"m3","master":"MST1","parent":"MST2"})");
    EXPECT_EQ(cycle.exit_code, 1);
    EXPECT_THAT(cycle.output, HasSubstr("master_would_contain_itself"));
    EXPECT_THAT(cycle.output, HasSubstr("MST1 > MST2 > MST1"));
    EXPECT_EQ(tally(in_store("show master MST9")).exit_code, 1);
    EXPECT_EQ(tally(in_store("verify")).exit_code, 0);
}

TEST_F(MastersCli, G25_ACollectiveIsBilledAndPaid) {
    apply(R"({"type":"collective.begin","command_id":"c1","master":"MST1","payer":"1"})");
    apply(
        R"({"type":"collective.pay","command_id":"c2","master":"MST1","tenders":[{"kind":"cheque","amount":"5.00"}]})");
    const auto ran = tally(in_store("run collective-bills") + " --date 2022-03-01");
    EXPECT_THAT(ran.output, HasSubstr("1 collective"));
    const auto shown = tally(in_store("show collective MST1"));
    EXPECT_EQ(shown.exit_code, 0) << shown.output;
    EXPECT_THAT(shown.output, HasSubstr("5.00"));
    const auto paper = tally(in_store("show collective-statement MST1-CS1"));
    EXPECT_EQ(paper.exit_code, 0) << paper.output;
    EXPECT_THAT(paper.output, HasSubstr("STATEMENT     MST1-CS1"));
    EXPECT_THAT(paper.output, HasSubstr("Account 1"));
    EXPECT_EQ(tally(in_store("show collective-statement MST1-CS2")).exit_code, 1);
    EXPECT_EQ(tally(in_store("explain balance 1")).exit_code, 0);
    EXPECT_EQ(tally(in_store("verify")).exit_code, 0);
}

}  // namespace
}  // namespace tally::tests
