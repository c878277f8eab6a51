// Sums over the whole division. As of now they are read from views; as of another time the log is folded from its
// start.
#include "projections/division_sums/division_queries.h"

#include "eventstore/codec/bytes.h"
#include "eventstore/codec/codec.h"
#include "eventstore/division/state_rows.h"
#include "projections/aging.h"
#include "projections/balances/balances.h"
#include "projections/replay/replay.h"
#include "projections/states_as_of.h"
#include "projections/trial_balance/trial_balance.h"

namespace tally::projections {

using namespace domain;

Result<TrialBalanceAnswer> trial_balance(const Reader& reader, const AsOf& as_of) {
    auto states = StatesAsOf::at(reader, as_of);
    if (!states) return tl::unexpected(std::move(states.error()));
    auto settings = states->settings();
    if (!settings) return tl::unexpected(std::move(settings.error()));
    TrialBalanceAnswer answer;
    answer.position = states->position();
    answer.effective_on = as_of.effective;
    answer.currency = (*settings)->division.currency;
    if (as_of.now()) {
        auto view = states->view(TrialBalance::view_name);
        if (!view) return tl::unexpected(std::move(view.error()));
        auto rows = read_trial_balance(*reader.point, *view);
        if (!rows) return tl::unexpected(std::move(rows.error()));
        answer.rows = std::move(*rows);
    } else {
        auto sums = replay_trial_balance(reader.store, states->position(), as_of.effective);
        if (!sums) return tl::unexpected(std::move(sums.error()));
        answer.rows = sums->rows();
    }
    add_up(answer);
    return answer;
}

namespace {

Result<void> age_all(StatesAsOf& states, Aging& aging) {
    if (states.as_of().now()) {
        auto view = states.view(eventstore::states_view_name);
        if (!view) return tl::unexpected(std::move(view.error()));
        const std::string prefix = eventstore::part_prefix(PartKind::account);
        auto scan = states.reader().point->scan(*view, prefix, eventstore::end_of_prefix(prefix));
        AccountState state;
        while (scan.next()) {
            if (auto decoded = eventstore::decode_account(scan.key(), scan.value(), state); !decoded) return decoded;
            AccountOverdue overdue;  // Read for the few accounts that dispute something.
            if (state.open_disputes > 0) {
                auto read = eventstore::read_overdue_of(*states.reader().point, *view, state.account);
                if (!read) return tl::unexpected(std::move(read.error()));
                overdue = std::move(*read);
            }
            for (const auto& item : state.items) aging.add(item, disputed_of(overdue, item));
        }
        return scan.status();
    }
    // Every account's state as of then is kept in memory: it is what this answer costs.
    SmallWorld world;
    auto log = states.reader().store.log().reader(0, states.position());
    RecordedEvent recorded;
    const Date day = states.as_of().effective;
    while (log.next()) {
        auto envelope = eventstore::skim_envelope(log.entry());
        if (!envelope) return tl::unexpected(std::move(envelope.error()));
        if (envelope->stream_kind != StreamKind::account) continue;
        if (auto decoded = eventstore::decode_into(log.entry(), recorded); !decoded) return decoded;
        if (!day.is_set() || effective_on(recorded.event, day)) evolve(world, recorded.envelope, recorded.event);
    }
    world.each<AccountState>([&](const PartKey&, const AccountState& state) {
        const StatePart* const part = world.find(overdue_key(state.account));
        const AccountOverdue overdue = part ? std::get<AccountOverdue>(*part) : AccountOverdue{};
        for (const auto& item : state.items)
            if (item.payoff_open > Money{} || item.current_open > Money{}) aging.add(item, disputed_of(overdue, item));
    });
    return log.status();
}

}  // namespace

Result<TotalsAnswer> totals(const Reader& reader, const AsOf& as_of) {
    auto states = StatesAsOf::at(reader, as_of);
    if (!states) return tl::unexpected(std::move(states.error()));
    auto settings = states->settings();
    if (!settings) return tl::unexpected(std::move(settings.error()));
    auto aged_on = states->aged_on();
    if (!aged_on) return tl::unexpected(std::move(aged_on.error()));
    TotalsAnswer answer;
    answer.position = states->position();
    answer.currency = reader.currency_code();
    answer.effective_on = as_of.effective;
    answer.aged_on = *aged_on;

    std::vector<TrialBalanceRow> ledger;
    if (as_of.now()) {
        auto balances = states->view(Balances::view_name);
        if (!balances) return tl::unexpected(std::move(balances.error()));
        auto summed = each_balance(*reader.point, *balances, [&](std::string_view, const BalanceRow& row) {
            ++answer.accounts;
            answer.payoff += row.payoff;
            answer.current += row.current;
            answer.receivable += row.receivable;
            answer.unapplied += row.unapplied;
            return true;
        });
        if (!summed) return tl::unexpected(std::move(summed.error()));
        auto trial = states->view(TrialBalance::view_name);
        if (!trial) return tl::unexpected(std::move(trial.error()));
        auto rows = read_trial_balance(*reader.point, *trial);
        if (!rows) return tl::unexpected(std::move(rows.error()));
        ledger = std::move(*rows);
    } else {
        ReplayOptions options;
        options.to = states->position();
        options.effective = as_of.effective;
        options.each_account = false;
        auto replayed = replay(reader.store, options);
        if (!replayed) return tl::unexpected(std::move(replayed.error()));
        answer.accounts = replayed->account_count;
        answer.payoff = replayed->payoff;
        answer.current = replayed->current;
        answer.receivable = replayed->receivable;
        answer.unapplied = replayed->unapplied;
        ledger = std::move(replayed->totals);
    }
    for (const auto& row : ledger) {
        if (row.role == GlRole::ar) answer.ledger_receivable += row.balance;
        if (row.role == GlRole::unapplied) answer.ledger_unapplied -= row.balance;
    }
    Aging aging(**settings, *aged_on);
    if (auto aged = age_all(*states, aging); !aged) return tl::unexpected(std::move(aged.error()));
    answer.aged = aging.buckets();
    return answer;
}

}  // namespace tally::projections
