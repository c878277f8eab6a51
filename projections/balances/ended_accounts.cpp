#include "projections/balances/ended_accounts.h"

#include <algorithm>

#include "domain/account/receivables/unclaimed/unclaimed_steps.h"
#include "domain/core/refusal.h"
#include "domain/events.h"
#include "eventstore/division/state_rows.h"
#include "projections/states_as_of.h"

namespace tally::projections {

using namespace domain;

namespace {

bool all_ended(const AccountState& account) {
    return !account.agreements.empty() && std::all_of(account.agreements.begin(), account.agreements.end(), has_ended);
}

// What is of no agreement is of the account, and so of all of them.
bool of_ended_agreement(const AccountState& account, const OpenItem& item) {
    if (item.sa.empty()) return all_ended(account);
    const ServiceAgreement* agreement = account.agreement(item.sa);
    return agreement != nullptr && has_ended(*agreement);
}

// The account's latest refund, and its latest write-off that a user withdrew.
struct TakenBack {
    std::optional<CreditRefundCancelled> refund;  // Nothing: its latest refund stands.
    Date write_off_withdrawn_on;                  // Unset: none was.
};
Result<TakenBack> taken_back(const Reader& reader, const AccountState& account) {
    TakenBack found;
    const auto read = each_event(reader, stream_of(account.account), 0, account.last_position + 1,
                                 [&](const RecordedEvent& recorded) {
                                     if (holds_alternative<CreditRefunded>(recorded.event))
                                         found.refund.reset();
                                     else if (const auto* cancelled = get_if<CreditRefundCancelled>(&recorded.event))
                                         found.refund = *cancelled;
                                     else if (const auto* reversed = get_if<WriteOffReversed>(&recorded.event);
                                              reversed && reversed->cause == RecoveryCause::withdrawn)
                                         found.write_off_withdrawn_on = reversed->financial.effective_date;
                                     return true;
                                 });
    if (!read) return tl::unexpected(read.error());
    return found;
}

Result<std::optional<OpenMatter>> open_matter(StatesAsOf& states, const AccountState& account) {
    if (account.open_disputes > 0)
        return OpenMatter{Code{"item_disputed"}, "It has an open dispute: resolve it first by dispute.resolve."};
    if (account.open_arrangements > 0)
        return OpenMatter{Code{"item_arranged"},
                          "It has a payment arrangement: it is kept first, or ended by arrangement.break."};
    const auto arrangements = states.arrangements_of(account.account);
    if (!arrangements) return tl::unexpected(arrangements.error());
    if (*arrangements && !(*arrangements)->pending.empty())
        return OpenMatter{Code{"arrangement_pending"},
                          "A payment arrangement waits for approval: approve or reject it first."};
    if (!account.pending_adjustments.empty())
        return OpenMatter{Code{"adjustment_pending"}, "Adjustment " +
                                                          account.pending_adjustments.front().request.adjustment.str() +
                                                          " waits for approval: approve or reject it first."};
    return std::nullopt;
}

template <class Use>
Result<std::uint64_t> each_account(const Reader& reader, StatesAsOf& states, const Use& use) {
    auto view = states.view(eventstore::states_view_name);
    if (!view) return tl::unexpected(std::move(view.error()));
    std::uint64_t looked_at = 0;
    AccountState account;  // Reused: a scan allocates for the longest only.
    const std::string prefix = eventstore::part_prefix(PartKind::account);
    auto scan = reader.point->scan(*view, prefix, eventstore::end_of_prefix(prefix));
    while (scan.next()) {
        if (auto decoded = eventstore::decode_account(scan.key(), scan.value(), account); !decoded)
            return tl::unexpected(std::move(decoded.error()));
        ++looked_at;
        if (Result<void> used = use(account); !used) return tl::unexpected(std::move(used.error()));
    }
    if (auto status = scan.status(); !status) return tl::unexpected(std::move(status.error()));
    return looked_at;
}

// A cheque that came back, or a charge that waits for a bill: what a refund is not repeated for by itself.
Result<std::optional<OpenMatter>> credit_matter(const Reader& reader, StatesAsOf& states, const AccountState& account) {
    auto matter = open_matter(states, account);
    if (!matter || *matter) return matter;
    if (!account.pending_charges.empty())
        return OpenMatter{Code{"charge_pending"}, "A special charge waits for a bill: bill it or cancel it first."};
    if (std::any_of(account.items.begin(), account.items.end(),
                    [](const OpenItem& item) { return item.payoff_open > Money{}; }))
        return OpenMatter{
            Code{name_of(Rejection::refund_despite_debt)},
            "Something of it is open, and is paid first; or refund it by credit.refund, despite the debt."};
    if (account.refund_count == 0) return std::nullopt;
    const auto back = taken_back(reader, account);
    if (!back) return tl::unexpected(back.error());
    if (!back->refund) return std::nullopt;
    return OpenMatter{Code{name_of(Rejection::refund_already_cancelled)},
                      "Refund " + back->refund->refund.str() + " of it was cancelled on " +
                          to_string(back->refund->financial.effective_date) + " for the reason '" +
                          back->refund->cancel_reason.str() + "': give the credit back by credit.refund."};
}

}  // namespace

bool has_ended(const ServiceAgreement& agreement) {
    return is_over(agreement);
}

Result<std::uint64_t> each_credit_left(const Reader& reader, const std::function<void(const EndedAccount&)>& use) {
    auto states = StatesAsOf::at(reader, {});
    if (!states) return tl::unexpected(std::move(states.error()));
    return each_account(reader, *states, [&](const AccountState& account) -> Result<void> {
        if (account.unapplied.empty() || !all_ended(account)) return {};
        EndedAccount found{account.account, {}, {}, {}};
        for (const UnappliedCredit& credit : account.unapplied)
            if (!credit.on_hold) found.credit += credit.amount;
        if (found.credit.is_zero()) {
            found.matter = OpenMatter{Code{name_of(Rejection::credit_on_hold)},
                                      "All its credit is on hold: it is given back once the hold has ended."};
        } else {
            auto matter = credit_matter(reader, *states, account);
            if (!matter) return tl::unexpected(std::move(matter.error()));
            found.matter = std::move(*matter);
        }
        use(found);
        return {};
    });
}

Result<std::uint64_t> each_debt_left(const Reader& reader, Date on, std::int32_t days,
                                     const std::function<void(const EndedAccount&)>& use) {
    auto states = StatesAsOf::at(reader, {});
    if (!states) return tl::unexpected(std::move(states.error()));
    return each_account(reader, *states, [&](const AccountState& account) -> Result<void> {
        EndedAccount found{account.account, {}, {}, {}};
        for (const OpenItem& item : account.items)
            if (item.payoff_open > Money{} && item.ages_from + days < on && of_ended_agreement(account, item))
                found.items.push_back(item);
        if (found.items.empty()) return {};
        // Who withdrew a write-off wants the debt to be collected: the days are counted again from there.
        if (account.write_off_count > 0) {
            const auto back = taken_back(reader, account);
            if (!back) return tl::unexpected(back.error());
            if (back->write_off_withdrawn_on.is_set() && back->write_off_withdrawn_on + days >= on) return {};
        }
        auto matter = open_matter(*states, account);
        if (!matter) return tl::unexpected(std::move(matter.error()));
        found.matter = std::move(*matter);
        use(found);
        return {};
    });
}

}  // namespace tally::projections
