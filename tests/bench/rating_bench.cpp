// Bills a second that decide(BillAccount) makes in memory, on one core: one agreement, tiers, a percentage and two
// taxes, delivery resolved. Storage, encoding and sealing are not in it. Then years of hours by time of use with
// demand: twelve monthly sums of 8,760 values by the hours of one tariff, prepared once.

#include <algorithm>
#include <fmt/format.h>
#include <string>

#include "domain/rating/time_plan.h"
#include "tests/bench/figures.h"
#include "tests/support/standard_utility.h"
#include "tests/support/test_world.h"

namespace tally::test {
namespace {

using namespace domain;
using bench::Clock;

constexpr std::size_t accounts = 5'000;
constexpr int rounds = 7;

CommandHeader header() {
    CommandHeader made;
    made.command_id = CommandId{"bench"};
    made.actor = Plain{"bench"};
    return made;
}

void accept(TestWorld& world, const Command& command, Date today) {
    const auto head = header();
    const auto events = decide(command, Context{world, head, today, world.next_position()});
    TALLY_ASSERT(events.has_value(), "the bench sets up what is accepted");
    world.append(*events, head);
}

// Two seasons, working days and others, three periods.
TariffTimes a_years_hours() {
    TariffTimes times;
    times.seasons = {{Code{"summer"}, {6, 1}, {9, 30}}, {Code{"winter"}, {10, 1}, {5, 31}}};
    times.day_types = {
        {Code{"working"}, {DayName::monday, DayName::tuesday, DayName::wednesday, DayName::thursday, DayName::friday}},
        {Code{"free"}, {DayName::saturday, DayName::sunday, DayName::holiday}}};
    const auto hours = [&](std::string_view season, std::string_view type, std::string_view from,
                           std::string_view until, std::string_view period) {
        times.hours.push_back({Code{season}, Code{type}, Plain{from}, Plain{until}, Code{period}});
    };
    for (const auto season : {"summer", "winter"}) {
        hours(season, "working", "00:00", "08:00", "off");
        hours(season, "working", "08:00", "14:00", "mid");
        hours(season, "working", "14:00", "20:00", "peak");
        hours(season, "working", "20:00", "24:00", "mid");
        hours(season, "free", "00:00", "24:00", "off");
    }
    return times;
}

void run_hours(bench::Figures& figures) {
    constexpr int years = 2'000;
    const Date first = date("2022-01-01");
    const std::vector<Date> holidays{date("2022-01-17"), date("2022-07-04"), date("2022-12-26")};
    std::vector<Quantity> values;
    for (int hour = 0; hour < 8'760; ++hour) values.push_back(Quantity{(400 + hour * 7'919 % 3'000) * 1'000});
    std::vector<std::vector<rating::DayValues>> months(12);
    for (int day = 0; day < 365; ++day) {
        const Date at = first + day;
        months[ymd(at).month - 1].push_back(
            {at, 60, {}, std::span{values}.subspan(static_cast<std::size_t>(day) * 24, 24)});
    }
    const rating::TimePlan plan(a_years_hours(), holidays);
    double best = 0;
    Int128 used = 0, peaks = 0, once = 0;
    rating::PeriodUse use;
    for (int round = 0; round < rounds; ++round) {
        used = peaks = 0;
        const auto start = Clock::now();
        for (int year = 0; year < years; ++year)
            for (const auto& month : months) {
                const auto fault = rating::add_up(plan, month, 0, use);
                TALLY_ASSERT(fault == rating::MeasureFault::none, "hours fit the tariff");
                for (std::size_t period = 0; period < plan.periods(); ++period) {
                    used += use.used[period];
                    peaks += use.peak[period];
                }
            }
        best = std::max(best, years / bench::seconds_since(start));
    }
    for (const Quantity& value : values) once += value.units;
    TALLY_ASSERT(used == once * years && peaks > 0, "each value is in one period");
    figures.add("tariff_years_per_second", best, "tariff-years/s", bench::Better::higher,
                {"5600", "28000", "PySAM's engine: 560 years/s on one core"});
}

void run() {
    TestWorld world;
    for (const Command& command : standard_settings()) accept(world, command, date("2022-01-05"));
    std::vector<BillAccount> bills;
    for (std::size_t i = 0; i < accounts; ++i) {
        const std::string number = std::to_string(100'000 + i);
        for (const Command& command : a_gas_customer(number, "2022-01-05")) accept(world, command, date("2022-01-05"));
        accept(world, a_read("L" + number + "-G", "2022-02-02", std::to_string(20 + i % 80)), date("2022-02-03"));
        bills.push_back({AccountId{number}, Code{"M01"}, date("2022-02-03")});
    }
    const auto head = header();
    double best = 0;
    std::size_t events = 0, lines = 0;
    for (int round = 0; round < rounds; ++round) {
        const auto start = Clock::now();
        events = lines = 0;
        for (const BillAccount& bill : bills) {
            const auto made = decide(bill, Context{world, head, date("2022-02-03"), world.next_position()});
            TALLY_ASSERT(made.has_value(), "each account has a bill");
            events += made->size();
            for (const auto& event : *made)
                if (const auto* segment = get_if<BillSegmentFrozen>(&event.event)) lines += segment->lines.size();
        }
        const double seconds = bench::seconds_since(start);
        best = std::max(best, static_cast<double>(bills.size()) / seconds);
    }
    bench::Figures figures;
    figures.note(fmt::format("{} accounts, {} events, {} lines a round; best of {}", accounts, events, lines, rounds));
    figures.add("decide_bill_per_second", best, "bills/s", bench::Better::higher);
    run_hours(figures);
}

}  // namespace
}  // namespace tally::test

int main() {
    tally::test::run();
}
