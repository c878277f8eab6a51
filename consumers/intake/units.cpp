#include "consumers/intake/units.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace tally::consumers {

namespace {

struct NamedUnit {
    std::string_view name;
    ScaledUnit unit;
};
// The first name of a base and power is the one shown.
constexpr auto unit_table = std::to_array<NamedUnit>({
    {"Wh", {"Wh", 0}},       {"kWh", {"Wh", 3}},
    {"MWh", {"Wh", 6}},      {"VArh", {"VArh", 0}},
    {"kVArh", {"VArh", 3}},  {"MVArh", {"VArh", 6}},
    {"VAh", {"VAh", 0}},     {"kVAh", {"VAh", 3}},
    {"MVAh", {"VAh", 6}},    {"J", {"J", 0}},
    {"MJ", {"J", 6}},        {"GJ", {"J", 9}},
    {"therm", {"therm", 0}}, {"dekatherm", {"therm", 1}},
    {"BTU", {"BTU", 0}},     {"MMBTU", {"BTU", 6}},
    {"ft3", {"ft3", 0}},     {"ccf", {"ft3", 2}},
    {"Mcf", {"ft3", 3}},     {"m3", {"m3", 0}},
    {"L", {"m3", -3}},       {"gal", {"gal", 0}},
    {"kgal", {"gal", 3}},    {"imperial_gal", {"imperial_gal", 0}},
});

struct UomCode {
    std::int64_t uom;
    ScaledUnit unit;
};
// ESPI UnitSymbolKind. Powers, voltages, states and the like are measured, too, but are no usage.
constexpr auto uom_codes = std::to_array<UomCode>({
    {31, {"J", 0}},
    {42, {"m3", 0}},
    {71, {"VAh", 0}},
    {72, {"Wh", 0}},
    {73, {"VArh", 0}},
    {119, {"ft3", 0}},
    {120, {"ft3", 0}},  // compensated
    {128, {"gal", 0}},
    {130, {"imperial_gal", 0}},
    {132, {"BTU", 0}},
    {134, {"m3", -3}},
    {156, {"m3", -3}},  // uncompensated
    {157, {"m3", -3}},  // compensated
    {166, {"m3", 0}},   // uncompensated
    {167, {"m3", 0}},   // compensated
    {169, {"therm", 0}},
});

constexpr int power_of_ten_max = 12;

}  // namespace

std::optional<ScaledUnit> unit_named(std::string_view name) {
    int extra_power = 0;
    if (const auto colon = name.find(':'); colon != std::string_view::npos) {
        const std::string_view power = name.substr(colon + 1);
        const auto [stopped, error] = std::from_chars(power.data(), power.data() + power.size(), extra_power);
        if (error != std::errc{} || stopped != power.data() + power.size() || extra_power > power_of_ten_max ||
            extra_power < -power_of_ten_max)
            return std::nullopt;
        name = name.substr(0, colon);
    }
    for (const NamedUnit& known : unit_table)
        if (known.name == name) return ScaledUnit{known.unit.base, known.unit.power_of_ten + extra_power};
    return std::nullopt;
}

std::optional<ScaledUnit> unit_named_in_any_case(std::string_view name) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    const auto same = [&](char a, char b) { return lower(a) == lower(b); };
    for (const NamedUnit& known : unit_table)
        if (std::equal(known.name.begin(), known.name.end(), name.begin(), name.end(), same)) return known.unit;
    return std::nullopt;
}

std::optional<ScaledUnit> unit_of_uom(std::int64_t uom) {
    for (const UomCode& known : uom_codes)
        if (known.uom == uom) return known.unit;
    return std::nullopt;
}

std::string unit_name(ScaledUnit unit) {
    std::string_view plain;
    for (const NamedUnit& known : unit_table) {
        if (known.unit.base != unit.base) continue;
        if (known.unit.power_of_ten == unit.power_of_ten) return std::string{known.name};
        if (known.unit.power_of_ten == 0) plain = known.name;
    }
    return std::string{plain} + ":" + std::to_string(unit.power_of_ten);
}

std::string known_units() {
    std::string list;
    for (const NamedUnit& known : unit_table) list += (list.empty() ? "" : ", ") + std::string{known.name};
    return list;
}

ScaleError scale(std::int64_t number, int power_of_ten, domain::Quantity& quantity) {
    domain::Int128 units = number;
    int power = power_of_ten + domain::Quantity::decimals;
    for (; power > 0 && units != 0; --power) {
        units *= 10;
        if (units > INT64_MAX || units < -domain::Int128{INT64_MAX}) return ScaleError::too_large;
    }
    for (; power < 0 && units != 0; ++power) {
        if (units % 10 != 0) return ScaleError::too_many_decimals;
        units /= 10;
    }
    quantity.units = static_cast<std::int64_t>(units);
    return ScaleError::none;
}

}  // namespace tally::consumers
