#include "consumers/intake/nem12/utility_days.h"

#include <algorithm>
#include <utility>

#include "consumers/intake/interval_days.h"

namespace tally::consumers {

namespace {

constexpr std::int64_t file_day_minutes = 1'440;
constexpr std::int64_t nem_ahead_of_utc = 600;
constexpr std::int64_t microseconds_per_minute = 60'000'000;

std::int64_t nem_start(domain::Date date) {
    return date.days * file_day_minutes - nem_ahead_of_utc;
}

}  // namespace

std::int64_t UtilityDays::starts_at(domain::Date date) const {
    return zone_.start_of(date).microseconds / microseconds_per_minute;
}

std::int64_t UtilityDays::pending_until() const {
    return pending_from_ + static_cast<std::int64_t>(values_.size()) * minutes_;
}

bool UtilityDays::meets_midnight(domain::Date date) const {
    return clock_ == FileClock::local || (starts_at(date) - nem_start(date)) % minutes_ == 0;
}

void UtilityDays::add(Nem12Day day, std::vector<Nem12Day>& whole, std::vector<PartOfDay>& parts) {
    const std::int64_t from = nem_start(day.date);
    if (!values_.empty() && pending_until() != from) end(parts);
    const bool is_whole = clock_ == FileClock::local ||
                          (starts_at(day.date) == from && starts_at(day.date + 1) == from + file_day_minutes);
    if (values_.empty() && is_whole) {
        whole.push_back(std::move(day));
        return;
    }
    if (values_.empty()) {
        pending_from_ = from;
        line_ = day.line;
    }
    const std::size_t before = qualities_.size();
    values_.insert(values_.end(), day.values.begin(), day.values.end());
    qualities_.resize(values_.size(), day.quality);
    for (const auto& some : day.qualities)
        std::fill(qualities_.begin() + static_cast<std::ptrdiff_t>(before + some.first - 1),
                  qualities_.begin() + static_cast<std::ptrdiff_t>(before + some.last), some.quality);
    give_out(whole, parts);
    line_ = day.line;
}

void UtilityDays::give_out(std::vector<Nem12Day>& whole, std::vector<PartOfDay>& parts) {
    while (!values_.empty()) {
        const auto date = zone_.date_of(domain::Instant{pending_from_ * microseconds_per_minute});
        const std::int64_t until = starts_at(date + 1);
        if (pending_until() < until) return;
        const auto count = static_cast<std::size_t>((until - pending_from_) / minutes_);
        if (pending_from_ != starts_at(date)) {
            drop(date, count, parts);
            continue;
        }
        Nem12Day day;
        day.date = date;
        day.line = line_;
        day.values.assign(values_.begin(), values_.begin() + static_cast<std::ptrdiff_t>(count));
        split_qualities({qualities_.begin(), qualities_.begin() + static_cast<std::ptrdiff_t>(count)}, day.quality,
                        day.qualities);
        take_off(count);
        whole.push_back(std::move(day));
    }
}

void UtilityDays::end(std::vector<PartOfDay>& parts) {
    if (values_.empty()) return;
    drop(zone_.date_of(domain::Instant{pending_from_ * microseconds_per_minute}), values_.size(), parts);
}

void UtilityDays::drop(domain::Date date, std::size_t count, std::vector<PartOfDay>& parts) {
    parts.push_back({date, line_, count, static_cast<std::size_t>((starts_at(date + 1) - starts_at(date)) / minutes_)});
    take_off(count);
}

void UtilityDays::take_off(std::size_t count) {
    values_.erase(values_.begin(), values_.begin() + static_cast<std::ptrdiff_t>(count));
    qualities_.erase(qualities_.begin(), qualities_.begin() + static_cast<std::ptrdiff_t>(count));
    pending_from_ += static_cast<std::int64_t>(count) * minutes_;
}

}  // namespace tally::consumers
