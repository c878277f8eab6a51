#include "projections/unbilled/unbilled_queries.h"

#include <algorithm>

#include "domain/account/service/service.h"
#include "eventstore/division/state_rows.h"
#include "projections/states_as_of.h"

namespace tally::projections {

using namespace domain;

namespace {

AccrualAnswer answer_of(const UnbilledAccrued& event, std::uint64_t position) {
    AccrualAnswer answer;
    answer.accrual = event.accrual;
    answer.period_from = event.period_from;
    answer.period_until = event.period_until;
    answer.accrued_on = event.accrued_on;
    answer.replaces = event.replaces;
    answer.agreements = event.agreements;
    answer.revenue = event.revenue;
    answer.amount = event.amount;
    answer.posted = event.amount - event.previous_amount;
    answer.posted_on = event.financial.accounting_date;
    answer.position = position;
    return answer;
}

// Calls use(account) for each of the division, in the order of their ids. Returns how many there are.
template <class Use>
Result<std::uint64_t> each_account(const Reader& reader, const Use& use) {
    auto states = StatesAsOf::at(reader, {});
    if (!states) return tl::unexpected(std::move(states.error()));
    auto view = states->view(eventstore::states_view_name);
    if (!view) return tl::unexpected(std::move(view.error()));
    std::uint64_t looked_at = 0;
    AccountState account;  // Reused: a scan allocates for the longest only.
    const std::string prefix = eventstore::part_prefix(PartKind::account);
    auto scan = reader.point->scan(*view, prefix, eventstore::end_of_prefix(prefix));
    while (scan.next()) {
        if (auto decoded = eventstore::decode_account(scan.key(), scan.value(), account); !decoded)
            return tl::unexpected(std::move(decoded.error()));
        ++looked_at;
        use(account);
    }
    if (auto status = scan.status(); !status) return tl::unexpected(std::move(status.error()));
    return looked_at;
}

// A final bill may be in the books of a later period; one of long ago is not.
bool may_have_unbilled(const AccountState& account, const ServiceAgreement& agreement, Date period_until) {
    if (agreement.status == SaStatus::pending_start || agreement.status == SaStatus::cancelled) return false;
    if (first_charge_day(agreement) >= period_until) return false;
    return !agreement.final_billed || account.last_bill_date >= period_until;
}

}  // namespace

Answered<UnbilledAnswer> unbilled(const Reader& reader, const AccountId& id, const AsOf& as_of) {
    auto states = StatesAsOf::at(reader, as_of);
    if (!states) return tl::unexpected(std::move(states.error()));
    const auto account = states->account(id);
    if (!account) return tl::unexpected(account.error());
    if (!*account) return std::optional<UnbilledAnswer>{};
    auto heading = states->heading(**account);
    if (!heading) return tl::unexpected(std::move(heading.error()));
    UnbilledAnswer answer;
    answer.position = states->position();
    answer.effective_on = as_of.effective;
    answer.heading = std::move(*heading);
    answer.currency = reader.currency_code();
    const auto read = each_event(reader, stream_of(id), 0, states->position(), [&](const RecordedEvent& recorded) {
        if (as_of.effective.is_set() && !effective_on(recorded.event, as_of.effective)) return true;
        if (const auto* accrued = get_if<UnbilledAccrued>(&recorded.event)) {
            answer.count = accrued->sequence;
            answer.latest = {answer_of(*accrued, recorded.envelope.position)};
            answer.latest.front().reversed_on = accrued->period_until;
        }
        return true;
    });
    if (!read) return tl::unexpected(read.error());
    return std::optional{std::move(answer)};
}

Result<std::uint64_t> each_account_to_accrue(const Reader& reader, Date period_until,
                                             const std::function<void(const AccountToAccrue&)>& use) {
    return each_account(reader, [&](const AccountState& account) {
        const bool accrued = account.accrual.sequence > 0 && account.accrual.period_until == period_until;
        if (accrued ||
            std::any_of(account.agreements.begin(), account.agreements.end(), [&](const ServiceAgreement& agreement) {
                return may_have_unbilled(account, agreement, period_until);
            }))
            use({account.account, account.last_position});
    });
}

Result<AccruedOfPeriod> accrued_of_period(const Reader& reader, Date period_until,
                                          const std::function<void(const WithoutBasis&)>& use) {
    AccruedOfPeriod sum;
    const auto looked_at = each_account(reader, [&](const AccountState& account) {
        if (account.accrual.sequence == 0 || account.accrual.period_until != period_until) return;
        if (!account.accrual.amount.is_zero()) ++sum.accounts;
        sum.amount += account.accrual.amount;
        if (account.accrual.without_basis > 0) use({account.account, account.accrual.without_basis});
    });
    if (!looked_at) return tl::unexpected(looked_at.error());
    return sum;
}

}  // namespace tally::projections
