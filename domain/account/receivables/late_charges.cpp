// Late charges [rule 18]: one for each item and period, of what was overdue and not disputed, net of what was paid by
// then; cancelled with what disproves them.

#include "domain/account/receivables/late_charges.h"

#include <algorithm>
#include <optional>

#include "domain/account/command_checks.h"
#include "domain/account/disputed_items.h"
#include "domain/account/made_ids.h"
#include "domain/account/receivables/arrangements/arrangement_steps.h"
#include "domain/account/receivables/carrier.h"
#include "domain/account/receivables/credit.h"
#include "domain/account/receivables/protected_debt.h"
#include "domain/account/receivables/settling/settling_steps.h"
#include "domain/account/rules_class.h"
#include "domain/account/service/service.h"
#include "domain/core/check.h"
#include "domain/core/decimal.h"
#include "domain/decide_on.h"

namespace tally::domain {

namespace {

constexpr std::size_t late_charges_at_once = 120;  // What one command assesses; the next run goes on from there.

bool charged_by_days(LateChargeMethod method) {
    return method == LateChargeMethod::daily;
}
// The day whose end says what is overdue, where not each day does.
Date decisive_day(LateChargeMethod method, Period period) {
    return method == LateChargeMethod::monthly ? period.from : period.until - 1;
}

// The steps of one charge, by the history; with less overdue than the floor there is none.
std::vector<LateChargeStep> steps_of(const ItemHistory& history, const LateChargeTerms& terms,
                                     const DocumentId& document, const ServiceAgreementId& sa, Period period,
                                     ItemHistory::At at) {
    std::vector<Period> stretches;
    if (charged_by_days(terms.method)) {
        Date from = period.from;
        for (const Date day : history.changes(document, sa, period, at)) {
            stretches.push_back({from, day});
            from = day;
        }
        stretches.push_back({from, period.until});
    } else {
        stretches.push_back(period);
    }
    std::vector<LateChargeStep> steps;
    for (const Period& stretch : stretches) {
        const Date day = charged_by_days(terms.method) ? stretch.from : decisive_day(terms.method, period);
        const Money overdue = history.undisputed(document, sa, day, at);
        if (overdue.is_zero() || overdue < terms.floor) continue;
        const Money basis = terms.tax_in_base ? overdue : history.without_tax(document, sa, overdue);
        if (!steps.empty() && steps.back().until == stretch.from && steps.back().overdue == overdue)
            steps.back().until = stretch.until;
        else
            steps.push_back({stretch.from, stretch.until, overdue, basis});
    }
    return steps;
}

LateChargeTerms terms_of(const LateChargePolicy& policy) {
    return {policy.method, policy.rate_basis_points, policy.amount, policy.floor, policy.tax_in_base};
}

// The days of the item that are not charged for yet, period by period, rising.
std::vector<Period> periods_due(const LateChargePolicy& policy, Date in_force_since, const AccountOverdue& held,
                                const OpenItem& item, Date on) {
    const Date first = item.ages_from + policy.grace_days + 1;
    if (first > on) return {};
    std::vector<Period> charged;
    for (const ChargedDays& days : held.charged)
        if (days.overdue == item.document && days.sa == item.sa) charged.push_back({days.from, days.until});
    const auto overlaps = [&](Period days) {
        return std::any_of(charged.begin(), charged.end(),
                           [&](Period one) { return one.from < days.until && days.from < one.until; });
    };
    switch (policy.method) {
        case LateChargeMethod::none:
            return {};
        case LateChargeMethod::flat:
        case LateChargeMethod::once:
            if (!charged.empty()) return {};
            return {{first, on + 1}};
        case LateChargeMethod::monthly: {
            std::vector<Period> periods;
            const unsigned anchor = ymd(first).day;
            for (int month = 0;; ++month) {
                const Period days{add_months(first, month, anchor), add_months(first, month + 1, anchor)};
                if (days.from > on) return periods;
                if ((!in_force_since.is_set() || days.from >= in_force_since) && !overlaps(days))
                    periods.push_back(days);
            }
        }
        case LateChargeMethod::daily: {
            std::vector<Period> periods;
            std::sort(charged.begin(), charged.end(), [](Period a, Period b) { return a.from < b.from; });
            Date from = in_force_since.is_set() ? std::max(first, in_force_since) : first;
            for (const Period& one : charged) {
                if (from < std::min(one.from, on)) periods.push_back({from, std::min(one.from, on)});
                from = std::max(from, one.until);
            }
            if (from < on) periods.push_back({from, on});
            return periods;
        }
    }
    return {};
}

// One command's charges.
class Assessing {
  public:
    Assessing(Draft& draft, const AccountState& account, const LateChargePolicy& policy, Date since, Date on)
        : draft_(draft),
          id_(account.account),
          items_(account.items),
          policy_(policy),
          since_(since),
          on_(on),
          protected_(draft, account.account, on) {
        const auto due = next_due_date(draft.settings(), account, draft.context().today);
        ages_from_ = due.value_or(on);
    }

    Decided<void> assess() {
        const AccountOverdue held = draft_.overdue_of(id_);
        const AccountArrangements arrangements = standing_arrangements(draft_, *draft_.account(id_));
        for (const OpenItem& item : items_) {
            if (item.ages_from >= on_) break;  // Items are in the order of their due dates.
            if (open_amount(item).is_zero() || arrangements.of_instalment(item.document)) continue;
            if (!policy_.compounding && number_in(item.document.str(), id_, late_charge_mark)) continue;
            for (const Period& period : periods_due(policy_, since_, held, item, on_))
                for (const Period& days : unprotected(item, period)) {
                    if (made_ == late_charges_at_once) return {};
                    TALLY_TRY(assess(item, days, held));
                }
        }
        return {};
    }

  private:
    // Debt of before a bankruptcy bears no charge while that holds, and none for its days after. What is charged once
    // or by the month is charged as of one day.
    std::vector<Period> unprotected(const OpenItem& item, Period period) {
        if (protected_.has(item, on_)) return {};
        if (charged_by_days(policy_.method)) return protected_.unprotected(item, period);
        return protected_.has(item, decisive_day(policy_.method, period)) ? std::vector<Period>{}
                                                                          : std::vector<Period>{period};
    }
    Decided<void> assess(const OpenItem& item, Period period, const AccountOverdue& held) {
        LateChargeAssessed event;
        event.terms = terms_of(policy_);
        event.steps = steps(item, period, held);
        if (event.steps.empty()) return {};
        const auto amount = late_charge_amount(event.terms, event.steps);
        const AccountState& account = *draft_.account(id_);
        if (!amount || !fits_balance(account, *amount))
            return refuse(Rejection::amount_too_large, "account", id_.str(),
                          "A late charge on " + item.document.str() +
                              " would be too large to be kept: lower the rate of the class.");
        if (amount->is_zero()) return {};
        event.account = id_;
        event.charge = numbered_id<DocumentId>(id_, late_charge_mark, account.late_charge_count + std::uint64_t{1});
        event.sa = item.sa;
        event.overdue = item.document;
        event.due_date = item.ages_from;
        event.period_from = period.from;
        event.period_until = period.until;
        event.amount = *amount;
        event.assessed_on = on_;
        auto financial =
            journal::posted(draft_.settings(), {on_, {}, ages_from_}, LateChargeAssessed::legs, event.amount);
        TALLY_TRY(financial);
        event.financial = std::move(*financial);
        draft_.record(id_, std::move(event));
        ++made_;
        return {};
    }

    // What is open now is what was overdue today: history is read for days before, for the tax in an item, and where a
    // budget plan's settlement asked for more of an item, which is due later than the rest of it.
    std::vector<LateChargeStep> steps(const OpenItem& item, Period period, const AccountOverdue& held) {
        const LateChargeTerms terms = terms_of(policy_);
        const bool of_today = !charged_by_days(terms.method) &&
                              decisive_day(terms.method, period) == draft_.context().today &&
                              draft_.account(id_)->sync_count == 0;
        if (of_today && (terms.tax_in_base || !terms.amount.is_zero())) {
            const Money overdue = undisputed_amount(item, held);
            if (overdue.is_zero() || overdue < terms.floor) return {};
            return {{period.from, period.until, overdue, overdue}};
        }
        if (!history_) history_.emplace(draft_, id_);
        return steps_of(*history_, terms, item.document, item.sa, period, ItemHistory::At::end_of_day);
    }

    Draft& draft_;
    AccountId id_;
    std::vector<OpenItem> items_;
    const LateChargePolicy& policy_;
    Date since_;
    Date on_;
    Date ages_from_;
    std::size_t made_ = 0;
    std::optional<ItemHistory> history_;
    ProtectedDebt protected_;
};

// The exact negation; what had paid the charge is credit again and goes to what is oldest.
Decided<void> cancel_late_charge(Draft& draft, const LateChargeAssessed& charge, Date on, const LateChargeDoubt& doubt,
                                 const Code& reason) {
    const AccountId id = charge.account;
    const Date day = std::max(on, charge.financial.effective_date);
    TALLY_TRY(end_arrangements_over(draft, id, charge.charge, day));
    TALLY_TRY(reverse_write_offs_of(draft, id, charge.charge, day));
    std::vector<CreditPart> freed;
    TALLY_TRY(deallocate(draft, id, {day}, [&](const AllocationLine& line) {
        if (line.document != charge.charge) return false;
        freed.push_back({line.source, line.amount});
        return true;
    }));
    LateChargeCancelled event;
    event.account = id;
    event.charge = charge.charge;
    event.sa = charge.sa;
    event.overdue = charge.overdue;
    event.cause = doubt.cause;
    event.caused_by = doubt.by;
    event.cancel_reason = reason;
    event.amount = charge.amount;
    auto financial = journal::negated(draft.settings(), charge.financial, day);
    TALLY_TRY(financial);
    event.financial = std::move(*financial);
    draft.record(id, std::move(event));
    // A charge that a credit had reduced leaves less open than is taken back.
    const auto released = release_below_zero(draft, id, {day});
    TALLY_TRY(released);
    if (!released->is_zero()) freed.push_back({{CreditSourceKind::released, charge.charge, {}}, *released});
    const AccountState& account = *draft.account(id);
    const AccountOverdue& held = disputes_of(draft, account);
    std::vector<ItemPart> items;
    for (const OpenItem& item : account.items)
        if (const Money open = undisputed_amount(item, held); open > Money{}) items.push_back({&item, open});
    TALLY_TRY(record_allocation(draft, id, AllocationPolicy::fifo, {day}, spread(freed, items)));
    return {};
}

// Less than was charged is borne out by what the events say now.
bool disproved(const LateChargeAssessed& charge, const ItemHistory& history) {
    const auto steps = steps_of(history, charge.terms, charge.overdue, charge.sa,
                                {charge.period_from, charge.period_until}, ItemHistory::At::either_end);
    const auto amount = late_charge_amount(charge.terms, steps);
    return amount && *amount < charge.amount;
}

struct ChargeFound {
    std::optional<LateChargeAssessed> standing;
    std::optional<LateChargeCancelled> cancelled;
    std::uint64_t cancelled_at = 0;
};
ChargeFound find_charge(World& world, const AccountId& account, const DocumentId& charge) {
    ChargeFound found;
    world.history(stream_of(account), [&](const RecordedEvent& recorded) {
        if (const auto* assessed = get_if<LateChargeAssessed>(&recorded.event)) {
            if (assessed->charge == charge) found.standing = *assessed;
        } else if (const auto* cancelled = get_if<LateChargeCancelled>(&recorded.event)) {
            if (cancelled->charge != charge) return;
            found.standing.reset();
            found.cancelled = *cancelled;
            found.cancelled_at = recorded.envelope.position;
        }
    });
    return found;
}

}  // namespace

std::optional<Money> late_charge_amount(const LateChargeTerms& terms, const std::vector<LateChargeStep>& steps) {
    if (steps.empty()) return Money{};
    if (!terms.amount.is_zero()) return terms.amount;
    constexpr Int128 whole = 10'000, common_year = 365, leap_year = 366;
    const Int128 rate = terms.rate_basis_points;
    Int128 amount = 0;
    if (charged_by_days(terms.method)) {
        Int128 common = 0, leap = 0;  // Sums of the basis over days.
        for (const LateChargeStep& step : steps)
            for (Date from = step.from; from < step.until;) {
                const int year = ymd(from).year;
                const Date until = std::min(step.until, day_of_month(year + 1, 1, 1));
                (days_in_year(year) == leap_year ? leap : common) += Int128{step.basis.minor} * (until - from);
                from = until;
            }
        amount = divide((common * leap_year + leap * common_year) * rate, whole * common_year * leap_year,
                        Rounding::half_away_from_zero);
    } else {
        for (const LateChargeStep& step : steps)
            amount += divide(step.basis.minor * rate, whole, Rounding::half_away_from_zero);
    }
    if (amount > largest_amount.minor) return std::nullopt;
    return Money{static_cast<std::int64_t>(amount)};
}

Decided<void> cancel_disproved(Draft& draft, const AccountId& id, Date on, const LateChargeDoubt& doubt) {
    LateChargeDoubt why = doubt;
    for (bool again = draft.account(id)->late_charged_on.is_set(); again;) {
        again = false;
        const ItemHistory history(draft, id);
        for (const LateChargeAssessed& charge : history.charges()) {
            if (!disproved(charge, history)) continue;
            TALLY_TRY(cancel_late_charge(draft, charge, on, why, {}));
            again = true;
        }
    }
    return {};
}

Decided<void> cancel_disproved_by_credit(Draft& draft, const AccountId& id, Date effective_on, const DocumentId& by) {
    const Date charged_on = draft.account(id)->late_charged_on;
    if (!charged_on.is_set() || effective_on >= charged_on) return {};
    return cancel_disproved(draft, id, draft.context().today, {LateChargeCause::back_dated_credit, by});
}

Decided<Events> decide_on(const AssessLateCharges& command, const Context& context) {
    Draft draft(context);
    const AccountState* account = draft.account(command.account);
    if (!account)
        return refuse(Rejection::account_unknown, "account", command.account.str(), "Name an account that was opened.");
    const auto on = business_day(command.on, "on", context);
    TALLY_TRY(on);
    Date since, type_since;
    const Code& rules = rules_class_of(draft.settings(), *account, *on, &type_since);
    const auto* policy = draft.settings().late_charge_policy(rules, *on, &since);
    since = std::max(since, type_since);
    if (!policy || policy->method == LateChargeMethod::none)
        return refuse(Rejection::late_charge_policy_missing, "account", command.account.str(),
                      "Its customer class " + rules.str() + " has no late charge in force on " + to_string(*on) +
                          ": send settings.define_late_charge_policy first.");
    TALLY_TRY(Assessing(draft, *account, *policy, since, *on).assess());
    if (draft.empty()) {
        for (const ChargedDays& days : draft.overdue_of(command.account).charged)
            if (days.assessed_on == *on && !days.waived) return already_so(days.position);
        return refuse(Rejection::no_late_charge_due, "account", command.account.str(),
                      "Nothing of it is overdue on " + to_string(*on) +
                          " that is neither disputed, nor arranged, nor charged for already, nor below the floor.");
    }
    close_or_reactivate(draft, command.account);
    return draft.take();
}

Decided<Events> decide_on(const CancelLateCharge& command, const Context& context) {
    Draft draft(context);
    if (!draft.account(command.account))
        return refuse(Rejection::account_unknown, "account", command.account.str(), "Name an account that was opened.");
    const auto on = business_day(command.on, "on", context);
    TALLY_TRY(on);
    const ChargeFound found = find_charge(draft, command.account, command.charge);
    if (found.cancelled) {
        if (found.cancelled->cause == LateChargeCause::waived &&
            found.cancelled->cancel_reason == command.cancel_reason)
            return already_so(found.cancelled_at);
        return refuse(Rejection::late_charge_already_cancelled, "charge", command.charge.str(),
                      "It was cancelled on " + to_string(found.cancelled->financial.effective_date) +
                          "; nothing of it is left to cancel.");
    }
    if (!found.standing)
        return refuse(Rejection::late_charge_unknown, "charge", command.charge.str(),
                      "Name a late charge of account " + command.account.str() + ".");
    if (*on < found.standing->assessed_on)
        return refuse(
            Rejection::date_out_of_order, "on", to_string(*on),
            "It was assessed on " + to_string(found.standing->assessed_on) + ": give that day or a later one.");
    TALLY_TRY(cancel_late_charge(draft, *found.standing, *on, {}, command.cancel_reason));
    TALLY_TRY(cancel_disproved(draft, command.account, *on, {LateChargeCause::late_charge_cancelled, command.charge}));
    close_or_reactivate(draft, command.account);
    return draft.take();
}

}  // namespace tally::domain
