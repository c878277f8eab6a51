#pragma once
// A store with the standard utility, in simulated time, for tests of processes that are run for a day.

#include <gtest/gtest.h>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "consumers/commands/division_port.h"
#include "projections/folders.h"
#include "tests/support/standard_utility.h"
#include "tests/support/temporary_directory.h"

namespace tally::tests {

class ProcessRuns : public testing::Test {
  protected:
    void make_store() {
        eventstore::DivisionOptions options;
        options.directory = directory_.path() / "store";
        options.make_folders = projections::make_folders;
        eventstore::NewDivision made;
        made.origin = "ledger.test/gas";
        made.currency = "USD";
        made.time_zone = "America/New_York";
        made.simulated_time = true;
        auto division = eventstore::Division::create(options, made, "test");
        ASSERT_TRUE(division) << division.error().message;
        division_ = std::move(*division);
    }
    static std::vector<domain::Command> settings() {
        std::vector<domain::Command> commands;
        for (auto& body : test::standard_settings())
            if (!holds_alternative<domain::CreateDivision>(body)) commands.push_back(std::move(body));
        return commands;
    }
    // All are accepted.
    void send(std::vector<domain::Command> commands, std::string_view day) {
        consumers::DivisionPort port(*division_);
        std::size_t next = 0;
        const auto ran = port.run(
            [&]() -> std::optional<eventstore::ParsedCommand> {
                if (next == commands.size()) return std::nullopt;
                eventstore::ParsedCommand parsed;
                parsed.header.command_id = domain::CommandId{"c-" + std::to_string(++sent_)};
                parsed.header.actor = domain::Plain{"test"};
                parsed.header.received_at = noon(day);
                parsed.command = commands[next++];
                return parsed;
            },
            [&](const eventstore::ParsedCommand&, const eventstore::CommandReceipt& receipt) {
                EXPECT_EQ(receipt.status, eventstore::ReceiptStatus::accepted) << eventstore::receipt_json(receipt);
                return true;
            });
        ASSERT_TRUE(ran) << ran.error().message;
    }
    static domain::Instant noon(std::string_view day) {
        return *domain::Instant::parse(std::string{day} + "T12:00:00Z");
    }

    TemporaryDirectory directory_;
    std::unique_ptr<eventstore::Division> division_;
    std::uint64_t sent_ = 0;
};

}  // namespace tally::tests
