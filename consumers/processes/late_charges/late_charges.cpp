#include "consumers/processes/late_charges/late_charges.h"

#include <algorithm>

#include "consumers/processes/run_command_id.h"
#include "projections/balances/overdue_accounts.h"

namespace tally::consumers {

namespace {

using eventstore::CommandReceipt;
using eventstore::ReceiptStatus;

// A day and an account have one id.
domain::CommandId late_charge_command_id(const LateChargeRequest& request, const domain::AccountId& account) {
    return run_command_id("late", domain::to_string(request.on) + ":" + account.str());
}

class LateChargeRun {
  public:
    LateChargeRun(CommandPort& port, HeldDivision& held, const LateChargeRequest& request)
        : port_(port), held_(held), request_(request) {
        report_.on = request.on;
    }

    DivisionResult<LateChargeReport> run(const std::function<bool(const LateChargeProgress&)>& progress) {
        if (auto current = held_.catch_up(); !current) return tl::unexpected(std::move(current.error()));
        if (auto found = find_overdue(); !found) return tl::unexpected(std::move(found.error()));
        std::size_t next = 0;
        std::uint64_t answered = 0;
        const auto ran = port_.run(
            [&]() -> std::optional<eventstore::ParsedCommand> {
                if (next == accounts_.size()) return std::nullopt;
                return command_for(accounts_[next++]);
            },
            [&](const eventstore::ParsedCommand& command, const CommandReceipt& receipt) {
                count(get<domain::AssessLateCharges>(command.command).account, receipt);
                return progress({accounts_.size(), ++answered});
            });
        // What was counted until a stop is reported.
        if (!ran && ran.error().kafka != KafkaErrorKind::stopped) return tl::unexpected(ran.error());
        report_.interrupted = !ran || answered < accounts_.size();
        return std::move(report_);
    }

  private:
    DivisionResult<void> find_overdue() {
        const auto looked_at =
            projections::each_overdue_account(projections::reader_of(held_.division().store()), request_.on,
                                              [&](const projections::OverdueAccount& account) {
                                                  ++report_.overdue;
                                                  if (account.has_policy)
                                                      accounts_.push_back(account.account);
                                                  else
                                                      ++report_.without_policy;
                                                  return true;
                                              });
        if (!looked_at) return division_fail(looked_at.error());
        report_.looked_at = *looked_at;
        return {};
    }

    eventstore::ParsedCommand command_for(const domain::AccountId& account) const {
        eventstore::ParsedCommand parsed;
        parsed.header.command_id = late_charge_command_id(request_, account);
        parsed.header.actor = request_.actor;
        parsed.header.received_at = request_.received_at;
        parsed.command = domain::AssessLateCharges{account, request_.on};
        if (request_.sends) request_.sends(parsed);
        return parsed;
    }

    void count(const domain::AccountId& account, const CommandReceipt& receipt) {
        switch (receipt.status) {
            case ReceiptStatus::accepted:
                ++report_.charged;
                report_.charges += static_cast<std::uint64_t>(
                    std::count_if(receipt.ids.value.begin(), receipt.ids.value.end(),
                                  [](const eventstore::ReceiptId& id) { return id.charge.given; }));
                return;
            case ReceiptStatus::repeated:
            case ReceiptStatus::unchanged:
                ++report_.already_charged;
                return;
            case ReceiptStatus::refused:
                if (receipt.refused_as(domain::Rejection::no_late_charge_due)) {
                    ++report_.nothing_due;
                    return;
                }
                if (receipt.refused_as(domain::Rejection::late_charge_policy_missing)) {
                    ++report_.without_policy;
                    return;
                }
                return keep({account, receipt.rejection.value, receipt.cure.value});
            case ReceiptStatus::failed:
            case ReceiptStatus::unreadable:
                return keep({account, domain::Code{domain::name_of(receipt.status)}, receipt.error.value});
        }
    }
    void keep(LateChargeError error) {
        if (report_.errors_count++ < late_charge_errors_kept_max) report_.errors.push_back(std::move(error));
    }

    CommandPort& port_;
    HeldDivision& held_;
    const LateChargeRequest& request_;
    LateChargeReport report_;
    std::vector<domain::AccountId> accounts_;
};

}  // namespace

DivisionResult<LateChargeReport> run_late_charges(CommandPort& port, HeldDivision& held,
                                                  const LateChargeRequest& request,
                                                  const std::function<bool(const LateChargeProgress&)>& progress) {
    return LateChargeRun(port, held, request).run(progress);
}

}  // namespace tally::consumers
