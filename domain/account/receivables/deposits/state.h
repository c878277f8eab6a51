#pragma once
// Deposits of an account that are asked for or held: a part of its own, which neither a payment nor a bill changes.
// What they sum to is in the account's state.

#include <cstdint>
#include <vector>

#include "domain/account/receivables/deposits/events.h"

namespace tally::domain {

// Cash of one credit that is held.
struct DepositLot {
    CreditSource source;
    Money amount;
    Date received_on;
    Date accrued_through;
    template <class T = DepositLot>
    static constexpr auto fields() {
        return FieldList{Field{"source", &T::source, "Whose credit it was."},
                         Field{"amount", &T::amount, "What is left of it."},
                         Field{"received_on", &T::received_on, "Since when it is held."},
                         Field{"accrued_through", &T::accrued_through, "Interest of days up to this one is counted."}};
    }
    bool operator==(const DepositLot&) const = default;
};

struct HeldDeposit {
    DocumentId deposit;
    Code deposit_class;
    ServiceAgreementId sa;
    Date billed_on;
    Date due_on;
    Money open;
    Money interest;
    std::vector<DepositLot> lots;
    std::uint64_t position = 0;
    template <class T = HeldDeposit>
    static constexpr auto fields() {
        return FieldList{Field{"deposit", &T::deposit, "The deposit."},
                         Field{"deposit_class", &T::deposit_class, "Its class."},
                         Field{"sa", &T::sa, "Agreement that it secures; empty: the whole account."},
                         Field{"billed_on", &T::billed_on, "When it was first asked for."},
                         Field{"due_on", &T::due_on, "When it was due."},
                         Field{"open", &T::open, "Asked for and not paid."},
                         Field{"interest", &T::interest, "Held besides the cash; earns none itself."},
                         Field{"lots", &T::lots, "Cash held, oldest first."},
                         Field{"position", &T::position, "Position of the event that billed it."}};
    }
    bool operator==(const HeldDeposit&) const = default;

    [[nodiscard]] Money cash() const;
    // Cash and interest.
    [[nodiscard]] Money held() const { return cash() + interest; }
    // The last day that is counted for any of its cash; unset: none is held.
    [[nodiscard]] Date accrued_through() const;
};

struct AccountDeposits {
    std::uint32_t deposit_count = 0;
    std::vector<HeldDeposit> deposits;
    template <class T = AccountDeposits>
    static constexpr auto fields() {
        return FieldList{Field{"deposit_count", &T::deposit_count, "Deposits ever."},
                         Field{"deposits", &T::deposits, "Those asked for or held, in the order they were billed."}};
    }
    bool operator==(const AccountDeposits&) const = default;

    // nullptr: neither asked for nor held.
    [[nodiscard]] const HeldDeposit* deposit(const DocumentId&) const;
};

}  // namespace tally::domain
