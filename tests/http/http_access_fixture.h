#pragma once
// A server at which people sign in, by real sockets on a division with the example utility.

#include <atomic>
#include <chrono>
#include <gtest/gtest.h>
#include <memory>
#include <optional>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

#include "consumers/commands/async_division_port.h"
#include "tests/http/raw_client.h"
#include "tests/http/served_division.h"
#include "tests/support/temporary_directory.h"
#include "tools/http/routes/http_routes.h"
#include "tools/http/server/http_server.h"

namespace tally::tools {

using tests::RawAnswer;
using tests::RawClient;
using tests::ServedDivision;

inline constexpr std::string_view good_password = "correct horse battery";
inline constexpr std::int64_t second_us = 1'000'000;

inline std::string with_content(const std::string& body) {
    return "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
}
// A problem without the name of its request.
inline std::string without_instance(const std::string& body) {
    return std::regex_replace(body, std::regex{R"(,"instance":"[^"]*")"}, "");
}
inline std::string json_member(const std::string& json, const std::string& name) {
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
        options.second_factor_for = second_factor_for_;
        auto access = Access::open(served_directory_, port_, options);
        ASSERT_TRUE(access) << access.error();
        access_ = std::move(*access);
        routes_ = std::make_unique<HttpRoutes>(served_directory_, port_, *access_);
        if (limits_) routes_->limit_clients(*limits_);
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

    std::optional<ClientLimits> limits_;                // For the next start.
    std::vector<domain::Role> second_factor_for_ = {};  // The same.
    std::atomic<std::int64_t> now_us_ = std::int64_t{1'800'000'000} * second_us;
    tests::TemporaryDirectory directory_;
    ServedDivision served_;
    consumers::AsyncDivisionPort port_{served_.division()};
    EmbeddedDirectory served_directory_{served_.division()};
    std::unique_ptr<Access> access_;
    std::unique_ptr<HttpRoutes> routes_;
    std::unique_ptr<HttpServer> server_;
};

}  // namespace tally::tools
