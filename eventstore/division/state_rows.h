#pragma once
// The view `states`: every part of the division's state (domain/parts.h) as folded from the log. One row a part, under
// the bytes of its key.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "domain/parts.h"
#include "eventstore/result.h"
#include "eventstore/views/point.h"

namespace tally::eventstore {

inline constexpr std::string_view states_view_name = "states";

// All keys of one kind start with it.
[[nodiscard]] std::string part_prefix(domain::PartKind);
// What follows the kind: the id, for aggregates.
[[nodiscard]] std::string_view part_id(std::string_view key);

// Rows are packed (codec/packed.h). Raise the version when a state's fields change or its fold does.
constexpr std::uint32_t states_version = 14;
void encode_part(std::string_view key, const domain::StatePart&, std::string& out);
[[nodiscard]] Result<domain::StatePart> decode_part(std::string_view key, std::string_view row);
// Into a fresh part of the key's kind.
[[nodiscard]] Result<void> decode_part(std::string_view key, std::string_view row, domain::StatePart&);
// Of an account, into an object that is reused.
[[nodiscard]] Result<void> decode_account(std::string_view key, std::string_view row, domain::AccountState&);

// --- Typed access for queries. nullopt: there is none. `states` is the view of that name.

// The settings change seldom and nearly every query reads them: each thread keeps what it decoded last.
[[nodiscard]] Result<std::shared_ptr<const domain::SettingsState>> read_settings(const Point&, View states);
[[nodiscard]] Result<std::optional<domain::PersonState>> read_person(const Point&, View states,
                                                                     const domain::PersonId&);
[[nodiscard]] Result<std::optional<domain::AccountState>> read_account(const Point&, View states,
                                                                       const domain::AccountId&);
// Empty: the account is not known.
[[nodiscard]] Result<domain::AccountPersons> read_persons_on(const Point&, View states, const domain::AccountId&);
// Empty: the account has neither late charges nor disputes.
[[nodiscard]] Result<domain::AccountOverdue> read_overdue_of(const Point&, View states, const domain::AccountId&);
// Empty: it never had one.
[[nodiscard]] Result<domain::AccountArrangements> read_arrangements_of(const Point&, View states,
                                                                       const domain::AccountId&);
// Empty: nothing was said.
[[nodiscard]] Result<domain::AccountCommunications> read_communications_of(const Point&, View states,
                                                                           const domain::AccountId&);
// Empty: nothing was ever collected, and nothing protects it.
[[nodiscard]] Result<domain::AccountCollections> read_collections_of(const Point&, View states,
                                                                     const domain::AccountId&);
// Empty: nothing of its bills is to be corrected.
[[nodiscard]] Result<domain::AccountCorrections> read_corrections_of(const Point&, View states,
                                                                     const domain::AccountId&);
// Empty: it never was enrolled.
[[nodiscard]] Result<domain::AccountAutopay> read_autopay_of(const Point&, View states, const domain::AccountId&);
[[nodiscard]] Result<domain::AccountUnclaimed> read_unclaimed_of(const Point&, View states, const domain::AccountId&);
// A batch of tenders or a sum in suspense; empty: there is none.
[[nodiscard]] Result<domain::OrganizationState> read_organization(const Point&, View states, const domain::PartKey&);
// Empty: it has none.
[[nodiscard]] Result<domain::AccountDeposits> read_deposits_of(const Point&, View states, const domain::AccountId&);
[[nodiscard]] Result<std::optional<domain::PremiseState>> read_premise(const Point&, View states,
                                                                       const domain::PremiseId&);
[[nodiscard]] Result<std::optional<domain::TariffState>> read_tariff(const Point&, View states,
                                                                     const domain::TariffId&);
[[nodiscard]] Result<std::optional<domain::UserState>> read_user(const Point&, View states, const domain::UserId&);
// Of all users, in the order in which they were added.
[[nodiscard]] Result<domain::UserList> read_users(const Point&, View states);
[[nodiscard]] Result<std::optional<domain::UsageMonth>> read_usage(const Point&, View states,
                                                                   const domain::ServicePointId&,
                                                                   const domain::Code& channel,
                                                                   domain::Date first_of_month);
[[nodiscard]] Result<std::optional<domain::DirectoryEntry>> read_directory(const Point&, View states,
                                                                           domain::DirectoryKind, std::string_view id);

}  // namespace tally::eventstore
