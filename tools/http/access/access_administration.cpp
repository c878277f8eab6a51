// Users, links and tokens, as those see them who look after users, or after their own tokens.

#include <algorithm>
#include <charconv>
#include <utility>

#include "eventstore/program_log.h"
#include "tools/http/access/access_bodies.h"
#include "tools/http/access/access_messages.h"
#include "tools/http/access/access_routes.h"
#include "tools/http/routes/query_routes.h"

namespace tally::tools {

namespace {

using domain::Duty;
using domain::UserId;

constexpr std::size_t users_limit = 200;
constexpr std::size_t users_limit_max = 1'000;
constexpr std::size_t tokens_of_one_user_max = 50;
constexpr std::uint16_t token_days = 90;
constexpr std::uint16_t token_days_max = 366;
constexpr std::size_t token_id_length = 12;

HttpAnswer unwritable(std::string_view what) {
    spdlog::error("access: {}", what);
    return http_unavailable("the credentials cannot be read or written: see the log of this program");
}

HttpAnswer no_such_user(const std::string& id) {
    return http_problem(404, "there is no user '" + id + "': add the user first (user.add)", "user_unknown", "id");
}

UserAnswer answer_of_user(const domain::UserState& user, const Credentials& credentials) {
    return {user.user,
            user.name,
            user.roles,
            user.locked,
            user.locked_because,
            credentials.password_of(user.user) != nullptr,
            credentials.second_factor_of(user.user) != nullptr};
}

TokenAnswer answer_of_token(const KeptToken& token) {
    TokenAnswer answer{token.id,        token.user,    token.name,       token.roles,
                       token.read_only, token.made_at, token.expires_at, {}};
    if (token.last_used_at.microseconds > 0) answer.last_used_at.set(token.last_used_at);
    return answer;
}

std::optional<HttpAnswer> wrong_to_see_users(const Principal& principal) {
    if (domain::may_see(principal.roles, domain::Sight::users)) return std::nullopt;
    return not_permitted("only these roles see users, and who looked at what: " +
                         domain::roles_that_see(domain::Sight::users));
}

tl::expected<ReadsAsked, HttpAnswer> reads_asked(const RequestTarget& target) {
    ReadsAsked asked;
    asked.limit = users_limit;
    const auto number = [](const std::string& text, auto& value) {
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        return error == std::errc{} && end == text.data() + text.size();
    };
    const auto wrong = [](const std::string& name, const std::string& why) {
        return tl::unexpected(http_problem(400, name + ": " + why, "question_wrong", name));
    };
    for (const auto& [name, value] : target.parameters) {
        if (name == "user") {
            asked.user = value;
        } else if (name == "id") {
            asked.id = value;
        } else if (name == "cursor") {
            if (!number(value, asked.before)) return wrong(name, "give the `next` of the page before");
        } else if (name == "limit") {
            if (!number(value, asked.limit) || asked.limit == 0 || asked.limit > users_limit_max)
                return wrong(name, "'" + value + "': give a number from 1 to " + std::to_string(users_limit_max));
        } else {
            return wrong(name, "this path has no such parameter: leave it out; it takes user, id, limit and cursor");
        }
    }
    return asked;
}

// What a page of the list is asked for.
struct Page {
    std::size_t limit = users_limit;
    std::string after;
};
tl::expected<Page, HttpAnswer> page_of(const RequestTarget& target) {
    Page page;
    for (const auto& [name, value] : target.parameters) {
        if (name == "cursor") {
            page.after = value;
        } else if (name == "limit") {
            const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), page.limit);
            if (error != std::errc{} || end != value.data() + value.size() || page.limit == 0 ||
                page.limit > users_limit_max)
                return tl::unexpected(http_problem(
                    400, "limit: '" + value + "': give a number from 1 to " + std::to_string(users_limit_max),
                    "question_wrong", "limit"));
        } else {
            return tl::unexpected(
                http_problem(400, name + ": this path has no such parameter: leave it out; it takes limit and cursor",
                             "question_wrong", name));
        }
    }
    return page;
}

// Those of the user that the token asks for and the user has. Nothing: one of them is not the user's.
bool has_all(const domain::UserState& user, const std::vector<domain::Role>& roles) {
    return std::all_of(roles.begin(), roles.end(), [&](domain::Role role) { return user.has(role); });
}

}  // namespace

HttpAnswer AccessRoutes::users(const HttpRequest& request, const RequestTarget& target) {
    const auto principal = access_.principal_of(request);
    if (!principal) return principal.error();
    // Users are added by a command at the same path.
    if (request.method != "GET" && request.method != "HEAD") return wrong_method_for(request, "GET, HEAD, POST");
    if (auto wrong = wrong_to_see_users(*principal)) return std::move(*wrong);
    const auto page = page_of(target);
    if (!page) return page.error();
    const auto all = access_.users().all(Access::patience_);
    if (!all) return unwritable(all.error().message);
    const auto credentials = access_.credentials().read();
    if (!credentials) return unwritable(credentials.error());
    UsersAnswer answer;
    for (const auto& one : *all) {
        if (one->user.str() <= page->after) continue;
        if (answer.users.size() == page->limit) {
            answer.next.set(domain::Plain{answer.users.back().user.str()});
            break;
        }
        answer.users.push_back(answer_of_user(*one, **credentials));
    }
    return record_answer(answer);
}

HttpAnswer AccessRoutes::user(const HttpRequest& request, const std::string& id) {
    const auto principal = access_.principal_of(request);
    if (!principal) return principal.error();
    if (auto wrong = wrong_method(request)) return std::move(*wrong);
    if (auto wrong = wrong_to_see_users(*principal)) return std::move(*wrong);
    const auto found = access_.users().find(UserId{id}, Access::patience_);
    if (!found) return unwritable(found.error().message);
    if (!*found) return no_such_user(id);
    const auto credentials = access_.credentials().read();
    if (!credentials) return unwritable(credentials.error());
    return record_answer(answer_of_user(**found, **credentials));
}

HttpAnswer AccessRoutes::make_link(const HttpRequest& request, const std::string& id) {
    const auto principal = access_.principal_of(request);
    if (!principal) return principal.error();
    if (request.method != "POST") return wrong_method_for(request, "POST");
    if (principal->read_only || !domain::may(principal->roles, Duty::users))
        return not_permitted("only these roles make links: " + domain::roles_that_may(Duty::users));
    const auto found = access_.users().find(UserId{id}, Access::patience_);
    if (!found) return unwritable(found.error().message);
    if (!*found) return no_such_user(id);
    if ((*found)->locked)
        return http_problem(409, "the user '" + id + "' is locked: unlock the user first (user.unlock)", "user_locked",
                            "id");
    MadeLinkAnswer answer{(*found)->user, {}, {}, {}};
    const auto made = access_.credentials().change([&](Credentials& credentials) {
        answer.token = domain::Plain{add_link(credentials, answer.user, access_.now())};
        answer.expires_at = credentials.links.back().expires_at;
        credentials.add_notice(notice_of(request, *principal, answer.user, CredentialKind::link));
        return true;
    });
    if (!made) return unwritable(made.error());
    answer.path = domain::Plain{"/#/link/" + answer.token.str()};
    return record_answer(answer, 201);
}

HttpAnswer AccessRoutes::remove_second_factor(const HttpRequest& request, const std::string& id) {
    const auto principal = access_.principal_of(request);
    if (!principal) return principal.error();
    if (request.method != "DELETE") return wrong_method_for(request, "DELETE");
    if (!principal->by_cookie) return not_permitted("a token removes no second factor: sign in", "Authorization");
    if (!domain::may(principal->roles, Duty::users))
        return not_permitted("only these roles remove another user's second factor: " +
                             domain::roles_that_may(Duty::users));
    const UserId user{id};
    if (user == principal->user->user)
        return not_permitted("your own is removed with your password or a code: DELETE /v1/session/second-factor",
                             "id");
    bool removed = false;
    const auto done = access_.credentials().change([&](Credentials& credentials) {
        removed = credentials.remove_second_factor_of(user);
        if (removed)
            credentials.add_notice(notice_of(request, *principal, user, CredentialKind::second_factor_removed));
        return removed;
    });
    if (!done) return unwritable(done.error());
    if (!removed) return http_problem(404, "the user '" + id + "' has no second factor", "second_factor_unknown", "id");
    // Who has the lost device may be signed in by it.
    access_.sessions().end_all_of(user);
    HttpAnswer answer;
    answer.status = 204;
    return answer;
}

HttpAnswer AccessRoutes::reads(const HttpRequest& request, const RequestTarget& target) {
    const auto principal = access_.principal_of(request);
    if (!principal) return principal.error();
    if (auto wrong = wrong_method(request)) return std::move(*wrong);
    if (auto wrong = wrong_to_see_users(*principal)) return std::move(*wrong);
    const auto asked = reads_asked(target);
    if (!asked) return asked.error();
    auto page = read_page(access_.read_log_file(), *asked);
    if (!page) return unwritable(page.error());
    ReadsAnswer answer{std::move(page->reads), {}};
    if (page->next) answer.next.set(domain::Plain{std::to_string(*page->next)});
    return record_answer(answer);
}

HttpAnswer AccessRoutes::tokens(const HttpRequest& request) {
    const auto principal = access_.principal_of(request);
    if (!principal) return principal.error();
    if (request.method == "POST") return make_token(request, *principal);
    if (request.method != "GET" && request.method != "HEAD") return wrong_method_for(request, "GET, HEAD, POST");
    const auto credentials = access_.credentials().read();
    if (!credentials) return unwritable(credentials.error());
    TokensAnswer answer;
    const bool all = domain::may(principal->roles, Duty::users);
    for (const auto& token : (*credentials)->tokens)
        if (token.expires_at > access_.now() && (all || token.user == principal->user->user))
            answer.tokens.push_back(answer_of_token(token));
    return record_answer(answer);
}

HttpAnswer AccessRoutes::make_token(const HttpRequest& request, const Principal& principal) {
    if (!principal.by_cookie) return not_permitted("a token cannot make tokens: sign in", "Authorization");
    const auto body = read_body<TokenBody>(request);
    if (!body) return body.error();
    const UserId id = body->user.empty() ? principal.user->user : body->user;
    if (id != principal.user->user && !domain::may(principal.roles, Duty::users))
        return not_permitted("only these roles make tokens for others: " + domain::roles_that_may(Duty::users), "user");
    const auto user = access_.users().find(id, Access::patience_);
    if (!user) return unwritable(user.error().message);
    if (!*user || (*user)->locked)
        return http_problem(422, "user: there is no user '" + id.str() + "' who can sign in", "user_unknown", "user");
    if (body->name.empty()) return http_problem(422, "name: say what the token is for", "field_missing", "name");
    if (!has_all(**user, body->roles))
        return http_problem(422, "roles: the user has not all of them: name roles of the user, or none for all",
                            "field_invalid", "roles");
    if (body->days > token_days_max)
        return http_problem(422, "days: give at most " + std::to_string(token_days_max), "field_invalid", "days");
    const auto now = access_.now();
    const std::string secret = random_secret();
    const KeptToken token{domain::Code{random_secret().substr(0, token_id_length)},
                          id,
                          body->name,
                          domain::Plain{kept_form(secret)},
                          body->roles,
                          body->read_only,
                          now,
                          {now.microseconds + (body->days ? body->days : token_days) * domain::microseconds_per_day},
                          {}};
    auto notice = notice_of(request, principal, id, CredentialKind::token);
    notice.token = token.id;
    notice.name = token.name;
    bool full = false;
    const auto made = access_.credentials().change([&](Credentials& credentials) {
        credentials.remove_expired(now);
        const auto has = std::count_if(credentials.tokens.begin(), credentials.tokens.end(),
                                       [&](const KeptToken& one) { return one.user == id; });
        full = static_cast<std::size_t>(has) >= tokens_of_one_user_max;
        if (full) return false;
        credentials.tokens.push_back(token);
        credentials.add_notice(notice);
        return true;
    });
    if (!made) return unwritable(made.error());
    if (full)
        return http_problem(
            422, "a user has at most " + std::to_string(tokens_of_one_user_max) + " tokens: remove one first",
            "too_many_tokens");
    return record_answer(MadeTokenAnswer{token.id, domain::Plain{secret}, token.expires_at}, 201);
}

HttpAnswer AccessRoutes::remove_token(const HttpRequest& request, const std::string& id) {
    const auto principal = access_.principal_of(request);
    if (!principal) return principal.error();
    if (request.method != "DELETE") return wrong_method_for(request, "DELETE");
    if (principal->read_only) return not_permitted("this token only asks questions", "Authorization");
    const bool all = domain::may(principal->roles, Duty::users);
    bool removed = false;
    const auto done = access_.credentials().change([&](Credentials& credentials) {
        removed = std::erase_if(credentials.tokens, [&](const KeptToken& token) {
                      return token.id.str() == id && (all || token.user == principal->user->user);
                  }) > 0;
        return removed;
    });
    if (!done) return unwritable(done.error());
    if (!removed)
        return http_problem(404, "you have no token '" + id + "': GET /v1/tokens lists yours", "token_unknown", "id");
    HttpAnswer answer;
    answer.status = 204;
    return answer;
}

}  // namespace tally::tools
