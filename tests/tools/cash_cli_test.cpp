// Cash control and suspense as people meet them: batches, money of unknown payers, the bank, shown by `tally`.

#include <gmock/gmock.h>

#include "tests/tools/cli_fixture.h"

namespace tally::tests {
namespace {

using testing::HasSubstr;
using testing::Not;

class CashCli : public CliFixture {
  protected:
    void SetUp() override {
        CliFixture::SetUp();
        make_example();
        const auto tables = tally(in_store("apply") + " " + source + "/tools/examples/cash.jsonl");
        ASSERT_EQ(tables.exit_code, 0) << tables.output;
    }
    Ran send(const std::string& line) { return tally(in_store("apply") + " " + write_lines(line + "\n")); }
    void apply(const std::string& line) {
        const auto applied = send(line);
        EXPECT_EQ(applied.exit_code, 0) << applied.output;
    }
    std::string shown(const std::string& question) { return tally(in_store("show " + question)).output; }
};

TEST_F(CashCli, G26_ATillIsOpenedCountedAndBroughtToTheBank) {
    apply(R"({"type":"batch.open","command_id":"b1","source":"TILL1","clerk":"ann","opening_float":"50.00"})");
    apply(
        R"({"type":"payment.post","command_id":"p1","batch":"TILL1-BAT1","tenders":[{"kind":"cash","amount":"20.00"}],"shares":[{"account":"1"}]})");
    EXPECT_THAT(shown("batches"), HasSubstr("TILL1-BAT1"));
    EXPECT_THAT(shown("batch TILL1-BAT1"), HasSubstr("20.00 in 1"));
    EXPECT_THAT(shown("payment 1-PE1"), HasSubstr("TILL1-BAT1"));
    EXPECT_THAT(shown("activity 1"), HasSubstr("Payment 1-P1 is in batch TILL1-BAT1"));
    const auto open = tally(in_store("show cash"));
    EXPECT_EQ(open.exit_code, 0) << open.output;
    EXPECT_THAT(open.output, HasSubstr("1011"));
    const auto off = send(
        R"({"type":"batch.close","command_id":"c1","batch":"TILL1-BAT1","counted":[{"kind":"cash","amount":"69.00"}]})");
    EXPECT_EQ(off.exit_code, 1);
    EXPECT_THAT(off.output, HasSubstr("batch_does_not_balance"));
    EXPECT_THAT(off.output, HasSubstr("cash: 69.00 counted, 70.00 posted"));
    apply(
        R"({"type":"batch.close_with_difference","command_id":"c2","batch":"TILL1-BAT1","difference_reason":"MISCOUNT","counted":[{"kind":"cash","amount":"69.00"}]})");
    apply(
        R"({"type":"bank.deposit","command_id":"d1","batches":["TILL1-BAT1"],"amount":"19.00","reference":"SLIP-1"})");
    EXPECT_THAT(shown("bank-deposits"), HasSubstr("SLIP-1"));
    EXPECT_THAT(shown("batch TILL1-BAT1"), HasSubstr("deposited"));
    EXPECT_EQ(tally(in_store("show cash")).exit_code, 0);
    EXPECT_EQ(tally(in_store("verify")).exit_code, 0);
}

TEST_F(CashCli, G26_MoneyOfAnUnknownPayerIsHeldMatchedAndReturned) {
    apply(R"({"type":"batch.open","command_id":"b1","source":"BOX","declared_count":2,"declared_total":"90.00"})");
    apply(
        R"({"type":"payment.post","command_id":"p1","batch":"BOX-BAT1","suspend_unidentified":true,"tenders":[{"kind":"cheque","amount":"60.00","reference":"CHQ-1"}],"shares":[{"account":"1700"}]})");
    apply(
        R"({"type":"suspense.receive","command_id":"s1","batch":"BOX-BAT1","kind":"cheque","amount":"30.00","payor":"Mrs Ada Unseen"})");
    apply(R"({"type":"batch.close","command_id":"c1","batch":"BOX-BAT1"})");
    const auto list = shown("suspense");
    EXPECT_THAT(list, HasSubstr("SUS1"));
    EXPECT_THAT(list, HasSubstr("account 1700"));
    EXPECT_THAT(list, HasSubstr("Mrs Ada Unseen"));
    EXPECT_THAT(shown("suspense --channel TILL1"), HasSubstr("No money is held in suspense."));
    EXPECT_THAT(shown("suspense --channel BOX"), HasSubstr("SUS2"));
    EXPECT_THAT(shown("suspense --to 2001-01-01"), HasSubstr("No money is held in suspense."));
    apply(
        R"({"type":"suspense.match","command_id":"m1","suspense":"SUS1","shares":[{"account":"1","amount":"25.00"}]})");
    EXPECT_THAT(shown("payment 1-PE1"), HasSubstr("SUS1 in suspense"));
    EXPECT_THAT(shown("ar-history 1"), HasSubstr("SUS1"));
    EXPECT_THAT(tally(in_store("explain payment 1-PE1")).output, HasSubstr("matched from SUS1"));
    apply(R"({"type":"payment.cancel","command_id":"x1","account":"1","payment":"1-P1","cancel_reason":"WRONG"})");
    apply(R"({"type":"suspense.return","command_id":"r1","suspense":"SUS2","return_reason":"UNKNOWN"})");
    const auto explained = tally(in_store("explain suspense SUS1"));
    EXPECT_EQ(explained.exit_code, 0) << explained.output;
    EXPECT_THAT(explained.output, HasSubstr("match cancelled"));
    EXPECT_THAT(explained.output, HasSubstr("USD 60.00 of 60.00"));
    EXPECT_THAT(shown("suspense"), Not(HasSubstr("SUS2")));
    EXPECT_EQ(tally(in_store("verify")).exit_code, 0);
    // What is known of a payor is sealed, like all text about persons.
    const auto grepped = run("grep -rl 'Ada Unseen' " + store_ + " | wc -l");
    EXPECT_EQ(grepped.output, "0\n");
}

TEST_F(CashCli, G26_JournalsOfCashAgreeWithTheTrialBalance) {
    apply(R"({"type":"batch.open","command_id":"b1","source":"TILL1"})");
    apply(R"({"type":"suspense.receive","command_id":"s1","batch":"TILL1-BAT1","kind":"cash","amount":"30.00"})");
    apply(
        R"({"type":"batch.close_with_difference","command_id":"c1","batch":"TILL1-BAT1","difference_reason":"FOUND","counted":[{"kind":"cash","amount":"31.00"}]})");
    apply(
        R"({"type":"suspense.return","command_id":"r1","suspense":"SUS1","amount":"10.00","return_reason":"UNKNOWN"})");
    for (const auto format : {"hledger", "ledger", "beancount", "csv", "jsonl"}) {
        const auto exported = tally(in_store("export") + " " + format);
        EXPECT_EQ(exported.exit_code, 0) << format << exported.output;
        EXPECT_THAT(exported.output, HasSubstr("TILL1-BAT1")) << format;
    }
    const auto journal = tally(in_store("export") + " hledger");
    EXPECT_THAT(journal.output, HasSubstr("Expenses:Cash-Over-Short"));
    EXPECT_THAT(journal.output, HasSubstr("Liabilities:Suspense"));
}

}  // namespace
}  // namespace tally::tests
