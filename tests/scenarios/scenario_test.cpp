// Each .bill file of this folder is a test of its own, named after the file.

#include <algorithm>
#include <gtest/gtest.h>

#include "tests/scenarios/bill_script.h"

namespace tally::test {
namespace {

std::vector<std::filesystem::path> scenario_files() {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(TALLY_SOURCE_DIR "/tests/scenarios"))
        if (entry.path().extension() == ".bill") files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

class BillScenario : public testing::TestWithParam<std::filesystem::path> {};

TEST_P(BillScenario, SaysWhatTheFileSays) {
    run_bill_script(GetParam());
}

INSTANTIATE_TEST_SUITE_P(Files, BillScenario, testing::ValuesIn(scenario_files()),
                         [](const auto& each) { return each.param.stem().string(); });

}  // namespace
}  // namespace tally::test
