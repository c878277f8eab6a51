#pragma once
// One receipt line for each command, for people or as JSON.

#include <string>

#include "eventstore/division/division.h"

namespace tally::tools {

// Without the newline. `line` is the input line; 0: none. Repeated commands are answered with the ids of their events.
[[nodiscard]] std::string receipt_line(const eventstore::Division&, const eventstore::ParsedCommand&,
                                       const eventstore::Outcome&, std::size_t line, bool json);
// Of an outcome that has them.
[[nodiscard]] std::string receipt_line(const eventstore::ParsedCommand&, const eventstore::Outcome&, std::size_t line,
                                       bool json);

// Of a refused command, without its id: the rejection's name, the field and value, the cure.
[[nodiscard]] std::string why_not(const eventstore::Outcome&);

}  // namespace tally::tools
