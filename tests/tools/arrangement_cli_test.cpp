// Payment arrangements as people meet them: asked for, shown and looked at by `tally`.

#include <chrono>
#include <gmock/gmock.h>

#include "domain/core/date.h"
#include "tests/tools/cli_fixture.h"

namespace tally::tests {
namespace {

using testing::HasSubstr;

// The day in UTC; that of the example's utility is the same or the one before.
std::string day_from_now(int days) {
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    const auto today = std::chrono::duration_cast<std::chrono::hours>(since).count() / 24;
    return domain::to_string(domain::Date{static_cast<std::int32_t>(today)} + days);
}

class ArrangementCli : public CliFixture {
  protected:
    // Account 1 owes 90.00, which it may pay in instalments.
    void owe_ninety() {
        make_example();
        const auto applied = tally(
            in_store("apply") + " " +
            write_lines(
                R"({"type":"settings.define_arrangement_policy","command_id":"ap","row":{"code":"RES","description":"Instalments","instalments_max":6,"grace_days":5,"notice_days":10}})"
                "\n"
                R"({"type":"adjustment.request","command_id":"a1","account":"1","adjustment_type":"FIELD-FEE","amount":"90.00"})"
                "\n"));
        ASSERT_EQ(applied.exit_code, 0) << applied.output;
    }
    auto apply(const std::string& line) { return tally(in_store("apply") + " " + write_lines(line + "\n")); }
};

TEST_F(ArrangementCli, G12_IsShownWithWhatIsOwedAndWhatIsAsked) {
    owe_ninety();
    const auto granted = apply(
        R"({"type":"arrangement.request","command_id":"r1","account":"1","number_of_instalments":3,"first_due_on":")" +
        day_from_now(5) + R"("})");
    EXPECT_EQ(granted.exit_code, 0) << granted.output;
    EXPECT_THAT(granted.output, HasSubstr("1-PA1"));
    const auto shown = tally(in_store("show arrangements 1"));
    EXPECT_EQ(shown.exit_code, 0) << shown.output;
    EXPECT_THAT(shown.output, HasSubstr("arrangement: USD 30.00"));
    EXPECT_THAT(shown.output, HasSubstr("1-IN1"));
    EXPECT_THAT(shown.output, HasSubstr("to come"));
    EXPECT_EQ(tally(in_store("explain balance 1")).exit_code, 0);
    EXPECT_EQ(tally(in_store("verify")).exit_code, 0);
}

TEST_F(ArrangementCli, G12_TheRunOfADayIsToldInNumbers) {
    owe_ninety();
    apply(
        R"({"type":"arrangement.request","command_id":"r1","account":"1","number_of_instalments":3,"first_due_on":")" +
        day_from_now(40) + R"("})");
    const auto run = tally(in_store("run arrangements") + " --date " + day_from_now(-2));
    EXPECT_EQ(run.exit_code, 0) << run.output;
    EXPECT_THAT(run.output, HasSubstr("1 account looked at, 0 with something to do"));
}

TEST_F(ArrangementCli, G12_WhatCannotBeIsRefusedByName) {
    owe_ninety();
    const auto refused = apply(
        R"({"type":"arrangement.request","command_id":"r1","account":"1","amount":"90.01","number_of_instalments":3,"first_due_on":")" +
        day_from_now(5) + R"("})");
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_THAT(refused.output, HasSubstr("arrangement_exceeds_debt"));
    EXPECT_THAT(refused.output, HasSubstr("90.00"));
    EXPECT_EQ(tally(in_store("show arrangements 99")).exit_code, 1);
    EXPECT_EQ(tally(in_store("run arrangements") + " --date 2022-13-31").exit_code, 2);
}

}  // namespace
}  // namespace tally::tests
