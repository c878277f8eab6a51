#pragma once
// Which alternative of domain::Event an entry's type name stands for: one probe for nearly every event.

#include <optional>
#include <string_view>

namespace tally::eventstore::detail {

// Its place in the variant; nothing: this release does not know the name.
[[nodiscard]] std::optional<std::size_t> find_event_type(std::string_view name);

}  // namespace tally::eventstore::detail
