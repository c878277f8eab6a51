// What an address may hold: fields, labels and states are the country's. Personal text is compared in clear.

#include <algorithm>

#include "domain/core/check.h"
#include "domain/person/person.h"

namespace tally::domain {

namespace {

bool is_empty(const Personal& text) {
    return text.empty();
}
bool is_empty(const Plain& text) {
    return text.empty();
}
bool is_empty(const Code& code) {
    return code.empty();
}
bool is_empty(CityLimit limit) {
    return limit == CityLimit::unstated;
}

template <class TextType>
Decided<void> check(const SettingsState& settings, const std::string& path, BasicAddress<TextType>& address) {
    if (address.country.empty()) address.country = settings.installation().default_country;
    if (address.country.empty())
        return refuse(Rejection::field_missing, path + "country", "",
                      "Give the country, or a default one in settings.define_installation_options.");
    const Country* country = settings.country(address.country);
    TALLY_TRY(check_code(path + "country", address.country, country));
    Decided<void> result;
    for_each_field<BasicAddress<TextType>>([&](const auto& field) {
        const auto& value = address.*field.member;
        if (!result || is_empty(value) || field.name == "country" || country->address_fields.empty()) return;
        const bool used = std::any_of(
            country->address_fields.begin(), country->address_fields.end(),
            [&](const CountryField& used_field) { return used_field.shown && used_field.field.str() == field.name; });
        if (!used)
            result = refuse(Rejection::country_field_not_used, path + std::string{field.name}, country->code.str(),
                            "Addresses of " + country->name.str() + " have no such field.");
    });
    TALLY_TRY(result);
    TALLY_TRY(check_id_or_empty(path + "state", address.state));
    if (!address.state.empty() && !country->states.empty() &&
        std::find(country->states.begin(), country->states.end(), address.state) == country->states.end())
        return refuse(Rejection::state_not_in_country, path + "state", address.state.str(),
                      "Name a state of " + country->name.str() + ".");
    return {};
}

}  // namespace

Decided<void> check_address(const SettingsState& settings, const std::string& path, PersonalAddress& address) {
    return check(settings, path, address);
}
Decided<void> check_address(const SettingsState& settings, const std::string& path, LocationAddress& address) {
    return check(settings, path, address);
}

Personal owned(const PersonId& person, const Personal& text) {
    return text.empty() ? Personal{} : Personal{person, text.bytes, text.sealed};
}
PersonalAddress owned(const PersonId& person, PersonalAddress address) {
    for_each_field<PersonalAddress>([&](const auto& field) {
        auto& value = address.*field.member;
        if constexpr (std::is_same_v<std::remove_reference_t<decltype(value)>, Personal>) value = owned(person, value);
    });
    return address;
}

bool same_text(World& world, const Personal& held, const Personal& given) {
    if (held.empty() || given.empty()) return held.empty() == given.empty();
    const auto held_text = world.open(held);
    const auto given_text = world.open(given);
    return held_text && given_text && *held_text == *given_text;
}
bool same_address(World& world, const PersonalAddress& held, const PersonalAddress& given) {
    bool same = true;
    for_each_field<PersonalAddress>([&](const auto& field) {
        const auto& a = held.*field.member;
        const auto& b = given.*field.member;
        if constexpr (std::is_same_v<std::remove_cvref_t<decltype(a)>, Personal>)
            same = same && same_text(world, a, b);
        else
            same = same && a == b;
    });
    return same;
}

}  // namespace tally::domain
