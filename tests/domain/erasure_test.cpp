// Erasing a person: when it is refused, what it makes, and what is refused afterwards.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "domain/user/permissions.h"
#include "tests/support/scenario.h"
#include "tests/support/standard_utility.h"

namespace tally::test {
namespace {

using namespace domain;
using testing::HasSubstr;

ErasePerson erase(std::string_view person, ErasureGround ground = ErasureGround::request) {
    return {PersonId{person}, ground};
}
LinkPerson a_cosigner(std::string_view account, std::string_view person) {
    return {AccountId{account},
            {.person = PersonId{person}, .financially_responsible = true, .relationship_type = Code{"COSIGN"}}};
}

// Ann is the main customer of account 1, which has no service; Bob is on none.
class Erasing : public testing::Test {
  protected:
    Erasing() {
        scenario.given(standard_settings());
        scenario.given({a_person("1", "Ann Lee"), a_person("2", "Bob Ray"), an_account("1", "1")});
    }
    // Why the last command was refused, in one line.
    std::string refused() {
        const auto& refusal = scenario.refusal();
        return refusal ? std::string{name_of(refusal->rejection)} + " " + refusal->field + " " + refusal->value : "";
    }
    // Customer 7 had gas from January 5 to February 4 and was billed for it.
    void bill_customer_7() {
        scenario.given(a_gas_customer("7", "2022-01-05"));
        scenario.today("2022-02-05")
            .given({StopService{.sa = ServiceAgreementId{"7-GAS"},
                                .stop_on = date("2022-02-04"),
                                .stop_reads = {{{}, quantity("30")}}},
                    BillAccount{AccountId{"7"}, Code{"M01"}, date("2022-02-05")}});
    }
    PersonId main_of_7() { return scenario.persons_on("7").main_customer()->person; }
    static PostPayment paid(Money amount) {
        return {.tenders = {{.amount = amount}}, .shares = {{.account = AccountId{"7"}}}};
    }
    Scenario scenario;
};

TEST_F(Erasing, H4_TheEventSaysWhoWhyAndOnWhichAccounts) {
    scenario.by("cli:officer")
        .when(erase("1", ErasureGround::no_longer_needed))
        .then({PersonErased{PersonId{"1"}, ErasureGround::no_longer_needed, {AccountId{"1"}}}});
    const PersonState& ann = scenario.person("1");
    EXPECT_TRUE(ann.erased());
    EXPECT_EQ(ann.erasure.by.str(), "cli:officer");
    EXPECT_EQ(ann.erasure.position, ann.last_position);
    EXPECT_EQ(scenario.world().open(ann.name.full), std::nullopt);
    scenario.when(erase("2")).then({PersonErased{PersonId{"2"}, ErasureGround::request, {}}});
}

TEST_F(Erasing, H4_ItIsDoneOnce) {
    scenario.given({erase("2")}).when(erase("2")).then_nothing_changed();
    EXPECT_EQ(scenario.refusal()->position, scenario.person("2").erasure.position);
    scenario.when(erase("2", ErasureGround::objection)).then_nothing_changed();
}

TEST_F(Erasing, H4_ItNamesAPersonWhoIsKnownAndAGround) {
    scenario.when(erase("99")).then_rejected(Rejection::person_unknown, "person");
    scenario.when(erase("")).then_rejected(Rejection::field_missing, "person");
    scenario.when(erase("2", ErasureGround::unstated)).then_rejected(Rejection::field_missing, "ground");
}

TEST_F(Erasing, H4_NotWhileAServiceIsNotOver) {
    scenario.given(a_gas_customer("7", "2022-01-05"));
    const PersonId person = main_of_7();
    scenario.when(erase(person.str())).then_rejected(Rejection::person_has_service, "person");
    EXPECT_EQ(refused(), "person_has_service person account 7: agreement 7-GAS active");
    EXPECT_THAT(scenario.refusal()->cure, testing::Not(HasSubstr("unlink")));
    // Who is not the main customer can be taken off the account instead.
    scenario.given({a_cosigner("7", "2")}).when(erase("2")).then_rejected(Rejection::person_has_service, "person");
    EXPECT_THAT(scenario.refusal()->cure, HasSubstr("take the person off account 7 first (account.unlink_person)"));
    scenario.given({UnlinkPerson{AccountId{"7"}, PersonId{"2"}}}).when(erase("2")).then_accepted();
}

TEST_F(Erasing, H4_NotWhileMoneyIsOpen) {
    bill_customer_7();
    const PersonId person = main_of_7();
    const Money owed = scenario.account("7").payoff();
    scenario.when(erase(person.str())).then_rejected(Rejection::person_has_balance, "person");
    EXPECT_EQ(refused(), "person_has_balance person account 7: item 7-I1 " + to_string(owed, 2));
    scenario.given({paid(owed + Money{100})});
    scenario.when(erase(person.str())).then_rejected(Rejection::person_has_balance, "person");
    EXPECT_EQ(refused(), "person_has_balance person account 7: unapplied credit 1.00");
    scenario.given({RefundCredit{.account = AccountId{"7"}, .refund_reason = Code{"ASKED"}}});
    scenario.when(erase(person.str())).then({PersonErased{person, ErasureGround::request, {AccountId{"7"}}}});
}

TEST_F(Erasing, H4_NotWhileADepositIsAskedForOrHeld) {
    bill_customer_7();
    const PersonId person = main_of_7();
    scenario.given({paid(scenario.account("7").payoff())});
    scenario.given({BillDeposit{AccountId{"7"}, Code{"RESDEP"}, {}, Money{10'000}, {}, {}}});
    scenario.when(erase(person.str())).then_rejected(Rejection::person_has_deposit, "person");
    EXPECT_EQ(refused(), "person_has_deposit person account 7: asked for 100.00");
}

TEST_F(Erasing, H4_NotWhileSomethingIsUnderWay) {
    scenario.given(
        {Define<AutopayPolicy>{{}, {.code = Code{"RES"}}},
         EnrolInAutopay{
             .account = AccountId{"1"}, .routing_number = Plain{"021000021"}, .bank_account = clear("000123456789")}});
    scenario.when(erase("1")).then_rejected(Rejection::person_has_open_matter, "person");
    EXPECT_EQ(refused(), "person_has_open_matter person account 1: mandate for automatic payment");
}

TEST_F(Erasing, H4_WhatNamesTheErasedPersonIsRefused) {
    scenario.given({erase("1"), erase("2")});
    ChangePersonName name{PersonId{"1"}, {}};
    name.name.full = clear("Ann Smith");
    const std::vector<Command> about_person{name,
                                            SetPersonPhone{PersonId{"1"}, Code{"HOME"}, clear("555-0100")},
                                            RemovePersonPhone{PersonId{"1"}, Code{"HOME"}},
                                            SetPersonEmail{PersonId{"1"}, clear("ann@example.com")},
                                            SetPersonIdentifier{PersonId{"1"}, Code{"TAXNO"}, clear("12")},
                                            SetPersonAddress{PersonId{"1"}, a_mailing_address("A2")},
                                            RemovePersonAddress{PersonId{"1"}, AddressId{"A1"}},
                                            a_person("1", "Ann Lee"),
                                            an_account("5", "1")};
    for (const Command& command : about_person)
        scenario.when(command).then_rejected(Rejection::person_erased, "person");
    scenario.when(a_cosigner("1", "2")).then_rejected(Rejection::person_erased, "link.person");
    // The account is there, but no one to whom a service could be billed.
    scenario.given(a_location("L1"))
        .given({a_meter("L1-G", "M1", "2022-01-01", "100")})
        .when(a_service("1", "1-GAS", "GAS", "L1-G", "2022-02-01"))
        .then_rejected(Rejection::person_erased, "account");
    EXPECT_THAT(refused(), HasSubstr("person_erased account 1"));
}

TEST_F(Erasing, H4_ItIsASupervisorsAndNoClerks) {
    ASSERT_NE(duty_of("person.erase"), nullptr);
    EXPECT_EQ(roles_that_may(*duty_of("person.erase")), "supervisor");
}

TEST_F(Erasing, H4_AnotherPersonCanTakeTheAccountOver) {
    scenario.given({erase("1"), a_cosigner("1", "2")})
        .when(ChangeMainCustomer{AccountId{"1"}, PersonId{"2"}})
        .then_accepted()
        .when(UnlinkPerson{AccountId{"1"}, PersonId{"1"}})
        .then_accepted();
}

}  // namespace
}  // namespace tally::test
