#include "tools/http/access/oidc_sign_in.h"

#include <utility>

namespace tally::tools {

namespace {

tl::unexpected<OidcFault> asked_too_late() {
    return tl::unexpected(OidcFault{OidcFault::Kind::unreachable, "it answers too slowly"});
}

std::string name_of_provider(const OidcOptions& options) {
    if (!options.name.empty()) return options.name;
    const auto origin = origin_of_url(options.issuer);
    return std::string{origin.substr(origin.find("//") + 2)};
}

}  // namespace

OidcSignIn::OidcSignIn(OidcOptions options, OidcProvider::Now now, std::unique_ptr<OidcAttempts> attempts,
                       std::chrono::milliseconds waits_max)
    : name_(name_of_provider(options)),
      issuer_(options.issuer),
      now_(now),
      waits_max_(waits_max),
      provider_(std::move(options), std::move(now)),
      attempts_(std::move(attempts)) {}

void OidcSignIn::stop() {
    stops_ = true;
    worker_.stop();
}

bool OidcSignIn::too_late(std::chrono::steady_clock::time_point asked) const {
    return stops_ || std::chrono::steady_clock::now() - asked > waits_max_;
}

bool OidcSignIn::begin(std::function<void(OidcResult<Begun>)> done) {
    const auto asked = std::chrono::steady_clock::now();
    return worker_.submit([this, asked, done = std::move(done)] {
        if (too_late(asked)) return done(asked_too_late());
        auto begun = attempts_->begin(now_());
        if (!begun) return done(tl::unexpected(OidcFault{OidcFault::Kind::not_kept, std::move(begun.error())}));
        auto url = provider_.sign_in_url(begun->attempt, begun->state);
        if (!url) return done(tl::unexpected(std::move(url.error())));
        done(Begun{std::move(*url), std::move(begun->browser)});
    });
}

std::optional<OidcAttempt> OidcSignIn::attempt_of(std::string_view state, std::string_view browser) {
    return attempts_->end(state, browser, now_());
}

bool OidcSignIn::finish(std::string code, std::optional<std::string> issuer, OidcAttempt attempt,
                        std::function<void(OidcResult<OidcPerson>)> done) {
    const auto asked = std::chrono::steady_clock::now();
    return worker_.submit([this, asked, code = std::move(code), issuer = std::move(issuer),
                           attempt = std::move(attempt), done = std::move(done)] {
        if (too_late(asked)) return done(asked_too_late());
        done(provider_.person_of_code(code, issuer, attempt));
    });
}

}  // namespace tally::tools
