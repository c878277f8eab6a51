// Each .bill file of this folder is a test of its own, named after the file.

#include <gtest/gtest.h>

#include "tests/scenarios/bill_script.h"

namespace tally::test {
namespace {

class BillScenario : public testing::TestWithParam<std::filesystem::path> {};

TEST_P(BillScenario, SaysWhatTheFileSays) {
    run_bill_script(GetParam());
}

INSTANTIATE_TEST_SUITE_P(Files, BillScenario, testing::ValuesIn(bill_scripts()),
                         [](const auto& each) { return each.param.stem().string(); });

}  // namespace
}  // namespace tally::test
