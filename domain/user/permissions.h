#pragma once
// What each role may do: one table, over every command and every kind of question. A command that is in none of its
// rows, or in two, does not compile.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/commands.h"

namespace tally::domain {

// A kind of work, with the commands that it is done by.
enum class Duty : std::uint8_t {
    customer_care,   // What people ask for, and what meters and payments bring.
    approval,        // Bills, approves, and takes back what was posted.
    control_tables,  // How the utility works: tables, tariffs, periods.
    control_totals,  // What another system reports to have booked.
    users,
    own_preferences
};
constexpr auto enum_names(Duty) {
    return std::to_array<std::string_view>(
        {"customer_care", "approval", "control_tables", "control_totals", "users", "own_preferences"});
}

// What can be looked at, with its kinds of questions.
enum class Sight : std::uint8_t {
    customers,  // Names, places, balances.
    documents,  // Invoices, statements, payments.
    books,      // Sums over the whole division.
    events,     // The log itself.
    tables,     // Control tables.
    users,
    operations  // How the program that answers does.
};
constexpr auto enum_names(Sight) {
    return std::to_array<std::string_view>(
        {"customers", "documents", "books", "events", "tables", "users", "operations"});
}

struct RolePermissions {
    Role role = Role::clerk;
    std::string_view meaning;
    std::vector<Duty> duties;
    std::vector<Sight> sights;
};
// A row for each role, in their order.
[[nodiscard]] std::span<const RolePermissions> role_permissions();

[[nodiscard]] Duty duty_of(const Command&);
// Of a type's name, such as "payment.post"; nullptr: there is no such command.
[[nodiscard]] const Duty* duty_of(std::string_view command_type);
// Of a kind of question, such as "balance", or of a kind of list, such as "accounts"; nullptr: it is in no row.
[[nodiscard]] const Sight* sight_of(std::string_view question_kind);
// All types of commands and kinds of questions and lists, in their order.
[[nodiscard]] std::span<const std::string_view> commands_of(Duty);
[[nodiscard]] std::span<const std::string_view> questions_of(Sight);

[[nodiscard]] bool may(std::span<const Role>, Duty);
[[nodiscard]] bool may_see(std::span<const Role>, Sight);
// "clerk, supervisor": those who may, for the cure of a refusal.
[[nodiscard]] std::string roles_that_may(Duty);
[[nodiscard]] std::string roles_that_see(Sight);

}  // namespace tally::domain
