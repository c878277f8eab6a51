#include "tools/http/access/id_token.h"

#include <algorithm>
#include <array>
#include <cjose/cjose.h>
#include <cmath>
#include <memory>
#include <simdjson.h>
#include <sodium.h>
#include <utility>

#include "domain/core/sha256.h"
#include "eventstore/codec/json.h"
#include "tools/http/access/secrets.h"

namespace tally::tools {

namespace {

namespace dom = simdjson::dom;

constexpr std::size_t token_bytes_max = 16 << 10;
constexpr std::size_t keys_max = 64;
constexpr std::size_t rsa_bits_min = 2'048;
constexpr std::size_t subject_bytes_max = 255;  // OpenID Connect Core, section 2.
constexpr std::int64_t leeway_seconds = 60;
constexpr std::int64_t seconds_max = std::int64_t{1} << 40;  // Far beyond the year 9999.
constexpr std::int64_t second_of_claims_us = 1'000'000;

// What signs, and with what type of key.
struct KnownAlgorithm {
    std::string_view name;
    std::string_view key_type;
};
constexpr std::array<KnownAlgorithm, 3> known_algorithms{{{"RS256", "RSA"}, {"PS256", "RSA"}, {"ES256", "EC"}}};

struct ReleaseJws {
    void operator()(cjose_jws_t* jws) const { cjose_jws_release(jws); }
};
struct ReleaseJwk {
    void operator()(cjose_jwk_t* jwk) const { cjose_jwk_release(jwk); }
};
using Jws = std::unique_ptr<cjose_jws_t, ReleaseJws>;
using Jwk = std::unique_ptr<cjose_jwk_t, ReleaseJwk>;

tl::unexpected<IdTokenWrong> token_wrong(std::string_view claim, std::string_view detail) {
    return tl::unexpected(IdTokenWrong{std::string{claim}, std::string{detail}});
}

std::optional<std::string> text_at(const dom::object& object, std::string_view name) {
    std::string_view text;
    if (object.at_key(name).get_string().get(text) != simdjson::SUCCESS) return std::nullopt;
    return std::string{text};
}

bool is_there(const dom::object& object, std::string_view name) {
    return object.at_key(name).error() == simdjson::SUCCESS;
}

// Seconds since 1970, which may have a fraction. Nothing: it is no such number.
std::optional<std::int64_t> seconds_at(const dom::object& object, std::string_view name) {
    double number = 0;
    if (object.at_key(name).get_double().get(number) != simdjson::SUCCESS) return std::nullopt;
    if (!std::isfinite(number) || number < 0 || number > static_cast<double>(seconds_max)) return std::nullopt;
    return static_cast<std::int64_t>(number);
}

NamedPerson person_in(const dom::object& claims, std::string_view user_claim) {
    NamedPerson person;
    person.subject = text_at(claims, "sub").value_or("");
    person.user = text_at(claims, user_claim);
    bool verified = false;
    person.email_verified = claims.at_key("email_verified").get_bool().get(verified) == simdjson::SUCCESS && verified;
    return person;
}

// Only what verifying takes: a private part that stands there by mistake is not kept.
std::string public_jwk(const dom::object& key, std::initializer_list<std::string_view> members) {
    std::string json = "{";
    for (const auto name : members) {
        const auto text = text_at(key, name);
        if (!text) return {};
        if (json.size() > 1) json += ',';
        eventstore::write_json_string(name, json);
        json += ':';
        eventstore::write_json_string(*text, json);
    }
    return json + "}";
}

// Nothing: it is not for verifying by an algorithm that we know.
std::optional<SigningKey> signing_key(const dom::object& object) {
    SigningKey key{text_at(object, "kid").value_or(""),
                   text_at(object, "kty").value_or(""),
                   text_at(object, "alg").value_or(""),
                   {}};
    if (const auto use = text_at(object, "use"); use && *use != "sig") return std::nullopt;
    if (key.type == "RSA") key.jwk = public_jwk(object, {"kty", "n", "e"});
    if (key.type == "EC" && text_at(object, "crv") == "P-256") key.jwk = public_jwk(object, {"kty", "crv", "x", "y"});
    if (key.jwk.empty()) return std::nullopt;
    return key;
}

bool is_base64url(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
}

// HEADER.CLAIMS.SIGNATURE
bool is_signed_token(std::string_view token) {
    if (token.size() > token_bytes_max) return false;
    const auto first = token.find('.');
    const auto second = first == std::string_view::npos ? first : token.find('.', first + 1);
    if (second == std::string_view::npos) return false;
    return is_base64url(token.substr(0, first)) && is_base64url(token.substr(first + 1, second - first - 1)) &&
           is_base64url(token.substr(second + 1));
}

// Of what stands in an answer or in the log of this program.
std::string shown_text(std::string_view text) {
    constexpr std::size_t shown_max = 64;
    std::string shown{text.substr(0, shown_max)};
    std::replace_if(
        shown.begin(), shown.end(), [](char c) { return c < ' ' || c >= 0x7f; }, '?');
    return "'" + shown + "'";
}

std::string header_text(cjose_jws_t& jws, const char* name) {
    cjose_err error{};
    const char* text = cjose_header_get(cjose_jws_get_protected(&jws), name, &error);
    return text ? text : "";
}

bool header_has(cjose_jws_t& jws, const char* name) {
    cjose_err error{};
    const std::unique_ptr<char, decltype(&std::free)> raw{
        cjose_header_get_raw(cjose_jws_get_protected(&jws), name, &error), &std::free};
    return raw != nullptr;
}

// The one that must have signed: that of the same id, or, where the token names none, the only one that can have.
tl::expected<const SigningKey*, IdTokenWrong> key_for(cjose_jws_t& jws, std::string_view algorithm,
                                                      std::string_view type, const std::vector<SigningKey>& keys) {
    const auto kid = header_text(jws, CJOSE_HDR_KID);
    std::vector<const SigningKey*> suitable;
    for (const auto& key : keys)
        if (key.type == type && (key.algorithm.empty() || key.algorithm == algorithm) &&
            (kid.empty() || key.kid == kid))
            suitable.push_back(&key);
    if (suitable.size() == 1) return suitable.front();
    if (!suitable.empty())
        return token_wrong("kid", "several keys of the provider could have signed it, and it does not say which");
    return tl::unexpected(IdTokenWrong{
        "kid", "none of the provider's keys has the id " + shown_text(kid) + " and can sign by this algorithm", true});
}

// What the header says, read before the library sees it: that refuses unknown algorithms without a word.
std::string algorithm_named(std::string_view token) {
    const auto coded = token.substr(0, token.find('.'));
    std::string json(coded.size(), '\0');
    std::size_t size = 0;
    if (sodium_base642bin(reinterpret_cast<unsigned char*>(json.data()), json.size(), coded.data(), coded.size(),
                          nullptr, &size, nullptr, sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
        return {};
    dom::parser parser;
    dom::object header;
    if (parser.parse(json.data(), size).get_object().get(header) != simdjson::SUCCESS) return {};
    return text_at(header, "alg").value_or("");
}

const KnownAlgorithm* known_algorithm(std::string_view name) {
    const auto* found = std::find_if(known_algorithms.begin(), known_algorithms.end(),
                                     [&](const KnownAlgorithm& one) { return one.name == name; });
    return found == known_algorithms.end() ? nullptr : found;
}

IdTokenWrong algorithm_refused(std::string_view name) {
    return {"alg", "it is signed by " + shown_text(name) + ": only RS256, PS256 and ES256 are accepted"};
}

std::optional<IdTokenWrong> wrong_with_signature(cjose_jws_t& jws, const std::vector<SigningKey>& keys) {
    const auto algorithm = header_text(jws, CJOSE_HDR_ALG);
    const auto* known = known_algorithm(algorithm);
    if (!known) return algorithm_refused(algorithm);
    if (header_has(jws, "crit")) return IdTokenWrong{"crit", "it has extensions that must be understood"};
    const auto key = key_for(jws, algorithm, known->key_type, keys);
    if (!key) return key.error();
    cjose_err error{};
    const Jwk jwk{cjose_jwk_import((*key)->jwk.data(), (*key)->jwk.size(), &error)};
    if (!jwk) return IdTokenWrong{"kid", "the provider's key cannot be read"};
    if (known->key_type == "RSA" && cjose_jwk_get_keysize(jwk.get(), &error) < rsa_bits_min)
        return IdTokenWrong{"kid", "the provider's RSA key is shorter than 2048 bits"};
    if (!cjose_jws_verify(&jws, jwk.get(), &error))
        return IdTokenWrong{"", "its signature is not of the provider's key"};
    return std::nullopt;
}

// One text, or a list of texts.
std::vector<std::string> audiences(const dom::object& claims) {
    std::vector<std::string> all;
    dom::array several;
    if (auto one = text_at(claims, "aud")) {
        all.push_back(std::move(*one));
    } else if (claims.at_key("aud").get_array().get(several) == simdjson::SUCCESS) {
        for (const auto element : several) {
            std::string_view text;
            if (element.get_string().get(text) != simdjson::SUCCESS) return {};
            all.emplace_back(text);
        }
    }
    return all;
}

std::optional<IdTokenWrong> wrong_with_parties(const dom::object& claims, const IdTokenTerms& terms) {
    if (text_at(claims, "iss") != terms.issuer) return IdTokenWrong{"iss", "it is of another issuer"};
    const auto all = audiences(claims);
    if (std::find(all.begin(), all.end(), terms.client_id) == all.end())
        return IdTokenWrong{"aud", "it is for another client"};
    if (is_there(claims, "azp") ? text_at(claims, "azp") != terms.client_id : all.size() > 1)
        return IdTokenWrong{"azp", "it was given to another client"};
    const auto nonce = text_at(claims, "nonce");
    if (!nonce || !same_secret(*nonce, terms.nonce))
        return IdTokenWrong{"nonce", "it is not the answer to this sign-in"};
    const auto subject = text_at(claims, "sub");
    if (!subject || subject->empty() || subject->size() > subject_bytes_max)
        return IdTokenWrong{"sub", "it does not say who signed in"};
    return std::nullopt;
}

std::optional<IdTokenWrong> wrong_with_times(const dom::object& claims, domain::Instant now) {
    const auto now_seconds = now.microseconds / second_of_claims_us;
    const auto expires = seconds_at(claims, "exp");
    if (!expires) return IdTokenWrong{"exp", "it does not say when it expires"};
    if (*expires + leeway_seconds <= now_seconds) return IdTokenWrong{"exp", "it has expired"};
    const auto issued = seconds_at(claims, "iat");
    if (!issued) return IdTokenWrong{"iat", "it does not say when it was issued"};
    if (*issued - leeway_seconds > now_seconds)
        return IdTokenWrong{"iat", "it was issued in the future: compare the clocks of the provider and this server"};
    if (!is_there(claims, "nbf")) return std::nullopt;
    const auto begins = seconds_at(claims, "nbf");
    if (!begins || *begins - leeway_seconds > now_seconds) return IdTokenWrong{"nbf", "it is not valid yet"};
    return std::nullopt;
}

// The left half of SHA-256, as each accepted algorithm has it.
bool is_hash_of(std::string_view hash, std::string_view access_token) {
    const auto whole = domain::sha256(access_token);
    const std::string_view bytes{reinterpret_cast<const char*>(whole.data()), whole.size()};
    return same_secret(hash, base64url(bytes.substr(0, bytes.size() / 2)));
}

}  // namespace

tl::expected<std::vector<SigningKey>, std::string> signing_keys(std::string_view jwk_set) {
    dom::parser parser;
    dom::array all;
    if (parser.parse(jwk_set.data(), jwk_set.size())["keys"].get_array().get(all) != simdjson::SUCCESS)
        return tl::unexpected(std::string{"it is no JWK set"});
    if (all.size() > keys_max) return tl::unexpected(std::string{"it has more than 64 keys"});
    std::vector<SigningKey> keys;
    for (const auto element : all) {
        dom::object object;
        if (element.get_object().get(object) != simdjson::SUCCESS)
            return tl::unexpected(std::string{"it has a key that is no object"});
        if (auto key = signing_key(object)) keys.push_back(std::move(*key));
    }
    return keys;
}

tl::expected<NamedPerson, IdTokenWrong> verify_id_token(std::string_view token, const std::vector<SigningKey>& keys,
                                                        const IdTokenTerms& terms) {
    if (!is_signed_token(token)) return token_wrong("", "it is no signed token");
    if (const auto algorithm = algorithm_named(token); !known_algorithm(algorithm))
        return tl::unexpected(algorithm_refused(algorithm));
    cjose_err error{};
    const Jws jws{cjose_jws_import(token.data(), token.size(), &error)};
    if (!jws) return token_wrong("", "it is no signed token");
    if (auto wrong = wrong_with_signature(*jws, keys)) return tl::unexpected(std::move(*wrong));
    std::uint8_t* bytes = nullptr;  // They remain the token's.
    std::size_t size = 0;
    if (!cjose_jws_get_plaintext(jws.get(), &bytes, &size, &error)) return token_wrong("", "it has no claims");
    dom::parser parser;
    dom::object claims;
    if (parser.parse(reinterpret_cast<const char*>(bytes), size).get_object().get(claims) != simdjson::SUCCESS)
        return token_wrong("", "its claims are no JSON object");
    if (auto wrong = wrong_with_parties(claims, terms)) return tl::unexpected(std::move(*wrong));
    if (auto wrong = wrong_with_times(claims, terms.now)) return tl::unexpected(std::move(*wrong));
    if (is_there(claims, "at_hash") && !is_hash_of(text_at(claims, "at_hash").value_or(""), terms.access_token))
        return token_wrong("at_hash", "it came with an access token that is not its own");
    return person_in(claims, terms.user_claim);
}

tl::expected<NamedPerson, std::string> person_of(std::string_view claims, std::string_view user_claim) {
    dom::parser parser;
    dom::object object;
    if (parser.parse(claims.data(), claims.size()).get_object().get(object) != simdjson::SUCCESS)
        return tl::unexpected(std::string{"it is no JSON object"});
    return person_in(object, user_claim);
}

std::string base64url(std::string_view bytes) {
    constexpr int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
    std::string text(sodium_base64_encoded_len(bytes.size(), variant), '\0');
    sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                      variant);
    text.pop_back();  // The end of a C string.
    return text;
}

}  // namespace tally::tools
