#pragma once
// Reads one Green Button file (NAESB ESPI in an Atom feed) as it stands: resolved links, no interpretation of units or
// days, and nothing that could be about a person (titles are street addresses).

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "consumers/intake/intake_error.h"
#include "domain/core/date.h"

namespace tally::consumers {

// Larger or deeper than these is refused: an honest year of 15-minute values takes 9 MB and 8 levels.
inline constexpr std::size_t green_button_bytes_max = 256u << 20;
inline constexpr std::size_t green_button_depth_max = 64;
inline constexpr std::size_t green_button_text_bytes_max = 4096;  // of one number or link
inline constexpr std::size_t green_button_entries_max = 1'000'000;

struct GreenButtonReading {
    domain::Instant start;
    std::int64_t duration_seconds = 0;
    std::int64_t value = 0;           // × 10^powerOfTenMultiplier of the reading type's unit
    std::int64_t cost = 0;            // in 1/100,000 of the currency; 0 where none is given
    std::uint32_t line = 0;           // of the file
    std::uint32_t quality_codes = 0;  // bit n: ESPI QualityOfReading n was given
};

// What is absent in the file is absent here; nothing is defaulted.
struct GreenButtonReadingType {
    std::optional<std::int64_t> accumulation;  // 4: the difference over the interval
    std::optional<std::int64_t> commodity;
    std::optional<std::int64_t> currency;  // ISO 4217 numeric
    std::optional<std::int64_t> default_quality;
    std::optional<std::int64_t> flow_direction;  // 1 delivered, 19 received
    std::optional<std::int64_t> interval_length_seconds;
    std::optional<std::int64_t> power_of_ten;
    std::optional<std::int64_t> uom;
};

struct GreenButtonUsagePoint {
    std::string id;                            // path of its own link, such as User/1/UsagePoint/01
    std::optional<std::int64_t> service_kind;  // 0 electricity, 1 gas, 2 water
};

struct GreenButtonMeterReading {
    std::string id;
    std::size_t usage_point = 0;  // index into usage_points
    GreenButtonReadingType type;
    std::vector<GreenButtonReading> readings;  // as in the file
};

struct GreenButtonAmount {
    std::int64_t value = 0;
    std::optional<std::int64_t> power_of_ten;
    std::optional<std::int64_t> uom;
    std::optional<domain::Instant> time_stamp;
};

// UsageSummary, once ElectricPowerUsageSummary. Money in 1/100,000.
struct GreenButtonSummary {
    std::size_t usage_point = 0;
    std::optional<domain::Instant> period_start;
    std::optional<std::int64_t> period_seconds;
    std::optional<std::int64_t> bill_last_period;
    std::optional<std::int64_t> bill_to_date;
    std::optional<std::int64_t> cost_additional_last_period;
    std::optional<std::int64_t> currency;
    std::optional<GreenButtonAmount> consumption_last_period;
    std::optional<GreenButtonAmount> consumption_current_period;
    std::uint32_t line = 0;
};

// A summary that no usage point, or more than one, can own. It only checks readings, so these are taken without it.
struct GreenButtonUnlinkedSummary {
    std::uint32_t line = 0;
    std::string why;
};

struct GreenButtonLocalTime {
    std::uint32_t dst_start_rule = 0;
    std::uint32_t dst_end_rule = 0;
    std::int64_t dst_offset_seconds = 0;
    std::int64_t utc_offset_seconds = 0;  // without daylight saving; some senders get its sign wrong
};

struct GreenButtonFile {
    std::string name;  // for messages
    std::vector<GreenButtonUsagePoint> usage_points;
    std::vector<GreenButtonMeterReading> meter_readings;
    std::vector<GreenButtonSummary> summaries;
    std::vector<GreenButtonUnlinkedSummary> unlinked_summaries;
    std::vector<GreenButtonLocalTime> local_times;
};

// All of the file or nothing. A document type declaration is refused, so no entity is ever expanded and nothing is
// fetched. `name` stands in messages only.
[[nodiscard]] Intake<GreenButtonFile> parse_green_button(std::string_view bytes, std::string name);
// The same, read in pieces.
[[nodiscard]] Intake<GreenButtonFile> read_green_button(const std::filesystem::path& path);

}  // namespace tally::consumers
