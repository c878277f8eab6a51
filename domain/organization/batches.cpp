// Batches of tenders: opened, counted and closed, opened again; cash between tills; deposits at the bank.

#include <algorithm>
#include <map>
#include <set>

#include "domain/account/command_checks.h"
#include "domain/account/receivables/cash/cash_steps.h"
#include "domain/books/journal.h"
#include "domain/core/check.h"
#include "domain/decide_on.h"

namespace tally::domain {

namespace {

constexpr std::size_t batches_deposited_max = 400;  // So that the event fits one entry.

Decided<void> check_declared(const OpenBatch& command, TenderSourceKind kind, std::uint8_t decimals) {
    TALLY_TRY(check_not_negative("opening_float", command.opening_float));
    TALLY_TRY(check_not_negative("declared_total", command.declared_total));
    if (kind == TenderSourceKind::till) {
        if (command.declared_count > 0 || !command.declared_total.is_zero())
            return refuse(Rejection::field_invalid, "declared_total", to_string(command.declared_total, decimals),
                          "A till is counted when it is closed: declare nothing for it.");
        return {};
    }
    if (!command.opening_float.is_zero())
        return refuse(Rejection::field_invalid, "opening_float", to_string(command.opening_float, decimals),
                      "Only a till has cash from the start: leave it out.");
    if (kind == TenderSourceKind::web) return {};
    if (command.declared_count == 0)
        return refuse(Rejection::field_missing, "declared_count", "", "Say how many tenders its sender says it has.");
    if (command.declared_total.is_zero())
        return refuse(Rejection::field_missing, "declared_total", "", "Say what its sender says they sum to.");
    return {};
}

// What was counted beside what was posted, kind by kind, in the order of kinds.
struct Comparison {
    TenderBatchClosed closed;
    std::string difference;  // The first one, in words; empty: there is none.

    void differ(std::string what) {
        if (difference.empty()) difference = std::move(what);
    }
};

Decided<void> check_counted(const std::vector<CountedTenders>& counted) {
    std::set<TenderKind> kinds;
    for (std::size_t i = 0; i < counted.size(); ++i) {
        TALLY_TRY(check_not_negative(at("counted", i) + ".amount", counted[i].amount));
        if (!kinds.insert(counted[i].kind).second)
            return refuse(Rejection::field_invalid, at("counted", i) + ".kind", std::string{name_of(counted[i].kind)},
                          "Count each kind of tender once.");
    }
    return {};
}

void compare_kinds(Comparison& comparison, const TenderBatch& batch, const std::vector<CountedTenders>& counted,
                   std::uint8_t decimals) {
    for (std::size_t i = 0; i < enum_names(TenderKind{}).size(); ++i) {
        const auto kind = static_cast<TenderKind>(i);
        const auto found =
            std::find_if(counted.begin(), counted.end(), [&](const CountedTenders& one) { return one.kind == kind; });
        const Money expected = batch.expected(kind);
        const Money is = found == counted.end() ? Money{} : found->amount;
        if (expected.is_zero() && is.is_zero()) continue;
        comparison.closed.tenders.push_back({kind, expected, is});
        comparison.closed.counted += is;
        if (is != expected)
            comparison.differ(std::string{name_of(kind)} + ": " + to_string(is, decimals) + " counted, " +
                              to_string(expected, decimals) + " posted");
    }
}

// What is there is what its sender declared.
void compare_declared(Comparison& comparison, const TenderBatch& batch, bool counted, std::uint8_t decimals) {
    if (!counted) {
        for (const TenderTotal& total : batch.totals)
            comparison.closed.tenders.push_back({total.kind, total.amount, total.amount});
        comparison.closed.counted = batch.declared_total;
    }
    if (batch.declared_count > 0 && batch.count() != batch.declared_count)
        comparison.differ(std::to_string(batch.declared_count) + " tenders declared, " + std::to_string(batch.count()) +
                          " posted");
    if (!batch.declared_total.is_zero() && batch.declared_total != batch.expected())
        comparison.differ(to_string(batch.declared_total, decimals) + " declared, " +
                          to_string(batch.expected(), decimals) + " posted");
}

Decided<Comparison> compare(World& world, const TenderBatch& batch, const std::vector<CountedTenders>& counted) {
    TALLY_TRY(check_counted(counted));
    const std::uint8_t decimals = currency_decimals(world.settings());
    Comparison comparison;
    comparison.closed.batch = batch.batch;
    comparison.closed.count = batch.count();
    comparison.closed.expected = batch.expected();
    const bool declared = batch.declared_count > 0 || !batch.declared_total.is_zero();
    const bool till = batch.kind == TenderSourceKind::till;
    if (!till && !declared && counted.empty() && !comparison.closed.expected.is_zero())
        return refuse(Rejection::field_missing, "counted", "", "Nothing was declared: say what was counted.");
    if (till || !declared || !counted.empty()) compare_kinds(comparison, batch, counted, decimals);
    if (!till && declared) compare_declared(comparison, batch, !counted.empty(), decimals);
    return comparison;
}

// Closed before with the same count, or as its sender declared it: nothing changes.
std::optional<std::uint64_t> closed_so_before(World& world, const TenderBatch& batch,
                                              const std::vector<CountedTenders>& counted) {
    std::map<TenderKind, Money> now;
    for (const CountedTenders& one : counted)
        if (!one.amount.is_zero()) now[one.kind] = one.amount;
    const bool as_declared = counted.empty() && batch.kind != TenderSourceKind::till;
    std::optional<std::uint64_t> so;
    world.history(stream_of(batch.batch), [&](const RecordedEvent& recorded) {
        if (get_if<TenderBatchReopened>(&recorded.event)) so.reset();
        const auto* closed = get_if<TenderBatchClosed>(&recorded.event);
        if (!closed) return;
        std::map<TenderKind, Money> was;
        for (const ComparedTenders& one : closed->tenders)
            if (!one.counted.is_zero()) was[one.kind] = one.counted;
        if (as_declared || was == now) so = recorded.envelope.position;
    });
    return so;
}

Decided<Events> close(const BatchId& id, const std::vector<CountedTenders>& counted, Date given, const Context& context,
                      const Code* difference_reason) {
    Draft draft(context);
    const auto day = business_day(given, "on", context);
    TALLY_TRY(day);
    auto open = open_batch(draft, id, "batch");
    if (!open && open.error().rejection == Rejection::batch_not_open)
        if (const auto before = closed_so_before(draft, *draft.batch(id), counted)) return already_so(*before);
    TALLY_TRY(open);
    const TenderBatch batch = **open;
    if (*day < batch.opened_on)
        return refuse(Rejection::date_out_of_order, "on", to_string(*day),
                      "It was opened on " + to_string(batch.opened_on) + ": give that day or a later one.");
    auto comparison = compare(draft, batch, counted);
    TALLY_TRY(comparison);
    if (!difference_reason && !comparison->difference.empty())
        return refuse(Rejection::batch_does_not_balance, "counted", comparison->difference,
                      "Count again, post what is missing, or let a supervisor send batch.close_with_difference.");
    TenderBatchClosed& closed = comparison->closed;
    closed.closed_on = *day;
    if (difference_reason && !comparison->difference.empty()) closed.difference_reason = *difference_reason;
    const Money over = closed.counted - closed.expected;
    draft.record(id, closed);
    if (over.is_zero()) return draft.take();
    CashOverShort event{id, batch.source, over, closed.difference_reason, {}};
    auto financial =
        journal::posted(draft.settings(), {*day}, {GlRole::cash, GlRole::cash_over_short}, over, batch.source);
    TALLY_TRY(financial);
    event.financial = std::move(*financial);
    draft.record(id, std::move(event));
    return draft.take();
}

Decided<void> record_till_cash(Draft& draft, const TenderBatch& till, const BatchId& other, Money amount, Date on) {
    TillCashTransferred event{till.batch, other, amount, {}};
    auto financial = journal::posted(draft.settings(), {on}, {GlRole::cash, GlRole::clearing}, amount, till.source);
    TALLY_TRY(financial);
    event.financial = std::move(*financial);
    const BatchId id = till.batch;
    draft.record(id, std::move(event));
    return {};
}

Decided<std::vector<DepositedBatch>> batches_to_deposit(World& world, const DepositAtBank& command) {
    if (command.batches.empty()) return refuse(Rejection::field_missing, "batches", "", "Name closed batches.");
    if (command.batches.size() > batches_deposited_max)
        return refuse(Rejection::field_invalid, "batches", std::to_string(command.batches.size()) + " batches",
                      "Deposit at most " + std::to_string(batches_deposited_max) + " at once.");
    std::vector<DepositedBatch> found;
    for (std::size_t i = 0; i < command.batches.size(); ++i) {
        const BatchId& id = command.batches[i];
        const TenderBatch* batch = world.batch(id);
        if (!batch)
            return refuse(Rejection::batch_unknown, at("batches", i), id.str(),
                          "Name a batch that was opened by batch.open.");
        if (batch->status != BatchStatus::closed)
            return refuse(Rejection::batch_not_closed, at("batches", i), id.str(),
                          batch->status == BatchStatus::open
                              ? "It is open: close it first."
                              : "It went to the bank with " + batch->bank_deposit.str() + ": leave it out.");
        for (const DepositedBatch& before : found)
            if (before.batch == id)
                return refuse(Rejection::field_invalid, at("batches", i), id.str(), "Name each batch once.");
        found.push_back({id, batch->source, batch->held()});
    }
    return found;
}

// The deposit that has all of these batches and this amount already.
std::optional<std::uint64_t> deposited_so_before(World& world, const DepositAtBank& command) {
    const TenderBatch* first = command.batches.empty() ? nullptr : world.batch(command.batches.front());
    if (!first || first->status != BatchStatus::deposited) return std::nullopt;
    std::optional<std::uint64_t> so;
    const BankDepositId id = first->bank_deposit;
    world.history(stream_of(id), [&](const RecordedEvent& recorded) {
        const auto* deposited = get_if<BankDeposited>(&recorded.event);
        if (!deposited || deposited->amount != command.amount || deposited->reference != command.reference) return;
        if (std::equal(deposited->batches.begin(), deposited->batches.end(), command.batches.begin(),
                       command.batches.end(),
                       [](const DepositedBatch& one, const BatchId& batch) { return one.batch == batch; }))
            so = recorded.envelope.position;
    });
    return so;
}

}  // namespace

Decided<Events> decide_on(const OpenBatch& command, const Context& context) {
    Draft draft(context);
    const auto day = business_day(command.on, "on", context);
    TALLY_TRY(day);
    const TenderSource* source = draft.settings().tender_source(command.source, *day);
    TALLY_TRY(check_code("source", command.source, source));
    TALLY_TRY(check_declared(command, source->kind, currency_decimals(draft.settings())));
    const TenderSourceCount& before = draft.batches_of(command.source);
    if (source->kind == TenderSourceKind::till && !before.open_batch.empty())
        return refuse(Rejection::till_has_open_batch, "source", command.source.str(),
                      "Close " + before.open_batch.str() + " first.");
    TenderBatchOpened event;
    event.batch = batch_id(command.source, before.batch_count + std::uint64_t{1});
    event.source = command.source;
    event.kind = source->kind;
    event.clerk = command.clerk.empty() ? context.header.actor : command.clerk;
    event.opening_float = command.opening_float;
    event.declared_count = command.declared_count;
    event.declared_total = command.declared_total;
    event.opened_on = *day;
    const BatchId id = event.batch;
    draft.record(id, std::move(event));
    return draft.take();
}

Decided<Events> decide_on(const CloseBatch& command, const Context& context) {
    return close(command.batch, command.counted, command.on, context, nullptr);
}

Decided<Events> decide_on(const CloseBatchWithDifference& command, const Context& context) {
    if (command.difference_reason.empty())
        return refuse(Rejection::field_missing, "difference_reason", "", "Say why it differs from what was posted.");
    return close(command.batch, command.counted, command.on, context, &command.difference_reason);
}

Decided<Events> decide_on(const ReopenBatch& command, const Context& context) {
    Draft draft(context);
    const auto day = business_day(command.on, "on", context);
    TALLY_TRY(day);
    const TenderBatch* known = draft.batch(command.batch);
    if (!known)
        return refuse(Rejection::batch_unknown, "batch", command.batch.str(),
                      "Name a batch that was opened by batch.open.");
    const TenderBatch batch = *known;
    if (batch.status == BatchStatus::open) return already_so(batch.position);
    if (batch.status == BatchStatus::deposited)
        return refuse(Rejection::batch_not_closed, "batch", command.batch.str(),
                      "It went to the bank with " + batch.bank_deposit.str() + ": correct its payments instead.");
    if (command.reopen_reason.empty())
        return refuse(Rejection::field_missing, "reopen_reason", "", "Say why it is opened again.");
    const BatchId other = draft.batches_of(batch.source).open_batch;
    if (batch.kind == TenderSourceKind::till && !other.empty())
        return refuse(Rejection::till_has_open_batch, "batch", command.batch.str(),
                      "Close " + other.str() + " of the till first.");
    draft.record(command.batch, TenderBatchReopened{command.batch, command.reopen_reason, *day});
    if (batch.over_short.is_zero()) return draft.take();
    CashOverShort event{command.batch, batch.source, -batch.over_short, command.reopen_reason, {}};
    auto financial =
        journal::posted(draft.settings(), {*day}, {GlRole::cash, GlRole::cash_over_short}, event.amount, batch.source);
    TALLY_TRY(financial);
    event.financial = std::move(*financial);
    draft.record(command.batch, std::move(event));
    return draft.take();
}

Decided<Events> decide_on(const TransferTillCash& command, const Context& context) {
    Draft draft(context);
    const auto day = business_day(command.on, "on", context);
    TALLY_TRY(day);
    const auto from = open_batch(draft, command.batch, "batch");
    TALLY_TRY(from);
    const TenderBatch giving = **from;
    const auto to = open_batch(draft, command.to_batch, "to_batch", command.amount);
    TALLY_TRY(to);
    const TenderBatch getting = **to;
    if (giving.kind != TenderSourceKind::till)
        return refuse(Rejection::field_invalid, "batch", command.batch.str(), "Name the batch of a till.");
    if (getting.kind != TenderSourceKind::till || getting.batch == giving.batch)
        return refuse(Rejection::field_invalid, "to_batch", command.to_batch.str(), "Name the batch of another till.");
    const std::uint8_t decimals = currency_decimals(draft.settings());
    TALLY_TRY(checked_amount(command.amount, "amount", decimals));
    const Money cash = giving.expected(TenderKind::cash);
    if (command.amount > cash)
        return refuse(Rejection::till_lacks_cash, "amount", to_string(command.amount, decimals),
                      "It should have " + to_string(cash, decimals) + " in cash: transfer that or less.");
    TALLY_TRY(record_till_cash(draft, giving, getting.batch, -command.amount, *day));
    TALLY_TRY(record_till_cash(draft, getting, giving.batch, command.amount, *day));
    return draft.take();
}

Decided<Events> decide_on(const DepositAtBank& command, const Context& context) {
    Draft draft(context);
    const auto day = business_day(command.on, "on", context);
    TALLY_TRY(day);
    if (const auto before = deposited_so_before(draft, command)) return already_so(*before);
    auto batches = batches_to_deposit(draft, command);
    TALLY_TRY(batches);
    const std::uint8_t decimals = currency_decimals(draft.settings());
    TALLY_TRY(checked_amount(command.amount, "amount", decimals));
    Int128 sum = 0;
    for (const DepositedBatch& batch : *batches) sum += batch.amount.minor;
    if (sum != command.amount.minor)
        return refuse(Rejection::bank_deposit_differs, "amount", to_string(command.amount, decimals),
                      "The batches have " + to_string(Money{static_cast<std::int64_t>(sum)}, decimals) +
                          ": name those that are on the slip.");
    BankDeposited event;
    event.bank_deposit = bank_deposit_id(draft.numbers().bank_deposit_count + 1);
    event.batches = std::move(*batches);
    event.amount = command.amount;
    event.reference = command.reference;
    auto financial = journal::deposited(draft.settings(), {*day}, event.batches);
    TALLY_TRY(financial);
    event.financial = std::move(*financial);
    const BankDepositId id = event.bank_deposit;
    draft.record(id, std::move(event));
    return draft.take();
}

}  // namespace tally::domain
