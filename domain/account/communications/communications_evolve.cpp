// Folds the communication log into the part beside the account.

#include "domain/account/evolving.h"
#include "domain/evolve_on.h"

namespace tally::domain {

void evolve_on(MutableWorld& world, const Envelope& envelope, const ActivityRecorded& event) {
    evolving(world, envelope, event.account);
    AccountCommunications& log = world.communications_part(event.account);
    ++log.entry_count;
    if (event.follow_up_on.is_set())
        log.follow_ups.push_back({event.entry, event.follow_up_on, event.subject, envelope.position});
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const MemoAdded& event) {
    evolving(world, envelope, event.account);
    AccountCommunications& log = world.communications_part(event.account);
    ++log.memo_count;
    if (!event.follow_up_done && !event.follow_up_on.is_set()) return;
    // A memo that sets a day where there was none has no subject: the entry has it.
    FollowUp next{event.entry, event.follow_up_on, {}, envelope.position};
    if (const FollowUp* held = log.follow_up(event.entry)) next.subject = held->subject;
    std::erase_if(log.follow_ups, [&](const FollowUp& one) { return one.entry == event.entry; });
    if (event.follow_up_on.is_set()) log.follow_ups.push_back(std::move(next));
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const LetterSent& event) {
    evolving(world, envelope, event.account);
    ++world.communications_part(event.account).letter_count;
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const LetterResent& event) {
    evolving(world, envelope, event.account);
    ++world.communications_part(event.account).letter_count;
}

}  // namespace tally::domain
