// A second factor over HTTP: how a user sets it up, uses and loses it, and that nothing else than its code, once, signs
// in beside the password.

#include "tools/http/access/second_factor.h"

#include <gmock/gmock.h>
#include <memory>
#include <regex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "domain/user/permissions.h"
#include "projections/ask.h"
#include "tests/http/http_access_fixture.h"
#include "tests/http/shared_directory.h"
#include "tools/http/access/totp.h"

namespace tally::tools {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string own_path = "/v1/session/second-factor";
const std::string confirm_path = "/v1/session/second-factor/confirmation";

std::string problem_of(const RawAnswer& answer) {
    std::smatch found;
    const bool any = std::regex_search(answer.body, found, std::regex{"urn:tallystick:problem:([a-z_]+)"});
    return std::to_string(answer.status) + (any ? " " + found[1].str() : "");
}

class SecondFactor : public HttpAccess {
  protected:
    struct Device {
        std::string key;
        std::vector<std::string> recovery_codes;
    };

    [[nodiscard]] std::string code_of(const Device& device, std::int64_t steps_later = 0) const {
        return totp_code(device.key, totp_step_at(access_->now()) + steps_later);
    }
    // The step after, whose code was not used.
    [[nodiscard]] std::string next_code(const Device& device) {
        pass(std::chrono::seconds{totp_step_seconds});
        return code_of(device);
    }
    [[nodiscard]] RawAnswer begin(const std::string& headers, std::string_view password = good_password) const {
        return send("POST", own_path, headers, R"({"password":")" + std::string{password} + R"("})");
    }
    [[nodiscard]] RawAnswer confirm(const std::string& headers, const std::string& code) const {
        return send("POST", confirm_path, headers, R"({"code":")" + code + R"("})");
    }
    [[nodiscard]] RawAnswer end(const std::string& headers, const std::string& name, const std::string& value) const {
        return send("DELETE", own_path, headers, "{\"" + name + "\":\"" + value + "\"}");
    }
    [[nodiscard]] Device set_up(const Browser& browser) {
        Device device;
        const auto begun = begin(browser.headers());
        EXPECT_EQ(begun.status, 201) << begun.body;
        device.key = from_base32(json_member(begun.body, "secret")).value_or("");
        const auto confirmed = confirm(browser.headers(), code_of(device));
        EXPECT_EQ(confirmed.status, 201) << confirmed.body;
        const std::regex code{"[A-Z2-7]{4}(-[A-Z2-7]{4}){3}"};
        for (std::sregex_iterator at{confirmed.body.begin(), confirmed.body.end(), code}, last; at != last; ++at)
            device.recovery_codes.push_back(at->str());
        return device;
    }
    [[nodiscard]] RawAnswer try_code(const std::string& id, const std::string& code,
                                     std::string_view password = good_password) const {
        return send(
            "POST", "/v1/session", "",
            R"({"user":")" + id + R"(","password":")" + std::string{password} + R"(","code":")" + code + R"("})");
    }
    // The kinds of notices that a session of the user sees, newest first.
    [[nodiscard]] std::vector<std::string> told_to(const Browser& browser) const {
        const auto listed = get("/v1/access-notices", browser.headers());
        std::vector<std::string> kinds;
        const std::regex kind{R"re("kind":"([a-z_]+)")re"};
        for (std::sregex_iterator at{listed.body.begin(), listed.body.end(), kind}, last; at != last; ++at)
            kinds.push_back((*at)[1]);
        return kinds;
    }
    void restart_for(std::vector<domain::Role> roles) {
        server_.reset();
        access_->stop();
        second_factor_for_ = std::move(roles);
        start(false);
    }
};

TEST_F(SecondFactor, AUserSetsOneUpWithThePasswordAndACode) {
    add("cleo", R"(["clerk"])");
    const auto browser = sign_in("cleo"), other = sign_in("cleo");
    EXPECT_EQ(get(own_path, browser.headers()).body, "{\"set_up\":false,\"recovery_codes_left\":0}\n");
    EXPECT_EQ(problem_of(begin("")), "401 not_signed_in");
    EXPECT_EQ(problem_of(begin("Cookie: " + browser.cookie + "\r\n")), "403 csrf_token_wrong");
    EXPECT_EQ(problem_of(begin(browser.headers(), "not the password")), "422 wrong_password");
    EXPECT_EQ(problem_of(confirm(browser.headers(), "123456")), "409 enrolment_missing");
    const auto begun = begin(browser.headers());
    ASSERT_EQ(begun.status, 201) << begun.body;
    const auto secret = json_member(begun.body, "secret");
    EXPECT_THAT(secret, testing::MatchesRegex("[A-Z2-7]{32}"));
    EXPECT_THAT(begun.body, HasSubstr("\"uri\":\"otpauth://totp/Tallystick%20localhost:cleo?secret=" + secret));
    EXPECT_EQ(begun.headers.at("cache-control"), "no-store");
    EXPECT_EQ(try_password("cleo", good_password).status, 201) << "it does not count before it is confirmed";
    const Device device{from_base32(secret).value_or(""), {}};
    EXPECT_EQ(problem_of(confirm(browser.headers(), code_of(device, 3))), "422 wrong_code");
    EXPECT_EQ(problem_of(confirm("Cookie: " + browser.cookie + "\r\n", code_of(device))), "403 csrf_token_wrong");
    const auto confirmed = confirm(browser.headers(), code_of(device));
    ASSERT_EQ(confirmed.status, 201) << confirmed.body;
    EXPECT_EQ(get("/v1/session", browser.headers()).status, 200) << "it goes on";
    EXPECT_EQ(get("/v1/session", other.headers()).status, 401) << "it began without the second factor";
    const auto shown = get(own_path, browser.headers());
    EXPECT_THAT(shown.body, HasSubstr(R"("set_up":true,"since":"2027-)"));
    EXPECT_THAT(shown.body, HasSubstr(R"("recovery_codes_left":10)"));
    EXPECT_THAT(shown.body, Not(HasSubstr(secret)));
    EXPECT_EQ(problem_of(begin(browser.headers())), "409 second_factor_there");
    EXPECT_EQ(problem_of(confirm(browser.headers(), code_of(device, 1))), "409 second_factor_there");
    EXPECT_EQ(send("PUT", own_path, browser.headers()).status, 405);
    EXPECT_EQ(send("GET", confirm_path, browser.headers()).status, 405);
    // The session that set it up knows; others learn it.
    EXPECT_THAT(told_to(browser), testing::IsEmpty());
    EXPECT_EQ(told_to(browser_of(try_code("cleo", next_code(device)))), std::vector<std::string>{"second_factor"});
}

TEST_F(SecondFactor, WhoHasNoPasswordHereSetsNoneUp) {
    add("cleo", R"(["clerk"])");
    const auto browser = sign_in("cleo");
    ASSERT_TRUE(access_->credentials().change([](Credentials& all) {
        all.passwords.clear();
        return true;
    }));
    EXPECT_EQ(problem_of(begin(browser.headers())), "409 password_missing");
}

TEST_F(SecondFactor, SigningInTakesACodeAfterTheRightPassword) {
    add("cleo", R"(["clerk"])");
    const auto device = set_up(sign_in("cleo"));
    const auto needed = try_password("cleo", good_password);
    EXPECT_EQ(problem_of(needed), "401 second_factor_needed");
    EXPECT_FALSE(needed.headers.contains("set-cookie"));
    EXPECT_THAT(needed.headers.at("www-authenticate"), HasSubstr("Bearer"));
    const auto code = next_code(device);
    // With the wrong password nothing is said of it, and the code is not used.
    const auto wrong = try_code("cleo", code, "wrong password here");
    EXPECT_EQ(without_instance(wrong.body), without_instance(try_code("unknown", code, "wrong password here").body));
    EXPECT_EQ(problem_of(wrong), "401 wrong_password");
    EXPECT_EQ(problem_of(try_code("cleo", code_of(device, 2))), "401 wrong_code");
    EXPECT_EQ(problem_of(try_code("cleo", code_of(device, -2))), "401 wrong_code");
    EXPECT_EQ(problem_of(try_code("cleo", "no code")), "401 wrong_code");
    EXPECT_EQ(get("/v1/session", browser_of(try_code("cleo", code)).headers()).status, 200);
    // Whose code it is is known, too.
    add("dora", R"(["clerk"])");
    const auto of_dora = set_up(sign_in("dora"));
    EXPECT_EQ(problem_of(try_code("cleo", next_code(of_dora))), "401 wrong_code");
    EXPECT_EQ(problem_of(try_code("cleo", of_dora.recovery_codes[0])), "401 wrong_code");
}

TEST_F(SecondFactor, ACodeIsRefusedASecondTimeAndItsUserIsTold) {
    add("cleo", R"(["clerk"])");
    const auto device = set_up(sign_in("cleo"));
    EXPECT_EQ(problem_of(try_code("cleo", code_of(device))), "401 code_used") << "it confirmed the second factor";
    const auto code = next_code(device);
    const auto browser = browser_of(try_code("cleo", code));
    const auto again = try_code("cleo", code);
    EXPECT_EQ(problem_of(again), "401 code_used");
    EXPECT_FALSE(again.headers.contains("set-cookie"));
    EXPECT_EQ(told_to(browser), (std::vector<std::string>{"code_given_again", "code_given_again", "second_factor"}));
    EXPECT_EQ(try_code("cleo", next_code(device)).status, 201);
}

TEST_F(SecondFactor, WrongCodesWaitAsWrongPasswordsDo) {
    add("cleo", R"(["clerk"])");
    const auto device = set_up(sign_in("cleo"));
    pass(std::chrono::seconds{60});
    for (int i = 0; i < 5; ++i) {
        EXPECT_EQ(problem_of(try_code("cleo", "123456")), "401 wrong_code") << i;
        if (i == 2) {
            // The right password alone is no failure, and makes none good.
            EXPECT_EQ(problem_of(try_password("cleo", good_password)), "401 second_factor_needed");
        }
    }
    EXPECT_EQ(problem_of(try_code("cleo", code_of(device))), "429 locked_out");
    EXPECT_EQ(problem_of(try_password("cleo", good_password)), "429 locked_out");
    pass(std::chrono::seconds{1});
    EXPECT_EQ(try_code("cleo", code_of(device)).status, 201);
    EXPECT_EQ(problem_of(try_code("cleo", "123456")), "401 wrong_code") << "forgotten by success";
}

TEST_F(SecondFactor, AskingForTheCodeIsNoFailureHoweverOften) {
    add("cleo", R"(["clerk"])");
    const auto device = set_up(sign_in("cleo"));
    for (int i = 0; i < 40; ++i) ASSERT_EQ(problem_of(try_password("cleo", good_password)), "401 second_factor_needed");
    EXPECT_EQ(try_code("cleo", next_code(device)).status, 201);
}

TEST_F(SecondFactor, ARecoveryCodeSignsInOnceAndIsTold) {
    add("cleo", R"(["clerk"])");
    const auto device = set_up(sign_in("cleo"));
    ASSERT_EQ(device.recovery_codes.size(), 10u);
    const auto browser = browser_of(try_code("cleo", device.recovery_codes[4]));
    EXPECT_EQ(problem_of(try_code("cleo", device.recovery_codes[4])), "401 wrong_code");
    EXPECT_THAT(get(own_path, browser.headers()).body, HasSubstr(R"("recovery_codes_left":9)"));
    EXPECT_EQ(told_to(browser), (std::vector<std::string>{"recovery_code_used", "second_factor"}));
    EXPECT_EQ(try_code("cleo", device.recovery_codes[0]).status, 201);
}

TEST_F(SecondFactor, ALockedUserIsToldNothingOfIt) {
    add("ada", R"(["admin"])");
    add("cleo", R"(["clerk"])");
    const auto device = set_up(sign_in("cleo"));
    const auto admin = sign_in("ada");
    ASSERT_EQ(command(admin, R"({"type":"user.lock","command_id":"l1","user":"cleo","reason":"left"})").status, 201);
    EXPECT_EQ(problem_of(try_password("cleo", good_password)), "401 wrong_password");
    const auto code = next_code(device);
    EXPECT_EQ(problem_of(try_code("cleo", code)), "401 wrong_password");
    ASSERT_EQ(command(admin, R"({"type":"user.unlock","command_id":"l2","user":"cleo"})").status, 201);
    EXPECT_EQ(problem_of(try_password("cleo", good_password)), "401 second_factor_needed") << "it is still there";
    EXPECT_EQ(try_code("cleo", code).status, 201) << "and the code was not used";
}

TEST_F(SecondFactor, ATokenHasNothingToDoWithIt) {
    add("ada", R"(["admin","clerk"])");
    add("cleo", R"(["clerk"])");
    const auto browser = sign_in("ada");
    const auto token = bearer(token_of(browser, R"({"name":"script"})"));
    EXPECT_EQ(problem_of(get(own_path, token)), "403 not_permitted");
    EXPECT_EQ(problem_of(begin(token)), "403 not_permitted");
    EXPECT_EQ(problem_of(confirm(token, "123456")), "403 not_permitted");
    const auto device = set_up(browser);
    EXPECT_EQ(problem_of(end(token, "password", std::string{good_password})), "403 not_permitted");
    EXPECT_EQ(problem_of(end(token, "code", next_code(device))), "403 not_permitted");
    static_cast<void>(set_up(sign_in("cleo")));
    EXPECT_EQ(problem_of(send("DELETE", "/v1/users/cleo/second-factor", token)), "403 not_permitted");
    EXPECT_EQ(get("/v1/accounts/1/balance", token).status, 200) << "a token is a credential of its own";
}

TEST_F(SecondFactor, ItIsRemovedWithThePasswordOrACode) {
    add("cleo", R"(["clerk"])");
    auto browser = sign_in("cleo");
    EXPECT_EQ(problem_of(end(browser.headers(), "password", std::string{good_password})), "404 second_factor_unknown");
    auto device = set_up(browser);
    const auto other = browser_of(try_code("cleo", next_code(device)));
    EXPECT_EQ(problem_of(end("Cookie: " + browser.cookie + "\r\n", "code", next_code(device))), "403 csrf_token_wrong");
    EXPECT_EQ(problem_of(send("DELETE", own_path, browser.headers(), "{}")), "422 field_missing");
    EXPECT_EQ(problem_of(send("DELETE", own_path, browser.headers(), R"({"password":"a","code":"b"})")),
              "422 field_missing");
    EXPECT_EQ(problem_of(end(browser.headers(), "password", "not the password")), "422 wrong_password");
    EXPECT_EQ(problem_of(end(browser.headers(), "code", code_of(device, 5))), "422 wrong_code");
    EXPECT_EQ(end(browser.headers(), "code", code_of(device)).status, 204);
    EXPECT_EQ(get("/v1/session", browser.headers()).status, 200);
    EXPECT_EQ(get("/v1/session", other.headers()).status, 401) << "other sessions end with it";
    EXPECT_THAT(get(own_path, browser.headers()).body, HasSubstr(R"("set_up":false)"));
    EXPECT_EQ(told_to(sign_in("cleo")), (std::vector<std::string>{"second_factor_removed", "second_factor"}));

    const auto second = set_up(browser);
    // Nothing of the one before counts any longer.
    EXPECT_EQ(problem_of(try_code("cleo", next_code(device))), "401 wrong_code");
    EXPECT_EQ(problem_of(try_code("cleo", device.recovery_codes[0])), "401 wrong_code");
    EXPECT_EQ(try_code("cleo", code_of(second)).status, 201);
    EXPECT_EQ(end(browser.headers(), "password", std::string{good_password}).status, 204);
    EXPECT_EQ(try_password("cleo", good_password).status, 201);
    EXPECT_EQ(try_code("cleo", "of no use").status, 201) << "a code of a user without a second factor is passed over";
}

// An open browser is no way to guess codes or the password.
TEST_F(SecondFactor, GuessingInASessionWaitsAsSigningInDoes) {
    add("cleo", R"(["clerk"])");
    const auto browser = sign_in("cleo");
    static_cast<void>(set_up(browser));
    for (int i = 0; i < 3; ++i) EXPECT_EQ(end(browser.headers(), "code", "123456").status, 422) << i;
    for (int i = 0; i < 2; ++i) EXPECT_EQ(begin(browser.headers(), "a wild guess").status, 422) << i;
    EXPECT_EQ(end(browser.headers(), "code", "123456").status, 429);
    EXPECT_EQ(begin(browser.headers()).status, 429);
    EXPECT_EQ(try_password("cleo", good_password).status, 429);
}

TEST_F(SecondFactor, AnAdminRemovesThatOfAnotherUser) {
    add("ada", R"(["admin"])");
    add("cleo", R"(["clerk"])");
    add("sue", R"(["supervisor"])");
    const auto admin = sign_in("ada"), supervisor = sign_in("sue"), clerk = sign_in("cleo");
    const auto device = set_up(clerk);
    const std::string path = "/v1/users/cleo/second-factor";
    EXPECT_THAT(get("/v1/users/cleo", admin.headers()).body, HasSubstr(R"("second_factor":true)"));
    EXPECT_THAT(get("/v1/users", admin.headers()).body, HasSubstr(R"("second_factor":true)"));
    EXPECT_EQ(send("DELETE", path, supervisor.headers()).status, 403);
    EXPECT_EQ(send("DELETE", path, clerk.headers()).status, 403);
    EXPECT_EQ(send("DELETE", path, "Cookie: " + admin.cookie + "\r\n").status, 403);
    EXPECT_EQ(send("GET", path, admin.headers()).status, 405);
    EXPECT_EQ(problem_of(send("DELETE", "/v1/users/zed/second-factor", admin.headers())), "404 second_factor_unknown");
    EXPECT_EQ(send("DELETE", path, admin.headers()).status, 204);
    EXPECT_EQ(problem_of(send("DELETE", path, admin.headers())), "404 second_factor_unknown");
    EXPECT_EQ(get("/v1/session", clerk.headers()).status, 401) << "who has the lost device may be signed in";
    const auto back = try_code("cleo", next_code(device));
    EXPECT_EQ(back.status, 201) << "the password is enough";
    const auto browser = browser_of(back);
    EXPECT_EQ(told_to(browser), (std::vector<std::string>{"second_factor_removed", "second_factor"}));
    EXPECT_THAT(get("/v1/access-notices", browser.headers()).body, HasSubstr(R"("by":"ada")"));
    static_cast<void>(set_up(admin));
    EXPECT_EQ(problem_of(send("DELETE", "/v1/users/ada/second-factor", admin.headers())), "403 not_permitted")
        << "not the own";
}

TEST_F(SecondFactor, ALinkSetsAPasswordAndStillTakesACode) {
    add("ada", R"(["admin"])");
    add("cleo", R"(["clerk"])");
    const auto device = set_up(sign_in("cleo"));
    const auto admin = sign_in("ada");
    const auto made = send("POST", "/v1/users/cleo/sign-in-link", admin.headers());
    const auto path = "/v1/sign-in-links/" + json_member(made.body, "token");
    const auto use = [&](const std::string& code) {
        return send("POST", path, "", R"({"password":"quite another thing","code":")" + code + R"("})");
    };
    EXPECT_EQ(problem_of(use("")), "401 second_factor_needed");
    EXPECT_EQ(problem_of(use("123456")), "401 wrong_code");
    EXPECT_EQ(problem_of(try_password("cleo", good_password)), "401 second_factor_needed")
        << "neither changed the password";
    const auto browser = browser_of(use(next_code(device)));
    EXPECT_THAT(get(own_path, browser.headers()).body, HasSubstr(R"("set_up":true)"));
    EXPECT_EQ(problem_of(try_password("cleo", "quite another thing")), "401 second_factor_needed");
    const auto again = send("POST", "/v1/users/cleo/sign-in-link", admin.headers());
    const auto second = "/v1/sign-in-links/" + json_member(again.body, "token");
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(send("POST", second, "", R"({"password":"a third one of them","code":"123456"})").status, 401);
    EXPECT_EQ(send("POST", second, "", R"({"password":"a third one of them","code":"123456"})").status, 429);
}

TEST_F(SecondFactor, AChangeOfPasswordLeavesIt) {
    add("cleo", R"(["clerk"])");
    const auto browser = sign_in("cleo");
    const auto device = set_up(browser);
    const auto changed = send("POST", "/v1/session/password", browser.headers(),
                              R"({"current":"correct horse battery","password":"quite another thing"})");
    EXPECT_THAT(get(own_path, browser_of(changed).headers()).body, HasSubstr(R"("set_up":true)"));
    EXPECT_EQ(problem_of(try_password("cleo", "quite another thing")), "401 second_factor_needed");
    EXPECT_EQ(try_code("cleo", next_code(device), "quite another thing").status, 201);
}

TEST_F(SecondFactor, ARoleThatTakesOneDoesNothingBeforeItIsSetUp) {
    restart_for({domain::Role::admin, domain::Role::supervisor});
    add("ada", R"(["admin","clerk"])");
    add("cleo", R"(["clerk"])");
    EXPECT_THAT(try_password("cleo", good_password).body, HasSubstr(R"("must_enrol":false)"));
    const auto begun = try_password("ada", good_password);
    EXPECT_THAT(begun.body, HasSubstr(R"("must_enrol":true,"commands":[],"sees":[])"));
    const auto browser = browser_of(begun);
    EXPECT_THAT(get("/v1/session", browser.headers()).body, HasSubstr(R"("must_enrol":true)"));
    const auto before = served_.division().store().durable_end();
    const auto refused = [&](const std::string& method, const std::string& target, const std::string& body = "") {
        EXPECT_EQ(problem_of(send(method, target, browser.headers(), body)), "403 second_factor_missing")
            << method << " " << target;
    };
    for (const auto& question : projections::questions()) {
        std::string target{question.path};
        if (const auto at = target.find("{id}"); at != std::string::npos) target.replace(at, 4, "1");
        if (!question.id_parameter.empty()) target += "?" + std::string{question.id_parameter} + "=a";
        refused("GET", target);
    }
    for (const char* target : {"/v1/users", "/v1/users/cleo", "/v1/tokens", "/v1/sessions", "/v1/access-notices",
                               "/v1/reads", "/v1/events", "/v1/nothing"})
        refused("GET", target);
    refused("POST", "/v1/commands", payment("p1"));
    refused("POST", "/v1/commands/payment.post", payment("p1"));
    refused("POST", "/v1/accounts/1/payments", payment("p1"));
    refused("POST", "/v1/users", R"({"command_id":"u","user":"eve","roles":["admin"]})");
    refused("POST", "/v1/commands:batch", "{}");
    refused("POST", "/v1/what-if", "{}");
    refused("POST", "/v1/search", R"({"q":"turner"})");
    refused("POST", "/v1/tokens", R"({"name":"x"})");
    refused("POST", "/v1/session/password", R"({"current":"correct horse battery","password":"quite another thing"})");
    refused("POST", "/v1/users/cleo/sign-in-link");
    refused("DELETE", "/v1/users/cleo/second-factor");
    refused("DELETE", "/v1/tokens/x");
    refused("DELETE", "/v1/sessions/0123456789abcdef");
    refused("DELETE", "/v1/access-notices/x");
    EXPECT_EQ(served_.division().store().durable_end(), before);

    EXPECT_THAT(get(own_path, browser.headers()).body, HasSubstr(R"("set_up":false)"));
    const auto device = set_up(browser);
    EXPECT_THAT(get("/v1/session", browser.headers()).body, HasSubstr(R"("must_enrol":false)"));
    EXPECT_EQ(get("/v1/users", browser.headers()).status, 200);
    EXPECT_THAT(try_code("ada", next_code(device)).body, HasSubstr(R"("must_enrol":false)"));
    EXPECT_EQ(end(browser.headers(), "password", std::string{good_password}).status, 204);
    EXPECT_EQ(problem_of(get("/v1/users", browser.headers())), "403 second_factor_missing") << "removed again";
    EXPECT_EQ(send("DELETE", "/v1/session", browser.headers()).status, 204);
}

TEST_F(SecondFactor, ARoleThatTakesOneCountsFromTheNextRequestOn) {
    restart_for({domain::Role::supervisor});
    add("ada", R"(["admin"])");
    add("cleo", R"(["auditor"])");
    const auto admin = sign_in("ada"), clerk = sign_in("cleo");
    RawClient follows{server_->address()};
    ASSERT_TRUE(follows.say("GET /v1/events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n" +
                            clerk.headers() + "\r\n"));
    EXPECT_EQ(follows.hear().status, 200);
    const auto token = bearer(token_of(clerk, R"({"name":"script"})"));
    ASSERT_EQ(
        command(admin, R"({"type":"user.change","command_id":"c1","user":"cleo","roles":["auditor","supervisor"]})")
            .status,
        201);
    EXPECT_EQ(problem_of(get("/v1/accounts/1/balance", clerk.headers())), "403 second_factor_missing");
    EXPECT_TRUE(follows.closed_within(std::chrono::seconds{5}));
    EXPECT_EQ(get("/v1/accounts/1/balance", token).status, 200) << "tokens are made by those who signed in";
}

TEST_F(SecondFactor, TheFirstUserSetsOneUpWhereAdminsNeedIt) {
    restart_for({domain::Role::admin});
    const auto link = access_->make_first_link();
    ASSERT_TRUE(link && *link);
    const auto used =
        send("POST", "/v1/sign-in-links/" + **link, "", R"({"user":"ada","password":"correct horse battery"})");
    EXPECT_THAT(used.body, HasSubstr(R"("must_enrol":true)"));
    const auto browser = browser_of(used);
    EXPECT_EQ(problem_of(get("/v1/users", browser.headers())), "403 second_factor_missing");
    static_cast<void>(set_up(browser));
    EXPECT_EQ(get("/v1/users", browser.headers()).status, 200);
}

TEST_F(SecondFactor, NoAnswerOrNoticeRepeatsTheKeyOrACode) {
    add("ada", R"(["admin"])");
    const auto browser = sign_in("ada");
    const auto device = set_up(browser);
    const auto secret = base32(device.key);
    std::string said;
    for (const auto& target : {own_path, std::string{"/v1/users"}, std::string{"/v1/users/ada"},
                               std::string{"/v1/session"}, std::string{"/v1/access-notices"}})
        said += get(target, browser.headers()).body;
    said += try_code("ada", "of-my-hand").body + end(browser.headers(), "code", "of-my-hand").body +
            confirm(browser.headers(), "of-my-hand").body +
            send("POST", own_path, browser.headers(), R"({"password":["of-my-hand"]})").body;
    for (const auto& text : {secret, code_of(device), device.recovery_codes[0], std::string{"of-my-hand"}})
        EXPECT_THAT(said, Not(HasSubstr(text)));
}

TEST(SecondFactorOfSeveralPrograms, ACodeIsUsedOnceWhereverItIsGiven) {
    const tests::TemporaryDirectory directory;
    const ServedDivision served;
    served.execute(R"({"type":"user.add","command_id":"u1","user":"cleo","roles":["clerk"]})");
    tests::SharedDirectory shared{served.division()};
    consumers::AsyncDivisionPort port{served.division()};
    std::atomic<std::int64_t> now_us = std::int64_t{1'800'000'000} * second_us;
    AccessOptions options;
    options.directory = directory.path() / "access";
    options.password_cost = {1, 8'192};
    options.now = [&] { return domain::Instant{now_us.load()}; };
    const auto first = Access::open(shared, port, options), second = Access::open(shared, port, options);
    ASSERT_TRUE(first && second);
    HttpRoutes here{shared, port, **first}, there{shared, port, **second};
    const auto first_server = HttpServer::start("127.0.0.1:0", here);
    const auto second_server = HttpServer::start("127.0.0.1:0", there);
    ASSERT_TRUE(first_server && second_server);
    std::string key;
    ASSERT_TRUE((*first)->credentials().change([&](Credentials& all) {
        const domain::UserId cleo{"cleo"};
        all.set_password(cleo, *password_hash(good_password, {1, 8'192}), (*first)->now());
        key = from_base32(begin_enrolment(all, cleo, (*first)->now()).secret.str()).value_or("");
        return confirm_enrolment(all, cleo, totp_code(key, totp_step_at((*first)->now())), (*first)->now()).outcome ==
               Confirmed::yes;
    }));
    const auto use = [&](const HttpServer& server, const std::string& code) {
        const auto body =
            R"({"user":"cleo","password":")" + std::string{good_password} + R"(","code":")" + code + R"("})";
        RawClient client{server.address()};
        EXPECT_TRUE(
            client.say("POST /v1/session HTTP/1.1\r\nHost: localhost\r\n" + with_content(body) + "\r\n" + body));
        return client.hear();
    };
    for (int i = 0; i < 20; ++i) {
        now_us += totp_step_seconds * second_us;
        const auto code = totp_code(key, totp_step_at((*first)->now()));
        RawAnswer at_second;
        std::thread other{[&] { at_second = use(**second_server, code); }};
        const auto at_first = use(**first_server, code);
        other.join();
        EXPECT_EQ(std::minmax({at_first.status, at_second.status}), (std::pair{201, 401}))
            << at_first.body << at_second.body;
        EXPECT_THAT(at_first.status == 401 ? at_first.body : at_second.body, HasSubstr("code_used"));
    }
    for (const auto& server : {std::cref(*first_server), std::cref(*second_server)}) server.get()->stop();
    (*first)->stop();
    (*second)->stop();
}

}  // namespace
}  // namespace tally::tools
