#include "consumers/processes/write_off_run/write_off_run.h"

#include "projections/balances/ended_accounts.h"

namespace tally::consumers {

namespace {

struct DebtDue {
    domain::AccountId account;
    domain::DocumentId document;
    domain::ServiceAgreementId sa;
};

// A day and an item have one id.
struct WriteOffRule {
    using Report = WriteOffRunReport;
    static constexpr std::string_view process = "write-off";
    std::uint32_t days = 0;

    DivisionResult<std::vector<DebtDue>> find(HeldDivision& held, const RunRequest& request, Report& report) const {
        std::vector<DebtDue> due;
        report.days = days;
        const auto looked_at =
            projections::each_debt_left(projections::reader_of(held.division()), request.on,
                                        static_cast<std::int32_t>(days), [&](const projections::EndedAccount& account) {
                                            if (account.matter)
                                                return keep_skip(report, account.account, *account.matter);
                                            for (const domain::OpenItem& item : account.items) {
                                                ++report.items;
                                                report.debt += item.payoff_open;
                                                due.push_back({account.account, item.document, item.sa});
                                            }
                                        });
        if (!looked_at) return division_fail(looked_at.error());
        report.looked_at = *looked_at;
        return due;
    }
    static std::string id_of(const DebtDue& due) {
        return due.account.str() + ":" + due.document.str() + ":" + due.sa.str();
    }
    static const domain::AccountId& account_of(const DebtDue& due) { return due.account; }
    static domain::WriteOffDebt command_for(const DebtDue& due, domain::Date on) {
        domain::WriteOffDebt write_off;
        write_off.account = due.account;
        write_off.sa = due.sa;
        write_off.document = due.document;
        write_off.write_off_reason = domain::Code{"UNCOLLECTED"};
        write_off.on = on;
        return write_off;
    }
    static bool count(const eventstore::CommandReceipt& receipt, Report& report) {
        return count_done(receipt, report.written_off, report.already_written_off);
    }
};

}  // namespace

DivisionResult<WriteOffRunReport> run_write_offs(CommandPort& port, HeldDivision& held, const RunRequest& request,
                                                 std::uint32_t days, const OnRunProgress& progress) {
    return run_accounts(port, held, request, WriteOffRule{days}, progress);
}

}  // namespace tally::consumers
