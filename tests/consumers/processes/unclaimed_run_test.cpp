// Runs over unclaimed property against a store: who is written to, what the state gets and is paid, nothing twice,
// interrupted and resumed, and what lists, books and answers say of it.

#include "consumers/processes/unclaimed_run/unclaimed_run.h"

#include <gmock/gmock.h>
#include <string>

#include "consumers/export/escheats_csv.h"
#include "consumers/processes/remittance_run/remittance_run.h"
#include "projections/render/render.h"
#include "projections/unclaimed/unclaimed_queries.h"
#include "tests/consumers/processes/run_fixture.h"

namespace tally::tests {
namespace {

using namespace tally::consumers;
using namespace tally::domain;

// Accounts 1 to 4 had gas from January 5 to February 4, 2022, and each paid 900.00 on February 10, which is too much;
// account 5 is supplied, and paid as much. The law waits twelve months, and gives owners 60 days.
class UnclaimedRuns : public ProcessRuns {
  protected:
    void SetUp() override {
        ASSERT_NO_FATAL_FAILURE(make_store());
        auto commands = settings();
        commands.push_back(Define<LetterTemplate>{
            {}, {Code{"UNC"}, Plain{"Unclaimed"}, Plain{"Unclaimed"}, {Plain{"We hold {unclaimed} of yours."}}}});
        commands.push_back(Define<UnclaimedPolicy>{{},
                                                   {.code = Code{"NY"},
                                                    .dormancy_months = 12,
                                                    .notice_days = 60,
                                                    .letter_template = Code{"UNC"},
                                                    .report_on = MonthDay{11, 10}}});
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
        for (const auto* id : {"1", "2", "3", "4", "5"}) pay(id, "900.00", "2022-02-10");
    }
    void pay(std::string_view account, std::string_view amount, std::string_view day) {
        send({PostPayment{.tenders = {{.amount = test::usd(amount)}}, .shares = {{.account = AccountId{account}}}}},
             day);
    }
    UnclaimedRunReport run(std::string_view day, std::uint64_t stop_after = 1'000) {
        DivisionPort port(*division_);
        HeldStore held(*division_);
        auto report = run_unclaimed(port, held, {test::date(day), Plain{"test"}, noon(day)},
                                    [&](const RunProgress& now) { return now.answered < stop_after; });
        EXPECT_TRUE(report) << report.error().message;
        return report.value_or(UnclaimedRunReport{});
    }
    RemittanceRunReport remit(std::string_view day, std::uint64_t stop_after = 1'000) {
        DivisionPort port(*division_);
        HeldStore held(*division_);
        auto report = run_remittances(port, held, {test::date(day), Plain{"test"}, noon(day)},
                                      [&](const RunProgress& now) { return now.answered < stop_after; });
        EXPECT_TRUE(report) << report.error().message;
        return report.value_or(RemittanceRunReport{});
    }
    projections::Reader reader() {
        HeldStore held(*division_);
        EXPECT_TRUE(held.catch_up());
        return projections::reader_of(*division_);
    }
    projections::UnclaimedAnswer unclaimed_of(std::string_view account) {
        auto answer = projections::unclaimed(reader(), AccountId{account}, {});
        EXPECT_TRUE(answer && *answer);
        return answer && *answer ? **answer : projections::UnclaimedAnswer{};
    }
    projections::UnclaimedPropertyAnswer listed_on(std::string_view day, projections::Page page = {}) {
        auto answer = projections::unclaimed_property_of(reader(), test::date(day), page);
        EXPECT_TRUE(answer);
        return answer.value_or(projections::UnclaimedPropertyAnswer{});
    }
    projections::EscheatsAnswer escheats(std::string_view report = "", projections::Page page = {}) {
        auto answer = projections::escheats(reader(), Code{report}, page);
        EXPECT_TRUE(answer);
        return answer.value_or(projections::EscheatsAnswer{});
    }
};

TEST_F(UnclaimedRuns, G24_OwnersAreWrittenToAndThenTheStateGetsItOnce) {
    EXPECT_EQ(run("2023-02-09").dormant, 0u) << "a day too early";
    const UnclaimedRunReport first = run("2023-02-10");
    EXPECT_EQ(first.looked_at, 4u) << "account 5 is supplied";
    EXPECT_EQ(first.noticed, 4u);
    EXPECT_EQ(first.escheated, 0u);
    EXPECT_EQ(run("2023-02-10").waiting, 4u);
    EXPECT_EQ(run("2023-04-10").waiting, 4u);
    const UnclaimedRunReport second = run("2023-04-11");
    EXPECT_EQ(second.escheated, 4u);
    EXPECT_EQ(second.errors_count, 0u);
    EXPECT_EQ(run("2023-04-11").dormant, 0u) << "nothing is left";
    const auto answer = unclaimed_of("1");
    EXPECT_EQ(answer.property.state.str(), "none");
    ASSERT_EQ(answer.notices.size(), 1u);
    ASSERT_EQ(answer.escheats.size(), 1u);
    EXPECT_EQ(answer.escheats[0].state.str(), "escheated");
    EXPECT_EQ(answer.escheats[0].report.str(), "NY-2023");
    EXPECT_EQ(answer.notices[0].amount, answer.escheats[0].amount);
}

TEST_F(UnclaimedRuns, G24_InterruptedTheyGoOnWhereTheyStopped) {
    const UnclaimedRunReport cut = run("2023-02-10", 1);
    const UnclaimedRunReport rest = run("2023-02-10");
    EXPECT_EQ(cut.noticed + rest.noticed, 4u);
    const UnclaimedRunReport some = run("2023-04-11", 2);
    const UnclaimedRunReport others = run("2023-04-11");
    EXPECT_EQ(some.escheated + others.escheated, 4u);
    const RemittanceRunReport begun = remit("2023-11-10", 1);
    const RemittanceRunReport ended = remit("2023-11-10");
    EXPECT_EQ(begun.remitted + ended.remitted, 4u);
    for (const auto* id : {"1", "2", "3", "4"}) {
        EXPECT_EQ(unclaimed_of(id).notices.size(), 1u) << id;
        EXPECT_EQ(unclaimed_of(id).escheats.size(), 1u) << id;
    }
}

TEST_F(UnclaimedRuns, G24_WhoIsHeardOfOrHasSomethingOpenIsLeftAlone) {
    send({RecordCommunication{.account = AccountId{"1"},
                              .direction = CommunicationDirection::in,
                              .channel = CommunicationChannel::phone,
                              .subject = test::clear("Refund"),
                              .text = test::clear("Asked for it")}},
         "2022-12-01");
    send({RequestAdjustment{.account = AccountId{"2"},
                            .adjustment_type = Code{"BIGCREDIT"},
                            .amount = test::usd("-60.00"),
                            .memo = {}}},
         "2022-12-01");
    const UnclaimedRunReport report = run("2023-02-10");
    EXPECT_EQ(report.noticed, 2u);
    EXPECT_EQ(report.skipped, 1u);
    ASSERT_EQ(report.skips.size(), 1u);
    EXPECT_EQ(report.skips[0].account.str() + " " + report.skips[0].reason.str(), "2 account_has_open_matter");
    EXPECT_THAT(report.skips[0].explanation.str(), testing::HasSubstr("2-ADJ1"));
    EXPECT_EQ(unclaimed_of("1").property.state.str(), "active");
    EXPECT_EQ(unclaimed_of("1").property.dormancy.start, DormancyStart::contact);
    EXPECT_EQ(unclaimed_of("2").property.state.str(), "blocked");
    EXPECT_EQ(unclaimed_of("3").property.state.str(), "noticed");
    EXPECT_EQ(unclaimed_of("5").property.state.str(), "supplied");
    EXPECT_EQ(listed_on("2023-02-10").accounts.size(), 3u);
}

TEST_F(UnclaimedRuns, G24_TheListHasPages) {
    const auto first = listed_on("2023-02-10", {3, {}});
    ASSERT_EQ(first.accounts.size(), 3u);
    ASSERT_TRUE(first.next.given);
    const auto second = listed_on("2023-02-10", {3, std::string{first.next.value.str()}});
    ASSERT_EQ(second.accounts.size(), 1u);
    EXPECT_FALSE(second.next.given);
    EXPECT_EQ(second.accounts[0].heading.account.str(), "4");
    EXPECT_TRUE(listed_on("2023-01-31").accounts.empty());
}

TEST_F(UnclaimedRuns, G24_WhatStatesAreOwedIsWhatTheLedgerSays) {
    run("2023-02-10");
    run("2023-04-11");
    const Money each = unclaimed_of("1").escheats.at(0).amount;
    auto all = escheats();
    ASSERT_EQ(all.reports.size(), 1u);
    EXPECT_EQ(all.reports[0].count, 4u);
    EXPECT_EQ(all.owed_to_state, all.gl_escheat);
    EXPECT_EQ(remit("2023-11-09").due, 0u) << "the report is due on the next day";
    send({ReclaimEscheated{AccountId{"4"}, DocumentId{"4-ESC1"}, Code{"OWNER-CAME"}, {}}}, "2023-05-01");
    const RemittanceRunReport paid = remit("2023-11-10");
    EXPECT_EQ(paid.remitted, 3u);
    EXPECT_EQ(remit("2023-11-10").due, 0u);
    EXPECT_EQ(remit("2023-11-11").due, 0u);
    send({ReclaimEscheated{AccountId{"3"}, DocumentId{"3-ESC1"}, Code{"OWNER-CAME"}, {}}}, "2023-12-01");
    all = escheats();
    EXPECT_EQ(all.owed_to_state, all.gl_escheat);
    EXPECT_EQ(all.owed_to_state, MoneySum{-each}) << "the state owes what account 3 had back";
    EXPECT_EQ(all.reports[0].remitted, MoneySum{each + each + each});
    EXPECT_EQ(all.reports[0].reclaimed, MoneySum{each + each});
    const auto page = escheats("NY-2023", {3, {}});
    ASSERT_EQ(page.escheats.size(), 3u);
    ASSERT_TRUE(page.next.given);
    EXPECT_EQ(escheats("NY-2023", {3, std::string{page.next.value.str()}}).escheats.size(), 1u);
    EXPECT_TRUE(escheats("NY-1999").escheats.empty());

    const auto read = reader();
    const std::string csv = escheats_csv(all, read.open, 2);
    EXPECT_THAT(csv, testing::HasSubstr("NY-2023,2023-11-10,,3,Customer 3,"));
    EXPECT_THAT(csv, testing::HasSubstr("claimed_back,2023-11-10,NY-2023,2023-12-01,-"));
    const projections::RenderContext context{read.currency, read.open, read.day_of};
    EXPECT_THAT(render(all, context), testing::HasSubstr("NY-2023"));
    EXPECT_THAT(render(unclaimed_of("4"), context), testing::HasSubstr("reclaimed on 2023-05-01"));
    EXPECT_THAT(render(listed_on("2023-02-10"), context), testing::HasSubstr("None."));
}

}  // namespace
}  // namespace tally::tests
