// Correction runs against a store: which accounts are due, nothing twice, interrupted and resumed, what waits and why,
// and what is read back of it.

#include "consumers/processes/correction_run/correction_run.h"

#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <vector>

#include "consumers/commands/division_port.h"
#include "consumers/processes/process.h"
#include "projections/corrections/correction_queries.h"
#include "projections/folders.h"
#include "tests/support/standard_utility.h"
#include "tests/support/temporary_directory.h"

namespace tally::tests {
namespace {

using namespace tally::consumers;
using namespace tally::domain;
using eventstore::ParsedCommand;
using eventstore::ReceiptStatus;

// Accounts 1 to 4 have gas since January 5, billed on February 4 for 30 therms; the reads of 1 to 3 are corrected.
class CorrectionRuns : public testing::Test {
  protected:
    void SetUp() override {
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
        std::vector<Command> commands;
        for (auto& body : test::standard_settings())
            if (!holds_alternative<CreateDivision>(body)) commands.push_back(std::move(body));
        for (const auto* id : {"1", "2", "3", "4"})
            for (auto& command : test::a_gas_customer(id, "2022-01-05")) commands.push_back(std::move(command));
        send(std::move(commands), "2022-01-05");
        for (const std::string id : {"1", "2", "3", "4"})
            send({test::a_read("L" + id + "-G", "2022-02-03", "30"),
                  BillAccount{AccountId{id}, Code{"M01"}, test::date("2022-02-04")}},
                 "2022-02-04");
        for (const std::string id : {"1", "2", "3"})
            send({test::a_read("L" + id + "-G", "2022-02-03", "29")}, "2022-02-05");
    }
    void send(std::vector<Command> commands, std::string_view day) {
        DivisionPort port(*division_);
        std::size_t next = 0;
        const auto ran = port.run(
            [&]() -> std::optional<ParsedCommand> {
                if (next == commands.size()) return std::nullopt;
                ParsedCommand parsed;
                parsed.header.command_id = CommandId{"c-" + std::to_string(++sent_)};
                parsed.header.actor = Plain{"test"};
                parsed.header.received_at = noon(day);
                parsed.command = commands[next++];
                return parsed;
            },
            [&](const ParsedCommand&, const eventstore::CommandReceipt& receipt) {
                EXPECT_EQ(receipt.status, ReceiptStatus::accepted) << eventstore::receipt_json(receipt);
                return true;
            });
        ASSERT_TRUE(ran) << ran.error().message;
    }
    static Instant noon(std::string_view day) { return *Instant::parse(std::string{day} + "T12:00:00Z"); }
    CorrectionRunReport correct(std::string_view day, std::uint64_t stop_after = 1'000) {
        DivisionPort port(*division_);
        HeldStore held(*division_);
        auto report = run_corrections(port, held, {test::date(day), Plain{"test"}, noon(day)},
                                      [&](const RunProgress& now) { return now.answered < stop_after; });
        EXPECT_TRUE(report) << report.error().message;
        return report.value_or(CorrectionRunReport{});
    }
    // invoice>rebill of the account's latest correction; empty: it has none.
    std::string corrected(std::string_view account) {
        HeldStore held(*division_);
        EXPECT_TRUE(held.catch_up());
        const projections::Reader reader = projections::reader_of(*division_);
        const auto all = projections::corrections(reader, AccountId{account}, {});
        EXPECT_TRUE(all && *all);
        if (!all || !*all || (*all)->corrections.empty()) return {};
        const auto one = projections::correction(reader, (*all)->corrections.front().correction, {});
        EXPECT_TRUE(one && *one);
        std::string text;
        for (const auto& invoice : (*one)->invoices) text += invoice.invoice.str() + ">" + invoice.rebill.str();
        return text;
    }

    TemporaryDirectory directory_;
    std::unique_ptr<eventstore::Division> division_;
    std::uint64_t sent_ = 0;
};

TEST_F(CorrectionRuns, G7_WhatIsDueIsCorrectedAndNothingTwice) {
    const CorrectionRunReport first = correct("2022-02-06");
    EXPECT_EQ(first.due, 3u);
    EXPECT_EQ(first.corrected, 3u);
    EXPECT_EQ(first.errors_count, 0u);
    for (const std::string id : {"1", "2", "3"}) EXPECT_EQ(corrected(id), id + "-I1>" + id + "-I2");
    EXPECT_EQ(corrected("4"), "");
    EXPECT_EQ(correct("2022-02-06").due, 0u);
    // Facts of the same day after the run are corrected by the next one of that day.
    send({test::a_read("L1-G", "2022-02-03", "28")}, "2022-02-06");
    const CorrectionRunReport again = correct("2022-02-06");
    EXPECT_EQ(again.due, 1u);
    EXPECT_EQ(again.corrected, 1u);
    EXPECT_EQ(corrected("1"), "1-I2>1-I3");
}

TEST_F(CorrectionRuns, G7_AnInterruptedRunGoesOnWhereItStopped) {
    const CorrectionRunReport cut = correct("2022-02-06", 1);
    const CorrectionRunReport rest = correct("2022-02-06");
    EXPECT_FALSE(rest.interrupted);
    EXPECT_EQ(cut.corrected + rest.corrected, 3u);
    for (const std::string id : {"1", "2", "3"}) EXPECT_EQ(corrected(id), id + "-I1>" + id + "-I2");
}

TEST_F(CorrectionRuns, G7_WhatCannotBeMadeStaysDueAndSaysWhy) {
    send({WithdrawRead{ServicePointId{"L2-G"}, {}, test::date("2022-02-03")}}, "2022-02-06");
    const CorrectionRunReport report = correct("2022-02-06");
    EXPECT_EQ(report.corrected, 2u);
    ASSERT_EQ(report.errors.size(), 1u);
    EXPECT_EQ(report.errors[0].account.str() + " " + report.errors[0].reason.str(), "2 no_billable_read");
    EXPECT_NE(report.errors[0].explanation.str().find("2022-02-03"), std::string::npos);
    HeldStore held(*division_);
    ASSERT_TRUE(held.catch_up());
    const projections::Reader reader = projections::reader_of(*division_);
    const auto due = projections::corrections_due(reader, {});
    ASSERT_TRUE(due);
    ASSERT_EQ(due->accounts.size(), 1u);
    EXPECT_EQ(due->accounts[0].heading.account.str(), "2");
    send({test::a_read("L2-G", "2022-02-03", "27")}, "2022-02-06");
    EXPECT_EQ(correct("2022-02-06").corrected, 1u);
    EXPECT_EQ(corrected("2"), "2-I1>2-I2");
}

TEST_F(CorrectionRuns, G7_ItIsRunByItsNameAndPreviewed) {
    const Process* const process = find_process("corrections");
    ASSERT_TRUE(process);
    DivisionPort port(*division_);
    HeldStore held(*division_);
    ProcessRequest request;
    request.run = {test::date("2022-02-06"), Plain{"test"}, noon("2022-02-06")};
    request.preview = true;
    const auto seen = run_process(*process, port, held, request, [](const RunProgress&) { return true; });
    ASSERT_TRUE(seen) << seen.error().message;
    EXPECT_NE(seen->outcome.text.str().find("3 accounts with bills to correct"), std::string::npos);
    EXPECT_EQ(corrected("1"), "");
    request.preview = false;
    const auto ran = run_process(*process, port, held, request, [](const RunProgress&) { return true; });
    ASSERT_TRUE(ran) << ran.error().message;
    EXPECT_NE(ran->outcome.text.str().find("3 corrected"), std::string::npos) << ran->outcome.text.str();
}

TEST_F(CorrectionRuns, H6_LinesAsKnownThenStandBesideLinesAsCorrected) {
    correct("2022-02-06");
    ASSERT_TRUE(HeldStore(*division_).catch_up());
    const projections::Reader reader = projections::reader_of(*division_);
    const auto one = projections::correction(reader, DocumentId{"1-COR1"}, {});
    ASSERT_TRUE(one && *one);
    ASSERT_EQ((*one)->invoices.size(), 1u);
    const auto& segment = (*one)->invoices[0].segments.at(0);
    ASSERT_EQ(segment.reads.size(), 1u);
    EXPECT_EQ(segment.reads[0].old_stop, test::quantity("30"));
    EXPECT_EQ(segment.reads[0].new_stop, test::quantity("29"));
    Money delta;
    bool supplied = false;
    for (const auto& line : segment.lines) {
        EXPECT_FALSE(line.old_line.empty() || line.new_line.empty()) << line.description.str();
        EXPECT_EQ(line.delta, line.new_amount - line.old_amount);
        delta += line.delta;
        if (line.unit == Code{"therm"} && line.old_quantity == test::quantity("30")) {
            supplied = true;
            EXPECT_EQ(line.new_quantity, test::quantity("29"));
        }
    }
    EXPECT_TRUE(supplied);
    EXPECT_EQ(delta, (*one)->delta);
    EXPECT_EQ((*one)->new_total - (*one)->old_total, (*one)->delta);
    EXPECT_LT((*one)->delta, Money{});
    // As of before, there was none.
    projections::AsOf before;
    before.position = (*one)->event_position;
    const auto then = projections::correction(reader, DocumentId{"1-COR1"}, before);
    ASSERT_TRUE(then);
    EXPECT_FALSE(*then);
    for (const auto* id : {"1-COR9", "none", "9-COR1"}) {
        const auto none = projections::correction(reader, DocumentId{id}, {});
        ASSERT_TRUE(none);
        EXPECT_FALSE(*none) << id;
    }
}

}  // namespace
}  // namespace tally::tests
