// The program as its users run it: commands typed in order, what they print, what they exit with.

#include <sstream>
#include <tuple>

#include "domain/core/refusal.h"
#include "tests/tools/cli_fixture.h"

namespace tally::tests {
namespace {

// With no digit, point or comma before or after it: 94.17 is not in 194.17.
bool has_word(const std::string& text, const std::string& word) {
    const auto part = [](char c) { return std::string{"0123456789.,"}.find(c) != std::string::npos; };
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1))
        if ((at == 0 || !part(text[at - 1])) && (at + word.size() == text.size() || !part(text[at + word.size()])))
            return true;
    return false;
}

class Cli : public CliFixture {
  protected:
    // A Green Button file of hourly therms.
    std::string write_hours(const std::string& name, std::int64_t start, int hours, int value) const {
        std::string readings;
        for (int hour = 0; hour < hours; ++hour)
            readings += "<IntervalReading><timePeriod><duration>3600</duration><start>" +
                        std::to_string(start + hour * 3600) + "</start></timePeriod><value>" + std::to_string(value) +
                        "</value></IntervalReading>\n";
        const auto path = (directory_.path() / name).string();
        std::ofstream(path) << R"(<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
<entry><link rel="self" href="/User/1/UsagePoint/01"/><link rel="related" href="/User/1/UsagePoint/01/MeterReading"/>
<content><UsagePoint xmlns="http://naesb.org/espi"><ServiceCategory><kind>1</kind></ServiceCategory></UsagePoint></content></entry>
<entry><link rel="self" href="/User/1/UsagePoint/01/MeterReading/01"/><link rel="up" href="/User/1/UsagePoint/01/MeterReading"/>
<link rel="related" href="/ReadingType/07"/><content><MeterReading xmlns="http://naesb.org/espi"/></content></entry>
<entry><link rel="self" href="/ReadingType/07"/><content><ReadingType xmlns="http://naesb.org/espi">
<intervalLength>3600</intervalLength><powerOfTenMultiplier>0</powerOfTenMultiplier><uom>169</uom></ReadingType></content></entry>
<entry><link rel="self" href="/User/1/UsagePoint/01/MeterReading/01/IntervalBlock/1"/>
<content><IntervalBlock xmlns="http://naesb.org/espi">)"
                            << readings << "</IntervalBlock></content></entry></feed>\n";
        return path;
    }
};

TEST_F(Cli, ReadmesFirstLedgerIsBilledPaidAndProven) {
    make_example();
    const auto billed = tally(in_store("bill") + " --cycle M01 --date 2022-01-05");
    ASSERT_EQ(billed.exit_code, 0) << billed.output;
    EXPECT_NE(billed.output.find("1 billed"), std::string::npos) << billed.output;
    // 30 days, 131 therms: 16.50 + 47 × 0.7512 + 81 × 0.5518 = 35.31 + 44.70; + 131 × 0.62415 = 81.76;
    // surcharge 2 % of 16.50 + 0.00 + 35.31 + 44.70 = 1.93; taxable 180.20; taxes 7.21 and 6.76.
    const auto balance = tally(in_store("show balance 1"));
    EXPECT_EQ(balance.exit_code, 0);
    EXPECT_TRUE(has_word(balance.output, "194.17")) << balance.output;

    const auto paid = tally(
        in_store("apply") + " " +
        write_lines(
            R"({"type":"payment.post","command_id":"p1","received_on":"2022-01-20","tenders":[{"amount":"100.00"}],"shares":[{"account":"1"}]})"));
    ASSERT_EQ(paid.exit_code, 0) << paid.output;
    const auto after = tally(in_store("show balance 1")).output;
    EXPECT_TRUE(has_word(after, "94.17")) << after;
    EXPECT_FALSE(has_word(after, "194.17")) << after;
    const auto replayed = tally(in_store("replay"));
    EXPECT_TRUE(has_word(replayed.output, "94.17")) << replayed.output;
    const auto verified = tally(in_store("verify"));
    EXPECT_EQ(verified.exit_code, 0) << verified.output;
    EXPECT_EQ(tally(in_store("search") + " turner").exit_code, 0);
    EXPECT_NE(tally(in_store("search") + " turner").output.find("Ada Turner"), std::string::npos);
}

TEST_F(Cli, B9_LikelyDuplicatesAreShownWithWhatAgreesAndWhereTheyLive) {
    make_example();
    const auto shown = tally(in_store("show duplicates") + " --name 'Turner, Ada' --address '1 Mill Lane, Albany'");
    EXPECT_EQ(shown.exit_code, 0) << shown.output;
    for (const char* word : {"Ada Turner", "name", "main customer"})
        EXPECT_NE(shown.output.find(word), std::string::npos) << word << shown.output;
    const auto none = tally(in_store("show duplicates") + " --identifier 000-00 --json");
    EXPECT_NE(none.output.find(R"("likely":[])"), std::string::npos) << none.output;
    const auto nothing = tally(in_store("show duplicates"));
    EXPECT_EQ(nothing.exit_code, 2) << nothing.output;
    EXPECT_NE(nothing.output.find("give what is typed of the person"), std::string::npos) << nothing.output;
    EXPECT_EQ(tally(in_store("show totals") + " --phone 5").exit_code, 2);
}

TEST_F(Cli, H9_EveryAmountIsExplained) {
    make_example();
    ASSERT_EQ(tally(in_store("bill") + " --cycle M01 --date 2022-01-05").exit_code, 0);
    const auto bill = tally(in_store("explain invoice 1-I1"));
    EXPECT_EQ(bill.exit_code, 0) << bill.output;
    EXPECT_NE(bill.output.find("from 3 to 50 therm: 47 therm × 0.7512 = 35.3064, rounded half away from zero: 35.31"),
              std::string::npos)
        << bill.output;
    EXPECT_NE(bill.output.find("every amount agrees"), std::string::npos) << bill.output;
    const auto line = tally(in_store("explain line 1-B1-4 --json"));
    EXPECT_EQ(line.exit_code, 0) << line.output;
    EXPECT_NE(line.output.find(R"("computed":"44.70","amount":"44.70","agrees":true)"), std::string::npos)
        << line.output;
    EXPECT_NE(tally(in_store("explain balance 1")).output.find("Payoff: 194.17 = 194.17"), std::string::npos);
    const auto none = tally(in_store("explain payment 1-P7"));
    EXPECT_EQ(none.exit_code, 1);
    EXPECT_NE(none.output.find("there is no payment 1-P7"), std::string::npos) << none.output;
    const auto wrong = tally(in_store("explain weather 1"));
    EXPECT_EQ(wrong.exit_code, 2) << wrong.output;
}

TEST_F(Cli, H10_WhatCommandsWouldMakeIsSeenAndNotWritten) {
    make_example();
    ASSERT_EQ(tally(in_store("bill") + " --cycle M01 --date 2022-01-05").exit_code, 0);
    const auto before = tally(in_store("replay")).output;
    const auto file =
        write_lines(R"({"type":"payment.post","tenders":[{"amount":"100.00"}],"shares":[{"account":"1"}]})"
                    "\n"
                    R"({"type":"invoice.reverse","account":"1","invoice":"1-I1"})");
    const auto tried = tally(in_store("what-if") + " " + file);
    EXPECT_EQ(tried.exit_code, 0) << tried.output;
    EXPECT_NE(tried.output.find("Nothing was written."), std::string::npos) << tried.output;
    EXPECT_NE(tried.output.find("1. payment.post: would be accepted"), std::string::npos) << tried.output;
    EXPECT_NE(tried.output.find("1-C1"), std::string::npos) << tried.output;
    EXPECT_TRUE(has_word(tried.output, "-100.00")) << tried.output;
    EXPECT_EQ(tally(in_store("replay")).output, before);
    const auto refused =
        tally(in_store("what-if --json") + " " + write_lines(R"({"type":"payment.post","tenders":[]})"));
    EXPECT_EQ(refused.exit_code, 1) << refused.output;
    EXPECT_NE(refused.output.find(R"("accepted":false)"), std::string::npos) << refused.output;
    EXPECT_EQ(tally(in_store("what-if") + " " + write_lines("")).exit_code, 2);
    EXPECT_EQ(tally(in_store("what-if --received-at 2022-01-05T12:00:00Z") + " " + file).exit_code, 2)
        << "the store has no simulated time";
}

TEST_F(Cli, H1_TheSameCommandIdIsAnsweredOnceForEver) {
    make_example();
    const auto again = tally(in_store("apply") + " " + source + "/tools/examples/customer.jsonl");
    EXPECT_EQ(again.exit_code, 0) << again.output;
    EXPECT_NE(again.output.find("accepted before"), std::string::npos) << again.output;
    const auto other = tally(
        in_store("apply") + " " +
        write_lines(
            R"({"type":"premise.record_read","command_id":"read-1","service_point":"SP-1","read_on":"2022-01-04","value":"4399"})"));
    EXPECT_EQ(other.exit_code, 1) << other.output;
    EXPECT_NE(other.output.find("read-1"), std::string::npos) << other.output;
}

TEST_F(Cli, BillingTheSameCycleTwiceBillsOnce) {
    make_example();
    ASSERT_EQ(tally(in_store("bill") + " --cycle M01 --date 2022-01-05").exit_code, 0);
    const auto events = tally(in_store("events")).output;
    const auto unknown = tally(in_store("bill") + " --cycle M99 --date 2022-01-05");
    EXPECT_EQ(unknown.exit_code, 1) << "nobody due, and nobody billed for a slip of the keyboard";
    EXPECT_NE(unknown.output.find("there is no bill cycle 'M99'"), std::string::npos) << unknown.output;
    const auto again = tally(in_store("bill") + " --cycle M01 --date 2022-01-05");
    EXPECT_EQ(again.exit_code, 0) << again.output;
    EXPECT_NE(again.output.find("0 accounts due, 0 billed"), std::string::npos) << again.output;
    const auto outside = tally(in_store("bill") + " --cycle M01 --date 2031-01-05");
    EXPECT_EQ(outside.exit_code, 1) << outside.output;
    EXPECT_NE(outside.output.find("no window of bill cycle 'M01' contains 2031-01-05"), std::string::npos)
        << outside.output;
    EXPECT_EQ(tally(in_store("events")).output, events);
}

TEST_F(Cli, A3_AnAccountWithoutAnAgreementIsListedAndTheRunGoesOn) {
    make_example();
    const auto opened = tally(
        in_store("apply") + " " +
        write_lines(
            R"({"type":"account.open","command_id":"a2","account":"2","person":"1","opened_on":"2022-01-01","customer_class":"RES","bill_cycle":"M01"})"));
    ASSERT_EQ(opened.exit_code, 0) << opened.output;
    const auto billed = tally(in_store("bill") + " --cycle M01 --date 2022-01-05");
    EXPECT_EQ(billed.exit_code, 0) << billed.output;
    EXPECT_NE(billed.output.find("2 accounts due, 1 billed, 0 with nothing to bill, 0 in error, 1 without a service "
                                 "agreement"),
              std::string::npos)
        << billed.output;
    const auto shown = tally(in_store("show account 2"));
    EXPECT_NE(shown.output.find("account has no service agreement: it is charged nothing"), std::string::npos)
        << shown.output;
}

TEST_F(Cli, ABillThatIsTakenBackIsMadeAgainByTheRun) {
    make_example();
    ASSERT_EQ(tally(in_store("bill") + " --cycle M01 --date 2022-01-05").exit_code, 0);
    const auto cancelled = tally(
        in_store("apply") + " " +
        write_lines(
            R"({"type":"bill.cancel","command_id":"c1","account":"1","statement":"1-S1","correction_reason":"wrong date"})"));
    ASSERT_EQ(cancelled.exit_code, 0) << cancelled.output;
    EXPECT_NE(tally(in_store("show statement 1-S1")).output.find("CANCELLED, do not pay"), std::string::npos);
    const auto balance = tally(in_store("show balance 1 --json")).output;
    EXPECT_NE(balance.find(R"("payoff":"0.00","current":"0.00")"), std::string::npos) << balance;
    const auto again = tally(in_store("bill") + " --cycle M01 --date 2022-01-05");
    EXPECT_EQ(again.exit_code, 0) << again.output;
    EXPECT_NE(again.output.find("1 account due, 1 billed"), std::string::npos) << again.output;
    const auto latest = tally(in_store("show statement 1")).output;
    EXPECT_NE(latest.find("STATEMENT     1-S2"), std::string::npos) << latest;
    EXPECT_NE(latest.find("AMOUNT DUE by 2022-01-26"), std::string::npos) << latest;
    const auto verified = tally(in_store("verify"));
    EXPECT_EQ(verified.exit_code, 0) << verified.output;
}

TEST_F(Cli, AnAccountInErrorIsNeverSaidToBeBilled) {
    make_example();
    ASSERT_EQ(tally(in_store("bill") + " --cycle M01 --date 2022-01-05").exit_code, 0);
    // There is no read of January, and the second run finds that written down already.
    for (int run_number = 0; run_number < 3; ++run_number) {
        const auto billed = tally(in_store("bill") + " --cycle M01 --date 2022-02-05");
        EXPECT_EQ(billed.exit_code, 1) << billed.output;
        EXPECT_NE(billed.output.find("1 account due, 0 billed, 0 with nothing to bill, 1 in error"), std::string::npos)
            << billed.output;
        EXPECT_NE(billed.output.find("no_billable_read"), std::string::npos) << billed.output;
    }
}

TEST_F(Cli, AFileWithPartOfADayNeverTakesThePlaceOfTheWholeDay) {
    make_example();
    ASSERT_EQ(
        tally(
            in_store("apply") + " " +
            write_lines(
                R"({"type":"premise.add_location","command_id":"l2","premise":"L-2","address":{"country":"US","address1":"1 Hill"}}
{"type":"premise.add_service_point","command_id":"sp2","premise":"L-2","service_point":"SP-2","service":"gas"}
{"type":"premise.install_meter","command_id":"m2","service_point":"SP-2","meter":"M-2","installed_on":"2013-01-01","registers":[{"channel":"1","unit":"therm","kind":"consumptive"}]}
)"))
            .exit_code,
        0);
    const std::string import = in_store("import") + " --service-point SP-2 greenbutton ";
    constexpr std::int64_t day_1 = 1'357'016'400;  // 2013-01-01 in New York
    constexpr std::int64_t day_2 = day_1 + 86'400;
    const auto two_days = write_hours("two-days.xml", day_1, 48, 2);
    const auto last_hours_on = write_hours("last-hours-on.xml", day_2 + 20 * 3600, 28, 1);
    const auto corrected = write_hours("corrected.xml", day_2, 24, 3);
    // The second file of one run sees what the first has recorded.
    const auto both = tally(import + two_days + " " + last_hours_on);
    EXPECT_EQ(both.exit_code, 0) << both.output;
    EXPECT_NE(both.output.find("2 recorded"), std::string::npos) << both.output;
    EXPECT_NE(both.output.find("part of 2013-01-02, of which usage is recorded already"), std::string::npos)
        << both.output;
    const auto usage = tally(in_store("show usage SP-2")).output;
    EXPECT_NE(usage.find("120 therm in 3 periods"), std::string::npos) << usage;
    // The same files again change nothing.
    const auto events = tally(in_store("events")).output;
    const auto again = tally(import + two_days + " " + last_hours_on + " --json");
    EXPECT_EQ(again.exit_code, 0) << again.output;
    EXPECT_NE(again.output.find(R"("accepted":0,"repeated":0,"unchanged":2,"refused":0,"partial_days":[])"),
              std::string::npos)
        << again.output;
    EXPECT_NE(again.output.find(R"("partial_days_held":["2013-01-02"])"), std::string::npos) << again.output;
    EXPECT_EQ(tally(in_store("events")).output, events);
    // A whole day corrects; the file that was corrected corrects it back: the last word is held.
    EXPECT_EQ(tally(import + corrected).exit_code, 0);
    const auto after = tally(in_store("show usage SP-2")).output;
    EXPECT_NE(after.find("144 therm in 3 periods"), std::string::npos) << after;
    EXPECT_EQ(tally(import + two_days).exit_code, 0);
    const auto back = tally(in_store("show usage SP-2")).output;
    EXPECT_NE(back.find("120 therm in 3 periods"), std::string::npos) << back;
    // Each day is held with its values, in order.
    const auto values = tally(in_store("show intervals SP-2 --from 2013-01-02 --to 2013-01-02 --json")).output;
    EXPECT_NE(values.find(R"("interval_minutes":60,"values":[{"at":"00:00","value":"2","quality":"actual"})"),
              std::string::npos)
        << values;
    // A part of a day of which nothing is held is a finding: no day is held that lacks values.
    const auto part = tally(import + write_hours("part.xml", day_1 + 3 * 86'400, 5, 1));
    EXPECT_EQ(part.exit_code, 1) << part.output;
    EXPECT_NE(part.output.find("2013-01-04 is left out: the file has 5 of the day's 24 values"), std::string::npos)
        << part.output;
    EXPECT_NE(part.output.find("0 readings, 0 therm"), std::string::npos) << part.output;
    EXPECT_NE(tally(in_store("show usage SP-2")).output.find("120 therm in 3 periods"), std::string::npos);
}

TEST_F(Cli, GoodLinesGoThroughAndBadOnesAreListedWithLineFieldValueAndCure) {
    make_example();
    const auto path = write_lines(
        "{\"type\":\"payment.post\",\"command_id\":\"a\",\"tenders\":[{\"amount\":\"10.123\"}],\"shares\":[{"
        "\"account\":\"1\"}]}\n"
        "{\"type\":\"payment.post\",\"command_id\":\"b\",\"tenders\":[{\"amount\":\"10.00\"}],\"shares\":[{\"account\":"
        "\"1\"}]}\n"
        "{\"type\":\"payment.past\",\"command_id\":\"c\"}\n"
        "{\"type\":\"payment.post\",\"command_id\":\"d\",\"tender\":[]}\n"
        "this is not JSON\n"
        "{\"type\":\"payment.post\",\"command_id\":\"e\",\"received_on\":\"2022-02-30\",\"tenders\":[{\"amount\":\"1."
        "00\"}],\"shares\":[{\"account\":\"1\"}]}\n"
        "{\"type\":\"payment.post\",\"command_id\":\"f\",\"tenders\":[{\"amount\":\"1.00\"}],\"shares\":[{\"account\":"
        "\"nobody\"}]}\n");
    const auto ran = tally(in_store("apply") + " " + path);
    EXPECT_EQ(ran.exit_code, 1);
    for (const auto& expected : {std::string{"b: accepted"}, path + ":1:", std::string{"10.123"},
                                 path + ":3:", std::string{"payment.past"}, path + ":4:", std::string{"tender"},
                                 path + ":5:", path + ":6:", std::string{"2022-02-30"}, std::string{"nobody"}})
        EXPECT_NE(ran.output.find(expected), std::string::npos) << expected << " is not named in:\n" << ran.output;
    EXPECT_NE(ran.output.find("1 accepted"), std::string::npos) << ran.output;
}

TEST_F(Cli, EveryWrongValueIsNamedWithItsLineAndCureAndChangesNothing) {
    make_example();
    ASSERT_EQ(tally(in_store("bill") + " --cycle M01 --date 2022-01-05").exit_code, 0);
    const auto events = tally(in_store("events")).output;
    const std::string money = R"("shares":[{"account":"1"}],"tenders":)";
    const std::array<std::pair<std::string, const char*>, 10> wrong{{
        {R"({"type":"payment.post","command_id":"w1",)" + money + R"([{"amount":10.00}]})", "in quotes"},
        {R"({"type":"payment.post","command_id":"w2",)" + money + R"([{"amount":"92233720368547758.07"}]})",
         "is too large"},
        {R"({"type":"account.open","command_id":"w3","customer_class":"NOPE","bill_cycle":"M01"})", "NOPE"},
        {R"({"type":"person.register","command_id":"w4","nme":{}})", "is not a field"},
        {R"({"type":"premise.record_read","command_id":"w5","service_point":"SP-1","read_on":"2022-02-04","value":"4300"})",
         "read_below_last"},
        {R"({"type":"premise.record_read","command_id":"w6","service_point":"SP-1","read_on":"2022-02-04","value":"123456"})",
         "read_over_capacity"},
        {R"({"type":"payment.post","command_id":"w7","tenders":[{"amount":"500.00"}],"shares":[{"account":"1","policy":"spec","spec":[{"document":"1-I1","amount":"500.00"}]}]})",
         "Only 194.17 of 1-I1 is open"},
        {R"({"type":"payment.post","command_id":"w8","received_at":"2022-01-20T00:00:00Z",)" + money +
             R"([{"amount":"1.00"}]})",
         "received_at"},
        {R"({"type":"payment.post",)" + money + R"([{"amount":"1.00"}]})", "command_id"},
        {R"({"type":"payment.post","command_id":"w10",)" + money + R"([{"amount":"1.00"}]} and more)", "is not JSON"},
    }};
    std::string lines;
    for (const auto& [line, words] : wrong) lines += line + "\n";
    const auto file = write_lines(lines);
    const auto ran = tally(in_store("apply") + " " + file);
    EXPECT_EQ(ran.exit_code, 1);
    for (std::size_t i = 0; i < wrong.size(); ++i) {
        const auto at = ran.output.find(file + ":" + std::to_string(i + 1) + ":");
        ASSERT_NE(at, std::string::npos) << ran.output;
        const auto line = ran.output.substr(at, ran.output.find('\n', at) - at);
        EXPECT_NE(line.find(wrong[i].second), std::string::npos) << line;
    }
    EXPECT_EQ(tally(in_store("events")).output, events);
    // Machine-readable: one receipt a line, whatever is wrong with it.
    const auto json = tally(in_store("apply") + " --json " + write_lines("nonsense\n") + " 2>/dev/null");
    EXPECT_EQ(json.output.find(R"({"line":1,"status":"unreadable","error":")"), 0u) << json.output;
    EXPECT_EQ(tally(in_store("apply") + " " + directory_.path().string()).exit_code, 2);
    // A second main customer.
    const auto second =
        tally(in_store("apply") + " " +
              write_lines(
                  R"({"type":"person.register","command_id":"s1","person":"2","name":{"first":"Bo","last":"Hill"}}
{"type":"account.link_person","command_id":"s2","account":"1","link":{"person":"2","main_customer":true,"financially_responsible":true}}
)"));
    EXPECT_EQ(second.exit_code, 1);
    EXPECT_NE(second.output.find("account_has_main_customer"), std::string::npos) << second.output;
    // Files that are no meter files.
    const auto no_xml = tally(in_store("import") + " --service-point SP-1 greenbutton " + write_lines("meter,value\n"));
    EXPECT_EQ(no_xml.exit_code, 1);
    EXPECT_NE(no_xml.output.find("not a Green Button file"), std::string::npos) << no_xml.output;
    const auto whole = write_hours("whole.xml", 1'357'016'400, 24, 1);
    fs::resize_file(whole, fs::file_size(whole) / 2);
    const auto cut_off = tally(in_store("import") + " --service-point SP-1 greenbutton " + whole);
    EXPECT_EQ(cut_off.exit_code, 1);
    EXPECT_NE(cut_off.output.find("cut off"), std::string::npos) << cut_off.output;
    EXPECT_EQ(tally(in_store("import") + " --service-point SP-1 greenbutton /nonexistent.xml").exit_code, 2);
}

TEST_F(Cli, WhatTheLogCannotAnswerYetIsRefused) {
    make_example();
    for (const auto& [asked, code, words] :
         {std::tuple{"--as-of 9999", 1, "past the end of the log"}, std::tuple{"--as-of 2199-01-01", 1, "yet to come"},
          std::tuple{"--as-of 2199-01-01T00:00:00Z", 1, "yet to come"},
          std::tuple{"--as-of 2022-02-30", 2, "--as-of: '2022-02-30' is not a date that exists"},
          std::tuple{"--as-of 9999-12-31", 2, "'9999-12-31' is out of the range of dates that the ledger takes"},
          std::tuple{"--as-of 2022-01-05T12:00:00", 2, "'2022-01-05T12:00:00' has no offset from UTC"},
          std::tuple{"--effective 9999-12-31", 2, "'9999-12-31' is out of the range of dates"},
          std::tuple{"--effective 2022-02-30", 2, "--effective: '2022-02-30'"},
          std::tuple{"--as-of 3", 1, "there is no account 1 as of 3"}}) {
        for (const char* kind : {"balance", "open-items", "ar-history", "account"}) {
            const auto ran = tally(in_store("show") + " " + kind + " 1 " + asked);
            EXPECT_EQ(ran.exit_code, code) << kind << asked;
            EXPECT_NE(ran.output.find(words), std::string::npos) << ran.output;
        }
    }
    EXPECT_EQ(tally(in_store("show trial-balance --as-of 9999")).exit_code, 1);
    EXPECT_EQ(tally(in_store("show trial-balance --as-of 40 --effective 2022-01-05")).exit_code, 0);
    EXPECT_EQ(tally(in_store("show trial-balance 7")).exit_code, 2);
    EXPECT_EQ(tally(in_store("replay --to 9999")).exit_code, 1);
    EXPECT_EQ(tally(in_store("replay --account 77")).exit_code, 1);
    EXPECT_EQ(tally(in_store("events --stream account/77")).exit_code, 1);
}

TEST_F(Cli, AFullDiskIsTheStoresFaultAndAReaderThatLeavesIsNobodys) {
    make_example();
    const auto full = run(std::string{TALLY_PROGRAM} + " " + in_store("events") + " >/dev/full");
    EXPECT_EQ(full.exit_code, 3) << full.output;
    EXPECT_NE(full.output.find("No space left"), std::string::npos) << full.output;
    const auto head = run("bash -c 'set -o pipefail; " + std::string{TALLY_PROGRAM} + " " +
                          "describe events --json | head -c 100 >/dev/null'");
    EXPECT_EQ(head.exit_code, 0) << head.output;
    EXPECT_EQ(head.output, "");
}

TEST_F(Cli, AnInterruptedRunEndsWithAWholeStore) {
    const auto demo = run("timeout --preserve-status -s INT 1 " + std::string{TALLY_PROGRAM} + " " + in_store("demo") +
                          " --accounts 3000 --months 60; echo exit $?");
    EXPECT_NE(demo.output.find("exit 130"), std::string::npos) << demo.output;
    EXPECT_NE(demo.output.find("interrupted"), std::string::npos) << demo.output;
    const auto verified = tally(in_store("verify"));
    EXPECT_EQ(verified.exit_code, 0) << verified.output;
}

TEST_F(Cli, NoStoreASecondInitAndAStoreInUseAreThreeClearErrors) {
    const auto none = tally(in_store("show balance 1"));
    EXPECT_EQ(none.exit_code, 2);
    EXPECT_NE(none.output.find("tally init"), std::string::npos) << none.output;
    make_example();
    EXPECT_EQ(tally(in_store("init") + " --origin other.example --currency USD --time-zone UTC").exit_code, 2);
    // A follower holds the store while the next command tries to open it.
    const auto both = run(std::string{TALLY_PROGRAM} + " " + in_store("events") +
                          " --follow >/dev/null & follower=$!; "
                          "for i in 1 2 3 4 5 6 7 8 9 10; do sleep 0.3; " +
                          std::string{TALLY_PROGRAM} + " " + in_store("show trial-balance") +
                          " >/dev/null || break; done; " + std::string{TALLY_PROGRAM} + " " +
                          in_store("show trial-balance") + "; echo exit $?; kill -INT $follower; wait $follower");
    EXPECT_NE(both.output.find("exit 3"), std::string::npos) << both.output;
}

TEST_F(Cli, BadUsageNamesTheWordAndExitsWithTwo) {
    EXPECT_EQ(tally("nonsense").exit_code, 2);
    EXPECT_EQ(tally("init").exit_code, 2);
    const auto currency = tally(in_store("init") + " --origin a.example --currency XYZ --time-zone UTC");
    EXPECT_EQ(currency.exit_code, 2);
    EXPECT_NE(currency.output.find("--currency: 'XYZ'"), std::string::npos) << currency.output;
    for (const auto& [origin, zone, named] :
         {std::array{"a.example", "Mars/Olympus", "--time-zone: "}, std::array{"a.example", "../etc", "--time-zone: "},
          std::array{"https://a.example", "UTC", "--origin: "}, std::array{"a+b", "UTC", "--origin: "}}) {
        const auto wrong = tally(in_store("init") + " --currency USD --origin " + origin + " --time-zone " + zone);
        EXPECT_EQ(wrong.exit_code, 2) << wrong.output;
        EXPECT_NE(wrong.output.find(named), std::string::npos) << wrong.output;
    }
    EXPECT_TRUE(fs::is_empty(directory_.path())) << "nothing half done";
    make_example();
    EXPECT_EQ(tally(in_store("show nothing 1")).exit_code, 2);
    EXPECT_EQ(tally(in_store("show balance 1") + " --as-of yesterday").exit_code, 2);
    EXPECT_EQ(tally(in_store("show balance 99")).exit_code, 1);
}

TEST_F(Cli, WhatDoesNotApplyIsRefused) {
    make_example();
    const std::string long_id(65, 'a');
    for (const auto& [command, code, words] : std::vector<std::tuple<std::string, int, std::string>>{
             {"show balance " + long_id + " --as-of 5", 2, "cannot be an id"},
             {"show person " + long_id + " --as-of 5", 2, "cannot be an id"},
             {"show premise 'a b'", 2, "cannot be an id"},
             {"show calendar " + long_id, 2, "cannot be a code"},
             {"replay --account " + long_id, 2, "cannot be an id"},
             {"replay --to -1", 2, "digits only"},
             {"events --stream account/" + long_id, 2, "--stream"},
             {"events --from -1", 2, "digits only"},
             {"events --from 99999999", 1, "past the end of the log"},
             {"events --stream account/1 --from 99999999", 1, "give a version below"},
             {"events --type payment.past", 2, "is not a type of event"},
             {"events --since yesterday", 2, "is not an instant"},
             {"bill --date 2022-01-05 --cycle " + long_id, 2, "cannot be a code"},
             {"show usage SP-1 --channel nope", 1, "has no channel 'nope': give one of 1"},
             {"show balance 1 --channel 1", 2, "--channel: balance has no channel"},
             {"show totals --intervals", 2, "--intervals: totals has no intervals"},
             {"export hledger --json", 2, "--json"},
             {"export gl", 2, "gl: give --period DAY, the first day of an accounting period"},
             {"export gl --period 2022-01-01 --to 2022-01-31", 2, "gl takes --period DAY"},
             {"export gl --period soon", 2, "--period"},
             {"export gl --period 2022-01-05", 1, "no accounting period begins on 2022-01-05: give the first day"},
             {"export csv --period 2022-01-01", 2, "--period is for the format gl only: give --from and --to for csv"},
             {"show gl-extract 2022-01-05", 1, "no accounting period begins on 2022-01-05: give the first day"},
             {"show gl-extract soon", 2, "soon"}}) {
        const auto ran = tally(in_store(command));
        EXPECT_EQ(ran.exit_code, code) << command << "\n" << ran.output;
        EXPECT_NE(ran.output.find(words), std::string::npos) << command << "\n" << ran.output;
    }
}

TEST_F(Cli, ASlipOfTheKeyboardIsAnsweredWithWhatWasMeant) {
    for (const auto& [command, words] : std::vector<std::pair<std::string, std::string>>{
             {"shw balance 1", "'shw' is not a command: did you mean 'show'?"},
             {"evnets", "did you mean 'events'?"},
             {"quite-another-thing", "`tally --help` lists them"},
             {"show balance 1 --store x --as_of 5", "did you mean '--as-of'?"},
             {"show balance 1 -s x", "did you mean '--store'?"},
             {"--verson", "did you mean '--version'?"}}) {
        const auto ran = tally(command);
        EXPECT_EQ(ran.exit_code, 2) << command;
        EXPECT_NE(ran.output.find(words), std::string::npos) << command << "\n" << ran.output;
    }
    const auto version = tally("--version");
    EXPECT_EQ(version.exit_code, 0);
    EXPECT_EQ(version.output.find("tally 0.1.0"), 0u) << version.output;
}

TEST_F(Cli, UnderJsonAnErrorIsAProblemObject) {
    make_example();
    const auto none = tally(in_store("show balance 99") + " --json");
    EXPECT_EQ(none.exit_code, 1);
    EXPECT_EQ(none.output, R"({"type":"urn:tallystick:problem:not_found","title":"Refused",)"
                           R"("detail":"there is no account 99: a search finds ids","field":"id"})"
                           "\n");
    const auto usage = tally("shw --json");
    EXPECT_EQ(usage.output.find(R"({"type":"urn:tallystick:problem:bad_usage",)"), 0u) << usage.output;
    const auto from_environment =
        run("TALLY_STORE=" + store_ + " " + std::string{TALLY_PROGRAM} + " show trial-balance");
    EXPECT_EQ(from_environment.exit_code, 0) << from_environment.output;
}

TEST_F(Cli, BashCompletesCommandsOptionsQuestionsAndValues) {
    const auto script = (directory_.path() / "tally.bash").string();
    ASSERT_EQ(run(std::string{TALLY_PROGRAM} + " completion bash > " + script).exit_code, 0);
    const auto completed = [&](const std::string& words, int at) {
        return run("bash -c 'source " + script + "; COMP_WORDS=(" + words + "); COMP_CWORD=" + std::to_string(at) +
                   "; _tally; echo \"${COMPREPLY[*]}\"'")
            .output;
    };
    EXPECT_EQ(completed("tally sho", 1), "show\n");
    EXPECT_EQ(completed("tally show bal", 2), "balance\n");
    EXPECT_EQ(completed("tally show balance 1 --eff", 4), "--effective\n");
    EXPECT_EQ(completed("tally describe com", 2), "commands\n");
    EXPECT_EQ(completed("tally show --log-level de", 3), "debug\n");
    EXPECT_EQ(completed("tally search --act", 2), "\n") << "a search writes nothing";
    EXPECT_EQ(completed("tally apply --act", 2), "--actor\n");
    EXPECT_EQ(run("bash -c 'source " + script + "; complete -p tally'").output,
              "complete -o default -F _tally tally\n");
}

TEST_F(Cli, EachCommandHasAManualPageWithAllItsOptions) {
    const auto pages = directory_.path() / "man1";
    const auto written = tally("man " + pages.string());
    ASSERT_EQ(written.exit_code, 0) << written.output;
    const auto page_of = [&](const std::string& name) {
        std::ifstream file{pages / (name + ".1")};
        return std::string{std::istreambuf_iterator<char>{file}, {}};
    };
    const auto all = page_of("tally");
    for (const char* command : {"apply", "show", "serve", "verify", "describe"}) {
        EXPECT_NE(all.find(".B " + std::string{command} + "\n"), std::string::npos) << command;
        const auto page = page_of("tally-" + std::string{command});
        ASSERT_EQ(page.find(".TH \"TALLY\\-"), 0U) << command;
        std::istringstream help{tally(std::string{command} + " --help").output};
        std::size_t options = 0;
        for (std::string word; help >> word;) {
            if (!word.starts_with("--") || word.size() < 4) continue;
            word = word.substr(0, word.find_first_of(",:()=;"));
            std::string escaped;
            for (const char c : word) escaped += c == '-' ? "\\-" : std::string{c};
            EXPECT_NE(page.find(escaped), std::string::npos) << command << " " << word;
            ++options;
        }
        EXPECT_GT(options, 1U) << command;
    }
    // A page that another one names is there.
    const auto of_run = page_of("tally-run-write-offs");
    for (const char* words : {".B tally run write\\-offs\n", "\\-\\-days", "\\-\\-store", "tally\\-run(1)"})
        EXPECT_NE(of_run.find(words), std::string::npos) << words << "\n" << of_run;
    EXPECT_NE(of_run.find("Exit codes: 0 done"), std::string::npos);
    const auto nowhere = tally("man /dev/null/pages");
    EXPECT_EQ(nowhere.exit_code, 3);
    EXPECT_NE(nowhere.output.find("/dev/null/pages cannot be made"), std::string::npos) << nowhere.output;
}

TEST_F(Cli, OnlyCommandsThatWriteTakeAnActor) {
    for (const char* command : {"apply", "bill", "import", "init", "demo", "send", "serve"})
        EXPECT_NE(tally(std::string{command} + " --help").output.find("--actor"), std::string::npos) << command;
    for (const char* command : {"show", "search", "events", "replay", "rebuild", "compact", "verify", "checkpoint",
                                "compare", "export", "feed", "describe"})
        EXPECT_EQ(tally(std::string{command} + " --help").output.find("--actor"), std::string::npos) << command;
}

TEST_F(Cli, ADateThatExistsIsNeverCalledOneThatDoesNot) {
    make_example();
    const auto bill = [&](const std::string& day) { return tally(in_store("bill") + " --cycle M01 --date " + day); };
    const auto late = bill("9999-12-31");
    EXPECT_EQ(late.exit_code, 2);
    EXPECT_NE(late.output.find("'9999-12-31' is out of the range of dates that the ledger takes: give 1900-01-01 to "
                               "2999-12-31"),
              std::string::npos)
        << late.output;
    EXPECT_NE(bill("2023-02-29").output.find("is not a date that exists"), std::string::npos);
    EXPECT_NE(bill("tomorrow").output.find("'tomorrow' is not a date: give one such as 2022-01-05"), std::string::npos);
    const auto since = tally(in_store("events") + " --since 9999-12-31T00:00:00Z").output;
    EXPECT_NE(since.find("is out of the range of instants"), std::string::npos) << since;
}

TEST_F(Cli, TheDigestOfControlTotalsIsDescribedSoThatItCanBeComputed) {
    const auto described = tally("describe digest");
    EXPECT_EQ(described.exit_code, 0);
    for (const char* word : {"posting_id", "0x09", "SHA-256", "2^256", "smallest unit", "ce_feeddigest", "0x00"})
        EXPECT_NE(described.output.find(word), std::string::npos) << word;
}

TEST_F(Cli, EventsShowWhoAndWhyAndAreChosenByIt) {
    make_example();
    ASSERT_EQ(
        tally(
            in_store("apply") + " --actor csr:ines " +
            write_lines(
                R"({"type":"payment.post","command_id":"p1","reason":"cheque in the post","received_on":"2022-01-20","tenders":[{"amount":"100.00"}],"shares":[{"account":"1"}]})"))
            .exit_code,
        0);
    const auto lines = [](const std::string& text) { return std::count(text.begin(), text.end(), '\n'); };
    const auto all = tally(in_store("events")).output;
    const auto hers = tally(in_store("events --by csr:ines"));
    EXPECT_NE(hers.output.find(R"(  by csr:ines, command p1, reason "cheque in the post"  )"), std::string::npos)
        << hers.output;
    EXPECT_GT(lines(hers.output), 0);
    EXPECT_LT(lines(hers.output), lines(all));
    EXPECT_EQ(tally(in_store("events --reason cheque")).output, hers.output);
    EXPECT_EQ(tally(in_store("events --type payment --by csr:ines")).output,
              tally(in_store("events --type payment")).output);
    EXPECT_EQ(tally(in_store("events --until 2000-01-01T00:00:00Z")).output, "");
    EXPECT_EQ(tally(in_store("events --since 2000-01-01T00:00:00Z")).output, all);
}

TEST_F(Cli, AnInitThatIsKilledLeavesNothingInTheWayOfTheNextOne) {
    const std::string init = in_store("init") + " --origin a.example --currency USD --time-zone UTC";
    for (int wait_ms : {5, 20, 40, 60, 90, 130, 180}) {
        const auto seconds = std::to_string(wait_ms / 1000.0);
        (void)run("timeout -s KILL " + seconds + " " + TALLY_PROGRAM + " " + init);
        // Either all of it is there or nothing is.
        if (fs::exists(store_)) {
            EXPECT_EQ(tally(in_store("verify")).exit_code, 0) << wait_ms;
            fs::remove_all(store_);
        }
    }
    const auto made = tally(init);
    EXPECT_EQ(made.exit_code, 0) << made.output;
    EXPECT_FALSE(fs::exists(store_ + ".unfinished"));
    EXPECT_EQ(tally(in_store("verify")).exit_code, 0);
    const auto again = tally(init);
    EXPECT_EQ(again.exit_code, 2) << again.output;
    EXPECT_NE(again.output.find("holds a store already"), std::string::npos) << again.output;
    std::ofstream(directory_.path() / "other") << "not a directory";
    EXPECT_EQ(tally("init --origin a.example --currency USD --time-zone UTC --store " +
                    (directory_.path() / "other").string())
                  .exit_code,
              2);
}

TEST_F(Cli, ADemoOfAFewAccountsVerifiesAndItsJournalBalances) {
    const auto made = tally(in_store("demo") + " --accounts 40 --months 5 --seed 3");
    ASSERT_EQ(made.exit_code, 0) << made.output;
    EXPECT_NE(made.output.find("agree"), std::string::npos) << made.output;
    // Each question that it suggests has an answer.
    std::size_t suggested = 0;
    for (auto at = made.output.find("tally show"); at != std::string::npos;
         at = made.output.find("tally show", at + 1), ++suggested) {
        const auto question = made.output.substr(at + 6, made.output.find('\n', at) - at - 6);
        const auto answer = tally(question);
        EXPECT_EQ(answer.exit_code, 0) << question << "\n" << answer.output;
    }
    EXPECT_GE(suggested, 6u) << made.output;
    const auto month = tally(in_store("export gl --period 2021-03-01"));
    EXPECT_EQ(month.exit_code, 0) << month.output;
    EXPECT_NE(month.output.find("\r\n2021-03-01,2021-03-31,"), std::string::npos) << month.output;
    if (std::system("command -v hledger >/dev/null") != 0)
        GTEST_SKIP() << "hledger is not installed: the journal is not checked";
    const auto checked = run(std::string{TALLY_PROGRAM} + " " + in_store("export hledger") + " | hledger -f - check");
    EXPECT_EQ(checked.exit_code, 0) << checked.output;
}

TEST_F(Cli, TheDemosCommandsMakeTheSameBalancesInAnotherStore) {
    const auto commands = (directory_.path() / "commands.jsonl").string();
    const auto other = (directory_.path() / "other").string();
    const auto made = tally(in_store("demo") + " --accounts 30 --months 3 --commands " + commands);
    ASSERT_EQ(made.exit_code, 0) << made.output;
    const auto fresh = tally("init --simulated-time --origin demo.example/gas --currency USD --time-zone " +
                             std::string{"America/New_York --store "} + other);
    ASSERT_EQ(fresh.exit_code, 0) << fresh.output;
    const auto applied = tally("apply --json --store " + other + " " + commands);
    EXPECT_EQ(applied.output.find("unreadable"), std::string::npos) << applied.output;
    const auto balances = [](const std::string& answer) { return answer.substr(answer.find("\"financial_events\"")); };
    const auto ours = tally(in_store("replay") + " --json");
    ASSERT_EQ(ours.exit_code, 0) << ours.output;
    EXPECT_EQ(balances(tally("replay --json --store " + other).output), balances(ours.output));
    EXPECT_EQ(tally("demo --store " + other + "-2 --commands /proc/nowhere").exit_code, 2);
}

TEST_F(Cli, DescribesWhatIsNamedAlone) {
    const auto command = tally("describe commands payment.post");
    EXPECT_EQ(command.exit_code, 0);
    EXPECT_EQ(command.output.find("payment.post"), 0u) << command.output;
    EXPECT_NE(command.output.find("Example: {\"type\":\"payment.post\""), std::string::npos);
    EXPECT_EQ(command.output.find("payment.cancel"), std::string::npos);
    EXPECT_NE(tally("describe commands payment.post --json").output.find("payment.post"), std::string::npos);
    const auto event = tally("describe events account.payment_posted");
    EXPECT_NE(event.output.find("\naccount.payment_posted, version"), std::string::npos) << event.output;
    EXPECT_EQ(event.output.find("\naccount.payment_cancelled, version"), std::string::npos);
    const auto query = tally("describe queries balance");
    EXPECT_NE(query.output.find("\nbalance\n"), std::string::npos) << query.output;
    const auto mistyped = tally("describe commands payment.pots");
    EXPECT_EQ(mistyped.exit_code, 2);
    EXPECT_NE(mistyped.output.find("did you mean payment.post?"), std::string::npos) << mistyped.output;
    EXPECT_EQ(tally("describe metrics payment.post").exit_code, 2);
}

TEST_F(Cli, DescribesEachRejectionWithItsCure) {
    const auto all = tally("describe rejections");
    EXPECT_EQ(all.exit_code, 0);
    std::size_t cures = 0;
    for (auto at = all.output.find("    Cure: "); at != std::string::npos; at = all.output.find("    Cure: ", at + 1))
        ++cures;
    EXPECT_EQ(cures, enum_names(domain::Rejection{}).size());
    EXPECT_EQ(
        tally("describe rejections deposit_over_held").output,
        "deposit_over_held\n    More is taken from the deposit than is held.\n    Cure: Take what is held or less.\n");
    EXPECT_EQ(
        tally("describe rejections deposit_over_held --json").output,
        R"({"rejections":[{"rejection":"deposit_over_held","meaning":"More is taken from the deposit than is held.",)"
        R"("cure":"Take what is held or less."}]})"
        "\n");
}

TEST_F(Cli, DescribeWritesTheFeedsContractAsItIsCommitted) {
    const auto folder = (directory_.path() / "contract").string();
    EXPECT_EQ(tally("describe feeds --schemas " + folder).exit_code, 0);
    const auto compared = run("diff -r " + folder + " " + source + "/consumers/feed/contract/1.4");
    EXPECT_EQ(compared.exit_code, 0) << compared.output;
    const auto text = tally("describe feeds");
    EXPECT_NE(text.output.find("tally.invoices.charge_reversed"), std::string::npos) << text.output;
    EXPECT_NE(tally("describe feeds --asyncapi").output.find("\"asyncapi\": \"3.0.0\""), std::string::npos);
    EXPECT_EQ(tally("describe events --asyncapi").exit_code, 2);
    EXPECT_EQ(tally("describe feeds --schemas /proc/nowhere").exit_code, 3);
}

TEST_F(Cli, WhatAFeedCannotBeginWithIsBadUsage) {
    make_example();
    const auto file = (directory_.path() / "kafka.toml").string();
    const auto expect_bad_usage = [&](const std::string& arguments, const std::string& words) {
        const auto ran = tally(arguments);
        EXPECT_EQ(ran.exit_code, 2) << arguments << "\n" << ran.output;
        EXPECT_NE(ran.output.find(words), std::string::npos) << arguments << "\n" << ran.output;
    };
    expect_bad_usage(in_store("feed invoices"), "--kafka");
    expect_bad_usage(in_store("feed invoices") + " --kafka " + file, "cannot be read");
    std::ofstream(file) << "[kafka]\nbootstrap.servers = \"127.0.0.1:1\"\nsasl.password = \"open sesame\"\n";
    expect_bad_usage(in_store("feed invoices") + " --kafka " + file, "sasl.password.file");
    EXPECT_EQ(tally(in_store("feed invoices") + " --kafka " + file).output.find("sesame"), std::string::npos);
    std::ofstream(file) << "[kafka]\nbootstrap.servers = \"127.0.0.1:1\"\n";
    expect_bad_usage(in_store("feed rumours") + " --kafka " + file, "rumours");
    expect_bad_usage(in_store("feed") + " --kafka " + file, "which feed?");
    expect_bad_usage("feed invoices --kafka " + file, "--store");
    expect_bad_usage("intake --kafka " + file, "--store");
    expect_bad_usage(in_store("intake") + " --partition 7 --kafka " + file, "divisions = 1");
}

}  // namespace
}  // namespace tally::tests
