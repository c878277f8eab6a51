#pragma once
// Names and addresses of persons. All of it is personal but what rules compare: kinds, dates, countries, states.

#include <array>
#include <cstdint>
#include <string_view>

#include "domain/core/date.h"
#include "domain/core/describe.h"
#include "domain/core/text.h"

namespace tally::domain {

enum class PersonKind : std::uint8_t { individual, business };
constexpr auto enum_names(PersonKind) {
    return std::to_array<std::string_view>({"individual", "business"});
}

// Why a person is erased: the grounds of article 17 of the GDPR, which other laws of privacy name likewise. A closed
// list and no text, so that the record of an erasure cannot hold what was erased.
enum class ErasureGround : std::uint8_t {
    unstated,
    request,
    no_longer_needed,
    consent_withdrawn,
    objection,
    unlawful_processing,
    legal_obligation
};
constexpr auto enum_names(ErasureGround) {
    return std::to_array<std::string_view>({"", "request", "no_longer_needed", "consent_withdrawn", "objection",
                                            "unlawful_processing", "legal_obligation"});
}

// As typed, or in parts; `full` is always there and is what is printed.
struct PersonName {
    Personal full;
    Personal prefix;
    Personal first;
    Personal middle;
    Personal last;
    Personal suffix;
    template <class T = PersonName>
    static constexpr auto fields() {
        return FieldList{Field{"full", &T::full, "The name as printed; made from the parts where it is not given."},
                         Field{"prefix", &T::prefix, "Such as Dr."},
                         Field{"first", &T::first, "First name."},
                         Field{"middle", &T::middle, "Middle name."},
                         Field{"last", &T::last, "Last name."},
                         Field{"suffix", &T::suffix, "Such as Jr."}};
    }
    bool operator==(const PersonName&) const = default;
};

enum class CityLimit : std::uint8_t { unstated, yes, no };
constexpr auto enum_names(CityLimit) {
    return std::to_array<std::string_view>({"", "yes", "no"});
}

// An address, of a person (Personal) or of a location (Plain). Which of the other fields are used follows from country.
template <class TextType>
struct BasicAddress {
    Code country;
    TextType address1;
    TextType address2;
    TextType address3;
    TextType address4;
    Plain house_type;
    TextType number1;
    TextType number2;
    CityLimit in_city_limit = CityLimit::unstated;
    TextType city;
    Plain geographic_code;
    Plain county;
    Code state;
    TextType postal;
    template <class T = BasicAddress>
    static constexpr auto fields() {
        return FieldList{Field{"country", &T::country, "Decides which fields there are and what they are called."},
                         Field{"address1", &T::address1, "First line, such as house number and apartment."},
                         Field{"address2", &T::address2, "Second line, such as the street."},
                         Field{"address3", &T::address3, "Third line, such as a landmark."},
                         Field{"address4", &T::address4, "Fourth line."},
                         Field{"house_type", &T::house_type, "Type of the house."},
                         Field{"number1", &T::number1, "A number of the address."},
                         Field{"number2", &T::number2, "Another number of the address."},
                         Field{"in_city_limit", &T::in_city_limit, "Whether it lies within the city limit."},
                         Field{"city", &T::city, "City."},
                         Field{"geographic_code", &T::geographic_code, "Geographic code."},
                         Field{"county", &T::county, "County."},
                         Field{"state", &T::state, "State, from the country's list."},
                         Field{"postal", &T::postal, "Postal or zip code."}};
    }
    bool operator==(const BasicAddress&) const = default;
};
using PersonalAddress = BasicAddress<Personal>;
using LocationAddress = BasicAddress<Plain>;

enum class AddressKind : std::uint8_t { mailing, seasonal };
constexpr auto enum_names(AddressKind) {
    return std::to_array<std::string_view>({"mailing", "seasonal"});
}

// Permanent mailing address, or one used part of each year.
struct PersonAddress {
    AddressId address_id;
    AddressKind kind = AddressKind::mailing;
    Date from;
    Date until;
    MonthDay season_first;
    MonthDay season_last;
    PersonalAddress address;
    template <class T = PersonAddress>
    static constexpr auto fields() {
        return FieldList{
            Field{"address_id", &T::address_id, "Names the address within the person."},
            Field{"kind", &T::kind, "Mailing, or seasonal."},
            Field{"from", &T::from, "First day it is effective; absent: always was."},
            Field{"until", &T::until, "First day it is no longer; absent: open."},
            Field{"season_first", &T::season_first, "First day of each year's season; it may wrap over New Year."},
            Field{"season_last", &T::season_last, "Last day of each year's season."},
            Field{"address", &T::address, "The address."}};
    }
    bool operator==(const PersonAddress&) const = default;
};

}  // namespace tally::domain
