#pragma once
// Who is signed in by a cookie. In memory only: a restart signs everybody out.

#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "domain/core/date.h"
#include "domain/core/text.h"

namespace tally::tools {

struct SessionLimits {
    std::int64_t idle_microseconds = std::int64_t{30} * 60 * 1'000'000;
    std::int64_t whole_microseconds = std::int64_t{12} * 60 * 60 * 1'000'000;
    std::size_t of_one_user_max = 20;  // Beyond it, the one unused longest ends.
    std::size_t all_max = 10'000;
};

struct SignedIn {
    domain::UserId user;
    std::string csrf;  // What each request but GET and HEAD must repeat.
    domain::Instant began;
    domain::Instant used;
};

// Every method may be called from any thread.
class SessionTable {
  public:
    explicit SessionTable(SessionLimits limits = {}) : limits_(limits) {}

    struct Begun {
        std::string secret;  // For the cookie.
        std::string csrf;
    };
    [[nodiscard]] Begun begin(const domain::UserId&, domain::Instant now);
    // Counts as use. Nothing: there is no such session (any more).
    [[nodiscard]] std::optional<SignedIn> use(std::string_view secret, domain::Instant now);
    void end(std::string_view secret);
    void end_all_of(const domain::UserId&);

  private:
    [[nodiscard]] bool over(const SignedIn&, domain::Instant now) const;
    void make_room(const domain::UserId&, domain::Instant now);

    const SessionLimits limits_;
    std::mutex mutex_;
    std::map<std::string, SignedIn, std::less<>> sessions_;  // By the kept form of their secrets.
};

}  // namespace tally::tools
