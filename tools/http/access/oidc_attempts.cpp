#include "tools/http/access/oidc_attempts.h"

#include <algorithm>

#include "tools/http/access/secrets.h"

namespace tally::tools {

namespace {

using domain::Instant;

constexpr std::size_t attempt_secret_length = 43;

// What follows from both secrets and tells neither.
std::string derived(std::string_view what, std::string_view state, std::string_view browser) {
    std::string secrets{what};
    secrets.append(" ").append(state).append(browser);
    return kept_form(secrets);
}

std::string name_of_attempt(std::string_view state, std::string_view browser) {
    return derived("name", state, browser);
}

OidcAttempt attempt_of_secrets(std::string_view state, std::string_view browser) {
    return {derived("nonce", state, browser), derived("verifier", state, browser)};
}

}  // namespace

tl::expected<OidcAttempts::Begun, std::string> OidcAttempts::begin(Instant now) {
    Begun begun{random_secret(), random_secret(), {}};
    begun.attempt = attempt_of_secrets(begun.state, begun.browser);
    if (auto kept = keep(name_of_attempt(begun.state, begun.browser), now); !kept)
        return tl::unexpected(std::move(kept.error()));
    return begun;
}

// The name is derived from both secrets, so that a callback in another browser does not end this browser's attempt.
std::optional<OidcAttempt> OidcAttempts::end(std::string_view state, std::string_view browser, Instant now) {
    if (state.size() != attempt_secret_length || browser.size() != attempt_secret_length) return std::nullopt;
    const auto began = take(name_of_attempt(state, browser));
    if (!began || now.microseconds - began->microseconds >= limits_.attempt_microseconds) return std::nullopt;
    return attempt_of_secrets(state, browser);
}

tl::expected<void, std::string> OidcAttemptTable::keep(const std::string& name, Instant now) {
    const std::lock_guard lock{mutex_};
    if (began_.size() >= limits().attempts_max)
        std::erase_if(began_, [&](const auto& one) {
            return now.microseconds - one.second.microseconds >= limits().attempt_microseconds;
        });
    if (began_.size() >= limits().attempts_max)
        began_.erase(std::min_element(began_.begin(), began_.end(),
                                      [](const auto& one, const auto& other) { return one.second < other.second; }));
    began_.insert_or_assign(name, now);
    return {};
}

std::optional<Instant> OidcAttemptTable::take(const std::string& name) {
    const std::lock_guard lock{mutex_};
    const auto found = began_.find(name);
    if (found == began_.end()) return std::nullopt;
    const auto began = found->second;
    began_.erase(found);
    return began;
}

}  // namespace tally::tools
