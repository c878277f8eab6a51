#include "domain/rating/net_use.h"

#include <algorithm>
#include <map>
#include <string>

#include "domain/core/check.h"
#include "domain/rating/quantities.h"

namespace tally::domain::rating {

namespace {

constexpr int minutes_an_hour = 60;

// A day's hours: above zero what was drawn, below what was sent back.
struct NetDay {
    CivilDay civil;
    std::vector<Int128> hours;
};

Decided<void> add_hours(const MeasuredIntervals& measured, int sign, std::map<Date, NetDay>& days) {
    for (const MeasuredDay& day : measured.days) {
        const int length = day.interval_minutes;
        if (length == 0 || minutes_an_hour % length != 0 || day.civil.minutes % minutes_an_hour != 0)
            return refuse(Rejection::interval_values_missing, "service_point", measured.channel.str(),
                          "What is drawn and sent back is set off in each hour: record values of intervals that an "
                          "hour is made of, on " +
                              to_string(day.date) + ".");
        NetDay& net = days[day.date];
        net.civil = day.civil;
        net.hours.resize(static_cast<std::size_t>(day.civil.minutes / minutes_an_hour));
        for (std::size_t i = 0; i < day.count; ++i) {
            const std::size_t hour = i * static_cast<std::size_t>(length) / minutes_an_hour;
            if (hour < net.hours.size()) net.hours[hour] += Int128{measured.values[day.first + i].units} * sign;
        }
    }
    return {};
}

// One channel whose values are those above zero, times the sign.
Decided<MeasuredIntervals> what_is_left(const std::map<Date, NetDay>& days, const MeasuredIntervals& like, int sign) {
    MeasuredIntervals left{like.channel, like.unit, like.decimals, {}, {}};
    for (const auto& [date, day] : days) {
        left.days.push_back({date, minutes_an_hour, day.civil, left.values.size(), day.hours.size()});
        for (const Int128 hour : day.hours) {
            const Int128 units = std::max(Int128{0}, hour * sign);
            if (units > INT64_MAX)
                return refuse(Rejection::amount_too_large, "", like.channel.str(), "Check the interval values.");
            left.values.push_back(Quantity{static_cast<std::int64_t>(units)});
        }
    }
    return left;
}

Decided<void> set_off_hours(Flows& flows, const std::vector<MeasuredIntervals>& drawn,
                            const std::vector<MeasuredIntervals>& returned) {
    if (drawn.empty() && returned.empty()) return {};
    const MeasuredIntervals& like = drawn.empty() ? returned.front() : drawn.front();
    std::map<Date, NetDay> days;
    std::uint8_t decimals = 0;
    for (const auto* some : {&drawn, &returned})
        for (const MeasuredIntervals& one : *some) {
            if (one.unit != like.unit)
                return refuse(Rejection::interval_values_missing, "service_point", one.channel.str(),
                              "It counts " + one.unit.str() + " and channel " + like.channel.str() + " " +
                                  like.unit.str() + ": what is set off in each hour is in one unit.");
            decimals = std::max(decimals, one.decimals);
            TALLY_TRY(add_hours(one, some == &drawn ? 1 : -1, days));
        }
    auto left = what_is_left(days, like, 1);
    TALLY_TRY(left);
    auto sent = what_is_left(days, returned.empty() ? like : returned.front(), -1);
    TALLY_TRY(sent);
    left->decimals = sent->decimals = decimals;
    flows.drawn.push_back(std::move(*left));
    flows.returned.push_back(std::move(*sent));
    return {};
}

template <class Entry>
void keep_latest(Date day, const std::vector<Entry>& entries, std::vector<Entry>& latest) {
    for (const Entry& one : entries) {
        if (one.until > day) continue;
        const auto held = std::find_if(latest.begin(), latest.end(),
                                       [&](const Entry& other) { return other.component == one.component; });
        if (held == latest.end())
            latest.push_back(one);
        else if (held->until <= one.until)
            *held = one;
    }
}

}  // namespace

const NetMetering* net_of(const TariffYearTermsPublished* year, const TariffComponent& component) {
    if (!year || year->net_metering.rule == NetRule::none || component.kind != ComponentKind::usage) return nullptr;
    return component.unit == year->net_metering.unit ? &year->net_metering : nullptr;
}

Decided<Flows> flows_of(std::span<const MeasuredIntervals> intervals, const TariffPublished& version,
                        const NetMetering& net) {
    Flows flows;
    std::vector<MeasuredIntervals> drawn, returned;
    for (const MeasuredIntervals& one : intervals) {
        if (unit_after(version, one.unit) != net.unit)
            flows.drawn.push_back(one);
        else
            (net.is_returned(one.channel) ? returned : drawn).push_back(one);
    }
    if (net.netting == Netting::hour) {
        TALLY_TRY(set_off_hours(flows, drawn, returned));
        return flows;
    }
    flows.drawn.insert(flows.drawn.end(), std::make_move_iterator(drawn.begin()), std::make_move_iterator(drawn.end()));
    flows.returned = std::move(returned);
    return flows;
}

std::optional<Quantity> draw_on_bank(BankedEnergy& bank) {
    Quantity net;
    if (__builtin_sub_overflow(bank.delivered.units, bank.returned.units, &net.units) || net.units == INT64_MIN)
        return std::nullopt;
    bank.added = Quantity{std::max<std::int64_t>(0, -net.units)};
    bank.used = Quantity{std::min(bank.opening.units, std::max<std::int64_t>(0, net.units))};
    if (__builtin_add_overflow(bank.opening.units, bank.added.units - bank.used.units, &bank.closing.units))
        return std::nullopt;
    return Quantity{std::max<std::int64_t>(0, net.units) - bank.used.units};
}

YearToDate carried_to(Date day, const std::vector<const YearToDate*>& segments) {
    YearToDate carried;
    for (const YearToDate* one : segments) {
        keep_latest(day, one->banks, carried.banks);
        keep_latest(day, one->minimums, carried.minimums);
    }
    return carried;
}

}  // namespace tally::domain::rating
