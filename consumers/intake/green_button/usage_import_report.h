#pragma once
// What became of one meter file, as a described record: what `tally import --json` prints.

#include <cstdint>
#include <vector>

#include "consumers/intake/green_button/usage_import.h"
#include "domain/core/describe.h"
#include "eventstore/division/receipt.h"

namespace tally::consumers {

// A part of the file that belongs nowhere; the rest is taken without it.
struct UnlinkedPart {
    std::uint32_t line = 0;
    domain::Plain why;
    template <class T = UnlinkedPart>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{Field{"line", &T::line, "Of the file."}, Field{"why", &T::why, "What is wrong."}};
    }
    bool operator==(const UnlinkedPart&) const = default;
};

// Usage that was not taken.
struct UsageNotTaken {
    domain::Date from;
    eventstore::CommandReceipt receipt;
    template <class T = UsageNotTaken>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{Field{"from", &T::from, "Its first day."},
                         Field{"receipt", &T::receipt, "What its command was answered with."}};
    }
    bool operator==(const UsageNotTaken&) const = default;
};
// A file's days are mostly refused for one and the same reason.
inline constexpr std::size_t usage_not_taken_kept_max = 20;

struct UsageImportReport {
    domain::Plain file;
    std::uint64_t readings = 0;
    domain::Quantity usage_total;
    domain::Code unit;
    domain::Price cost_total;
    domain::Date from;
    domain::Date until;
    std::uint64_t accepted = 0;
    std::uint64_t repeated = 0;
    std::uint64_t unchanged = 0;
    std::uint64_t refused = 0;
    std::vector<domain::Date> partial_days;
    std::vector<domain::Date> partial_days_held;
    std::vector<SummaryCheck> checks;
    std::uint64_t failed = 0;
    domain::Code cost_currency;
    std::vector<UsageNotTaken> not_taken;
    std::vector<DayLeftOut> left_out;
    std::vector<UnlinkedPart> unlinked_summaries;
    bool interrupted = false;
    template <class T = UsageImportReport>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{
            Field{"file", &T::file, "The file, as it was named."},
            Field{"readings", &T::readings, "Readings of the file that were sent."},
            Field{"usage_total", &T::usage_total, "Usage that was sent."},
            Field{"unit", &T::unit, "Of the usage."},
            Field{"cost_total", &T::cost_total, "Cost as the file gives it; for information."},
            Field{"from", &T::from, "First day; null: nothing was sent."},
            Field{"until", &T::until, "First day after."},
            Field{"accepted", &T::accepted, "Days and periods that were recorded."},
            Field{"repeated", &T::repeated, "Recorded before, by the same command."},
            Field{"unchanged", &T::unchanged, "Recorded before, from another file."},
            Field{"refused", &T::refused, "Refused."},
            Field{"partial_days", &T::partial_days, "Days of which the file has a part only: recorded as they are."},
            Field{"partial_days_held", &T::partial_days_held, "Likewise, left as they are recorded already."},
            Field{"checks", &T::checks, "The file's own summaries beside its readings."},
            Field{"failed", &T::failed, "Failed, or unreadable to the division."},
            Field{"cost_currency", &T::cost_currency, "ISO 4217 code of cost_total; empty: none is given."},
            Field{"not_taken", &T::not_taken, "The first 20 that were refused or failed."},
            Field{"left_out", &T::left_out, "Days that were not sent."},
            Field{"unlinked_summaries", &T::unlinked_summaries, "Summaries that belong to no usage point, or to two."},
            Field{"interrupted", &T::interrupted, "Some of it was not sent."}};
    }
    bool operator==(const UsageImportReport&) const = default;
};

}  // namespace tally::consumers
