// Signing in at an OpenID provider, by real sockets on both sides: a provider that tells the truth lets its people in,
// and no lie of a provider or of a hostile browser lets a user in.

#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "consumers/commands/async_division_port.h"
#include "tests/http/raw_client.h"
#include "tests/http/served_division.h"
#include "tests/http/shared_directory.h"
#include "tests/http/test_issuer.h"
#include "tests/support/temporary_directory.h"
#include "tools/http/access/shared_oidc_attempts.h"
#include "tools/http/routes/http_routes.h"
#include "tools/http/server/http_server.h"

namespace tally::tools {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using tests::Forgery;
using tests::parameter_of;
using tests::RawAnswer;
using tests::RawClient;
using tests::ServedDivision;
using tests::TestIssuer;
using tests::TestKey;
using tests::TestPerson;

constexpr std::int64_t second_us = 1'000'000;
constexpr std::string_view redirect = "http://localhost:8090/v1/session/oidc/callback";
constexpr const char* metadata_path = "/.well-known/openid-configuration";

HttpAnswer saying(unsigned status, std::string body) {
    HttpAnswer answer;
    answer.status = status;
    answer.body = std::move(body);
    return answer;
}

// The value of a cookie that an answer sets; empty: it sets none, or removes it.
std::string cookie_of(const RawAnswer& answer, const std::string& name) {
    const auto found = answer.headers.find("set-cookie");
    if (found == answer.headers.end()) return {};
    auto at = ("\n" + found->second).find("\n" + name + "=");
    if (at == std::string::npos) return {};
    at += name.size() + 1;
    return found->second.substr(at, found->second.find(';', at) - at);
}

class Oidc : public testing::Test {
  protected:
    struct Begun {
        std::string url;     // Of the provider.
        std::string cookie;  // Of the browser.
    };

    void SetUp() override {
        start([](AccessOptions&) {});
        add("ada@example.org");
    }
    [[nodiscard]] AccessOptions options() {
        AccessOptions options;
        options.directory = directory_.path() / "access";
        options.now = [this] { return domain::Instant{now_us_.load()}; };
        options.password_cost = {1, 8'192};
        options.oidc.emplace();
        options.oidc->issuer = issuer_.issuer();
        options.oidc->client_id = TestIssuer::client_id;
        options.oidc->client_secret = TestIssuer::client_secret;
        options.oidc->redirect_url = redirect;
        options.oidc->limits.connect_time = options.oidc->limits.answer_time = std::chrono::milliseconds{500};
        return options;
    }
    void start(const std::function<void(AccessOptions&)>& change) {
        stop();
        AccessOptions options = this->options();
        change(options);
        const DivisionDirectory& directory = as_a_node_ ? static_cast<const DivisionDirectory&>(shared_directory_)
                                                        : static_cast<const DivisionDirectory&>(served_directory_);
        auto access = Access::open(directory, port_, options);
        ASSERT_TRUE(access) << access.error();
        access_ = std::move(*access);
        routes_ = std::make_unique<HttpRoutes>(directory, port_, *access_);
        auto started = HttpServer::start("127.0.0.1:0", *routes_);
        ASSERT_TRUE(started) << started.error();
        server_ = std::move(*started);
    }
    void stop() {
        server_.reset();
        if (access_) access_->stop();
        routes_.reset();
        access_.reset();
    }
    void TearDown() override { stop(); }

    [[nodiscard]] RawAnswer get(const std::string& target, const std::string& cookie = "") const {
        return get_from(*server_, target, cookie);
    }
    [[nodiscard]] static RawAnswer get_from(const HttpServer& server, const std::string& target,
                                            const std::string& cookie = "") {
        RawClient client{server.address()};
        EXPECT_TRUE(client.say("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" +
                               (cookie.empty() ? "" : "Cookie: a=b; " + cookie + "\r\n") + "\r\n"));
        return client.hear();
    }
    void execute(const std::string& type, const std::string& user, const std::string& more = "") {
        served_.execute(R"({"type":")" + type + R"(","command_id":")" + type + user + std::to_string(++commands_) +
                        R"(","user":")" + user + "\"" + more + "}");
        access_->users().changed(served_.division().store().durable_end());
    }
    void add(const std::string& user) { execute("user.add", user, R"(,"roles":["clerk"])"); }
    void pass(std::int64_t seconds) { now_us_ += seconds * second_us; }

    [[nodiscard]] Begun begin() const {
        const auto answer = get("/v1/session/oidc");
        EXPECT_EQ(answer.status, 303) << answer.body;
        const auto secret = cookie_of(answer, "tally-oidc");
        EXPECT_EQ(secret.size(), 43u);
        return {answer.headers.contains("location") ? answer.headers.at("location") : "", "tally-oidc=" + secret};
    }
    [[nodiscard]] RawAnswer come_back(const std::string& query, const std::string& cookie) const {
        return get("/v1/session/oidc/callback?" + query, cookie);
    }
    [[nodiscard]] RawAnswer try_sign_in(Forgery forgery = {}, const TestPerson& person = {}) {
        const auto begun = begin();
        return come_back(issuer_.sign_in(begun.url, person, std::move(forgery)), begun.cookie);
    }
    // And it signs no user in.
    void expect_refused(const RawAnswer& answer, int status, const std::string& code, const std::string& detail = "",
                        const std::string& about = "") const {
        EXPECT_EQ(answer.status, status) << about << ": " << answer.body;
        EXPECT_THAT(answer.body, HasSubstr("urn:tallystick:problem:" + code)) << about;
        EXPECT_THAT(answer.body, HasSubstr(detail)) << about;
        EXPECT_EQ(cookie_of(answer, "tally"), "") << about;
        EXPECT_FALSE(answer.headers.contains("location")) << about;
    }
    void expect_signed_in(const RawAnswer& answer, const std::string& user = "ada@example.org") const {
        ASSERT_EQ(answer.status, 303) << answer.body;
        EXPECT_EQ(answer.headers.at("location"), "/");
        const auto session = get("/v1/session", "tally=" + cookie_of(answer, "tally"));
        EXPECT_EQ(session.status, 200) << session.body;
        EXPECT_THAT(session.body, HasSubstr(R"("user":")" + user + "\""));
    }

    std::atomic<std::int64_t> now_us_ = std::int64_t{1'800'000'000} * second_us;
    TestIssuer issuer_{[this] { return now_us_.load() / second_us; }};
    int commands_ = 0;
    tests::TemporaryDirectory directory_;
    ServedDivision served_;
    consumers::AsyncDivisionPort port_{served_.division()};
    EmbeddedDirectory served_directory_{served_.division()};
    tests::SharedDirectory shared_directory_{served_.division()};
    bool as_a_node_ = false;  // One of several that answer for the division.
    std::unique_ptr<Access> access_;
    std::unique_ptr<HttpRoutes> routes_;
    std::unique_ptr<HttpServer> server_;
};

TEST_F(Oidc, APersonOfTheProviderWhoIsAUserHereIsSignedIn) {
    const auto begun = begin();
    EXPECT_THAT(begun.url, StartsWith(issuer_.issuer() + "/authorize?prompt=login&"));
    EXPECT_EQ(parameter_of(begun.url, "redirect_uri"), redirect);
    EXPECT_EQ(parameter_of(begun.url, "scope"), "openid email");
    EXPECT_EQ(parameter_of(begun.url, "code_challenge").size(), 43u);
    EXPECT_NE(parameter_of(begun.url, "state"), parameter_of(begun.url, "nonce"));
    const auto answer = come_back(issuer_.sign_in(begun.url) + "&session_state=x", begun.cookie);
    expect_signed_in(answer);
    const auto& cookies = answer.headers.at("set-cookie");
    EXPECT_THAT(cookies, HasSubstr("; Path=/; HttpOnly; SameSite=Strict\n"));
    EXPECT_THAT(cookies, HasSubstr("tally-oidc=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"));
    // It is the session of a password: commands take its CSRF token, and it ends as that does.
    const auto cookie = "tally=" + cookie_of(answer, "tally");
    RawClient client{server_->address()};
    ASSERT_TRUE(client.say("POST /v1/commands HTTP/1.1\r\nHost: localhost\r\nCookie: " + cookie +
                           "\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"));
    EXPECT_EQ(client.hear().status, 403);
    pass(30 * 60);
    EXPECT_EQ(get("/v1/session", cookie).status, 401);
}

// Whether there is a second factor is the provider's business.
TEST_F(Oidc, ASecondFactorIsAskedForByTheProviderOnly) {
    for (const bool as_a_node : {false, true}) {
        as_a_node_ = as_a_node;
        start([](AccessOptions& options) { options.second_factor_for = {domain::Role::clerk}; });
        ASSERT_TRUE(access_->credentials().change([&](Credentials& all) {
            all.second_factors.clear();
            return true;
        }));
        for (const bool has_one : {false, true}) {
            const auto answer = try_sign_in();
            expect_signed_in(answer);
            const auto cookie = "tally=" + cookie_of(answer, "tally");
            EXPECT_THAT(get("/v1/session", cookie).body, HasSubstr(R"("must_enrol":false)")) << has_one;
            EXPECT_EQ(get("/v1/accounts/1/balance", cookie).status, 200);
            ASSERT_TRUE(access_->credentials().change([&](Credentials& all) {
                all.second_factors.push_back(
                    {domain::UserId{"ada@example.org"}, domain::Plain{"MZXW6YTB"}, {}, {}, {}});
                return true;
            }));
        }
    }
}

TEST_F(Oidc, TheSignInScreenLearnsTheNameOfTheProvider) {
    EXPECT_EQ(get("/v1/session/ways").body, "{\"oidc\":\"" + issuer_.issuer().substr(7) + "\"}\n");
    start([](AccessOptions& options) { options.oidc->name = "Example \"ID\""; });
    EXPECT_EQ(get("/v1/session/ways").body, "{\"oidc\":\"Example \\\"ID\\\"\"}\n");
    start([](AccessOptions& options) { options.oidc.reset(); });
    EXPECT_EQ(get("/v1/session/ways").body, "{}\n");
    for (const char* target : {"/v1/session/oidc", "/v1/session/oidc/callback?state=x&code=y"})
        expect_refused(get(target), 404, "oidc_off");
}

TEST_F(Oidc, BehindTlsTheCookiesAreOfThisHostAlone) {
    start([](AccessOptions& options) { options.behind_proxy = true; });
    const auto begun = get("/v1/session/oidc");
    const auto cookie = cookie_of(begun, "__Host-tally-oidc");
    EXPECT_THAT(begun.headers.at("set-cookie"), testing::EndsWith("; Path=/; HttpOnly; SameSite=Lax; Secure"));
    const auto query = issuer_.sign_in(begun.headers.at("location"));
    const auto answer = come_back(query, "__Host-tally-oidc=" + cookie);
    EXPECT_EQ(answer.status, 303) << answer.body;
    EXPECT_EQ(cookie_of(answer, "__Host-tally").size(), 43u);
}

TEST_F(Oidc, APublicClientHasNoSecretButPkce) {
    start([](AccessOptions& options) { options.oidc->client_secret.clear(); });
    issuer_.take_public_clients(true);
    expect_signed_in(try_sign_in());
}

TEST_F(Oidc, TheSecretGoesWhereTheProviderTakesIt) {
    issuer_.set_metadata({{"token_endpoint_auth_methods_supported", R"(["client_secret_post"])"}});
    expect_signed_in(try_sign_in());
    start([](AccessOptions& options) { options.oidc->client_secret = "wrong"; });
    issuer_.set_metadata({});
    expect_refused(try_sign_in(), 502, "oidc_answer_wrong", "status 401");
}

TEST_F(Oidc, ClaimsMayBeInUserinfo) {
    issuer_.put_claims_into_userinfo(true);
    expect_signed_in(try_sign_in());
    issuer_.say("/userinfo",
                [] { return saying(200, R"({"sub":"another","email":"ada@example.org","email_verified":true})"); });
    expect_refused(try_sign_in(), 502, "oidc_answer_wrong", "another person");
    issuer_.say("/userinfo", [] { return saying(200, "[]"); });
    expect_refused(try_sign_in(), 502, "oidc_answer_wrong", "userinfo");
    issuer_.set_metadata({{"userinfo_endpoint", ""}});
    pass(3'600);
    expect_refused(try_sign_in(), 403, "oidc_refused", R"("field":"email")");
}

TEST_F(Oidc, WhoIsNoUserHereIsToldWhatAnAdminMustDo) {
    expect_refused(try_sign_in({}, {"1", "cleo@example.org"}), 403, "oidc_user_unknown", "'cleo@example.org'");
    expect_refused(try_sign_in({}, {"1", "Ada@example.org"}), 403, "oidc_user_unknown", "user.add");
    expect_refused(try_sign_in({}, {"1", "two words"}), 403, "oidc_user_unknown", "--oidc-user-claim");
    expect_refused(try_sign_in({}, {"1", "ada@example.org", false}), 403, "oidc_refused", "has not verified");
    expect_refused(try_sign_in({.claims = {{"email_verified", R"("true")"}}}, {"1", "ada@example.org", false}), 403,
                   "oidc_refused", "", "a text is no truth");
    add("cleo@example.org");
    expect_signed_in(try_sign_in({}, {"1", "cleo@example.org"}), "cleo@example.org");
}

TEST_F(Oidc, ABrowserIsLedToTheConsolesPageOfWhatFailed) {
    const auto failed = [this](const std::string& target, const std::string& cookie) {
        RawClient client{server_->address()};
        EXPECT_TRUE(client.say("GET " + target +
                               " HTTP/1.1\r\nHost: localhost\r\nAccept: text/html,*/*;q=0.8\r\nCookie: " + cookie +
                               "\r\n\r\n"));
        const auto answer = client.hear();
        EXPECT_EQ(answer.status, 303) << target;
        EXPECT_EQ(cookie_of(answer, "tally"), "");
        return answer.headers.contains("location") ? answer.headers.at("location") : "";
    };
    const auto back = [](const std::string& query) { return "/v1/session/oidc/callback?" + query; };
    const auto begun = begin();
    EXPECT_EQ(failed(back(issuer_.sign_in(begun.url, {"1", "a&b#c@example.org"})), begun.cookie),
              "/#/sign-in-failed/oidc_user_unknown?as=a%26b%23c%40example.org");
    EXPECT_EQ(failed(back("state=x&code=y"), begun.cookie), "/#/sign-in-failed/oidc_state_wrong");
    const auto refused = begin();
    EXPECT_EQ(failed(back("error=access_denied&state=" + parameter_of(refused.url, "state")), refused.cookie),
              "/#/sign-in-failed/oidc_refused");
    execute("user.lock", "ada@example.org", R"(,"reason":"left")");
    const auto locked = begin();
    EXPECT_EQ(failed(back(issuer_.sign_in(locked.url)), locked.cookie), "/#/sign-in-failed/user_locked");
    pass(3'600);  // What was read before is forgotten.
    issuer_.say(metadata_path, [] { return saying(500, "{}"); });
    EXPECT_EQ(failed("/v1/session/oidc", begun.cookie), "/#/sign-in-failed/oidc_unreachable");
}

TEST_F(Oidc, ALockedUserDoesNotComeIn) {
    expect_signed_in(try_sign_in());
    const auto begun = begin();
    execute("user.lock", "ada@example.org", R"(,"reason":"left")");
    expect_refused(come_back(issuer_.sign_in(begun.url), begun.cookie), 403, "user_locked", "user.unlock");
    execute("user.unlock", "ada@example.org");
    expect_signed_in(try_sign_in());
}

TEST_F(Oidc, AnAddressThatNowBelongsToAnotherPersonOpensNothing) {
    expect_signed_in(try_sign_in());
    expect_refused(try_sign_in({}, {"another", "ada@example.org"}), 403, "oidc_subject_other", "locks and unlocks");
    start([](AccessOptions&) {});
    expect_refused(try_sign_in({}, {"another", "ada@example.org"}), 403, "oidc_subject_other");
    // An admin lets the new one in.
    ASSERT_TRUE(access_->credentials().change([](Credentials& all) {
        all.remove_subject_of(domain::UserId{"ada@example.org"});
        return true;
    }));
    expect_signed_in(try_sign_in({}, {"another", "ada@example.org"}));
}

TEST_F(Oidc, AnotherClaimNamesTheUserWhereItIsAskedFor) {
    start([](AccessOptions& options) { options.oidc->user_claim = "sub"; });
    add("248289761001");
    EXPECT_EQ(parameter_of(begin().url, "scope"), "openid");
    expect_signed_in(try_sign_in(), "248289761001");
    start([](AccessOptions& options) { options.oidc->user_claim = "preferred_username"; });
    add("ada");
    expect_signed_in(try_sign_in({.claims = {{"preferred_username", R"("ada")"}}}), "ada");
    expect_refused(try_sign_in({.claims = {{"preferred_username", "7"}}}), 403, "oidc_refused");
}

TEST_F(Oidc, ForgedTokensAreRefused) {
    const TestKey other{TestKey::Type::rsa, "first"};
    const auto at = [this](std::int64_t seconds) { return std::to_string(now_us_ / second_us + seconds); };
    const std::vector<std::pair<std::string, Forgery>> forgeries{
        {"signed by another key", {.sign = [&](std::string_view input) { return other.sign("RS256", input); }}},
        {"not signed",
         {.header = {{"alg", R"("none")"}},
          .change = [](const std::string& token) { return token.substr(0, token.rfind('.') + 1); }}},
        {"none with a signature", {.header = {{"alg", R"("none")"}}}},
        {"HS256 by the public key",
         {.header = {{"alg", R"("HS256")"}},
          .sign = [&](std::string_view input) { return tests::hmac_sha256(other.public_pem(), input); }}},
        {"HS256 by the client's secret",
         {.header = {{"alg", R"("HS256")"}},
          .sign = [](std::string_view input) { return tests::hmac_sha256(TestIssuer::client_secret, input); }}},
        {"expired", {.claims = {{"exp", at(-61)}}}},
        {"from the future", {.claims = {{"iat", at(100)}}}},
        {"not valid yet", {.claims = {{"nbf", at(100)}}}},
        {"of another issuer", {.claims = {{"iss", R"("https://id.example.org")"}}}},
        {"for another client", {.claims = {{"aud", R"("other")"}}}},
        {"given to another client", {.claims = {{"aud", R"(["tally","other"])"}, {"azp", R"("other")"}}}},
        {"of another sign-in", {.claims = {{"nonce", R"("AAAA")"}}}},
        {"without nonce", {.claims = {{"nonce", ""}}}},
        {"without subject", {.claims = {{"sub", ""}}}},
        {"with another access token", {.claims = {{"at_hash", R"("AAAA")"}}}},
        {"of a key that is unknown", {.header = {{"kid", R"("second")"}}}},
        {"no token", {.change = [](const std::string&) { return std::string{"x"}; }}},
        {"an encrypted token", {.change = [](const std::string& token) { return token + ".AAAA.AAAA"; }}},
        {"an answer without ID token", {.answer = {{"id_token", ""}}}},
        {"an access token that breaks a header", {.answer = {{"access_token", R"("a\r\nb: c")"}}}},
    };
    for (const auto& [about, forgery] : forgeries)
        expect_refused(try_sign_in(forgery), 502, "oidc_answer_wrong", "", about);
    expect_signed_in(try_sign_in());
}

TEST_F(Oidc, AStateIsOfOneBrowserAndOneUse) {
    const auto mine = begin(), theirs = begin();
    const auto query = issuer_.sign_in(theirs.url);
    expect_refused(come_back(query, mine.cookie), 400, "oidc_state_wrong", "", "the browser of another sign-in");
    expect_refused(come_back(query, ""), 400, "oidc_state_wrong", "", "a browser without a sign-in");
    expect_refused(come_back(query, "tally-oidc="), 400, "oidc_state_wrong");
    expect_refused(come_back("code=x", mine.cookie), 400, "oidc_state_wrong");
    expect_refused(come_back("code=x&state=" + std::string(43, 'A'), mine.cookie), 400, "oidc_state_wrong");
    const auto tokens = issuer_.asked("/token");
    EXPECT_EQ(tokens, 0u) << "the provider was not asked";
    expect_signed_in(come_back(query, theirs.cookie));
    expect_refused(come_back(query, theirs.cookie), 400, "oidc_state_wrong", "", "replayed");
    EXPECT_EQ(issuer_.asked("/token"), 1u);
    const auto late = begin();
    const auto late_query = issuer_.sign_in(late.url);
    pass(10 * 60);
    expect_refused(come_back(late_query, late.cookie), 400, "oidc_state_wrong", "", "too late");
}

TEST_F(Oidc, ACodeIsOfOneSignInAndOneUse) {
    const auto first = begin();
    const auto query = issuer_.sign_in(first.url);
    expect_signed_in(come_back(query, first.cookie));
    // Replayed within a sign-in that another browser began: the provider knows it no more.
    const auto second = begin();
    const auto code = "code=" + parameter_of("?" + query, "code");
    expect_refused(come_back(code + "&state=" + parameter_of(second.url, "state"), second.cookie), 403, "oidc_refused",
                   "used already");
    // Stolen before its use: PKCE binds it to the sign-in it was given for.
    const auto victim = begin(), thief = begin();
    const auto stolen = "code=" + parameter_of("?" + issuer_.sign_in(victim.url), "code");
    expect_refused(come_back(stolen + "&state=" + parameter_of(thief.url, "state"), thief.cookie), 403, "oidc_refused");
    const auto empty = begin();
    expect_refused(come_back("state=" + parameter_of(empty.url, "state"), empty.cookie), 400, "oidc_code_missing");
}

TEST_F(Oidc, WhatTheProviderRefusesIsSaidAndNothingLeadsElsewhere) {
    auto begun = begin();
    const auto state = [&] { return "&state=" + parameter_of(begun.url, "state"); };
    expect_refused(come_back("error=access_denied" + state(), begun.cookie), 403, "oidc_refused", "access_denied");
    begun = begin();
    expect_refused(come_back("error=%22%3Cb%3E" + state(), begun.cookie), 403, "oidc_refused", "?<b>");
    begun = begin();
    expect_refused(come_back(issuer_.sign_in(begun.url) + "&iss=https%3A%2F%2Fid.example.org", begun.cookie), 502,
                   "oidc_answer_wrong", "another issuer");
    // No parameter says where the browser goes afterwards.
    for (const char* target : {"/v1/session/oidc?return_to=https://evil.example", "/v1/session/oidc?redirect_uri=//x"})
        EXPECT_EQ(get(target).status, 400) << target;
    begun = begin();
    const auto answer =
        come_back(issuer_.sign_in(begun.url) + "&return_to=https%3A%2F%2Fevil.example&next=%2F%2Fx", begun.cookie);
    expect_signed_in(answer);
    for (const char* method : {"POST", "HEAD", "DELETE"}) {
        RawClient client{server_->address()};
        ASSERT_TRUE(client.say(std::string{method} +
                               " /v1/session/oidc HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n"));
        EXPECT_EQ(client.hear(std::string{method} == "HEAD").status, 405);
    }
}

TEST_F(Oidc, AProviderThatNamesItselfInTheCallbackMustDoSo) {
    issuer_.set_metadata({{"authorization_response_iss_parameter_supported", "true"}});
    auto begun = begin();
    expect_refused(come_back(issuer_.sign_in(begun.url), begun.cookie), 502, "oidc_answer_wrong", "another issuer");
    begun = begin();
    expect_signed_in(come_back(issuer_.sign_in(begun.url) + "&iss=" + issuer_.issuer(), begun.cookie));
}

TEST_F(Oidc, KeysAreReadAgainWhereTheProviderChangedThemAtMostOnceAMinute) {
    expect_signed_in(try_sign_in());
    EXPECT_EQ(issuer_.asked("/keys"), 1u);
    issuer_.set_keys({TestKey{TestKey::Type::rsa, "second"}});
    pass(61);
    expect_signed_in(try_sign_in());
    EXPECT_EQ(issuer_.asked("/keys"), 2u);
    for (int i = 0; i < 3; ++i)
        expect_refused(try_sign_in({.header = {{"kid", R"("third")"}}}), 502, "oidc_answer_wrong", "'third'");
    EXPECT_EQ(issuer_.asked("/keys"), 2u) << "not within the minute";
    pass(61);
    expect_refused(try_sign_in({.header = {{"kid", R"("third")"}}}), 502, "oidc_answer_wrong");
    EXPECT_EQ(issuer_.asked("/keys"), 3u);
    // A key that was withdrawn ends with the hour.
    pass(3'600);
    expect_signed_in(try_sign_in());
    EXPECT_EQ(issuer_.asked("/keys"), 4u);
    EXPECT_EQ(issuer_.asked(metadata_path), 2u);
}

TEST_F(Oidc, MetadataThatLieAreRefused) {
    const std::vector<std::pair<std::string, std::string>> lies{
        {"issuer", R"("https://id.example.org")"},
        {"issuer", "7"},
        {"authorization_endpoint", R"("javascript:void")"},
        {"authorization_endpoint", R"("http://id.example.org/authorize")"},
        {"authorization_endpoint", R"("https://id.example.org/a\r\nSet-Cookie: x=y")"},
        {"token_endpoint", R"("http://10.0.0.1/token")"},
        {"token_endpoint", ""},
        {"jwks_uri", R"("file:///etc/passwd")"},
        {"userinfo_endpoint", R"("http://user@id.example.org/")"},
        {"code_challenge_methods_supported", R"(["plain"])"},
    };
    for (const auto& [name, value] : lies) {
        issuer_.set_metadata({{name, value}});
        expect_refused(get("/v1/session/oidc"), 502, "oidc_answer_wrong", "\"field\":\"" + name + "\"", name + value);
        pass(5);
    }
    issuer_.tell_the_truth();
    expect_signed_in(try_sign_in());
}

TEST_F(Oidc, WhateverTheProviderAnswersIsRefusedUnlessItIsAnAnswer) {
    const std::vector<std::pair<std::string, HttpAnswer>> wrong{{"no JSON", saying(200, "<html>")},
                                                                {"a list", saying(200, "[]")},
                                                                {"nothing", saying(200, "")},
                                                                {"another text", saying(200, std::string(1'000, '\0'))},
                                                                {"deep", saying(200, std::string(100'000, '['))},
                                                                {"not there", saying(404, "{}")},
                                                                {"a redirect", [] {
                                                                     auto answer = saying(303, "");
                                                                     answer.headers.emplace_back("Location",
                                                                                                 "http://127.0.0.1:1/");
                                                                     return answer;
                                                                 }()}};
    for (const auto& [about, answer] : wrong) {
        pass(3'600);  // What was read before is forgotten.
        issuer_.say(metadata_path, [said = answer] { return said; });
        expect_refused(get("/v1/session/oidc"), 502, "oidc_answer_wrong", "", about);
        issuer_.tell_the_truth();
        pass(3'600);
        for (const auto* path : {"/token", "/keys"}) {
            const auto begun = begin();
            issuer_.say(path, [said = answer] { return said; });
            expect_refused(come_back(issuer_.sign_in(begun.url), begun.cookie), 502, "oidc_answer_wrong", "",
                           about + " at " + path);
            issuer_.tell_the_truth();
        }
    }
    expect_signed_in(try_sign_in());
}

TEST_F(Oidc, AProviderThatIsAwayOrTooLongIsSaidToBe) {
    const std::vector<std::pair<std::string, HttpAnswer>> away{
        {"fails", saying(500, "{}")},
        {"is too long", saying(200, std::string(300 << 10, ' '))},
        {"hangs", saying(0, "")}};
    for (const auto& [about, answer] : away) {
        pass(3'600);  // What was read before is forgotten.
        issuer_.say(metadata_path, [said = answer] { return said; });
        const auto refused = get("/v1/session/oidc");
        expect_refused(refused, 503, "oidc_unreachable", "", about);
        EXPECT_EQ(refused.headers.at("retry-after"), "5");
        issuer_.tell_the_truth();
        pass(3'600);
        for (const auto* path : {"/token", "/keys"}) {
            const auto begun = begin();
            issuer_.say(path, [said = answer] { return said; });
            expect_refused(come_back(issuer_.sign_in(begun.url), begun.cookie), 503, "oidc_unreachable", "",
                           about + " at " + path);
            issuer_.tell_the_truth();
        }
    }
    expect_signed_in(try_sign_in());
    start([](AccessOptions& options) { options.oidc->issuer = "http://127.0.0.1:1"; });
    expect_refused(get("/v1/session/oidc"), 503, "oidc_unreachable", "did not answer");
}

TEST_F(Oidc, BytesThatAreNoHttpAreNoAnswer) {
    const tests::RawListener listener;
    start([&](AccessOptions& options) { options.oidc->issuer = "http://" + listener.address(); });
    std::thread provider{[&] { listener.answer_one("\x16\x03\x01 not HTTP\r\n\r\n"); }};
    expect_refused(get("/v1/session/oidc"), 503, "oidc_unreachable", "did not answer");
    provider.join();
}

TEST_F(Oidc, AProviderThatHangsHoldsUpOnlyThoseWhoSignInThere) {
    start([](AccessOptions& options) {
        options.oidc->limits.connect_time = options.oidc->limits.answer_time = std::chrono::milliseconds{2'000};
    });
    issuer_.say(metadata_path, [] { return saying(0, ""); });
    std::atomic<int> unreachable = 0;
    std::atomic<bool> answered = false;
    std::vector<std::thread> waiting;
    for (int i = 0; i < 8; ++i)
        waiting.emplace_back([&] {
            unreachable += get("/v1/session/oidc").status == 503 ? 1 : 0;
            answered = true;
        });
    while (issuer_.asked(metadata_path) == 0) std::this_thread::yield();
    // More than there are threads that answer questions wait now.
    for (int i = 0; i < 20; ++i) EXPECT_EQ(get("/v1/session").status, 401);
    EXPECT_FALSE(answered) << "the questions were answered while the provider hung";
    for (auto& thread : waiting) thread.join();
    EXPECT_EQ(unreachable, 8);
    EXPECT_EQ(issuer_.asked(metadata_path), 1u) << "those who waited are not made to wait again";
}

TEST_F(Oidc, TooManyFailedCodesOfAnAddressHaveToWait) {
    for (int i = 0; i < 30; ++i) {
        const auto begun = begin();
        EXPECT_EQ(come_back("code=x&state=" + parameter_of(begun.url, "state"), begun.cookie).status, 403);
    }
    expect_refused(try_sign_in(), 429, "locked_out");
    pass(3'600);
    expect_signed_in(try_sign_in());
}

TEST(OidcOptions, WhatCannotBeUsedIsRefusedByName) {
    const OidcOptions good{"https://id.example.org/realm", "tally", "secret",
                           "https://ledger.example.org/v1/session/oidc/callback"};
    EXPECT_EQ(wrong_with_oidc(good), "");
    const auto wrong = [&](std::string OidcOptions::*member, const std::string& value) {
        auto options = good;
        options.*member = value;
        return wrong_with_oidc(options);
    };
    for (const char* issuer : {"", "id.example.org", "http://id.example.org", "https://", "https://id.example.org?x=1",
                               "https://id.example.org/#a", "https://user@id.example.org", "https://id.example.org/ a",
                               "http://localhost.example.org", "http://127.0.0.1.example.org"})
        EXPECT_THAT(wrong(&OidcOptions::issuer, issuer), StartsWith("--oidc-issuer: ")) << issuer;
    for (const char* issuer : {"http://localhost:8080", "http://127.0.0.1:8080/realm", "http://[::1]:8080"})
        EXPECT_EQ(wrong(&OidcOptions::issuer, issuer), "") << issuer;
    for (const char* url : {"", "https://ledger.example.org", "https://ledger.example.org/v1/session/oidc",
                            "http://ledger.example.org/v1/session/oidc/callback",
                            "https://ledger.example.org/v1/session/oidc/callback?x=1"})
        EXPECT_THAT(wrong(&OidcOptions::redirect_url, url), StartsWith("--oidc-redirect: ")) << url;
    EXPECT_THAT(wrong(&OidcOptions::client_id, ""), StartsWith("--oidc-client-id: "));
    EXPECT_THAT(wrong(&OidcOptions::client_secret, "a\nb"), StartsWith("--oidc-client-secret-file: "));
    EXPECT_THAT(wrong(&OidcOptions::user_claim, ""), StartsWith("--oidc-user-claim: "));
}

void expect_the_oldest_to_be_forgotten(OidcAttempts& attempts) {
    const auto first = attempts.begin({1}), second = attempts.begin({2}), third = attempts.begin({3});
    ASSERT_TRUE(first && second && third);
    EXPECT_FALSE(attempts.end(first->state, first->browser, {4}));
    EXPECT_TRUE(attempts.end(second->state, second->browser, {4}));
    EXPECT_FALSE(attempts.end(third->state, second->browser, {4}));
    const auto ended = attempts.end(third->state, third->browser, {4});
    ASSERT_TRUE(ended);
    EXPECT_EQ(ended->nonce, third->attempt.nonce);
    EXPECT_EQ(ended->verifier, third->attempt.verifier);
    // Neither leads to another: the nonce is seen by the provider and stands in its tokens.
    const std::set<std::string> secrets{third->state,    third->browser,        ended->nonce,
                                        ended->verifier, second->attempt.nonce, second->attempt.verifier};
    EXPECT_EQ(secrets.size(), 6u);
}
constexpr OidcLimits two_attempts{.attempts_max = 2};

TEST(OidcAttempts, TheOldestIsForgottenBeyondALimit) {
    OidcAttemptTable attempts{two_attempts};
    expect_the_oldest_to_be_forgotten(attempts);
}

TEST(SharedOidcAttempts, TheOldestIsForgottenBeyondALimit) {
    const tests::TemporaryDirectory directory;
    const auto attempts = SharedOidcAttempts::open(directory.path() / "sign-ins", two_attempts);
    ASSERT_TRUE(attempts) << attempts.error();
    expect_the_oldest_to_be_forgotten(**attempts);
    // Those that do not end are removed when their time is over.
    constexpr std::int64_t ten_minutes_us = 600 * second_us;
    ASSERT_TRUE((*attempts)->begin({5}));
    ASSERT_TRUE((*attempts)->begin({5 + ten_minutes_us}));
    const std::filesystem::directory_iterator files{directory.path() / "sign-ins"};
    EXPECT_EQ(std::distance(begin(files), end(files)), 1);
    EXPECT_THAT(SharedOidcAttempts::open(directory.path() / "no" / "sign-ins").error(), HasSubstr("cannot be made"));
}

TEST(SharedOidcAttempts, OneOfThoseWhoEndASignInAtTheSameTimeDoes) {
    const tests::TemporaryDirectory directory;
    const auto path = directory.path() / "sign-ins";
    const auto here = SharedOidcAttempts::open(path), there = SharedOidcAttempts::open(path);
    ASSERT_TRUE(here && there);
    for (int i = 0; i < 100; ++i) {
        const auto begun = (*here)->begin({1});
        ASSERT_TRUE(begun) << begun.error();
        std::atomic<int> ended = 0;
        std::vector<std::thread> programs;
        for (auto* program : {here->get(), there->get(), here->get(), there->get()})
            programs.emplace_back([&, program] { ended += program->end(begun->state, begun->browser, {2}) ? 1 : 0; });
        for (auto& program : programs) program.join();
        EXPECT_EQ(ended, 1);
    }
}

// Another node of the same division: it shares the directory of the credentials, and nothing else.
class OidcNodes : public Oidc {
  protected:
    void SetUp() override {
        as_a_node_ = true;
        Oidc::SetUp();
        auto access = Access::open(shared_directory_, port_, options());
        ASSERT_TRUE(access) << access.error();
        other_access_ = std::move(*access);
        other_routes_ = std::make_unique<HttpRoutes>(shared_directory_, port_, *other_access_);
        auto started = HttpServer::start("127.0.0.1:0", *other_routes_);
        ASSERT_TRUE(started) << started.error();
        other_ = std::move(*started);
    }
    void TearDown() override {
        other_.reset();
        if (other_access_) other_access_->stop();
        Oidc::TearDown();
    }
    // At the other node.
    [[nodiscard]] RawAnswer come_back_there(const std::string& query, const std::string& cookie) const {
        return get_from(*other_, "/v1/session/oidc/callback?" + query, cookie);
    }

    std::unique_ptr<Access> other_access_;
    std::unique_ptr<HttpRoutes> other_routes_;
    std::unique_ptr<HttpServer> other_;
};

TEST_F(OidcNodes, ASignInThatBeganAtOneEndsAtAnother) {
    const auto begun = begin();
    const auto query = issuer_.sign_in(begun.url);
    expect_refused(come_back_there(query, "tally-oidc=" + std::string(43, 'A')), 400, "oidc_state_wrong", "",
                   "another browser");
    // The session that begins there is one at both.
    expect_signed_in(come_back_there(query, begun.cookie));
    const auto late = begin();
    const auto late_query = issuer_.sign_in(late.url);
    pass(10 * 60);
    expect_refused(come_back_there(late_query, late.cookie), 400, "oidc_state_wrong", "", "too late");
}

TEST_F(OidcNodes, ASignInEndsOnceWhereverTheBrowserComesBack) {
    const auto begun = begin();
    const auto query = issuer_.sign_in(begun.url);
    expect_signed_in(come_back_there(query, begun.cookie));
    expect_refused(come_back(query, begun.cookie), 400, "oidc_state_wrong", "", "where it began");
    expect_refused(come_back_there(query, begun.cookie), 400, "oidc_state_wrong", "", "where it ended");
    for (int i = 0; i < 10; ++i) {
        const auto both = begin();
        const auto same = issuer_.sign_in(both.url);
        RawAnswer there;
        std::thread other{[&] { there = come_back_there(same, both.cookie); }};
        const auto here = come_back(same, both.cookie);
        other.join();
        EXPECT_EQ(std::minmax({here.status, there.status}), (std::pair{303, 400})) << here.body << there.body;
    }
}

TEST_F(OidcNodes, WhereASignInCannotBeKeptItIsSaidAndNothingBegins) {
    const auto sign_ins = directory_.path() / "access" / "sign-ins";
    std::filesystem::remove_all(sign_ins);
    const auto answer = get("/v1/session/oidc");
    EXPECT_EQ(answer.status, 503) << answer.body;
    EXPECT_THAT(answer.body, Not(HasSubstr("sign-ins"))) << "no path of the server";
    EXPECT_FALSE(answer.headers.contains("location"));
}

}  // namespace
}  // namespace tally::tools
