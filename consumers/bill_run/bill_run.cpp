#include "consumers/bill_run/bill_run.h"

#include <array>
#include <memory>
#include <optional>

#include "eventstore/codec/codec.h"
#include "projections/queries.h"

namespace tally::consumers {

namespace {

using eventstore::CommandBatch;
using eventstore::Outcome;
using eventstore::Result;

// n, the errored attempts of this window, is in the id: a retry is another command, the same try again is not. So is a
// statement that was cancelled since: its bill can be made again for the same date.
domain::CommandId command_id(const BillRunRequest& request, const projections::DueAccount& due) {
    return domain::CommandId{"bill:" + request.cycle.str() + ":" + domain::to_string(request.bill_date) + ":" +
                             due.account.str() + ":" + std::to_string(due.error_attempts) +
                             (due.cancelled_statement == 0 ? "" : ":" + std::to_string(due.cancelled_statement))};
}

class BillRun {
  public:
    BillRun(eventstore::Division& division, const BillRunRequest& request) : division_(division), request_(request) {
        report_.cycle = request.cycle;
        report_.bill_date = request.bill_date;
    }

    Result<std::optional<BillRunReport>> run(const std::function<bool(const BillRunProgress&)>& progress) {
        auto reader = projections::reader_of(division_.store());
        auto window = projections::in_window(reader, request_.cycle, request_.bill_date);
        if (!window) return tl::unexpected(std::move(window.error()));
        if (!*window) return std::nullopt;
        std::vector<projections::DueAccount> due;
        auto listed = projections::each_due_account(reader, request_.cycle, request_.bill_date,
                                                    [&](const projections::DueAccount& account) {
                                                        due.push_back(account);
                                                        return true;
                                                    });
        if (!listed) return tl::unexpected(std::move(listed.error()));
        report_.due = due.size();

        // While one batch is decided and written the answers of the one before are read.
        std::array<std::unique_ptr<CommandBatch>, 2> under_way;
        std::uint64_t answered = 0;
        bool go_on = true;
        std::size_t turn = 0;
        for (std::size_t next = 0; next < due.size() && go_on && !failure_; ++turn) {
            auto& slot = under_way[turn % 2];
            if (slot) {
                answered += finish(*slot);
                go_on = progress({report_.due, answered});
                if (!go_on || failure_) break;
            }
            slot = std::make_unique<CommandBatch>();
            for (; next < due.size() && slot->commands.size() < bill_run_batch_accounts; ++next) {
                eventstore::ParsedCommand parsed;
                parsed.header.command_id = command_id(request_, due[next]);
                parsed.header.actor = request_.actor;
                parsed.header.received_at = request_.received_at;
                parsed.command = domain::BillAccount{due[next].account, request_.cycle, request_.bill_date};
                if (request_.sends) request_.sends(parsed);
                slot->commands.push_back(std::move(parsed));
            }
            division_.submit(*slot);
        }
        for (std::size_t i = 0; i < 2; ++i)
            if (auto& slot = under_way[(turn + i) % 2]; slot && !slot->commands.empty()) {
                answered += finish(*slot);
                go_on = progress({report_.due, answered}) && go_on;
            }
        if (failure_) return tl::unexpected(std::move(*failure_));
        report_.interrupted = answered < report_.due;
        return std::move(report_);
    }

  private:
    std::uint64_t finish(CommandBatch& batch) {
        batch.wait();
        for (std::size_t i = 0; i < batch.outcomes.size(); ++i) {
            const auto& account = std::get<domain::BillAccount>(batch.commands[i].command).account;
            const Outcome& outcome = batch.outcomes[i];
            switch (outcome.kind) {
                case Outcome::Kind::accepted:
                    count_accepted(account, outcome, report_.billed);
                    break;
                case Outcome::Kind::repeated:
                    count_accepted(account, outcome, report_.already_billed);
                    break;
                case Outcome::Kind::unchanged:
                    count_unchanged(account, outcome.refusal.position);
                    break;
                case Outcome::Kind::refused:
                    if (outcome.refusal.rejection == domain::Rejection::nothing_to_bill)
                        ++report_.nothing_to_bill;
                    else if (outcome.refusal.rejection == domain::Rejection::account_has_no_service_agreement)
                        count_without_agreement(account);
                    else
                        keep({{account,
                               {},
                               domain::Code{domain::name_of(outcome.refusal.rejection)},
                               domain::Plain{outcome.refusal.cure}}});
                    break;
                case Outcome::Kind::failed:
                    if (!failure_) failure_ = outcome.failure;
                    break;
            }
        }
        const auto count = batch.commands.size();
        batch.commands.clear();
        return count;
    }

    // What is so already is the bill, or the reason why there is still none.
    void count_unchanged(const domain::AccountId& account, std::uint64_t position) {
        auto entry = division_.store().log().read(position);
        if (!entry) {
            failure_ = std::move(entry.error());
            return;
        }
        auto recorded = eventstore::decode_entry(*entry);
        if (!recorded) {
            failure_ = std::move(recorded.error());
            return;
        }
        if (const auto* error = std::get_if<domain::BillSegmentErrored>(&recorded->event))
            keep({{account, error->sa, error->error, error->explanation}});
        else
            ++report_.already_billed;
    }

    void count_without_agreement(const domain::AccountId& account) {
        if (report_.without_agreement++ < bill_run_errors_kept_max)
            report_.accounts_without_agreement.push_back(account);
    }

    // An accepted command made a bill, or wrote down why it could not: an account is counted once, and its errors are
    // listed with it.
    void count_accepted(const domain::AccountId& account, const Outcome& outcome, std::uint64_t& count) {
        for (const auto& made : outcome.made)
            if (made.what == "invoice" || made.what == "statement") {
                ++count;
                return;
            }
        bool billed = false;
        std::vector<BillRunError> errors;
        auto reader = division_.store().log().reader(outcome.receipt.first_position,
                                                     outcome.receipt.first_position + outcome.receipt.count);
        domain::RecordedEvent recorded;
        while (reader.next()) {
            if (auto decoded = eventstore::decode_into(reader.entry(), recorded); !decoded) {
                failure_ = std::move(decoded.error());
                return;
            }
            if (const auto* error = std::get_if<domain::BillSegmentErrored>(&recorded.event))
                errors.push_back({account, error->sa, error->error, error->explanation});
            billed = billed || std::holds_alternative<domain::StatementIssued>(recorded.event) ||
                     std::holds_alternative<domain::InvoiceIssued>(recorded.event);
        }
        if (auto status = reader.status(); !status) failure_ = std::move(status.error());
        if (billed)
            ++count;
        else
            keep(std::move(errors));
    }

    // Of one account.
    void keep(std::vector<BillRunError> errors) {
        ++report_.errors_count;
        for (BillRunError& error : errors)
            if (report_.errors.size() < bill_run_errors_kept_max) report_.errors.push_back(std::move(error));
    }

    eventstore::Division& division_;
    const BillRunRequest& request_;
    BillRunReport report_;
    std::optional<eventstore::StoreError> failure_;
};

}  // namespace

Result<std::optional<BillRunReport>> run_bills(eventstore::Division& division, const BillRunRequest& request,
                                               const std::function<bool(const BillRunProgress&)>& progress) {
    return BillRun(division, request).run(progress);
}

}  // namespace tally::consumers
