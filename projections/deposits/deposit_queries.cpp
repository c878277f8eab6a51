// Deposits from the account's stream, and their review by the rules of the domain.
#include "projections/deposits/deposit_queries.h"

#include <algorithm>

#include "domain/account/receivables/deposits/deposit_review.h"
#include "domain/event_arms.h"
#include "projections/world_as_of.h"

namespace tally::projections {

using namespace domain;

namespace {

// Gathers what happened to each deposit.
class DepositMoves {
  public:
    explicit DepositMoves(DepositsAnswer& answer) : answer_(answer) {}

    void add(const RecordedEvent& recorded) {
        position_ = recorded.envelope.position;
        if (const auto* asked = get_if<DepositBilled>(&recorded.event)) {
            DepositAnswer deposit;
            deposit.deposit = asked->deposit;
            deposit.deposit_class = asked->deposit_class;
            deposit.sa = asked->sa;
            deposit.billed_on = asked->financial.effective_date;
            deposit.due_on = asked->financial.ages_from;
            answer_.deposits.push_back(std::move(deposit));
            move(*asked, Money{});
        } else if (const auto* cancelled = get_if<DepositBillCancelled>(&recorded.event)) {
            move(*cancelled, Money{});
        } else if (const auto* received = get_if<DepositReceived>(&recorded.event)) {
            if (auto* one = move(*received, received->amount)) one->document = received->source.document;
        } else if (const auto* reversed = get_if<DepositReceiptReversed>(&recorded.event)) {
            if (auto* one = move(*reversed, -reversed->amount)) one->document = reversed->source.document;
        } else if (const auto* accrued = get_if<DepositInterestAccrued>(&recorded.event)) {
            if (auto* one = move(*accrued, accrued->amount)) one->interest = accrued->lines;
        } else if (const auto* applied = get_if<DepositApplied>(&recorded.event)) {
            if (auto* one = move(*applied, -applied->amount)) one->paid = applied->lines;
        } else if (const auto* refunded = get_if<DepositRefunded>(&recorded.event)) {
            move(*refunded, -refunded->amount);
        } else if (const auto* escheated = get_if<DepositEscheated>(&recorded.event)) {
            if (auto* one = move(*escheated, -escheated->amount)) one->document = escheated->escheat;
        }
    }

  private:
    // nullptr: it was billed later than the answer is effective on.
    template <class Moved>
    DepositMove* move(const Moved& event, Money held) {
        const auto found = std::find_if(answer_.deposits.begin(), answer_.deposits.end(),
                                        [&](const DepositAnswer& one) { return one.deposit == event.deposit; });
        if (found == answer_.deposits.end()) return nullptr;
        const Money before = found->moves.empty() ? Money{} : found->moves.back().held;
        found->moves.push_back(
            {Moved::ar_kind, event.financial.effective_date, event.amount, before + held, {}, {}, {}, position_});
        return &found->moves.back();
    }

    DepositsAnswer& answer_;
    std::uint64_t position_ = 0;
};

RecommendedAmount shown(const RecommendedDeposit& recommended) {
    return {recommended.amount, recommended.billed, recommended.months, recommended.bills};
}

void set_state(const AccountDeposits& held, DepositAnswer& answer) {
    const HeldDeposit* deposit = held.deposit(answer.deposit);
    if (!deposit) {
        answer.why = Plain{"It has ended."};
        return;
    }
    answer.asked = deposit->open;
    answer.cash = deposit->cash();
    answer.interest = deposit->interest;
    answer.held = deposit->held();
    answer.accrued_through = deposit->accrued_through();
}
void set_review(const ReviewedDeposit& reviewed, DepositAnswer& answer) {
    answer.interest_to_come = reviewed.not_counted;
    answer.held_since = reviewed.held_since;
    answer.refund_test_on = reviewed.test_on;
    answer.late_bills = reviewed.late_bills;
    answer.returned_tenders = reviewed.returned_tenders;
    answer.delinquencies_allowed = reviewed.delinquencies_allowed;
    answer.due_for_refund = reviewed.due_for_refund;
    answer.why = Plain{reviewed.why};
    answer.recommended = shown(reviewed.recommended);
    answer.ask_more = reviewed.ask_more;
}

// Rows of the table that are in force, each code once.
void add_classes(World& world, const AccountId& id, const SettingsState& settings, DepositsAnswer& answer) {
    for (const auto& entry : settings.deposit_classes.entries) {
        const DepositClass* row = settings.deposit_class(entry.row.code, answer.reviewed_on);
        if (row != &entry.row || row->recommended_bills == 0) continue;
        answer.classes.push_back(
            {row->code, row->description, shown(recommended_deposit(world, id, *row, {}, answer.reviewed_on))});
    }
}

}  // namespace

Answered<DepositsAnswer> deposits(const Reader& reader, const AccountId& id, const AsOf& as_of) {
    auto states = StatesAsOf::at(reader, as_of);
    if (!states) return tl::unexpected(std::move(states.error()));
    auto account = states->account(id);
    if (!account) return tl::unexpected(std::move(account.error()));
    if (!*account) return std::optional<DepositsAnswer>{};
    auto held = states->deposits_of(id);
    if (!held) return tl::unexpected(std::move(held.error()));
    auto settings = states->settings();
    if (!settings) return tl::unexpected(std::move(settings.error()));
    auto reviewed_on = states->aged_on();
    if (!reviewed_on) return tl::unexpected(std::move(reviewed_on.error()));
    auto heading = states->heading(**account);
    if (!heading) return tl::unexpected(std::move(heading.error()));

    DepositsAnswer answer;
    answer.position = states->position();
    answer.currency = reader.currency_code();
    answer.reviewed_on = *reviewed_on;
    answer.heading = std::move(*heading);
    answer.asked = (*account)->deposits_asked;
    answer.held = (*account)->deposits_held;
    WorldAsOf world(*states);
    DepositMoves moves(answer);
    world.history(stream_of(id), [&](const RecordedEvent& recorded) { moves.add(recorded); });
    const auto reviewed = review_deposits(world, id, answer.reviewed_on);
    static const AccountDeposits none;
    for (DepositAnswer& deposit : answer.deposits) {
        set_state(*held ? **held : none, deposit);
        const DepositClass* row = (*settings)->deposit_class(deposit.deposit_class, answer.reviewed_on);
        if (row) {
            deposit.class_description = row->description;
            deposit.interest_rate = row->interest_rate;
        }
        if (!reviewed) continue;
        for (const ReviewedDeposit& one : *reviewed)
            if (one.deposit == deposit.deposit) set_review(one, deposit);
        answer.interest_to_come += deposit.interest_to_come;
    }
    add_classes(world, id, **settings, answer);
    if (world.failure()) return tl::unexpected(*world.failure());
    return std::optional{std::move(answer)};
}

}  // namespace tally::projections
