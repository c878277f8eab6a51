// Unclaimed property: the owner is written to, and then the state gets it.

#include "domain/account/command_checks.h"
#include "domain/account/communications/letter_steps.h"
#include "domain/account/made_ids.h"
#include "domain/account/receivables/deposits/deposit_steps.h"
#include "domain/account/receivables/settling/settling_steps.h"
#include "domain/account/receivables/unclaimed/unclaimed_steps.h"
#include "domain/core/check.h"
#include "domain/decide_on.h"

namespace tally::domain {

namespace {

Decided<AccountState> account_with_property(World& world, const AccountId& id) {
    const AccountState* account = world.account(id);
    if (!account) return refuse(Rejection::account_unknown, "account", id.str(), "Name an account that was opened.");
    return *account;
}

// What every escheat of one command has alike.
struct EscheatTerms {
    DocumentId notice;
    Dormancy dormancy;
    EscheatReport report;
    Date on;
};
template <class Event>
Event escheated(Draft& draft, const AccountId& account, const EscheatTerms& terms) {
    Event event;
    event.account = account;
    event.escheat =
        numbered_id<DocumentId>(account, escheat_mark, draft.unclaimed_of(account).escheat_count + std::uint64_t{1});
    event.notice = terms.notice;
    event.dormancy = terms.dormancy;
    event.report = terms.report;
    return event;
}

Decided<void> escheat_credit(Draft& draft, const AccountState& account, const EscheatTerms& terms) {
    // More than one entry holds makes further escheats of the same commit.
    while (!held_property(*draft.account(account.account)).credit.is_zero()) {
        const AccountState now = *draft.account(account.account);
        Money part;
        std::size_t lines = 0;
        for (const UnappliedCredit& credit : now.unapplied)
            if (!credit.on_hold && lines++ < allocation_lines_max && part + credit.amount <= largest_amount)
                part += credit.amount;
        if (part.is_zero()) part = largest_amount;  // One credit of more than an amount may be: in parts.
        auto taken = credit_to_take(draft, now, {}, part, terms.on);
        TALLY_TRY(taken);
        auto event = escheated<CreditEscheated>(draft, account.account, terms);
        event.lines = std::move(*taken);
        event.amount = credit_total(event.lines);
        auto financial = journal::posted(draft.settings(), {terms.on}, CreditEscheated::legs, event.amount);
        TALLY_TRY(financial);
        event.financial = std::move(*financial);
        draft.record(account.account, std::move(event));
    }
    return {};
}

Decided<void> escheat_deposits(Draft& draft, const AccountId& account, const EscheatTerms& terms) {
    std::vector<DocumentId> held;
    for (const HeldDeposit& one : draft.deposits_of(account).deposits)
        if (!one.held().is_zero()) held.push_back(one.deposit);
    for (const DocumentId& id : held) {
        const Date through = draft.deposits_of(account).deposit(id)->accrued_through();
        if (terms.on < through)
            return refuse(Rejection::date_out_of_order, "on", to_string(terms.on),
                          "Interest of deposit " + id.str() + " is counted through " + to_string(through) +
                              ": give that day or a later one.");
        TALLY_TRY(record_interest(draft, account, id, terms.on));
        const HeldDeposit deposit = *draft.deposits_of(account).deposit(id);
        auto event = escheated<DepositEscheated>(draft, account, terms);
        event.deposit = id;
        event.sa = deposit.sa;
        event.from_interest = deposit.interest;
        event.amount = deposit.held();
        auto financial = journal::posted(draft.settings(), {terms.on, {}, deposit.due_on}, DepositEscheated::legs,
                                         event.amount, DepositEscheated::current_by);
        TALLY_TRY(financial);
        event.financial = std::move(*financial);
        draft.record(account, std::move(event));
    }
    return {};
}

}  // namespace

Decided<Events> decide_on(const SendUnclaimedNotice& command, const Context& context) {
    Draft draft(context);
    const auto account = account_with_property(draft, command.account);
    TALLY_TRY(account);
    const auto on = business_day(command.on, "on", context);
    TALLY_TRY(on);
    const auto dormancy = unclaimed_property(draft, *account, *on);
    TALLY_TRY(dormancy);
    const StandingNotice standing = draft.unclaimed_of(command.account).notice;
    if (stands(standing, *dormancy)) return already_so(standing.position);
    const HeldProperty held = held_property(*account);
    const UnclaimedPolicy policy = *draft.settings().unclaimed_policy(dormancy->jurisdiction, *on);
    const std::uint8_t decimals = currency_decimals(draft.settings());
    if (held.total() < policy.least_notice)
        return refuse(Rejection::unclaimed_notice_not_needed, "account", command.account.str(),
                      to_string(held.total(), decimals) + " is less than the " +
                          to_string(policy.least_notice, decimals) +
                          " from which an owner is written to: it escheats by credit.escheat without a notice.");
    const AccountPerson* main = draft.persons_on(command.account).main_customer();
    if (!main)
        return refuse(Rejection::person_not_on_account, "account", command.account.str(),
                      "It has no main customer to be written to.");
    const PersonId owner = main->person;
    auto letter = send_letter(draft, command.account, owner, policy.letter_template, *on);
    TALLY_TRY(letter);
    UnclaimedNoticed event;
    event.account = command.account;
    event.notice = numbered_id<DocumentId>(command.account, notice_mark,
                                           draft.unclaimed_of(command.account).notice_count + std::uint64_t{1});
    event.letter = std::move(*letter);
    event.dormancy = *dormancy;
    event.credit = held.credit;
    event.deposits = held.deposits;
    event.noticed_on = *on;
    event.escheats_on = *on + policy.notice_days;
    draft.record(command.account, std::move(event));
    return draft.take();
}

Decided<Events> decide_on(const CancelUnclaimedNotice& command, const Context& context) {
    Draft draft(context);
    TALLY_TRY(account_with_property(draft, command.account));
    const auto on = business_day(command.on, "on", context);
    TALLY_TRY(on);
    TALLY_TRY(check_id("cancel_reason", command.cancel_reason));
    const StandingNotice standing = draft.unclaimed_of(command.account).notice;
    if (standing.notice.empty() || (!command.notice.empty() && command.notice != standing.notice)) {
        std::optional<std::uint64_t> cancelled_at;
        draft.history(stream_of(command.account), [&](const RecordedEvent& recorded) {
            const auto* cancelled = get_if<UnclaimedNoticeCancelled>(&recorded.event);
            if (cancelled && cancelled->notice == command.notice) cancelled_at = recorded.envelope.position;
        });
        if (cancelled_at) return already_so(*cancelled_at);
        return refuse(Rejection::unclaimed_notice_unknown, "notice", command.notice.str(),
                      standing.notice.empty() ? "No notice of the account stands."
                                              : "Its standing notice is " + standing.notice.str() + ".");
    }
    if (*on < standing.noticed_on)
        return refuse(Rejection::date_out_of_order, "on", to_string(*on),
                      "It was sent on " + to_string(standing.noticed_on) + ": give that day or a later one.");
    draft.record(command.account,
                 UnclaimedNoticeCancelled{command.account, standing.notice, command.cancel_reason, *on});
    return draft.take();
}

Decided<Events> decide_on(const EscheatUnclaimed& command, const Context& context) {
    Draft draft(context);
    const auto account = account_with_property(draft, command.account);
    TALLY_TRY(account);
    const auto on = business_day(command.on, "on", context);
    TALLY_TRY(on);
    const auto dormancy = unclaimed_property(draft, *account, *on);
    TALLY_TRY(dormancy);
    const UnclaimedPolicy policy = *draft.settings().unclaimed_policy(dormancy->jurisdiction, *on);
    const StandingNotice notice = draft.unclaimed_of(command.account).notice;
    const bool noticed = stands(notice, *dormancy);
    if (held_property(*account).total() >= policy.least_notice) {
        if (!noticed)
            return refuse(Rejection::unclaimed_notice_missing, "account", command.account.str(),
                          "Its owner was not written to since " + to_string(dormancy->dormant_on) +
                              ": send credit.send_unclaimed_notice first.");
        if (*on < notice.escheats_on)
            return refuse(Rejection::unclaimed_notice_running, "on", to_string(*on),
                          "Notice " + notice.notice.str() + " gives the owner until " + to_string(notice.escheats_on) +
                              ": ask on that day or later.");
    }
    const EscheatTerms terms{noticed ? notice.notice : DocumentId{}, *dormancy, report_of(policy, *on), *on};
    TALLY_TRY(escheat_credit(draft, *account, terms));
    TALLY_TRY(escheat_deposits(draft, command.account, terms));
    return draft.take();
}

}  // namespace tally::domain
