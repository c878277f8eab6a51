#pragma once
// Entries whose envelope is nothing but what the event store reads of it, for tests and benchmarks of the store alone.

#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "eventstore/event_store.h"

namespace tally::tests {

// position(8) version(8) kind(1) stream size(1) stream command size(1) command digest(16) body
inline void append_entry(std::string& out, std::uint64_t position, std::uint64_t version, eventstore::StreamName stream,
                         std::string_view command_id, const eventstore::CommandDigest& digest, std::string_view body) {
    out.append(reinterpret_cast<const char*>(&position), 8);
    out.append(reinterpret_cast<const char*>(&version), 8);
    out.push_back(static_cast<char>(stream.kind));
    out.push_back(static_cast<char>(stream.id.size()));
    out.append(stream.id);
    out.push_back(static_cast<char>(command_id.size()));
    out.append(command_id);
    out.append(reinterpret_cast<const char*>(digest.data()), digest.size());
    out.append(body);
}

inline eventstore::Result<eventstore::EntryHeader> read_header(std::string_view entry) {
    const auto damaged = [] { return eventstore::fail(eventstore::StoreErrorKind::damaged, "a cut off test entry"); };
    eventstore::EntryHeader header;
    if (entry.size() < 18) return damaged();
    std::memcpy(&header.position, entry.data(), 8);
    std::memcpy(&header.version, entry.data() + 8, 8);
    header.stream.kind = static_cast<std::uint8_t>(entry[16]);
    const auto stream_size = static_cast<std::uint8_t>(entry[17]);
    if (entry.size() < 19U + stream_size) return damaged();
    header.stream.id = entry.substr(18, stream_size);
    const auto command_size = static_cast<std::uint8_t>(entry[18U + stream_size]);
    if (entry.size() < 19U + stream_size + command_size + 16U) return damaged();
    header.command_id = entry.substr(19U + stream_size, command_size);
    std::memcpy(header.command_digest.data(), entry.data() + 19 + stream_size + command_size, 16);
    return header;
}

inline std::string_view body_of(std::string_view entry) {
    const std::size_t stream_size = static_cast<std::uint8_t>(entry[17]);
    const std::size_t command_size = static_cast<std::uint8_t>(entry[18 + stream_size]);
    return entry.substr(19 + stream_size + command_size + 16);
}

inline eventstore::CommandDigest digest_of(std::uint8_t first) {
    eventstore::CommandDigest digest{};
    digest[0] = first;
    return digest;
}

// One command that adds `count` events with this body to one stream.
inline eventstore::AppendRequest request(std::string command_id, eventstore::StreamName stream,
                                         std::optional<std::uint64_t> expected_version, std::string body = "body",
                                         std::uint32_t count = 1, std::uint8_t digest = 1) {
    eventstore::AppendRequest made;
    made.command_id = command_id;
    made.digest = digest_of(digest);
    made.writes.push_back({.stream = stream, .expected_version = expected_version, .entry_count = count});
    made.encode = [command_id = std::move(command_id), id = std::string{stream.id}, kind = stream.kind,
                   body = std::move(body), digest](const eventstore::AppendRequest::Place& place, std::string& out) {
        append_entry(out, place.position, place.version, {kind, id}, command_id, digest_of(digest), body);
    };
    // The name must outlive the call: it points into the caller's text.
    return made;
}

}  // namespace tally::tests
