// tally show intervals: from a year by month down to the values of a day.

#include <gmock/gmock.h>

#include "tests/tools/cli_fixture.h"

namespace tally::tests {
namespace {

using testing::HasSubstr;
using testing::Not;

class IntervalCli : public CliFixture {
  protected:
    // Service point SP-7 in New York, whose meter reports kWh on channel 1, by half hours.
    void SetUp() override {
        CliFixture::SetUp();
        ASSERT_EQ(tally(in_store("init") + " --origin ledger.example/p --currency USD --time-zone America/New_York")
                      .exit_code,
                  0);
        apply(
            R"({"type":"settings.define_country","command_id":"c","row":{"code":"US","name":"US"}}
{"type":"settings.define_service","command_id":"s","row":{"code":"power","description":"Electricity"}}
{"type":"premise.add_location","command_id":"l","premise":"L-7","address":{"country":"US","address1":"1 Hill"}}
{"type":"premise.add_service_point","command_id":"p","premise":"L-7","service_point":"SP-7","service":"power"}
{"type":"premise.install_meter","command_id":"m","service_point":"SP-7","meter":"M-7","installed_on":"2022-01-01","registers":[{"channel":"1","unit":"kWh","kind":"consumptive","decimals":3},{"channel":"2","unit":"kWh","kind":"consumptive","decimals":3}]}
)");
    }
    void apply(const std::string& lines) const {
        const auto ran = tally(in_store("apply") + " " + write_lines(lines));
        ASSERT_EQ(ran.exit_code, 0) << ran.output;
    }
    // `count` values of 0.5, that at `place` (from 1) of `value`, which is an estimate.
    [[nodiscard]] static std::string day(const std::string& date, int count, int place, const std::string& value,
                                         const std::string& id = {}) {
        std::string values;
        for (int i = 1; i <= count; ++i) values += (i > 1 ? ",\"" : "\"") + (i == place ? value : "0.5") + "\"";
        return R"({"type":"premise.record_interval_day","command_id":"d-)" + date + id +
               R"(","service_point":"SP-7","channel":"1","date":")" + date + R"(","interval_minutes":30,"values":[)" +
               values + R"(],"qualities":[{"first":)" + std::to_string(place) + R"(,"last":)" + std::to_string(place) +
               R"(,"quality":"estimated"}]})" + "\n";
    }
    [[nodiscard]] Ran intervals(const std::string& rest) const {
        return tally(in_store("show intervals SP-7") + " " + rest);
    }
};

TEST_F(IntervalCli, C15_AYearIsShownByMonthAMonthByDayADayByItsValues) {
    // 2022-01-31 is a Monday, 2022-03-05 a Saturday.
    apply(day("2022-01-31", 48, 35, "4") + day("2022-02-01", 48, 1, "1.5") + day("2022-03-05", 48, 48, "3"));
    const auto year = intervals("--json");
    ASSERT_EQ(year.exit_code, 0) << year.output;
    EXPECT_THAT(
        year.output,
        HasSubstr(
            R"("channel":"1","unit":"kWh","channels":["1"],"first_held":"2022-01-31","last_held":"2022-03-05","step":"day")"))
        << "34 days are shown by day";
    EXPECT_THAT(
        year.output,
        HasSubstr(
            R"("total":{"from":"2022-01-31","until":"2022-03-06","days":3,"days_missing":31,"quantity":"79","peak":"8","peak_on":"2022-01-31","peak_at":"17:00","quality":"estimated","estimated":3})"));
    // 23.5 + 1.5 at midnight, of two workdays: (0.5 + 0.5 + 1.5 + 0.5) ÷ 2.
    EXPECT_THAT(
        year.output,
        HasSubstr(R"("shape":[{"hour":0,"workday":"1.5","weekend":"1"},{"hour":1,"workday":"1","weekend":"1"})"));
    EXPECT_THAT(year.output, HasSubstr(R"({"hour":23,"workday":"1","weekend":"3.5"}])"));
    const auto months = intervals("--from 2022-01-01 --to 2022-12-31 --json");
    EXPECT_THAT(months.output, HasSubstr(R"("step":"month")"));
    EXPECT_THAT(
        months.output,
        HasSubstr(
            R"("lines":[{"from":"2022-01-01","until":"2022-02-01","days":1,"days_missing":30,"quantity":"27.5","peak":"8","peak_on":"2022-01-31","peak_at":"17:00","quality":"estimated","estimated":1},{"from":"2022-02-01","until":"2022-03-01","days":1,"days_missing":27,"quantity":"25","peak":"3","peak_on":"2022-02-01","peak_at":"00:00")"));
    const auto one = intervals("--from 2022-03-05 --to 2022-03-05 --json");
    EXPECT_THAT(one.output, HasSubstr(R"("step":"interval")"));
    EXPECT_THAT(one.output,
                HasSubstr(R"("interval_minutes":30,"values":[{"at":"00:00","value":"0.5","quality":"actual"})"));
    EXPECT_THAT(one.output, HasSubstr(R"({"at":"23:30","value":"3","quality":"estimated"}])"));
    const auto text = intervals("--from 2022-01-01 --to 2022-12-31");
    EXPECT_EQ(text.exit_code, 0) << text.output;
    EXPECT_THAT(text.output, HasSubstr("79 kWh on 3 days, 362 missing, 3 values estimated"));
    EXPECT_THAT(text.output, HasSubstr("8 kWh/h on 2022-01-31 at 17:00"));
    EXPECT_THAT(text.output, HasSubstr("2022-02"));
}

TEST_F(IntervalCli, HoursAreThoseOfTheClockOnDaysOf23And25Hours) {
    apply(day("2022-03-13", 46, 5, "2") + day("2022-11-06", 50, 5, "2"));
    // The clock goes from 02:00 to 03:00, and in autumn from 02:00 back to 01:00.
    const auto spring = intervals("--from 2022-03-13 --to 2022-03-13 --json");
    EXPECT_THAT(
        spring.output,
        HasSubstr(
            R"({"at":"01:30","value":"0.5","quality":"actual"},{"at":"03:00","value":"2","quality":"estimated"})"));
    EXPECT_THAT(spring.output, HasSubstr(R"("peak_at":"03:00")"));
    const auto autumn = intervals("--from 2022-11-06 --to 2022-11-06 --json");
    EXPECT_THAT(
        autumn.output,
        HasSubstr(
            R"({"at":"01:30","value":"0.5","quality":"actual"},{"at":"01:00","value":"2","quality":"estimated"},{"at":"01:30")"));
    EXPECT_THAT(autumn.output, HasSubstr(R"({"hour":1,"workday":"0","weekend":"3.5"})"));
}

TEST_F(IntervalCli, TheAnswerIsTrueAsOfThenAndCorrectedNow) {
    apply(day("2022-01-31", 48, 1, "0.5"));
    const auto replay = tally(in_store("events --json")).output;
    const auto position = std::to_string(std::count(replay.begin(), replay.end(), '\n'));
    apply(day("2022-01-31", 48, 1, "2.5", "-again"));
    EXPECT_THAT(intervals("--json").output, HasSubstr(R"("quantity":"26")"));
    EXPECT_THAT(intervals("--json --as-of " + position).output, HasSubstr(R"("quantity":"24")"));
    // Values as large as a quantity can be do not end the program.
    apply(day("2022-02-01", 48, 3, "9000000000000") + day("2022-02-02", 48, 3, "9000000000000"));
    const auto large = intervals("--json");
    EXPECT_EQ(large.exit_code, 0) << large.output;
    EXPECT_THAT(large.output, HasSubstr(R"("quantity":"9223372036854.775807")"));
}

TEST_F(IntervalCli, ATariffSaysItsHours) {
    apply(
        R"({"type":"tariff.publish","command_id":"t","tariff":"E-TOU","effective_from":"2022-01-01","description":"Time of use","service":"power","normal_days":30,"components":[{"code":"off","kind":"usage","description":"Off","unit":"kWh","price":"0.10"},{"code":"peak","kind":"usage","description":"Peak","unit":"kWh","price":"0.30"},{"code":"high","kind":"demand","description":"Demand","unit":"kW","price":"7"}],"times":{"seasons":[{"season":"summer","first":"06-01","last":"09-30"},{"season":"winter","first":"10-01","last":"05-31"}],"day_types":[{"day_type":"working","days":["monday","tuesday","wednesday","thursday","friday"]},{"day_type":"free","days":["saturday","sunday","holiday"]}],"hours":[{"season":"summer","day_type":"working","from":"14:30","until":"20:00","period":"peak"},{"season":"summer","day_type":"working","from":"00:00","until":"14:30","period":"off"},{"season":"summer","day_type":"working","from":"20:00","until":"24:00","period":"off"},{"season":"summer","day_type":"free","from":"00:00","until":"24:00","period":"off"},{"season":"winter","from":"00:00","until":"24:00","period":"off"}],"components":[{"component":"off","periods":["off"]},{"component":"peak","periods":["peak"]},{"component":"high","periods":["peak"],"window_minutes":30,"minimum":"5"}]}})"
        "\n");
    const auto shown = tally(in_store("show tariff E-TOU"));
    ASSERT_EQ(shown.exit_code, 0) << shown.output;
    EXPECT_THAT(shown.output, HasSubstr("summer (06-01 to 09-30)"));
    EXPECT_THAT(shown.output, HasSubstr("working (mon tue wed thu fri)"));
    EXPECT_THAT(shown.output, HasSubstr("00:00 to 14:30  off\n"));
    EXPECT_THAT(shown.output, HasSubstr("free (sat sun hol)             00:00 to 24:00  off\n"));
    EXPECT_THAT(shown.output, HasSubstr("peak counts in peak\n"));
    EXPECT_THAT(shown.output, HasSubstr("high counts in peak, by the highest average of 30 minutes, at least 5 kW\n"));
    EXPECT_THAT(tally(in_store("show tariff E-TOU --json")).output,
                HasSubstr(R"("times":[{"tariff":"E-TOU","version":1,"times":{"seasons":[{"season":"summer")"));
}

TEST_F(IntervalCli, ATariffSaysHowItChargesDemandOfEarlierBills) {
    apply(
        R"({"type":"tariff.publish","command_id":"t","tariff":"E-LGS","effective_from":"2022-01-01","description":"Large","service":"power","normal_days":30,"components":[{"code":"energy","kind":"usage","description":"Energy","unit":"kWh","tiers":[{"up_to":"200","price":"0.12"},{"price":"0.09"}]},{"code":"high","kind":"demand","description":"Demand","unit":"kW","price":"7"}],"times":{"components":[{"component":"high","window_minutes":30}]},"demand_terms":{"hours_use":[{"component":"energy","demand":"high"}],"ratchets":[{"component":"high","share":"0.8","months_back":11,"basis":"billed","peak_months":["june","july"],"bill_months":["october"]}]}})"
        "\n");
    const auto shown = tally(in_store("show tariff E-LGS"));
    ASSERT_EQ(shown.exit_code, 0) << shown.output;
    EXPECT_THAT(shown.output, HasSubstr("energy has bounds of tiers per unit of high\n"));
    EXPECT_THAT(shown.output, HasSubstr("high is at least 80% of the highest billed demand in the 11 months before, of "
                                        "june, july, on bills of october\n"));
    EXPECT_THAT(
        tally(in_store("show tariff E-LGS --json")).output,
        HasSubstr(R"("demand_terms":[{"tariff":"E-LGS","version":1,"terms":{"hours_use":[{"component":"energy")"));
    const auto wrong = tally(
        in_store("apply") + " " +
        write_lines(
            R"({"type":"tariff.publish","command_id":"w","tariff":"E-BAD","effective_from":"2022-01-01","description":"Bad","service":"power","normal_days":30,"components":[{"code":"high","kind":"demand","description":"Demand","unit":"kW","price":"7"}],"times":{"components":[{"component":"high"}]},"demand_terms":{"ratchets":[{"component":"high","share":"1.2","months_back":11}]}})"
            "\n"));
    EXPECT_EQ(wrong.exit_code, 1) << wrong.output;
    EXPECT_THAT(wrong.output, HasSubstr("tariff_demand_invalid"));
    EXPECT_THAT(wrong.output, HasSubstr("demand_terms.ratchets[0].share"));
}

TEST_F(IntervalCli, G21_ATariffSaysWhatBecomesOfEnergyThatIsSentBack) {
    apply(
        R"({"type":"tariff.publish","command_id":"t","tariff":"E-SUN","effective_from":"2022-01-01","description":"Solar","service":"power","normal_days":30,"components":[{"code":"energy","kind":"usage","description":"Energy","unit":"kWh","price":"0.20"},{"code":"export","kind":"usage","description":"Sent back","unit":"kWh","price":"0.05"},{"code":"yearly","kind":"minimum","description":"Least","price":"60"}],"net_metering":{"rule":"banked","unit":"kWh","returned_channels":["2.8.0"],"credits":[{"component":"export"}],"true_up":"03-31"},"annual_minimums":[{"component":"yearly","year_ends":"12-31"}]})"
        "\n");
    const auto shown = tally(in_store("show tariff E-SUN"));
    ASSERT_EQ(shown.exit_code, 0) << shown.output;
    EXPECT_THAT(shown.output, HasSubstr("kWh sent back (2.8.0) is banked as far as it is above what was drawn on the "
                                        "bill, until 03-31 of each year\n"));
    EXPECT_THAT(shown.output, HasSubstr("export pays for it\n"));
    EXPECT_THAT(shown.output, HasSubstr("yearly is of a year, compared on the bill of 12-31\n"));
    EXPECT_THAT(tally(in_store("show tariff E-SUN --json")).output,
                HasSubstr(R"("year_terms":[{"tariff":"E-SUN","version":1,"net_metering":{"rule":"banked")"));
    const auto wrong = tally(
        in_store("apply") + " " +
        write_lines(
            R"({"type":"tariff.publish","command_id":"w","tariff":"E-BAD","effective_from":"2022-01-01","description":"Bad","service":"power","normal_days":30,"components":[{"code":"energy","kind":"usage","description":"Energy","unit":"kWh","price":"0.20"}],"net_metering":{"rule":"banked","unit":"kWh","returned_channels":["2.8.0"]}})"
            "\n"));
    EXPECT_EQ(wrong.exit_code, 1) << wrong.output;
    EXPECT_THAT(wrong.output, HasSubstr("tariff_year_terms_invalid"));
    EXPECT_THAT(wrong.output, HasSubstr("net_metering.true_up"));
}

TEST_F(IntervalCli, WhatCannotBeAskedIsRefused) {
    const auto none = intervals("");
    EXPECT_EQ(none.exit_code, 0) << none.output;
    EXPECT_THAT(none.output, HasSubstr("No interval values are recorded."));
    apply(day("2022-01-31", 48, 1, "0.5"));
    const auto other = intervals("--channel 2");
    EXPECT_EQ(other.exit_code, 1);
    EXPECT_THAT(other.output, HasSubstr("service point SP-7 has no interval values of channel '2': give one of 1"));
    EXPECT_EQ(tally(in_store("show intervals SP-8")).exit_code, 1);
    EXPECT_EQ(intervals("--from 2022-02-30").exit_code, 2);
    EXPECT_EQ(intervals("--from 2022-02-02 --to 2022-02-01").exit_code, 2);
    EXPECT_EQ(intervals("--intervals").exit_code, 2);
    const auto outside = intervals("--from 2030-01-01 --to 2030-01-31");
    EXPECT_EQ(outside.exit_code, 0) << outside.output;
    EXPECT_THAT(outside.output, HasSubstr("0 kWh on 0 days, 31 missing"));
    const auto wrong = tally(in_store("show balance 1 --from 2022-01-01"));
    EXPECT_EQ(wrong.exit_code, 2);
    EXPECT_THAT(wrong.output, HasSubstr("postings and intervals are"));
}

}  // namespace
}  // namespace tally::tests
