#include "projections/queries.h"

#include "eventstore/codec/codec.h"
#include "projections/ask.h"
#include "projections/rebuild/rebuild.h"
#include "projections/replay/replay.h"
#include "projections/states_as_of.h"
#include "projections/verify/verify.h"

namespace tally::projections {

using namespace domain;

Reader reader_of(const eventstore::EventStore& store, OpenPersonal open) {
    return {store, store.pin(), std::move(open)};
}

std::optional<AsOf> parse_as_of(std::string_view text) {
    AsOf as_of;
    if (!text.empty() && text.size() <= 19 && text.find_first_not_of("0123456789") == std::string_view::npos) {
        std::uint64_t position = 0;
        for (const char digit : text) position = position * 10 + static_cast<std::uint64_t>(digit - '0');
        as_of.position = position;
        return as_of;
    }
    if (const auto date = Date::parse(text)) {
        constexpr std::int64_t day_microseconds = 86'400'000'000;
        as_of.recorded_by = Instant{(date->days + std::int64_t{1}) * day_microseconds - 1};
        return as_of;
    }
    if (const auto instant = Instant::parse(text)) {
        as_of.recorded_by = *instant;
        return as_of;
    }
    return std::nullopt;
}

Result<std::uint64_t> position_of(const Reader& reader, const AsOf& as_of) {
    std::uint64_t end = reader.point->position();
    if (as_of.position) end = std::min(end, *as_of.position);
    if (!as_of.recorded_by) return end;
    // recorded_at never decreases: halve until the first entry recorded later is found.
    std::uint64_t low = 0;
    while (low < end) {
        const std::uint64_t middle = low + (end - low) / 2;
        auto entry = reader.store.log().read(middle);
        if (!entry) return tl::unexpected(std::move(entry.error()));
        auto envelope = eventstore::view_envelope(*entry);
        if (!envelope) return tl::unexpected(std::move(envelope.error()));
        if (envelope->recorded_at <= *as_of.recorded_by)
            low = middle + 1;
        else
            end = middle;
    }
    return low;
}

std::vector<eventstore::CatalogueEntry> answer_catalogue() {
    using eventstore::record_shape;
    std::vector<eventstore::CatalogueEntry> all;
    for (const auto& question : questions()) all.push_back({question.kind, question.answer});
    all.insert(all.end(), {{"replay", &record_shape<ReplayAnswer>()},
                           {"rebuild", &record_shape<RebuildAnswer>()},
                           {"verify", &record_shape<VerifyAnswer>()}});
    return all;
}

}  // namespace tally::projections
