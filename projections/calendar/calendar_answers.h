#pragma once
// Bill cycles with their windows and accounts.

#include <cstdint>
#include <vector>

#include "eventstore/codec/maybe.h"
#include "projections/answer_parts.h"

namespace tally::projections {

struct CalendarWindow {
    domain::Date window_start;
    domain::Date window_end;
    domain::Date accounting_date;
    domain::Date estimate_date;
    std::uint64_t billed = 0;
    std::uint64_t errored = 0;
    std::uint64_t due = 0;
    template <class T = CalendarWindow>
    static constexpr auto fields() {
        return FieldList{Field{"window_start", &T::window_start, "First day the run may bill."},
                         Field{"window_end", &T::window_end, "Last day."},
                         Field{"accounting_date", &T::accounting_date, "GL date of the run's events."},
                         Field{"estimate_date", &T::estimate_date, "From then on missing reads may be estimated."},
                         Field{"billed", &T::billed, "Regular bills made in the window."},
                         Field{"errored", &T::errored, "Accounts in error in this window."},
                         Field{"due", &T::due, "Accounts not billed in or after the window, those in error included."}};
    }
    bool operator==(const CalendarWindow&) const = default;
};

struct CalendarAccount {
    AccountHeading heading;
    domain::Date last_bill_date;
    domain::Date error_bill_date;
    std::uint32_t error_attempts = 0;
    domain::Code error;
    std::uint32_t cancelled_statement = 0;
    template <class T = CalendarAccount>
    static constexpr auto fields() {
        return FieldList{Field{"heading", &T::heading, "Account, main customer, location."},
                         Field{"last_bill_date", &T::last_bill_date, "Of its latest regular bill in this cycle."},
                         Field{"error_bill_date", &T::error_bill_date, "Bill date of the last try that failed."},
                         Field{"error_attempts", &T::error_attempts, "How often it was tried."},
                         Field{"error", &T::error, "Name of the rejection."},
                         Field{"cancelled_statement", &T::cancelled_statement,
                               "Number of a statement that was cancelled since its last bill; 0: none."}};
    }
    bool operator==(const CalendarAccount&) const = default;
};

struct CalendarCycle {
    domain::Code cycle;
    domain::Plain description;
    std::uint64_t accounts = 0;
    std::vector<CalendarWindow> windows;
    std::vector<CalendarAccount> members;
    template <class T = CalendarCycle>
    static constexpr auto fields() {
        return FieldList{Field{"cycle", &T::cycle, "Bill cycle."},
                         Field{"description", &T::description, "Its name for people."},
                         Field{"accounts", &T::accounts, "How many are billed by it."},
                         Field{"windows", &T::windows, "By first day."},
                         Field{"members", &T::members, "The accounts, where one cycle was asked for."}};
    }
    bool operator==(const CalendarCycle&) const = default;
};

struct CalendarAnswer {
    std::uint64_t position = 0;
    std::vector<CalendarCycle> cycles;
    eventstore::Maybe<domain::Plain> next;
    template <class T = CalendarAnswer>
    static constexpr auto fields() {
        return FieldList{Field{"position", &T::position, "True at: entries that were folded."},
                         Field{"cycles", &T::cycles, "By code."},
                         Field{"next", &T::next,
                               "Where a page was asked for, cursor of the accounts of the cycle after these, or of "
                               "the cycles; left out: there are none."}};
    }
    bool operator==(const CalendarAnswer&) const = default;
};

void render(const CalendarAnswer&, const RenderContext&, std::string& out);

}  // namespace tally::projections
