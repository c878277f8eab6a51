#include "consumers/feed/feed_digest.h"

#include <gtest/gtest.h>

namespace tally::consumers {
namespace {

// By Python's hashlib.
constexpr const char* of_one_message = "129fc43e6babe635878d9efc51e97b116c895b34d5000ad49d09ec40f710d21e";
constexpr const char* of_two_messages = "57b48b8ed8ae66a31edfb82d744ce5d45b2f1f4589cf6a0d99606235d05c106d";

TEST(FeedDigest, H2_RunsFromMessageToMessage) {
    FeedDigest digest;
    EXPECT_EQ(digest.hex(), std::string(64, '0'));
    digest.add("id", "type", "key", "value");
    EXPECT_EQ(digest.hex(), of_one_message);
    digest.add("id-2", "type", "key", R"({"amount":"1.00"})");
    EXPECT_EQ(digest.hex(), of_two_messages);
}

TEST(FeedDigest, GoesOnFromWhatAHeaderSays) {
    auto digest = FeedDigest::from_hex(of_one_message);
    ASSERT_TRUE(digest);
    digest->add("id-2", "type", "key", R"({"amount":"1.00"})");
    EXPECT_EQ(digest->hex(), of_two_messages);
}

TEST(FeedDigest, TellsWhereOnePartEndsAndTheNextBegins) {
    FeedDigest one;
    FeedDigest other;
    one.add("a", "bc", "", "d");
    other.add("ab", "c", "", "d");
    EXPECT_FALSE(one == other);
}

TEST(FeedDigest, TakesNothingButLowerCaseHex) {
    EXPECT_FALSE(FeedDigest::from_hex(""));
    EXPECT_FALSE(FeedDigest::from_hex(std::string(63, '0')));
    EXPECT_FALSE(FeedDigest::from_hex(std::string(63, '0') + "g"));
    EXPECT_FALSE(FeedDigest::from_hex(std::string(63, '0') + "A"));
    EXPECT_TRUE(FeedDigest::from_hex(std::string(63, '0') + "a"));
}

}  // namespace
}  // namespace tally::consumers
