#pragma once
// The rooms of a module and who may include whom: which room a file belongs to, and what a line breaks.

#include <map>
#include <optional>
#include <set>
#include <string>

namespace tally::tidy {

struct Rooms {
    std::string module;
    // Files by path within the module without ending, such as "premise/events": their room. All others are of their
    // folder, or of the nearest one above it that is a room.
    std::map<std::string, std::string> of_file;
    // Room to the rooms that it may include, itself apart.
    std::map<std::string, std::set<std::string>> arrows;
};

// Of a path such as "eventstore/log/log.h"; nothing: not of this module, or of a room that is not in the table.
[[nodiscard]] std::optional<std::string> room_of(const Rooms&, const std::string& path);

// What is wrong with a line of that file; nothing: it is no include of this module, or follows an arrow.
[[nodiscard]] std::optional<std::string> broken_arrow(const Rooms&, const std::string& path, const std::string& line);

// Two rooms that reach each other, as "a, b"; nothing: the arrows have no cycle.
[[nodiscard]] std::optional<std::string> cycle_in(const Rooms&);

}  // namespace tally::tidy
