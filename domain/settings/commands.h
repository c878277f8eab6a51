#pragma once
// What can be asked of a division's settings. An id, date or code left empty takes the default its field names.

#include <cstdint>
#include <string_view>
#include <vector>

#include "domain/settings/events.h"

namespace tally::domain {

namespace detail {
// "settings.define_" + name, at compile time.
template <class Table>
constexpr auto define_type_name() {
    constexpr std::string_view before = "settings.define_";
    std::array<char, before.size() + Table::table_name.size()> text{};
    auto* end = text.data();
    for (const auto part : {before, Table::table_name})
        for (const char c : part) *end++ = c;
    return text;
}
template <class Table>
inline constexpr auto define_type_name_text = define_type_name<Table>();
}  // namespace detail

// Adds a row to a control table, or replaces it from a date on.
template <class Table>
struct Define {
    static constexpr std::string_view type_name{detail::define_type_name_text<Table>.data(),
                                                detail::define_type_name_text<Table>.size()};
    Date effective_from;
    Table row;
    template <class T = Define>
    static constexpr auto fields() {
        return FieldList{Field{"effective_from", &T::effective_from, "First day it is in force; absent: always."},
                         Field{"row", &T::row, "The row as it is from then on."}};
    }
    bool operator==(const Define&) const = default;
};

// The first command of every ledger.
struct CreateDivision {
    static constexpr std::string_view type_name = "settings.create_division";
    Plain origin;
    Code currency;
    Plain time_zone;
    bool simulated_time = false;
    template <class T = CreateDivision>
    static constexpr auto fields() {
        return FieldList{Field{"origin", &T::origin, "Name of the log, a URL without scheme."},
                         Field{"currency", &T::currency, "ISO 4217 code."},
                         Field{"time_zone", &T::time_zone, "IANA zone."},
                         Field{"simulated_time", &T::simulated_time, "Each command carries its own received_at."}};
    }
    bool operator==(const CreateDivision&) const = default;
};

struct OpenPeriod {
    static constexpr std::string_view type_name = "settings.open_period";
    Date first_day;
    Date until;
    template <class T = OpenPeriod>
    static constexpr auto fields() {
        return FieldList{Field{"first_day", &T::first_day, "First day of the accounting period."},
                         Field{"until", &T::until, "First day after it."}};
    }
    bool operator==(const OpenPeriod&) const = default;
};

struct ClosePeriod {
    static constexpr std::string_view type_name = "settings.close_period";
    Date first_day;
    template <class T = ClosePeriod>
    static constexpr auto fields() {
        return FieldList{Field{"first_day", &T::first_day, "First day of the period to close."}};
    }
    bool operator==(const ClosePeriod&) const = default;
};

// From a system that books this ledger's postings, such as an ERP: its answer for a day.
struct ReportControlTotals {
    static constexpr std::string_view type_name = "settings.report_control_totals";
    Code system;
    Date day;
    std::uint64_t position = 0;
    std::uint64_t count = 0;
    Money debit;
    Plain digest;
    template <class T = ReportControlTotals>
    static constexpr auto fields() {
        return FieldList{Field{"system", &T::system, "Who reports, such as ERP."},
                         Field{"day", &T::day, "Accounting date."},
                         Field{"position", &T::position, "Events below it were all published to that system."},
                         Field{"count", &T::count, "Postings of the day."},
                         Field{"debit", &T::debit, "Sum of its debits, which its credits equal."},
                         Field{"digest", &T::digest,
                               "Of its postings; `tally describe digest` says how it is computed; 64 hex digits."}};
    }
    bool operator==(const ReportControlTotals&) const = default;
};

using SettingsCommand = ForEachTable<Define, CreateDivision, OpenPeriod, ClosePeriod, ReportControlTotals>;

}  // namespace tally::domain
