// `tally serve --config`: every setting in one file, what is wrong in it, and what SIGHUP changes.

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <regex>
#include <string>

#include "tests/http/raw_client.h"
#include "tests/http/serving.h"
#include "tests/support/temporary_directory.h"

namespace tally::tests {
namespace {

class ServeSettings : public testing::Test {
  protected:
    void SetUp() override {
        ASSERT_EQ(
            tally("init --store " + store_ + " --origin a.example --currency USD --time-zone UTC >/dev/null").exit_code,
            0);
    }
    [[nodiscard]] std::string write(const std::string& text) const {
        std::ofstream(file_) << text;
        return file_;
    }
    [[nodiscard]] std::string log() const {
        std::ifstream file{said_ + ".log"};
        return {std::istreambuf_iterator<char>{file}, {}};
    }
    // What it logs comes in time of its own.
    [[nodiscard]] bool logs(const std::string& text) const {
        for (int i = 0; i < 1'000 && log().find(text) == std::string::npos; ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds{10});  // Between two looks.
        return log().find(text) != std::string::npos;
    }
    TemporaryDirectory directory_;
    std::string store_ = (directory_.path() / "store").string();
    std::string said_ = (directory_.path() / "said").string();
    std::string file_ = (directory_.path() / "tally.toml").string();
};

TEST_F(ServeSettings, TheDescribedFileIsCompleteAndCanBeUsed) {
    const auto described = tally("describe settings");
    EXPECT_EQ(described.exit_code, 0);
    const auto help = tally("serve --help").output;
    for (auto at = help.find("\n  --"); at != std::string::npos; at = help.find("\n  --", at + 1)) {
        auto name = help.substr(at + 5, help.find_first_of(" ,\n", at + 5) - at - 5);
        std::replace(name.begin(), name.end(), '-', '_');
        if (name == "config" || name == "json") continue;
        EXPECT_NE(described.output.find("\n" + name + " = "), described.output.find("\n# " + name + " = ")) << name;
    }
    EXPECT_NE(described.output.find("\nlisten = \"127.0.0.1:8090\""), std::string::npos) << described.output;
    EXPECT_NE(described.output.find("\nlog_level = \"warn\""), std::string::npos) << described.output;
    const auto config = write(described.output);
    Serving serving{store_, said_, {"--config", config.c_str()}};
    ASSERT_NE(serving.address(), "") << log();
    EXPECT_EQ(get(serving.address(), "/live").status, 200);
    EXPECT_EQ(serving.stop(SIGTERM), 128 + SIGTERM);
}

TEST_F(ServeSettings, TheCommandLineCountsBeforeTheFile) {
    const auto config = write(
        "[serve]\nlog_format = \"json\"\nlog_level = \"info\"\ncommands = true\nactor = \"desk\"\n"
        "host = [\"ledger.example\", \"other.example\"]\n");
    {
        Serving serving{store_, said_, {"--config", config.c_str()}};
        ASSERT_NE(serving.address(), "");
        RawClient client{serving.address()};
        ASSERT_TRUE(client.say("GET /live HTTP/1.1\r\nHost: other.example\r\n\r\n"));
        EXPECT_EQ(client.hear().status, 200);
        EXPECT_TRUE(logs(R"("path":"/live")")) << log();
        EXPECT_EQ(serving.stop(SIGTERM), 128 + SIGTERM);
    }
    Serving serving{store_, said_, {"--config", config.c_str(), "--log-format", "text"}};
    EXPECT_EQ(get(serving.address(), "/live").status, 200);
    EXPECT_TRUE(logs("GET /live 200")) << log();
    EXPECT_EQ(serving.stop(SIGTERM), 128 + SIGTERM);
}

TEST_F(ServeSettings, WhatIsWrongIsNamedWithFileLineAndCure) {
    const struct {
        std::string text;
        std::string said;
    } cases[]{
        {"[serve]\nlisten = \"127.0.0.1:0\"\nlog_levle = \"info\"\n",
         ":3: log_levle: there is no such setting: did you mean 'log_level'?"},
        {"[serve]\nsurely_not_one = 1\n", ":2: surely_not_one: there is no such setting: `tally describe settings`"},
        {"[serve]\nlisten = 8090\n", ":2: listen: it is a number: give a text in quotes"},
        {"[serve]\ncommands = \"yes\"\n", ":2: commands: it is a text: give true or false"},
        {"[serve]\nhost = \"a\"\n", ":2: host: it is a text: give a list of texts"},
        {"[serve]\n\nlog_level = \"loud\"\n", ":3: log_level: "},
        {"[serve]\nsecond_factor_for = \"admin\"\n", ":2: second_factor_for: it is a text: give a list of texts"},
        {"[serve]\nsign_in = true\nsecond_factor_for = [\"admin\", \"boss\"]\n", ":3: second_factor_for: "},
        {"[serve]\nsecond_factor_for = [\"admin\"]\n", "second_factor_for: it needs sign_in: give both"},
        {"[serve]\nactor = \"desk\"\n", "actor: it needs commands: give both"},
        {"[serv]\nlisten = \"127.0.0.1:0\"\n", ":1: [serv]: there is no such section: did you mean [serve]?"},
        {"listen = \"127.0.0.1:0\"\n", ":1: listen: it stands in no section: put it below [serve]"},
        {"[serve]\nlisten = \n", ":2: "}};
    for (const auto& one : cases) {
        const auto refused = tally("serve --store " + store_ + " --config " + write(one.text) + " 2>&1");
        EXPECT_EQ(refused.exit_code, 2) << one.text << refused.output;
        EXPECT_NE(refused.output.find("--config: " + file_), std::string::npos) << refused.output;
        EXPECT_NE(refused.output.find(one.said), std::string::npos) << one.text << refused.output;
    }
    EXPECT_EQ(tally("serve --store " + store_ + " --config /nonexistent 2>/dev/null").exit_code, 2);
    EXPECT_EQ(run("env -u TALLY_STORE " + std::string{TALLY_PROGRAM} + " serve 2>/dev/null").exit_code, 2);
}

TEST_F(ServeSettings, LimitsOfOneClientAreSettings) {
    const auto config = write("[serve]\nrequest_rate = 1\nrequest_burst = 1\n");
    const auto refused_by = [](const Serving& serving) {
        RawAnswer answer;
        for (int i = 0; i < 20 && answer.status != 429; ++i) answer = get(serving.address(), "/v1/trial-balance");
        return answer;
    };
    {
        Serving serving{store_, said_, {"--config", config.c_str(), "--limit-this-machine"}};
        const auto answer = refused_by(serving);
        EXPECT_EQ(answer.status, 429);
        EXPECT_NE(answer.body.find("\"field\":\"request-rate\""), std::string::npos) << answer.body;
        EXPECT_EQ(answer.headers.count("retry-after"), 1u);
        EXPECT_EQ(serving.stop(SIGTERM), 128 + SIGTERM);
    }
    Serving serving{store_, said_, {"--config", config.c_str()}};
    EXPECT_EQ(refused_by(serving).status, 200) << "this machine is not limited";
    EXPECT_EQ(serving.stop(SIGTERM), 128 + SIGTERM);
    const auto wrong = tally("serve --store " + store_ + " --request-burst 0 2>&1");
    EXPECT_EQ(wrong.exit_code, 2);
    EXPECT_NE(wrong.output.find("--request-burst"), std::string::npos) << wrong.output;
}

TEST_F(ServeSettings, RolesThatTakeASecondFactorAreASetting) {
    const auto config = write("[serve]\nsign_in = true\nsecond_factor_for = [\"supervisor\", \"admin\"]\n");
    Serving serving{store_, said_, {"--config", config.c_str()}};
    std::ifstream file{said_};
    const std::string said{std::istreambuf_iterator<char>{file}, {}};
    std::smatch link;
    ASSERT_TRUE(std::regex_search(said, link, std::regex{R"re(/#/link/(\S+))re"})) << said;
    const std::string body = R"({"user":"ada","password":"correct horse battery"})";
    RawClient client{serving.address()};
    ASSERT_TRUE(client.say("POST /v1/sign-in-links/" + link[1].str() +
                           " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: " +
                           std::to_string(body.size()) + "\r\n\r\n" + body));
    const auto used = client.hear();
    EXPECT_NE(used.body.find(R"("must_enrol":true)"), std::string::npos) << used.body;
    EXPECT_EQ(serving.stop(SIGTERM), 128 + SIGTERM);
}

TEST_F(ServeSettings, AHangupReadsTheFileAgain) {
    const auto config = write("[serve]\nlog_level = \"warn\"\n");
    Serving serving{store_, said_, {"--config", config.c_str()}};
    ASSERT_NE(serving.address(), "");
    EXPECT_EQ(get(serving.address(), "/live").status, 200);
    (void)write("[serve]\nlog_level = \"info\"\nbehind_proxy = true\nlisten = \"127.0.0.1:1\"\n");
    serving.send(SIGHUP);
    EXPECT_TRUE(logs("the settings stay as they were: " + file_ + ": behind_proxy: it needs sign_in")) << log();
    EXPECT_EQ(log().find("/live"), std::string::npos) << "the level stays";
    (void)write("[serve]\nlog_level = \"info\"\nlisten = \"127.0.0.1:1\"\n");
    serving.send(SIGHUP);
    EXPECT_TRUE(logs("these settings have changed and need a restart: listen")) << log();
    EXPECT_EQ(get(serving.address(), "/ready").status, 200) << "where it listened before";
    EXPECT_TRUE(logs("GET /ready 200")) << log();
    EXPECT_EQ(serving.stop(SIGTERM), 128 + SIGTERM);
}

}  // namespace
}  // namespace tally::tests
