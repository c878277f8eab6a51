#include "domain/account/receivables/credit.h"

#include <algorithm>
#include <map>

#include "domain/account/disputed_items.h"

namespace tally::domain {

namespace {

const AccountState& existing_account(World& world, const AccountId& id) {
    const AccountState* account = world.account(id);
    TALLY_ASSERT(account, "money moves on an account that exists");
    return *account;
}

Money sum_of(const std::vector<AllocationLine>& lines) {
    Money total;
    for (const AllocationLine& line : lines) total += line.amount;
    return total;
}

// The event's own figures and postings, for each part of the lines that one entry holds.
template <class Payload, class Post>
Decided<Money> record_lines(Draft& draft, const AccountId& account, const journal::Dates& dates,
                            std::vector<AllocationLine> lines, const Payload& blank, Post&& post) {
    const Money total = sum_of(lines);
    for (std::size_t first = 0; first < lines.size(); first += allocation_lines_max) {
        const auto from = lines.begin() + static_cast<std::ptrdiff_t>(first);
        const auto count = std::min(allocation_lines_max, lines.size() - first);
        Payload event = blank;
        event.account = account;
        event.lines.assign(std::make_move_iterator(from),
                           std::make_move_iterator(from + static_cast<std::ptrdiff_t>(count)));
        event.total = sum_of(event.lines);
        journal::Dates own = dates;
        own.ages_from = event.lines.front().ages_from;
        auto financial = post(draft.settings(), own, event.total);
        if (!financial) return tl::unexpected(std::move(financial.error()));
        event.financial = std::move(*financial);
        draft.record(account, std::move(event));
    }
    return total;
}

}  // namespace

bool fits_balance(const AccountState& account, Money amount) {
    Int128 payoff = 0, current = 0, unapplied = 0;
    for (const OpenItem& item : account.items) {
        payoff += item.payoff_open.minor;
        current += item.current_open.minor;
    }
    for (const UnappliedCredit& credit : account.unapplied) unapplied += credit.amount.minor;
    const Int128 held = account.deposits_held.minor, asked = account.deposits_asked.minor;
    const SinceStatement& since = account.since_statement;
    const Int128 size = amount < Money{} ? -Int128{amount.minor} : Int128{amount.minor};
    const Int128 limit = largest_balance.minor - size;
    for (const Int128 sum : {payoff - unapplied - held, current + asked - unapplied, unapplied, held, asked,
                             Int128{since.payments_payoff.minor}, Int128{since.adjustments_payoff.minor},
                             Int128{since.adjustments_current.minor}, Int128{since.corrections_payoff.minor},
                             Int128{since.charges_payoff.minor}})
        if (sum > limit || sum < -limit) return false;
    return true;
}

Money open_amount(const AccountState& account, const DocumentId& document) {
    Money total;
    for (const OpenItem& item : account.items)
        if (item.document == document) total += open_amount(item);
    return total;
}

Money unapplied_of(const AccountState& account, const CreditSource& source) {
    Money total;
    for (const UnappliedCredit& credit : account.unapplied)
        if (credit.source.kind == source.kind && credit.source.document == source.document &&
            (source.tender.empty() || credit.source.tender == source.tender))
            total += credit.amount;
    return total;
}

std::vector<AllocationLine> spread(const std::vector<CreditPart>& credits, const std::vector<ItemPart>& items) {
    std::vector<AllocationLine> lines;
    std::size_t at = 0;
    Money taken;  // From items[at].
    for (const CreditPart& credit : credits) {
        Money left = credit.amount;
        while (left > Money{} && at < items.size()) {
            const OpenItem& item = *items[at].item;
            const Money part = std::min(left, items[at].limit - taken);
            if (part > Money{}) {
                lines.push_back({credit.source, item.document, item.sa, part, item.ages_from, item.position});
                left -= part;
                taken += part;
            }
            if (taken < items[at].limit) break;  // The credit is used up first.
            ++at;
            taken = {};
        }
    }
    return lines;
}

Decided<Money> record_allocation(Draft& draft, const AccountId& account, AllocationPolicy policy,
                                 const journal::Dates& dates, std::vector<AllocationLine> lines) {
    CreditAllocated blank;
    blank.policy = policy;
    return record_lines(draft, account, dates, std::move(lines), blank, journal::credit_allocated);
}

Decided<Money> allocate_fifo(Draft& draft, const AccountId& id, const journal::Dates& dates,
                             const CreditChoice& credits, const ItemChoice& items) {
    const AccountState& account = existing_account(draft, id);
    std::vector<CreditPart> from;
    for (const UnappliedCredit& credit : account.unapplied)
        if (!credit.on_hold && (!credits || credits(credit))) from.push_back({credit.source, credit.amount});
    if (from.empty()) return Money{};
    const AccountOverdue& held = disputes_of(draft, account);
    std::vector<ItemPart> to;
    for (const OpenItem& item : account.items)
        if (const Money open = undisputed_amount(item, held); open > Money{} && (!items || items(item)))
            to.push_back({&item, open});
    return record_allocation(draft, id, AllocationPolicy::fifo, dates, spread(from, to));
}

std::vector<AllocationLine> standing_allocations(World& world, const AccountId& id) {
    std::vector<AllocationLine> standing;  // Oldest first until the end.
    world.history(stream_of(id), [&](const RecordedEvent& recorded) {
        if (const auto* allocated = get_if<CreditAllocated>(&recorded.event)) {
            standing.insert(standing.end(), allocated->lines.begin(), allocated->lines.end());
        } else if (const auto* undone = get_if<CreditDeallocated>(&recorded.event)) {
            for (const AllocationLine& line : undone->lines) {
                Money left = line.amount;
                for (auto one = standing.rbegin(); one != standing.rend() && left > Money{}; ++one) {
                    if (one->source != line.source || one->document != line.document || one->sa != line.sa) continue;
                    const Money part = std::min(left, one->amount);
                    one->amount -= part;
                    left -= part;
                }
                TALLY_ASSERT(left.is_zero(), "no more is deallocated than was allocated");
            }
            std::erase_if(standing, [](const AllocationLine& one) { return one.amount.is_zero(); });
        }
    });
    std::reverse(standing.begin(), standing.end());
    return standing;
}

Decided<Money> deallocate(Draft& draft, const AccountId& id, const journal::Dates& dates, const LineChoice& choice,
                          std::optional<Money> at_most) {
    std::vector<AllocationLine> lines;
    Money left = at_most.value_or(largest_balance);
    for (AllocationLine& line : standing_allocations(draft, id)) {
        if (left <= Money{}) break;
        if (!choice(line)) continue;
        line.amount = std::min(line.amount, left);
        left -= line.amount;
        lines.push_back(std::move(line));
    }
    return record_lines(draft, id, dates, std::move(lines), CreditDeallocated{}, journal::credit_deallocated);
}

Decided<Money> release_below_zero(Draft& draft, const AccountId& id, const journal::Dates& dates) {
    Money total;
    std::vector<OpenItem> below;
    for (const OpenItem& item : existing_account(draft, id).items)
        if (item.current_open < Money{}) below.push_back(item);
    for (const OpenItem& item : below) {
        CreditReleased event;
        event.account = id;
        event.document = item.document;
        event.sa = item.sa;
        event.amount = -item.current_open;
        journal::Dates own = dates;
        own.ages_from = item.ages_from;
        auto financial = journal::posted(draft.settings(), own, CreditReleased::legs, event.amount);
        if (!financial) return tl::unexpected(std::move(financial.error()));
        event.financial = std::move(*financial);
        total += event.amount;
        draft.record(id, std::move(event));
    }
    return total;
}

LastPayment last_payment(World& world, const AccountId& id) {
    const AccountState& account = existing_account(world, id);
    if (!account.last_payment_uncertain)
        return {account.last_payment, account.last_payment_amount, account.last_payment_date};
    std::vector<LastPayment> payments;
    const auto reduce = [&](const PaymentId& payment, Money amount) {
        for (LastPayment& one : payments)
            if (one.payment == payment) one.amount -= amount;
    };
    world.history(stream_of(id), [&](const RecordedEvent& recorded) {
        if (const auto* posted = get_if<PaymentPosted>(&recorded.event))
            payments.push_back({posted->payment, posted->amount, posted->received_on});
        else if (const auto* tender = get_if<TenderCancelled>(&recorded.event))
            reduce(tender->payment, tender->amount);
        else if (const auto* cancelled = get_if<PaymentCancelled>(&recorded.event))
            reduce(cancelled->payment, cancelled->amount);
    });
    LastPayment last;
    for (const LastPayment& one : payments)
        if (!one.amount.is_zero() && (last.payment.empty() || one.received_on >= last.received_on)) last = one;
    return last;
}

bool knows_document(World& world, const AccountId& id, const DocumentId& document) {
    bool known = false;
    world.history(stream_of(id), [&](const RecordedEvent& recorded) {
        visit(
            [&](const auto& event) {
                for_each_made_document(event,
                                       [&](const DocumentId& made, ArEntryKind) { known = known || made == document; });
            },
            recorded.event);
    });
    return known;
}

}  // namespace tally::domain
