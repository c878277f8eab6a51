#pragma once
// A page of /v1/events as a server answers it.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tally::tools {

struct ServedPage {
    std::uint64_t position = 0;
    std::vector<std::string> events;  // As JSON.
    std::string next;                 // Cursor of the page after it; empty: there is none.
};
// Nothing: it is no such page.
[[nodiscard]] std::optional<ServedPage> read_served_page(const std::string& body);

}  // namespace tally::tools
