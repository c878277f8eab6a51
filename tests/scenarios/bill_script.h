#pragma once
// Scenario files that an accountant can read: dated commands, and indented under them the documents that must come of
// it. See README.md for the words.

#include <filesystem>
#include <functional>
#include <vector>

#include "tests/support/test_world.h"

namespace tally::test {

// Runs the file and reports each difference as a failure that names file and line.
void run_bill_script(const std::filesystem::path& file);
// The same, and shows the world that it leaves.
void run_bill_script(const std::filesystem::path& file, const std::function<void(TestWorld&)>& use);
// All of the folder.
[[nodiscard]] std::vector<std::filesystem::path> bill_scripts();

}  // namespace tally::test
