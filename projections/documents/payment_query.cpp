// A payment of one or more accounts, read from the streams of the accounts.

#include "domain/account/receivables/payment_ids.h"
#include "projections/documents/document_queries.h"
#include "projections/states_as_of.h"

namespace tally::projections {

using namespace domain;

namespace {

bool is_of(const CreditSource& source, const PaymentShareAnswer& share) {
    return source.kind == CreditSourceKind::tender && source.document.str() == share.payment.str();
}

// What of the share's credit left the account, or came back to it.
void count_what_left(const Event& event, PaymentShareAnswer& share) {
    const auto leave = [&](const std::vector<CreditLine>& lines, bool came_back) {
        for (const CreditLine& line : lines)
            if (is_of(line.source, share)) share.left_account += came_back ? -line.amount : line.amount;
    };
    if (const auto* refunded = get_if<CreditRefunded>(&event))
        leave(refunded->lines, false);
    else if (const auto* back = get_if<CreditRefundCancelled>(&event))
        leave(back->lines, true);
    else if (const auto* transferred = get_if<CreditTransferredOut>(&event))
        leave(transferred->lines, false);
    else if (const auto* escheated = get_if<CreditEscheated>(&event))
        leave(escheated->lines, false);
    else if (const auto* reclaimed = get_if<EscheatReclaimed>(&event))
        leave(reclaimed->lines, true);
}

// The batch that its tenders are in, or the sum in suspense that it was matched from.
void note_origin(const Event& event, PaymentShareAnswer& share) {
    if (const auto* batched = get_if<TendersBatched>(&event)) {
        if (batched->payment == share.payment) share.batch = batched->batch;
    } else if (const auto* matched = get_if<SuspenseMatched>(&event)) {
        if (matched->payment == share.payment) share.suspense = matched->suspense;
    }
}

// One account's share, from its stream. Nothing: none of its payments is meant.
Answered<PaymentShareAnswer> payment_share(StatesAsOf& states, const AccountId& account, const PaymentEventId& asked,
                                           PaymentAnswer& whole) {
    std::optional<PaymentShareAnswer> share;
    const auto allocate = [&](const std::vector<AllocationLine>& lines, bool taken_back, std::uint64_t position) {
        if (!share) return;
        for (const auto& line : lines) {
            if (line.source.kind != CreditSourceKind::tender || line.source.document.str() != share->payment.str())
                continue;
            const Money amount = taken_back ? -line.amount : line.amount;
            share->allocations.push_back({line.source.tender, line.document, line.sa, amount, position});
            share->applied += amount;
        }
    };
    const Date day = states.as_of().effective;
    auto read =
        each_event(states.reader(), stream_of(account), 0, states.position(), [&](const RecordedEvent& recorded) {
            if (day.is_set() && !effective_on(recorded.event, day)) return true;
            if (share) count_what_left(recorded.event, *share);
            if (share) note_origin(recorded.event, *share);
            if (const auto* posted = get_if<PaymentPosted>(&recorded.event)) {
                if (posted->payment_event != asked && posted->payment.str() != asked.str()) return true;
                share.emplace();
                share->payment = posted->payment;
                share->received_on = posted->received_on;
                share->policy = posted->policy;
                share->tenders = posted->tenders;
                share->amount = posted->amount;
                share->recorded_at = recorded.envelope.recorded_at;
                share->event_position = recorded.envelope.position;
                whole.payment_event = posted->payment_event;
                whole.payor = posted->payor;
            } else if (const auto* allocated = get_if<CreditAllocated>(&recorded.event)) {
                allocate(allocated->lines, false, recorded.envelope.position);
            } else if (const auto* deallocated = get_if<CreditDeallocated>(&recorded.event)) {
                allocate(deallocated->lines, true, recorded.envelope.position);
            } else if (const auto* received = get_if<DepositReceived>(&recorded.event)) {
                if (share && is_of(received->source, *share)) share->to_deposits += received->amount;
            } else if (const auto* reversed = get_if<DepositReceiptReversed>(&recorded.event)) {
                if (share && is_of(reversed->source, *share)) share->to_deposits -= reversed->amount;
            } else if (const auto* tender = get_if<TenderCancelled>(&recorded.event)) {
                if (!share || tender->payment != share->payment) return true;
                share->cancelled += tender->amount;
                share->cancelled_tenders.push_back(tender->tender);
                share->cancel_reason = tender->cancel_reason;
            } else if (const auto* cancelled = get_if<PaymentCancelled>(&recorded.event)) {
                if (!share || cancelled->payment != share->payment) return true;
                share->cancelled += cancelled->amount;
                share->cancel_reason = cancelled->cancel_reason;
            }
            return true;
        });
    if (!read) return tl::unexpected(std::move(read.error()));
    if (!share) return share;
    share->unapplied = share->amount - share->applied - share->to_deposits - share->left_account - share->cancelled;
    auto heading = states.heading(account);
    if (!heading) return tl::unexpected(std::move(heading.error()));
    share->heading = std::move(*heading);
    return share;
}

// The account that a payment's own id ("A-1-P3") or a payment event's made id ("A-1-PE3") begins with.
std::optional<AccountId> account_of_payment(const PaymentEventId& id) {
    if (const auto account = account_in(id)) return AccountId{*account};
    const std::string& text = id.str();
    const auto digits = text.find_last_not_of("0123456789");
    if (digits == std::string::npos || digits + 1 == text.size() || digits < 2 || text.substr(digits - 1, 2) != "-P")
        return std::nullopt;
    return AccountId{text.substr(0, digits - 1)};
}

}  // namespace

Answered<PaymentAnswer> payment(const Reader& reader, const PaymentEventId& asked, const AsOf& as_of) {
    auto states = StatesAsOf::at(reader, as_of);
    if (!states) return tl::unexpected(std::move(states.error()));
    std::vector<AccountId> accounts;
    if (auto account = account_of_payment(asked)) accounts.push_back(std::move(*account));
    auto entry = states->directory(DirectoryKind::payment_event, asked.str());
    if (!entry) return tl::unexpected(std::move(entry.error()));
    if (*entry)
        for (const auto& account : (*entry)->leads_to) accounts.emplace_back(account.str());
    PaymentAnswer answer;
    answer.position = states->position();
    answer.currency = reader.currency_code();
    for (const auto& account : accounts) {
        auto share = payment_share(*states, account, asked, answer);
        if (!share) return tl::unexpected(std::move(share.error()));
        if (!*share) continue;
        answer.amount += (*share)->amount;
        answer.payments.push_back(std::move(**share));
    }
    if (answer.payments.empty()) return std::optional<PaymentAnswer>{};
    return std::optional{std::move(answer)};
}

}  // namespace tally::projections
