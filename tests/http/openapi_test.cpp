// The OpenAPI document: the committed one is what the code makes, every path and command is in it, and nothing in it
// leads nowhere. tests/outside/openapi.mjs holds it and real answers against implementations that are not ours.

#include "tools/http/openapi.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <set>
#include <simdjson.h>
#include <string>

#include "eventstore/codec/catalogue.h"
#include "projections/ask.h"

namespace tally::tools {
namespace {

namespace dom = simdjson::dom;

const std::filesystem::path committed = std::filesystem::path{TALLY_SOURCE_DIR} / "tools/http/openapi.json";

TEST(OpenApiGolden, TheCommittedDocumentIsWhatTheCodeMakes) {
    const auto made = openapi_document();
    if (const char* value = std::getenv("TALLY_REGENERATE"); value != nullptr && std::string_view{value} == "1")
        std::ofstream(committed, std::ios::binary) << made;
    std::ifstream file{committed, std::ios::binary};
    const std::string held{std::istreambuf_iterator<char>{file}, {}};
    EXPECT_TRUE(held == made) << committed
                              << " is stale: run this test with TALLY_REGENERATE=1, look at the difference, commit it";
}

class OpenApi : public testing::Test {
  protected:
    void SetUp() override { ASSERT_EQ(parser_.parse(openapi_document()).get(document_), simdjson::SUCCESS); }
    dom::parser parser_;
    dom::element document_;
};

TEST_F(OpenApi, HasEveryQuestionAndEveryCommandUnderANameOfItsOwn) {
    dom::object paths;
    ASSERT_EQ(document_["paths"].get(paths), simdjson::SUCCESS);
    std::set<std::string> names;
    std::set<std::string> found;
    for (const auto& [path, operations] : paths) {
        found.emplace(path);
        for (const auto& [method, operation] : dom::object{operations}) {
            EXPECT_TRUE(method == "get" || method == "post" || method == "delete") << path;
            const std::string name{std::string_view{operation["operationId"]}};
            EXPECT_TRUE(names.insert(name).second) << name << " is there twice";
        }
    }
    for (const auto& question : projections::questions())
        for (const auto path : {question.path, question.id_path})
            EXPECT_TRUE(path.empty() || found.contains(std::string{path})) << path;
    for (const auto& command : eventstore::catalogue_of<domain::Command>())
        EXPECT_TRUE(found.contains("/v1/commands/" + std::string{command.name})) << command.name;
    EXPECT_TRUE(found.contains("/v1/commands"));
}

void collect_references(const dom::element& element, std::set<std::string>& references) {
    if (element.is_array())
        for (const auto& one : dom::array{element}) collect_references(one, references);
    if (!element.is_object()) return;
    for (const auto& [name, value] : dom::object{element})
        if (name == "$ref")
            references.emplace(std::string_view{value});
        else
            collect_references(value, references);
}

TEST_F(OpenApi, EachReferenceLeadsToASchemaAndEachSchemaIsReferredTo) {
    std::set<std::string> references;
    collect_references(document_, references);
    EXPECT_GT(references.size(), 100u);
    std::set<std::string> schemas;
    dom::object held;
    ASSERT_EQ(document_["components"]["schemas"].get(held), simdjson::SUCCESS);
    for (const auto& [name, schema] : held)
        EXPECT_TRUE(schemas.insert("#/components/schemas/" + std::string{name}).second) << name << " is there twice";
    EXPECT_EQ(references, schemas);
}

}  // namespace
}  // namespace tally::tools
