#pragma once
// Who is signed in by a cookie.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "domain/core/date.h"
#include "domain/core/text.h"

namespace tally::tools {

struct SessionLimits {
    std::int64_t idle_microseconds = std::int64_t{30} * 60 * 1'000'000;
    std::int64_t whole_microseconds = std::int64_t{12} * 60 * 60 * 1'000'000;
    std::size_t of_one_user_max = 20;  // Beyond it, the one unused longest ends.
    std::size_t all_max = 10'000;
};

// Where a user signed in, as far as the request says.
struct SessionOrigin {
    std::string address;       // Of the client.
    std::string program;       // What it calls itself (User-Agent).
    bool by_provider = false;  // At the OpenID provider, and not by a password.
};

struct SignedIn {
    domain::UserId user;
    std::string csrf;  // What each request but GET and HEAD must repeat.
    domain::Instant began;
    domain::Instant used;
    SessionOrigin origin;
};

// Names a session to its user; it is no secret.
struct OpenSession {
    std::string id;
    SignedIn session;
};

// Every method may be called from any thread.
class Sessions {
  public:
    struct Begun {
        std::string secret;  // For the cookie.
        std::string csrf;
    };
    virtual ~Sessions() = default;
    // Error: where they are kept cannot be written.
    [[nodiscard]] virtual tl::expected<Begun, std::string> begin(const domain::UserId&, domain::Instant now,
                                                                 const SessionOrigin& = {}) = 0;
    // Counts as use. Nothing: there is no such session (any more).
    [[nodiscard]] virtual std::optional<SignedIn> use(std::string_view secret, domain::Instant now) = 0;
    // Without counting as use. Nothing: there is no such session (any more).
    [[nodiscard]] virtual std::optional<SignedIn> look_at(std::string_view secret, domain::Instant now) = 0;
    virtual void end(std::string_view secret) = 0;
    // Those of a user that are not over, the one that was used last first.
    [[nodiscard]] virtual std::vector<OpenSession> open_of(const domain::UserId&, domain::Instant now) = 0;
    [[nodiscard]] virtual std::string id_of(std::string_view secret) const = 0;
    // False: the user has no such session.
    [[nodiscard]] virtual bool end_one(const domain::UserId&, std::string_view id) = 0;
    virtual void end_all_of(const domain::UserId&) = 0;
    // All but the one with this id.
    void end_others_of(const domain::UserId& user, std::string_view id, domain::Instant now) {
        for (const auto& other : open_of(user, now))
            if (other.id != id) static_cast<void>(end_one(user, other.id));
    }
    // Those that have not ended, or have and were not asked for since.
    [[nodiscard]] virtual std::size_t count() = 0;
};

// Of the kept form of a secret so much is its id.
inline constexpr std::size_t session_id_length = 16;
inline void last_used_first(std::vector<OpenSession>& sessions) {
    std::stable_sort(sessions.begin(), sessions.end(),
                     [](const auto& one, const auto& other) { return one.session.used > other.session.used; });
}

// Ended by time, of its last use or of its beginning.
[[nodiscard]] inline bool is_over(const SignedIn& session, const SessionLimits& limits, domain::Instant now) {
    return now.microseconds - session.used.microseconds >= limits.idle_microseconds ||
           now.microseconds - session.began.microseconds >= limits.whole_microseconds;
}

}  // namespace tally::tools
