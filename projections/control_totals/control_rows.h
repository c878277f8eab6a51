#pragma once
// The rows of the view of control totals: one a day, one a day and system.

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "projections/control_totals/control_totals.h"
#include "projections/control_totals/control_totals_answers.h"

namespace tally::projections {

struct ControlDayRow {
    ControlSum sum;
    std::uint64_t last_position = 0;
};
[[nodiscard]] std::string control_day_key(domain::Date);
[[nodiscard]] std::string control_day_bytes(const ControlDayRow&);
[[nodiscard]] ControlDayRow read_control_day(std::string_view bytes);
[[nodiscard]] std::string control_report_key(domain::Date, const domain::Code& system);
[[nodiscard]] DayTotals totals_of(const ControlSum&);

// By day, then system; `use` may return false to stop. With a day: its reports only.
[[nodiscard]] Result<void> each_control_report(const Point&, View control_totals,
                                               const std::function<bool(const ControlReport&)>& use,
                                               std::optional<domain::Date> day = std::nullopt);

}  // namespace tally::projections
