// Bill cycles, their windows and accounts; and what a bill run has to bill.
#include "projections/calendar/calendar_queries.h"

#include <algorithm>

#include "projections/calendar/calendar.h"
#include "projections/natural_order.h"
#include "projections/states_as_of.h"

namespace tally::projections {

using namespace domain;

namespace {
bool within(const BillCycleWindow& window, Date day) {
    return day.is_set() && window.window_start <= day && day <= window.window_end;
}
// Not billed in the window, nor after it.
bool due_in(const BillCycleWindow& window, const CalendarRow& row) {
    return !row.last_bill_date.is_set() || row.last_bill_date < window.window_start;
}
}  // namespace

Answered<CalendarAnswer> calendar(const Reader& reader, const Code& asked) {
    auto states = StatesAsOf::at(reader, {});
    if (!states) return tl::unexpected(std::move(states.error()));
    auto settings = states->settings();
    if (!settings) return tl::unexpected(std::move(settings.error()));
    auto view = states->view(Calendar::view_name);
    if (!view) return tl::unexpected(std::move(view.error()));
    if (!asked.empty() && !(*settings)->bill_cycle(asked)) return std::optional<CalendarAnswer>{};

    CalendarAnswer answer;
    answer.position = states->position();
    for (const auto& defined : (*settings)->bill_cycles.entries) {
        const Code& code = defined.row.code;
        if (!asked.empty() && code != asked) continue;
        const bool known = std::any_of(answer.cycles.begin(), answer.cycles.end(),
                                       [&](const CalendarCycle& cycle) { return cycle.cycle == code; });
        if (known) continue;  // Defined again: the newest row is taken below.
        CalendarCycle cycle;
        cycle.cycle = code;
        if (const auto* row = (*settings)->bill_cycle(code)) cycle.description = row->description;
        std::vector<BillCycleWindow> windows;
        for (const auto& window : (*settings)->bill_cycle_windows.entries) {
            if (window.row.cycle != code) continue;
            // A window defined again replaces the one with its first day.
            std::erase_if(windows, [&](const BillCycleWindow& earlier) {
                return earlier.window_start == window.row.window_start;
            });
            windows.push_back(window.row);
        }
        std::sort(windows.begin(), windows.end(),
                  [](const BillCycleWindow& a, const BillCycleWindow& b) { return a.window_start < b.window_start; });
        for (const auto& window : windows)
            cycle.windows.push_back(
                {window.window_start, window.window_end, window.accounting_date, window.estimate_date, 0, 0, 0});
        auto counted = each_bill_date(*reader.point, *view, code, [&](Date date, std::uint64_t bills) {
            for (std::size_t i = 0; i < windows.size(); ++i)
                if (within(windows[i], date)) cycle.windows[i].billed += bills;
            return true;
        });
        if (!counted) return tl::unexpected(std::move(counted.error()));
        Result<void> headed;
        auto done = each_member(*reader.point, *view, code, [&](const AccountId& account, const CalendarRow& row) {
            ++cycle.accounts;
            for (std::size_t i = 0; i < windows.size(); ++i) {
                cycle.windows[i].errored += within(windows[i], row.error_bill_date) ? 1u : 0u;
                cycle.windows[i].due += due_in(windows[i], row) ? 1u : 0u;
            }
            if (asked.empty()) return true;
            auto heading = states->heading(account);
            if (!heading) {
                headed = tl::unexpected(std::move(heading.error()));
                return false;
            }
            cycle.members.push_back(
                {std::move(*heading), row.last_bill_date, row.error_bill_date, row.error_attempts, row.error});
            return true;
        });
        if (!done) return tl::unexpected(std::move(done.error()));
        if (!headed) return tl::unexpected(std::move(headed.error()));
        std::stable_sort(cycle.members.begin(), cycle.members.end(),
                         [](const CalendarAccount& a, const CalendarAccount& b) {
                             return naturally_before(a.heading.account.str(), b.heading.account.str());
                         });
        answer.cycles.push_back(std::move(cycle));
    }
    std::sort(answer.cycles.begin(), answer.cycles.end(), [](const CalendarCycle& a, const CalendarCycle& b) {
        return naturally_before(a.cycle.str(), b.cycle.str());
    });
    return std::optional{std::move(answer)};
}

Result<bool> in_window(const Reader& reader, const Code& cycle, Date bill_date) {
    auto states = StatesAsOf::at(reader, {});
    if (!states) return tl::unexpected(std::move(states.error()));
    auto settings = states->settings();
    if (!settings) return tl::unexpected(std::move(settings.error()));
    return (*settings)->window(cycle, bill_date) != nullptr;
}

Result<void> each_due_account(const Reader& reader, const Code& cycle, Date bill_date,
                              const std::function<bool(const DueAccount&)>& use) {
    auto states = StatesAsOf::at(reader, {});
    if (!states) return tl::unexpected(std::move(states.error()));
    auto settings = states->settings();
    if (!settings) return tl::unexpected(std::move(settings.error()));
    auto view = states->view(Calendar::view_name);
    if (!view) return tl::unexpected(std::move(view.error()));
    const auto* window = (*settings)->window(cycle, bill_date);
    if (!window) return {};
    return each_member(*reader.point, *view, cycle, [&](const AccountId& account, const CalendarRow& row) {
        if (!due_in(*window, row)) return true;
        return use({account, within(*window, row.error_bill_date) ? row.error_attempts : 0, row.cancelled_statement});
    });
}

}  // namespace tally::projections
