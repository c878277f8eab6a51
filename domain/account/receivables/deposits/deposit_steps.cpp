#include "domain/account/receivables/deposits/deposit_steps.h"

#include <algorithm>

#include "domain/account/command_checks.h"
#include "domain/account/receivables/arrangements/arrangement_steps.h"
#include "domain/account/receivables/deposits/deposit_interest.h"
#include "domain/account/receivables/settling/settling_steps.h"

namespace tally::domain {

namespace {

const HeldDeposit& existing_deposit(World& world, const AccountId& account, const DocumentId& id) {
    const HeldDeposit* deposit = world.deposits_of(account).deposit(id);
    TALLY_ASSERT(deposit, "a deposit moves that is asked for or held");
    return *deposit;
}

// The event's deposit, agreement and amount; its dates, legs and deltas.
template <class Event>
Event about(const AccountId& account, const HeldDeposit& deposit, Money amount) {
    Event event;
    event.account = account;
    event.deposit = deposit.deposit;
    event.sa = deposit.sa;
    event.amount = amount;
    return event;
}
template <class Event>
Decided<void> record_posted(Draft& draft, Event event, const journal::Dates& dates) {
    auto financial = Decided<Financial>{};
    if constexpr (requires { Event::current_by; })
        financial = journal::posted(draft.settings(), dates, Event::legs, event.amount, Event::current_by);
    else
        financial = journal::posted(draft.settings(), dates, Event::legs, event.amount);
    TALLY_TRY(financial);
    event.financial = std::move(*financial);
    const AccountId account = event.account;
    draft.record(account, std::move(event));
    return {};
}

bool service_is_over(const AccountState& account, const HeldDeposit& deposit) {
    if (!deposit.sa.empty()) {
        const ServiceAgreement* agreement = account.agreement(deposit.sa);
        return agreement && (agreement->final_billed || agreement->status == SaStatus::cancelled);
    }
    bool any = false;
    for (const ServiceAgreement& agreement : account.agreements) {
        if (agreement.status == SaStatus::cancelled) continue;
        if (!agreement.final_billed) return false;
        any = true;
    }
    return any;
}

}  // namespace

Decided<Money> record_interest(Draft& draft, const AccountId& account, const DocumentId& id, Date through) {
    const HeldDeposit& deposit = existing_deposit(draft, account, id);
    const auto counted = interest_of(draft.settings(), deposit, through);
    TALLY_TRY(counted);
    const journal::Dates dates{through, {}, deposit.due_on};
    const auto blank = about<DepositInterestAccrued>(account, deposit, {});
    Money total;
    for (const CountedInterest& part : *counted) {
        if (part.amount.is_zero()) continue;
        DepositInterestAccrued event = blank;
        event.through = part.through;
        event.lines = part.lines;
        event.amount = part.amount;
        if (!fits_balance(*draft.account(account), part.amount))
            return refuse(Rejection::amount_too_large, "", id.str(),
                          "The account's balance would be too large to be kept.");
        total += part.amount;
        TALLY_TRY(record_posted(draft, std::move(event), dates));
    }
    return total;
}

Decided<void> record_receipt(Draft& draft, const AccountId& account, const DocumentId& id, const CreditSource& source,
                             Money amount, Date on) {
    const HeldDeposit& deposit = existing_deposit(draft, account, id);
    auto event = about<DepositReceived>(account, deposit, amount);
    event.source = source;
    return record_posted(draft, std::move(event), {std::max(on, deposit.billed_on), {}, deposit.due_on});
}

Decided<void> reverse_receipts(Draft& draft, const AccountId& account, const SourceChoice& chosen, Date on) {
    if (draft.account(account)->deposits_held.is_zero()) return {};
    std::vector<std::pair<DepositReceiptReversed, Date>> reversals;
    for (const HeldDeposit& deposit : draft.deposits_of(account).deposits)
        for (const DepositLot& lot : deposit.lots) {
            if (!chosen(lot.source)) continue;
            if (on < lot.received_on)
                return refuse(Rejection::date_out_of_order, "on", to_string(on),
                              "Its money is held as deposit " + deposit.deposit.str() + " since " +
                                  to_string(lot.received_on) + ": give that day or a later one.");
            const auto same = std::find_if(reversals.begin(), reversals.end(), [&](const auto& one) {
                return one.first.deposit == deposit.deposit && one.first.source == lot.source;
            });
            if (same != reversals.end()) {
                same->first.amount += lot.amount;
                continue;
            }
            auto event = about<DepositReceiptReversed>(account, deposit, lot.amount);
            event.source = lot.source;
            reversals.emplace_back(std::move(event), deposit.due_on);
        }
    for (auto& [event, due_on] : reversals) TALLY_TRY(record_posted(draft, std::move(event), {on, {}, due_on}));
    return {};
}

Decided<void> check_whole(World& world, const AccountId& account, const CreditSource& source, Money whole,
                          std::string field, std::string value) {
    if (unapplied_of(*world.account(account), source) == whole) return {};
    if (const auto away = taken_away_by(world, account, source); !away.empty())
        return refuse(Rejection::credit_left_the_account, std::move(field), std::move(value),
                      "Its money left the account by " + away.front().str() +
                          ": cancel that, where it is a refund, by credit.cancel_refund, and where it escheated by "
                          "credit.reclaim_escheated, or charge what is taken back by adjustment.request.");
    return refuse(
        Rejection::deposit_already_used, std::move(field), std::move(value),
        "Its money was a deposit, which was applied or refunded since, and cannot be taken back: charge it by "
        "adjustment.request.");
}

std::vector<ItemPart> items_to_pay(const AccountState& account, const HeldDeposit& deposit, const ItemChoice& items) {
    std::vector<ItemPart> parts;
    for (const bool own : {true, false})
        for (const OpenItem& item : account.items) {
            const bool is_own = !deposit.sa.empty() && item.sa == deposit.sa;
            if (is_own == own && open_amount(item) > Money{} && (!items || items(item)))
                parts.push_back({&item, open_amount(item)});
        }
    return parts;
}

Decided<Money> record_application(Draft& draft, const AccountId& account, const DocumentId& id, Money at_most,
                                  const journal::Dates& dates, const ItemChoice& items) {
    const HeldDeposit deposit = existing_deposit(draft, account, id);
    Money left = std::min(at_most, deposit.held()), interest = deposit.interest, total;
    std::vector<DepositLine> lines;
    for (const ItemPart& part : items_to_pay(*draft.account(account), deposit, items)) {
        const Money paid = std::min(left, part.limit);
        if (paid <= Money{}) break;
        const OpenItem& item = *part.item;
        lines.push_back({item.document, item.sa, paid, item.ages_from, item.position});
        left -= paid;
    }
    for (std::size_t first = 0; first < lines.size(); first += allocation_lines_max) {
        auto event = about<DepositApplied>(account, deposit, {});
        const auto from = lines.begin() + static_cast<std::ptrdiff_t>(first);
        event.lines.assign(from,
                           from + static_cast<std::ptrdiff_t>(std::min(allocation_lines_max, lines.size() - first)));
        for (const DepositLine& line : event.lines) event.amount += line.amount;
        event.from_interest = std::min(interest, event.amount);
        interest -= event.from_interest;
        total += event.amount;
        journal::Dates own = dates;
        own.ages_from = event.lines.front().ages_from;
        TALLY_TRY(record_posted(draft, std::move(event), own));
    }
    return total;
}

Decided<void> record_refund(Draft& draft, const AccountId& account, const DocumentId& id, Money amount,
                            const journal::Dates& dates) {
    const HeldDeposit& deposit = existing_deposit(draft, account, id);
    auto event = about<DepositRefunded>(account, deposit, amount);
    event.from_interest = std::min(deposit.interest, amount);
    return record_posted(draft, std::move(event), dates);
}

Decided<void> record_bill_cancelled(Draft& draft, const AccountId& account, const DocumentId& id,
                                    const Code& cancel_reason, const journal::Dates& dates) {
    const HeldDeposit& deposit = existing_deposit(draft, account, id);
    auto event = about<DepositBillCancelled>(account, deposit, deposit.open);
    event.cancel_reason = cancel_reason;
    auto financial =
        journal::only_current(draft.settings(), {dates.effective_date, dates.accounting_date, deposit.due_on},
                              event.amount, DepositBillCancelled::current_by);
    TALLY_TRY(financial);
    event.financial = std::move(*financial);
    draft.record(account, std::move(event));
    return {};
}

Decided<void> settle_deposits(Draft& draft, const AccountId& id, const journal::Dates& dates) {
    const AccountState& account = *draft.account(id);
    if (account.deposits_held.is_zero() && account.deposits_asked.is_zero()) return {};
    std::vector<DocumentId> over;
    for (const HeldDeposit& deposit : draft.deposits_of(id).deposits)
        if (service_is_over(account, deposit)) over.push_back(deposit.deposit);
    for (const DocumentId& one : over) {
        const HeldDeposit deposit = *draft.deposits_of(id).deposit(one);
        journal::Dates own = dates;
        own.effective_date = std::max({dates.effective_date, deposit.billed_on, deposit.accrued_through()});
        if (!deposit.open.is_zero()) TALLY_TRY(record_bill_cancelled(draft, id, one, Code{"FINAL"}, own));
        if (deposit.held().is_zero()) continue;
        TALLY_TRY(end_arrangements_of(draft, id, deposit.sa, own.effective_date));
        TALLY_TRY(record_interest(draft, id, one, own.effective_date));
        const Money held = draft.deposits_of(id).deposit(one)->held();
        const auto applied = record_application(draft, id, one, held, own);
        TALLY_TRY(applied);
        if (*applied < held) TALLY_TRY(record_refund(draft, id, one, held - *applied, own));
    }
    return {};
}

}  // namespace tally::domain
