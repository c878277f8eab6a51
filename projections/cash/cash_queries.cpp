#include "projections/cash/cash_queries.h"

#include <algorithm>

#include "domain/world.h"
#include "eventstore/codec/codec.h"
#include "eventstore/division/state_rows.h"
#include "projections/cash/cash.h"
#include "projections/states_as_of.h"
#include "projections/trial_balance/trial_balance.h"

namespace tally::projections {

using namespace domain;

namespace {

// The view, the states and the day, found once for an answer.
struct CashReading {
    StatesAsOf states;
    View cash = 0;
    View parts = 0;
    Date today;

    [[nodiscard]] const Reader& reader() const { return states.reader(); }
    [[nodiscard]] const Point& point() const { return *states.reader().point; }
    [[nodiscard]] Result<OrganizationState> at(const PartKey& key) const {
        return eventstore::read_organization(point(), parts, key);
    }
    [[nodiscard]] Result<RecordedEvent> event_at(std::uint64_t position) const {
        auto entry = entry_at(reader(), position);
        if (!entry) return tl::unexpected(std::move(entry.error()));
        return eventstore::decode_entry(*entry);
    }
};

Result<CashReading> reading(const Reader& reader) {
    auto states = StatesAsOf::at(reader, {});
    if (!states) return tl::unexpected(std::move(states.error()));
    auto cash = states->view(Cash::view_name);
    if (!cash) return tl::unexpected(std::move(cash.error()));
    auto parts = states->view(eventstore::states_view_name);
    if (!parts) return tl::unexpected(std::move(parts.error()));
    auto today = states->aged_on();
    if (!today) return tl::unexpected(std::move(today.error()));
    return CashReading{std::move(*states), *cash, *parts, *today};
}

// When and how the money of a cancelled payment was received; several tenders are no one kind.
Result<void> look_up_payment(const CashReading& in, SuspenseLine& line) {
    std::vector<TenderShare> tenders;
    auto read =
        each_event(in.reader(), stream_of(line.account), 0, in.states.position(), [&](const RecordedEvent& recorded) {
            if (const auto* posted = get_if<PaymentPosted>(&recorded.event)) {
                if (posted->payment != line.payment) return true;
                line.received_on = posted->received_on;
                tenders = posted->tenders;
            } else if (const auto* batched = get_if<TendersBatched>(&recorded.event)) {
                if (batched->payment == line.payment) line.batch = batched->batch;
            } else if (const auto* cancelled = get_if<TenderCancelled>(&recorded.event)) {
                if (cancelled->payment != line.payment) return true;
                std::erase_if(tenders, [&](const TenderShare& share) { return share.tender == cancelled->tender; });
            }
            return true;
        });
    if (!read) return read;
    line.kind = tenders.size() == 1 ? tenders.front().kind : TenderKind::other;
    if (tenders.size() == 1) line.reference = tenders.front().reference;
    if (line.batch.empty()) return {};
    auto batch = in.at(part_key(line.batch));
    if (!batch) return tl::unexpected(std::move(batch.error()));
    line.source = batch->batch.source;
    return {};
}

// Nothing: no sum has this id.
Answered<SuspenseLine> suspense_line(const CashReading& in, const SuspenseId& id) {
    auto state = in.at(part_key(id));
    if (!state) return tl::unexpected(std::move(state.error()));
    const SuspendedMoney& sum = state->suspense;
    if (sum.suspense.empty()) return std::optional<SuspenseLine>{};
    SuspenseLine line{sum.suspense, sum.held,      sum.amount,        sum.received_on, 0,
                      sum.kind,     sum.reference, sum.account_named, sum.payor,       sum.payor_account,
                      sum.batch,    sum.source,    sum.account,       sum.payment,     sum.position};
    if (!line.payment.empty())
        if (auto found = look_up_payment(in, line); !found) return tl::unexpected(std::move(found.error()));
    if (line.received_on.is_set() && line.received_on < in.today)
        line.age_days = static_cast<std::uint32_t>(in.today - line.received_on);
    return std::optional{std::move(line)};
}

bool chosen(const SuspenseChoice& choice, const SuspenseLine& line) {
    return (choice.source.empty() || line.source == choice.source) &&
           (!choice.from.is_set() || line.received_on >= choice.from) &&
           (!choice.to.is_set() || line.received_on <= choice.to);
}

// Of all months, by account of the general ledger.
Result<std::vector<TrialBalanceRow>> ledger_of(const CashReading& in, GlRole role) {
    auto view = in.states.view(TrialBalance::view_name);
    if (!view) return tl::unexpected(std::move(view.error()));
    auto rows = read_trial_balance(in.point(), *view);
    if (!rows) return rows;
    std::vector<TrialBalanceRow> sums;
    for (const TrialBalanceRow& row : *rows) {
        if (row.role != role) continue;
        auto same = std::find_if(sums.begin(), sums.end(),
                                 [&](const TrialBalanceRow& one) { return one.gl_account == row.gl_account; });
        if (same == sums.end()) same = sums.insert(same, {{}, row.gl_account, role, {}, {}, {}});
        same->balance += row.balance;
    }
    return sums;
}

struct StepWords {
    std::string_view what;
    Date on;
    Money change;
    AccountId account = {};
    PaymentId payment = {};
    Code reason = {};
};
std::optional<StepWords> step_of(const Event& event, const SuspenseId& id) {
    if (const auto* e = get_if<SuspenseReceived>(&event)) return StepWords{"received", e->received_on, e->amount};
    if (const auto* e = get_if<SuspenseReturned>(&event))
        return StepWords{e->to == SuspenseExit::bank ? "returned_by_bank" : "returned_to_payor",
                         e->financial.effective_date,
                         -e->amount,
                         {},
                         {},
                         e->return_reason};
    if (const auto* e = get_if<SuspenseMatched>(&event))
        return StepWords{"matched", e->matched_on, -e->amount, e->account, e->payment};
    if (const auto* e = get_if<PaymentCancelled>(&event))
        return StepWords{"payment_cancelled", e->financial.effective_date, e->amount, e->account, e->payment,
                         e->cancel_reason};
    if (const auto* e = get_if<SuspenseMatchCancelled>(&event))
        return StepWords{"match_cancelled", e->cancelled_on, e->suspense == id ? e->amount : -e->amount, e->account,
                         e->payment};
    return std::nullopt;
}

BatchLine line_of(const TenderBatch& batch) {
    return {batch.batch,     batch.source,  batch.kind,       batch.status,     batch.clerk,  batch.opened_on,
            batch.closed_on, batch.count(), batch.expected(), batch.over_short, batch.held(), batch.bank_deposit};
}

// What an event did to the batch; of a payment a line for each of its tenders.
class BatchEntries {
  public:
    BatchEntries(const Reader& reader, std::vector<BatchEntry>& entries) : reader_(reader), entries_(entries) {}

    void add(const RecordedEvent& recorded) {
        recorded_ = &recorded;
        const Event& event = recorded.event;
        if (const auto* opened = get_if<TenderBatchOpened>(&event))
            entry("opened", opened->opened_on, opened->opening_float);
        else if (const auto* closed = get_if<TenderBatchClosed>(&event))
            entry("closed", closed->closed_on, closed->counted).reason = closed->difference_reason;
        else if (const auto* reopened = get_if<TenderBatchReopened>(&event))
            entry("reopened", reopened->reopened_on, {}).reason = reopened->reopen_reason;
        else if (const auto* off = get_if<CashOverShort>(&event))
            entry("over_short", off->financial.effective_date, off->amount).reason = off->difference_reason;
        else if (const auto* moved = get_if<TillCashTransferred>(&event))
            entry("transferred", moved->financial.effective_date, moved->amount).other_batch = moved->other_batch;
        else if (const auto* deposited = get_if<BankDeposited>(&event))
            entry("deposited", deposited->financial.effective_date, deposited->amount);
        else if (const auto* received = get_if<SuspenseReceived>(&event))
            suspended(*received);
        else if (const auto* batched = get_if<TendersBatched>(&event))
            tenders(*batched);
    }

  private:
    BatchEntry& entry(std::string_view what, Date on, Money amount) {
        BatchEntry& made = entries_.emplace_back();
        made.what = Code{std::string{what}};
        made.on = on;
        made.amount = amount;
        made.actor = recorded_->envelope.actor;
        made.position = recorded_->envelope.position;
        return made;
    }
    void suspended(const SuspenseReceived& e) {
        BatchEntry& made = entry("suspended", entered_on(), e.amount);
        made.kind = e.kind;
        made.suspense = e.suspense;
    }
    void tenders(const TendersBatched& e) {
        for (const BatchedTender& tender : e.tenders) {
            BatchEntry& made =
                entry(tender.amount < Money{} ? "tender_cancelled" : "tender", entered_on(), tender.amount);
            made.kind = tender.kind;
            made.tender = tender.tender;
            made.account = e.account;
            made.payment = e.payment;
        }
    }
    [[nodiscard]] Date entered_on() const { return reader_.day_of(recorded_->envelope.recorded_at); }

    const Reader& reader_;
    std::vector<BatchEntry>& entries_;
    const RecordedEvent* recorded_ = nullptr;
};

std::optional<std::uint64_t> after_of(const Page& page) {
    return page.after.empty() ? std::optional<std::uint64_t>{} : number_of_key(page.after);
}

// Ids of a page, with the position of each.
struct Placed {
    std::uint64_t position = 0;
    std::string id;
};
template <class Next>
UsePlace onto(std::vector<Placed>& placed, const Page& page, Next& next) {
    return [&](std::uint64_t position, std::string_view id) {
        if (page.full(placed.size())) {
            next.set(Plain{number_key(placed.back().position)});
            return false;
        }
        placed.push_back({position, std::string{id}});
        return true;
    };
}

// The account of the general ledger for each tender source, and the role's own.
Result<std::vector<CashAccountLine>> cash_accounts(CashReading& in) {
    auto settings = in.states.settings();
    if (!settings) return tl::unexpected(std::move(settings.error()));
    std::vector<CashAccountLine> lines;
    const auto at = [&](const Code& account) -> CashAccountLine& {
        const auto found = std::find_if(lines.begin(), lines.end(),
                                        [&](const CashAccountLine& one) { return one.gl_account == account; });
        if (found != lines.end()) return *found;
        CashAccountLine& made = lines.emplace_back();
        made.gl_account = account;
        return made;
    };
    if (const auto bank = (*settings)->gl_account(GlRole::cash)) at(*bank).bank = true;
    for (const auto& entry : (*settings)->tender_sources.entries) {
        const auto account = (*settings)->gl_account(GlRole::cash, entry.row.code);
        if (!account) continue;
        auto& sources = at(*account).sources;
        if (std::find(sources.begin(), sources.end(), entry.row.code) == sources.end())
            sources.push_back(entry.row.code);
    }
    auto ledger = ledger_of(in, GlRole::cash);
    if (!ledger) return tl::unexpected(std::move(ledger.error()));
    for (const TrialBalanceRow& row : *ledger) at(row.gl_account).ledger += row.balance;
    return lines;
}

void add_batch(std::vector<CashAccountLine>& lines, const TenderBatch& batch) {
    if (batch.status == BatchStatus::deposited) return;
    for (CashAccountLine& line : lines)
        if (std::find(line.sources.begin(), line.sources.end(), batch.source) != line.sources.end())
            (batch.status == BatchStatus::open ? line.open : line.closed) += batch.held();
}

}  // namespace

Result<SuspenseAnswer> suspense(const Reader& reader, const SuspenseChoice& choice, const Page& page) {
    auto in = reading(reader);
    if (!in) return tl::unexpected(std::move(in.error()));
    SuspenseAnswer answer;
    answer.position = in->states.position();
    answer.aged_on = in->today;
    answer.currency = reader.currency_code();
    answer.source = choice.source;
    answer.from = choice.from;
    answer.to = choice.to;
    auto ledger = ledger_of(*in, GlRole::suspense);
    if (!ledger) return tl::unexpected(std::move(ledger.error()));
    for (const TrialBalanceRow& row : *ledger) answer.ledger -= row.balance;
    Result<void> done;
    std::uint64_t last = 0;
    auto read = each_held(in->point(), in->cash, after_of(page), [&](std::uint64_t position, std::string_view id) {
        auto line = suspense_line(*in, SuspenseId{std::string{id}});
        if (!line) {
            done = tl::unexpected(std::move(line.error()));
            return false;
        }
        if (!*line || !chosen(choice, **line)) return true;
        if (page.full(answer.sums.size())) {
            answer.next.set(Plain{number_key(last)});
            return false;
        }
        last = position;
        answer.sums.push_back(std::move(**line));
        return true;
    });
    if (!read) return tl::unexpected(std::move(read.error()));
    if (!done) return tl::unexpected(std::move(done.error()));
    return answer;
}

Answered<SuspenseExplanation> explain_suspense(const Reader& reader, const SuspenseId& id) {
    auto in = reading(reader);
    if (!in) return tl::unexpected(std::move(in.error()));
    auto line = suspense_line(*in, id);
    if (!line) return tl::unexpected(std::move(line.error()));
    if (!*line) return std::optional<SuspenseExplanation>{};
    SuspenseExplanation answer;
    answer.position = in->states.position();
    answer.aged_on = in->today;
    answer.currency = reader.currency_code();
    answer.sum = std::move(**line);
    std::vector<std::uint64_t> positions;
    auto read = each_event_of(in->point(), in->cash, id, std::nullopt, [&](std::uint64_t position) {
        positions.push_back(position);
        return true;
    });
    if (!read) return tl::unexpected(std::move(read.error()));
    Money held;
    for (const std::uint64_t position : positions) {
        auto recorded = in->event_at(position);
        if (!recorded) return tl::unexpected(std::move(recorded.error()));
        auto step = step_of(recorded->event, id);
        if (!step) continue;
        held += step->change;
        answer.steps.push_back({Code{std::string{step->what}}, step->on, step->change, held, step->account,
                                step->payment, step->reason, recorded->envelope.actor, recorded->envelope.command_id,
                                position});
    }
    answer.agrees = held == answer.sum.held;
    return std::optional{std::move(answer)};
}

Result<BatchesAnswer> batches(const Reader& reader, const Page& page) {
    auto in = reading(reader);
    if (!in) return tl::unexpected(std::move(in.error()));
    BatchesAnswer answer;
    answer.position = in->states.position();
    answer.currency = reader.currency_code();
    std::vector<Placed> placed;
    auto read = each_batch(in->point(), in->cash, after_of(page), onto(placed, page, answer.next));
    if (!read) return tl::unexpected(std::move(read.error()));
    for (const Placed& one : placed) {
        auto state = in->at(part_key(BatchId{one.id}));
        if (!state) return tl::unexpected(std::move(state.error()));
        answer.batches.push_back(line_of(state->batch));
    }
    return answer;
}

Answered<BatchAnswer> batch(const Reader& reader, const BatchId& id, const Page& page) {
    auto in = reading(reader);
    if (!in) return tl::unexpected(std::move(in.error()));
    auto state = in->at(part_key(id));
    if (!state) return tl::unexpected(std::move(state.error()));
    const TenderBatch& found = state->batch;
    if (found.batch.empty()) return std::optional<BatchAnswer>{};
    BatchAnswer answer;
    answer.position = in->states.position();
    answer.currency = reader.currency_code();
    answer.batch = line_of(found);
    answer.opening_float = found.opening_float;
    answer.transferred = found.transferred;
    answer.declared_count = found.declared_count;
    answer.declared_total = found.declared_total;
    answer.totals = found.totals;
    std::vector<std::uint64_t> positions;
    auto read = each_event_of(in->point(), in->cash, id, after_of(page), [&](std::uint64_t position) {
        if (page.full(positions.size())) {
            answer.next.set(Plain{number_key(positions.back())});
            return false;
        }
        positions.push_back(position);
        return true;
    });
    if (!read) return tl::unexpected(std::move(read.error()));
    BatchEntries entries(reader, answer.entries);
    for (const std::uint64_t position : positions) {
        auto recorded = in->event_at(position);
        if (!recorded) return tl::unexpected(std::move(recorded.error()));
        entries.add(*recorded);
    }
    return std::optional{std::move(answer)};
}

Result<BankDepositsAnswer> bank_deposits(const Reader& reader, const Page& page) {
    auto in = reading(reader);
    if (!in) return tl::unexpected(std::move(in.error()));
    BankDepositsAnswer answer;
    answer.position = in->states.position();
    answer.currency = reader.currency_code();
    std::vector<Placed> placed;
    auto read = each_bank_deposit(in->point(), in->cash, after_of(page), onto(placed, page, answer.next));
    if (!read) return tl::unexpected(std::move(read.error()));
    for (const Placed& one : placed) {
        auto recorded = in->event_at(one.position);
        if (!recorded) return tl::unexpected(std::move(recorded.error()));
        if (const auto* made = get_if<BankDeposited>(&recorded->event))
            answer.bank_deposits.push_back({made->bank_deposit, made->financial.effective_date, made->reference,
                                            made->amount, made->batches, one.position});
    }
    return answer;
}

Result<CashAnswer> cash(const Reader& reader) {
    auto in = reading(reader);
    if (!in) return tl::unexpected(std::move(in.error()));
    auto lines = cash_accounts(*in);
    if (!lines) return tl::unexpected(std::move(lines.error()));
    Result<void> done;
    auto read = each_batch(in->point(), in->cash, std::nullopt, [&](std::uint64_t, std::string_view id) {
        auto state = in->at(part_key(BatchId{std::string{id}}));
        if (!state)
            done = tl::unexpected(std::move(state.error()));
        else
            add_batch(*lines, state->batch);
        return done.has_value();
    });
    if (!read) return tl::unexpected(std::move(read.error()));
    if (!done) return tl::unexpected(std::move(done.error()));
    CashAnswer answer;
    answer.position = in->states.position();
    answer.currency = reader.currency_code();
    for (CashAccountLine& line : *lines) {
        line.rest = line.ledger - line.open - line.closed;
        line.agrees = line.bank || line.sources.empty() || line.rest == MoneySum{};
        answer.agrees = answer.agrees && line.agrees;
    }
    answer.accounts = std::move(*lines);
    std::sort(answer.accounts.begin(), answer.accounts.end(),
              [](const CashAccountLine& a, const CashAccountLine& b) { return a.gl_account < b.gl_account; });
    return answer;
}

}  // namespace tally::projections
