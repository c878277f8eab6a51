// Giving unapplied credit back, and what happens when the money did not arrive.

#include <optional>

#include "domain/account/command_checks.h"
#include "domain/account/disputed_items.h"
#include "domain/account/made_ids.h"
#include "domain/account/receivables/settling/settling_steps.h"
#include "domain/core/check.h"
#include "domain/decide_on.h"

namespace tally::domain {

namespace {

struct RefundFound {
    std::optional<CreditRefunded> refunded;
    std::optional<CreditRefundCancelled> cancelled;
    std::uint64_t cancelled_at = 0;
};
RefundFound find_refund(World& world, const AccountId& account, const DocumentId& refund) {
    RefundFound found;
    world.history(stream_of(account), [&](const RecordedEvent& recorded) {
        if (const auto* refunded = get_if<CreditRefunded>(&recorded.event)) {
            if (refunded->refund == refund) found.refunded = *refunded;
        } else if (const auto* cancelled = get_if<CreditRefundCancelled>(&recorded.event)) {
            if (cancelled->refund != refund) return;
            found.cancelled = *cancelled;
            found.cancelled_at = recorded.envelope.position;
        }
    });
    return found;
}

}  // namespace

Decided<Events> decide_on(const RefundCredit& command, const Context& context) {
    Draft draft(context);
    const AccountState* known = draft.account(command.account);
    if (!known)
        return refuse(Rejection::account_unknown, "account", command.account.str(), "Name an account that exists.");
    const AccountState account = *known;
    const auto day = business_day(command.on, "on", context);
    TALLY_TRY(day);
    if (command.refund_reason.empty())
        return refuse(Rejection::field_missing, "refund_reason", "", "Say why it is given back.");
    const std::uint8_t decimals = currency_decimals(draft.settings());
    if (!command.amount.is_zero()) TALLY_TRY(checked_amount(command.amount, "amount", decimals));
    auto lines = credit_to_take(draft, account, command.source, command.amount, *day);
    TALLY_TRY(lines);
    // What is written off is owed all the same.
    const Money debt = account.written_off + undisputed_overdue(draft, account, *day);
    if (debt > Money{} && command.despite_debt.empty())
        return refuse(Rejection::refund_despite_debt, "despite_debt", "",
                      to_string(debt, decimals) + " of account " + command.account.str() +
                          " is overdue or written off, and is paid first: say why it is refunded all the same.");
    CreditRefunded event;
    event.account = command.account;
    event.refund = numbered_id<DocumentId>(command.account, refund_mark, account.refund_count + std::uint64_t{1});
    event.lines = std::move(*lines);
    event.method = command.method;
    event.reference = command.reference;
    event.refund_reason = command.refund_reason;
    event.despite_debt = command.despite_debt;
    event.amount = credit_total(event.lines);
    auto financial = journal::posted(draft.settings(), {*day}, CreditRefunded::legs, event.amount);
    TALLY_TRY(financial);
    event.financial = std::move(*financial);
    draft.record(command.account, std::move(event));
    return draft.take();
}

Decided<Events> decide_on(const CancelRefund& command, const Context& context) {
    Draft draft(context);
    if (!draft.account(command.account))
        return refuse(Rejection::account_unknown, "account", command.account.str(), "Name an account that exists.");
    const auto day = business_day(command.on, "on", context);
    TALLY_TRY(day);
    const RefundFound found = find_refund(draft, command.account, command.refund);
    if (found.cancelled) {
        if (found.cancelled->cancel_reason == command.cancel_reason) return already_so(found.cancelled_at);
        return refuse(Rejection::refund_already_cancelled, "refund", command.refund.str(),
                      "It was cancelled on " + to_string(found.cancelled->financial.effective_date) +
                          " for the reason '" + found.cancelled->cancel_reason.str() + "'; its money is credit again.");
    }
    if (!found.refunded)
        return refuse(
            Rejection::refund_unknown, "refund", command.refund.str(),
            "Name a refund of account " + command.account.str() + ", such as " + command.account.str() + "-REF1.");
    const CreditRefunded& refunded = *found.refunded;
    if (*day < refunded.financial.effective_date)
        return refuse(
            Rejection::date_out_of_order, "on", to_string(*day),
            "It was refunded on " + to_string(refunded.financial.effective_date) + ": give that day or a later one.");
    CreditRefundCancelled event;
    event.account = command.account;
    event.refund = command.refund;
    event.lines = refunded.lines;
    event.cancel_reason = command.cancel_reason;
    event.amount = refunded.amount;
    auto financial = journal::negated(draft.settings(), refunded.financial, *day);
    TALLY_TRY(financial);
    event.financial = std::move(*financial);
    draft.record(command.account, std::move(event));
    return draft.take();
}

}  // namespace tally::domain
