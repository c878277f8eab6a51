// Money of which the account is not known: held, matched to accounts, or returned. It is never refused.

#include <algorithm>

#include "domain/account/command_checks.h"
#include "domain/account/receivables/cash/cash_steps.h"
#include "domain/account/receivables/payment_steps.h"
#include "domain/books/journal.h"
#include "domain/core/check.h"
#include "domain/decide_on.h"

namespace tally::domain {

namespace {

// A sum that is held, with what its event says of it.
Decided<SuspendedMoney> held_sum(World& world, const SuspenseId& id) {
    const SuspendedMoney* found = world.suspense(id);
    if (!found) return refuse(Rejection::suspense_unknown, "suspense", id.str(), "Name a sum of show suspense.");
    if (found->held.is_zero())
        return refuse(Rejection::suspense_exceeded, "suspense", id.str(), "Nothing of it is held any more.");
    SuspendedMoney sum = *found;
    if (sum.payment.empty()) return sum;
    // Of a cancelled payment the payment says when and how; several tenders are no one kind.
    std::vector<TenderShare> tenders;
    world.history(stream_of(sum.account), [&](const RecordedEvent& recorded) {
        if (const auto* posted = get_if<PaymentPosted>(&recorded.event)) {
            if (posted->payment != sum.payment) return;
            sum.received_on = posted->received_on;
            tenders = posted->tenders;
        } else if (const auto* cancelled = get_if<TenderCancelled>(&recorded.event)) {
            if (cancelled->payment != sum.payment) return;
            std::erase_if(tenders, [&](const TenderShare& share) { return share.tender == cancelled->tender; });
        }
    });
    sum.kind = tenders.size() == 1 ? tenders.front().kind : TenderKind::other;
    if (tenders.size() == 1) sum.reference = tenders.front().reference;
    return sum;
}

Decided<void> check_held(const SuspendedMoney& sum, Int128 amount, std::string field, std::uint8_t decimals) {
    if (amount <= sum.held.minor) return {};
    return refuse(Rejection::suspense_exceeded, std::move(field),
                  amount <= INT64_MAX ? to_string(Money{static_cast<std::int64_t>(amount)}, decimals) : "too much",
                  "Only " + to_string(sum.held, decimals) + " of " + sum.suspense.str() + " is held.");
}

Decided<void> check_after(const SuspendedMoney& sum, Date on) {
    if (on >= sum.received_on) return {};
    return refuse(Rejection::date_out_of_order, "on", to_string(on),
                  "It was received on " + to_string(sum.received_on) + ": give that day or a later one.");
}

}  // namespace

Decided<Events> decide_on(const ReceiveSuspense& command, const Context& context) {
    Draft draft(context);
    const auto day = business_day(command.received_on, "received_on", context);
    TALLY_TRY(day);
    TALLY_TRY(checked_amount(command.amount, "amount", currency_decimals(draft.settings())));
    if (!command.batch.empty()) TALLY_TRY(open_batch(draft, command.batch, "batch", command.amount));
    SuspenseReceived event;
    event.kind = command.kind;
    event.amount = command.amount;
    event.reference = command.reference;
    event.received_on = *day;
    event.account_named = command.account_named;
    event.payor = command.payor;
    event.batch = command.batch;
    TALLY_TRY(hold_in_suspense(draft, std::move(event)));
    return draft.take();
}

Decided<Events> decide_on(const MatchSuspense& command, const Context& context) {
    const auto day = business_day(command.on, "on", context);
    TALLY_TRY(day);
    const auto sum = held_sum(context.world, command.suspense);
    TALLY_TRY(sum);
    TALLY_TRY(check_after(*sum, *day));
    PostPayment payment;
    payment.payor = command.payor;
    payment.received_on = sum->received_on;
    payment.shares = command.shares;
    if (payment.shares.size() == 1 && payment.shares.front().amount.is_zero())
        payment.shares.front().amount = sum->held;
    const std::uint8_t decimals = currency_decimals(context.world.settings());
    Int128 total = 0;
    for (std::size_t i = 0; i < payment.shares.size(); ++i) {
        TALLY_TRY(checked_amount(payment.shares[i].amount, at("shares", i) + ".amount", decimals));
        total += payment.shares[i].amount.minor;
    }
    TALLY_TRY(check_held(*sum, total, "shares", decimals));
    payment.tenders = {{{}, sum->kind, Money{static_cast<std::int64_t>(total)}, sum->reference}};
    if (payment.shares.empty()) payment.tenders.front().amount = sum->held;
    return post_payment(payment, context, {command.suspense, *day});
}

Decided<Events> decide_on(const ReturnSuspense& command, const Context& context) {
    Draft draft(context);
    const auto day = business_day(command.on, "on", context);
    TALLY_TRY(day);
    const auto sum = held_sum(draft, command.suspense);
    TALLY_TRY(sum);
    TALLY_TRY(check_after(*sum, *day));
    const std::uint8_t decimals = currency_decimals(draft.settings());
    const Money amount = command.amount.is_zero() ? sum->held : command.amount;
    TALLY_TRY(checked_amount(amount, "amount", decimals));
    TALLY_TRY(check_held(*sum, amount.minor, "amount", decimals));
    if (command.return_reason.empty())
        return refuse(Rejection::field_missing, "return_reason", "", "Say why it is returned.");
    SuspenseReturned event;
    event.suspense = command.suspense;
    event.to = command.to;
    event.method = command.method;
    event.reference = command.reference;
    event.return_reason = command.return_reason;
    event.amount = amount;
    const GlRole to = command.to == SuspenseExit::payor ? GlRole::payables : GlRole::cash;
    auto financial = journal::posted(draft.settings(), {*day}, {GlRole::suspense, to}, amount);
    TALLY_TRY(financial);
    event.financial = std::move(*financial);
    draft.record(command.suspense, std::move(event));
    return draft.take();
}

}  // namespace tally::domain
