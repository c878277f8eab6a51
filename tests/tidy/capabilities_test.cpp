// tests/CAPABILITIES.md says which tests prove what was promised: they exist, they bear the ids of its lines, and no
// promise is without a line.

#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "tests/tidy/sources.h"

namespace tally::tidy {
namespace {

namespace fs = std::filesystem;

std::string whole(const fs::path& path) {
    std::ifstream file{path};
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

std::vector<std::string> all_of(const std::string& text, const std::string& pattern, std::size_t group = 0) {
    const std::regex expression(pattern);
    std::vector<std::string> found;
    for (std::sregex_iterator at{text.begin(), text.end(), expression}, end; at != end; ++at)
        found.push_back((*at)[group].str());
    return found;
}

// "D3_D4_MainIsLocked" bears D3 and D4; a scenario "C24 C25: creates a charge" and "G14_collection, G23_protection: …"
// bear what stands before the colon.
std::vector<std::string> ids_of_name(const std::string& name) {
    const std::regex start(R"re(^(?:[A-H]\d+_)+(?=[A-Z]))re");
    std::smatch match;
    if (!std::regex_search(name, match, start)) return {};
    return all_of(match.str(), R"re([A-H]\d+)re");
}
std::vector<std::string> ids_of_title(const std::string& title) {
    const auto colon = title.find(':');
    const std::string head = title.substr(0, colon);
    const std::regex whole_head(R"re([A-H]\d+(?:_\w+)?(?:,? [A-H]\d+(?:_\w+)?)*)re");
    if (colon == std::string::npos || !std::regex_match(head, whole_head)) return {};
    return all_of(head, R"re((?:^|[ ,])([A-H]\d+))re", 1);
}

// What may be named, and the ids that it bears: "Suite.Name", "file.test.ts: title", "file.bill", "file.py: function".
using Tests = std::map<std::string, std::vector<std::string>>;

void add_file(Tests& tests, const fs::path& path) {
    const auto file = path.filename().string();
    if (file.ends_with("_test.cpp")) {
        const std::regex test(R"re((?:TEST(?:_F|_P)?|PROP)\(\s*(\w+),\s*(\w+))re");
        const auto text = whole(path);
        for (std::sregex_iterator at{text.begin(), text.end(), test}, end; at != end; ++at)
            tests[(*at)[1].str() + "." + (*at)[2].str()] = ids_of_name((*at)[2].str());
    } else if (file.ends_with(".bill")) {
        tests[file] = {};
    } else if (file.ends_with(".py")) {
        for (const auto& name : all_of(whole(path), R"re(\n *def (test_\w+)\()re", 1)) tests[file + ": " + name] = {};
    } else if (file.ends_with(".test.ts")) {
        for (const auto& title : all_of(whole(path), R"re(\n *it\('([^'\n]*)')re", 1))
            tests[file + ": " + title] = ids_of_title(title);
    }
}
Tests tests_of_the_sources() {
    Tests tests;
    for (const auto* folder : {"tests", "tools/console/tests/scenarios"})
        for (const auto& entry : fs::recursive_directory_iterator{source_root() / folder})
            if (entry.is_regular_file() && entry.path().string().find("/node_modules/") == std::string::npos)
                add_file(tests, entry.path());
    return tests;
}

// A scenario is named by how its title begins.
Tests::const_iterator named_test(const Tests& tests, const std::string& name) {
    const auto next = tests.lower_bound(name);
    const bool begins = next != tests.end() && next->first.starts_with(name);
    const bool is_it = begins && (next->first == name || name.find(".test.ts: ") != std::string::npos);
    return is_it ? next : tests.end();
}

struct Capability {
    std::string id;
    std::vector<std::string> tests;
    bool complete = false;  // Neither "not yet:" nor "Not yet:" stands there.
    bool reachable = false;
};
std::vector<Capability> capabilities() {
    std::vector<Capability> rows;
    const std::regex id(R"re(^\| ([A-H]\d+) \| .* \| (.*) \| (.*) \|$)re");
    for (const auto& line : lines_of(source_root() / "tests/CAPABILITIES.md")) {
        std::smatch match;
        if (!std::regex_match(line, match, id)) continue;
        rows.push_back({match[1].str(), all_of(match[2].str(), "`([^`]+)`", 1),
                        line.find("ot yet:") == std::string::npos, match[3].length() > 0});
    }
    return rows;
}

TEST(Capabilities, EachTestThatALineNamesExists) {
    const Tests tests = tests_of_the_sources();
    const auto rows = capabilities();
    EXPECT_GE(rows.size(), 118u) << "is the table of tests/CAPABILITIES.md still read?";
    for (const auto& row : rows)
        for (const auto& name : row.tests)
            EXPECT_NE(named_test(tests, name), tests.end())
                << row.id << " names " << name << ", which does not exist: name a test that proves it.";
}

TEST(Capabilities, WhatWorksHasATestThatBearsItsIdAndAWayToReachIt) {
    const Tests tests = tests_of_the_sources();
    for (const auto& row : capabilities()) {
        if (!row.complete) continue;
        EXPECT_TRUE(row.reachable) << row.id << " says nowhere how a user reaches it";
        bool bears_it = false;
        for (const auto& name : row.tests) {
            const auto test = named_test(tests, name);
            if (test == tests.end()) continue;
            for (const auto& id : test->second) bears_it = bears_it || id == row.id;
        }
        EXPECT_TRUE(bears_it) << row.id << " names no test whose name begins with " << row.id
                              << "_: name one, or say what is not yet there";
    }
}

TEST(Capabilities, EachIdThatATestBearsHasALine) {
    std::set<std::string> ids;
    for (const auto& row : capabilities()) EXPECT_TRUE(ids.insert(row.id).second) << row.id << " has two lines";
    for (const auto& [name, borne] : tests_of_the_sources())
        for (const auto& id : borne) EXPECT_TRUE(ids.contains(id)) << name << ": tests/CAPABILITIES.md has no " << id;
}

TEST(Capabilities, EachPromiseHasALineAndEachLineIsOne) {
    const auto promised_at = source_root().parent_path() / "shared/capabilities.md";
    if (!fs::exists(promised_at))
        GTEST_SKIP() << "NOT CHECKED: " << promised_at.string() << " is not on this machine, so whether every promise "
                     << "has a line in tests/CAPABILITIES.md was not looked at.";
    const auto promised = all_of(whole(promised_at), R"re(\*\*([A-H]\d+)\*\*)re", 1);
    const std::set<std::string> promises{promised.begin(), promised.end()};
    EXPECT_GE(promises.size(), 100u) << "is " << promised_at.string() << " still written as it was?";
    std::set<std::string> lines;
    for (const auto& row : capabilities()) lines.insert(row.id);
    for (const auto& id : promises) EXPECT_TRUE(lines.contains(id)) << "tests/CAPABILITIES.md has no line for " << id;
    for (const auto& id : lines) EXPECT_TRUE(promises.contains(id)) << id << " was never promised";
}

TEST(Capabilities, IdsAreReadFromNames) {
    const std::vector<std::string> two{"D3", "D4"};
    EXPECT_EQ(ids_of_name("D3_D4_MainIsLocked"), two);
    EXPECT_TRUE(ids_of_name("MainIsLocked").empty());
    EXPECT_TRUE(ids_of_name("D3isNoId").empty());
    EXPECT_EQ(ids_of_title("D3 D4: locks"), two);
    EXPECT_EQ(ids_of_title("D3, D4: locks"), two);
    EXPECT_EQ(ids_of_title("D3_locks, D4_flags: shows them"), two);
    EXPECT_TRUE(ids_of_title("D3 locks of main").empty());
    EXPECT_TRUE(ids_of_title("says it: D3").empty());
    const Tests tests{{"Suite.D3_Name", {"D3"}}, {"a.test.ts: D4: shows", {"D4"}}};
    EXPECT_NE(named_test(tests, "a.test.ts: D4:"), tests.end());
    EXPECT_EQ(named_test(tests, "a.test.ts: D5:"), tests.end());
    EXPECT_EQ(named_test(tests, "Suite.D3_Na"), tests.end()) << "a C++ test is named whole";
}

}  // namespace
}  // namespace tally::tidy
