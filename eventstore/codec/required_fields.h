#pragma once
// Which fields of a command the rules refuse to do without.

#include <string_view>

namespace tally::eventstore {

// Of a command by its type name ("account.open"), of its header ("CommandHeader"), or of a part of commands by its
// plain name ("PhoneEntry"). A field that only some commands need, such as the tender of a payment with several, is not
// required.
[[nodiscard]] bool is_required(std::string_view record, std::string_view field);

}  // namespace tally::eventstore
