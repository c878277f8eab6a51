// Collections and severances: each step on its day, for what may be collected, and ended by whatever takes the ground
// away; protections: what they forbid is not done.

#include <functional>
#include <gtest/gtest.h>
#include <utility>
#include <vector>

#include "domain/account/collections/collection_debt.h"
#include "tests/domain/money_books.h"

namespace tally::test {
namespace {

using namespace domain;

using Kind = CollectionStepKind;

CollectionStepRule a_step(std::string_view step, Kind kind, std::uint16_t days_overdue,
                          std::uint16_t days_after_previous = 0) {
    CollectionStepRule rule;
    rule.step = Code{step};
    rule.description = Plain{step};
    rule.kind = kind;
    rule.days_overdue = days_overdue;
    rule.days_after_previous = days_after_previous;
    if (kind == Kind::letter || kind == Kind::field_notice) rule.letter_template = Code{"OVERDUE"};
    return rule;
}
// Above 20.00: a letter after 10 days, a call after 20, a notice after 30, an order ten days later, an agency after 90.
CollectionPolicy a_policy() {
    CollectionPolicy policy;
    policy.code = Code{"RES"};
    policy.threshold = usd("20.00");
    policy.resume_days = 60;
    policy.reconnect_charge_type = Code{"VISIT"};
    policy.reconnect_amount = usd("35.00");
    policy.steps = {a_step("REMINDER", Kind::letter, 10), a_step("CALL", Kind::call, 20, 5),
                    a_step("NOTICE", Kind::field_notice, 30, 7), a_step("CUTOFF", Kind::disconnect_order, 40, 10),
                    a_step("AGENCY", Kind::agency_referral, 90)};
    return policy;
}
Define<LetterTemplate> an_overdue_letter() {
    LetterTemplate row;
    row.code = Code{"OVERDUE"};
    row.description = Plain{"Overdue"};
    row.subject = Plain{"Account {account_id} is overdue"};
    row.lines = {Plain{"Dear {person_name}"}};
    return {{}, row};
}
Define<ProtectionType> a_protection_type(std::string_view code, std::vector<Kind> blocks, bool debt_before = false,
                                         bool needs_end = false, std::uint16_t days_max = 0) {
    ProtectionType row;
    row.code = Code{code};
    row.blocks = std::move(blocks);
    row.debt_before = debt_before;
    row.needs_end = needs_end;
    row.days_max = days_max;
    return {{}, row};
}
AdvanceCollection advance_on(std::string_view on) {
    return {seven, date(on)};
}
RecordProtection a_protection(std::string_view type, std::string_view from, std::string_view until = "",
                              std::string_view sa = "") {
    RecordProtection command;
    command.account = seven;
    command.protection_type = Code{type};
    command.sa = ServiceAgreementId{sa};
    command.from = date(from);
    if (!until.empty()) command.until = date(until);
    command.evidence = clear("Certificate of Dr Lee");
    return command;
}
EndProtection an_end(std::string_view protection, std::string_view until) {
    EndProtection command;
    command.account = seven;
    command.protection = DocumentId{protection};
    command.until = date(until);
    command.end_reason = Code{"EXPIRED"};
    return command;
}
DisconnectService a_disconnection(std::string_view on, std::string_view severance = "7-SEV1") {
    return {seven, DocumentId{severance}, date(on)};
}
ReconnectService a_reconnection(std::string_view on) {
    ReconnectService command;
    command.account = seven;
    command.severance = DocumentId{"7-SEV1"};
    command.on = date(on);
    return command;
}
OpenDispute a_dispute_of(std::string_view document, std::string_view amount = "0") {
    OpenDispute command;
    command.account = seven;
    command.document = DocumentId{document};
    command.amount = usd(amount);
    command.dispute_reason = Code{"READING"};
    return command;
}
RequestAdjustment a_credit_of(std::string_view amount, std::string_view target) {
    RequestAdjustment command;
    command.account = seven;
    command.adjustment_type = Code{"GOODWILL"};
    command.sa = ServiceAgreementId{"7-GAS"};
    command.amount = usd(amount);
    command.target = DocumentId{target};
    return command;
}

// Account 7 with gas and water that are supplied; 100.00 for gas was due on March 10, 2022.
class CollectionBooks : public Books {
  public:
    explicit CollectionBooks(CollectionPolicy policy = a_policy()) {
        today("2022-01-05");
        given(a_gas_customer("7", "2022-01-05"));
        given({a_meter("L7-W", "WM7", "2022-01-04", "0", "m3"),
               a_service("7", "7-WATER", "WATER", "L7-W", "2022-01-05")});
        given({an_overdue_letter(), Define<CollectionPolicy>{{}, std::move(policy)},
               a_protection_type("MEDICAL", {Kind::field_notice, Kind::disconnect_order}, false, true, 60),
               a_protection_type("LIFE", {Kind::letter, Kind::disconnect_order}),
               a_protection_type("BANKRUPTCY", {}, true)});
        given({Define<ArrangementPolicy>{{}, {.code = Code{"RES"}, .instalments_max = 12, .grace_days = 5}}});
        bill("7", "7-I1", "2022-03-10", {{"7-GAS", "100.00"}});
        today("2022-03-20");
    }
    [[nodiscard]] const AccountCollections& held() { return world().collections_of(seven); }
    // Names of the steps that stand, joined by blanks.
    [[nodiscard]] std::string taken() {
        std::string text;
        for (const Collection& open : held().open)
            for (const TakenStep& one : open.taken) text += (text.empty() ? "" : " ") + one.step.str();
        return text;
    }
    // The steps of days, each of which must be accepted.
    CollectionBooks& advanced(std::initializer_list<std::string_view> days) {
        for (const auto day : days) {
            today(day);
            when(advance_on(day)).then_accepted();
        }
        return *this;
    }
    // Up to the order to disconnect gas, of April 19.
    CollectionBooks& ordered() { return advanced({"2022-03-20", "2022-03-30", "2022-04-09", "2022-04-19"}); }
    // Why the collection ended by the last command; empty: it did not.
    [[nodiscard]] std::string ended() const {
        std::string text;
        for (const auto& event : made<CollectionCancelled>()) text += name_of(event.cause);
        return text;
    }
    [[nodiscard]] std::string severances_ended() const {
        std::string text;
        for (const auto& event : made<SeveranceCancelled>())
            text += (text.empty() ? "" : ", ") + event.sa.str() + " " + std::string{name_of(event.cause)};
        return text;
    }
};

// --- The steps

TEST(Collections, G14_ACollectionStartsWithItsFirstStepOnItsDay) {
    CollectionBooks books;
    books.today("2022-03-19");
    books.when(advance_on("2022-03-19")).then_rejected(Rejection::collection_step_not_due, "account");
    books.today("2022-03-20");
    books.when(advance_on("2022-03-20")).then_accepted();
    ASSERT_EQ(books.made<CollectionStarted>().size(), 1u);
    const auto started = books.made<CollectionStarted>()[0];
    EXPECT_EQ(started.collection.str(), "7-COL1");
    EXPECT_EQ(started.debt, usd("100.00"));
    EXPECT_EQ(to_string(started.oldest_due), "2022-03-10");
    ASSERT_EQ(started.items.size(), 1u);
    EXPECT_EQ(started.items[0].document.str(), "7-I1");
    EXPECT_EQ(started.terms, a_policy());
    ASSERT_EQ(books.made<CollectionStepTaken>().size(), 1u);
    const auto step = books.made<CollectionStepTaken>()[0];
    EXPECT_EQ(step.taken.step.str(), "REMINDER");
    EXPECT_EQ(step.taken.number, 1u);
    EXPECT_EQ(step.days_overdue, 10u);
    ASSERT_EQ(step.letters.size(), 1u);
    EXPECT_EQ(step.letters[0], books.made<LetterSent>()[0].letter);
    EXPECT_EQ(books.account("7").open_collections, 1u);
}

TEST(Collections, G14_NothingIsDoneTwiceAndStepsKeepTheirDistance) {
    CollectionBooks books;
    books.advanced({"2022-03-20"});
    books.when(advance_on("2022-03-20")).then_nothing_changed();
    books.today("2022-04-20");  // The run comes late: all later steps are overdue by their days.
    books.when(advance_on("2022-04-20")).then_accepted();
    EXPECT_EQ(books.taken(), "REMINDER CALL");
    books.when(advance_on("2022-04-20")).then_nothing_changed();
    books.today("2022-04-26");
    books.when(advance_on("2022-04-26")).then_rejected(Rejection::collection_step_not_due, "account");
    books.when(advance_on("2022-04-19")).then_rejected(Rejection::date_out_of_order, "on");
    books.advanced({"2022-04-27", "2022-05-07", "2022-06-08"});
    EXPECT_EQ(books.taken(), "REMINDER CALL NOTICE CUTOFF AGENCY");
    books.today("2022-06-20");
    books.when(advance_on("2022-06-20")).then_rejected(Rejection::collection_step_not_due, "account");
}

TEST(Collections, G14_OnlyDebtAboveTheThresholdOfAClassWithAPolicyIsCollected) {
    CollectionBooks books;
    books.given({a_payment("7", "80.00", "2022-03-19")});
    books.when(advance_on("2022-03-20")).then_rejected(Rejection::nothing_to_collect, "account");
    CollectionPolicy none = a_policy();
    none.steps.clear();
    books.given({Define<CollectionPolicy>{{}, none}});
    books.when(advance_on("2022-03-20")).then_rejected(Rejection::collection_policy_missing, "account");
    books.when(AdvanceCollection{AccountId{"8"}, {}}).then_rejected(Rejection::account_unknown, "account");
}

TEST(Collections, G14_AStepWaitsUntilItsAmountIsToBeCollected) {
    CollectionPolicy policy = a_policy();
    policy.steps[1].threshold = usd("150.00");
    CollectionBooks books(policy);
    books.advanced({"2022-03-20"});
    books.bill("7", "7-I2", "2022-04-05", {{"7-WATER", "50.00"}});
    books.today("2022-04-05");
    books.when(advance_on("2022-04-05")).then_rejected(Rejection::collection_step_not_due, "account");
    books.advanced({"2022-04-06"});
    EXPECT_EQ(books.taken(), "REMINDER CALL");
    EXPECT_EQ(books.made<CollectionStepTaken>()[0].debt, usd("150.00"));
}

TEST(Collections, G14_CreditThatIsNotUsedYetLowersWhatIsCollected) {
    CollectionBooks books;
    books.given({RequestAdjustment{.account = seven,
                                   .adjustment_type = Code{"GOODWILL"},
                                   .sa = ServiceAgreementId{"7-GAS"},
                                   .amount = usd("-30.00")}});
    books.advanced({"2022-03-20"});
    EXPECT_EQ(books.made<CollectionStarted>()[0].debt, usd("70.00"));
}

TEST(Collections, D11_NoticesGoToMainAndToThoseWhoGetThem) {
    CollectionBooks books;
    AccountPerson notified{.person = PersonId{"P8"}, .relationship_type = Code{"ACCT"}};
    // Bills by e-mail, notices by post.
    notified.bill_routings = {
        BillRouting{.route_type = Code{"EMAIL"}},
        BillRouting{
            .receives_notification = true, .route_type = Code{"POST"}, .address_source = AddressSource::person}};
    RegisterPerson reed = a_person("P8", "Bo Reed");
    reed.email = clear("bo@example.org");
    AccountPerson copied{.person = PersonId{"P9"}, .relationship_type = Code{"ACCT"}};
    copied.bill_routings = {BillRouting{.route_type = Code{"POST"}, .address_source = AddressSource::person}};
    RegisterPerson without_address{.person = PersonId{"P10"}};
    without_address.name.full = clear("No Address");
    AccountPerson lost{.person = PersonId{"P10"}, .relationship_type = Code{"ACCT"}};
    lost.bill_routings = {BillRouting{.receives_copy = false, .receives_notification = true}};
    books.given({reed, a_person("P9", "Cy Ames"), without_address, LinkPerson{seven, notified},
                 LinkPerson{seven, copied}, LinkPerson{seven, lost}});
    books.advanced({"2022-03-20"});
    const auto letters = books.made<LetterSent>();
    ASSERT_EQ(letters.size(), 2u);
    EXPECT_EQ(letters[0].person.str(), "P7");
    EXPECT_EQ(letters[1].person.str(), "P8");
    EXPECT_EQ(letters[1].text, clear("P8", "Dear Bo Reed"));
    EXPECT_EQ(letters[1].delivery.route_type.str(), "POST");
    const auto step = books.made<CollectionStepTaken>()[0];
    EXPECT_EQ(step.letters.size(), 2u);
    ASSERT_EQ(step.not_reached.size(), 1u);
    EXPECT_EQ(step.not_reached[0].str(), "P10");
}

TEST(Collections, G14_AStepThatIsTakenBackIsTakenAgain) {
    CollectionBooks books;
    books.advanced({"2022-03-20", "2022-03-30"});
    CancelCollectionStep cancel{seven, DocumentId{"7-COL1"}, 1, Code{"SLIP"}, {}};
    books.when(cancel).then_rejected(Rejection::collection_step_not_latest, "number");
    cancel.number = 2;
    books.when(cancel).then_accepted();
    EXPECT_EQ(books.taken(), "REMINDER");
    books.when(cancel).then_nothing_changed();
    books.advanced({"2022-03-31"});
    EXPECT_EQ(books.taken(), "REMINDER CALL");
    EXPECT_EQ(books.made<CollectionStepTaken>()[0].taken.number, 3u);
    cancel.collection = DocumentId{"7-COL2"};
    books.when(cancel).then_rejected(Rejection::collection_unknown, "collection");
}

TEST(Collections, G14_AUserEndsACollectionAndSaysWhenAnotherMayStart) {
    CollectionBooks books;
    books.ordered();
    CancelCollection cancel{seven, DocumentId{"7-COL1"}, Code{"PROMISE"}, date("2022-05-10"), {}};
    books.when(cancel).then_accepted();
    EXPECT_EQ(books.ended(), "cancelled_by_user");
    EXPECT_EQ(books.severances_ended(), "7-GAS cancelled_by_user");
    EXPECT_EQ(books.account("7").open_collections, 0u);
    books.when(cancel).then_nothing_changed();
    cancel.cancel_reason = Code{"OTHER"};
    cancel.not_before = {};
    books.when(cancel).then_rejected(Rejection::collection_not_open, "collection");
    books.today("2022-05-09");
    books.when(advance_on("2022-05-09")).then_rejected(Rejection::collection_step_not_due, "account");
    books.advanced({"2022-05-10"});
    EXPECT_EQ(books.taken(), "REMINDER");  // Not resumed: it begins anew.
    EXPECT_EQ(books.held().open[0].collection.str(), "7-COL2");
}

// --- What is collected

TEST(Collections, G14_WhatIsDisputedArrangedOrNotDueIsNotCollected) {
    CollectionBooks books;
    books.bill("7", "7-I2", "2022-03-20", {{"7-GAS", "30.00"}, {"7-WATER", "40.00"}});
    books.given({a_dispute_of("7-I1", "60.00")});
    const auto debt = [&](std::string_view on) {
        return to_string(collectible_debt(books.world(), books.account("7"), false, date(on)).total(), 2);
    };
    EXPECT_EQ(debt("2022-03-20"), "40.00");
    EXPECT_EQ(debt("2022-03-21"), "110.00");
    RequestArrangement arrangement;
    arrangement.account = seven;
    arrangement.documents = {DocumentId{"7-I2"}};
    arrangement.number_of_instalments = 2;
    arrangement.first_due_on = date("2022-03-25");
    books.given({arrangement});
    EXPECT_EQ(debt("2022-03-21"), "40.00");
    books.today("2022-03-25");
    books.given({AdvanceArrangements{seven, date("2022-03-25")}});
    EXPECT_EQ(debt("2022-03-28"), "40.00");  // The instalment is overdue; the arrangement's grace decides about it.
}

TEST(Collections, G14_WhatABudgetPlanDoesNotAskForIsNotCollected) {
    CollectionBooks books;
    EnrolInBudget plan;
    plan.account = seven;
    plan.sa = ServiceAgreementId{"7-WATER"};
    plan.amount = usd("25.00");
    plan.amount_reason = Plain{"Asked for"};
    books.given({plan});
    books.bill("7", "7-I2", "2022-04-10", {{"7-WATER", "90.00"}});
    EXPECT_EQ(collectible_debt(books.world(), books.account("7"), false, date("2022-04-11"))
                  .of(ServiceAgreementId{"7-WATER"}),
              usd("25.00"));
}

TEST(Collections, G14_DebtOfAStoppedAgreementLeavesUnlessTheClassSaysOtherwise) {
    CollectionBooks books;
    books.today("2022-06-01");
    books.stop("7", "7-GAS");
    EXPECT_EQ(collectible_debt(books.world(), books.account("7"), false, date("2022-06-01")).total(), usd("0"));
    EXPECT_EQ(collectible_debt(books.world(), books.account("7"), true, date("2022-06-01")).total(), usd("100.00"));
}

// --- What ends it, in the same commit

TEST(Collections, G14_APaymentDownToTheThresholdEndsCollectionAndSeverance) {
    CollectionBooks books;
    books.ordered();
    books.when(a_payment("7", "79.99", "2022-04-19")).then_accepted();
    EXPECT_EQ(books.ended(), "");
    books.when(a_payment("7", "0.01", "2022-04-19")).then_accepted();
    EXPECT_EQ(books.ended(), "debt_paid");
    EXPECT_EQ(books.severances_ended(), "7-GAS debt_paid");
    EXPECT_EQ(books.made<CollectionCancelled>()[0].debt, usd("20.00"));
    EXPECT_EQ(books.account("7").open_collections, 0u);
}

TEST(Collections, G14_ACreditADisputeAndAnArrangementEndItToo) {
    CollectionBooks credited;
    credited.ordered().when(a_credit_of("-85.00", "7-I1")).then_accepted();
    EXPECT_EQ(credited.ended(), "debt_credited");
    CollectionBooks disputed;
    disputed.ordered().when(a_dispute_of("7-I1")).then_accepted();
    EXPECT_EQ(disputed.ended(), "debt_disputed");
    EXPECT_EQ(disputed.severances_ended(), "7-GAS debt_disputed");
    CollectionBooks arranged;
    RequestArrangement arrangement;
    arrangement.account = seven;
    arrangement.number_of_instalments = 4;
    arrangement.first_due_on = date("2022-05-10");
    arranged.ordered().when(arrangement).then_accepted();
    EXPECT_EQ(arranged.ended(), "debt_arranged");
}

TEST(Collections, G14_ASeveranceEndsWithItsOwnAgreementsDebt) {
    CollectionBooks books;
    books.bill("7", "7-I2", "2022-03-11", {{"7-WATER", "50.00"}});
    books.ordered();
    ASSERT_EQ(books.held().severances.size(), 2u);
    PostPayment for_water = a_payment("7", "50.00", "2022-04-19");
    for_water.shares = {a_spec_share("7", "50.00", {{"7-I2", "50.00"}})};
    books.when(for_water).then_accepted();
    EXPECT_EQ(books.severances_ended(), "7-WATER debt_paid");
    EXPECT_EQ(books.ended(), "");
    EXPECT_EQ(books.held().severances.size(), 1u);
}

TEST(Collections, G14_AReturnedPaymentGoesOnWhereTheCollectionHadEnded) {
    CollectionBooks books;
    books.ordered();
    books.given({a_payment("7", "100.00", "2022-04-19")});
    ASSERT_TRUE(books.held().open.empty());
    CancelTender returned;
    returned.payment_event = PaymentEventId{"7-PE1"};
    returned.cancel_reason = Code{"NSF"};
    books.today("2022-04-25");
    books.given({returned});
    books.bill("7", "7-I2", "2022-04-24", {{"7-WATER", "50.00"}});
    books.advanced({"2022-04-26"});
    const auto started = books.made<CollectionStarted>();
    ASSERT_EQ(started.size(), 1u);
    EXPECT_EQ(started[0].resumes.str(), "7-COL1");
    EXPECT_EQ(books.taken(), "REMINDER CALL NOTICE CUTOFF");  // The notice was given; the order is given anew.
    ASSERT_EQ(books.made<SeveranceStarted>().size(), 1u);     // Not of water, which had no notice.
    EXPECT_EQ(books.made<SeveranceStarted>()[0].sa.str(), "7-GAS");
    EXPECT_TRUE(books.held().severances[0].ordered_on.is_set());
}

TEST(Collections, G14_DebtThatIsBackAfterTheDaysOfTheClassBeginsAnew) {
    CollectionPolicy policy = a_policy();
    policy.resume_days = 3;
    CollectionBooks books(policy);
    books.ordered();
    books.given({a_payment("7", "100.00", "2022-04-19")});
    CancelTender returned;
    returned.payment_event = PaymentEventId{"7-PE1"};
    returned.cancel_reason = Code{"NSF"};
    books.today("2022-04-25");
    books.given({returned});
    books.advanced({"2022-04-26"});
    EXPECT_EQ(books.taken(), "REMINDER");
    EXPECT_EQ(books.made<CollectionStarted>()[0].resumes.str(), "");
}

// --- Severance

TEST(Severances, G14_ServiceIsDisconnectedByAnOrderAndConnectedAgainOnceItIsPaidFor) {
    CollectionBooks books;
    books.advanced({"2022-03-20", "2022-03-30", "2022-04-09"});
    ASSERT_EQ(books.made<SeveranceStarted>().size(), 1u);
    EXPECT_EQ(books.made<SeveranceStarted>()[0].sa.str(), "7-GAS");
    EXPECT_EQ(books.made<SeveranceStarted>()[0].service_point.str(), "L7-G");
    EXPECT_EQ(books.made<CollectionStepTaken>()[0].severances[0].str(), "7-SEV1");
    books.when(a_disconnection("2022-04-09")).then_rejected(Rejection::no_disconnect_order, "severance");
    books.advanced({"2022-04-19"});
    books.when(a_reconnection("2022-04-19")).then_rejected(Rejection::service_not_disconnected, "severance");
    books.today("2022-04-20");
    books.when(a_disconnection("2022-04-18")).then_rejected(Rejection::date_out_of_order, "on");
    books.when(a_disconnection("2022-04-20")).then_accepted();
    EXPECT_EQ(books.made<ServiceDisconnected>()[0].debt, usd("100.00"));
    books.when(a_disconnection("2022-04-20")).then_nothing_changed();
    books.today("2022-04-22");
    books.when(a_reconnection("2022-04-22")).then_rejected(Rejection::reconnect_despite_debt, "despite_debt");
    books.when(a_payment("7", "100.00", "2022-04-22")).then_accepted();
    EXPECT_EQ(books.ended(), "debt_paid");
    EXPECT_EQ(books.severances_ended(), "");  // It is disconnected: that ends by connecting it again.
    EXPECT_EQ(books.account("7").open_collections, 1u);
    books.when(a_reconnection("2022-04-22")).then_accepted();
    ASSERT_EQ(books.made<SpecialChargeCreated>().size(), 1u);
    EXPECT_EQ(books.made<SpecialChargeCreated>()[0].amount, usd("35.00"));
    EXPECT_EQ(books.made<ServiceReconnected>()[0].charge, books.made<SpecialChargeCreated>()[0].charge);
    EXPECT_EQ(books.account("7").open_collections, 0u);
    books.when(a_reconnection("2022-04-22")).then_nothing_changed();
    books.when(a_disconnection("2022-04-22")).then_rejected(Rejection::severance_has_ended, "severance");
    books.when(a_disconnection("2022-04-22", "7-SEV9")).then_rejected(Rejection::severance_unknown, "severance");
}

TEST(Severances, G14_AReconnectionMayBeFreeOrBeforeThePayment) {
    CollectionBooks books;
    books.ordered();
    books.given({a_disconnection("2022-04-19")});
    ReconnectService early = a_reconnection("2022-04-19");
    early.despite_debt = Code{"HARDSHIP"};
    early.waive_reason = Code{"GOODWILL"};
    books.when(early).then_accepted();
    EXPECT_TRUE(books.made<SpecialChargeCreated>().empty());
    EXPECT_EQ(books.made<ServiceReconnected>()[0].debt, usd("100.00"));
    EXPECT_EQ(books.account("7").open_collections, 1u);  // The collection goes on.
}

TEST(Severances, G14_AUserWithdrawsOneAndAnOrderIsTakenBack) {
    CollectionBooks books;
    books.ordered();
    books.when(CancelCollectionStep{seven, DocumentId{"7-COL1"}, 4, Code{"SLIP"}, {}}).then_accepted();
    EXPECT_FALSE(books.held().severances[0].ordered_on.is_set());
    books.when(a_disconnection("2022-04-19")).then_rejected(Rejection::no_disconnect_order, "severance");
    books.advanced({"2022-04-20"});
    EXPECT_TRUE(books.held().severances[0].ordered_on.is_set());
    const CancelSeverance withdrawn{seven, DocumentId{"7-SEV1"}, Code{"TENANT"}, {}};
    books.when(withdrawn).then_accepted();
    EXPECT_TRUE(books.held().severances.empty());
    books.when(withdrawn).then_nothing_changed();
    EXPECT_EQ(books.taken(), "REMINDER CALL NOTICE CUTOFF");
}

TEST(Severances, G14_AServiceThatIsCutOffIsNotWithdrawnFrom) {
    CollectionBooks books;
    books.ordered();
    books.given({a_disconnection("2022-04-19")});
    books.when(CancelSeverance{seven, DocumentId{"7-SEV1"}, Code{"SLIP"}, {}})
        .then_rejected(Rejection::service_is_disconnected, "severance");
    books.when(CancelCollectionStep{seven, DocumentId{"7-COL1"}, 4, Code{"SLIP"}, {}})
        .then_rejected(Rejection::service_is_disconnected, "number");
}

TEST(Severances, G14_AStopOfTheServiceEndsItsSeverance) {
    CollectionBooks books;
    books.ordered();
    StopService stop;
    stop.sa = ServiceAgreementId{"7-GAS"};
    stop.stop_on = date("2022-04-19");
    InitialRead read;
    read.channel = Code{"1"};
    read.value = quantity("100");
    stop.stop_reads = {read};
    books.when(stop).then_accepted();
    EXPECT_EQ(books.severances_ended(), "7-GAS service_stopped");
    EXPECT_EQ(books.ended(), "service_stopped");
}

// --- Protections

TEST(Protections, G23_AProtectionForbidsTheStepsThatItsTypeNames) {
    CollectionBooks books;
    books.given({a_protection("MEDICAL", "2022-03-20", "2022-05-01")});
    books.advanced({"2022-03-20", "2022-03-30"});
    books.today("2022-04-09");
    books.when(advance_on("2022-04-09")).then_rejected(Rejection::customer_is_protected, "account");
    EXPECT_EQ(books.taken(), "REMINDER CALL");
    books.advanced({"2022-05-01"});
    EXPECT_EQ(books.taken(), "REMINDER CALL NOTICE");
}

TEST(Protections, G23_NothingIsStartedForAProtectedCustomer) {
    CollectionBooks books;
    books.given({a_protection("LIFE", "2022-03-20")});
    books.when(advance_on("2022-03-20")).then_rejected(Rejection::customer_is_protected, "account");
    EXPECT_EQ(books.refusal()->value, "LIFE");
    EXPECT_TRUE(books.held().open.empty());
}

TEST(Protections, G23_AnOrderFallsWithTheProtectionAndSeveranceBeginsAnew) {
    CollectionBooks books;
    books.ordered();
    books.when(a_protection("MEDICAL", "2022-04-19", "2022-05-19")).then_accepted();
    EXPECT_EQ(books.severances_ended(), "7-GAS customer_protected");
    EXPECT_EQ(books.made<CollectionStepCancelled>().size(), 2u);
    EXPECT_EQ(books.taken(), "REMINDER CALL");
    EXPECT_EQ(books.ended(), "");
    books.when(a_disconnection("2022-04-19")).then_rejected(Rejection::severance_has_ended, "severance");
    books.today("2022-05-18");
    books.when(advance_on("2022-05-18")).then_rejected(Rejection::customer_is_protected, "account");
    books.advanced({"2022-05-19", "2022-05-29"});
    EXPECT_EQ(books.taken(), "REMINDER CALL NOTICE CUTOFF");
}

TEST(Protections, G23_OneOfAnAgreementLeavesTheOtherAgreementsAlone) {
    CollectionBooks books;
    books.bill("7", "7-I2", "2022-03-11", {{"7-WATER", "50.00"}});
    books.given({a_protection("MEDICAL", "2022-03-20", "2022-05-01", "7-GAS")});
    books.ordered();
    ASSERT_EQ(books.held().severances.size(), 1u);
    EXPECT_EQ(books.held().severances[0].sa.str(), "7-WATER");
}

TEST(Protections, G23_AMoratoriumForbidsAnOrderToBeCarriedOutAndTakesItBack) {
    CollectionBooks books;
    Moratorium cold;
    cold.code = Code{"COLD-2022"};
    cold.blocks = {Kind::disconnect_order};
    cold.from = date("2022-04-20");
    cold.until = date("2022-04-23");
    cold.customer_classes = {Code{"RES"}};
    books.given({Define<Moratorium>{{}, cold}});
    books.ordered();
    books.today("2022-04-20");
    books.when(a_disconnection("2022-04-20")).then_rejected(Rejection::customer_is_protected, "severance");
    books.when(advance_on("2022-04-20")).then_accepted();
    EXPECT_EQ(books.severances_ended(), "7-GAS customer_protected");
    EXPECT_EQ(books.taken(), "REMINDER CALL");
}

// A premise without a jurisdiction, as that of 7-GAS, may lie in any.
TEST(Protections, G23_AMoratoriumOfAPlaceHoldsForServiceThere) {
    const auto ordered_under = [](std::string_view jurisdiction) {
        CollectionBooks books;
        books.today("2022-01-05");
        std::vector<Command> location = a_location("L8");
        get_if<AddLocation>(&location[0])->jurisdiction = Code{"NY-ALBANY"};
        books.given(location);
        books.given({a_meter("L8-G", "GM8", "2022-01-04", "0"), a_service("7", "7-GAS2", "GAS", "L8-G", "2022-01-05")});
        books.bill("7", "7-I2", "2022-03-10", {{"7-GAS2", "50.00"}});
        Moratorium cold;
        cold.code = Code{"COLD-2022"};
        cold.blocks = {Kind::disconnect_order};
        cold.from = date("2022-04-10");
        cold.until = date("2022-04-23");
        cold.jurisdictions = {Code{jurisdiction}};
        books.given({Define<Moratorium>{{}, cold}});
        books.advanced({"2022-03-20", "2022-03-30", "2022-04-09"});
        books.today("2022-04-19");
        std::string orders;
        if (books.when(advance_on("2022-04-19")).refusal()) return books.refusal()->value;
        for (const Severance& one : books.held().severances)
            if (one.ordered_on.is_set()) orders += one.sa.str();
        return orders;
    };
    EXPECT_EQ(ordered_under("NY-ALBAN"), "7-GAS2");
    EXPECT_EQ(ordered_under("VT"), "7-GAS2");
    EXPECT_EQ(ordered_under("NY"), "COLD-2022");
    EXPECT_EQ(ordered_under("NY-ALBANY"), "COLD-2022");
}

TEST(Severances, G14_WhereTheClassSaysSoServiceIsDisconnectedBeforeWorkingDaysOnly) {
    CollectionPolicy policy = a_policy();
    policy.before_working_days = true;
    CollectionBooks books(policy);
    books.given({Define<Holiday>{{}, {date("2022-04-26"), Plain{"Holiday"}}}});
    books.ordered();
    for (const auto day : {"2022-04-22", "2022-04-23", "2022-04-24", "2022-04-25", "2022-04-26"}) {
        books.today(day);
        books.when(a_disconnection(day)).then_rejected(Rejection::not_a_disconnect_day, "on");
        EXPECT_NE(books.refusal()->cure.find("the next is 2022-04-27"), std::string::npos) << books.refusal()->cure;
    }
    books.today("2022-04-27");
    books.when(a_disconnection("2022-04-21")).then_accepted();
}

TEST(Collections, G14_ALetterOfACollectionAsksForWhatIsCollected) {
    CollectionBooks books;
    LetterTemplate says;
    says.code = Code{"OVERDUE"};
    says.subject = Plain{"Pay {overdue}"};
    says.lines = {Plain{"{balance} is owed, {overdue} of it overdue."}};
    SendLetter letter;
    letter.account = seven;
    letter.letter_template = Code{"OVERDUE"};
    books.given({Define<LetterTemplate>{{}, says}});
    books.today("2022-03-10");
    books.when(letter).then_rejected(Rejection::letter_field_has_no_value, "letter_template");
    books.today("2022-03-20");
    books.bill("7", "7-I2", "2022-04-10", {{"7-WATER", "30.00"}});
    books.when(letter).then_accepted();
    EXPECT_EQ(books.world().open(books.made<LetterSent>()[0].text), "USD 130.00 is owed, USD 100.00 of it overdue.");

    books.given({a_protection("BANKRUPTCY", "2022-03-20")});
    // Charged for April 25 to May 25, after the petition.
    books.today("2022-06-24");
    books.bill("7", "7-I3", "2022-06-14", {{"7-WATER", "40.00"}});
    books.when(advance_on("2022-06-24")).then_accepted();
    EXPECT_EQ(books.world().open(books.made<LetterSent>()[0].text), "USD 170.00 is owed, USD 40.00 of it overdue.");
}

TEST(Protections, G23_BankruptcyKeepsDebtOfBeforeItFromBeingCollectedAndNotLaterDebt) {
    CollectionBooks books;
    books.ordered();
    books.when(a_protection("BANKRUPTCY", "2022-04-19")).then_accepted();
    EXPECT_EQ(books.ended(), "customer_protected");
    books.today("2022-04-20");
    books.when(advance_on("2022-04-20")).then_rejected(Rejection::customer_is_protected, "account");
    // Charged for March 26 to April 25, which straddles the petition: all of it is left alone.
    books.bill("7", "7-I2", "2022-05-15", {{"7-GAS", "60.00"}});
    // Charged for April 25 to May 25: it arose after.
    books.bill("7", "7-I3", "2022-06-14", {{"7-GAS", "70.00"}});
    const auto debt = collectible_debt(books.world(), books.account("7"), false, date("2022-06-24"));
    ASSERT_EQ(debt.items.size(), 1u);
    EXPECT_EQ(debt.items[0].document.str(), "7-I3");
    EXPECT_EQ(debt.total(), usd("70.00"));
    books.advanced({"2022-06-24"});
    EXPECT_EQ(books.made<CollectionStarted>()[0].debt, usd("70.00"));
    EXPECT_EQ(books.taken(), "REMINDER");
    books.today("2022-06-25");
    books.given({an_end("7-PRO1", "2022-06-25")});  // Dismissed: all of it is collected again.
    EXPECT_EQ(collectible_debt(books.world(), books.account("7"), false, date("2022-06-25")).total(), usd("230.00"));
}

TEST(Protections, G23_OneIsRecordedWithItsEvidenceAndDays) {
    CollectionBooks books;
    books.when(a_protection("MEDICAL", "2022-03-20")).then_rejected(Rejection::protection_needs_end, "until");
    books.when(a_protection("MEDICAL", "2022-03-20", "2022-05-20"))
        .then_rejected(Rejection::protection_too_long, "until");
    books.when(a_protection("MEDICAL", "2022-03-20", "2022-03-20"))
        .then_rejected(Rejection::date_out_of_order, "until");
    books.when(a_protection("STRANGE", "2022-03-20")).then_rejected(Rejection::code_unknown, "protection_type");
    RecordProtection without = a_protection("LIFE", "2022-03-20");
    without.evidence = {};
    books.when(without).then_rejected(Rejection::field_missing, "evidence");
    RecordProtection stranger = a_protection("LIFE", "2022-03-20");
    stranger.person = PersonId{"P9"};
    books.when(stranger).then_rejected(Rejection::person_not_on_account, "person");
    books.when(a_protection("LIFE", "2022-03-20", "", "8-GAS")).then_rejected(Rejection::sa_unknown, "sa");
    books.when(a_protection("MEDICAL", "2022-03-20", "2022-05-01")).then_accepted();
    const auto recorded = books.made<ProtectionRecorded>()[0];
    EXPECT_EQ(recorded.protection.str(), "7-PRO1");
    EXPECT_EQ(recorded.evidence, clear("P7", "Certificate of Dr Lee"));
    books.when(a_protection("MEDICAL", "2022-03-20", "2022-05-01")).then_nothing_changed();
    books.when(a_protection("MEDICAL", "2022-04-20", "2022-05-20"))
        .then_rejected(Rejection::protection_overlaps, "from");
    books.when(a_protection("MEDICAL", "2022-05-01", "2022-06-20")).then_accepted();
}

TEST(Protections, G23_OneIsEndedWithinItsTime) {
    CollectionBooks books;
    books.given({a_protection("MEDICAL", "2022-03-20", "2022-05-01")});
    books.when(an_end("7-PRO1", "2022-05-02")).then_rejected(Rejection::date_out_of_order, "until");
    books.when(an_end("7-PRO1", "2022-03-19")).then_rejected(Rejection::date_out_of_order, "until");
    books.when(an_end("7-PRO9", "2022-04-01")).then_rejected(Rejection::protection_unknown, "protection");
    books.when(an_end("7-PRO1", "2022-04-01")).then_accepted();
    books.when(an_end("7-PRO1", "2022-04-01")).then_nothing_changed();
    EXPECT_EQ(to_string(books.held().protections[0].until), "2022-04-01");
    books.when(an_end("7-PRO1", "2022-03-20")).then_accepted();  // It never held.
    EXPECT_TRUE(books.held().protections.empty());
    books.when(an_end("7-PRO1", "2022-03-20")).then_nothing_changed();
}

// --- Control tables

TEST(CollectionTables, G14_StepsOfAPolicyAreInOrder) {
    CollectionBooks books;
    const auto refused = [&](const std::function<void(CollectionPolicy&)>& change, Rejection why,
                             std::string_view field) {
        CollectionPolicy policy = a_policy();
        change(policy);
        books.when(Define<CollectionPolicy>{{}, policy}).then_rejected(why, field);
    };
    refused([](auto& row) { row.code = Code{"NONE"}; }, Rejection::code_unknown, "row.code");
    refused([](auto& row) { row.steps[1].step = row.steps[0].step; }, Rejection::field_invalid, "row.steps[1].step");
    refused([](auto& row) { row.steps[1].days_overdue = 9; }, Rejection::field_invalid, "row.steps[1].days_overdue");
    refused([](auto& row) { row.steps[0].letter_template = {}; }, Rejection::field_missing,
            "row.steps[0].letter_template");
    refused([](auto& row) { row.steps[0].letter_template = Code{"NONE"}; }, Rejection::code_unknown,
            "row.steps[0].letter_template");
    refused([](auto& row) { std::swap(row.steps[2].kind, row.steps[3].kind); }, Rejection::field_invalid,
            "row.steps[3].kind");
    refused([](auto& row) { row.reconnect_amount = {}; }, Rejection::field_missing, "row.reconnect_amount");
    refused([](auto& row) { row.reconnect_charge_type = Code{"NONE"}; }, Rejection::code_unknown,
            "row.reconnect_charge_type");
    refused([](auto& row) { row.threshold = usd("-1"); }, Rejection::field_invalid, "row.threshold");
}

TEST(CollectionTables, G23_AProtectionAndAMoratoriumSayWhatTheyBlock) {
    CollectionBooks books;
    books.when(a_protection_type("NOTHING", {})).then_rejected(Rejection::field_missing, "row.blocks");
    books.when(a_protection_type("TWICE", {Kind::call, Kind::call}))
        .then_rejected(Rejection::field_invalid, "row.blocks[1]");
    Moratorium cold;
    cold.code = Code{"COLD"};
    books.when(Define<Moratorium>{{}, cold}).then_rejected(Rejection::field_missing, "row.blocks");
    cold.blocks = {Kind::disconnect_order};
    books.when(Define<Moratorium>{{}, cold}).then_rejected(Rejection::field_missing, "row.from");
    cold.from = date("2022-11-01");
    cold.until = date("2022-11-01");
    books.when(Define<Moratorium>{{}, cold}).then_rejected(Rejection::date_out_of_order, "row.until");
    cold.until = date("2023-04-16");
    cold.customer_classes = {Code{"NONE"}};
    books.when(Define<Moratorium>{{}, cold}).then_rejected(Rejection::code_unknown, "row.customer_classes[0]");
    cold.customer_classes = {};
    cold.jurisdictions = {Code{"NY"}, Code{"NY"}};
    books.when(Define<Moratorium>{{}, cold}).then_rejected(Rejection::field_invalid, "row.jurisdictions[1]");
}

}  // namespace
}  // namespace tally::test
