// Starts for a service point that a tenant still has: in whichever order start, stop and reads are entered.
#include <algorithm>
#include <random>

#include "domain/account/service/service.h"
#include "tests/support/scenario.h"
#include "tests/support/standard_utility.h"

namespace tally::test {
namespace {

using namespace domain;

const ServicePointId anns_gas{"L1-G"};
const ServiceAgreementId ann{"1-GAS"}, bob{"2-GAS"};

// Ann has the gas at L1 from 2022-01-01, meter at 100; Bob (2), Eve (3) and the landlord (9) have accounts.
std::vector<Command> ann_lives_there() {
    return together(
        {standard_settings(),
         a_location("L1"),
         {a_meter("L1-G", "M1", "2022-01-01", "100"), a_person("1", "Ann"), a_person("2", "Bob"), a_person("3", "Eve"),
          a_person("9", "Lord"), an_account("1", "1"), an_account("2", "2"), an_account("3", "3"), an_account("9", "9"),
          a_service("1", "1-GAS", "GAS", "L1-G", "2022-01-01")}});
}
Command bob_starts(std::string_view on) {
    return a_service("2", "2-GAS", "GAS", "L1-G", on);
}
Command ann_stops(std::string_view on, std::string_view read = {}) {
    StopService command{ann, date(on), {}};
    if (!read.empty()) command.stop_reads = {{{}, quantity(read)}};
    return command;
}
Command the_landlord() {
    return SetLandlordAgreement{PremiseId{"L1"}, {.account = AccountId{"9"}, .sa_type = Code{"GAS"}}};
}
const ServiceAgreement& of(Scenario& scenario, const ServiceAgreementId& sa) {
    const auto* found = scenario.account(sa.str().substr(0, 1)).agreement(sa);
    TALLY_ASSERT(found, "no such agreement in this test");
    return *found;
}
const ServicePointState& waited_point(Scenario& scenario) {
    return scenario.premise("L1").service_points[0];
}
// What is so in the end, whatever came first.
void expect_moved(Scenario& scenario, std::string_view stopped_on, std::string_view read, std::string_view start_on) {
    EXPECT_EQ(of(scenario, ann).status, SaStatus::stopped);
    EXPECT_EQ(of(scenario, ann).stop_on, date(stopped_on));
    EXPECT_EQ(of(scenario, ann).stop_reads[0].value, quantity(read));
    EXPECT_EQ(of(scenario, bob).status, SaStatus::active);
    EXPECT_EQ(of(scenario, bob).start_on, date(start_on));
    ASSERT_EQ(of(scenario, bob).start_reads.size(), 1u);
    EXPECT_EQ(of(scenario, bob).start_reads[0].value, quantity(read));
    ASSERT_EQ(waited_point(scenario).occupancies.size(), 2u);
    EXPECT_EQ(waited_point(scenario).occupancies[0].until, date(stopped_on) + 1);
    EXPECT_EQ(waited_point(scenario).occupancies[1].sa, bob);
    EXPECT_EQ(waited_point(scenario).occupancies[1].from, first_charge_day(of(scenario, bob)));
    EXPECT_TRUE(waited_point(scenario).waiting.empty());
}

TEST(WaitingStart, ItNamesTheAgreementThatMustStopAndDoesNotStopIt) {
    Scenario scenario(ann_lives_there());
    scenario.today("2022-02-01");
    scenario.when(bob_starts("2022-02-10"))
        .then({ServiceStartRequested{AccountId{"2"}, bob, Code{"GAS"}, Code{"gas"}, TariffId{"G-RES"}, PremiseId{"L1"},
                                     anns_gas, date("2022-02-10"), true, 10},
               StartWaits{anns_gas, AccountId{"2"}, bob, date("2022-02-10"), AccountId{"1"}, ann}});
    EXPECT_EQ(of(scenario, ann).status, SaStatus::active);
    EXPECT_EQ(of(scenario, bob).status, SaStatus::pending_start);
    EXPECT_EQ(waited_point(scenario).occupancies.size(), 1u);
    EXPECT_EQ(waited_point(scenario).waiting, (std::vector<WaitingStart>{{AccountId{"2"}, bob, ann}}));
    scenario.when(bob_starts("2022-02-10")).then_nothing_changed();
    scenario.when(ActivateService{bob, {}}).then_rejected(Rejection::start_waits_for_stop, "sa");
    EXPECT_NE(scenario.refusal()->cure.find("1-GAS"), std::string::npos);
}

TEST(WaitingStart, WhatCannotWaitIsRefused) {
    Scenario scenario(ann_lives_there());
    scenario.today("2022-02-01");
    StartService with_read = get<StartService>(bob_starts("2022-02-10"));
    with_read.start_reads = {{{}, quantity("170")}};
    scenario.when(with_read).then_rejected(Rejection::start_waits_for_stop, "start_reads[0].value");
    scenario.when(a_service("1", "1-GAS2", "GAS", "L1-G", "2022-02-10"))
        .then_rejected(Rejection::occupancy_overlaps, "start_on");
    scenario.given({bob_starts("2022-02-10")})
        .when(a_service("3", "3-GAS", "GAS", "L1-G", "2022-03-10"))
        .then_rejected(Rejection::occupancy_overlaps, "start_on");
    // Before Ann came it would overlap her, however early she stops.
    scenario.given({WithdrawServiceStart{bob}})
        .when(a_service("3", "3-GAS", "GAS", "L1-G", "2021-12-10"))
        .then_rejected(Rejection::occupancy_overlaps, "start_on");
}

TEST(WaitingStart, StartStopAndReadMakeTheSameMoveInEveryOrder) {
    const Command start = bob_starts("2022-02-10"), stop = ann_stops("2022-02-10"),
                  read = a_read("L1-G", "2022-02-10", "170");
    const std::vector<std::vector<Command>> orders{{start, stop, read},
                                                   {start, read, stop},
                                                   {stop, start, read},
                                                   {stop, read, start},
                                                   {read, start, stop},
                                                   {read, stop, start},
                                                   {start, ann_stops("2022-02-10", "170")},
                                                   {ann_stops("2022-02-10", "170"), start}};
    for (std::size_t i = 0; i < orders.size(); ++i) {
        SCOPED_TRACE(i);
        Scenario scenario(ann_lives_there());
        scenario.today("2022-12-31").given(orders[i]);
        expect_moved(scenario, "2022-02-10", "170", "2022-02-10");
        EXPECT_FALSE(of(scenario, bob).start_day_charged) << "Ann pays that day";
    }
}

TEST(WaitingStart, AGapBeforeTheStartIsTheSameInEveryOrder) {
    const Command start = bob_starts("2022-03-01"), stop = ann_stops("2022-02-10"),
                  read = a_read("L1-G", "2022-02-10", "170");
    for (const auto& order : std::vector<std::vector<Command>>{
             {start, stop, read}, {start, read, stop}, {stop, start, read}, {stop, read, start}, {read, stop, start}}) {
        Scenario scenario(ann_lives_there());
        scenario.today("2022-12-31").given(order);
        expect_moved(scenario, "2022-02-10", "170", "2022-03-01");
        EXPECT_TRUE(of(scenario, bob).start_day_charged);
    }
}

TEST(WaitingStart, B12_ATenantWhoStaysLongerMovesTheStart) {
    Scenario scenario(ann_lives_there());
    scenario.today("2022-12-31");
    scenario.given({bob_starts("2022-02-10")}).when(ann_stops("2022-02-20", "180")).then_accepted();
    EXPECT_EQ(scenario.made<ServiceStartMoved>(),
              (std::vector{ServiceStartMoved{AccountId{"2"}, bob, date("2022-02-20"), false, date("2022-02-10")}}));
    expect_moved(scenario, "2022-02-20", "180", "2022-02-20");
    scenario.when(bob_starts("2022-02-10")).then_nothing_changed();
}

TEST(WaitingStart, ItFollowsAStopThatMovesAndGoesBackToTheDayAskedFor) {
    Scenario scenario(ann_lives_there());
    scenario.today("2022-12-31");
    scenario.given({bob_starts("2022-02-10"), ann_stops("2022-02-20")});
    EXPECT_EQ(of(scenario, bob).start_on, date("2022-02-20"));
    scenario.given({ann_stops("2022-02-25")});
    EXPECT_EQ(of(scenario, bob).start_on, date("2022-02-25"));
    EXPECT_EQ(waited_point(scenario).occupancies[1].from, date("2022-02-26"));
    scenario.given({ann_stops("2022-02-05")});
    EXPECT_EQ(of(scenario, bob).start_on, date("2022-02-10"));
    EXPECT_TRUE(of(scenario, bob).start_day_charged);
    EXPECT_EQ(waited_point(scenario).occupancies[1].from, date("2022-02-10"));
    scenario.given({a_read("L1-G", "2022-02-05", "150")});
    expect_moved(scenario, "2022-02-05", "150", "2022-02-10");
}

TEST(WaitingStart, WhereTheStopIsWithdrawnItWaitsAgain) {
    for (const bool stop_first : {false, true}) {
        SCOPED_TRACE(stop_first);
        Scenario scenario(ann_lives_there());
        scenario.today("2022-12-31");
        if (stop_first)
            scenario.given({ann_stops("2022-02-10"), bob_starts("2022-02-10")});
        else
            scenario.given({bob_starts("2022-02-10"), ann_stops("2022-02-10")});
        scenario.when(WithdrawServiceStop{ann}).then_accepted();
        EXPECT_EQ(of(scenario, ann).status, SaStatus::active);
        ASSERT_EQ(waited_point(scenario).occupancies.size(), 1u);
        EXPECT_FALSE(waited_point(scenario).occupancies[0].until.is_set());
        EXPECT_EQ(waited_point(scenario).waiting, (std::vector<WaitingStart>{{AccountId{"2"}, bob, ann}}));
        scenario.given({ann_stops("2022-02-15", "175")});
        expect_moved(scenario, "2022-02-15", "175", "2022-02-15");
    }
}

TEST(WaitingStart, OnceTheNextHasBegunTheStopStays) {
    Scenario scenario(ann_lives_there());
    scenario.today("2022-12-31");
    // Bob has begun with a read of his own, while Ann's stop still lacks hers.
    scenario.given({bob_starts("2022-03-01"), ann_stops("2022-02-10"), ActivateService{bob, {{{}, quantity("175")}}}});
    ASSERT_EQ(of(scenario, bob).status, SaStatus::active);
    ASSERT_EQ(of(scenario, ann).status, SaStatus::pending_stop);
    scenario.when(WithdrawServiceStop{ann})
        .then_rejected(Rejection::occupancy_overlaps, "sa")
        .when(ann_stops("2022-03-05"))
        .then_rejected(Rejection::occupancy_overlaps, "stop_on")
        .when(ann_stops("2022-02-12"))
        .then_accepted();
}

TEST(WaitingStart, ItIsWithdrawnWithoutATrace) {
    Scenario scenario(ann_lives_there());
    scenario.today("2022-12-31");
    scenario.given({the_landlord(), bob_starts("2022-02-10")})
        .when(WithdrawServiceStart{bob})
        .then({ServiceStartWithdrawn{AccountId{"2"}, bob},
               OccupancyEnded{anns_gas, AccountId{"2"}, bob, date("2022-02-10")}});
    EXPECT_TRUE(waited_point(scenario).waiting.empty());
    EXPECT_EQ(waited_point(scenario).occupancies.size(), 1u);
    EXPECT_EQ(of(scenario, ann).status, SaStatus::active);
    scenario.given({ann_stops("2022-02-10", "170")});
    EXPECT_EQ(of(scenario, ServiceAgreementId{"9-SA1"}).status, SaStatus::active) << "the landlord takes over";
}

TEST(WaitingStart, AMoveOutLetsItInAndTheLandlordServesTheGap) {
    for (const bool start_first : {true, false}) {
        SCOPED_TRACE(start_first);
        Scenario scenario(ann_lives_there());
        scenario.today("2022-12-31").given({the_landlord()});
        if (start_first) scenario.given({bob_starts("2022-03-01")});
        scenario.given(
            {MoveOut{AccountId{"1"}, PremiseId{"L1"}, date("2022-02-10"), {{anns_gas, {}, quantity("170")}}}});
        if (!start_first) scenario.given({bob_starts("2022-03-01")});
        const ServiceAgreement& lord = of(scenario, ServiceAgreementId{"9-SA1"});
        EXPECT_EQ(lord.start_on, date("2022-02-11"));
        EXPECT_EQ(lord.stop_on, date("2022-02-28"));
        scenario.given({a_read("L1-G", "2022-02-28", "175")});
        EXPECT_EQ(of(scenario, ServiceAgreementId{"9-SA1"}).status, SaStatus::stopped);
        EXPECT_EQ(of(scenario, bob).status, SaStatus::active);
        EXPECT_EQ(of(scenario, bob).start_reads[0].value, quantity("175"));
    }
}

TEST(WaitingStart, ATypeThatChargesItsStartDayStartsOnTheDayAfterTheStop) {
    Scenario scenario(ann_lives_there());
    scenario.today("2022-12-31");
    ServiceAgreementType always = *scenario.world().settings().sa_type(Code{"GAS"});
    always.code = Code{"GAS-A"};
    always.start_day_charge = StartDayCharge::always;
    StartService start = get<StartService>(bob_starts("2022-02-10"));
    start.sa_type = Code{"GAS-A"};
    scenario.given({Define<ServiceAgreementType>{{}, always}, start, ann_stops("2022-02-10", "170")});
    expect_moved(scenario, "2022-02-10", "170", "2022-02-11");
    EXPECT_TRUE(of(scenario, bob).start_day_charged);
}

TEST(WaitingStart, ItTakesThePlaceOfAPendingStartThatIsWithdrawn) {
    Scenario scenario(together({standard_settings(),
                                a_location("L1"),
                                {a_person("1", "Ann"), a_person("2", "Bob"), an_account("1", "1"), an_account("2", "2"),
                                 a_service("1", "1-GAS", "GAS", "L1-G", "2022-01-10"), bob_starts("2022-02-10")}}));
    scenario.when(WithdrawServiceStart{ann}).then_accepted();
    ASSERT_EQ(waited_point(scenario).occupancies.size(), 1u);
    EXPECT_EQ(waited_point(scenario).occupancies[0].sa, bob);
    EXPECT_EQ(waited_point(scenario).occupancies[0].from, date("2022-02-10"));
    EXPECT_TRUE(waited_point(scenario).waiting.empty());
}

TEST(WaitingStart, MovingTheStartMovesTheStopTheReversionAndTheBill) {
    Scenario scenario(ann_lives_there());
    scenario.today("2022-12-31");
    const auto move = [](std::string_view on) { return MoveServiceStart{bob, date(on)}; };
    // Nothing but the day while it waits.
    scenario.given({bob_starts("2022-02-10")})
        .when(move("2022-02-12"))
        .then({ServiceStartMoved{AccountId{"2"}, bob, date("2022-02-12"), true, date("2022-02-12")}})
        .when(move("2022-02-12"))
        .then_nothing_changed();
    // They share a day: the stop goes with it, later and earlier.
    scenario.given({ann_stops("2022-02-12"), move("2022-02-20")});
    EXPECT_EQ(of(scenario, ann).stop_on, date("2022-02-20"));
    EXPECT_EQ(of(scenario, bob).start_on, date("2022-02-20"));
    scenario.given({move("2022-02-08")});
    EXPECT_EQ(of(scenario, ann).stop_on, date("2022-02-08"));
    scenario.given({a_read("L1-G", "2022-02-08", "160")});
    expect_moved(scenario, "2022-02-08", "160", "2022-02-08");
    scenario.when(move("2022-02-09")).then_rejected(Rejection::sa_not_pending, "sa");
    scenario.when(BillAccount{AccountId{"1"}, {}, date("2022-12-31")}).then_accepted();
    EXPECT_EQ(scenario.made<BillSegmentFrozen>()[0].until, date("2022-02-09"));
}

TEST(WaitingStart, MovingTheStartMovesTheGapThatTheLandlordServes) {
    Scenario scenario(ann_lives_there());
    scenario.today("2022-12-31");
    scenario.given({the_landlord(), bob_starts("2022-03-01"), ann_stops("2022-02-10", "170")});
    EXPECT_EQ(of(scenario, ServiceAgreementId{"9-SA1"}).stop_on, date("2022-02-28"));
    scenario.given({MoveServiceStart{bob, date("2022-03-11")}});
    EXPECT_EQ(of(scenario, ServiceAgreementId{"9-SA1"}).stop_on, date("2022-03-10"));
    EXPECT_EQ(of(scenario, bob).start_on, date("2022-03-11"));
    scenario.when(MoveServiceStart{bob, date("2022-02-01")}).then_rejected(Rejection::occupancy_overlaps, "start_on");
    scenario.given({MoveServiceStart{bob, date("2022-02-10")}});
    EXPECT_EQ(of(scenario, ServiceAgreementId{"9-SA1"}).status, SaStatus::cancelled) << "no gap is left";
    expect_moved(scenario, "2022-02-10", "170", "2022-02-10");
}

TEST(WaitingStart, ItsCyclesRunNamesTheAgreementThatMustStop) {
    Scenario scenario(ann_lives_there());
    scenario.today("2022-04-03");
    scenario.given({bob_starts("2022-02-10")})
        .when(BillAccount{AccountId{"2"}, Code{"M01"}, date("2022-04-03")})
        .then_accepted();
    const auto errors = scenario.made<BillSegmentErrored>();
    ASSERT_EQ(errors.size(), 1u);
    EXPECT_EQ(errors[0].error, Code{"start_waits_for_stop"});
    EXPECT_NE(errors[0].explanation.str().find("1-GAS"), std::string::npos);
}

// Every agreement has its place, and places do not overlap.
void expect_places_fit(Scenario& scenario) {
    const ServicePointState& here = waited_point(scenario);
    for (std::size_t i = 1; i < here.occupancies.size(); ++i) {
        const Occupancy& before = here.occupancies[i - 1];
        EXPECT_TRUE(before.until.is_set() && before.until <= here.occupancies[i].from)
            << before.sa.str() << " and " << here.occupancies[i].sa.str() << " overlap";
    }
    // The first waits for the tenant, each other one for the one before it.
    for (std::size_t i = 0; i < here.waiting.size(); ++i) {
        ASSERT_TRUE(i > 0 || (!here.occupancies.empty() && !here.occupancies.back().until.is_set()));
        EXPECT_EQ(here.waiting[i].tenant_sa, i > 0 ? here.waiting[i - 1].sa : here.occupancies.back().sa);
    }
    for (const char* account : {"1", "2", "3", "9"})
        for (const ServiceAgreement& each : scenario.account(account).agreements) {
            const auto held = std::find_if(here.occupancies.begin(), here.occupancies.end(),
                                           [&](const Occupancy& one) { return one.sa == each.sa; });
            const bool waits = std::any_of(here.waiting.begin(), here.waiting.end(),
                                           [&](const WaitingStart& one) { return one.sa == each.sa; });
            if (waits) {
                EXPECT_EQ(each.status, SaStatus::pending_start) << each.sa.str();
            }
            if (each.status == SaStatus::cancelled || waits) {
                EXPECT_EQ(held, here.occupancies.end()) << each.sa.str();
                continue;
            }
            const bool no_day = each.stop_on.is_set() && each.stop_on + 1 <= first_charge_day(each);
            ASSERT_TRUE(no_day || held != here.occupancies.end()) << each.sa.str() << " has no place";
            if (no_day) continue;
            EXPECT_EQ(held->from, first_charge_day(each)) << each.sa.str();
            EXPECT_EQ(held->until, each.stop_on.is_set() ? each.stop_on + 1 : Date{}) << each.sa.str();
            EXPECT_GE(each.start_on, each.wanted_on) << each.sa.str();
        }
}

TEST(WaitingStart, PlacesFitWhateverIsEnteredInWhateverOrder) {
    for (unsigned seed = 0; seed < 300; ++seed) {
        SCOPED_TRACE(seed);
        std::minstd_rand random{seed + 1};
        const auto below = [&](unsigned n) { return static_cast<unsigned>(random() % n); };
        Scenario scenario(ann_lives_there());
        scenario.today("2022-12-31");
        if (below(2) == 0) scenario.given({the_landlord()});
        unsigned value = 100, accepted = 0;
        for (unsigned step = 0; step < 40 && !testing::Test::HasFailure(); ++step) {
            const std::string account{"123"[below(3)]};
            const auto& agreements = scenario.account(account).agreements;
            const ServiceAgreementId sa =
                agreements.empty() ? ann : agreements[below(static_cast<unsigned>(agreements.size()))].sa;
            const Date day = date("2022-01-01") + static_cast<std::int32_t>(below(60));
            const std::string on = to_string(day);
            Command command;
            switch (below(8)) {
                case 0:
                case 1:
                    command = a_service(account, "", "GAS", "L1-G", on);
                    break;
                case 2:
                    command = StopService{sa, day, {}};
                    break;
                case 3:
                    command = WithdrawServiceStop{sa};
                    break;
                case 4:
                    command = WithdrawServiceStart{sa};
                    break;
                case 5:
                    command = MoveServiceStart{sa, day};
                    break;
                case 6:
                    command = MoveOut{AccountId{account}, PremiseId{"L1"}, day, {}};
                    break;
                default:
                    command = a_read("L1-G", on, std::to_string(value += below(5)));
            }
            scenario.when(command);
            if (scenario.refusal()) continue;
            ++accepted;
            expect_places_fit(scenario);
        }
        ASSERT_FALSE(testing::Test::HasFailure());
        EXPECT_GT(accepted, 1u);
    }
}

}  // namespace
}  // namespace tally::test
