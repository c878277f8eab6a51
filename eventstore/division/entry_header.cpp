#include "eventstore/division/entry_header.h"

#include "eventstore/codec/codec.h"

namespace tally::eventstore {

Result<EntryHeader> read_entry_header(std::string_view entry) {
    auto view = skim_envelope(entry);
    if (!view) return tl::unexpected(std::move(view.error()));
    EntryHeader header;
    header.position = view->position;
    header.stream = {static_cast<std::uint8_t>(view->stream_kind), view->stream_id};
    header.version = view->version;
    header.command_id = view->command_id;
    header.command_digest = view->command_digest;
    return header;
}

}  // namespace tally::eventstore
