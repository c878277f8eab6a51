#pragma once
// Who asks, and whether they may: sessions, tokens and passwords held against the users in the log.

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/user/permissions.h"
#include "tools/http/access/credential_store.h"
#include "tools/http/access/known_users.h"
#include "tools/http/access/password_worker.h"
#include "tools/http/access/secrets.h"
#include "tools/http/access/session_table.h"
#include "tools/http/access/sign_in_delays.h"
#include "tools/http/command_sender.h"
#include "tools/http/http_message.h"
#include "tools/http/request_target.h"

namespace tally::tools {

struct AccessOptions {
    std::filesystem::path directory = {};       // Of the credentials.
    bool behind_proxy = false;                  // One that ends TLS and names its client in X-Forwarded-For.
    bool encrypts = false;                      // The server itself ends TLS.
    std::function<domain::Instant()> now = {};  // Empty: the system's clock.
    PasswordCost password_cost = {};
    // Cookies are for TLS alone.
    [[nodiscard]] bool secure() const { return behind_proxy || encrypts; }
};

// Who asks.
struct Principal {
    KnownUser user = {};
    std::vector<domain::Role> roles = {};  // A token may have fewer than its user.
    bool read_only = false;
    bool by_cookie = false;
    std::string csrf = {};  // Of the session.
};

// Every method may be called from any thread.
class Access {
  public:
    // The division must outlive it. Error: names value and cure.
    [[nodiscard]] static tl::expected<std::unique_ptr<Access>, std::string> open(eventstore::Division&, AccessOptions);

    // Error: the answer, 401, 403 or 503. `patience`: for the views to have the last change of users.
    [[nodiscard]] tl::expected<Principal, HttpAnswer> principal_of(const HttpRequest&,
                                                                   std::chrono::milliseconds patience = patience_);
    // Of what is looked at. Nothing: it may be seen.
    [[nodiscard]] std::optional<HttpAnswer> wrong_with_sight(const Principal&, const RequestTarget&) const;
    // In the name of who asks. It must not outlive this.
    [[nodiscard]] CommandSender sender_of(const Principal&);
    // Whether the question comes from this machine, as far as that can be known.
    [[nodiscard]] bool from_this_machine(const HttpRequest&) const;
    [[nodiscard]] std::string client_of(const HttpRequest&) const;

    // The token of a new link for the first user; nothing where there are users. Error: names value and cure.
    [[nodiscard]] tl::expected<std::optional<std::string>, std::string> make_first_link();

    // Before the division is closed: what is under way is done.
    void stop() { worker_.stop(); }

    // --- For the routes
    // False: there is no user yet.
    [[nodiscard]] eventstore::Result<bool> has_users();
    [[nodiscard]] SessionTable& sessions() { return sessions_; }
    [[nodiscard]] CredentialStore& credentials() { return *credentials_; }
    [[nodiscard]] KnownUsers& users() { return users_; }
    [[nodiscard]] PasswordWorker& worker() { return worker_; }
    [[nodiscard]] eventstore::Division& division() { return division_; }
    [[nodiscard]] domain::Instant now() const { return options_.now(); }
    [[nodiscard]] const PasswordCost& password_cost() const { return options_.password_cost; }
    // Takes as long for a user who does not exist.
    [[nodiscard]] bool password_is(const Credentials&, const domain::UserId&, std::string_view given) const;
    // Seconds to wait; 0: the attempt may be made.
    [[nodiscard]] std::int64_t attempt(const HttpRequest&, const domain::UserId&);
    void attempt_succeeded(const HttpRequest&, const domain::UserId&);
    // "__Host-tally=SECRET; …"; of an empty secret: one that removes the cookie.
    [[nodiscard]] std::string cookie(std::string_view secret) const;
    // Of the request's cookie; empty: none.
    [[nodiscard]] std::string session_secret(const HttpRequest&) const;
    static constexpr std::chrono::milliseconds patience_{2'000};

  private:
    Access(eventstore::Division&, AccessOptions, std::unique_ptr<CredentialStore>);
    [[nodiscard]] tl::expected<Principal, HttpAnswer> by_token(std::string_view authorization,
                                                               std::chrono::milliseconds patience);
    [[nodiscard]] tl::expected<Principal, HttpAnswer> by_cookie(const HttpRequest&, std::chrono::milliseconds patience);
    // Null: none who may sign in.
    [[nodiscard]] tl::expected<KnownUser, HttpAnswer> active_user(const domain::UserId&, std::chrono::milliseconds);
    [[nodiscard]] std::optional<NotTaken> wrong_with_command(const Principal&, const eventstore::ParsedCommand&);
    void command_answered(const eventstore::ParsedCommand&, const eventstore::Outcome&);
    void remove_what_lets_in(const std::vector<domain::UserId>&);
    void note_use(const KeptToken&, const std::string& hash);

    eventstore::Division& division_;
    const AccessOptions options_;
    const std::unique_ptr<CredentialStore> credentials_;
    const std::string nobodys_hash_;
    KnownUsers users_;
    SessionTable sessions_;
    SignInDelays user_delays_;
    SignInDelays address_delays_;
    PasswordWorker worker_;  // Last: its work uses the others.
};

[[nodiscard]] HttpAnswer not_signed_in(std::string_view detail);
[[nodiscard]] HttpAnswer not_permitted(std::string_view detail, std::string_view field = {});

}  // namespace tally::tools
