#include "consumers/processes/late_charges/late_charges.h"

#include <algorithm>

#include "projections/balances/overdue_accounts.h"

namespace tally::consumers {

namespace {

using eventstore::CommandReceipt;
using eventstore::ReceiptStatus;

// A day and an account have one id.
struct LateChargeRule : EachAccount {
    using Report = LateChargeReport;
    static constexpr std::string_view process = "late";

    static DivisionResult<std::vector<domain::AccountId>> find(HeldDivision& held, const RunRequest& request,
                                                               Report& report) {
        std::vector<domain::AccountId> due;
        const auto looked_at = projections::each_overdue_account(
            projections::reader_of(held.division().store()), request.on, [&](const projections::OverdueAccount& one) {
                ++report.overdue;
                if (one.has_policy)
                    due.push_back(one.account);
                else
                    ++report.without_policy;
                return true;
            });
        if (!looked_at) return division_fail(looked_at.error());
        report.looked_at = *looked_at;
        return due;
    }
    static domain::AssessLateCharges command_for(const domain::AccountId& account, domain::Date on) {
        return {account, on};
    }
    static bool count(const CommandReceipt& receipt, Report& report) {
        if (receipt.status == ReceiptStatus::accepted) {
            ++report.charged;
            report.charges += static_cast<std::uint64_t>(
                std::count_if(receipt.ids.value.begin(), receipt.ids.value.end(),
                              [](const eventstore::ReceiptId& id) { return id.charge.given; }));
        } else if (receipt.status == ReceiptStatus::repeated || receipt.status == ReceiptStatus::unchanged) {
            ++report.already_charged;
        } else if (receipt.refused_as(domain::Rejection::no_late_charge_due)) {
            ++report.nothing_due;
        } else if (receipt.refused_as(domain::Rejection::late_charge_policy_missing)) {
            ++report.without_policy;
        } else {
            return false;
        }
        return true;
    }
};

}  // namespace

DivisionResult<LateChargeReport> run_late_charges(CommandPort& port, HeldDivision& held,
                                                  const LateChargeRequest& request, const OnRunProgress& progress) {
    return run_accounts(port, held, request, LateChargeRule{}, progress);
}

}  // namespace tally::consumers
