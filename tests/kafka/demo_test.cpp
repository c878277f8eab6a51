// The demonstration as a whole, small: what a visitor runs must not rot.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/kafka/test_broker.h"

namespace tally::tests {
namespace {

using testing::HasSubstr;

TEST(KafkaDemo, EndsWithBooksThatAreEqualAfterANodeWasKilledAndLeavesNothingBehind) {
    TALLY_NEEDS_A_BROKER();
    if (run("/usr/bin/python3 -c 'import confluent_kafka'").exit_code != 0)
        GTEST_SKIP() << "NOT TESTED: python3-confluent-kafka is missing";
    const TemporaryDirectory directory;
    const auto ran = run("TMPDIR=" + directory.path().string() + " " + TALLY_SOURCE_DIR +
                         "/tools/kafka/demo --accounts 40 --months 2 --programs $(dirname " + TALLYD_PROGRAM + ")");
    EXPECT_EQ(ran.exit_code, 0) << ran.output;
    EXPECT_THAT(ran.output, HasSubstr("answered twice, or never          0, 0\n"));
    EXPECT_THAT(ran.output, HasSubstr("The ERP's books are the ledger's, to the cent."));
    EXPECT_TRUE(std::filesystem::is_empty(directory.path())) << ran.output;
}

}  // namespace
}  // namespace tally::tests
