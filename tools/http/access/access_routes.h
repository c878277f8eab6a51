#pragma once
// The paths at which people sign in and out, and at which links and API tokens are made. Users themselves are changed
// by commands.

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "tools/http/access/access.h"
#include "tools/http/server/http_handler.h"
#include "tools/http/server/request_target.h"

namespace tally::tools {

class AccessRoutes {
  public:
    static constexpr std::string_view session_path = "/v1/session";
    static constexpr std::string_view ways_path = "/v1/session/ways";
    static constexpr std::string_view password_path = "/v1/session/password";
    static constexpr std::string_view second_factor_path = "/v1/session/second-factor";
    static constexpr std::string_view confirmation_path = "/v1/session/second-factor/confirmation";
    static constexpr std::string_view oidc_path = "/v1/session/oidc";
    static constexpr std::string_view oidc_callback_path = "/v1/session/oidc/callback";
    static constexpr std::string_view sessions_path = "/v1/sessions";
    static constexpr std::string_view own_session_path = "/v1/sessions/{id}";
    static constexpr std::string_view notices_path = "/v1/access-notices";
    static constexpr std::string_view notice_path = "/v1/access-notices/{id}";
    static constexpr std::string_view link_path = "/v1/sign-in-links/{token}";
    static constexpr std::string_view users_path = "/v1/users";
    static constexpr std::string_view user_path = "/v1/users/{id}";
    static constexpr std::string_view user_link_path = "/v1/users/{id}/sign-in-link";
    static constexpr std::string_view user_second_factor_path = "/v1/users/{id}/second-factor";
    static constexpr std::string_view reads_path = "/v1/reads";
    static constexpr std::string_view tokens_path = "/v1/tokens";
    static constexpr std::string_view token_path = "/v1/tokens/{id}";

    explicit AccessRoutes(Access& access) : access_(access) {}
    // Which of the paths above a target has; empty: none.
    [[nodiscard]] static std::string_view path_of(const RequestTarget&);

    // Of a target that has one of the paths.
    void answer(const HttpRequest&, const RequestTarget&, const std::shared_ptr<HttpReply>&);

  private:
    // Nothing: the answer comes from the thread that hashes passwords.
    [[nodiscard]] std::optional<HttpAnswer> take(std::string_view path, const HttpRequest&, const RequestTarget&,
                                                 const std::shared_ptr<HttpReply>&);
    [[nodiscard]] std::optional<HttpAnswer> session(const HttpRequest&, const std::shared_ptr<HttpReply>&);
    [[nodiscard]] std::optional<HttpAnswer> sign_in(const HttpRequest&, const std::shared_ptr<HttpReply>&);
    [[nodiscard]] HttpAnswer signed_in(const HttpRequest&, const struct SignInBody&);
    [[nodiscard]] HttpAnswer sign_out(const HttpRequest&);
    // The user's own, who gives the one until now; nothing: the answer comes from the thread that hashes passwords.
    [[nodiscard]] std::optional<HttpAnswer> change_password(const HttpRequest&, const std::shared_ptr<HttpReply>&);
    [[nodiscard]] HttpAnswer password_changed(const HttpRequest&, const KnownUser&, const struct PasswordBody&);
    // After a password was set: sessions and links of before end, a new session begins, and other sessions to come are
    // told. `links_of`: empty for those of the first user. `by`: who set it; empty: who had a link.
    [[nodiscard]] HttpAnswer end_links_and_begin_anew(const HttpRequest&, const domain::UserId& links_of,
                                                      const domain::UserId&, const domain::Plain& by);
    // The user's own. Nothing: the answer comes from the thread that hashes passwords.
    [[nodiscard]] std::optional<HttpAnswer> second_factor(const HttpRequest&, const std::shared_ptr<HttpReply>&);
    [[nodiscard]] HttpAnswer second_factor_of(const Principal&);
    [[nodiscard]] std::optional<HttpAnswer> enrol(const HttpRequest&, const Principal&,
                                                  const std::shared_ptr<HttpReply>&);
    [[nodiscard]] HttpAnswer enrolment_begun(const HttpRequest&, const domain::UserId&, std::string_view password);
    [[nodiscard]] HttpAnswer confirm_enrolment(const HttpRequest&);
    [[nodiscard]] std::optional<HttpAnswer> end_second_factor(const HttpRequest&, const Principal&,
                                                              const std::shared_ptr<HttpReply>&);
    [[nodiscard]] HttpAnswer second_factor_ended(const HttpRequest&, const Principal&,
                                                 const struct EndSecondFactorBody&);
    // Nothing: the code counted, and counts no more, or the user has no second factor (any more).
    [[nodiscard]] std::optional<HttpAnswer> wrong_with_code(const HttpRequest&, const domain::UserId&,
                                                            std::string_view code, unsigned status);
    // At a sign-in whose password is right, or whose link is open. Nothing also where there is no second factor.
    [[nodiscard]] std::optional<HttpAnswer> wrong_with_second_step(const HttpRequest&, const domain::UserId&,
                                                                   std::string_view code);
    // The user's own, in every browser.
    [[nodiscard]] HttpAnswer sessions(const HttpRequest&);
    [[nodiscard]] HttpAnswer end_session(const HttpRequest&, const std::string& id);
    // What was made for the user, until it was seen.
    [[nodiscard]] HttpAnswer notices(const HttpRequest&);
    [[nodiscard]] HttpAnswer remove_notice(const HttpRequest&, const std::string& id);
    // Of what who asks makes for that user.
    [[nodiscard]] KeptNotice notice_of(const HttpRequest&, const Principal&, const domain::UserId& user,
                                       CredentialKind) const;
    [[nodiscard]] HttpAnswer sign_in_ways(const HttpRequest&);
    // Nothing: the answer comes from the thread that asks the provider.
    [[nodiscard]] std::optional<HttpAnswer> begin_oidc(const HttpRequest&, const std::shared_ptr<HttpReply>&);
    [[nodiscard]] std::optional<HttpAnswer> end_oidc(const HttpRequest&, const RequestTarget&,
                                                     const std::shared_ptr<HttpReply>&);
    [[nodiscard]] HttpAnswer oidc_off() const;
    [[nodiscard]] HttpAnswer signed_in_by_oidc(const HttpRequest&, const OidcPerson&);
    [[nodiscard]] std::optional<HttpAnswer> wrong_with_subject(const domain::UserId&, const std::string& subject);
    // 201, with the cookie of a new session of one who gave a password.
    [[nodiscard]] HttpAnswer session_begun(const KnownUser&, const Sessions::Begun&);

    [[nodiscard]] std::optional<HttpAnswer> link(const HttpRequest&, const std::string& token,
                                                 const std::shared_ptr<HttpReply>&);
    // Who sets a password by it; error: the answer.
    struct OpenLink {
        KnownUser user;  // Null: the first user, who is not there yet.
        domain::Instant expires_at;
    };
    [[nodiscard]] tl::expected<OpenLink, HttpAnswer> open_link(const std::string& token);
    [[nodiscard]] HttpAnswer use_link(const HttpRequest&, const std::string& token, const struct LinkBody&);
    [[nodiscard]] std::optional<HttpAnswer> add_first_user(const struct LinkBody&, const std::string& token);
    // `link`: in its kept form; it must still be there, and ends with it. Empty: no link of the user's.
    [[nodiscard]] std::optional<HttpAnswer> set_password(const domain::UserId&, std::string_view password,
                                                         const std::string& link);

    [[nodiscard]] HttpAnswer users(const HttpRequest&, const RequestTarget&);
    [[nodiscard]] HttpAnswer user(const HttpRequest&, const std::string& id);
    [[nodiscard]] HttpAnswer make_link(const HttpRequest&, const std::string& id);
    // Another user's.
    [[nodiscard]] HttpAnswer remove_second_factor(const HttpRequest&, const std::string& id);

    [[nodiscard]] HttpAnswer reads(const HttpRequest&, const RequestTarget&);
    [[nodiscard]] HttpAnswer tokens(const HttpRequest&);
    [[nodiscard]] HttpAnswer make_token(const HttpRequest&, const Principal&);
    [[nodiscard]] HttpAnswer remove_token(const HttpRequest&, const std::string& id);

    Access& access_;
};

}  // namespace tally::tools
