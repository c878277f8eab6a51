#include "domain/account/receivables/due_date.h"

namespace tally::domain {

namespace {
// A table of holidays without a working day in a year is a mistake that no bill should wait for.
constexpr int roll_days_max = 366;

Date roll_forward(const SettingsState& settings, Date date) {
    for (int i = 0; i < roll_days_max; ++i)
        if (settings.is_working_day(date + i)) return date + i;
    return date;
}
}  // namespace

DueDate due_date(const SettingsState& settings, const CustomerClass& customer_class, std::uint8_t requested_due_day,
                 Date bill_date) {
    const Date earliest = bill_date + customer_class.regulatory_due_days;
    DueDate due;
    if (requested_due_day != 0) {
        const auto month = ymd(earliest);
        due = {day_of_month(month.year, month.month, requested_due_day), DueDateRule::requested_day};
        if (due.date < earliest) due.date = add_months(due.date, 1, requested_due_day);
    } else if (customer_class.due_working_days > 0) {
        due = {bill_date, DueDateRule::class_working_days};
        for (int left = customer_class.due_working_days; left > 0; --left)
            due.date = roll_forward(settings, due.date + 1);
    } else {
        due = {bill_date + customer_class.due_days, DueDateRule::class_days};
    }
    if (due.date < earliest) due = {earliest, DueDateRule::regulatory_days};
    due.date = roll_forward(settings, due.date);
    return due;
}

}  // namespace tally::domain
