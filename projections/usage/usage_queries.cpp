// What a service point measured: months from its state, packed intervals from the log where they are asked for.
#include "projections/usage/usage_queries.h"

#include <algorithm>
#include <functional>

#include "eventstore/codec/codec.h"
#include "projections/states_as_of.h"

namespace tally::projections {

using namespace domain;

namespace {
void add_total(UsageAnswer& answer, const UsageLine& line) {
    if (line.is_read) return;
    auto total = std::find_if(answer.totals.begin(), answer.totals.end(), [&](const UsageTotal& known) {
        return known.channel == line.channel && known.unit == line.unit;
    });
    if (total == answer.totals.end()) total = answer.totals.insert(total, {line.channel, line.unit, {}, 0});
    total->quantity = total->quantity + line.value;
    ++total->periods;
}

// By channel, first day, and then by event.
std::string key_of_usage(const UsageLine& line) {
    constexpr std::int64_t days_below_zero = std::int64_t{1} << 31;
    return line.channel.str() + '\0' + ordered_number(static_cast<std::uint64_t>(line.from.days + days_below_zero)) +
           ordered_number(line.position);
}
void keep_page_of_usage(UsageAnswer& answer, const Page& page) {
    if (page.limit == 0) return;
    std::stable_sort(answer.lines.begin(), answer.lines.end(),
                     [](const UsageLine& a, const UsageLine& b) { return key_of_usage(a) < key_of_usage(b); });
    keep_page(answer.lines, page, answer.next, key_of_usage, std::less<std::string_view>{});
}

Result<void> add_intervals(const Reader& reader, UsageLine& line) {
    auto entry = reader.store.log().read(line.position);
    if (!entry) return tl::unexpected(std::move(entry.error()));
    auto recorded = eventstore::decode_entry(*entry);
    if (!recorded) return tl::unexpected(std::move(recorded.error()));
    const auto* usage = get_if<UsageRecorded>(&recorded->event);
    if (const auto* corrected = get_if<UsageCorrected>(&recorded->event)) usage = &corrected->usage;
    const auto* day = get_if<IntervalDayRecorded>(&recorded->event);
    if (const auto* corrected = get_if<IntervalDayCorrected>(&recorded->event)) day = &corrected->day;
    if (day) {
        line.interval_seconds = std::uint32_t{day->interval_minutes} * 60;
        line.intervals = day->values;
    }
    if (!usage) return {};
    line.start = usage->start;
    line.interval_seconds = usage->interval_seconds;
    line.intervals = usage->intervals;
    return {};
}
}  // namespace

Answered<UsageAnswer> usage(const Reader& reader, const ServicePointId& id, const UsageRange& range,
                            const AsOf& as_of) {
    auto states = StatesAsOf::at(reader, as_of);
    if (!states) return tl::unexpected(std::move(states.error()));
    auto place = states->directory(DirectoryKind::service_point, id.str());
    if (!place) return tl::unexpected(std::move(place.error()));
    if (!*place || (*place)->leads_to.empty()) return std::optional<UsageAnswer>{};
    const PremiseId premise_id{(*place)->leads_to.front().str()};
    auto premise = states->premise(premise_id);
    if (!premise) return tl::unexpected(std::move(premise.error()));
    if (!*premise) return std::optional<UsageAnswer>{};

    UsageAnswer answer;
    answer.position = states->position();
    answer.service_point = id;
    answer.premise = premise_id;
    answer.service_address = (*premise)->address;
    if (const auto* point = (*premise)->service_point(id)) {
        answer.service = point->service;
        if (!point->occupancies.empty() && !point->occupancies.back().until.is_set()) {
            auto heading = states->heading(point->occupancies.back().account);
            if (!heading) return tl::unexpected(std::move(heading.error()));
            answer.occupant = std::move(*heading);
        }
    }
    auto months = states->usage(premise_id, id, range.channel);
    if (!months) return tl::unexpected(std::move(months.error()));
    for (const auto& [key, month] : *months) {
        for (const auto& entry : month.entries) {
            if (range.from.is_set() && entry.until <= range.from) continue;
            if (range.until.is_set() && entry.from >= range.until) continue;
            UsageLine line{Code{key.channel},
                           entry.from,
                           entry.until,
                           entry.is_read,
                           entry.value,
                           entry.unit,
                           entry.quality,
                           entry.meter,
                           entry.position,
                           {},
                           0,
                           {}};
            add_total(answer, line);
            answer.lines.push_back(std::move(line));
        }
    }
    keep_page_of_usage(answer, range.page);
    if (range.intervals)
        for (auto& line : answer.lines)
            if (auto added = add_intervals(reader, line); !added) return tl::unexpected(std::move(added.error()));
    return std::optional{std::move(answer)};
}

}  // namespace tally::projections
