#pragma once
// Which parts a command looks at beyond those that it names itself: a hint for reading them together, never a limit.

#include "domain/commands.h"
#include "domain/world.h"

namespace tally::domain {

// Whether look_further() does anything for it.
[[nodiscard]] bool looks_further(const Command&);

// Finds what deciding will find, as far as `seen` has it. A world that has not read a part notes that it was asked for
// and answers nullptr; called again once the part is there, this goes on to what the part leads to.
void look_further(const Command&, World& seen);

}  // namespace tally::domain
