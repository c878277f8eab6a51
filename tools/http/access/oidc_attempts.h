#pragma once
// Sign-ins at an OpenID provider that were begun: each is for one browser, for one use, and for ten minutes. Nonce and
// PKCE verifier follow from the secrets that come back with the browser (OpenID Connect Core 1.0, section 15.5.2), so
// that what is kept is a name and a time, and none of these secrets.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "domain/core/date.h"
#include "tools/http/access/oidc_provider.h"

namespace tally::tools {

struct OidcLimits {
    std::int64_t attempt_microseconds = std::int64_t{10} * 60 * 1'000'000;  // From beginning to end.
    std::size_t attempts_max = 10'000;                                      // Beyond it, the oldest is forgotten.
    std::chrono::milliseconds waits_max{15'000};                            // For the provider to be asked at all.
};

// Every method may be called from any thread.
class OidcAttempts {
  public:
    struct Begun {
        std::string state;    // Comes back with the code.
        std::string browser;  // For a cookie: only this browser ends it.
        OidcAttempt attempt;
    };
    virtual ~OidcAttempts() = default;
    // Error: that it began cannot be kept.
    [[nodiscard]] tl::expected<Begun, std::string> begin(domain::Instant now);
    // Nothing: there is none of this state, for this browser, that was not ended and is not too old.
    [[nodiscard]] std::optional<OidcAttempt> end(std::string_view state, std::string_view browser, domain::Instant now);

  protected:
    explicit OidcAttempts(OidcLimits limits) : limits_(limits) {}
    [[nodiscard]] const OidcLimits& limits() const { return limits_; }

  private:
    [[nodiscard]] virtual tl::expected<void, std::string> keep(const std::string& name, domain::Instant now) = 0;
    // Removes the attempt and returns when it was kept; of concurrent callers only one gets it. Nothing: there is no
    // such attempt.
    [[nodiscard]] virtual std::optional<domain::Instant> take(const std::string& name) = 0;

    const OidcLimits limits_;
};

// Of a program that alone answers for its division. In memory only.
class OidcAttemptTable final : public OidcAttempts {
  public:
    explicit OidcAttemptTable(OidcLimits limits = {}) : OidcAttempts(limits) {}

  private:
    [[nodiscard]] tl::expected<void, std::string> keep(const std::string& name, domain::Instant now) override;
    [[nodiscard]] std::optional<domain::Instant> take(const std::string& name) override;

    std::mutex mutex_;
    std::map<std::string, domain::Instant> began_;  // By name.
};

}  // namespace tally::tools
