#include "consumers/processes/collection_run/collection_run.h"

#include "projections/collections/accounts_to_collect.h"

namespace tally::consumers {

namespace {

using eventstore::CommandReceipt;
using eventstore::ReceiptStatus;

// A day and an account have one id.
struct CollectionRule : EachAccount {
    using Report = CollectionRunReport;
    static constexpr std::string_view process = "collections";

    std::vector<domain::AccountId> due;
    std::size_t answered = 0;

    DivisionResult<std::vector<domain::AccountId>> find(HeldDivision& held, const RunRequest& request, Report& report) {
        const auto looked_at = projections::each_account_to_collect(projections::reader_of(held.division()), request.on,
                                                                    [&](const projections::AccountToCollect& one) {
                                                                        if (one.has_policy)
                                                                            due.push_back(one.account);
                                                                        else
                                                                            ++report.without_policy;
                                                                    });
        if (!looked_at) return division_fail(looked_at.error());
        report.looked_at = *looked_at;
        report.due = due.size();
        return due;
    }
    static domain::AdvanceCollection command_for(const domain::AccountId& account, domain::Date on) {
        return {account, on};
    }
    // Answers come in the order of the accounts.
    bool count(const CommandReceipt& receipt, Report& report) {
        const domain::AccountId& account = due[answered++];
        if (receipt.status == ReceiptStatus::accepted) {
            ++report.advanced;
            for (const eventstore::ReceiptId& id : receipt.ids.value) {
                report.started += id.collection.given ? 1U : 0U;
                report.severances += id.severance.given ? 1U : 0U;
                report.letters += id.letter.given ? 1U : 0U;
            }
        } else if (receipt.status == ReceiptStatus::repeated || receipt.status == ReceiptStatus::unchanged) {
            ++report.already_advanced;
        } else if (receipt.refused_as(domain::Rejection::nothing_to_collect) ||
                   receipt.refused_as(domain::Rejection::collection_step_not_due)) {
            ++report.nothing_due;
        } else if (receipt.refused_as(domain::Rejection::customer_is_protected)) {
            keep_skip(report, account, run_error_of(account, receipt));
        } else {
            return false;
        }
        return true;
    }
};

}  // namespace

DivisionResult<CollectionRunReport> run_collections(CommandPort& port, HeldDivision& held, const RunRequest& request,
                                                    const OnRunProgress& progress) {
    return run_accounts(port, held, request, CollectionRule{}, progress);
}

}  // namespace tally::consumers
