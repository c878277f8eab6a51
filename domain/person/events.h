#pragma once
// What can happen to a person. Names and field order are on disk: add, never edit.

#include <vector>

#include "domain/about.h"
#include "domain/core/type_list.h"
#include "domain/person/types.h"

namespace tally::domain {

struct PersonRegistered {
    static constexpr std::string_view type_name = "person.registered";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::person;
    PersonId person;
    PersonKind kind = PersonKind::individual;
    PersonName name;
    static constexpr std::tuple makes{NamedId{"person", &PersonRegistered::person}};
    template <class T = PersonRegistered>
    static constexpr auto fields() {
        return FieldList{Field{"person", &T::person, "The person."}, Field{"kind", &T::kind, "Individual or business."},
                         Field{"name", &T::name, "Primary name."}};
    }
    bool operator==(const PersonRegistered&) const = default;
};
struct PersonNameChanged {
    static constexpr std::string_view type_name = "person.name_changed";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::person;
    PersonId person;
    PersonName name;
    template <class T = PersonNameChanged>
    static constexpr auto fields() {
        return FieldList{Field{"person", &T::person, "The person."},
                         Field{"name", &T::name, "Primary name from now on."}};
    }
    bool operator==(const PersonNameChanged&) const = default;
};
struct PersonPhoneSet {
    static constexpr std::string_view type_name = "person.phone_set";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::person;
    PersonId person;
    Code phone_type;
    Personal number;
    template <class T = PersonPhoneSet>
    static constexpr auto fields() {
        return FieldList{Field{"person", &T::person, "The person."},
                         Field{"phone_type", &T::phone_type, "One number a type."},
                         Field{"number", &T::number, "The number, with extension."}};
    }
    bool operator==(const PersonPhoneSet&) const = default;
};
struct PersonPhoneRemoved {
    static constexpr std::string_view type_name = "person.phone_removed";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::person;
    PersonId person;
    Code phone_type;
    template <class T = PersonPhoneRemoved>
    static constexpr auto fields() {
        return FieldList{Field{"person", &T::person, "The person."},
                         Field{"phone_type", &T::phone_type, "Whose number is removed."}};
    }
    bool operator==(const PersonPhoneRemoved&) const = default;
};
struct PersonEmailSet {
    static constexpr std::string_view type_name = "person.email_set";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::person;
    PersonId person;
    Personal email;
    template <class T = PersonEmailSet>
    static constexpr auto fields() {
        return FieldList{Field{"person", &T::person, "The person."},
                         Field{"email", &T::email, "The address; empty removes it."}};
    }
    bool operator==(const PersonEmailSet&) const = default;
};
struct PersonIdentifierSet {
    static constexpr std::string_view type_name = "person.identifier_set";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::person;
    PersonId person;
    Code identifier_type;
    Personal identifier;
    template <class T = PersonIdentifierSet>
    static constexpr auto fields() {
        return FieldList{Field{"person", &T::person, "The person."},
                         Field{"identifier_type", &T::identifier_type, "Such as a tax number."},
                         Field{"identifier", &T::identifier, "The identifier; empty removes it."}};
    }
    bool operator==(const PersonIdentifierSet&) const = default;
};
struct PersonAddressSet {
    static constexpr std::string_view type_name = "person.address_set";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::person;
    PersonId person;
    PersonAddress address;
    template <class T = PersonAddressSet>
    static constexpr auto fields() {
        return FieldList{Field{"person", &T::person, "The person."},
                         Field{"address", &T::address, "The address, new or replaced under its id."}};
    }
    bool operator==(const PersonAddressSet&) const = default;
};
struct PersonAddressRemoved {
    static constexpr std::string_view type_name = "person.address_removed";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::person;
    PersonId person;
    AddressId address_id;
    template <class T = PersonAddressRemoved>
    static constexpr auto fields() {
        return FieldList{Field{"person", &T::person, "The person."},
                         Field{"address_id", &T::address_id, "Which address is removed."}};
    }
    bool operator==(const PersonAddressRemoved&) const = default;
};

// The key of the person's texts is destroyed once this is durable: they cannot be read again, here or in any copy of
// the log.
struct PersonErased {
    static constexpr std::string_view type_name = "person.erased";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::person;
    PersonId person;
    ErasureGround ground = ErasureGround::unstated;
    std::vector<AccountId> accounts;
    template <class T = PersonErased>
    static constexpr auto fields() {
        return FieldList{Field{"person", &T::person, "The person, of whom no text can be read from now on."},
                         Field{"ground", &T::ground, "Why."},
                         Field{"accounts", &T::accounts, "Accounts that the person was on; all of them were settled."}};
    }
    bool operator==(const PersonErased&) const = default;
};

using PersonEvent = TypeList<PersonRegistered, PersonNameChanged, PersonPhoneSet, PersonPhoneRemoved, PersonEmailSet,
                             PersonIdentifierSet, PersonAddressSet, PersonAddressRemoved, PersonErased>;

}  // namespace tally::domain
