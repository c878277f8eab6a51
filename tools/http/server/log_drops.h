#pragma once
// Lines of the program's log that were not written, because its reader is too slow: for /metrics.

#include <atomic>
#include <cstdint>

namespace tally::tools {

inline std::atomic<std::uint64_t>& log_drops() {
    static std::atomic<std::uint64_t> count{0};
    return count;
}
inline void count_dropped_log_line() {
    log_drops().fetch_add(1, std::memory_order_relaxed);
}
[[nodiscard]] inline std::uint64_t dropped_log_lines() {
    return log_drops().load(std::memory_order_relaxed);
}

}  // namespace tally::tools
