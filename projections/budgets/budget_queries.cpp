// Budget plans, from the account's events and its open items.
#include "projections/budgets/budget_queries.h"

#include <algorithm>
#include <string_view>

#include "domain/account/billing/budget_amount.h"
#include "domain/account/budget_items.h"
#include "eventstore/division/state_rows.h"
#include "projections/states_as_of.h"

namespace tally::projections {

using namespace domain;

namespace {

constexpr int review_months = 12;
const Code plan_standing{"standing"};

class BudgetsFold {
  public:
    explicit BudgetsFold(BudgetsAnswer& answer) : answer_(answer) {}

    void add(const RecordedEvent& recorded) {
        if (const auto* enrolled = get_if<BudgetEnrolled>(&recorded.event)) {
            enrol(*enrolled, recorded.envelope.position);
        } else if (const auto* trued_up = get_if<BudgetTruedUp>(&recorded.event)) {
            if (auto* plan = standing(trued_up->sa)) true_up(*plan, *trued_up);
        } else if (const auto* left = get_if<BudgetLeft>(&recorded.event)) {
            if (auto* plan = standing(left->sa)) end(*plan, *left);
        } else if (const auto* frozen = get_if<BillSegmentFrozen>(&recorded.event)) {
            if (auto* plan = standing(frozen->sa); plan && !frozen->final_segment) bill(*plan, *frozen);
        } else if (const auto* cancelled = get_if<BillSegmentCancelled>(&recorded.event)) {
            for (BudgetAnswer& plan : answer_.budgets)
                if (plan.sa == cancelled->sa)
                    std::erase_if(plan.bills,
                                  [&](const BudgetBillAnswer& one) { return one.invoice == cancelled->invoice; });
        } else if (const auto* synced = get_if<CurrentSynced>(&recorded.event)) {
            if (auto* plan = latest(synced->sa))
                plan->settlements.push_back({synced->sync, synced->financial.effective_date, synced->cause,
                                             synced->amount, recorded.envelope.position});
        }
    }

    void finish() {
        for (BudgetAnswer& plan : answer_.budgets) {
            for (BudgetBillAnswer& one : plan.bills) {
                plan.charged += one.charged;
                plan.asked += one.asked;
                one.difference = plan.difference = plan.charged - plan.asked;
            }
            if (plan.state == plan_standing) plan.review_on = budget_review_day(plan.settled_on);
        }
    }

  private:
    BudgetAnswer* latest(const ServiceAgreementId& sa) {
        const auto found = std::find_if(answer_.budgets.rbegin(), answer_.budgets.rend(),
                                        [&](const BudgetAnswer& one) { return one.sa == sa; });
        return found == answer_.budgets.rend() ? nullptr : &*found;
    }
    BudgetAnswer* standing(const ServiceAgreementId& sa) {
        BudgetAnswer* plan = latest(sa);
        return plan && plan->state == plan_standing ? plan : nullptr;
    }
    void enrol(const BudgetEnrolled& event, std::uint64_t position) {
        BudgetAnswer& plan = answer_.budgets.emplace_back();
        plan.sa = event.sa;
        plan.state = plan_standing;
        plan.terms = event.terms;
        plan.enrolled_on = plan.settled_on = event.enrolled_on;
        plan.position = position;
    }
    static void true_up(BudgetAnswer& plan, const BudgetTruedUp& event) {
        plan.terms = event.terms;
        plan.settled_on = event.trued_up_on;
        plan.bills.clear();
    }
    static void end(BudgetAnswer& plan, const BudgetLeft& event) {
        plan.state = Code{"ended"};
        plan.ended_on = event.left_on;
        plan.cause = Code{name_of(event.cause)};
        plan.reason = event.reason;
        plan.bills.clear();
    }
    static void bill(BudgetAnswer& plan, const BillSegmentFrozen& event) {
        plan.bills.push_back({event.invoice,
                              event.financial.effective_date,
                              event.from,
                              event.until,
                              event.total,
                              event.financial.current,
                              {}});
    }

    BudgetsAnswer& answer_;
};

bool is_supplied(const ServiceAgreement& agreement) {
    return !agreement.final_billed && agreement.status != SaStatus::stopped && agreement.status != SaStatus::closed &&
           agreement.status != SaStatus::cancelled;
}

// What could be computed for each agreement that is supplied.
class ComputedBudgets {
  public:
    ComputedBudgets(const AccountState& account, Date on) {
        for (const ServiceAgreement& agreement : account.agreements)
            if (is_supplied(agreement)) each_.push_back({&agreement, BilledPeriods{agreement.sa, on}});
    }
    void add(const Event& event) {
        for (One& one : each_) one.periods.add(event);
    }
    [[nodiscard]] std::vector<ComputedBudgetAnswer> answers(std::uint8_t decimals) const {
        std::vector<ComputedBudgetAnswer> all;
        for (const One& one : each_) {
            const BudgetAmount computed = budget_amount(one.periods.in_order(), decimals);
            all.push_back({one.agreement->sa, one.agreement->service, !one.agreement->budget_amount.is_zero(),
                           computed.amount, computed.billed, computed.charge_days.from, computed.charge_days.until});
        }
        return all;
    }

  private:
    struct One {
        const ServiceAgreement* agreement;
        BilledPeriods periods;
    };
    std::vector<One> each_;
};

Result<std::optional<BudgetsAnswer>> answer_of(StatesAsOf& states, const AccountState& account) {
    const Reader& reader = states.reader();
    const AsOf& as_of = states.as_of();
    auto heading = states.heading(account);
    if (!heading) return tl::unexpected(std::move(heading.error()));
    auto today = states.aged_on();
    if (!today) return tl::unexpected(std::move(today.error()));
    BudgetsAnswer answer;
    answer.position = states.position();
    answer.effective_on = as_of.effective;
    answer.aged_on = *today;
    answer.heading = std::move(*heading);
    answer.plan_amount = budget_of(account);
    if (!answer.plan_amount.is_zero()) answer.plan_type = Code{"budget"};
    answer.payoff = account.payoff();
    answer.current = account.current();
    answer.currency = reader.currency_code();
    BudgetsFold fold(answer);
    ComputedBudgets computed(account, *today);
    const auto read =
        each_event(reader, stream_of(account.account), 0, states.position(), [&](const RecordedEvent& recorded) {
            if (as_of.effective.is_set() && !effective_on(recorded.event, as_of.effective)) return true;
            fold.add(recorded);
            computed.add(recorded.event);
            return true;
        });
    if (!read) return tl::unexpected(read.error());
    fold.finish();
    for (BudgetAnswer& plan : answer.budgets)
        if (const ServiceAgreement* agreement = account.agreement(plan.sa)) plan.service = agreement->service;
    answer.computed = computed.answers(reader.currency.decimals);
    return std::optional{std::move(answer)};
}

}  // namespace

Date budget_review_day(Date settled_on) {
    return add_months(settled_on, review_months, ymd(settled_on).day);
}

Answered<BudgetsAnswer> budgets(const Reader& reader, const AccountId& id, const AsOf& as_of) {
    auto states = StatesAsOf::at(reader, as_of);
    if (!states) return tl::unexpected(std::move(states.error()));
    const auto account = states->account(id);
    if (!account) return tl::unexpected(account.error());
    if (!*account) return std::optional<BudgetsAnswer>{};
    return answer_of(*states, **account);
}

Result<std::uint64_t> each_plan_to_review(const Reader& reader, Date on,
                                          const std::function<void(const PlanToReview&)>& use) {
    auto states = StatesAsOf::at(reader, {});
    if (!states) return tl::unexpected(std::move(states.error()));
    auto view = states->view(eventstore::states_view_name);
    if (!view) return tl::unexpected(std::move(view.error()));
    std::uint64_t looked_at = 0;
    AccountState account;  // Reused: a scan allocates for the longest only.
    const std::string prefix = eventstore::part_prefix(PartKind::account);
    auto scan = reader.point->scan(*view, prefix, eventstore::end_of_prefix(prefix));
    while (scan.next()) {
        if (auto decoded = eventstore::decode_account(scan.key(), scan.value(), account); !decoded)
            return tl::unexpected(std::move(decoded.error()));
        ++looked_at;
        for (const ServiceAgreement& agreement : account.agreements) {
            if (agreement.budget_amount.is_zero() || !is_supplied(agreement)) continue;
            if (budget_review_day(agreement.budget_settled_on) > on) continue;
            PlanToReview plan{account.account, agreement.sa, agreement.budget_settled_on, {}};
            if (account.open_disputes > 0) {
                const auto overdue = states->overdue_of(account.account);
                if (!overdue) return tl::unexpected(overdue.error());
                if (*overdue)
                    for (const DisputedItem& one : (*overdue)->disputes)
                        if (one.sa == agreement.sa) plan.disputed = one.document;
            }
            use(plan);
        }
    }
    if (auto status = scan.status(); !status) return tl::unexpected(std::move(status.error()));
    return looked_at;
}

}  // namespace tally::projections
