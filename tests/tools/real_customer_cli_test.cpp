// tally demo with one customer of a file that a utility published.

#include <filesystem>
#include <gmock/gmock.h>

#include "tests/tools/cli_fixture.h"

namespace tally::tests {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class RealCustomerCli : public CliFixture {
  protected:
    // Days of June 2023 of one channel: half an hour's value, in kWh, from noon until two o'clock, else nothing.
    [[nodiscard]] static std::string days(const std::string& suffix, const std::string& at_noon) {
        std::string text = "200,4001234567,E1B1," + suffix + "," + suffix + ",N1,MTR,kWh,30,\n";
        for (int day = 1; day <= 30; ++day) {
            text += "300,202306" + std::string{day < 10 ? "0" : ""} + std::to_string(day);
            for (int half_hour = 0; half_hour < 48; ++half_hour)
                text += "," + (half_hour >= 24 && half_hour < 28 ? at_noon : std::string{"0"});
            text += ",A,,,,\n";
        }
        return text;
    }
};

TEST_F(RealCustomerCli, G21_AMonthWithSolarIsBilledByTheHourAndExplained) {
    const auto file = (directory_.path() / "june.csv").string();
    std::ofstream{file} << "100,NEM12,202307010000,,RET\n" << days("E1", "0.5") << days("B1", "0.25") << "900\n";
    const auto made = tally(in_store("demo") + " --real-solar-customer " + file);
    ASSERT_EQ(made.exit_code, 0) << made.output;
    // 30 days of four half hours, all before the summer's peak at 14:00: 60 kWh drawn, 30 sent back.
    EXPECT_THAT(made.output, AllOf(HasSubstr("60 days of 1 meter from 2023-06-01 until 2023-07-01, 2,880 values"),
                                   HasSubstr("meter register E1: 2023-06-01 to 2023-06-30, 60 kWh"),
                                   HasSubstr("meter register OUT: 2023-06-01 to 2023-06-30, 30 kWh"),
                                   HasSubstr("Off-peak energy: 30 kWh × 0.09"), HasSubstr("2.70")))
        << made.output;
    EXPECT_THAT(made.output, AllOf(HasSubstr("By the hour, on average"), HasSubstr("On-peak energy (1001-B1-2): 0.00"),
                                   HasSubstr("Computed again from reads, prices and rules: it agrees."),
                                   HasSubstr("log, tree, states and projections agree")))
        << made.output;
}

TEST_F(RealCustomerCli, AFileWithoutValuesMakesNoStore) {
    const auto file = (directory_.path() / "none.csv").string();
    std::ofstream{file} << "100,NEM12,202307010000,,RET\n900\n";
    const auto made = tally(in_store("demo") + " --real-solar-customer " + file);
    EXPECT_EQ(made.exit_code, 2);
    EXPECT_THAT(made.output, HasSubstr("line 2, RecordIndicator: the file has no 200 record"));
    EXPECT_FALSE(fs::exists(store_));
    EXPECT_EQ(tally(in_store("demo") + " --real-solar-customer " + file + " --real-gas-customer " + file).exit_code, 2);
}

TEST_F(RealCustomerCli, APublishedMonthWithSolarIsBilled) {
    const auto file = source + "/../shared/data/nem12/unzipped/Example_NEM12_month_solar.csv";
    if (!fs::exists(file)) GTEST_SKIP() << "NOT TESTED: the published file is not at " << file;
    const auto made = tally(in_store("demo") + " --real-solar-customer " + file);
    ASSERT_EQ(made.exit_code, 0) << made.output;
    EXPECT_THAT(made.output, AllOf(HasSubstr("2023-03-01 to 2023-03-31, 270.738 kWh"),
                                   HasSubstr("2023-03-01 to 2023-03-31, 589.172 kWh"),
                                   HasSubstr("Drawn 59.356 kWh, sent back 108.482 kWh"),
                                   HasSubstr("Energy left in the bank: -318.434 kWh × 0.04")))
        << made.output;
}

TEST_F(RealCustomerCli, APublishedGasCustomerIsBilledForThreeYears) {
    const fs::path published = source + "/../shared/data/greenbutton/objects";
    if (!fs::exists(published)) GTEST_SKIP() << "NOT TESTED: the published files are not at " << published;
    const auto made = tally(in_store("demo") + " --real-gas-customer " + published.string() +
                            "/ngma_natural_gas_billing_billing_data_*.xml");
    ASSERT_EQ(made.exit_code, 0) << made.output;
    EXPECT_THAT(made.output, AllOf(HasSubstr("bills made"), HasSubstr("log, tree, states and projections agree")))
        << made.output;
}

}  // namespace
}  // namespace tally::tests
