#pragma once
// The latest accrual of an account, as far as the next one needs it.

#include <cstdint>
#include <vector>

#include "domain/account/billing/unbilled/types.h"

namespace tally::domain {

struct LatestAccrual {
    std::uint32_t sequence = 0;
    Date period_until;
    std::vector<UnbilledRevenue> revenue;
    Money amount;
    std::uint32_t without_basis = 0;
    std::uint64_t position = 0;
    template <class T = LatestAccrual>
    static constexpr auto fields() {
        return FieldList{Field{"sequence", &T::sequence, "Its number; 0: there is none."},
                         Field{"period_until", &T::period_until, "First day after its accounting period."},
                         Field{"revenue", &T::revenue, "By account of the general ledger."},
                         Field{"amount", &T::amount, "Sum of the revenue."},
                         Field{"without_basis", &T::without_basis, "Agreements whose usage is not in it."},
                         Field{"position", &T::position, "Position of its event."}};
    }
    bool operator==(const LatestAccrual&) const = default;
};

}  // namespace tally::domain
