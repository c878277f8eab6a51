#pragma once
// Signing in by OpenID Connect: the authorization code flow with PKCE, between this server, a browser and the provider
// whom the people have. Who the person is here, and the session, are not its business.

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "tools/http/access/oidc_attempts.h"
#include "tools/http/access/oidc_provider.h"
#include "tools/http/access/password_worker.h"

namespace tally::tools {

// Asks the provider on a thread of its own, so that nothing else ever waits for it. Every method may be called from any
// thread.
class OidcSignIn {
  public:
    // The options must be good: see wrong_with_oidc(). `waits_max`: for the provider to be asked at all.
    OidcSignIn(OidcOptions, OidcProvider::Now, std::unique_ptr<OidcAttempts>,
               std::chrono::milliseconds waits_max = OidcLimits{}.waits_max);
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
    const std::chrono::milliseconds waits_max_;
    OidcProvider provider_;  // On the worker's thread only.
    const std::unique_ptr<OidcAttempts> attempts_;
    std::atomic<bool> stops_ = false;
    PasswordWorker worker_;  // Last: its work uses the others.
};

}  // namespace tally::tools
