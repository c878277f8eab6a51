// Collection runs against a store: which accounts are due, nothing twice, interrupted and resumed, what is left alone
// and why, and what is read back of it.

#include "consumers/processes/collection_run/collection_run.h"

#include <string>
#include <vector>

#include "consumers/processes/process.h"
#include "eventstore/division/state_rows.h"
#include "projections/collections/collection_queries.h"
#include "projections/states_as_of.h"
#include "tests/consumers/processes/run_fixture.h"

namespace tally::tests {
namespace {

using namespace tally::consumers;
using namespace tally::domain;

CollectionStepRule a_rule(std::string_view step, CollectionStepKind kind, std::uint16_t days_overdue) {
    CollectionStepRule rule;
    rule.step = Code{step};
    rule.kind = kind;
    rule.days_overdue = days_overdue;
    return rule;
}

// Accounts 1 to 4 have gas since January 5, billed on February 4 and due on February 24; account 4 is of a class
// without a policy. Class RES is called after 10 days, has a notice after 20 and an order after 30.
class CollectionRuns : public ProcessRuns {
  protected:
    void SetUp() override {
        ASSERT_NO_FATAL_FAILURE(make_store());
        std::vector<Command> commands = settings();
        for (const auto* id : {"1", "2", "3", "4"})
            for (auto& command : test::a_gas_customer(id, "2022-01-05")) {
                if (auto* account = get_if<OpenAccount>(&command); account && account->account == AccountId{"4"})
                    account->customer_class = Code{"COM"};
                commands.push_back(std::move(command));
            }
        CollectionPolicy policy;
        policy.code = Code{"RES"};
        policy.steps = {a_rule("CALL", CollectionStepKind::call, 10),
                        a_rule("NOTICE", CollectionStepKind::field_notice, 20),
                        a_rule("CUTOFF", CollectionStepKind::disconnect_order, 30)};
        commands.emplace_back(Define<CollectionPolicy>{{}, policy});
        ProtectionType life;
        life.code = Code{"LIFE"};
        life.blocks = {CollectionStepKind::field_notice, CollectionStepKind::disconnect_order};
        commands.emplace_back(Define<ProtectionType>{{}, life});
        send(std::move(commands), "2022-01-05");
        for (const std::string id : {"1", "2", "3", "4"})
            send({test::a_read("L" + id + "-G", "2022-02-03", "30"),
                  BillAccount{AccountId{id}, Code{"M01"}, test::date("2022-02-04")}},
                 "2022-02-04");
    }
    CollectionRunReport collect(std::string_view day, std::uint64_t stop_after = 1'000) {
        DivisionPort port(*division_);
        HeldStore held(*division_);
        auto report = run_collections(port, held, {test::date(day), Plain{"test"}, noon(day)},
                                      [&](const RunProgress& now) { return now.answered < stop_after; });
        EXPECT_TRUE(report) << report.error().message;
        return report.value_or(CollectionRunReport{});
    }
    AccountCollections held_of(std::string_view account) {
        HeldStore held(*division_);
        EXPECT_TRUE(held.catch_up());
        const projections::Reader reader = projections::reader_of(*division_);
        auto states = projections::StatesAsOf::at(reader, {});
        EXPECT_TRUE(states);
        if (!states) return {};
        const auto found = states->collections_of(AccountId{account});
        EXPECT_TRUE(found && *found);
        return found && *found ? **found : AccountCollections{};
    }
    [[nodiscard]] std::size_t steps_of(std::string_view account) {
        const auto held = held_of(account);
        return held.open.empty() ? 0 : held.open.front().taken.size();
    }
    static PostPayment all_paid(std::string_view account, std::string_view day) {
        PostPayment payment;
        payment.received_on = test::date(day);
        payment.tenders = {{.kind = TenderKind::cash, .amount = test::usd("1000.00")}};
        payment.shares = {{.account = AccountId{account}}};
        return payment;
    }
};

TEST_F(CollectionRuns, G14_StepsAreTakenOnTheirDaysAndNothingTwice) {
    EXPECT_EQ(collect("2022-03-05").due, 0u) << "nine days overdue";
    const CollectionRunReport first = collect("2022-03-06");
    EXPECT_EQ(first.looked_at, 4u);
    EXPECT_EQ(first.due, 3u);
    EXPECT_EQ(first.advanced, 3u);
    EXPECT_EQ(first.started, 3u);
    EXPECT_EQ(first.without_policy, 1u);
    EXPECT_EQ(first.errors_count, 0u);
    EXPECT_EQ(collect("2022-03-06").due, 0u) << "the next step's day has not come";
    EXPECT_EQ(collect("2022-03-10").due, 0u);
    const CollectionRunReport second = collect("2022-03-16");
    EXPECT_EQ(second.advanced, 3u);
    EXPECT_EQ(second.severances, 3u);
    const CollectionRunReport again = collect("2022-03-16");
    EXPECT_EQ(again.advanced, 0u);
    EXPECT_EQ(again.already_advanced, 3u) << "a severance is looked at each day";
    EXPECT_EQ(collect("2022-03-26").advanced, 3u);
    EXPECT_EQ(steps_of("1"), 3u);
}

TEST_F(CollectionRuns, G14_InterruptedARunGoesOnWhereItStopped) {
    const CollectionRunReport cut = collect("2022-03-06", 1);
    const CollectionRunReport rest = collect("2022-03-06");
    EXPECT_FALSE(rest.interrupted);
    EXPECT_EQ(cut.advanced + rest.advanced, 3u);
    for (const auto* id : {"1", "2", "3"}) EXPECT_EQ(steps_of(id), 1u) << id;
}

TEST_F(CollectionRuns, G23_ProtectedCustomersAreLeftAloneAndListed) {
    collect("2022-03-06");
    RecordProtection protection;
    protection.account = AccountId{"2"};
    protection.protection_type = Code{"LIFE"};
    protection.evidence = test::clear("Doctor's letter");
    send({protection}, "2022-03-07");
    const CollectionRunReport report = collect("2022-03-16");
    EXPECT_EQ(report.advanced, 2u);
    EXPECT_EQ(report.skipped, 1u);
    EXPECT_EQ(report.errors_count, 0u);
    ASSERT_EQ(report.skips.size(), 1u);
    EXPECT_EQ(report.skips[0].account.str() + " " + report.skips[0].reason.str(), "2 customer_is_protected");
    EXPECT_NE(report.skips[0].explanation.str().find("2-PRO1"), std::string::npos);
    EXPECT_EQ(steps_of("2"), 1u);
    EXPECT_EQ(held_of("2").protections.size(), 1u);
}

// What is shown as the next step is what the run does: both look at where service is.
TEST_F(CollectionRuns, G23_AMoratoriumOfAPlaceIsInTheAnswersAsInTheRun) {
    for (const auto* day : {"2022-03-06", "2022-03-16"}) collect(day);
    Moratorium cold;
    cold.code = Code{"COLD"};
    cold.blocks = {CollectionStepKind::disconnect_order};
    cold.from = test::date("2022-03-17");
    cold.until = test::date("2022-04-15");
    cold.jurisdictions = {Code{"NY"}};
    send({Define<Moratorium>{{}, cold}}, "2022-03-26");
    EXPECT_EQ(collect("2022-03-26").skipped, 3u);

    HeldStore held(*division_);
    ASSERT_TRUE(held.catch_up());
    const projections::Reader reader = projections::reader_of(*division_);
    const auto listed = projections::in_collection(reader, {});
    ASSERT_TRUE(listed) << listed.error().message;
    ASSERT_EQ(listed->accounts.size(), 3u);
    for (const auto& one : listed->accounts)
        EXPECT_EQ(one.next_state.str() + " by " + one.blocked_by.str(), "protected by COLD")
            << one.heading.account.str();
    const auto shown = projections::collections(reader, AccountId{"1"}, {});
    ASSERT_TRUE(shown && *shown);
    ASSERT_EQ((*shown)->next.size(), 1u);
    EXPECT_EQ((*shown)->next[0].blocked_by.str(), "COLD");
}

TEST_F(CollectionRuns, G14_APaymentEndsACollectionAtOnceAndTheRunPassesItBy) {
    for (const auto* day : {"2022-03-06", "2022-03-16", "2022-03-26"}) collect(day);
    EXPECT_TRUE(held_of("3").severances.front().ordered_on.is_set());
    send({all_paid("3", "2022-03-27")}, "2022-03-27");
    const auto held = held_of("3");
    EXPECT_TRUE(held.open.empty());
    EXPECT_TRUE(held.severances.empty());
    ASSERT_EQ(held.ended.size(), 1u);
    EXPECT_EQ(held.ended[0].cause, CollectionEnd::debt_paid);
    EXPECT_EQ(collect("2022-03-28").due, 2u);
}

TEST_F(CollectionRuns, G14_ItIsRunByItsNameAndPreviewed) {
    const Process* const process = find_process("collections");
    ASSERT_TRUE(process);
    DivisionPort port(*division_);
    HeldStore held(*division_);
    ProcessRequest request;
    request.run = {test::date("2022-03-06"), Plain{"test"}, noon("2022-03-06")};
    request.preview = true;
    const auto seen = run_process(*process, port, held, request, [](const RunProgress&) { return true; });
    ASSERT_TRUE(seen) << seen.error().message;
    EXPECT_NE(seen->outcome.text.str().find("3 due"), std::string::npos) << seen->outcome.text.str();
    EXPECT_EQ(steps_of("1"), 0u);
    request.preview = false;
    const auto ran = run_process(*process, port, held, request, [](const RunProgress&) { return true; });
    ASSERT_TRUE(ran) << ran.error().message;
    EXPECT_NE(ran->outcome.text.str().find("3 advanced (3 collections and 0 severances started"), std::string::npos)
        << ran->outcome.text.str();
}

}  // namespace
}  // namespace tally::tests
