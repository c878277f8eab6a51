#include "tests/bench/peer.h"

#include <array>
#include <cstdio>
#include <fmt/format.h>
#include <sstream>

#include "tests/bench/figures.h"

namespace tally::bench {

namespace {
std::string shell_word(std::string_view text) {
    std::string made = "'";
    for (const char c : text) made += c == '\'' ? std::string{"'\\''"} : std::string{c};
    return made + "'";
}
}  // namespace

std::optional<std::map<std::string, double>> run_peer(std::string_view script,
                                                      const std::vector<std::string>& arguments) {
    std::string command = shell_word(TALLY_SOURCE_DIR "/tests/outside/run-python") + " " +
                          shell_word(TALLY_BINARY_DIR "/outside-python") + " " +
                          shell_word(fmt::format("../bench/peers/{}", script));
    for (const auto& argument : arguments) command += " " + shell_word(argument);
    FILE* const output = ::popen(command.c_str(), "r");
    require(output != nullptr, "no shell");
    std::string text;
    std::array<char, 4'096> part{};
    while (const std::size_t read = std::fread(part.data(), 1, part.size(), output)) text.append(part.data(), read);
    if (const int status = ::pclose(output); status != 0) {
        fmt::print("NOT COMPARED: {} did not run (status {}); what follows is ours alone\n", script, status);
        return std::nullopt;
    }
    std::map<std::string, double> numbers;
    std::istringstream lines(text);
    std::string name;
    for (double number = 0; lines >> name >> number;) numbers[name] = number;
    return numbers;
}

}  // namespace tally::bench
