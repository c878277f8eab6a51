// Collective billing and masters against a store: the run issues each statement once, interrupted and resumed; totals
// roll up over the tree, now and as of the past, and are explained by the accounts' own histories.

#include "consumers/processes/collective_run/collective_run.h"

#include <gmock/gmock.h>
#include <string>

#include "projections/customers/customer_queries.h"
#include "projections/masters/collective_statement.h"
#include "projections/masters/master_queries.h"
#include "projections/render/render.h"
#include "projections/search/search_queries.h"
#include "tests/consumers/processes/run_fixture.h"

namespace tally::tests {
namespace {

using namespace tally::consumers;
using namespace tally::domain;

constexpr std::string_view bill_day = "2022-02-04";

// MST1 Chain over MST2 East; account 1 under East, 2 under the chain, 3 alone; MST3 Other has 3 later. All were billed.
class MasterRuns : public ProcessRuns {
  protected:
    void SetUp() override {
        ASSERT_NO_FATAL_FAILURE(make_store());
        auto commands = settings();
        for (const auto* id : {"1", "2", "3"})
            for (auto& command : test::a_gas_customer(id, "2022-01-05")) commands.push_back(std::move(command));
        commands.push_back(CreateMaster{.name = Plain{"Millstone Bakeries"}});
        commands.push_back(CreateMaster{.name = Plain{"East"}, .parent = MasterId{"MST1"}});
        commands.push_back(CreateMaster{.name = Plain{"Other"}});
        commands.push_back(AssignAccount{AccountId{"1"}, MasterId{"MST2"}});
        commands.push_back(AssignAccount{AccountId{"2"}, MasterId{"MST1"}});
        send(std::move(commands), "2022-01-05");
        std::vector<Command> bills;
        for (const auto* id : {"1", "2", "3"}) {
            bills.push_back(test::a_read("L" + std::string{id} + "-G", "2022-02-03", "40"));
            bills.push_back(BillAccount{AccountId{id}, Code{"M01"}, test::date(bill_day)});
        }
        send(std::move(bills), bill_day);
    }
    CollectiveRunReport run(std::string_view day, std::uint64_t stop_after = 1'000) {
        DivisionPort port(*division_);
        HeldStore held(*division_);
        auto report = run_collectives(port, held, {test::date(day), Plain{"test"}, noon("2022-02-06")},
                                      [&](const RunProgress& now) { return now.answered < stop_after; });
        EXPECT_TRUE(report) << report.error().message;
        return report.value_or(CollectiveRunReport{});
    }
    projections::Reader reader() {
        HeldStore held(*division_);
        EXPECT_TRUE(held.catch_up());
        return projections::reader_of(*division_);
    }
    projections::MasterAnswer master_of(std::string_view id, const projections::AsOf& as_of = {}) {
        auto answer = projections::master(reader(), MasterId{id}, as_of, {});
        EXPECT_TRUE(answer && *answer) << id;
        return answer && *answer ? **answer : projections::MasterAnswer{};
    }
    projections::CollectiveAnswer collective_of(std::string_view id) {
        auto answer = projections::collective(reader(), MasterId{id}, {});
        EXPECT_TRUE(answer && *answer) << id;
        return answer && *answer ? **answer : projections::CollectiveAnswer{};
    }
    template <class Answer>
    std::string text_of(const Answer& answer) {
        const auto read = reader();
        return projections::render(answer, projections::RenderContext{read.currency, read.open, read.day_of});
    }
};

TEST_F(MasterRuns, C31_TotalsRollUpOverTheTreeAndComeToTheirExplanation) {
    const auto chain = master_of("MST1");
    const auto east = master_of("MST2");
    EXPECT_EQ(chain.totals.accounts, 2u);
    EXPECT_EQ(east.totals.accounts, 1u);
    ASSERT_EQ(chain.parts.size(), 1u);
    EXPECT_EQ(chain.parts[0].totals, east.totals);
    ASSERT_EQ(chain.accounts.size(), 1u);
    EXPECT_GT(east.totals.payoff.minor, 0);
    EXPECT_EQ(chain.totals.payoff, MoneySum{east.totals.payoff.minor + chain.accounts[0].payoff.minor});
    ASSERT_EQ(chain.totals.used_last_year.size(), 1u);
    EXPECT_EQ(chain.totals.used_last_year[0].quantity, test::quantity("80"));
    ASSERT_EQ(east.above.size(), 1u);
    EXPECT_EQ(east.above[0].name.str(), "Millstone Bakeries");
    const auto explained = projections::explain_master(reader(), MasterId{"MST1"}, {});
    ASSERT_TRUE(explained && *explained);
    EXPECT_TRUE((*explained)->agrees);
    EXPECT_EQ((*explained)->members.size(), 2u);
    EXPECT_EQ((*explained)->payoff, chain.totals.payoff);
    EXPECT_THAT(text_of(chain), testing::HasSubstr("Millstone Bakeries"));
    EXPECT_THAT(text_of(**explained), testing::HasSubstr("Agrees"));
}

TEST_F(MasterRuns, C31_TheTreeIsAnsweredAsOfThePast) {
    const auto before = reader().point->position();
    send({AssignAccount{AccountId{"3"}, MasterId{"MST2"}}, MoveMaster{MasterId{"MST2"}, MasterId{"MST3"}}},
         "2022-02-05");
    EXPECT_EQ(master_of("MST1").totals.accounts, 1u);
    EXPECT_EQ(master_of("MST3").totals.accounts, 2u);
    projections::AsOf then;
    then.position = before;
    EXPECT_EQ(master_of("MST1", then).totals.accounts, 2u);
    EXPECT_EQ(master_of("MST3", then).totals.accounts, 0u);
    const auto early = projections::master(reader(), MasterId{"MST1"}, {.position = 1}, {});
    ASSERT_TRUE(early);
    EXPECT_FALSE(*early) << "it was not there yet";
}

TEST_F(MasterRuns, C31_AnAccountNamesItsTrailAndSearchFindsMasters) {
    const auto account = projections::account(reader(), AccountId{"1"}, {});
    ASSERT_TRUE(account && *account);
    ASSERT_EQ((*account)->masters.size(), 2u);
    EXPECT_EQ((*account)->masters[0].master.str(), "MST2");
    EXPECT_EQ((*account)->masters[1].master.str(), "MST1");
    for (const auto* words : {"millstone", "MST1"}) {
        const auto found = projections::search(reader(), words, 10);
        ASSERT_TRUE(found);
        ASSERT_FALSE(found->hits.empty()) << words;
        EXPECT_EQ(found->hits[0].kind, projections::SubjectKind::master);
        EXPECT_EQ(found->hits[0].master_name.str(), "Millstone Bakeries");
    }
    const auto all = projections::masters(reader(), {}, {.limit = 2});
    ASSERT_TRUE(all);
    EXPECT_EQ(all->masters.size(), 2u);
    ASSERT_TRUE(all->next.given);
    const auto rest = projections::masters(reader(), {}, {2, all->next.value.str()});
    ASSERT_TRUE(rest);
    ASSERT_EQ(rest->masters.size(), 1u);
    EXPECT_EQ(rest->masters[0].name.str(), "Other");
}

TEST_F(MasterRuns, G25_EachCollectiveGetsOneStatementOfTheDayWhateverWasCutOff) {
    send({BeginCollective{MasterId{"MST1"}, AccountId{"2"}, {}}, AssignAccount{AccountId{"3"}, MasterId{"MST3"}},
          BeginCollective{MasterId{"MST3"}, AccountId{"3"}, {}}},
         "2022-02-05");
    const auto cut_off = run("2022-02-05", 1);
    EXPECT_EQ(cut_off.due, 2u);
    const auto again = run("2022-02-05");
    EXPECT_EQ(again.issued + again.already_issued, 2u);
    EXPECT_EQ(again.errors_count, 0u);
    EXPECT_EQ(run("2022-02-05").already_issued, 2u);
    const auto chain = collective_of("MST1");
    ASSERT_EQ(chain.statements.size(), 1u);
    EXPECT_EQ(chain.statements[0].collective_statement.str(), "MST1-CS1");
    ASSERT_EQ(chain.statements[0].lines.size(), 2u);
    EXPECT_EQ(chain.statements[0].lines[0].statement.str(), "1-S1");
    EXPECT_EQ(collective_of("MST3").statements.size(), 1u);
    EXPECT_THAT(text_of(chain), testing::HasSubstr("Collective statement MST1-CS1"));
}

TEST_F(MasterRuns, G25_AStatementOnPaperHasASectionForEachAccountAsItWasThen) {
    using projections::collective_statement;
    send({BeginCollective{MasterId{"MST1"}, AccountId{"2"}, {}}}, "2022-02-05");
    run("2022-02-05");
    const auto first = collective_statement(reader(), DocumentId{"MST1-CS1"}, {});
    ASSERT_TRUE(first && *first);
    const auto& sheet = **first;
    EXPECT_EQ(sheet.heading.account, AccountId{"2"});
    EXPECT_EQ(sheet.deliveries.size(), 1u) << "addressed as the payer's own bill was";
    ASSERT_EQ(sheet.sections.size(), 2u);
    Money asked;
    for (const auto& section : sheet.sections) {
        EXPECT_TRUE(section.is_new);
        EXPECT_EQ(section.previous + section.payments + section.adjustments + section.corrections + section.charges +
                      section.since,
                  section.asked);
        ASSERT_EQ(section.charged.size(), 1u);
        EXPECT_EQ(section.charged[0].total, section.charges);
        asked += section.asked;
    }
    EXPECT_EQ(asked, sheet.asked);
    const auto text = text_of(sheet);
    for (const char* part : {"STATEMENT     MST1-CS1", "Of            Millstone Bakeries", "Paid by       account 2",
                             "statement 1-S1 of 2022-02-04", "gas, 1-GAS, 2022-01-05 to 2022-02-03 (30 days)",
                             "Account 1, due 2022-02-24", "AMOUNT DUE by 2022-02-24"})
        EXPECT_THAT(text, testing::HasSubstr(part)) << text;
    // What is paid and called otherwise later changes nothing of it, and the next one has no new statement of
    // account 1.
    PostPayment paid;
    paid.tenders = {{.kind = TenderKind::cheque, .amount = test::usd("10.00")}};
    paid.shares = {{.account = AccountId{"1"}}};
    send({paid, RenameMaster{MasterId{"MST1"}, Plain{"Millstone"}}}, "2022-02-06");
    run("2022-02-06");
    EXPECT_EQ(text_of(**collective_statement(reader(), DocumentId{"MST1-CS1"}, {})).substr(0, text.rfind("\n\n")),
              text.substr(0, text.rfind("\n\n")));
    const auto second = collective_statement(reader(), DocumentId{"MST1"}, {});
    ASSERT_TRUE(second && *second) << "by the master: the latest";
    EXPECT_EQ((*second)->collective_statement, DocumentId{"MST1-CS2"});
    EXPECT_EQ((*second)->name.str(), "Millstone");
    ASSERT_EQ((*second)->sections.size(), 2u);
    EXPECT_FALSE((*second)->sections[0].is_new);
    EXPECT_EQ((*second)->sections[0].since, (*second)->sections[0].asked);
    EXPECT_EQ((*second)->sections[0].asked + test::usd("10.00"), sheet.sections[0].asked);
    EXPECT_THAT(text_of(**second), testing::HasSubstr("Balance, without a new statement"));
    for (const char* none : {"MST1-CS9", "MST3", "1-S1", "1"}) {
        const auto nothing = collective_statement(reader(), DocumentId{none}, {});
        ASSERT_TRUE(nothing);
        EXPECT_FALSE(*nothing) << none;
    }
}

TEST_F(MasterRuns, G25_APaymentIsToldWithWhatWasTakenBackOfIt) {
    PayCollective paid;
    paid.master = MasterId{"MST1"};
    paid.payment_event = PaymentEventId{"CHEQUE-9"};
    paid.tenders = {{.kind = TenderKind::cheque, .amount = test::usd("1.00")}};
    send({BeginCollective{MasterId{"MST1"}, AccountId{"2"}, {}}, paid}, "2022-02-05");
    auto told = collective_of("MST1");
    ASSERT_EQ(told.payments.size(), 1u);
    EXPECT_EQ(told.payments[0].amount, test::usd("1.00"));
    EXPECT_TRUE(told.payments[0].cancelled.is_zero());
    send({CancelTender{.payment_event = paid.payment_event, .cancel_reason = Code{"STOPPED"}}}, "2022-02-06");
    told = collective_of("MST1");
    EXPECT_EQ(told.payments[0].cancelled, test::usd("1.00"));
}

}  // namespace
}  // namespace tally::tests
