#pragma once
// What is typed of a person who may be registered already, as it is typed.

#include <cstddef>
#include <string>

namespace tally::projections {

struct TypedPerson {
    std::string name;        // The name, or its first, middle and last part with blanks between.
    std::string phone;       // One or several, with commas between.
    std::string email;       // Likewise.
    std::string identifier;  // Likewise.
    std::string address;     // Number, street, city, postal code.
    bool operator==(const TypedPerson&) const = default;
};
// Of one of them, and values with commas between: what is longer is refused, so that a question has a bounded cost.
constexpr std::size_t typed_bytes_max = 400;
constexpr std::size_t typed_values_max = 16;

}  // namespace tally::projections
