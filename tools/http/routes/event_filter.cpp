#include "tools/http/routes/event_filter.h"

#include "domain/events.h"
#include "eventstore/codec/catalogue.h"

namespace tally::tools {

bool EventFilter::takes(const domain::Envelope& envelope) const {
    const auto& name = envelope.event_type.str();
    return (actor.empty() || envelope.actor.str() == actor) &&
           (type.empty() || name == type || name.starts_with(type + ".")) &&
           (reason.empty() || envelope.reason.str().find(reason) != std::string::npos) &&
           (!since || envelope.recorded_at >= *since) && (!until || envelope.recorded_at < *until);
}

bool known_event_type(std::string_view type) {
    const auto group = std::string{type} + ".";
    for (const auto& entry : eventstore::catalogue_of<domain::Event>())
        if (entry.name == type || entry.name.starts_with(group)) return true;
    return false;
}

std::optional<domain::StreamId> parse_stream(std::string_view text) {
    const auto slash = text.find('/');
    if (slash == std::string_view::npos || !domain::valid_id(text.substr(slash + 1))) return std::nullopt;
    const auto names = enum_names(domain::StreamKind{});
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i] == text.substr(0, slash))
            return domain::StreamId{static_cast<domain::StreamKind>(i), domain::Plain{text.substr(slash + 1)}};
    return std::nullopt;
}

}  // namespace tally::tools
