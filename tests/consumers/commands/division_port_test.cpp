// The way in for commands, against a store: a stream with bounds, answers in order, and what ends it.

#include "consumers/commands/division_port.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <vector>

#include "consumers/commands/held_division.h"
#include "consumers/processes/bill_run/bill_run.h"
#include "projections/folders.h"
#include "tests/support/standard_utility.h"
#include "tests/support/temporary_directory.h"

namespace tally::tests {
namespace {

using namespace tally::consumers;
using eventstore::CommandReceipt;
using eventstore::ParsedCommand;
using eventstore::ReceiptStatus;

class Ports : public testing::Test {
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
    }
    static ParsedCommand command(std::string id, domain::Command body) {
        ParsedCommand parsed;
        parsed.header.command_id = domain::CommandId{std::move(id)};
        parsed.header.actor = domain::Plain{"test"};
        parsed.header.received_at = *domain::Instant::parse("2022-02-04T12:00:00Z");
        parsed.command = std::move(body);
        return parsed;
    }
    static ParsedCommand cycle(std::size_t number) {
        domain::Define<domain::BillCycle> define;
        define.row.code = domain::Code{"C" + std::to_string(number)};
        define.row.description = domain::Plain{"A cycle"};
        return command("c-" + std::to_string(number), define);
    }

    TemporaryDirectory directory_;
    std::unique_ptr<eventstore::Division> division_;
};

TEST_F(Ports, AnswersComeInOrderAndFewCommandsAreTakenAheadOfThem) {
    DivisionPort port(*division_);
    constexpr std::size_t all = 5'000;
    std::size_t taken = 0;
    std::size_t most_under_way = 0;
    std::vector<std::string> answered;
    const auto ran = port.run(
        [&]() -> std::optional<ParsedCommand> {
            if (taken == all) return std::nullopt;
            most_under_way = std::max(most_under_way, taken - answered.size());
            return cycle(taken++);
        },
        [&](const ParsedCommand& sent, const CommandReceipt& receipt) {
            EXPECT_EQ(receipt.command_id.value, sent.header.command_id);
            EXPECT_EQ(receipt.status, ReceiptStatus::accepted);
            answered.push_back(sent.header.command_id.str());
            return true;
        });
    ASSERT_TRUE(ran) << ran.error().message;
    ASSERT_EQ(answered.size(), all);
    for (std::size_t i = 0; i < all; ++i) ASSERT_EQ(answered[i], "c-" + std::to_string(i));
    EXPECT_GT(most_under_way, DivisionPort::batch_commands) << "one batch is made while another is decided";
    EXPECT_LT(most_under_way, 2 * DivisionPort::batch_commands);
}

TEST_F(Ports, AskedToStopItTakesNoMoreAndAnswersWhatItTook) {
    DivisionPort port(*division_);
    std::size_t taken = 0;
    std::size_t answered = 0;
    const auto ran = port.run([&]() -> std::optional<ParsedCommand> { return cycle(taken++); },
                              [&](const ParsedCommand&, const CommandReceipt&) { return ++answered < 10; });
    ASSERT_TRUE(ran) << ran.error().message;
    EXPECT_EQ(answered, taken);
    EXPECT_EQ(taken, 2 * DivisionPort::batch_commands);
}

TEST_F(Ports, ARefusalIsAnAnswerAndAFailureEndsTheStream) {
    DivisionPort port(*division_);
    const auto receipts = send_all(port, {cycle(1), command("b", domain::BillAccount{}), cycle(1)});
    ASSERT_TRUE(receipts) << receipts.error().message;
    ASSERT_EQ(receipts->size(), 3u);
    EXPECT_EQ((*receipts)[0].status, ReceiptStatus::accepted);
    EXPECT_EQ((*receipts)[1].status, ReceiptStatus::refused);
    EXPECT_EQ((*receipts)[2].status, ReceiptStatus::repeated);
    EXPECT_EQ((*receipts)[2].first_position, (*receipts)[0].first_position);
    division_->abandon();
    std::size_t taken = 0;
    std::size_t failed = 0;
    const auto ran = port.run([&]() -> std::optional<ParsedCommand> { return cycle(10 + taken++); },
                              [&](const ParsedCommand&, const CommandReceipt& receipt) {
                                  failed += receipt.status == ReceiptStatus::failed ? 1 : 0;
                                  return true;
                              });
    ASSERT_FALSE(ran);
    EXPECT_TRUE(ran.error().store.has_value());
    EXPECT_FALSE(ran.error().message.empty());
    EXPECT_EQ(failed, taken);
    EXPECT_LE(taken, 2 * DivisionPort::batch_commands);
}

// A store as it was when the list of due accounts was made; what is asked by position is read from the whole log.
class AccountsStillDue final : public HeldDivision {
  public:
    AccountsStillDue(const eventstore::Division& before, const eventstore::Division& now)
        : before_(before), now_(now) {}
    [[nodiscard]] const eventstore::Division& division() const override { return reached_ ? now_ : before_; }
    [[nodiscard]] DivisionResult<void> catch_up() override { return {}; }
    [[nodiscard]] DivisionResult<void> reach(std::uint64_t position) override {
        reached_ = true;
        return HeldStore(now_).reach(position);
    }

  private:
    const eventstore::Division& before_;
    const eventstore::Division& now_;
    bool reached_ = false;
};

TEST_F(Ports, ABillRunOnAnOldListBillsEachAccountOnce) {
    namespace fs = std::filesystem;
    DivisionPort port(*division_);
    std::vector<ParsedCommand> commands;
    for (auto& body : test::standard_settings())
        if (!holds_alternative<domain::CreateDivision>(body))
            commands.push_back(command("s-" + std::to_string(commands.size()), std::move(body)));
    const std::string long_id = "1002-" + std::string(50, 'x');
    for (const auto& number : {std::string{"1001"}, long_id})
        for (auto& body : test::a_gas_customer(number, "2022-01-05"))
            commands.push_back(command("g-" + std::to_string(commands.size()), std::move(body)));
    commands.push_back(command("read", test::a_read("L1001-G", "2022-02-03", "100")));
    const auto receipts = send_all(port, std::move(commands));
    ASSERT_TRUE(receipts) << receipts.error().message;
    for (const auto& receipt : *receipts) ASSERT_EQ(receipt.status, ReceiptStatus::accepted) << receipt_json(receipt);

    // Another process that has read the same and comes second.
    HeldStore held(*division_);
    ASSERT_TRUE(held.catch_up());
    ASSERT_TRUE(division_->close());
    division_.reset();
    fs::copy(directory_.path() / "store", directory_.path() / "before", fs::copy_options::recursive);
    eventstore::DivisionOptions options;
    options.make_folders = projections::make_folders;
    options.directory = directory_.path() / "store";
    auto now = eventstore::Division::open(options);
    ASSERT_TRUE(now) << now.error().message;
    options.directory = directory_.path() / "before";
    auto before = eventstore::Division::open(options);
    ASSERT_TRUE(before) << before.error().message;

    std::vector<std::string> ids;
    BillRunRequest request{domain::Code{"M01"}, *domain::Date::parse("2022-02-04"), domain::Plain{"test"},
                           *domain::Instant::parse("2022-02-04T12:00:00Z")};
    request.sends = [&](const ParsedCommand& sent) { ids.push_back(sent.header.command_id.str()); };
    DivisionPort to_now(**now);
    for (int turn = 0; turn < 2; ++turn) {
        AccountsStillDue still_due(**before, **now);
        const auto report = run_bills(to_now, still_due, request, [](const auto&) { return true; });
        ASSERT_TRUE(report) << report.error().message;
        ASSERT_TRUE(*report);
        EXPECT_EQ((*report)->due, 2u);
        EXPECT_EQ((*report)->billed, turn == 0 ? 1u : 0u);
        EXPECT_EQ((*report)->already_billed, turn == 0 ? 0u : 1u);
        // The other has no read: its error stands in the log, and is found there by both.
        EXPECT_EQ((*report)->errors_count, 1u);
        ASSERT_EQ((*report)->errors.size(), 1u);
        EXPECT_EQ((*report)->errors[0].account.str(), long_id);
        EXPECT_EQ((*report)->errors[0].reason.str(), "no_billable_read");
    }
    // The same commands in both runs; each id is one that a node reads, however long the account's is.
    ASSERT_EQ(ids.size(), 4u);
    EXPECT_EQ(ids[0], "bill:M01:2022-02-04:1001:0");
    for (const auto& id : ids) EXPECT_TRUE(domain::valid_id(id)) << id;
    EXPECT_NE(ids[1], ids[0]);
    EXPECT_EQ(std::vector<std::string>(ids.begin() + 2, ids.end()),
              std::vector<std::string>(ids.begin(), ids.begin() + 2));
    ASSERT_TRUE((*now)->close());
}

}  // namespace
}  // namespace tally::tests
