// The feeds' contract as committed, and a message of every type ever released, kept for ever: feeds/<version>/. What is
// new is written by TALLY_REGENERATE=1. contract_check.py validates every message against every release.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <set>
#include <sstream>
#include <string>

#include "consumers/feed/content/contents.h"
#include "consumers/feed/content/message_type.h"
#include "consumers/feed/describe_feeds.h"
#include "eventstore/codec/json.h"
#include "eventstore/keys/sealer.h"
#include "tests/golden/examples.h"

namespace tally::tests {
namespace {

namespace fs = std::filesystem;
using namespace consumers;

const fs::path source = TALLY_SOURCE_DIR;
const fs::path contract = source / "consumers/feed/contract" / contract_version;
const fs::path golden = source / "tests/golden/feeds" / contract_version;

bool regenerating() {
    const char* value = std::getenv("TALLY_REGENERATE");
    return value != nullptr && std::string_view{value} == "1";
}
std::string read_file(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}
void compare_or_write(const fs::path& path, const std::string& made, const std::string& cure) {
    if (regenerating() && !fs::exists(path)) {
        fs::create_directories(path.parent_path());
        std::ofstream(path, std::ios::binary) << made;
    }
    ASSERT_TRUE(fs::exists(path)) << path << " is missing: run this test with TALLY_REGENERATE=1";
    EXPECT_EQ(read_file(path), made) << path << " is stale. " << cure;
}
std::set<std::string> names_in(const fs::path& folder) {
    std::set<std::string> names;
    if (fs::exists(folder))
        for (const auto& file : fs::directory_iterator(folder)) names.insert(file.path().filename().string());
    return names;
}

std::string text_of(const FeedMessage& message) {
    const auto member = [](std::string_view name, std::string_view value) {
        std::string text;
        eventstore::write_json_string(name, text);
        text += ':';
        eventstore::write_json_string(value, text);
        return text + ",";
    };
    return indented_json(
        "{" + member("id", message.id) + member("type", message.type) + member("subject", message.subject) +
        member("time", message.time) + member("data_schema", message.data_schema) +
        member("sequence", std::to_string(message.sequence)) + member("position", std::to_string(message.position)) +
        member("key", message.key) + "\"value\":" + (message.value.empty() ? "null" : message.value) + "}");
}

TEST(FeedGolden, TheCommittedContractIsWhatTheCodeSays) {
    std::set<std::string> expected;
    for (const auto& [name, text] : contract_files()) {
        expected.insert(name);
        compare_or_write(contract / name, text,
                         "If this version was released, raise contract_version (message_type.h), name added fields in "
                         "describe_feeds.cpp and regenerate; if it never was, delete the file and regenerate.");
    }
    EXPECT_EQ(names_in(contract), expected) << "a released type is never removed";
}

// Examples stand in any stream; this one in that of its aggregate, by the first word of its type.
domain::RecordedEvent in_its_stream(domain::RecordedEvent recorded) {
    const std::string& type = recorded.envelope.event_type.str();
    const auto names = enum_names(domain::StreamKind{});
    for (std::size_t kind = 0; kind < names.size(); ++kind)
        if (type.starts_with(std::string{names[kind]} + "."))
            recorded.envelope.stream.kind = static_cast<domain::StreamKind>(kind);
    return recorded;
}

TEST(FeedGolden, EveryTypeHasMessagesThatNeverChange) {
    const auto keys = eventstore::KeyStore::simulated(example_key_seed);
    const eventstore::Sealer sealer{*keys};
    const FeedSource division{{{'U', 'S', 'D', 0}, 2},
                              [&](const domain::Personal& personal) { return sealer.open(personal); }};
    std::set<std::string> without;
    for (const auto& type : message_types()) without.insert(type.type);
    std::set<std::string> expected;
    std::map<std::string, int> counts;
    for (const auto feed : feed_names())
        for (std::size_t i = 0; i < domain::EventTypes::size; ++i) {
            // New content each time, so that no balance depends on the order of events.
            const auto content = make_feed_content(feed, division);
            std::vector<FeedMessage> messages;
            const auto added = content->add_messages(in_its_stream(example_event(i)), messages);
            ASSERT_TRUE(added) << added.error().message;
            for (const FeedMessage& message : messages) {
                without.erase(message.type);
                const std::string name = message.type + "." + std::to_string(++counts[message.type]) + ".json";
                expected.insert(name);
                compare_or_write(golden / name, text_of(message),
                                 "If this version was released, raise contract_version, so that the old message is "
                                 "kept; if it never was, delete the file and regenerate.");
            }
        }
    for (const auto& type : without) ADD_FAILURE() << type << " has no example";
    EXPECT_EQ(names_in(golden), expected) << "a message that was released is kept";
}

// Never in clear but in the feed that is there for it.
TEST(FeedGolden, NoPersonalTextIsSaidInClear) {
    std::size_t in_clear = 0;
    for (const auto& file : fs::recursive_directory_iterator(source / "tests/golden/feeds")) {
        if (!file.is_regular_file() || read_file(file.path()).find("of Zoë") == std::string::npos) continue;
        ++in_clear;
        EXPECT_TRUE(file.path().filename().string().starts_with("tally.persons.")) << file.path();
    }
    EXPECT_GE(in_clear, 3u) << "persons are not in clear: is the test looking for the right text?";
}

}  // namespace
}  // namespace tally::tests
