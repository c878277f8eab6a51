#include "tools/http/divisions/division_figures.h"

#include "domain/core/describe.h"
#include "eventstore/codec/json.h"
#include "projections/control_totals/control_totals_queries.h"

namespace tally::tools {

namespace {

using domain::Field;
using domain::FieldList;

struct FeedHealth {
    domain::Plain feed;
    domain::Plain topic;
    bool telling = false;
    std::uint64_t position = 0;
    std::uint64_t lag = 0;
    std::uint64_t failures = 0;
    domain::Plain trouble;
    template <class T = FeedHealth>
    static constexpr auto fields() {
        return FieldList{Field{"feed", &T::feed, "Its name."},
                         Field{"topic", &T::topic, "Where it is published."},
                         Field{"telling", &T::telling, "Its topic is taken over; false: it will be tried again."},
                         Field{"position", &T::position, "All entries before it are published."},
                         Field{"lag", &T::lag, "Entries of the log that are not published yet."},
                         Field{"failures", &T::failures, "Since this program started."},
                         Field{"trouble", &T::trouble, "Empty: none just now."}};
    }
    bool operator==(const FeedHealth&) const = default;
};

struct DivisionHealth {
    std::uint32_t division = 0;
    domain::Plain state;
    bool ready = false;
    bool answered_here = false;
    bool simulated_time = false;
    domain::Plain owner;
    std::uint64_t owner_epoch = 0;
    std::uint64_t position = 0;
    std::uint64_t durable_end = 0;
    std::uint64_t view_lag = 0;
    std::uint64_t unfolded_bytes = 0;
    std::uint64_t queued_works = 0;
    domain::Plain trouble;
    std::vector<FeedHealth> feeds;
    template <class T = DivisionHealth>
    static constexpr auto fields() {
        return FieldList{
            Field{"division", &T::division, "Its number."},
            Field{"state", &T::state, "owning: its commands are decided here; standing_by: followed."},
            Field{"ready", &T::ready, "Questions about it can be answered, here or by its owner."},
            Field{"answered_here", &T::answered_here, "This program answers questions about it."},
            Field{"simulated_time", &T::simulated_time,
                  "Commands say themselves when they are received, in received_at; as far as this program answers."},
            Field{"owner", &T::owner, "Address of the other program that answers for it; empty: none."},
            Field{"owner_epoch", &T::owner_epoch, "How many owners it has had; 0: a store, which has no other owner."},
            Field{"position", &T::position, "Answers are true at: entries that were folded."},
            Field{"durable_end", &T::durable_end, "Entries of the log, as far as this program has it."},
            Field{"view_lag", &T::view_lag, "Entries that answers do not have yet."},
            Field{"unfolded_bytes", &T::unfolded_bytes, "Bytes of decided entries that wait to be folded."},
            Field{"queued_works", &T::queued_works, "Commands that wait to be decided."},
            Field{"trouble", &T::trouble, "The last failure; empty: none."},
            Field{"feeds", &T::feeds, "Feeds that this program publishes; their failures do not stop the division."}};
    }
    bool operator==(const DivisionHealth&) const = default;
};

struct HealthReport {
    bool ready = true;
    std::vector<DivisionHealth> divisions;
    eventstore::Maybe<ReadsHealth> reads;
    template <class T = HealthReport>
    static constexpr auto fields() {
        return FieldList{
            Field{"ready", &T::ready, "Every division is."}, Field{"divisions", &T::divisions, "By number."},
            Field{"reads", &T::reads, "Whether it is written who looked at what; absent: there is no sign-in."}};
    }
    bool operator==(const HealthReport&) const = default;
};

}  // namespace

std::vector<DivisionFigures> figures_of(const DivisionDirectory& directory) {
    std::vector<DivisionFigures> all;
    for (auto& state : directory.states()) {
        DivisionFigures figures;
        if (const auto opened = directory.reader_of(state.number)) {
            figures.answered_here = true;
            figures.store = opened->division->store().status();
            figures.poisoned = opened->division->store().poisoned();
            figures.simulated_time = opened->division->identity().simulated_time;
        } else {
            figures.owner = directory.address_of(state.number);
        }
        figures.state = std::move(state);
        all.push_back(std::move(figures));
    }
    return all;
}

void ControlDrifts::refresh(const DivisionDirectory& directory) {
    for (const auto& state : directory.states()) {
        const auto opened = directory.reader_of(state.number);
        if (!opened) continue;
        const auto reader = projections::reader_of(opened->division->store(), {});
        const auto position = reader.point->position();
        {
            const std::lock_guard lock{mutex_};
            const auto known = counted_.find(state.number);
            if (known != counted_.end() && known->second.position == position &&
                known->second.owner_epoch == opened->owner_epoch)
                continue;
        }
        const auto totals = projections::control_totals(reader);
        if (!totals || !*totals) continue;
        const std::lock_guard lock{mutex_};
        counted_[state.number] = {position, opened->owner_epoch, projections::drifts_in(**totals)};
    }
}

std::map<std::int32_t, std::uint64_t> ControlDrifts::latest() const {
    const std::lock_guard lock{mutex_};
    std::map<std::int32_t, std::uint64_t> all;
    for (const auto& [number, counted] : counted_) all.emplace(number, counted.drifts);
    return all;
}

const eventstore::RecordShape& health_shape() {
    return eventstore::record_shape<HealthReport>();
}

Health health_of(const std::vector<DivisionFigures>& all, const std::optional<ReadsHealth>& reads) {
    HealthReport report;
    if (reads) report.reads.set(*reads);
    for (const auto& figures : all) {
        DivisionHealth health;
        health.division = static_cast<std::uint32_t>(figures.state.number);
        health.state = domain::Plain{figures.state.state};
        health.ready = figures.ready();
        health.answered_here = figures.answered_here;
        health.simulated_time = figures.simulated_time;
        health.owner = domain::Plain{figures.owner.value_or("")};
        health.owner_epoch = figures.state.owner_epoch;
        health.position = figures.store.views.published;
        health.durable_end = figures.local_entries();
        health.view_lag = figures.view_lag();
        health.unfolded_bytes = figures.store.unfolded_bytes;
        health.queued_works = figures.store.queued_works;
        health.trouble = domain::Plain{figures.state.trouble};
        for (const auto& feed : figures.state.feeds)
            health.feeds.push_back({domain::Plain{feed.feed}, domain::Plain{feed.topic}, feed.telling, feed.position,
                                    figures.feed_lag(feed), feed.failures, domain::Plain{feed.trouble}});
        report.ready = report.ready && health.ready;
        report.divisions.push_back(std::move(health));
    }
    return {report.ready, eventstore::to_json(report, {}) + "\n"};
}

}  // namespace tally::tools
