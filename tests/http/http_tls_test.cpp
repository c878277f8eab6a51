// A server that encrypts, and the client that the program asks with: who is trusted, and who is not.

#include "tools/http/server/http_tls.h"

#include <cstdlib>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <thread>
#include <vector>

#include "consumers/commands/async_division_port.h"
#include "tests/http/raw_client.h"
#include "tests/http/served_division.h"
#include "tests/support/temporary_directory.h"
#include "tools/http/client/http_client.h"
#include "tools/http/routes/http_routes.h"
#include "tools/http/server/http_server.h"

namespace tally::tools {
namespace {

using testing::HasSubstr;

class HttpTlsTest : public testing::Test {
  protected:
    static void SetUpTestSuite() { served_ = std::make_unique<tests::ServedDivision>(); }
    static void TearDownTestSuite() { served_.reset(); }

    void SetUp() override {
        // It makes the certificates; tools/install-packages tests installs it.
        if (std::system("command -v openssl >/dev/null") != 0) GTEST_SKIP() << "install openssl";
        ASSERT_TRUE(make_certificate("first", "DNS:localhost,IP:127.0.0.1"));
    }
    // NAME.pem and NAME.key; it signs itself, and so is what a client is to trust.
    [[nodiscard]] bool make_certificate(const std::string& name, const std::string& hosts,
                                        const std::string& more = "-nodes") const {
        const auto command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -days 2 -subj /CN=test " +
                             more + " -addext subjectAltName=" + hosts + " -keyout " + file(name + ".key") + " -out " +
                             file(name + ".pem") + " 2>/dev/null";
        return std::system(command.c_str()) == 0;
    }
    [[nodiscard]] std::string file(const std::string& name) const { return (directory_.path() / name).string(); }
    [[nodiscard]] std::shared_ptr<HttpTls> tls(const std::string& name = "first") const {
        auto read = HttpTls::read(file(name + ".pem"), file(name + ".key"));
        EXPECT_TRUE(read) << read.error();
        return read ? *read : nullptr;
    }
    [[nodiscard]] std::unique_ptr<HttpServer> serve(std::shared_ptr<HttpTls> tls, HttpLimits limits = {}) {
        auto server = HttpServer::start("127.0.0.1:0", routes_, std::move(limits), std::move(tls));
        EXPECT_TRUE(server) << server.error();
        return server ? std::move(*server) : nullptr;
    }
    static std::string asked(const std::string& url, const std::string& ca_file) {
        const auto client = HttpClient::of(url, {"", ca_file});
        if (!client) return client.error();
        const auto said = client->get("/v1/accounts/1", json_type);
        return said ? std::to_string(said->status) : said.error();
    }

    static inline std::unique_ptr<tests::ServedDivision> served_;
    tests::TemporaryDirectory directory_;
    EmbeddedDirectory held_{served_->division()};
    consumers::AsyncDivisionPort port_{served_->division()};
    HttpRoutes routes_{held_, &port_, "desk"};
};

TEST_F(HttpTlsTest, AClientThatTrustsTheCertificateIsAnswered) {
    const auto server = serve(tls());
    EXPECT_THAT(server->url(), testing::StartsWith("https://127.0.0.1:"));
    EXPECT_EQ(asked(server->url(), file("first.pem")), "200");
    const auto port = server->address().substr(server->address().rfind(':'));
    EXPECT_EQ(asked("https://localhost" + port, file("first.pem")), "200");
}

TEST_F(HttpTlsTest, LinesGoBothWaysAtOnce) {
    const auto server = serve(tls());
    const auto client = HttpClient::of(server->url(), {"", file("first.pem")});
    ASSERT_TRUE(client);
    constexpr int lines = 5'000;
    int sent = 0;
    std::vector<std::string> receipts;
    const auto said = client->post_lines(
        CommandRoutes::batch_path,
        [&]() -> std::optional<std::string> {
            if (sent == lines) return std::nullopt;
            ++sent;
            return R"({"type":"person.set_email","command_id":"c)" + std::to_string(sent) +
                   R"(","person":"1","email":"a)" + std::to_string(sent) + R"(@example.org"})";
        },
        [&](const std::string& receipt) {
            receipts.push_back(receipt);
            return true;
        });
    ASSERT_TRUE(said) << said.error();
    EXPECT_EQ(said->status, 200U) << said->body;
    ASSERT_EQ(receipts.size(), std::size_t{lines});
    for (int i = 0; i < lines; ++i)
        ASSERT_THAT(receipts[static_cast<std::size_t>(i)],
                    HasSubstr("\"line\":" + std::to_string(i + 1) + ",\"status\":\"accepted\""));
}

TEST_F(HttpTlsTest, AServerThatCannotProveItsNameIsNotAsked) {
    ASSERT_TRUE(make_certificate("other", "DNS:ledger.example"));
    const auto server = serve(tls());
    EXPECT_THAT(asked(server->url(), file("other.pem")), HasSubstr("certificate verify failed"));
    EXPECT_THAT(asked(server->url(), ""), HasSubstr("certificate verify failed"));
    const auto another = serve(tls("other"));
    EXPECT_THAT(asked(another->url(), file("other.pem")), HasSubstr("certificate verify failed"));
}

TEST_F(HttpTlsTest, OnlyTlsOfTodayAndItsStrongCiphersAreTaken) {
    const auto server = serve(tls());
    const auto shakes_hands = [&](const std::string& with) {
        const auto command =
            "openssl s_client -connect " + server->address() + " " + with + " </dev/null >/dev/null 2>&1";
        return std::system(command.c_str()) == 0;
    };
    EXPECT_TRUE(shakes_hands("-tls1_3"));
    EXPECT_TRUE(shakes_hands("-tls1_2"));
    EXPECT_TRUE(shakes_hands("-tls1_2 -cipher ECDHE-ECDSA-AES256-GCM-SHA384"));
    EXPECT_TRUE(shakes_hands("-tls1_2 -cipher ECDHE-ECDSA-CHACHA20-POLY1305"));
    // The client here would take them.
    EXPECT_FALSE(shakes_hands("-tls1_1 -cipher ALL:@SECLEVEL=0"));
    EXPECT_FALSE(shakes_hands("-tls1 -cipher ALL:@SECLEVEL=0"));
    EXPECT_FALSE(shakes_hands("-tls1_2 -cipher ECDHE-ECDSA-AES128-SHA"));
    EXPECT_FALSE(shakes_hands("-tls1_2 -cipher ECDHE-ECDSA-NULL-SHA:@SECLEVEL=0"));
}

TEST_F(HttpTlsTest, BothSidesMustEncryptOrNeither) {
    const auto server = serve(tls());
    EXPECT_THAT(asked("http://" + server->address(), ""), HasSubstr("did not answer"));
    tests::RawClient plain{server->address()};
    EXPECT_TRUE(plain.say("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    EXPECT_TRUE(plain.closed_within(std::chrono::seconds{5}));
    const auto open = serve(nullptr);
    EXPECT_THAT(open->url(), testing::StartsWith("http://"));
    EXPECT_THAT(asked("https://" + open->address(), file("first.pem")), HasSubstr("did not answer"));
    EXPECT_EQ(asked(server->url(), file("first.pem")), "200") << "the others are not disturbed";
}

TEST_F(HttpTlsTest, AHandshakeThatDoesNotComeIsCutOffAndDelaysNoOtherClient) {
    HttpLimits limits;
    limits.request_time = std::chrono::milliseconds{300};
    limits.connections_max = 2;
    const auto server = serve(tls(), limits);
    tests::RawClient silent{server->address()};
    tests::RawClient half{server->address()};
    EXPECT_TRUE(half.say("\x16\x03\x01"));
    EXPECT_EQ(asked(server->url(), file("first.pem")), "200");
    EXPECT_TRUE(silent.closed_within(std::chrono::seconds{5}));
    EXPECT_TRUE(half.closed_within(std::chrono::seconds{5}));
}

TEST_F(HttpTlsTest, ACertificateIsReplacedWhileTheServerRuns) {
    const auto with = tls();
    const auto server = serve(with);
    ASSERT_EQ(asked(server->url(), file("first.pem")), "200");
    ASSERT_TRUE(make_certificate("second", "IP:127.0.0.1"));
    std::filesystem::copy_file(file("first.pem"), file("old.pem"));
    const auto replace = [&](const std::string& with_file, const std::string& name) {
        std::filesystem::copy_file(file(with_file), file(name), std::filesystem::copy_options::overwrite_existing);
    };
    replace("second.pem", "first.pem");
    const auto halfway = with->read_again();
    ASSERT_FALSE(halfway) << "the key is still the old one's";
    EXPECT_EQ(asked(server->url(), file("old.pem")), "200") << "what was there stays";
    replace("second.key", "first.key");
    ASSERT_TRUE(with->read_again());
    EXPECT_THAT(asked(server->url(), file("old.pem")), HasSubstr("certificate verify failed"));
    EXPECT_EQ(asked(server->url(), file("second.pem")), "200");
}

TEST_F(HttpTlsTest, WhatIsNotACertificateAndItsKeyIsRefusedByName) {
    ASSERT_TRUE(make_certificate("locked", "IP:127.0.0.1", "-passout pass:secret"));
    ASSERT_TRUE(make_certificate("other", "IP:127.0.0.1"));
    std::ofstream(file("text.pem")) << "no certificate\n";
    const auto wrong = [&](const std::string& certificate, const std::string& key) {
        const auto read = HttpTls::read(file(certificate), file(key));
        return read ? "" : read.error();
    };
    EXPECT_THAT(wrong("none.pem", "first.key"), HasSubstr(file("none.pem") + " cannot be read"));
    EXPECT_THAT(wrong("first.pem", "none.key"), HasSubstr(file("none.key") + " cannot be read"));
    EXPECT_THAT(wrong("text.pem", "first.key"), HasSubstr(file("text.pem") + " is not a certificate"));
    EXPECT_THAT(wrong("first.pem", "text.pem"), HasSubstr(file("text.pem") + " is not the certificate's key"));
    EXPECT_THAT(wrong("first.pem", "other.key"), HasSubstr(file("other.key") + " is not the certificate's key"));
    EXPECT_THAT(wrong("locked.pem", "locked.key"), HasSubstr("without a passphrase"));
}

}  // namespace
}  // namespace tally::tools
