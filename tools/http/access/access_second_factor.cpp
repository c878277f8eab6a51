// The paths by which users set up, see and end their own second factor, and what a code has to be at a sign-in.

#include <utility>

#include "eventstore/program_log.h"
#include "tools/http/access/access_bodies.h"
#include "tools/http/access/access_messages.h"
#include "tools/http/access/access_routes.h"
#include "tools/http/access/second_factor.h"
#include "tools/http/access/totp.h"

namespace tally::tools {

namespace {

using domain::UserId;

HttpAnswer with_challenge(HttpAnswer answer) {
    if (answer.status == 401) answer.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"tallystick\"");
    return answer;
}

HttpAnswer nothing_set_up() {
    return http_problem(404, "you have no second factor: set one up with POST /v1/session/second-factor",
                        "second_factor_unknown");
}

HttpAnswer set_up_already() {
    return http_problem(409, "you have a second factor: remove it first (DELETE /v1/session/second-factor)",
                        "second_factor_there");
}

// Which server a device's code is for, as its user reads it there.
std::string issuer_of(const HttpRequest& request) {
    const auto port = request.host.rfind(':');
    const auto bracket = request.host.rfind(']');
    const bool has_port = port != std::string::npos && (bracket == std::string::npos || bracket < port);
    return "Tallystick " + (has_port ? request.host.substr(0, port) : request.host);
}

}  // namespace

std::optional<HttpAnswer> AccessRoutes::second_factor(const HttpRequest& request,
                                                      const std::shared_ptr<HttpReply>& reply) {
    const bool asks = request.method == "GET" || request.method == "HEAD";
    if (!asks && request.method != "POST" && request.method != "DELETE")
        return wrong_method_for(request, "GET, HEAD, POST, DELETE");
    const auto principal = access_.principal_who_may_enrol(request);
    if (!principal) return principal.error();
    if (!principal->by_cookie)
        return not_permitted("a token has nothing to do with a second factor: sign in (POST /v1/session)",
                             "Authorization");
    if (asks) return second_factor_of(*principal);
    return request.method == "POST" ? enrol(request, *principal, reply) : end_second_factor(request, *principal, reply);
}

HttpAnswer AccessRoutes::second_factor_of(const Principal& principal) {
    const auto credentials = access_.credentials().read();
    if (!credentials) return credentials_fail(credentials.error());
    SecondFactorAnswer answer;
    if (const auto* factor = (*credentials)->second_factor_of(principal.user->user)) {
        answer.set_up = true;
        answer.since.set(factor->since);
        answer.recovery_codes_left = static_cast<std::uint16_t>(factor->recovery_codes.size());
    }
    return record_answer(answer);
}

std::optional<HttpAnswer> AccessRoutes::enrol(const HttpRequest& request, const Principal& principal,
                                              const std::shared_ptr<HttpReply>& reply) {
    const auto body = read_body<EnrolBody>(request);
    if (!body) return body.error();
    const UserId& user = principal.user->user;
    if (auto held_up = access_.attempt(request, user)) return held_up;
    const bool submitted = access_.worker().submit([this, request, user, body = *body, reply] {
        auto answer = enrolment_begun(request, user, body.password.str());
        answer.path = second_factor_path;
        reply->send(std::move(answer));
    });
    return submitted ? std::nullopt : std::optional{too_many_sign_in()};
}

HttpAnswer AccessRoutes::enrolment_begun(const HttpRequest& request, const UserId& user, std::string_view password) {
    const auto credentials = access_.credentials().read();
    if (!credentials) return credentials_fail(credentials.error());
    if (!(*credentials)->password_of(user))
        return http_problem(409,
                            "you have no password here: the OpenID provider asks for a second factor, or an admin "
                            "makes a link by which you choose a password",
                            "password_missing", "password");
    if (!access_.password_is(**credentials, user, password))
        return http_problem(422, "password: this is not your password: type it again", "wrong_password", "password");
    access_.attempt_succeeded(request, user);
    bool there = false;
    BegunSecondFactorAnswer answer;
    const auto begun = access_.credentials().change([&](Credentials& all) {
        there = all.second_factor_of(user) != nullptr;
        if (there) return false;
        const auto& enrolment = begin_enrolment(all, user, access_.now());
        answer.secret = enrolment.secret;
        answer.expires_at = enrolment.expires_at;
        return true;
    });
    if (!begun) return credentials_fail(begun.error());
    if (there) return set_up_already();
    answer.uri = domain::Plain{otpauth_uri(issuer_of(request), user.str(), answer.secret.str())};
    return record_answer(answer, 201);
}

// Wrong codes are not counted: who asks was told the key.
HttpAnswer AccessRoutes::confirm_enrolment(const HttpRequest& request) {
    if (request.method != "POST") return wrong_method_for(request, "POST");
    const auto principal = access_.principal_who_may_enrol(request);
    if (!principal) return principal.error();
    if (!principal->by_cookie)
        return not_permitted("a token sets up no second factor: sign in (POST /v1/session)", "Authorization");
    const auto body = read_body<ConfirmBody>(request);
    if (!body) return body.error();
    const UserId& user = principal->user->user;
    const auto notice = notice_of(request, *principal, user, CredentialKind::second_factor);
    Confirmation confirmation;
    const auto done = access_.credentials().change([&](Credentials& all) {
        confirmation = tools::confirm_enrolment(all, user, body->code.str(), access_.now());
        if (confirmation.outcome != Confirmed::yes) return false;
        all.add_notice(notice);
        return true;
    });
    if (!done) return credentials_fail(done.error());
    switch (confirmation.outcome) {
        case Confirmed::there_already:
            return set_up_already();
        case Confirmed::not_begun:
            return http_problem(409,
                                "nothing is to be confirmed, or it began more than ten minutes ago: begin with POST "
                                "/v1/session/second-factor",
                                "enrolment_missing");
        case Confirmed::wrong:
            return http_problem(422,
                                "code: it is not the one that the device shows now: type the next one, and see that "
                                "the device's clock is right",
                                "wrong_code", "code");
        case Confirmed::yes:
            break;
    }
    // They began without it.
    access_.sessions().end_others_of(user, notice.session.str(), access_.now());
    ConfirmedSecondFactorAnswer answer;
    for (auto& code : confirmation.recovery_codes) answer.recovery_codes.emplace_back(std::move(code));
    return record_answer(answer, 201);
}

std::optional<HttpAnswer> AccessRoutes::end_second_factor(const HttpRequest& request, const Principal& principal,
                                                          const std::shared_ptr<HttpReply>& reply) {
    const auto body = read_body<EndSecondFactorBody>(request);
    if (!body) return body.error();
    // Before an attempt is made: of nothing that is set up none succeeds.
    const auto credentials = access_.credentials().read();
    if (!credentials) return credentials_fail(credentials.error());
    if (!(*credentials)->second_factor_of(principal.user->user)) return nothing_set_up();
    if (body->password.empty() == body->code.empty())
        return http_problem(422, "password: give it or a code, and not both", "field_missing", "password");
    if (auto held_up = access_.attempt(request, principal.user->user)) return held_up;
    const bool submitted = access_.worker().submit([this, request, principal, body = *body, reply] {
        auto answer = second_factor_ended(request, principal, body);
        answer.path = second_factor_path;
        reply->send(std::move(answer));
    });
    return submitted ? std::nullopt : std::optional{too_many_sign_in()};
}

HttpAnswer AccessRoutes::second_factor_ended(const HttpRequest& request, const Principal& principal,
                                             const EndSecondFactorBody& body) {
    const UserId& user = principal.user->user;
    const auto credentials = access_.credentials().read();
    if (!credentials) return credentials_fail(credentials.error());
    if (body.code.empty()) {
        if (!access_.password_is(**credentials, user, body.password.str()))
            return http_problem(422, "password: this is not your password: type it again", "wrong_password",
                                "password");
    } else if (auto wrong = wrong_with_code(request, user, body.code.str(), 422)) {
        return std::move(*wrong);
    }
    access_.attempt_succeeded(request, user);
    const auto notice = notice_of(request, principal, user, CredentialKind::second_factor_removed);
    bool removed = false;
    const auto done = access_.credentials().change([&](Credentials& all) {
        removed = all.remove_second_factor_of(user);
        if (removed) all.add_notice(notice);
        return removed;
    });
    if (!done) return credentials_fail(done.error());
    if (!removed) return nothing_set_up();
    access_.sessions().end_others_of(user, notice.session.str(), access_.now());
    HttpAnswer answer;
    answer.status = 204;
    return answer;
}

std::optional<HttpAnswer> AccessRoutes::wrong_with_code(const HttpRequest& request, const UserId& user,
                                                        std::string_view code, unsigned status) {
    KeptNotice notice;
    notice.user = user;
    notice.address = domain::Plain{access_.client_of(request)};
    notice.at = access_.now();
    CodeTaken taken = CodeTaken::wrong;
    const auto done = access_.credentials().change([&](Credentials& all) {
        taken = take_code(all, user, code, access_.now());
        if (taken == CodeTaken::by_recovery || taken == CodeTaken::again) {
            notice.kind =
                taken == CodeTaken::again ? CredentialKind::code_given_again : CredentialKind::recovery_code_used;
            all.add_notice(notice);
        }
        return counted(taken) || taken == CodeTaken::again;
    });
    if (!done) return credentials_fail(done.error());
    if (counted(taken) || taken == CodeTaken::no_factor) return std::nullopt;
    if (taken == CodeTaken::again) {
        spdlog::warn("access: a code of a second factor was given a second time, and refused");
        return with_challenge(
            http_problem(status, "code: it was used already: wait for the next one", "code_used", "code"));
    }
    return with_challenge(http_problem(
        status, "code: it is wrong: type the one that the device shows now, or a recovery code", "wrong_code", "code"));
}

std::optional<HttpAnswer> AccessRoutes::wrong_with_second_step(const HttpRequest& request, const UserId& user,
                                                               std::string_view code) {
    const auto credentials = access_.credentials().read();
    if (!credentials) return credentials_fail(credentials.error());
    if (!(*credentials)->second_factor_of(user)) return std::nullopt;
    if (!code.empty()) return wrong_with_code(request, user, code, 401);
    return with_challenge(
        http_problem(401, "code: this user has a second factor: also give a code of the device, or a recovery code",
                     "second_factor_needed", "code"));
}

}  // namespace tally::tools
