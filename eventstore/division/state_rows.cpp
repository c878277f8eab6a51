#include "eventstore/division/state_rows.h"

#include "domain/core/assert.h"
#include "eventstore/codec/packed.h"

namespace tally::eventstore {

namespace {
template <class Part>
Result<std::optional<Part>> read_part(const Point& point, View states, const domain::PartKey& key) {
    auto row = point.get(states, key.bytes);
    if (!row) return tl::unexpected(std::move(row.error()));
    if (!*row) return std::optional<Part>{};
    Part part;
    if (auto decoded = decode_packed(**row, part_id(key.bytes), part); !decoded)
        return tl::unexpected(std::move(decoded.error()));
    return std::optional<Part>{std::move(part)};
}
// Fresh where there is none.
template <class Part>
Result<Part> read_part_or_fresh(const Point& point, View states, const domain::PartKey& key) {
    auto part = read_part<Part>(point, states, key);
    if (!part) return tl::unexpected(std::move(part.error()));
    return *part ? std::move(**part) : Part{};
}
}  // namespace

std::string part_prefix(domain::PartKind kind) {
    return {static_cast<char>(kind)};
}
std::string_view part_id(std::string_view key) {
    return key.substr(1);
}

void encode_part(std::string_view key, const domain::StatePart& part, std::string& out) {
    std::visit([&](const auto& typed) { encode_packed(typed, part_id(key), out); }, part);
}

Result<domain::StatePart> decode_part(std::string_view key, std::string_view row) {
    TALLY_ASSERT(!key.empty(), "a part has a kind");
    auto part = domain::Parts::fresh(static_cast<domain::PartKind>(key.front()));
    if (auto decoded = decode_part(key, row, part); !decoded) return tl::unexpected(std::move(decoded.error()));
    return part;
}

Result<void> decode_part(std::string_view key, std::string_view row, domain::StatePart& part) {
    return std::visit([&](auto& typed) { return decode_packed(row, part_id(key), typed); }, part);
}

Result<void> decode_account(std::string_view key, std::string_view row, domain::AccountState& account) {
    return decode_packed(row, part_id(key), account);
}

Result<std::shared_ptr<const domain::SettingsState>> read_settings(const Point& point, View states) {
    struct Decoded {
        std::weak_ptr<const Point> at;  // Where it was read last,
        View states = 0;                // and in which view.
        std::string row;
        std::shared_ptr<const domain::SettingsState> settings;
    };
    thread_local Decoded last;
    if (last.settings && last.states == states && last.at.lock().get() == &point) return last.settings;
    const auto key = domain::settings_key();
    auto row = point.get(states, key.bytes);
    if (!row) return tl::unexpected(std::move(row.error()));
    if (!*row) return std::make_shared<const domain::SettingsState>();
    if (!last.settings || last.row != **row) {
        auto settings = std::make_shared<domain::SettingsState>();
        if (auto decoded = decode_packed(**row, part_id(key.bytes), *settings); !decoded)
            return tl::unexpected(std::move(decoded.error()));
        last.row = std::move(**row);
        last.settings = std::move(settings);
    }
    last.at = point.weak_from_this();
    last.states = states;
    return last.settings;
}
Result<std::optional<domain::PersonState>> read_person(const Point& point, View states, const domain::PersonId& id) {
    return read_part<domain::PersonState>(point, states, domain::part_key(id));
}
Result<std::optional<domain::AccountState>> read_account(const Point& point, View states, const domain::AccountId& id) {
    return read_part<domain::AccountState>(point, states, domain::part_key(id));
}
Result<domain::AccountOverdue> read_overdue_of(const Point& point, View states, const domain::AccountId& id) {
    return read_part_or_fresh<domain::AccountOverdue>(point, states, domain::overdue_key(id));
}
Result<domain::AccountPersons> read_persons_on(const Point& point, View states, const domain::AccountId& id) {
    return read_part_or_fresh<domain::AccountPersons>(point, states, domain::persons_key(id));
}
Result<domain::AccountArrangements> read_arrangements_of(const Point& point, View states, const domain::AccountId& id) {
    return read_part_or_fresh<domain::AccountArrangements>(point, states, domain::arrangements_key(id));
}
Result<domain::AccountCommunications> read_communications_of(const Point& point, View states,
                                                             const domain::AccountId& id) {
    return read_part_or_fresh<domain::AccountCommunications>(point, states, domain::communications_key(id));
}
Result<domain::AccountCollections> read_collections_of(const Point& point, View states, const domain::AccountId& id) {
    return read_part_or_fresh<domain::AccountCollections>(point, states, domain::collections_key(id));
}
Result<domain::AccountCorrections> read_corrections_of(const Point& point, View states, const domain::AccountId& id) {
    return read_part_or_fresh<domain::AccountCorrections>(point, states, domain::corrections_key(id));
}
Result<domain::AccountUnclaimed> read_unclaimed_of(const Point& point, View states, const domain::AccountId& id) {
    return read_part_or_fresh<domain::AccountUnclaimed>(point, states, domain::unclaimed_key(id));
}

Result<domain::AccountAutopay> read_autopay_of(const Point& point, View states, const domain::AccountId& id) {
    return read_part_or_fresh<domain::AccountAutopay>(point, states, domain::autopay_key(id));
}
Result<domain::OrganizationState> read_organization(const Point& point, View states, const domain::PartKey& key) {
    return read_part_or_fresh<domain::OrganizationState>(point, states, key);
}
Result<domain::AccountDeposits> read_deposits_of(const Point& point, View states, const domain::AccountId& id) {
    return read_part_or_fresh<domain::AccountDeposits>(point, states, domain::deposits_key(id));
}
Result<std::optional<domain::PremiseState>> read_premise(const Point& point, View states, const domain::PremiseId& id) {
    return read_part<domain::PremiseState>(point, states, domain::part_key(id));
}
Result<std::optional<domain::TariffState>> read_tariff(const Point& point, View states, const domain::TariffId& id) {
    return read_part<domain::TariffState>(point, states, domain::part_key(id));
}
Result<std::optional<domain::UserState>> read_user(const Point& point, View states, const domain::UserId& id) {
    return read_part<domain::UserState>(point, states, domain::part_key(id));
}
Result<domain::UserList> read_users(const Point& point, View states) {
    return read_part_or_fresh<domain::UserList>(point, states, domain::users_key());
}
Result<std::optional<domain::UsageMonth>> read_usage(const Point& point, View states,
                                                     const domain::ServicePointId& service_point,
                                                     const domain::Code& channel, domain::Date first_of_month) {
    return read_part<domain::UsageMonth>(point, states, domain::part_key(service_point, channel, first_of_month));
}
Result<std::optional<domain::DirectoryEntry>> read_directory(const Point& point, View states,
                                                             domain::DirectoryKind kind, std::string_view id) {
    return read_part<domain::DirectoryEntry>(point, states, domain::part_key(kind, id));
}

}  // namespace tally::eventstore
