// Disputes: part of an open item that the customer does not accept, until it is resolved.

#include <algorithm>
#include <optional>

#include "domain/account/command_checks.h"
#include "domain/account/made_ids.h"
#include "domain/account/receivables/arrangements/arrangement_steps.h"
#include "domain/account/receivables/credit.h"
#include "domain/account/receivables/late_charges.h"
#include "domain/account/service/service.h"
#include "domain/core/check.h"
#include "domain/decide_on.h"

namespace tally::domain {

namespace {

// The open item that the command means.
Decided<const OpenItem*> item_meant(Draft& draft, const AccountState& account, const OpenDispute& command) {
    const AccountArrangements& arrangements = standing_arrangements(draft, account);
    if (const auto* of = arrangements.of_instalment(command.document))
        return refuse_arranged("document", command.document, *of,
                               "break that first, then dispute the document that the instalment came from.");
    if (const auto* holding = arrangements.holding(command.document))
        return refuse_arranged("document", command.document, *holding, "break that first, then dispute the document.");
    const OpenItem* found = nullptr;
    std::string choices;
    for (const OpenItem& item : account.items) {
        if (item.document != command.document || open_amount(item).is_zero()) continue;
        if (!command.sa.empty() && item.sa != command.sa) continue;
        choices += (choices.empty() ? "" : ", ") + item.sa.str();
        if (found)
            return refuse(Rejection::field_missing, "sa", "",
                          command.document.str() + " is open on several agreements: name one of " + choices + ".");
        found = &item;
    }
    if (found) return found;
    if (knows_document(draft, command.account, command.document))
        return refuse(Rejection::document_not_open, "document", command.document.str(),
                      "Nothing of it is open" + (command.sa.empty() ? "" : " on agreement " + command.sa.str()) +
                          ": what is paid is given back by an adjustment.");
    return refuse(Rejection::document_unknown, "document", command.document.str(),
                  "Name an open document of account " + command.account.str() + ".");
}

struct DisputeFound {
    std::optional<DisputeOpened> opened;
    std::optional<DisputeResolved> resolved;
    std::uint64_t resolved_at = 0;
    // Documents that credited the item since: adjustments that stand, and the credit note of its invoice.
    std::vector<DocumentId> credits;
};
DisputeFound find_dispute(World& world, const ResolveDispute& command) {
    DisputeFound found;
    const auto of_it = [&](const DocumentId& document, const ServiceAgreementId& sa) {
        return found.opened && found.opened->document == document && found.opened->sa == sa;
    };
    world.history(stream_of(command.account), [&](const RecordedEvent& recorded) {
        if (const auto* opened = get_if<DisputeOpened>(&recorded.event)) {
            if (opened->dispute == command.dispute) found.opened = *opened;
        } else if (const auto* resolved = get_if<DisputeResolved>(&recorded.event)) {
            if (resolved->dispute != command.dispute) return;
            found.resolved = *resolved;
            found.resolved_at = recorded.envelope.position;
        } else if (const auto* posted = get_if<AdjustmentPosted>(&recorded.event)) {
            if (!posted->to_target.is_zero() && of_it(posted->target, posted->target_sa))
                found.credits.push_back(posted->adjustment);
        } else if (const auto* cancelled = get_if<AdjustmentCancelled>(&recorded.event)) {
            std::erase(found.credits, cancelled->adjustment);
            if (of_it(cancelled->adjustment, cancelled->sa)) found.credits.push_back(cancelled->adjustment);
        } else if (const auto* note = get_if<CreditNoteIssued>(&recorded.event)) {
            if (found.opened && found.opened->document == note->invoice) found.credits.push_back(note->credit_note);
        } else if (const auto* charge = get_if<LateChargeCancelled>(&recorded.event)) {
            if (of_it(charge->charge, charge->sa)) found.credits.push_back(charge->charge);
        }
    });
    return found;
}

Decided<void> check_settlement(const ResolveDispute& command, const DisputeFound& found) {
    if (command.outcome == DisputeOutcome::rejected) {
        if (command.settled_by.empty()) return {};
        return refuse(Rejection::field_invalid, "settled_by", command.settled_by.str(),
                      "A dispute that is rejected is settled by nothing: leave it empty.");
    }
    if (command.settled_by.empty())
        return refuse(Rejection::dispute_needs_settlement, "settled_by", "",
                      "Credit " + found.opened->document.str() +
                          " by an adjustment, or reverse it, and name that adjustment or credit note.");
    const auto& credits = found.credits;
    if (std::find(credits.begin(), credits.end(), command.settled_by) == credits.end())
        return refuse(Rejection::settlement_differs, "settled_by", command.settled_by.str(),
                      "It has not credited " + found.opened->document.str() +
                          " since the dispute was opened: name the adjustment or credit note that did.");
    return {};
}

}  // namespace

Decided<Events> decide_on(const OpenDispute& command, const Context& context) {
    Draft draft(context);
    const AccountState* account = draft.account(command.account);
    if (!account)
        return refuse(Rejection::account_unknown, "account", command.account.str(), "Name an account that was opened.");
    const auto on = business_day(command.on, "on", context);
    TALLY_TRY(on);
    TALLY_TRY(check_id_or_empty("dispute_reason", command.dispute_reason));
    const auto item = item_meant(draft, *account, command);
    TALLY_TRY(item);
    const std::uint8_t decimals = currency_decimals(draft.settings());
    const Money open = open_amount(**item);
    const auto amount = checked_amount(command.amount.is_zero() ? open : command.amount, "amount", decimals);
    TALLY_TRY(amount);
    if (*amount > open)
        return refuse(
            Rejection::dispute_exceeds_open_amount, "amount", to_string(*amount, decimals),
            "Only " + to_string(open, decimals) + " of " + command.document.str() + " is open: dispute that or less.");
    for (const DisputedItem& one : draft.overdue_of(command.account).disputes)
        if (one.document == (*item)->document && one.sa == (*item)->sa)
            return refuse(Rejection::item_already_disputed, "document", command.document.str(),
                          "Dispute " + one.dispute.str() + " of " + to_string(one.amount, decimals) +
                              " is open on it: resolve that one first.");
    DisputeOpened event;
    event.account = command.account;
    event.dispute = numbered_id<DocumentId>(command.account, dispute_mark, account->dispute_count + std::uint64_t{1});
    event.document = (*item)->document;
    event.sa = (*item)->sa;
    event.amount = *amount;
    event.dispute_reason = command.dispute_reason;
    event.opened_on = *on;
    event.memo = command.memo;
    if (!event.memo.empty())
        if (const auto* main = draft.persons_on(command.account).main_customer()) event.memo.under = main->person;
    draft.record(command.account, std::move(event));
    return draft.take();
}

Decided<Events> decide_on(const ResolveDispute& command, const Context& context) {
    Draft draft(context);
    if (!draft.account(command.account))
        return refuse(Rejection::account_unknown, "account", command.account.str(), "Name an account that was opened.");
    const auto on = business_day(command.on, "on", context);
    TALLY_TRY(on);
    const DisputeFound found = find_dispute(draft, command);
    if (!found.opened)
        return refuse(Rejection::dispute_unknown, "dispute", command.dispute.str(),
                      "Name a dispute of account " + command.account.str() + ".");
    if (found.resolved) {
        if (found.resolved->outcome == command.outcome && found.resolved->settled_by == command.settled_by)
            return already_so(found.resolved_at);
        return refuse(Rejection::dispute_already_resolved, "dispute", command.dispute.str(),
                      "It was resolved on " + to_string(found.resolved->resolved_on) + " as " +
                          std::string{name_of(found.resolved->outcome)} + ": open another one.");
    }
    if (*on < found.opened->opened_on)
        return refuse(Rejection::date_out_of_order, "on", to_string(*on),
                      "It was opened on " + to_string(found.opened->opened_on) + ": give that day or a later one.");
    TALLY_TRY(check_settlement(command, found));
    DisputeResolved event;
    event.account = command.account;
    event.dispute = command.dispute;
    event.document = found.opened->document;
    event.sa = found.opened->sa;
    event.amount = found.opened->amount;
    event.outcome = command.outcome;
    event.settled_by = command.settled_by;
    event.resolved_on = *on;
    draft.record(command.account, std::move(event));
    if (command.outcome == DisputeOutcome::upheld) {
        TALLY_TRY(cancel_disproved(draft, command.account, *on, {LateChargeCause::dispute_upheld, command.dispute}));
        close_or_reactivate(draft, command.account);
    }
    return draft.take();
}

}  // namespace tally::domain
