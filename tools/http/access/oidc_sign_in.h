#pragma once
// Signing in by OpenID Connect: the authorization code flow with PKCE, between this server, a browser and the provider
// whom the people have. Who the person is here, and the session, are not its business.

#include <atomic>
#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "domain/core/date.h"
#include "tools/http/access/oidc_provider.h"
#include "tools/http/access/password_worker.h"

namespace tally::tools {

struct OidcLimits {
    std::int64_t attempt_microseconds = std::int64_t{10} * 60 * 1'000'000;  // From beginning to end.
    std::size_t attempts_max = 10'000;                                      // Beyond it, the oldest is forgotten.
    std::chrono::milliseconds waits_max{15'000};                            // For the provider to be asked at all.
};

// Sign-ins that were begun, each for one browser and one use. In memory only. Every method may be called from any
// thread.
class OidcAttempts {
  public:
    explicit OidcAttempts(OidcLimits limits = {}) : limits_(limits) {}

    struct Begun {
        std::string state;    // Comes back with the code.
        std::string browser;  // For a cookie: only this browser ends it.
        OidcAttempt attempt;
    };
    [[nodiscard]] Begun begin(domain::Instant now);
    // Nothing: there is none of this state, for this browser, that was not ended and is not too old.
    [[nodiscard]] std::optional<OidcAttempt> end(std::string_view state, std::string_view browser, domain::Instant now);

  private:
    struct Kept {
        std::string browser;  // In its kept form.
        OidcAttempt attempt;
        domain::Instant began;
    };
    void make_room(domain::Instant now);

    const OidcLimits limits_;
    std::mutex mutex_;
    std::map<std::string, Kept> attempts_;  // By the kept form of their states.
};

// Asks the provider on a thread of its own, so that nothing else ever waits for it. Every method may be called from any
// thread.
class OidcSignIn {
  public:
    // The options must be good: see wrong_with_oidc().
    OidcSignIn(OidcOptions, OidcProvider::Now, OidcLimits = {});
    // What is under way is done, what waits is answered that it cannot be done.
    void stop();

    // Of the provider, for people.
    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] const std::string& issuer() const { return issuer_; }

    struct Begun {
        std::string url;      // Where the browser goes.
        std::string browser;  // For its cookie.
    };
    // `done` is called once, on that thread. False: too much waits already, and it is not called.
    [[nodiscard]] bool begin(std::function<void(OidcResult<Begun>)> done);
    // Of the callback. Nothing: it ends no sign-in of this browser.
    [[nodiscard]] std::optional<OidcAttempt> attempt_of(std::string_view state, std::string_view browser);
    // As begin(). `issuer`: as the callback names it; nothing: it does not.
    [[nodiscard]] bool finish(std::string code, std::optional<std::string> issuer, OidcAttempt,
                              std::function<void(OidcResult<OidcPerson>)> done);

  private:
    // Whether what was asked at this time is still worth asking the provider.
    [[nodiscard]] bool too_late(std::chrono::steady_clock::time_point asked) const;

    const std::string name_;
    const std::string issuer_;
    const OidcProvider::Now now_;
    const OidcLimits limits_;
    OidcProvider provider_;  // On the worker's thread only.
    OidcAttempts attempts_;
    std::atomic<bool> stops_ = false;
    PasswordWorker worker_;  // Last: its work uses the others.
};

}  // namespace tally::tools
