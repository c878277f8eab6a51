#include "domain/parts.h"

#include <array>

#include "domain/core/copy_bytes.h"

namespace tally::domain {

namespace {
PartKey key_of(PartKind kind, std::string_view id) {
    std::array<char, 65> bytes;  // The kind and an id, which valid_id() bounds at 64 bytes.
    if (id.size() >= bytes.size()) return {static_cast<char>(kind) + std::string{id}};
    bytes[0] = static_cast<char>(kind);
    copy_bytes(bytes.data() + 1, id.data(), id.size());
    return {std::string(bytes.data(), 1 + id.size())};
}
}  // namespace

const PartKey& settings_key() {
    static const PartKey key = key_of(PartKind::settings, "");
    return key;
}
const PartKey& numbers_key() {
    static const PartKey key = key_of(PartKind::numbers, "");
    return key;
}
const PartKey& users_key() {
    static const PartKey key = key_of(PartKind::users, "");
    return key;
}
PartKey overdue_key(const AccountId& id) {
    return key_of(PartKind::account_overdue, id.str());
}
PartKey persons_key(const AccountId& id) {
    return key_of(PartKind::account_persons, id.str());
}
PartKey arrangements_key(const AccountId& id) {
    return key_of(PartKind::account_arrangements, id.str());
}
PartKey communications_key(const AccountId& id) {
    return key_of(PartKind::account_communications, id.str());
}
PartKey collections_key(const AccountId& id) {
    return key_of(PartKind::account_collections, id.str());
}
PartKey corrections_key(const AccountId& id) {
    return key_of(PartKind::account_corrections, id.str());
}
PartKey autopay_key(const AccountId& id) {
    return key_of(PartKind::account_autopay, id.str());
}
PartKey market_key(const PremiseId& id) {
    return key_of(PartKind::premise_market, id.str());
}
PartKey unclaimed_key(const AccountId& id) {
    return key_of(PartKind::account_unclaimed, id.str());
}
PartKey demands_key(const ServiceAgreementId& id) {
    return key_of(PartKind::agreement_demands, id.str());
}
PartKey deposits_key(const AccountId& id) {
    return key_of(PartKind::account_deposits, id.str());
}
PartKey tender_source_key(const Code& code) {
    return key_of(PartKind::organization, "/" + code.str());
}
PartKey part_key(const BatchId& id) {
    return key_of(PartKind::organization, id.str());
}
PartKey part_key(const SuspenseId& id) {
    return key_of(PartKind::organization, id.str());
}
PartKey part_key(const MasterId& id) {
    return key_of(PartKind::organization, id.str());
}
PartKey part_key(const PersonId& id) {
    return key_of(PartKind::person, id.str());
}
PartKey part_key(const AccountId& id) {
    return key_of(PartKind::account, id.str());
}
PartKey part_key(const PremiseId& id) {
    return key_of(PartKind::premise, id.str());
}
PartKey part_key(const TariffId& id) {
    return key_of(PartKind::tariff, id.str());
}
PartKey part_key(const UserId& id) {
    return key_of(PartKind::user, id.str());
}

PartKey part_key(const ServicePointId& service_point, const Code& channel, Date first_of_month) {
    PartKey key = key_of(PartKind::usage, service_point.str());
    key.bytes += '\0';
    key.bytes += channel.str();
    key.bytes += '\0';
    // "2022-01": sorts by time.
    key.bytes += to_string(first_of_month).substr(0, 7);
    return key;
}

namespace {
PartKey key_of_day(PartKind kind, const ServicePointId& service_point, const Code& channel, Date day) {
    PartKey key = key_of(kind, service_point.str());
    key.bytes += '\0';
    key.bytes += channel.str();
    key.bytes += '\0';
    key.bytes += to_string(day);
    return key;
}
}  // namespace
PartKey interval_day_key(const ServicePointId& service_point, const Code& channel, Date day) {
    return key_of_day(PartKind::interval_day, service_point, channel, day);
}
PartKey reads_in_doubt_key(const ServicePointId& service_point) {
    return key_of(PartKind::reads_in_doubt, service_point.str());
}
PartKey doubted_reading_key(const ServicePointId& service_point, const Code& channel, Date day) {
    return key_of_day(PartKind::doubted_reading, service_point, channel, day);
}

PartKey part_key(DirectoryKind kind, std::string_view id) {
    PartKey key = key_of(PartKind::directory, "");
    key.bytes += static_cast<char>('0' + static_cast<int>(kind));
    key.bytes += id;
    return key;
}

PartKey part_key(const StreamId& stream) {
    // The settings are one part; the id of their stream does not matter.
    if (stream.kind == StreamKind::settings) return settings_key();
    const auto kind = Parts::kind_of(stream.kind);
    TALLY_ASSERT(kind.has_value(), "no state for this kind of stream");
    return key_of(*kind, stream.id.str());
}

std::uint64_t version_of(const StatePart& part) {
    return std::visit(
        [](const auto& state) -> std::uint64_t {
            if constexpr (requires { state.version; }) {
                return state.version;
            } else {
                TALLY_ASSERT(false, "no stream folds into this part");
            }
        },
        part);
}

}  // namespace tally::domain
