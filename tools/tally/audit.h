#pragma once
// What an auditor opens who holds a store and its verifier key, and no secret: nothing is changed or signed.

#include <memory>
#include <optional>
#include <string>

#include "eventstore/log/log.h"
#include "tools/tally/session.h"

namespace tally::tools {

struct AuditedLog {
    std::unique_ptr<eventstore::Log> log;
    std::string checkpoint;  // The store's own last note; empty: it has none.
};
// Nothing, with the error printed and the exit code set, where it cannot be opened or the key does not parse.
[[nodiscard]] std::optional<AuditedLog> open_to_audit(Session&, const std::string& verifier_key);

// Prints what a verification found, and sets the exit code.
void tell(Session&, const projections::VerifyAnswer&, const eventstore::JsonContext&);

}  // namespace tally::tools
