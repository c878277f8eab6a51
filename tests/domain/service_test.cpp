// The life of service agreements: starts, stops, moves, landlords.
#include "domain/account/service/service.h"

#include "tests/support/scenario.h"
#include "tests/support/standard_utility.h"

namespace tally::test {
namespace {

using namespace domain;

const ServicePointId gas{"L1-G"};

// Location L1 with a gas meter showing 100 at the start of 2022-01-01; persons and accounts 1, 2 and 9 (the landlord).
std::vector<Command> a_house_to_let() {
    return together({standard_settings(),
                     a_location("L1"),
                     {a_meter("L1-G", "M1", "2022-01-01", "100"), a_person("1", "Ann"), a_person("2", "Bob"),
                      a_person("9", "Lord"), an_account("1", "1"), an_account("2", "2"), an_account("9", "9")}});
}
Command a_landlord(std::uint16_t minimum_gap_days = 0) {
    return SetLandlordAgreement{
        PremiseId{"L1"}, {.account = AccountId{"9"}, .sa_type = Code{"GAS"}, .minimum_gap_days = minimum_gap_days}};
}
StartService start(std::string_view account, std::string_view on) {
    return a_service(account, std::string{account} + "-GAS", "GAS", "L1-G", on);
}
StopService stop(std::string_view sa, std::string_view on, std::string_view read = {}) {
    StopService command{ServiceAgreementId{sa}, date(on), {}};
    if (!read.empty()) command.stop_reads = {{{}, quantity(read)}};
    return command;
}
const ServiceAgreement& agreement(Scenario& scenario, std::string_view account, std::string_view sa) {
    const auto* found = scenario.account(account).agreement(ServiceAgreementId{sa});
    TALLY_ASSERT(found, "no such agreement in this test");
    return *found;
}
const std::vector<Occupancy>& occupancies(Scenario& scenario) {
    return scenario.premise("L1").service_points[0].occupancies;
}

TEST(Service, A5_AStartIsRequestedAndActiveOnceItsReadIsThere) {
    Scenario scenario(a_house_to_let());
    scenario.today("2022-12-31");
    const ServiceAgreementId sa{"1-GAS"};
    scenario.when(start("1", "2022-01-01"))
        .then({ServiceStartRequested{AccountId{"1"}, sa, Code{"GAS"}, Code{"gas"}, TariffId{"G-RES"}, PremiseId{"L1"},
                                     gas, date("2022-01-01"), true, 10},
               OccupancyStarted{gas, AccountId{"1"}, sa, date("2022-01-01")},
               ServiceActivated{AccountId{"1"}, sa, {{gas, Code{"1"}, date("2021-12-31"), quantity("100")}}}})
        .when(start("1", "2022-01-01"))
        .then_nothing_changed();
    EXPECT_EQ(agreement(scenario, "1", "1-GAS").status, SaStatus::active);
    EXPECT_EQ(agreement(scenario, "1", "1-GAS").pay_priority, 10);
}

// Taken by account 1, the id would be in the way of account 2's first agreement.
TEST(Service, AnIdThatTheLedgerMakesForAnotherAccountIsNotTaken) {
    Scenario scenario(a_house_to_let());
    scenario.today("2022-12-31");
    for (const char* made : {"1-SA1", "2-SA1", "77-SA3", "2-S1", "2-I1"}) {
        StartService command = start("1", "2022-01-01");
        command.sa = ServiceAgreementId{made};
        scenario.when(command).then_rejected(Rejection::id_invalid, "sa");
    }
    StartService of_second = start("2", "2022-01-01");
    of_second.sa = {};
    scenario.when(of_second).then_accepted();
    EXPECT_EQ(agreement(scenario, "2", "2-SA1").status, SaStatus::active);
}

TEST(Service, AStartWithoutItsReadIsPendingUntilTheReadComes) {
    Scenario scenario(together({standard_settings(), a_location("L1"), {a_person("1", "Ann"), an_account("1", "1")}}));
    scenario.today("2022-12-31");
    scenario.when(start("1", "2022-02-01")).then_accepted();
    EXPECT_EQ(agreement(scenario, "1", "1-GAS").status, SaStatus::pending_start);
    scenario.when(ActivateService{ServiceAgreementId{"1-GAS"}, {}})
        .then_rejected(Rejection::service_point_has_no_meter);
    InstallMeter meter = a_meter("L1-G", "M1", "2022-01-01");
    meter.reads.clear();
    scenario.given({meter})
        .when(ActivateService{ServiceAgreementId{"1-GAS"}, {}})
        .then_rejected(Rejection::start_read_missing, "start_reads");
    scenario.when(a_read("L1-G", "2022-01-31", "55")).then_accepted();
    EXPECT_EQ(agreement(scenario, "1", "1-GAS").status, SaStatus::active) << "the read was all that was missing";
    EXPECT_EQ(agreement(scenario, "1", "1-GAS").start_reads[0].value, quantity("55"));
    scenario.when(ActivateService{ServiceAgreementId{"1-GAS"}, {}}).then_nothing_changed();
}

TEST(Service, AMeterThatCompletesAStartNeedsNoFurtherRead) {
    Scenario scenario(together({standard_settings(), a_location("L1"), {a_person("1", "Ann"), an_account("1", "1")}}));
    scenario.given({start("1", "2022-02-01")}).when(a_meter("L1-G", "M1", "2022-02-01", "55")).then_accepted();
    EXPECT_EQ(agreement(scenario, "1", "1-GAS").status, SaStatus::active);
    EXPECT_EQ(agreement(scenario, "1", "1-GAS").start_reads,
              (std::vector<ServiceRead>{{gas, Code{"1"}, date("2022-01-31"), quantity("55")}}));
}

TEST(Service, AMeterThatReportsUsageCompletesAStartWithoutAnyRead) {
    Scenario scenario(together({standard_settings(), a_location("L1"), {a_person("1", "Ann"), an_account("1", "1")}}));
    InstallMeter meter = a_meter("L1-G", "M1", "2022-02-01");
    meter.registers[0].kind = RegisterKind::consumptive;
    meter.reads.clear();
    scenario.given({start("1", "2022-02-01")}).when(meter).then_accepted();
    EXPECT_EQ(agreement(scenario, "1", "1-GAS").status, SaStatus::active);
    EXPECT_TRUE(agreement(scenario, "1", "1-GAS").start_reads.empty());
}

TEST(Service, AMeterThatComesAfterTheStartIsReadFromItsFirstDayInWhateverOrderTheyAreEntered) {
    const std::vector<ServiceRead> shown{{gas, Code{"1"}, date("2022-02-09"), quantity("55")}};
    const Command meter = a_meter("L1-G", "M1", "2022-02-10", "55");
    const Command begins = start("1", "2022-02-01");
    for (const bool meter_first : {false, true}) {
        Scenario scenario(
            together({standard_settings(), a_location("L1"), {a_person("1", "Ann"), an_account("1", "1")}}));
        scenario.given({meter_first ? meter : begins}).when(meter_first ? begins : meter).then_accepted();
        EXPECT_EQ(agreement(scenario, "1", "1-GAS").status, SaStatus::active) << meter_first;
        EXPECT_EQ(agreement(scenario, "1", "1-GAS").start_reads, shown) << meter_first;
    }
}

TEST(Service, WhatIsSoAlreadyNamesTheEventThatMadeItSo) {
    Scenario scenario(a_house_to_let());
    scenario.today("2022-12-31");
    // Position of the one event of the type that the last command made.
    const auto position_of = [&](auto payload) {
        const auto all = scenario.payloads();
        for (std::size_t i = 0; i < all.size(); ++i)
            if (holds_alternative<decltype(payload)>(all[i])) return scenario.world().next_position() - all.size() + i;
        ADD_FAILURE() << "no such event";
        return std::uint64_t{0};
    };
    const auto named = [&](const Command& command) {
        scenario.when(command).then_nothing_changed();
        return scenario.refusal() ? scenario.refusal()->position : 0;
    };
    scenario.when(start("1", "2022-01-01"));
    const auto started = position_of(ServiceStartRequested{});
    const auto activated = position_of(ServiceActivated{});
    EXPECT_EQ(named(start("1", "2022-01-01")), started);
    EXPECT_EQ(named(ActivateService{ServiceAgreementId{"1-GAS"}, {}}), activated);

    scenario.when(stop("1-GAS", "2022-02-10"));
    const auto requested = position_of(ServiceStopRequested{});
    EXPECT_EQ(named(stop("1-GAS", "2022-02-10")), requested);

    scenario.when(a_read("L1-G", "2022-02-10", "170"));
    const auto stopped = position_of(ServiceStopped{});
    EXPECT_EQ(named(stop("1-GAS", "2022-02-10")), stopped);
    EXPECT_EQ(named(MoveOut{AccountId{"1"}, PremiseId{"L1"}, date("2022-02-10"), {}}), stopped);

    Scenario waiting(together({standard_settings(), a_location("L1"), {a_person("1", "Ann"), an_account("1", "1")}}));
    waiting.given({start("1", "2022-02-01")}).when(WithdrawServiceStart{ServiceAgreementId{"1-GAS"}}).then_accepted();
    ASSERT_TRUE(holds_alternative<ServiceStartWithdrawn>(waiting.payloads().front()));
    const auto withdrawn = waiting.world().next_position() - waiting.payloads().size();
    waiting.when(WithdrawServiceStart{ServiceAgreementId{"1-GAS"}}).then_nothing_changed();
    ASSERT_TRUE(waiting.refusal().has_value());
    EXPECT_EQ(waiting.refusal()->position, withdrawn);
}

TEST(Service, AReadTypedWithTheStartIsAReadOfTheMeter) {
    Scenario scenario(a_house_to_let());
    scenario.today("2022-12-31");
    StartService command = start("1", "2022-02-01");
    command.start_reads = {{{}, quantity("130")}};
    scenario.when(command).then_accepted();
    const auto reads = scenario.made<RegisterRead>();
    ASSERT_EQ(reads.size(), 1u);
    EXPECT_EQ(reads[0].read_on, date("2022-01-31"));
    EXPECT_EQ(reads[0].reading_reason, ReadingReason::move_in);
    ASSERT_EQ(scenario.made<ServiceActivated>().size(), 1u);
    command = start("2", "2022-01-01");
    command.start_reads = {{{}, quantity("99")}};
    scenario.when(command).then_rejected(Rejection::occupancy_overlaps);
}

TEST(Service, AStartNamesATypeATariffAndAServicePointThatFit) {
    Scenario scenario(a_house_to_let());
    scenario.today("2022-12-31");
    StartService command = start("1", "2022-01-01");
    command.sa_type = Code{"STEAM"};
    scenario.when(command).then_rejected(Rejection::code_unknown, "sa_type");
    command.sa_type = Code{"WATER"};
    scenario.when(command).then_rejected(Rejection::field_invalid, "sa_type");
    command = start("1", "2022-01-01");
    command.tariff = TariffId{"W-RES"};
    scenario.when(command).then_rejected(Rejection::field_invalid, "tariff");
    command.tariff = TariffId{"NONE"};
    scenario.when(command).then_rejected(Rejection::tariff_unknown, "tariff");
    command = start("1", "2019-01-01");
    scenario.when(command).then_rejected(Rejection::tariff_not_effective, "tariff");
    command = start("1", "2022-01-01");
    command.service_point = {};
    scenario.when(command).then_rejected(Rejection::field_missing, "service_point");
    command = start("7", "2022-01-01");
    scenario.when(command).then_rejected(Rejection::account_unknown, "account");
    scenario.when(a_service("1", "1-T", "TRASH", "", "2022-01-01")).then_accepted();
    EXPECT_EQ(agreement(scenario, "1", "1-T").status, SaStatus::active);
    scenario.when(a_service("1", "", "TRASH", "", "2022-01-01")).then_accepted();
    EXPECT_EQ(scenario.made<ServiceStartRequested>()[0].sa, ServiceAgreementId{"1-SA2"});
}

TEST(Service, A5_AStopIsRequestedAndCompleteOnceItsReadIsThere) {
    Scenario scenario(a_house_to_let());
    scenario.today("2022-12-31");
    scenario.given({start("1", "2022-01-01")})
        .when(stop("1-GAS", "2022-02-10"))
        .then({ServiceStopRequested{AccountId{"1"}, ServiceAgreementId{"1-GAS"}, date("2022-02-10")},
               OccupancyEnded{gas, AccountId{"1"}, ServiceAgreementId{"1-GAS"}, date("2022-02-11")}})
        .when(stop("1-GAS", "2022-02-10"))
        .then_nothing_changed();
    EXPECT_EQ(agreement(scenario, "1", "1-GAS").status, SaStatus::pending_stop);
    scenario.when(a_read("L1-G", "2022-02-10", "170")).then_accepted();
    EXPECT_EQ(scenario.made<ServiceStopped>().size(), 1u);
    EXPECT_EQ(agreement(scenario, "1", "1-GAS").status, SaStatus::stopped);
    EXPECT_EQ(agreement(scenario, "1", "1-GAS").stop_reads[0].value, quantity("170"));
    scenario.when(stop("1-GAS", "2022-02-10"))
        .then_nothing_changed()
        .when(stop("1-GAS", "2022-02-10", "170"))
        .then_nothing_changed()
        .when(stop("1-GAS", "2022-02-10", "171"))
        .then_rejected(Rejection::read_out_of_order, "stop_reads[0].value")
        .when(stop("1-GAS", "2022-02-12"))
        .then_rejected(Rejection::sa_not_active, "sa");
}

TEST(Service, G1_AStopIsMovedOrWithdrawnWhileItIsPending) {
    Scenario scenario(a_house_to_let());
    scenario.today("2022-12-31");
    scenario.given({start("1", "2022-01-05"), stop("1-GAS", "2022-02-10")})
        .when(stop("1-GAS", "2022-01-04"))
        .then_rejected(Rejection::stop_before_start, "stop_on")
        .when(stop("1-GAS", "2022-02-20"))
        .then_accepted();
    EXPECT_EQ(occupancies(scenario)[0].until, date("2022-02-21"));
    scenario.when(WithdrawServiceStop{ServiceAgreementId{"1-GAS"}}).then_accepted();
    EXPECT_EQ(agreement(scenario, "1", "1-GAS").status, SaStatus::active);
    EXPECT_FALSE(occupancies(scenario)[0].until.is_set());
    scenario.when(WithdrawServiceStop{ServiceAgreementId{"1-GAS"}})
        .then_rejected(Rejection::sa_not_pending_stop, "sa")
        .when(stop("1-GAS", "2022-02-20", "150"))
        .then_accepted();
    EXPECT_EQ(agreement(scenario, "1", "1-GAS").status, SaStatus::stopped);
}

TEST(Service, G1_APendingStartIsWithdrawnAndItsReadsStay) {
    Scenario scenario(together({standard_settings(), a_location("L1"), {a_person("1", "Ann"), an_account("1", "1")}}));
    scenario.today("2022-12-31");
    scenario.given({start("1", "2022-02-01")})
        .when(WithdrawServiceStart{ServiceAgreementId{"1-GAS"}})
        .then({ServiceStartWithdrawn{AccountId{"1"}, ServiceAgreementId{"1-GAS"}},
               OccupancyEnded{gas, AccountId{"1"}, ServiceAgreementId{"1-GAS"}, date("2022-02-01")}})
        .when(WithdrawServiceStart{ServiceAgreementId{"1-GAS"}})
        .then_nothing_changed()
        .when(WithdrawServiceStart{ServiceAgreementId{"2-GAS"}})
        .then_rejected(Rejection::sa_unknown, "sa");
    EXPECT_EQ(agreement(scenario, "1", "1-GAS").status, SaStatus::cancelled);
    EXPECT_TRUE(occupancies(scenario).empty());
}

TEST(Service, ASameDayMoveSharesDateAndReadAndOneOfTheTwoPays) {
    Scenario scenario(a_house_to_let());
    scenario.today("2022-12-31");
    scenario.given({start("1", "2022-01-01"), stop("1-GAS", "2022-02-10", "170")})
        .when(start("2", "2022-02-09"))
        .then_rejected(Rejection::occupancy_overlaps, "start_on");
    scenario.given({start("2", "2022-02-10")});
    const ServiceAgreement& bob = agreement(scenario, "2", "2-GAS");
    EXPECT_FALSE(bob.start_day_charged) << "Ann is charged that day";
    EXPECT_EQ(first_charge_day(bob), date("2022-02-11"));
    EXPECT_EQ(charge_end(agreement(scenario, "1", "1-GAS")), date("2022-02-11"));
    ASSERT_EQ(bob.start_reads.size(), 1u);
    EXPECT_EQ(bob.start_reads[0].read_on, date("2022-02-10"));
    EXPECT_EQ(bob.start_reads[0].value, quantity("170"));
    EXPECT_EQ(occupancies(scenario)[1].from, date("2022-02-11"));
}

TEST(Service, OneReadServesWhoLeavesAndWhoComes) {
    Scenario scenario(a_house_to_let());
    scenario.today("2022-12-31");
    scenario.given({start("1", "2022-01-01"), stop("1-GAS", "2022-02-10"), start("2", "2022-02-11")});
    EXPECT_EQ(agreement(scenario, "2", "2-GAS").status, SaStatus::pending_start)
        << "the last read is older than the stop: it would charge Ann's usage to Bob";
    scenario.when(a_read("L1-G", "2022-02-10", "170")).then_accepted();
    EXPECT_EQ(agreement(scenario, "1", "1-GAS").status, SaStatus::stopped);
    EXPECT_EQ(agreement(scenario, "2", "2-GAS").status, SaStatus::active);
}

TEST(Service, TheStartDayRuleOfTheTypeDecides) {
    Scenario scenario(a_house_to_let());
    scenario.today("2022-12-31");
    ServiceAgreementType always = *scenario.world().settings().sa_type(Code{"GAS"});
    always.code = Code{"GAS-A"};
    always.start_day_charge = StartDayCharge::always;
    ServiceAgreementType never = always;
    never.code = Code{"GAS-N"};
    never.start_day_charge = StartDayCharge::never;
    scenario.given({Define<ServiceAgreementType>{{}, always}, Define<ServiceAgreementType>{{}, never}});
    scenario.given({start("1", "2022-01-01"), stop("1-GAS", "2022-02-10", "170")});
    StartService command = start("2", "2022-02-10");
    command.sa_type = Code{"GAS-A"};
    scenario.when(command).then_rejected(Rejection::start_day_already_charged, "start_on");
    command.sa_type = Code{"GAS-N"};
    command.start_on = date("2022-02-20");
    scenario.when(command).then_accepted();
    EXPECT_EQ(first_charge_day(agreement(scenario, "2", "2-GAS")), date("2022-02-21"));
}

TEST(Service, AStopOnTheStartDayLeavesNoChargeDay) {
    Scenario scenario(a_house_to_let());
    scenario.today("2022-12-31");
    scenario.given({start("1", "2022-01-05"), stop("1-GAS", "2022-01-05", "103")});
    const ServiceAgreement& ann = agreement(scenario, "1", "1-GAS");
    EXPECT_EQ(charge_end(ann), first_charge_day(ann));
    EXPECT_EQ(ann.stop_reads[0].value, quantity("103")) << "what was used is billed";
    scenario.given({start("2", "2022-01-05")});
    EXPECT_EQ(agreement(scenario, "2", "2-GAS").start_reads[0].value, quantity("103")) << "and only once";
}

TEST(Service, B14_TheLastReadAtTheServicePointIsTheBeginningRead) {
    Scenario scenario(a_house_to_let());
    scenario.today("2022-12-31");
    scenario.given({start("1", "2022-01-01"), stop("1-GAS", "2022-02-10", "170"), start("2", "2022-03-01")});
    const ServiceAgreement& bob = agreement(scenario, "2", "2-GAS");
    EXPECT_EQ(bob.status, SaStatus::active);
    EXPECT_EQ(bob.start_reads[0].read_on, date("2022-02-10"));
    EXPECT_EQ(bob.start_reads[0].value, quantity("170"));
}

TEST(Service, ACorrectedReadIsCarriedOverToWhatItStartedAndStopped) {
    Scenario scenario(a_house_to_let());
    scenario.today("2022-12-31");
    scenario.given({start("1", "2022-01-01"), stop("1-GAS", "2022-02-10", "170"), start("2", "2022-02-10")})
        .when(a_read("L1-G", "2022-02-10", "160"))
        .then_accepted();
    EXPECT_EQ(agreement(scenario, "1", "1-GAS").stop_reads[0].value, quantity("160"));
    EXPECT_EQ(agreement(scenario, "1", "1-GAS").status, SaStatus::stopped);
    EXPECT_EQ(agreement(scenario, "2", "2-GAS").start_reads[0].value, quantity("160"));
    EXPECT_EQ(agreement(scenario, "2", "2-GAS").status, SaStatus::active);
}

TEST(Service, ABilledReadIsCorrectedAndItsBillIsDueForCorrection) {
    Scenario scenario(a_house_to_let());
    scenario.today("2022-12-31");
    scenario.given({start("1", "2022-01-01"), a_read("L1-G", "2022-02-04", "170")});
    AccountState& ann = scenario.world().account_part(AccountId{"1"});
    ann.agreements[0].charged_until = date("2022-02-05");
    scenario.when(a_read("L1-G", "2022-02-04", "170"))
        .then_nothing_changed()
        .when(a_read("L1-G", "2022-02-04", "169"))
        .then_accepted();
    EXPECT_EQ(scenario.account("1").corrections_due, 1u);
    scenario.when(a_read("L1-G", "2022-03-04", "200"))
        .then_accepted()
        .when(a_read("L1-G", "2022-03-04", "201"))
        .then_accepted()
        .when(stop("1-GAS", "2022-02-03"))
        .then_rejected(Rejection::usage_already_billed, "stop_on");
}

TEST(Landlord, B10_G17_AStopRevertsToTheLandlordAtOnceOpenEnded) {
    Scenario scenario(a_house_to_let());
    scenario.today("2022-12-31");
    scenario.given({a_landlord(30), start("1", "2022-01-01")}).when(stop("1-GAS", "2022-02-10", "170")).then_accepted();
    const auto reverted = scenario.made<LandlordReverted>();
    ASSERT_EQ(reverted.size(), 1u);
    EXPECT_EQ(reverted[0], (LandlordReverted{PremiseId{"L1"}, gas, ServiceAgreementId{"1-GAS"}, AccountId{"9"},
                                             ServiceAgreementId{"9-SA1"}, date("2022-02-11")}));
    const ServiceAgreement& lord = agreement(scenario, "9", "9-SA1");
    EXPECT_EQ(lord.status, SaStatus::active);
    EXPECT_EQ(lord.start_reads[0].value, quantity("170"));
    EXPECT_FALSE(lord.stop_on.is_set());
    EXPECT_EQ(occupancies(scenario).size(), 2u);
}

TEST(Landlord, ThePendingStopRevertsPendingAndBothFollowTheRead) {
    Scenario scenario(a_house_to_let());
    scenario.today("2022-12-31");
    scenario.given({a_landlord(), start("1", "2022-01-01"), stop("1-GAS", "2022-02-10")});
    EXPECT_EQ(agreement(scenario, "9", "9-SA1").status, SaStatus::pending_start);
    scenario.given({a_read("L1-G", "2022-02-10", "170")});
    EXPECT_EQ(agreement(scenario, "1", "1-GAS").status, SaStatus::stopped);
    EXPECT_EQ(agreement(scenario, "9", "9-SA1").status, SaStatus::active);
}

TEST(Landlord, B10_G17_TheLandlordGivesWayToTheNextTenantWithHisRead) {
    Scenario scenario(a_house_to_let());
    scenario.today("2022-12-31");
    scenario.given({a_landlord(), start("1", "2022-01-01"), stop("1-GAS", "2022-02-10", "170")});
    StartService bob = start("2", "2022-03-15");
    bob.start_reads = {{{}, quantity("175")}};
    scenario.when(bob).then_accepted();
    const ServiceAgreement& lord = agreement(scenario, "9", "9-SA1");
    EXPECT_EQ(lord.status, SaStatus::stopped);
    EXPECT_EQ(lord.stop_on, date("2022-03-14"));
    EXPECT_EQ(lord.stop_reads[0].value, quantity("175"));
    EXPECT_EQ(agreement(scenario, "2", "2-GAS").start_reads[0].value, quantity("175"));
    EXPECT_TRUE(agreement(scenario, "2", "2-GAS").start_day_charged);
}

TEST(Landlord, AGapShorterThanTheMinimumStaysUnservedAndAnEqualOneCounts) {
    for (const auto& [day, stays] : {std::pair{"2022-03-12", false}, std::pair{"2022-03-13", true}}) {
        Scenario scenario(a_house_to_let());
        scenario.today("2022-12-31");
        scenario.given({a_landlord(30), start("1", "2022-01-01"), stop("1-GAS", "2022-02-10", "170")});
        StartService bob = start("2", day);
        bob.start_reads = {{{}, quantity("175")}};
        scenario.when(bob).then_accepted();
        EXPECT_EQ(agreement(scenario, "9", "9-SA1").status, stays ? SaStatus::stopped : SaStatus::cancelled) << day;
    }
}

TEST(Landlord, WhenTheNextStartIsKnownOnlyTheGapReverts) {
    Scenario scenario(a_house_to_let());
    scenario.today("2022-12-31");
    scenario.given({start("1", "2022-01-01"), stop("1-GAS", "2022-02-10"), start("2", "2022-03-20"), a_landlord(30)});
    scenario.when(a_read("L1-G", "2022-02-10", "170")).then_accepted();
    const ServiceAgreement& lord = agreement(scenario, "9", "9-SA1");
    EXPECT_EQ(lord.stop_on, date("2022-03-19"));
    EXPECT_EQ(lord.status, SaStatus::pending_stop);
    scenario.when(ActivateService{ServiceAgreementId{"2-GAS"}, {{{}, quantity("180")}}}).then_accepted();
    EXPECT_EQ(agreement(scenario, "9", "9-SA1").status, SaStatus::stopped);
    EXPECT_EQ(agreement(scenario, "9", "9-SA1").stop_reads[0].value, quantity("180"));
}

TEST(Landlord, WhenTheTenantStaysTheReversionIsWithdrawn) {
    Scenario scenario(a_house_to_let());
    scenario.today("2022-12-31");
    scenario.given({a_landlord(), start("1", "2022-01-01"), stop("1-GAS", "2022-02-10")})
        .when(WithdrawServiceStop{ServiceAgreementId{"1-GAS"}})
        .then_accepted();
    EXPECT_EQ(agreement(scenario, "9", "9-SA1").status, SaStatus::cancelled);
    ASSERT_EQ(occupancies(scenario).size(), 1u);
    // And when the tenant's date moves, it shifts.
    scenario.given({stop("1-GAS", "2022-02-10"), stop("1-GAS", "2022-02-20", "180")});
    EXPECT_EQ(agreement(scenario, "9", "9-SA2").status, SaStatus::cancelled);
    EXPECT_EQ(agreement(scenario, "9", "9-SA3").start_on, date("2022-02-21"));
    EXPECT_EQ(agreement(scenario, "9", "9-SA3").status, SaStatus::active);
}

TEST(Landlord, WhenTheNextTenantWithdrawsTheLandlordGoesOn) {
    Scenario scenario(a_house_to_let());
    scenario.today("2022-12-31");
    scenario.given({a_landlord(), start("1", "2022-01-01"), stop("1-GAS", "2022-02-10", "170")});
    // Bob waits for a read of his own: the last one is the landlord's.
    scenario.given({start("2", "2022-03-15")});
    EXPECT_EQ(agreement(scenario, "2", "2-GAS").status, SaStatus::pending_start);
    EXPECT_EQ(agreement(scenario, "9", "9-SA1").status, SaStatus::pending_stop);
    scenario.when(WithdrawServiceStart{ServiceAgreementId{"2-GAS"}}).then_accepted();
    EXPECT_EQ(agreement(scenario, "9", "9-SA1").status, SaStatus::active);
    ASSERT_EQ(occupancies(scenario).size(), 2u);
    EXPECT_FALSE(occupancies(scenario)[1].until.is_set());
}

TEST(Landlord, OnlyServicesOfTheAgreementsKindRevert) {
    Scenario scenario(a_house_to_let());
    scenario.today("2022-12-31");
    scenario.given({a_landlord(), a_meter("L1-W", "W1", "2022-01-01", "5", "m3"),
                    a_service("1", "1-WATER", "WATER", "L1-W", "2022-01-01")});
    StopService water = stop("1-WATER", "2022-02-10", "8");
    scenario.when(water).then_accepted();
    EXPECT_TRUE(scenario.made<LandlordReverted>().empty());
}

TEST(MoveOut, B10_MovingOutStopsEveryServiceAndRevertsToTheLandlord) {
    Scenario scenario(a_house_to_let());
    scenario.today("2022-12-31");
    scenario.given({a_landlord(), a_meter("L1-W", "W1", "2022-01-01", "5", "m3"), start("1", "2022-01-01"),
                    a_service("1", "1-WATER", "WATER", "L1-W", "2022-01-01"),
                    a_service("1", "1-TRASH", "TRASH", "", "2022-01-01")});
    MoveOut out{AccountId{"1"},
                PremiseId{"L1"},
                date("2022-02-10"),
                {{gas, {}, quantity("170")}, {ServicePointId{"L1-W"}, {}, quantity("8")}}};
    scenario.when(out).then_accepted();
    for (const auto* sa : {"1-GAS", "1-WATER", "1-TRASH"})
        EXPECT_EQ(agreement(scenario, "1", sa).status, SaStatus::stopped) << sa;
    EXPECT_EQ(scenario.made<LandlordReverted>().size(), 1u);
    scenario.when(out).then_nothing_changed();
    out.reads[0].value = quantity("171");
    scenario.when(out).then_rejected(Rejection::read_out_of_order, "reads[0].value");
    out.reads[0].value = quantity("170");
    out.reads.push_back({ServicePointId{"L9-G"}, {}, quantity("1")});
    scenario.when(out).then_rejected(Rejection::service_point_unknown, "reads[2].service_point");
    out.account = AccountId{"2"};
    out.reads.clear();
    scenario.when(out).then_rejected(Rejection::account_has_no_service_agreement, "premise");
}

TEST(Service, G1_AStoppedAgreementClosesAtZeroAndReactivatesWithMoney) {
    Scenario scenario(a_house_to_let());
    scenario.today("2022-12-31");
    scenario.given({start("1", "2022-01-01"), stop("1-GAS", "2022-02-10", "170")});
    const auto money_moved = [&] {
        CommandHeader header;
        const Context context{scenario.world(), header, date("2022-03-01"), scenario.world().next_position()};
        Draft draft(context);
        close_or_reactivate(draft, AccountId{"1"});
        scenario.world().append(draft.take(), header);
    };
    money_moved();
    EXPECT_EQ(agreement(scenario, "1", "1-GAS").status, SaStatus::stopped) << "not final-billed yet";
    AccountState& ann = scenario.world().account_part(AccountId{"1"});
    ann.agreements[0].final_billed = true;
    ann.items = {{.document = DocumentId{"1-1"}, .sa = ServiceAgreementId{"1-GAS"}, .payoff_open = usd("10")}};
    money_moved();
    EXPECT_EQ(agreement(scenario, "1", "1-GAS").status, SaStatus::stopped) << "10.00 are open";
    const auto items = ann.items;
    ann.items.clear();
    money_moved();
    EXPECT_EQ(agreement(scenario, "1", "1-GAS").status, SaStatus::closed);
    ann.items = items;
    money_moved();
    EXPECT_EQ(agreement(scenario, "1", "1-GAS").status, SaStatus::reactivated);
    ann.items.clear();
    money_moved();
    EXPECT_EQ(agreement(scenario, "1", "1-GAS").status, SaStatus::closed);
}

// A second tariff for gas, in force from 2022-02-01.
PublishTariff another_gas_tariff() {
    return {.tariff = TariffId{"G-HEAT"},
            .effective_from = date("2022-02-01"),
            .description = Plain{"Heating"},
            .service = Code{"gas"},
            .components = {
                {.code = Code{"customer"}, .price = price("30")},
                {.code = Code{"use"}, .kind = ComponentKind::usage, .price = price("0.4"), .unit = Code{"therm"}}}};
}
ChangeServiceTariff change(std::string_view tariff, std::string_view from) {
    return {ServiceAgreementId{"1-GAS"}, TariffId{tariff}, date(from)};
}

TEST(Service, B12_AnAgreementsTariffChangesFromADayThatIsNotCharged) {
    Scenario scenario(a_house_to_let());
    scenario.today("2022-02-04");
    const ServiceAgreementId sa{"1-GAS"};
    const AccountId ann{"1"};
    scenario.given({another_gas_tariff(), start("1", "2022-01-01"), a_read("L1-G", "2022-01-31", "150"),
                    BillAccount{ann, {}, date("2022-02-04")}});
    scenario.when(change("G-NONE", "2022-03-01"))
        .then_rejected(Rejection::tariff_unknown, "tariff")
        .when(change("W-RES", "2022-03-01"))
        .then_rejected(Rejection::field_invalid, "tariff")
        .when(change("G-HEAT", "2022-01-31"))
        .then_rejected(Rejection::usage_already_billed, "from")
        .when(change("G-HEAT", "2021-12-31"))
        .then_rejected(Rejection::date_out_of_order, "from")
        .when(change("G-HEAT", "2202-03-01"))
        .then_rejected(Rejection::date_out_of_order, "from")
        .when(change("G-RES", "2022-03-01"))
        .then_nothing_changed()
        .when(change("G-HEAT", "2022-03-01"))
        .then({ServiceTariffChanged{ann, sa, TariffId{"G-HEAT"}, TariffId{"G-RES"}, date("2022-03-01")}})
        .when(change("G-HEAT", "2022-03-01"))
        .then_nothing_changed();
    EXPECT_EQ(agreement(scenario, "1", "1-GAS").tariff_on(date("2022-02-28")), TariffId{"G-RES"});
    EXPECT_EQ(agreement(scenario, "1", "1-GAS").tariff_on(date("2022-03-01")), TariffId{"G-HEAT"});
    // An earlier day takes the place of the later one, and the first tariff from the same day undoes it.
    scenario.when(change("G-HEAT", "2022-02-15")).then_accepted();
    EXPECT_EQ(agreement(scenario, "1", "1-GAS").earlier_tariffs,
              (std::vector<EarlierTariff>{{TariffId{"G-RES"}, date("2022-02-15")}}));
    scenario.when(change("G-RES", "2022-02-15")).then_accepted();
    EXPECT_TRUE(agreement(scenario, "1", "1-GAS").earlier_tariffs.empty());
    EXPECT_EQ(agreement(scenario, "1", "1-GAS").tariff, TariffId{"G-RES"});
    scenario.given({stop("1-GAS", "2022-02-20")})
        .when(change("G-HEAT", "2022-02-21"))
        .then_rejected(Rejection::date_out_of_order, "from")
        .when(change("G-HEAT", "2022-02-20"))
        .then_accepted();
}

TEST(Service, APendingStartIsStartedAgainAtAnotherTariff) {
    Scenario scenario(together({standard_settings(), a_location("L1"), {a_person("1", "Ann"), an_account("1", "1")}}));
    scenario.today("2022-02-04");
    scenario.given({another_gas_tariff(), start("1", "2022-02-01")})
        .when(change("G-HEAT", "2022-02-01"))
        .then_rejected(Rejection::sa_not_active, "sa");
}

TEST(Service, EachLineNamesTheTariffThatPricedIt) {
    Scenario scenario(a_house_to_let());
    scenario.today("2022-03-04");
    scenario.given({another_gas_tariff(), start("1", "2022-01-01"), change("G-HEAT", "2022-02-15"),
                    a_read("L1-G", "2022-02-28", "159")});
    scenario.when(BillAccount{AccountId{"1"}, {}, date("2022-03-04")}).then_accepted();
    const auto segments = scenario.made<BillSegmentFrozen>();
    ASSERT_EQ(segments.size(), 1u);
    std::size_t customer_lines = 0;
    for (const BillLine& line : segments[0].lines) {
        if (line.component_kind == ComponentKind::tax) continue;
        EXPECT_EQ(line.tariff, TariffId{line.from < date("2022-02-15") ? "G-RES" : "G-HEAT"}) << line.component.str();
        EXPECT_TRUE(line.until <= date("2022-02-15") || line.from >= date("2022-02-15")) << line.component.str();
        if (line.component == Code{"customer"}) ++customer_lines;
    }
    EXPECT_EQ(customer_lines, 2u) << "both tariffs call a component so";
    // Made again, the days have the tariffs that they had.
    const auto invoices = scenario.made<InvoiceIssued>();
    ASSERT_EQ(invoices.size(), 1u);
    scenario
        .when(ReverseInvoice{
            .account = AccountId{"1"}, .invoice = invoices[0].invoice, .rebill = true, .on = date("2022-03-04")})
        .then_accepted();
    const auto again = scenario.made<BillSegmentFrozen>();
    ASSERT_EQ(again.size(), 1u);
    EXPECT_EQ(again[0].total, segments[0].total);
    ASSERT_EQ(again[0].lines.size(), segments[0].lines.size());
    for (std::size_t i = 0; i < again[0].lines.size(); ++i)
        EXPECT_EQ(again[0].lines[i].tariff, segments[0].lines[i].tariff);
}

TEST(Service, ADayFarAheadIsASlip) {
    Scenario scenario(a_house_to_let());
    scenario.today("2022-02-04");
    scenario.when(start("1", "2202-02-01"))
        .then_rejected(Rejection::date_out_of_order, "start_on")
        .when(a_meter("L1-W", "M9", "2202-02-01", "0", "m3"))
        .then_rejected(Rejection::date_out_of_order, "installed_on")
        .when(an_account("3", "1", "2202-02-01"))
        .then_rejected(Rejection::date_out_of_order, "opened_on");
    SetLandlordAgreement landlord{PremiseId{"L1"}, {.account = AccountId{"9"}, .sa_type = Code{"GAS"}}};
    landlord.agreement.from = date("2202-02-01");
    scenario.when(landlord).then_rejected(Rejection::date_out_of_order, "agreement.from");
    scenario.given({start("1", "2022-01-01")})
        .when(stop("1-GAS", "2202-02-01"))
        .then_rejected(Rejection::date_out_of_order, "stop_on")
        .when(MoveOut{AccountId{"1"}, PremiseId{"L1"}, date("2202-02-01"), {}})
        .then_rejected(Rejection::date_out_of_order, "stop_on")
        .when(stop("1-GAS", "2023-02-06"))
        .then_rejected(Rejection::date_out_of_order, "stop_on")
        .when(stop("1-GAS", "2023-02-05"))
        .then_accepted();
}

}  // namespace
}  // namespace tally::test
