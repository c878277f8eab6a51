#include "consumers/intake/time_zone.h"

#include <chrono>
#include <date/tz.h>
#include <stdexcept>

namespace tally::consumers {

namespace {
using Microseconds = std::chrono::microseconds;
using SysTime = date::sys_time<Microseconds>;

SysTime sys_time_of(domain::Instant instant) {
    return SysTime{Microseconds{instant.microseconds}};
}
}  // namespace

Intake<TimeZone> TimeZone::find(std::string_view name) {
    // The library throws both for an unknown name and for a missing database; neither leaves this function.
    try {
        return TimeZone{std::string{name}, date::locate_zone(std::string{name})};
    } catch (const std::exception&) {
        return refuse(IntakeErrorKind::time_zone_unknown,
                      "time zone '" + std::string{name} +
                          "' is not in the system's time zone database: use an IANA name such as America/New_York, and "
                          "have package tzdata installed");
    }
}

domain::Date TimeZone::date_of(domain::Instant instant) const {
    const auto local = zone_->to_local(sys_time_of(instant));
    const auto days = date::floor<date::days>(local).time_since_epoch().count();
    return domain::Date{static_cast<std::int32_t>(days)};
}

domain::Instant TimeZone::start_of(domain::Date date) const {
    const date::local_time<Microseconds> midnight{date::days{date.days}};
    // earliest: the first of two midnights, and the moment of the change where midnight is skipped.
    const auto instant = zone_->to_sys(midnight, date::choose::earliest);
    return domain::Instant{instant.time_since_epoch().count()};
}

std::string TimeZone::clock_text(domain::Instant instant) const {
    const auto local = zone_->to_local(sys_time_of(instant));
    const auto day = date::floor<date::days>(local);
    const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(local - day).count();
    const auto two = [](long n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    return domain::to_string(domain::Date{static_cast<std::int32_t>(day.time_since_epoch().count())}) + " " +
           two(minutes / 60) + ":" + two(minutes % 60);
}

}  // namespace tally::consumers
