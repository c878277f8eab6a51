// tools/http/SECURITY.md says which test proves each row: each of them exists.

#include <fstream>
#include <gtest/gtest.h>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "tests/tidy/sources.h"

namespace tally::tidy {
namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& path) {
    std::ifstream file{path};
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

// "Suite.Name" of the C++ suites and of add_test(), "file.test.ts: title" of the scenarios.
std::set<std::string> tests_that_exist() {
    std::set<std::string> found;
    const std::regex cpp(R"re(TEST(?:_F|_P)?\((\w+), (\w+)\))re"), cmake(R"re(add_test\(NAME (\w+\.\w+))re"),
        scenario(R"re(\n\s*it\('([^'\n]*)')re");
    for (const auto& entry : fs::recursive_directory_iterator{source_root() / "tests"}) {
        const auto name = entry.path().filename().string();
        const bool is_cmake = name == "CMakeLists.txt";
        if (!is_cmake && !name.ends_with("_test.cpp")) continue;
        const auto text = text_of(entry.path());
        for (std::sregex_iterator at{text.begin(), text.end(), is_cmake ? cmake : cpp}, end; at != end; ++at)
            found.insert(is_cmake ? (*at)[1].str() : (*at)[1].str() + "." + (*at)[2].str());
    }
    for (const auto& entry : fs::directory_iterator{source_root() / "tools/console/tests/scenarios"}) {
        const auto text = text_of(entry.path());
        for (std::sregex_iterator at{text.begin(), text.end(), scenario}, end; at != end; ++at)
            found.insert(entry.path().filename().string() + ": " + (*at)[1].str());
    }
    return found;
}

bool exists(const std::string& named, const std::set<std::string>& tests) {
    if (tests.contains(named)) return true;
    const auto next = tests.lower_bound(named);
    return named.find(".test.ts: ") != std::string::npos && next != tests.end() && next->starts_with(named);
}

TEST(SecurityTable, EachRowNamesTestsThatExist) {
    const auto tests = tests_that_exist();
    const std::regex number(R"re(\d+\.\d+\.\d+)re"), quoted(R"re(`([^`]+)`)re");
    std::set<std::string> numbers;
    std::size_t rows = 0;
    bool below_the_table = false;
    for (const auto& line : lines_of(source_root() / "tools/http/SECURITY.md")) {
        if (line.starts_with("## Not met")) below_the_table = true;
        if (!line.starts_with("| ") || !std::regex_search(line, number)) continue;
        std::vector<std::string> cells;
        std::istringstream row{line.substr(1)};
        for (std::string cell; std::getline(row, cell, '|');) cells.push_back(cell);
        ASSERT_EQ(cells.size(), 3u) << line;
        for (std::sregex_iterator at{cells[0].begin(), cells[0].end(), number}, end; at != end; ++at)
            EXPECT_TRUE(numbers.insert(at->str()).second) << at->str() << " stands in two rows";
        if (below_the_table) continue;
        ++rows;
        std::size_t named = 0;
        for (std::sregex_iterator at{cells[2].begin(), cells[2].end(), quoted}, end; at != end; ++at, ++named)
            EXPECT_TRUE(exists((*at)[1].str(), tests)) << (*at)[1].str() << " does not exist: name a test that proves "
                                                       << cells[0] << "in tools/http/SECURITY.md";
        EXPECT_GT(named, 0u) << cells[0] << "names no test";
    }
    EXPECT_GE(rows, 45u);
}

TEST(SecurityTable, ATestThatDoesNotExistIsFound) {
    const auto tests = tests_that_exist();
    EXPECT_TRUE(exists("SecurityTable.ATestThatDoesNotExistIsFound", tests));
    EXPECT_FALSE(exists("SecurityTable.ATestThatDoesNotExist", tests));
    EXPECT_FALSE(exists("SecurityTable.NoSuchTest", tests));
    EXPECT_TRUE(exists("screens.test.ts: fits a tablet", tests));
    EXPECT_FALSE(exists("screens.test.ts: fits a watch", tests));
}

}  // namespace
}  // namespace tally::tidy
