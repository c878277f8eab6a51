// House rules as tests. Each message names the place and what to do instead.

#include <cctype>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "tests/tidy/sources.h"

namespace tally::tidy {
namespace {

namespace fs = std::filesystem;
const std::vector<std::string> modules{"domain", "eventstore", "projections", "consumers", "tools"};

// Who may include whom. Changing an arrow changes the architecture: say why in the commit.
const std::map<std::string, std::set<std::string>> arrows{
    {"domain", {"domain"}},
    {"eventstore", {"eventstore", "domain"}},
    {"projections", {"projections", "eventstore", "domain"}},
    {"consumers", {"consumers", "projections", "eventstore", "domain"}},
    {"tools", {"tools", "consumers", "projections", "eventstore", "domain"}},
};

struct Line {
    std::string file;
    std::size_t number;
    std::string text;
    [[nodiscard]] std::string place() const { return file + ":" + std::to_string(number) + ": " + text; }
};

std::vector<Line> lines(const fs::path& path) {
    std::vector<Line> found;
    for (auto& text : lines_of(path)) found.push_back({name_of(path), found.size() + 1, std::move(text)});
    return found;
}

std::string without_comment(const std::string& text) {
    return text.substr(0, text.find("//"));
}

TEST(Tidy, IncludesFollowTheArrows) {
    const std::regex include(R"re(^\s*#include "([a-z]+)/)re");
    std::size_t seen = 0;
    for (const auto& module : modules)
        for (const auto& path : sources_of(module))
            for (const auto& line : lines(path)) {
                std::smatch match;
                if (line.text.find("#include \"") == std::string::npos) continue;
                if (!std::regex_search(line.text, match, include)) continue;
                ++seen;
                EXPECT_TRUE(arrows.at(module).contains(match[1]))
                    << line.place() << "\n  " << module << " must not know " << match[1]
                    << ": move the code up, or give it a port";
            }
    EXPECT_GT(seen, 100u) << "the scan found hardly any include: is it looking in the right place?";
}

struct Ban {
    std::vector<std::string> folders;
    std::vector<std::string> words;  // Whole words, or beginnings of includes.
    std::string instead;
    std::set<std::string> except;  // Files that may.
};

bool is_word_character(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

bool has_word(const std::string& text, const std::string& word) {
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
        const bool begins = at == 0 || !is_word_character(text[at - 1]);
        const auto end = at + word.size();
        const bool ends = !is_word_character(word.back()) || end == text.size() || !is_word_character(text[end]);
        if (begins && ends) return true;
    }
    return false;
}

TEST(Tidy, BannedWordsHaveReplacements) {
    const std::vector<Ban> bans{
        {{"domain"},
         {"system_clock", "steady_clock", "high_resolution_clock"},
         "take the time from the context: nothing in domain/ asks a clock",
         {}},
        {{"domain"},
         {"#include <fstream>", "#include <iostream>", "#include <thread>", "#include <mutex>", "#include <filesystem>",
          "#include <random>", "#include <spdlog/", "#include <fmt/"},
         "domain/ is pure: no I/O, threads, chance or logging",
         {}},
        {{"domain"},
         {"#include <cereal/", "#include <simdjson", "#include <openssl/", "#include <date/"},
         "domain/ uses no third party but tl::expected",
         {}},
        {{"domain", "eventstore", "projections", "consumers"},
         {"double", "float"},
         "use Money, Price, Quantity or Rate",
         {}},
        {{"domain", "eventstore", "projections", "consumers", "tools"},
         {"#include <rocksdb/"},
         "go through storage/key_value_store.h",
         {"eventstore/storage/rocksdb_store.cpp", "eventstore/storage/rocksdb_store.h"}},
        {{"eventstore", "projections", "consumers", "tools"},
         {"#include <spdlog/spdlog.h>"},
         "include eventstore/program_log.h: it keeps fmt's formatter from being compiled in each file",
         {"eventstore/program_log.h"}},
        {{"domain", "eventstore", "projections", "consumers/commands", "consumers/export", "consumers/feed",
          "consumers/intake", "consumers/node", "consumers/processes", "tools"},
         {"#include <librdkafka/"},
         "go through consumers/kafka/",
         {}},
        {{"domain", "eventstore", "projections", "consumers", "tools"},
         {"#include <toml++/"},
         "a file of settings is read by tools/shared/settings_file.h, consumers/kafka/kafka_configuration.h, "
         "consumers/node/node_configuration.h or consumers/intake/csv/csv_mapping.h",
         {"consumers/intake/csv/csv_mapping.cpp", "consumers/kafka/kafka_configuration.cpp",
          "consumers/node/node_configuration.cpp", "tools/shared/settings_file.cpp"}},
        {{"projections", "consumers", "tools"},
         {"CommandBatch"},
         "send commands through consumers/commands/command_port.h, so that it works on Kafka, too",
         {"consumers/commands/division_port.h", "consumers/commands/division_port.cpp"}},
        {{"consumers/processes"},
         {"eventstore::Division&"},
         "take a CommandPort and a HeldDivision, so that it works on Kafka, too",
         {}},
    };
    for (const auto& ban : bans)
        for (const auto& folder : ban.folders)
            for (const auto& path : sources_of(folder))
                for (const auto& line : lines(path)) {
                    if (ban.except.contains(line.file)) continue;
                    const auto code = without_comment(line.text);
                    for (const auto& word : ban.words)
                        EXPECT_FALSE(has_word(code, word)) << line.place() << "\n  " << ban.instead;
                }
}

// A text in a described record is an identifier, a Code, Plain (declared not to be about a person) or Personal
// (stored as ciphertext). The codec refuses anything else to compile; this finds it before.
TEST(Tidy, EventsAndCommandsHaveNoTextThatDoesNotSayWhetherItIsPersonal) {
    const std::regex bare_text(R"(^\s*(std::vector<|std::optional<)?std::string\b[^()]*;)");
    std::size_t files = 0;
    for (const auto& path : sources_of("domain")) {
        const auto name = path.filename().string();
        if (name != "events.h" && name != "commands.h" && name != "types.h" && name != "state.h" &&
            name != "envelope.h")
            continue;
        ++files;
        for (const auto& line : lines(path))
            EXPECT_FALSE(line.text.find("std::string") != std::string::npos && std::regex_search(line.text, bare_text))
                << line.place()
                << "\n  use Personal (sealed under a person's key), Plain (declared not personal), Code or an "
                   "id type";
    }
    EXPECT_GE(files, 15u);
}

// An arm that swallows all other events hides those that are added later: topics and names say which are left alone.
TEST(Tidy, AVisitorHasNoArmForAllOtherEvents) {
    const std::regex swallows(R"(\[[^\]]*\]\s*\(const auto&\))");
    std::size_t visitors = 0;
    for (const auto& module : modules)
        for (const auto& path : sources_of(module))
            for (const auto& line : lines(path)) {
                visitors += line.text.find("visit(") != std::string::npos ? 1 : 0;
                EXPECT_FALSE(std::regex_search(line.text, swallows))
                    << line.place() << "\n  use Ignore, IgnoreByName or ConcernsOther of domain/event_arms.h";
            }
    EXPECT_GT(visitors, 10u);
}

// A stranger can look up what the code refers to: rules by number in domain/RULES.md, and nothing outside.
TEST(Tidy, RulesThatTheCodeNamesAreInTheRepository) {
    std::set<std::string> known;
    const std::regex row(R"(^\| ([0-9]+) \| )");
    std::smatch match;
    for (const auto& line : lines(source_root() / "domain/RULES.md"))
        if (std::regex_search(line.text, match, row)) known.insert(match[1]);
    EXPECT_GT(known.size(), 15u);
    const std::regex reference(R"(\[rules? ([0-9, ]+)\])");
    const std::regex number("[0-9]+");
    const std::regex elsewhere(R"(\b(domain|formats|capabilities|design)\.md\b|\(([A-H][0-9]{1,2})(, | to |\)))");
    std::size_t references = 0;
    for (const auto& module : modules)
        for (const auto& path : sources_of(module))
            for (const auto& line : lines(path)) {
                EXPECT_FALSE(std::regex_search(line.text, elsewhere)) << line.place() << "\n  say it in words";
                if (!std::regex_search(line.text, match, reference)) continue;
                const std::string numbers = match[1];
                for (std::sregex_iterator one(numbers.begin(), numbers.end(), number), end; one != end; ++one) {
                    ++references;
                    EXPECT_TRUE(known.contains(one->str()))
                        << line.place() << "\n  write rule " << one->str() << " into domain/RULES.md";
                }
            }
    EXPECT_GT(references, 30u);
}

TEST(Tidy, HeadersBeginWithPragmaOnceAndWhatTheyOwn) {
    for (const auto& module : modules)
        for (const auto& path : sources_of(module)) {
            if (path.extension() != ".h") continue;
            const auto text = lines(path);
            ASSERT_GE(text.size(), 2u) << path;
            EXPECT_EQ(text[0].text, "#pragma once") << text[0].place();
            EXPECT_EQ(text[1].text.substr(0, 3), "// ")
                << text[1].place() << "\n  say in a line or two what this file owns";
        }
}

TEST(Tidy, FilesAndFoldersHaveSnakeCaseNamesThatSayWhatTheyAre) {
    const std::regex snake_case("[a-z][a-z0-9_]*");
    const std::set<std::string> empty_words{"utils", "util", "common", "helper", "helpers", "manager", "misc"};
    for (const auto& module : modules)
        for (const auto& path : sources_of(module)) {
            const auto stem = path.stem().string();
            EXPECT_TRUE(std::regex_match(stem, snake_case)) << path << " is not snake_case";
            EXPECT_FALSE(empty_words.contains(stem)) << path << ": name it after what it owns";
            EXPECT_FALSE(empty_words.contains(path.parent_path().filename().string())) << path;
        }
}

TEST(Tidy, NoWorkIsLeftAsAWord) {
    for (const auto& module : modules)
        for (const auto& path : sources_of(module))
            for (const auto& line : lines(path))
                for (const char* word : {"TODO", "FIXME", "XXX", "HACK"})
                    EXPECT_FALSE(has_word(line.text, word)) << line.place() << "\n  do it, or leave it out";
}

TEST(Tidy, NothingElseStandsAtTheTop) {
    const std::set<std::string> allowed{"CMakeLists.txt", "README.md", "LICENSE", "domain", "eventstore",
                                        "projections",    "consumers", "tools",   "tests"};
    for (const auto& entry : fs::directory_iterator(source_root())) {
        const auto name = entry.path().filename().string();
        // Dotfiles, and build folders that git ignores.
        if (name.front() == '.' || name.starts_with("build")) continue;
        EXPECT_TRUE(allowed.contains(name)) << name << " does not belong at the top: put it into a module";
    }
}

TEST(Tidy, EachSourceFileIsListedInItsModule) {
    for (const auto& module : modules) {
        std::ifstream file(source_root() / module / "CMakeLists.txt");
        const std::string listed{std::istreambuf_iterator<char>(file), {}};
        for (const auto& path : sources_of(module))
            if (path.extension() == ".cpp") {
                EXPECT_NE(listed.find(fs::relative(path, source_root() / module).string()), std::string::npos)
                    << name_of(path) << " is in no list of " << module << "/CMakeLists.txt: no target builds it";
            }
    }
}

}  // namespace
}  // namespace tally::tidy
