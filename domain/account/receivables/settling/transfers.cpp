// Credit and debt that move to another account or agreement: two events for each part, in one commit, so that CLR is
// zero after it.

#include <algorithm>

#include "domain/account/command_checks.h"
#include "domain/account/made_ids.h"
#include "domain/account/receivables/carrier.h"
#include "domain/account/receivables/late_charges.h"
#include "domain/account/receivables/settling/settling_steps.h"
#include "domain/account/service/service.h"
#include "domain/core/check.h"
#include "domain/decide_on.h"

namespace tally::domain {

namespace {

// Nothing is supplied to it, and nothing of it is open or written off: it gets no bill that would show a transfer.
bool account_is_over(const AccountState& account) {
    return std::none_of(account.agreements.begin(), account.agreements.end(), is_live) && account.items.empty() &&
           account.written_off.is_zero();
}

// An account's next transfer, among those that the draft has recorded already.
DocumentId next_transfer(Draft& draft, const AccountId& account, std::uint64_t later = 1) {
    return numbered_id<DocumentId>(account, transfer_mark, draft.account(account)->transfer_count + later);
}

Decided<AccountState> named_account(Draft& draft, const AccountId& id, const char* field) {
    if (id.empty()) return refuse(Rejection::field_missing, field, "", "Name an account.");
    const AccountState* account = draft.account(id);
    if (!account) return refuse(Rejection::account_unknown, field, id.str(), "Name an account that exists.");
    return *account;
}

Decided<void> check_fits(Draft& draft, const AccountState& account, Money amount) {
    if (fits_balance(account, amount)) return {};
    return refuse(Rejection::amount_too_large, "amount", to_string(amount, currency_decimals(draft.settings())),
                  "The balance of account " + account.account.str() + " would be too large to be kept.");
}

Decided<void> check_same_person(Draft& draft, const AccountId& from, const AccountId& to) {
    if (from == to) return {};
    const AccountPersons owing = draft.persons_on(from);
    const AccountPersons taking = draft.persons_on(to);
    const AccountPerson* debtor = owing.main_customer();
    const AccountPerson* same = debtor ? taking.person(debtor->person) : nullptr;
    if (same && same->financially_responsible) return {};
    return refuse(Rejection::transfer_between_persons, "to_account", to.str(),
                  "The main customer of account " + from.str() +
                      " is not financially responsible on it: link that person first, or name another account.");
}

Decided<ServiceAgreementId> agreement_to_take(const AccountState& to, const ServiceAgreementId& named) {
    if (named.empty()) {
        std::vector<ServiceAgreementId> live;
        std::string choices;
        for (const ServiceAgreement& agreement : to.agreements) {
            if (!is_live(agreement)) continue;
            choices += (live.empty() ? "" : ", ") + agreement.sa.str();
            live.push_back(agreement.sa);
        }
        if (live.size() == 1) return live.front();
        if (!live.empty()) return refuse(Rejection::field_missing, "to_sa", "", "Name one of " + choices + ".");
        return refuse(Rejection::transfer_target_closed, "to_account", to.account.str(),
                      "Nothing is supplied to it, so it would not be billed: name an account with a live agreement.");
    }
    const auto agreement = named_or_only_agreement(to, named, "to_sa");
    TALLY_TRY(agreement);
    if (is_live(**agreement)) return named;
    return refuse(Rejection::transfer_target_closed, "to_sa", named.str(),
                  "It is stopped, so it is not billed: name a live agreement.");
}

template <class Event>
Decided<void> record_transfer(Draft& draft, Event event, const journal::Dates& dates) {
    auto financial = journal::posted(draft.settings(), dates, Event::legs, event.amount);
    TALLY_TRY(financial);
    event.financial = std::move(*financial);
    const AccountId account = event.account;
    draft.record(account, std::move(event));
    return {};
}

// One item's debt: out of it, and into an item of its own that keeps the age.
Decided<void> move_item(Draft& draft, const TransferDebt& command, const ItemPart& part, const AccountId& to,
                        const ServiceAgreementId& to_sa, DocumentId& group, Date day) {
    const OpenItem& item = *part.item;
    BalanceTransferredOut out;
    out.account = command.account;
    out.transfer = next_transfer(draft, command.account);
    if (group.empty()) group = out.transfer;
    out.group_id = group;
    out.document = item.document;
    out.sa = item.sa;
    out.item_position = item.position;
    out.to_account = to;
    out.to_transfer = next_transfer(draft, to, to == command.account ? 2 : 1);
    out.to_sa = to_sa;
    out.transfer_reason = command.transfer_reason;
    out.amount = part.limit;
    BalanceTransferredIn in;
    in.account = to;
    in.transfer = out.to_transfer;
    in.group_id = group;
    in.sa = to_sa;
    in.from_account = command.account;
    in.from_transfer = out.transfer;
    in.from_document = item.document;
    in.from_sa = item.sa;
    in.transfer_reason = command.transfer_reason;
    in.amount = part.limit;
    const journal::Dates dates{day, {}, item.ages_from};
    TALLY_TRY(record_transfer(draft, std::move(out), dates));
    return record_transfer(draft, std::move(in), dates);
}

}  // namespace

Decided<Events> decide_on(const TransferCredit& command, const Context& context) {
    Draft draft(context);
    const auto account = named_account(draft, command.account, "account");
    TALLY_TRY(account);
    const auto to = named_account(draft, command.to_account, "to_account");
    TALLY_TRY(to);
    if (command.account == command.to_account)
        return refuse(Rejection::transfer_onto_itself, "to_account", command.to_account.str(),
                      "Name another account: credit belongs to the account, whatever its agreements.");
    const auto day = business_day(command.on, "on", context);
    TALLY_TRY(day);
    if (command.transfer_reason.empty())
        return refuse(Rejection::field_missing, "transfer_reason", "", "Say why it is transferred.");
    if (account_is_over(*to))
        return refuse(Rejection::transfer_target_closed, "to_account", command.to_account.str(),
                      "Nothing is supplied to it and nothing of it is open: give the credit back by credit.refund.");
    if (!command.amount.is_zero())
        TALLY_TRY(checked_amount(command.amount, "amount", currency_decimals(draft.settings())));
    auto lines = credit_to_take(draft, *account, command.source, command.amount, *day);
    TALLY_TRY(lines);
    const Money amount = credit_total(*lines);
    TALLY_TRY(check_fits(draft, *to, amount));

    CreditTransferredOut out;
    out.account = command.account;
    out.transfer = out.group_id = next_transfer(draft, command.account);
    out.to_account = command.to_account;
    out.to_transfer = next_transfer(draft, command.to_account);
    out.lines = std::move(*lines);
    out.transfer_reason = command.transfer_reason;
    out.amount = amount;
    CreditTransferredIn in;
    in.account = command.to_account;
    in.transfer = out.to_transfer;
    in.group_id = out.group_id;
    in.from_account = command.account;
    in.from_transfer = out.transfer;
    in.transfer_reason = command.transfer_reason;
    in.amount = amount;
    const CreditPart received{{CreditSourceKind::transfer, in.transfer, {}}, amount};
    TALLY_TRY(record_transfer(draft, std::move(out), {*day}));
    TALLY_TRY(record_transfer(draft, std::move(in), {*day}));

    TALLY_TRY(allocate_fifo(draft, command.to_account, {*day},
                            [&](const UnappliedCredit& credit) { return credit.source == received.source; }));
    TALLY_TRY(recover_by_payment(draft, command.to_account, {received}, *day));
    TALLY_TRY(cancel_disproved_by_credit(draft, command.to_account, *day, received.source.document));
    close_or_reactivate(draft, command.to_account);
    return draft.take();
}

Decided<Events> decide_on(const TransferDebt& command, const Context& context) {
    Draft draft(context);
    const auto account = named_account(draft, command.account, "account");
    TALLY_TRY(account);
    const AccountId to_account = command.to_account.empty() ? command.account : command.to_account;
    const auto to = named_account(draft, to_account, "to_account");
    TALLY_TRY(to);
    const auto day = business_day(command.on, "on", context);
    TALLY_TRY(day);
    if (command.transfer_reason.empty())
        return refuse(Rejection::field_missing, "transfer_reason", "", "Say why it is transferred.");
    const auto from_sa = named_or_only_agreement(*account, command.sa, "sa");
    TALLY_TRY(from_sa);
    const ServiceAgreementId sa = (*from_sa)->sa;
    if (to_account == command.account && command.to_sa == sa)
        return refuse(Rejection::transfer_onto_itself, "to_sa", sa.str(), "Name another agreement or account.");
    const auto parts = debt_to_take(draft, *account, {sa, command.document, command.amount, *day});
    TALLY_TRY(parts);
    const auto to_sa = agreement_to_take(*to, command.to_sa);
    TALLY_TRY(to_sa);
    TALLY_TRY(check_same_person(draft, command.account, to_account));
    Money amount;
    for (const ItemPart& part : *parts) amount += part.limit;
    TALLY_TRY(check_fits(draft, *to, amount));
    if (to->last_bill_date.is_set() && *day < to->last_bill_date)
        return refuse(Rejection::date_out_of_order, "on", to_string(*day),
                      "Account " + to_account.str() + " was billed on " + to_string(to->last_bill_date) +
                          ": give that day or a later one.");
    DocumentId group;
    for (const ItemPart& part : *parts) TALLY_TRY(move_item(draft, command, part, to_account, *to_sa, group, *day));
    close_or_reactivate(draft, command.account);
    if (to_account != command.account) close_or_reactivate(draft, to_account);
    return draft.take();
}

}  // namespace tally::domain
