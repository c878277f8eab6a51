#include "consumers/processes/arrangement_run/arrangement_run.h"

#include <algorithm>

#include "eventstore/division/state_rows.h"

namespace tally::consumers {

namespace {

using eventstore::CommandReceipt;
using eventstore::ReceiptStatus;

// Whether something may be to do: whether instalments are paid is in another row, which the domain looks at.
bool may_advance(const domain::AccountArrangements& arrangements, domain::Date on) {
    return std::any_of(arrangements.standing.begin(), arrangements.standing.end(), [&](const domain::Arrangement& one) {
        if (one.granted_on > on) return false;
        if (one.planned.empty() || one.planned.front().due_on - one.notice_days <= on) return true;
        return std::any_of(one.billed.begin(), one.billed.end(),
                           [&](const domain::BilledInstalment& billed) { return billed.due_on + one.grace_days < on; });
    });
}

// A day and an account have one id. The rows of arrangements alone are read.
struct ArrangementRule : EachAccount {
    using Report = ArrangementRunReport;
    static constexpr std::string_view process = "arrangements";

    static DivisionResult<std::vector<domain::AccountId>> find(HeldDivision& held, const RunRequest& request,
                                                               Report& report) {
        std::vector<domain::AccountId> due;
        const auto looked_at =
            each_account_part(held, domain::PartKind::account_arrangements,
                              [&](std::string_view key, std::string_view row) -> DivisionResult<void> {
                                  const auto part = eventstore::decode_part(key, row);
                                  if (!part) return division_fail(part.error());
                                  if (may_advance(std::get<domain::AccountArrangements>(*part), request.on))
                                      due.emplace_back(eventstore::part_id(key));
                                  return {};
                              });
        if (!looked_at) return tl::unexpected(looked_at.error());
        report.looked_at = *looked_at;
        report.due = due.size();
        return due;
    }
    static domain::AdvanceArrangements command_for(const domain::AccountId& account, domain::Date on) {
        return {account, on};
    }
    static bool count(const CommandReceipt& receipt, Report& report) {
        if (receipt.status == ReceiptStatus::accepted) {
            ++report.advanced;
            report.instalments += static_cast<std::uint64_t>(
                std::count_if(receipt.ids.value.begin(), receipt.ids.value.end(),
                              [](const eventstore::ReceiptId& id) { return id.instalment.given; }));
        } else if (receipt.status == ReceiptStatus::repeated || receipt.status == ReceiptStatus::unchanged) {
            ++report.already_advanced;
        } else if (receipt.refused_as(domain::Rejection::no_instalment_due)) {
            ++report.nothing_due;
        } else {
            return false;
        }
        return true;
    }
};

}  // namespace

DivisionResult<ArrangementRunReport> run_arrangements(CommandPort& port, HeldDivision& held,
                                                      const ArrangementRunRequest& request,
                                                      const OnRunProgress& progress) {
    return run_accounts(port, held, request, ArrangementRule{}, progress);
}

}  // namespace tally::consumers
