#pragma once
// What can be asked of a person. An id, date or code left empty takes the default its field names.

#include <cstdint>
#include <string_view>
#include <vector>

#include "domain/core/type_list.h"
#include "domain/person/types.h"

namespace tally::domain {

struct PhoneEntry {
    Code phone_type;
    Personal number;
    template <class T = PhoneEntry>
    static constexpr auto fields() {
        return FieldList{Field{"phone_type", &T::phone_type, "One number a type."},
                         Field{"number", &T::number, "The number, with extension."}};
    }
    bool operator==(const PhoneEntry&) const = default;
};

struct IdentifierEntry {
    Code identifier_type;
    Personal identifier;
    template <class T = IdentifierEntry>
    static constexpr auto fields() {
        return FieldList{Field{"identifier_type", &T::identifier_type, "One identifier a type."},
                         Field{"identifier", &T::identifier, "The identifier."}};
    }
    bool operator==(const IdentifierEntry&) const = default;
};

struct RegisterPerson {
    static constexpr std::string_view type_name = "person.register";
    PersonId person;
    PersonKind kind = PersonKind::individual;
    PersonName name;
    std::vector<PhoneEntry> phones;
    Personal email;
    std::vector<IdentifierEntry> identifiers;
    std::vector<PersonAddress> addresses;
    template <class T = RegisterPerson>
    static constexpr auto fields() {
        return FieldList{Field{"person", &T::person, "The person; empty: the next free number."},
                         Field{"kind", &T::kind, "Individual or business."},
                         Field{"name", &T::name, "As typed, or in parts."},
                         Field{"phones", &T::phones, "Phones to begin with."},
                         Field{"email", &T::email, "E-mail address."},
                         Field{"identifiers", &T::identifiers, "Identifiers to begin with."},
                         Field{"addresses", &T::addresses, "Addresses to begin with."}};
    }
    bool operator==(const RegisterPerson&) const = default;
};

struct ChangePersonName {
    static constexpr std::string_view type_name = "person.change_name";
    PersonId person;
    PersonName name;
    template <class T = ChangePersonName>
    static constexpr auto fields() {
        return FieldList{Field{"person", &T::person, "The person."}, Field{"name", &T::name, "The name from now on."}};
    }
    bool operator==(const ChangePersonName&) const = default;
};

struct SetPersonPhone {
    static constexpr std::string_view type_name = "person.set_phone";
    PersonId person;
    Code phone_type;
    Personal number;
    template <class T = SetPersonPhone>
    static constexpr auto fields() {
        return FieldList{Field{"person", &T::person, "The person."},
                         Field{"phone_type", &T::phone_type, "Which number."},
                         Field{"number", &T::number, "The number, with extension."}};
    }
    bool operator==(const SetPersonPhone&) const = default;
};

struct RemovePersonPhone {
    static constexpr std::string_view type_name = "person.remove_phone";
    PersonId person;
    Code phone_type;
    template <class T = RemovePersonPhone>
    static constexpr auto fields() {
        return FieldList{Field{"person", &T::person, "The person."},
                         Field{"phone_type", &T::phone_type, "Which number."}};
    }
    bool operator==(const RemovePersonPhone&) const = default;
};

struct SetPersonEmail {
    static constexpr std::string_view type_name = "person.set_email";
    PersonId person;
    Personal email;
    template <class T = SetPersonEmail>
    static constexpr auto fields() {
        return FieldList{Field{"person", &T::person, "The person."},
                         Field{"email", &T::email, "The address; empty removes it."}};
    }
    bool operator==(const SetPersonEmail&) const = default;
};

struct SetPersonIdentifier {
    static constexpr std::string_view type_name = "person.set_identifier";
    PersonId person;
    Code identifier_type;
    Personal identifier;
    template <class T = SetPersonIdentifier>
    static constexpr auto fields() {
        return FieldList{Field{"person", &T::person, "The person."},
                         Field{"identifier_type", &T::identifier_type, "Such as a tax number."},
                         Field{"identifier", &T::identifier, "The identifier; empty removes it."}};
    }
    bool operator==(const SetPersonIdentifier&) const = default;
};

struct SetPersonAddress {
    static constexpr std::string_view type_name = "person.set_address";
    PersonId person;
    PersonAddress address;
    template <class T = SetPersonAddress>
    static constexpr auto fields() {
        return FieldList{Field{"person", &T::person, "The person."},
                         Field{"address", &T::address, "New, or replacing the one with its id."}};
    }
    bool operator==(const SetPersonAddress&) const = default;
};

struct RemovePersonAddress {
    static constexpr std::string_view type_name = "person.remove_address";
    PersonId person;
    AddressId address_id;
    template <class T = RemovePersonAddress>
    static constexpr auto fields() {
        return FieldList{Field{"person", &T::person, "The person."},
                         Field{"address_id", &T::address_id, "Which address."}};
    }
    bool operator==(const RemovePersonAddress&) const = default;
};

struct ErasePerson {
    static constexpr std::string_view type_name = "person.erase";
    PersonId person;
    ErasureGround ground = ErasureGround::unstated;
    template <class T = ErasePerson>
    static constexpr auto fields() {
        return FieldList{Field{"person", &T::person, "The person."},
                         Field{"ground", &T::ground, "Why; it stays in the log."}};
    }
    bool operator==(const ErasePerson&) const = default;
};

using PersonCommand = TypeList<RegisterPerson, ChangePersonName, SetPersonPhone, RemovePersonPhone, SetPersonEmail,
                               SetPersonIdentifier, SetPersonAddress, RemovePersonAddress>;

// A list of its own, because clerks may not erase persons.
using ErasureCommand = TypeList<ErasePerson>;

}  // namespace tally::domain
