// Bill cycles, their windows and accounts; and what a bill run has to bill.
#include "projections/calendar/calendar_queries.h"

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "projections/calendar/calendar.h"
#include "projections/natural_order.h"
#include "projections/states_as_of.h"

namespace tally::projections {

using namespace domain;

namespace {
template <class Window>
bool within(const Window& window, Date day) {
    return day.is_set() && window.window_start <= day && day <= window.window_end;
}
// Not billed in the window, nor after it.
template <class Window, class Row>
bool due_in(const Window& window, const Row& row) {
    return !row.last_bill_date.is_set() || row.last_bill_date < window.window_start;
}
template <class Window, class Row>
DueAccount due_account(const Window& window, const AccountId& account, const Row& row) {
    return {account, within(window, row.error_bill_date) ? row.error_attempts : 0, row.cancelled_statement};
}

// By first day. A window that was defined again replaces the one with its first day.
std::vector<CalendarWindow> windows_of(const SettingsState& settings, const Code& cycle) {
    std::map<Date, BillCycleWindow> by_start;
    for (const auto& window : settings.bill_cycle_windows.entries)
        if (window.row.cycle == cycle) by_start[window.row.window_start] = window.row;
    std::vector<CalendarWindow> windows;
    for (const auto& [start, window] : by_start)
        windows.push_back({start, window.window_end, window.accounting_date, window.estimate_date, 0, 0, 0});
    return windows;
}

Result<void> count_bills(const Point& point, View view, CalendarCycle& cycle) {
    return each_bill_date(point, view, cycle.cycle, [&](Date date, std::uint64_t bills) {
        for (auto& window : cycle.windows)
            if (within(window, date)) window.billed += bills;
        return true;
    });
}

struct Member {
    AccountId account;
    CalendarRow row;
};
// Counts the cycle's accounts; keeps them too where `members` is there.
Result<void> count_accounts(const Point& point, View view, CalendarCycle& cycle, std::vector<Member>* members) {
    return each_member(point, view, cycle.cycle, [&](const AccountId& account, const CalendarRow& row) {
        ++cycle.accounts;
        for (auto& window : cycle.windows) {
            window.errored += within(window, row.error_bill_date) ? 1u : 0u;
            window.due += due_in(window, row) ? 1u : 0u;
        }
        if (members) members->push_back({account, row});
        return true;
    });
}
// Those of the page, in natural order.
Result<void> list_accounts(StatesAsOf& states, std::vector<Member> members, const Page& page, CalendarAnswer& answer) {
    std::stable_sort(members.begin(), members.end(), [](const Member& a, const Member& b) {
        return naturally_before(a.account.str(), b.account.str());
    });
    keep_page(
        members, page, answer.next, [](const Member& one) { return one.account.str(); }, naturally_before);
    for (const auto& [account, row] : members) {
        auto heading = states.heading(account);
        if (!heading) return tl::unexpected(std::move(heading.error()));
        answer.cycles.back().members.push_back({std::move(*heading), row.last_bill_date, row.error_bill_date,
                                                row.error_attempts, row.error, row.cancelled_statement});
    }
    return {};
}
}  // namespace

Answered<CalendarAnswer> calendar(const Reader& reader, const Code& asked, const Page& page) {
    auto states = StatesAsOf::at(reader, {});
    if (!states) return tl::unexpected(std::move(states.error()));
    auto settings = states->settings();
    if (!settings) return tl::unexpected(std::move(settings.error()));
    auto view = states->view(Calendar::view_name);
    if (!view) return tl::unexpected(std::move(view.error()));
    if (!asked.empty() && !(*settings)->bill_cycle(asked)) return std::optional<CalendarAnswer>{};

    std::set<Code> cycles;  // A cycle that was defined again has several entries.
    for (const auto& defined : (*settings)->bill_cycles.entries)
        if (asked.empty() || defined.row.code == asked) cycles.insert(defined.row.code);
    CalendarAnswer answer;
    answer.position = states->position();
    for (const auto& code : cycles) {
        CalendarCycle cycle;
        cycle.cycle = code;
        if (const auto* row = (*settings)->bill_cycle(code)) cycle.description = row->description;
        cycle.windows = windows_of(**settings, code);
        if (auto counted = count_bills(*reader.point, *view, cycle); !counted)
            return tl::unexpected(std::move(counted.error()));
        std::vector<Member> members;
        if (auto counted = count_accounts(*reader.point, *view, cycle, asked.empty() ? nullptr : &members); !counted)
            return tl::unexpected(std::move(counted.error()));
        answer.cycles.push_back(std::move(cycle));
        if (auto listed = list_accounts(*states, std::move(members), page, answer); !listed)
            return tl::unexpected(std::move(listed.error()));
    }
    std::sort(answer.cycles.begin(), answer.cycles.end(), [](const CalendarCycle& a, const CalendarCycle& b) {
        return naturally_before(a.cycle.str(), b.cycle.str());
    });
    if (asked.empty())
        keep_page(
            answer.cycles, page, answer.next, [](const CalendarCycle& cycle) { return cycle.cycle.str(); },
            naturally_before);
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
        return !due_in(*window, row) || use(due_account(*window, account, row));
    });
}

std::optional<std::vector<DueAccount>> due_accounts(const CalendarCycle& cycle, Date bill_date) {
    const auto window = std::find_if(cycle.windows.rbegin(), cycle.windows.rend(),
                                     [&](const CalendarWindow& one) { return within(one, bill_date); });
    if (window == cycle.windows.rend()) return std::nullopt;
    std::vector<DueAccount> due;
    for (const auto& member : cycle.members)
        if (due_in(*window, member)) due.push_back(due_account(*window, member.heading.account, member));
    std::sort(due.begin(), due.end(), [](const DueAccount& a, const DueAccount& b) { return a.account < b.account; });
    return due;
}

}  // namespace tally::projections
