// What commands would make is what they then make, and trying them writes nothing.

#include "projections/what_if/what_if.h"

#include <atomic>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <thread>

#include "eventstore/hex.h"
#include "projections/balances/balance_queries.h"
#include "projections/documents/document_queries.h"
#include "projections/explain/explain_queries.h"
#include "projections/folders.h"
#include "projections/one_view.h"
#include "tests/support/standard_utility.h"
#include "tests/support/temporary_directory.h"

namespace tally::projections {
namespace {

using namespace domain;
using namespace test;
using eventstore::Division;
using eventstore::ReceiptStatus;
using testing::HasSubstr;
using tests::TemporaryDirectory;

class WhatIf : public testing::Test {
  protected:
    void SetUp() override {
        options_.directory = directory_.path() / "store";
        options_.make_folders = projections::make_folders;
        auto made = Division::create(options_, {"ledger.test/gas", "USD", "America/New_York", true}, "test");
        ASSERT_TRUE(made) << made.error().message;
        division_ = std::move(*made);
        auto settings = standard_settings();
        std::erase_if(settings, [](const auto& one) { return holds_alternative<CreateDivision>(one); });
        execute(settings, "2022-01-05");
        execute(a_gas_customer("1", "2022-01-05"), "2022-01-05");
        execute({a_read("L1-G", "2022-02-02", "60"), bill_of("2022-02-03")}, "2022-02-03");
        execute({a_read("L1-G", "2022-03-02", "110"), bill_of("2022-03-03")}, "2022-03-03");
    }

    static BillAccount bill_of(std::string_view day) {
        return {.account = AccountId{"1"}, .cycle = Code{"M01"}, .bill_date = date(day)};
    }
    static PostPayment payment_of(std::string_view amount) {
        PostPayment payment;
        payment.tenders = {{.kind = TenderKind::cash, .amount = usd(amount)}};
        payment.shares = {{.account = AccountId{"1"}}};
        return payment;
    }
    eventstore::ParsedCommand parsed(const Command& command, std::string_view day, std::string_view actor = "desk") {
        eventstore::ParsedCommand made;
        made.header.command_id = CommandId{"c-" + std::to_string(++commands_)};
        made.header.actor = Plain{actor};
        made.header.received_at = Instant{(std::int64_t{date(day).days} * 86'400 + 17 * 3'600) * 1'000'000};
        made.command = command;
        return made;
    }
    void execute(const std::vector<Command>& commands, std::string_view day) {
        for (const Command& command : commands) {
            const auto outcome = division_->execute(parsed(command, day));
            ASSERT_EQ(outcome.kind, eventstore::Outcome::Kind::accepted)
                << outcome.refusal.cure << outcome.failure.message;
        }
        ASSERT_TRUE(division_->store().wait_for(division_->store().durable_end(), std::chrono::seconds{20}));
    }
    std::vector<CommandToTry> on(std::string_view day, const std::vector<Command>& commands) {
        std::vector<CommandToTry> all;
        for (const Command& command : commands) all.emplace_back(parsed(command, day));
        return all;
    }
    WhatIfAnswer tried(std::vector<CommandToTry> commands) {
        auto answer = what_if(*division_, std::move(commands));
        EXPECT_TRUE(answer) << answer.error().message;
        return answer ? std::move(*answer) : WhatIfAnswer{};
    }

    // Everything that could have been written: the log's length and root, and each view's rows.
    std::vector<std::string> written() {
        const auto& store = division_->store();
        EXPECT_TRUE(store.wait_for(store.durable_end(), std::chrono::seconds{20}));
        std::vector<std::string> all{std::to_string(store.durable_end()),
                                     eventstore::to_hex(*store.root_at(store.durable_end()))};
        const eventstore::FolderNeeds needs{std::make_shared<eventstore::EventsOf>(),
                                            [](const Personal&) { return std::optional<std::string>{}; }};
        const auto point = store.pin();
        for (const auto name : view_names())
            all.push_back(eventstore::to_hex(*make_view(name, needs)->digest(*point, *store.find_view(name))));
        std::string states;
        auto scan = point->scan(division_->states());
        while (scan.next()) states.append(scan.key()).append(scan.value());
        all.push_back(std::move(states));
        return all;
    }

    // Tries them, then does them: receipts, balances and documents are the same, and the trial wrote nothing.
    WhatIfAnswer tried_then_done(const std::vector<CommandToTry>& commands) {
        const auto before = written();
        auto answer = tried(commands);
        EXPECT_EQ(written(), before) << "trying wrote something";
        std::size_t number = 0;
        for (const auto& command : commands) {
            if (!command) continue;
            const auto outcome = division_->execute(*command);
            const auto& expected = answer.commands.at(number++).receipt;
            EXPECT_EQ(eventstore::receipt_of(*division_, *command, outcome, number), expected)
                << eventstore::receipt_json(expected);
        }
        const auto& store = division_->store();
        EXPECT_TRUE(store.wait_for(store.durable_end(), std::chrono::seconds{20}));
        const auto reader = reader_of(*division_);
        AsOf as_of;
        as_of.today = answer.aged_on;
        for (const auto& account : answer.accounts) {
            const auto open = open_items(reader, account.heading.account, as_of);
            EXPECT_TRUE(open && *open);
            EXPECT_EQ((*open)->payoff, account.after.payoff);
            EXPECT_EQ((*open)->current, account.after.current);
            for (const auto& item : account.items) {
                Money payoff;
                for (const auto& one : (*open)->items)
                    if (one.document == item.document && one.sa == item.sa) payoff = one.payoff_open;
                EXPECT_EQ(payoff, item.payoff_after) << item.document.str();
            }
        }
        for (const auto& one : answer.invoices) EXPECT_EQ(**invoice(reader, one.invoice), one) << one.invoice.str();
        for (const auto& one : answer.statements)
            EXPECT_EQ(**statement(reader, one.statement), one) << one.statement.str();
        for (const auto& one : answer.payments)
            EXPECT_EQ(**payment(reader, one.payment_event), one) << one.payment_event.str();
        return answer;
    }
    Money owed() {
        EXPECT_TRUE(division_->store().wait_for(division_->store().durable_end(), std::chrono::seconds{20}));
        const auto answer = balance(reader_of(*division_), AccountId{"1"});
        return (*answer)->payoff;
    }

    TemporaryDirectory directory_;
    eventstore::DivisionOptions options_;
    std::unique_ptr<Division> division_;
    std::atomic<std::uint64_t> commands_ = 0;
};

TEST_F(WhatIf, APaymentPaysTheOldestItemsFirst) {
    const Money before = owed();
    const auto answer = tried_then_done(on("2022-03-10", {payment_of("120.00")}));
    EXPECT_TRUE(answer.accepted);
    ASSERT_EQ(answer.commands.size(), 1u);
    EXPECT_EQ(answer.commands[0].type.str(), "payment.post");
    ASSERT_EQ(answer.commands[0].events.size(), 2u);
    EXPECT_EQ(answer.commands[0].events[0].type.str(), "account.payment_posted");
    EXPECT_THAT(answer.commands[0].events[0].summary.str(), HasSubstr("120.00"));
    ASSERT_EQ(answer.accounts.size(), 1u);
    const auto& account = answer.accounts[0];
    EXPECT_EQ(account.before.payoff, before);
    EXPECT_EQ(account.after.payoff, before - usd("120.00"));
    // 1-I1 was due on 2022-02-23.
    EXPECT_EQ(account.before.overdue, usd("102.29"));
    EXPECT_EQ(account.after.overdue, usd("0.00"));
    ASSERT_EQ(account.items.size(), 2u);
    EXPECT_EQ(account.items[0].document.str(), "1-I1");
    EXPECT_EQ(account.items[0].payoff_before, usd("102.29"));
    EXPECT_EQ(account.items[0].payoff_after, usd("0.00"));
    EXPECT_EQ(account.items[1].document.str(), "1-I2");
    EXPECT_EQ(account.items[1].payoff_before - account.items[1].payoff_after, usd("17.71"));
    ASSERT_EQ(answer.payments.size(), 1u);
    EXPECT_EQ(answer.payments[0].payments[0].allocations.size(), 2u);
}

TEST_F(WhatIf, APaymentPaysWhatItNamesAndLeavesTheRest) {
    auto named = payment_of("100.00");
    named.shares[0].policy = AllocationPolicy::spec;
    named.shares[0].spec = {{DocumentId{"1-I2"}, usd("60.00")}};
    named.shares[0].remainder = usd("40.00");
    const auto answer = tried_then_done(on("2022-03-10", {named}));
    ASSERT_EQ(answer.accounts.size(), 1u);
    ASSERT_EQ(answer.accounts[0].items.size(), 1u);
    EXPECT_EQ(answer.accounts[0].items[0].document.str(), "1-I2");
    EXPECT_EQ(answer.accounts[0].after.unapplied, usd("40.00"));
    ASSERT_EQ(answer.accounts[0].credits.size(), 1u);
    EXPECT_EQ(answer.accounts[0].credits[0].after, usd("40.00"));
}

TEST_F(WhatIf, AReturnedTenderGivesBackWhatItPaidAndCostsAFee) {
    execute({payment_of("50.00")}, "2022-03-10");
    const Money before = owed();
    const auto answer = tried_then_done(on("2022-03-15", {CancelTender{.payment_event = PaymentEventId{"1-PE1"},
                                                                       .tender = TenderId{"T1"},
                                                                       .cancel_reason = Code{"NSF"},
                                                                       .nsf = true,
                                                                       .on = date("2022-03-15")}}));
    EXPECT_EQ(answer.accounts[0].after.payoff, before + usd("70.00"));
}

TEST_F(WhatIf, AReversedInvoiceShowsItsCreditNoteAndWhatItFrees) {
    execute({payment_of("190.00")}, "2022-03-10");
    const auto answer =
        tried_then_done(on("2022-03-11", {ReverseInvoice{.account = AccountId{"1"}, .invoice = DocumentId{"1-I2"}}}));
    ASSERT_EQ(answer.invoices.size(), 1u);
    EXPECT_EQ(answer.invoices[0].invoice.str(), "1-C1");
    EXPECT_EQ(answer.invoices[0].credits_invoice.str(), "1-I2");
    EXPECT_EQ(answer.accounts[0].after.unapplied, usd("190.00") - usd("102.29"));
}

TEST_F(WhatIf, ABillIsSeenBeforeItIsMadeWithWhatWasTriedBeforeIt) {
    const auto answer = tried_then_done(
        on("2022-04-03",
           {a_read("L1-G", "2022-04-02", "150"),
            CreateSpecialCharge{.account = AccountId{"1"}, .charge_type = Code{"VISIT"}, .amount = usd("25.00")},
            bill_of("2022-04-03")}));
    EXPECT_TRUE(answer.accepted);
    ASSERT_EQ(answer.invoices.size(), 1u);
    EXPECT_EQ(answer.invoices[0].invoice.str(), "1-I3");
    ASSERT_EQ(answer.invoices[0].segments.size(), 2u);
    ASSERT_EQ(answer.statements.size(), 1u);
    EXPECT_EQ(answer.statements[0].out_balance, answer.accounts[0].after.payoff);
    EXPECT_EQ(answer.statements[0].activity.size(), 2u);
}

TEST_F(WhatIf, H10_AnAdjustmentIsRequestedAndApprovedByAnother) {
    const RequestAdjustment request{.account = AccountId{"1"},
                                    .adjustment_type = Code{"BIGCREDIT"},
                                    .sa = ServiceAgreementId{"1-GAS"},
                                    .amount = usd("-60.00"),
                                    .target = DocumentId{"1-I1"}};
    const ApproveAdjustment approve{AccountId{"1"}, DocumentId{"1-ADJ1"}};
    auto both = on("2022-03-10", {request, approve});
    const auto alone = tried(both);
    EXPECT_FALSE(alone.accepted);
    EXPECT_EQ(alone.commands[1].receipt.status, ReceiptStatus::refused) << "who asks may not approve";
    EXPECT_TRUE(alone.accounts[0].items.empty());
    both[1]->header.actor = Plain{"supervisor"};
    const auto answer = tried_then_done(both);
    EXPECT_TRUE(answer.accepted);
    EXPECT_EQ(answer.accounts[0].items[0].payoff_after, usd("42.29"));
}

TEST_F(WhatIf, H10_AnotherTariffAndALaterStartAreTried) {
    PublishTariff cheap{.tariff = TariffId{"G-CHEAP"},
                        .effective_from = date("2022-01-01"),
                        .description = Plain{"Cheap gas"},
                        .service = Code{"gas"},
                        .normal_days = 30,
                        .components = {{.code = Code{"supply"},
                                        .kind = ComponentKind::usage,
                                        .description = Plain{"Gas"},
                                        .price = price("0.10"),
                                        .unit = Code{"therm"}}}};
    const auto answer = tried_then_done(on(
        "2022-04-03", {cheap, ChangeServiceTariff{ServiceAgreementId{"1-GAS"}, TariffId{"G-CHEAP"}, date("2022-03-03")},
                       a_read("L1-G", "2022-04-02", "150"), bill_of("2022-04-03")}));
    EXPECT_TRUE(answer.accepted);
    ASSERT_EQ(answer.invoices.size(), 1u);
    EXPECT_EQ(answer.invoices[0].charges_total, usd("4.00")) << "40 therm at 0.10";
}

TEST_F(WhatIf, ARefusedCommandSpoilsNoOtherAndSaysWhy) {
    auto commands = on("2022-03-10", {payment_of("10.00"), payment_of("-1.00"), payment_of("5.00")});
    const auto answer = tried_then_done(commands);
    EXPECT_FALSE(answer.accepted);
    EXPECT_EQ(answer.commands[0].receipt.status, ReceiptStatus::accepted);
    EXPECT_EQ(answer.commands[1].receipt.status, ReceiptStatus::refused);
    EXPECT_EQ(answer.commands[1].receipt.field.value.str(), "tenders[0].amount");
    EXPECT_FALSE(answer.commands[1].receipt.cure.value.empty());
    EXPECT_TRUE(answer.commands[1].events.empty());
    EXPECT_EQ(answer.commands[2].receipt.status, ReceiptStatus::accepted);
    EXPECT_EQ(answer.commands[2].receipt.first_position.value,
              answer.commands[0].receipt.first_position.value + answer.commands[0].receipt.count.value);
}

TEST_F(WhatIf, AnIdThatWasUsedIsAnsweredAsTheDivisionWould) {
    auto first = parsed(payment_of("10.00"), "2022-03-10");
    ASSERT_EQ(division_->execute(first).kind, eventstore::Outcome::Kind::accepted);
    ASSERT_TRUE(division_->store().wait_for(division_->store().durable_end(), std::chrono::seconds{20}));
    auto other = first;
    other.command = payment_of("11.00");
    const auto answer = tried_then_done({first, other});
    EXPECT_EQ(answer.commands[0].receipt.status, ReceiptStatus::repeated);
    EXPECT_EQ(answer.commands[1].receipt.status, ReceiptStatus::refused);
    EXPECT_EQ(answer.commands[1].receipt.rejection.value.str(), "command_id_reused");
    EXPECT_TRUE(answer.accounts.empty());
}

TEST_F(WhatIf, ACommandThatIsTriedTwiceIsAnsweredWithItsFirstReceipt) {
    const auto command = parsed(payment_of("10.00"), "2022-03-10");
    const auto answer = tried({command, command});
    ASSERT_EQ(answer.commands.size(), 2u);
    EXPECT_EQ(answer.commands[1].receipt.status, ReceiptStatus::repeated);
    EXPECT_EQ(answer.commands[1].receipt.ids.value, answer.commands[0].receipt.ids.value);
    EXPECT_EQ(answer.commands[1].receipt.ids.value.size(), 2u);
    EXPECT_EQ(answer.accounts.at(0).before.payoff - answer.accounts.at(0).after.payoff, usd("10.00"));
}

TEST_F(WhatIf, ANewPersonIsReadableInTheAnswerAndGetsNoKey) {
    const auto written_before = written();
    std::vector<CommandToTry> commands;
    for (const auto& command : a_gas_customer("77", "2022-03-10")) commands.emplace_back(parsed(command, "2022-03-10"));
    const auto json = what_if(*division_, commands, WhatIfForm::json);
    ASSERT_TRUE(json) << json.error().message;
    EXPECT_TRUE(json->accepted) << json->text;
    EXPECT_THAT(json->text, HasSubstr(R"("main_customer_name":"Customer 77")"));
    EXPECT_THAT(json->text, HasSubstr(R"("opened":true)"));
    EXPECT_EQ(written(), written_before);
    const auto key = division_->keys().person_key(PersonId{"P77"});
    ASSERT_TRUE(key);
    EXPECT_FALSE(key->has_value()) << "a key was given to a person who was never registered";
}

TEST_F(WhatIf, TheTextShowsTheBill) {
    const auto text =
        what_if(*division_, on("2022-03-10", {payment_of("120.00"), payment_of("-1.00")}), WhatIfForm::text);
    ASSERT_TRUE(text) << text.error().message;
    EXPECT_THAT(text->text, HasSubstr("Nothing was written.\n"));
    EXPECT_THAT(text->text, HasSubstr("1. payment.post: would be accepted\n"));
    EXPECT_THAT(text->text, HasSubstr("2. payment.post: would be refused, amount_"));
    EXPECT_THAT(text->text, testing::ContainsRegex("Overdue +102[.]29 +0[.]00\n"));
    EXPECT_FALSE(text->accepted);
}

TEST_F(WhatIf, AHostileListEndsNothing) {
    const auto list = [&](const std::string& json) { return commands_to_try(*division_, json, "desk"); };
    std::string many = R"({"commands":[)";
    for (int i = 0; i <= 100; ++i) many += std::string{i > 0 ? "," : ""} + R"({"type":"payment.post"})";
    for (const std::string& wrong :
         {std::string{}, std::string{"null"}, std::string{"[]"}, std::string{"{}"}, std::string{R"({"commands":[]})"},
          std::string{R"({"commands":{}})"}, std::string{R"({"commands":[1]})"}, many + "]}",
          std::string{R"({"commands":[{}],"commands":[{}]})"}, std::string{R"({"commands":[{}],"more":1})"},
          std::string(5'000, '['), std::string{"{\"commands\":[{\"type\":\"\xff\"}]}"}}) {
        const auto commands = list(wrong);
        ASSERT_FALSE(commands) << wrong.substr(0, 80);
        EXPECT_FALSE(commands.error().problem.empty());
        EXPECT_FALSE(commands.error().cure.empty());
    }
    auto mixed = list(R"({"commands":[{"type":"payment.post","actor":7},{"type":"no.such"},{"type":"payment.post"},)"
                      R"({"type":"payment.post","tenders":[{"amount":"1.00"}],"shares":[{"account":"1"}]}]})");
    ASSERT_TRUE(mixed) << mixed.error().message();
    const auto answer = tried(std::move(*mixed));
    ASSERT_EQ(answer.commands.size(), 4u);
    EXPECT_EQ(answer.commands[0].receipt.status, ReceiptStatus::unreadable);
    EXPECT_EQ(answer.commands[1].receipt.status, ReceiptStatus::unreadable);
    EXPECT_EQ(answer.commands[2].receipt.status, ReceiptStatus::refused);
    EXPECT_EQ(answer.commands[3].receipt.status, ReceiptStatus::accepted);
    EXPECT_EQ(answer.commands[3].receipt.command_id.value.str(), "what-if-4");
}

TEST_F(WhatIf, TriesBesideCommandsThatStreamAndSeesAWholePosition) {
    const Money before = owed();
    std::thread sender([&] {
        for (int i = 0; i < 300; ++i) {
            auto command = parsed(payment_of("0.10"), "2022-03-10");
            command.header.command_id = CommandId{"stream-" + std::to_string(i)};
            EXPECT_EQ(division_->execute(std::move(command)).kind, eventstore::Outcome::Kind::accepted);
        }
    });
    for (int i = 0; i < 40; ++i) {
        auto command = parsed(payment_of("50.00"), "2022-03-10");
        command.header.command_id = CommandId{"try-" + std::to_string(i)};
        auto answer = what_if(*division_, {CommandToTry{command}});
        ASSERT_TRUE(answer) << answer.error().message;
        ASSERT_TRUE(answer->accepted) << eventstore::receipt_json(answer->commands[0].receipt);
        EXPECT_EQ(answer->commands[0].receipt.first_position.value, answer->position);
        const auto& account = answer->accounts.at(0);
        EXPECT_EQ((before - account.before.payoff).minor % 10, 0);
        EXPECT_EQ(account.before.payoff - account.after.payoff, usd("50.00"));
        AsOf then;
        then.position = answer->position;
        EXPECT_EQ((*balance(reader_of(*division_), AccountId{"1"}, then))->payoff, account.before.payoff);
    }
    sender.join();
    EXPECT_EQ(owed(), before - usd("30.00")) << "only what was sent";
}

}  // namespace
}  // namespace tally::projections
