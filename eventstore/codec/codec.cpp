// The one list of decoders, by type name, and the walk from older schema versions to today's.

#include "eventstore/codec/codec.h"

#include <array>
#include <utility>
#include <vector>

#include "eventstore/codec/bytes.h"
#include "eventstore/codec/event_types.h"
#include "eventstore/codec/skim_envelope.h"

namespace tally::eventstore {

namespace {

using domain::Envelope;
using domain::Event;

struct EventType {
    std::string_view name;
    std::uint16_t schema_version = 0;
    const char* (*take)(InputBytes&, const char* at, Event&) = nullptr;
};

// Reads in place where the event is of the type already, so that its texts and lists keep their memory.
template <class Record>
const char* take_event(InputBytes& source, const char* at, Event& event) {
    auto* record = get_if<Record>(&event);
    return detail::take_value(source, at, record ? *record : event.emplace<Record>());
}

template <class... Records>
constexpr auto event_types_of(std::type_identity<domain::TypeList<Records...>>) {
    return std::array<EventType, sizeof...(Records)>{
        EventType{Records::type_name, Records::schema_version, &take_event<Records>}...};
}
constexpr auto event_types = event_types_of(std::type_identity<domain::EventTypes>{});

const EventType* find_event_type(std::string_view name) {
    const auto index = detail::find_event_type(name);
    return index ? &event_types[*index] : nullptr;
}

std::string place(const Envelope& envelope) {
    return "entry at position " + std::to_string(envelope.position);
}

// Rewrites a payload of an older schema version, one version at a time.
Result<std::string> upcast_payload(const Envelope& envelope, std::uint16_t wanted_version, std::string_view payload,
                                   std::span<const Upcast> upcasts) {
    std::string current{payload};
    for (std::uint16_t version = envelope.schema_version; version < wanted_version; ++version) {
        const Upcast* step = nullptr;
        for (const Upcast& upcast : upcasts)
            if (upcast.type_name == envelope.event_type.str() && upcast.from_version == version) step = &upcast;
        if (step == nullptr)
            return fail(StoreErrorKind::damaged, place(envelope) + ": no release ever wrote schema version " +
                                                     std::to_string(version) + " of " + envelope.event_type.str());
        std::string next;
        if (auto rewritten = step->rewrite(current, next); !rewritten)
            return fail(rewritten.error().kind, place(envelope) + ": " + rewritten.error().message);
        current = std::move(next);
    }
    return current;
}

void read_payload(std::string_view payload, const EventType& type, Event& event) {
    InputBytes& source = detail::thread_input();
    source.expect_end(type.take(source, source.begin(payload), event));
}

}  // namespace

std::string_view type_name_of(const Event& event) {
    return event_types[event.index()].name;
}
std::uint16_t schema_version_of(const Event& event) {
    return event_types[event.index()].schema_version;
}

void encode_entry(const Envelope& envelope, const Event& event, std::string& out) {
    OutputBytes& sink = detail::thread_output();
    char* at = sink.begin(out);
    const EventType& type = event_types[event.index()];
    domain::for_each_field<Envelope>([&](const auto& field) {
        const auto& value = envelope.*field.member;
        using Member = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<Member, domain::Plain>) {
            if (field.member == &Envelope::event_type)
                at = sink.put_text(at, type.name);
            else
                at = detail::put_value(sink, at, value);
        } else if constexpr (std::is_same_v<Member, std::uint16_t>) {
            static_assert(std::is_same_v<decltype(Envelope::schema_version), std::uint16_t>);
            at = OutputBytes::put_number(at, type.schema_version);
        } else {
            at = detail::put_value(sink, at, value);
        }
    });
    visit(
        [&]<class Record>(const Record& record) {
            static_assert(detail::slack_used_max<Envelope>() + detail::slack_used_max<Record>() <
                          ByteSink::slack_bytes);
            at = detail::put_value(sink, at, record);
        },
        event);
    sink.finish(at);
}

Result<void> decode_into(std::string_view entry, domain::RecordedEvent& recorded, std::span<const Upcast> upcasts) {
    InputBytes& source = detail::thread_input();
    Envelope& envelope = recorded.envelope;
    try {
        const char* const payload = detail::take_value(source, source.begin(entry), envelope);
        const EventType* type = find_event_type(envelope.event_type.str());
        if (type == nullptr)
            return fail(StoreErrorKind::newer_format, place(envelope) + " is a " + envelope.event_type.str() +
                                                          ", which this release does not know: use a later one");
        if (envelope.schema_version > type->schema_version)
            return fail(StoreErrorKind::newer_format, place(envelope) + " is a " + envelope.event_type.str() +
                                                          " of schema version " +
                                                          std::to_string(envelope.schema_version) +
                                                          ", which this release does not know: use a later one");
        if (envelope.schema_version < type->schema_version) [[unlikely]] {
            auto rewritten =
                upcast_payload(envelope, type->schema_version, {payload, source.left_bytes(payload)}, upcasts);
            if (!rewritten) return tl::unexpected(std::move(rewritten.error()));
            read_payload(*rewritten, *type, recorded.event);
            envelope.schema_version = type->schema_version;
            return {};
        }
        source.expect_end(type->take(source, payload, recorded.event));
    } catch (const DecodeFailure& failure) {
        return decode_error(place(envelope) + " (" + envelope.event_type.str() + ")", failure);
    }
    return {};
}

Result<domain::RecordedEvent> decode_entry(std::string_view entry) {
    domain::RecordedEvent recorded;
    if (auto decoded = decode_into(entry, recorded); !decoded) return tl::unexpected(std::move(decoded.error()));
    return recorded;
}

Result<DecodedEnvelope> decode_envelope(std::string_view entry) {
    DecodedEnvelope decoded;
    InputBytes& source = detail::thread_input();
    try {
        const char* const payload = detail::take_value(source, source.begin(entry), decoded.envelope);
        decoded.payload = {payload, source.left_bytes(payload)};
    } catch (const DecodeFailure& failure) {
        return decode_error("an entry's envelope", failure);
    }
    return decoded;
}

Result<EnvelopeRef> skim_envelope(std::string_view entry) {
    EnvelopeRef ref;
    detail::Skimmer skimmer{entry};
    detail::skim_envelope(skimmer, ref);
    if (!skimmer.ok())
        return fail(StoreErrorKind::damaged, "an entry's envelope cannot be read: its bytes end too early");
    return ref;
}

}  // namespace tally::eventstore
