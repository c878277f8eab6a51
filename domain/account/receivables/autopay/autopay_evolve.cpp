// Folds mandates and drafts into the account's part for them.

#include <algorithm>

#include "domain/account/evolving.h"
#include "domain/evolve_on.h"

namespace tally::domain {

void evolve_on(MutableWorld& world, const Envelope& envelope, const AutopayEnrolled& event) {
    ++evolving(world, envelope, event.account).open_mandates;
    AccountAutopay& autopay = world.autopay_part(event.account);
    ++autopay.mandate_count;
    autopay.returns_in_a_row = 0;
    autopay.last_returned = false;
    if (autopay.mandates.size() > mandates_kept_max) autopay.mandates.erase(autopay.mandates.begin());
    autopay.mandates.push_back({event, {}, envelope.position});
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const AutopayEnded& event) {
    AccountState& state = evolving(world, envelope, event.account);
    if (state.open_mandates > 0) --state.open_mandates;
    AccountAutopay& autopay = world.autopay_part(event.account);
    for (Mandate& one : autopay.mandates) {
        if (one.terms.mandate != event.mandate) continue;
        one.ended_on = event.ended_on;
        one.position = envelope.position;
    }
    if (event.cause != MandateEnd::replaced) autopay.announced.clear();
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const DraftAnnounced& event) {
    const AccountState& state = evolving(world, envelope, event.account);
    AccountAutopay& autopay = world.autopay_part(event.account);
    // What was paid, reversed or written off since is not announced any more.
    std::erase_if(autopay.announced, [&](const AnnouncedDraft& one) {
        return std::none_of(state.items.begin(), state.items.end(),
                            [&](const OpenItem& item) { return item.document == one.bill; });
    });
    autopay.announced.push_back({event.bill, event.due_on, event.draft_on, 1, envelope.position});
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const BillDrafted& event) {
    evolving(world, envelope, event.account);
    AccountAutopay& autopay = world.autopay_part(event.account);
    ++autopay.draft_count;
    if (!autopay.last_returned) autopay.returns_in_a_row = 0;
    autopay.last_returned = false;
    std::erase_if(autopay.announced, [&](const AnnouncedDraft& one) { return one.bill == event.bill; });
    std::erase_if(autopay.recent,
                  [&](const MadeDraft& one) { return one.made.drafted_on + draft_days_kept < event.drafted_on; });
    autopay.recent.push_back({event, {}, ReturnCode::r01});
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const DraftReturned& event) {
    evolving(world, envelope, event.account);
    AccountAutopay& autopay = world.autopay_part(event.account);
    ++autopay.returns_in_a_row;
    autopay.last_returned = true;
    for (MadeDraft& one : autopay.recent) {
        if (one.made.draft != event.draft) continue;
        one.returned_on = event.returned_on;
        one.return_code = event.return_code;
    }
    if (event.redraft_on.is_set())
        autopay.announced.push_back({event.bill, event.due_on, event.redraft_on,
                                     static_cast<std::uint16_t>(event.attempt + 1), envelope.position});
}

}  // namespace tally::domain
