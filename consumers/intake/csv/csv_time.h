#pragma once
// Dates and times as a CSV file writes them, by a form that its mapping declares, such as DD/MM/YYYY hh:mm.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "consumers/intake/intake_error.h"
#include "domain/core/date.h"
#include "eventstore/division/civil_time.h"

namespace tally::consumers {

// What a text says, before it is known of which clock.
struct CsvTime {
    domain::Date date;
    std::int32_t minute = 0;                  // After midnight.
    std::int32_t second = 0;                  // Of the minute.
    std::optional<std::int32_t> offset = {};  // Minutes ahead of UTC, where the text says it.
    bool operator==(const CsvTime&) const = default;
};

class CsvTimeForm {
  public:
    // Parts: YYYY, MM or M, DD or D, hh or h, mm, ss, AM, and +hh:mm for an offset; M, D and h take one digit or two.
    // Everything else stands for itself. Errors: mapping_wrong.
    [[nodiscard]] static Intake<CsvTimeForm> of(std::string_view form);
    // Nothing: it is no such time. 24:00 is the midnight that ends the day.
    [[nodiscard]] std::optional<CsvTime> read(std::string_view text) const;
    [[nodiscard]] bool has_time() const { return has_time_; }
    [[nodiscard]] bool has_offset() const { return has_offset_; }
    [[nodiscard]] const std::string& text() const { return text_; }

  private:
    enum class Part : std::uint8_t { year, month, day, hour, minute, second, half, offset, literal };
    struct Step {
        Part part = Part::literal;
        std::uint8_t digits_min = 0;
        std::uint8_t digits_max = 0;
        char literal = 0;
    };
    struct Fields;
    [[nodiscard]] static std::optional<CsvTime> time_of(const Fields&);
    static bool take_offset(std::string_view& text, Fields&);
    static bool take(const Step&, std::string_view& text, Fields&);

    std::vector<Step> steps_;
    std::string text_;
    bool has_time_ = false;
    bool has_offset_ = false;
};

// Whose clock a file shows.
struct CsvClock {
    std::optional<std::int32_t> offset;  // Minutes ahead of UTC, all year; nothing: the utility's own clock.
};

// The day of the utility that a read of this time closes. Within the first minute after midnight it closes the day
// before.
[[nodiscard]] domain::Date csv_day_closed(const CsvTime&, const CsvTimeForm&, const CsvClock&,
                                          eventstore::CivilTime& zone);

// What happens at a time of the utility's clock: mostly one instant, two in the hour that is repeated when the clock is
// put back, none in the one that is left out. `is_end` takes the time at which the clock is put forward as the change.
[[nodiscard]] std::vector<domain::Instant> csv_instants(const CsvTime&, const CsvClock&, const eventstore::CivilTime&,
                                                        bool is_end);

}  // namespace tally::consumers
