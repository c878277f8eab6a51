#include "tools/http/routes/event_page.h"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

#include "eventstore/codec/codec.h"
#include "eventstore/codec/json.h"
#include "eventstore/pipeline/core_views.h"
#include "projections/log_position.h"

namespace tally::tools {

namespace {

constexpr std::size_t entries_at_once = 128;
constexpr std::size_t entries_looked_at_max = 20'000;

class EventPageReader {
  public:
    EventPageReader(const eventstore::Division& division, const EventPageAsked& asked)
        : division_(division), asked_(asked), point_(division.store().pin()) {}

    eventstore::Result<EventPage> read() {
        page_.position = point_->position();
        if (auto bounded = find_bounds(); !bounded) return tl::unexpected(std::move(bounded.error()));
        if (auto listed = list_stream(); !listed) return tl::unexpected(std::move(listed.error()));
        std::size_t looked_at = 0;
        while (!done_) {
            const auto positions = next_positions();
            if (positions.empty()) break;
            if (looked_at >= entries_looked_at_max) {
                page_.next = asked_.oldest_first ? positions.front() : positions.back() + 1;
                break;
            }
            looked_at += positions.size();
            if (auto taken = take(positions); !taken) return tl::unexpected(std::move(taken.error()));
        }
        return std::move(page_);
    }

  private:
    // Events of a time stand together, since their times never decrease.
    eventstore::Result<void> find_bounds() {
        const auto& log = division_.store().log();
        low_ = asked_.from;
        high_ = std::min(page_.position, asked_.end.value_or(page_.position));
        const auto before = [&](domain::Instant instant) {
            return projections::entries_recorded_by(log, page_.position, {instant.microseconds - 1});
        };
        if (asked_.filter.since) {
            auto first = before(*asked_.filter.since);
            if (!first) return tl::unexpected(std::move(first.error()));
            low_ = std::max(low_, *first);
        }
        if (asked_.filter.until) {
            auto end = before(*asked_.filter.until);
            if (!end) return tl::unexpected(std::move(end.error()));
            high_ = std::min(high_, *end);
        }
        high_ = std::max(high_, low_);
        return {};
    }
    eventstore::Result<void> list_stream() {
        if (!asked_.stream) return {};
        auto read = eventstore::each_run(
            *point_, eventstore::stream_key({static_cast<std::uint8_t>(asked_.stream->kind), asked_.stream->id.str()}),
            0, [&](std::uint64_t, std::span<const std::uint64_t> positions) {
                for (const auto position : positions)
                    if (position >= low_ && position < high_) of_stream_.push_back(position);
                return true;
            });
        low_ = 0;
        high_ = of_stream_.size();
        return read;
    }
    // Rising; of those that are left the oldest or the newest ones.
    std::vector<std::uint64_t> next_positions() {
        const auto count = std::min<std::uint64_t>(entries_at_once, high_ - low_);
        const auto first = asked_.oldest_first ? low_ : high_ - count;
        (asked_.oldest_first ? low_ : high_) = asked_.oldest_first ? low_ + count : first;
        std::vector<std::uint64_t> positions(static_cast<std::size_t>(count));
        std::iota(positions.begin(), positions.end(), first);
        if (asked_.stream)
            for (auto& position : positions) position = of_stream_[static_cast<std::size_t>(position)];
        return positions;
    }
    eventstore::Result<void> take(std::span<const std::uint64_t> positions) {
        std::vector<domain::RecordedEvent> taken;
        eventstore::Result<void> decoded;
        auto read = division_.store().log().read_each(positions, [&](std::uint64_t, std::string_view bytes) {
            if (!decoded) return;
            auto envelope = eventstore::decode_envelope(bytes);
            if (!envelope)
                decoded = tl::unexpected(std::move(envelope.error()));
            else if (asked_.filter.takes(envelope->envelope))
                decoded = eventstore::decode_into(bytes, taken.emplace_back());
        });
        if (!read) return read;
        if (!decoded) return decoded;
        if (!asked_.oldest_first) std::reverse(taken.begin(), taken.end());
        for (const auto& event : taken)
            if (!add(event)) break;
        return {};
    }
    // False: the page was full before.
    bool add(const domain::RecordedEvent& event) {
        if (count_ == asked_.limit) {
            page_.next = asked_.oldest_first ? event.envelope.position : event.envelope.position + 1;
            done_ = true;
            return false;
        }
        if (count_++ > 0) page_.events += ',';
        eventstore::write_event_json(event, division_.json(), page_.events);
        return true;
    }

    const eventstore::Division& division_;
    const EventPageAsked& asked_;
    const std::shared_ptr<const eventstore::Point> point_;
    EventPage page_;
    // Of positions; where a stream was asked for, of places in the list of its positions.
    std::uint64_t low_ = 0;
    std::uint64_t high_ = 0;
    std::vector<std::uint64_t> of_stream_;
    std::size_t count_ = 0;
    bool done_ = false;
};

}  // namespace

eventstore::Result<EventPage> read_event_page(const eventstore::Division& division, const EventPageAsked& asked) {
    return EventPageReader{division, asked}.read();
}

}  // namespace tally::tools
