// The communication log and letters as people meet them: recorded, shown, sent again by `tally`.

#include <chrono>
#include <gmock/gmock.h>

#include "domain/core/date.h"
#include "tests/tools/cli_fixture.h"

namespace tally::tests {
namespace {

using testing::HasSubstr;
using testing::Not;

class CommunicationsCli : public CliFixture {
  protected:
    auto apply(const std::string& lines) { return tally(in_store("apply") + " " + write_lines(lines + "\n")); }
    // A call with a memo, and a letter that was sent twice.
    void speak() {
        make_example();
        const auto applied = apply(
            R"({"type":"settings.define_letter_template","command_id":"lt","row":{"code":"WELCOME","subject":"Account {account_id}","lines":["Dear {customer_name},","","you owe {balance}."]}})"
            "\n"
            R"({"type":"communication.record","command_id":"c1","account":"1","channel":"phone","direction":"in","subject":"High bill","text":"Says that the house stood empty."})"
            "\n"
            R"({"type":"communication.add_memo","command_id":"c2","account":"1","entry":"1-LOG1","text":"The read is true."})"
            "\n"
            R"({"type":"letter.send","command_id":"c3","account":"1","letter_template":"WELCOME"})"
            "\n"
            R"({"type":"letter.resend","command_id":"c4","account":"1","letter":"1-LET1"})");
        ASSERT_EQ(applied.exit_code, 0) << applied.output;
        EXPECT_THAT(applied.output, HasSubstr("1-LOG1"));
        EXPECT_THAT(applied.output, HasSubstr("1-MEM1"));
        EXPECT_THAT(applied.output, HasSubstr("1-LET2"));
    }
};

TEST_F(CommunicationsCli, C17_TheLogIsShownWithItsMemosAndByChannel) {
    speak();
    const auto shown = tally(in_store("show communications 1"));
    EXPECT_EQ(shown.exit_code, 0) << shown.output;
    for (const auto* text : {"1-LOG1  phone in", "High bill", "Says that the house stood empty.", "1-MEM1",
                             "The read is true.", "1-LET1  letter out (WELCOME)", "sent again: first 1-LET1"})
        EXPECT_THAT(shown.output, HasSubstr(text));
    const auto calls = tally(in_store("show communications 1") + " --channel phone");
    EXPECT_THAT(calls.output, HasSubstr("1-LOG1"));
    EXPECT_THAT(calls.output, Not(HasSubstr("1-LET1")));
    EXPECT_EQ(tally(in_store("show communications 1") + " --channel pigeon").exit_code, 1);
    const auto page = tally(in_store("show communications 1") + " --limit 1");
    EXPECT_THAT(page.output, HasSubstr("1-LET2"));
    EXPECT_THAT(page.output, Not(HasSubstr("1-LOG1")));
    EXPECT_THAT(page.output, HasSubstr("--cursor"));
    const auto activity = tally(in_store("show activity 1"));
    EXPECT_THAT(activity.output, HasSubstr("Memo added to 1-LOG1"));
    EXPECT_THAT(activity.output, HasSubstr("Letter 1-LET1 sent again"));
    EXPECT_EQ(tally(in_store("verify")).exit_code, 0);
}

TEST_F(CommunicationsCli, C18_ALetterIsShownAsItWasSent) {
    speak();
    apply(
        R"({"type":"settings.define_letter_template","command_id":"lt2","row":{"code":"WELCOME","subject":"Else","lines":["Else"]}})");
    const auto first = tally(in_store("show letter 1-LET1"));
    EXPECT_EQ(first.exit_code, 0) << first.output;
    for (const auto* text : {"Account 1", "Dear ", "you owe USD ", "Sent again as", "1-LET2"})
        EXPECT_THAT(first.output, HasSubstr(text));
    EXPECT_THAT(first.output, Not(HasSubstr("Else")));
    const auto second = tally(in_store("show letter 1-LET2") + " --json");
    EXPECT_THAT(second.output, HasSubstr(R"("first_letter":"1-LET1")"));
    EXPECT_THAT(second.output, HasSubstr(R"("subject":"Account 1")"));
    EXPECT_EQ(tally(in_store("show letter 1-LET3")).exit_code, 1);
    EXPECT_EQ(tally(in_store("show letter none")).exit_code, 1);
}

TEST_F(CommunicationsCli, E4_AStatementSaysTheMessagesOfItsDayForGood) {
    make_example();
    const std::string start = "Where you smell gas, leave the house at once and call from outside;";
    const std::string end = " do not touch a switch on your way out.";
    const auto billed = apply(
        R"({"type":"settings.define_bill_message","command_id":"m1","row":{"code":"SMELL","text":")" + start + end +
        R"("}})"
        "\n"
        R"({"type":"settings.define_bill_message","command_id":"m2","row":{"code":"LEAFLET","kind":"insert","text":"How to read your meter."}})"
        "\n"
        R"({"type":"premise.record_read","command_id":"r1","service_point":"SP-1","read_on":"2022-02-03","value":"4400"})"
        "\n"
        R"({"type":"bill.account","command_id":"b1","account":"1","bill_date":"2022-02-04"})"
        "\n"
        R"({"type":"settings.define_bill_message","command_id":"m3","row":{"code":"SMELL","text":"Something else."}})");
    ASSERT_EQ(billed.exit_code, 0) << billed.output;
    const auto text = tally(in_store("show statement 1-S1"));
    EXPECT_THAT(text.output, HasSubstr("\n" + start + " do not touch a switch\non your way out.\n")) << text.output;
    EXPECT_THAT(text.output, HasSubstr("\nEnclosed, LEAFLET: How to read your meter.\n"));
    const auto json = tally(in_store("show statement 1-S1") + " --json");
    EXPECT_THAT(json.output, HasSubstr("\"messages\":[\"" + start + end + "\",\"Enclosed, LEAFLET"));
}

TEST_F(CommunicationsCli, C3_AFollowUpThatIsDueIsAnAlertOfItsAccount) {
    speak();
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    const auto today = std::chrono::duration_cast<std::chrono::hours>(since).count() / 24;
    const auto day = domain::to_string(domain::Date{static_cast<std::int32_t>(today)});
    EXPECT_THAT(tally(in_store("show account 1")).output, Not(HasSubstr("follow-up")));
    const auto applied = apply(
        R"({"type":"communication.record","command_id":"f1","account":"1","subject":"Call back","follow_up_on":")" +
        day + R"("})");
    ASSERT_EQ(applied.exit_code, 0) << applied.output;
    const auto due = tally(in_store("show account 1") + " --effective " + day);
    EXPECT_THAT(due.output, HasSubstr("follow-up of 1-LOG2 due since " + day + ": Call back"));
    const auto done = apply(
        R"({"type":"communication.add_memo","command_id":"f2","account":"1","entry":"1-LOG2","text":"Called.","follow_up_done":true})");
    ASSERT_EQ(done.exit_code, 0) << done.output;
    EXPECT_THAT(tally(in_store("show account 1") + " --effective " + day).output, Not(HasSubstr("follow-up")));
    EXPECT_THAT(tally(in_store("show communications 1")).output, HasSubstr(": done"));
}

}  // namespace
}  // namespace tally::tests
