#include "consumers/processes/budget_run/budget_run.h"

#include "projections/budgets/budget_queries.h"

namespace tally::consumers {

namespace {

struct MatterOfPlan {
    domain::Code reason;
    std::string explanation;
};

// A day and a plan have one id.
struct BudgetRule {
    using Report = BudgetRunReport;
    static constexpr std::string_view process = "budgets";

    static DivisionResult<std::vector<projections::PlanToReview>> find(HeldDivision& held, const RunRequest& request,
                                                                       Report& report) {
        std::vector<projections::PlanToReview> due;
        const auto looked_at = projections::each_plan_to_review(
            projections::reader_of(held.division()), request.on, [&](const projections::PlanToReview& plan) {
                if (plan.disputed.empty())
                    due.push_back(plan);
                else
                    keep_skip(report, plan.account,
                              MatterOfPlan{domain::Code{domain::name_of(domain::Rejection::item_disputed)},
                                           plan.disputed.str() + " of " + plan.sa.str() +
                                               " is disputed: resolve that first by dispute.resolve."});
            });
        if (!looked_at) return division_fail(looked_at.error());
        report.looked_at = *looked_at;
        report.due = due.size();
        return due;
    }
    static std::string id_of(const projections::PlanToReview& plan) { return plan.account.str() + ":" + plan.sa.str(); }
    static const domain::AccountId& account_of(const projections::PlanToReview& plan) { return plan.account; }
    static domain::TrueUpBudget command_for(const projections::PlanToReview& plan, domain::Date on) {
        domain::TrueUpBudget true_up;
        true_up.account = plan.account;
        true_up.sa = plan.sa;
        true_up.on = on;
        return true_up;
    }
    static bool count(const eventstore::CommandReceipt& receipt, Report& report) {
        return count_done(receipt, report.trued_up, report.already_trued_up);
    }
};

}  // namespace

DivisionResult<BudgetRunReport> run_budgets(CommandPort& port, HeldDivision& held, const RunRequest& request,
                                            const OnRunProgress& progress) {
    return run_accounts(port, held, request, BudgetRule{}, progress);
}

}  // namespace tally::consumers
