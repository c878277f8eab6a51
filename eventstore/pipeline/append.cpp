#include "eventstore/pipeline/append.h"

#include <fmt/format.h>

#include "domain/core/assert.h"

namespace tally::eventstore {

ReadyAppend::ReadyAppend(AppendRequest request) : request_(std::move(request)) {
    TALLY_ASSERT(!request_.command_id.empty() && request_.command_id.size() <= command_id_bytes_max,
                 "a command's id has 1 to 128 bytes");
}

void ReadyAppend::look_up(Lookups& lookups) {
    for (const auto& write : request_.writes) lookups.want_stream_length(write.stream);
}

bool ReadyAppend::decide(Sequencer& sequencer) {
    for (std::size_t at = 0; at < request_.writes.size(); ++at) {
        const auto& write = request_.writes[at];
        auto length = sequencer.stream_length(write.stream);
        if (!length) return refuse(std::move(length.error()));
        if (write.expected_version && *write.expected_version != *length) {
            return refuse({StoreErrorKind::version_conflict,
                           fmt::format("stream {}/{} has {} events, not {}: read it again and decide again",
                                       write.stream.kind, write.stream.id, *length, *write.expected_version)});
        }
        for (std::uint32_t entry = 0; entry < write.entry_count; ++entry) {
            const std::uint64_t version = *length + entry;
            std::string& out = sequencer.begin_entry();
            request_.encode({.write = at, .entry = entry, .position = sequencer.next_position(), .version = version},
                            out);
            if (!sequencer.end_entry(write.stream, version)) return refuse(sequencer.refusal());
        }
    }
    return true;
}

Result<Receipt> ReadyAppend::outcome(Result<std::optional<Receipt>> result) {
    if (!result) return tl::unexpected(std::move(result.error()));
    if (!result->has_value()) return tl::unexpected(std::move(*refused_));
    return **result;
}

bool ReadyAppend::refuse(StoreError error) {
    refused_ = std::move(error);
    return false;
}

}  // namespace tally::eventstore
