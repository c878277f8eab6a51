// Refund and write-off runs against a store: what is due, nothing twice, interrupted and resumed, and who is skipped or
// refused and why.

#include <string>
#include <vector>

#include "consumers/processes/refund_run/refund_run.h"
#include "consumers/processes/write_off_run/write_off_run.h"
#include "eventstore/division/state_rows.h"
#include "projections/balances/balance_queries.h"
#include "tests/consumers/processes/run_fixture.h"

namespace tally::tests {
namespace {

using namespace tally::consumers;
using namespace tally::domain;
using eventstore::ParsedCommand;
using eventstore::ReceiptStatus;

// Accounts 1 to 5 had gas from January 5 to February 4; all but 5 were stopped and billed for the last time on February
// 5, due in the last days of February.
class SettlingRuns : public ProcessRuns {
  protected:
    void SetUp() override {
        ASSERT_NO_FATAL_FAILURE(make_store());
        auto commands = settings();
        for (const auto* id : {"1", "2", "3", "4", "5"})
            for (auto& command : test::a_gas_customer(id, "2022-01-05")) commands.push_back(std::move(command));
        for (const std::string id : {"1", "2", "3", "4"})
            commands.push_back(StopService{.sa = ServiceAgreementId{id + "-GAS"},
                                           .stop_on = test::date("2022-02-04"),
                                           .stop_reads = {{{}, test::quantity("30")}}});
        commands.push_back(test::a_read("L5-G", "2022-02-04", "30"));
        send(std::move(commands), "2022-02-05");
        for (const auto* id : {"1", "2", "3", "4", "5"})
            send({BillAccount{AccountId{id}, Code{"M01"}, test::date("2022-02-05")}}, "2022-02-05");
    }
    void pay(std::string_view account, std::string_view amount, std::string_view day) {
        send({PostPayment{.tenders = {{.amount = test::usd(amount)}}, .shares = {{.account = AccountId{account}}}}},
             day);
    }
    void dispute(std::string_view account, std::string_view day) {
        const std::string id{account};
        send({OpenDispute{.account = AccountId{id},
                          .document = DocumentId{id + "-I1"},
                          .dispute_reason = Code{"HIGH-BILL"},
                          .memo = {}}},
             day);
    }
    void ask_for_credit(std::string_view account, std::string_view day) {
        send({RequestAdjustment{.account = AccountId{account},
                                .adjustment_type = Code{"BIGCREDIT"},
                                .amount = test::usd("-60.00"),
                                .memo = {}}},
             day);
    }
    RefundRunReport refund(std::string_view day, std::uint64_t stop_after = 1'000) {
        DivisionPort port(*division_);
        HeldStore held(*division_);
        auto report = run_refunds(port, held, {test::date(day), Plain{"test"}, noon(day)},
                                  [&](const RunProgress& now) { return now.answered < stop_after; });
        EXPECT_TRUE(report) << report.error().message;
        return report.value_or(RefundRunReport{});
    }
    WriteOffRunReport write_off(std::string_view day, std::uint32_t days, std::uint64_t stop_after = 1'000) {
        DivisionPort port(*division_);
        HeldStore held(*division_);
        auto report = run_write_offs(port, held, {test::date(day), Plain{"test"}, noon(day)}, days,
                                     [&](const RunProgress& now) { return now.answered < stop_after; });
        EXPECT_TRUE(report) << report.error().message;
        return report.value_or(WriteOffRunReport{});
    }
    AccountState state(std::string_view account) {
        HeldStore held(*division_);
        EXPECT_TRUE(held.catch_up());
        const auto& store = division_->store();
        const auto read =
            eventstore::read_account(*store.pin(), *store.find_view(eventstore::states_view_name), AccountId{account});
        EXPECT_TRUE(read && *read);
        return **read;
    }
};

TEST_F(SettlingRuns, CreditLeftAfterTheLastBillIsRefundedAndNothingTwice) {
    for (const auto* id : {"1", "2", "5"}) pay(id, "900.00", "2022-02-10");
    const Money left = state("1").unapplied_total();
    const RefundRunReport first = refund("2022-02-11");
    EXPECT_EQ(first.looked_at, 5u);
    EXPECT_EQ(first.with_credit, 2u) << "account 5 is supplied, and 3 and 4 have no credit";
    EXPECT_EQ(first.refunded, 2u);
    EXPECT_EQ(first.credit, left + left);
    EXPECT_EQ(first.errors_count, 0u);
    EXPECT_EQ(state("1").payoff(), Money{});
    EXPECT_EQ(state("1").refund_count, 1u);
    EXPECT_FALSE(state("5").unapplied.empty());
    EXPECT_EQ(refund("2022-02-11").with_credit, 0u);
    EXPECT_EQ(refund("2022-02-12").with_credit, 0u);
    EXPECT_EQ(state("1").refund_count, 1u);
}

TEST_F(SettlingRuns, ADayAndAnAccountAreRefundedOnce) {
    pay("1", "900.00", "2022-02-10");
    EXPECT_EQ(refund("2022-02-11").refunded, 1u);
    pay("1", "5.00", "2022-02-11");
    const RefundRunReport again = refund("2022-02-11");
    EXPECT_EQ(again.refunded, 0u);
    EXPECT_EQ(again.already_refunded, 1u);
    EXPECT_EQ(refund("2022-02-12").refunded, 1u) << "what came later waits for the next day";
    EXPECT_EQ(state("1").payoff(), Money{});
}

TEST_F(SettlingRuns, InterruptedTheyGoOnWhereTheyStopped) {
    for (const auto* id : {"1", "2"}) pay(id, "900.00", "2022-02-10");
    const RefundRunReport cut = refund("2022-02-11", 1);
    EXPECT_TRUE(cut.interrupted || cut.refunded == 2u);
    const RefundRunReport rest = refund("2022-02-11");
    EXPECT_FALSE(rest.interrupted);
    EXPECT_EQ(cut.refunded + rest.refunded, 2u);

    const WriteOffRunReport first = write_off("2022-06-01", 60, 1);
    EXPECT_TRUE(first.interrupted || first.written_off == 2u);
    const WriteOffRunReport second = write_off("2022-06-01", 60);
    EXPECT_FALSE(second.interrupted);
    EXPECT_EQ(first.written_off + second.written_off, 2u);
    for (const auto* id : {"3", "4"}) EXPECT_EQ(state(id).write_off_count, 1u) << id;
}

TEST_F(SettlingRuns, WhatMustBeSettledFirstIsSkippedByName) {
    dispute("1", "2022-02-06");
    pay("1", "900.00", "2022-02-10");
    pay("2", "900.00", "2022-02-10");
    ask_for_credit("2", "2022-02-10");
    dispute("3", "2022-02-10");
    ask_for_credit("4", "2022-02-10");
    const RefundRunReport refunds = refund("2022-02-11");
    EXPECT_EQ(refunds.refunded, 0u);
    ASSERT_EQ(refunds.skips.size(), 2u);
    EXPECT_EQ(refunds.skips[0].account.str() + " " + refunds.skips[0].reason.str(), "1 item_disputed");
    EXPECT_EQ(refunds.skips[1].account.str() + " " + refunds.skips[1].reason.str(), "2 adjustment_pending");
    EXPECT_NE(refunds.skips[1].explanation.str().find("2-ADJ1"), std::string::npos)
        << refunds.skips[1].explanation.str();
    const WriteOffRunReport write_offs = write_off("2022-06-01", 60);
    EXPECT_EQ(write_offs.written_off, 0u);
    ASSERT_EQ(write_offs.skips.size(), 3u);
    EXPECT_EQ(write_offs.skips[1].account.str() + " " + write_offs.skips[1].reason.str(), "3 item_disputed");
    EXPECT_EQ(write_offs.skips[2].account.str() + " " + write_offs.skips[2].reason.str(), "4 adjustment_pending");
}

TEST_F(SettlingRuns, ARefundThatCameBackIsNotRepeatedByItself) {
    pay("1", "900.00", "2022-02-10");
    EXPECT_EQ(refund("2022-02-11").refunded, 1u);
    send({CancelRefund{AccountId{"1"}, DocumentId{"1-REF1"}, Code{"RETURNED"}, {}}}, "2022-02-20");
    const RefundRunReport next = refund("2022-02-21");
    EXPECT_EQ(next.refunded, 0u);
    ASSERT_EQ(next.skips.size(), 1u);
    EXPECT_EQ(next.skips[0].reason.str(), "refund_already_cancelled");
    EXPECT_NE(next.skips[0].explanation.str().find("1-REF1"), std::string::npos);
}

TEST_F(SettlingRuns, DebtOfEndedAgreementsIsWrittenOffOnceItIsOldEnough) {
    pay("1", "900.00", "2022-02-10");
    pay("2", "900.00", "2022-02-10");
    const Date due = state("3").items.at(0).ages_from;
    EXPECT_EQ(write_off(to_string(due + 60), 60).items, 0u) << "not for more than 60 days";
    const WriteOffRunReport first = write_off(to_string(due + 61), 60);
    EXPECT_EQ(first.items, 2u) << "account 5 is supplied";
    EXPECT_EQ(first.written_off, 2u);
    EXPECT_EQ(first.debt, state("3").written_off + state("4").written_off);
    EXPECT_TRUE(state("3").items.empty());
    EXPECT_FALSE(state("5").items.empty());
    EXPECT_EQ(write_off(to_string(due + 61), 60).items, 0u);
    EXPECT_EQ(state("3").write_off_count, 1u);
}

TEST_F(SettlingRuns, AWithdrawnWriteOffIsCountedAgainFromThatDay) {
    for (const auto* id : {"1", "2", "4"}) pay(id, "900.00", "2022-02-10");
    EXPECT_EQ(write_off("2022-06-01", 60).written_off, 1u);
    send({ReverseWriteOff{.account = AccountId{"3"}, .write_off = DocumentId{"3-WO1"}, .cancel_reason = Code{"FOUND"}}},
         "2022-06-02");
    EXPECT_EQ(write_off("2022-06-03", 60).items, 0u);
    EXPECT_EQ(write_off("2022-08-01", 60).items, 0u);
    EXPECT_EQ(write_off("2022-08-02", 60).written_off, 1u);
}

TEST_F(SettlingRuns, WhatTheDomainRefusesIsListed) {
    for (const auto* id : {"1", "2", "4"}) pay(id, "900.00", "2022-02-10");
    send({BillDeposit{.account = AccountId{"3"},
                      .deposit_class = Code{"KEEP"},
                      .amount = test::usd("50.00"),
                      .on = test::date("2022-02-10")},
          PostPayment{.tenders = {{.amount = test::usd("50.00")}},
                      .shares = {{.account = AccountId{"3"},
                                  .policy = AllocationPolicy::spec,
                                  .spec = {{DocumentId{"3-D1"}, test::usd("50.00")}}}}}},
         "2022-02-10");
    const WriteOffRunReport report = write_off("2022-06-01", 60);
    EXPECT_EQ(report.items, 1u);
    EXPECT_EQ(report.errors_count, 1u);
    ASSERT_EQ(report.errors.size(), 1u);
    EXPECT_EQ(report.errors[0].account.str() + " " + report.errors[0].reason.str(), "3 deposit_pays_first");
    EXPECT_NE(report.errors[0].explanation.str().find("deposit.apply"), std::string::npos);
}

}  // namespace
}  // namespace tally::tests
