// The run of drafts against a store: announced bills on their day, nothing twice, interrupted and resumed, what is left
// alone; and what the answers say of it.

#include "consumers/processes/draft_run/draft_run.h"

#include <gmock/gmock.h>
#include <string>
#include <vector>

#include "consumers/processes/process.h"
#include "projections/autopay/autopay_queries.h"
#include "projections/customers/customer_queries.h"
#include "tests/consumers/processes/run_fixture.h"

namespace tally::tests {
namespace {

using namespace tally::consumers;
using namespace tally::domain;
using testing::ElementsAre;
using testing::HasSubstr;

// Five customers with gas, billed 74.84 each on February 3, due on February 23. 1 and 2 are drafted; 3 is above its
// limit; 4 is in a bankruptcy; 5 has no mandate.
class DraftRuns : public ProcessRuns {
  protected:
    void SetUp() override {
        ASSERT_NO_FATAL_FAILURE(make_store());
        std::vector<Command> commands = settings();
        commands.push_back(
            Define<AutopayPolicy>{{}, {.code = Code{"RES"}, .redrafts = 1, .redraft_days = 2, .fee_on_return = true}});
        ProtectionType bankruptcy;
        bankruptcy.code = Code{"BANKRUPTCY"};
        bankruptcy.debt_before = true;
        commands.push_back(Define<ProtectionType>{{}, bankruptcy});
        for (const std::string id : {"1", "2", "3", "4", "5"}) {
            for (auto& command : test::a_gas_customer(id, "2022-01-05")) commands.push_back(command);
            if (id != "5") commands.push_back(enrolment(id, id == "3" ? "50.00" : "0"));
        }
        RecordProtection protection;
        protection.account = AccountId{"4"};
        protection.protection_type = Code{"BANKRUPTCY"};
        protection.evidence = test::clear("case 22-1");
        commands.push_back(protection);
        send(std::move(commands), "2022-01-05");
        std::vector<Command> bills;
        for (const std::string id : {"1", "2", "3", "4", "5"}) {
            bills.push_back(test::a_read("L" + id + "-G", "2022-02-02", "40"));
            bills.push_back(BillAccount{AccountId{id}, Code{"M01"}, test::date("2022-02-03")});
        }
        send(std::move(bills), "2022-02-03");
    }
    static EnrolInAutopay enrolment(const std::string& id, std::string_view limit) {
        EnrolInAutopay enrol{.account = AccountId{id}, .routing_number = Plain{"021000021"}, .limit = test::usd(limit)};
        enrol.bank_account = test::clear("00012345678" + id);
        return enrol;
    }
    DraftRunReport run(std::string_view date, std::uint64_t stop_after = 1'000) {
        DivisionPort port(*division_);
        HeldStore held(*division_);
        const RunRequest request{test::date(date), Plain{"test"}, noon(date)};
        auto report =
            run_drafts(port, held, request, [&](const RunProgress& now) { return now.answered < stop_after; });
        EXPECT_TRUE(report) << report.error().message;
        return report.value_or(DraftRunReport{});
    }
    void give_back(std::string_view account, ReturnCode code, std::string_view date) {
        send({ReturnDraft{AccountId{account}, DocumentId{std::string{account} + "-DR1"}, code, {}}}, date);
    }
    projections::Reader reader() {
        HeldStore held(*division_);
        EXPECT_TRUE(held.catch_up());
        return projections::reader_of(*division_);
    }
    projections::AutopayAnswer autopay_of(std::string_view account, std::string_view today = "2022-02-23") {
        const auto read = reader();
        const auto answer = projections::autopay(read, AccountId{account}, {.today = test::date(today)}, {});
        EXPECT_TRUE(answer && *answer);
        return **answer;
    }
    std::string why(std::string_view invoice) {
        const auto read = reader();
        const auto answer = projections::explain_draft(read, DocumentId{invoice}, {});
        EXPECT_TRUE(answer && *answer);
        std::string all;
        for (const Plain& reason : (*answer)->reasons) all += reason.str() + "\n";
        return all;
    }
    std::vector<std::string> drafts_of(std::string_view day, std::size_t limit = 0) {
        const auto read = reader();
        std::vector<std::string> all;
        projections::Page page{limit, {}};
        for (;;) {
            const auto answer = projections::drafts(read, test::date(day), page);
            EXPECT_TRUE(answer);
            for (const auto& one : answer->drafts)
                all.push_back(one.heading.account.str() + " " + one.state.str() + " " + to_string(one.amount, 2));
            if (!answer->next.given) return all;
            page.after = answer->next.value.str();
        }
    }
};

TEST_F(DraftRuns, G20_DraftsOnTheDayAndNothingTwice) {
    EXPECT_EQ(run("2022-02-22").due, 0u);
    const DraftRunReport report = run("2022-02-23");
    EXPECT_EQ(report.looked_at, 4u);
    EXPECT_EQ(report.due, 4u);
    EXPECT_EQ(report.due_amount, MoneySum{test::usd("149.68")});
    EXPECT_EQ(report.drafted, 2u);
    EXPECT_EQ(report.drafted_amount, MoneySum{test::usd("149.68")});
    EXPECT_EQ(report.skipped, 2u);
    ASSERT_EQ(report.skips.size(), 2u);
    EXPECT_EQ(report.skips[0].account.str(), "3");
    EXPECT_EQ(report.skips[0].reason.str(), "draft_above_limit");
    EXPECT_EQ(report.skips[1].reason.str(), "drafts_are_stayed");
    const DraftRunReport again = run("2022-02-23");
    EXPECT_EQ(again.drafted, 0u);
    EXPECT_EQ(again.due, 2u) << "those that are left alone";
    EXPECT_EQ(run("2022-02-24").drafted, 0u);
}

TEST_F(DraftRuns, G20_APreviewSaysWhatWouldBeDraftedAndSendsNothing) {
    HeldStore held(*division_);
    DivisionPort port(*division_);
    const auto ran = run_process(*find_process("drafts"), port, held,
                                 {{test::date("2022-02-23"), Plain{"test"}, noon("2022-02-23")}, 0, true},
                                 [](const RunProgress&) { return true; });
    ASSERT_TRUE(ran);
    EXPECT_THAT(ran->outcome.text.str(), HasSubstr("4 bills due of which USD 149.68 may be drafted, 0 drafted"));
    EXPECT_EQ(ran->outcome.notes_count, 2u);
    EXPECT_EQ(run("2022-02-23").drafted, 2u);
}

TEST_F(DraftRuns, G20_InterruptedItGoesOnWhereItStopped) {
    const DraftRunReport cut = run("2022-02-23", 1);
    const DraftRunReport rest = run("2022-02-23");
    EXPECT_FALSE(rest.interrupted);
    EXPECT_EQ(cut.drafted + rest.drafted, 2u);
}

TEST_F(DraftRuns, G20_WhatIsMissedIsMadeUpForATimeOnly) {
    EXPECT_EQ(run("2022-03-06").due, 0u);
    EXPECT_EQ(autopay_of("1", "2022-02-22").drafts.at(0).state.str(), "to_come");
    EXPECT_EQ(autopay_of("1", "2022-03-05").drafts.at(0).state.str(), "due");
    EXPECT_EQ(autopay_of("1", "2022-03-06").drafts.at(0).state.str(), "blocked");
    EXPECT_EQ(autopay_of("1", "2022-03-06").drafts.at(0).why.str(), "draft_too_late");
}

TEST_F(DraftRuns, G20_TheAccountSaysWhatIsDraftedNext) {
    const auto answer = autopay_of("1");
    EXPECT_EQ(answer.mandate.str(), "1-AP1");
    EXPECT_EQ(answer.next_draft_on, test::date("2022-02-23"));
    EXPECT_EQ(answer.next_draft_amount, test::usd("74.84"));
    EXPECT_EQ(answer.next_bill.str(), "1-I1");
    EXPECT_EQ(answer.mandates.at(0).account_ending.str(), "6781") << "the end of the number, and no more";
    const auto read = reader();
    const auto account = projections::account(read, AccountId{"1"}, {});
    ASSERT_TRUE(account && *account);
    EXPECT_EQ((*account)->mandate.str(), "1-AP1");
    EXPECT_EQ((*account)->next_draft_on, test::date("2022-02-23"));
    EXPECT_EQ((*account)->next_draft_amount, test::usd("74.84"));
    const auto without = projections::account(read, AccountId{"5"}, {});
    ASSERT_TRUE(without && *without);
    EXPECT_TRUE((*without)->mandate.empty());
}

TEST_F(DraftRuns, G20_EachBillSaysWhyItIsDraftedOrNot) {
    EXPECT_THAT(why("1-I1"), HasSubstr("It said that it would be drafted on 2022-02-23: USD 74.84"));
    EXPECT_THAT(why("3-I1"), HasSubstr("the mandate's limit is 50.00"));
    EXPECT_THAT(why("4-I1"), HasSubstr("4-PRO1"));
    EXPECT_THAT(why("5-I1"), HasSubstr("No mandate stood"));
    run("2022-02-23");
    EXPECT_THAT(why("1-I1"), HasSubstr("Draft 1-DR1 of USD 74.84 was made on 2022-02-23."));
    give_back("1", ReturnCode::r01, "2022-02-25");
    EXPECT_THAT(why("1-I1"), HasSubstr("R01, insufficient funds: it is drafted again on 2022-02-28"));
    give_back("2", ReturnCode::r10, "2022-02-25");
    EXPECT_THAT(why("2-I1"), HasSubstr("it is not drafted again"));
    EXPECT_EQ(autopay_of("2").mandate.str(), "");
    EXPECT_EQ(autopay_of("2").mandates.at(0).end_reason.str(), "R10");
    const auto read = reader();
    const auto unknown = projections::explain_draft(read, DocumentId{"1-I9"}, {});
    EXPECT_TRUE(unknown && !*unknown);
}

TEST_F(DraftRuns, G20_ADraftWhosePaymentWasCancelledByHandSaysSo) {
    run("2022-02-23");
    send({CancelTender{.payment_event = PaymentEventId{"1-PE1"}, .cancel_reason = Code{"SLIP"}}}, "2022-02-24");
    send({CancelPayment{.account = AccountId{"2"}, .payment = PaymentId{"2-P1"}, .cancel_reason = Code{"SLIP"}}},
         "2022-02-24");
    EXPECT_EQ(autopay_of("1").drafts.at(0).state.str(), "cancelled");
    EXPECT_EQ(autopay_of("2").drafts.at(0).state.str(), "cancelled");
    EXPECT_THAT(why("1-I1"), HasSubstr("a bill is drafted once"));
}

TEST_F(DraftRuns, G20_TheDayListsWhatIsDueAndMadeAndReturned) {
    EXPECT_THAT(drafts_of("2022-02-23"), ElementsAre("1 due 74.84", "2 due 74.84", "3 blocked 0.00", "4 blocked 0.00"));
    run("2022-02-23");
    give_back("1", ReturnCode::r02, "2022-02-23");
    const std::vector<std::string> after{"1 returned 74.84", "2 made 74.84", "3 blocked 0.00", "4 blocked 0.00"};
    EXPECT_EQ(drafts_of("2022-02-23"), after);
    EXPECT_EQ(drafts_of("2022-02-23", 1), after) << "page by page";
    EXPECT_THAT(drafts_of("2022-02-22"), ElementsAre());
}

TEST_F(DraftRuns, G20_WhatAnAccountHadIsKnownAsOfThen) {
    const auto before = reader().point->position();
    run("2022-02-23");
    const auto read = reader();
    const auto then = projections::autopay(read, AccountId{"1"}, {.position = before}, {});
    ASSERT_TRUE(then && *then);
    EXPECT_EQ((*then)->drafts.at(0).state.str(), "to_come");
    EXPECT_EQ(autopay_of("1").drafts.at(0).state.str(), "made");
}

}  // namespace
}  // namespace tally::tests
