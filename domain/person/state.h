#pragma once
// A person as folded from its stream. Personal fields stay sealed.

#include <vector>

#include "domain/person/events.h"

namespace tally::domain {

struct PersonPhone {
    Code phone_type;
    Personal number;
    template <class T = PersonPhone>
    static constexpr auto fields() {
        return FieldList{Field{"phone_type", &T::phone_type, "One number a type."},
                         Field{"number", &T::number, "The number."}};
    }
    bool operator==(const PersonPhone&) const = default;
};
struct PersonIdentifier {
    Code identifier_type;
    Personal identifier;
    template <class T = PersonIdentifier>
    static constexpr auto fields() {
        return FieldList{Field{"identifier_type", &T::identifier_type, "One identifier a type."},
                         Field{"identifier", &T::identifier, "The identifier."}};
    }
    bool operator==(const PersonIdentifier&) const = default;
};

struct Erasure {
    ErasureGround ground = ErasureGround::unstated;
    Instant at;
    Plain by;
    std::uint64_t position = 0;
    template <class T = Erasure>
    static constexpr auto fields() {
        return FieldList{Field{"ground", &T::ground, "Why; empty: the person is not erased."},
                         Field{"at", &T::at, "When."}, Field{"by", &T::by, "Who sent the command."},
                         Field{"position", &T::position, "Position of the event."}};
    }
    bool operator==(const Erasure&) const = default;
};

struct PersonState {
    std::uint64_t version = 0;
    std::uint64_t last_position = 0;
    PersonId person;
    PersonKind kind = PersonKind::individual;
    PersonName name;
    std::vector<PersonPhone> phones;
    Personal email;
    std::vector<PersonIdentifier> identifiers;
    std::vector<PersonAddress> addresses;
    Erasure erasure;
    template <class T = PersonState>
    static constexpr auto fields() {
        return FieldList{Field{"version", &T::version, "Events folded."},
                         Field{"last_position", &T::last_position, "Position of the last of them."},
                         Field{"person", &T::person, "The person."},
                         Field{"kind", &T::kind, "Individual or business."},
                         Field{"name", &T::name, "Primary name."},
                         Field{"phones", &T::phones, "By type."},
                         Field{"email", &T::email, "E-mail address."},
                         Field{"identifiers", &T::identifiers, "By type."},
                         Field{"addresses", &T::addresses, "By address id."},
                         Field{"erasure", &T::erasure, "When and why the key of all these texts was destroyed."}};
    }
    bool operator==(const PersonState&) const = default;

    [[nodiscard]] bool erased() const { return erasure.ground != ErasureGround::unstated; }
};

}  // namespace tally::domain
