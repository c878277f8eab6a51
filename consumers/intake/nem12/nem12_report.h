#pragma once
// What became of one NEM12 file, as a described record: what `tally import nem12 --json` prints.

#include <cstdint>
#include <vector>

#include "consumers/intake/unit_total.h"
#include "domain/core/date.h"
#include "domain/core/describe.h"
#include "domain/core/text.h"
#include "eventstore/division/receipt.h"

namespace tally::consumers {

// Something of the file that was not sent.
struct Nem12LeftOut {
    domain::Plain file;
    std::uint32_t line = 0;
    domain::Plain field;
    domain::Plain nmi;
    domain::Plain suffix;
    domain::Date date;
    domain::Plain why;
    template <class T = Nem12LeftOut>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{Field{"file", &T::file, "The file, or the one in the archive."},
                         Field{"line", &T::line, "Of that file."},
                         Field{"field", &T::field, "Of that line, by its name in the format."},
                         Field{"nmi", &T::nmi, "Whose values they are."},
                         Field{"suffix", &T::suffix, "Of which channel; empty: of all."},
                         Field{"date", &T::date, "The day; null: every day of the channel or meter."},
                         Field{"why", &T::why, "What is wrong."}};
    }
    bool operator==(const Nem12LeftOut&) const = default;
};

// A day that was sent and not taken.
struct Nem12NotTaken {
    domain::Plain nmi;
    domain::Plain channel;
    domain::Date date;
    eventstore::CommandReceipt receipt;
    template <class T = Nem12NotTaken>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{Field{"nmi", &T::nmi, "Whose values they are."},
                         Field{"channel", &T::channel, "Channel of the service point."},
                         Field{"date", &T::date, "The day."},
                         Field{"receipt", &T::receipt, "What its command was answered with."}};
    }
    bool operator==(const Nem12NotTaken&) const = default;
};

// A file may have millions of faults of one kind.
inline constexpr std::size_t nem12_findings_kept_max = 100;

struct Nem12ImportReport {
    domain::Plain file;
    std::uint64_t meters = 0;
    std::uint64_t days = 0;
    std::uint64_t values = 0;
    std::vector<UnitTotal> totals;
    domain::Date from;
    domain::Date until;
    std::uint64_t accepted = 0;
    std::uint64_t repeated = 0;
    std::uint64_t unchanged = 0;
    std::uint64_t refused = 0;
    std::uint64_t failed = 0;
    std::vector<Nem12NotTaken> not_taken;
    std::uint64_t findings = 0;
    std::vector<Nem12LeftOut> left_out;
    bool interrupted = false;
    template <class T = Nem12ImportReport>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{Field{"file", &T::file, "The file, as it was named."},
                         Field{"meters", &T::meters, "Meters whose days were sent."},
                         Field{"days", &T::days, "Days of channels that were sent."},
                         Field{"values", &T::values, "Values that were sent."},
                         Field{"totals", &T::totals, "What they add up to, by the unit of the registers."},
                         Field{"from", &T::from, "First day that was sent; null: none was."},
                         Field{"until", &T::until, "First day after the last."},
                         Field{"accepted", &T::accepted, "Days that were recorded."},
                         Field{"repeated", &T::repeated, "Recorded before, by the same command."},
                         Field{"unchanged", &T::unchanged, "Recorded before, with the same values."},
                         Field{"refused", &T::refused, "Refused."},
                         Field{"failed", &T::failed, "Failed, or unreadable to the division."},
                         Field{"not_taken", &T::not_taken, "The first 100 that were refused or failed."},
                         Field{"findings", &T::findings,
                               "How many days, channels and meters were left out; left_out has the first 100."},
                         Field{"left_out", &T::left_out, "Days, channels and meters that were not sent, and why."},
                         Field{"interrupted", &T::interrupted, "Some of it was not sent."}};
    }
    bool operator==(const Nem12ImportReport&) const = default;
};

}  // namespace tally::consumers
