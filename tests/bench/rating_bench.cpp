// Bills a second that decide(BillAccount) makes in memory, on one core: one agreement, tiers, a percentage and two
// taxes, delivery resolved. Storage, encoding and sealing are not in it. Then years of hours by time of use with
// demand: twelve monthly sums of 8,760 values by the hours of one tariff, prepared once; and the twelve bills of such a
// year, all lines of them, beside PySAM's engine, which must charge the same.
//
//     rating_bench [DIRECTORY]

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <fstream>
#include <string>

#include "consumers/intake/urdb/urdb_plan.h"
#include "domain/rating/time_plan.h"
#include "tests/bench/figures.h"
#include "tests/bench/peer.h"
#include "tests/support/published_tariff.h"
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
    figures.add("tariff_years_per_second", best, "tariff-years/s", bench::Better::higher);
}

// Two seasons, workdays and weekends, five prices of energy, demand by the hour and of the month.
std::string a_years_tariff() {
    const auto day = [](std::string_view off, std::string_view mid, std::string_view peak) {
        std::string hours = "[";
        for (int hour = 0; hour < 24; ++hour) {
            if (hour > 0) hours += ',';
            hours += hour < 8 ? off : hour < 14 || hour >= 20 ? mid : peak;
        }
        return hours + "]";
    };
    const auto year = [](const std::string& summer, const std::string& winter) {
        std::string months = "[";
        for (int month = 0; month < 12; ++month) {
            if (month > 0) months += ',';
            months += month >= 5 && month < 9 ? summer : winter;
        }
        return months + "]";
    };
    const auto alike = [&](const std::string& every) { return year(every, every); };
    return R"({"label":"T","fixedchargefirstmeter":12.5,"fixedchargeunits":"$/month","energyratestructure":[)"
           R"([{"rate":0.0812}],[{"rate":0.2034}],[{"rate":0.31255}],[{"rate":0.1501}],[{"rate":0.2499}]],)"
           R"("energyweekdayschedule":)" +
           year(day("0", "1", "2"), day("0", "3", "4")) + R"(,"energyweekendschedule":)" + alike(day("0", "0", "0")) +
           R"(,"demandratestructure":[[{"rate":3.15}],[{"rate":8.5}]],"demandweekdayschedule":)" +
           alike(day("0", "0", "1")) + R"(,"demandweekendschedule":)" + alike(day("0", "0", "0")) +
           R"(,"flatdemandstructure":[[{"rate":2.25}]],"flatdemandmonths":[0,0,0,0,0,0,0,0,0,0,0,0]})";
}

struct BilledMonth {
    std::vector<UsedRead> reads;
    rating::Usage usage;
};

// The usage of each month, as a bill run finds it.
std::vector<BilledMonth> months_of(const rating::MeasuredIntervals& measured, rating::TimePlans& plans) {
    std::vector<BilledMonth> months(12);
    for (unsigned month = 1; month <= 12; ++month) {
        BilledMonth& made = months[month - 1];
        made.usage.charge_days = month_of_measured_year(month);
        UsedRead& read = made.reads.emplace_back();
        read.from = made.usage.charge_days.from;
        read.until = made.usage.charge_days.until;
        read.unit = measured.unit;
        for (const auto& day : measured.days)
            if (made.usage.charge_days.contains(day.date))
                for (std::size_t i = 0; i < day.count; ++i)
                    read.quantity = read.quantity + measured.values[day.first + i];
        made.usage.reads = made.reads;
        made.usage.intervals = {&measured, 1};
        made.usage.plans = &plans;
    }
    return months;
}

void run_years(bench::Figures& figures, const std::filesystem::path& directory) {
    constexpr int years = 500;
    std::filesystem::create_directories(directory);
    const auto tariff_file = directory / "tariff.json", load_file = directory / "load.csv";
    std::ofstream{tariff_file} << a_years_tariff();
    std::vector<Quantity> hours;
    {
        std::ofstream load{load_file};
        for (int hour = 0; hour < 8'760; ++hour)
            load << to_string(hours.emplace_back(Quantity{(400 + hour * 7'919 % 3'000) * 1'000})) << '\n';
    }
    consumers::UrdbRequest request;
    request.file = tariff_file;
    request.target.service = Code{"gas"};
    request.target.effective_from = date("2018-01-01");
    request.target.tier_use = TierUse::by_share;
    const auto plan = consumers::plan_urdb(request);
    bench::require(plan && plan->findings.empty() && plan->commands.size() == 1, "the tariff is not imported");
    PublishedTariff tariff{plan->commands.front()};
    const TariffState& state = tariff.state();
    const auto measured = measured_year(std::move(hours));
    rating::TimePlans plans({});
    auto months = months_of(measured, plans);
    double best = 0, best_cpu = 0, charge = 0;
    std::size_t lines = 0;
    for (int round = 0; round < rounds; ++round) {
        const double cpu = bench::cpu_seconds();
        const auto start = Clock::now();
        charge = 0;
        for (int year = 0; year < years; ++year) {
            lines = 0;
            for (const BilledMonth& month : months) {
                const auto rated = rating::rate_with_demand(state, month.usage, {}, 2);
                TALLY_ASSERT(rated.has_value(), "each month has a bill");
                lines += rated->lines.size();
                for (const BillLine& line : rated->lines) charge += static_cast<double>(line.unrounded.units) / 1e8;
            }
        }
        best = std::max(best, years / bench::seconds_since(start));
        best_cpu = std::max(best_cpu, years / (bench::cpu_seconds() - cpu));
    }
    charge /= years;
    figures.note(fmt::format("a year: 12 bills, {} lines, {:.2f} dollars", lines, charge));
    const auto peer = bench::run_peer("pysam_years.py", {tariff_file, load_file, "6"});
    bench::Goal goal{"null", "null", "PySAM 7.1.1, Utilityrate5: it did not run"};
    if (peer) {
        const double theirs = 1 / peer->at("wall"), of_cpu = 1 / peer->at("cpu");
        bench::require(std::abs(peer->at("charge") - charge) < 0.001,
                       fmt::format("PySAM charges {:.6f} for the year, not {:.6f}", peer->at("charge"), charge));
        goal = {fmt::format("{:.0f}", 10 * theirs), fmt::format("{:.0f}", 50 * theirs),
                fmt::format("PySAM 7.1.1, Utilityrate5, beside it: {:.0f} years/s", theirs)};
        figures.add("rating.pysam_years_per_second", theirs, "tariff-years/s", bench::Better::higher);
        figures.add("rating.years_times_pysam", best / theirs, "x", bench::Better::higher, {"10", "50", "PySAM"});
        figures.add("rating.years_times_pysam_of_cpu", best_cpu / of_cpu, "x", bench::Better::higher,
                    {"10", "50", "PySAM"});
    }
    figures.add("rating.billed_years_per_second", best, "tariff-years/s", bench::Better::higher, goal);
    std::filesystem::remove_all(directory);
}

void run_bills(bench::Figures& figures) {
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
    figures.note(fmt::format("{} accounts, {} events, {} lines a round; best of {}", accounts, events, lines, rounds));
    figures.add("decide_bill_per_second", best, "bills/s", bench::Better::higher);
}

}  // namespace
}  // namespace tally::test

int main(int argc, char** argv) {
    tally::bench::Figures figures;
    tally::test::run_bills(figures);
    tally::test::run_hours(figures);
    tally::test::run_years(figures, tally::bench::directory_argument(argc, argv, 1, "tally-rating-bench"));
}
