#pragma once
// The rule for texts, held against every field of every command before any other rule.

#include "domain/commands.h"
#include "domain/core/refusal.h"

namespace tally::domain {

// Walks what the command and its header describe, so that no field can be left out: ids are printable ASCII of at most
// 64 bytes (valid_id), all other texts are fit to be seen (unfit_to_show). Sealed text is skipped: no
// command brings any.
[[nodiscard]] Decided<void> check_texts(const Command&, const CommandHeader&);

}  // namespace tally::domain
