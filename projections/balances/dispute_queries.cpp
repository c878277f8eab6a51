// Disputes and late charges, from the account's events.
#include "projections/balances/dispute_queries.h"

#include <algorithm>

#include "projections/render/late_charge_arithmetic.h"
#include "projections/states_as_of.h"

namespace tally::projections {

using namespace domain;

namespace {

class DisputesFold {
  public:
    DisputesFold(DisputesAnswer& answer, const AccountState& account, std::uint8_t decimals)
        : answer_(answer), account_(account), decimals_(decimals) {}

    void add(const RecordedEvent& recorded) {
        const std::uint64_t position = recorded.envelope.position;
        if (const auto* opened = get_if<DisputeOpened>(&recorded.event)) {
            answer_.disputes.push_back({.dispute = opened->dispute,
                                        .document = opened->document,
                                        .sa = opened->sa,
                                        .amount = opened->amount,
                                        .held_back = std::min(opened->amount, open_of(opened->document, opened->sa)),
                                        .state = Code{"open"},
                                        .dispute_reason = opened->dispute_reason,
                                        .memo = opened->memo,
                                        .opened_on = opened->opened_on,
                                        .resolved_on = {},
                                        .settled_by = {},
                                        .position = position});
        } else if (const auto* resolved = get_if<DisputeResolved>(&recorded.event)) {
            for (DisputeAnswer& dispute : answer_.disputes) {
                if (dispute.dispute != resolved->dispute) continue;
                dispute.state = Code{name_of(resolved->outcome)};
                dispute.held_back = {};
                dispute.resolved_on = resolved->resolved_on;
                dispute.settled_by = resolved->settled_by;
            }
        } else if (const auto* assessed = get_if<LateChargeAssessed>(&recorded.event)) {
            add(*assessed, position);
        } else if (const auto* cancelled = get_if<LateChargeCancelled>(&recorded.event)) {
            for (LateChargeAnswer& charge : answer_.late_charges) {
                if (charge.charge != cancelled->charge) continue;
                charge.cancelled_on = cancelled->financial.effective_date;
                charge.cause = Code{name_of(cancelled->cause)};
                charge.caused_by = cancelled->caused_by;
                charge.cancel_reason = cancelled->cancel_reason;
            }
        }
    }

  private:
    void add(const LateChargeAssessed& event, std::uint64_t position) {
        LateChargeAnswer charge;
        charge.charge = event.charge;
        charge.overdue = event.overdue;
        charge.sa = event.sa;
        charge.due_date = event.due_date;
        charge.period_from = event.period_from;
        charge.period_until = event.period_until;
        charge.days = event.assessed_on - event.due_date;
        charge.terms = event.terms;
        charge.steps = event.steps;
        charge.arithmetic = Plain{arithmetic_of(event.terms, event.steps, event.amount, decimals_)};
        charge.amount = event.amount;
        charge.open = open_of(event.charge, event.sa);
        charge.assessed_on = event.assessed_on;
        charge.position = position;
        answer_.late_charges.push_back(std::move(charge));
    }
    [[nodiscard]] Money open_of(const DocumentId& document, const ServiceAgreementId& sa) const {
        const OpenItem* item = account_.item(document, sa);
        return item && item->current_open > Money{} ? item->current_open : Money{};
    }

    DisputesAnswer& answer_;
    const AccountState& account_;
    std::uint8_t decimals_;
};

}  // namespace

Answered<DisputesAnswer> disputes(const Reader& reader, const AccountId& id, const AsOf& as_of) {
    auto states = StatesAsOf::at(reader, as_of);
    if (!states) return tl::unexpected(std::move(states.error()));
    auto account = states->account(id);
    if (!account) return tl::unexpected(std::move(account.error()));
    if (!*account) return std::optional<DisputesAnswer>{};
    auto heading = states->heading(**account);
    if (!heading) return tl::unexpected(std::move(heading.error()));
    DisputesAnswer answer;
    answer.position = states->position();
    answer.effective_on = as_of.effective;
    answer.heading = std::move(*heading);
    answer.currency = reader.currency_code();
    DisputesFold fold(answer, **account, reader.currency.decimals);
    auto read = each_event(reader, stream_of(id), 0, states->position(), [&](const RecordedEvent& recorded) {
        if (!as_of.effective.is_set() || effective_on(recorded.event, as_of.effective)) fold.add(recorded);
        return true;
    });
    if (!read) return tl::unexpected(std::move(read.error()));
    return std::optional{std::move(answer)};
}

}  // namespace tally::projections
