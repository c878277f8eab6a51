// Billing, receiving, applying and refunding deposits, and their interest [rules 8, 14, 17, 26].

#include <algorithm>

#include "domain/account/command_checks.h"
#include "domain/account/made_ids.h"
#include "domain/account/receivables/carrier.h"
#include "domain/account/receivables/deposits/deposit_review.h"
#include "domain/account/receivables/deposits/deposit_steps.h"
#include "domain/account/service/service.h"
#include "domain/core/check.h"
#include "domain/decide_on.h"
#include "domain/made_so.h"

namespace tally::domain {

namespace {

Decided<const AccountState*> account_of_deposit(World& world, const AccountId& id) {
    const AccountState* account = world.account(id);
    if (!account) return refuse(Rejection::account_unknown, "account", id.str(), "Name an account that exists.");
    return account;
}

// Of one that is neither asked for nor held any more, `ended` says what is missing of it.
Decided<HeldDeposit> named_deposit(World& world, const AccountId& account, const DocumentId& id, Rejection ended,
                                   const char* cure) {
    if (id.empty()) return refuse(Rejection::field_missing, "deposit", "", "Name a deposit of the account.");
    if (const HeldDeposit* deposit = world.deposits_of(account).deposit(id)) return *deposit;
    bool known = false;
    world.history(stream_of(account), [&](const RecordedEvent& recorded) {
        const auto* billed = get_if<DepositBilled>(&recorded.event);
        known = known || (billed && billed->deposit == id);
    });
    if (known) return refuse(ended, "deposit", id.str(), cure);
    return refuse(Rejection::deposit_unknown, "deposit", id.str(),
                  "Name a deposit of account " + account.str() + ", such as " + account.str() + "-D1.");
}
constexpr const char* nothing_asked = "Nothing of it is asked for; bill another deposit.";
constexpr const char* nothing_held = "Nothing of it is held.";

Decided<HeldDeposit> open_deposit(World& world, const AccountId& account, const DocumentId& id) {
    auto deposit = named_deposit(world, account, id, Rejection::deposit_not_open, nothing_asked);
    if (deposit && deposit->open <= Money{})
        return refuse(Rejection::deposit_not_open, "deposit", id.str(), "It is paid; apply or refund what is held.");
    return deposit;
}
Decided<HeldDeposit> held_deposit(World& world, const AccountId& account, const DocumentId& id) {
    auto deposit = named_deposit(world, account, id, Rejection::deposit_not_held, nothing_held);
    if (deposit && deposit->held() <= Money{})
        return refuse(Rejection::deposit_not_held, "deposit", id.str(), "It is not paid yet: nothing of it is held.");
    return deposit;
}

Decided<void> not_before(Date day, Date first, std::string_view since) {
    if (!first.is_set() || day >= first) return {};
    return refuse(Rejection::date_out_of_order, "on", to_string(day),
                  std::string{since} + " " + to_string(first) + ": give that day or a later one.");
}

// The day on which money moves that is held, after interest up to it.
Decided<Date> day_of_use(const HeldDeposit& deposit, Date on, const Context& context) {
    const auto day = business_day(on, "on", context);
    TALLY_TRY(day);
    TALLY_TRY(not_before(*day, deposit.accrued_through(), "It was received, or its interest counted, through"));
    return *day;
}

// Since when there is the credit; unset: its history does not say.
Date credit_since(World& world, const AccountId& account, const CreditSource& source) {
    Date since;
    world.history(stream_of(account), [&](const RecordedEvent& recorded) {
        if (const auto* paid = get_if<PaymentPosted>(&recorded.event)) {
            if (paid->payment.str() == source.document.str()) since = paid->financial.effective_date;
        } else if (const auto* adjusted = get_if<AdjustmentPosted>(&recorded.event)) {
            if (adjusted->adjustment == source.document) since = adjusted->financial.effective_date;
        } else if (const auto* released = get_if<CreditReleased>(&recorded.event)) {
            if (released->document == source.document) since = released->financial.effective_date;
        }
    });
    return since;
}

Decided<Money> amount_to_bill(World& world, const BillDeposit& command, const DepositClass& row, Date day,
                              const std::string& field) {
    const std::uint8_t decimals = currency_decimals(world.settings());
    if (!command.amount.is_zero()) return checked_amount(command.amount, field, decimals);
    const RecommendedDeposit recommended = recommended_deposit(world, command.account, row, command.sa, day);
    if (recommended.amount > Money{}) return recommended.amount;
    return refuse(Rejection::deposit_not_recommended, field, to_string(Money{}, decimals),
                  recommended.bills == 0 ? "Give an amount: class " + row.code.str() + " recommends none."
                                         : "Give an amount: nothing was billed by which one could be recommended.");
}

Decided<void> check_secured(const AccountState& account, const ServiceAgreementId& sa, const std::string& field) {
    if (sa.empty()) return {};
    const auto agreement = named_or_only_agreement(account, sa, field);
    TALLY_TRY(agreement);
    if ((*agreement)->status == SaStatus::closed)
        return refuse(Rejection::sa_closed, field, sa.str(),
                      "It is over; name an agreement that needs a deposit, or none.");
    return {};
}

}  // namespace

Decided<void> record_deposit_bill(Draft& draft, const BillDeposit& command, const std::string& path) {
    const Context& context = draft.context();
    const auto account = account_of_deposit(draft, command.account);
    TALLY_TRY(account);
    const auto day = business_day(command.on, path + "on", context);
    TALLY_TRY(day);
    const DepositClass* row = draft.settings().deposit_class(command.deposit_class, *day);
    TALLY_TRY(check_code(path + "deposit_class", command.deposit_class, row));
    TALLY_TRY(check_secured(**account, command.sa, path + "sa"));
    const auto amount = amount_to_bill(draft, command, *row, *day, path + "amount");
    TALLY_TRY(amount);
    if (!fits_balance(**account, *amount))
        return refuse(Rejection::amount_too_large, path + "amount",
                      to_string(*amount, currency_decimals(draft.settings())),
                      "The account's balance would be too large to be kept.");
    if (command.due_on.is_set()) {
        TALLY_TRY(near_day(command.due_on, path + "due_on", context.today, due_days_ahead_max));
        if (command.due_on < *day)
            return refuse(Rejection::date_out_of_order, path + "due_on", to_string(command.due_on),
                          "Give the day on which it is billed, " + to_string(*day) + ", or a later one.");
    }
    const auto due = command.due_on.is_set() ? Decided<Date>{command.due_on}
                                             : next_due_date(draft.settings(), **account, context.today);
    TALLY_TRY(due);

    DepositBilled event;
    event.account = command.account;
    event.deposit = numbered_id<DocumentId>(command.account, deposit_mark,
                                            draft.deposits_of(command.account).deposit_count + std::uint64_t{1});
    event.deposit_class = command.deposit_class;
    event.sa = command.sa;
    event.amount = *amount;
    auto financial = journal::only_current(draft.settings(), {*day, {}, *due}, event.amount, DepositBilled::current_by);
    TALLY_TRY(financial);
    event.financial = std::move(*financial);
    draft.record(command.account, std::move(event));
    return {};
}

Decided<Events> decide_on(const BillDeposit& command, const Context& context) {
    Draft draft(context);
    TALLY_TRY(record_deposit_bill(draft, command, ""));
    return draft.take();
}

Decided<Events> decide_on(const CancelDepositBill& command, const Context& context) {
    Draft draft(context);
    TALLY_TRY(account_of_deposit(draft, command.account));
    const auto day = business_day(command.on, "on", context);
    TALLY_TRY(day);
    const auto deposit = open_deposit(draft, command.account, command.deposit);
    if (!deposit) {
        std::optional<std::uint64_t> cancelled_at;
        draft.history(stream_of(command.account), [&](const RecordedEvent& recorded) {
            if (is_of<DepositBillCancelled>(recorded.event,
                                            [&](const auto& one) { return one.deposit == command.deposit; }))
                cancelled_at = recorded.envelope.position;
        });
        if (cancelled_at) return already_so(*cancelled_at);
        return tl::unexpected(deposit.error());
    }
    TALLY_TRY(not_before(*day, deposit->billed_on, "It was billed on"));
    TALLY_TRY(record_bill_cancelled(draft, command.account, command.deposit, command.cancel_reason, {*day}));
    return draft.take();
}

Decided<Events> decide_on(const ReceiveDeposit& command, const Context& context) {
    Draft draft(context);
    const auto account = account_of_deposit(draft, command.account);
    TALLY_TRY(account);
    const auto day = business_day(command.on, "on", context);
    TALLY_TRY(day);
    const auto deposit = open_deposit(draft, command.account, command.deposit);
    TALLY_TRY(deposit);
    TALLY_TRY(not_before(*day, deposit->billed_on, "It was billed on"));
    const std::uint8_t decimals = currency_decimals(draft.settings());
    std::vector<CreditPart> credits;
    Money there;
    for (const UnappliedCredit& credit : (*account)->unapplied)
        if (!credit.on_hold && (command.source.empty() || credit.source.document == command.source)) {
            credits.push_back({credit.source, credit.amount});
            there += credit.amount;
        }
    const Money wanted = command.amount.is_zero() ? std::min(deposit->open, there) : command.amount;
    if (there.is_zero() || wanted > there)
        return refuse(Rejection::deposit_credit_missing, command.source.empty() ? "amount" : "source",
                      command.source.empty() ? to_string(command.amount, decimals) : command.source.str(),
                      "Only " + to_string(there, decimals) +
                          " of credit is unapplied; post a payment first, or one that names the deposit.");
    TALLY_TRY(checked_amount(wanted, "amount", decimals));
    if (wanted > deposit->open)
        return refuse(Rejection::deposit_over_asked, "amount", to_string(wanted, decimals),
                      "Only " + to_string(deposit->open, decimals) + " of " + command.deposit.str() + " is not paid.");
    Money left = wanted;
    for (const CreditPart& credit : credits) {
        const Money part = std::min(left, credit.amount);
        if (part.is_zero()) break;
        TALLY_TRY(not_before(*day, credit_since(draft, command.account, credit.source), "The credit came on"));
        TALLY_TRY(record_receipt(draft, command.account, command.deposit, credit.source, part, *day));
        left -= part;
    }
    return draft.take();
}

Decided<Events> decide_on(const AccrueDepositInterest& command, const Context& context) {
    Draft draft(context);
    TALLY_TRY(account_of_deposit(draft, command.account));
    const auto through = business_day(command.through, "through", context);
    TALLY_TRY(through);
    std::vector<DocumentId> held;
    Date counted;  // The last day that is counted for any of them.
    bool all_counted = true;
    const auto take = [&](const HeldDeposit& deposit) {
        if (deposit.cash().is_zero()) return;
        held.push_back(deposit.deposit);
        counted = std::max(counted, deposit.accrued_through());
        for (const DepositLot& lot : deposit.lots) all_counted = all_counted && lot.accrued_through >= *through;
    };
    if (!command.deposit.empty()) {
        const auto deposit = held_deposit(draft, command.account, command.deposit);
        TALLY_TRY(deposit);
        take(*deposit);
    } else {
        for (const HeldDeposit& deposit : draft.deposits_of(command.account).deposits) take(deposit);
    }
    if (held.empty())
        return refuse(Rejection::deposit_not_held, command.deposit.empty() ? "account" : "deposit",
                      command.deposit.empty() ? command.account.str() : command.deposit.str(),
                      "No cash is held that earns interest.");
    if (all_counted) {
        if (counted == *through)
            return already_so(last_position(draft, stream_of(command.account), [&](const Event& event) {
                return holds_alternative<DepositInterestAccrued>(event) || holds_alternative<DepositReceived>(event);
            }));
        return refuse(
            Rejection::deposit_interest_counted, "through", to_string(*through),
            "Interest is counted through " + to_string(counted) + ": no day is counted twice; give a later one.");
    }
    for (const DocumentId& deposit : held) TALLY_TRY(record_interest(draft, command.account, deposit, *through));
    if (draft.empty())
        return refuse(Rejection::deposit_interest_zero, "through", to_string(*through),
                      "The interest of those days rounds to zero: they are counted with later ones; give a later day.");
    return draft.take();
}

Decided<Events> decide_on(const ApplyDeposit& command, const Context& context) {
    Draft draft(context);
    TALLY_TRY(account_of_deposit(draft, command.account));
    const auto deposit = held_deposit(draft, command.account, command.deposit);
    TALLY_TRY(deposit);
    const auto day = day_of_use(*deposit, command.on, context);
    TALLY_TRY(day);
    const std::uint8_t decimals = currency_decimals(draft.settings());
    TALLY_TRY(record_interest(draft, command.account, command.deposit, *day));
    const Money held = draft.deposits_of(command.account).deposit(command.deposit)->held();

    const AccountState& account = *draft.account(command.account);
    const ItemChoice chosen = [&](const OpenItem& item) {
        return command.document.empty() || item.document == command.document;
    };
    Money open;
    for (const ItemPart& part : items_to_pay(account, *deposit, chosen)) open += part.limit;
    if (open.is_zero() && !command.document.empty()) {
        if (knows_document(draft, command.account, command.document))
            return refuse(Rejection::document_not_open, "document", command.document.str(),
                          "Nothing of it is open; name another, or none to pay the oldest.");
        return refuse(Rejection::document_unknown, "document", command.document.str(),
                      "Name an open document of account " + command.account.str() + ".");
    }
    if (open.is_zero())
        return refuse(Rejection::deposit_pays_nothing, "account", command.account.str(),
                      "Nothing is open on the account; give the deposit back by deposit.refund.");
    const Money amount = command.amount.is_zero() ? std::min(held, open) : command.amount;
    TALLY_TRY(checked_amount(amount, "amount", decimals));
    if (amount > held)
        return refuse(Rejection::deposit_over_held, "amount", to_string(amount, decimals),
                      "Only " + to_string(held, decimals) + " is held, with interest.");
    if (amount > open)
        return refuse(Rejection::allocation_exceeds_open_amount, "amount", to_string(amount, decimals),
                      "Only " + to_string(open, decimals) + " is open.");
    TALLY_TRY(record_application(draft, command.account, command.deposit, amount, {*day}, chosen));
    close_or_reactivate(draft, command.account);
    return draft.take();
}

Decided<Events> decide_on(const RefundDeposit& command, const Context& context) {
    Draft draft(context);
    TALLY_TRY(account_of_deposit(draft, command.account));
    const auto deposit = held_deposit(draft, command.account, command.deposit);
    TALLY_TRY(deposit);
    const auto day = day_of_use(*deposit, command.on, context);
    TALLY_TRY(day);
    const std::uint8_t decimals = currency_decimals(draft.settings());
    TALLY_TRY(record_interest(draft, command.account, command.deposit, *day));
    const Money held = draft.deposits_of(command.account).deposit(command.deposit)->held();
    const Money amount = command.amount.is_zero() ? held : command.amount;
    TALLY_TRY(checked_amount(amount, "amount", decimals));
    if (amount > held)
        return refuse(Rejection::deposit_over_held, "amount", to_string(amount, decimals),
                      "Only " + to_string(held, decimals) + " is held, with interest.");
    TALLY_TRY(record_refund(draft, command.account, command.deposit, amount, {*day}));
    return draft.take();
}

}  // namespace tally::domain
