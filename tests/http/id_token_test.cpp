// ID tokens alone: which signatures, parties and times are accepted. Signed by OpenSSL.

#include "tools/http/access/id_token.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/http/test_issuer.h"

namespace tally::tools {
namespace {

using testing::HasSubstr;
using tests::json_object;
using tests::Members;
using tests::TestKey;

constexpr std::int64_t now_seconds = 1'800'000'000;
const IdTokenTerms terms{
    "https://id.example.org", "tally", "n0nce", "acce55", "email", domain::Instant{now_seconds * 1'000'000}};

const TestKey& rsa_key() {
    static const TestKey key{TestKey::Type::rsa, "r"};
    return key;
}
const TestKey& ec_key() {
    static const TestKey key{TestKey::Type::p256, "e"};
    return key;
}
std::vector<SigningKey> keys_of(const std::string& jwks) {
    auto keys = signing_keys(R"({"keys":[)" + jwks + "]}");
    EXPECT_TRUE(keys) << keys.error();
    return keys.value_or(std::vector<SigningKey>{});
}
Members good_claims() {
    return {{"iss", R"("https://id.example.org")"},
            {"aud", R"("tally")"},
            {"sub", R"("7")"},
            {"nonce", R"("n0nce")"},
            {"exp", "1800000300"},
            {"iat", "1800000000"},
            {"email", R"("ada@example.org")"}};
}
std::string unsigned_token(const Members& header, const Members& changes) {
    auto claims = good_claims();
    for (const auto& [name, value] : changes) claims[name] = value;
    return base64url(json_object(header)) + "." + base64url(json_object(claims));
}
std::string token_by(const TestKey& key, const std::string& algorithm, const Members& changes = {},
                     Members header = {}) {
    header.try_emplace("alg", "\"" + algorithm + "\"");
    header.try_emplace("kid", "\"" + key.kid() + "\"");
    const auto input = unsigned_token(header, changes);
    return input + "." + base64url(key.sign(algorithm, input));
}
// The claim that is wrong; "good", or "" for the whole token.
std::string verdict(const std::string& token, const std::vector<SigningKey>& keys, const IdTokenTerms& by = terms) {
    const auto person = verify_id_token(token, keys, by);
    return person ? "good" : person.error().claim;
}
std::string verdict_of(const Members& changes) {
    return verdict(token_by(rsa_key(), "RS256", changes), keys_of(rsa_key().jwk()));
}

TEST(IdToken, IsAcceptedByEachOfThreeAlgorithms) {
    const auto keys = keys_of(rsa_key().jwk() + "," + ec_key().jwk());
    const auto person = verify_id_token(token_by(rsa_key(), "RS256", {{"email_verified", "true"}}), keys, terms);
    ASSERT_TRUE(person) << person.error().detail;
    EXPECT_EQ(person->subject, "7");
    EXPECT_EQ(person->user, "ada@example.org");
    EXPECT_TRUE(person->email_verified);
    EXPECT_EQ(verdict(token_by(rsa_key(), "PS256"), keys), "good");
    EXPECT_EQ(verdict(token_by(ec_key(), "ES256"), keys), "good");
}

TEST(IdToken, OtherAlgorithmsAreRefusedWhateverTheKeys) {
    // A key with a shared secret in the set changes nothing: it is left out.
    const auto keys =
        keys_of(rsa_key().jwk() + "," + ec_key().jwk() + R"(,{"kty":"oct","kid":"s","k":"c2VjcmV0","alg":"HS256"})");
    EXPECT_EQ(keys.size(), 2u);
    const auto none = unsigned_token({{"alg", R"("none")"}}, {});
    EXPECT_NE(verdict(none + ".", keys), "good");
    EXPECT_NE(verdict(none, keys), "good");
    EXPECT_EQ(verdict(none + ".AAAA", keys), "alg");
    EXPECT_EQ(verdict(unsigned_token({{"alg", R"("NONE")"}}, {}) + ".AAAA", keys), "alg");
    // HMAC under what everybody can read.
    for (const auto& secret : {rsa_key().public_pem(), rsa_key().jwk(), std::string{"secret"}})
        for (const auto* kid : {"r", "s"}) {
            const auto input = unsigned_token({{"alg", R"("HS256")"}, {"kid", "\"" + std::string{kid} + "\""}}, {});
            EXPECT_EQ(verdict(input + "." + base64url(tests::hmac_sha256(secret, input)), keys), "alg") << kid;
        }
    for (const auto* algorithm : {"RS384", "RS512", "ES384", "EdDSA", "rs256", ""})
        EXPECT_EQ(verdict(token_by(rsa_key(), "RS256", {}, {{"alg", "\"" + std::string{algorithm} + "\""}}), keys),
                  "alg")
            << algorithm;
    EXPECT_NE(verdict(token_by(rsa_key(), "RS256", {}, {{"alg", ""}}), keys), "good") << "there is none";
    EXPECT_EQ(verdict(token_by(rsa_key(), "RS256", {}, {{"crit", R"(["b64"])"}}), keys), "crit");
}

TEST(IdToken, TheKeyMustBeTheOneThatTheTokenNames) {
    const TestKey other{TestKey::Type::rsa, "r"}, weak{TestKey::Type::weak_rsa, "w"}, large{TestKey::Type::p384, "l"};
    const auto keys = keys_of(rsa_key().jwk());
    EXPECT_EQ(verdict(token_by(other, "RS256"), keys), "") << "signed by another key of the same id";
    const auto unknown = verify_id_token(token_by(ec_key(), "ES256"), keys, terms);
    ASSERT_FALSE(unknown);
    EXPECT_TRUE(unknown.error().key_unknown);
    EXPECT_EQ(verdict(token_by(ec_key(), "ES256", {}, {{"kid", R"("r")"}}), keys), "kid") << "an RSA key for ES256";
    EXPECT_EQ(verdict(token_by(weak, "RS256"), keys_of(weak.jwk())), "kid");
    EXPECT_TRUE(keys_of(large.jwk()).empty());
    EXPECT_TRUE(keys_of(rsa_key().jwk(R"(,"use":"enc")")).empty());
    EXPECT_EQ(verdict(token_by(rsa_key(), "RS256"), keys_of(rsa_key().jwk(R"(,"alg":"PS256")"))), "kid");
    EXPECT_EQ(verdict(token_by(rsa_key(), "RS256"), keys_of(rsa_key().jwk(R"(,"alg":"RS256","use":"sig")"))), "good");
    // Without an id the key must be plain.
    const auto nameless = token_by(rsa_key(), "RS256", {}, {{"kid", ""}});
    EXPECT_EQ(verdict(nameless, keys), "good");
    EXPECT_EQ(verdict(nameless, keys_of(rsa_key().jwk() + "," + ec_key().jwk())), "good");
    EXPECT_EQ(verdict(nameless, keys_of(rsa_key().jwk() + "," + other.jwk())), "kid");
}

TEST(IdToken, ChangedOrBrokenOnesAreRefused) {
    const auto keys = keys_of(rsa_key().jwk());
    const auto token = token_by(rsa_key(), "RS256");
    ASSERT_EQ(verdict(token, keys), "good");
    const auto first = token.find('.'), second = token.rfind('.');
    const auto other = unsigned_token({}, {{"email", R"("eve@example.org")"}});
    EXPECT_EQ(verdict(token.substr(0, first) + other.substr(other.find('.')) + token.substr(second), keys), "");
    auto flipped = token;
    flipped[second + 20] = flipped[second + 20] == 'A' ? 'B' : 'A';
    EXPECT_EQ(verdict(flipped, keys), "");
    for (const auto& broken :
         {std::string{}, std::string{".."}, std::string{"a.b.c"}, token.substr(0, second), token.substr(0, second + 1),
          token + ".", token + "." + token, token + "=", " " + token, token + "\n", std::string(17'000, 'A'),
          token.substr(0, second) + "." + std::string(17'000, 'A')})
        EXPECT_NE(verdict(broken, keys), "good") << broken.substr(0, 60);
    const auto list = base64url(R"({"alg":"RS256","kid":"r"})") + "." + base64url("[1]");
    EXPECT_EQ(verdict(list + "." + base64url(rsa_key().sign("RS256", list)), keys), "") << "signed, but no claims";
}

TEST(IdToken, PartiesMustBeTheseTwo) {
    EXPECT_EQ(verdict_of({{"iss", R"("https://id.example.org/")"}}), "iss");
    EXPECT_EQ(verdict_of({{"iss", ""}}), "iss");
    EXPECT_EQ(verdict_of({{"aud", R"("other")"}}), "aud");
    EXPECT_EQ(verdict_of({{"aud", ""}}), "aud");
    EXPECT_EQ(verdict_of({{"aud", "[]"}}), "aud");
    EXPECT_EQ(verdict_of({{"aud", R"(["tally",7])"}}), "aud");
    EXPECT_EQ(verdict_of({{"aud", R"(["tally"])"}}), "good");
    EXPECT_EQ(verdict_of({{"aud", R"(["tally","other"])"}}), "azp");
    EXPECT_EQ(verdict_of({{"aud", R"(["tally","other"])"}, {"azp", R"("tally")"}}), "good");
    EXPECT_EQ(verdict_of({{"azp", R"("other")"}}), "azp");
    EXPECT_EQ(verdict_of({{"azp", "7"}}), "azp");
    EXPECT_EQ(verdict_of({{"nonce", R"("another")"}}), "nonce");
    EXPECT_EQ(verdict_of({{"nonce", ""}}), "nonce");
    EXPECT_EQ(verdict_of({{"sub", ""}}), "sub");
    EXPECT_EQ(verdict_of({{"sub", R"("")"}}), "sub");
    EXPECT_EQ(verdict_of({{"sub", "\"" + std::string(256, 's') + "\""}}), "sub");
}

TEST(IdToken, TimesHaveAMinuteOfLeeway) {
    const auto at = [](std::int64_t seconds) { return std::to_string(now_seconds + seconds); };
    EXPECT_EQ(verdict_of({{"exp", at(-59)}}), "good");
    EXPECT_EQ(verdict_of({{"exp", at(-60)}}), "exp");
    EXPECT_EQ(verdict_of({{"exp", at(-59) + ".5"}}), "good") << "NumericDate may have a fraction";
    for (const auto* odd : {"", "\"1800000300\"", "-1", "1e300", "null"}) EXPECT_EQ(verdict_of({{"exp", odd}}), "exp");
    EXPECT_EQ(verdict_of({{"iat", at(60)}}), "good");
    EXPECT_EQ(verdict_of({{"iat", at(61)}}), "iat");
    EXPECT_EQ(verdict_of({{"iat", ""}}), "iat");
    EXPECT_EQ(verdict_of({{"nbf", at(60)}}), "good");
    EXPECT_EQ(verdict_of({{"nbf", at(61)}}), "nbf");
    EXPECT_EQ(verdict_of({{"nbf", R"("soon")"}}), "nbf");
}

TEST(IdToken, TheAccessTokenMustBeItsOwn) {
    EXPECT_EQ(verdict_of({{"at_hash", "\"" + tests::at_hash_of("acce55") + "\""}}), "good");
    EXPECT_EQ(verdict_of({{"at_hash", "\"" + tests::at_hash_of("another") + "\""}}), "at_hash");
    EXPECT_EQ(verdict_of({{"at_hash", "7"}}), "at_hash");
}

TEST(IdToken, WhatIsNoSetOfKeysIsSaid) {
    for (const auto* text : {"", "[]", "{}", R"({"keys":7})", R"({"keys":[7]})", R"({"keys":[)"})
        EXPECT_FALSE(signing_keys(text)) << text;
    std::string many;
    for (int i = 0; i < 65; ++i) many += (i ? "," : "") + std::string{R"({"kty":"oct"})"};
    EXPECT_FALSE(signing_keys(R"({"keys":[)" + many + "]}"));
    EXPECT_TRUE(keys_of(R"({"kty":"RSA"},{"kty":"RSA","n":7,"e":"AQAB"},{"kty":"EC","crv":"P-256","x":"AA"})").empty());
    // A key that cannot be one is noticed when it is used.
    const auto keys = keys_of(R"({"kty":"EC","crv":"P-256","kid":"e","x":"AA","y":"AA"})");
    EXPECT_EQ(verdict(token_by(ec_key(), "ES256"), keys), "kid");
}

TEST(IdToken, TextsOfTheTokenAreShownHarmlessly) {
    const auto wrong =
        verify_id_token(token_by(rsa_key(), "RS256", {}, {{"kid", R"("a\nb")"}}), keys_of(rsa_key().jwk()), terms);
    ASSERT_FALSE(wrong);
    EXPECT_THAT(wrong.error().detail, HasSubstr("'a?b'"));
}

}  // namespace
}  // namespace tally::tools
