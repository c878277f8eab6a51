#include "consumers/processes/arrangement_run/arrangement_run.h"

#include <algorithm>

#include "consumers/processes/run_command_id.h"
#include "domain/parts.h"
#include "eventstore/division/state_rows.h"

namespace tally::consumers {

namespace {

using eventstore::CommandReceipt;
using eventstore::ReceiptStatus;

// A day and an account have one id.
domain::CommandId arrangement_command_id(const ArrangementRunRequest& request, const domain::AccountId& account) {
    return run_command_id("arrangements", domain::to_string(request.on) + ":" + account.str());
}

// Whether something may be to do: whether instalments are paid is in another row, which the domain looks at.
bool may_advance(const domain::AccountArrangements& arrangements, domain::Date on) {
    return std::any_of(arrangements.standing.begin(), arrangements.standing.end(), [&](const domain::Arrangement& one) {
        if (one.granted_on > on) return false;
        if (one.planned.empty() || one.planned.front().due_on - one.notice_days <= on) return true;
        return std::any_of(one.billed.begin(), one.billed.end(),
                           [&](const domain::BilledInstalment& billed) { return billed.due_on + one.grace_days < on; });
    });
}

class ArrangementRun {
  public:
    ArrangementRun(CommandPort& port, HeldDivision& held, const ArrangementRunRequest& request)
        : port_(port), held_(held), request_(request) {
        report_.on = request.on;
    }

    DivisionResult<ArrangementRunReport> run(const std::function<bool(const ArrangementRunProgress&)>& progress) {
        if (auto current = held_.catch_up(); !current) return tl::unexpected(std::move(current.error()));
        if (auto found = find_due(); !found) return tl::unexpected(std::move(found.error()));
        std::size_t next = 0;
        std::uint64_t answered = 0;
        const auto ran = port_.run(
            [&]() -> std::optional<eventstore::ParsedCommand> {
                if (next == accounts_.size()) return std::nullopt;
                return command_for(accounts_[next++]);
            },
            [&](const eventstore::ParsedCommand& command, const CommandReceipt& receipt) {
                count(get<domain::AdvanceArrangements>(command.command).account, receipt);
                return progress({accounts_.size(), ++answered});
            });
        // What was counted until a stop is reported.
        if (!ran && ran.error().kafka != KafkaErrorKind::stopped) return tl::unexpected(ran.error());
        report_.interrupted = !ran || answered < accounts_.size();
        return std::move(report_);
    }

  private:
    // The rows of arrangements alone are read, in the order of their accounts.
    DivisionResult<void> find_due() {
        const auto& store = held_.division().store();
        const auto view = store.find_view(eventstore::states_view_name);
        if (!view)
            return division_fail(eventstore::StoreError{eventstore::StoreErrorKind::not_a_store,
                                                        "the store was opened without its view states"});
        const auto point = store.pin();
        const auto prefix = eventstore::part_prefix(domain::PartKind::account_arrangements);
        auto scan = point->scan(*view, prefix, eventstore::end_of_prefix(prefix));
        while (scan.next()) {
            const auto part = eventstore::decode_part(scan.key(), scan.value());
            if (!part) return division_fail(part.error());
            ++report_.looked_at;
            if (may_advance(std::get<domain::AccountArrangements>(*part), request_.on))
                accounts_.emplace_back(eventstore::part_id(scan.key()));
        }
        if (auto read = scan.status(); !read) return division_fail(read.error());
        report_.due = accounts_.size();
        return {};
    }

    eventstore::ParsedCommand command_for(const domain::AccountId& account) const {
        eventstore::ParsedCommand parsed;
        parsed.header.command_id = arrangement_command_id(request_, account);
        parsed.header.actor = request_.actor;
        parsed.header.received_at = request_.received_at;
        parsed.command = domain::AdvanceArrangements{account, request_.on};
        return parsed;
    }

    void count(const domain::AccountId& account, const CommandReceipt& receipt) {
        switch (receipt.status) {
            case ReceiptStatus::accepted:
                ++report_.advanced;
                report_.instalments += static_cast<std::uint64_t>(
                    std::count_if(receipt.ids.value.begin(), receipt.ids.value.end(),
                                  [](const eventstore::ReceiptId& id) { return id.instalment.given; }));
                return;
            case ReceiptStatus::repeated:
            case ReceiptStatus::unchanged:
                ++report_.already_advanced;
                return;
            case ReceiptStatus::refused:
                if (receipt.refused_as(domain::Rejection::no_instalment_due)) {
                    ++report_.nothing_due;
                    return;
                }
                return keep({account, receipt.rejection.value, receipt.cure.value});
            case ReceiptStatus::failed:
            case ReceiptStatus::unreadable:
                return keep({account, domain::Code{domain::name_of(receipt.status)}, receipt.error.value});
        }
    }
    void keep(ArrangementRunError error) {
        if (report_.errors_count++ < arrangement_errors_kept_max) report_.errors.push_back(std::move(error));
    }

    CommandPort& port_;
    HeldDivision& held_;
    const ArrangementRunRequest& request_;
    ArrangementRunReport report_;
    std::vector<domain::AccountId> accounts_;
};

}  // namespace

DivisionResult<ArrangementRunReport> run_arrangements(
    CommandPort& port, HeldDivision& held, const ArrangementRunRequest& request,
    const std::function<bool(const ArrangementRunProgress&)>& progress) {
    return ArrangementRun(port, held, request).run(progress);
}

}  // namespace tally::consumers
