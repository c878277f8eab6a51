#pragma once
// Days of the ledger beside what other systems reported of them.

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "projections/answer_parts.h"

namespace tally::projections {

// Numbers are stored. Add at the end.
enum class ControlStanding : std::uint8_t { agrees, behind, drifted };
constexpr auto enum_names(ControlStanding) {
    return std::to_array<std::string_view>({"agrees", "behind", "drifted"});
}

struct DayTotals {
    std::uint64_t count = 0;
    domain::MoneySum debit;
    domain::Plain digest;
    template <class T = DayTotals>
    static constexpr auto fields() {
        return FieldList{Field{"count", &T::count, "Postings."}, Field{"debit", &T::debit, "Sum of their debits."},
                         Field{"digest", &T::digest, "Of their control lines, in any order; hex."}};
    }
    bool operator==(const DayTotals&) const = default;
};

struct ControlReport {
    domain::Date day;
    domain::Code system;
    ControlStanding standing = ControlStanding::agrees;
    std::uint64_t position = 0;
    domain::Instant reported_at;
    std::uint64_t reported_by = 0;
    DayTotals reported;
    DayTotals ledger;
    bool day_changed_since = false;
    template <class T = ControlReport>
    static constexpr auto fields() {
        return FieldList{
            Field{"day", &T::day, "Accounting date."},
            Field{"system", &T::system, "The system that reports."},
            Field{"standing", &T::standing, "behind: it did not have all events that post on the day yet."},
            Field{"position", &T::position, "The system had all events below it."},
            Field{"reported_at", &T::reported_at, "When the report came."},
            Field{"reported_by", &T::reported_by, "Position of its event."},
            Field{"reported", &T::reported, "What the system has."},
            Field{"ledger", &T::ledger, "What the ledger had then."},
            Field{"day_changed_since", &T::day_changed_since, "More was posted on the day after the report."}};
    }
    bool operator==(const ControlReport&) const = default;
};

struct ControlDay {
    domain::Date day;
    DayTotals ledger;
    std::uint64_t changed_at = 0;
    std::vector<ControlReport> reports;
    template <class T = ControlDay>
    static constexpr auto fields() {
        return FieldList{Field{"day", &T::day, "Accounting date."}, Field{"ledger", &T::ledger, "Its postings, now."},
                         Field{"changed_at", &T::changed_at, "Position of the newest of them."},
                         Field{"reports", &T::reports, "The latest of each system."}};
    }
    bool operator==(const ControlDay&) const = default;
};

struct ControlTotalsAnswer {
    std::uint64_t position = 0;
    std::vector<ControlDay> days;
    template <class T = ControlTotalsAnswer>
    static constexpr auto fields() {
        return FieldList{Field{"position", &T::position, "True at: entries that were folded."},
                         Field{"days", &T::days, "That a system reported on, or the one asked for."}};
    }
    bool operator==(const ControlTotalsAnswer&) const = default;
};

void render(const ControlTotalsAnswer&, const RenderContext&, std::string& out);

}  // namespace tally::projections
