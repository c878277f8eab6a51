// What is built again from the log replaces the live view where both agree to the cent, and else says where they do
// not.

#include "projections/rebuild/rebuild.h"

#include <cstdint>
#include <cstring>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

#include "tests/projections/hand_made.h"
#include "tests/projections/test_store.h"

namespace tally::projections {
namespace {

using namespace test;
using testing::HasSubstr;

std::optional<std::string> text_in_clear(const domain::Personal& text) {
    return text.bytes;
}

// Account A-11 was billed 70.00 and paid 30.00.
class RebuildGate : public testing::Test {
  protected:
    RebuildGate() : store_(&text_in_clear) {
        HandMadeLog log;
        log.add_settings();
        log.add_customer("11");
        log.add_bill("A-11", 1, "2022-02-03", "2022-02-20", "70.00");
        log.add_payment("A-11", 1, "2022-02-10", "30.00", "A-11-I1");
        store_.append(log.events());
    }

    // The first row of the balances, and what it begins with: the payoff in cents.
    std::string first_row(std::string& key) {
        auto scan = store_.reader().point->scan(*store_.store().find_view("balances"));
        EXPECT_TRUE(scan.next());
        key = scan.key();
        return std::string{scan.value()};
    }
    void plant_one_cent_more() {
        std::string key, value = first_row(key);
        ASSERT_EQ(value.size(), 4 * sizeof(std::int64_t));
        std::int64_t payoff = 0;
        std::memcpy(&payoff, value.data(), sizeof payoff);
        ++payoff;
        std::memcpy(value.data(), &payoff, sizeof payoff);
        store_.plant("balances", key, value);
    }
    RebuildAnswer rebuilt(SwitchWhen when) {
        (void)store_.reader();
        auto answer = rebuild_view(store_.store(), "balances", &text_in_clear, when);
        EXPECT_TRUE(answer) << answer.error().message;
        return answer ? std::move(*answer) : RebuildAnswer{};
    }

    TestStore store_;
};

TEST_F(RebuildGate, H3_WhatAgreesToTheCentIsSwitchedIn) {
    const auto answer = rebuilt(SwitchWhen::equal);
    EXPECT_TRUE(answer.switched);
    EXPECT_EQ(answer.rows, 1u);
    EXPECT_EQ(answer.difference_count, 0u);
    EXPECT_FALSE(rebuilt(SwitchWhen::never).switched) << "nor where it is compared only";
}

TEST_F(RebuildGate, H3_ACentThatDiffersKeepsTheLiveViewAndIsNamed) {
    plant_one_cent_more();
    const auto refused = rebuilt(SwitchWhen::equal);
    EXPECT_FALSE(refused.switched);
    ASSERT_EQ(refused.difference_count, 1u);
    EXPECT_THAT(refused.differences[0].key.str(), HasSubstr("A-11"));
    EXPECT_THAT(refused.differences[0].live.str(), HasSubstr("payoff 4001,"));
    EXPECT_THAT(refused.differences[0].built.str(), HasSubstr("payoff 4000,"));
    EXPECT_TRUE(rebuilt(SwitchWhen::always).switched) << "once somebody has read why, and asks for it";
    EXPECT_EQ(rebuilt(SwitchWhen::equal).difference_count, 0u);
}

}  // namespace
}  // namespace tally::projections
