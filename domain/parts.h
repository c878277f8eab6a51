#pragma once
// The parts that a division's state consists of, as one list: aggregates, and what is kept beside them. To add one,
// write its state and add it here; worlds, overlays, rows and the way from a stream to its state follow from the list.

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "domain/account/billing/corrections/state.h"
#include "domain/account/collections/state.h"
#include "domain/account/communications/state.h"
#include "domain/account/overdue/state.h"
#include "domain/account/people/state.h"
#include "domain/account/receivables/arrangements/state.h"
#include "domain/account/receivables/autopay/state.h"
#include "domain/account/receivables/deposits/state.h"
#include "domain/account/receivables/unclaimed/state.h"
#include "domain/account/state.h"
#include "domain/core/assert.h"
#include "domain/envelope.h"
#include "domain/organization/state.h"
#include "domain/person/state.h"
#include "domain/premise/market/state.h"
#include "domain/premise/state.h"
#include "domain/settings/state.h"
#include "domain/tariff/state.h"
#include "domain/user/state.h"

namespace tally::domain {

// Where a unique id of the division leads.
enum class DirectoryKind : std::uint8_t {
    service_point,
    meter,
    service_agreement,
    payment_event,
    person,
    market_transaction,
    erased_person
};
constexpr auto enum_names(DirectoryKind) {
    return std::to_array<std::string_view>({"service_point", "meter", "service_agreement", "payment_event", "person",
                                            "market_transaction", "erased_person"});
}
struct DirectoryEntry {
    // service_point: its premise. meter: its service point. service_agreement: its account. payment_event: the accounts
    // it pays. person: the accounts the person is on. market_transaction, which is keyed by sender and reference: its
    // premise, id and kind. erased_person: empty.
    std::vector<Plain> leads_to;
    std::uint64_t position = 0;
    template <class T = DirectoryEntry>
    static constexpr auto fields() {
        return FieldList{Field{"leads_to", &T::leads_to, "Ids of what it belongs to."},
                         Field{"position", &T::position, "Position of the event that made it."}};
    }
    bool operator==(const DirectoryEntry&) const = default;
};
struct DivisionNumbers {
    std::uint64_t highest_customer_number = 0;
    std::uint64_t highest_person_number = 0;
    std::uint64_t suspense_count = 0;
    std::uint64_t bank_deposit_count = 0;
    std::uint64_t master_count = 0;
    template <class T = DivisionNumbers>
    static constexpr auto fields() {
        return FieldList{Field{"highest_customer_number", &T::highest_customer_number, "Of all numeric account ids."},
                         Field{"highest_person_number", &T::highest_person_number, "Of all numeric person ids."},
                         Field{"suspense_count", &T::suspense_count, "Sums ever received into suspense."},
                         Field{"bank_deposit_count", &T::bank_deposit_count, "Deposits at the bank ever."},
                         Field{"master_count", &T::master_count, "Masters ever."}};
    }
    bool operator==(const DivisionNumbers&) const = default;
};

// Numbers are stored, as the first byte of a key: add at the end.
enum class PartKind : std::uint8_t {
    settings = 1,
    numbers,
    person,
    account,
    premise,
    tariff,
    usage,
    directory,
    user,
    users,
    account_persons,
    account_overdue,
    account_deposits,
    interval_day,
    account_arrangements,
    account_communications,
    account_collections,
    reads_in_doubt,
    doubted_reading,
    account_corrections,
    organization,
    account_autopay,
    agreement_demands,
    premise_market,
    account_unclaimed
};

// Which part: its kind, then its id. The bytes are the key of the part's row.
struct PartKey {
    std::string bytes;
    [[nodiscard]] PartKind kind() const { return static_cast<PartKind>(bytes.front()); }
    auto operator<=>(const PartKey&) const = default;
};

// A state that names the lists which deciding goes through: each_list() calls use(begin, bytes) for each of them, so
// that they can be fetched ahead.
template <class State>
concept HasLists = requires(const State& state) {
    state.each_list([](const void*, std::size_t) {});
};

// A state, its kind, and the kind of stream whose fold it is, for aggregates.
template <class PartState, PartKind part_kind, StreamKind... stream_kinds>
struct PartOf {
    using State = PartState;
    static constexpr PartKind kind = part_kind;
    static constexpr bool folds(StreamKind stream) { return ((stream == stream_kinds) || ...); }
};

template <class... Of>
struct PartList {
    using Any = std::variant<typename Of::State...>;

    static constexpr std::array<PartKind, sizeof...(Of)> kinds{Of::kind...};
    static constexpr bool kinds_are_gapless() {
        for (std::size_t i = 0; i < kinds.size(); ++i)
            if (static_cast<std::size_t>(kinds[i]) != i + 1) return false;
        return true;
    }
    // A fresh part.
    [[nodiscard]] static Any fresh(PartKind kind) {
        static constexpr std::array<Any (*)(), sizeof...(Of)> makers{
            []() -> Any { return Any{std::in_place_type<typename Of::State>}; }...};
        const auto place = static_cast<std::size_t>(kind) - 1;
        TALLY_ASSERT(place < makers.size(), "unknown kind of part");
        return makers[place]();
    }
    // The state that a stream folds into; nothing: there is none.
    [[nodiscard]] static constexpr std::optional<PartKind> kind_of(StreamKind stream) {
        std::optional<PartKind> found;
        ((Of::folds(stream) && (found = Of::kind, true)) || ...);
        return found;
    }
    [[nodiscard]] static constexpr bool has_lists(StreamKind stream) {
        return ((Of::folds(stream) && HasLists<typename Of::State>) || ...);
    }
};

using Parts =
    PartList<PartOf<SettingsState, PartKind::settings, StreamKind::settings>,
             PartOf<DivisionNumbers, PartKind::numbers>, PartOf<PersonState, PartKind::person, StreamKind::person>,
             PartOf<AccountState, PartKind::account, StreamKind::account>,
             PartOf<PremiseState, PartKind::premise, StreamKind::premise>,
             PartOf<TariffState, PartKind::tariff, StreamKind::tariff>, PartOf<UsageMonth, PartKind::usage>,
             PartOf<DirectoryEntry, PartKind::directory>, PartOf<UserState, PartKind::user, StreamKind::user>,
             PartOf<UserList, PartKind::users>, PartOf<AccountPersons, PartKind::account_persons>,
             PartOf<AccountOverdue, PartKind::account_overdue>, PartOf<AccountDeposits, PartKind::account_deposits>,
             PartOf<IntervalDay, PartKind::interval_day>, PartOf<AccountArrangements, PartKind::account_arrangements>,
             PartOf<AccountCommunications, PartKind::account_communications>,
             PartOf<AccountCollections, PartKind::account_collections>, PartOf<ReadsInDoubt, PartKind::reads_in_doubt>,
             PartOf<DoubtedReading, PartKind::doubted_reading>,
             PartOf<AccountCorrections, PartKind::account_corrections>,

             PartOf<OrganizationState, PartKind::organization, StreamKind::organization>,
             PartOf<AccountAutopay, PartKind::account_autopay>, PartOf<AgreementDemands, PartKind::agreement_demands>,
             PartOf<PremiseMarket, PartKind::premise_market>, PartOf<AccountUnclaimed, PartKind::account_unclaimed>>;
static_assert(Parts::kinds_are_gapless(), "the list has the order of the kinds");
using StatePart = Parts::Any;

[[nodiscard]] const PartKey& settings_key();
[[nodiscard]] const PartKey& numbers_key();
[[nodiscard]] const PartKey& users_key();
// Of an account's late charges and disputes.
[[nodiscard]] PartKey overdue_key(const AccountId&);
// Of who is on an account.
[[nodiscard]] PartKey persons_key(const AccountId&);
// Of its deposits.
[[nodiscard]] PartKey deposits_key(const AccountId&);
// Of its payment arrangements.
[[nodiscard]] PartKey arrangements_key(const AccountId&);
// Of its communication log.
[[nodiscard]] PartKey communications_key(const AccountId&);
// Of its collection, severances and protections.
[[nodiscard]] PartKey collections_key(const AccountId&);
// Of what of its bills is to be corrected.
[[nodiscard]] PartKey corrections_key(const AccountId&);
// Of its automatic payment.
[[nodiscard]] PartKey autopay_key(const AccountId&);
// Of a premise's market transactions.
[[nodiscard]] PartKey market_key(const PremiseId&);
// Of an account's unclaimed property.
[[nodiscard]] PartKey unclaimed_key(const AccountId&);
// Of the demand that an agreement's segments charge.
[[nodiscard]] PartKey demands_key(const ServiceAgreementId&);
// Of a tender source; its key is no stream's.
[[nodiscard]] PartKey tender_source_key(const Code&);
[[nodiscard]] PartKey part_key(const BatchId&);
[[nodiscard]] PartKey part_key(const SuspenseId&);
[[nodiscard]] PartKey part_key(const MasterId&);
[[nodiscard]] PartKey part_key(const PersonId&);
[[nodiscard]] PartKey part_key(const AccountId&);
[[nodiscard]] PartKey part_key(const PremiseId&);
[[nodiscard]] PartKey part_key(const TariffId&);
[[nodiscard]] PartKey part_key(const UserId&);
// Months of one channel follow one another in key order.
[[nodiscard]] PartKey part_key(const ServicePointId&, const Code& channel, Date first_of_month);
// Of a channel's day. Days of one channel follow one another in key order.
[[nodiscard]] PartKey interval_day_key(const ServicePointId&, const Code& channel, Date day);
// Keys of a service point's list of readings in doubt, and of the values of one such reading.
[[nodiscard]] PartKey reads_in_doubt_key(const ServicePointId&);
[[nodiscard]] PartKey doubted_reading_key(const ServicePointId&, const Code& channel, Date day);
[[nodiscard]] PartKey part_key(DirectoryKind, std::string_view id);
// Of an aggregate's stream.
[[nodiscard]] PartKey part_key(const StreamId&);

// Events of the aggregate so far. Only of parts that a stream folds into.
[[nodiscard]] std::uint64_t version_of(const StatePart&);

// Nothing where the state names none.
template <class Use>
void each_list(const StatePart& part, const Use& use) {
    std::visit(
        [&](const auto& state) {
            if constexpr (HasLists<std::decay_t<decltype(state)>>) state.each_list(use);
        },
        part);
}

}  // namespace tally::domain
