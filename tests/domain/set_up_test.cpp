// Setting up a customer in one step.
#include "tests/support/scenario.h"
#include "tests/support/standard_utility.h"

namespace tally::test {
namespace {

using namespace domain;

SetUpCustomer a_customer_to_set_up() {
    SetUpCustomer set_up;
    set_up.new_person = a_person("", "Ann Lee");
    set_up.account = {.customer_class = Code{"RES"}, .bill_cycle = Code{"M01"}};
    set_up.start_on = date("2022-01-10");
    return set_up;
}
// With location L1, where Old Tom (account 100) was served gas, water and trash until 2022-01-05.
std::vector<Command> after_old_tom() {
    StopService gas{ServiceAgreementId{"100-GAS"}, date("2022-01-05"), {{{}, quantity("170")}}};
    StopService water{ServiceAgreementId{"100-WATER"}, date("2022-01-05"), {{{}, quantity("9")}}};
    return together({standard_settings(),
                     a_location("L1"),
                     {a_meter("L1-G", "M1", "2021-01-01", "100"), a_meter("L1-W", "W1", "2021-01-01", "5", "m3"),
                      a_person("1", "Old Tom"), an_account("100", "1", "2021-01-01"),
                      a_service("100", "100-GAS", "GAS", "L1-G", "2021-01-01"),
                      a_service("100", "100-WATER", "WATER", "L1-W", "2021-01-01"),
                      a_service("100", "100-TRASH", "TRASH", "", "2021-01-01"), gas, water,
                      StopService{ServiceAgreementId{"100-TRASH"}, date("2022-01-05"), {}}}});
}

TEST(SetUpCustomer, B1_OneStepSetsUpPersonLocationMeterAndService) {
    SetUpCustomer set_up = a_customer_to_set_up();
    set_up.new_location = get<AddLocation>(a_location("L7")[0]);
    set_up.new_service_points = {{{}, ServicePointId{"L7-G"}, Code{"gas"}, {}}};
    set_up.new_meters = {a_meter("L7-G", "M7", "2022-01-09", "12")};
    set_up.services = {{.sa_type = Code{"GAS"}, .service_point = ServicePointId{"L7-G"}}};
    Scenario scenario(standard_settings());
    scenario.when(set_up).then_accepted();
    std::vector<std::string> types;
    for (const Event& event : scenario.payloads())
        types.push_back(visit([](const auto& payload) { return std::string{payload.type_name}; }, event));
    EXPECT_EQ(types,
              (std::vector<std::string>{"person.registered", "person.address_set", "premise.location_added",
                                        "premise.service_point_added", "premise.meter_installed", "account.opened",
                                        "account.person_linked", "account.service_start_requested",
                                        "premise.occupancy_started", "account.service_activated"}));
    EXPECT_EQ(scenario.account("1").agreements[0].status, SaStatus::active);
    EXPECT_EQ(scenario.account("1").agreements[0].start_on, date("2022-01-10"));
    EXPECT_EQ(scenario.account("1").agreements[0].start_reads[0].value, quantity("12"));
}

TEST(SetUpCustomer, B1_OneThingThatIsWrongLeavesNothingBehind) {
    SetUpCustomer set_up = a_customer_to_set_up();
    set_up.new_location = get<AddLocation>(a_location("L7")[0]);
    set_up.services = {{.sa_type = Code{"GAS"}, .service_point = ServicePointId{"L7-G"}}};
    Scenario scenario(standard_settings());
    scenario.when(set_up).then_rejected(Rejection::service_point_unknown, "services[0].service_point");
    EXPECT_EQ(scenario.world().person(PersonId{"1"}), nullptr);
    EXPECT_EQ(scenario.world().premise(PremiseId{"L7"}), nullptr);
    EXPECT_EQ(scenario.world().account(AccountId{"1"}), nullptr);
    set_up = a_customer_to_set_up();
    set_up.account.customer_class = Code{"GOLD"};
    scenario.when(set_up).then_rejected(Rejection::code_unknown, "account.customer_class");
    set_up = a_customer_to_set_up();
    set_up.existing_person = PersonId{"1"};
    scenario.when(set_up).then_rejected(Rejection::field_missing, "new_person");
    set_up = a_customer_to_set_up();
    set_up.existing_premise = PremiseId{"L9"};
    scenario.when(set_up).then_rejected(Rejection::premise_unknown, "existing_premise");
}

// Gas at L7 with a deposit of 120.00, and 30.00 for the whole account.
SetUpCustomer with_deposits() {
    SetUpCustomer set_up = a_customer_to_set_up();
    set_up.account.account = AccountId{"7"};
    set_up.new_person.person = PersonId{"7"};
    set_up.new_location = get<AddLocation>(a_location("L7")[0]);
    set_up.new_service_points = {{{}, ServicePointId{"L7-G"}, Code{"gas"}, {}}};
    set_up.new_meters = {a_meter("L7-G", "M7", "2022-01-09", "12")};
    set_up.services = {
        {.sa = ServiceAgreementId{"7-GAS"}, .sa_type = Code{"GAS"}, .service_point = ServicePointId{"L7-G"}}};
    set_up.deposits = {{.deposit_class = Code{"RESDEP"}, .sa_type = Code{"GAS"}, .amount = usd("120.00")},
                       {.deposit_class = Code{"KEEP"}, .amount = usd("30.00"), .due_on = date("2022-02-01")}};
    return set_up;
}

TEST(SetUpCustomer, B1_B13_DepositsAreAskedForInTheSameStep) {
    Scenario scenario(standard_settings());
    scenario.when(with_deposits()).then_accepted();
    const auto billed = scenario.made<DepositBilled>();
    ASSERT_EQ(billed.size(), 2u);
    EXPECT_EQ(billed[0].deposit, DocumentId{"7-D1"});
    EXPECT_EQ(billed[0].sa, ServiceAgreementId{"7-GAS"});
    EXPECT_EQ(billed[0].amount, usd("120.00"));
    EXPECT_EQ(billed[0].financial.payoff, usd("0")) << "asked for, and not owed";
    EXPECT_EQ(billed[0].financial.current, usd("120.00"));
    EXPECT_EQ(billed[1].deposit, DocumentId{"7-D2"});
    EXPECT_TRUE(billed[1].sa.empty()) << "of the whole account";
    EXPECT_EQ(billed[1].financial.ages_from, date("2022-02-01"));
    EXPECT_EQ(scenario.account("7").current(), usd("150.00"));
    EXPECT_EQ(scenario.account("7").payoff(), usd("0"));
}

TEST(SetUpCustomer, B1_TheSameSetUpAgainAsksForNoSecondDeposit) {
    Scenario scenario(standard_settings());
    scenario.when(with_deposits()).then_accepted();
    scenario.when(with_deposits()).then_nothing_changed();
    SetUpCustomer more = with_deposits();
    more.deposits.push_back({.deposit_class = Code{"KEEP"}, .sa_type = Code{"GAS"}, .amount = usd("10.00")});
    scenario.when(more).then_accepted();
    ASSERT_EQ(scenario.events().size(), 1u);
    EXPECT_EQ(scenario.made<DepositBilled>()[0].deposit, DocumentId{"7-D3"});
}

TEST(SetUpCustomer, B1_ADepositThatIsWrongLeavesNothingBehind) {
    Scenario scenario(standard_settings());
    const auto rejected = [&](auto change, Rejection rejection, std::string_view field) {
        SetUpCustomer set_up = with_deposits();
        change(set_up);
        scenario.when(set_up).then_rejected(rejection, field);
        EXPECT_EQ(scenario.world().person(PersonId{"7"}), nullptr);
        EXPECT_EQ(scenario.world().premise(PremiseId{"L7"}), nullptr);
        EXPECT_EQ(scenario.world().account(AccountId{"7"}), nullptr);
    };
    rejected([](auto& c) { c.deposits[0].deposit_class = Code{"GOLD"}; }, Rejection::code_unknown,
             "deposits[0].deposit_class");
    rejected([](auto& c) { c.deposits[0].sa_type = Code{"WATER"}; }, Rejection::sa_unknown, "deposits[0].sa_type");
    rejected([](auto& c) { c.deposits[0].service_point = ServicePointId{"L7-W"}; }, Rejection::sa_unknown,
             "deposits[0].sa_type");
    rejected([](auto& c) { c.deposits[1].service_point = ServicePointId{"L7-W"}; }, Rejection::sa_unknown,
             "deposits[1].service_point");
    rejected([](auto& c) { c.deposits[0].amount = usd("-1"); }, Rejection::amount_must_be_above_zero,
             "deposits[0].amount");
    rejected([](auto& c) { c.deposits[0].amount = {}; }, Rejection::deposit_not_recommended, "deposits[0].amount");
    rejected([](auto& c) { c.deposits[1].due_on = date("2021-12-31"); }, Rejection::date_out_of_order,
             "deposits[1].due_on");
    rejected([](auto& c) { c.deposits.push_back(c.deposits[0]); }, Rejection::field_invalid,
             "deposits[2].deposit_class");
}

TEST(SetUpCustomer, B1_OfSeveralServicesOfAKindADepositNamesTheServicePoint) {
    SetUpCustomer set_up = with_deposits();
    set_up.new_service_points.push_back({{}, ServicePointId{"L7-G2"}, Code{"gas"}, {}});
    set_up.new_meters.push_back(a_meter("L7-G2", "M8", "2022-01-09", "3"));
    set_up.services.push_back(
        {.sa = ServiceAgreementId{"7-GAS2"}, .sa_type = Code{"GAS"}, .service_point = ServicePointId{"L7-G2"}});
    Scenario scenario(standard_settings());
    scenario.when(set_up).then_rejected(Rejection::field_missing, "deposits[0].service_point");
    set_up.deposits[0].service_point = ServicePointId{"L7-G2"};
    scenario.when(set_up).then_accepted();
    EXPECT_EQ(scenario.made<DepositBilled>()[0].sa, ServiceAgreementId{"7-GAS2"});
}

TEST(SetUpCustomer, B2_TheNumberIsTheNextFreeOneOrTypedIn) {
    Scenario scenario(after_old_tom());
    scenario.when(a_customer_to_set_up()).then_accepted();
    EXPECT_EQ(scenario.made<AccountOpened>()[0].account, AccountId{"101"});
    SetUpCustomer typed = a_customer_to_set_up();
    typed.account.account = AccountId{"100"};
    scenario.when(typed).then_rejected(Rejection::id_taken, "account.account");
    typed.account.account = AccountId{"500"};
    scenario.when(typed).then_accepted();
    EXPECT_NE(scenario.world().account(AccountId{"500"}), nullptr);
}

TEST(SetUpCustomer, B4_ALocationsDefaultServicesAreAdded) {
    AddLocation location{.premise = PremiseId{"L7"}};
    location.default_services = {{Code{"gas"}, Code{"GAS"}, {}}, {Code{"trash"}, Code{"TRASH"}, {}}};
    SetUpCustomer set_up = a_customer_to_set_up();
    set_up.new_location = location;
    set_up.new_service_points = {{{}, ServicePointId{"L7-G"}, Code{"gas"}, {}}};
    set_up.new_meters = {a_meter("L7-G", "M7", "2022-01-09", "12")};
    set_up.default_services = true;
    Scenario scenario(standard_settings());
    scenario.when(set_up).then_accepted();
    const auto started = scenario.made<ServiceStartRequested>();
    ASSERT_EQ(started.size(), 2u);
    EXPECT_EQ(started[0].service_point, ServicePointId{"L7-G"});
    EXPECT_EQ(started[0].tariff, TariffId{"G-RES"});
    EXPECT_EQ(started[1].sa_type, Code{"TRASH"});
}

TEST(SetUpCustomer, B5_B14_WhatTiesThePreviousCustomerToTheLocationIsCopied) {
    SetUpCustomer set_up = a_customer_to_set_up();
    set_up.copy_from = AccountId{"100"};
    Scenario scenario(after_old_tom());
    // Money that Tom owes stays his.
    scenario.world().account_part(AccountId{"100"}).items = {
        {.document = DocumentId{"100-1"}, .sa = ServiceAgreementId{"100-GAS"}, .payoff_open = usd("50")}};
    scenario.when(set_up).then_accepted();
    const AccountState& ann = scenario.account("101");
    ASSERT_EQ(ann.agreements.size(), 3u);
    for (const ServiceAgreement& agreement : ann.agreements) EXPECT_EQ(agreement.status, SaStatus::active);
    EXPECT_TRUE(ann.items.empty());
    const auto gas = std::find_if(ann.agreements.begin(), ann.agreements.end(),
                                  [](const ServiceAgreement& each) { return each.service == Code{"gas"}; });
    ASSERT_NE(gas, ann.agreements.end());
    EXPECT_EQ(gas->start_reads[0].value, quantity("170"));
    EXPECT_EQ(gas->start_reads[0].read_on, date("2022-01-05"));
}

TEST(SetUpCustomer, B5_B14_CopyingTakesOverTheLastReadAsTheBeginningRead) {
    SetUpCustomer set_up = a_customer_to_set_up();
    set_up.copy_from = AccountId{"100"};
    set_up.services = {
        {.sa_type = Code{"WATER"}, .service_point = ServicePointId{"L1-W"}, .start_reads = {{{}, quantity("11")}}}};
    Scenario scenario(after_old_tom());
    scenario.when(set_up).then_accepted();
    EXPECT_EQ(scenario.made<ServiceStartRequested>().size(), 3u) << "water is started as stated, and once";
    EXPECT_EQ(scenario.account("101").agreements[0].start_reads[0].value, quantity("11"));
    set_up.copy_from = AccountId{"777"};
    scenario.when(set_up).then_rejected(Rejection::account_unknown, "copy_from");
}

TEST(SetUpCustomer, WhatIsWrongIsSaidOfAFieldThatTheCommandHas) {
    SetUpCustomer set_up = a_customer_to_set_up();
    set_up.copy_from = AccountId{"100"};
    set_up.start_on = {};
    Scenario scenario(after_old_tom());
    scenario.when(set_up).then_rejected(Rejection::field_missing, "start_on");
    set_up.start_on = date("2021-06-01");
    scenario.when(set_up).then_rejected(Rejection::occupancy_overlaps);
    EXPECT_TRUE(scenario.refusal()->field == "start_on" || scenario.refusal()->field == "copy_from")
        << to_text(*scenario.refusal());
}

TEST(SetUpCustomer, B8_CosignersAreLinkedInTheSameStep) {
    SetUpCustomer set_up = a_customer_to_set_up();
    LinkPerson cosigner;
    cosigner.link = {.person = PersonId{"1"}, .financially_responsible = true, .relationship_type = Code{"COSIGN"}};
    set_up.other_persons = {cosigner};
    Scenario scenario(after_old_tom());
    scenario.when(set_up).then_accepted();
    EXPECT_TRUE(scenario.persons_on("101").person(PersonId{"1"})->financially_responsible);
    set_up.other_persons[0].link.person = PersonId{"99"};
    scenario.when(set_up).then_rejected(Rejection::person_unknown, "other_persons[0].link.person");
}

TEST(SetUpCustomer, AnExistingPersonAndLocationAreUsed) {
    SetUpCustomer set_up = a_customer_to_set_up();
    set_up.new_person = {};
    set_up.existing_person = PersonId{"1"};
    set_up.existing_premise = PremiseId{"L1"};
    set_up.services = {{.sa_type = Code{"GAS"}, .service_point = ServicePointId{"L1-G"}}};
    Scenario scenario(after_old_tom());
    scenario.when(set_up).then_accepted();
    EXPECT_TRUE(scenario.made<PersonRegistered>().empty());
    EXPECT_TRUE(scenario.made<LocationAdded>().empty());
    EXPECT_EQ(scenario.persons_on("101").main_customer()->person, PersonId{"1"});
}

}  // namespace
}  // namespace tally::test
