// Reads and meters that finish moves: what is measured belongs to the premise, what it completes to agreements.
// Premises' rules know no agreement; these are above both.

#include "domain/account/service/service.h"
#include "domain/core/check.h"
#include "domain/decide_on.h"
#include "domain/premise/premise.h"

namespace tally::domain {

Decided<void> enter_meter(Draft& draft, const InstallMeter& command, const std::string& path) {
    TALLY_TRY(record_meter(draft, command, path));
    return settle_starts(draft, command.service_point);
}

Decided<void> enter_read(Draft& draft, const RecordRead& command, const std::string& path, Check check) {
    const auto recorded = record_read(draft, command, path, check);
    TALLY_TRY(recorded);
    // Nothing begins or ends with a read in doubt.
    if (recorded->in_doubt) return {};
    for (const RegisterRead& read : recorded->estimated_again) TALLY_TRY(correct_service_reads(draft, read));
    if (recorded->corrected) return correct_service_reads(draft, recorded->read);
    return settle_moves(draft, command.service_point, command.read_on);
}

Decided<Events> decide_on(const InstallMeter& command, const Context& context) {
    Draft draft(context);
    TALLY_TRY(enter_meter(draft, command, ""));
    return draft.take();
}

Decided<Events> decide_on(const RemoveMeter& command, const Context& context) {
    Draft draft(context);
    const auto estimated_again = record_removal(draft, command);
    TALLY_TRY(estimated_again);
    for (const RegisterRead& read : *estimated_again) TALLY_TRY(correct_service_reads(draft, read));
    TALLY_TRY(settle_moves(draft, command.service_point, command.removed_on));
    return draft.take();
}

Decided<Events> decide_on(const RecordRead& command, const Context& context) {
    TALLY_TRY(must_have_passed("read_on", command.read_on, context.today));
    Draft draft(context);
    TALLY_TRY(enter_read(draft, command, "", Check::whole));
    return draft.take();
}

}  // namespace tally::domain
