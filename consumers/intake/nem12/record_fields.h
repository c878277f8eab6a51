#pragma once
// What the records of NEM12 and NEM13 files are made of: fields, dates, numbers, qualities.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "consumers/intake/meter_file.h"
#include "consumers/intake/number_text.h"
#include "domain/core/date.h"
#include "domain/premise/types.h"

namespace tally::consumers {

inline constexpr std::size_t nmi_bytes_max = 11;  // With its check digit.

// One field after another of a line.
class RecordFields {
  public:
    explicit RecordFields(std::string_view text) : rest_(text) {}
    // Empty behind the last one.
    std::string_view next() {
        const auto comma = rest_.find(',');
        const auto field = rest_.substr(0, comma);
        at_end_ = comma == std::string_view::npos;
        rest_ = at_end_ ? std::string_view{} : rest_.substr(comma + 1);
        return field;
    }
    [[nodiscard]] bool at_end() const { return at_end_; }
    [[nodiscard]] bool only_commas_left() const { return rest_.find_first_not_of(", ") == std::string_view::npos; }

  private:
    std::string_view rest_;
    bool at_end_ = false;
};

// The first field: which record it is.
[[nodiscard]] std::string_view nem12_record(std::string_view text);
// Up to 11 letters and digits.
[[nodiscard]] bool is_nmi(std::string_view text);
[[nodiscard]] bool is_nmi_suffix(std::string_view text);

// YYYYMMDD; not set: it is none.
[[nodiscard]] domain::Date nem12_date(std::string_view text);

struct NemQuality {
    domain::Quality quality = domain::Quality::actual;
    bool varies = false;
    bool no_data = false;
};
// A letter, and behind E, F and S the two digits of a method. What was put in place of a measured value is an estimate.
[[nodiscard]] std::optional<NemQuality> nem12_quality(std::string_view text);

// As messages show it.
[[nodiscard]] std::string nem12_quoted(std::string_view text);

// What a file is made of, by its records.
struct NemFileForm {
    std::string_view version;  // NEM12
    std::string_view meter;    // The record that names a meter: 200.
    std::string_view counted;  // The record that is counted: 300.
};
// Whether each file there begins with a 100 record of that version, ends with its only 900 record and names a meter.
// Reads all of it, so that nothing of a file that was cut off is used. How many counted records it has.
[[nodiscard]] Intake<std::uint64_t> check_nem_file(const std::filesystem::path&, const NemFileForm&);

}  // namespace tally::consumers
