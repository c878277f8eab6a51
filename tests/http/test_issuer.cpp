#include "tests/http/test_issuer.h"

#include <gtest/gtest.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include "domain/core/sha256.h"
#include "tools/http/access/id_token.h"
#include "tools/http/access/secrets.h"
#include "tools/http/server/request_target.h"

namespace tally::tests {

namespace {

using tools::base64url;
using tools::HttpAnswer;

std::string text(const std::vector<unsigned char>& bytes) {
    return {bytes.begin(), bytes.end()};
}

std::string number(const EVP_PKEY* key, const char* name, int size = 0) {
    BIGNUM* value = nullptr;
    if (EVP_PKEY_get_bn_param(key, name, &value) != 1) return {};
    std::vector<unsigned char> bytes(static_cast<std::size_t>(size > 0 ? size : BN_num_bytes(value)));
    (void)BN_bn2binpad(value, bytes.data(), static_cast<int>(bytes.size()));
    BN_free(value);
    return text(bytes);
}

// R and S one after the other instead of DER.
std::string jose_signature(const std::vector<unsigned char>& der, int part) {
    const unsigned char* at = der.data();
    ECDSA_SIG* signature = d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size()));
    std::vector<unsigned char> both(2 * static_cast<std::size_t>(part));
    (void)BN_bn2binpad(ECDSA_SIG_get0_r(signature), both.data(), part);
    (void)BN_bn2binpad(ECDSA_SIG_get0_s(signature), both.data() + part, part);
    ECDSA_SIG_free(signature);
    return text(both);
}

std::string in_json(std::string_view plain) {
    return "\"" + std::string{plain} + "\"";
}

HttpAnswer json(const Members& members, unsigned status = 200) {
    HttpAnswer answer;
    answer.status = status;
    answer.body = json_object(members);
    return answer;
}

}  // namespace

struct TestKey::Native {
    EVP_PKEY* key = nullptr;
    ~Native() { EVP_PKEY_free(key); }
};

TestKey::TestKey(Type type, std::string kid) : kid_(std::move(kid)), native_(std::make_shared<Native>()) {
    if (type == Type::rsa) native_->key = EVP_RSA_gen(2'048);
    if (type == Type::weak_rsa) native_->key = EVP_RSA_gen(1'024);
    if (type == Type::p256) native_->key = EVP_EC_gen("P-256");
    if (type == Type::p384) native_->key = EVP_EC_gen("P-384");
    EXPECT_NE(native_->key, nullptr);
}

std::string TestKey::jwk(std::string_view more) const {
    const auto* key = native_->key;
    std::string json = R"({"kid":")" + kid_ + R"(",)";
    if (EVP_PKEY_is_a(key, "RSA")) {
        json += R"("kty":"RSA","n":")" + base64url(number(key, OSSL_PKEY_PARAM_RSA_N)) + R"(","e":")" +
                base64url(number(key, OSSL_PKEY_PARAM_RSA_E)) + "\"";
    } else {
        const int bytes = (EVP_PKEY_get_bits(key) + 7) / 8;
        json += R"("kty":"EC","crv":"P-)" + std::to_string(EVP_PKEY_get_bits(key)) + R"(","x":")" +
                base64url(number(key, OSSL_PKEY_PARAM_EC_PUB_X, bytes)) + R"(","y":")" +
                base64url(number(key, OSSL_PKEY_PARAM_EC_PUB_Y, bytes)) + "\"";
    }
    return json + std::string{more} + "}";
}

std::string TestKey::sign(std::string_view algorithm, std::string_view input) const {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    EVP_PKEY_CTX* of_key = nullptr;
    EXPECT_EQ(EVP_DigestSignInit(context, &of_key, EVP_sha256(), nullptr, native_->key), 1);
    if (algorithm == "PS256") {
        EXPECT_EQ(EVP_PKEY_CTX_set_rsa_padding(of_key, RSA_PKCS1_PSS_PADDING), 1);
        EXPECT_EQ(EVP_PKEY_CTX_set_rsa_pss_saltlen(of_key, RSA_PSS_SALTLEN_DIGEST), 1);
    }
    std::size_t size = 0;
    const auto* bytes = reinterpret_cast<const unsigned char*>(input.data());
    EXPECT_EQ(EVP_DigestSign(context, nullptr, &size, bytes, input.size()), 1);
    std::vector<unsigned char> signature(size);
    EXPECT_EQ(EVP_DigestSign(context, signature.data(), &size, bytes, input.size()), 1);
    signature.resize(size);
    EVP_MD_CTX_free(context);
    if (EVP_PKEY_is_a(native_->key, "RSA")) return text(signature);
    return jose_signature(signature, (EVP_PKEY_get_bits(native_->key) + 7) / 8);
}

std::string TestKey::public_pem() const {
    BIO* memory = BIO_new(BIO_s_mem());
    EXPECT_EQ(PEM_write_bio_PUBKEY(memory, native_->key), 1);
    char* bytes = nullptr;
    const auto size = BIO_get_mem_data(memory, &bytes);
    std::string pem{bytes, static_cast<std::size_t>(size)};
    BIO_free(memory);
    return pem;
}

std::string hmac_sha256(std::string_view key, std::string_view input) {
    std::vector<unsigned char> made(32);
    unsigned size = 0;
    EXPECT_NE(HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
                   reinterpret_cast<const unsigned char*>(input.data()), input.size(), made.data(), &size),
              nullptr);
    return text(made);
}

std::string at_hash_of(std::string_view access_token) {
    const auto whole = domain::sha256(access_token);
    return base64url({reinterpret_cast<const char*>(whole.data()), whole.size() / 2});
}

std::string json_object(const Members& members) {
    std::string json = "{";
    for (const auto& [name, value] : members) {
        if (value.empty()) continue;
        if (json.size() > 1) json += ',';
        json += "\"" + name + "\":" + value;
    }
    return json + "}";
}

std::string parameter_of(std::string_view url, std::string_view name) {
    auto rest = url.substr(url.find('?') + 1);
    while (!rest.empty()) {
        const auto pair = rest.substr(0, rest.find('&'));
        if (pair.starts_with(name) && pair.substr(name.size()).starts_with('='))
            return tools::percent_decoded(pair.substr(name.size() + 1), true).value_or("");
        rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    }
    return {};
}

TestIssuer::TestIssuer(std::function<std::int64_t()> now_seconds) : now_seconds_(std::move(now_seconds)) {
    static const TestKey first{TestKey::Type::rsa, "first"};  // Made once: it takes a while.
    keys_ = {first};
    auto started = tools::HttpServer::start("127.0.0.1:0", *this);
    EXPECT_TRUE(started) << started.error();
    server_ = std::move(*started);
}

TestIssuer::~TestIssuer() {
    {
        const std::lock_guard lock{mutex_};
        unanswered_.clear();
    }
    server_.reset();
}

std::string TestIssuer::issuer() const {
    return server_->url();
}

std::string TestIssuer::id_token(const std::string& nonce, const TestPerson& person, const Forgery& forgery) const {
    const std::lock_guard lock{mutex_};
    Members header{{"alg", in_json("RS256")}, {"kid", in_json(keys_.front().kid())}};
    Members claims{{"iss", in_json(server_->url())},
                   {"aud", in_json(client_id)},
                   {"sub", in_json(person.subject)},
                   {"nonce", in_json(nonce)},
                   {"exp", std::to_string(now_seconds_() + 300)},
                   {"iat", std::to_string(now_seconds_())}};
    if (!userinfo_) {
        claims["email"] = in_json(person.email);
        claims["email_verified"] = person.email_verified ? "true" : "false";
    }
    for (const auto& [name, value] : forgery.header) header[name] = value;
    for (const auto& [name, value] : forgery.claims) claims[name] = value;
    const auto input = base64url(json_object(header)) + "." + base64url(json_object(claims));
    auto token = input + "." + base64url(forgery.sign ? forgery.sign(input) : keys_.front().sign("RS256", input));
    return forgery.change ? forgery.change(std::move(token)) : token;
}

std::string TestIssuer::sign_in(const std::string& url, const TestPerson& person, Forgery forgery) {
    EXPECT_EQ(parameter_of(url, "response_type"), "code");
    EXPECT_EQ(parameter_of(url, "client_id"), client_id);
    EXPECT_EQ(parameter_of(url, "code_challenge_method"), "S256");
    const auto code = tools::random_secret();
    auto token = id_token(parameter_of(url, "nonce"), person, forgery);
    const std::lock_guard lock{mutex_};
    codes_[code] = {parameter_of(url, "code_challenge"), parameter_of(url, "redirect_uri"), std::move(token),
                    std::move(forgery.answer), person};
    return "code=" + code + "&state=" + parameter_of(url, "state");
}

void TestIssuer::say(const std::string& path, std::function<HttpAnswer()> lie) {
    const std::lock_guard lock{mutex_};
    lies_[path] = std::move(lie);
}
void TestIssuer::tell_the_truth() {
    const std::lock_guard lock{mutex_};
    lies_.clear();
    metadata_changes_.clear();
}
void TestIssuer::set_keys(std::vector<TestKey> keys, const std::string& more_of_each) {
    const std::lock_guard lock{mutex_};
    keys_ = std::move(keys);
    more_of_each_key_ = more_of_each;
}
void TestIssuer::set_metadata(Members changes) {
    const std::lock_guard lock{mutex_};
    metadata_changes_ = std::move(changes);
}
void TestIssuer::put_claims_into_userinfo(bool put) {
    const std::lock_guard lock{mutex_};
    userinfo_ = put;
}
void TestIssuer::take_public_clients(bool take) {
    const std::lock_guard lock{mutex_};
    public_clients_ = take;
}
std::size_t TestIssuer::asked(const std::string& path) const {
    const std::lock_guard lock{mutex_};
    const auto found = asked_.find(path);
    return found == asked_.end() ? 0 : found->second;
}

void TestIssuer::answer(const tools::HttpRequest& request, std::shared_ptr<tools::HttpReply> reply) {
    const auto path = request.target.substr(0, request.target.find('?'));
    const std::lock_guard lock{mutex_};
    ++asked_[path];
    const auto lie = lies_.find(path);
    auto said = lie == lies_.end() ? truth(path, request) : lie->second();
    if (said.status == 0)
        unanswered_.push_back(std::move(reply));
    else
        reply->send(std::move(said));
}

Members TestIssuer::metadata() const {
    const auto url = server_->url();
    Members members{{"issuer", in_json(url)},
                    {"authorization_endpoint", in_json(url + "/authorize?prompt=login")},
                    {"token_endpoint", in_json(url + "/token")},
                    {"jwks_uri", in_json(url + "/keys")},
                    {"userinfo_endpoint", in_json(url + "/userinfo")},
                    {"code_challenge_methods_supported", R"(["plain","S256"])"}};
    for (const auto& [name, value] : metadata_changes_) members[name] = value;
    return members;
}

HttpAnswer TestIssuer::truth(const std::string& path, const tools::HttpRequest& request) {
    if (path == "/.well-known/openid-configuration") return json(metadata());
    if (path == "/keys") {
        std::string keys;
        for (const auto& key : keys_) keys += (keys.empty() ? "" : ",") + key.jwk(more_of_each_key_);
        return json({{"keys", "[" + keys + "]"}});
    }
    if (path == "/token") return tokens(request);
    if (path == "/userinfo") {
        const auto found = access_tokens_.find(request.authorization.substr(std::string_view{"Bearer "}.size()));
        if (found == access_tokens_.end()) return json({{"error", in_json("invalid_token")}}, 401);
        return json({{"sub", in_json(found->second.subject)},
                     {"email", in_json(found->second.email)},
                     {"email_verified", found->second.email_verified ? "true" : "false"}});
    }
    return json({}, 404);
}

HttpAnswer TestIssuer::tokens(const tools::HttpRequest& request) {
    if (request.method != "POST" || request.content_type != "application/x-www-form-urlencoded") return json({}, 415);
    // "tally:s3cret%20%2F%20and%20more" in base64.
    const bool known = public_clients_
                           ? request.authorization.empty() && parameter_of(request.body, "client_id") == client_id
                           : request.authorization == "Basic dGFsbHk6czNjcmV0JTIwJTJGJTIwYW5kJTIwbW9yZQ==" ||
                                 parameter_of(request.body, "client_secret") == client_secret;
    if (!known) return json({{"error", in_json("invalid_client")}}, 401);
    const auto found = codes_.find(parameter_of(request.body, "code"));
    if (found == codes_.end()) return json({{"error", in_json("invalid_grant")}}, 400);
    const auto code = std::move(found->second);
    codes_.erase(found);
    const auto hash = domain::sha256(parameter_of(request.body, "code_verifier"));
    if (base64url({reinterpret_cast<const char*>(hash.data()), hash.size()}) != code.challenge ||
        parameter_of(request.body, "redirect_uri") != code.redirect ||
        parameter_of(request.body, "grant_type") != "authorization_code")
        return json({{"error", in_json("invalid_grant")}}, 400);
    const auto access_token = tools::random_secret();
    access_tokens_[access_token] = code.person;
    Members said{{"id_token", in_json(code.id_token)},
                 {"access_token", in_json(access_token)},
                 {"token_type", in_json("Bearer")}};
    for (const auto& [name, value] : code.answer) said[name] = value;
    return json(said);
}

}  // namespace tally::tests
