#pragma once
// A program that is not ours and does the same work beside a benchmark: a Python script of tests/bench/peers, with the
// packages of tests/outside/requirements.txt.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tally::bench {

// What the script printed: a name and a number a line. Nothing, and a line that says so, where it cannot run: the
// benchmark then has its own figures alone.
[[nodiscard]] std::optional<std::map<std::string, double>> run_peer(std::string_view script,
                                                                    const std::vector<std::string>& arguments);

}  // namespace tally::bench
