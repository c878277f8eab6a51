#pragma once
// The rows of a CSV file (RFC 4180, a row a line) as its mapping declares them. Read as a stream, one row at a time,
// each whole or with a fault that names line and column; the others go on.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "consumers/intake/csv/csv_mapping.h"
#include "consumers/intake/meter_file.h"

namespace tally::consumers {

// What a point, a meter or a channel is called in a file.
inline constexpr std::size_t csv_name_bytes_max = 100;

struct CsvRow {
    std::uint32_t line = 0;
    std::string point;               // Service point or meter, whichever is mapped.
    std::string channel;             // Empty: the mapping says it for all rows, or there is one register.
    std::optional<CsvTime> read_on;  // Of reads.
    std::optional<CsvTime> begins;   // Of intervals.
    std::optional<CsvTime> ends;
    std::string value;  // As it is written.
    std::string unit;   // Empty: the register's.
    domain::Quality quality = domain::Quality::actual;
};
// A row that is left out, and why.
struct CsvFault {
    std::uint32_t line = 0;
    std::string field;  // The column, as the mapping names it.
    std::string why;
    std::string point;  // As the row has them, right or wrong.
    std::string channel;
};
struct CsvEnd {};
using CsvStep = std::variant<CsvRow, CsvFault, CsvEnd>;

class CsvReader {
  public:
    CsvReader(MeterFile& file, const CsvMapping& mapping) : file_(file), mapping_(mapping) {}

    // Of the file that the MeterFile goes to: finds its columns. False: it has no rows.
    // Errors: mapping_wrong, where the header lacks a column.
    [[nodiscard]] Intake<bool> begin();
    // CsvEnd at the end of the file.
    [[nodiscard]] Intake<CsvStep> next();
    // Goes to the next row without a look at it. False: the file ends.
    [[nodiscard]] Intake<bool> pass();

  private:
    // Where a column of the mapping is: from 0; not set: it is not mapped.
    using Place = std::optional<std::size_t>;
    struct Places {
        Place point, channel, value, unit, quality;
        std::vector<std::size_t> read_on, begins, ends;
    };
    [[nodiscard]] bool split(std::string_view text);  // False: a quote is not closed, or text stands behind it.
    [[nodiscard]] Intake<Place> place_of(const CsvColumn&) const;
    [[nodiscard]] Intake<std::vector<std::size_t>> places_of(const CsvColumns&) const;
    [[nodiscard]] Intake<void> find_columns();
    [[nodiscard]] CsvStep row_of(std::string_view text);
    // Nothing: the fault says why.
    [[nodiscard]] std::optional<std::string_view> field(std::size_t place, const std::string& name, CsvFault&) const;
    [[nodiscard]] bool read_time(const std::vector<std::size_t>&, const CsvColumns&, std::optional<CsvTime>&,
                                 CsvFault&);
    [[nodiscard]] bool read_names(CsvRow&, CsvFault&);
    [[nodiscard]] bool read_value(CsvRow&, CsvFault&);

    MeterFile& file_;
    const CsvMapping& mapping_;
    std::vector<std::string> fields_;
    std::size_t count_ = 0;  // Of fields_ that the row has.
    std::string joined_;
    Places places_;
};

// Whether all of it can be read and has the columns of the mapping, with how many rows: nothing is sent of a file that
// is of another kind, or of an archive that is damaged. Errors: cannot_read, limit_exceeded, mapping_wrong.
[[nodiscard]] Intake<std::uint64_t> check_csv(const std::filesystem::path&, const CsvMapping&);

}  // namespace tally::consumers
