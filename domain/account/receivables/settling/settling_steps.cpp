#include "domain/account/receivables/settling/settling_steps.h"

#include <algorithm>

#include "domain/account/budget_items.h"
#include "domain/account/command_checks.h"
#include "domain/account/disputed_items.h"
#include "domain/account/receivables/arrangements/arrangement_steps.h"
#include "domain/account/receivables/carrier.h"

namespace tally::domain {

namespace {

bool same_credit(const CreditSource& asked, const CreditSource& one) {
    return asked.kind == one.kind && asked.document == one.document &&
           (asked.tender.empty() || asked.tender == one.tender);
}

// The latest day on which the credit came, or came back; unset: its history does not say.
Date credit_there_since(World& world, const AccountId& account, const CreditSource& source) {
    Date since;
    const auto came = [&](const Financial& financial) { since = std::max(since, financial.effective_date); };
    world.history(stream_of(account), [&](const RecordedEvent& recorded) {
        if (const auto* paid = get_if<PaymentPosted>(&recorded.event)) {
            if (paid->payment.str() == source.document.str()) came(paid->financial);
        } else if (const auto* adjusted = get_if<AdjustmentPosted>(&recorded.event)) {
            if (adjusted->adjustment == source.document) came(adjusted->financial);
        } else if (const auto* released = get_if<CreditReleased>(&recorded.event)) {
            if (released->document == source.document) came(released->financial);
        } else if (const auto* transferred = get_if<CreditTransferredIn>(&recorded.event)) {
            if (transferred->transfer == source.document) came(transferred->financial);
        } else if (const auto* back = get_if<CreditRefundCancelled>(&recorded.event)) {
            for (const CreditLine& line : back->lines)
                if (line.source == source) came(back->financial);
        } else if (const auto* reclaimed = get_if<EscheatReclaimed>(&recorded.event)) {
            for (const CreditLine& line : reclaimed->lines)
                if (line.source == source) came(reclaimed->financial);
        }
    });
    return since;
}

// What is not of an agreement is of the account, and so of everything that is supplied to it.
Decided<void> check_not_supplied(const AccountState& account, const ServiceAgreementId& sa) {
    for (const ServiceAgreement& agreement : account.agreements)
        if (is_live(agreement) && (sa.empty() || agreement.sa == sa))
            return refuse(Rejection::agreement_still_supplied, "sa", agreement.sa.str(),
                          "Its debt is collected with its bills: stop the service by service.stop first, or name a "
                          "stopped agreement.");
    return {};
}

Decided<void> check_movable(const AccountState& account, const OpenItem& item, const AccountOverdue& held,
                            const AccountArrangements& arrangements, std::uint8_t decimals) {
    if (billed_on_plan(account, item) && item.payoff_open != item.current_open)
        return refuse(Rejection::item_on_budget, "document", item.document.str(),
                      "It was billed under the budget plan of " + item.sa.str() +
                          ": bill the agreement for the last time, or leave the plan by budget.leave first.");
    if (const Money disputed = held.disputed(item.document, item.sa); disputed > Money{})
        return refuse(Rejection::item_disputed, "document", item.document.str(),
                      to_string(disputed, decimals) +
                          " of it is disputed: resolve the dispute first by dispute.resolve, or name other documents.");
    const Arrangement* arrangement = arrangements.of_instalment(item.document);
    if (!arrangement) arrangement = arrangements.holding(item.document);
    if (arrangement)
        return refuse_arranged("document", item.document, *arrangement,
                               "end it first by arrangement.break, or name other documents.");
    return {};
}

tl::unexpected<Refusal> nothing_of_it_open(Draft& draft, const AccountState& account, const DebtAsked& asked) {
    if (asked.document.empty())
        return refuse(Rejection::debt_not_open, asked.sa.empty() ? "account" : "sa",
                      asked.sa.empty() ? account.account.str() : asked.sa.str(), "Nothing of it is open.");
    if (knows_document(draft, account.account, asked.document))
        return refuse(Rejection::document_not_open, "document", asked.document.str(),
                      "Nothing of it is open; name another, or none to take each.");
    return refuse(Rejection::document_unknown, "document", asked.document.str(),
                  "Name an open document of account " + account.account.str() + ".");
}

// Rounded once; the whole line has its whole tax. Never more tax than amount.
WriteOffLine part_of(const WriteOffLine& line, Money amount) {
    WriteOffLine part = line;
    part.amount = amount;
    Money left = amount;
    for (TaxRelieved& tax : part.taxes) {
        const Int128 share =
            divide(Int128{tax.amount.minor} * amount.minor, line.amount.minor, Rounding::half_away_from_zero);
        tax.amount = std::min(Money{static_cast<std::int64_t>(share)}, left);
        left -= tax.amount;
    }
    std::erase_if(part.taxes, [](const TaxRelieved& tax) { return tax.amount.is_zero(); });
    return part;
}

void take_from(StandingWriteOff& standing, const WriteOffLine& reversed) {
    for (WriteOffLine& line : standing.lines) {
        if (line.document != reversed.document || line.sa != reversed.sa) continue;
        line.amount -= reversed.amount;
        for (TaxRelieved& tax : line.taxes)
            for (const TaxRelieved& back : reversed.taxes)
                if (tax.tax_code == back.tax_code && tax.gl_account == back.gl_account) tax.amount -= back.amount;
    }
    std::erase_if(standing.lines, [](const WriteOffLine& line) { return line.amount.is_zero(); });
}

}  // namespace

bool is_live(const ServiceAgreement& agreement) {
    return agreement.status == SaStatus::active || agreement.status == SaStatus::pending_stop ||
           agreement.status == SaStatus::pending_start;
}

Money credit_total(const std::vector<CreditLine>& lines) {
    Money total;
    for (const CreditLine& line : lines) total += line.amount;
    return total;
}

Decided<std::vector<CreditLine>> credit_to_take(World& world, const AccountState& account, const DocumentId& source,
                                                Money amount, Date day) {
    const std::uint8_t decimals = currency_decimals(world.settings());
    const std::string field = source.empty() ? "amount" : "source";
    const std::string value = source.empty() ? to_string(amount, decimals) : source.str();
    std::vector<CreditLine> chosen;
    Money there, on_hold;
    for (const UnappliedCredit& credit : account.unapplied) {
        if (!source.empty() && credit.source.document != source) continue;
        (credit.on_hold ? on_hold : there) += credit.amount;
        if (!credit.on_hold) chosen.push_back({credit.source, credit.amount});
    }
    const Money wanted = amount.is_zero() ? there : amount;
    if (wanted > there || there.is_zero()) {
        if (on_hold > Money{} && wanted <= there + on_hold)
            return refuse(Rejection::credit_on_hold, field, value,
                          to_string(on_hold, decimals) + " of the credit is on hold: only " +
                              to_string(there, decimals) + " may leave the account.");
        return refuse(Rejection::credit_exceeded, field, value,
                      "Only " + to_string(there, decimals) + " of credit is unapplied.");
    }
    TALLY_TRY(checked_amount(wanted, "amount", decimals));
    std::vector<CreditLine> lines;
    for (Money left = wanted; const CreditLine& credit : chosen) {
        if (left.is_zero()) break;
        lines.push_back({credit.source, std::min(left, credit.amount)});
        left -= lines.back().amount;
    }
    if (lines.size() > allocation_lines_max)
        return refuse(Rejection::entry_too_large, "amount", to_string(wanted, decimals),
                      "It is of more than " + std::to_string(allocation_lines_max) +
                          " payments: take it in parts, each with a smaller amount.");
    for (const CreditLine& line : lines)
        if (const Date since = credit_there_since(world, account.account, line.source); day < since)
            return refuse(Rejection::date_out_of_order, "on", to_string(day),
                          "The credit of " + line.source.document.str() + " came on " + to_string(since) +
                              ": give that day or a later one.");
    return lines;
}

std::vector<DocumentId> taken_away_by(World& world, const AccountId& account, const CreditSource& source) {
    std::vector<DocumentId> away;
    const auto takes = [&](const std::vector<CreditLine>& lines) {
        return std::any_of(lines.begin(), lines.end(),
                           [&](const CreditLine& line) { return same_credit(source, line.source); });
    };
    world.history(stream_of(account), [&](const RecordedEvent& recorded) {
        if (const auto* refunded = get_if<CreditRefunded>(&recorded.event)) {
            if (takes(refunded->lines)) away.push_back(refunded->refund);
        } else if (const auto* cancelled = get_if<CreditRefundCancelled>(&recorded.event)) {
            std::erase(away, cancelled->refund);
        } else if (const auto* transferred = get_if<CreditTransferredOut>(&recorded.event)) {
            if (takes(transferred->lines)) away.push_back(transferred->transfer);
        } else if (const auto* escheated = get_if<CreditEscheated>(&recorded.event)) {
            if (takes(escheated->lines)) away.push_back(escheated->escheat);
        } else if (const auto* reclaimed = get_if<EscheatReclaimed>(&recorded.event)) {
            std::erase(away, reclaimed->escheat);
        }
    });
    return away;
}

Decided<std::vector<ItemPart>> debt_to_take(Draft& draft, const AccountState& account, const DebtAsked& asked) {
    const std::uint8_t decimals = currency_decimals(draft.settings());
    if (!asked.sa.empty()) TALLY_TRY(named_or_only_agreement(account, asked.sa, "sa"));
    if (!asked.amount.is_zero()) TALLY_TRY(checked_amount(asked.amount, "amount", decimals));
    const AccountOverdue held = disputes_of(draft, account);
    const AccountArrangements& arrangements = standing_arrangements(draft, account);
    std::vector<ItemPart> parts;
    Money open;
    for (const OpenItem& item : account.items) {
        if (!asked.sa.empty() && item.sa != asked.sa) continue;
        if (!asked.document.empty() && item.document != asked.document) continue;
        if (item.payoff_open <= Money{} && item.current_open <= Money{}) continue;
        TALLY_TRY(check_not_supplied(account, item.sa));
        TALLY_TRY(check_movable(account, item, held, arrangements, decimals));
        parts.push_back({&item, item.payoff_open});
        open += item.payoff_open;
    }
    if (parts.empty()) return nothing_of_it_open(draft, account, asked);
    if (asked.amount > open)
        return refuse(Rejection::debt_exceeded, "amount", to_string(asked.amount, decimals),
                      "Only " + to_string(open, decimals) + " of it is open.");
    if (account.last_bill_date.is_set() && asked.day < account.last_bill_date)
        return refuse(Rejection::date_out_of_order, "on", to_string(asked.day),
                      "It was billed on " + to_string(account.last_bill_date) + ": give that day or a later one.");
    if (asked.amount.is_zero()) return parts;
    Money left = asked.amount;
    for (ItemPart& part : parts) {
        part.limit = std::min(part.limit, left);
        left -= part.limit;
    }
    std::erase_if(parts, [](const ItemPart& part) { return part.limit.is_zero(); });
    return parts;
}

std::vector<StandingWriteOff> standing_write_offs(World& world, const AccountId& account) {
    std::vector<StandingWriteOff> standing;
    world.history(stream_of(account), [&](const RecordedEvent& recorded) {
        if (const auto* made = get_if<WrittenOff>(&recorded.event)) {
            standing.push_back({made->write_off, made->financial.effective_date, made->lines, {}});
            for (const Posting& posting : made->financial.postings)
                if (posting.role == GlRole::allowance || posting.role == GlRole::bad_debt)
                    standing.back().loss = posting;
        } else if (const auto* reversed = get_if<WriteOffReversed>(&recorded.event)) {
            for (StandingWriteOff& one : standing)
                if (one.write_off == reversed->write_off)
                    for (const WriteOffLine& line : reversed->lines) take_from(one, line);
        }
    });
    std::erase_if(standing, [](const StandingWriteOff& one) { return one.lines.empty(); });
    return standing;
}

Decided<std::vector<WriteOffLine>> reverse_write_offs(Draft& draft, const AccountId& id, Date on, Money at_most,
                                                      const Recovery& why, const WriteOffChoice& chosen) {
    std::vector<WriteOffLine> opened;
    if (draft.account(id)->written_off.is_zero()) return opened;
    for (const StandingWriteOff& one : standing_write_offs(draft, id)) {
        WriteOffReversed event;
        for (const WriteOffLine& line : one.lines) {
            if (at_most <= Money{} || !chosen(one, line)) continue;
            event.lines.push_back(part_of(line, std::min(line.amount, at_most)));
            event.amount += event.lines.back().amount;
            at_most -= event.lines.back().amount;
        }
        if (event.lines.empty()) continue;
        event.account = id;
        event.write_off = one.write_off;
        event.cause = why.cause;
        event.caused_by = why.caused_by;
        event.cancel_reason = why.cancel_reason;
        auto financial = journal::write_off_reversed(
            draft.settings(), {std::max(on, one.written_off_on), {}, event.lines.front().ages_from}, event.lines,
            one.loss);
        TALLY_TRY(financial);
        event.financial = std::move(*financial);
        opened.insert(opened.end(), event.lines.begin(), event.lines.end());
        draft.record(id, std::move(event));
    }
    return opened;
}

Decided<void> reverse_write_offs_of(Draft& draft, const AccountId& id, const DocumentId& document, Date on) {
    TALLY_TRY(reverse_write_offs(
        draft, id, on, largest_balance, {RecoveryCause::charge_cancelled, document, {}},
        [&](const StandingWriteOff&, const WriteOffLine& line) { return line.document == document; }));
    return {};
}

Decided<void> recover_by_payment(Draft& draft, const AccountId& id, const std::vector<CreditPart>& paid, Date on) {
    if (draft.account(id)->written_off.is_zero()) return {};
    std::vector<CreditPart> left;
    Money there;
    for (const CreditPart& credit : paid) {
        const Money rest = unapplied_of(*draft.account(id), credit.source);
        if (rest > Money{}) left.push_back({credit.source, rest});
        there += rest;
    }
    if (left.empty()) return {};
    const auto opened =
        reverse_write_offs(draft, id, on, there, {RecoveryCause::paid, left.front().source.document, {}},
                           [](const StandingWriteOff&, const WriteOffLine&) { return true; });
    TALLY_TRY(opened);
    const AccountState& account = *draft.account(id);
    std::vector<ItemPart> items;
    for (const WriteOffLine& line : *opened)
        if (const OpenItem* item = account.item(line.document, line.sa)) items.push_back({item, line.amount});
    TALLY_TRY(record_allocation(draft, id, AllocationPolicy::fifo, {on}, spread(left, items)));
    return {};
}

}  // namespace tally::domain
