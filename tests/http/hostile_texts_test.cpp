// Texts that would do harm where they are shown, sent in every text of every command as the commands' own descriptions
// have them: each is refused under the name of its field, and no answer repeats what does the harm.

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <simdjson.h>
#include <string>
#include <vector>

#include "consumers/commands/async_division_port.h"
#include "eventstore/codec/catalogue.h"
#include "eventstore/codec/json.h"
#include "tests/http/raw_client.h"
#include "tests/http/served_division.h"
#include "tools/http/routes/http_routes.h"
#include "tools/http/server/http_server.h"

namespace tally::tools {
namespace {

using eventstore::RecordShape;
using eventstore::ValueKind;
using eventstore::ValueShape;
using testing::HasSubstr;
using testing::Not;
using tests::RawClient;

// A text of a command: where it is, and the command's members that lead to it, with TEXT in its place.
struct TextPlace {
    std::string path;
    std::string members;
};
constexpr std::string_view in_its_place = "TEXT";

void places_in(const RecordShape& record, const std::string& path, const std::string& before, const std::string& after,
               std::vector<const RecordShape*>& way, std::vector<TextPlace>& places);

void places_in(const ValueShape& value, const std::string& path, const std::string& before, const std::string& after,
               std::vector<const RecordShape*>& way, std::vector<TextPlace>& places) {
    if (value.kind == ValueKind::text || value.kind == ValueKind::personal) {
        places.push_back({path, before + std::string{in_its_place} + after});
    } else if (value.kind == ValueKind::optional) {
        places_in(*value.element, path, before, after, way, places);
    } else if (value.kind == ValueKind::list) {
        places_in(*value.element, path + "[0]", before + "[", "]" + after, way, places);
    } else if (value.kind == ValueKind::record) {
        places_in(*value.record, path + ".", before + "{", "}" + after, way, places);
    }
}

void places_in(const RecordShape& record, const std::string& path, const std::string& before, const std::string& after,
               std::vector<const RecordShape*>& way, std::vector<TextPlace>& places) {
    if (std::find(way.begin(), way.end(), &record) != way.end()) return;
    way.push_back(&record);
    for (const auto& field : record.fields)
        places_in(*field.value, path + std::string{field.name}, before + '"' + std::string{field.name} + "\":", after,
                  way, places);
    way.pop_back();
}

std::vector<TextPlace> places_of(const RecordShape& command) {
    std::vector<TextPlace> places;
    std::vector<const RecordShape*> way;
    places_in(command, "", "", "", way, places);
    return places;
}

// As JSON writes it, and what of it must never be sent back as it is; empty: it does no harm in an answer.
struct HarmfulText {
    std::string json;
    std::string bytes;
};
std::vector<HarmfulText> harmful_texts() {
    std::vector<HarmfulText> texts;
    for (unsigned code = 0; code < 0x20; ++code) {
        char escape[8];
        (void)std::snprintf(escape, sizeof escape, "\\u%04x", code);
        texts.push_back({"\"a" + std::string{escape} + "b\"", {'a', static_cast<char>(code), 'b'}});
    }
    for (const auto& [escape, bytes] :
         std::initializer_list<std::pair<const char*, const char*>>{{"\\u007f", "\x7f"},
                                                                    {"\\u0085", "\xc2\x85"},
                                                                    {"\\u009b", "\xc2\x9b"},
                                                                    {"\\u2028", "\xe2\x80\xa8"},
                                                                    {"\\u202a", "\xe2\x80\xaa"},
                                                                    {"\\u202e", "\xe2\x80\xae"},
                                                                    {"\\u2066", "\xe2\x81\xa6"}})
        texts.push_back({"\"a" + std::string{escape} + "b\"", bytes});
    texts.push_back({"\"\\u200b\\u200b\"", ""});  // Nothing can be seen of it.
    return texts;
}

class HostileTexts : public testing::Test {
  protected:
    void SetUp() override {
        auto started = HttpServer::start("127.0.0.1:0", routes_);
        ASSERT_TRUE(started) << started.error();
        server_ = std::move(*started);
    }
    // The receipts of a batch of these lines.
    [[nodiscard]] std::vector<std::string> receipts_of(const std::string& lines) const {
        RawClient client{server_->address()};
        EXPECT_TRUE(
            client.say("POST /v1/commands:batch HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/jsonl\r\n"
                       "Content-Length: " +
                       std::to_string(lines.size()) + "\r\n\r\n" + lines));
        const auto answer = client.hear();
        EXPECT_EQ(answer.status, 200);
        EXPECT_EQ(answer.headers.at("content-type"), "application/jsonl");
        EXPECT_EQ(answer.headers.at("x-content-type-options"), "nosniff");
        std::string all;
        for (auto chunk = client.hear_chunk(); chunk && !chunk->empty(); chunk = client.hear_chunk()) all += *chunk;
        std::vector<std::string> receipts;
        for (std::size_t at = 0, end = 0; (end = all.find('\n', at)) != std::string::npos; at = end + 1)
            receipts.push_back(all.substr(at, end - at));
        return receipts;
    }
    static std::string line(std::string_view type, const TextPlace& place, const std::string& json,
                            const std::string& id) {
        auto members = place.members;
        members.replace(members.find(in_its_place), in_its_place.size(), json);
        return R"({"type":")" + std::string{type} + R"(","command_id":")" + id + R"(",)" + members + "}";
    }
    static std::string member(simdjson::dom::parser& parser, const std::string& json, std::string_view name) {
        std::string_view text;
        const auto parsed = parser.parse(json);
        EXPECT_EQ(parsed.error(), simdjson::SUCCESS) << json;
        if (parsed.error() != simdjson::SUCCESS || parsed[name].get(text) != simdjson::SUCCESS) return {};
        return std::string{text};
    }

    tests::ServedDivision served_;
    EmbeddedDirectory directory_{served_.division()};
    consumers::AsyncDivisionPort port_{served_.division()};
    HttpRoutes routes_{directory_, &port_, "desk"};
    std::unique_ptr<HttpServer> server_;
};

TEST_F(HostileTexts, WhatDoesHarmIsRefusedInEveryTextOfEveryCommandUnderItsName) {
    const auto texts = harmful_texts();
    const auto before = served_.division().store().durable_end();
    simdjson::dom::parser parser;
    std::size_t tried = 0;
    for (const auto& command : eventstore::catalogue_of<domain::Command>()) {
        const auto places = places_of(*command.shape);
        std::string lines;
        for (const auto& place : places)
            for (const auto& text : texts)
                lines += line(command.name, place, text.json, "h" + std::to_string(tried++)) + "\n";
        if (places.empty()) continue;
        const auto receipts = receipts_of(lines);
        ASSERT_EQ(receipts.size(), places.size() * texts.size()) << command.name;
        for (std::size_t i = 0; i < receipts.size(); ++i) {
            const auto& place = places[i / texts.size()];
            const auto& text = texts[i % texts.size()];
            const auto about = std::string{command.name} + " " + place.path + " " + text.json + "\n" + receipts[i];
            const auto status = member(parser, receipts[i], "status");
            ASSERT_TRUE(status == "refused" || status == "unreadable") << about;
            // What cannot be read as a code or an id at all is said in words.
            if (status == "refused") {
                ASSERT_EQ(member(parser, receipts[i], "field"), place.path) << about;
            } else {
                ASSERT_THAT(member(parser, receipts[i], "error"), HasSubstr(place.path)) << about;
            }
            if (!text.bytes.empty()) {
                ASSERT_THAT(receipts[i], Not(HasSubstr(text.bytes))) << about;
            }
        }
    }
    EXPECT_GT(tried, 10'000u) << "the descriptions have texts";
    EXPECT_EQ(served_.division().store().durable_end(), before) << "nothing was written";
}

// A problem has to be JSON that a page may show as it is.
TEST_F(HostileTexts, AProblemIsJsonWhateverItRepeats) {
    simdjson::dom::parser parser;
    for (const std::string& text : std::initializer_list<std::string>{
             "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' OR 1=1 --", "javascript:alert(1)",
             "a\xe2\x80\x8b"
             "b",
             "</script><script>", "${7*7}", "\\u0022"}) {
        std::string json;
        eventstore::write_json_string(text, json);
        for (const std::string& body : std::initializer_list<std::string>{
                 R"({"type":"payment.post","command_id":)" + json + "}", R"({"type":)" + json + R"(,"command_id":"p"})",
                 R"({"type":"payment.post","command_id":"p",)" + json + ":1}",
                 R"({"type":"account.change_terms","command_id":"p","account":)" + json + "}"}) {
            RawClient client{server_->address()};
            client.say(
                "POST /v1/commands HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                "Content-Length: " +
                std::to_string(body.size()) + "\r\n\r\n" + body);
            const auto answer = client.hear();
            EXPECT_TRUE(answer.status == 400 || answer.status == 422) << body << answer.body;
            EXPECT_EQ(answer.headers.at("content-type"), problem_type);
            EXPECT_EQ(answer.headers.at("x-content-type-options"), "nosniff");
            EXPECT_EQ(parser.parse(answer.body).error(), simdjson::SUCCESS) << answer.body;
        }
    }
}

}  // namespace
}  // namespace tally::tools
