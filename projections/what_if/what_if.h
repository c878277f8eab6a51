#pragma once
// Commands tried on a copy in memory, with what they would make. See eventstore/division/trial.h.

#include <iosfwd>
#include <optional>
#include <span>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "eventstore/codec/command_json.h"
#include "eventstore/division/division.h"
#include "projections/render/render.h"
#include "projections/what_if/what_if_answers.h"

namespace tally::projections {

inline constexpr std::size_t what_if_commands_max = 100;

// A command, or what is wrong with its text.
using CommandToTry = tl::expected<eventstore::ParsedCommand, eventstore::InputError>;

// Written out, since persons whom a command would register have keys only as long as they are tried.
struct WhatIfText {
    std::string text;
    std::uint64_t position = 0;
    bool accepted = true;
};
enum class WhatIfForm : std::uint8_t { text, json };
// Commands without an id are given "what-if-1", "what-if-2", …
[[nodiscard]] Result<WhatIfText> what_if(const eventstore::Division&, std::vector<CommandToTry>, WhatIfForm);

// The same as data, for callers that compare; personal text of persons who would be made cannot be opened.
[[nodiscard]] Result<WhatIfAnswer> what_if(const eventstore::Division&, std::vector<CommandToTry>);

// The commands of {"commands":[{"type":…}, …]}, each read by itself, so that a wrong one spoils no other. `actor` is
// whose they are: a command that names another, or a time where the division has none of its own, is wrong. Refuses
// with what is wrong with the whole.
[[nodiscard]] tl::expected<std::vector<CommandToTry>, eventstore::InputError> commands_to_try(
    const eventstore::Division&, std::string_view json, std::string_view actor);
// One, such as a line of a file.
[[nodiscard]] CommandToTry command_to_try(eventstore::CommandReader&, const eventstore::Division&,
                                          std::string_view json, std::size_t number, std::string_view actor);
// Those of a file of JSON Lines, empty ones left out. The time is of commands that do not say theirs.
[[nodiscard]] tl::expected<std::vector<CommandToTry>, eventstore::InputError> commands_in_lines(
    const eventstore::Division&, std::istream&, std::string_view actor, std::optional<domain::Instant> received_at);

}  // namespace tally::projections
