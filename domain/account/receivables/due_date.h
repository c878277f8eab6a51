#pragma once
// When a bill is due [rule 13].

#include "domain/account/billing/types.h"
#include "domain/settings/state.h"

namespace tally::domain {

struct DueDate {
    Date date;
    DueDateRule rule = DueDateRule::class_days;
};

// The requested day of the month (1 to 28; 0: none), else the class's working days, else its days; never before the
// regulated days have passed, the bill date itself not counted; rolled forward to a working day.
[[nodiscard]] DueDate due_date(const SettingsState& settings, const CustomerClass& customer_class,
                               std::uint8_t requested_due_day, Date bill_date);

}  // namespace tally::domain
