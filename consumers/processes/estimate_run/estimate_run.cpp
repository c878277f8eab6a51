#include "consumers/processes/estimate_run/estimate_run.h"

#include "projections/exceptions/missing_reads.h"

namespace tally::consumers {

namespace {

struct ChannelToEstimate {
    domain::AccountId account;
    domain::ServicePointId service_point;
    domain::MissingRead missing;
};
struct MatterInDoubt {
    domain::Code reason;
    std::string explanation;
};

// A day, a service point and a channel have one id.
struct EstimateRule {
    using Report = EstimateRunReport;
    static constexpr std::string_view process = "estimates";

    static DivisionResult<std::vector<ChannelToEstimate>> find(HeldDivision& held, const RunRequest& request,
                                                               Report& report) {
        std::vector<ChannelToEstimate> due;
        const auto looked_at = projections::each_missing_read(
            projections::reader_of(held.division()), request.on, {}, [&](const projections::MissingOfAccount& one) {
                if (!one.may_be_estimated)
                    ++report.not_allowed;
                else if (one.missing.doubted_on.is_set())
                    keep_skip(report, one.account.account,
                              MatterInDoubt{domain::Code{domain::name_of(domain::Rejection::read_in_doubt)},
                                            "What was reported of " + domain::to_string(one.missing.doubted_on) +
                                                " at " + one.agreement.service_point.str() +
                                                " is in doubt: accept it (premise.accept_read), correct, withdraw or "
                                                "estimate it."});
                else
                    due.push_back({one.account.account, one.agreement.service_point, one.missing});
                return true;
            });
        if (!looked_at) return division_fail(looked_at.error());
        report.looked_at = *looked_at;
        report.due = due.size();
        return due;
    }
    static std::string id_of(const ChannelToEstimate& one) {
        return one.service_point.str() + ":" + one.missing.channel.str();
    }
    static const domain::AccountId& account_of(const ChannelToEstimate& one) { return one.account; }
    static domain::EstimateRead command_for(const ChannelToEstimate& one, domain::Date on) {
        domain::EstimateRead estimate;
        estimate.service_point = one.service_point;
        estimate.channel = one.missing.channel;
        if (!one.missing.is_read) estimate.from = one.missing.from;
        estimate.day = one.missing.day;
        estimate.on = on;
        return estimate;
    }
    static bool count(const eventstore::CommandReceipt& receipt, Report& report) {
        return count_done(receipt, report.estimated, report.already_estimated);
    }
};

}  // namespace

DivisionResult<EstimateRunReport> run_estimates(CommandPort& port, HeldDivision& held, const RunRequest& request,
                                                const OnRunProgress& progress) {
    return run_accounts(port, held, request, EstimateRule{}, progress);
}

}  // namespace tally::consumers
