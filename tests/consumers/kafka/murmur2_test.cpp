#include "consumers/kafka/murmur2.h"

#include <gtest/gtest.h>

namespace tally::consumers {
namespace {

std::int32_t as_java(std::string_view key) {
    return static_cast<std::int32_t>(murmur2(key));
}

// The values that Kafka's own tests of its Java client hold.
TEST(Murmur2, HashesAsJavaClientsDo) {
    EXPECT_EQ(as_java("21"), -973932308);
    EXPECT_EQ(as_java("foobar"), -790332482);
    EXPECT_EQ(as_java("a-little-bit-long-string"), -985981536);
    EXPECT_EQ(as_java("a-little-bit-longer-string"), -1486304829);
    EXPECT_EQ(as_java("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8"), -58897971);
    EXPECT_EQ(as_java("abc"), 479470107);
}

TEST(Murmur2, PartitionIsTheHashWithoutItsSign) {
    EXPECT_EQ(partition_of("21", 6),
              static_cast<std::int32_t>((static_cast<std::uint32_t>(-973932308) & 0x7fffffff) % 6));
    EXPECT_EQ(partition_of("foobar", 1), 0);
    // Bytes over 127 are no negative numbers.
    EXPECT_GE(partition_of("\xc3\xbc\xff\x80\x81", 7), 0);
    EXPECT_LT(partition_of("\xc3\xbc\xff\x80\x81", 7), 7);
}

}  // namespace
}  // namespace tally::consumers
