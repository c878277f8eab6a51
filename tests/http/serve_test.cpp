// tally serve as its users run it: the same JSON as `tally show --json`, for every kind of question.

#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <gtest/gtest.h>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

#include "tests/http/raw_client.h"
#include "tests/support/temporary_directory.h"

namespace tally::tests {
namespace {

struct Ran {
    int exit_code = -1;
    std::string output;
};
Ran run(const std::string& command_line) {
    Ran ran;
    FILE* pipe = popen(command_line.c_str(), "r");
    if (!pipe) return ran;
    std::array<char, 65'536> buffer{};
    for (std::size_t read = 0; (read = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
        ran.output.append(buffer.data(), read);
    const int status = pclose(pipe);
    ran.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128;
    return ran;
}
Ran tally(const std::string& arguments) {
    return run(std::string{TALLY_PROGRAM} + " " + arguments);
}

// The program in the background, with what it says in a file.
class Serving {
  public:
    Serving(const std::string& store, const std::string& said) {
        process_ = ::fork();
        if (process_ == 0) {
            if (!std::freopen(said.c_str(), "w", stdout)) ::_exit(99);
            ::execl(TALLY_PROGRAM, "tally", "serve", "--store", store.c_str(), "--listen", "127.0.0.1:0", nullptr);
            ::_exit(99);
        }
        for (int i = 0; i < 3'000 && address_.empty(); ++i) {
            std::this_thread::sleep_for(std::chrono::milliseconds{10});  // Between two looks.
            std::ifstream file{said};
            std::string line;
            std::getline(file, line);
            const auto begin = line.find("http://");
            const auto end = line.find("/ until");
            if (begin != std::string::npos && end != std::string::npos)
                address_ = line.substr(begin + 7, end - begin - 7);
        }
    }
    ~Serving() {
        if (process_ > 0) (void)stop(SIGKILL);
    }
    Serving(const Serving&) = delete;
    Serving& operator=(const Serving&) = delete;
    [[nodiscard]] const std::string& address() const { return address_; }
    [[nodiscard]] int stop(int signal_number) {
        int status = 0;
        ::kill(process_, signal_number);
        ::waitpid(process_, &status, 0);
        process_ = -1;
        return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
    }

  private:
    pid_t process_ = -1;
    std::string address_;
};

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
        {"show account 1 --as-of 55", "/v1/accounts/1?as_of=55"},
        {"show balance 1", "/v1/accounts/1/balance"},
        {"show balance 1 --effective 2022-01-10", "/v1/accounts/1/balance?effective=2022-01-10"},
        {"show open-items 1", "/v1/accounts/1/open-items"},
        {"show ar-history 1", "/v1/accounts/1/ar-history"},
        {"show documents 1", "/v1/accounts/1/documents"},
        {"show premise L-1", "/v1/premises/L-1"},
        {"show usage SP-1", "/v1/premises/L-1/usage"},
        {"show usage SP-1 --channel 1 --intervals", "/v1/service-points/SP-1/usage?channel=1&intervals=true"},
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
