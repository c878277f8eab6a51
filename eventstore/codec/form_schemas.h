#pragma once
// Schemas of commands that are sent without one of their fields, because the interface supplies it (an id in a path).

#include <span>
#include <string>
#include <string_view>

namespace tally::eventstore {

struct FormSchema {
    std::string_view command;    // By its type name.
    std::string_view without;    // A field that the schema lacks; empty: none.
    std::string_view completed;  // A field that is not required, though the command requires it; empty: none.
};

// Members of a JSON object, a line each: command_schemas() of these alone. What they are made of stands where `refs`
// leads.
[[nodiscard]] std::string form_schemas(std::span<const FormSchema>, std::string_view name_prefix,
                                       std::string_view refs);

}  // namespace tally::eventstore
