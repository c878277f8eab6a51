#pragma once
// An OpenID provider as it is asked: its metadata (OpenID Connect Discovery 1.0), its keys, tokens for a code, and who
// signed in. Each call waits for the provider, within limits; none follows a redirect.

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "domain/core/date.h"
#include "tools/http/access/id_token.h"
#include "tools/http/client/http_client.h"

namespace tally::tools {

struct OidcOptions {
    std::string issuer = {};
    std::string client_id = {};
    std::string client_secret = {};    // Empty: a public client, which PKCE alone protects.
    std::string redirect_url = {};     // Of the callback, as the provider knows it.
    std::string user_claim = "email";  // `email` counts only where email_verified is true.
    std::string name = {};             // Of the provider, for people; empty: the issuer's host.
    std::string ca_file = {};          // Certificates to trust, in PEM; empty: those that the system trusts.
    HttpClient::Limits limits{std::chrono::milliseconds{5'000}, std::chrono::milliseconds{5'000}, 256 << 10};
};

// Why the options cannot be used, with value and cure; empty: they can.
[[nodiscard]] std::string wrong_with_oidc(const OidcOptions&);
[[nodiscard]] bool is_loopback_url(std::string_view url);
// "https://HOST:PORT" of "https://HOST:PORT/path", and its HOST.
[[nodiscard]] std::string_view origin_of_url(std::string_view url);
[[nodiscard]] std::string_view host_of_url(std::string_view url);

struct OidcFault {
    enum class Kind {
        unreachable,  // It was not reached, or did not answer in time.
        untrue,       // What it says is no answer, or is not true.
        refused,      // It does not sign the person in.
        not_kept,     // Not the provider's: that a sign-in began cannot be kept here.
    };
    Kind kind = Kind::unreachable;
    std::string detail;
    std::string field = {};  // The claim, member or parameter that is wrong.
};
template <class Value>
using OidcResult = tl::expected<Value, OidcFault>;

// What a sign-in that was begun knows of itself.
struct OidcAttempt {
    std::string nonce;
    std::string verifier;  // Of PKCE.
};

struct OidcPerson {
    std::string subject;
    std::string user;  // What the claim says.
};

// Not for several threads at a time.
class OidcProvider {
  public:
    using Now = std::function<domain::Instant()>;
    OidcProvider(OidcOptions options, Now now) : options_(std::move(options)), now_(std::move(now)) {}

    // Where the browser goes to sign in.
    [[nodiscard]] OidcResult<std::string> sign_in_url(const OidcAttempt&, std::string_view state);
    // Who signed in, by the code that the browser brought. `issuer`: as the callback names it; nothing: it does not.
    [[nodiscard]] OidcResult<OidcPerson> person_of_code(std::string_view code, const std::optional<std::string>& issuer,
                                                        const OidcAttempt&);

  private:
    struct Metadata {
        std::string authorization_endpoint;
        std::string token_endpoint;
        std::string jwks_uri;
        std::string userinfo_endpoint;
        bool names_issuer = false;     // In the callback (RFC 9207).
        bool secret_in_header = true;  // client_secret_basic, else client_secret_post.
    };
    struct Tokens {
        std::string id_token;
        std::string access_token;
    };
    [[nodiscard]] OidcResult<void> read_metadata();
    [[nodiscard]] OidcResult<Metadata> metadata_in(std::string_view json) const;
    [[nodiscard]] OidcResult<void> read_keys();
    [[nodiscard]] OidcResult<Tokens> tokens_for(std::string_view code, const OidcAttempt&) const;
    [[nodiscard]] OidcResult<NamedPerson> verified(const Tokens&, const OidcAttempt&);
    [[nodiscard]] OidcResult<NamedPerson> asked_person(const Tokens&, const NamedPerson& signed_in) const;
    [[nodiscard]] OidcResult<HttpClient> client_for(std::string_view url, std::string token = {}) const;
    [[nodiscard]] OidcResult<std::string> get(std::string_view url, std::string_view what,
                                              std::string token = {}) const;
    // Whether what was read then is still good.
    [[nodiscard]] bool fresh(const std::optional<domain::Instant>& read_at, std::int64_t seconds) const;

    const OidcOptions options_;
    const Now now_;
    Metadata metadata_;
    std::optional<domain::Instant> metadata_read_at_;
    std::optional<domain::Instant> metadata_failed_at_;
    OidcFault metadata_fault_;
    std::vector<SigningKey> keys_;
    std::optional<domain::Instant> keys_read_at_;
};

}  // namespace tally::tools
