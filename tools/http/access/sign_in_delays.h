#pragma once
// Makes guessing slow: after some failures each further attempt has to wait, twice as long each time. Counted by user
// and by address, whether there is such a user or not.

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "domain/core/date.h"

namespace tally::tools {

struct DelayLimits {
    std::uint32_t free_attempts = 5;
    std::int64_t longest_seconds = 15 * 60;
    std::int64_t forgotten_after_seconds = 60 * 60;
    std::size_t keys_max = 10'000;  // Beyond it, the one with the oldest attempt is forgotten.
};

// Every method may be called from any thread.
class SignInDelays {
  public:
    explicit SignInDelays(DelayLimits limits = {}) : limits_(limits) {}

    // An attempt begins: it counts as failed until succeeded() or take_back() is called, so that attempts at the same
    // time count, too. 0: it may go on; else it is not made, and how many seconds to wait.
    [[nodiscard]] std::int64_t attempt(const std::string& key, domain::Instant now);
    // The key is forgotten.
    void succeeded(const std::string& key);
    // The last attempt alone counts no longer.
    void take_back(const std::string& key);

  private:
    struct Failures {
        std::uint32_t count = 0;
        domain::Instant last;
    };
    void make_room(domain::Instant now);

    const DelayLimits limits_;
    std::mutex mutex_;
    std::map<std::string, Failures> failures_;
};

}  // namespace tally::tools
