#include "tests/http/served_division.h"

#include <fstream>
#include <gtest/gtest.h>
#include <string>

#include "projections/folders.h"

namespace tally::tests {

using namespace tally::eventstore;

ServedDivision::ServedDivision() {
    DivisionOptions options;
    options.directory = directory_.path() / "store";
    options.make_folders = projections::make_folders;
    auto made = Division::create(options, {"ledger.test/gas", "USD", "America/New_York", false, 7}, "test");
    EXPECT_TRUE(made) << made.error().message;
    division_ = std::move(*made);
    execute_file("utility.jsonl");
    execute_file("customer.jsonl");
}

void ServedDivision::execute(std::string_view json) const {
    CommandReader reader{division_->currency()};
    auto parsed = reader.read(json);
    ASSERT_TRUE(parsed) << parsed.error().message();
    if (parsed->header.actor.empty()) parsed->header.actor = domain::Plain{"test"};
    const auto outcome = division_->execute(std::move(*parsed));
    ASSERT_EQ(outcome.kind, Outcome::Kind::accepted) << json;
    ASSERT_TRUE(division_->store().wait_for(division_->store().durable_end(), std::chrono::seconds{60}));
}

void ServedDivision::execute_file(std::string_view name) const {
    std::ifstream file{std::string{TALLY_SOURCE_DIR} + "/tools/examples/" + std::string{name}};
    for (std::string line; std::getline(file, line);)
        if (!line.empty()) execute(line);
}

}  // namespace tally::tests
