// The bytes of a commit record are read for ever: what they are, and that nothing else is taken for one.

#include "consumers/node/commit_record.h"

#include <gtest/gtest.h>

#include "eventstore/hex.h"

namespace tally::tests {
namespace {

using namespace tally::consumers;
using eventstore::StoreErrorKind;

CommitRecord a_record() {
    CommitRecord record;
    record.owner_epoch = 3;
    record.first_position = 258;
    for (std::size_t i = 0; i < record.root_before.size(); ++i) record.root_before[i] = static_cast<std::uint8_t>(i);
    record.next_command_offset = 70'000;
    record.entries = {"ab", "", "c"};
    return record;
}

TEST(CommitRecord, HasTheseBytesForEver) {
    EXPECT_EQ(eventstore::to_hex(write_commit_record(a_record())),
              "01"
              "cc383a05"
              "0300000000000000"
              "0201000000000000"
              "03000000"
              "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
              "7011010000000000"
              "02006162"
              "0000"
              "010063");
}

TEST(CommitRecord, ReadsWhatWasWritten) {
    const auto bytes = write_commit_record(a_record());
    const auto read = read_commit_record(bytes);
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->owner_epoch, 3u);
    EXPECT_EQ(read->first_position, 258u);
    EXPECT_EQ(read->root_before, a_record().root_before);
    EXPECT_EQ(read->next_command_offset, 70'000u);
    EXPECT_EQ(read->entries, a_record().entries);
}

TEST(CommitRecord, EveryFlippedBitAndEveryMissingOrFurtherByteIsRefused) {
    const auto bytes = write_commit_record(a_record());
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
        auto flipped = bytes;
        flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
        const auto read = read_commit_record(flipped);
        ASSERT_FALSE(read) << "bit " << bit;
        EXPECT_EQ(read.error().kind, StoreErrorKind::damaged);
    }
    for (std::size_t size = 0; size < bytes.size(); ++size)
        EXPECT_FALSE(read_commit_record(std::string_view{bytes}.substr(0, size))) << size;
    EXPECT_FALSE(read_commit_record(bytes + 'x'));
}

TEST(CommitRecord, WhatIsWrongBehindARightChecksumIsRefusedToo) {
    const auto refused = [](std::string bytes, StoreErrorKind kind) {
        finish_commit_record(bytes);
        const auto read = read_commit_record(bytes);
        return !read && read.error().kind == kind;
    };
    const auto bytes = write_commit_record(a_record());
    EXPECT_TRUE(refused(bytes.substr(0, bytes.size() - 1), StoreErrorKind::damaged));
    EXPECT_TRUE(refused(bytes.substr(0, 30), StoreErrorKind::damaged));
    EXPECT_TRUE(refused(bytes + 'x', StoreErrorKind::damaged));
    auto many = bytes;
    many[24] = '\x7f';  // The count's last byte.
    EXPECT_TRUE(refused(many, StoreErrorKind::damaged));
    auto later = bytes;
    later[0] = 2;
    EXPECT_TRUE(refused(later, StoreErrorKind::newer_format));
    auto never = bytes;
    never[0] = 0;
    EXPECT_TRUE(refused(never, StoreErrorKind::damaged));
}

}  // namespace
}  // namespace tally::tests
