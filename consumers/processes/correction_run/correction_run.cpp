#include "consumers/processes/correction_run/correction_run.h"

#include "projections/corrections/correction_queries.h"

namespace tally::consumers {

namespace {

struct CorrectionRule {
    using Report = CorrectionRunReport;
    using Due = projections::AccountDueForCorrection;
    static constexpr std::string_view process = "corrections";

    static DivisionResult<std::vector<Due>> find(HeldDivision& held, const RunRequest&, Report& report) {
        std::vector<Due> due;
        const auto looked_at = projections::each_account_to_correct(projections::reader_of(held.division()),
                                                                    [&](const Due& one) { due.push_back(one); });
        if (!looked_at) return division_fail(looked_at.error());
        report.looked_at = *looked_at;
        report.due = due.size();
        return due;
    }
    static std::string id_of(const Due& due) { return due.account.str() + ":" + std::to_string(due.noted_at); }
    static const domain::AccountId& account_of(const Due& due) { return due.account; }
    static domain::CorrectBills command_for(const Due& due, domain::Date on) {
        domain::CorrectBills correct;
        correct.account = due.account;
        correct.on = on;
        return correct;
    }
    static bool count(const eventstore::CommandReceipt& receipt, Report& report) {
        // Another command, such as its bill, corrected it first.
        if (receipt.refused_as(domain::Rejection::no_correction_due)) {
            ++report.already_corrected;
            return true;
        }
        return count_done(receipt, report.corrected, report.already_corrected);
    }
};

}  // namespace

DivisionResult<CorrectionRunReport> run_corrections(CommandPort& port, HeldDivision& held, const RunRequest& request,
                                                    const OnRunProgress& progress) {
    return run_accounts(port, held, request, CorrectionRule{}, progress);
}

}  // namespace tally::consumers
