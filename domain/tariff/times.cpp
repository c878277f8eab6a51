#include "domain/tariff/times.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "domain/core/check.h"

namespace tally::domain {

namespace {

Decided<void> invalid_times(std::string field, std::string value, std::string cure) {
    return refuse(Rejection::tariff_times_invalid, std::move(field), std::move(value), std::move(cure));
}

std::string clock_text(int minutes) {
    const auto two = [](int n) { return std::string(n < 10 ? "0" : "") + std::to_string(n); };
    return two(minutes / 60) + ":" + two(minutes % 60);
}

Decided<void> check_seasons(const std::vector<TariffSeason>& seasons) {
    if (seasons.empty()) return {};
    const Date leap_year = day_of_month(2024, 1, 1);
    std::array<int, 366> covered_by{};
    covered_by.fill(-1);
    for (std::size_t i = 0; i < seasons.size(); ++i) {
        const TariffSeason& season = seasons[i];
        const std::string path = at("times.seasons", i);
        TALLY_TRY(check_id(path + ".season", season.season));
        if (std::any_of(seasons.begin(), seasons.begin() + static_cast<std::ptrdiff_t>(i),
                        [&](const TariffSeason& other) { return other.season == season.season; }))
            return invalid_times(path + ".season", season.season.str(), "Name each season once.");
        if (!season.first.is_set())
            return refuse(Rejection::field_missing, path + ".first", "", "Give its first day, such as 06-01.");
        if (!season.last.is_set())
            return refuse(Rejection::field_missing, path + ".last", "", "Give its last day, such as 09-30.");
        for (int day = 0; day < 366; ++day) {
            if (!in_season(leap_year + day, season.first, season.last)) continue;
            int& by = covered_by[static_cast<std::size_t>(day)];
            if (by >= 0)
                return invalid_times(path + ".first", to_string(season.first),
                                     to_string(leap_year + day).substr(5) + " is in season " +
                                         seasons[static_cast<std::size_t>(by)].season.str() +
                                         ", too: each day is in one season.");
            by = static_cast<int>(i);
        }
    }
    const auto gap = std::find(covered_by.begin(), covered_by.end(), -1);
    if (gap != covered_by.end())
        return invalid_times("times.seasons",
                             to_string(leap_year + static_cast<std::int32_t>(gap - covered_by.begin())).substr(5),
                             "This day is in no season: cover the whole year.");
    return {};
}

Decided<void> check_day_types(const std::vector<TariffDayType>& types) {
    if (types.empty()) return {};
    std::array<bool, 8> covered{};
    for (std::size_t i = 0; i < types.size(); ++i) {
        const std::string path = at("times.day_types", i);
        TALLY_TRY(check_id(path + ".day_type", types[i].day_type));
        if (std::any_of(types.begin(), types.begin() + static_cast<std::ptrdiff_t>(i),
                        [&](const TariffDayType& other) { return other.day_type == types[i].day_type; }))
            return invalid_times(path + ".day_type", types[i].day_type.str(), "Name each day type once.");
        for (std::size_t k = 0; k < types[i].days.size(); ++k) {
            bool& done = covered[static_cast<std::size_t>(types[i].days[k])];
            if (done)
                return invalid_times(path + "." + at("days", k), std::string{name_of(types[i].days[k])},
                                     "Each day belongs to one day type.");
            done = true;
        }
    }
    for (std::size_t day = 0; day < 7; ++day)
        if (!covered[day])
            return invalid_times("times.day_types", std::string{name_of(static_cast<DayName>(day))},
                                 "No day type has this day: name it in one.");
    return {};
}

template <class Row, class Member>
Decided<void> check_named(const std::string& path, const Code& code, const std::vector<Row>& rows, Member Row::*name,
                          std::string_view list) {
    if (code.empty() || std::any_of(rows.begin(), rows.end(), [&](const Row& row) { return row.*name == code; }))
        return {};
    return invalid_times(path, code.str(), "It is not in " + std::string{list} + ": name one that is.");
}

// Which row of `hours` each five minutes of each season and day type belong to.
Decided<void> check_hours(const TariffTimes& times) {
    if (times.hours.empty()) return {};
    const std::size_t seasons = std::max<std::size_t>(times.seasons.size(), 1);
    const std::size_t types = std::max<std::size_t>(times.day_types.size(), 1);
    std::vector<std::array<bool, clock_steps>> covered(seasons * types);
    for (std::size_t i = 0; i < times.hours.size(); ++i) {
        const TariffHours& hours = times.hours[i];
        const std::string path = at("times.hours", i);
        TALLY_TRY(check_named(path + ".season", hours.season, times.seasons, &TariffSeason::season, "times.seasons"));
        TALLY_TRY(check_named(path + ".day_type", hours.day_type, times.day_types, &TariffDayType::day_type,
                              "times.day_types"));
        TALLY_TRY(check_id(path + ".period", hours.period));
        const auto from = clock_minutes(hours.from), until = clock_minutes(hours.until);
        if (!from)
            return invalid_times(path + ".from", hours.from.str(), "Give a time of five whole minutes, such as 14:00.");
        if (!until || *until <= *from)
            return invalid_times(path + ".until", hours.until.str(),
                                 "Give a later time of five whole minutes, such as 20:00; 24:00 ends the day.");
        for (std::size_t season = 0; season < seasons; ++season) {
            if (!hours.season.empty() && times.seasons[season].season != hours.season) continue;
            for (std::size_t type = 0; type < types; ++type) {
                if (!hours.day_type.empty() && times.day_types[type].day_type != hours.day_type) continue;
                auto& row = covered[season * types + type];
                for (int minute = *from; minute < *until; minute += clock_step_minutes) {
                    bool& done = row[static_cast<std::size_t>(minute / clock_step_minutes)];
                    if (done)
                        return invalid_times(path + ".from", hours.from.str(),
                                             clock_text(minute) + " is given before, too: each hour has one period.");
                    done = true;
                }
            }
        }
    }
    for (std::size_t row = 0; row < covered.size(); ++row) {
        const auto gap = std::find(covered[row].begin(), covered[row].end(), false);
        if (gap == covered[row].end()) continue;
        std::string where;
        if (!times.seasons.empty()) where += times.seasons[row / types].season.str() + " ";
        if (!times.day_types.empty()) where += times.day_types[row % types].day_type.str() + " ";
        return invalid_times("times.hours",
                             where + clock_text(static_cast<int>(gap - covered[row].begin()) * clock_step_minutes),
                             "These hours belong to no period: cover each day from 00:00 until 24:00.");
    }
    return {};
}

bool has_period(const TariffTimes& times, const Code& period) {
    return std::any_of(times.hours.begin(), times.hours.end(),
                       [&](const TariffHours& hours) { return hours.period == period; });
}

// Demand's windows may not lie over a change of period.
Decided<void> check_window(const std::string& path, const TimedComponent& timed, const TariffTimes& times) {
    if (timed.window_minutes == 0) return {};
    if (timed.window_minutes != 5 && timed.window_minutes != 15 && timed.window_minutes != 30 &&
        timed.window_minutes != 60)
        return invalid_times(path + ".window_minutes", std::to_string(timed.window_minutes),
                             "Give 5, 15, 30 or 60, or leave it out.");
    for (const TariffHours& hours : times.hours)
        for (const Plain* end : {&hours.from, &hours.until})
            if (*clock_minutes(*end) % timed.window_minutes != 0)
                return invalid_times(path + ".window_minutes", std::to_string(timed.window_minutes),
                                     "A window would lie over " + end->str() +
                                         ", where a period begins: give a shorter one, or other hours.");
    return {};
}

Decided<void> check_timed(const std::string& path, const TimedComponent& timed, const TariffTimes& times,
                          const std::vector<TariffComponent>& components, const std::vector<UsageFactor>& factors) {
    const auto component = std::find_if(components.begin(), components.end(),
                                        [&](const TariffComponent& one) { return one.code == timed.component; });
    if (component == components.end())
        return invalid_times(path + ".component", timed.component.str(), "Name a component of this version.");
    const bool demand = component->kind == ComponentKind::demand;
    if (!demand && component->kind != ComponentKind::usage)
        return invalid_times(path + ".component", timed.component.str(), "Only usage and demand have hours.");
    for (std::size_t i = 0; i < timed.periods.size(); ++i)
        if (!has_period(times, timed.periods[i]))
            return invalid_times(path + "." + at("periods", i), timed.periods[i].str(),
                                 "No hours belong to it: name a period of times.hours.");
    if (!demand && timed.periods.empty())
        return invalid_times(path + ".periods", "", "Name the periods that it prices; without, leave it out here.");
    if (!demand && timed.window_minutes != 0)
        return invalid_times(path + ".window_minutes", std::to_string(timed.window_minutes),
                             "Only demand has a window.");
    if (!demand && !timed.minimum.is_zero())
        return invalid_times(path + ".minimum", to_string(timed.minimum), "Only demand has a minimum.");
    if (timed.minimum.units < 0)
        return invalid_times(path + ".minimum", to_string(timed.minimum), "Give zero or more.");
    if (!demand && !component->tiers.empty() && times.tier_use != TierUse::by_period && !factors.empty())
        return invalid_times("times.tier_use", std::string{name_of(times.tier_use)},
                             "Tiers of all usage together cannot be filled through usage_factors: say by_period, or "
                             "price the unit that is measured.");
    return check_window(path, timed, times);
}

// Where usage is priced by period, each period has a price.
Decided<void> check_all_priced(const TariffTimes& times, const std::vector<TariffComponent>& components) {
    std::vector<const TimedComponent*> usage;
    for (const TimedComponent& timed : times.components)
        for (const TariffComponent& component : components)
            if (component.code == timed.component && component.kind == ComponentKind::usage) usage.push_back(&timed);
    if (usage.empty()) return {};
    for (std::size_t i = 0; i < times.hours.size(); ++i) {
        const Code& period = times.hours[i].period;
        if (std::none_of(usage.begin(), usage.end(), [&](const TimedComponent* timed) {
                return std::find(timed->periods.begin(), timed->periods.end(), period) != timed->periods.end();
            }))
            return invalid_times(at("times.hours", i) + ".period", period.str(),
                                 "No component prices usage in it: name it in one of times.components.");
    }
    return {};
}

}  // namespace

std::optional<int> clock_minutes(const Plain& text) {
    const std::string& t = text.str();
    const auto digit = [&](std::size_t i) { return t[i] >= '0' && t[i] <= '9'; };
    if (t.size() != 5 || t[2] != ':' || !digit(0) || !digit(1) || !digit(3) || !digit(4)) return std::nullopt;
    const int hours = (t[0] - '0') * 10 + (t[1] - '0');
    const int minutes = (t[3] - '0') * 10 + (t[4] - '0');
    if (minutes > 59 || minutes % clock_step_minutes != 0 || hours * 60 + minutes > 24 * 60) return std::nullopt;
    return hours * 60 + minutes;
}

const Code* use_of_demand(const Code& demand_unit) {
    static const std::array<std::pair<Code, Code>, 6> known{{{Code{"kW"}, Code{"kWh"}},
                                                             {Code{"W"}, Code{"Wh"}},
                                                             {Code{"MW"}, Code{"MWh"}},
                                                             {Code{"kVA"}, Code{"kVAh"}},
                                                             {Code{"kvar"}, Code{"kvarh"}},
                                                             {Code{"m3/h"}, Code{"m3"}}}};
    const auto found =
        std::find_if(known.begin(), known.end(), [&](const auto& pair) { return pair.first == demand_unit; });
    return found == known.end() ? nullptr : &found->second;
}

Decided<void> check_times(const TariffTimes& times, const std::vector<TariffComponent>& components,
                          const std::vector<UsageFactor>& factors) {
    if (times.seasons.size() > seasons_max)
        return invalid_times("times.seasons", std::to_string(times.seasons.size()) + " seasons",
                             "Give at most " + std::to_string(seasons_max) + ".");
    if (times.day_types.size() > day_types_max)
        return invalid_times("times.day_types", std::to_string(times.day_types.size()) + " day types",
                             "Give at most " + std::to_string(day_types_max) + ".");
    TALLY_TRY(check_seasons(times.seasons));
    TALLY_TRY(check_day_types(times.day_types));
    TALLY_TRY(check_hours(times));
    std::vector<const Code*> periods;
    for (std::size_t i = 0; i < times.hours.size(); ++i) {
        const Code& period = times.hours[i].period;
        if (std::none_of(periods.begin(), periods.end(), [&](const Code* known) { return *known == period; }))
            periods.push_back(&period);
        if (periods.size() > periods_of_use_max)
            return invalid_times(at("times.hours", i) + ".period", period.str(),
                                 "At most " + std::to_string(periods_of_use_max) + " periods can be told apart.");
    }
    for (std::size_t i = 0; i < times.components.size(); ++i) {
        const TimedComponent& timed = times.components[i];
        const std::string path = at("times.components", i);
        if (std::any_of(times.components.begin(), times.components.begin() + static_cast<std::ptrdiff_t>(i),
                        [&](const TimedComponent& other) { return other.component == timed.component; }))
            return invalid_times(path + ".component", timed.component.str(), "Name each component once.");
        TALLY_TRY(check_timed(path, timed, times, components, factors));
    }
    for (std::size_t i = 0; i < components.size(); ++i)
        if (components[i].kind == ComponentKind::demand &&
            std::none_of(times.components.begin(), times.components.end(),
                         [&](const TimedComponent& timed) { return timed.component == components[i].code; }))
            return invalid_times("times.components", components[i].code.str(),
                                 "Say at which hours this demand is measured: name it here.");
    if (times.components.empty() && !(times == TariffTimes{}))
        return refuse(Rejection::field_missing, "times.components", "",
                      "Say which components count at which hours, or leave times out.");
    return check_all_priced(times, components);
}

}  // namespace tally::domain
