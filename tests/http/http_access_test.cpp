// Signing in over HTTP, by real sockets on a division with the example utility: who may ask for what, and that nothing
// else than a user's own session or token lets anybody in.

#include <algorithm>
#include <chrono>
#include <fstream>
#include <gmock/gmock.h>
#include <iterator>
#include <memory>
#include <regex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "domain/user/permissions.h"
#include "eventstore/codec/catalogue.h"
#include "tests/http/http_access_fixture.h"
#include "tests/http/shared_directory.h"

namespace tally::tools {
namespace {

using testing::HasSubstr;
using testing::Not;

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
    EXPECT_THAT(session.body, HasSubstr(R"("sees":["customers","documents",)"));
    EXPECT_THAT(session.body, Not(HasSubstr(R"("books")"))) << "a clerk does not see sums over the division";
    EXPECT_EQ(json_member(session.body, "csrf"), browser.csrf);
}

TEST_F(HttpAccess, AUserChangesTheOwnPasswordWithTheOneUntilNow) {
    constexpr std::string_view path = "/v1/session/password";
    add("cleo", R"(["clerk"])");
    const auto browser = sign_in("cleo"), other = sign_in("cleo");
    const auto change = [&](const std::string& headers, std::string_view current, std::string_view wanted) {
        return send("POST", std::string{path}, headers,
                    R"({"current":")" + std::string{current} + R"(","password":")" + std::string{wanted} + R"("})");
    };
    constexpr std::string_view wanted = "quite another thing";
    EXPECT_EQ(get(std::string{path}, browser.headers()).status, 405);
    EXPECT_EQ(change("", good_password, wanted).status, 401);
    EXPECT_EQ(change("Cookie: " + browser.cookie + "\r\n", good_password, wanted).status, 403) << "no CSRF token";
    EXPECT_EQ(change(bearer(token_of(browser, R"({"name":"export"})")), good_password, wanted).status, 403);
    EXPECT_EQ(send("POST", std::string{path}, browser.headers(), R"({"password":"quite another thing"})").status, 422);
    const auto wrong = change(browser.headers(), "not the password", wanted);
    EXPECT_EQ(wrong.status, 422);
    EXPECT_THAT(wrong.body, HasSubstr(R"("type":"urn:tallystick:problem:wrong_password")"));
    EXPECT_THAT(wrong.body, HasSubstr(R"("field":"current")"));
    EXPECT_THAT(wrong.body, Not(HasSubstr("not the password")));
    for (const std::string_view weak :
         {std::string_view{"short"}, std::string_view{"cleo and her horses"}, good_password})
        EXPECT_THAT(change(browser.headers(), good_password, weak).body, HasSubstr("password_weak")) << weak;
    EXPECT_EQ(try_password("cleo", good_password).status, 201) << "nothing was changed so far";

    const auto changed = change(browser.headers(), good_password, wanted);
    ASSERT_EQ(changed.status, 201) << changed.body;
    EXPECT_EQ(get("/v1/session", browser_of(changed).headers()).status, 200);
    EXPECT_EQ(get("/v1/session", browser.headers()).status, 401) << "the session by which it was changed";
    EXPECT_EQ(get("/v1/session", other.headers()).status, 401);
    EXPECT_EQ(try_password("cleo", good_password).status, 401);
    EXPECT_EQ(try_password("cleo", wanted).status, 201);
}

// An open browser is no way to guess the password: wrong ones wait as they do at the sign-in, and count together.
TEST_F(HttpAccess, GuessingThePasswordUntilNowWaitsAsSigningInDoes) {
    add("cleo", R"(["clerk"])");
    const auto browser = sign_in("cleo");
    const auto guess = [&] {
        return send("POST", "/v1/session/password", browser.headers(),
                    R"({"current":"a wild guess","password":"quite another thing"})")
            .status;
    };
    for (int i = 0; i < 5; ++i) EXPECT_EQ(guess(), 422) << i;
    EXPECT_EQ(guess(), 429);
    EXPECT_EQ(try_password("cleo", good_password).status, 429);
}

TEST_F(HttpAccess, AUserWithoutAPasswordIsToldHowToComeByOne) {
    add("cleo", R"(["clerk"])");
    const auto browser = sign_in("cleo");
    ASSERT_TRUE(access_->credentials().change([](Credentials& all) {
        all.passwords.clear();
        return true;
    }));
    const auto answer = send("POST", "/v1/session/password", browser.headers(),
                             R"({"current":"anything","password":"quite another thing"})");
    EXPECT_EQ(answer.status, 409);
    EXPECT_THAT(answer.body, HasSubstr("password_missing"));
    EXPECT_THAT(answer.body, HasSubstr("ask an admin for a link"));
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
        for (const char* target :
             {"/v1/commands", "/v1/commands/payment.post", "/v1/accounts/1/payments", "/v1/persons", "/v1/tokens"}) {
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

TEST_F(HttpAccess, APaymentFormIsForUsersWhoSignedIn) {
    add("cleo", R"(["clerk"])");
    const std::string body = R"({"command_id":"p1","received_on":"2022-01-20","tenders":[{"amount":"4.00"}]})";
    EXPECT_EQ(send("POST", "/v1/accounts/1/payments", "", body).status, 401);
    const auto answer = send("POST", "/v1/accounts/1/payments", sign_in("cleo").headers(), body);
    EXPECT_EQ(answer.status, 201) << answer.body;
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
            for (const auto& form : command_forms())
                if (form.type == kind.name) {
                    std::string path{form.path};
                    if (const auto place = path.find("{id}"); place != std::string::npos) path.replace(place, 4, "7");
                    EXPECT_EQ(send("POST", path, browser.headers(), R"({"command_id":"x"})").status == 403, refused)
                        << name_of(row.role) << ": " << path;
                }
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
    EXPECT_EQ(without_instance(refused.body), without_instance(wrong.body))
        << "that a user is locked is not told to who guesses";
    EXPECT_EQ(send("POST", "/v1/users/cleo/sign-in-link", admin.headers()).status, 409);
    ASSERT_EQ(command(admin, R"({"type":"user.unlock","command_id":"l3","user":"cleo"})").status, 201);
    EXPECT_EQ(get("/v1/accounts/1/balance", clerk.headers()).status, 401) << "ended for good";
    EXPECT_EQ(get("/v1/accounts/1/balance", bearer(token)).status, 401) << "ended for good";
    EXPECT_EQ(try_password("cleo", good_password).status, 201);
}

TEST_F(HttpAccess, AUserSeesTheOwnSessionsAndEndsEachOfThem) {
    add("cleo", R"(["clerk"])");
    add("dora", R"(["clerk"])");
    const auto here = browser_of(try_password("cleo", good_password, "User-Agent: Desk/1\r\n"));
    pass(std::chrono::seconds{60});
    const auto away = browser_of(try_password("cleo", good_password, "User-Agent: Phone/2\xff\r\n"));
    const auto of_dora = sign_in("dora");
    const auto token = token_of(here, R"({"name":"script"})");
    const auto listed = get("/v1/sessions", here.headers());
    EXPECT_EQ(listed.status, 200) << listed.body;
    std::smatch found;
    const std::regex own{
        R"re("id":"([0-9a-f]{16})","this_one":true,"began_at":"[^"]+","used_at":"[^"]+","address":"127\.0\.0\.1","program":"Desk/1")re"};
    ASSERT_TRUE(std::regex_search(listed.body, found, own)) << listed.body;
    const auto own_id = found[1].str();
    const std::regex other{R"re("id":"([0-9a-f]{16})","this_one":false,[^}]*"program":""\})re"};
    ASSERT_TRUE(std::regex_search(listed.body, found, other)) << "what is no text is left out: " << listed.body;
    const auto other_id = found[1].str();
    EXPECT_THAT(listed.body, Not(HasSubstr(here.cookie.substr(here.cookie.find('=') + 1))));
    EXPECT_THAT(get("/v1/sessions", bearer(token)).body, Not(HasSubstr("true"))) << "a token is no session";

    EXPECT_EQ(send("DELETE", "/v1/sessions/" + own_id, of_dora.headers()).status, 404) << "another user's";
    EXPECT_EQ(send("DELETE", "/v1/sessions/" + other_id, bearer(token)).status, 403);
    EXPECT_EQ(send("DELETE", "/v1/sessions/" + other_id, "Cookie: " + here.cookie + "\r\n").status, 403)
        << "without the CSRF token";
    EXPECT_EQ(get("/v1/session", away.headers()).status, 200);
    EXPECT_EQ(send("DELETE", "/v1/sessions/" + other_id, here.headers()).status, 204);
    EXPECT_EQ(get("/v1/session", away.headers()).status, 401);
    EXPECT_EQ(send("DELETE", "/v1/sessions/" + other_id, here.headers()).status, 404);
    EXPECT_EQ(send("DELETE", "/v1/sessions/..", here.headers()).status, 404);
    EXPECT_EQ(send("DELETE", "/v1/sessions/" + own_id.substr(1), here.headers()).status, 404);
    EXPECT_EQ(get("/v1/session", here.headers()).status, 200);
    EXPECT_EQ(send("DELETE", "/v1/sessions/" + own_id, here.headers()).status, 204);
    EXPECT_EQ(get("/v1/session", here.headers()).status, 401);
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
            said.push_back(without_instance(answer.body));
        }
        const auto held_up = try_password(user, good_password);
        EXPECT_EQ(held_up.status, 429) << user << ": even with the right password";
        EXPECT_THAT(held_up.body, HasSubstr("locked_out"));
        EXPECT_EQ(held_up.headers.at("retry-after"), "1");
        said.push_back(without_instance(held_up.body));
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

TEST_F(HttpAccess, WhoMaySeeACustomerMayFollowWhatHappensThere) {
    for (const auto role : enum_names(domain::Role{})) add(std::string{role}, R"([")" + std::string{role} + R"("])");
    for (const auto& row : domain::role_permissions()) {
        const auto browser = sign_in(std::string{name_of(row.role)});
        const bool customers = domain::may_see({&row.role, 1}, domain::Sight::customers);
        const bool events = domain::may_see({&row.role, 1}, domain::Sight::events);
        for (const char* stream : {"account/1", "person/1", "premise/L-1"})
            EXPECT_EQ(get("/v1/events?stream=" + std::string{stream}, browser.headers()).status == 200, customers)
                << name_of(row.role) << ": " << stream;
        for (const char* question : {"", "?type=account", "?stream=settings/division", "?stream=user/ada",
                                     "?stream=account", "?stream=tariff/G"})
            EXPECT_EQ(get("/v1/events" + std::string{question}, browser.headers()).status != 403, events)
                << name_of(row.role) << ": " << question;
    }
    const auto clerk = sign_in("clerk");
    RawClient follows{server_->address()};
    ASSERT_TRUE(
        follows.say("GET /v1/events?stream=account/1 HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n" +
                    clerk.headers() + "\r\n"));
    EXPECT_EQ(follows.hear().status, 200);
    const auto admin = sign_in("admin");
    ASSERT_EQ(command(admin, R"({"type":"user.lock","command_id":"lock","user":"clerk","reason":"left"})").status, 201);
    EXPECT_TRUE(follows.closed_within(std::chrono::seconds{5}));
}

TEST_F(HttpAccess, AStreamOfEventsEndsWithTheRightToSeeIt) {
    add("ada", R"(["auditor"])");
    add("bo", R"(["auditor","admin"])");
    add("cy", R"(["auditor"])");
    add("dot", R"(["auditor"])");
    const auto admin = sign_in("bo");
    const auto follow = [&](const std::string& headers) {
        auto client = std::make_unique<RawClient>(server_->address());
        EXPECT_TRUE(client->say("GET /v1/events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n" +
                                headers + "\r\n"));
        EXPECT_EQ(client->hear().status, 200);
        return client;
    };
    const auto cy = sign_in("cy");
    const auto token = send("POST", "/v1/tokens", cy.headers(), R"({"name":"feed"})");
    const auto locked = follow(sign_in("ada").headers());
    const auto without_role = follow(sign_in("dot").headers());
    const auto signed_out = follow(cy.headers());
    const auto by_token = follow(bearer(json_member(token.body, "token")));
    const auto stays = follow(admin.headers());

    ASSERT_EQ(command(admin, R"({"type":"user.lock","command_id":"lock","user":"ada","reason":"left"})").status, 201);
    EXPECT_TRUE(locked->closed_within(std::chrono::seconds{5}));
    ASSERT_EQ(command(admin, R"({"type":"user.change","command_id":"change","user":"dot","roles":["erp"]})").status,
              201);
    EXPECT_TRUE(without_role->closed_within(std::chrono::seconds{5}));
    ASSERT_EQ(send("DELETE", "/v1/tokens/" + json_member(token.body, "id"), cy.headers()).status, 204);
    EXPECT_TRUE(by_token->closed_within(std::chrono::seconds{5}));
    ASSERT_EQ(send("DELETE", "/v1/session", cy.headers()).status, 204);
    EXPECT_TRUE(signed_out->closed_within(std::chrono::seconds{5}));

    std::string told;
    while (told.find("\"user.changed\"") == std::string::npos) {
        const auto chunk = stays->hear_chunk();
        ASSERT_TRUE(chunk && !chunk->empty()) << "the others' ends are not its end: " << told;
        told += *chunk;
    }
    // Following is no use of the session: it ends after its time without use.
    pass(std::chrono::minutes{31});
    EXPECT_TRUE(stays->closed_within(std::chrono::seconds{5}));
}

std::vector<std::string> members_of(const std::string& json, const std::string& name) {
    std::vector<std::string> found;
    const std::regex member{"\"" + name + "\":\"([^\"]*)\""};
    for (std::sregex_iterator at{json.begin(), json.end(), member}, last; at != last; ++at) found.push_back((*at)[1]);
    return found;
}

TEST_F(HttpAccess, AUserLearnsWhatOthersMadeInTheirNameUntilItIsSeen) {
    add("ann", R"(["admin"])");
    add("cleo", R"(["clerk"])");
    const auto admin = sign_in("ann");
    const auto link = send("POST", "/v1/users/cleo/sign-in-link", admin.headers());
    ASSERT_EQ(link.status, 201) << link.body;
    pass(std::chrono::seconds{1});
    const auto made = send("POST", "/v1/tokens", admin.headers(), R"({"user":"cleo","name":"import at night"})");
    ASSERT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(get("/v1/access-notices", admin.headers()).body, "{\"notices\":[]}\n") << "of another user";

    auto cleo = sign_in("cleo");
    const auto told = get("/v1/access-notices", cleo.headers());
    ASSERT_EQ(told.status, 200) << told.body;
    const auto ids = members_of(told.body, "id");
    ASSERT_EQ(ids.size(), 2u) << told.body;
    EXPECT_EQ(told.body, R"({"notices":[{"id":")" + ids[0] + R"(","kind":"token","token":")" +
                             json_member(made.body, "id") +
                             R"(","name":"import at night","by":"ann","address":"127.0.0.1",)"
                             R"("at":"2027-01-15T08:00:01Z"},{"id":")" +
                             ids[1] +
                             R"(","kind":"link","token":"","name":"","by":"ann","address":"127.0.0.1",)"
                             R"("at":"2027-01-15T08:00:00Z"}]})"
                             "\n");
    for (const auto* secret : {"token", "path"})
        EXPECT_THAT(told.body, Not(HasSubstr(json_member(link.body, secret)))) << secret;
    EXPECT_THAT(told.body, Not(HasSubstr(json_member(made.body, "token"))));

    // Until it is seen, by the user and in a browser: who has the token does not hide it.
    const auto first = "/v1/access-notices/" + ids[0];
    EXPECT_EQ(send("DELETE", first, bearer(json_member(made.body, "token"))).status, 403);
    EXPECT_EQ(send("DELETE", first, "Cookie: " + cleo.cookie + "\r\n").status, 403) << "without the CSRF token";
    EXPECT_EQ(send("DELETE", first, admin.headers()).status, 404) << "another user's";
    EXPECT_EQ(send("DELETE", first, cleo.headers()).status, 204);
    EXPECT_EQ(send("DELETE", first, cleo.headers()).status, 404);
    cleo = sign_in("cleo");
    EXPECT_EQ(members_of(get("/v1/access-notices", cleo.headers()).body, "id"), std::vector{ids[1]});
    EXPECT_EQ(get("/v1/access-notices").status, 401);
    EXPECT_EQ(send("POST", "/v1/access-notices", cleo.headers()).status, 405);
    EXPECT_EQ(get(first, cleo.headers()).status, 405);
}

TEST_F(HttpAccess, WhatASessionMadeItselfIsToldToTheOthers) {
    add("cleo", R"(["clerk"])");
    const auto here = sign_in("cleo"), there = sign_in("cleo");
    token_of(here, R"({"name":"mine","days":1})");
    const auto kinds = [&](const Browser& browser) {
        return members_of(get("/v1/access-notices", browser.headers()).body, "kind");
    };
    EXPECT_EQ(kinds(here), std::vector<std::string>{});
    EXPECT_EQ(kinds(there), std::vector<std::string>{"token"});
    // A new password ends the others; they are told when they sign in again.
    const std::string next = "quite another thing";
    const auto changed =
        browser_of(send("POST", "/v1/session/password", here.headers(),
                        R"({"current":")" + std::string{good_password} + R"(","password":")" + next + R"("})"));
    EXPECT_EQ(kinds(changed), std::vector<std::string>{"token"}) << "this session is another one";
    const auto again = browser_of(try_password("cleo", next));
    EXPECT_EQ(kinds(again), (std::vector<std::string>{"password", "token"}));
    EXPECT_EQ(members_of(get("/v1/access-notices", again.headers()).body, "by"),
              (std::vector<std::string>{"cleo", "cleo"}));
}

TEST_F(HttpAccess, APasswordThatWasSetByALinkIsToldWithoutAName) {
    add("ann", R"(["admin"])");
    add("cleo", R"(["clerk"])");
    const auto link = send("POST", "/v1/users/cleo/sign-in-link", sign_in("ann").headers());
    const auto by_link = send("POST", "/v1/sign-in-links/" + json_member(link.body, "token"), "",
                              R"({"password":"quite another thing"})");
    ASSERT_EQ(by_link.status, 201) << by_link.body;
    const auto cleo = browser_of(try_password("cleo", "quite another thing"));
    const auto told = get("/v1/access-notices", cleo.headers()).body;
    EXPECT_EQ(members_of(told, "kind"), (std::vector<std::string>{"password", "link"}));
    EXPECT_EQ(members_of(told, "by"), (std::vector<std::string>{"", "ann"}));
    EXPECT_EQ(members_of(get("/v1/access-notices", browser_of(by_link).headers()).body, "kind"),
              std::vector<std::string>{"link"});
}

TEST_F(HttpAccess, AKnownPasswordIsTakenNowhere) {
    const auto first = access_->make_first_link();
    ASSERT_TRUE(first && *first);
    const auto by_link = send("POST", "/v1/sign-in-links/" + **first, "",
                              R"({"user":"cleo","name":"Cleo Thistlewood","password":"Th1stlew00d 1"})");
    EXPECT_EQ(by_link.status, 422) << by_link.body;
    EXPECT_THAT(by_link.body, HasSubstr("password_weak"));
    EXPECT_THAT(by_link.body, HasSubstr("guessed too easily"));
    const auto browser = browser_of(
        send("POST", "/v1/sign-in-links/" + **first, "",
             R"({"user":"cleo","name":"Cleo Thistlewood","password":")" + std::string{good_password} + R"("})"));
    const auto changed = send("POST", "/v1/session/password", browser.headers(),
                              R"({"current":")" + std::string{good_password} + R"(","password":"iloveyou1234"})");
    EXPECT_EQ(changed.status, 422) << changed.body;
    EXPECT_THAT(changed.body, HasSubstr("guessed too easily"));
    EXPECT_EQ(try_password("cleo", good_password).status, 201) << "the one until now";
}

// A search changes nothing, and yet its POST repeats the session's CSRF token: no request of a page of another site is
// done in a user's name, and what is asked stands in the log of who looked at what.
TEST_F(HttpAccess, WordsAboutAPersonAreAskedByPostByWhoMaySeeCustomers) {
    add("cleo", R"(["clerk"])");
    const auto browser = sign_in("cleo");
    const std::string words = R"({"q":"turner"})";
    const std::string person = R"({"name":"Ada Turner"})";
    const auto found = send("POST", "/v1/search", "X-Request-Id: r-1\r\n" + browser.headers(), words);
    EXPECT_EQ(found.status, 200) << found.body;
    EXPECT_EQ(found.body, get("/v1/search?q=turner", browser.headers()).body);
    EXPECT_EQ(send("POST", "/v1/duplicates", browser.headers(), person).status, 200);
    EXPECT_EQ(send("POST", "/v1/search", "", words).status, 401);
    const auto forged = send("POST", "/v1/search", "Cookie: " + browser.cookie + "\r\n", words);
    EXPECT_EQ(forged.status, 403);
    EXPECT_THAT(forged.body, HasSubstr("csrf_token_wrong"));
    const auto before = end();
    const auto token = token_of(browser, R"({"name":"reader","read_only":true,"days":1})");
    EXPECT_EQ(send("POST", "/v1/search", bearer(token), words).status, 200) << "it is a question";
    EXPECT_EQ(end(), before) << "and writes nothing";
    add("erp", R"(["erp"])");
    const auto other = sign_in("erp");
    EXPECT_EQ(send("POST", "/v1/search", other.headers(), words).status, 403);
    EXPECT_EQ(send("POST", "/v1/duplicates", other.headers(), person).status, 403);
    access_->reads().flush();
    std::ifstream file{directory_.path() / "access" / "reads"};
    const std::string kept{std::istreambuf_iterator<char>{file}, {}};
    EXPECT_THAT(kept, HasSubstr(R"("request_id":"r-1","path":"/v1/search","id":"","accounts":[])"));
    EXPECT_THAT(kept, HasSubstr(R"("path":"/v1/duplicates")"));
    EXPECT_EQ(std::count(kept.begin(), kept.end(), '\n'), 4) << "what was seen: " << kept;
    EXPECT_THAT(kept, Not(HasSubstr("urner")));
}

TEST_F(HttpAccess, WhoLookedAtWhichCustomerIsKept) {
    add("cleo", R"(["clerk"])");
    const auto browser = sign_in("cleo");
    ASSERT_EQ(get("/v1/accounts/1/balance", "X-Request-Id: r-1\r\n" + browser.headers()).status, 200);
    ASSERT_EQ(get("/v1/search?q=turner", browser.headers()).status, 200);
    ASSERT_EQ(get("/v1/accounts/99", browser.headers()).status, 404);
    ASSERT_EQ(get("/v1/trial-balance", browser.headers()).status, 403);
    ASSERT_EQ(get("/v1/calendar", browser.headers()).status, 200);
    ASSERT_EQ(get("/v1/accounts/1").status, 401);
    access_->reads().flush();
    std::ifstream file{directory_.path() / "access" / "reads"};
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);) lines.push_back(line);
    ASSERT_EQ(lines.size(), 2u) << "what was seen, of customers";
    EXPECT_EQ(lines[0], R"({"at":"2027-01-15T08:00:00Z","user":"cleo","way":"http","client":"127.0.0.1",)"
                        R"("request_id":"r-1","path":"/v1/accounts/{id}/balance","id":"1","accounts":["1"],)"
                        R"("as_of":"","lost":0})");
    EXPECT_THAT(lines[1], HasSubstr(R"("path":"/v1/search","id":"","accounts":[])"));
    EXPECT_THAT(lines[1], Not(HasSubstr("turner")));

    EXPECT_EQ(get("/v1/reads", browser.headers()).status, 403);
    EXPECT_EQ(get("/v1/reads").status, 401);
    add("ada", R"(["auditor"])");
    const auto auditor = sign_in("ada");
    const auto all = get("/v1/reads", auditor.headers());
    EXPECT_EQ(all.body, "{\"reads\":[" + lines[1] + "," + lines[0] + "]}\n") << "newest first";
    const auto newest = get("/v1/reads?limit=1", auditor.headers());
    EXPECT_THAT(newest.body, HasSubstr("/v1/search"));
    const auto older = get("/v1/reads?limit=1&cursor=" + json_member(newest.body, "next"), auditor.headers());
    EXPECT_EQ(older.body, "{\"reads\":[" + lines[0] + "]}\n");
    EXPECT_EQ(get("/v1/reads?id=1&user=cleo", auditor.headers()).body, "{\"reads\":[" + lines[0] + "]}\n");
    EXPECT_EQ(get("/v1/reads?user=ada", auditor.headers()).body, "{\"reads\":[]}\n") << "looking here is not kept";
    for (const char* wrong : {"?limit=0", "?limit=1001", "?cursor=x", "?cursor=-1", "?account=1"})
        EXPECT_EQ(get(std::string{"/v1/reads"} + wrong, auditor.headers()).status, 400) << wrong;
    EXPECT_EQ(send("POST", "/v1/reads", auditor.headers()).status, 405);

    ASSERT_EQ(get("/v1/events?stream=account/1", auditor.headers()).status, 200);
    access_->reads().flush();
    EXPECT_THAT(get("/v1/reads?id=1&limit=1", auditor.headers()).body, HasSubstr(R"("path":"/v1/events","id":"1")"));
    ASSERT_EQ(send("POST", "/v1/what-if", browser.headers(), R"({"commands":[)" + payment("tried") + "]}").status, 200);
    access_->reads().flush();
    EXPECT_THAT(get("/v1/reads?limit=1", auditor.headers()).body, HasSubstr(R"("path":"/v1/what-if")"));
}

TEST_F(HttpAccess, ADocumentThatWasLookedAtIsKeptUnderItsAccount) {
    add("cleo", R"(["clerk"])");
    add("ada", R"(["auditor"])");
    const auto clerk = sign_in("cleo"), auditor = sign_in("ada");
    served_.execute(
        R"({"type":"bill.account","command_id":"bill","account":"1","cycle":"M01","bill_date":"2022-01-05"})");
    ASSERT_EQ(command(clerk, payment("paid")).status, 201);
    const auto position = std::to_string(end());
    for (const std::string target : {"/v1/invoices/1-I1", "/v1/statements/1-S1", "/v1/payments/1-P1",
                                     "/v1/invoices/1-I1/explanation", "/v1/payments/1-P1/explanation"})
        for (const std::string accept : {"", "Accept: text/plain\r\n"}) {
            const auto answer = get(target + "?as_of=" + position + "&wait_for=" + position, accept + clerk.headers());
            ASSERT_EQ(answer.status, 200) << target << answer.body;
            access_->reads().flush();
            const auto kept = get("/v1/reads?id=1&limit=1", auditor.headers()).body;
            EXPECT_THAT(kept, HasSubstr(R"("accounts":["1"],"as_of":")" + position + '"')) << target;
            const auto id = target.substr(target.find("/1-") + 1);
            EXPECT_THAT(kept, HasSubstr(R"("id":")" + id.substr(0, id.find('/')) + '"')) << target;
        }
    EXPECT_THAT(get("/v1/reads?id=1-I1&limit=1", auditor.headers()).body, HasSubstr(R"("id":"1-I1")"));
    ASSERT_EQ(get("/v1/events?stream=account/1", auditor.headers()).status, 200);
    access_->reads().flush();
    access_->reads().flush();
    EXPECT_THAT(get("/v1/reads?id=1&limit=1", auditor.headers()).body,
                HasSubstr(R"("path":"/v1/events","id":"1","accounts":["1"])"));
}

TEST_F(HttpAccess, ADiskThatDoesNotTakeWhoLookedAtWhatIsSeen) {
    add("cleo", R"(["clerk"])");
    EXPECT_THAT(get("/health").body, HasSubstr(R"("reads":{"kept":true,"lost":0,"trouble":""})"));
    EXPECT_THAT(get("/metrics").body, HasSubstr("tally_reads_kept 1\n"));
    server_.reset();
    access_->stop();
    routes_.reset();
    access_.reset();
    std::filesystem::remove(directory_.path() / "access" / "reads");
    std::filesystem::create_symlink("/dev/full", directory_.path() / "access" / "reads");
    start(false);
    const auto clerk = sign_in("cleo");
    EXPECT_EQ(get("/v1/accounts/1", clerk.headers()).status, 200) << "the answer does not wait for it";
    access_->reads().flush();
    const auto health = get("/health");
    EXPECT_EQ(health.status, 200);
    EXPECT_THAT(health.body, HasSubstr(R"("reads":{"kept":false,"lost":1,"trouble":")"));
    EXPECT_THAT(get("/metrics").body, HasSubstr("tally_reads_kept 0\n"));
    EXPECT_THAT(get("/metrics").body, HasSubstr("tally_reads_lost_total 1\n"));
}

TEST_F(HttpAccess, AStreamOfEventsEndsWhenItsTokenExpires) {
    add("ada", R"(["auditor"])");
    const auto token = token_of(sign_in("ada"), R"({"name":"feed","days":1})");
    RawClient client{server_->address()};
    ASSERT_TRUE(client.say("GET /v1/events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n" +
                           bearer(token) + "\r\n"));
    ASSERT_EQ(client.hear().status, 200);
    pass(std::chrono::hours{24} - std::chrono::seconds{1});
    EXPECT_FALSE(client.closed_within(std::chrono::seconds{2})) << "it is valid yet";
    pass(std::chrono::seconds{1});
    EXPECT_TRUE(client.closed_within(std::chrono::seconds{5}));
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
            R"({"user":"ada","name":"ada","roles":["admin"],"locked":false,"locked_because":"","has_password":true,"second_factor":false})"));
    EXPECT_THAT(first.body, Not(HasSubstr("dee")));
    const auto second = get("/v1/users?limit=3&cursor=cy", admin.headers());
    EXPECT_THAT(second.body, HasSubstr(R"({"users":[{"user":"dee")"));
    EXPECT_THAT(second.body, Not(HasSubstr("next")));
    for (const char* wrong : {"limit=0", "limit=1001", "limit=x", "size=3"})
        EXPECT_EQ(get("/v1/users?" + std::string{wrong}, admin.headers()).status, 400) << wrong;
    EXPECT_EQ(get("/v1/users/bo", admin.headers()).status, 200);
    EXPECT_EQ(get("/v1/users/zed", admin.headers()).status, 404);
}

TEST_F(HttpAccess, APathThatIsEncodedOtherwiseIsNoWayIn) {
    add("cleo", R"(["clerk"])");
    const auto clerk = sign_in("cleo");
    for (const std::string plain : {"/v1/accounts/1/balance", "/v1/trial-balance", "/v1/search?q=turner", "/v1/events",
                                    "/v1/session", "/v1/users", "/v1/reads", "/v1/settings/gl_accounts"}) {
        const auto end_of_path = std::min(plain.find('?'), plain.size());
        for (std::size_t i = 1; i < end_of_path; ++i) {
            char encoded[4];
            (void)std::snprintf(encoded, sizeof encoded, "%%%02x", static_cast<unsigned char>(plain[i]));
            const auto target = plain.substr(0, i) + encoded + plain.substr(i + 1);
            const auto answer = get(target);
            EXPECT_TRUE(answer.status == 401 || answer.status == 404 || answer.status == 400) << target;
            EXPECT_THAT(answer.body, HasSubstr("urn:tallystick:problem:")) << target;
            EXPECT_THAT(answer.body, Not(HasSubstr("Turner"))) << target;
        }
    }
    EXPECT_EQ(get("/%76%31/accounts/1/balance").status, 401);
    EXPECT_EQ(get("/%76%31/accounts/1/balance", clerk.headers()).status, 200) << "it is the same path";
    EXPECT_EQ(get("/v1/%74rial-balance", clerk.headers()).status, 403) << "and takes the same roles";
    EXPECT_EQ(get("/%6detrics").status, 404) << "no other path is";
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

TEST(HttpAccessOfSeveralPrograms, KnowsUsersAndSessionsOfTheOthers) {
    const tests::TemporaryDirectory directory;
    const ServedDivision served;
    tests::SharedDirectory here{served.division()}, there{served.division()};
    consumers::AsyncDivisionPort port{served.division()};
    AccessOptions options;
    options.directory = directory.path() / "access";
    options.password_cost = {1, 8'192};
    const auto first = Access::open(here, port, options), second = Access::open(there, port, options);
    ASSERT_TRUE(first) << first.error();
    ASSERT_TRUE(second) << second.error();
    served.execute(R"({"type":"user.add","command_id":"u1","user":"cleo","roles":["clerk"]})");
    const auto begun = (*first)->sessions().begin(domain::UserId{"cleo"}, (*first)->now());
    ASSERT_TRUE(begun) << begun.error();
    HttpRequest request{.method = "GET", .target = "/v1/accounts/1"};
    request.cookie = "tally=" + begun->secret;
    const auto known = (*second)->principal_of(request);
    ASSERT_TRUE(known) << known.error().body;
    EXPECT_EQ(known->user->user.str(), "cleo");
    EXPECT_FALSE((*second)->principal_of({.method = "POST", .target = "/v1/tokens", .cookie = request.cookie}))
        << "without the session's CSRF token";

    // No program is told of a command that another one has sent.
    served.execute(R"({"type":"user.change","command_id":"u2","user":"cleo","name":"Cleo","roles":["auditor"]})");
    const auto changed = (*second)->principal_of(request);
    ASSERT_TRUE(changed);
    EXPECT_EQ(changed->roles, std::vector{domain::Role::auditor});
    there.is_open = false;
    EXPECT_EQ((*second)->principal_of(request).error().status, 503) << "the copy is being opened";
    there.is_open = true;

    ASSERT_TRUE((*first)->credentials().change([&](Credentials& all) {
        KeptToken token;
        token.id = domain::Code{"t"};
        token.user = domain::UserId{"cleo"};
        token.hash = domain::Plain{kept_form("secret")};
        token.expires_at = {(*first)->now().microseconds + 60 * second_us};
        all.tokens.push_back(token);
        return true;
    }));
    const HttpRequest with_token{.method = "GET", .target = "/v1/accounts/1", .authorization = "Bearer secret"};
    EXPECT_TRUE((*second)->principal_of(with_token));
    served.execute(R"({"type":"user.lock","command_id":"u3","user":"cleo","reason":"left"})");
    EXPECT_EQ((*second)->principal_of(request).error().status, 401);
    EXPECT_EQ((*second)->principal_of(with_token).error().status, 401);
    (*second)->stop();
    // Unlocked, the user has to sign in anew.
    served.execute(R"({"type":"user.unlock","command_id":"u4","user":"cleo"})");
    EXPECT_EQ((*first)->principal_of(request).error().status, 401);
    EXPECT_EQ((*first)->principal_of(with_token).error().status, 401);
    (*first)->stop();
}

TEST(HttpAccessOfSeveralPrograms, ALinkIsUsedOnceWhereverItIsOpened) {
    const tests::TemporaryDirectory directory;
    const ServedDivision served;
    served.execute(R"({"type":"user.add","command_id":"u1","user":"cleo","roles":["clerk"]})");
    tests::SharedDirectory shared{served.division()};
    consumers::AsyncDivisionPort port{served.division()};
    AccessOptions options;
    options.directory = directory.path() / "access";
    options.password_cost = {1, 8'192};
    const auto first = Access::open(shared, port, options), second = Access::open(shared, port, options);
    ASSERT_TRUE(first && second);
    HttpRoutes here{shared, port, **first}, there{shared, port, **second};
    const auto first_server = HttpServer::start("127.0.0.1:0", here);
    const auto second_server = HttpServer::start("127.0.0.1:0", there);
    ASSERT_TRUE(first_server && second_server);
    const auto use = [](const HttpServer& server, const std::string& link, const std::string& password) {
        const auto body = R"({"password":")" + password + R"("})";
        RawClient client{server.address()};
        EXPECT_TRUE(client.say("POST /v1/sign-in-links/" + link + " HTTP/1.1\r\nHost: localhost\r\n" +
                               with_content(body) + "\r\n" + body));
        return client.hear();
    };
    for (int i = 0; i < 20; ++i) {
        std::string link;
        ASSERT_TRUE((*first)->credentials().change([&](Credentials& all) {
            link = add_link(all, domain::UserId{"cleo"}, (*first)->now());
            return true;
        }));
        RawAnswer at_second;
        std::thread other{[&] { at_second = use(**second_server, link, "quite another thing"); }};
        const auto at_first = use(**first_server, link, std::string{good_password});
        other.join();
        EXPECT_EQ(std::minmax({at_first.status, at_second.status}), (std::pair{201, 404}))
            << at_first.body << at_second.body;
        // Whose use it was chose the password.
        const auto credentials = (*first)->credentials().read();
        ASSERT_TRUE(credentials);
        EXPECT_EQ((*first)->password_is(**credentials, domain::UserId{"cleo"}, good_password), at_first.status == 201);
    }
    (*first_server)->stop();
    (*second_server)->stop();
    (*first)->stop();
    (*second)->stop();
}

TEST(HttpAccessOfSeveralPrograms, FailuresAreCountedTogether) {
    const tests::TemporaryDirectory directory;
    const ServedDivision served;
    tests::SharedDirectory shared{served.division()};
    consumers::AsyncDivisionPort port{served.division()};
    std::atomic<std::int64_t> now_us = std::int64_t{1'800'000'000} * second_us;
    AccessOptions options;
    options.directory = directory.path() / "access";
    options.password_cost = {1, 8'192};
    options.now = [&] { return domain::Instant{now_us.load()}; };
    const auto first = Access::open(shared, port, options), second = Access::open(shared, port, options);
    ASSERT_TRUE(first) << first.error();
    ASSERT_TRUE(second) << second.error();
    const HttpRequest request{.client = "192.0.2.7"};
    const domain::UserId cleo{"cleo"};
    for (int i = 0; i < 5; ++i) EXPECT_FALSE((i % 2 == 0 ? *first : *second)->attempt(request, cleo)) << i;
    for (const auto& node : {std::cref(*first), std::cref(*second)}) {
        const auto held_up = node.get()->attempt(request, cleo);
        ASSERT_TRUE(held_up);
        EXPECT_EQ(held_up->status, 429);
        EXPECT_THAT(held_up->body, HasSubstr("locked_out"));
    }
    (*second)->attempt_succeeded(request, cleo);
    EXPECT_FALSE((*first)->attempt(request, cleo)) << "who signed in begins anew at each node";
    // Of this address seven count by now: eight attempts, of which one succeeded.
    for (int i = 0; i < 23; ++i)
        EXPECT_FALSE((i % 2 == 0 ? *first : *second)->attempt(request, domain::UserId{"user-" + std::to_string(i)}));
    EXPECT_TRUE((*first)->attempt(request, domain::UserId{"another"}));
    EXPECT_TRUE((*second)->attempt(request, domain::UserId{"another"}));
    for (const auto& entry : std::filesystem::recursive_directory_iterator{options.directory})
        for (const auto* name : {"cleo", "192.0.2.7"})
            EXPECT_EQ(entry.path().filename().string().find(name), std::string::npos) << entry.path();
    (*first)->stop();
    (*second)->stop();
}

}  // namespace
}  // namespace tally::tools
