#include "consumers/processes/refund_run/refund_run.h"

#include "projections/balances/ended_accounts.h"

namespace tally::consumers {

namespace {

// A day and an account have one id, and one body: all credit that is not on hold.
struct RefundRule : EachAccount {
    using Report = RefundRunReport;
    static constexpr std::string_view process = "refund";

    static DivisionResult<std::vector<domain::AccountId>> find(HeldDivision& held, const RunRequest&, Report& report) {
        std::vector<domain::AccountId> due;
        const auto looked_at = projections::each_credit_left(
            projections::reader_of(held.division()), [&](const projections::EndedAccount& account) {
                ++report.with_credit;
                if (account.matter) return keep_skip(report, account.account, *account.matter);
                report.credit += account.credit;
                due.push_back(account.account);
            });
        if (!looked_at) return division_fail(looked_at.error());
        report.looked_at = *looked_at;
        return due;
    }
    static domain::RefundCredit command_for(const domain::AccountId& account, domain::Date on) {
        domain::RefundCredit refund;
        refund.account = account;
        refund.refund_reason = domain::Code{"CREDIT-LEFT"};
        refund.on = on;
        return refund;
    }
    static bool count(const eventstore::CommandReceipt& receipt, Report& report) {
        return count_done(receipt, report.refunded, report.already_refunded);
    }
};

}  // namespace

DivisionResult<RefundRunReport> run_refunds(CommandPort& port, HeldDivision& held, const RunRequest& request,
                                            const OnRunProgress& progress) {
    return run_accounts(port, held, request, RefundRule{}, progress);
}

}  // namespace tally::consumers
