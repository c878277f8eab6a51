#include "tools/http/access/oidc_provider.h"

#include <algorithm>
#include <simdjson.h>
#include <sodium.h>
#include <utility>

#include "domain/core/sha256.h"
#include "eventstore/program_log.h"
#include "tools/http/server/http_message.h"

namespace tally::tools {

namespace {

namespace dom = simdjson::dom;
using Kind = OidcFault::Kind;

constexpr std::int64_t kept_seconds = 60 * 60;    // Metadata and keys; a key that the provider withdrew ends with it.
constexpr std::int64_t keys_again_seconds = 60;   // At the earliest, where a token names a key that is not there.
constexpr std::int64_t failed_again_seconds = 5;  // So that a provider that hangs does not hold up one after the other.
constexpr std::int64_t second_of_provider_us = 1'000'000;
constexpr std::size_t secret_bytes_max = 4'096;
constexpr std::string_view callback_path = "/v1/session/oidc/callback";
constexpr std::string_view form_type = "application/x-www-form-urlencoded";

tl::unexpected<OidcFault> provider_fault(Kind kind, std::string detail, std::string_view field = {}) {
    return tl::unexpected(OidcFault{kind, std::move(detail), std::string{field}});
}

std::string member_text(const dom::object& object, std::string_view name) {
    std::string_view text;
    return object.at_key(name).get_string().get(text) == simdjson::SUCCESS ? std::string{text} : std::string{};
}

bool says_true(const dom::object& object, std::string_view name) {
    bool value = false;
    return object.at_key(name).get_bool().get(value) == simdjson::SUCCESS && value;
}

// Nothing: there is no such list.
std::optional<std::vector<std::string>> texts_at(const dom::object& object, std::string_view name) {
    dom::array array;
    if (object.at_key(name).get_array().get(array) != simdjson::SUCCESS) return std::nullopt;
    std::vector<std::string> all;
    for (const auto element : array) {
        std::string_view text;
        if (element.get_string().get(text) == simdjson::SUCCESS) all.emplace_back(text);
    }
    return all;
}

bool names(const std::vector<std::string>& all, std::string_view wanted) {
    return std::find(all.begin(), all.end(), wanted) != all.end();
}

bool is_printable(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

// RFC 6749, appendix A.2.
bool is_secret(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c < 0x7f; });
}

// An absolute URL that could stand in a header, with nothing in front of its host.
bool is_web_url(std::string_view url) {
    if (!is_printable(url) || (!url.starts_with("https://") && !url.starts_with("http://"))) return false;
    return url.find_first_of("#\\\"<>") == std::string_view::npos &&
           HttpClient::of(origin_of_url(url), HttpClient::SignIn{}).has_value();
}

// Encrypted, or to this machine only.
bool is_safe_url(std::string_view url) {
    return is_web_url(url) && (url.starts_with("https://") || is_loopback_url(url));
}

std::string target_of_url(std::string_view url) {
    const auto target = url.substr(origin_of_url(url).size());
    return target.starts_with('/') ? std::string{target} : "/" + std::string{target};
}

std::string with_parameters(std::string url, const std::vector<std::pair<std::string_view, std::string>>& parameters) {
    char between = url.find('?') == std::string::npos ? '?' : '&';
    for (const auto& [name, value] : parameters) {
        url.append(1, between).append(name).append("=").append(percent_encoded(value));
        between = '&';
    }
    return url;
}

std::string form(const std::vector<std::pair<std::string_view, std::string>>& fields) {
    return with_parameters("", fields).substr(1);
}

// RFC 6749, section 2.3.1: both are encoded first.
std::string basic_authorization(std::string_view id, std::string_view secret) {
    const auto pair = percent_encoded(id) + ":" + percent_encoded(secret);
    constexpr int variant = sodium_base64_VARIANT_ORIGINAL;
    std::string text(sodium_base64_encoded_len(pair.size(), variant), '\0');
    sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(pair.data()), pair.size(),
                      variant);
    text.pop_back();  // The end of a C string.
    return "Basic " + text;
}

std::string challenge_of(std::string_view verifier) {
    const auto hash = domain::sha256(verifier);
    return base64url({reinterpret_cast<const char*>(hash.data()), hash.size()});
}

std::string scope_for(std::string_view claim) {
    if (claim == "sub") return "openid";
    return claim == "email" ? "openid email" : "openid profile";
}

}  // namespace

std::string_view origin_of_url(std::string_view url) {
    const auto host = url.find("//");
    if (host == std::string_view::npos) return url;
    return url.substr(0, url.find_first_of("/?#", host + 2));
}

std::string_view host_of_url(std::string_view url) {
    auto rest = origin_of_url(url);
    rest.remove_prefix(std::min(rest.size(), rest.find("//") + 2));
    if (rest.starts_with('[')) return rest.substr(0, rest.find(']') + 1);
    return rest.substr(0, rest.find(':'));
}

bool is_loopback_url(std::string_view url) {
    const auto host = host_of_url(url);
    return host == "localhost" || host == "127.0.0.1" || host == "[::1]";
}

std::string wrong_with_oidc(const OidcOptions& options) {
    if (!is_safe_url(options.issuer) || options.issuer.find('?') != std::string::npos)
        return "--oidc-issuer: '" + options.issuer +
               "': give the provider's issuer as it writes it, with https:// (http:// only on this machine)";
    if (options.client_id.empty() || !is_printable(options.client_id))
        return "--oidc-client-id: give the id under which the provider knows this server";
    if (options.client_secret.size() > secret_bytes_max || !is_secret(options.client_secret))
        return "--oidc-client-secret-file: it must hold the secret alone, on one line";
    if (!is_safe_url(options.redirect_url) ||
        options.redirect_url.substr(origin_of_url(options.redirect_url).size()) != callback_path)
        return "--oidc-redirect: '" + options.redirect_url +
               "': give the address at which browsers reach this server, such as https://ledger.example.org" +
               std::string{callback_path};
    if (options.user_claim.empty() || !is_printable(options.user_claim))
        return "--oidc-user-claim: '" + options.user_claim +
               "': name a claim, such as email, sub or preferred_username";
    return {};
}

bool OidcProvider::fresh(const std::optional<domain::Instant>& read_at, std::int64_t seconds) const {
    return read_at && now_().microseconds - read_at->microseconds < seconds * second_of_provider_us;
}

OidcResult<HttpClient> OidcProvider::client_for(std::string_view url, std::string token) const {
    auto client = HttpClient::of(origin_of_url(url), {std::move(token), options_.ca_file}, options_.limits);
    if (!client) return provider_fault(Kind::untrue, client.error());
    return std::move(*client);
}

OidcResult<std::string> OidcProvider::get(std::string_view url, std::string_view what, std::string token) const {
    const auto client = client_for(url, std::move(token));
    if (!client) return tl::unexpected(client.error());
    auto said = client->get(target_of_url(url), json_type);
    if (!said) return provider_fault(Kind::unreachable, std::string{what} + ": " + said.error());
    if (said->status >= 500)
        return provider_fault(Kind::unreachable,
                              std::string{what} + ": it answers with status " + std::to_string(said->status));
    if (said->status != 200)
        return provider_fault(Kind::untrue,
                              std::string{what} + ": it answers with status " + std::to_string(said->status));
    return std::move(said->body);
}

// --- Metadata

OidcResult<void> OidcProvider::read_metadata() {
    if (fresh(metadata_read_at_, kept_seconds)) return {};
    if (fresh(metadata_failed_at_, failed_again_seconds)) return tl::unexpected(metadata_fault_);
    std::string url = options_.issuer;
    while (url.ends_with('/')) url.pop_back();
    auto read = get(url + "/.well-known/openid-configuration", "metadata").and_then([&](const std::string& json) {
        return metadata_in(json);
    });
    if (!read) {
        metadata_failed_at_ = now_();
        metadata_fault_ = read.error();
        return tl::unexpected(metadata_fault_);
    }
    metadata_ = std::move(*read);
    metadata_read_at_ = now_();
    metadata_failed_at_.reset();
    return {};
}

OidcResult<OidcProvider::Metadata> OidcProvider::metadata_in(std::string_view json) const {
    dom::parser parser;
    dom::object object;
    if (parser.parse(json.data(), json.size()).get_object().get(object) != simdjson::SUCCESS)
        return provider_fault(Kind::untrue, "its metadata are no JSON object");
    if (member_text(object, "issuer") != options_.issuer)
        return provider_fault(Kind::untrue, "its metadata are of another issuer than --oidc-issuer", "issuer");
    Metadata read{member_text(object, "authorization_endpoint"), member_text(object, "token_endpoint"),
                  member_text(object, "jwks_uri"), member_text(object, "userinfo_endpoint")};
    // Encrypted, unless the provider itself is on this machine.
    const bool loopback = is_loopback_url(options_.issuer);
    const auto good = [&](const std::string& url) {
        return loopback ? is_safe_url(url) : is_web_url(url) && url.starts_with("https://");
    };
    for (const auto& [name, url] :
         {std::pair{"authorization_endpoint", read.authorization_endpoint},
          std::pair{"token_endpoint", read.token_endpoint}, std::pair{"jwks_uri", read.jwks_uri}})
        if (!good(url)) return provider_fault(Kind::untrue, "its metadata have no https:// address here", name);
    if (!read.userinfo_endpoint.empty() && !good(read.userinfo_endpoint))
        return provider_fault(Kind::untrue, "its metadata have no https:// address here", "userinfo_endpoint");
    if (const auto methods = texts_at(object, "code_challenge_methods_supported"); methods && !names(*methods, "S256"))
        return provider_fault(Kind::untrue, "it does not take PKCE by S256", "code_challenge_methods_supported");
    if (const auto methods = texts_at(object, "token_endpoint_auth_methods_supported"))
        read.secret_in_header = names(*methods, "client_secret_basic") || !names(*methods, "client_secret_post");
    read.names_issuer = says_true(object, "authorization_response_iss_parameter_supported");
    return read;
}

OidcResult<std::string> OidcProvider::sign_in_url(const OidcAttempt& attempt, std::string_view state) {
    if (auto read = read_metadata(); !read) return tl::unexpected(std::move(read.error()));
    return with_parameters(metadata_.authorization_endpoint, {{"response_type", "code"},
                                                              {"client_id", options_.client_id},
                                                              {"redirect_uri", options_.redirect_url},
                                                              {"scope", scope_for(options_.user_claim)},
                                                              {"state", std::string{state}},
                                                              {"nonce", attempt.nonce},
                                                              {"code_challenge", challenge_of(attempt.verifier)},
                                                              {"code_challenge_method", "S256"}});
}

// --- Tokens

OidcResult<OidcPerson> OidcProvider::person_of_code(std::string_view code, const std::optional<std::string>& issuer,
                                                    const OidcAttempt& attempt) {
    if (auto read = read_metadata(); !read) return tl::unexpected(std::move(read.error()));
    if (issuer ? *issuer != options_.issuer : metadata_.names_issuer)
        return provider_fault(Kind::untrue, "the answer that the browser brought is of another issuer", "iss");
    const auto tokens = tokens_for(code, attempt);
    if (!tokens) return tl::unexpected(tokens.error());
    auto person = verified(*tokens, attempt);
    if (!person) return tl::unexpected(std::move(person.error()));
    const bool by_email = options_.user_claim == "email";
    if (!person->user || (by_email && !person->email_verified)) {
        person = asked_person(*tokens, *person);
        if (!person) return tl::unexpected(std::move(person.error()));
    }
    if (!person->user || person->user->empty())
        return provider_fault(
            Kind::refused,
            "the provider does not tell this claim of the person: let it, or name another with --oidc-user-claim",
            options_.user_claim);
    if (by_email && !person->email_verified)
        return provider_fault(Kind::refused,
                              "the provider has not verified that this address is the person's: verify it there first",
                              "email_verified");
    return OidcPerson{person->subject, *person->user};
}

OidcResult<OidcProvider::Tokens> OidcProvider::tokens_for(std::string_view code, const OidcAttempt& attempt) const {
    const auto client = client_for(metadata_.token_endpoint);
    if (!client) return tl::unexpected(client.error());
    std::vector<std::pair<std::string_view, std::string>> fields{{"grant_type", "authorization_code"},
                                                                 {"code", std::string{code}},
                                                                 {"redirect_uri", options_.redirect_url},
                                                                 {"code_verifier", attempt.verifier}};
    std::string authorization;
    if (options_.client_secret.empty() || !metadata_.secret_in_header) {
        fields.emplace_back("client_id", options_.client_id);
        if (!options_.client_secret.empty()) fields.emplace_back("client_secret", options_.client_secret);
    } else {
        authorization = basic_authorization(options_.client_id, options_.client_secret);
    }
    const auto said =
        client->post(target_of_url(metadata_.token_endpoint), form_type, json_type, form(fields), authorization);
    if (!said) return provider_fault(Kind::unreachable, "tokens: " + said.error());
    dom::parser parser;
    dom::object object;
    const bool is_object = parser.parse(said->body).get_object().get(object) == simdjson::SUCCESS;
    if (said->status >= 500)
        return provider_fault(Kind::unreachable, "tokens: it answers with status " + std::to_string(said->status));
    if (said->status == 400 && is_object && member_text(object, "error") == "invalid_grant")
        return provider_fault(Kind::refused,
                              "the provider does not know this code, or it was used already: sign in again", "code");
    if (said->status != 200)
        return provider_fault(Kind::untrue,
                              "tokens: it answers with status " + std::to_string(said->status) +
                                  ": compare id, secret and redirect of this client with what the provider knows");
    if (!is_object) return provider_fault(Kind::untrue, "tokens: its answer is no JSON object");
    Tokens tokens{member_text(object, "id_token"), member_text(object, "access_token")};
    if (tokens.id_token.empty()) return provider_fault(Kind::untrue, "tokens: there is no ID token", "id_token");
    if (!is_printable(tokens.access_token))
        return provider_fault(Kind::untrue, "tokens: this one has characters that no token has", "access_token");
    return tokens;
}

OidcResult<void> OidcProvider::read_keys() {
    const auto json = get(metadata_.jwks_uri, "keys");
    if (!json) return tl::unexpected(json.error());
    auto keys = signing_keys(*json);
    if (!keys) return provider_fault(Kind::untrue, "keys: " + keys.error(), "jwks_uri");
    keys_ = std::move(*keys);
    keys_read_at_ = now_();
    return {};
}

// Keys are read again where the token names one that is not there, but not at each such token.
OidcResult<NamedPerson> OidcProvider::verified(const Tokens& tokens, const OidcAttempt& attempt) {
    if (!fresh(keys_read_at_, kept_seconds))
        if (auto read = read_keys(); !read) return tl::unexpected(std::move(read.error()));
    const IdTokenTerms terms{options_.issuer,     options_.client_id,  attempt.nonce,
                             tokens.access_token, options_.user_claim, now_()};
    auto person = verify_id_token(tokens.id_token, keys_, terms);
    if (!person && person.error().key_unknown && !fresh(keys_read_at_, keys_again_seconds)) {
        if (auto read = read_keys(); !read) return tl::unexpected(std::move(read.error()));
        person = verify_id_token(tokens.id_token, keys_, terms);
    }
    if (!person)
        return provider_fault(Kind::untrue, "its ID token is refused: " + person.error().detail, person.error().claim);
    return std::move(*person);
}

// Where the ID token does not have the claim (OpenID Connect Core, section 5.3).
OidcResult<NamedPerson> OidcProvider::asked_person(const Tokens& tokens, const NamedPerson& signed_in) const {
    if (metadata_.userinfo_endpoint.empty() || tokens.access_token.empty()) return signed_in;
    const auto json = get(metadata_.userinfo_endpoint, "userinfo", tokens.access_token);
    if (!json) return tl::unexpected(json.error());
    auto person = person_of(*json, options_.user_claim);
    if (!person) return provider_fault(Kind::untrue, "userinfo: " + person.error(), "userinfo_endpoint");
    if (person->subject != signed_in.subject)
        return provider_fault(Kind::untrue, "userinfo: it is of another person than the ID token", "sub");
    return std::move(*person);
}

}  // namespace tally::tools
