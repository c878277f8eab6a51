#pragma once
// What became of one CSV file, as a described record: what `tally import csv --json` prints.

#include <cstdint>
#include <vector>

#include "consumers/intake/unit_total.h"
#include "domain/core/date.h"
#include "domain/core/describe.h"
#include "domain/core/text.h"
#include "eventstore/division/receipt.h"

namespace tally::consumers {

// Something of the file that was not sent.
struct CsvLeftOut {
    domain::Plain file;
    std::uint32_t line = 0;
    domain::Plain field;
    domain::Plain point;
    domain::Plain channel;
    domain::Date date;
    domain::Plain why;
    template <class T = CsvLeftOut>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{Field{"file", &T::file, "The file, or the one in the archive."},
                         Field{"line", &T::line, "Of that file."},
                         Field{"field", &T::field, "The column, as the mapping names it."},
                         Field{"point", &T::point, "Service point or meter, as the file has it."},
                         Field{"channel", &T::channel, "Channel, as the file has it; empty: it names none."},
                         Field{"date", &T::date, "The day; null: this row, or every row of the channel or point."},
                         Field{"why", &T::why, "What is wrong."}};
    }
    bool operator==(const CsvLeftOut&) const = default;
};

// A read or a day that was sent and not taken.
struct CsvNotTaken {
    domain::Plain point;
    domain::Plain channel;
    domain::Date date;
    eventstore::CommandReceipt receipt;
    template <class T = CsvNotTaken>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{Field{"point", &T::point, "Service point or meter, as the file has it."},
                         Field{"channel", &T::channel, "Channel of the service point."},
                         Field{"date", &T::date, "The day."},
                         Field{"receipt", &T::receipt, "What its command was answered with."}};
    }
    bool operator==(const CsvNotTaken&) const = default;
};

// A file may have millions of faults of one kind.
inline constexpr std::size_t csv_findings_kept_max = 100;

struct CsvImportReport {
    domain::Plain file;
    std::uint64_t rows = 0;
    std::uint64_t registers = 0;
    std::uint64_t reads = 0;
    std::uint64_t days = 0;
    std::uint64_t values = 0;
    std::vector<UnitTotal> totals;
    domain::Date from;
    domain::Date until;
    std::uint64_t given_again = 0;
    std::uint64_t before_meter = 0;
    std::uint64_t accepted = 0;
    std::uint64_t repeated = 0;
    std::uint64_t unchanged = 0;
    std::uint64_t refused = 0;
    std::uint64_t failed = 0;
    std::vector<CsvNotTaken> not_taken;
    std::uint64_t findings = 0;
    std::vector<CsvLeftOut> left_out;
    bool interrupted = false;
    template <class T = CsvImportReport>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{
            Field{"file", &T::file, "The file, as it was named."},
            Field{"rows", &T::rows, "Rows in it."},
            Field{"registers", &T::registers, "Registers of which reads or days were sent."},
            Field{"reads", &T::reads, "Reads that were sent."},
            Field{"days", &T::days, "Days of interval values that were sent."},
            Field{"values", &T::values, "Interval values that were sent."},
            Field{"totals", &T::totals, "What they add up to, by the unit of the registers."},
            Field{"from", &T::from, "First day that was sent; null: none was."},
            Field{"until", &T::until, "First day after the last."},
            Field{"given_again", &T::given_again, "Rows that the file gives again, with the same value: sent once."},
            Field{"before_meter", &T::before_meter, "Reads of the day that their meter came: it is known."},
            Field{"accepted", &T::accepted, "Reads and days that were recorded."},
            Field{"repeated", &T::repeated, "Recorded before, by the same command."},
            Field{"unchanged", &T::unchanged, "Recorded before, with the same values."},
            Field{"refused", &T::refused, "Refused."},
            Field{"failed", &T::failed, "Failed, or unreadable to the division."},
            Field{"not_taken", &T::not_taken, "The first 100 that were refused or failed."},
            Field{"findings", &T::findings,
                  "How many rows, days, channels and points were left out; left_out has the first 100."},
            Field{"left_out", &T::left_out, "Rows, days, channels and points that were not sent, and why."},
            Field{"interrupted", &T::interrupted, "Some of it was not sent."}};
    }
    bool operator==(const CsvImportReport&) const = default;
};

}  // namespace tally::consumers
