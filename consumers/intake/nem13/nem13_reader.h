#pragma once
// The records of a NEM13 file (AEMO, Meter Data File Format): each 250 record gives two reads of a register, the one
// before and the present one, with what was used between them. Read as a stream, one record at a time, each whole or
// with a fault that names line and field; the others go on.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "consumers/intake/meter_file.h"
#include "domain/core/date.h"
#include "domain/core/decimal.h"
#include "domain/premise/types.h"

namespace tally::consumers {

struct Nem13Read {
    domain::Quantity value;  // What the register showed.
    domain::Date day;        // The day that it closes: its own, or, of a read at midnight, the day before.
    domain::Quality quality = domain::Quality::actual;
};
// A 250 record.
struct Nem13Record {
    std::string nmi;
    std::string suffix;                 // 11, 41, …
    std::string serial;                 // Of the meter; may be empty.
    bool returned = false;              // Direction I: it counts what flows into the grid.
    std::optional<Nem13Read> previous;  // Nothing: there are no data of it (N).
    Nem13Read current;
    domain::Quantity used;  // Between them, without its sign.
    std::string unit;       // As the file writes it: kWh, KWH, …
    std::uint32_t line = 0;
};
// A record that is left out, and why.
struct Nem13Fault {
    std::uint32_t line = 0;
    std::string field;
    std::string why;
    std::string nmi;  // As the record has them, right or wrong.
    std::string suffix;
};
struct Nem13End {};
using Nem13Step = std::variant<Nem13Record, Nem13Fault, Nem13End>;

class Nem13Reader {
  public:
    explicit Nem13Reader(MeterFile& file) : file_(file) {}
    // Nem13End at the end of the file that the MeterFile is in.
    [[nodiscard]] Intake<Nem13Step> next();

  private:
    [[nodiscard]] Nem13Step record_of(std::string_view text) const;
    MeterFile& file_;
};

// Whether the file is one, whole: see check_nem_file(). How many 250 records it has.
[[nodiscard]] Intake<std::uint64_t> check_nem13(const std::filesystem::path&);

}  // namespace tally::consumers
