#include "consumers/processes/collective_run/collective_run.h"

#include "projections/masters/master_queries.h"

namespace tally::consumers {

namespace {

struct CollectiveRule {
    using Report = CollectiveRunReport;
    struct Due {
        domain::MasterId master;
        domain::AccountId payer;
    };
    static constexpr std::string_view process = "collective";

    static DivisionResult<std::vector<Due>> find(HeldDivision& held, const RunRequest&, Report& report) {
        const auto all = projections::masters(projections::reader_of(held.division()), {}, {});
        if (!all) return division_fail(all.error());
        std::vector<Due> due;
        for (const projections::MasterLine& one : all->masters)
            if (!one.payer.empty()) due.push_back({one.master, one.payer});
        report.due = due.size();
        return due;
    }
    static std::string id_of(const Due& due) { return due.master.str(); }
    static const domain::AccountId& account_of(const Due& due) { return due.payer; }
    static domain::IssueCollectiveStatement command_for(const Due& due, domain::Date on) { return {due.master, on}; }
    static bool count(const eventstore::CommandReceipt& receipt, Report& report) {
        if (receipt.refused_as(domain::Rejection::nothing_to_bill)) {
            ++report.nothing_to_bill;
            return true;
        }
        return count_done(receipt, report.issued, report.already_issued);
    }
};

}  // namespace

DivisionResult<CollectiveRunReport> run_collectives(CommandPort& port, HeldDivision& held, const RunRequest& request,
                                                    const OnRunProgress& progress) {
    return run_accounts(port, held, request, CollectiveRule{}, progress);
}

}  // namespace tally::consumers
