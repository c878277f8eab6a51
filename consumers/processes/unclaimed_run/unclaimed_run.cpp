#include "consumers/processes/unclaimed_run/unclaimed_run.h"

#include "projections/unclaimed/unclaimed_queries.h"

namespace tally::consumers {

namespace {

using eventstore::CommandReceipt;

struct PropertyDue {
    domain::AccountId account;
    bool escheats = false;
    domain::Money amount;
};

// A day, an account and what is done with its property have one id.
struct UnclaimedRule {
    using Report = UnclaimedRunReport;
    static constexpr std::string_view process = "unclaimed";

    std::vector<PropertyDue> due;
    std::size_t answered = 0;

    DivisionResult<std::vector<PropertyDue>> find(HeldDivision& held, const RunRequest& request, Report& report) {
        const auto take = [&](const projections::DormantProperty& one) {
            ++report.dormant;
            const std::string_view state = one.property.state.str();
            if (state == "noticed")
                ++report.waiting;
            else if (state == "blocked")
                keep_skip(report, one.account, InTheWay{one.property.why, std::string{one.property.explanation.str()}});
            else
                due.push_back({one.account, state == "due", one.property.credit + one.property.deposits});
        };
        const auto looked_at =
            projections::each_dormant_property(projections::reader_of(held.division()), request.on, take);
        if (!looked_at) return division_fail(looked_at.error());
        report.looked_at = *looked_at;
        return due;
    }
    static std::string id_of(const PropertyDue& one) {
        return one.account.str() + (one.escheats ? ":escheat" : ":notice");
    }
    static const domain::AccountId& account_of(const PropertyDue& one) { return one.account; }
    static domain::Command command_for(const PropertyDue& one, domain::Date on) {
        if (one.escheats) return domain::EscheatUnclaimed{one.account, on};
        return domain::SendUnclaimedNotice{one.account, on};
    }
    // Answers come in the order of the accounts.
    bool count(const CommandReceipt& receipt, Report& report) {
        const PropertyDue& one = due[answered++];
        const bool accepted = receipt.status == eventstore::ReceiptStatus::accepted;
        if (accepted && one.escheats) report.escheated_amount += one.amount;
        return count_done(receipt, one.escheats ? report.escheated : report.noticed, report.already_done);
    }

  private:
    struct InTheWay {
        domain::Code reason;
        std::string explanation;
    };
};

}  // namespace

DivisionResult<UnclaimedRunReport> run_unclaimed(CommandPort& port, HeldDivision& held, const RunRequest& request,
                                                 const OnRunProgress& progress) {
    return run_accounts(port, held, request, UnclaimedRule{}, progress);
}

}  // namespace tally::consumers
