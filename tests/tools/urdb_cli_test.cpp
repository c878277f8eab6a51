// tally import urdb: a file of tariffs is published whole, once, and can be billed by; or nothing of it is.

#include <gmock/gmock.h>

#include "tests/tools/cli_fixture.h"

namespace tally::tests {
namespace {

using testing::HasSubstr;
using testing::Not;

class UrdbCli : public CliFixture {
  protected:
    void make_utility() {
        ASSERT_EQ(tally(in_store("init") + " --origin ledger.example/power --currency USD --time-zone UTC").exit_code,
                  0);
        const auto made = tally(
            in_store("apply") + " " +
            write_lines(
                R"({"type":"settings.define_service","command_id":"s","row":{"code":"power","description":"Electricity"}})"
                "\n"));
        ASSERT_EQ(made.exit_code, 0) << made.output;
    }
    [[nodiscard]] std::string write(const std::string& name, const std::string& text) const {
        const auto path = (directory_.path() / name).string();
        std::ofstream{path} << text;
        return path;
    }
    [[nodiscard]] Ran import(const std::string& rest) const {
        return tally(in_store("import") + " urdb --service power " + rest);
    }
};

const std::string small_tariff =
    R"({"items":[{"label":"539f6a23","name":"Small commercial","startdate":1704067200,"fixedchargefirstmeter":9,)"
    R"("fixedchargeunits":"$/month","energyratestructure":[[{"max":500,"rate":0.1},{"rate":0.08,"adj":0.0025}]],)"
    R"("description":"Taxes are extra."}]})";

TEST_F(UrdbCli, AFileIsPublishedOnceAndTheSecondTimeNothingIs) {
    make_utility();
    const auto file = write("small.json", small_tariff);
    const auto ran = import(file);
    EXPECT_EQ(ran.exit_code, 0) << ran.output;
    EXPECT_THAT(ran.output,
                HasSubstr("small.json: 1 tariff.\n  1 published, 0 published before, 0 unchanged, 0 refused.\n"
                          "  539f6a23 from 2024-01-01\n"));
    EXPECT_THAT(ran.output, HasSubstr("items[0].description: Taxes are extra."));
    const auto shown = tally(in_store("show") + " tariff 539f6a23 --json").output;
    EXPECT_THAT(shown, HasSubstr("0.0825"));
    const auto events = tally(in_store("events")).output;
    EXPECT_THAT(import(file).output, HasSubstr("0 published, 1 published before, 0 unchanged, 0 refused"));
    // So does another file with the same prices.
    EXPECT_THAT(import("--effective-from 2024-01-01 " + write("again.json", small_tariff)).output,
                HasSubstr("0 published, 1 published before"));
    EXPECT_EQ(tally(in_store("events")).output, events);
    // Other prices from the same day are refused by the ledger, and a later version is published.
    const auto dearer = write("dearer.json", R"({"fixedmonthlycharge":12,"energyratestructure":[[{"rate":0.2}]]})");
    const auto refused = import("--tariff 539f6a23 --effective-from 2024-01-01 " + dearer);
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_THAT(refused.output, HasSubstr("tariff_version_exists"));
    EXPECT_EQ(import("--tariff 539f6a23 --effective-from 2025-01-01 " + dearer).exit_code, 0);
    EXPECT_EQ(tally(in_store("verify")).exit_code, 0);
}

TEST_F(UrdbCli, WhatWasWithdrawnIsPublishedAgain) {
    make_utility();
    const std::string from = "--tariff E --effective-from ";
    const auto file = write("small.json", small_tariff);
    EXPECT_EQ(import(from + "2024-01-01 " + file).exit_code, 0);
    // Far enough ahead that no bill can have used it.
    const auto next = run("date -u -d '+200 days' +%F").output.substr(0, 10);
    const auto dearer = write("dearer.json", R"({"fixedmonthlycharge":12,"energyratestructure":[[{"rate":0.2}]]})");
    EXPECT_THAT(import(from + next + " " + dearer).output, HasSubstr("1 published"));
    const auto withdrawn =
        tally(in_store("apply") + " " +
              write_lines(R"({"type":"tariff.withdraw_version","command_id":"w","tariff":"E","version":2})"
                          "\n"));
    ASSERT_EQ(withdrawn.exit_code, 0) << withdrawn.output;
    EXPECT_THAT(import(from + next + " " + dearer).output, HasSubstr("1 published, 0 published before"));
    EXPECT_THAT(import(from + next + " " + dearer).output, HasSubstr("0 published, 1 published before"));
}

TEST_F(UrdbCli, FindingsAreListedAndNothingIsPublished) {
    make_utility();
    const auto file = write("net.json", R"({"label":"n","startdate":0,"dgrules":"Net Metering","annualmincharge":12,
        "energyratestructure":[[{"rate":0.123456789,"sell":0.03}]]})");
    const auto ran = import("--effective-from 2024-01-01 " + file);
    EXPECT_EQ(ran.exit_code, 1);
    for (const auto* finding :
         {"net.json: dgrules: it is not said which channels count what customers send back; name each with "
          "--returned-channel, such as 2.8.0, or leave the rule out with --ignore dgrules",
          "net.json: energyratestructure[0][0].sell: under Net Metering",
          "net.json: energyratestructure[0][0].rate (0.123456789): it has more than eight decimals",
          "net.json: nothing is published: 3 findings."})
        EXPECT_THAT(ran.output, HasSubstr(finding));
    EXPECT_THAT(tally(in_store("show") + " tariffs").output, Not(HasSubstr("Net")));
    const std::string cured =
        "--effective-from 2024-01-01 --price-decimals 6 --returned-channel OUT --year-ends 03-31 --ignore sell ";
    EXPECT_EQ(import(cured + file).exit_code, 0);
    const auto json = import("--json " + file);
    EXPECT_THAT(json.output, HasSubstr(R"("findings":3,"found":[{"path":"energyratestructure[0][0].rate",)"));
    EXPECT_THAT(import(write("cut.json", "{\"label\":")).output,
                HasSubstr("cut.json, line 1, column 10: it is not JSON"));
    EXPECT_EQ(import("/nonexistent.json").exit_code, 2);
    EXPECT_EQ(tally(in_store("import") + " urdb " + file).exit_code, 2);
    for (const auto* wrong :
         {"--tiers sideways ", "--price-decimals 9 ", "--effective-from 2024-02-30 ", "--tariff 'a b' ",
          "--year-ends 02-30 ", "--returned-channel 'a b' ", "--service-point SP-1 ", "--clock nem ", "--unit kWh "})
        EXPECT_EQ(import(wrong + file).exit_code, 2) << wrong;
    EXPECT_EQ(tally(in_store("import") + " nem12 --tiers by_share " + file).exit_code, 2);
    EXPECT_EQ(tally(in_store("import") + " greenbutton --service-point S --print " + file).exit_code, 2);
}

TEST_F(UrdbCli, CommandsArePrintedWithoutAStoreAndAreTheOnesThatAreSent) {
    const auto file = write("small.json", small_tariff);
    const auto printed = tally("import urdb --service power --print " + file);
    EXPECT_EQ(printed.exit_code, 0) << printed.output;
    EXPECT_THAT(printed.output, testing::StartsWith(R"({"type":"tariff.publish","command_id":"urdb-)"));
    make_utility();
    ASSERT_EQ(tally(in_store("apply") + " " + write_lines(printed.output)).exit_code, 0);
    EXPECT_THAT(import(file).output, HasSubstr("0 published, 1 published before"));
    EXPECT_EQ(tally("import urdb --service power --print " + write("bad.json", R"({"label":"a"})")).exit_code, 1);
}

// Thirty days of 1 kWh an hour: 360 kWh on each side of noon.
TEST_F(UrdbCli, AnImportedTariffBillsACustomer) {
    make_example();
    std::string half_days = "[";
    for (int month = 0; month < 12; ++month) {
        half_days += month == 0 ? "[" : ",[";
        for (int hour = 0; hour < 24; ++hour) half_days += std::string(hour == 0 ? "" : ",") + (hour < 12 ? "0" : "1");
        half_days += "]";
    }
    half_days += "]";
    const auto file = write("noon.json", R"({"label":"E-NOON","startdate":1609459200,"fixedmonthlycharge":9,
        "energyratestructure":[[{"rate":0.1}],[{"rate":0.3}]],"flatdemandstructure":[[{"rate":7}]],
        "energyweekdayschedule":)" + half_days +
                                             R"(,"energyweekendschedule":)" + half_days + "}");
    std::string commands =
        R"({"type":"settings.define_service","command_id":"s","row":{"code":"power","description":"Electricity"}}
{"type":"settings.define_gl_account","command_id":"gl","row":{"role":"revenue","qualifier":"power","gl_account":"4030","description":"Electricity revenue"}}
)";
    ASSERT_EQ(tally(in_store("apply") + " " + write_lines(commands)).exit_code, 0);
    const auto ran = import(file);
    ASSERT_EQ(ran.exit_code, 0) << ran.output;
    commands =
        R"({"type":"settings.define_sa_type","command_id":"sa","row":{"code":"E-NOON","description":"Electricity","service":"power","default_tariff":"E-NOON","pay_priority":10}}
{"type":"customer.set_up","command_id":"c","new_person":{"name":{"first":"Ben","last":"Noon"},"addresses":[{"address_id":"home","kind":"mailing","address":{"country":"US","address1":"1 Hill","city":"Albany","state":"NY","postal":"12207"}}]},"account":{"account":"E1","customer_class":"RES","bill_cycle":"M01","opened_on":"2021-12-06"},"new_location":{"premise":"L-E","address":{"country":"US","address1":"1 Hill","city":"Albany","state":"NY","postal":"12207"}},"new_service_points":[{"service_point":"SP-E","service":"power"}],"new_meters":[{"service_point":"SP-E","meter":"M-E","installed_on":"2021-12-06","registers":[{"channel":"1","unit":"kWh","kind":"consumptive","decimals":3}]}],"services":[{"sa_type":"E-NOON","service_point":"SP-E","start_on":"2021-12-06"}]}
)";
    std::string values = "\"1\"";
    for (int hour = 1; hour < 24; ++hour) values += ",\"1\"";
    for (int day = 0; day < 30; ++day) {
        const auto date = day < 26 ? "2021-12-" + std::string(day < 4 ? "0" : "") + std::to_string(day + 6)
                                   : "2022-01-0" + std::to_string(day - 25);
        commands += R"({"type":"premise.record_interval_day","command_id":"d)" + std::to_string(day) +
                    R"(","service_point":"SP-E","channel":"1","date":")" + date +
                    R"(","interval_minutes":60,"values":[)" + values + "]}\n";
    }
    const auto applied = tally(in_store("apply") + " " + write_lines(commands));
    ASSERT_EQ(applied.exit_code, 0) << applied.output;
    const auto billed = tally(in_store("bill") + " --cycle M01 --date 2022-01-05");
    EXPECT_EQ(billed.exit_code, 0) << billed.output;
    // 9.00 + 360 x 0.1 + 360 x 0.3 + 1 kW x 7.
    const auto balance = tally(in_store("show") + " balance E1");
    EXPECT_THAT(balance.output, HasSubstr("160.00")) << billed.output;
    EXPECT_EQ(tally(in_store("verify")).exit_code, 0);
}

}  // namespace
}  // namespace tally::tests
