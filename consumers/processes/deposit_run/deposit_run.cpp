#include "consumers/processes/deposit_run/deposit_run.h"

#include <deque>

#include "consumers/processes/run_command_id.h"
#include "eventstore/division/state_rows.h"
#include "eventstore/views/point.h"
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
        DivisionResult<void> looked;
        std::uint64_t answered = 0;
        const auto ran = port_.run(
            [&]() -> std::optional<eventstore::ParsedCommand> {
                while (looked && commands_.empty() && next_ < accounts_.size()) looked = look_at(accounts_[next_++]);
                if (commands_.empty()) return std::nullopt;
                auto command = std::move(commands_.front());
                commands_.pop_front();
                ++report_.commands;
                if (request_.sends) request_.sends(command);
                return command;
            },
            [&](const eventstore::ParsedCommand& command, const CommandReceipt& receipt) {
                ++answered;
                count(command, receipt);
                return go_on();
            });
        if (!ran && ran.error().kafka != KafkaErrorKind::stopped) return tl::unexpected(ran.error());
        if (!looked) return tl::unexpected(std::move(looked.error()));
        report_.interrupted = !ran || next_ < accounts_.size() || !commands_.empty() || answered < report_.commands;
        return std::move(report_);
    }

  private:
    // The rows of deposits alone are read, in the order of their accounts.
    DivisionResult<void> find_accounts() {
        const auto& store = held_.division().store();
        const auto view = store.find_view(eventstore::states_view_name);
        if (!view)
            return division_fail(eventstore::StoreError{eventstore::StoreErrorKind::not_a_store,
                                                        "the store was opened without its view states"});
        const auto point = store.pin();
        const auto prefix = eventstore::part_prefix(domain::PartKind::account_deposits);
        auto scan = point->scan(*view, prefix, eventstore::end_of_prefix(prefix));
        while (scan.next()) accounts_.emplace_back(eventstore::part_id(scan.key()));
        if (auto read = scan.status(); !read) return division_fail(read.error());
        report_.looked_at = accounts_.size();
        return {};
    }

    DivisionResult<void> look_at(const domain::AccountId& account) {
        projections::AsOf as_of;
        as_of.today = request_.date;
        const auto reader = projections::reader_of(held_.division());
        const auto answer = projections::deposits(reader, account, as_of);
        if (!answer) return division_fail(answer.error());
        if (!*answer) return {};
        bool earns = false;
        for (const auto& deposit : (*answer)->deposits) {
            earns = earns || !deposit.cash.is_zero();
            if (request_.kind == DepositRunKind::review) settle(account, deposit);
        }
        if (request_.kind == DepositRunKind::interest && earns)
            send(id_of("interest", request_.date, account.str()),
                 domain::AccrueDepositInterest{account, {}, request_.date});
        return {};
    }

    void settle(const domain::AccountId& account, const projections::DepositAnswer& deposit) {
        if (deposit.due_for_refund)
            send(id_of("refund", request_.date, deposit.deposit.str()),
                 domain::RefundDeposit{account, deposit.deposit, {}, request_.date});
        else if (!deposit.ask_more.is_zero())
            keep({account, deposit.deposit, domain::Code{"ask_more"}, deposit.ask_more,
                  domain::Plain{"What is in place is short of what its class recommends."}});
    }

    template <class Order>
    void send(domain::CommandId id, Order order) {
        eventstore::ParsedCommand parsed;
        parsed.header.command_id = std::move(id);
        parsed.header.actor = request_.actor;
        parsed.header.received_at = request_.received_at;
        parsed.command = std::move(order);
        commands_.push_back(std::move(parsed));
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
            const bool refused = receipt.status == ReceiptStatus::refused;
            DepositRunLine line;
            if (const auto* refund = get_if<domain::RefundDeposit>(&command.command)) {
                line.account = refund->account;
                line.deposit = refund->deposit;
            } else if (const auto* accrue = get_if<domain::AccrueDepositInterest>(&command.command)) {
                line.account = accrue->account;
            }
            line.what = refused ? receipt.rejection.value : domain::Code{domain::name_of(receipt.status)};
            line.explanation = refused ? receipt.cure.value : receipt.error.value;
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
    std::size_t next_ = 0;
    std::deque<eventstore::ParsedCommand> commands_;
};

}  // namespace

DivisionResult<DepositRunReport> run_deposits(CommandPort& port, HeldDivision& held, const DepositRunRequest& request,
                                              const std::function<bool()>& go_on) {
    return DepositRun(port, held, request).run(go_on);
}

}  // namespace tally::consumers
