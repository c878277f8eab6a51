#pragma once
// What a command needs beside its body to be decided at all.

#include <optional>

#include "domain/commands.h"
#include "domain/core/refusal.h"

namespace tally::eventstore {

// The refusal of an id that is missing or that no receipt could be kept under. Asked before a command is decided, and
// before it is sent on.
[[nodiscard]] std::optional<domain::Refusal> refused_header(const domain::CommandHeader&);

}  // namespace tally::eventstore
