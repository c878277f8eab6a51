#include "tools/tally/session.h"

#include "eventstore/codec/time_texts.h"
#include "eventstore/hex.h"
#include "eventstore/merkle/signed_note.h"
#include "projections/ask.h"

namespace tally::tools {

projections::RenderContext render_context(const eventstore::Division& division) {
    auto day_of = projections::days_in(division.identity().time_zone.str());
    return {division.currency(), [&division](const domain::Personal& text) { return division.open_text(text); },
            day_of ? std::move(*day_of) : projections::utc_day_of, projections::erased_in(division)};
}

bool read_date(Session& session, std::string_view option, const std::string& text, domain::Date& date) {
    const auto parsed = domain::Date::parse(text);
    if (parsed)
        date = *parsed;
    else
        session.fail(exit_usage, std::string{option} + ": " + eventstore::why_not_a_date(text).sentence(text));
    return parsed.has_value();
}

bool read_optional_date(Session& session, std::string_view option, const std::string& text, domain::Date& date) {
    return text.empty() || read_date(session, option, text, date);
}

bool read_optional_instant(Session& session, std::string_view option, const std::string& text,
                           std::optional<domain::Instant>& instant) {
    if (text.empty()) return true;
    instant = domain::Instant::parse(text);
    if (!instant)
        session.fail(exit_usage, std::string{option} + ": " + eventstore::why_not_an_instant(text).sentence(text));
    return instant.has_value();
}

std::string root_text(const domain::Digest32& root) {
    return eventstore::to_hex(root) + " (in a checkpoint " +
           eventstore::base64({reinterpret_cast<const char*>(root.data()), root.size()}) + ")";
}

std::string not_known_yet(const eventstore::Division& division, std::optional<std::uint64_t> position,
                          std::optional<domain::Instant> recorded_by) {
    return projections::not_known_yet(division, position, recorded_by);
}

}  // namespace tally::tools
