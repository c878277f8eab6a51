#include "domain/core/refusal_meanings.h"

#include <gtest/gtest.h>
#include <regex>
#include <set>

#include "domain/commands.h"

namespace tally::domain {
namespace {

template <class... Commands>
std::set<std::string> names_of_all(const TypeList<Commands...>&) {
    return {std::string{Commands::type_name}...};
}

TEST(RefusalMeanings, AreSentences) {
    std::set<std::string_view> seen;
    for (const auto& row : refusal_meanings()) {
        EXPECT_TRUE(seen.insert(row.meaning).second) << name_of(row.rejection) << " means what another one means";
        for (const auto text : {row.meaning, row.cure}) {
            ASSERT_FALSE(text.empty()) << name_of(row.rejection);
            EXPECT_TRUE(text.front() >= 'A' && text.front() <= 'Z') << text;
            EXPECT_EQ(text.back(), '.') << text;
        }
    }
}

// A cure that names a command which is not there leads nowhere.
TEST(RefusalMeanings, CuresNameCommandsThatThereAre) {
    const auto commands = names_of_all(CommandTypes{});
    const std::regex command_name("[a-z_]+\\.[a-z_]+");
    std::size_t named = 0;
    for (const auto& row : refusal_meanings()) {
        const std::string cure{row.cure};
        for (std::sregex_iterator word(cure.begin(), cure.end(), command_name), end; word != end; ++word, ++named)
            EXPECT_TRUE(commands.contains(word->str())) << name_of(row.rejection) << ": " << word->str();
    }
    EXPECT_GT(named, 20u);
}

}  // namespace
}  // namespace tally::domain
