#pragma once
// Receipts as lines for people; for programs they are JSON (eventstore/division/receipt.h).

#include <string>

#include "eventstore/division/receipt.h"

namespace tally::consumers {

// Without the newline.
[[nodiscard]] std::string receipt_text(const eventstore::CommandReceipt&);
// The same without the line that it is about.
[[nodiscard]] std::string receipt_text_alone(const eventstore::CommandReceipt&);

// Of a refused command, without its id: the rejection's name, the field and value, the cure.
[[nodiscard]] std::string why_not(const eventstore::CommandReceipt&);

}  // namespace tally::consumers
