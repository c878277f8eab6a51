// Automatic payment as people meet it: enrolled, shown, run and ended by `tally`.

#include <gmock/gmock.h>

#include "tests/tools/cli_fixture.h"

namespace tally::tests {
namespace {

using testing::HasSubstr;
using testing::Not;

class AutopayCli : public CliFixture {
  protected:
    auto apply(const std::string& line) { return tally(in_store("apply") + " " + write_lines(line + "\n")); }
    void enrol() {
        const std::string source = TALLY_SOURCE_DIR;
        const auto policy = tally(in_store("apply") + " " + source + "/tools/examples/autopay.jsonl");
        ASSERT_EQ(policy.exit_code, 0) << policy.output;
        const auto applied = apply(
            R"({"type":"autopay.enrol","command_id":"e1","account":"1","routing_number":"021000021","bank_account":"000123456789","account_type":"checking","authorised_by":"web","limit":"250.00"})");
        ASSERT_EQ(applied.exit_code, 0) << applied.output;
        EXPECT_THAT(applied.output, HasSubstr("1-AP1"));
        EXPECT_THAT(applied.output, Not(HasSubstr("000123456789")));
    }
};

TEST_F(AutopayCli, G20_AMandateIsShownWithTheEndOfItsNumberOnly) {
    make_example();
    enrol();
    const auto shown = tally(in_store("show autopay 1"));
    EXPECT_EQ(shown.exit_code, 0) << shown.output;
    EXPECT_THAT(shown.output, HasSubstr("on, mandate 1-AP1"));
    EXPECT_THAT(shown.output, HasSubstr("021000021, checking ending in 6789"));
    EXPECT_THAT(shown.output, HasSubstr("(WEB)"));
    EXPECT_THAT(shown.output, HasSubstr("USD 250.00 a draft"));
    EXPECT_THAT(shown.output, Not(HasSubstr("000123456789")));
    for (const auto* question : {"show account 1", "show activity 1", "show drafts", "show autopay 1 --json"})
        EXPECT_THAT(tally(in_store(question)).output, Not(HasSubstr("000123456789"))) << question;
    EXPECT_THAT(tally(in_store("show account 1")).output, HasSubstr("Automatic payment"));
    EXPECT_EQ(tally(in_store("verify")).exit_code, 0);
}

TEST_F(AutopayCli, G20_ABillOfBeforeTheMandateSaysWhyItIsNotDrafted) {
    make_example();
    ASSERT_EQ(tally(in_store("bill") + " --cycle M01 --date 2022-01-05").exit_code, 0);
    enrol();
    const auto explained = tally(in_store("explain draft 1-I1"));
    EXPECT_EQ(explained.exit_code, 0) << explained.output;
    EXPECT_THAT(explained.output, HasSubstr("No mandate stood when it was issued"));
    EXPECT_THAT(explained.output, HasSubstr("1-AP1"));
    const auto refused = apply(R"({"type":"autopay.draft","command_id":"d1","account":"1","bill":"1-I1"})");
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_THAT(refused.output, HasSubstr("draft_not_announced"));
    EXPECT_EQ(tally(in_store("explain draft 1-I99")).exit_code, 1);
}

TEST_F(AutopayCli, G20_TheRunOfADayIsToldInNumbers) {
    make_example();
    enrol();
    const auto ran = tally(in_store("run drafts") + " --date 2022-02-23 --preview");
    EXPECT_EQ(ran.exit_code, 0) << ran.output;
    EXPECT_THAT(ran.output, HasSubstr("1 mandated account looked at, 0 bills due"));
    EXPECT_EQ(tally(in_store("run drafts") + " --date 2022-13-31").exit_code, 2);
}

TEST_F(AutopayCli, G20_WhatCannotBeIsRefusedByNameAndTheNumberIsNotRepeated) {
    make_example();
    enrol();
    const auto refused = apply(
        R"({"type":"autopay.enrol","command_id":"e2","account":"1","routing_number":"021000022","bank_account":"999888777"})");
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_THAT(refused.output, HasSubstr("routing_number_invalid"));
    EXPECT_THAT(refused.output, Not(HasSubstr("999888777")));
    const auto ended = apply(R"({"type":"autopay.end","command_id":"x1","account":"1","end_reason":"ASKED"})");
    EXPECT_EQ(ended.exit_code, 0) << ended.output;
    EXPECT_THAT(tally(in_store("show autopay 1")).output, HasSubstr("by customer (ASKED)"));
}

}  // namespace
}  // namespace tally::tests
