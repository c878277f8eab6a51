#include "projections/reader.h"

#include <chrono>

#include "eventstore/division/civil_time.h"
#include "eventstore/division/division.h"
#include "eventstore/division/state_rows.h"
#include "eventstore/division/trial.h"
#include "projections/log_position.h"

namespace tally::projections {

using namespace domain;

Date utc_day_of(Instant instant) {
    using namespace std::chrono;
    return Date{static_cast<std::int32_t>(
        floor<days>(sys_time<microseconds>{microseconds{instant.microseconds}}).time_since_epoch().count())};
}

Result<DayOf> days_in(std::string_view time_zone) {
    auto zone = eventstore::CivilTime::of(time_zone);
    if (!zone) return tl::unexpected(std::move(zone.error()));
    return DayOf{[civil = std::move(*zone)](Instant instant) mutable { return civil.date_of(instant); }};
}

// As of now: a person who was erased has no text of the past either.
WasErased erased_in(const eventstore::Division& division) {
    return [&division](const Personal& text) {
        const auto person = eventstore::read_person(*division.store().pin(), division.states(), text.under);
        return person && *person && (*person)->erased();
    };
}

std::string text_without_key(const Personal& text, const WasErased& was_erased) {
    return was_erased && was_erased(text) ? "(erased)" : "(key missing)";
}

Reader reader_of(const eventstore::EventStore& store, OpenPersonal open) {
    return {store, store.pin(), std::move(open)};
}

Reader reader_of(const eventstore::Division& division) {
    auto day_of = days_in(division.identity().time_zone.str());
    TALLY_ASSERT(day_of.has_value(), "the zone was known when the division was opened");
    return {division.store(),
            division.store().pin(),
            [&division](const Personal& text) { return division.open_text(text); },
            std::move(*day_of),
            division.currency(),
            nullptr,
            erased_in(division)};
}

Reader reader_of(const eventstore::Division& division, eventstore::Trial& trial) {
    Reader reader = reader_of(division);
    reader.point = trial.point();
    reader.open = [&trial](const Personal& text) { return trial.open_text(text); };
    reader.trial = &trial;
    return reader;
}

Result<std::string> entry_at(const Reader& reader, std::uint64_t position) {
    if (reader.trial && position >= reader.point->position()) return std::string{reader.trial->entry(position)};
    return reader.store.log().read(position);
}

std::optional<AsOf> parse_as_of(std::string_view text) {
    AsOf as_of;
    if (!text.empty() && text.size() <= 19 && text.find_first_not_of("0123456789") == std::string_view::npos) {
        std::uint64_t position = 0;
        for (const char digit : text) position = position * 10 + static_cast<std::uint64_t>(digit - '0');
        as_of.position = position;
        return as_of;
    }
    if (const auto date = Date::parse(text)) {
        constexpr std::int64_t day_microseconds = 86'400'000'000;
        as_of.recorded_by = Instant{(date->days + std::int64_t{1}) * day_microseconds - 1};
        return as_of;
    }
    if (const auto instant = Instant::parse(text)) {
        as_of.recorded_by = *instant;
        return as_of;
    }
    return std::nullopt;
}

Result<std::uint64_t> position_of(const Reader& reader, const AsOf& as_of) {
    std::uint64_t end = reader.trial ? reader.trial->end() : reader.point->position();
    if (as_of.position) end = std::min(end, *as_of.position);
    if (!as_of.recorded_by) return end;
    return entries_recorded_by(reader.store.log(), end, *as_of.recorded_by);
}

}  // namespace tally::projections
