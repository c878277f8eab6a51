#pragma once
// ID tokens of an OpenID provider (OpenID Connect Core 1.0, section 3.1.3.7) and the keys that sign them. Pure: asks
// neither a clock nor the provider.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "domain/core/date.h"

namespace tally::tools {

// One public key of the provider that can sign.
struct SigningKey {
    std::string kid;        // Empty: it has none.
    std::string type;       // "RSA", or "EC" on the curve P-256.
    std::string algorithm;  // The only one it is for; empty: any that its type allows.
    std::string jwk;        // As JSON, without private parts.
};

// Keys of a JWK set; those of other types or for encryption are left out. Error: it is no JWK set.
[[nodiscard]] tl::expected<std::vector<SigningKey>, std::string> signing_keys(std::string_view jwk_set);

// What the token must say.
struct IdTokenTerms {
    std::string issuer;
    std::string client_id;
    std::string nonce;
    std::string access_token;  // What at_hash, where there is one, is made of.
    std::string user_claim;
    domain::Instant now;
};

// Of the claims that name a person, in a token or in an answer of userinfo.
struct NamedPerson {
    std::string subject;
    std::optional<std::string> user;  // Of the claim asked for; nothing: it is not there.
    bool email_verified = false;
};

struct IdTokenWrong {
    std::string claim;  // Or the part of the header; empty: the whole token.
    std::string detail;
    bool key_unknown = false;  // The provider may have changed its keys since they were read.
};

// The token was signed by one of the keys by RS256, PS256 or ES256, for this client, in answer to this sign-in, and is
// valid now. Any other algorithm, `none` and those with a shared secret among them, is refused.
[[nodiscard]] tl::expected<NamedPerson, IdTokenWrong> verify_id_token(std::string_view token,
                                                                      const std::vector<SigningKey>& keys,
                                                                      const IdTokenTerms& terms);

// Of an answer of userinfo. Error: it cannot be read.
[[nodiscard]] tl::expected<NamedPerson, std::string> person_of(std::string_view claims, std::string_view user_claim);

// Bytes in base64url without padding.
[[nodiscard]] std::string base64url(std::string_view bytes);

}  // namespace tally::tools
