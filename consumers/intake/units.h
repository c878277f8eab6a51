#pragma once
// Units that meters count in, and exact conversion between those that differ by a power of ten.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "consumers/intake/intake_error.h"
#include "domain/core/decimal.h"

namespace tally::consumers {

// A known unit times a power of ten: {"Wh", 3} counts kilowatt hours.
struct ScaledUnit {
    std::string_view base;  // Wh, therm, ft3, m3, …: static text
    int power_of_ten = 0;
};

// By name, such as kWh, ccf, Mcf, therm or m3, perhaps with a power of ten behind a colon ("therm:-3"): what a file
// without a unit counts in may be thousandths.
[[nodiscard]] std::optional<ScaledUnit> unit_named(std::string_view name);
// The same, whatever case it is written in: KWH is kWh.
[[nodiscard]] std::optional<ScaledUnit> unit_named_in_any_case(std::string_view name);
// By ESPI uom code: 72 is Wh, 169 therm, 119 ft3, 42 m3. nullopt: no quantity that is billed as usage.
[[nodiscard]] std::optional<ScaledUnit> unit_of_uom(std::int64_t uom);
// "Wh", "kWh", "therm": the shortest known name, else base and power ("therm:-3").
[[nodiscard]] std::string unit_name(ScaledUnit unit);
// Every name that unit_named knows, for messages.
[[nodiscard]] std::string known_units();

enum class ScaleError : std::uint8_t { none, too_many_decimals, too_large };
// number × 10^power_of_ten as a quantity, exact in six decimals or refused.
[[nodiscard]] ScaleError scale(std::int64_t number, int power_of_ten, domain::Quantity& quantity);

}  // namespace tally::consumers
