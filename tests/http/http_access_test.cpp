// Signing in over HTTP, by real sockets on a division with the example utility: who may ask for what, and that nothing
// else than a user's own session or token lets anybody in.

#include <atomic>
#include <chrono>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <regex>
#include <string>
#include <vector>

#include "domain/user/permissions.h"
#include "eventstore/codec/catalogue.h"
#include "tests/http/raw_client.h"
#include "tests/http/served_division.h"
#include "tests/support/temporary_directory.h"
#include "tools/http/http_routes.h"
#include "tools/http/http_server.h"

namespace tally::tools {
namespace {

using testing::HasSubstr;
using testing::Not;
using tests::RawAnswer;
using tests::RawClient;
using tests::ServedDivision;

constexpr std::string_view good_password = "correct horse battery";
constexpr std::int64_t second_us = 1'000'000;

std::string with_content(const std::string& body) {
    return "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
}
std::string json_member(const std::string& json, const std::string& name) {
    std::smatch found;
    return std::regex_search(json, found, std::regex{"\"" + name + "\":\"([^\"]*)\""}) ? found[1].str() : std::string{};
}

// A cookie and what goes with it.
struct Browser {
    std::string cookie;
    std::string csrf;
    [[nodiscard]] std::string headers() const {
        return "Cookie: a=b; " + cookie + "\r\nX-CSRF-Token: " + csrf + "\r\n";
    }
};

class HttpAccess : public testing::Test {
  protected:
    void SetUp() override { start(false); }
    void start(bool behind_proxy) {
        server_.reset();
        routes_.reset();
        access_.reset();
        AccessOptions options;
        options.directory = directory_.path() / "access";
        options.behind_proxy = behind_proxy;
        options.now = [this] { return domain::Instant{now_us_.load()}; };
        options.password_cost = {1, 8'192};
        auto access = Access::open(served_.division(), options);
        ASSERT_TRUE(access) << access.error();
        access_ = std::move(*access);
        routes_ = std::make_unique<HttpRoutes>(served_directory_, served_.division(), *access_);
        auto started = HttpServer::start("127.0.0.1:0", *routes_);
        ASSERT_TRUE(started) << started.error();
        server_ = std::move(*started);
    }
    void TearDown() override {
        server_.reset();
        access_->stop();
    }

    RawAnswer send(const std::string& method, const std::string& target, const std::string& headers = "",
                   const std::string& body = "") const {
        RawClient client{server_->address()};
        EXPECT_TRUE(client.say(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n" + headers +
                               (body.empty() ? "Content-Length: 0\r\n" : with_content(body)) + "\r\n" + body));
        return client.hear(method == "HEAD");
    }
    RawAnswer get(const std::string& target, const std::string& headers = "") const {
        return send("GET", target, headers);
    }
    void pass(std::chrono::seconds time) { now_us_ += time.count() * second_us; }
    [[nodiscard]] std::uint64_t end() const { return served_.division().store().durable_end(); }

    // A user with a password.
    void add(const std::string& id, const std::string& roles) {
        served_.execute(R"({"type":"user.add","command_id":"add-)" + id + R"(","user":")" + id + R"(","roles":)" +
                        roles + "}");
        access_->users().changed(end());
        set_password(id, good_password);
    }
    void set_password(const std::string& id, std::string_view password) {
        ASSERT_TRUE(access_->credentials().change([&](Credentials& all) {
            all.set_password(domain::UserId{id}, *password_hash(password, {1, 8'192}), access_->now());
            return true;
        }));
    }
    RawAnswer try_password(const std::string& id, std::string_view password, const std::string& headers = "") const {
        return send("POST", "/v1/session", headers,
                    R"({"user":")" + id + R"(","password":")" + std::string{password} + R"("})");
    }
    Browser browser_of(const RawAnswer& answer) const {
        EXPECT_EQ(answer.status, 201) << answer.body;
        if (!answer.headers.contains("set-cookie")) return {};
        const auto& cookie = answer.headers.at("set-cookie");
        return {cookie.substr(0, cookie.find(';')), json_member(answer.body, "csrf")};
    }
    Browser sign_in(const std::string& id) const { return browser_of(try_password(id, good_password)); }
    RawAnswer command(const Browser& browser, const std::string& body) const {
        return send("POST", "/v1/commands", browser.headers(), body);
    }
    std::string token_of(const Browser& browser, const std::string& body) const {
        const auto made = send("POST", "/v1/tokens", browser.headers(), body);
        EXPECT_EQ(made.status, 201) << made.body;
        return json_member(made.body, "token");
    }
    static std::string bearer(const std::string& token) { return "Authorization: Bearer " + token + "\r\n"; }
    static std::string payment(const std::string& id) {
        return R"({"type":"payment.post","command_id":")" + id +
               R"(","received_on":"2022-01-20","tenders":[{"amount":"4.00"}],"shares":[{"account":"1"}]})";
    }

    std::atomic<std::int64_t> now_us_ = std::int64_t{1'800'000'000} * second_us;
    tests::TemporaryDirectory directory_;
    ServedDivision served_;
    EmbeddedDirectory served_directory_{served_.division()};
    std::unique_ptr<Access> access_;
    std::unique_ptr<HttpRoutes> routes_;
    std::unique_ptr<HttpServer> server_;
};

TEST_F(HttpAccess, NothingIsAnsweredBeforeSomebodySignsIn) {
    const auto before = end();
    for (const char* target : {"/v1/accounts/1/balance", "/v1/search?q=turner", "/v1/trial-balance", "/v1/session",
                               "/v1/users", "/v1/users/ada", "/v1/tokens", "/v1/nothing"}) {
        const auto answer = get(target);
        EXPECT_EQ(answer.status, 401) << target;
        EXPECT_THAT(answer.body, HasSubstr("urn:tallystick:problem:not_signed_in")) << target;
        EXPECT_THAT(answer.headers.at("www-authenticate"), HasSubstr("Bearer"));
    }
    for (const char* target : {"/v1/commands", "/v1/commands/payment.post", "/v1/users/ada/sign-in-link", "/v1/tokens"})
        EXPECT_EQ(send("POST", target, "", payment("p1")).status, 401) << target;
    RawClient batch{server_->address()};
    ASSERT_TRUE(
        batch.say("POST /v1/commands:batch HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/jsonl\r\n"
                  "Content-Length: 2\r\n\r\n{}"));
    EXPECT_EQ(batch.hear().status, 401);
    EXPECT_EQ(send("DELETE", "/v1/tokens/x").status, 401);
    EXPECT_EQ(end(), before);
    EXPECT_EQ(get("/health").status, 200);
    EXPECT_EQ(get("/v1/openapi.json").status, 200);
    EXPECT_EQ(get("/metrics").status, 200) << "from this machine";
}

TEST_F(HttpAccess, TheFirstUserComesInByALinkThatWorksOnce) {
    const auto link = access_->make_first_link();
    ASSERT_TRUE(link && *link);
    const std::string path = "/v1/sign-in-links/" + **link;
    const auto shown = get(path);
    EXPECT_EQ(shown.status, 200) << shown.body;
    EXPECT_THAT(shown.body, HasSubstr(R"("first":true)"));
    const std::string body = R"({"user":"ada","name":"Ada","password":"correct horse battery"})";
    EXPECT_EQ(send("POST", "/v1/sign-in-links/AAAA", "", body).status, 404) << "forged";
    const auto weak = send("POST", path, "", R"({"user":"ada","password":"short"})");
    EXPECT_EQ(weak.status, 422);
    EXPECT_THAT(weak.body, HasSubstr("password_weak"));
    EXPECT_THAT(weak.body, Not(HasSubstr("short\"")));
    EXPECT_EQ(send("POST", path, "", R"({"user":"a b","password":"correct horse battery"})").status, 400);
    EXPECT_EQ(send("POST", path, "", R"({"password":"correct horse battery"})").status, 422);
    const auto used = send("POST", path, "", body);
    const auto browser = browser_of(used);
    EXPECT_THAT(used.body, HasSubstr(R"("roles":["supervisor","admin"])"));
    EXPECT_EQ(send("POST", path, "", body).status, 404) << "used";
    EXPECT_EQ(get(path).status, 404);
    EXPECT_EQ(get("/v1/session", browser.headers()).status, 200);
    const auto again = access_->make_first_link();
    ASSERT_TRUE(again);
    EXPECT_FALSE(*again) << "there is a user now";
    EXPECT_EQ(try_password("ada", good_password).status, 201);
}

TEST_F(HttpAccess, ALinkExpiresAndANewOneEndsTheOneBefore) {
    const auto first = access_->make_first_link(), second = access_->make_first_link();
    ASSERT_TRUE(first && second);
    EXPECT_EQ(get("/v1/sign-in-links/" + **first).status, 404);
    EXPECT_EQ(get("/v1/sign-in-links/" + **second).status, 200);
    pass(std::chrono::seconds{3'600});
    EXPECT_EQ(get("/v1/sign-in-links/" + **second).status, 404);
    EXPECT_EQ(send("POST", "/v1/sign-in-links/" + **second, "", R"({"user":"ada","password":"correct horse battery"})")
                  .status,
              404);
}

TEST_F(HttpAccess, AnAdminMakesALinkForAnotherUserWhoseOldSessionsItEnds) {
    add("ada", R"(["admin"])");
    add("cleo", R"(["clerk"])");
    const auto admin = sign_in("ada"), clerk = sign_in("cleo");
    EXPECT_EQ(send("POST", "/v1/users/cleo/sign-in-link", clerk.headers()).status, 403);
    EXPECT_EQ(send("POST", "/v1/users/zed/sign-in-link", admin.headers()).status, 404);
    const auto made = send("POST", "/v1/users/cleo/sign-in-link", admin.headers());
    ASSERT_EQ(made.status, 201) << made.body;
    const auto path = "/v1/sign-in-links/" + json_member(made.body, "token");
    EXPECT_THAT(made.body, HasSubstr("\"path\":\"/#/link/"));
    EXPECT_THAT(get(path).body, HasSubstr(R"("user":"cleo")"));
    EXPECT_EQ(send("POST", path, "", R"({"user":"ada","password":"quite another thing"})").status, 422)
        << "the link is not ada's";
    EXPECT_EQ(send("POST", path, "", R"({"password":"cleo and her horses"})").status, 422) << "it has the user's name";
    EXPECT_EQ(send("POST", path, "", R"({"password":"quite another thing"})").status, 201);
    EXPECT_EQ(get("/v1/session", clerk.headers()).status, 401) << "the session from before has ended";
    EXPECT_EQ(try_password("cleo", good_password).status, 401);
    EXPECT_EQ(try_password("cleo", "quite another thing").status, 201);
}

TEST_F(HttpAccess, ASessionSaysWhatItsUserMayDo) {
    add("cleo", R"(["clerk"])");
    const auto answer = try_password("cleo", good_password);
    const auto browser = browser_of(answer);
    const auto& cookie = answer.headers.at("set-cookie");
    for (const char* part : {"tally=", "HttpOnly", "SameSite=Strict", "Path=/"}) EXPECT_THAT(cookie, HasSubstr(part));
    EXPECT_THAT(cookie, Not(HasSubstr("Secure")));
    EXPECT_EQ(answer.headers.at("cache-control"), "no-store");
    ASSERT_EQ(
        command(browser, R"({"type":"user.set_preference","command_id":"s1","name":"tabs","value":"a \"b\""})").status,
        201);
    const auto session = get("/v1/session", browser.headers());
    EXPECT_EQ(session.status, 200);
    for (const char* part : {R"("user":"cleo")", R"("roles":["clerk"])", R"("payment.post")", R"("tabs":"a \"b\"")"})
        EXPECT_THAT(session.body, HasSubstr(part));
    EXPECT_THAT(session.body, Not(HasSubstr("adjustment.approve")));
    EXPECT_EQ(json_member(session.body, "csrf"), browser.csrf);
}

TEST_F(HttpAccess, SigningOutEndsTheSession) {
    add("cleo", R"(["clerk"])");
    const auto browser = sign_in("cleo"), other = sign_in("cleo");
    EXPECT_EQ(send("DELETE", "/v1/session", "Cookie: " + browser.cookie + "\r\n").status, 403) << "without CSRF token";
    const auto gone = send("DELETE", "/v1/session", browser.headers());
    EXPECT_EQ(gone.status, 204);
    EXPECT_THAT(gone.headers.at("set-cookie"), HasSubstr("Max-Age=0"));
    EXPECT_EQ(get("/v1/session", browser.headers()).status, 401) << "replayed";
    EXPECT_EQ(get("/v1/session", other.headers()).status, 200);
    EXPECT_EQ(get("/v1/session", "Cookie: tally=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\n").status, 401)
        << "forged";
    EXPECT_EQ(get("/v1/session", "Cookie: tally=\r\n").status, 401);
}

TEST_F(HttpAccess, ASessionEndsWhenItIsIdleAndAfterHalfADay) {
    add("cleo", R"(["clerk"])");
    const auto idle = sign_in("cleo");
    pass(std::chrono::minutes{29});
    EXPECT_EQ(get("/v1/session", idle.headers()).status, 200);
    pass(std::chrono::minutes{29});
    EXPECT_EQ(get("/v1/session", idle.headers()).status, 200) << "used meanwhile";
    pass(std::chrono::minutes{30});
    EXPECT_EQ(get("/v1/session", idle.headers()).status, 401);
    const auto busy = sign_in("cleo");
    for (int i = 0; i < 35; ++i) {
        pass(std::chrono::minutes{20});
        ASSERT_EQ(get("/v1/session", busy.headers()).status, 200) << i;
    }
    pass(std::chrono::minutes{20});
    EXPECT_EQ(get("/v1/session", busy.headers()).status, 401);
}

TEST_F(HttpAccess, ACookieAloneChangesNothing) {
    add("cleo", R"(["clerk"])");
    const auto browser = sign_in("cleo"), other = sign_in("cleo");
    const auto before = end();
    for (const std::string& csrf : {std::string{}, std::string{"X-CSRF-Token: \r\n"},
                                    "X-CSRF-Token: " + other.csrf + "\r\n", "X-CSRF-Token: " + browser.csrf + "x\r\n"})
        for (const char* target : {"/v1/commands", "/v1/commands/payment.post", "/v1/tokens"}) {
            const auto answer = send("POST", target, "Cookie: " + browser.cookie + "\r\n" + csrf, payment("p1"));
            EXPECT_EQ(answer.status, 403) << target << csrf;
            EXPECT_THAT(answer.body, HasSubstr("csrf_token_wrong"));
        }
    RawClient batch{server_->address()};
    ASSERT_TRUE(batch.say("POST /v1/commands:batch HTTP/1.1\r\nHost: localhost\r\nCookie: " + browser.cookie +
                          "\r\nContent-Type: application/jsonl\r\nContent-Length: 2\r\n\r\n{}"));
    EXPECT_EQ(batch.hear().status, 403);
    EXPECT_EQ(end(), before);
    EXPECT_EQ(command(browser, payment("p1")).status, 201);
    // Another site's page is refused even with both.
    EXPECT_EQ(
        send("POST", "/v1/commands", browser.headers() + "Origin: https://evil.example\r\n", payment("p2")).status,
        403);
    EXPECT_EQ(try_password("cleo", good_password, "Origin: https://evil.example\r\n").status, 403);
}

TEST_F(HttpAccess, TheActorIsWhoSignedIn) {
    add("cleo", R"(["clerk"])");
    const auto browser = sign_in("cleo");
    const auto before = end();
    ASSERT_EQ(command(browser, payment("p1")).status, 201);
    bool seen = false;
    for (auto reader = served_.division().store().read_log(before); reader.next();)
        seen = seen || reader.entry().find("cleo") != std::string::npos;
    EXPECT_TRUE(seen);
    auto lying = payment("p2");
    lying.insert(1, R"("actor":"ada",)");
    const auto answer = command(browser, lying);
    EXPECT_TRUE(answer.status == 400 || answer.status == 403) << answer.status << answer.body;
    EXPECT_THAT(answer.body, HasSubstr("actor"));
}

TEST_F(HttpAccess, EachRoleIsHeldAgainstEachKindOfCommand) {
    for (const auto role : enum_names(domain::Role{})) add(std::string{role}, R"([")" + std::string{role} + R"("])");
    for (const auto& row : domain::role_permissions()) {
        const auto browser = sign_in(std::string{name_of(row.role)});
        for (const auto& kind : eventstore::catalogue_of<domain::Command>()) {
            const auto* duty = domain::duty_of(kind.name);
            ASSERT_NE(duty, nullptr) << kind.name;
            const auto answer =
                send("POST", "/v1/commands/" + std::string{kind.name}, browser.headers(), R"({"command_id":"x"})");
            const bool refused = answer.body.find("urn:tallystick:problem:not_permitted") != std::string::npos;
            EXPECT_EQ(refused, !domain::may({&row.role, 1}, *duty)) << name_of(row.role) << ": " << kind.name;
            EXPECT_EQ(refused, answer.status == 403) << name_of(row.role) << ": " << kind.name;
            if (refused) {
                EXPECT_THAT(answer.body, HasSubstr(domain::roles_that_may(*duty)));
            }
        }
    }
}

TEST_F(HttpAccess, EachRoleIsHeldAgainstEachKindOfQuestion) {
    for (const auto role : enum_names(domain::Role{})) add(std::string{role}, R"([")" + std::string{role} + R"("])");
    for (const auto& row : domain::role_permissions()) {
        const auto browser = sign_in(std::string{name_of(row.role)});
        for (const auto& question : projections::questions()) {
            std::string target{question.path};
            if (const auto at = target.find("{id}"); at != std::string::npos) target.replace(at, 4, "1");
            if (!question.id_parameter.empty()) target += "?" + std::string{question.id_parameter} + "=a";
            const auto* sight = domain::sight_of(question.kind);
            ASSERT_NE(sight, nullptr) << question.kind << " is in no row of domain/user/permissions.cpp";
            const auto answer = get(target, browser.headers());
            EXPECT_EQ(answer.status != 403, domain::may_see({&row.role, 1}, *sight))
                << name_of(row.role) << ": " << target << ": " << answer.status;
        }
        EXPECT_EQ(get("/v1/users", browser.headers()).status,
                  domain::may_see({&row.role, 1}, domain::Sight::users) ? 200 : 403);
    }
}

TEST_F(HttpAccess, ALineOfABatchThatMayNotBeSentIsRefusedAlone) {
    add("cleo", R"(["clerk"])");
    const auto browser = sign_in("cleo");
    const std::string body = payment("p1") + "\n" +
                             R"({"type":"tariff.withdraw_version","command_id":"p2","tariff":"G","version":1})" + "\n" +
                             payment("p3") + "\n";
    RawClient client{server_->address()};
    ASSERT_TRUE(client.say("POST /v1/commands:batch HTTP/1.1\r\nHost: localhost\r\n" + browser.headers() +
                           "Content-Type: application/jsonl\r\nContent-Length: " + std::to_string(body.size()) +
                           "\r\n\r\n" + body));
    ASSERT_EQ(client.hear().status, 200);
    std::string receipts;
    while (const auto chunk = client.hear_chunk()) {
        if (chunk->empty()) break;
        receipts += *chunk;
    }
    EXPECT_THAT(receipts, HasSubstr(R"("command_id":"p1","line":1,"status":"accepted")"));
    EXPECT_THAT(receipts, HasSubstr(R"("command_id":"p2","line":2,"status":"refused","rejection":"not_permitted")"));
    EXPECT_THAT(receipts, HasSubstr(R"("command_id":"p3","line":3,"status":"accepted")"));
}

TEST_F(HttpAccess, ALockedUsersSessionsAndTokensEndAtOnce) {
    add("ada", R"(["admin"])");
    add("cleo", R"(["clerk"])");
    const auto admin = sign_in("ada"), clerk = sign_in("cleo");
    const auto token = token_of(clerk, R"({"name":"script"})");
    ASSERT_EQ(get("/v1/accounts/1/balance", bearer(token)).status, 200);
    ASSERT_EQ(get("/v1/accounts/1/balance", clerk.headers()).status, 200);
    EXPECT_EQ(command(admin, R"({"type":"user.lock","command_id":"l1","user":"cleo"})").status, 422) << "no reason";
    ASSERT_EQ(command(admin, R"({"type":"user.lock","command_id":"l2","user":"cleo","reason":"left"})").status, 201);
    EXPECT_EQ(get("/v1/accounts/1/balance", clerk.headers()).status, 401);
    EXPECT_EQ(get("/v1/accounts/1/balance", bearer(token)).status, 401);
    EXPECT_EQ(command(clerk, payment("p1")).status, 401);
    const auto refused = try_password("cleo", good_password), wrong = try_password("cleo", "something else");
    EXPECT_EQ(refused.status, 401);
    EXPECT_EQ(refused.body, wrong.body) << "that a user is locked is not told to who guesses";
    EXPECT_EQ(send("POST", "/v1/users/cleo/sign-in-link", admin.headers()).status, 409);
    ASSERT_EQ(command(admin, R"({"type":"user.unlock","command_id":"l3","user":"cleo"})").status, 201);
    EXPECT_EQ(get("/v1/accounts/1/balance", clerk.headers()).status, 401) << "ended for good";
    EXPECT_EQ(get("/v1/accounts/1/balance", bearer(token)).status, 401) << "ended for good";
    EXPECT_EQ(try_password("cleo", good_password).status, 201);
}

TEST_F(HttpAccess, TheLastAdminIsNotLockedOut) {
    add("ada", R"(["admin"])");
    const auto admin = sign_in("ada");
    const auto locked = command(admin, R"({"type":"user.lock","command_id":"l1","user":"ada","reason":"test"})");
    EXPECT_EQ(locked.status, 422);
    EXPECT_THAT(locked.body, HasSubstr("last_admin_stays"));
    const auto changed = command(admin, R"({"type":"user.change","command_id":"l2","user":"ada","roles":["clerk"]})");
    EXPECT_THAT(changed.body, HasSubstr("last_admin_stays"));
    EXPECT_EQ(get("/v1/users", admin.headers()).status, 200);
}

TEST_F(HttpAccess, ARoleThatIsTakenAwayIsGoneAtOnce) {
    add("ada", R"(["admin"])");
    add("sue", R"(["supervisor"])");
    const auto admin = sign_in("ada"), supervisor = sign_in("sue");
    EXPECT_EQ(get("/v1/trial-balance", supervisor.headers()).status, 200);
    ASSERT_EQ(command(admin, R"({"type":"user.change","command_id":"c1","user":"sue","roles":["clerk"]})").status, 201);
    EXPECT_EQ(get("/v1/trial-balance", supervisor.headers()).status, 403);
    EXPECT_EQ(get("/v1/accounts/1/balance", supervisor.headers()).status, 200);
}

TEST_F(HttpAccess, GuessingIsSlowedDownForUsersThatExistAndThatDoNot) {
    add("cleo", R"(["clerk"])");
    std::vector<std::string> said;
    for (const char* user : {"cleo", "nobody"}) {
        for (int i = 0; i < 5; ++i) {
            const auto answer = try_password(user, "wrong password here");
            EXPECT_EQ(answer.status, 401) << user;
            said.push_back(answer.body);
        }
        const auto held_up = try_password(user, good_password);
        EXPECT_EQ(held_up.status, 429) << user << ": even with the right password";
        EXPECT_THAT(held_up.body, HasSubstr("locked_out"));
        EXPECT_EQ(held_up.headers.at("retry-after"), "1");
        said.push_back(held_up.body);
    }
    ASSERT_EQ(said.size(), 12u);
    for (std::size_t i = 0; i < 6; ++i) EXPECT_EQ(said[i], said[i + 6]) << "who exists is not told";
    pass(std::chrono::seconds{1});
    EXPECT_EQ(try_password("cleo", "wrong password here").status, 401);
    EXPECT_EQ(try_password("cleo", good_password).headers.at("retry-after"), "2") << "twice as long";
    pass(std::chrono::seconds{2});
    EXPECT_EQ(try_password("cleo", good_password).status, 201);
    EXPECT_EQ(try_password("cleo", "wrong password here").status, 401) << "forgotten by success";
    EXPECT_EQ(try_password("cleo", good_password).status, 201);
}

TEST_F(HttpAccess, OneAddressDoesNotTryManyUsers) {
    for (int i = 0; i < 30; ++i)
        ASSERT_EQ(try_password("user-" + std::to_string(i), "wrong password here").status, 401) << i;
    EXPECT_EQ(try_password("user-30", "wrong password here").status, 429);
    EXPECT_EQ(get("/v1/sign-in-links/AAAA").status, 429) << "links are guessed no faster";
}

TEST_F(HttpAccess, ATokenHasItsOwnRolesAndTime) {
    add("ada", R"(["clerk","admin"])");
    add("cleo", R"(["clerk"])");
    const auto admin = sign_in("ada"), clerk = sign_in("cleo");
    const auto whole = token_of(admin, R"({"name":"all"})");
    const auto narrow = token_of(admin, R"({"name":"desk","roles":["clerk"],"days":2})");
    const auto reading = token_of(admin, R"({"name":"report","read_only":true})");
    EXPECT_EQ(get("/v1/users", bearer(whole)).status, 200);
    EXPECT_EQ(get("/v1/users", bearer(narrow)).status, 403);
    EXPECT_EQ(send("POST", "/v1/commands", bearer(narrow), payment("p1")).status, 201) << "a token needs no CSRF token";
    EXPECT_EQ(send("POST", "/v1/commands", bearer(reading), payment("p2")).status, 403);
    EXPECT_EQ(get("/v1/accounts/1/balance", bearer(reading)).status, 200);
    EXPECT_EQ(send("POST", "/v1/tokens", bearer(whole), R"({"name":"more"})").status, 403);
    EXPECT_EQ(send("POST", "/v1/tokens", clerk.headers(), R"({"name":"x","roles":["admin"]})").status, 422);
    EXPECT_EQ(send("POST", "/v1/tokens", clerk.headers(), R"({"name":"x","user":"ada"})").status, 403);
    EXPECT_EQ(send("POST", "/v1/tokens", clerk.headers(), R"({"name":"x","days":367})").status, 422);
    EXPECT_EQ(send("POST", "/v1/tokens", clerk.headers(), R"({})").status, 422);
    for (const std::string& forged :
         {std::string{"Bearer"}, std::string{"Bearer "}, "Bearer " + whole + "x", "Basic " + whole, "bearer " + whole})
        EXPECT_EQ(get("/v1/users", "Authorization: " + forged + "\r\n").status, 401) << forged;
    EXPECT_EQ(get("/v1/users", bearer(whole + "x") + admin.headers()).status, 401)
        << "a wrong token is not made good by a cookie";
    pass(std::chrono::hours{48});
    EXPECT_EQ(get("/v1/accounts/1/balance", bearer(narrow)).status, 401) << "expired";
    EXPECT_EQ(get("/v1/users", bearer(whole)).status, 200);
}

TEST_F(HttpAccess, ATokenIsSeenByItsUserAndRemoved) {
    add("ada", R"(["admin"])");
    add("cleo", R"(["clerk"])");
    const auto admin = sign_in("ada"), clerk = sign_in("cleo");
    const auto made = send("POST", "/v1/tokens", admin.headers(), R"({"name":"mine"})");
    const auto id = json_member(made.body, "id"), token = json_member(made.body, "token");
    EXPECT_THAT(get("/v1/tokens", clerk.headers()).body, Not(HasSubstr(id)));
    const auto listed = get("/v1/tokens", admin.headers());
    EXPECT_THAT(listed.body, HasSubstr(id));
    EXPECT_THAT(listed.body, Not(HasSubstr(token)));
    EXPECT_THAT(listed.body, Not(HasSubstr("hash")));
    EXPECT_EQ(send("DELETE", "/v1/tokens/" + id, clerk.headers()).status, 404) << "another's";
    EXPECT_EQ(send("DELETE", "/v1/tokens/" + id, admin.headers()).status, 204);
    EXPECT_EQ(send("DELETE", "/v1/tokens/" + id, admin.headers()).status, 404);
    EXPECT_EQ(get("/v1/users", bearer(token)).status, 401);
}

TEST_F(HttpAccess, ARestartKeepsPasswordsAndTokensAndEndsSessions) {
    add("cleo", R"(["clerk"])");
    const auto browser = sign_in("cleo");
    const auto token = token_of(browser, R"({"name":"script"})");
    server_.reset();
    access_->stop();
    start(false);
    EXPECT_EQ(get("/v1/session", browser.headers()).status, 401);
    EXPECT_EQ(get("/v1/session", bearer(token)).status, 200);
    EXPECT_EQ(try_password("cleo", good_password).status, 201);
}

TEST_F(HttpAccess, BehindAProxyTheCookieIsForTlsAlone) {
    add("cleo", R"(["clerk"])");
    server_.reset();
    access_->stop();
    start(true);
    const auto answer = try_password("cleo", good_password);
    const auto browser = browser_of(answer);
    EXPECT_THAT(answer.headers.at("set-cookie"), HasSubstr("__Host-tally="));
    EXPECT_THAT(answer.headers.at("set-cookie"), HasSubstr("; Secure"));
    EXPECT_EQ(get("/v1/session", browser.headers()).status, 200);
    EXPECT_EQ(
        get("/v1/session", "Cookie: " + browser.cookie.substr(std::string_view{"__Host-"}.size()) + "\r\n").status, 401)
        << "a cookie that another page of the host could set";
    EXPECT_EQ(get("/metrics").status, 401) << "every request comes from the proxy";
    // Its clients are counted by the address that it adds, not by those that they make up.
    for (int i = 0; i < 30; ++i)
        ASSERT_EQ(try_password("u" + std::to_string(i), "wrong password here",
                               "X-Forwarded-For: 1.2.3." + std::to_string(i) + ", 192.0.2.1\r\n")
                      .status,
                  401);
    EXPECT_EQ(try_password("u30", "wrong password here", "X-Forwarded-For: 192.0.2.1\r\n").status, 429);
    EXPECT_EQ(try_password("u30", "wrong password here", "X-Forwarded-For: 192.0.2.2\r\n").status, 401);
}

TEST_F(HttpAccess, HostileBodiesAreRefusedAndNotRepeated) {
    add("cleo", R"(["clerk"])");
    const auto browser = sign_in("cleo");
    const std::string secret = "my-secret-password";
    for (const std::string& body :
         {std::string{"{"}, std::string{"[]"}, std::string{"null"}, "\"" + secret + "\"",
          R"({"user":"cleo","password":[")" + secret + R"("]})",
          R"({"user":"cleo","password":")" + secret + R"(","password":"x"})",
          R"({"user":{},"password":")" + secret + R"("})", R"({"user":"cleo","passwort":")" + secret + R"("})",
          R"({"user":"cleo","password":")" + std::string(20'000, 'x') + R"("})",
          "{\"user\":\"cl\xff\",\"password\":\"" + secret + "\"}", std::string(3'000, '[')}) {
        const auto answer = send("POST", "/v1/session", "", body);
        EXPECT_EQ(answer.status, 400) << body.substr(0, 60) << answer.body;
        EXPECT_THAT(answer.body, Not(HasSubstr(secret)));
    }
    EXPECT_EQ(send("POST", "/v1/session", "", std::string(70'000, ' ')).status, 413);
    RawClient form{server_->address()};
    ASSERT_TRUE(
        form.say("POST /v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                 "Content-Length: 3\r\n\r\na=b"));
    EXPECT_EQ(form.hear().status, 415);
    EXPECT_EQ(send("PUT", "/v1/session", browser.headers()).status, 405);
    EXPECT_EQ(get("/v1/session?x=1", browser.headers()).status, 400);
    EXPECT_EQ(get("/v1/users/cleo/other", browser.headers()).status, 403);
    EXPECT_EQ(get("/v1/session", browser.headers()).status, 200) << "it goes on";
}

TEST_F(HttpAccess, UsersAreListedInPages) {
    add("ada", R"(["admin"])");
    for (const char* id : {"bo", "cy", "dee"}) add(id, R"(["clerk"])");
    const auto admin = sign_in("ada");
    const auto first = get("/v1/users?limit=3", admin.headers());
    EXPECT_EQ(json_member(first.body, "next"), "cy");
    EXPECT_THAT(
        first.body,
        HasSubstr(
            R"({"user":"ada","name":"ada","roles":["admin"],"locked":false,"locked_because":"","has_password":true})"));
    EXPECT_THAT(first.body, Not(HasSubstr("dee")));
    const auto second = get("/v1/users?limit=3&cursor=cy", admin.headers());
    EXPECT_THAT(second.body, HasSubstr(R"({"users":[{"user":"dee")"));
    EXPECT_THAT(second.body, Not(HasSubstr("next")));
    for (const char* wrong : {"limit=0", "limit=1001", "limit=x", "size=3"})
        EXPECT_EQ(get("/v1/users?" + std::string{wrong}, admin.headers()).status, 400) << wrong;
    EXPECT_EQ(get("/v1/users/bo", admin.headers()).status, 200);
    EXPECT_EQ(get("/v1/users/zed", admin.headers()).status, 404);
}

TEST_F(HttpAccess, EveryAnswerHasTheHeadersThatKeepOtherSitesOut) {
    add("cleo", R"(["clerk"])");
    for (const auto& answer :
         {get("/health"), get("/v1/session"), try_password("cleo", good_password), send("OPTIONS", "/v1/session")}) {
        EXPECT_EQ(answer.headers.at("x-content-type-options"), "nosniff") << answer.status;
        EXPECT_EQ(answer.headers.at("referrer-policy"), "no-referrer") << answer.status;
        EXPECT_EQ(answer.headers.at("cross-origin-opener-policy"), "same-origin") << answer.status;
        EXPECT_EQ(answer.headers.at("cross-origin-resource-policy"), "same-origin") << answer.status;
        EXPECT_EQ(answer.headers.at("cache-control"), "no-store") << answer.status;
        EXPECT_FALSE(answer.headers.contains("access-control-allow-origin"));
    }
}

}  // namespace
}  // namespace tally::tools
