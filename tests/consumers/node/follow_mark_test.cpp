// The mark is only a hint, so whatever is odd about it reads as none.

#include "consumers/node/follow_mark.h"

#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

#include "tests/support/temporary_directory.h"

namespace tally::tests {
namespace {

using namespace tally::consumers;

TEST(FollowMark, IsReadAsItWasWrittenAndReplaced) {
    const TemporaryDirectory directory;
    EXPECT_FALSE(read_follow_mark(directory.path()));
    const FollowMark first{10, 20, 3, 40, 50};
    ASSERT_TRUE(write_follow_mark(directory.path(), first));
    EXPECT_EQ(read_follow_mark(directory.path()), first);
    const FollowMark second{11, 21, 4, 41, 51};
    ASSERT_TRUE(write_follow_mark(directory.path(), second));
    EXPECT_EQ(read_follow_mark(directory.path()), second);
}

TEST(FollowMark, ThatWasDamagedIsNone) {
    const TemporaryDirectory directory;
    ASSERT_TRUE(write_follow_mark(directory.path(), {10, 20, 3, 40, 50}));
    const auto path = directory.path() / "log-topic-mark";
    std::stringstream text;
    text << std::ifstream(path).rdbuf();
    for (std::size_t i = 0; i + 1 < text.str().size(); ++i) {
        auto changed = text.str();
        changed[i] = changed[i] == '7' ? '8' : '7';
        std::ofstream(path) << changed;
        EXPECT_FALSE(read_follow_mark(directory.path())) << i;
        std::ofstream(path) << text.str().substr(0, i);
        EXPECT_FALSE(read_follow_mark(directory.path())) << i;
    }
}

}  // namespace
}  // namespace tally::tests
