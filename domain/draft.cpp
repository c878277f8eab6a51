#include "domain/draft.h"

namespace tally::domain {

Draft::Draft(const Context& context) : context_(context) {}

void Draft::record(StreamId stream, Event event) {
    Envelope envelope;
    envelope.position = next_position();
    envelope.version = version_of_stream(stream);
    envelope.stream = std::move(stream);
    visit([&](const auto& payload) { envelope.event_type = Plain{payload.type_name}; }, event);
    evolve(*this, envelope, event);
    events_.push_back({std::move(envelope.stream), std::move(event)});
}

const StatePart* Draft::find(const PartKey& key) {
    if (!changed_.empty()) {
        const auto mine = changed_.find(key.bytes);
        if (mine != changed_.end()) return mine->second.get();
    }
    return context_.world.find(key);
}

// Taken from the world the first time it is changed, fresh where the world has none.
StatePart& Draft::change(const PartKey& key) {
    auto& mine = changed_[key.bytes];
    if (!mine) {
        const StatePart* const original = context_.world.find(key);
        mine =
            original ? std::make_unique<StatePart>(*original) : std::make_unique<StatePart>(Parts::fresh(key.kind()));
    }
    return *mine;
}

void Draft::history(const StreamId& stream, const std::function<void(const RecordedEvent&)>& visit) {
    std::uint64_t version = 0;
    context_.world.history(stream, [&](const RecordedEvent& recorded) {
        version = recorded.envelope.version + 1;
        visit(recorded);
    });
    for (std::size_t i = 0; i < events_.size(); ++i) {
        if (events_[i].stream != stream) continue;
        RecordedEvent recorded;
        recorded.envelope.position = context_.next_position + i;
        recorded.envelope.stream = stream;
        recorded.envelope.version = version++;
        recorded.event = events_[i].event;
        visit(recorded);
    }
}
std::optional<std::string> Draft::open(const Personal& text) {
    return text.sealed ? context_.world.open(text) : std::optional(text.bytes);
}

}  // namespace tally::domain
