#include "domain/account/receivables/due_date.h"

#include <gtest/gtest.h>

#include "tests/support/text.h"

namespace tally::test {
namespace {

using namespace domain;

SettingsState with_holidays(std::initializer_list<std::string_view> dates) {
    SettingsState settings;
    for (const auto day : dates) settings.holidays.entries.push_back({{}, Holiday{date(day), Plain{"Holiday"}}, 0});
    return settings;
}

void expect(const DueDate& due, std::string_view day, DueDateRule rule) {
    EXPECT_EQ(to_string(due.date), day);
    EXPECT_EQ(name_of(due.rule), name_of(rule));
}

TEST(DueDate, IsTheClassesDaysAfterTheBillDate) {
    // 2023-05-03 + 20 = 2023-05-23, a Tuesday.
    expect(due_date({}, {.due_days = 20}, 0, date("2023-05-03")), "2023-05-23", DueDateRule::class_days);
}

TEST(DueDate, IsRolledForwardOverWeekendsAndHolidays) {
    // 2023-05-07 + 20 = 2023-05-27, a Saturday; Monday the 29th is Memorial Day.
    expect(due_date(with_holidays({"2023-05-29"}), {.due_days = 20}, 0, date("2023-05-07")), "2023-05-30",
           DueDateRule::class_days);
}

TEST(DueDate, E5_WorkingDaysSkipWeekendsAndHolidaysAndTheBillDate) {
    // From Friday 2023-06-30: Mon 3 July is 1, Tue 4 July a holiday, Wed 5 is 2, Thu 6 is 3.
    expect(due_date(with_holidays({"2023-07-04"}), {.due_days = 99, .due_working_days = 3}, 0, date("2023-06-30")),
           "2023-07-06", DueDateRule::class_working_days);
}

TEST(DueDate, E5_TheRequestedDayIsItsFirstOccurrenceOnceTheRegulatedDaysHavePassed) {
    const CustomerClass regulated{.due_days = 20, .regulatory_due_days = 20};
    // Earliest 2023-05-23; the 25th of May comes after it, a Thursday.
    expect(due_date({}, regulated, 25, date("2023-05-03")), "2023-05-25", DueDateRule::requested_day);
    // The 23rd is the earliest itself: it counts.
    expect(due_date({}, regulated, 23, date("2023-05-03")), "2023-05-23", DueDateRule::requested_day);
    // The 22nd has passed: June's, a Thursday.
    expect(due_date({}, regulated, 22, date("2023-05-03")), "2023-06-22", DueDateRule::requested_day);
    // Over the year's end: earliest 2023-12-30, so 28 January 2024, a Sunday: Monday.
    expect(due_date({}, regulated, 28, date("2023-12-10")), "2024-01-29", DueDateRule::requested_day);
}

TEST(DueDate, RegulatedDaysWinOverAShorterClass) {
    // 2023-05-03 + 10 would be the 13th; regulated: 2023-05-24, a Wednesday.
    expect(due_date({}, {.due_days = 10, .regulatory_due_days = 21}, 0, date("2023-05-03")), "2023-05-24",
           DueDateRule::regulatory_days);
}

}  // namespace
}  // namespace tally::test
