#include "projections/explain/payment_explanation.h"

#include <algorithm>

#include "domain/premise/market/market_steps.h"
#include "projections/documents/document_queries.h"
#include "projections/explain/explain_queries.h"
#include "projections/render/texts.h"
#include "projections/states_as_of.h"

namespace tally::projections {

using namespace domain;

namespace {

std::string ordinal(std::size_t number) {
    const bool teen = number % 100 >= 11 && number % 100 <= 13;
    const char* const end = teen               ? "th"
                            : number % 10 == 1 ? "st"
                            : number % 10 == 2 ? "nd"
                            : number % 10 == 3 ? "rd"
                                               : "th";
    return std::to_string(number) + end;
}

std::string policy_words(AllocationPolicy policy) {
    return policy == AllocationPolicy::fifo
               ? "oldest items first: by due date, then pay priority of the agreement, then entry"
               : "documents that the payment names";
}

// Follows the account through its stream, so that each use of the payment is seen beside the items open just then.
class PaymentUses {
  public:
    PaymentUses(const PaymentEventId& payment_event, ExplainedShare& share)
        : payment_event_(payment_event), share_(share) {}

    void add(const RecordedEvent& recorded) {
        envelope_ = &recorded.envelope;
        if (const auto* posted = get_if<PaymentPosted>(&recorded.event)) {
            if (posted->payment == share_.payment) post(*posted);
        } else if (const auto* allocated = get_if<CreditAllocated>(&recorded.event)) {
            use(allocated->lines, allocated->policy, false);
        } else if (const auto* deallocated = get_if<CreditDeallocated>(&recorded.event)) {
            use(deallocated->lines, AllocationPolicy::fifo, true);
        } else if (const auto* received = get_if<DepositReceived>(&recorded.event)) {
            hold(*received, false);
        } else if (const auto* returned = get_if<DepositReceiptReversed>(&recorded.event)) {
            hold(*returned, true);
        } else if (const auto* refunded = get_if<CreditRefunded>(&recorded.event)) {
            leave(refunded->lines, refunded->refund, "refunded", false);
        } else if (const auto* back = get_if<CreditRefundCancelled>(&recorded.event)) {
            leave(back->lines, back->refund, "the refund was cancelled", true);
        } else if (const auto* transferred = get_if<CreditTransferredOut>(&recorded.event)) {
            leave(transferred->lines, transferred->transfer, "transferred to account " + transferred->to_account.str(),
                  false);
        } else if (const auto* escheated = get_if<CreditEscheated>(&recorded.event)) {
            leave(escheated->lines, escheated->escheat, "escheated to the state", false);
        } else if (const auto* reclaimed = get_if<EscheatReclaimed>(&recorded.event)) {
            leave(reclaimed->lines, reclaimed->escheat, "reclaimed by its owner", true);
        } else if (const auto* tender = get_if<TenderCancelled>(&recorded.event)) {
            if (tender->payment == share_.payment)
                reverse(tender->nsf ? "tender returned for insufficient funds" : "tender cancelled", tender->tender,
                        tender->cancel_reason, {}, tender->amount);
        } else if (const auto* cancelled = get_if<PaymentCancelled>(&recorded.event)) {
            if (cancelled->payment == share_.payment)
                reverse("payment cancelled, its money held in suspense", {}, cancelled->cancel_reason, {},
                        cancelled->amount);
        } else if (const auto* fee = get_if<NsfFeeCharged>(&recorded.event)) {
            if (fee->payment_event == payment_event_)
                reverse("fee for the returned tender", fee->tender, {}, fee->charge, fee->amount);
        }
        evolve(world_, recorded.envelope, recorded.event);
    }
    // What the account has left of the payment as unapplied credit, by its state.
    [[nodiscard]] Money left_by_state() {
        Money left;
        world_.each<AccountState>([&](const PartKey&, const AccountState& state) {
            for (const UnappliedCredit& credit : state.unapplied)
                if (credit.source.kind == CreditSourceKind::tender &&
                    credit.source.document.str() == share_.payment.str())
                    left += credit.amount;
        });
        return left;
    }

  private:
    void post(const PaymentPosted& posted) {
        share_.entered = cause_of(*envelope_);
        share_.postings = postings_of(posted.financial);
    }

    void reverse(std::string what, const TenderId& tender, const Code& reason, const DocumentId& fee, Money amount) {
        share_.reversals.push_back({Plain{std::move(what)}, tender, reason, fee, amount, cause_of(*envelope_)});
    }

    // What becomes a deposit is used, too: it is asked for less from then on.
    template <class Deposit>
    void hold(const Deposit& event, bool taken_back) {
        if (event.source.kind != CreditSourceKind::tender || event.source.document.str() != share_.payment.str())
            return;
        Money asked;
        std::uint64_t position = 0;
        world_.each<AccountDeposits>([&](const PartKey&, const AccountDeposits& deposits) {
            if (const HeldDeposit* deposit = deposits.deposit(event.deposit)) {
                asked = deposit->open;
                position = deposit->position;
            }
        });
        const Money used = taken_back ? -event.amount : event.amount;
        share_.used.push_back({event.source.tender, event.deposit, event.sa, event.financial.ages_from, position, asked,
                               used, asked - used,
                               Plain{taken_back ? "taken back by command " + envelope_->command_id.str()
                                                : std::string{"held as a deposit, on request"}},
                               cause_of(*envelope_)});
    }

    // What leaves the account is used, too; no item of the account is less open for it.
    void leave(const std::vector<CreditLine>& lines, const DocumentId& by, const std::string& why, bool came_back) {
        for (const CreditLine& line : lines) {
            if (line.source.kind != CreditSourceKind::tender || line.source.document.str() != share_.payment.str())
                continue;
            share_.used.push_back({line.source.tender,
                                   by,
                                   {},
                                   {},
                                   0,
                                   {},
                                   came_back ? -line.amount : line.amount,
                                   {},
                                   Plain{why},
                                   cause_of(*envelope_)});
        }
    }

    // Lines of one event follow one another: each sees what those before it left open.
    void use(const std::vector<AllocationLine>& lines, AllocationPolicy policy, bool taken_back) {
        std::vector<OpenItem> items;
        world_.each<AccountState>([&](const PartKey&, const AccountState& state) { items = state.items; });
        for (const AllocationLine& line : lines) {
            const auto item = std::find_if(items.begin(), items.end(), [&](const OpenItem& one) {
                return one.document == line.document && one.sa == line.sa;
            });
            const Money before = item == items.end() ? Money{} : item->current_open;
            const Money change = taken_back ? line.amount : -line.amount;
            if (of_this_payment(line))
                share_.used.push_back({line.source.tender, line.document, line.sa, line.ages_from, line.item_position,
                                       before, -change, before + change, Plain{why(items, item, policy, taken_back)},
                                       cause_of(*envelope_)});
            if (item != items.end()) item->current_open += change;
        }
    }
    [[nodiscard]] bool of_this_payment(const AllocationLine& line) const {
        return line.source.kind == CreditSourceKind::tender && line.source.document.str() == share_.payment.str();
    }

    [[nodiscard]] std::string why(const std::vector<OpenItem>& items, std::vector<OpenItem>::const_iterator item,
                                  AllocationPolicy policy, bool taken_back) const {
        if (taken_back) return "taken back by command " + envelope_->command_id.str();
        const bool later = share_.entered.command_id != envelope_->command_id;
        const std::string when = later ? "left-over credit, used later: " : "";
        if (policy == AllocationPolicy::spec) return when + "named by the sender (SPEC)";
        const auto open = [](const OpenItem& one) { return one.current_open > Money{}; };
        const auto count = std::count_if(items.begin(), items.end(), open);
        const auto place = std::count_if(items.begin(), item, open) + 1;
        if (item == items.end()) return when + "oldest first";
        if (count == 1) return when + "the only open item";
        return when + "the " + (place == 1 ? "oldest" : ordinal(static_cast<std::size_t>(place)) + " oldest") + " of " +
               std::to_string(count) + " open items";
    }

    const PaymentEventId& payment_event_;
    ExplainedShare& share_;
    SmallWorld world_;
    const Envelope* envelope_ = nullptr;
};

Result<ExplainedShare> explain_share(StatesAsOf& states, const PaymentAnswer& whole, const PaymentShareAnswer& paid) {
    ExplainedShare share;
    share.heading = paid.heading;
    share.payment = paid.payment;
    share.received_on = paid.received_on;
    share.policy = paid.policy;
    share.policy_words = Plain{policy_words(paid.policy)};
    share.tenders = paid.tenders;
    share.amount = paid.amount;
    share.applied = paid.applied + paid.to_deposits + paid.left_account;
    share.cancelled = paid.cancelled;
    share.left = paid.unapplied;
    share.batch = paid.batch;
    share.suspense = paid.suspense;
    PaymentUses uses(whole.payment_event, share);
    const Date day = states.as_of().effective;
    auto read = each_event(states.reader(), stream_of(paid.heading.account), 0, states.position(),
                           [&](const RecordedEvent& recorded) {
                               if (!day.is_set() || effective_on(recorded.event, day)) uses.add(recorded);
                               return true;
                           });
    if (!read) return tl::unexpected(std::move(read.error()));
    const auto decimals = states.reader().currency.decimals;
    Money used;
    for (const PaidItem& item : share.used) used += item.amount;
    std::string text = to_string(share.amount, decimals) + " - " + to_string(used, decimals) + " used";
    if (!share.cancelled.is_zero()) text += " - " + to_string(share.cancelled, decimals) + " cancelled";
    share.arithmetic = Plain{text + " = " + to_string(share.amount - used - share.cancelled, decimals) + " left"};
    share.agrees = used == share.applied && share.amount - used - share.cancelled == share.left &&
                   uses.left_by_state() == share.left;
    return share;
}

// The fee of a returned tender is the payor's, whose account may not be among those paid.
Result<void> add_payors_fees(const StatesAsOf& states, PaymentExplanation& answer) {
    for (const ExplainedShare& share : answer.payments)
        if (share.heading.account == answer.payor) return {};
    const Date day = states.as_of().effective;
    return each_event(states.reader(), stream_of(answer.payor), 0, states.position(),
                      [&](const RecordedEvent& recorded) {
                          const auto* fee = get_if<NsfFeeCharged>(&recorded.event);
                          if (fee && fee->payment_event == answer.payment_event &&
                              (!day.is_set() || effective_on(recorded.event, day)))
                              answer.payments.front().reversals.push_back(
                                  {Plain{"fee for the returned tender, on account " + answer.payor.str()},
                                   fee->tender,
                                   {},
                                   fee->charge,
                                   fee->amount,
                                   cause_of(recorded.envelope)});
                          return true;
                      });
}

}  // namespace

Answered<PaymentExplanation> explain_payment(const Reader& reader, const PaymentEventId& asked, const AsOf& as_of) {
    auto whole = payment(reader, asked, as_of);
    if (!whole) return tl::unexpected(std::move(whole.error()));
    if (!*whole) return std::optional<PaymentExplanation>{};
    auto states = StatesAsOf::at(reader, as_of);
    if (!states) return tl::unexpected(std::move(states.error()));
    PaymentExplanation answer;
    answer.position = (*whole)->position;
    answer.currency = (*whole)->currency;
    answer.payment_event = (*whole)->payment_event;
    answer.payor = (*whole)->payor;
    if (premise_in(answer.payment_event.str())) answer.market_transaction = DocumentId{answer.payment_event.str()};
    answer.amount = (*whole)->amount;
    for (const PaymentShareAnswer& paid : (*whole)->payments) {
        auto share = explain_share(*states, **whole, paid);
        if (!share) return tl::unexpected(std::move(share.error()));
        answer.agrees = answer.agrees && share->agrees;
        answer.payments.push_back(std::move(*share));
    }
    if (auto fees = add_payors_fees(*states, answer); !fees) return tl::unexpected(std::move(fees.error()));
    return std::optional{std::move(answer)};
}

}  // namespace tally::projections
