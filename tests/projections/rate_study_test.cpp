// A rate study: bills charged again at proposed tariffs differ by what the tariff says, and nothing is written.

#include "projections/rate_study/rate_study.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>

#include "eventstore/hex.h"
#include "projections/folders.h"
#include "tests/support/standard_utility.h"
#include "tests/support/temporary_directory.h"

namespace tally::projections {
namespace {

using namespace domain;
using namespace test;
using eventstore::Division;
using testing::HasSubstr;
using testing::IsEmpty;
using tests::TemporaryDirectory;

// Gas: accounts 1 to 3 of class RES with bills of January, February and March 2022, one of them reversed and made
// again. Power: account 9, whose meter reports 20 days by the hour, at one price.
class StudiedUtility {
  public:
    StudiedUtility() {
        options_.directory = directory_.path() / "store";
        options_.make_folders = projections::make_folders;
        auto made = Division::create(options_, {"ledger.test/gas", "USD", "America/New_York", true}, "test");
        EXPECT_TRUE(made) << made.error().message;
        division_ = std::move(*made);
        auto settings = standard_settings();
        std::erase_if(settings, [](const auto& one) { return holds_alternative<CreateDivision>(one); });
        execute(settings, "2022-01-05");
        for (const auto* number : {"1", "2", "3"}) execute(a_gas_customer(number, "2022-01-05"), "2022-01-05");
        int value = 0;
        for (const auto& [read, bill] : {std::pair{"2022-02-02", "2022-02-03"}, std::pair{"2022-03-02", "2022-03-03"},
                                         std::pair{"2022-04-02", "2022-04-03"}}) {
            value += 40;
            for (const auto* number : {"1", "2", "3"})
                execute({a_read("L" + std::string{number} + "-G", read, std::to_string(value * std::stoi(number))),
                         BillAccount{.account = AccountId{number}, .cycle = Code{"M01"}, .bill_date = date(bill)}},
                        bill);
        }
        add_power_customer();
    }
    [[nodiscard]] const Division& division() const { return *division_; }

    eventstore::ParsedCommand parsed(const Command& command, std::string_view day) {
        eventstore::ParsedCommand made;
        made.header.command_id = CommandId{"c-" + std::to_string(++commands_)};
        made.header.actor = Plain{"desk"};
        made.header.received_at = Instant{(std::int64_t{date(day).days} * 86'400 + 17 * 3'600) * 1'000'000};
        made.command = command;
        return made;
    }
    void execute(const std::vector<Command>& commands, std::string_view day) {
        eventstore::CommandBatch batch;
        for (const Command& command : commands) batch.commands.push_back(parsed(command, day));
        division_->submit(batch);
        batch.wait();
        for (const auto& outcome : batch.outcomes)
            ASSERT_EQ(outcome.kind, eventstore::Outcome::Kind::accepted)
                << outcome.refusal.field << ' ' << outcome.refusal.value << ' ' << outcome.refusal.cure
                << outcome.failure.message;
        ASSERT_TRUE(division_->store().wait_for(division_->store().durable_end(), std::chrono::seconds{20}));
    }

  private:
    void add_power_customer() {
        PublishTariff flat{.tariff = TariffId{"P-FLAT"},
                           .effective_from = date("2020-01-01"),
                           .description = Plain{"Power, one price"},
                           .service = Code{"power"}};
        flat.components = {{.code = Code{"energy"},
                            .kind = ComponentKind::usage,
                            .description = Plain{"Energy"},
                            .price = price("0.20"),
                            .unit = Code{"kWh"}}};
        std::vector<Command> commands{
            Define<Service>{{}, {Code{"power"}, Plain{"Electricity"}}},
            Define<GlAccount>{
                {}, {.role = GlRole::revenue, .qualifier = Code{"power"}, .gl_account = Code{"gl:revenue:power"}}},
            flat,
            Define<ServiceAgreementType>{{},
                                         {.code = Code{"POWER"},
                                          .description = Plain{"Power"},
                                          .service = Code{"power"},
                                          .default_tariff = TariffId{"P-FLAT"},
                                          .pay_priority = 10}},
            a_person("P9", "Customer 9"),
            an_account("9", "P9", "2022-04-05")};
        auto place = a_location("L9");
        commands.insert(commands.end(), place.begin(), place.end());
        AddServicePoint point;
        point.premise = PremiseId{"L9"};
        point.service_point = ServicePointId{"L9-P"};
        point.service = Code{"power"};
        commands.emplace_back(point);
        auto meter = a_meter("L9-P", "PM9", "2022-04-04", "0", "kWh");
        meter.registers.front().kind = RegisterKind::consumptive;
        meter.registers.front().decimals = 3;
        meter.reads.clear();
        commands.emplace_back(meter);
        commands.emplace_back(a_service("9", "9-POWER", "POWER", "L9-P", "2022-04-05"));
        execute(commands, "2022-04-05");
        // Each hour uses its own number of kWh.
        std::vector<Command> days;
        for (Date day = date("2022-04-05"); day < date("2022-05-03"); day = day + 1) {
            RecordIntervalDay values;
            values.service_point = ServicePointId{"L9-P"};
            values.date = day;
            values.interval_minutes = 60;
            values.unit = Code{"kWh"};
            for (int hour = 0; hour < 24; ++hour) values.values.push_back(Quantity{hour * one_unit.units});
            days.emplace_back(values);
        }
        execute(days, "2022-05-03");
        execute({BillAccount{.account = AccountId{"9"}, .cycle = Code{"M01"}, .bill_date = date("2022-05-03")}},
                "2022-05-03");
    }

    TemporaryDirectory directory_;
    eventstore::DivisionOptions options_;
    std::unique_ptr<Division> division_;
    std::uint64_t commands_ = 0;
};

class RateStudy : public testing::Test {
  protected:
    static void SetUpTestSuite() { shared_ = std::make_unique<StudiedUtility>(); }
    static void TearDownTestSuite() { shared_.reset(); }
    void SetUp() override { ASSERT_FALSE(HasFailure()) << "the utility could not be made"; }

    // The gas tariff from 2022-07-01 on, which standard_settings() publishes, with prices of that before.
    static PublishTariff gas(std::string_view supply_price, std::string_view effective_from = "2023-01-01") {
        for (const Command& command : standard_settings()) {
            const auto* found = get_if<PublishTariff>(&command);
            if (!found || found->tariff != TariffId{"G-RES"}) continue;
            PublishTariff made = *found;  // The first: of 2020.
            made.effective_from = date(effective_from);
            for (auto& component : made.components)
                if (component.code == Code{"supply"}) component.price = price(supply_price);
            return made;
        }
        return {};
    }
    // Hours 16 to 20 cost 0.50, all others 0.10.
    static PublishTariff by_the_hour(std::string_view tariff, std::string_view service, std::string_view unit) {
        PublishTariff made{.tariff = TariffId{tariff},
                           .effective_from = date("2023-01-01"),
                           .description = Plain{"By the hour"},
                           .service = Code{service}};
        const auto energy = [&](std::string_view code, std::string_view each) {
            return TariffComponent{.code = Code{code},
                                   .kind = ComponentKind::usage,
                                   .description = Plain{code},
                                   .price = price(each),
                                   .unit = Code{unit}};
        };
        made.components = {energy("peak", "0.50"), energy("off", "0.10")};
        made.times.hours = {{{}, {}, Plain{"00:00"}, Plain{"16:00"}, Code{"off"}},
                            {{}, {}, Plain{"16:00"}, Plain{"20:00"}, Code{"peak"}},
                            {{}, {}, Plain{"20:00"}, Plain{"24:00"}, Code{"off"}}};
        made.times.components = {{.component = Code{"peak"}, .periods = {Code{"peak"}}},
                                 {.component = Code{"off"}, .periods = {Code{"off"}}}};
        return made;
    }
    RateStudyRequest request(const std::vector<PublishTariff>& tariffs, std::vector<TariffReplaced> replaced = {}) {
        RateStudyRequest made;
        for (const auto& tariff : tariffs) {
            made.commands.emplace_back(utility_->parsed(tariff, "2022-06-04"));
        }
        made.replaced = std::move(replaced);
        made.from = date("2022-01-01");
        made.to = date("2022-12-31");
        return made;
    }
    RateStudyAnswer studied(RateStudyRequest asked, const OnStudiedAccount& each = {}) {
        auto answer = rate_study(utility_->division(), std::move(asked), {}, each);
        EXPECT_TRUE(answer) << answer.error().message;
        return answer ? std::move(*answer) : RateStudyAnswer{};
    }
    // Everything that could have been written.
    std::vector<std::string> written() {
        const auto& store = utility_->division().store();
        EXPECT_TRUE(store.wait_for(store.durable_end(), std::chrono::seconds{20}));
        std::vector<std::string> all{std::to_string(store.durable_end()),
                                     eventstore::to_hex(*store.root_at(store.durable_end()))};
        std::string states;
        const auto point = store.pin();
        auto scan = point->scan(utility_->division().states());
        while (scan.next()) states.append(scan.key()).append(scan.value());
        all.push_back(std::move(states));
        return all;
    }

    static std::unique_ptr<StudiedUtility> shared_;
    StudiedUtility* utility_ = shared_.get();  // Studies write nothing, so that one serves all of them.
};
std::unique_ptr<StudiedUtility> RateStudy::shared_;

TEST_F(RateStudy, H13_TheSumOfDifferencesIsWhatTheChangedPriceTimesTheUsageIs) {
    const auto before = written();
    std::vector<StudyAccount> accounts;
    // 0.10 more for each therm: 120, 240 and 360 of them in three bills each.
    const auto answer =
        studied(request({gas("0.72")}), [&](const StudyAccount& account) { accounts.push_back(account); });
    EXPECT_EQ(written(), before) << "a study wrote something";
    ASSERT_TRUE(answer.proposal.accepted) << answer.proposal.wrong.str();
    EXPECT_EQ(answer.accounts, 4u);
    EXPECT_EQ(answer.total.accounts, 3u);
    EXPECT_EQ(answer.total.segments, 9u);
    EXPECT_EQ(answer.total.difference, usd("72.00"));
    EXPECT_EQ(answer.total.billed, answer.total.present) << "nothing was corrected since";
    EXPECT_EQ(answer.total.proposed - answer.total.present, answer.total.difference);
    ASSERT_EQ(answer.classes.size(), 1u);
    EXPECT_EQ(answer.classes[0].customer_class, Code{"RES"});
    EXPECT_EQ(answer.classes[0].revenue, answer.total);
    EXPECT_EQ(answer.more, 3u);
    EXPECT_EQ(answer.less, 0u);
    ASSERT_EQ(accounts.size(), 3u);
    MoneySum sum;
    for (const auto& account : accounts) {
        EXPECT_EQ(account.difference, Money{12'00 * std::stoi(account.account.str())});
        EXPECT_EQ(account.segments, 3u);
        EXPECT_EQ(account.difference, account.proposed - account.present);
        sum += account.difference;
    }
    EXPECT_EQ(sum, answer.total.difference);
    ASSERT_EQ(answer.losers.size(), 3u);
    EXPECT_EQ(answer.losers[0].account, AccountId{"3"});
    EXPECT_THAT(answer.winners, IsEmpty());
    EXPECT_THAT(answer.not_rated, IsEmpty());
    std::uint64_t in_bars = 0;
    for (const auto& bar : answer.by_percent) in_bars += bar.accounts;
    EXPECT_EQ(in_bars, 3u);
    in_bars = 0;
    for (const auto& bar : answer.by_money) in_bars += bar.accounts;
    EXPECT_EQ(in_bars, 3u);
    EXPECT_EQ(answer.by_money.front().change.str(), "10.00 to 20.00 more");
}

TEST_F(RateStudy, H13_AVersionLikeThePresentOneChangesNothingAnywhere) {
    // Present prices again, under a new date; bills of 2022-01 to 2022-04 are at those of 2020.
    const auto answer = studied(request({gas("0.62")}), [](const StudyAccount& account) {
        EXPECT_TRUE(account.difference.is_zero()) << account.account.str();
        EXPECT_EQ(account.percent.str(), "0.00");
    });
    EXPECT_EQ(answer.same, 3u);
    EXPECT_EQ(answer.more + answer.less, 0u);
    EXPECT_TRUE(answer.total.difference.is_zero());
    ASSERT_EQ(answer.by_percent.size(), 1u);
    EXPECT_EQ(answer.by_percent[0].change.str(), "the same");
    // Published already: the very version that is in force.
    auto held = gas("0.62", "2020-01-01");
    const auto again = studied(request({held}));
    ASSERT_TRUE(again.proposal.accepted);
    EXPECT_EQ(again.proposal.commands[0].status, eventstore::ReceiptStatus::unchanged);
    EXPECT_EQ(again.total, answer.total);
}

TEST_F(RateStudy, H13_HoursArePricedByTheirOwnUse) {
    // 28 days of 0 to 23 kWh by the hour: 276 a day, 70 of them from 16 to 20.
    const auto answer = studied(request({by_the_hour("P-FLAT", "power", "kWh")}));
    ASSERT_TRUE(answer.proposal.accepted);
    EXPECT_EQ(answer.total.accounts, 1u);
    const std::int64_t days = (answer.total.present.minor == 0) ? 0 : 28;
    EXPECT_EQ(answer.total.present, Money{days * 276 * 20});
    EXPECT_EQ(answer.total.proposed, Money{days * (70 * 50 + 206 * 10)});
    EXPECT_THAT(answer.not_rated, IsEmpty());
}

TEST_F(RateStudy, H13_AnotherTariffTakesThePlaceOfOne) {
    auto next = by_the_hour("P-TOU", "power", "kWh");
    const auto answer = studied(request({next}, {{TariffId{"P-FLAT"}, TariffId{"P-TOU"}}}));
    ASSERT_TRUE(answer.proposal.accepted) << answer.proposal.wrong.str();
    ASSERT_EQ(answer.classes.size(), 1u);
    EXPECT_EQ(answer.classes[0].tariff, TariffId{"P-FLAT"});
    EXPECT_EQ(answer.classes[0].by, TariffId{"P-TOU"});
    EXPECT_EQ(answer.total.proposed, studied(request({by_the_hour("P-FLAT", "power", "kWh")})).total.proposed);
}

TEST_F(RateStudy, H13_WhatCannotBeChargedAgainIsNamedAndCountedAndInNoSum) {
    const auto answer = studied(request({by_the_hour("G-RES", "gas", "therm"), by_the_hour("P-FLAT", "power", "kWh")}));
    ASSERT_TRUE(answer.proposal.accepted) << answer.proposal.wrong.str();
    ASSERT_EQ(answer.not_rated.size(), 1u);
    EXPECT_EQ(answer.not_rated[0].reason, Code{"interval_values_missing"});
    EXPECT_EQ(answer.not_rated[0].side.str(), "proposed");
    EXPECT_EQ(answer.not_rated[0].segments, 9u);
    EXPECT_EQ(answer.not_rated[0].accounts, 3u);
    EXPECT_EQ(answer.not_rated[0].example, AccountId{"1"});
    EXPECT_THAT(answer.not_rated[0].explanation.str(), HasSubstr("prices it by the hour"));
    EXPECT_EQ(answer.total.accounts, 1u);
    EXPECT_EQ(answer.total.segments, 1u);
    EXPECT_EQ(answer.more + answer.less + answer.same, 1u);
}

TEST_F(RateStudy, H13_OnlyBillsCountWhoseLastDayIsInTheSpan) {
    auto asked = request({gas("0.72")});
    asked.from = date("2022-03-01");
    asked.to = date("2022-03-31");
    const auto answer = studied(std::move(asked));
    EXPECT_EQ(answer.total.segments, 3u) << "the bills of March, which began in February";
    EXPECT_EQ(answer.total.difference, usd("24.00"));
}

TEST_F(RateStudy, H13_ABillThatWasMadeAgainCountsOnce) {
    StudiedUtility own;
    utility_ = &own;
    ReverseInvoice reverse;
    reverse.account = AccountId{"1"};
    reverse.invoice = DocumentId{"1-I3"};
    reverse.rebill = true;
    own.execute({reverse}, "2022-05-04");
    const auto answer = studied(request({gas("0.72")}));
    EXPECT_EQ(answer.total.segments, 9u);
    EXPECT_EQ(answer.total.difference, usd("72.00"));
}

TEST_F(RateStudy, H13_AProposedRatchetLooksBackOnTheDemandThatTheStudyFinds) {
    StudiedUtility own;
    utility_ = &own;
    // In May each hour uses half as much as in April.
    std::vector<Command> days;
    for (Date day = date("2022-05-03"); day < date("2022-06-03"); day = day + 1) {
        RecordIntervalDay values;
        values.service_point = ServicePointId{"L9-P"};
        values.date = day;
        values.interval_minutes = 60;
        values.unit = Code{"kWh"};
        for (int hour = 0; hour < 24; ++hour) values.values.push_back(Quantity{hour * one_unit.units / 2});
        days.emplace_back(values);
    }
    own.execute(days, "2022-06-03");
    own.execute({BillAccount{.account = AccountId{"9"}, .cycle = Code{"M01"}, .bill_date = date("2022-06-03")}},
                "2022-06-03");
    PublishTariff demand{.tariff = TariffId{"P-FLAT"},
                         .effective_from = date("2023-01-01"),
                         .description = Plain{"Demand"},
                         .service = Code{"power"},
                         .normal_days = 30,
                         .min_offset_days = 4,
                         .max_offset_days = 5};
    demand.components = {{.code = Code{"highest"},
                          .kind = ComponentKind::demand,
                          .description = Plain{"Highest hour"},
                          .price = price("1"),
                          .unit = Code{"kW"}}};
    demand.times.components = {{.component = Code{"highest"}, .window_minutes = 60}};
    demand.demand_terms.ratchets = {
        {.component = Code{"highest"}, .share = rate("0.8"), .months_back = 11, .basis = RatchetBasis::measured}};
    auto asked = request({demand});
    asked.from = date("2022-06-01");
    // 23 kW in April, 11.5 in May, where 80 percent of April's are charged. April is before the span.
    const auto may = studied(asked);
    ASSERT_TRUE(may.proposal.accepted) << render(may, {});
    EXPECT_EQ(may.total.segments, 1u);
    EXPECT_EQ(may.total.proposed, usd("18.40"));
    asked.from = date("2022-04-01");
    EXPECT_EQ(studied(asked).total.proposed, usd("41.40"));
}

TEST_F(RateStudy, H13_OneVersionMayBeThePresentOfAllDays) {
    auto asked = request({gas("0.72")});
    asked.present_on = date("2022-08-01");  // Customer charge 18.00, supply 0.71.
    const auto answer = studied(std::move(asked));
    ASSERT_TRUE(answer.proposal.accepted) << answer.proposal.wrong.str();
    EXPECT_LT(answer.total.billed.minor, answer.total.present.minor);
    auto early = request({gas("0.72")});
    early.present_on = date("2019-01-01");
    EXPECT_THAT(studied(std::move(early)).proposal.wrong.str(), HasSubstr("no version in force on 2019-01-01"));
}

TEST_F(RateStudy, H13_OneAccountShowsTheLinesThatItsSumsAreMadeOf) {
    const auto found = study_account(utility_->division(), request({gas("0.72")}), AccountId{"2"});
    ASSERT_TRUE(found && *found);
    const auto& answer = **found;
    ASSERT_EQ(answer.segments.size(), 3u);
    Money difference;
    for (const auto& segment : answer.segments) {
        Money present, proposed;
        for (const auto& line : segment.present_lines) present += line.amount;
        for (const auto& line : segment.proposed_lines) proposed += line.amount;
        EXPECT_EQ(present, segment.present);
        EXPECT_EQ(proposed, segment.proposed);
        EXPECT_EQ(segment.billed, segment.present);
        difference += segment.difference;
    }
    EXPECT_EQ(difference, usd("24.00"));
    EXPECT_EQ(answer.sums.difference, difference);
    const auto text = render(answer, {});
    EXPECT_THAT(text, HasSubstr("Nothing was written."));
    EXPECT_THAT(text, HasSubstr("Proposed, G-RES"));
    const auto unknown = study_account(utility_->division(), request({gas("0.72")}), AccountId{"77"});
    ASSERT_TRUE(unknown);
    EXPECT_FALSE(*unknown);
}

TEST_F(RateStudy, H13_ManyWorkersSayWhatOneSays) {
    auto one = request({gas("0.72"), by_the_hour("P-FLAT", "power", "kWh")});
    auto many = one;
    one.workers = 1;
    many.workers = 4;
    std::string first, second;
    const auto a = studied(std::move(one), [&](const StudyAccount& account) { first += study_csv_row(account, 2); });
    const auto b = studied(std::move(many), [&](const StudyAccount& account) { second += study_csv_row(account, 2); });
    EXPECT_EQ(a, b);
    EXPECT_EQ(first, second);
    EXPECT_THAT(first, HasSubstr("1,RES,G-RES,3,0,"));
    const auto text = render(a, {});
    EXPECT_THAT(text, HasSubstr("4 accounts would pay more, 0 less, 0 the same"));
    EXPECT_THAT(text, HasSubstr("Change in percent"));
}

TEST_F(RateStudy, H13_AStudyThatIsStoppedSaysSo) {
    const auto answer =
        rate_study(utility_->division(), request({gas("0.72")}), [](const RateStudyProgress&) { return false; });
    ASSERT_TRUE(answer);
    EXPECT_TRUE(answer->interrupted);
}

TEST_F(RateStudy, H13_TheRulesOfPublicationHoldFirst) {
    const auto wrong = [&](RateStudyRequest asked) {
        const auto answer = studied(std::move(asked));
        EXPECT_FALSE(answer.proposal.accepted);
        EXPECT_EQ(answer.total, StudyRevenue{});
        return answer.proposal;
    };
    // Before a version that may have been billed; without a component.
    EXPECT_EQ(wrong(request({gas("0.72", "2019-06-01")})).commands[0].rejection.value, Code{"date_out_of_order"});
    auto invalid = gas("0.72");
    invalid.components.clear();
    EXPECT_EQ(wrong(request({invalid})).commands[0].rejection.value, Code{"field_missing"});
    EXPECT_THAT(render(studied(request({invalid})), {}), HasSubstr("would be refused, field_missing, components"));

    EXPECT_THAT(wrong(request({})).wrong.str(), HasSubstr("Give a proposed version"));
    EXPECT_THAT(wrong(request({gas("0.72"), gas("0.73", "2023-02-01")})).wrong.str(), HasSubstr("two versions"));
    EXPECT_THAT(wrong(request({by_the_hour("NEW", "power", "kWh")})).wrong.str(), HasSubstr("which is new"));
    EXPECT_THAT(wrong(request({}, {{TariffId{"NONE"}, TariffId{"G-RES"}}})).wrong.str(), HasSubstr("no tariff 'NONE'"));
    EXPECT_THAT(wrong(request({}, {{TariffId{"G-RES"}, TariffId{"NONE"}}})).wrong.str(), HasSubstr("no tariff 'NONE'"));
    EXPECT_THAT(wrong(request({}, {{TariffId{"G-RES"}, TariffId{"W-RES"}}})).wrong.str(), HasSubstr("prices water"));
    EXPECT_THAT(wrong(request({gas("0.72")}, {{TariffId{"G-RES"}, TariffId{"G-RES"}}})).wrong.str(),
                HasSubstr("replaced twice"));
    auto asked = request({gas("0.72")});
    asked.to = date("2021-12-31");
    EXPECT_EQ(wrong(asked).field.str(), "to");
    asked.to = date("2026-12-31");
    EXPECT_THAT(wrong(asked).wrong.str(), HasSubstr("three years"));
    asked = request({gas("0.72")});
    asked.commands.front() = utility_->parsed(a_read("L1-G", "2022-05-01", "1"), "2022-06-04");
    EXPECT_THAT(wrong(asked).commands[0].error.value.str(), HasSubstr("give tariff.publish"));
}

TEST_F(RateStudy, H13_APriceBeyondAllBoundsEndsNothing) {
    const auto answer = studied(request({gas("90000000000")}));
    ASSERT_TRUE(answer.proposal.accepted) << answer.proposal.wrong.str();
    for (const auto& one : answer.not_rated) EXPECT_EQ(one.reason, Code{"amount_too_large"});
    EXPECT_EQ(answer.total.segments + (answer.not_rated.empty() ? 0 : answer.not_rated[0].segments), 9u);
}

}  // namespace
}  // namespace tally::projections
