#include "projections/explain/past_world.h"

#include "eventstore/division/state_rows.h"

namespace tally::projections {

using namespace domain;

void PastWorld::fold(const StreamId& stream) {
    if (!folded_.insert(stream).second) return;
    auto folded = each_event(reader_, stream, 0, position_, [&](const RecordedEvent& recorded) {
        evolve(parts_, recorded.envelope, recorded.event);
        return true;
    });
    if (!folded) failure_ = std::move(folded.error());
}

// Directory, numbers and usage are no aggregates of their own: what prices a bill looks at none of them, nor at users.
// Interval days and what is in doubt come with the premise, and demand that was billed with the account, which are
// looked at before them.
const StatePart* PastWorld::find(const PartKey& key) {
    const Plain id{eventstore::part_id(key.bytes)};
    switch (key.kind()) {
        case PartKind::settings:
            fold(settings_stream());
            break;
        case PartKind::person:
            fold({StreamKind::person, id});
            break;
        case PartKind::account:
        case PartKind::account_persons:
        case PartKind::account_overdue:
        case PartKind::account_deposits:
        case PartKind::account_arrangements:
        case PartKind::account_communications:
        case PartKind::account_collections:
        case PartKind::account_corrections:
        case PartKind::account_autopay:
        case PartKind::account_unclaimed:
            fold({StreamKind::account, id});
            break;
        case PartKind::premise:
            fold({StreamKind::premise, id});
            break;
        case PartKind::tariff:
            fold({StreamKind::tariff, id});
            break;
        case PartKind::numbers:
        case PartKind::usage:
        case PartKind::interval_day:
        case PartKind::reads_in_doubt:
        case PartKind::doubted_reading:
        case PartKind::premise_market:
        case PartKind::directory:
        case PartKind::user:
        case PartKind::users:
        case PartKind::organization:
        case PartKind::agreement_demands:
            break;
    }
    return parts_.find(key);
}

void PastWorld::history(const StreamId& stream, const std::function<void(const RecordedEvent&)>& visit) {
    auto read = each_event(reader_, stream, 0, position_, [&](const RecordedEvent& recorded) {
        visit(recorded);
        return true;
    });
    if (!read) failure_ = std::move(read.error());
}

std::optional<std::string> PastWorld::open(const Personal& text) {
    return reader_.open ? reader_.open(text) : std::nullopt;
}

}  // namespace tally::projections
