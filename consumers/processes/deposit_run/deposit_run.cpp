#include "consumers/processes/deposit_run/deposit_run.h"

#include <deque>

#include "consumers/processes/account_run.h"
#include "eventstore/division/state_rows.h"
#include "projections/deposits/deposit_queries.h"
#include "projections/reader.h"

namespace tally::consumers {

namespace {

using eventstore::CommandReceipt;
using eventstore::ReceiptStatus;

// Made of what is done and for which day.
domain::CommandId id_of(std::string_view what, domain::Date date, std::string_view about) {
    return run_command_id("deposit-" + std::string{what}, domain::to_string(date) + ":" + std::string{about});
}

class DepositRun {
  public:
    DepositRun(CommandPort& port, HeldDivision& held, const DepositRunRequest& request)
        : port_(port), held_(held), request_(request) {
        report_.kind = request.kind;
        report_.date = request.date;
    }

    DivisionResult<DepositRunReport> run(const std::function<bool()>& go_on) {
        if (auto current = held_.catch_up(); !current) return tl::unexpected(std::move(current.error()));
        if (auto found = find_accounts(); !found) return tl::unexpected(std::move(found.error()));
        const auto sent = send_due(
            port_, accounts_.size(),
            [&](std::size_t n, std::deque<eventstore::ParsedCommand>& commands) {
                return look_at(accounts_[n], commands);
            },
            [&](const eventstore::ParsedCommand& command) {
                ++report_.commands;
                if (request_.sends) request_.sends(command);
            },
            [&](const eventstore::ParsedCommand& command, const CommandReceipt& receipt) {
                count(command, receipt);
                return go_on();
            });
        if (!sent) return tl::unexpected(sent.error());
        report_.interrupted = sent->interrupted;
        return std::move(report_);
    }

  private:
    using Commands = std::deque<eventstore::ParsedCommand>;

    // The rows of deposits alone are read, in the order of their accounts.
    DivisionResult<void> find_accounts() {
        const auto looked_at = each_account_part(held_, domain::PartKind::account_deposits,
                                                 [&](std::string_view key, std::string_view) -> DivisionResult<void> {
                                                     accounts_.emplace_back(eventstore::part_id(key));
                                                     return {};
                                                 });
        if (!looked_at) return tl::unexpected(looked_at.error());
        report_.looked_at = *looked_at;
        return {};
    }

    DivisionResult<void> look_at(const domain::AccountId& account, Commands& commands) {
        projections::AsOf as_of;
        as_of.today = request_.date;
        const auto reader = projections::reader_of(held_.division());
        const auto answer = projections::deposits(reader, account, as_of);
        if (!answer) return division_fail(answer.error());
        if (!*answer) return {};
        bool earns = false;
        for (const auto& deposit : (*answer)->deposits) {
            earns = earns || !deposit.cash.is_zero();
            if (request_.kind == DepositRunKind::review) settle(account, deposit, commands);
        }
        if (request_.kind == DepositRunKind::interest && earns)
            commands.push_back(run_command(request_, id_of("interest", request_.date, account.str()),
                                           domain::AccrueDepositInterest{account, {}, request_.date}));
        return {};
    }

    void settle(const domain::AccountId& account, const projections::DepositAnswer& deposit, Commands& commands) {
        if (deposit.due_for_refund)
            commands.push_back(run_command(request_, id_of("refund", request_.date, deposit.deposit.str()),
                                           domain::RefundDeposit{account, deposit.deposit, {}, request_.date}));
        else if (!deposit.ask_more.is_zero())
            keep({account, deposit.deposit, domain::Code{deposit_ask_more}, deposit.ask_more,
                  domain::Plain{"What is in place is short of what its class recommends."}});
    }

    void count(const eventstore::ParsedCommand& command, const CommandReceipt& receipt) {
        if (receipt.has_events()) {
            ++(receipt.status == ReceiptStatus::accepted ? report_.done : report_.done_before);
        } else if (receipt.status == ReceiptStatus::unchanged ||
                   receipt.refused_as(domain::Rejection::deposit_interest_counted)) {
            ++report_.done_before;
        } else if (receipt.refused_as(domain::Rejection::deposit_interest_zero)) {
            ++report_.nothing;
        } else {
            ++report_.refused;
            DepositRunLine line;
            if (const auto* refund = get_if<domain::RefundDeposit>(&command.command)) {
                line.account = refund->account;
                line.deposit = refund->deposit;
            } else if (const auto* accrue = get_if<domain::AccrueDepositInterest>(&command.command)) {
                line.account = accrue->account;
            }
            auto error = run_error_of(line.account, receipt);
            line.what = std::move(error.reason);
            line.explanation = std::move(error.explanation);
            keep(std::move(line));
        }
    }
    void keep(DepositRunLine line) {
        if (report_.lines.size() < deposit_run_lines_kept_max) report_.lines.push_back(std::move(line));
    }

    CommandPort& port_;
    HeldDivision& held_;
    const DepositRunRequest& request_;
    DepositRunReport report_;
    std::vector<domain::AccountId> accounts_;
};

}  // namespace

DivisionResult<DepositRunReport> run_deposits(CommandPort& port, HeldDivision& held, const DepositRunRequest& request,
                                              const std::function<bool()>& go_on) {
    return DepositRun(port, held, request).run(go_on);
}

}  // namespace tally::consumers
