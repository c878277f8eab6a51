// What a record of the divisions topic says, and what says nothing.

#include "consumers/node/owner_table.h"

#include <gtest/gtest.h>

namespace tally::consumers {
namespace {

TEST(OwnerTable, AClaimNamesDivisionEpochAndAddress) {
    const auto claim = OwnerTable::read_claim("7", R"({"division":7,"epoch":12,"node":"node-1:8090"})");
    ASSERT_TRUE(claim);
    EXPECT_EQ(claim->first, 7);
    EXPECT_EQ(claim->second.epoch, 12u);
    EXPECT_EQ(claim->second.address, "node-1:8090");
}

TEST(OwnerTable, WhatIsNoClaimIsPassedOver) {
    for (const auto& [key, value] : std::initializer_list<std::pair<const char*, const char*>>{
             {"7", ""},
             {"7", "hello"},
             {"7", "[]"},
             {"7", R"({"division":7,"epoch":12})"},
             {"7", R"({"division":7,"epoch":12,"node":""})"},
             {"7", R"({"division":7,"epoch":-1,"node":"a:1"})"},
             {"7", R"({"division":-7,"epoch":1,"node":"a:1"})"},
             {"8", R"({"division":7,"epoch":12,"node":"a:1"})"},
             {"", R"({"division":7,"epoch":12,"node":"a:1"})"},
             {"07", R"({"division":7,"epoch":12,"node":"a:1"})"},
             {"4294967295", R"({"division":4294967295,"epoch":12,"node":"a:1"})"}})
        EXPECT_FALSE(OwnerTable::read_claim(key, value)) << key << value;
}

}  // namespace
}  // namespace tally::consumers
