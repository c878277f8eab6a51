#include "projections/market/market_queries.h"

#include <algorithm>
#include <set>

#include "domain/premise/market/market_steps.h"
#include "domain/world.h"
#include "eventstore/codec/codec.h"
#include "eventstore/division/state_rows.h"
#include "projections/market/market.h"
#include "projections/states_as_of.h"

namespace tally::projections {

using namespace domain;

namespace {

// A chain is followed so far.
constexpr std::size_t chain_lines_max = 100;

struct MarketReading {
    StatesAsOf states;
    View market = 0;
    Date today;

    [[nodiscard]] const Reader& reader() const { return states.reader(); }
    [[nodiscard]] const Point& point() const { return *states.reader().point; }
    [[nodiscard]] Result<RecordedEvent> event_at(std::uint64_t position) const {
        auto entry = entry_at(reader(), position);
        if (!entry) return tl::unexpected(std::move(entry.error()));
        return eventstore::decode_entry(*entry);
    }
};

Result<MarketReading> market_reading(const Reader& reader) {
    auto states = StatesAsOf::at(reader, {});
    if (!states) return tl::unexpected(std::move(states.error()));
    auto market = states->view(Market::view_name);
    if (!market) return tl::unexpected(std::move(market.error()));
    auto today = states->aged_on();
    if (!today) return tl::unexpected(std::move(today.error()));
    return MarketReading{std::move(*states), *market, *today};
}

template <class Recorded>
void set_told(const Recorded& event, bool received, MarketLine& line) {
    const MarketTransaction& told = event.transaction;
    const MarketMeaning& meaning = meaning_of(told.kind);
    line.market_transaction = event.market_transaction;
    line.set = Code{std::string{meaning.set}};
    line.code = Code{std::string{meaning.code}};
    line.kind = told.kind;
    line.received = received;
    line.dated_on = told.dated_on;
    line.party = received ? told.sender : told.receiver;
    line.reference = told.reference;
    line.original = told.original;
    line.answers = event.answers;
    line.premise = event.premise;
    line.service_point = event.service_point;
    line.market_id = event.market_id;
    line.account = told.account;
    line.sa = told.sa;
    line.outcome = told.outcome;
    line.amount = told.amount;
    line.effective_on = told.effective_on;
}

// A transaction with what was told in it.
struct ToldLine {
    MarketLine line;
    MarketTransaction transaction;
};
Result<std::optional<ToldLine>> told_line(const MarketReading& in, std::string_view id) {
    auto place = market_place(in.point(), in.market, id);
    if (!place) return tl::unexpected(std::move(place.error()));
    if (!*place) return std::optional<ToldLine>{};
    auto recorded = in.event_at((*place)->position);
    if (!recorded) return tl::unexpected(std::move(recorded.error()));
    ToldLine told;
    if (const auto* sent = get_if<MarketTransactionSent>(&recorded->event)) {
        set_told(*sent, false, told.line);
        told.transaction = sent->transaction;
    } else if (const auto* received = get_if<MarketTransactionReceived>(&recorded->event)) {
        set_told(*received, true, told.line);
        told.line.payment_event = received->payment_event;
        told.transaction = received->transaction;
    }
    told.line.status = (*place)->status;
    told.line.awaited = (*place)->awaited;
    told.line.unpaired = (*place)->unpaired;
    told.line.due_on = (*place)->due_on;
    told.line.position = (*place)->position;
    if (told.line.awaited && told.line.due_on.is_set() && told.line.due_on < in.today)
        told.line.days_late = static_cast<std::uint32_t>(in.today - told.line.due_on);
    return std::optional{std::move(told)};
}

bool chosen(const MarketChoice& choice, const MarketLine& line) {
    const std::string& only = choice.only.str();
    return (only.empty() || line.set == choice.only || name_of(line.kind) == only || name_of(line.status) == only) &&
           (!choice.from.is_set() || line.dated_on >= choice.from) &&
           (!choice.to.is_set() || line.dated_on <= choice.to);
}

MarketTransactionsAnswer begin_answer(const MarketReading& in) {
    MarketTransactionsAnswer answer;
    answer.position = in.states.position();
    answer.aged_on = in.today;
    answer.currency = in.reader().currency_code();
    return answer;
}

// Puts lines on a page; the key of each is what the next page begins behind.
class MarketPage {
  public:
    MarketPage(const MarketReading& in, const MarketChoice& choice, const Page& page, MarketTransactionsAnswer& answer)
        : in_(in), choice_(choice), page_(page), answer_(answer) {}
    bool add(const std::string& key, std::string_view id) {
        auto told = told_line(in_, id);
        if (!told) {
            done_ = tl::unexpected(std::move(told.error()));
            return false;
        }
        if (!*told || !chosen(choice_, (*told)->line)) return true;
        if (page_.full(answer_.transactions.size())) {
            answer_.next.set(Plain{last_});
            return false;
        }
        last_ = key;
        answer_.transactions.push_back(std::move((*told)->line));
        return true;
    }
    [[nodiscard]] Result<void> take_result() { return std::move(done_); }

  private:
    const MarketReading& in_;
    const MarketChoice& choice_;
    const Page& page_;
    MarketTransactionsAnswer& answer_;
    std::string last_;
    Result<void> done_;
};

Answered<MarketTransactionsAnswer> listed_of(const MarketReading& in, MarketListOf of, const std::string& whose,
                                             const MarketChoice& choice, const Page& page) {
    auto answer = begin_answer(in);
    answer.only = choice.only;
    answer.from = choice.from;
    answer.to = choice.to;
    MarketPage lines(in, choice, page, answer);
    const auto before = page.after.empty() ? std::optional<std::uint64_t>{} : number_of_key(page.after);
    auto read = each_market_transaction(
        in.point(), in.market, of, whose, before,
        [&](std::uint64_t position, std::string_view id) { return lines.add(number_key(position), id); });
    if (!read) return tl::unexpected(std::move(read.error()));
    if (auto done = lines.take_result(); !done) return tl::unexpected(std::move(done.error()));
    return std::optional{std::move(answer)};
}

Date day_of(const MarketReading& in, const RecordedEvent& recorded) {
    return in.reader().day_of(recorded.envelope.recorded_at);
}

// What an event did to the transaction; nothing: it is about another.
template <class Recorded>
std::optional<MarketStep> told_step(const Recorded& event, bool received, const DocumentId& id) {
    if (event.market_transaction == id) return MarketStep{Code{received ? "received" : "sent"}, {}, {}, {}, {}, 0};
    if (event.answers == id) return MarketStep{Code{"answered"}, event.market_transaction, {}, {}, {}, 0};
    return std::nullopt;
}
std::optional<MarketStep> step_of(const Event& event, const DocumentId& id) {
    if (const auto* sent = get_if<MarketTransactionSent>(&event)) return told_step(*sent, false, id);
    if (const auto* received = get_if<MarketTransactionReceived>(&event)) return told_step(*received, true, id);
    if (const auto* paired = get_if<MarketTransactionPaired>(&event)) {
        if (paired->market_transaction == id) return MarketStep{Code{"paired"}, paired->answers, {}, {}, {}, 0};
        if (paired->answers == id) return MarketStep{Code{"answered"}, paired->market_transaction, {}, {}, {}, 0};
    }
    if (const auto* closed = get_if<MarketTransactionClosed>(&event))
        if (closed->market_transaction == id)
            return MarketStep{Code{"closed"}, {}, {}, closed->close_reason, closed->closed_on, 0};
    return std::nullopt;
}

Result<std::vector<MarketStep>> steps_of(const MarketReading& in, const DocumentId& id) {
    std::vector<std::uint64_t> positions;
    auto read = each_market_event(in.point(), in.market, id.str(), [&](std::uint64_t position) {
        positions.push_back(position);
        return positions.size() < chain_lines_max;
    });
    if (!read) return tl::unexpected(std::move(read.error()));
    std::vector<MarketStep> steps;
    for (const std::uint64_t position : positions) {
        auto recorded = in.event_at(position);
        if (!recorded) return tl::unexpected(std::move(recorded.error()));
        auto step = step_of(recorded->event, id);
        if (!step) continue;
        step->actor = recorded->envelope.actor;
        step->position = position;
        if (!step->on.is_set()) step->on = day_of(in, *recorded);
        steps.push_back(std::move(*step));
    }
    return steps;
}

// What it answers: as recorded, or as paired since.
DocumentId answers_by(const MarketLine& line, const std::vector<MarketStep>& steps) {
    if (!line.answers.empty()) return line.answers;
    for (const MarketStep& step : steps)
        if (step.what.str() == "paired") return step.by;
    return {};
}

// From what began it to the last answer, by position.
Result<std::vector<MarketLine>> chain_of(const MarketReading& in, const DocumentId& of) {
    std::vector<MarketLine> chain;
    std::vector<DocumentId> ahead{of};
    std::set<DocumentId> seen{of};
    while (!ahead.empty() && chain.size() < chain_lines_max) {
        const DocumentId id = ahead.back();
        ahead.pop_back();
        auto told = told_line(in, id.str());
        if (!told) return tl::unexpected(std::move(told.error()));
        if (!*told) continue;
        auto steps = steps_of(in, id);
        if (!steps) return tl::unexpected(std::move(steps.error()));
        (*told)->line.answers = answers_by((*told)->line, *steps);
        const auto follow = [&](const DocumentId& other) {
            if (!other.empty() && seen.insert(other).second) ahead.push_back(other);
        };
        follow((*told)->line.answers);
        for (const MarketStep& step : *steps)
            if (step.what.str() == "answered") follow(step.by);
        chain.push_back(std::move((*told)->line));
    }
    std::sort(chain.begin(), chain.end(),
              [](const MarketLine& a, const MarketLine& b) { return a.position < b.position; });
    return chain;
}

}  // namespace

bool narrows_market(const Code& only) {
    const std::string& text = only.str();
    constexpr auto statuses = enum_names(MarketStatus{});
    return std::any_of(market_meanings().begin(), market_meanings().end(),
                       [&](const MarketMeaning& one) { return one.set == text || name_of(one.kind) == text; }) ||
           std::any_of(statuses.begin(), statuses.end(), [&](std::string_view name) { return name == text; });
}

Answered<MarketTransactionsAnswer> market_transactions(const Reader& reader, const AccountId& id,
                                                       const MarketChoice& choice, const Page& page) {
    auto in = market_reading(reader);
    if (!in) return tl::unexpected(std::move(in.error()));
    auto known = in->states.account(id);
    if (!known) return tl::unexpected(std::move(known.error()));
    if (!*known) return std::optional<MarketTransactionsAnswer>{};
    return listed_of(*in, MarketListOf::account, id.str(), choice, page);
}

Answered<MarketTransactionsAnswer> market_transactions(const Reader& reader, const PremiseId& id,
                                                       const MarketChoice& choice, const Page& page) {
    auto in = market_reading(reader);
    if (!in) return tl::unexpected(std::move(in.error()));
    auto known = in->states.premise(id);
    if (!known) return tl::unexpected(std::move(known.error()));
    if (!*known) return std::optional<MarketTransactionsAnswer>{};
    return listed_of(*in, MarketListOf::premise, id.str(), choice, page);
}

Answered<MarketTransactionsAnswer> market_transactions(const Reader& reader, const ServicePointId& id,
                                                       const MarketChoice& choice, const Page& page) {
    auto in = market_reading(reader);
    if (!in) return tl::unexpected(std::move(in.error()));
    auto parts = in->states.view(eventstore::states_view_name);
    if (!parts) return tl::unexpected(std::move(parts.error()));
    auto known = eventstore::read_directory(in->point(), *parts, DirectoryKind::service_point, id.str());
    if (!known) return tl::unexpected(std::move(known.error()));
    if (!*known || (*known)->leads_to.empty()) return std::optional<MarketTransactionsAnswer>{};
    return listed_of(*in, MarketListOf::service_point, id.str(), choice, page);
}

Answered<MarketTransactionAnswer> market_transaction(const Reader& reader, const DocumentId& id) {
    auto in = market_reading(reader);
    if (!in) return tl::unexpected(std::move(in.error()));
    auto told = told_line(*in, id.str());
    if (!told) return tl::unexpected(std::move(told.error()));
    if (!*told) return std::optional<MarketTransactionAnswer>{};
    MarketTransactionAnswer answer;
    answer.position = in->states.position();
    answer.aged_on = in->today;
    answer.currency = reader.currency_code();
    answer.transaction = std::move((*told)->transaction);
    auto steps = steps_of(*in, id);
    if (!steps) return tl::unexpected(std::move(steps.error()));
    answer.steps = std::move(*steps);
    answer.line = std::move((*told)->line);
    answer.line.answers = answers_by(answer.line, answer.steps);
    auto chain = chain_of(*in, id);
    if (!chain) return tl::unexpected(std::move(chain.error()));
    answer.chain = std::move(*chain);
    for (const MarketMeaning& one : market_meanings())
        if (may_answer(one.kind, answer.line.kind)) answer.answered_by.push_back(one.kind);
    return std::optional{std::move(answer)};
}

Result<MarketTransactionsAnswer> market_unpaired(const Reader& reader, const Page& page) {
    auto in = market_reading(reader);
    if (!in) return tl::unexpected(std::move(in.error()));
    auto answer = begin_answer(*in);
    const MarketChoice all;
    MarketPage lines(*in, all, page, answer);
    const auto after = page.after.empty() ? std::optional<std::uint64_t>{} : number_of_key(page.after);
    auto read = each_unpaired(in->point(), in->market, after, [&](std::uint64_t position, std::string_view id) {
        return lines.add(number_key(position), id);
    });
    if (!read) return tl::unexpected(std::move(read.error()));
    if (auto done = lines.take_result(); !done) return tl::unexpected(std::move(done.error()));
    return answer;
}

Result<MarketTransactionsAnswer> market_awaited(const Reader& reader, const Page& page) {
    auto in = market_reading(reader);
    if (!in) return tl::unexpected(std::move(in.error()));
    auto answer = begin_answer(*in);
    const MarketChoice all;
    MarketPage lines(*in, all, page, answer);
    auto read = each_awaited(in->point(), in->market, page.after, [&](std::string_view key, std::string_view id) {
        return lines.add(std::string{key}, id);
    });
    if (!read) return tl::unexpected(std::move(read.error()));
    if (auto done = lines.take_result(); !done) return tl::unexpected(std::move(done.error()));
    return answer;
}

}  // namespace tally::projections
