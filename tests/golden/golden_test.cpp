// Bytes and JSON of every event ever released, kept for ever: events/<type>.v<version>.{hex,json}. A file here is never
// rewritten. What is new is written by TALLY_REGENERATE=1, which also rewrites domain/EVENTS.md.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <set>
#include <sstream>
#include <string>

#include "domain/commands.h"
#include "eventstore/codec/catalogue.h"
#include "eventstore/codec/codec.h"
#include "eventstore/codec/json.h"
#include "eventstore/codec/json_reader.h"
#include "eventstore/keys/sealer.h"
#include "tests/golden/examples.h"

namespace tally::tests {
namespace {

using namespace tally::domain;
using namespace tally::eventstore;

const std::filesystem::path golden_directory = std::filesystem::path{TALLY_SOURCE_DIR} / "tests/golden/events";
const std::filesystem::path events_markdown_file = std::filesystem::path{TALLY_SOURCE_DIR} / "domain/EVENTS.md";
const char* const how_to_regenerate = "run this test with TALLY_REGENERATE=1, look at the difference and commit it";

bool regenerating() {
    const char* value = std::getenv("TALLY_REGENERATE");
    return value != nullptr && std::string_view{value} == "1";
}

std::string read_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}
void write_file(const std::filesystem::path& path, const std::string& text) {
    std::ofstream(path, std::ios::binary) << text;
}

// 32 bytes a line.
std::string to_hex_lines(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const auto byte = static_cast<unsigned char>(bytes[i]);
        text += digits[byte >> 4];
        text += digits[byte & 15];
        if (i % 32 == 31 || i + 1 == bytes.size()) text += '\n';
    }
    return text;
}
std::string from_hex_lines(std::string_view text) {
    std::string bytes;
    std::string pair;
    for (const char c : text) {
        if (c == '\n') continue;
        pair += c;
        if (pair.size() == 2) {
            bytes += static_cast<char>(std::stoi(pair, nullptr, 16));
            pair.clear();
        }
    }
    return bytes;
}

// One field a line, so that a difference shows.
std::string indented(std::string_view json) {
    std::string text;
    std::size_t depth = 0;
    bool in_string = false;
    const auto new_line = [&] { text.append("\n").append(2 * depth, ' '); };
    for (std::size_t i = 0; i < json.size(); ++i) {
        const char c = json[i];
        if (in_string) {
            text += c;
            if (c == '\\')
                text += json[++i];
            else if (c == '"')
                in_string = false;
            continue;
        }
        if (c == '"') in_string = true;
        if (c == '}' || c == ']') {
            --depth;
            new_line();
        }
        text += c;
        if (c == ':') text += ' ';
        if (c == '{' || c == '[') ++depth;
        if (c == '{' || c == '[' || c == ',') new_line();
    }
    return text + "\n";
}

JsonContext opening(const Sealer& sealer) {
    JsonContext context;
    context.open = [&sealer](const Personal& personal) { return sealer.open(personal); };
    return context;
}

void compare_or_write(const std::filesystem::path& path, const std::string& made) {
    if (!std::filesystem::exists(path)) {
        if (regenerating()) {
            write_file(path, made);
            return;
        }
        FAIL() << path << " is missing: " << how_to_regenerate;
    }
    EXPECT_EQ(read_file(path), made)
        << path << " is on disk in every log there is, and no longer what is written. If this shape was released, "
        << "raise schema_version and add an upcast (eventstore/codec/upcasts.h). If it never was, delete the file and "
        << how_to_regenerate;
}

TEST(Golden, F1_EveryEventHasBytesAndJsonThatNeverChange) {
    const auto keys = KeyStore::simulated(example_key_seed);
    const Sealer sealer{*keys};
    const JsonContext context = opening(sealer);
    for (std::size_t i = 0; i < domain::EventTypes::size; ++i) {
        const RecordedEvent recorded = example_event(i);
        const std::string name =
            std::string{type_name_of(recorded.event)} + ".v" + std::to_string(schema_version_of(recorded.event));
        std::string bytes;
        encode_entry(recorded.envelope, recorded.event, bytes);
        std::string json;
        write_event_json(recorded, context, json);
        compare_or_write(golden_directory / (name + ".hex"), to_hex_lines(bytes));
        compare_or_write(golden_directory / (name + ".json"), indented(json));
    }
}

TEST(Golden, EveryFileEverWrittenStillDecodes) {
    const auto keys = KeyStore::simulated(example_key_seed);
    const Sealer sealer{*keys};
    const JsonContext context = opening(sealer);
    std::size_t files = 0;
    for (const auto& file : std::filesystem::directory_iterator(golden_directory)) {
        if (file.path().extension() != ".hex") continue;
        ++files;
        const auto decoded = decode_entry(from_hex_lines(read_file(file.path())));
        ASSERT_TRUE(decoded.has_value()) << file.path() << ": " << decoded.error().message;
        const std::string current =
            std::string{type_name_of(decoded->event)} + ".v" + std::to_string(schema_version_of(decoded->event));
        if (file.path().stem() != current) continue;  // An older shape: upcast, so that its JSON has moved on.
        std::string json;
        write_event_json(*decoded, context, json);
        auto json_path = file.path();
        EXPECT_EQ(read_file(json_path.replace_extension(".json")), indented(json)) << file.path();
    }
    EXPECT_GE(files, domain::EventTypes::size);
}

TEST(Golden, ExportedJsonReadsBackAsTheSameEvent) {
    JsonReader reader{Currency{{'U', 'S', 'D', 0}, 2}, PersonalText::clear_or_sealed};
    for (std::size_t i = 0; i < domain::EventTypes::size; ++i) {
        const RecordedEvent recorded = example_event(i);
        std::string json;
        write_event_json(recorded, {}, json);  // Without keys: personal text stays sealed.
        const auto read = reader.read_event(json);
        ASSERT_TRUE(read.has_value()) << json << "\n" << read.error().message();
        EXPECT_EQ(*read, recorded) << json;
    }
}

TEST(Golden, F1_TheCatalogueOfEventsIsUpToDate) {
    const std::string made = events_markdown();
    if (regenerating()) write_file(events_markdown_file, made);
    EXPECT_EQ(read_file(events_markdown_file), made) << "domain/EVENTS.md is stale: " << how_to_regenerate;
}

TEST(Golden, NoTwoEventsOrCommandsShareAName) {
    for (const auto* shapes : {&variant_shape<Event>(), &variant_shape<Command>()}) {
        std::set<std::string_view> names;
        for (const auto* shape : shapes->alternatives) {
            EXPECT_TRUE(names.insert(shape->type_name).second) << shape->type_name << " is the name of two";
            EXPECT_NE(shape->type_name.find('.'), std::string_view::npos) << shape->type_name;
        }
    }
}

}  // namespace
}  // namespace tally::tests
