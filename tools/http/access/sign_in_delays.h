#pragma once
// Makes guessing slow: after some failures each further attempt has to wait, twice as long each time. Counted by user
// and by address, whether there is such a user or not.

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <tl/expected.hpp>

#include "domain/core/date.h"

namespace tally::tools {

struct DelayLimits {
    std::uint32_t free_attempts = 5;
    std::int64_t longest_seconds = std::int64_t{15} * 60;
    std::int64_t forgotten_after_seconds = std::int64_t{60} * 60;
    std::size_t keys_max = 10'000;  // Beyond it, the one with the oldest attempt is forgotten.
};

// Of a key.
struct SignInFailures {
    std::uint32_t count = 0;
    domain::Instant last;
    // An attempt begins, and is counted unless it has to wait. 0: it may go on; else how many seconds it has to wait.
    [[nodiscard]] std::int64_t attempt(const DelayLimits&, domain::Instant now);
};

// Every method may be called from any thread.
class SignInDelays {
  public:
    virtual ~SignInDelays() = default;
    // An attempt begins: it counts as failed until succeeded() or take_back() is called, so that attempts at the same
    // time count, too. 0: it may go on; else it is not made, and how many seconds to wait. Error: it cannot be counted,
    // and is not made.
    [[nodiscard]] virtual tl::expected<std::int64_t, std::string> attempt(const std::string& key,
                                                                          domain::Instant now) = 0;
    // The key is forgotten.
    virtual void succeeded(const std::string& key) = 0;
    // The last attempt alone counts no longer.
    virtual void take_back(const std::string& key) = 0;
};

// Of a program that alone answers for its division. In memory only.
class SignInDelayTable final : public SignInDelays {
  public:
    explicit SignInDelayTable(DelayLimits limits = {}) : limits_(limits) {}

    [[nodiscard]] tl::expected<std::int64_t, std::string> attempt(const std::string& key, domain::Instant now) override;
    void succeeded(const std::string& key) override;
    void take_back(const std::string& key) override;

  private:
    void make_room(domain::Instant now);

    const DelayLimits limits_;
    std::mutex mutex_;
    std::map<std::string, SignInFailures> failures_;
};

}  // namespace tally::tools
