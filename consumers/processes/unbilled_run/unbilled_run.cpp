#include "consumers/processes/unbilled_run/unbilled_run.h"

#include "projections/render/counted.h"
#include "projections/settings/settings_queries.h"
#include "projections/states_as_of.h"
#include "projections/unbilled/unbilled_queries.h"

namespace tally::consumers {

namespace {

struct MatterOfUsage {
    domain::Code reason;
    std::string explanation;
};

struct UnbilledRule {
    using Report = UnbilledRunReport;
    using Due = projections::AccountToAccrue;
    static constexpr std::string_view process = "unbilled";

    // Without a period that can take them, the first account's refusal says so and no other is tried.
    static DivisionResult<std::vector<Due>> find(HeldDivision& held, const RunRequest& request, Report& report) {
        const projections::Reader reader = projections::reader_of(held.division());
        auto states = projections::StatesAsOf::at(reader, {});
        if (!states) return division_fail(states.error());
        const auto settings = states->settings();
        if (!settings) return division_fail(settings.error());
        const domain::AccountingPeriod* period = (*settings)->period_of(request.on);
        const domain::AccountingPeriod* next = period ? (*settings)->period_of(period->until) : nullptr;
        const bool possible = period && !period->closed && next && !next->closed;
        if (period) {
            report.period_from = period->first_day;
            report.period_until = period->until;
        }
        std::vector<Due> due;
        const domain::Date until = period ? period->until : request.on + 1;
        const auto looked_at = projections::each_account_to_accrue(reader, until, [&](const Due& one) {
            if (possible || due.empty()) due.push_back(one);
        });
        if (!looked_at) return division_fail(looked_at.error());
        report.looked_at = *looked_at;
        report.due = due.size();
        return due;
    }
    static std::string id_of(const Due& due) { return due.account.str() + ":" + std::to_string(due.last_position); }
    static const domain::AccountId& account_of(const Due& due) { return due.account; }
    static domain::AccrueUnbilled command_for(const Due& due, domain::Date on) { return {due.account, on}; }
    static bool count(const eventstore::CommandReceipt& receipt, Report& report) {
        if (receipt.refused_as(domain::Rejection::nothing_unbilled)) {
            ++report.nothing_unbilled;
            return true;
        }
        return count_done(receipt, report.accrued, report.already_accrued);
    }
};

}  // namespace

DivisionResult<UnbilledRunReport> run_unbilled(CommandPort& port, HeldDivision& held, const RunRequest& request,
                                               const OnRunProgress& progress) {
    auto report = run_accounts(port, held, request, UnbilledRule{}, progress);
    if (!report || !report->period_until.is_set()) return report;
    if (auto current = held.catch_up(); !current) return tl::unexpected(std::move(current.error()));
    const auto sum = projections::accrued_of_period(
        projections::reader_of(held.division()), report->period_until, [&](const projections::WithoutBasis& one) {
            keep_skip(*report, one.account,
                      MatterOfUsage{domain::Code{domain::name_of(domain::Rejection::estimate_has_no_basis)},
                                    projections::counted(one.agreements, "agreement") +
                                        " accrued without usage: tally show unbilled says what is missing."});
        });
    if (!sum) return division_fail(sum.error());
    report->accounts = sum->accounts;
    report->amount = sum->amount;
    return report;
}

}  // namespace tally::consumers
