#pragma once
// Every metric that /metrics prints: its name as Prometheus asks for it, with the unit, and what it tells.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace tally::tools {

enum class MetricKind : std::uint8_t { counter, gauge, histogram };

struct MetricRow {
    std::string_view name;
    MetricKind kind;
    std::string_view labels;  // Separated by commas.
    std::string_view help;
};
// By name.
[[nodiscard]] std::span<const MetricRow> metric_table();
// Of a name that is in the table.
[[nodiscard]] const MetricRow& metric_row(std::string_view name);
[[nodiscard]] std::string_view word_of(MetricKind);

// The table for people, and as JSON: `tally describe metrics`.
[[nodiscard]] std::string metrics_described(bool json);

}  // namespace tally::tools
