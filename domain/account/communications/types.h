#pragma once
// How the utility and its customers speak with each other.

#include <array>
#include <cstdint>
#include <string_view>

#include "domain/core/date.h"
#include "domain/core/describe.h"
#include "domain/core/text.h"

namespace tally::domain {

// Numbers are stored: add at the end.
enum class CommunicationChannel : std::uint8_t { note, phone, email, letter, visit, web };
constexpr auto enum_names(CommunicationChannel) {
    return std::to_array<std::string_view>({"note", "phone", "email", "letter", "visit", "web"});
}

// Who spoke to whom; unstated: for notes, which have no recipient. Numbers are stored: add at the end.
enum class CommunicationDirection : std::uint8_t { unstated, in, out };
constexpr auto enum_names(CommunicationDirection) {
    return std::to_array<std::string_view>({"", "in", "out"});
}

// Where a letter went, as resolved on the day it was sent.
struct LetterDelivery {
    Code route_type;
    Personal printed_name;
    Personal destination;
    Code country;
    template <class T = LetterDelivery>
    static constexpr auto fields() {
        return FieldList{
            Field{"route_type", &T::route_type, "How."},
            Field{"printed_name", &T::printed_name, "Name with prefix or suffix."},
            Field{"destination", &T::destination, "Fax number, e-mail address, or address lines apart by newlines."},
            Field{"country", &T::country, "Country of a postal address."}};
    }
    bool operator==(const LetterDelivery&) const = default;
};

}  // namespace tally::domain
