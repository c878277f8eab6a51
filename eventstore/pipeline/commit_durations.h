#pragma once
// How long commits took to become durable, counted by upper bounds, as a histogram of Prometheus counts. Written by one
// thread, read by any.

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace tally::eventstore {

class CommitDurations {
  public:
    static constexpr std::array<std::uint32_t, 14> upper_bounds_us{
        50, 100, 250, 500, 1'000, 2'500, 5'000, 10'000, 25'000, 50'000, 100'000, 250'000, 500'000, 1'000'000};

    struct Counts {
        // below[i]: took upper_bounds_us[i] at most and more than the bound before it; the last: longer than all.
        std::array<std::uint64_t, upper_bounds_us.size() + 1> below{};
        std::uint64_t total_us = 0;
        [[nodiscard]] std::uint64_t commits() const;
    };

    void add(std::chrono::steady_clock::duration);
    [[nodiscard]] Counts counts() const;

  private:
    std::array<std::atomic<std::uint64_t>, upper_bounds_us.size() + 1> below_{};
    std::atomic<std::uint64_t> total_us_{0};
};

}  // namespace tally::eventstore
