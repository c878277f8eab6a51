// Adjustments: requested, approved by another person where their type asks for it, posted, cancelled [rule 8].

#include <algorithm>

#include "domain/account/command_checks.h"
#include "domain/account/made_ids.h"
#include "domain/account/receivables/arrangements/arrangement_steps.h"
#include "domain/account/receivables/carrier.h"
#include "domain/account/receivables/credit.h"
#include "domain/account/receivables/deposits/deposit_steps.h"
#include "domain/account/receivables/late_charges.h"
#include "domain/account/receivables/settling/settling_steps.h"
#include "domain/account/service/service.h"
#include "domain/core/check.h"
#include "domain/decide_on.h"

namespace tally::domain {

namespace {

// The smallest amount of all has no opposite; it is too large either way.
Money size_of(Money amount) {
    return amount >= Money{} ? amount : amount.minor == INT64_MIN ? Money{INT64_MAX} : -amount;
}

bool needs_approval(const AdjustmentType& type, Money amount) {
    return type.approval_always || (!type.approval_above.is_zero() && size_of(amount) > type.approval_above);
}

DocumentId next_adjustment(const AccountState& account) {
    return numbered_id<DocumentId>(account.account, adjustment_mark, account.adjustment_count + std::uint64_t{1});
}

// The item of the document that a credit reduces; nullptr where the document is known but has nothing open.
Decided<const OpenItem*> target_item(const AccountState& account, const DocumentId& document,
                                     const ServiceAgreementId& sa) {
    const OpenItem* found = nullptr;
    std::string choices;
    for (const OpenItem& item : account.items) {
        if (item.document != document || open_amount(item).is_zero()) continue;
        if (!sa.empty() && item.sa != sa) continue;
        choices += (choices.empty() ? "" : ", ") + item.sa.str();
        if (found)
            return refuse(Rejection::field_missing, "sa", "",
                          document.str() + " is open on several agreements: name one of " + choices + ".");
        found = &item;
    }
    return found;
}

// Records AdjustmentPosted for a request that is in the state, and closes or reactivates what it moved. It is effective
// on the date that the request names; `accounting_date` is that of the approval, unset where none was needed.
Decided<void> post(Draft& draft, const AdjustmentRequested& request, Date accounting_date) {
    const AccountId id = request.account;
    const AccountState& account = *draft.account(id);
    const SettingsState& settings = draft.settings();
    AdjustmentPosted event;
    event.account = id;
    event.adjustment = request.adjustment;
    event.adjustment_type = request.adjustment_type;
    event.sa = request.sa;
    event.amount = request.amount;
    if (!fits_balance(account, request.amount))
        return refuse(Rejection::amount_too_large, "adjustment", request.adjustment.str(),
                      "The account's balance would be too large to be kept.");
    Decided<Financial> financial = Financial{};
    if (request.amount > Money{}) {
        const auto due = request.ages_from.is_set() ? Decided<Date>{request.ages_from}
                                                    : next_due_date(settings, account, draft.context().today);
        TALLY_TRY(due);
        financial = journal::debit_adjusted(settings, {request.effective_date, accounting_date, *due},
                                            request.adjustment_type, request.amount);
    } else {
        journal::Dates dates{request.effective_date, accounting_date};
        if (!request.target.empty()) {
            const auto item = target_item(account, request.target, request.sa);
            TALLY_TRY(item);
            event.target = request.target;
            if (*item) {
                event.target_sa = (*item)->sa;
                event.target_position = (*item)->position;
                event.to_target = std::min(-request.amount, open_amount(**item));
                dates.ages_from = (*item)->ages_from;
            }
        }
        event.to_unapplied = -request.amount - event.to_target;
        financial =
            journal::credit_adjusted(settings, dates, request.adjustment_type, event.to_target, event.to_unapplied);
    }
    TALLY_TRY(financial);
    event.financial = std::move(*financial);
    draft.record(id, std::move(event));
    if (request.amount < Money{})
        TALLY_TRY(cancel_disproved_by_credit(draft, id, request.effective_date, request.adjustment));
    close_or_reactivate(draft, id);
    return {};
}

const PendingAdjustment* pending(const AccountState& account, const DocumentId& adjustment) {
    const auto found = std::find_if(account.pending_adjustments.begin(), account.pending_adjustments.end(),
                                    [&](const PendingAdjustment& one) { return one.request.adjustment == adjustment; });
    return found == account.pending_adjustments.end() ? nullptr : &*found;
}

// What the history tells of one adjustment.
struct AdjustmentHistory {
    bool requested = false;
    std::optional<std::uint64_t> approved_at;
    std::optional<std::uint64_t> rejected_at;
    std::optional<AdjustmentPosted> posted;
    std::optional<std::uint64_t> cancelled_at;
};
AdjustmentHistory history_of(World& world, const AccountId& account, const DocumentId& adjustment) {
    AdjustmentHistory history;
    world.history(stream_of(account), [&](const RecordedEvent& recorded) {
        const auto position = recorded.envelope.position;
        if (const auto* requested = get_if<AdjustmentRequested>(&recorded.event))
            history.requested = history.requested || requested->adjustment == adjustment;
        else if (const auto* approved = get_if<AdjustmentApproved>(&recorded.event))
            history.approved_at = approved->adjustment == adjustment ? position : history.approved_at;
        else if (const auto* rejected = get_if<AdjustmentRejected>(&recorded.event))
            history.rejected_at = rejected->adjustment == adjustment ? position : history.rejected_at;
        else if (const auto* posted = get_if<AdjustmentPosted>(&recorded.event)) {
            if (posted->adjustment == adjustment) history.posted = *posted;
        } else if (const auto* cancelled = get_if<AdjustmentCancelled>(&recorded.event))
            history.cancelled_at = cancelled->adjustment == adjustment ? position : history.cancelled_at;
    });
    return history;
}

Decided<const AccountState*> known_account(World& world, const AccountId& id) {
    const AccountState* account = world.account(id);
    if (!account) return refuse(Rejection::account_unknown, "account", id.str(), "Name an account that exists.");
    return account;
}

Refusal unknown_adjustment(const AccountId& account, const DocumentId& adjustment) {
    return {Rejection::adjustment_unknown, "adjustment", adjustment.str(),
            "Name an adjustment of account " + account.str() + ".", 0};
}

Decided<DocumentId> checked_id(const RequestAdjustment& command, Draft& draft, const AccountState& account) {
    if (command.adjustment.empty()) return next_adjustment(account);
    const std::string& id = command.adjustment.str();
    if (!valid_id(id))
        return refuse(Rejection::id_invalid, "adjustment", id,
                      "Use 1 to 64 printable characters without space or '/'.");
    if (id.starts_with(command.account.str() + "-"))
        return refuse(Rejection::id_invalid, "adjustment", id,
                      "Ids that begin with the account's number and '-' are made by the ledger; choose another, or "
                      "give none.");
    if (looks_made(id))
        return refuse(Rejection::id_invalid, "adjustment", id,
                      "The ledger makes such ids for documents and agreements of an account; choose another, or give "
                      "none.");
    if (knows_document(draft, command.account, command.adjustment))
        return refuse(Rejection::id_taken, "adjustment", id,
                      "The account has a document of this id; choose another, or give none.");
    return command.adjustment;
}

}  // namespace

Decided<Events> decide_on(const RequestAdjustment& command, const Context& context) {
    Draft draft(context);
    const auto account = known_account(draft, command.account);
    TALLY_TRY(account);
    const auto day = business_day(command.effective_date, "effective_date", context);
    TALLY_TRY(day);
    const std::uint8_t decimals = currency_decimals(draft.settings());
    const auto* type = draft.settings().adjustment_type(command.adjustment_type, *day);
    if (!type)
        return refuse(Rejection::code_unknown, "adjustment_type", command.adjustment_type.str(),
                      "Name an adjustment type that is in force on " + to_string(*day) + ".");
    const auto size = checked_amount(size_of(command.amount), "amount", decimals);
    TALLY_TRY(size);
    if (type->credit != (command.amount < Money{}))
        return refuse(Rejection::adjustment_sign_differs, "amount", to_string(command.amount, decimals),
                      type->credit ? "Adjustments of this type are credits: give an amount below zero."
                                   : "Adjustments of this type are charges: give an amount above zero.");
    if (!fits_balance(**account, command.amount))
        return refuse(Rejection::amount_too_large, "amount", to_string(command.amount, decimals),
                      "The account's balance would be too large to be kept.");
    if (!type->credit && !command.target.empty())
        return refuse(Rejection::field_invalid, "target", command.target.str(),
                      "Only a credit reduces a document; a charge is one of its own.");
    if (type->credit && command.ages_from.is_set())
        return refuse(Rejection::field_invalid, "ages_from", to_string(command.ages_from),
                      "Only a charge has a due date.");
    if (command.ages_from.is_set())
        TALLY_TRY(near_day(command.ages_from, "ages_from", context.today, due_days_ahead_max));
    auto id = checked_id(command, draft, **account);
    TALLY_TRY(id);

    AdjustmentRequested request;
    request.account = command.account;
    request.adjustment = std::move(*id);
    request.adjustment_type = command.adjustment_type;
    request.amount = command.amount;
    request.effective_date = *day;
    request.ages_from = command.ages_from;
    request.target = command.target;
    request.requested_by = context.header.actor;
    request.memo = command.memo;
    if (!request.memo.empty())
        if (const auto* main = draft.persons_on(command.account).main_customer()) request.memo.under = main->person;

    // A credit on a document concerns what the item it reduces concerns, unless the command says otherwise. An account
    // without an agreement is concerned itself [rule 28].
    ServiceAgreementId named = command.sa;
    bool of_account = command.sa.empty() && !fee_carrier(**account);
    if (!command.target.empty()) {
        const auto item = target_item(**account, command.target, command.sa);
        TALLY_TRY(item);
        if (*item) {
            named = (*item)->sa;
            of_account = named.empty();
        } else if (!knows_document(draft, command.account, command.target)) {
            return refuse(Rejection::document_unknown, "target", command.target.str(),
                          "Name a document of account " + command.account.str() + ".");
        }
    }
    if (!of_account) {
        const auto agreement = named_or_only_agreement(**account, named, "sa");
        TALLY_TRY(agreement);
        request.sa = (*agreement)->sa;
    }

    const bool waits = needs_approval(*type, command.amount);
    draft.record(command.account, request);
    if (!waits) TALLY_TRY(post(draft, request, {}));
    return draft.take();
}

Decided<Events> decide_on(const ApproveAdjustment& command, const Context& context) {
    Draft draft(context);
    const auto account = known_account(draft, command.account);
    TALLY_TRY(account);
    const auto* waiting = pending(**account, command.adjustment);
    if (!waiting) {
        const auto history = history_of(draft, command.account, command.adjustment);
        if (!history.requested) return tl::unexpected(unknown_adjustment(command.account, command.adjustment));
        if (history.approved_at) return already_so(*history.approved_at);
        return refuse(Rejection::adjustment_not_pending, "adjustment", command.adjustment.str(),
                      history.rejected_at ? "It was rejected; request it anew." : "It needed no approval.");
    }
    const AdjustmentRequested request = waiting->request;
    if (request.requested_by == context.header.actor)
        return refuse(Rejection::approver_is_requester, "actor", context.header.actor.str(),
                      "Another person than the requester must approve it.");
    draft.record(command.account, AdjustmentApproved{command.account, command.adjustment, context.header.actor});
    TALLY_TRY(post(draft, request, context.today));
    return draft.take();
}

Decided<Events> decide_on(const RejectAdjustment& command, const Context& context) {
    Draft draft(context);
    const auto account = known_account(draft, command.account);
    TALLY_TRY(account);
    if (!pending(**account, command.adjustment)) {
        const auto history = history_of(draft, command.account, command.adjustment);
        if (!history.requested) return tl::unexpected(unknown_adjustment(command.account, command.adjustment));
        if (history.rejected_at) return already_so(*history.rejected_at);
        return refuse(Rejection::adjustment_not_pending, "adjustment", command.adjustment.str(),
                      "It was posted; cancel it instead.");
    }
    draft.record(command.account, AdjustmentRejected{command.account, command.adjustment, context.header.actor});
    return draft.take();
}

Decided<Events> decide_on(const CancelAdjustment& command, const Context& context) {
    Draft draft(context);
    const auto account = known_account(draft, command.account);
    TALLY_TRY(account);
    const auto day = business_day(command.on, "on", context);
    TALLY_TRY(day);
    const auto history = history_of(draft, command.account, command.adjustment);
    if (!history.requested) return tl::unexpected(unknown_adjustment(command.account, command.adjustment));
    if (history.cancelled_at) return already_so(*history.cancelled_at);
    if (!history.posted)
        return refuse(Rejection::adjustment_not_posted, "adjustment", command.adjustment.str(),
                      history.rejected_at ? "It was rejected: there is nothing to cancel."
                                          : "It waits for approval: reject it instead.");
    const AdjustmentPosted& posted = *history.posted;
    if (*day < posted.financial.effective_date)
        return refuse(
            Rejection::date_out_of_order, "on", to_string(*day),
            "It was effective on " + to_string(posted.financial.effective_date) + ": give that day or a later one.");

    // What a charge was paid with, or a credit was used for, is unapplied first. Where the document a credit reduced
    // was cancelled since, as much credit was released from it, and goes back to it.
    const CreditSource given{CreditSourceKind::credit_adjustment, posted.adjustment, {}};
    const CreditSource released{CreditSourceKind::released, posted.target, {}};
    const bool charge = posted.amount > Money{};
    if (charge) TALLY_TRY(end_arrangements_over(draft, command.account, posted.adjustment, *day));
    if (charge) TALLY_TRY(reverse_write_offs_of(draft, command.account, posted.adjustment, *day));
    TALLY_TRY(reverse_receipts(
        draft, command.account, [&](const CreditSource& paid) { return paid == given; }, *day));
    TALLY_TRY(deallocate(draft, command.account, {*day}, [&](const AllocationLine& line) {
        return charge ? line.document == posted.adjustment : line.source == given;
    }));
    if (!posted.to_target.is_zero())
        TALLY_TRY(deallocate(
            draft, command.account, {*day}, [&](const AllocationLine& line) { return line.source == released; },
            posted.to_target));

    TALLY_TRY(check_whole(draft, command.account, given, posted.to_unapplied, "adjustment", posted.adjustment.str()));
    AdjustmentCancelled event;
    event.account = command.account;
    event.adjustment = posted.adjustment;
    event.adjustment_type = posted.adjustment_type;
    event.sa = posted.sa;
    event.amount = posted.amount;
    event.target = posted.target;
    event.target_sa = posted.target_sa;
    event.target_position = posted.target_position;
    event.to_target = posted.to_target;
    event.to_unapplied = posted.to_unapplied;
    event.cancel_reason = command.cancel_reason;
    auto financial = journal::negated(draft.settings(), posted.financial, *day);
    TALLY_TRY(financial);
    event.financial = std::move(*financial);
    draft.record(command.account, std::move(event));

    if (!posted.to_target.is_zero())
        TALLY_TRY(allocate_fifo(
            draft, command.account, {*day}, [&](const UnappliedCredit& credit) { return credit.source == released; },
            [&](const OpenItem& item) { return item.document == posted.target && item.sa == posted.target_sa; }));
    // A charge that another credit had reduced leaves less open than is taken back.
    TALLY_TRY(release_below_zero(draft, command.account, {*day}));
    TALLY_TRY(
        cancel_disproved(draft, command.account, *day, {LateChargeCause::adjustment_cancelled, command.adjustment}));
    close_or_reactivate(draft, command.account);
    return draft.take();
}

}  // namespace tally::domain
