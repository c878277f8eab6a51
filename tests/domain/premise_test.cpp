#include "domain/premise/premise.h"

#include "tests/support/scenario.h"
#include "tests/support/standard_utility.h"

namespace tally::test {
namespace {

using namespace domain;

const ServicePointId gas_point{"L1-G"};

std::vector<Command> a_metered_location() {
    return together({standard_settings(), a_location("L1"), {a_meter("L1-G", "M1", "2022-01-01", "100")}});
}
RegisterRead the_read(std::string_view read_on, std::string_view value) {
    return {.service_point = gas_point,
            .meter = MeterId{"M1"},
            .channel = Code{"1"},
            .read_on = date(read_on),
            .value = quantity(value)};
}

TEST(Premise, B4_ALocationHasAnAddressAndServicesThatExist) {
    Scenario scenario(standard_settings());
    scenario.today("2022-12-31");
    AddLocation location{.premise = PremiseId{"L1"}, .jurisdiction = Code{"NY-ALBANY"}};
    location.default_services = {{Code{"gas"}, Code{"GAS"}, {}}, {Code{"water"}, Code{"WATER"}, TariffId{"W-RES"}}};
    scenario.when(location).then_accepted().when(location).then_nothing_changed();
    EXPECT_EQ(scenario.premise("L1").address.country, Code{"US"}) << "the installation's default";
    location.jurisdiction = {};
    scenario.when(location).then_rejected(Rejection::id_taken, "premise");
    location.premise = PremiseId{"L2"};
    location.default_services[0].sa_type = Code{"WATER"};
    scenario.when(location).then_rejected(Rejection::field_invalid, "default_services[0].sa_type");
    location.default_services[0].sa_type = Code{"STEAM"};
    scenario.when(location).then_rejected(Rejection::code_unknown, "default_services[0].sa_type");
}

TEST(Premise, C16_TheAddressOfALocationIsChanged) {
    Scenario scenario(standard_settings());
    scenario.given(a_location("L1"));
    const LocationAddress before = scenario.premise("L1").address;
    LocationAddress after = before;
    after.country = {};
    after.address1 = Plain{"7 Weir Street"};
    ChangeLocationAddress change{PremiseId{"L1"}, after};
    after.country = before.country;
    scenario.when(change).then({LocationAddressChanged{PremiseId{"L1"}, after, before}});
    EXPECT_EQ(scenario.premise("L1").address, after) << "the country is the installation's default";
    EXPECT_FALSE(scenario.premise("L1").service_points.empty()) << "the place stays";
    scenario.when(change).then_nothing_changed();
    scenario.when(ChangeLocationAddress{PremiseId{"L1"}, before}).then_accepted();
    scenario.when(ChangeLocationAddress{PremiseId{"L9"}, before})
        .then_rejected(Rejection::premise_unknown, "premise")
        .when(ChangeLocationAddress{PremiseId{}, before})
        .then_rejected(Rejection::field_missing, "premise");
    change.address.country = Code{"ATLANTIS"};
    scenario.when(change).then_rejected(Rejection::code_unknown, "address.country");
    Country canada;
    canada.code = Code{"CA"};
    canada.name = Plain{"Canada"};
    canada.states = {Code{"ON"}};
    scenario.given({Define<Country>{{}, canada}});
    change.address = {};
    change.address.country = canada.code;
    change.address.state = Code{"NY"};
    scenario.when(change).then_rejected(Rejection::state_not_in_country, "address.state");
}

TEST(Premise, A5_AServicePointIsAtOnePremise) {
    Scenario scenario(standard_settings());
    scenario.today("2022-12-31");
    scenario.given(a_location("L1")).given(a_location("L2"));
    scenario.when(AddServicePoint{PremiseId{"L1"}, gas_point, Code{"gas"}, {}})
        .then_nothing_changed()
        .when(AddServicePoint{PremiseId{"L2"}, gas_point, Code{"gas"}, {}})
        .then_rejected(Rejection::id_taken, "service_point")
        .when(AddServicePoint{PremiseId{"L1"}, ServicePointId{"N"}, Code{"steam"}, {}})
        .then_rejected(Rejection::code_unknown, "service")
        .when(AddServicePoint{PremiseId{"L3"}, ServicePointId{"N"}, Code{"gas"}, {}})
        .then_rejected(Rejection::premise_unknown, "premise");
}

TEST(Premise, OneMeterASlotAndOneSlotAMeter) {
    Scenario scenario(a_metered_location());
    scenario.today("2022-12-31");
    scenario.when(a_meter("L1-G", "M1", "2022-01-01", "100"))
        .then_nothing_changed()
        .when(a_meter("L1-G", "M2", "2022-02-01"))
        .then_rejected(Rejection::service_point_has_meter, "service_point")
        .when(a_meter("L1-W", "M1", "2022-02-01"))
        .then_rejected(Rejection::id_taken, "meter")
        .when(a_meter("L9-G", "M2", "2022-02-01"))
        .then_rejected(Rejection::service_point_unknown, "service_point");
    InstallMeter odd = a_meter("L1-W", "M3", "2022-02-01");
    odd.registers[0].dials = 13;
    scenario.when(odd).then_rejected(Rejection::field_invalid, "registers[0].dials");
    odd.registers[0].dials = 3;
    odd.reads[0].value = quantity("1000");
    scenario.when(odd).then_rejected(Rejection::read_over_capacity, "reads[0].value");
}

TEST(Premise, WhatIsGivenAgainWithOtherReadsIsNotSoAlready) {
    Scenario scenario(a_metered_location());
    scenario.today("2022-12-31");
    scenario.when(a_meter("L1-G", "M1", "2022-01-01", "100")).then_nothing_changed();
    scenario.when(a_meter("L1-G", "M1", "2022-01-01", "101"))
        .then_rejected(Rejection::read_out_of_order, "reads[0].value");
    RemoveMeter remove{gas_point, date("2022-02-10"), {{{}, quantity("180")}}};
    scenario.given({remove}).when(remove).then_nothing_changed();
    remove.reads[0].value = quantity("181");
    scenario.when(remove).then_rejected(Rejection::read_out_of_order, "reads[0].value");
}

TEST(Premise, ARemovalInAStepOfManySeesWhatTheStepRecordedBefore) {
    Scenario scenario(a_metered_location());
    CommandHeader header;
    const Context context{scenario.world(), header, date("2022-12-31"), scenario.world().next_position()};
    Draft draft(context);
    ASSERT_TRUE(record_read(draft, a_read("L1-G", "2022-02-01", "170"), ""));
    const auto removed = record_removal(draft, {gas_point, date("2022-02-10"), {{{}, quantity("150")}}});
    ASSERT_FALSE(removed) << "below the read that the same step recorded";
    EXPECT_EQ(removed.error().rejection, Rejection::read_below_last);
    EXPECT_TRUE(record_removal(draft, {gas_point, date("2022-02-10"), {{{}, quantity("180")}}}));
}

TEST(Premise, AnEarlierLandlordComesBackThoughTheAgreementWasMadeBefore) {
    Scenario scenario(
        together({a_metered_location(),
                  {a_person("1", "Ann"), a_person("2", "Bob"), an_account("1", "1"), an_account("2", "2")}}));
    const auto landlord = [](std::string_view account, std::string_view sa_type = "GAS") {
        return SetLandlordAgreement{PremiseId{"L1"}, {.account = AccountId{account}, .sa_type = Code{sa_type}}};
    };
    scenario.given({landlord("1"), landlord("2", "WATER")}).when(landlord("1")).then_nothing_changed();
    scenario.given({landlord("2")})
        .when(landlord("1"))
        .then({LandlordAgreementSet{PremiseId{"L1"}, {.account = AccountId{"1"}, .sa_type = Code{"GAS"}}}});
    scenario.when(landlord("2", "WATER")).then_nothing_changed();
}

TEST(Premise, C16_AnExchangedMeterGivesItsOwnReads) {
    Scenario scenario(a_metered_location());
    scenario.today("2022-12-31");
    RemoveMeter remove{gas_point, date("2022-02-10"), {}};
    scenario.when(remove).then_rejected(Rejection::stop_read_missing, "reads");
    remove.reads = {{{}, quantity("50")}};
    scenario.when(remove).then_rejected(Rejection::read_below_last, "reads[0].value");
    remove.reads = {{{}, quantity("180")}};
    scenario.when(remove)
        .then({MeterRemoved{MeterId{"M1"}, gas_point, date("2022-02-10"), {{Code{"1"}, quantity("180")}}}})
        .when(remove)
        .then_nothing_changed()
        .when(a_meter("L1-G", "M2", "2022-02-10"))
        .then_rejected(Rejection::date_out_of_order, "installed_on")
        .when(a_meter("L1-G", "M2", "2022-02-11", "7"))
        .then_accepted()
        .when(a_read("L1-G", "2022-03-01", "20"))
        .then_accepted();
    EXPECT_EQ(scenario.made<RegisterRead>()[0].meter, MeterId{"M2"});
    const UsageMonth* month = scenario.world().usage(gas_point, Code{"1"}, date("2022-02-01"));
    ASSERT_NE(month, nullptr);
    ASSERT_EQ(month->entries.size(), 2u) << "both meters were read at the end of that day";
    EXPECT_EQ(month->entries[0].meter, MeterId{"M1"});
    EXPECT_EQ(month->entries[1].value, quantity("7"));
    // The meter that was taken down can go up elsewhere.
    scenario.when(a_meter("L1-W", "M1", "2022-03-01", "180", "m3")).then_accepted();
}

TEST(Reads, TheSameReadAgainChangesNothingAndAnotherValueCorrects) {
    Scenario scenario(a_metered_location());
    scenario.today("2022-12-31");
    scenario.when(a_read("L1-G", "2022-02-01", "150")).then({the_read("2022-02-01", "150")});
    const std::uint64_t position = scenario.world().next_position() - 1;
    scenario.when(a_read("L1-G", "2022-02-01", "150"))
        .then_nothing_changed()
        .when(a_read("L1-G", "2022-02-01", "151"))
        .then({RegisterReadCorrected{the_read("2022-02-01", "151"), quantity("150"), position}});
    EXPECT_EQ(scenario.premise("L1").service_points[0].last_reads[0].value, quantity("151"));
    EXPECT_EQ(scenario.world().usage(gas_point, Code{"1"}, date("2022-02-01"))->entries[0].value, quantity("151"));
}

TEST(Reads, AReadBelowTheLastIsRefusedUnlessTheRegisterRolledOver) {
    Scenario scenario(a_metered_location());
    scenario.today("2022-12-31");
    scenario.when(a_read("L1-G", "2022-02-01", "99")).then_rejected(Rejection::read_below_last, "value");
    EXPECT_NE(scenario.refusal()->cure.find("100 on 2021-12-31"), std::string::npos) << scenario.refusal()->cure;
    EXPECT_EQ(scenario.refusal()->value, "99");
    scenario.when(a_read("L1-G", "2022-02-01", "50101")).then_rejected(Rejection::consumption_over_threshold, "value");
    scenario.given({a_read("L1-G", "2022-02-01", "49000"), a_read("L1-G", "2022-03-01", "98000")})
        .when(a_read("L1-G", "2022-04-01", "2000"))
        .then_accepted()
        .when(a_read("L1-G", "2022-05-01", "100000"))
        .then_rejected(Rejection::read_over_capacity, "value");
}

TEST(Reads, ABackDatedReadLiesBetweenItsNeighbours) {
    Scenario scenario(a_metered_location());
    scenario.today("2022-12-31");
    scenario.given({a_read("L1-G", "2022-04-30", "400")})
        .when(a_read("L1-G", "2022-02-28", "401"))
        .then_rejected(Rejection::read_out_of_order, "value")
        .when(a_read("L1-G", "2022-02-28", "250"))
        .then_accepted()
        .when(a_read("L1-G", "2022-02-15", "251"))
        .then_rejected(Rejection::read_out_of_order, "value");
    EXPECT_EQ(scenario.premise("L1").service_points[0].last_reads[0].read_on, date("2022-04-30"));
}

TEST(Reads, OneThatShouldNotHaveBeenEnteredIsWithdrawn) {
    Scenario scenario(a_metered_location());
    scenario.today("2022-12-31");
    // The day was mistyped: it keeps every true read from being taken.
    scenario.given({a_read("L1-G", "2022-02-01", "150"), a_read("L1-G", "2022-10-01", "190")});
    const std::uint64_t position = scenario.world().next_position() - 1;
    scenario.when(a_read("L1-G", "2022-03-01", "200")).then_rejected(Rejection::read_out_of_order, "value");
    scenario.when(WithdrawRead{gas_point, {}, date("2022-10-01")})
        .then({RegisterReadWithdrawn{gas_point,
                                     MeterId{"M1"},
                                     Code{"1"},
                                     date("2022-10-01"),
                                     quantity("190"),
                                     position,
                                     {date("2022-02-01"), quantity("150"), position - 1}}});
    EXPECT_TRUE(scenario.world().usage(gas_point, Code{"1"}, date("2022-10-01"))->entries.empty());
    EXPECT_EQ(scenario.premise("L1").service_points[0].last_reads[0].value, quantity("150"));
    scenario.when(a_read("L1-G", "2022-03-01", "200")).then_accepted();
    // One before the last leaves the last.
    scenario.when(WithdrawRead{gas_point, {}, date("2022-02-01")}).then_accepted();
    EXPECT_EQ(scenario.premise("L1").service_points[0].last_reads[0].value, quantity("200"));
    scenario.when(WithdrawRead{gas_point, {}, date("2022-02-01")})
        .then_rejected(Rejection::read_unknown, "read_on")
        .when(WithdrawRead{gas_point, {}, date("2021-12-31")})
        .then_rejected(Rejection::read_unknown, "read_on")
        .when(WithdrawRead{gas_point, {}, {}})
        .then_rejected(Rejection::field_missing, "read_on");
}

TEST(Reads, AWithdrawnOneLeavesNoGapThatIsNoUse) {
    Scenario scenario(a_metered_location());
    scenario.today("2022-12-31");
    scenario.given({a_read("L1-G", "2022-02-01", "40000"), a_read("L1-G", "2022-03-01", "80000")});
    scenario.when(WithdrawRead{gas_point, {}, date("2022-02-01")})
        .then_rejected(Rejection::consumption_over_threshold, "read_on");
}

TEST(Reads, OneThatStartsServiceOrIsTheMetersOwnStays) {
    Scenario scenario(together({standard_settings(), a_gas_customer("7", "2022-01-05")}));
    scenario.today("2022-02-03");
    const ServicePointId point{"L7-G"};
    scenario.given({a_read("L7-G", "2022-02-02", "40")});
    scenario.given({BillAccount{AccountId{"7"}, Code{"M01"}, date("2022-02-03")}});
    scenario.when(WithdrawRead{point, {}, date("2022-02-02")}).then_accepted();
    EXPECT_EQ(scenario.account("7").corrections_due, 1u);
    scenario.given({RemoveMeter{point, date("2022-02-03"), {{Code{"1"}, quantity("42")}}}});
    scenario.when(WithdrawRead{point, {}, date("2022-02-03")})
        .then_rejected(Rejection::read_is_the_meters_own, "read_on");
    // A stop that waited for its read.
    Scenario moved(together({standard_settings(), a_gas_customer("7", "2022-01-05")}));
    moved.today("2022-03-01");
    moved.given({StopService{ServiceAgreementId{"7-GAS"}, date("2022-02-20"), {}}, a_read("L7-G", "2022-02-20", "60")});
    EXPECT_EQ(moved.account("7").agreements[0].status, SaStatus::stopped);
    moved.when(WithdrawRead{point, {}, date("2022-02-20")}).then_rejected(Rejection::read_moves_service, "read_on");
}

TEST(Reads, ReadsNeedAMeterAndTheRightRegister) {
    Scenario scenario(a_metered_location());
    scenario.today("2022-12-31");
    scenario.when(a_read("L1-G", "2021-12-30", "100"))
        .then_rejected(Rejection::service_point_has_no_meter, "service_point")
        .when(a_read("L1-W", "2022-02-01", "1"))
        .then_rejected(Rejection::service_point_has_no_meter, "service_point");
    RecordRead channel = a_read("L1-G", "2022-02-01", "120");
    channel.channel = Code{"2"};
    scenario.when(channel).then_rejected(Rejection::channel_unknown, "channel");
    scenario.when(RecordUsage{.service_point = gas_point, .from = date("2022-01-01"), .until = date("2022-01-02")})
        .then_rejected(Rejection::register_is_read_not_reported, "channel");
}

RecordUsage reported(std::string_view from, std::string_view until, std::string_view value) {
    return {.service_point = gas_point, .from = date(from), .until = date(until), .quantity = quantity(value)};
}
std::vector<Command> a_reporting_location() {
    InstallMeter meter = a_meter("L1-G", "M1", "2021-06-01");
    meter.registers[0].kind = RegisterKind::consumptive;
    meter.reads.clear();
    return together({standard_settings(), a_location("L1"), {meter}});
}

TEST(Usage, OfAPeriodIsWithdrawn) {
    Scenario scenario(a_reporting_location());
    scenario.today("2022-12-31");
    scenario.given({reported("2022-01-05", "2022-02-04", "31.5")});
    const std::uint64_t position = scenario.world().next_position() - 1;
    scenario.when(reported("2022-02-01", "2022-03-01", "20")).then_rejected(Rejection::usage_overlaps);
    scenario.when(WithdrawUsage{gas_point, {}, date("2022-01-05")})
        .then(
            {UsageWithdrawn{gas_point, Code{"1"}, date("2022-01-05"), date("2022-02-04"), quantity("31.5"), position}});
    scenario.when(WithdrawUsage{gas_point, {}, date("2022-01-05")}).then_rejected(Rejection::usage_unknown, "from");
    scenario.when(reported("2022-02-01", "2022-03-01", "20")).then_accepted();
}

TEST(Usage, UsageOfAPeriodIsHeldOnceAndCorrected) {
    Scenario scenario(a_reporting_location());
    scenario.today("2022-12-31");
    const UsageRecorded january{.service_point = gas_point,
                                .channel = Code{"1"},
                                .from = date("2022-01-05"),
                                .until = date("2022-02-04"),
                                .quantity = quantity("31.5"),
                                .unit = Code{"therm"}};
    scenario.when(reported("2022-01-05", "2022-02-04", "31.5")).then({january});
    const std::uint64_t position = scenario.world().next_position() - 1;
    UsageRecorded corrected = january;
    corrected.quantity = quantity("30");
    scenario.when(reported("2022-01-05", "2022-02-04", "31.5"))
        .then_nothing_changed()
        .when(reported("2022-01-05", "2022-02-04", "30"))
        .then({UsageCorrected{corrected, quantity("31.5"), position}});
}

TEST(Usage, PeriodsNeverOverlap) {
    Scenario scenario(a_reporting_location());
    scenario.today("2022-12-31");
    scenario.given({reported("2022-01-05", "2022-03-10", "60")})
        .when(reported("2022-03-09", "2022-04-01", "1"))
        .then_rejected(Rejection::usage_overlaps, "from")
        .when(reported("2021-12-01", "2022-01-06", "1"))
        .then_rejected(Rejection::usage_overlaps, "from")
        .when(reported("2021-12-01", "2022-06-01", "1"))
        .then_rejected(Rejection::usage_overlaps, "from")
        .when(reported("2022-03-10", "2022-04-01", "1"))
        .then_accepted()
        .when(reported("2021-12-01", "2022-01-05", "1"))
        .then_accepted()
        .when(reported("2022-04-02", "2022-04-02", "1"))
        .then_rejected(Rejection::date_out_of_order, "until");
}

TEST(Usage, UnitsAndIntervalsMustAgree) {
    Scenario scenario(a_reporting_location());
    scenario.today("2022-12-31");
    RecordUsage odd = reported("2022-01-05", "2022-01-06", "3");
    odd.unit = Code{"kWh"};
    scenario.when(odd).then_rejected(Rejection::unit_differs, "unit");
    odd.unit = Code{"therm"};
    odd.interval_seconds = 43'200;
    scenario.when(odd).then_rejected(Rejection::field_missing, "intervals");
    odd.intervals = {quantity("1"), quantity("1")};
    scenario.when(odd).then_rejected(Rejection::field_invalid, "quantity");
    odd.intervals = {quantity("1"), quantity("1"), quantity("1")};
    scenario.when(odd).then_rejected(Rejection::field_invalid, "intervals");
    odd.intervals = {quantity("1"), quantity("2")};
    scenario.when(odd).then_accepted();
    scenario.when(reported("2022-01-07", "2022-01-08", "-1")).then_rejected(Rejection::field_invalid, "quantity");
    scenario.when(a_read("L1-G", "2022-02-01", "1")).then_rejected(Rejection::register_reports_usage, "channel");
}

TEST(Premise, ALandlordAgreementNamesAnAccountThatExists) {
    Scenario scenario(
        together({standard_settings(), a_location("L1"), {a_person("1", "Owner"), an_account("100", "1")}}));
    scenario.today("2022-12-31");
    SetLandlordAgreement agreement{PremiseId{"L1"}, {.account = AccountId{"101"}, .sa_type = Code{"GAS"}}};
    scenario.when(agreement).then_rejected(Rejection::landlord_unknown, "agreement.account");
    agreement.agreement.account = AccountId{"100"};
    scenario.when(agreement)
        .then({LandlordAgreementSet{PremiseId{"L1"}, agreement.agreement}})
        .when(agreement)
        .then_nothing_changed();
    agreement.premise = PremiseId{"L2"};
    scenario.when(agreement).then_rejected(Rejection::premise_unknown, "premise");
}

TEST(Reads, C16_TheRolloverThresholdOfOneRegisterIsChanged) {
    Scenario scenario(a_metered_location());
    scenario.today("2022-12-31");
    scenario.when(a_read("L1-G", "2022-02-01", "60100")).then_rejected(Rejection::consumption_over_threshold, "value");
    EXPECT_NE(scenario.refusal()->cure.find("rollover_threshold with premise.change_register"), std::string::npos);
    const ChangeRegister change{gas_point, {}, rate("0.7")};
    scenario.when(ChangeRegister{gas_point, {}, rate("1.1")})
        .then_rejected(Rejection::field_invalid, "rollover_threshold")
        .when(ChangeRegister{gas_point, {}, rate("0")})
        .then_rejected(Rejection::field_invalid, "rollover_threshold")
        .when(ChangeRegister{gas_point, Code{"2"}, rate("0.7")})
        .then_rejected(Rejection::channel_unknown, "channel")
        .when(change)
        .then({RegisterChanged{gas_point, MeterId{"M1"}, Code{"1"}, rate("0.7"), rate("0.5")}})
        .when(change)
        .then_nothing_changed()
        .when(a_read("L1-G", "2022-02-01", "60100"))
        .then_accepted();
    // 60100 to 20000 is 59900 past the rollover.
    scenario.given({ChangeRegister{gas_point, {}, rate("0.5")}})
        .when(a_read("L1-G", "2022-02-05", "20000"))
        .then_rejected(Rejection::read_below_last, "value");
    EXPECT_NE(scenario.refusal()->cure.find("premise.change_register"), std::string::npos);
    scenario.given({change}).when(a_read("L1-G", "2022-02-05", "20000")).then_accepted();
    scenario.given({RemoveMeter{gas_point, date("2022-02-10"), {{Code{"1"}, quantity("20080")}}}})
        .when(change)
        .then_rejected(Rejection::service_point_has_no_meter, "service_point");
}

}  // namespace
}  // namespace tally::test
