// A rate study: a year of bills of accounts whose meters report by the hour, charged again at the tariff in force and
// at a proposed one, both by the hour, over all cores.
//
//     rate_study_bench [ACCOUNTS] [DIRECTORY]

#include <fmt/format.h>

#include "projections/rate_study/rate_study.h"
#include "tests/bench/bench_utility.h"
#include "tests/support/standard_utility.h"

namespace {

using namespace tally;
using namespace tally::bench;
using namespace tally::domain;
using namespace tally::test;

constexpr int days_of_year = 365;
constexpr int bills_of_year = 12;

// A peak on workdays, and all other hours.
PublishTariff tariff_by_the_hour(std::string_view effective_from, std::string_view peak_price,
                                 std::string_view peak_ends) {
    PublishTariff made{.tariff = TariffId{"E-TOU"},
                       .effective_from = date(effective_from),
                       .description = Plain{"Power by the hour"},
                       .service = Code{"power"},
                       .normal_days = 30,
                       .min_offset_days = 4,
                       .max_offset_days = 5};
    const auto energy = [](std::string_view code, std::string_view each) {
        return TariffComponent{.code = Code{code},
                               .kind = ComponentKind::usage,
                               .description = Plain{code},
                               .price = price(each),
                               .unit = Code{"kWh"}};
    };
    made.components = {{.code = Code{"customer"},
                        .kind = ComponentKind::fixed,
                        .description = Plain{"Customer charge"},
                        .price = price("12")},
                       energy("peak", peak_price),
                       energy("off", "0.11")};
    using enum DayName;
    made.times.day_types = {{Code{"work"}, {monday, tuesday, wednesday, thursday, friday}},
                            {Code{"rest"}, {saturday, sunday, holiday}}};
    made.times.hours = {{{}, Code{"work"}, Plain{"00:00"}, Plain{"14:00"}, Code{"off"}},
                        {{}, Code{"work"}, Plain{"14:00"}, Plain{peak_ends}, Code{"peak"}},
                        {{}, Code{"work"}, Plain{peak_ends}, Plain{"24:00"}, Code{"off"}},
                        {{}, Code{"rest"}, Plain{"00:00"}, Plain{"24:00"}, Code{"off"}}};
    made.times.components = {{.component = Code{"peak"}, .periods = {Code{"peak"}}},
                             {.component = Code{"off"}, .periods = {Code{"off"}}}};
    return made;
}

class Studying {
  public:
    Studying(BenchUtility& utility, std::uint64_t accounts) : utility_(utility), accounts_(accounts) {}

    void live_through() {
        utility_.set_today(first_day_);
        send(Define<Service>{{}, {Code{"power"}, Plain{"Electricity"}}});
        send(tariff_by_the_hour("2020-01-01", "0.31", "19:00"));
        send(Define<GlAccount>{
            {}, {.role = GlRole::revenue, .qualifier = Code{"power"}, .gl_account = Code{"gl:revenue:power"}}});
        send(Define<ServiceAgreementType>{{},
                                          {.code = Code{"POWER"},
                                           .description = Plain{"Power"},
                                           .service = Code{"power"},
                                           .default_tariff = TariffId{"E-TOU"},
                                           .pay_priority = 10}});
        send(a_person("P", "Everybody"));
        for (std::uint64_t account = 1; account <= accounts_; ++account) set_up(std::to_string(account));
        utility_.set_today(first_day_ + days_of_year);
        send_in_bulk(utility_.division(), accounts_ * days_of_year,
                     [&](std::uint64_t index, eventstore::ParsedCommand& command) { fill_day(index, command); });
        for (int bill = 1; bill <= bills_of_year; ++bill) {
            const Date until = first_day_ + days_of_year * bill / bills_of_year;
            utility_.set_today(until);
            send_in_bulk(utility_.division(), accounts_, [&](std::uint64_t index, eventstore::ParsedCommand& command) {
                command.header.command_id = CommandId{"b-" + std::to_string(bill) + "-" + std::to_string(index)};
                command.header.actor = Plain{"bench"};
                command.command = BillAccount{.account = AccountId{std::to_string(index + 1)}, .bill_date = until - 1};
            });
        }
        utility_.catch_up();
    }
    projections::RateStudyAnswer study() {
        projections::RateStudyRequest request;
        eventstore::ParsedCommand command;
        command.header.actor = Plain{"bench"};
        command.command = tariff_by_the_hour("2026-01-01", "0.29", "20:00");
        request.commands.emplace_back(std::move(command));
        request.from = first_day_;
        request.to = first_day_ + days_of_year;
        return take(projections::rate_study(utility_.division(), std::move(request)));
    }

  private:
    void set_up(const std::string& id) {
        send(an_account(id, "P", to_string(first_day_)));
        for (Command& command : a_location("L" + id)) send(std::move(command));
        AddServicePoint point;
        point.premise = PremiseId{"L" + id};
        point.service_point = ServicePointId{"E" + id};
        point.service = Code{"power"};
        send(point);
        auto meter = a_meter("E" + id, "M" + id, to_string(first_day_ - 1), "0", "kWh");
        meter.registers.front().kind = RegisterKind::consumptive;
        meter.registers.front().decimals = 3;
        meter.reads.clear();
        send(meter);
        send(a_service(id, id + "-E", "POWER", "E" + id, to_string(first_day_)));
    }
    // The two days on which New York changes its clocks.
    static std::int64_t hours_of(Date day) {
        if (day == date("2025-03-09")) return 23;
        return day == date("2025-11-02") ? 25 : 24;
    }
    void fill_day(std::uint64_t index, eventstore::ParsedCommand& command) const {
        const std::uint64_t account = index / days_of_year;
        const auto day = static_cast<std::int32_t>(index % days_of_year);
        command.header.command_id = CommandId{"d-" + std::to_string(index)};
        command.header.actor = Plain{"bench"};
        RecordIntervalDay values;
        values.service_point = ServicePointId{"E" + std::to_string(account + 1)};
        values.date = first_day_ + day;
        values.interval_minutes = 60;
        values.unit = Code{"kWh"};
        for (std::int64_t hour = 0; hour < hours_of(values.date); ++hour)
            values.values.push_back(
                Quantity{100'000 + static_cast<std::int64_t>(account * 7'919 % 900'000) + day * 311 + hour * 20'011});
        command.command = std::move(values);
    }
    void send(Command command) {
        eventstore::ParsedCommand made;
        made.header.command_id = CommandId{"c-" + std::to_string(++number_)};
        made.header.actor = Plain{"bench"};
        made.command = std::move(command);
        const auto outcome = utility_.division().execute(std::move(made));
        require(outcome.kind == eventstore::Outcome::Kind::accepted, outcome.refusal.cure);
    }

    BenchUtility& utility_;
    std::uint64_t accounts_;
    Date first_day_ = date("2024-11-04");
    std::uint64_t number_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
    const std::uint64_t accounts = number_argument(argc, argv, 1, 1'000);
    const auto directory = directory_argument(argc, argv, 2, "tally-rate-study-bench");
    std::filesystem::remove_all(directory);
    {
        auto utility = BenchUtility::create(directory);
        Studying(utility, accounts).live_through();
        utility.close();
    }
    auto utility = BenchUtility::open(directory);
    Studying bench(utility, accounts);
    Figures figures;
    forget_peak_memory();
    const double memory_before = peak_memory_mib();  // What making the accounts left behind.
    const double cpu = cpu_seconds();
    projections::RateStudyAnswer answer;
    const double seconds = seconds_of([&] { answer = bench.study(); });
    require(answer.total.accounts == accounts, "every account is studied");
    require(answer.total.segments == accounts * bills_of_year && answer.not_rated.empty(), "and every bill of it");
    require(answer.total.billed.minor == answer.total.present.minor, "what was billed is what it costs at present");
    figures.note(fmt::format("{} accounts, {} hours each: {} more, {} less", accounts, days_of_year * 24, answer.more,
                             answer.less));
    figures.add("rate_study.seconds", seconds, "s", Better::lower);
    // The promise is of 100,000 accounts.
    figures.add("rate_study.seconds_for_100k", seconds * 100'000 / static_cast<double>(accounts), "s", Better::lower,
                {"60", "15", ""});
    figures.add("rate_study.cpu_for_100k", (cpu_seconds() - cpu) * 100'000 / static_cast<double>(accounts), "s",
                Better::lower);
    figures.add("rate_study.peak_memory", peak_memory_mib(), "MiB", Better::lower);
    figures.add("rate_study.memory_grown", peak_memory_mib() - memory_before, "MiB", Better::lower);
    utility.close();
    std::filesystem::remove_all(directory);
}
