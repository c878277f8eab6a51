#pragma once
// Who is likely the person that is typed.

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "projections/answer_parts.h"

namespace tally::projections {

// What agrees. Best first.
enum class Agreement : std::uint8_t { identifier, email, phone, name, address, name_alike, former_name };
constexpr auto enum_names(Agreement) {
    return std::to_array<std::string_view>(
        {"identifier", "email", "phone", "name", "address", "name_alike", "former_name"});
}

// An account that the person is on.
struct DuplicatePlace {
    domain::AccountId account;
    bool main_customer = false;
    bool financially_responsible = false;
    bool third_party_guarantor = false;
    domain::Code relationship_type;
    domain::PremiseId premise;
    domain::LocationAddress service_address;
    template <class T = DuplicatePlace>
    static constexpr auto fields() {
        return FieldList{
            Field{"account", &T::account, "The account: the customer number."},
            Field{"main_customer", &T::main_customer, "The person labels the account."},
            Field{"financially_responsible", &T::financially_responsible, "The person owes the debt."},
            Field{"third_party_guarantor", &T::third_party_guarantor, "The person guarantees the debt."},
            Field{"relationship_type", &T::relationship_type, "What the person is to the account."},
            Field{"premise", &T::premise, "Location number of its oldest agreement still running, else of its newest."},
            Field{"service_address", &T::service_address, "Address of that location."}};
    }
    bool operator==(const DuplicatePlace&) const = default;
};

struct LikelyDuplicate {
    domain::PersonId person;
    domain::PersonKind kind = domain::PersonKind::individual;
    domain::Personal name;
    std::vector<Agreement> agrees;
    std::uint32_t score = 0;
    std::vector<DuplicatePlace> places;
    bool more_places = false;
    domain::PersonalAddress address;
    template <class T = LikelyDuplicate>
    static constexpr auto fields() {
        return FieldList{
            Field{"person", &T::person, "Who may be the same."},
            Field{"kind", &T::kind, "Individual or business."},
            Field{"name", &T::name, "That person's name today."},
            Field{"agrees", &T::agrees, "What is the same as typed; a name alike differs by a typo or lacks a part."},
            Field{"score", &T::score, "Higher is likelier: the sum of what agrees."},
            Field{"places", &T::places, "Accounts the person is on."},
            Field{"more_places", &T::more_places, "The person is on further accounts."},
            Field{"address", &T::address, "The first mailing address of the person."}};
    }
    bool operator==(const LikelyDuplicate&) const = default;
};

struct DuplicatesAnswer {
    std::uint64_t position = 0;
    std::vector<LikelyDuplicate> likely;
    bool more = false;
    template <class T = DuplicatesAnswer>
    static constexpr auto fields() {
        return FieldList{
            Field{"position", &T::position, "True at: entries of the log that were folded."},
            Field{"likely", &T::likely, "Best first."},
            Field{"more", &T::more, "There may be more: very many are alike, or more than were asked for."}};
    }
    bool operator==(const DuplicatesAnswer&) const = default;
};

void render(const DuplicatesAnswer&, const RenderContext&, std::string& out);

}  // namespace tally::projections
