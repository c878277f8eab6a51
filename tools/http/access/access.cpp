#include "tools/http/access/access.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "eventstore/program_log.h"
#include "tools/http/query_routes.h"

namespace tally::tools {

namespace {

using domain::Role;
using domain::UserId;

constexpr std::string_view bearer = "Bearer ";
constexpr std::int64_t use_noted_microseconds = std::int64_t{10} * 60 * 1'000'000;
constexpr std::uint32_t free_attempts_of_address = 30;  // Of an office behind one address.

domain::Instant system_now() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return {std::chrono::duration_cast<std::chrono::microseconds>(now).count()};
}

// What can be looked at there; null: in no row of the table of permissions.
const domain::Sight* sight_at(const RequestTarget& target) {
    if (const auto kind = QueryRoutes::kind_at(target); !kind.empty())
        if (const auto* sight = domain::sight_of(kind)) return sight;
    constexpr std::size_t after_version = 1;  // Of /v1/accounts/…
    if (target.segments.size() == 1) return domain::sight_of(target.segments.front());
    return target.segments.size() > after_version ? domain::sight_of(target.segments[after_version]) : nullptr;
}

HttpAnswer store_does_not_answer(std::string_view what) {
    spdlog::error("access: {}", what);
    return http_unavailable("users cannot be read just now: try again");
}

std::string names_of(const std::vector<Role>& roles) {
    std::string all;
    for (const Role role : roles) all += (all.empty() ? "" : ", ") + std::string{name_of(role)};
    return all.empty() ? "none" : all;
}

}  // namespace

HttpAnswer not_signed_in(std::string_view detail) {
    auto answer = http_problem(401, detail, "not_signed_in");
    answer.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"tallystick\"");
    return answer;
}

HttpAnswer not_permitted(std::string_view detail, std::string_view field) {
    return http_problem(403, detail, "not_permitted", field);
}

tl::expected<std::unique_ptr<Access>, std::string> Access::open(eventstore::Division& division, AccessOptions options) {
    if (!options.now) options.now = system_now;
    auto credentials = CredentialStore::open(options.directory);
    if (!credentials) return tl::unexpected(std::move(credentials.error()));
    std::unique_ptr<Access> made{new Access{division, std::move(options), std::move(*credentials)}};
    const auto users = made->users_.all(patience_);
    if (!users) return tl::unexpected(users.error().message);
    std::vector<UserId> locked;
    for (const auto& user : *users)
        if (user->locked) locked.push_back(user->user);
    made->remove_what_lets_in(locked);
    return made;
}

Access::Access(eventstore::Division& division, AccessOptions options, std::unique_ptr<CredentialStore> credentials)
    : division_(division),
      options_(std::move(options)),
      credentials_(std::move(credentials)),
      nobodys_hash_(password_hash(random_secret(), options_.password_cost).value_or("")),
      users_(division),
      address_delays_(DelayLimits{.free_attempts = free_attempts_of_address}) {}

tl::expected<Principal, HttpAnswer> Access::principal_of(const HttpRequest& request,
                                                         std::chrono::milliseconds patience) {
    if (!request.authorization.empty()) return by_token(request.authorization, patience);
    return by_cookie(request, patience);
}

tl::expected<KnownUser, HttpAnswer> Access::active_user(const UserId& id, std::chrono::milliseconds patience) {
    auto user = users_.find(id, patience);
    if (!user) return tl::unexpected(store_does_not_answer(user.error().message));
    if (*user && (*user)->locked) return KnownUser{};
    return std::move(*user);
}

tl::expected<Principal, HttpAnswer> Access::by_token(std::string_view authorization,
                                                     std::chrono::milliseconds patience) {
    const auto unknown = [] {
        return tl::unexpected(not_signed_in("Authorization: this token is unknown or has expired: make another one"));
    };
    if (!authorization.starts_with(bearer))
        return tl::unexpected(not_signed_in("Authorization: give it as 'Bearer TOKEN'"));
    const auto credentials = credentials_->read();
    if (!credentials) return tl::unexpected(store_does_not_answer(credentials.error()));
    const auto hash = kept_form(authorization.substr(bearer.size()));
    const KeptToken* token = (*credentials)->token_of(hash, now());
    if (!token) return unknown();
    auto user = active_user(token->user, patience);
    if (!user) return tl::unexpected(std::move(user.error()));
    if (!*user) return unknown();
    Principal principal{std::move(*user), {}, token->read_only};
    for (const Role role : principal.user->roles)
        if (token->roles.empty() || std::find(token->roles.begin(), token->roles.end(), role) != token->roles.end())
            principal.roles.push_back(role);
    note_use(*token, hash);
    return principal;
}

void Access::note_use(const KeptToken& token, const std::string& hash) {
    if (now().microseconds - token.last_used_at.microseconds < use_noted_microseconds) return;
    // Where too much waits, a later use is noted.
    static_cast<void>(worker_.submit([this, hash] {
        const auto noted = credentials_->change([&](Credentials& credentials) {
            KeptToken* used = credentials.token_of(hash, now());
            if (!used || now().microseconds - used->last_used_at.microseconds < use_noted_microseconds) return false;
            used->last_used_at = now();
            return true;
        });
        if (!noted) spdlog::error("access: {}", noted.error());
    }));
}

tl::expected<Principal, HttpAnswer> Access::by_cookie(const HttpRequest& request, std::chrono::milliseconds patience) {
    const auto secret = session_secret(request);
    if (secret.empty()) return tl::unexpected(not_signed_in("sign in first (POST /v1/session), or send an API token"));
    auto session = sessions_.use(secret, now());
    if (!session) return tl::unexpected(not_signed_in("the session has ended: sign in again"));
    auto user = active_user(session->user, patience);
    if (!user) return tl::unexpected(std::move(user.error()));
    if (!*user) {
        sessions_.end_all_of(session->user);
        return tl::unexpected(not_signed_in("the session has ended: sign in again"));
    }
    const bool changes = request.method != "GET" && request.method != "HEAD";
    if (changes && !same_secret(request.csrf_token, session->csrf))
        return tl::unexpected(http_problem(
            403, "X-CSRF-Token: it is missing or not that of this session: send the csrf of GET /v1/session",
            "csrf_token_wrong", "X-CSRF-Token"));
    Principal principal{std::move(*user), {}, false, true, std::move(session->csrf)};
    principal.roles = principal.user->roles;
    return principal;
}

std::optional<HttpAnswer> Access::wrong_with_sight(const Principal& principal, const RequestTarget& target) const {
    const auto* found = sight_at(target);
    const auto sight = found ? *found : domain::Sight::operations;
    if (domain::may_see(principal.roles, sight)) return std::nullopt;
    return not_permitted("your roles (" + names_of(principal.roles) + ") may not see this: it takes one of " +
                         domain::roles_that_see(sight));
}

std::optional<NotTaken> Access::wrong_with_command(const Principal& principal,
                                                   const eventstore::ParsedCommand& command) {
    // Of a long batch, too: a user who was locked meanwhile sends nothing more.
    const auto user = active_user(principal.user->user, patience_);
    if (!user) return NotTaken{503, "service_unavailable", "", "", "Try again."};
    if (!*user) return NotTaken{401, "not_signed_in", "", "", "Sign in again."};
    const auto& actor = command.header.actor.str();
    if (!actor.empty() && actor != principal.user->user.str())
        return NotTaken{403, "not_permitted", "actor", actor, "Leave it out: the actor is the user who signed in."};
    const std::string type{std::visit([](const auto& order) { return order.type_name; }, command.command)};
    if (principal.read_only)
        return NotTaken{403, "not_permitted", "type", type, "This token only asks questions: make another one."};
    const auto duty = domain::duty_of(command.command);
    if (domain::may(principal.roles, duty)) return std::nullopt;
    return NotTaken{403, "not_permitted", "type", type,
                    "Your roles (" + names_of(principal.roles) + ") may not send it: it takes one of " +
                        domain::roles_that_may(duty) + "."};
}

CommandSender Access::sender_of(const Principal& principal) {
    return {
        principal.user->user.str(),
        [this, principal](const eventstore::ParsedCommand& command) { return wrong_with_command(principal, command); },
        [this](const eventstore::ParsedCommand& command, const eventstore::Outcome& outcome) {
            command_answered(command, outcome);
        }};
}

void Access::command_answered(const eventstore::ParsedCommand& command, const eventstore::Outcome& outcome) {
    if (outcome.kind != eventstore::Outcome::Kind::accepted) return;
    const auto duty = domain::duty_of(command.command);
    if (duty != domain::Duty::users && duty != domain::Duty::own_preferences) return;
    users_.changed(outcome.receipt.first_position + outcome.receipt.count);
    const auto* lock = std::get_if<domain::LockUser>(&command.command);
    if (!lock) return;
    sessions_.end_all_of(lock->user);
    // Until then, or the next start, the tokens are refused because the user is locked.
    const bool added = worker_.add([this, user = lock->user] { remove_what_lets_in({user}); });
    if (!added) spdlog::warn("access: tokens of a locked user are removed at the next start");
}

void Access::remove_what_lets_in(const std::vector<UserId>& users) {
    const auto removed = credentials_->change([&](Credentials& credentials) {
        for (const UserId& user : users) {
            credentials.remove_tokens_of(user);
            credentials.remove_links_of(user);
        }
        return !users.empty();
    });
    if (!removed) spdlog::error("access: tokens of a locked user are still there: {}", removed.error());
}

bool Access::from_this_machine(const HttpRequest& request) const {
    return request.from_loopback && !options_.behind_proxy;
}

// A proxy adds the address of its own client at the end.
std::string Access::client_of(const HttpRequest& request) const {
    if (!options_.behind_proxy) return request.client;
    const std::string_view all{request.forwarded_for};
    auto last = all.substr(all.rfind(',') + 1);
    while (last.starts_with(' ')) last.remove_prefix(1);
    return last.empty() ? request.client : std::string{last};
}

eventstore::Result<bool> Access::has_users() {
    auto users = users_.all(patience_);
    if (!users) return tl::unexpected(std::move(users.error()));
    return !users->empty();
}

tl::expected<std::optional<std::string>, std::string> Access::make_first_link() {
    const auto users = has_users();
    if (!users) return tl::unexpected(users.error().message);
    std::optional<std::string> token;
    if (*users) return token;
    auto made = credentials_->change([&](Credentials& credentials) {
        token = add_link(credentials, UserId{}, now());
        return true;
    });
    if (!made) return tl::unexpected(std::move(made.error()));
    return token;
}

bool Access::password_is(const Credentials& credentials, const UserId& user, std::string_view given) const {
    const KeptPassword* kept = credentials.password_of(user);
    const bool matches = password_matches(kept ? kept->hash.str() : nobodys_hash_, given);
    return kept != nullptr && matches;
}

std::int64_t Access::attempt(const HttpRequest& request, const UserId& user) {
    if (const auto wait = address_delays_.attempt(client_of(request), now())) return wait;
    return user.empty() ? 0 : user_delays_.attempt(user.str(), now());
}

void Access::attempt_succeeded(const HttpRequest& request, const UserId& user) {
    user_delays_.succeeded(user.str());
    address_delays_.take_back(client_of(request));
}

std::string Access::cookie(std::string_view secret) const {
    std::string text{options_.secure() ? "__Host-tally=" : "tally="};
    text += secret;
    text += "; Path=/; HttpOnly; SameSite=Strict";
    if (options_.secure()) text += "; Secure";
    if (secret.empty()) text += "; Max-Age=0";
    return text;
}

std::string Access::session_secret(const HttpRequest& request) const {
    const std::string_view name{options_.secure() ? "__Host-tally=" : "tally="};
    std::string_view rest{request.cookie};
    while (!rest.empty()) {
        while (rest.starts_with(' ')) rest.remove_prefix(1);
        const auto end = rest.find(';');
        const auto pair = rest.substr(0, end);
        if (pair.starts_with(name)) return std::string{pair.substr(name.size())};
        if (end == std::string_view::npos) break;
        rest.remove_prefix(end + 1);
    }
    return {};
}

}  // namespace tally::tools
