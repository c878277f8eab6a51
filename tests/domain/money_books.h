#pragma once
// Accounts with open items for tests of money: opened and billed by events, so that no rule of billing is in the way.

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "domain/books/journal.h"
#include "tests/support/scenario.h"
#include "tests/support/standard_utility.h"

namespace tally::test {

class Books : public Scenario {
  public:
    Books() : Scenario(standard_settings()) { today("2022-06-01"); }

    // An account of class RES with active agreements <id>-GAS, <id>-WATER, … of those types; metered: each has a
    // service point, <id>-GAS-SP, so that it could be disconnected.
    void open(std::string_view id, std::initializer_list<std::string_view> sa_types = {"GAS"}, bool metered = false);
    // An invoice with one charge for each agreement, due on that day; one in a budget plan asks for the plan's amount.
    void bill(std::string_view account, std::string_view invoice, std::string_view due,
              std::initializer_list<std::pair<std::string_view, std::string_view>> charges);
    // The agreement is stopped and final-billed: it closes when nothing of it is open.
    void stop(std::string_view account, std::string_view sa);
    void append(domain::Events events);

    // "30.00"; "0.00" where the item is closed.
    [[nodiscard]] std::string open_of(std::string_view account, std::string_view document, std::string_view sa);
    [[nodiscard]] std::string unapplied(std::string_view account);
    [[nodiscard]] std::string payoff(std::string_view account);
    // document/sa=amount from source, joined by blanks, of the last when().
    [[nodiscard]] std::string allocated() const;
    [[nodiscard]] std::string deallocated() const;
};

// The account of most of these tests.
inline const domain::AccountId seven{"7"};

// The postings as "role amount role amount", in their order.
[[nodiscard]] std::string posted(const domain::Financial& financial);

// One tender for one account.
[[nodiscard]] domain::PostPayment a_payment(std::string_view account, std::string_view amount,
                                            std::string_view received_on = "2022-06-01");
[[nodiscard]] domain::Tender a_tender(std::string_view id, std::string_view amount);
[[nodiscard]] domain::PaymentShare a_share(std::string_view account, std::string_view amount);
[[nodiscard]] domain::PaymentShare a_spec_share(
    std::string_view account, std::string_view amount,
    std::initializer_list<std::pair<std::string_view, std::string_view>> documents, std::string_view remainder = "0");

}  // namespace tally::test
