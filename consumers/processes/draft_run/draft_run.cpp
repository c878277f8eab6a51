#include "consumers/processes/draft_run/draft_run.h"

#include "projections/autopay/autopay_queries.h"

namespace tally::consumers {

namespace {

using eventstore::CommandReceipt;
using eventstore::ReceiptStatus;

struct BillToDraft {
    domain::AccountId account;
    domain::DocumentId bill;
    domain::Money amount;
};

// A day and a bill have one id.
struct DraftRule {
    using Report = DraftRunReport;
    static constexpr std::string_view process = "drafts";

    std::vector<BillToDraft> due;
    std::size_t answered = 0;

    DivisionResult<std::vector<BillToDraft>> find(HeldDivision& held, const RunRequest& request, Report& report) {
        const auto take = [&](const projections::DueDraft& one) {
            ++report.due;
            if (one.why.empty()) {
                report.due_amount += one.amount;
                due.push_back({one.account, one.announced.bill, one.amount});
            } else if (one.why.str() == name_of(domain::Rejection::nothing_to_draft)) {
                ++report.nothing_left;
            } else {
                keep_skip(report, one.account,
                          Matter{one.why, one.announced.bill.str() + ": " + one.explanation.str()});
            }
        };
        const auto looked_at = projections::each_due_draft(projections::reader_of(held.division()), request.on, take);
        if (!looked_at) return division_fail(looked_at.error());
        report.looked_at = *looked_at;
        return due;
    }
    static std::string id_of(const BillToDraft& one) { return one.account.str() + ":" + one.bill.str(); }
    static const domain::AccountId& account_of(const BillToDraft& one) { return one.account; }
    static domain::DraftBill command_for(const BillToDraft& one, domain::Date on) {
        return {one.account, one.bill, on};
    }
    // Answers come in the order of the bills.
    bool count(const CommandReceipt& receipt, Report& report) {
        const BillToDraft& one = due[answered++];
        if (receipt.status == ReceiptStatus::accepted) {
            ++report.drafted;
            report.drafted_amount += one.amount;
        } else if (receipt.status == ReceiptStatus::repeated || receipt.status == ReceiptStatus::unchanged) {
            ++report.already_drafted;
        } else if (receipt.refused_as(domain::Rejection::nothing_to_draft)) {
            ++report.nothing_left;
        } else {
            return false;
        }
        return true;
    }

  private:
    struct Matter {
        domain::Code reason;
        std::string explanation;
    };
};

}  // namespace

DivisionResult<DraftRunReport> run_drafts(CommandPort& port, HeldDivision& held, const RunRequest& request,
                                          const OnRunProgress& progress) {
    return run_accounts(port, held, request, DraftRule{}, progress);
}

}  // namespace tally::consumers
