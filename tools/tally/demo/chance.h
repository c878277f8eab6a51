#pragma once
// What happens in a made-up utility, decided by a seed.

#include <algorithm>
#include <cstdint>
#include <random>

namespace tally::tools {

class DemoChance {
  public:
    // troubles: percent of how often they usually happen.
    DemoChance(std::uint64_t seed, std::uint32_t troubles) : random_(seed), troubles_(troubles) {}

    [[nodiscard]] std::uint64_t below(std::uint64_t bound) { return random_() % bound; }
    [[nodiscard]] bool happens(std::uint64_t per_thousand) {
        return below(1000) < std::min<std::uint64_t>(per_thousand * troubles_ / 100, 900);
    }

  private:
    std::mt19937_64 random_;
    std::uint64_t troubles_;
};

}  // namespace tally::tools
