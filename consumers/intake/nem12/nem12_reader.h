#pragma once
// The records of a NEM12 file (AEMO, Meter Data File Format): 200 names a channel and its unit, 300 gives one day of
// its values, 400 the qualities of that day's values. Read as a stream: one day at a time, each whole or with a fault
// that names line and field. A fault leaves out its day, or its channel up to the next 200 record; the rest goes on.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "consumers/intake/meter_file.h"
#include "domain/core/date.h"
#include "domain/core/decimal.h"
#include "domain/core/text.h"
#include "domain/premise/types.h"

namespace tally::consumers {

// A 200 record.
struct Nem12Channel {
    std::string nmi;
    std::string suffix;  // E1, B1, Q1, …
    std::string unit;    // As the file writes it: kWh, KWH, …
    std::uint16_t interval_minutes = 0;
    std::uint32_t line = 0;
};
// A 300 record with its 400 records.
struct Nem12Day {
    domain::Date date;
    std::vector<domain::Quantity> values;
    domain::Quality quality = domain::Quality::actual;
    std::vector<domain::IntervalQuality> qualities;  // Of those that are of another quality, rising.
    std::uint32_t line = 0;
};
// What is left out, and why.
struct Nem12Fault {
    std::uint32_t line = 0;
    std::string field;
    domain::Date date;  // Unset: the channel, up to the next 200 record.
    std::string why;
    std::string nmi;  // As the 200 record has them, right or wrong.
    std::string suffix;
};
struct Nem12End {};
using Nem12Step = std::variant<Nem12Channel, Nem12Day, Nem12Fault, Nem12End>;

class Nem12Reader {
  public:
    explicit Nem12Reader(MeterFile& file) : file_(file) {}

    // Nem12End at the end of the file that the MeterFile is in.
    [[nodiscard]] Intake<Nem12Step> next();
    // Of the channel that next() gave: its numbers × 10^power are quantities. Zero until it is said.
    void numbers_are(int power_of_ten) { power_of_ten_ = power_of_ten; }
    // Passes over the days of the channel that next() gave.
    void skip_channel() { skipping_ = true; }

  private:
    [[nodiscard]] Intake<bool> line();
    [[nodiscard]] Nem12Step channel_of();
    [[nodiscard]] Intake<Nem12Step> day_of();
    [[nodiscard]] std::optional<Nem12Fault> read_day(Nem12Day&, bool& varies);
    [[nodiscard]] std::optional<Nem12Fault> read_qualities(Nem12Day&, std::uint16_t& covered);
    [[nodiscard]] Nem12Fault fault(std::string field, std::string why, domain::Date date = {}) const;

    MeterFile& file_;
    std::string_view text_;
    bool held_back_ = false;  // text_ was read, and is the next line.
    bool skipping_ = true;
    int power_of_ten_ = 0;
    Nem12Channel channel_;
    std::vector<domain::Quality> each_;  // Of the values that 400 records named.
};

// Whether the file is one: it begins with a 100 record, ends with its only 900 record and names a channel. Reads all of
// it, so that nothing of a file that was cut off is used. How many days it has.
[[nodiscard]] Intake<std::uint64_t> check_nem12(const std::filesystem::path&);

}  // namespace tally::consumers
