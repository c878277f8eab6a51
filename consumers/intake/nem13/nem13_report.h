#pragma once
// What became of one NEM13 file, as a described record: what `tally import nem13 --json` prints.

#include <cstdint>
#include <vector>

#include "consumers/intake/nem12/nem12_report.h"

namespace tally::consumers {

struct Nem13ImportReport {
    domain::Plain file;
    std::uint64_t records = 0;
    std::uint64_t meters = 0;
    std::uint64_t reads = 0;
    domain::Date from;
    domain::Date until;
    std::uint64_t given_again = 0;
    std::uint64_t before_meter = 0;
    std::uint64_t accepted = 0;
    std::uint64_t repeated = 0;
    std::uint64_t unchanged = 0;
    std::uint64_t refused = 0;
    std::uint64_t failed = 0;
    std::vector<Nem12NotTaken> not_taken;
    std::uint64_t findings = 0;
    std::vector<Nem12LeftOut> left_out;
    bool interrupted = false;
    template <class T = Nem13ImportReport>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{
            Field{"file", &T::file, "The file, as it was named."},
            Field{"records", &T::records, "250 records in it."},
            Field{"meters", &T::meters, "Meters of which reads were sent."},
            Field{"reads", &T::reads, "Reads that were sent."},
            Field{"from", &T::from, "First day that a read closes; null: none was sent."},
            Field{"until", &T::until, "First day after the last."},
            Field{"given_again", &T::given_again, "Reads that the file gives again, with the same value: sent once."},
            Field{"before_meter", &T::before_meter, "Reads before of the day that their meter came: it is known."},
            Field{"accepted", &T::accepted, "Reads that were recorded."},
            Field{"repeated", &T::repeated, "Recorded before, by the same command."},
            Field{"unchanged", &T::unchanged, "Recorded before, with the same value."},
            Field{"refused", &T::refused, "Refused."},
            Field{"failed", &T::failed, "Failed, or unreadable to the division."},
            Field{"not_taken", &T::not_taken, "The first 100 that were refused or failed."},
            Field{"findings", &T::findings, "How many records were left out; left_out has the first 100."},
            Field{"left_out", &T::left_out, "Records that were not sent, and why."},
            Field{"interrupted", &T::interrupted, "Some of it was not sent."}};
    }
    bool operator==(const Nem13ImportReport&) const = default;
};

}  // namespace tally::consumers
