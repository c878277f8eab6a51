#include "consumers/processes/bill_run/bill_run.h"

#include <algorithm>

#include "consumers/processes/account_run.h"

namespace tally::consumers {

namespace {

using eventstore::CommandReceipt;
using eventstore::ReceiptStatus;

// n, the errored attempts of this window, is in the id: a retry is another command, the same try again is not. So is a
// statement that was cancelled since: its bill can be made again for the same date.
domain::CommandId command_id(const BillRunRequest& request, const projections::DueAccount& due) {
    return run_command_id(
        "bill", request.cycle.str() + ":" + domain::to_string(request.bill_date) + ":" + due.account.str() + ":" +
                    std::to_string(due.error_attempts) +
                    (due.cancelled_statement == 0 ? "" : ":" + std::to_string(due.cancelled_statement)));
}

bool made_a_bill(const CommandReceipt& receipt) {
    return std::any_of(receipt.ids.value.begin(), receipt.ids.value.end(),
                       [](const auto& id) { return id.invoice.given || id.statement.given; });
}

class BillRun {
  public:
    BillRun(CommandPort& port, BillSource& source, const BillRunRequest& request)
        : port_(port), source_(source), request_(request) {
        report_.cycle = request.cycle;
        report_.bill_date = request.bill_date;
    }

    DivisionResult<std::optional<BillRunReport>> run(const std::function<bool(const BillRunProgress&)>& progress) {
        if (auto current = source_.catch_up(); !current) return tl::unexpected(std::move(current.error()));
        auto due = source_.due(request_.cycle, request_.bill_date);
        if (!due) return tl::unexpected(std::move(due.error()));
        if (!*due) return std::nullopt;
        report_.due = (*due)->size();
        std::uint64_t answered = 0;
        const auto sent = send_due(
            port_, (*due)->size(),
            [&](std::size_t n, std::deque<eventstore::ParsedCommand>& commands) -> DivisionResult<void> {
                const auto& one = (**due)[n];
                commands.push_back(run_command(request_, command_id(request_, one),
                                               domain::BillAccount{one.account, request_.cycle, request_.bill_date}));
                return {};
            },
            request_.sends,
            [&](const eventstore::ParsedCommand& command, const CommandReceipt& receipt) {
                count(get<domain::BillAccount>(command.command).account, receipt);
                return progress({report_.due, ++answered});
            });
        if (!sent) return tl::unexpected(sent.error());
        report_.interrupted = sent->interrupted;
        // What would have to be waited for is not reported after a stop.
        if (sent->stopped) return std::move(report_);
        if (auto read = count_by_events(); !read) {
            if (read.error().kafka != KafkaErrorKind::stopped) return tl::unexpected(std::move(read.error()));
            report_.interrupted = true;
        }
        return std::move(report_);
    }

  private:
    // What a receipt alone does not say is looked up in the log once all are there.
    void count(const domain::AccountId& account, const CommandReceipt& receipt) {
        if (receipt.has_events() && made_a_bill(receipt))
            ++count_of(receipt);
        else if (receipt.refused_as(domain::Rejection::nothing_to_bill))
            ++report_.nothing_to_bill;
        else if (receipt.refused_as(domain::Rejection::account_has_no_service_agreement))
            count_without_agreement(account);
        else
            open_.push_back({account, receipt});
    }
    std::uint64_t& count_of(const CommandReceipt& receipt) {
        return receipt.status == ReceiptStatus::accepted ? report_.billed : report_.already_billed;
    }

    struct Answer {
        domain::AccountId account;
        CommandReceipt receipt;
    };

    // In the order of the accounts.
    DivisionResult<void> count_by_events() {
        std::uint64_t end = 0;
        for (const auto& [account, receipt] : open_) {
            if (receipt.has_events())
                end = std::max(end, receipt.first_position.value + receipt.count.value);
            else if (receipt.status == ReceiptStatus::unchanged)
                end = std::max(end, receipt.position.value + 1);
        }
        if (auto reached = source_.reach(end); !reached) return reached;
        auto known = source_.end();
        if (!known) return tl::unexpected(std::move(known.error()));
        end_ = *known;
        for (const auto& answer : open_)
            if (auto counted = count_open(answer); !counted) return counted;
        return {};
    }
    DivisionResult<void> count_open(const Answer& answer) {
        const auto& receipt = answer.receipt;
        if (receipt.has_events()) return count_accepted(answer);
        switch (receipt.status) {
            case ReceiptStatus::unchanged:
                return count_unchanged(answer.account, receipt.position.value);
            case ReceiptStatus::refused:
                keep({{answer.account, {}, receipt.rejection.value, receipt.cure.value}});
                return {};
            default:
                keep({{answer.account, {}, domain::Code{domain::name_of(receipt.status)}, receipt.error.value}});
                return {};
        }
    }

    // What is so already is the bill, or the reason why there is still none.
    DivisionResult<void> count_unchanged(const domain::AccountId& account, std::uint64_t position) {
        if (position >= end_) return past_the_end(account, position);
        return source_.each_event(position, 1, [&](const domain::RecordedEvent& recorded) {
            if (const auto* error = get_if<domain::BillSegmentErrored>(&recorded.event))
                keep({{account, error->sa, error->error, error->explanation}});
            else
                ++report_.already_billed;
        });
    }

    static DivisionResult<void> past_the_end(const domain::AccountId& account, std::uint64_t position) {
        return division_fail(eventstore::StoreError{eventstore::StoreErrorKind::damaged,
                                                    "the receipt of account " + account.str() + " names event " +
                                                        std::to_string(position) + ", which the log does not have"});
    }

    void count_without_agreement(const domain::AccountId& account) {
        if (report_.without_agreement++ < bill_run_errors_kept_max)
            report_.accounts_without_agreement.push_back(account);
    }

    // An accepted command made a bill, or wrote down why it could not: an account is counted once, and its errors are
    // listed with it.
    DivisionResult<void> count_accepted(const Answer& answer) {
        const auto first = answer.receipt.first_position.value;
        const auto count = answer.receipt.count.value;
        if (first > end_ || count > end_ - first) return past_the_end(answer.account, first);
        bool billed = false;
        std::vector<BillRunError> errors;
        auto read = source_.each_event(first, count, [&](const domain::RecordedEvent& recorded) {
            if (const auto* error = get_if<domain::BillSegmentErrored>(&recorded.event))
                errors.push_back({answer.account, error->sa, error->error, error->explanation});
            billed = billed || holds_alternative<domain::StatementIssued>(recorded.event) ||
                     holds_alternative<domain::InvoiceIssued>(recorded.event);
        });
        if (!read) return read;
        if (billed)
            ++count_of(answer.receipt);
        else
            keep(std::move(errors));
        return {};
    }

    // Of one account.
    void keep(std::vector<BillRunError> errors) {
        ++report_.errors_count;
        for (BillRunError& error : errors)
            if (report_.errors.size() < bill_run_errors_kept_max) report_.errors.push_back(std::move(error));
    }

    CommandPort& port_;
    BillSource& source_;
    const BillRunRequest& request_;
    BillRunReport report_;
    std::vector<Answer> open_;
    std::uint64_t end_ = 0;  // Of the log, once all answers are there.
};

}  // namespace

DivisionResult<std::optional<BillRunReport>> run_bills(CommandPort& port, BillSource& source,
                                                       const BillRunRequest& request,
                                                       const std::function<bool(const BillRunProgress&)>& progress) {
    return BillRun(port, source, request).run(progress);
}

DivisionResult<std::optional<BillRunReport>> run_bills(CommandPort& port, HeldDivision& held,
                                                       const BillRunRequest& request,
                                                       const std::function<bool(const BillRunProgress&)>& progress) {
    HeldBillSource source{held};
    return run_bills(port, source, request, progress);
}

}  // namespace tally::consumers
#include "consumers/processes/account_run.h"
