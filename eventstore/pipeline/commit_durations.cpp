#include "eventstore/pipeline/commit_durations.h"

#include <algorithm>
#include <numeric>

namespace tally::eventstore {

std::uint64_t CommitDurations::Counts::commits() const {
    return std::accumulate(below.begin(), below.end(), std::uint64_t{0});
}

void CommitDurations::add(std::chrono::steady_clock::duration took) {
    const auto us = static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(took).count());
    const auto bound = std::lower_bound(upper_bounds_us.begin(), upper_bounds_us.end(), us);
    total_us_.fetch_add(us, std::memory_order_relaxed);
    below_[static_cast<std::size_t>(bound - upper_bounds_us.begin())].fetch_add(1, std::memory_order_relaxed);
}

CommitDurations::Counts CommitDurations::counts() const {
    Counts all;
    for (std::size_t i = 0; i < below_.size(); ++i) all.below[i] = below_[i].load(std::memory_order_relaxed);
    all.total_us = total_us_.load(std::memory_order_relaxed);
    return all;
}

}  // namespace tally::eventstore
