// What `tally serve` logs: a line for each request, with its id and without a word about a person.

#include <algorithm>
#include <cctype>
#include <fcntl.h>
#include <filesystem>
#include <gtest/gtest.h>
#include <simdjson.h>
#include <string>
#include <vector>

#include "tests/http/raw_client.h"
#include "tests/http/serving.h"
#include "tests/support/temporary_directory.h"

namespace tally::tests {
namespace {

std::string whole_file(const std::string& path) {
    std::ifstream file{path};
    return {std::istreambuf_iterator<char>{file}, {}};
}
std::string in_lower_case(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

class ServeLog : public testing::Test {
  protected:
    void SetUp() override {
        ASSERT_EQ(tally("init --store " + store_ +
                        " --origin ledger.example/gas --currency USD --time-zone America/New_York >/dev/null")
                      .exit_code,
                  0);
        ASSERT_EQ(tally("apply --quiet --store " + store_ + " " + std::string{TALLY_SOURCE_DIR} +
                        "/tools/examples/utility.jsonl 2>/dev/null")
                      .exit_code,
                  0);
    }
    static RawAnswer say(RawClient& client, const std::string& line, const std::string& headers = {},
                         const std::string& body = {}) {
        EXPECT_TRUE(client.say(line + " HTTP/1.1\r\nHost: localhost\r\n" + headers +
                               (body.empty() ? "" : "Content-Length: " + std::to_string(body.size()) + "\r\n") +
                               "\r\n" + body));
        return client.hear();
    }
    TemporaryDirectory directory_;
    std::string store_ = (directory_.path() / "store").string();
    std::string said_ = (directory_.path() / "said").string();
};

// What the program itself shows from a store at which users sign in, beside what its server shows.
TEST_F(ServeLog, WhatTheProgramShowsOfCustomersIsKeptWhereUsersSignIn) {
    const auto access = store_ + "/access";
    const auto at_store = " --store " + store_ + " ";
    ASSERT_EQ(
        tally("apply --quiet" + at_store + std::string{TALLY_SOURCE_DIR} + "/tools/examples/customer.jsonl 2>/dev/null")
            .exit_code,
        0);
    ASSERT_EQ(tally("bill --cycle M01 --date 2022-01-05" + at_store + ">/dev/null").exit_code, 0);
    EXPECT_EQ(tally("show balance 1" + at_store + ">/dev/null").exit_code, 0);
    EXPECT_FALSE(std::filesystem::exists(access)) << "there is no sign-in here";
    std::filesystem::create_directory(access);
    std::filesystem::permissions(access, std::filesystem::perms::owner_all);
    for (const char* words : {"show balance 1 --as-of 60", "show invoice 1-I1", "explain invoice 1-I1", "search turner",
                              "events --stream account/1", "export jsonl", "show trial-balance", "show invoice 1-I9"})
        (void)tally(std::string{words} + at_store + ">/dev/null 2>&1");
    const auto kept = tally("users reads --json" + at_store).output;
    std::string said;
    for (std::size_t at = 0, end = 0; (end = kept.find('\n', at)) != std::string::npos; at = end + 1) {
        const auto line = kept.substr(at, end - at);
        EXPECT_NE(line.find(R"("user":"cli:)"), std::string::npos) << line;
        said += line.substr(line.find(R"("way")")) + "\n";
    }
    const auto line_of = [](const std::string& path, const std::string& id, const std::string& accounts,
                            const std::string& as_of) {
        return R"("way":"cli","client":"","request_id":"","path":"tally )" + path + R"(","id":")" + id +
               R"(","accounts":[)" + accounts + R"(],"as_of":")" + as_of + "\",\"lost\":0}\n";
    };
    EXPECT_EQ(said, line_of("show balance", "1", "\"1\"", "60") + line_of("show invoice", "1-I1", "\"1\"", "") +
                        line_of("explain invoice", "1-I1", "\"1\"", "") + line_of("search", "", "", "") +
                        line_of("events", "1", "\"1\"", "") + line_of("export jsonl", "", "", ""))
        << "of customers, and what was found";
    const auto of_account = tally("users reads --of 1" + at_store).output;
    EXPECT_EQ(std::count(of_account.begin(), of_account.end(), '\n'), 4) << of_account;
    EXPECT_NE(of_account.find("tally show invoice  1-I1  account 1\n"), std::string::npos) << of_account;

    std::filesystem::remove(access + "/reads");
    std::filesystem::create_symlink("/dev/full", access + "/reads");
    const auto shown = tally("show balance 1" + at_store + "2>&1 >/dev/null");
    EXPECT_EQ(shown.exit_code, 0);
    EXPECT_NE(shown.output.find("this access is not recorded: " + access + "/reads cannot be written"),
              std::string::npos)
        << shown.output;
}

TEST_F(ServeLog, F4_EachRequestHasALineWithItsIdAndNothingAboutPersons) {
    Serving serving{store_, said_, {"--commands", "--log-level", "trace", "--log-format", "json"}};
    ASSERT_NE(serving.address(), "");
    const std::string json = "Content-Type: application/json\r\n";
    const std::string person =
        R"({"type":"person.register","command_id":"c1","person":"P-9","name":{"first":"Zebedee","last":"Quux"},)"
        R"("email":"zebedee@quux.example","phones":[{"phone_type":"HOME","number":"+1 518 555 0199"}]})";
    RawClient client{serving.address()};
    RawClient batch{serving.address()};
    const std::vector<RawAnswer> answers{
        say(client, "POST /v1/commands", json, person),
        say(client, "POST /v1/commands/person.register", json, R"({"name":{"first":"Zebedee","lst":"Quux"}})"),
        say(client, "POST /v1/commands", json, R"({"type":"person.register","email":"zebedee quux +1 518 555 0199)"),
        say(client, "POST /v1/what-if", json, R"({"commands":[)" + person + "]}"),
        say(batch, "POST /v1/commands:batch", "Content-Type: application/jsonl\r\n", person + "\n"),
        say(client, "GET /v1/search?q=zebedee+quux"),
        say(client, "GET /v1/search?q=5185550199"),
        say(client, "GET /v1/persons/P-9"),
        say(client, "GET /v1/persons/Zebedee"),
        say(client, "GET /v1/Zebedee/quux?zebedee=0199", "X-Request-Id: desk-7.1\r\n"),
        say(client, "GET /v1/accounts/1?zebedee=quux", "X-Request-Id: not \"well\" formed\r\n"),
        say(client, "GET /v1/duplicates?name=Zebedee+Quux&phone=5185550199&email=zebedee@quux.example"),
        say(client, "POST /v1/search", json, R"({"q":"zebedee quux"})"),
        say(client, "POST /v1/search", json, R"({"q":"zebedee quux 0199)"),
        say(client, "POST /v1/duplicates", json, R"({"name":"Zebedee Quux","phone":"5185550199"})"),
    };
    EXPECT_EQ(answers[0].status, 201) << answers[0].body;
    while (!batch.hear_chunk().value_or("").empty()) continue;
    EXPECT_EQ(answers[7].status, 200) << answers[7].body;
    EXPECT_EQ(answers[12].status, 200) << answers[12].body;
    EXPECT_EQ(answers[9].headers.at("x-request-id"), "desk-7.1");
    EXPECT_NE(answers[9].body.find(R"("instance":"urn:tallystick:request:desk-7.1")"), std::string::npos)
        << answers[9].body;
    const auto made = answers[10].headers.at("x-request-id");
    EXPECT_EQ(made.size(), 16u) << made;
    EXPECT_NE(made, answers[8].headers.at("x-request-id"));
    EXPECT_EQ(serving.stop(SIGTERM), 128 + SIGTERM);

    const auto log = whole_file(said_ + ".log");
    for (const char* personal : {"zebedee", "quux", "0199", "p-9"})
        EXPECT_EQ(in_lower_case(log).find(personal), std::string::npos) << personal << "\n" << log;
    std::istringstream lines{log};
    std::string line;
    std::vector<std::string> ids, paths;
    simdjson::dom::parser parser;
    while (std::getline(lines, line)) {
        simdjson::dom::element object;
        ASSERT_EQ(parser.parse(line).get(object), simdjson::SUCCESS) << line;
        for (const char* name : {"instant", "level", "program", "event"})
            EXPECT_EQ(object[name].error(), simdjson::SUCCESS) << line;
        if (std::string_view{object["event"]} != "request") continue;
        ids.emplace_back(std::string_view{object["request_id"]});
        paths.emplace_back(std::string_view{object["path"]});
        for (const char* name : {"status", "duration_us", "bytes"})
            EXPECT_EQ(object[name].get_uint64().error(), simdjson::SUCCESS) << line;
    }
    ASSERT_EQ(ids.size(), answers.size()) << log;
    for (const auto& answer : answers)
        EXPECT_EQ(std::count(ids.begin(), ids.end(), answer.headers.at("x-request-id")), 1) << log;
    for (const char* path : {"/v1/commands", "/v1/commands/{type}", "/v1/what-if", "/v1/commands:batch", "/v1/search",
                             "/v1/duplicates", "/v1/persons/{id}", "other", "/v1/accounts/{id}"})
        EXPECT_NE(std::find(paths.begin(), paths.end(), path), paths.end()) << path << "\n" << log;
}

TEST_F(ServeLog, TextIsForPeopleAndTheLevelSaysWhatIsThere) {
    {
        Serving serving{store_, said_, {"--log-level", "info"}};
        EXPECT_EQ(get(serving.address(), "/v1/totals").status, 200);
        EXPECT_EQ(serving.stop(SIGTERM), 128 + SIGTERM);
    }
    const auto log = whole_file(said_ + ".log");
    EXPECT_NE(log.find("GET /v1/totals 200 in "), std::string::npos) << log;
    {
        Serving serving{store_, said_};
        EXPECT_EQ(get(serving.address(), "/v1/totals").status, 200);
        EXPECT_EQ(serving.stop(SIGTERM), 128 + SIGTERM);
    }
    EXPECT_EQ(whole_file(said_ + ".log").find("/v1/totals"), std::string::npos) << "it is below warn";
    EXPECT_EQ(tally("serve --store " + store_ + " --log-format xml 2>/dev/null").exit_code, 2);
}

// Standard error is a pipe without a reader: every request is answered all the same, what is not written is counted,
// and the program ends in time.
TEST_F(ServeLog, ASlowReaderOfTheLogHoldsNothingUp) {
    const auto fifo = said_ + ".log";
    ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
    const int unread = ::open(fifo.c_str(), O_RDWR);
    ASSERT_GE(unread, 0);
    Serving serving{store_, said_, {"--log-level", "trace"}};
    ASSERT_NE(serving.address(), "");
    RawClient client{serving.address()};
    const auto dropped = [&] {
        const auto metrics = get(serving.address(), "/metrics").body;
        const std::string name = "\ntally_log_lines_dropped_total ";
        const auto at = metrics.find(name);
        return at == std::string::npos ? -1 : std::atoi(metrics.c_str() + at + name.size());
    };
    EXPECT_EQ(dropped(), 0);
    // What the queue, the batch that is being written and the pipe hold together depends on how long the lines are.
    constexpr int requests_max = 100'000;
    int asked = 0;
    while (asked < requests_max && dropped() == 0)
        for (const int until = asked + 1'000; asked < until; ++asked)
            ASSERT_EQ(say(client, "GET /live").status, 200) << asked;
    EXPECT_GT(dropped(), 0) << "after " << asked << " requests";
    EXPECT_EQ(serving.stop(SIGTERM), 128 + SIGTERM);
    ::close(unread);
}

}  // namespace
}  // namespace tally::tests
