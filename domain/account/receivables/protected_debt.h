#pragma once
// Debt from before a bankruptcy is neither collected nor charged for being late while the protection holds. Later debt
// is not protected.

#include <memory>
#include <vector>

#include "domain/account/collections/state.h"
#include "domain/account/receivables/state.h"
#include "domain/world.h"

namespace tally::domain {

class ItemsOfBefore;

// Protections of an account whose type, as in force on the day, leaves debt of before them alone. The account's history
// is read where there is one, and not before an item is asked for.
class ProtectedDebt {
  public:
    ProtectedDebt(World&, const AccountId&, Date on);
    ~ProtectedDebt();
    ProtectedDebt(const ProtectedDebt&) = delete;
    ProtectedDebt& operator=(const ProtectedDebt&) = delete;

    // Whether the item is of before a protection that holds on the day.
    [[nodiscard]] bool has(const OpenItem&, Date day);
    // The days of the period on which none protects the item.
    [[nodiscard]] std::vector<Period> unprotected(const OpenItem&, Period);

  private:
    struct Before {
        Protection protection;
        std::unique_ptr<ItemsOfBefore> items;  // Nothing: not looked at yet.
    };
    [[nodiscard]] bool is_of_before(Before&, const OpenItem&);

    World& world_;
    AccountId account_;
    std::vector<Before> protections_;
};

}  // namespace tally::domain
