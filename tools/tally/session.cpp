#include "tools/tally/session.h"

#include "eventstore/merkle/signed_note.h"
#include "projections/ask.h"

namespace tally::tools {

projections::RenderContext render_context(const eventstore::Division& division) {
    auto day_of = projections::days_in(division.identity().time_zone.str());
    return {division.currency(), [&division](const domain::Personal& text) { return division.open_text(text); },
            day_of ? std::move(*day_of) : projections::utc_day_of};
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
