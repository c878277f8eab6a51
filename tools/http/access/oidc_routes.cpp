// The paths by which people sign in at an OpenID provider. The session is the same as of a password.

#include <algorithm>
#include <utility>

#include "eventstore/program_log.h"
#include "tools/http/access/access_bodies.h"
#include "tools/http/access/access_messages.h"
#include "tools/http/access/access_routes.h"
#include "tools/http/client/http_client.h"
#include "tools/http/routes/query_routes.h"

namespace tally::tools {

namespace {

using domain::UserId;

constexpr std::string_view console_path = "/";
constexpr std::size_t code_bytes_max = 4'096;

HttpAnswer see_other(std::string location) {
    HttpAnswer answer;
    answer.status = 303;
    answer.headers.emplace_back("Location", std::move(location));
    return answer;
}

HttpAnswer provider_busy() {
    return http_unavailable("too many sign in at the OpenID provider at once: try again");
}

HttpAnswer answer_of_fault(const OidcFault& fault, const std::string& name) {
    if (fault.kind == OidcFault::Kind::not_kept) return credentials_fail(fault.detail);
    const auto detail = "the OpenID provider " + name + ": " + fault.detail;
    switch (fault.kind) {
        case OidcFault::Kind::unreachable: {
            spdlog::warn("access: {}", detail);
            auto answer = http_problem(503, detail + ": try again, or sign in by a password", "oidc_unreachable");
            answer.headers.emplace_back("Retry-After", "5");
            return answer;
        }
        case OidcFault::Kind::untrue:
            spdlog::warn("access: {} ({})", detail, fault.field);
            return http_problem(502, detail + ": tell an admin", "oidc_answer_wrong", fault.field);
        case OidcFault::Kind::refused:
        case OidcFault::Kind::not_kept:
            break;
    }
    return http_problem(403, detail, "oidc_refused", fault.field);
}

// What RFC 6749 lets an error consist of, as far as anybody needs to read it.
std::string shown_error(std::string_view error) {
    constexpr std::size_t shown_max = 64;
    std::string shown{error.substr(0, shown_max)};
    std::replace_if(
        shown.begin(), shown.end(), [](char c) { return c < ' ' || c >= 0x7f || c == '"'; }, '?');
    return shown;
}

// The kind of a problem, such as "oidc_refused"; empty: the answer is not one.
std::string_view kind_of_problem(const HttpAnswer& answer) {
    constexpr std::string_view kinds = "urn:tallystick:problem:";
    const auto at = answer.body.find(kinds);
    if (answer.status < 400 || at == std::string::npos) return {};
    const auto kind = std::string_view{answer.body}.substr(at + kinds.size());
    return kind.substr(0, kind.find('"'));
}

// A browser that was sent here by the provider or a button shows whatever is answered: it is sent on to the console's
// page of the problem, which says what to do. Programs are answered with the problem itself. `user`: as the provider
// names who signed in.
HttpAnswer shown_in_console(const HttpRequest& request, HttpAnswer answer, std::string_view user = {}) {
    const auto kind = kind_of_problem(answer);
    if (kind.empty() || request.accept.find("text/html") == std::string::npos) return answer;
    spdlog::info("access: a sign-in at the OpenID provider failed: {}", kind);
    auto place = "/#/sign-in-failed/" + std::string{kind};
    if (kind == "oidc_user_unknown" && domain::valid_id(user)) place += "?as=" + percent_encoded(user);
    auto shown = see_other(std::move(place));
    shown.path = std::move(answer.path);
    return shown;
}

const std::string* parameter_of(const RequestTarget& target, std::string_view name) {
    const auto found = target.parameters.find(name);
    return found == target.parameters.end() ? nullptr : &found->second;
}

HttpAnswer begun_elsewhere() {
    return http_problem(400,
                        "state: this sign-in was not begun in this browser, has ended, or took longer than ten "
                        "minutes: sign in again",
                        "oidc_state_wrong", "state");
}

HttpAnswer user_unknown(const std::string& user) {
    if (!domain::valid_id(user))
        return http_problem(403,
                            "the provider names you by what can be no user here (1 to 64 printable ASCII characters "
                            "without blank and '/'): an admin chooses another claim with --oidc-user-claim",
                            "oidc_user_unknown");
    return http_problem(403,
                        "you signed in as '" + user +
                            "', who is no user here: ask an admin to add this user, with "
                            "exactly this id (user.add)",
                        "oidc_user_unknown");
}

}  // namespace

HttpAnswer AccessRoutes::sign_in_ways(const HttpRequest& request) {
    if (auto wrong = wrong_method(request)) return std::move(*wrong);
    SignInWaysAnswer answer;
    if (access_.oidc()) answer.oidc.set(domain::Plain{access_.oidc()->name()});
    return record_answer(answer);
}

std::optional<HttpAnswer> AccessRoutes::begin_oidc(const HttpRequest& request,
                                                   const std::shared_ptr<HttpReply>& reply) {
    if (request.method != "GET") return wrong_method_for(request, "GET");
    if (!access_.oidc()) return oidc_off();
    const bool submitted = access_.oidc()->begin([this, request, reply](OidcResult<OidcSignIn::Begun> begun) {
        auto answer = begun ? see_other(begun->url) : answer_of_fault(begun.error(), access_.oidc()->name());
        if (begun) answer.headers.emplace_back("Set-Cookie", access_.oidc_cookie(begun->browser));
        answer.path = oidc_path;
        reply->send(shown_in_console(request, std::move(answer)));
    });
    return submitted ? std::nullopt : std::optional{shown_in_console(request, provider_busy())};
}

std::optional<HttpAnswer> AccessRoutes::end_oidc(const HttpRequest& request, const RequestTarget& target,
                                                 const std::shared_ptr<HttpReply>& reply) {
    if (request.method != "GET") return wrong_method_for(request, "GET");
    if (!access_.oidc()) return oidc_off();
    const auto* state = parameter_of(target, "state");
    const auto attempt = access_.oidc()->attempt_of(state ? *state : "", access_.oidc_browser(request));
    if (!attempt) return shown_in_console(request, begun_elsewhere());
    if (const auto* error = parameter_of(target, "error"))
        return shown_in_console(
            request, http_problem(403,
                                  "the OpenID provider " + access_.oidc()->name() + " does not sign you in: it says '" +
                                      shown_error(*error) + "'",
                                  "oidc_refused", "error"));
    const auto* code = parameter_of(target, "code");
    if (!code || code->empty() || code->size() > code_bytes_max)
        return shown_in_console(
            request, http_problem(400, "code: it is missing or too long: sign in again", "oidc_code_missing", "code"));
    if (auto held_up = access_.attempt(request, {})) return shown_in_console(request, std::move(*held_up));
    std::optional<std::string> issuer;
    if (const auto* named = parameter_of(target, "iss")) issuer = *named;
    const bool submitted =
        access_.oidc()->finish(*code, issuer, *attempt, [this, request, reply](OidcResult<OidcPerson> person) {
            auto answer =
                person ? signed_in_by_oidc(request, *person) : answer_of_fault(person.error(), access_.oidc()->name());
            answer.path = oidc_callback_path;
            reply->send(shown_in_console(request, std::move(answer), person ? std::string_view{person->user} : ""));
        });
    return submitted ? std::nullopt : std::optional{shown_in_console(request, provider_busy())};
}

HttpAnswer AccessRoutes::oidc_off() const {
    return http_problem(404, "this server has no OpenID provider: sign in by a password (POST /v1/session)",
                        "oidc_off");
}

HttpAnswer AccessRoutes::signed_in_by_oidc(const HttpRequest& request, const OidcPerson& person) {
    if (!domain::valid_id(person.user)) return user_unknown(person.user);
    const UserId id{person.user};
    const auto user = access_.users().find(id, Access::patience_);
    if (!user) return credentials_fail(user.error().message);
    if (!*user) return user_unknown(person.user);
    if ((*user)->locked)
        return http_problem(403, "the user '" + person.user + "' is locked: ask an admin (user.unlock)", "user_locked");
    if (auto wrong = wrong_with_subject(id, person.subject)) return std::move(*wrong);
    access_.attempt_succeeded(request, id);
    auto origin = access_.origin_of(request);
    origin.by_provider = true;
    const auto begun = access_.sessions().begin(id, access_.now(), origin);
    if (!begun) return credentials_fail(begun.error());
    auto answer = see_other(std::string{console_path});
    answer.headers.emplace_back("Set-Cookie", access_.cookie(begun->secret));
    answer.headers.emplace_back("Set-Cookie", access_.oidc_cookie(""));
    return answer;
}

// The first time, it is kept.
std::optional<HttpAnswer> AccessRoutes::wrong_with_subject(const UserId& user, const std::string& subject) {
    bool another = false;
    const auto kept = access_.credentials().change([&](Credentials& credentials) {
        const auto& issuer = access_.oidc()->issuer();
        if (const auto* known = credentials.subject_of(user)) {
            another = known->issuer.str() != issuer || known->subject.str() != subject;
            return false;
        }
        credentials.subjects.push_back({user, domain::Plain{issuer}, domain::Plain{subject}, access_.now()});
        return true;
    });
    if (!kept) return credentials_fail(kept.error());
    if (!another) return std::nullopt;
    return http_problem(403,
                        "'" + user.str() +
                            "' has signed in here before as another person of the provider: where this "
                            "is meant to be, an admin locks and unlocks the user (user.lock, user.unlock)",
                        "oidc_subject_other");
}

}  // namespace tally::tools
