#pragma once
// What every command's fields are held against before any rule: ids, codes, bounds; and the way a refusal travels up.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "domain/core/date.h"
#include "domain/core/money.h"
#include "domain/core/refusal.h"
#include "domain/core/text.h"

// Leaves the calling function with the refusal where there is one.
#define TALLY_TRY(expression)                                                             \
    do {                                                                                  \
        if (auto&& tried_ = (expression); !tried_)                                        \
            return ::tl::unexpected<::tally::domain::Refusal>(std::move(tried_.error())); \
    } while (false)

namespace tally::domain {

template <class Tag>
[[nodiscard]] Decided<void> check_id(std::string field, const Text<Tag>& id) {
    if (id.empty()) return refuse(Rejection::field_missing, std::move(field), "", "Give an id.");
    if (!valid_id(id.str()))
        return refuse(Rejection::id_invalid, std::move(field), id.str(),
                      "Use 1 to 64 printable ASCII characters without blanks and '/'.");
    return {};
}
template <class Tag>
[[nodiscard]] Decided<void> check_id_or_empty(std::string field, const Text<Tag>& id) {
    return id.empty() ? Decided<void>{} : check_id(std::move(field), id);
}

// A code that its control table must have: `found` is its row there, nullptr where there is none.
template <class Row>
[[nodiscard]] Decided<void> check_code(std::string field, const Code& code, const Row* found) {
    if (found) return {};
    const std::string command = "settings.define_" + std::string{Row::table_name};
    if (code.empty()) return refuse(Rejection::field_missing, std::move(field), "", "Give a code of " + command + ".");
    return refuse(Rejection::code_unknown, std::move(field), code.str(), "Send " + command + " first.");
}
template <class Row>
[[nodiscard]] Decided<void> check_code_or_empty(std::string field, const Code& code, const Row* found) {
    return code.empty() ? Decided<void>{} : check_code(std::move(field), code, found);
}
// Collects checks that do not depend on one another. The first refusal is kept and the cures of the others are appended
// to its own, so that one attempt reports everything that is missing.
class AllOf {
  public:
    AllOf& operator+=(Decided<void> checked) {
        if (checked) return *this;
        if (!first_)
            first_ = std::move(checked.error());
        else
            first_->cure += " Also " + checked.error().field +
                            (checked.error().value.empty() ? "" : " \"" + checked.error().value + "\"") + ": " +
                            checked.error().cure;
        return *this;
    }
    [[nodiscard]] Decided<void> result() {
        if (first_) return tl::unexpected(std::move(*first_));
        return {};
    }

  private:
    std::optional<Refusal> first_;
};

[[nodiscard]] inline Decided<void> check_not_negative(std::string field, Money amount) {
    if (amount.minor < 0)
        return refuse(Rejection::field_invalid, std::move(field), std::to_string(amount.minor) + " minor units",
                      "Give zero or more.");
    if (amount > largest_amount)
        return refuse(Rejection::amount_too_large, std::move(field), std::to_string(amount.minor) + " minor units",
                      "Give at most 10^15 minor units.");
    return {};
}

// A date further away than these limits is taken for a typing error: once recorded, it would block all earlier dates.
inline constexpr int days_back_max = 30 * 365;
inline constexpr int bill_days_ahead_max = 31;
inline constexpr int due_days_ahead_max = 366;
inline constexpr int period_days_ahead_max = 2 * 366;
inline constexpr int tariff_days_ahead_max = 3 * 366;  // Rate plans are approved for up to three years at once.
inline constexpr int settings_days_ahead_max = 3 * 366;
inline constexpr int service_days_ahead_max = 366;
inline constexpr int collection_wait_days_max = 366;
inline constexpr int protection_days_ahead_max = 10 * 366;

// Refuses a day more than days_back_max before today or more than `days_ahead_max` after it.
[[nodiscard]] inline Decided<Date> near_day(Date given, std::string field, Date today, int days_ahead_max) {
    const Date first = today - days_back_max, last = today + days_ahead_max;
    if (given >= first && given <= last) return given;
    return refuse(
        Rejection::date_out_of_order, std::move(field), to_string(given),
        "It is " + to_string(today) + " today: give a day from " + to_string(first) + " to " + to_string(last) + ".");
}

// Refuses only days too far ahead, for dates where a day long past blocks nothing.
[[nodiscard]] inline Decided<void> not_far_ahead(Date given, std::string field, Date today, int days_ahead_max) {
    const Date last = today + days_ahead_max;
    if (!given.is_set() || given <= last) return {};
    return refuse(Rejection::date_out_of_order, std::move(field), to_string(given),
                  "It is " + to_string(today) + " today: give a day up to " + to_string(last) + ".");
}

// The number an id is, where it is nothing but digits: what "the next free number" counts.
[[nodiscard]] inline std::optional<std::uint64_t> number_of(std::string_view id) {
    if (id.empty() || id.size() > 18) return std::nullopt;
    std::uint64_t number = 0;
    for (const char c : id) {
        if (c < '0' || c > '9') return std::nullopt;
        number = number * 10 + static_cast<std::uint64_t>(c - '0');
    }
    return number;
}

// "list[3]", a step of a field's path.
[[nodiscard]] inline std::string at(std::string_view list, std::size_t index) {
    return std::string{list} + "[" + std::to_string(index) + "]";
}

}  // namespace tally::domain
