#pragma once
// Short forms for tests: dates, amounts and quantities from text, and events as text for messages.

#include <string>
#include <string_view>

#include "domain/commands.h"

namespace tally::test {

[[nodiscard]] domain::Date date(std::string_view text);          // "2022-01-05"
[[nodiscard]] domain::Money usd(std::string_view text);          // "12.34"
[[nodiscard]] domain::Quantity quantity(std::string_view text);  // "1250.5"
[[nodiscard]] domain::Price price(std::string_view text);        // "0.5123"
[[nodiscard]] domain::Rate rate(std::string_view text);          // "0.08875"
[[nodiscard]] domain::Instant instant(std::string_view text);    // "2022-01-05T12:00:00Z"
// As a command carries it.
[[nodiscard]] inline domain::Personal clear(std::string_view text) {
    return {{}, std::string{text}, false};
}
// As an event that was decided and not appended yet carries it.
[[nodiscard]] inline domain::Personal clear(std::string_view under, std::string_view text) {
    return {domain::PersonId{under}, std::string{text}, false};
}
// name{field: value, …}, fields that are at their default left out.
[[nodiscard]] std::string to_text(const domain::Event& event);

}  // namespace tally::test
