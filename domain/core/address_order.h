#pragma once
// In which order the parts of an address are printed, by country.

#include <algorithm>
#include <array>
#include <string_view>

namespace tally::domain {

struct AddressOrder {
    bool number_after_street = false;  // "Hauptstraße 5", not "5 High Street".
    bool postal_before_city = false;   // "10115 Berlin", not "Albany, NY 12207".
};

// Countries by ISO 3166-1 alpha-2 code; as in America where the code is not listed.
[[nodiscard]] constexpr AddressOrder address_order(std::string_view country) {
    constexpr auto both = std::to_array<std::string_view>({"AR", "AT", "BE", "BG", "BR", "CH", "CL", "CZ", "DE", "DK",
                                                           "EE", "ES", "FI", "GR", "HR", "IS", "IT", "LI", "LT", "MX",
                                                           "NL", "NO", "PL", "PT", "RO", "RS", "SE", "SI", "SK", "TR"});
    constexpr auto postal_alone = std::to_array<std::string_view>({"FR", "IL", "LU", "MC"});
    const auto in = [&](const auto& list) { return std::find(list.begin(), list.end(), country) != list.end(); };
    if (in(both)) return {true, true};
    return {false, in(postal_alone)};
}

}  // namespace tally::domain
