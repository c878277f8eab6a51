#include "consumers/processes/remittance_run/remittance_run.h"

#include "projections/unclaimed/unclaimed_queries.h"

namespace tally::consumers {

namespace {

using projections::EscheatToRemit;

// A day and an escheat have one id.
struct RemittanceRule {
    using Report = RemittanceRunReport;
    static constexpr std::string_view process = "remittance";

    std::vector<EscheatToRemit> due;
    std::size_t answered = 0;

    DivisionResult<std::vector<EscheatToRemit>> find(HeldDivision& held, const RunRequest& request, Report& report) {
        const auto looked_at =
            projections::each_escheat_to_remit(projections::reader_of(held.division()), request.on,
                                               [&](const EscheatToRemit& one) { due.push_back(one); });
        if (!looked_at) return division_fail(looked_at.error());
        report.looked_at = *looked_at;
        report.due = due.size();
        return due;
    }
    static std::string id_of(const EscheatToRemit& one) { return one.escheat.str(); }
    static const domain::AccountId& account_of(const EscheatToRemit& one) { return one.account; }
    static domain::RemitEscheated command_for(const EscheatToRemit& one, domain::Date on) {
        return {one.account, one.escheat, domain::Plain{one.report.str()}, on};
    }
    // Answers come in the order of the escheats.
    bool count(const eventstore::CommandReceipt& receipt, Report& report) {
        const EscheatToRemit& one = due[answered++];
        if (receipt.status == eventstore::ReceiptStatus::accepted) report.remitted_amount += one.amount;
        return count_done(receipt, report.remitted, report.already_remitted);
    }
};

}  // namespace

DivisionResult<RemittanceRunReport> run_remittances(CommandPort& port, HeldDivision& held, const RunRequest& request,
                                                    const OnRunProgress& progress) {
    return run_accounts(port, held, request, RemittanceRule{}, progress);
}

}  // namespace tally::consumers
