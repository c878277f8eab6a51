#pragma once
// Scenario files that an accountant can read: dated commands, and indented under them the documents that must come of
// it. See README.md for the words.

#include <filesystem>

namespace tally::test {

// Runs the file and reports each difference as a failure that names file and line.
void run_bill_script(const std::filesystem::path& file);

}  // namespace tally::test
