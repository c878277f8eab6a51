#include "eventstore/division/state_rows.h"

#include "domain/core/assert.h"
#include "eventstore/codec/packed.h"

namespace tally::eventstore {

namespace {
std::string key_of(PartKind kind, std::string_view id) {
    std::string key;
    key.reserve(1 + id.size());
    key += static_cast<char>(kind);
    key += id;
    return key;
}

template <class Part>
Result<std::optional<Part>> read_part(const Point& point, View states, const std::string& key) {
    auto row = point.get(states, key);
    if (!row) return tl::unexpected(std::move(row.error()));
    if (!*row) return std::optional<Part>{};
    Part part;
    if (auto decoded = decode_packed(**row, part_id(key), part); !decoded)
        return tl::unexpected(std::move(decoded.error()));
    return std::optional<Part>{std::move(part)};
}
}  // namespace

std::string settings_key() {
    return key_of(PartKind::settings, "");
}
std::string numbers_key() {
    return key_of(PartKind::numbers, "");
}
std::string part_key(const domain::PersonId& id) {
    return key_of(PartKind::person, id.str());
}
std::string part_key(const domain::AccountId& id) {
    return key_of(PartKind::account, id.str());
}
std::string part_key(const domain::PremiseId& id) {
    return key_of(PartKind::premise, id.str());
}
std::string part_key(const domain::TariffId& id) {
    return key_of(PartKind::tariff, id.str());
}

std::string part_key(const domain::ServicePointId& service_point, const domain::Code& channel,
                     domain::Date first_of_month) {
    std::string key = key_of(PartKind::usage, service_point.str());
    key += '\0';
    key += channel.str();
    key += '\0';
    // "2022-01": sorts by time.
    key += domain::to_string(first_of_month).substr(0, 7);
    return key;
}

std::string part_key(domain::DirectoryKind kind, std::string_view id) {
    std::string key = key_of(PartKind::directory, "");
    key += static_cast<char>('0' + static_cast<int>(kind));
    key += id;
    return key;
}

std::string part_key(const domain::StreamId& stream) {
    switch (stream.kind) {
        case domain::StreamKind::settings:
            return settings_key();
        case domain::StreamKind::person:
            return key_of(PartKind::person, stream.id.str());
        case domain::StreamKind::account:
            return key_of(PartKind::account, stream.id.str());
        case domain::StreamKind::premise:
            return key_of(PartKind::premise, stream.id.str());
        case domain::StreamKind::tariff:
            return key_of(PartKind::tariff, stream.id.str());
        case domain::StreamKind::organization:
            break;
    }
    TALLY_ASSERT(false, "no state for this kind of stream");
}

std::string part_prefix(PartKind kind) {
    return key_of(kind, "");
}
std::string_view part_id(std::string_view key) {
    return key.substr(1);
}

StatePart empty_part(std::string_view key) {
    TALLY_ASSERT(!key.empty(), "a part has a kind");
    switch (static_cast<PartKind>(key.front())) {
        case PartKind::settings:
            return domain::SettingsState{};
        case PartKind::numbers:
            return domain::DivisionNumbers{};
        case PartKind::person:
            return domain::PersonState{};
        case PartKind::account:
            return domain::AccountState{};
        case PartKind::premise:
            return domain::PremiseState{};
        case PartKind::tariff:
            return domain::TariffState{};
        case PartKind::usage:
            return domain::UsageMonth{};
        case PartKind::directory:
            return domain::DirectoryEntry{};
    }
    TALLY_ASSERT(false, "unknown kind of part");
}

void encode_part(std::string_view key, const StatePart& part, std::string& out) {
    std::visit([&](const auto& typed) { encode_packed(typed, part_id(key), out); }, part);
}

Result<StatePart> decode_part(std::string_view key, std::string_view row) {
    StatePart part = empty_part(key);
    auto decoded = std::visit([&](auto& typed) { return decode_packed(row, part_id(key), typed); }, part);
    if (!decoded) return tl::unexpected(std::move(decoded.error()));
    return part;
}

Result<void> decode_account(std::string_view key, std::string_view row, domain::AccountState& account) {
    return decode_packed(row, part_id(key), account);
}

Result<domain::SettingsState> read_settings(const Point& point, View states) {
    auto settings = read_part<domain::SettingsState>(point, states, settings_key());
    if (!settings) return tl::unexpected(std::move(settings.error()));
    return *settings ? std::move(**settings) : domain::SettingsState{};
}
Result<std::optional<domain::PersonState>> read_person(const Point& point, View states, const domain::PersonId& id) {
    return read_part<domain::PersonState>(point, states, part_key(id));
}
Result<std::optional<domain::AccountState>> read_account(const Point& point, View states, const domain::AccountId& id) {
    return read_part<domain::AccountState>(point, states, part_key(id));
}
Result<std::optional<domain::PremiseState>> read_premise(const Point& point, View states, const domain::PremiseId& id) {
    return read_part<domain::PremiseState>(point, states, part_key(id));
}
Result<std::optional<domain::TariffState>> read_tariff(const Point& point, View states, const domain::TariffId& id) {
    return read_part<domain::TariffState>(point, states, part_key(id));
}
Result<std::optional<domain::UsageMonth>> read_usage(const Point& point, View states,
                                                     const domain::ServicePointId& service_point,
                                                     const domain::Code& channel, domain::Date first_of_month) {
    return read_part<domain::UsageMonth>(point, states, part_key(service_point, channel, first_of_month));
}
Result<std::optional<domain::DirectoryEntry>> read_directory(const Point& point, View states,
                                                             domain::DirectoryKind kind, std::string_view id) {
    return read_part<domain::DirectoryEntry>(point, states, part_key(kind, id));
}

}  // namespace tally::eventstore
