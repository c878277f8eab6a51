#include "domain/account/disputed_items.h"

namespace tally::domain {

Money undisputed_amount(const OpenItem& item, const AccountOverdue& held) {
    const Money disputed = held.disputed(item.document, item.sa);
    return item.current_open > disputed ? item.current_open - disputed : Money{};
}

const AccountOverdue& disputes_of(World& world, const AccountState& account) {
    static const AccountOverdue none;
    return account.open_disputes > 0 ? world.overdue_of(account.account) : none;
}

Money undisputed_overdue(World& world, const AccountState& account, Date day) {
    const AccountOverdue& held = disputes_of(world, account);
    Money overdue;
    for (const OpenItem& item : account.items) {
        if (item.ages_from >= day) break;  // Items are in the order of their due dates.
        overdue += undisputed_amount(item, held);
    }
    return overdue;
}

}  // namespace tally::domain
