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
#include "tools/http/access/oidc_sign_in.h"
#include "tools/http/access/password_worker.h"
#include "tools/http/access/read_log.h"
#include "tools/http/access/secrets.h"
#include "tools/http/access/sessions.h"
#include "tools/http/access/sign_in_delays.h"
#include "tools/http/divisions/division_directory.h"
#include "tools/http/routes/command_sender.h"
#include "tools/http/server/http_message.h"
#include "tools/http/server/request_target.h"

namespace tally::tools {

struct AccessOptions {
    std::filesystem::path directory = {};       // Of the credentials.
    std::int32_t division = 0;                  // Whose users sign in.
    bool behind_proxy = false;                  // One that ends TLS and names its client in X-Forwarded-For.
    bool encrypts = false;                      // The server itself ends TLS.
    std::function<domain::Instant()> now = {};  // Empty: the system's clock.
    std::uint32_t keep_reads_days = 0;          // How long it is known who looked at what; 0: without end.
    PasswordCost password_cost = {};
    std::optional<OidcOptions> oidc = {};  // Nothing: people sign in by password only.
    // Roles that require a second factor: after signing in by password, their users must set one up before all else.
    std::vector<domain::Role> second_factor_for = {};
    // Cookies are for TLS alone.
    [[nodiscard]] bool secure() const { return behind_proxy || encrypts; }
};

// Who asks.
struct Principal {
    KnownUser user = {};
    std::vector<domain::Role> roles = {};  // A token may have fewer than its user.
    bool read_only = false;
    bool by_cookie = false;
    std::string csrf = {};    // Of the session.
    bool must_enrol = false;  // May do nothing but set up a second factor, sign out and read the session.
};

// Every method may be called from any thread.
class Access {
  public:
    // Users are read from the division, and added through the port. Both must outlive it. Where other programs write to
    // the division, they share the directory of the credentials, and sessions are kept there. Error: names value and
    // cure.
    [[nodiscard]] static tl::expected<std::unique_ptr<Access>, std::string> open(const DivisionDirectory&,
                                                                                 consumers::AsyncPort&, AccessOptions);

    // Error: the answer, 401, 403 or 503; 403 also where a second factor must be set up first. `patience`: for the
    // views to have the last change of users.
    [[nodiscard]] tl::expected<Principal, HttpAnswer> principal_of(const HttpRequest&,
                                                                   std::chrono::milliseconds patience = patience_);
    // The same of a path that may also be asked before a second factor is set up.
    [[nodiscard]] tl::expected<Principal, HttpAnswer> principal_who_may_enrol(
        const HttpRequest&, std::chrono::milliseconds patience = patience_);
    // Whether a session that began there must set up a second factor first. Error: the answer, 503.
    [[nodiscard]] tl::expected<bool, HttpAnswer> must_enrol(const domain::UserState&, const SessionOrigin&);
    // Of what is looked at. Nothing: it may be seen.
    [[nodiscard]] std::optional<HttpAnswer> wrong_with_sight(const Principal&, const RequestTarget&) const;
    // For an answer without an end: a function that says whether the client may still see it. Calling it does not count
    // as use of the session. It must not outlive this object.
    [[nodiscard]] std::function<bool()> still_sees(const HttpRequest&, const RequestTarget&);
    // What was looked at, where that is about a customer.
    void note_read(const Principal&, const HttpRequest&, const RequestTarget&, const HttpAnswer&);
    [[nodiscard]] ReadLog& reads() { return *reads_; }
    [[nodiscard]] std::filesystem::path read_log_file() const { return tools::read_log_file(options_.directory); }
    // Nothing: the roles of who asks may send such a command. Waits for nothing.
    [[nodiscard]] static std::optional<NotTaken> wrong_with_roles(const Principal&, const eventstore::ParsedCommand&);
    // In the name of who asks. It must not outlive this.
    [[nodiscard]] CommandSender sender_of(const Principal&);
    // Whether the question comes from this machine, as far as that can be known.
    [[nodiscard]] bool from_this_machine(const HttpRequest&) const;
    [[nodiscard]] std::string client_of(const HttpRequest&) const;
    [[nodiscard]] SessionOrigin origin_of(const HttpRequest&) const;
    // Whose requests are counted together, in words: a token's, a user's or an address's. Asking is no use of a
    // session.
    [[nodiscard]] std::string asker_of(const HttpRequest&);

    // The token of a new link for the first user; nothing where there are users. Error: names value and cure.
    [[nodiscard]] tl::expected<std::optional<std::string>, std::string> make_first_link();

    // Before the division is closed: what is under way is done.
    void stop();

    // --- For the routes
    // False: there is no user yet.
    [[nodiscard]] eventstore::Result<bool> has_users();
    [[nodiscard]] Sessions& sessions() { return *sessions_; }
    [[nodiscard]] CredentialStore& credentials() { return *credentials_; }
    [[nodiscard]] KnownUsers& users() { return users_; }
    [[nodiscard]] PasswordWorker& worker() { return worker_; }
    [[nodiscard]] OidcSignIn* oidc() { return oidc_.get(); }  // Null: by password only.
    // The time for commands that this program sends itself: in simulated time that of the newest event. Not set in real
    // time, where the clock of the deciding program counts.
    [[nodiscard]] domain::Instant simulated_now() const;
    [[nodiscard]] consumers::AsyncPort& commands() { return commands_; }
    [[nodiscard]] domain::Instant now() const { return options_.now(); }
    [[nodiscard]] const PasswordCost& password_cost() const { return options_.password_cost; }
    // Takes as long for a user who does not exist.
    [[nodiscard]] bool password_is(const Credentials&, const domain::UserId&, std::string_view given) const;
    // Nothing: the attempt may be made, and counts as failed until attempt_succeeded(). Else the answer: it has to
    // wait, or cannot be counted. `user`: empty where the attempt names none.
    [[nodiscard]] std::optional<HttpAnswer> attempt(const HttpRequest&, const domain::UserId& user);
    void attempt_succeeded(const HttpRequest&, const domain::UserId&);
    // Ends the attempt without a result: it counts neither as failed nor as succeeded; earlier failures still count.
    void attempt_goes_on(const HttpRequest&, const domain::UserId&);
    // "__Host-tally=SECRET; …"; of an empty secret: one that removes the cookie.
    [[nodiscard]] std::string cookie(std::string_view secret) const;
    // Of the request's cookie; empty: none.
    [[nodiscard]] std::string session_secret(const HttpRequest&) const;
    // The same of the browser in which a sign-in by OpenID Connect was begun.
    [[nodiscard]] std::string oidc_cookie(std::string_view secret) const;
    [[nodiscard]] std::string oidc_browser(const HttpRequest&) const;
    static constexpr std::chrono::milliseconds patience_{2'000};

  private:
    struct Kept {
        std::unique_ptr<CredentialStore> credentials;
        std::unique_ptr<ReadLog> reads;
        std::unique_ptr<Sessions> sessions;
        std::unique_ptr<OidcAttempts> oidc_attempts;
        std::unique_ptr<SignInDelays> user_delays;
        std::unique_ptr<SignInDelays> address_delays;
        // Of a program that alone answers for its division: in memory.
        void keep_alone();
        // In the directory of the credentials. Error: names what cannot be made there.
        [[nodiscard]] tl::expected<void, std::string> keep_shared(const std::filesystem::path& directory);
    };
    Access(const DivisionDirectory&, consumers::AsyncPort&, AccessOptions, Kept);
    [[nodiscard]] std::string cookie_name(std::string_view name) const;
    [[nodiscard]] tl::expected<Principal, HttpAnswer> by_token(std::string_view authorization,
                                                               std::chrono::milliseconds patience);
    [[nodiscard]] tl::expected<Principal, HttpAnswer> by_cookie(const HttpRequest&, std::chrono::milliseconds patience);
    // Null: none who may sign in.
    [[nodiscard]] tl::expected<KnownUser, HttpAnswer> active_user(const domain::UserId&, std::chrono::milliseconds);
    [[nodiscard]] std::optional<NotTaken> wrong_with_command(const Principal&, const eventstore::ParsedCommand&);
    void command_answered(const eventstore::ParsedCommand&, const consumers::CommandAnswer&);
    // Whom the request's token or cookie lets in, and the roles that it gives; without counting as use.
    struct LetIn {
        domain::UserId user;
        std::vector<domain::Role> roles = {};  // Of a token that has not all of its user's.
        std::string token = {};                // Its id; empty: a session.
        SessionOrigin origin = {};             // Of a session.
    };
    [[nodiscard]] std::optional<LetIn> let_in(std::string_view authorization, std::string_view session);
    void remove_what_lets_in(const std::vector<domain::UserId>&);
    // The same, soon.
    void remove_what_lets_in_later(const domain::UserId&);
    void note_use(const KeptToken&, const std::string& hash);

    const DivisionDirectory& directory_;
    consumers::AsyncPort& commands_;
    const AccessOptions options_;
    const std::unique_ptr<CredentialStore> credentials_;
    const std::unique_ptr<ReadLog> reads_;
    const std::string nobodys_hash_;
    KnownUsers users_;
    const std::unique_ptr<Sessions> sessions_;
    const std::unique_ptr<SignInDelays> user_delays_;
    const std::unique_ptr<SignInDelays> address_delays_;
    std::unique_ptr<OidcSignIn> oidc_;
    PasswordWorker worker_;  // Last: its work uses the others.
};

[[nodiscard]] HttpAnswer not_signed_in(std::string_view detail);
[[nodiscard]] HttpAnswer not_permitted(std::string_view detail, std::string_view field = {});

}  // namespace tally::tools
