#pragma once
// The only seam between events and the bytes of a log entry: envelope, then payload (FORMAT.md, "Entry"). What is above
// sees typed events; what is below sees bytes.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "domain/events.h"
#include "eventstore/codec/upcasts.h"
#include "eventstore/result.h"

namespace tally::eventstore {

[[nodiscard]] std::string_view type_name_of(const domain::Event&);
[[nodiscard]] std::uint16_t schema_version_of(const domain::Event&);

// Appends the canonical bytes. Type name and schema version are the event's own: those in the envelope are not looked
// at. Every personal text is sealed or empty. Allocates nothing but what out needs to grow.
void encode_entry(const domain::Envelope&, const domain::Event&, std::string& out);

// Errors: damaged (bytes that no encoder wrote; says what is wrong and where), newer_format (a type or schema version
// that a later release wrote). Older schema versions are upcast.
[[nodiscard]] Result<domain::RecordedEvent> decode_entry(std::string_view entry);
// The same into an object that is reused, for replay. After an error its content is unspecified.
[[nodiscard]] Result<void> decode_into(std::string_view entry, domain::RecordedEvent&,
                                       std::span<const Upcast> = upcasts());

// The envelope alone, and where the payload begins.
struct DecodedEnvelope {
    domain::Envelope envelope;
    std::string_view payload;
};
[[nodiscard]] Result<DecodedEnvelope> decode_envelope(std::string_view entry);

// What an index of streams or of command ids needs of an entry, without copying: views into the entry's bytes.
struct EnvelopeRef {
    std::uint64_t position = 0;
    domain::StreamKind stream_kind = domain::StreamKind::settings;
    std::string_view stream_id;
    std::uint64_t version = 0;
    std::string_view event_type;
    std::uint16_t schema_version = 0;
    domain::Digest16 event_id{};
    std::string_view command_id;
    domain::Digest16 command_digest{};
    domain::Instant recorded_at;
};
[[nodiscard]] Result<EnvelopeRef> skim_envelope(std::string_view entry);

}  // namespace tally::eventstore
