// tally serve as its users run it: the same JSON as `tally show --json`, for every kind of question.

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <initializer_list>
#include <iterator>
#include <map>
#include <memory>
#include <regex>
#include <sstream>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

#include "tests/http/raw_client.h"
#include "tests/http/serving.h"
#include "tests/support/temporary_directory.h"
#include "tools/http/access/totp.h"

namespace tally::tests {
namespace {

TEST(Serve, EachPathSaysWhatShowSaysAndAStoreIsHeldMeanwhile) {
    const TemporaryDirectory directory;
    const auto store = (directory.path() / "store").string();
    const auto in_store = [&](const std::string& command) { return command + " --store " + store; };
    const std::string examples = std::string{TALLY_SOURCE_DIR} + "/tools/examples/";
    const auto more = (directory.path() / "more.jsonl").string();
    std::ofstream(more)
        << R"({"type":"payment.post","command_id":"p1","payment_event":"PE-1","received_on":"2022-01-20","tenders":[{"amount":"100.00"}],"shares":[{"account":"1"}]})"
        << "\n";
    for (const auto& command :
         {in_store("init") + " --origin ledger.example/gas --currency USD --time-zone America/New_York",
          in_store("apply") + " " + examples + "utility.jsonl", in_store("apply") + " " + examples + "customer.jsonl",
          in_store("bill") + " --cycle M01 --date 2022-01-05", in_store("apply") + " " + more})
        ASSERT_EQ(tally(command + " >/dev/null").exit_code, 0) << command;

    const std::vector<std::pair<std::string, std::string>> same{
        {"show person 1", "/v1/persons/1"},
        {"show account 1", "/v1/accounts/1"},
        {"show account 1 --as-of 58", "/v1/accounts/1?as_of=58"},
        {"show balance 1", "/v1/accounts/1/balance"},
        {"show balance 1 --effective 2022-01-10", "/v1/accounts/1/balance?effective=2022-01-10"},
        {"show open-items 1", "/v1/accounts/1/open-items"},
        {"show ar-history 1", "/v1/accounts/1/ar-history"},
        {"show arrangements 1", "/v1/accounts/1/arrangements"},
        {"show autopay 1", "/v1/accounts/1/autopay"},
        {"show drafts 2022-02-23", "/v1/drafts/2022-02-23"},
        {"show drafts", "/v1/drafts"},
        {"explain draft 1-I1", "/v1/invoices/1-I1/draft"},
        {"show budgets 1", "/v1/accounts/1/budgets"},
        {"show unbilled 1", "/v1/accounts/1/unbilled"},
        {"show unclaimed 1", "/v1/accounts/1/unclaimed"},
        {"show unclaimed-property", "/v1/unclaimed-property"},
        {"show escheats", "/v1/escheats"},
        {"show masters", "/v1/masters"},
        {"show disputes 1", "/v1/accounts/1/disputes"},
        {"show communications 1 --channel phone", "/v1/accounts/1/communications?channel=phone"},
        {"show collections 1", "/v1/accounts/1/collections"},
        {"show in-collection", "/v1/collections"},
        {"show corrections 1", "/v1/accounts/1/corrections"},
        {"show corrections-due", "/v1/corrections"},
        {"show exceptions", "/v1/exceptions"},
        {"show missing-reads 2022-02-05", "/v1/missing-reads/2022-02-05"},
        {"show market-transactions 1 --channel 820", "/v1/accounts/1/market-transactions?channel=820"},
        {"show market-unpaired", "/v1/market-unpaired"},
        {"show market-awaited", "/v1/market-awaited"},
        {"show suspense", "/v1/suspense"},
        {"show batches", "/v1/batches"},
        {"show bank-deposits", "/v1/bank-deposits"},
        {"show cash", "/v1/cash"},
        {"show documents 1", "/v1/accounts/1/documents"},
        {"show premise L-1", "/v1/premises/L-1"},
        {"show usage SP-1", "/v1/premises/L-1/usage"},
        {"show usage SP-1 --channel 1 --intervals", "/v1/service-points/SP-1/usage?channel=1&intervals=true"},
        {"show intervals SP-1 --from 2022-01-01 --to 2022-01-31",
         "/v1/service-points/SP-1/intervals?from=2022-01-01&to=2022-01-31"},
        {"show invoice 1-I1", "/v1/invoices/1-I1"},
        {"show statement 1-S1", "/v1/statements/1-S1"},
        {"show payment PE-1", "/v1/payments/PE-1"},
        {"show trial-balance", "/v1/trial-balance"},
        {"show trial-balance --effective 2022-01-10", "/v1/trial-balance?effective=2022-01-10"},
        {"show totals", "/v1/totals"},
        {"show calendar", "/v1/calendar"},
        {"show calendar M01", "/v1/calendar/M01"},
        {"search 'mill lane'", "/v1/search?q=mill+lane"}};
    std::vector<std::string> shown;
    for (const auto& [question, path] : same) {
        const auto ran = tally(in_store(question) + " --json");
        EXPECT_EQ(ran.exit_code, 0) << question;
        shown.push_back(ran.output);
    }

    Serving serving{store, (directory.path() / "said").string()};
    ASSERT_NE(serving.address(), "");
    for (std::size_t i = 0; i < same.size(); ++i) {
        const auto& path = same[i].second;
        const auto answer = get(serving.address(), path);
        EXPECT_EQ(answer.status, 200) << path << answer.body;
        EXPECT_EQ(answer.body, shown[i]) << path;
        ASSERT_TRUE(answer.headers.contains("tally-position")) << path;
        EXPECT_NE(answer.body.find("\"position\":" + answer.headers.at("tally-position")), std::string::npos) << path;
    }
    EXPECT_EQ(get(serving.address(), "/health").status, 200);
    EXPECT_NE(get(serving.address(), "/metrics").body.find("tally_events_total{division=\"0\"}"), std::string::npos);
    const auto held = tally(in_store("show trial-balance") + " 2>&1");
    EXPECT_EQ(held.exit_code, 3) << held.output;
    EXPECT_EQ(serving.stop(SIGTERM), 128 + SIGTERM);
    EXPECT_EQ(tally(in_store("verify") + " >/dev/null").exit_code, 0);
}

// `tally` and a server that has the store open: the same commands, questions, words and exit codes.
class AskingAServer : public testing::Test {
  protected:
    void SetUp() override {
        ASSERT_EQ(tally("init --store " + store_ +
                        " --origin ledger.example/gas --currency USD --time-zone America/New_York >/dev/null")
                      .exit_code,
                  0);
        serving_ = std::make_unique<Serving>(store_, (directory_.path() / "said").string(),
                                             std::initializer_list<const char*>{"--commands", "--actor", "desk"});
        ASSERT_NE(serving_->address(), "");
    }
    Ran at_server(const std::string& command) const {
        return tally(command + " --server http://" + serving_->address() + " 2>&1");
    }
    std::string lines(const std::string& text) const {
        const auto path = (directory_.path() / "commands.jsonl").string();
        std::ofstream(path) << text;
        return path;
    }
    void fill() const {
        const std::string examples = std::string{TALLY_SOURCE_DIR} + "/tools/examples/";
        for (const auto* file : {"utility.jsonl", "customer.jsonl"}) {
            const auto ran = at_server("apply --quiet " + examples + file);
            ASSERT_EQ(ran.exit_code, 0) << ran.output;
        }
        const auto billed = at_server("apply " + lines(R"({"type":"bill.account","command_id":"b1","account":"1",)"
                                                       R"("cycle":"M01","bill_date":"2022-01-05"})"
                                                       "\n"));
        EXPECT_EQ(billed.output, "line 1: b1: accepted, events 63 to 65, invoice 1-I1, statement 1-S1\n1 accepted\n");
    }

    TemporaryDirectory directory_;
    std::string store_ = (directory_.path() / "store").string();
    std::unique_ptr<Serving> serving_;
};

TEST_F(AskingAServer, EachAnswerIsThatOfTheStore) {
    fill();
    const std::vector<std::string> questions{"show account 1",
                                             "show balance 1 --effective 2022-01-10",
                                             "show premise L-1 --as-of 60",
                                             "show usage SP-1 --channel 1 --intervals",
                                             "show statement 1-S1",
                                             "show invoice 1-I1 --json",
                                             "show calendar",
                                             "show calendar M01",
                                             "search 'mill lane' --json",
                                             "show account nobody",
                                             "show account nobody --json",
                                             "show balance 1 --as-of 2022-13-01",
                                             "show balance 1 --as-of 999"};
    std::vector<Ran> asked;
    for (const auto& question : questions) asked.push_back(at_server(question));
    EXPECT_EQ(serving_->stop(SIGTERM), 128 + SIGTERM);
    for (std::size_t i = 0; i < questions.size(); ++i) {
        const auto held = tally(questions[i] + " --store " + store_ + " 2>&1");
        EXPECT_EQ(asked[i].exit_code, held.exit_code) << questions[i];
        if (held.exit_code == 0) {
            EXPECT_EQ(asked[i].output, held.output) << questions[i];
            continue;
        }
        // The server names the parameter, the program its option; both end in the same words.
        EXPECT_EQ(asked[i].output.substr(0, 7), held.output.substr(0, 7)) << questions[i];
        const auto words = held.output.substr(held.output.rfind(": "));
        EXPECT_NE(asked[i].output.find(words.substr(0, words.find_first_of("\"\n"))), std::string::npos)
            << asked[i].output << held.output;
    }
}

TEST_F(AskingAServer, EachLineHasItsReceiptWithItsPlace) {
    fill();
    const auto file = lines(
        "\n"
        R"({"type":"bill.account","command_id":"b1","account":"1","cycle":"M01","bill_date":"2022-01-05"})"
        "\n"
        R"({"type":"payment.post","command_id":"p1","received_on":"2022-01-20","tenders":[{"amount":"x"}],"shares":[{"account":"1"}]})"
        "\n\n\n"
        R"({"type":"payment.post"})"
        "\n"
        R"({"type":"bill.account","command_id":"b2","account":"17","cycle":"M01","bill_date":"2022-01-05"})"
        "\nno JSON\n");
    const auto text = at_server("apply " + file);
    EXPECT_EQ(text.exit_code, 1);
    EXPECT_EQ(
        text.output,
        "line 2: b1: accepted before, events 63 to 65, invoice 1-I1, statement 1-S1\n" + file +
            ":3:81: p1: unreadable, tenders[0].amount: \"x\" is not an amount; give digits with at most one '.', such "
            "as "
            "\"12.30\"\n" +
            file +
            ":6:1: refused, field_missing: command_id: Give each command an id of its own: each id has one answer.\n" +
            file + ":7:42: b2: refused, account_unknown: account \"17\": Name an account that was opened.\n" + file +
            ":8:1: unreadable, is not JSON (column 1: a value is expected: a text in quotes, a number, true, false, "
            "null, "
            "[…] or {…}); give one JSON object, whole, on one line, in UTF-8\n" +
            "2 refused, 1 repeated, 2 unreadable\n");
    const auto json = at_server("apply --json " + file);
    EXPECT_EQ(json.exit_code, 1);
    EXPECT_NE(json.output.find(R"("command_id":"b1","line":2,"status":"repeated")"), std::string::npos) << json.output;
    EXPECT_NE(json.output.find(R"("type":"urn:tallystick:problem:account_unknown")"), std::string::npos) << json.output;
    EXPECT_EQ(serving_->stop(SIGTERM), 128 + SIGTERM);
    const auto events = tally("events --store " + store_ + " --by desk --json | wc -l");
    EXPECT_EQ(events.output, "65\n");
}

TEST_F(AskingAServer, WhatCannotBeAskedSaysWhyAndSendsNothing) {
    const auto file = lines(R"({"type":"bill.account","command_id":"b1","account":"1"})"
                            "\n");
    const auto none = tally("apply --server http://127.0.0.1:1 " + file + " 2>&1");
    EXPECT_EQ(none.exit_code, 3);
    EXPECT_NE(none.output.find("http://127.0.0.1:1 did not answer"), std::string::npos) << none.output;
    for (const auto* url :
         {"ftp://there", "http://", "http://a b", "http://localhost:x", "localhost:8090", "http://[::1"}) {
        const auto wrong = tally("show balance 1 --server '" + std::string{url} + "' 2>&1");
        EXPECT_EQ(wrong.exit_code, 2) << url << wrong.output;
        EXPECT_NE(wrong.output.find("--server: '"), std::string::npos) << wrong.output;
    }
    const auto actor = at_server("apply --actor me " + file);
    EXPECT_EQ(actor.exit_code, 2);
    EXPECT_NE(actor.output.find("--actor: the server names who signed in"), std::string::npos) << actor.output;
    const auto nothing =
        run("env -u TALLY_STORE -u TALLY_SERVER " + std::string{TALLY_PROGRAM} + " show balance 1 2>&1");
    EXPECT_EQ(nothing.exit_code, 2);
    EXPECT_NE(nothing.output.find("--store is required, or --server"), std::string::npos) << nothing.output;
    const auto by_environment = run("env -u TALLY_STORE TALLY_SERVER=http://" + serving_->address() + " " +
                                    std::string{TALLY_PROGRAM} + " show totals 2>&1");
    EXPECT_EQ(by_environment.exit_code, 0) << by_environment.output;
}

TEST(Serve, AServerOfQuestionsTakesNoLines) {
    const TemporaryDirectory directory;
    const auto store = (directory.path() / "store").string();
    ASSERT_EQ(
        tally("init --store " + store + " --origin a.example --currency USD --time-zone UTC >/dev/null").exit_code, 0);
    const Serving serving{store, (directory.path() / "said").string()};
    const auto refused = tally("apply --server http://" + serving.address() + " " + std::string{TALLY_SOURCE_DIR} +
                               "/tools/examples/utility.jsonl 2>&1");
    EXPECT_EQ(refused.exit_code, 1) << refused.output;
    EXPECT_NE(refused.output.find("--commands"), std::string::npos) << refused.output;
    EXPECT_EQ(refused.output.find("accepted"), std::string::npos) << refused.output;
}

std::string text_of(const std::string& path) {
    std::ifstream file{path};
    return {std::istreambuf_iterator<char>{file}, {}};
}
// What stands behind the last "/#/link/", as a server or the program prints it.
std::string link_in(const std::string& text) {
    constexpr std::string_view before = "/#/link/";
    const auto at = text.rfind(before);
    if (at == std::string::npos) return {};
    const auto begin = at + before.size();
    return text.substr(begin, text.find('\n', begin) - begin);
}
RawAnswer use_link(const std::string& address, const std::string& link, const std::string& body) {
    RawClient client{address};
    EXPECT_TRUE(client.say("POST /v1/sign-in-links/" + link +
                           " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: " +
                           std::to_string(body.size()) + "\r\n\r\n" + body));
    return client.hear();
}

TEST(Serve, UsersSignInByALinkThatTheProgramPrints) {
    const TemporaryDirectory directory;
    const auto store = (directory.path() / "store").string(), said = (directory.path() / "said").string();
    ASSERT_EQ(
        tally("init --store " + store + " --origin a.example --currency USD --time-zone UTC >/dev/null").exit_code, 0);
    EXPECT_EQ(tally("users link ada --store " + store + " 2>/dev/null").exit_code, 1) << "there is no such user";
    {
        Serving serving{store, said, {"--sign-in"}};
        EXPECT_EQ(get(serving.address(), "/v1/trial-balance").status, 401);
        const auto link = link_in(text_of(said));
        ASSERT_FALSE(link.empty()) << text_of(said);
        EXPECT_EQ(use_link(serving.address(), link, R"({"user":"ada","password":"correct horse battery"})").status,
                  201);
        const auto made = tally("users link ada --store " + store);
        EXPECT_EQ(made.exit_code, 0) << "while the server holds the store";
        const auto used = use_link(serving.address(), link_in(made.output), R"({"password":"another horse battery"})");
        EXPECT_EQ(used.status, 201);
        const auto cookie = used.headers.at("set-cookie");
        const auto told =
            get(serving.address(), "/v1/access-notices", "Cookie: " + cookie.substr(0, cookie.find(';')) + "\r\n");
        EXPECT_NE(told.body.find(R"("kind":"link","token":"","name":"","by":"cli:)"), std::string::npos) << told.body;
        EXPECT_EQ(serving.stop(SIGTERM), 128 + SIGTERM);
    }
    Serving again{store, said, {"--sign-in"}};
    EXPECT_EQ(link_in(text_of(said)), "") << "there is a user";
    EXPECT_EQ(again.stop(SIGTERM), 128 + SIGTERM);
    EXPECT_EQ(tally("users link ada --store " + store + " >/dev/null").exit_code, 0);
    EXPECT_EQ(tally("users link 'a b' --store " + store + " 2>/dev/null").exit_code, 2);
    const auto events = tally("events --store " + store);
    EXPECT_NE(events.output.find("user.added"), std::string::npos);
    EXPECT_NE(events.output.find("ada"), std::string::npos);
    EXPECT_EQ(events.output.find("argon2"), std::string::npos) << "no hash is in the log";
}

TEST(Serve, TheFirstUserOfADemonstrationSignsIn) {
    const TemporaryDirectory directory;
    const auto store = (directory.path() / "store").string(), said = (directory.path() / "said").string();
    ASSERT_EQ(tally("demo --store " + store + " --accounts 2 --months 1 >/dev/null").exit_code, 0);
    {
        Serving serving{store, said, {"--sign-in"}};
        const auto used =
            use_link(serving.address(), link_in(text_of(said)), R"({"user":"ada","password":"correct horse battery"})");
        EXPECT_EQ(used.status, 201) << "its time is simulated: " << used.body;
        EXPECT_EQ(serving.stop(SIGTERM), 128 + SIGTERM);
    }
    EXPECT_EQ(tally("verify --store " + store + " >/dev/null").exit_code, 0);
}

// Of each thread of a process, by its name; of threads of one name the last.
std::map<std::string, long> nice_values(pid_t process) {
    std::map<std::string, long> values;
    for (const auto& thread : std::filesystem::directory_iterator{"/proc/" + std::to_string(process) + "/task"}) {
        const auto stat = text_of((thread.path() / "stat").string());
        const auto begin = stat.find('('), end = stat.rfind(')');
        std::istringstream rest{stat.substr(end + 1)};
        std::string field;
        for (int i = 0; i < 17; ++i) rest >> field;  // Up to the nice value, field 19 of proc(5).
        values[stat.substr(begin + 1, end - begin - 1)] = std::stol(field);
    }
    return values;
}

// Else a bill run makes who asks for a balance wait.
TEST(Serve, ThreadsThatAnswerGoBeforeThoseThatDecideAndFold) {
    const TemporaryDirectory directory;
    const auto store = (directory.path() / "store").string(), said = (directory.path() / "said").string();
    ASSERT_EQ(
        tally("init --store " + store + " --origin a.example --currency USD --time-zone UTC >/dev/null").exit_code, 0);
    Serving serving{store, said};
    ASSERT_EQ(get(serving.address(), "/v1/trial-balance").status, 200);
    auto values = nice_values(serving.process());
    const long others = values.at("tally");  // Sockets and answers.
    for (const auto* name : {"tally-decide", "tally-commit", "tally-fold"})
        EXPECT_EQ(values[name], std::min(others + 5, 19L)) << name;
    EXPECT_EQ(serving.stop(SIGTERM), 128 + SIGTERM);
}

// Also where the ledger's time is simulated.
TEST(Serve, ASecondFactorGoesByTheSystemsClockUntilTheProgramRemovesIt) {
    const TemporaryDirectory directory;
    const auto store = (directory.path() / "store").string(), said = (directory.path() / "said").string();
    ASSERT_EQ(tally("demo --store " + store + " --accounts 2 --months 1 >/dev/null").exit_code, 0);
    Serving serving{store, said, {"--sign-in", "--second-factor-for", "admin"}};
    const auto used =
        use_link(serving.address(), link_in(text_of(said)), R"({"user":"ada","password":"correct horse battery"})");
    EXPECT_NE(used.body.find(R"("must_enrol":true)"), std::string::npos) << used.body;
    const auto member = [](const std::string& json, const std::string& name) {
        std::smatch found;
        return std::regex_search(json, found, std::regex{"\"" + name + "\":\"([^\"]*)\""}) ? found[1].str() : "";
    };
    const auto headers_of = [&](const RawAnswer& answer) {
        const auto& cookie = answer.headers.at("set-cookie");
        return "Cookie: " + cookie.substr(0, cookie.find(';')) + "\r\nX-CSRF-Token: " + member(answer.body, "csrf") +
               "\r\n";
    };
    const auto post = [&](const std::string& path, const std::string& headers, const std::string& body) {
        RawClient client{serving.address()};
        EXPECT_TRUE(client.say("POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers +
                               "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
                               "\r\n\r\n" + body));
        return client.hear();
    };
    const auto headers = headers_of(used);
    EXPECT_EQ(get(serving.address(), "/v1/trial-balance", headers).status, 403);
    const auto begun = post("/v1/session/second-factor", headers, R"({"password":"correct horse battery"})");
    const auto key = tools::from_base32(member(begun.body, "secret")).value_or("");
    const auto now =
        std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch());
    const auto code = tools::totp_code(key, tools::totp_step_at({now.count()}));
    const auto confirmed = post("/v1/session/second-factor/confirmation", headers, R"({"code":")" + code + R"("})");
    EXPECT_EQ(confirmed.status, 201) << confirmed.body;
    EXPECT_EQ(get(serving.address(), "/v1/trial-balance", headers).status, 200);
    const std::string by_password = R"({"user":"ada","password":"correct horse battery"})";
    EXPECT_EQ(post("/v1/session", "", by_password).status, 401);
    // Who has the machine of the store helps the last admin.
    EXPECT_EQ(tally("users remove-second-factor zed --store " + store + " 2>/dev/null").exit_code, 1);
    EXPECT_EQ(tally("users remove-second-factor --store " + store + " 2>/dev/null").exit_code, 2);
    EXPECT_EQ(tally("users remove-second-factor ada --store " + store + " >/dev/null").exit_code, 0);
    const auto back = post("/v1/session", "", by_password);
    EXPECT_EQ(back.status, 201) << back.body;
    EXPECT_NE(back.body.find(R"("must_enrol":true)"), std::string::npos) << back.body;
    std::ifstream file{store + "/access/credentials"};
    const std::string kept{std::istreambuf_iterator<char>{file}, {}};
    EXPECT_NE(kept.find(R"("kind":"second_factor_removed","token":"","name":"","by":"cli:)"), std::string::npos);
    EXPECT_EQ(serving.stop(SIGTERM), 128 + SIGTERM);
}

TEST(Serve, SigningInFromOtherMachinesTakesAProxyThatEndsTls) {
    const TemporaryDirectory directory;
    const auto store = (directory.path() / "store").string();
    ASSERT_EQ(
        tally("init --store " + store + " --origin a.example --currency USD --time-zone UTC >/dev/null").exit_code, 0);
    const auto refused = tally("serve --store " + store + " --sign-in --listen 0.0.0.0:0 2>&1");
    EXPECT_EQ(refused.exit_code, 2);
    EXPECT_NE(refused.output.find("--behind-proxy"), std::string::npos) << refused.output;
    for (const char* options : {"--behind-proxy", "--access x", "--sign-in --commands"})
        EXPECT_EQ(tally("serve --store " + store + " " + options + " 2>/dev/null").exit_code, 2) << options;
    Serving serving{
        store, (directory.path() / "said").string(), {"--sign-in", "--behind-proxy", "--listen", "0.0.0.0:0"}};
    ASSERT_FALSE(serving.address().empty());
    EXPECT_EQ(get("127.0.0.1" + serving.address().substr(serving.address().rfind(':')), "/health").status, 200);
}

TEST(Describe, RolesAreTheTableThatAnswersAreHeldAgainst) {
    const auto text = tally("describe roles");
    EXPECT_EQ(text.exit_code, 0);
    for (const char* part : {"clerk: ", "auditor: Sees everything", "payment.post", "sees documents: invoice"})
        EXPECT_NE(text.output.find(part), std::string::npos) << part;
    const auto json = tally("describe roles --json");
    EXPECT_NE(json.output.find(R"({"role":"erp","meaning":)"), std::string::npos);
    EXPECT_NE(json.output.find(R"("commands":["settings.report_control_totals","user.set_preference"])"),
              std::string::npos)
        << json.output;
}

TEST(Serve, ACertificateEncryptsAndAHangupReadsItAgain) {
    // It makes the certificates; tools/install-packages tests installs it.
    if (std::system("command -v openssl >/dev/null") != 0) GTEST_SKIP() << "install openssl";
    const TemporaryDirectory directory;
    const auto at = [&](const char* name) { return (directory.path() / name).string(); };
    const auto make = [&](const std::string& name) {
        return run("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=test "
                   "-addext subjectAltName=IP:127.0.0.1 -keyout " +
                   at((name + ".key").c_str()) + " -out " + at((name + ".pem").c_str()) + " 2>/dev/null")
            .exit_code;
    };
    ASSERT_EQ(make("one"), 0);
    ASSERT_EQ(tally("init --store " + at("store") + " --origin a.example --currency USD --time-zone UTC >/dev/null")
                  .exit_code,
              0);
    const auto certificate = at("one.pem");
    const auto key = at("one.key");
    Serving serving{
        at("store"), at("said"), {"--tls-certificate", certificate.c_str(), "--tls-key", key.c_str(), "--sign-in"}};
    ASSERT_NE(serving.address(), "");
    const auto asked = [&](const std::string& ca_file) {
        return tally("show totals --server https://" + serving.address() + " --ca-file " + ca_file + " 2>&1").output;
    };
    std::filesystem::copy_file(certificate, at("old.pem"));
    EXPECT_NE(asked(at("old.pem")).find("sign in"), std::string::npos) << asked(at("old.pem"));
    ASSERT_EQ(make("one"), 0);
    serving.send(SIGHUP);
    std::string now;
    for (int i = 0; i < 500 && now.find("sign in") == std::string::npos; ++i) now = asked(certificate);
    EXPECT_NE(now.find("sign in"), std::string::npos) << now;
    EXPECT_NE(asked(at("old.pem")).find("certificate verify failed"), std::string::npos);
    EXPECT_EQ(serving.stop(SIGTERM), 128 + SIGTERM);

    const auto no_key = tally("serve --store " + at("store") + " --tls-certificate " + certificate + " 2>&1");
    EXPECT_EQ(no_key.exit_code, 2) << no_key.output;
    const auto no_file =
        tally("serve --store " + at("store") + " --tls-certificate " + at("none") + " --tls-key " + key + " 2>&1");
    EXPECT_EQ(no_file.exit_code, 2);
    EXPECT_NE(no_file.output.find("--tls-certificate: " + at("none") + " cannot be read"), std::string::npos)
        << no_file.output;
}

TEST(Serve, AnAddressThatDoesNotDoIsBadUsage) {
    const TemporaryDirectory directory;
    const auto store = (directory.path() / "store").string();
    ASSERT_EQ(
        tally("init --store " + store + " --origin a.example --currency USD --time-zone UTC >/dev/null").exit_code, 0);
    const auto wrong = tally("serve --store " + store + " --listen nowhere 2>&1");
    EXPECT_EQ(wrong.exit_code, 2);
    EXPECT_NE(wrong.output.find("--listen: 'nowhere' has no port"), std::string::npos) << wrong.output;
}

}  // namespace
}  // namespace tally::tests
