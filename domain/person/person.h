#pragma once
// The rules of persons that other aggregates' rules are made of.

#include <string_view>

#include "domain/draft.h"

namespace tally::domain {

// Records the person; `path` is where the command stands within the one being decided, such as "new_person.".
[[nodiscard]] Decided<PersonId> record_person(Draft&, const RegisterPerson&, const std::string& path);

// Refuses, in words for that field, what would be about a person who was erased. One who is unknown passes.
[[nodiscard]] Decided<void> check_not_erased(World&, const std::string& field, const PersonId&);

// The text under the person's own key; empty text has no owner.
[[nodiscard]] Personal owned(const PersonId&, const Personal& text);
[[nodiscard]] PersonalAddress owned(const PersonId&, PersonalAddress address);
// Whether a held text says the same as one in a command. An erased text equals nothing.
[[nodiscard]] bool same_text(World&, const Personal& held, const Personal& given);
[[nodiscard]] bool same_address(World&, const PersonalAddress& held, const PersonalAddress& given);

// Fills in the installation's country where none is given, then holds fields and state against the country's.
[[nodiscard]] Decided<void> check_address(const SettingsState&, const std::string& path, PersonalAddress& address);
[[nodiscard]] Decided<void> check_address(const SettingsState&, const std::string& path, LocationAddress& address);

}  // namespace tally::domain
