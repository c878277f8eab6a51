#pragma once
// Ids of statements, from the account's own counter.

#include "domain/account/made_ids.h"
#include "domain/account/state.h"

namespace tally::domain {

// Agreements had the mark of statements once: one that has this very text keeps it.
[[nodiscard]] inline DocumentId statement_id(const AccountState& account, std::uint64_t sequence) {
    auto id = numbered_id<DocumentId>(account.account, statement_mark, sequence);
    if (!account.agreement(ServiceAgreementId{id.str()})) return id;
    return numbered_id<DocumentId>(account.account, other_statement_mark, sequence);
}
// Empty: it has none yet.
[[nodiscard]] inline DocumentId latest_statement_id(const AccountState& account) {
    return account.statement_count == 0 ? DocumentId{} : statement_id(account, account.statement_count);
}

}  // namespace tally::domain
