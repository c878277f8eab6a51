#pragma once
// An OpenID provider on this machine that tells the truth unless a test makes it lie. Its keys and signatures are made
// by OpenSSL alone, not by the library that verifies them.

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "tools/http/server/http_handler.h"
#include "tools/http/server/http_server.h"

namespace tally::tests {

// A pair of keys.
class TestKey {
  public:
    enum class Type { rsa, weak_rsa, p256, p384 };
    TestKey(Type, std::string kid);
    [[nodiscard]] std::string jwk(std::string_view more = "") const;  // more: members, such as ,"use":"enc".
    [[nodiscard]] const std::string& kid() const { return kid_; }
    // As JWS has it; algorithm: RS256, PS256 or ES256 (over the curve of the key).
    [[nodiscard]] std::string sign(std::string_view algorithm, std::string_view input) const;
    [[nodiscard]] std::string public_pem() const;

  private:
    struct Native;
    std::string kid_;
    std::shared_ptr<Native> native_;
};
[[nodiscard]] std::string hmac_sha256(std::string_view key, std::string_view input);

[[nodiscard]] std::string at_hash_of(std::string_view access_token);

// By name; values are JSON. An empty one is left out.
using Members = std::map<std::string, std::string>;
[[nodiscard]] std::string json_object(const Members&);

// How a token differs from what it should be.
struct Forgery {
    Members claims = {};
    Members header = {};
    std::function<std::string(std::string_view input)> sign = {};  // Empty: by the issuer's first key.
    std::function<std::string(std::string token)> change = {};     // Of the whole, at the end.
    Members answer = {};                                           // Beside id_token and access_token.
};

// Who is signed in.
struct TestPerson {
    std::string subject = "248289761001";
    std::string email = "ada@example.org";
    bool email_verified = true;
};

class TestIssuer final : public tools::HttpHandler {
  public:
    static constexpr std::string_view client_id = "tally";
    static constexpr std::string_view client_secret = "s3cret / and more";

    explicit TestIssuer(std::function<std::int64_t()> now_seconds);
    ~TestIssuer() override;
    [[nodiscard]] std::string issuer() const;

    // What a person does at the provider: `url` is where the browser was sent. The query of the callback.
    [[nodiscard]] std::string sign_in(const std::string& url, const TestPerson& person = {}, Forgery = {});
    [[nodiscard]] std::string id_token(const std::string& nonce, const TestPerson&, const Forgery&) const;

    // What it says at a path from now on; an answer with status 0: nothing, and the connection stays open.
    void say(const std::string& path, std::function<tools::HttpAnswer()>);
    void tell_the_truth();
    void set_keys(std::vector<TestKey>, const std::string& more_of_each = "");
    void set_metadata(Members changes);
    void put_claims_into_userinfo(bool);
    void take_public_clients(bool);
    [[nodiscard]] std::size_t asked(const std::string& path) const;

    void answer(const tools::HttpRequest&, std::shared_ptr<tools::HttpReply>) override;
    [[nodiscard]] tools::HttpPlace place_of(std::string_view) const override {
        return {tools::HttpLane::quick, 1 << 16};
    }
    void refresh() override {}
    void answered(const tools::HttpDone&) override {}

  private:
    struct Code {
        std::string challenge;
        std::string redirect;
        std::string id_token;
        Members answer;
        TestPerson person;
    };
    [[nodiscard]] tools::HttpAnswer truth(const std::string& path, const tools::HttpRequest&);
    [[nodiscard]] tools::HttpAnswer tokens(const tools::HttpRequest&);
    [[nodiscard]] Members metadata() const;

    const std::function<std::int64_t()> now_seconds_;
    mutable std::mutex mutex_;
    std::vector<TestKey> keys_;
    std::string more_of_each_key_;
    Members metadata_changes_;
    bool userinfo_ = false;
    bool public_clients_ = false;
    std::map<std::string, std::function<tools::HttpAnswer()>> lies_;
    std::map<std::string, std::size_t> asked_;
    std::map<std::string, Code> codes_;
    std::map<std::string, TestPerson> access_tokens_;
    std::vector<std::shared_ptr<tools::HttpReply>> unanswered_;
    std::unique_ptr<tools::HttpServer> server_;
};

// The value of a parameter in a URL or a form, decoded; empty: it is not there.
[[nodiscard]] std::string parameter_of(std::string_view url, std::string_view name);

}  // namespace tally::tests
