#include "eventstore/pipeline/log_health.h"

#include "eventstore/program_log.h"

namespace tally::eventstore {

void LogHealth::fail(const StoreError& error) {
    if (!failed_.exchange(true)) spdlog::critical("eventstore: the log cannot be written: {}", error.message);
}

StoreError LogHealth::refusal() {
    return {StoreErrorKind::poisoned,
            "an earlier write of the log failed, so nothing more is accepted; see the first error, mend its cause and "
            "open the store again"};
}

}  // namespace tally::eventstore
