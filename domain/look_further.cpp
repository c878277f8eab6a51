#include "domain/look_further.h"

#include "domain/account/billing/bill.h"

namespace tally::domain {

bool looks_further(const Command& command) {
    return holds_alternative<BillAccount>(command);
}

void look_further(const Command& command, World& seen) {
    if (const auto* bill = get_if<BillAccount>(&command)) look_at_billed(seen, *bill);
}

}  // namespace tally::domain
