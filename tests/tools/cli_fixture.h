#pragma once
// Runs the program as its users do, in a directory of the test's own.

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <string>
#include <sys/wait.h>

#include "tests/support/temporary_directory.h"

namespace tally::tests {

namespace fs = std::filesystem;
inline const std::string source = TALLY_SOURCE_DIR;

struct Ran {
    int exit_code = -1;
    std::string output;  // Both streams.
};

inline Ran run(const std::string& command_line) {
    Ran ran;
    FILE* pipe = popen(("{ " + command_line + "; } 2>&1").c_str(), "r");
    if (!pipe) return ran;
    std::array<char, 4096> buffer{};
    for (std::size_t read = 0; (read = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
        ran.output.append(buffer.data(), read);
    const int status = pclose(pipe);
    ran.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128;
    return ran;
}
inline Ran tally(const std::string& arguments) {
    return run(std::string{TALLY_PROGRAM} + " " + arguments);
}

class CliFixture : public testing::Test {
  protected:
    void SetUp() override { store_ = (directory_.path() / "store").string(); }
    std::string in_store(const std::string& command) const { return command + " --store " + store_; }
    void make_example() {
        ASSERT_EQ(tally(in_store("init") + " --origin ledger.example/gas --currency USD --time-zone America/New_York")
                      .exit_code,
                  0);
        const auto settings = tally(in_store("apply") + " " + source + "/tools/examples/utility.jsonl");
        ASSERT_EQ(settings.exit_code, 0) << settings.output;
        const auto customer = tally(in_store("apply") + " " + source + "/tools/examples/customer.jsonl");
        ASSERT_EQ(customer.exit_code, 0) << customer.output;
    }
    std::string write_lines(const std::string& text) const {
        const auto path = (directory_.path() / "commands.jsonl").string();
        std::ofstream(path) << text;
        return path;
    }
    TemporaryDirectory directory_;
    std::string store_;
};

}  // namespace tally::tests
