#include "tools/http/access/access_routes.h"

#include <utility>

#include "eventstore/program_log.h"
#include "tools/http/access/access_bodies.h"
#include "tools/http/access/access_messages.h"
#include "tools/http/access/session_answer.h"
#include "tools/http/routes/query_routes.h"

namespace tally::tools {

namespace {

using domain::Role;
using domain::UserId;

HttpAnswer wrong_password() {
    auto answer =
        http_problem(401, "user or password is wrong: try again, or ask an admin for a link", "wrong_password");
    answer.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"tallystick\"");
    return answer;
}

std::optional<HttpAnswer> weak_password(std::string_view wanted, std::string_view user, std::string_view name) {
    const auto wrong = wrong_with_password(wanted, user, name);
    if (wrong.empty()) return std::nullopt;
    return http_problem(422, "password: " + wrong, "password_weak", "password");
}

std::string_view session_path_of(const std::vector<std::string>& segments) {
    if (segments.size() == 2) return AccessRoutes::session_path;
    if (segments.size() == 4) {
        if (segments[2] == "oidc" && segments[3] == "callback") return AccessRoutes::oidc_callback_path;
        if (segments[2] == "second-factor" && segments[3] == "confirmation") return AccessRoutes::confirmation_path;
        return {};
    }
    if (segments[2] == "oidc") return AccessRoutes::oidc_path;
    if (segments[2] == "password") return AccessRoutes::password_path;
    if (segments[2] == "second-factor") return AccessRoutes::second_factor_path;
    return segments[2] == "ways" ? AccessRoutes::ways_path : std::string_view{};
}

HttpAnswer link_unknown() {
    return http_problem(404, "this link was used or has expired: ask an admin for another one", "link_unknown");
}

}  // namespace

HttpAnswer too_many_sign_in() {
    return http_unavailable("too many sign in at once: try again");
}

HttpAnswer credentials_fail(std::string_view what) {
    spdlog::error("access: {}", what);
    return http_unavailable("the credentials cannot be read or written: see the log of this program");
}

std::string_view AccessRoutes::path_of(const RequestTarget& target) {
    const auto& segments = target.segments;
    if (segments.size() < 2 || segments.size() > 4 || segments[0] != "v1") return {};
    const auto& kind = segments[1];
    if (kind == "session") return session_path_of(segments);
    if (kind == "sessions" && segments.size() < 4) return segments.size() == 2 ? sessions_path : own_session_path;
    if (kind == "access-notices" && segments.size() < 4) return segments.size() == 2 ? notices_path : notice_path;
    if (kind == "sign-in-links" && segments.size() == 3) return link_path;
    if (kind == "users") {
        if (segments.size() == 4 && segments[3] == "second-factor") return user_second_factor_path;
        if (segments.size() == 4) return segments[3] == "sign-in-link" ? user_link_path : std::string_view{};
        return segments.size() == 2 ? users_path : user_path;
    }
    if (kind == "reads" && segments.size() == 2) return reads_path;
    if (kind == "tokens" && segments.size() < 4) return segments.size() == 2 ? tokens_path : token_path;
    return {};
}

void AccessRoutes::answer(const HttpRequest& request, const RequestTarget& target,
                          const std::shared_ptr<HttpReply>& reply) {
    const auto path = path_of(target);
    auto answered = take(path, request, target, reply);
    if (!answered) return;
    answered->path = path;
    reply->send(std::move(*answered));
}

std::optional<HttpAnswer> AccessRoutes::take(std::string_view path, const HttpRequest& request,
                                             const RequestTarget& target, const std::shared_ptr<HttpReply>& reply) {
    // What a provider adds to its answer must be passed over (RFC 6749, section 4.1.2).
    if (path == oidc_callback_path) return end_oidc(request, target, reply);
    if (path != users_path && path != reads_path && !target.parameters.empty()) {
        const auto& name = target.parameters.begin()->first;
        return http_problem(400, name + ": this path has no parameters: leave it out", "question_wrong", name);
    }
    if (path == session_path) return session(request, reply);
    if (path == ways_path) return sign_in_ways(request);
    if (path == password_path) return change_password(request, reply);
    if (path == second_factor_path) return second_factor(request, reply);
    if (path == confirmation_path) return confirm_enrolment(request);
    if (path == oidc_path) return begin_oidc(request, reply);
    if (path == sessions_path) return sessions(request);
    if (path == own_session_path) return end_session(request, target.segments[2]);
    if (path == notices_path) return notices(request);
    if (path == notice_path) return remove_notice(request, target.segments[2]);
    if (path == link_path) return link(request, target.segments[2], reply);
    if (path == users_path) return users(request, target);
    if (path == user_path) return user(request, target.segments[2]);
    if (path == user_link_path) return make_link(request, target.segments[2]);
    if (path == user_second_factor_path) return remove_second_factor(request, target.segments[2]);
    if (path == reads_path) return reads(request, target);
    if (path == tokens_path) return tokens(request);
    return remove_token(request, target.segments[2]);
}

// --- Sessions

std::optional<HttpAnswer> AccessRoutes::session(const HttpRequest& request, const std::shared_ptr<HttpReply>& reply) {
    if (request.method == "POST") return sign_in(request, reply);
    if (request.method == "DELETE") return sign_out(request);
    if (request.method != "GET" && request.method != "HEAD")
        return wrong_method_for(request, "GET, HEAD, POST, DELETE");
    const auto principal = access_.principal_who_may_enrol(request);
    if (!principal) return principal.error();
    HttpAnswer answer;
    answer.body = session_json(*principal);
    return answer;
}

std::optional<HttpAnswer> AccessRoutes::sign_in(const HttpRequest& request, const std::shared_ptr<HttpReply>& reply) {
    const auto body = read_body<SignInBody>(request);
    if (!body) return body.error();
    if (auto held_up = access_.attempt(request, body->user)) return held_up;
    const bool submitted = access_.worker().submit([this, request, body = *body, reply] {
        auto answer = signed_in(request, body);
        answer.path = session_path;
        reply->send(std::move(answer));
    });
    return submitted ? std::nullopt : std::optional{too_many_sign_in()};
}

HttpAnswer AccessRoutes::signed_in(const HttpRequest& request, const SignInBody& body) {
    const auto& id = body.user;
    const auto credentials = access_.credentials().read();
    if (!credentials) return credentials_fail(credentials.error());
    const auto found = access_.users().find(id, Access::patience_);
    if (!found) return credentials_fail(found.error().message);
    const bool right = access_.password_is(**credentials, id, body.password.str());
    if (!right || !*found || (*found)->locked) return wrong_password();
    if (auto wrong = wrong_with_second_step(request, id, body.code.str())) {
        if (body.code.empty()) access_.attempt_goes_on(request, id);
        return std::move(*wrong);
    }
    access_.attempt_succeeded(request, id);
    const auto begun = access_.sessions().begin(id, access_.now(), access_.origin_of(request));
    if (!begun) return credentials_fail(begun.error());
    return session_begun(*found, *begun);
}

HttpAnswer AccessRoutes::session_begun(const KnownUser& user, const Sessions::Begun& begun) {
    const auto must_enrol = access_.must_enrol(*user, {});
    if (!must_enrol) return must_enrol.error();
    HttpAnswer answer;
    answer.status = 201;
    answer.body = session_json({user, user->roles, false, true, begun.csrf, *must_enrol});
    answer.headers.emplace_back("Set-Cookie", access_.cookie(begun.secret));
    return answer;
}

HttpAnswer AccessRoutes::sign_out(const HttpRequest& request) {
    const auto principal = access_.principal_who_may_enrol(request);
    if (!principal) return principal.error();
    if (!principal->by_cookie)
        return not_permitted("a token has no session: remove it with DELETE /v1/tokens/{id}", "Authorization");
    access_.sessions().end(access_.session_secret(request));
    HttpAnswer answer;
    answer.status = 204;
    answer.headers.emplace_back("Set-Cookie", access_.cookie(""));
    return answer;
}

HttpAnswer AccessRoutes::sessions(const HttpRequest& request) {
    const auto principal = access_.principal_of(request);
    if (!principal) return principal.error();
    if (auto wrong = wrong_method(request)) return std::move(*wrong);
    const auto secret = access_.session_secret(request);
    const auto own = principal->by_cookie ? access_.sessions().id_of(secret) : std::string{};
    SessionsAnswer answer;
    for (const auto& [id, session] : access_.sessions().open_of(principal->user->user, access_.now()))
        answer.sessions.push_back({domain::Code{id}, id == own, session.began, session.used,
                                   domain::Plain{session.origin.address}, domain::Plain{session.origin.program}});
    return record_answer(answer);
}

HttpAnswer AccessRoutes::end_session(const HttpRequest& request, const std::string& id) {
    const auto principal = access_.principal_of(request);
    if (!principal) return principal.error();
    if (request.method != "DELETE") return wrong_method_for(request, "DELETE");
    if (!principal->by_cookie) return not_permitted("a token ends no sessions: sign in", "Authorization");
    if (!access_.sessions().end_one(principal->user->user, id))
        return http_problem(404, "you have no session '" + id + "': GET /v1/sessions lists yours", "session_unknown",
                            "id");
    HttpAnswer answer;
    answer.status = 204;
    return answer;
}

std::optional<HttpAnswer> AccessRoutes::change_password(const HttpRequest& request,
                                                        const std::shared_ptr<HttpReply>& reply) {
    if (request.method != "POST") return wrong_method_for(request, "POST");
    const auto principal = access_.principal_of(request);
    if (!principal) return principal.error();
    if (!principal->by_cookie)
        return not_permitted("a token changes no password: sign in (POST /v1/session)", "Authorization");
    const auto body = read_body<PasswordBody>(request);
    if (!body) return body.error();
    // Before the one until now is looked at: a weak new password is no attempt to guess the old one.
    const auto& user = *principal->user;
    if (auto weak = weak_password(body->password.str(), user.user.str(), user.name.str())) return weak;
    if (body->password == body->current)
        return http_problem(422, "password: it is the one until now: choose another one", "password_weak", "password");
    if (auto held_up = access_.attempt(request, user.user)) return held_up;
    const bool submitted = access_.worker().submit([this, request, known = principal->user, body = *body, reply] {
        auto answer = password_changed(request, known, body);
        answer.path = password_path;
        reply->send(std::move(answer));
    });
    return submitted ? std::nullopt : std::optional{too_many_sign_in()};
}

HttpAnswer AccessRoutes::password_changed(const HttpRequest& request, const KnownUser& user, const PasswordBody& body) {
    const auto credentials = access_.credentials().read();
    if (!credentials) return credentials_fail(credentials.error());
    if (!(*credentials)->password_of(user->user))
        return http_problem(409, "you have no password here: ask an admin for a link by which you choose one",
                            "password_missing", "current");
    if (!access_.password_is(**credentials, user->user, body.current.str()))
        return http_problem(422, "current: this is not your password until now: type it again", "wrong_password",
                            "current");
    if (auto failed = set_password(user->user, body.password.str(), {})) return std::move(*failed);
    return end_links_and_begin_anew(request, user->user, user->user, domain::Plain{user->user.str()});
}

HttpAnswer AccessRoutes::end_links_and_begin_anew(const HttpRequest& request, const UserId& links_of, const UserId& id,
                                                  const domain::Plain& by) {
    const auto user = access_.users().find(id, Access::patience_);
    if (!user || !*user) return credentials_fail("a user cannot be read");
    access_.sessions().end_all_of(id);
    const auto begun = access_.sessions().begin(id, access_.now(), access_.origin_of(request));
    if (!begun) return credentials_fail(begun.error());
    KeptNotice notice;
    notice.user = id;
    notice.by = by;
    notice.address = domain::Plain{access_.client_of(request)};
    notice.at = access_.now();
    notice.session = domain::Code{access_.sessions().id_of(begun->secret)};
    const auto kept = access_.credentials().change([&](Credentials& credentials) {
        credentials.remove_links_of(links_of);
        credentials.add_notice(notice);
        return true;
    });
    if (!kept) {
        access_.sessions().end(begun->secret);
        return credentials_fail(kept.error());
    }
    access_.attempt_succeeded(request, id);
    return session_begun(*user, *begun);
}

// --- One-time links

tl::expected<AccessRoutes::OpenLink, HttpAnswer> AccessRoutes::open_link(const std::string& token) {
    const auto credentials = access_.credentials().read();
    if (!credentials) return tl::unexpected(credentials_fail(credentials.error()));
    const KeptLink* link = (*credentials)->link_of(kept_form(token), access_.now());
    if (!link) return tl::unexpected(link_unknown());
    if (link->user.empty()) {
        const auto users = access_.has_users();
        if (!users) return tl::unexpected(credentials_fail(users.error().message));
        if (*users) return tl::unexpected(link_unknown());
        return OpenLink{nullptr, link->expires_at};
    }
    const auto user = access_.users().find(link->user, Access::patience_);
    if (!user) return tl::unexpected(credentials_fail(user.error().message));
    if (!*user || (*user)->locked) return tl::unexpected(link_unknown());
    return OpenLink{*user, link->expires_at};
}

std::optional<HttpAnswer> AccessRoutes::link(const HttpRequest& request, const std::string& token,
                                             const std::shared_ptr<HttpReply>& reply) {
    const bool asks = request.method == "GET" || request.method == "HEAD";
    if (!asks && request.method != "POST") return wrong_method_for(request, "GET, HEAD, POST");
    if (auto held_up = access_.attempt(request, {})) return held_up;
    const auto opened = open_link(token);
    if (!opened) return opened.error();
    access_.attempt_succeeded(request, {});
    if (asks) {
        LinkAnswer answer{{}, {}, opened->user == nullptr, opened->expires_at};
        if (opened->user) {
            answer.user = opened->user->user;
            answer.name = opened->user->name;
        }
        return record_answer(answer);
    }
    const auto body = read_body<LinkBody>(request);
    if (!body) return body.error();
    const bool submitted = access_.worker().submit([this, request, token, body = *body, reply] {
        auto answer = use_link(request, token, body);
        answer.path = link_path;
        reply->send(std::move(answer));
    });
    return submitted ? std::nullopt : std::optional{too_many_sign_in()};
}

// A link is used once: here one at a time, on the thread that hashes passwords, and at several nodes by the one that
// finds it when the password is written. That of the first user is used once because there is one first user.
HttpAnswer AccessRoutes::use_link(const HttpRequest& request, const std::string& token, const LinkBody& body) {
    const auto opened = open_link(token);
    if (!opened) return opened.error();
    const bool first = opened->user == nullptr;
    const UserId id = first ? body.user : opened->user->user;
    if (first && id.empty()) return http_problem(422, "user: choose what to sign in as", "field_missing", "user");
    if (!first && !body.user.empty() && body.user != id)
        return http_problem(422, "user: the link is another user's: leave it out", "field_invalid", "user");
    const auto& name = first ? body.name.str() : opened->user->name.str();
    if (auto weak = weak_password(body.password.str(), id.str(), name)) return std::move(*weak);
    // The link takes the place of the password, not of the second factor.
    if (!body.code.empty())
        if (auto held_up = access_.attempt(request, id)) return std::move(*held_up);
    if (auto wrong = wrong_with_second_step(request, id, body.code.str())) return std::move(*wrong);
    if (auto failed = set_password(id, body.password.str(), first ? std::string{} : kept_form(token)))
        return std::move(*failed);
    if (first)
        if (auto refused = add_first_user(body, token)) return std::move(*refused);
    return end_links_and_begin_anew(request, first ? UserId{} : id, id, {});
}

std::optional<HttpAnswer> AccessRoutes::set_password(const UserId& id, std::string_view password,
                                                     const std::string& link) {
    const auto hash = password_hash(password, access_.password_cost());
    if (!hash) return http_unavailable("there is not enough memory to hash the password: try again");
    bool used = false;
    const auto set = access_.credentials().change([&](Credentials& credentials) {
        used = !link.empty() && !credentials.link_of(link, access_.now());
        if (used) return false;
        if (!link.empty()) credentials.remove_links_of(id);
        credentials.set_password(id, *hash, access_.now());
        return true;
    });
    if (!set) return credentials_fail(set.error());
    return used ? std::optional{link_unknown()} : std::nullopt;
}

// The first user sets the utility up, and does a supervisor's work until there are others.
std::optional<HttpAnswer> AccessRoutes::add_first_user(const LinkBody& body, const std::string& token) {
    eventstore::ParsedCommand command;
    command.header.command_id = domain::CommandId{"first-user-" + kept_form(token).substr(0, 32)};
    command.header.actor = domain::Plain{body.user.str()};
    command.header.reason = domain::Plain{"first user of this store"};
    command.header.received_at = access_.simulated_now();
    command.command = domain::AddUser{body.user, body.name, {Role::supervisor, Role::admin}};
    const auto receipt = access_.commands().execute(command);
    if (receipt.has_events()) {
        access_.users().changed(receipt.first_position.value + receipt.count.value);
        return std::nullopt;
    }
    const auto removed = access_.credentials().change([&](Credentials& credentials) {
        std::erase_if(credentials.passwords, [&](const KeptPassword& one) { return one.user == body.user; });
        return true;
    });
    if (!removed) spdlog::error("access: {}", removed.error());
    return http_answer_of(receipt);
}

}  // namespace tally::tools
