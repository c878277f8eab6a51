#pragma once
// What every event carries beside its payload: where it stands, what made it, when and why.

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "domain/core/date.h"
#include "domain/core/describe.h"
#include "domain/core/text.h"

namespace tally::domain {

// Numbers are stored. Add at the end, never reuse.
enum class StreamKind : std::uint8_t { settings, person, account, premise, tariff, organization, user };
constexpr auto enum_names(StreamKind) {
    return std::to_array<std::string_view>(
        {"settings", "person", "account", "premise", "tariff", "organization", "user"});
}

// One aggregate's own history, such as account/A-1.
struct StreamId {
    StreamKind kind = StreamKind::settings;
    Plain id;

    template <class T = StreamId>
    static constexpr auto fields() {
        return FieldList{Field{"kind", &T::kind, "Which aggregate."}, Field{"id", &T::id, "Its identifier."}};
    }
    auto operator<=>(const StreamId&) const = default;
};
[[nodiscard]] inline std::string to_string(const StreamId& stream) {
    return std::string{name_of(stream.kind)} + "/" + stream.id.str();
}

using Digest16 = std::array<std::uint8_t, 16>;
using Digest32 = std::array<std::uint8_t, 32>;

struct Envelope {
    std::uint64_t position = 0;
    StreamId stream;
    std::uint64_t version = 0;
    Plain event_type;
    std::uint16_t schema_version = 1;
    Digest16 event_id{};
    CommandId command_id;
    Digest16 command_digest{};
    Instant recorded_at;
    Plain actor;
    Plain reason;
    Plain causation_id;
    Plain correlation_id;

    template <class T = Envelope>
    static constexpr auto fields() {
        return FieldList{
            Field{"position", &T::position, "Place in the division's log, gapless from 0."},
            Field{"stream", &T::stream, "The aggregate whose history this event continues."},
            Field{"version", &T::version, "Place in the stream, gapless from 0."},
            Field{"event_type", &T::event_type, "Wire name of the payload; it never changes."},
            Field{"schema_version", &T::schema_version, "Version of the payload's shape."},
            Field{"event_id", &T::event_id, "First 16 bytes of SHA-256(origin, command id, index)."},
            Field{"command_id", &T::command_id, "The command that was accepted."},
            Field{"command_digest", &T::command_digest, "First 16 bytes of HMAC-SHA-256 over its canonical JSON."},
            Field{"recorded_at", &T::recorded_at, "When it was accepted; never decreases.", "UTC microseconds"},
            Field{"actor", &T::actor, "Who sent the command."},
            Field{"reason", &T::reason, "Why, as the sender put it."},
            Field{"causation_id", &T::causation_id, "What led to the command."},
            Field{"correlation_id", &T::correlation_id, "The conversation it belongs to."},
        };
    }
    bool operator==(const Envelope&) const = default;
};

}  // namespace tally::domain
