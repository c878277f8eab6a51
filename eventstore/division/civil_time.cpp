#include "eventstore/division/civil_time.h"

#include <date/tz.h>
#include <string>

namespace tally::eventstore {

Result<CivilTime> CivilTime::of(std::string_view time_zone) {
    try {
        return CivilTime(date::locate_zone(std::string{time_zone}));
    } catch (const std::exception& failure) {
        return fail(StoreErrorKind::io,
                    "time zone '" + std::string{time_zone} +
                        "' is unknown here: give an IANA name such as America/New_York, with Debian's "
                        "package tzdata installed (" +
                        failure.what() + ")");
    }
}

domain::Date CivilTime::date_of(domain::Instant instant) {
    std::int64_t seconds = instant.microseconds / 1'000'000;
    if (instant.microseconds % 1'000'000 < 0) --seconds;
    if (seconds < from_ || seconds >= until_) {
        const auto info =
            static_cast<const date::time_zone*>(zone_)->get_info(date::sys_seconds{std::chrono::seconds{seconds}});
        from_ = info.begin.time_since_epoch().count();
        until_ = info.end.time_since_epoch().count();
        offset_ = info.offset.count();
    }
    const std::int64_t local = seconds + offset_;
    return {static_cast<std::int32_t>(local >= 0 ? local / 86'400 : -((-local + 86'399) / 86'400))};
}

domain::Instant CivilTime::start_of(domain::Date day) const {
    const date::local_seconds midnight{date::local_days{date::days{day.days}}};
    const auto instant = static_cast<const date::time_zone*>(zone_)->to_sys(midnight, date::choose::earliest);
    return {instant.time_since_epoch().count() * 1'000'000};
}

domain::CivilDay CivilTime::civil_day(domain::Date day) const {
    const std::int64_t begin = start_of(day).microseconds / 1'000'000;
    const std::int64_t end = start_of(day + 1).microseconds / 1'000'000;
    const auto minutes = static_cast<std::uint16_t>((end - begin) / 60);
    if (minutes == 24 * 60) return {};
    const auto info =
        static_cast<const date::time_zone*>(zone_)->get_info(date::sys_seconds{std::chrono::seconds{begin}});
    // A day that begins by the change itself has none within.
    const std::int64_t change = info.end.time_since_epoch().count();
    return {minutes, static_cast<std::uint16_t>(change < end ? (change - begin) / 60 : 0)};
}

}  // namespace tally::eventstore
