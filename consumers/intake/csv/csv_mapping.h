#pragma once
// What a CSV file of reads or of interval values has in which column, and how it writes it: declared in a TOML file.

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "consumers/intake/csv/csv_time.h"
#include "consumers/intake/intake_error.h"
#include "domain/core/text.h"
#include "domain/premise/types.h"

namespace tally::consumers {

// A column by its name in the header, or by its place.
struct CsvColumn {
    std::string name;
    std::uint32_t place = 0;  // From 1; 0: by name.
    [[nodiscard]] bool is_set() const { return place > 0 || !name.empty(); }
    [[nodiscard]] std::string shown() const { return place > 0 ? "column " + std::to_string(place) : name; }
    bool operator==(const CsvColumn&) const = default;
};
// One or two, such as a date and a time; what they say is joined by a space.
using CsvColumns = std::vector<CsvColumn>;

enum class CsvContent : std::uint8_t { reads, intervals };

struct CsvMapping {
    CsvContent content = CsvContent::reads;
    char delimiter = ',';
    char decimal_sign = '.';
    bool header = true;
    std::uint32_t skip_lines = 0;  // Lines before the header, or before the first row.
    CsvTimeForm form;
    CsvClock clock;
    std::uint16_t interval_minutes = 0;  // 0: as begin and end of each row say.
    std::string unit;                    // Of all values, where no column says it; empty: of reads, the register's own.
    domain::Code channel;                // Of all rows, where no column says it; empty: the only register.
    domain::Quality quality = domain::Quality::actual;  // Where no column says it, or nothing stands in it.

    CsvColumn point;       // Names the service point, by its id or market id.
    CsvColumn meter;       // Names the meter, by its badge number. One of these two.
    CsvColumn channel_at;  // Not set: `channel`.
    CsvColumns read_on;    // Of reads.
    CsvColumns begins;     // Of intervals; one of begins and ends may be without the other.
    CsvColumns ends;
    CsvColumn value;
    CsvColumn unit_at;
    CsvColumn quality_at;

    std::map<std::string, domain::Code> channels;      // What the file calls a channel; others are called as here.
    std::map<std::string, domain::Quality> qualities;  // What the file calls a quality; others are called as here.
    std::set<std::string> passed_over;                 // Channels that are not imported, as the file calls them.
};

// actual, estimated, validated, customer.
[[nodiscard]] std::optional<domain::Quality> csv_quality_named(std::string_view text);

// Errors: cannot_read; mapping_wrong, with line, key and cure.
[[nodiscard]] Intake<CsvMapping> read_csv_mapping(const std::filesystem::path&);
// Of its text, which messages call by that name. Errors: mapping_wrong, limit_exceeded.
[[nodiscard]] Intake<CsvMapping> csv_mapping_of(const std::string& text, const std::filesystem::path& name);

}  // namespace tally::consumers
