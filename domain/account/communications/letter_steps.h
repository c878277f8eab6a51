#pragma once
// Sending a letter, as a step of a draft.

#include <optional>

#include "domain/core/refusal.h"
#include "domain/draft.h"

namespace tally::domain {

// To a person on the account, from the template as in force on that day, to where the person is reached then. Refused
// where a field has no value or the person is not reached; then nothing is recorded. Returns the letter's id.
// `overdue`: what it asks for, where that is not all that is overdue and undisputed.
[[nodiscard]] Decided<DocumentId> send_letter(Draft&, const AccountId&, const PersonId&, const Code& letter_template,
                                              Date on, std::optional<Money> overdue = {});

}  // namespace tally::domain
