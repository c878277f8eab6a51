#pragma once
// What a letter says, and whom it is to: a template with its fields filled in from the account as it is.

#include <optional>

#include "domain/account/communications/types.h"
#include "domain/core/refusal.h"
#include "domain/draft.h"

namespace tally::domain {

// The person of the account that is named, or its main customer.
[[nodiscard]] Decided<PersonId> person_addressed(World&, const AccountId&, const PersonId& named);

struct LetterText {
    Personal subject;
    Personal text;
};
// In clear, under the person. A field that the account has nothing for is refused by name. `overdue`: nullopt: all that
// is overdue and undisputed.
[[nodiscard]] Decided<LetterText> letter_text(World&, const AccountState&, const PersonId&, const LetterTemplate&,
                                              Date on, std::optional<Money> overdue);

}  // namespace tally::domain
