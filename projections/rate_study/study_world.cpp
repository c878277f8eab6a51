#include "projections/rate_study/study_world.h"

#include <algorithm>

#include "eventstore/division/state_rows.h"

namespace tally::projections {

using namespace domain;

namespace {
// What follows a channel's prefix in the key of a day: 2022-01-05.
constexpr std::size_t date_bytes = 10;
}  // namespace

const StatePart* StudyWorld::find(const PartKey& key) {
    switch (key.kind()) {
        case PartKind::settings:
            return &settings_;
        case PartKind::interval_day:
            return find_day(key.bytes);
        case PartKind::tariff:
            return find_tariff(key);
        default:
            return read(parts_, key);
    }
}

const StatePart* StudyWorld::find_tariff(const PartKey& key) {
    const TariffId id{eventstore::part_id(key.bytes)};
    const TariffParts& own = side_ == Side::proposed ? tariffs_.proposed : tariffs_.present;
    if (const auto found = own.find(id); found != own.end()) return &found->second;
    return read(kept_tariffs_, key);
}

const StatePart* StudyWorld::read(std::map<PartKey, std::optional<StatePart>>& parts, const PartKey& key) {
    const auto [known, added] = parts.try_emplace(key);
    auto& part = known->second;
    if (!added) return part ? &*part : nullptr;
    auto row = point_.get(states_, key.bytes);
    if (!row) {
        failure_ = std::move(row.error());
    } else if (*row) {
        auto decoded = eventstore::decode_part(key.bytes, **row);
        if (decoded)
            part = std::move(*decoded);
        else
            failure_ = std::move(decoded.error());
    }
    return part ? &*part : nullptr;
}

StudyWorld::ChannelDays& StudyWorld::days_of(std::string_view prefix) {
    for (ChannelDays& known : channels_)
        if (known.prefix == prefix) return known;
    ChannelDays& channel = channels_.emplace_back();
    channel.prefix = prefix;
    channel.days.reserve(static_cast<std::size_t>(std::max(days_.days(), 0)));
    auto scan = point_.scan(states_, channel.prefix + to_string(days_.from), channel.prefix + to_string(days_.until));
    while (scan.next()) {
        auto decoded = eventstore::decode_part(scan.key(), scan.value());
        if (!decoded) {
            failure_ = std::move(decoded.error());
            break;
        }
        channel.days.emplace_back(std::string{scan.key()}, std::move(*decoded));
    }
    if (auto status = scan.status(); !status) failure_ = std::move(status.error());
    return channel;
}

const StatePart* StudyWorld::find_day(const std::string& key) {
    if (key.size() < date_bytes) return nullptr;
    ChannelDays& channel = days_of(std::string_view{key}.substr(0, key.size() - date_bytes));
    auto& days = channel.days;
    if (channel.next >= days.size() || days[channel.next].first != key) {
        const auto found =
            std::lower_bound(days.begin(), days.end(), key,
                             [](const auto& day, const std::string& wanted) { return day.first < wanted; });
        if (found == days.end() || found->first != key) return nullptr;
        channel.next = static_cast<std::size_t>(found - days.begin());
    }
    return &days[channel.next++].second;
}

}  // namespace tally::projections
