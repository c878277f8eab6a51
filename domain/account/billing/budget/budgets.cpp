// Enrolling agreements in budget plans, truing them up, leaving them [rule 19].

#include "domain/account/billing/budget/budget_steps.h"
#include "domain/account/billing/budget_amount.h"
#include "domain/account/command_checks.h"
#include "domain/account/disputed_items.h"
#include "domain/account/receivables/carrier.h"
#include "domain/account/receivables/credit.h"
#include "domain/account/service/service.h"
#include "domain/decide_on.h"

namespace tally::domain {

namespace {

struct BudgetAsked {
    const AccountState* account = nullptr;
    const ServiceAgreement* agreement = nullptr;
    Date on;
};

template <class Asked>
Decided<BudgetAsked> budget_asked(World& world, const Asked& command, const Context& context) {
    BudgetAsked asked;
    asked.account = world.account(command.account);
    if (!asked.account)
        return refuse(Rejection::account_unknown, "account", command.account.str(), "Name an account that was opened.");
    const auto agreement = named_or_only_agreement(*asked.account, command.sa, "sa");
    TALLY_TRY(agreement);
    asked.agreement = *agreement;
    const auto on = business_day(command.on, "on", context);
    TALLY_TRY(on);
    asked.on = *on;
    if (asked.account->last_bill_date.is_set() && asked.on < asked.account->last_bill_date)
        return refuse(Rejection::date_out_of_order, "on", to_string(asked.on),
                      "The account was billed on " + to_string(asked.account->last_bill_date) +
                          ": give that day or a later one.");
    return asked;
}

Decided<void> still_supplied(const ServiceAgreement& agreement) {
    const bool ended = agreement.final_billed || agreement.status == SaStatus::stopped ||
                       agreement.status == SaStatus::closed || agreement.status == SaStatus::cancelled;
    if (!ended) return {};
    return refuse(Rejection::budget_agreement_ended, "sa", agreement.sa.str(),
                  "The agreement is " + std::string{name_of(agreement.status)} + ": name one that is supplied.");
}

tl::unexpected<Refusal> not_enrolled(const ServiceAgreement& agreement) {
    return refuse(Rejection::budget_not_enrolled, "sa", agreement.sa.str(),
                  "The agreement is in no budget plan: send budget.enrol first.");
}

template <class Asked>
Decided<BudgetTerms> budget_terms(World& world, const BudgetAsked& asked, const Asked& command) {
    const std::uint8_t decimals = currency_decimals(world.settings());
    BudgetTerms terms;
    if (!command.amount.is_zero()) {
        const auto amount = checked_amount(command.amount, "amount", decimals);
        TALLY_TRY(amount);
        if (command.amount_reason.empty())
            return refuse(Rejection::field_missing, "amount_reason", "",
                          "Say why the amount is given, or leave it out to have it computed.");
        terms.amount = *amount;
        terms.basis = BudgetBasis::given;
        terms.reason = command.amount_reason;
        return terms;
    }
    if (!command.amount_reason.empty())
        return refuse(Rejection::field_invalid, "amount_reason", command.amount_reason.str(),
                      "A computed amount needs none: leave it out, or give the amount.");
    const auto computed =
        budget_amount(billed_periods(world, command.account, asked.agreement->sa, asked.on), decimals);
    if (computed.amount.is_zero())
        return refuse(Rejection::budget_nothing_billed, "sa", asked.agreement->sa.str(),
                      "Nothing was billed for it by " + to_string(asked.on) +
                          " that an amount could be computed from: give the amount and a reason.");
    terms.amount = computed.amount;
    terms.computed_from = computed.charge_days.from;
    terms.computed_until = computed.charge_days.until;
    terms.billed = computed.billed;
    return terms;
}

// What is disputed is asked for otherwise than owed for a reason of its own.
Decided<void> can_be_synced(Draft& draft, const BudgetAsked& asked) {
    for (const DisputedItem& one : disputes_of(draft, *asked.account).disputes)
        if (one.sa == asked.agreement->sa)
            return refuse(Rejection::item_disputed, "sa", one.document.str(),
                          "Dispute " + one.dispute.str() + " is open on it: resolve that first.");
    return {};
}

Decided<void> settle_budget(Draft& draft, const AccountId& id, const ServiceAgreementId& sa, SyncCause cause, Date on) {
    TALLY_TRY(sync_current(draft, id, sa, cause, {on, {}, {}}));
    TALLY_TRY(allocate_fifo(draft, id, {on, {}, {}}));
    close_or_reactivate(draft, id);
    return {};
}

// Position of the event by which the agreement left its last plan.
std::optional<std::uint64_t> budget_left_at(World& world, const AccountId& account, const ServiceAgreementId& sa) {
    std::optional<std::uint64_t> at;
    world.history(stream_of(account), [&](const RecordedEvent& recorded) {
        const auto* left = get_if<BudgetLeft>(&recorded.event);
        if (left && left->sa == sa) at = recorded.envelope.position;
    });
    return at;
}

bool trued_up_so(World& world, const BudgetAsked& asked, const BudgetTerms& terms) {
    bool so = false;
    world.history(stream_of(asked.account->account), [&](const RecordedEvent& recorded) {
        const auto* event = get_if<BudgetTruedUp>(&recorded.event);
        if (event && event->sa == asked.agreement->sa) so = event->trued_up_on == asked.on && event->terms == terms;
    });
    return so;
}

}  // namespace

Decided<Events> decide_on(const EnrolInBudget& command, const Context& context) {
    Draft draft(context);
    const auto asked = budget_asked(draft, command, context);
    TALLY_TRY(asked);
    const ServiceAgreement& agreement = *asked->agreement;
    TALLY_TRY(still_supplied(agreement));
    if (agreement.periods > 1)
        return refuse(Rejection::budget_needs_each_bill, "sa", agreement.sa.str(),
                      "It is billed for " + std::to_string(agreement.periods) +
                          " periods together: send service.change_frequency first.");
    auto terms = budget_terms(draft, *asked, command);
    TALLY_TRY(terms);
    if (!agreement.budget_amount.is_zero()) {
        if (agreement.budget_amount == terms->amount) return already_so(agreement.budget_position);
        return refuse(Rejection::budget_already_enrolled, "sa", agreement.sa.str(),
                      "Its plan asks for " + to_string(agreement.budget_amount, currency_decimals(draft.settings())) +
                          ": change that by budget.true_up.");
    }
    draft.record(command.account, BudgetEnrolled{command.account, agreement.sa, std::move(*terms), asked->on});
    return draft.take();
}

Decided<Events> decide_on(const TrueUpBudget& command, const Context& context) {
    Draft draft(context);
    const auto asked = budget_asked(draft, command, context);
    TALLY_TRY(asked);
    const ServiceAgreement& agreement = *asked->agreement;
    if (agreement.budget_amount.is_zero()) return not_enrolled(agreement);
    TALLY_TRY(still_supplied(agreement));
    auto terms = budget_terms(draft, *asked, command);
    TALLY_TRY(terms);
    TALLY_TRY(can_be_synced(draft, *asked));
    if (is_settled(draft, *asked->account, agreement.sa) && trued_up_so(draft, *asked, *terms))
        return already_so(agreement.budget_position);
    const ServiceAgreementId sa = agreement.sa;
    draft.record(command.account,
                 BudgetTruedUp{command.account, sa, agreement.budget_amount, std::move(*terms), asked->on});
    TALLY_TRY(settle_budget(draft, command.account, sa, SyncCause::budget_trued_up, asked->on));
    return draft.take();
}

Decided<Events> decide_on(const LeaveBudget& command, const Context& context) {
    Draft draft(context);
    const auto asked = budget_asked(draft, command, context);
    TALLY_TRY(asked);
    const ServiceAgreement& agreement = *asked->agreement;
    if (agreement.budget_amount.is_zero()) {
        if (const auto left = budget_left_at(draft, command.account, agreement.sa)) return already_so(*left);
        return not_enrolled(agreement);
    }
    TALLY_TRY(can_be_synced(draft, *asked));
    const ServiceAgreementId sa = agreement.sa;
    draft.record(command.account,
                 BudgetLeft{command.account, sa, SyncCause::budget_left, command.leave_reason, asked->on});
    TALLY_TRY(settle_budget(draft, command.account, sa, SyncCause::budget_left, asked->on));
    return draft.take();
}

}  // namespace tally::domain
