#include "tools/http/access/access.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "domain/core/shown_text.h"
#include "eventstore/codec/codec.h"
#include "eventstore/program_log.h"
#include "tools/http/access/access_bodies.h"
#include "tools/http/access/session_table.h"
#include "tools/http/access/shared_oidc_attempts.h"
#include "tools/http/access/shared_sessions.h"
#include "tools/http/access/shared_sign_in_delays.h"
#include "tools/http/routes/event_filter.h"
#include "tools/http/routes/event_routes.h"
#include "tools/http/routes/query_routes.h"
#include "tools/http/server/client_limits.h"

namespace tally::tools {

namespace {

using domain::Role;
using domain::UserId;

constexpr std::string_view bearer = "Bearer ";
constexpr std::int64_t use_noted_microseconds = std::int64_t{10} * 60 * 1'000'000;
constexpr DelayLimits delays_of_address{.free_attempts = 30};  // Of an office behind one address.

domain::Instant system_now() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return {std::chrono::duration_cast<std::chrono::microseconds>(now).count()};
}

// A user who may look at an account, a person or a premise may look at what happened to it; all other events have a row
// of their own.
const domain::Sight* sight_of_events(const RequestTarget& target) {
    const auto named = target.parameters.find("stream");
    const auto stream = named == target.parameters.end() ? std::nullopt : parse_stream(named->second);
    const bool of_customer =
        stream && (stream->kind == domain::StreamKind::account || stream->kind == domain::StreamKind::person ||
                   stream->kind == domain::StreamKind::premise);
    return domain::sight_of(of_customer ? name_of(stream->kind) : "events");
}

// What can be looked at there; null: in no row of the table of permissions.
const domain::Sight* sight_at(const RequestTarget& target) {
    if (const auto kind = QueryRoutes::kind_at(target); !kind.empty())
        if (const auto* sight = domain::sight_of(kind)) return sight;
    constexpr std::size_t after_version = 1;  // Of /v1/accounts/…
    constexpr std::size_t segments_of_events = 2;
    if (target.segments.size() == segments_of_events && target.segments[after_version] == "events")
        return sight_of_events(target);
    // A study of one account shows that customer's bills, one of all shows revenue.
    if (target.segments.size() == segments_of_events && target.segments[after_version] == "rate-studies")
        return domain::sight_of(target.parameters.contains("account") ? "account" : "rate-studies");
    if (target.segments.size() == 1) return domain::sight_of(target.segments.front());
    return target.segments.size() > after_version ? domain::sight_of(target.segments[after_version]) : nullptr;
}

HttpAnswer store_does_not_answer(std::string_view what) {
    spdlog::error("access: {}", what);
    return http_unavailable("users cannot be read just now: try again");
}

std::string set_cookie(std::string_view name, std::string_view secret, std::string_view same_site, bool secure) {
    std::string text{name};
    text.append("=").append(secret).append("; Path=/; HttpOnly").append(same_site);
    if (secure) text += "; Secure";
    if (secret.empty()) text += "; Max-Age=0";
    return text;
}

// Of "NAME=VALUE; …"; empty: there is none of this name.
std::string cookie_value(std::string_view cookies, std::string name) {
    name += '=';
    while (!cookies.empty()) {
        while (cookies.starts_with(' ')) cookies.remove_prefix(1);
        const auto end = cookies.find(';');
        const auto pair = cookies.substr(0, end);
        if (pair.starts_with(name)) return std::string{pair.substr(name.size())};
        if (end == std::string_view::npos) break;
        cookies.remove_prefix(end + 1);
    }
    return {};
}

std::string names_of(const std::vector<Role>& roles) {
    std::string all;
    for (const Role role : roles) all += (all.empty() ? "" : ", ") + std::string{name_of(role)};
    return all.empty() ? "none" : all;
}

HttpAnswer locked_out(std::int64_t seconds) {
    auto answer = http_problem(429, "too many attempts: try again in " + std::to_string(seconds) + " s", "locked_out");
    answer.headers.emplace_back("Retry-After", std::to_string(seconds));
    return answer;
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

tl::expected<std::unique_ptr<Access>, std::string> Access::open(const DivisionDirectory& directory,
                                                                consumers::AsyncPort& commands, AccessOptions options) {
    if (!options.now) options.now = system_now;
    if (options.oidc)
        if (auto wrong = wrong_with_oidc(*options.oidc); !wrong.empty()) return tl::unexpected(std::move(wrong));
    Kept kept;
    auto credentials = CredentialStore::open(options.directory);
    if (!credentials) return tl::unexpected(std::move(credentials.error()));
    kept.credentials = std::move(*credentials);
    auto reads = ReadLog::open(options.directory, {options.keep_reads_days, options.now});
    if (!reads) return tl::unexpected(std::move(reads.error()));
    kept.reads = std::move(*reads);
    if (!directory.written_elsewhere())
        kept.keep_alone();
    else if (auto shared = kept.keep_shared(options.directory); !shared)
        return tl::unexpected(std::move(shared.error()));
    std::unique_ptr<Access> made{new Access{directory, commands, std::move(options), std::move(kept)}};
    // A node does not know its division yet; there, what a locked user has is removed when it is shown.
    if (directory.written_elsewhere()) return made;
    const auto users = made->users_.all(patience_);
    if (!users) return tl::unexpected(users.error().message);
    std::vector<UserId> locked;
    for (const auto& user : *users)
        if (user->locked) locked.push_back(user->user);
    made->remove_what_lets_in(locked);
    return made;
}

void Access::Kept::keep_alone() {
    sessions = std::make_unique<SessionTable>();
    oidc_attempts = std::make_unique<OidcAttemptTable>();
    user_delays = std::make_unique<SignInDelayTable>();
    address_delays = std::make_unique<SignInDelayTable>(delays_of_address);
}

tl::expected<void, std::string> Access::Kept::keep_shared(const std::filesystem::path& directory) {
    const auto take = [](auto opened, auto& into) -> tl::expected<void, std::string> {
        if (!opened) return tl::unexpected(std::move(opened.error()));
        into = std::move(*opened);
        return {};
    };
    return take(SharedSessions::open(directory / "sessions"), sessions)
        .and_then([&] { return take(SharedOidcAttempts::open(directory / "sign-ins"), oidc_attempts); })
        .and_then([&] { return take(SharedSignInDelays::open(directory / "delays-of-users"), user_delays); })
        .and_then([&] {
            return take(SharedSignInDelays::open(directory / "delays-of-addresses", delays_of_address), address_delays);
        });
}

Access::Access(const DivisionDirectory& directory, consumers::AsyncPort& commands, AccessOptions options, Kept kept)
    : directory_(directory),
      commands_(commands),
      options_(std::move(options)),
      credentials_(std::move(kept.credentials)),
      reads_(std::move(kept.reads)),
      nobodys_hash_(password_hash(random_secret(), options_.password_cost).value_or("")),
      users_(directory, options_.division),
      sessions_(std::move(kept.sessions)),
      user_delays_(std::move(kept.user_delays)),
      address_delays_(std::move(kept.address_delays)),
      oidc_(options_.oidc ? std::make_unique<OidcSignIn>(*options_.oidc, options_.now, std::move(kept.oidc_attempts))
                          : nullptr) {}

void Access::stop() {
    if (oidc_) oidc_->stop();
    worker_.stop();
}

tl::expected<Principal, HttpAnswer> Access::principal_of(const HttpRequest& request,
                                                         std::chrono::milliseconds patience) {
    auto principal = principal_who_may_enrol(request, patience);
    if (principal && principal->must_enrol)
        return tl::unexpected(http_problem(403,
                                           "your role takes a second factor: set one up first (POST "
                                           "/v1/session/second-factor)",
                                           "second_factor_missing"));
    return principal;
}

tl::expected<Principal, HttpAnswer> Access::principal_who_may_enrol(const HttpRequest& request,
                                                                    std::chrono::milliseconds patience) {
    if (!request.authorization.empty()) return by_token(request.authorization, patience);
    return by_cookie(request, patience);
}

tl::expected<bool, HttpAnswer> Access::must_enrol(const domain::UserState& user, const SessionOrigin& origin) {
    const auto& roles = options_.second_factor_for;
    if (origin.by_provider || std::none_of(roles.begin(), roles.end(), [&](Role role) { return user.has(role); }))
        return false;
    const auto credentials = credentials_->read();
    if (!credentials) return tl::unexpected(store_does_not_answer(credentials.error()));
    return (*credentials)->second_factor_of(user.user) == nullptr;
}

tl::expected<KnownUser, HttpAnswer> Access::active_user(const UserId& id, std::chrono::milliseconds patience) {
    auto user = users_.find(id, patience);
    if (!user) return tl::unexpected(store_does_not_answer(user.error().message));
    if (!*user || !(*user)->locked) return std::move(*user);
    remove_what_lets_in_later(id);
    return KnownUser{};
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
    auto session = sessions_->use(secret, now());
    if (!session) return tl::unexpected(not_signed_in("the session has ended: sign in again"));
    auto user = active_user(session->user, patience);
    if (!user) return tl::unexpected(std::move(user.error()));
    if (!*user) {
        sessions_->end_all_of(session->user);
        return tl::unexpected(not_signed_in("the session has ended: sign in again"));
    }
    const bool changes = request.method != "GET" && request.method != "HEAD";
    if (changes && !same_secret(request.csrf_token, session->csrf))
        return tl::unexpected(http_problem(
            403, "X-CSRF-Token: it is missing or not that of this session: send the csrf of GET /v1/session",
            "csrf_token_wrong", "X-CSRF-Token"));
    const auto must = must_enrol(**user, session->origin);
    if (!must) return tl::unexpected(must.error());
    Principal principal{std::move(*user), {}, false, true, std::move(session->csrf), *must};
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

std::optional<Access::LetIn> Access::let_in(std::string_view authorization, std::string_view session) {
    if (authorization.empty()) {
        const auto found = sessions_->look_at(session, now());
        return found ? std::optional{LetIn{found->user, {}, {}, found->origin}} : std::nullopt;
    }
    const auto credentials = credentials_->read();
    if (!credentials || !authorization.starts_with(bearer)) return std::nullopt;
    const KeptToken* token = (*credentials)->token_of(kept_form(authorization.substr(bearer.size())), now());
    return token ? std::optional{LetIn{token->user, token->roles, token->id.str()}} : std::nullopt;
}

std::string Access::asker_of(const HttpRequest& request) {
    const auto let = let_in(request.authorization, session_secret(request));
    if (!let) return "the address " + client_of_address(client_of(request));
    return (let->token.empty() ? "the user '" : "the token '" + let->token + "' of the user '") + let->user.str() + "'";
}

std::function<bool()> Access::still_sees(const HttpRequest& request, const RequestTarget& target) {
    const auto* found = sight_at(target);
    const auto sight = found ? *found : domain::Sight::operations;
    return [this, sight, authorization = std::string{request.authorization}, session = session_secret(request)] {
        const auto let = let_in(authorization, session);
        if (!let) return false;
        const auto user = active_user(let->user, patience_);
        if (!user || !*user) return false;
        if (let->token.empty() && must_enrol(**user, let->origin).value_or(true)) return false;
        auto roles = (*user)->roles;
        if (!let->roles.empty())
            std::erase_if(roles, [&](Role role) {
                return std::find(let->roles.begin(), let->roles.end(), role) == let->roles.end();
            });
        return domain::may_see(roles, sight);
    };
}

void Access::note_read(const Principal& principal, const HttpRequest& request, const RequestTarget& target,
                       const HttpAnswer& answer) {
    const auto& path = answer.path;
    const auto* sight = sight_at(target);
    const bool of_customer = sight && (*sight == domain::Sight::customers || *sight == domain::Sight::documents ||
                                       path == EventRoutes::path);
    if (!of_customer) return;
    ReadEntry entry;
    entry.at = now();
    entry.user = principal.user->user;
    entry.way = domain::Code{"http"};
    entry.client = domain::Plain{client_of(request)};
    entry.request_id = domain::Plain{request.request_id};
    entry.path = domain::Plain{path};
    // The words of a search may name a customer who was not found: they are not kept.
    constexpr std::size_t place = 2;  // Of /v1/accounts/{id}/…
    if (path.find("{id}") != std::string::npos && target.segments.size() > place)
        entry.id = domain::Plain{target.segments[place]};
    for (const auto& account : answer.about) entry.accounts.emplace_back(account);
    constexpr std::string_view of_account = "account/";
    for (const auto& [name, value] : target.parameters) {
        if (name == "as_of") entry.as_of = domain::Plain{value};
        if (name != "stream") continue;
        entry.id = domain::Plain{value.substr(value.find('/') + 1)};
        if (value.starts_with(of_account)) entry.accounts.emplace_back(value.substr(of_account.size()));
    }
    reads_->add(std::move(entry));
}

std::optional<NotTaken> Access::wrong_with_command(const Principal& principal,
                                                   const eventstore::ParsedCommand& command) {
    // Of a long batch, too: a user who was locked meanwhile sends nothing more.
    const auto user = active_user(principal.user->user, patience_);
    if (!user) return NotTaken{503, "service_unavailable", "", "", "Try again."};
    if (!*user) return NotTaken{401, "not_signed_in", "", "", "Sign in again."};
    return wrong_with_roles(principal, command);
}

std::optional<NotTaken> Access::wrong_with_roles(const Principal& principal, const eventstore::ParsedCommand& command) {
    const auto& actor = command.header.actor.str();
    if (!actor.empty() && actor != principal.user->user.str())
        return NotTaken{403, "not_permitted", "actor", actor, "Leave it out: the actor is the user who signed in."};
    const std::string type{visit([](const auto& order) { return order.type_name; }, command.command)};
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
        [this](const eventstore::ParsedCommand& command, const consumers::CommandAnswer& answer) {
            command_answered(command, answer);
        }};
}

void Access::command_answered(const eventstore::ParsedCommand& command, const consumers::CommandAnswer& answer) {
    if (answer.status() != eventstore::ReceiptStatus::accepted) return;
    const auto duty = domain::duty_of(command.command);
    if (duty != domain::Duty::users && duty != domain::Duty::own_preferences) return;
    users_.changed(answer.end());
    const auto* lock = get_if<domain::LockUser>(&command.command);
    if (!lock) return;
    sessions_->end_all_of(lock->user);
    // Until then, or the next start, the tokens are refused because the user is locked.
    remove_what_lets_in_later(lock->user);
}

void Access::remove_what_lets_in_later(const UserId& user) {
    const bool added = worker_.submit([this, user] { remove_what_lets_in({user}); });
    if (!added) spdlog::warn("access: tokens of a locked user are removed later: too much waits");
}

void Access::remove_what_lets_in(const std::vector<UserId>& users) {
    const auto removed = credentials_->change([&](Credentials& credentials) {
        const auto before = credentials.tokens.size() + credentials.links.size() + credentials.subjects.size();
        for (const UserId& user : users) {
            credentials.remove_tokens_of(user);
            credentials.remove_links_of(user);
            credentials.remove_subject_of(user);
        }
        return credentials.tokens.size() + credentials.links.size() + credentials.subjects.size() != before;
    });
    if (!removed) spdlog::error("access: tokens of a locked user are still there: {}", removed.error());
}

bool Access::from_this_machine(const HttpRequest& request) const {
    return request.from_loopback && !options_.behind_proxy;
}

// A proxy adds the address of its own client at the end.
SessionOrigin Access::origin_of(const HttpRequest& request) const {
    constexpr std::size_t program_bytes_max = 200;
    SessionOrigin origin{client_of(request), request.user_agent.substr(0, program_bytes_max)};
    if (domain::unfit_to_show(origin.program)) origin.program.clear();
    return origin;
}

std::string Access::client_of(const HttpRequest& request) const {
    if (!options_.behind_proxy) return request.client;
    const std::string_view all{request.forwarded_for};
    auto last = all.substr(all.rfind(',') + 1);
    while (last.starts_with(' ')) last.remove_prefix(1);
    return last.empty() ? request.client : std::string{last};
}

domain::Instant Access::simulated_now() const {
    const auto opened = directory_.copy_of(options_.division);
    if (!opened) return {};
    const auto& division = *opened->division;
    const auto end = division.store().durable_end();
    if (!division.identity().simulated_time || end == 0) return {};
    auto reader = division.store().read_log(end - 1);
    if (!reader.next()) return {};
    const auto newest = eventstore::decode_entry(reader.entry());
    return newest ? newest->envelope.recorded_at : domain::Instant{};
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

std::optional<HttpAnswer> Access::attempt(const HttpRequest& request, const UserId& user) {
    auto seconds = address_delays_->attempt(client_of(request), now());
    if (seconds && *seconds == 0 && !user.empty()) seconds = user_delays_->attempt(user.str(), now());
    if (!seconds) return credentials_fail(seconds.error());
    if (*seconds == 0) return std::nullopt;
    return locked_out(*seconds);
}

void Access::attempt_succeeded(const HttpRequest& request, const UserId& user) {
    user_delays_->succeeded(user.str());
    address_delays_->take_back(client_of(request));
}

void Access::attempt_goes_on(const HttpRequest& request, const UserId& user) {
    user_delays_->take_back(user.str());
    address_delays_->take_back(client_of(request));
}

std::string Access::cookie_name(std::string_view name) const {
    return (options_.secure() ? "__Host-" : "") + std::string{name};
}

std::string Access::cookie(std::string_view secret) const {
    return set_cookie(cookie_name("tally"), secret, "; SameSite=Strict", options_.secure());
}
std::string Access::session_secret(const HttpRequest& request) const {
    return cookie_value(request.cookie, cookie_name("tally"));
}

// Lax: it comes along where the provider's page sends the browser back.
std::string Access::oidc_cookie(std::string_view secret) const {
    return set_cookie(cookie_name("tally-oidc"), secret, "; SameSite=Lax", options_.secure());
}
std::string Access::oidc_browser(const HttpRequest& request) const {
    return cookie_value(request.cookie, cookie_name("tally-oidc"));
}

}  // namespace tally::tools
