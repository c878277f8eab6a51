#include "projections/log_position.h"

#include "eventstore/codec/codec.h"

namespace tally::projections {

eventstore::Result<std::uint64_t> entries_recorded_by(const eventstore::Log& log, std::uint64_t end,
                                                      domain::Instant instant) {
    // recorded_at never decreases: halve until the first entry recorded later is found.
    std::uint64_t low = 0;
    while (low < end) {
        const std::uint64_t middle = low + (end - low) / 2;
        auto entry = log.read(middle);
        if (!entry) return tl::unexpected(std::move(entry.error()));
        auto envelope = eventstore::skim_envelope(*entry);
        if (!envelope) return tl::unexpected(std::move(envelope.error()));
        if (envelope->recorded_at <= instant)
            low = middle + 1;
        else
            end = middle;
    }
    return low;
}

}  // namespace tally::projections
