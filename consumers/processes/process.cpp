#include "consumers/processes/process.h"

#include <algorithm>
#include <array>

#include "consumers/processes/process_runs.h"

namespace tally::consumers {

namespace {

template <class Command>
domain::Command given() {
    return Command{};
}

constexpr std::array table{
    Process{"arrangements", "Bills instalments that are near, breaks payment arrangements that are overdue", "accounts",
            given<domain::AdvanceArrangements>, run_arrangements_process},
    Process{"budgets", "Trues up budget plans whose twelve months are over", "plans", given<domain::TrueUpBudget>,
            run_budgets_process},
    Process{"collections", "Takes the steps of collections that are due, and starts collections of overdue debt",
            "accounts", given<domain::AdvanceCollection>, run_collections_process},
    Process{"collective-bills", "Issues the statements of accounts that are billed together", "collectives",
            given<domain::IssueCollectiveStatement>, run_collective_bills_process},
    Process{"corrections", "Cancels and rebills what differs from what was measured, account by account", "accounts",
            given<domain::CorrectBills>, run_corrections_process},
    Process{"deposit-interest", "Accrues interest on every deposit that is held", "accounts",
            given<domain::AccrueDepositInterest>, run_deposit_interest_process},
    Process{"deposit-review", "Refunds deposits that passed their test; says which are too low", "accounts",
            given<domain::RefundDeposit>, run_deposit_review_process},
    Process{"drafts", "Drafts bills whose announced draft date has come", "bills", given<domain::DraftBill>,
            run_drafts_process},
    Process{"estimates", "Estimates reads and usage that are missing for a bill, where that is allowed", "channels",
            given<domain::EstimateRead>, run_estimates_process},
    Process{"late-charges", "Charges accounts for what is overdue, by the policy of their class", "accounts",
            given<domain::AssessLateCharges>, run_late_charges_process},
    Process{"refunds", "Refunds credit that is left on accounts after their last bill", "accounts",
            given<domain::RefundCredit>, run_refunds_process},
    Process{"remittances", "Pays what escheated to the states whose reports are due", "escheats",
            given<domain::RemitEscheated>, run_remittances_process},
    Process{"unbilled", "Accrues what was earned and not billed up to the end of the accounting period", "accounts",
            given<domain::AccrueUnbilled>, run_unbilled_process},
    Process{"unclaimed", "Writes to owners of unclaimed property; gives to the state what stays unclaimed", "accounts",
            given<domain::EscheatUnclaimed>, run_unclaimed_process},
    Process{"write-offs", "Writes off what is long overdue of agreements that have ended", "items",
            given<domain::WriteOffDebt>, run_write_offs_process,
            "Only items that were due more than this number of days before, such as 180"},
};

// Takes no command.
class NothingSent final : public CommandPort {
  public:
    DivisionResult<void> run(const Next&, const Answered&) override { return {}; }
};

}  // namespace

DivisionResult<ProcessRan> run_process(const Process& process, CommandPort& port, HeldDivision& held,
                                       const ProcessRequest& request, const OnRunProgress& progress) {
    if (!request.preview) return process.run(port, held, request, progress);
    NothingSent nothing;
    auto ran = process.run(nothing, held, request, progress);
    if (!ran) return ran;
    ran->outcome.text = domain::Plain{ran->outcome.text.str() + " This is a preview: nothing was sent."};
    ran->outcome.interrupted = false;
    return ran;
}

std::span<const Process> processes() {
    return table;
}

const Process* find_process(std::string_view name) {
    const auto* const found =
        std::find_if(table.begin(), table.end(), [&](const Process& one) { return one.name == name; });
    return found == table.end() ? nullptr : found;
}

}  // namespace tally::consumers
