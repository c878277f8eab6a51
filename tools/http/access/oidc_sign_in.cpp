#include "tools/http/access/oidc_sign_in.h"

#include <algorithm>
#include <utility>

#include "tools/http/access/secrets.h"

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

OidcAttempts::Begun OidcAttempts::begin(domain::Instant now) {
    Begun begun{random_secret(), random_secret(), {random_secret(), random_secret()}};
    const std::lock_guard lock{mutex_};
    make_room(now);
    attempts_.insert_or_assign(kept_form(begun.state), Kept{kept_form(begun.browser), begun.attempt, now});
    return begun;
}

std::optional<OidcAttempt> OidcAttempts::end(std::string_view state, std::string_view browser, domain::Instant now) {
    const std::lock_guard lock{mutex_};
    const auto found = attempts_.find(kept_form(state));
    if (found == attempts_.end()) return std::nullopt;
    // Who shows another browser the way of this one does not end it, either.
    if (!same_secret(found->second.browser, kept_form(browser))) return std::nullopt;
    const auto kept = std::move(found->second);
    attempts_.erase(found);
    if (now.microseconds - kept.began.microseconds >= limits_.attempt_microseconds) return std::nullopt;
    return kept.attempt;
}

void OidcAttempts::make_room(domain::Instant now) {
    if (attempts_.size() < limits_.attempts_max) return;
    std::erase_if(attempts_, [&](const auto& one) {
        return now.microseconds - one.second.began.microseconds >= limits_.attempt_microseconds;
    });
    if (attempts_.size() < limits_.attempts_max) return;
    attempts_.erase(std::min_element(attempts_.begin(), attempts_.end(), [](const auto& one, const auto& other) {
        return one.second.began < other.second.began;
    }));
}

OidcSignIn::OidcSignIn(OidcOptions options, OidcProvider::Now now, OidcLimits limits)
    : name_(name_of_provider(options)),
      issuer_(options.issuer),
      now_(now),
      limits_(limits),
      provider_(std::move(options), std::move(now)),
      attempts_(limits) {}

void OidcSignIn::stop() {
    stops_ = true;
    worker_.stop();
}

bool OidcSignIn::too_late(std::chrono::steady_clock::time_point asked) const {
    return stops_ || std::chrono::steady_clock::now() - asked > limits_.waits_max;
}

bool OidcSignIn::begin(std::function<void(OidcResult<Begun>)> done) {
    const auto asked = std::chrono::steady_clock::now();
    return worker_.submit([this, asked, done = std::move(done)] {
        if (too_late(asked)) return done(asked_too_late());
        const auto begun = attempts_.begin(now_());
        auto url = provider_.sign_in_url(begun.attempt, begun.state);
        if (!url) return done(tl::unexpected(std::move(url.error())));
        done(Begun{std::move(*url), begun.browser});
    });
}

std::optional<OidcAttempt> OidcSignIn::attempt_of(std::string_view state, std::string_view browser) {
    return attempts_.end(state, browser, now_());
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
