#include "projections/collections/collection_queries.h"

#include <algorithm>
#include <optional>

#include "domain/account/collections/collection_debt.h"
#include "eventstore/division/state_rows.h"
#include "projections/world_as_of.h"

namespace tally::projections {

using namespace domain;

namespace {

// What happened to each collection and severance.
class CollectionsFold {
  public:
    explicit CollectionsFold(CollectionsAnswer& answer) : answer_(answer) {}

    void add(const RecordedEvent& recorded) {
        position_ = recorded.envelope.position;
        if (const auto* started = get_if<CollectionStarted>(&recorded.event)) {
            start(*started);
        } else if (const auto* taken = get_if<CollectionStepTaken>(&recorded.event)) {
            take(*taken);
        } else if (const auto* back = get_if<CollectionStepCancelled>(&recorded.event)) {
            take_back(*back);
        } else if (const auto* ended = get_if<CollectionCancelled>(&recorded.event)) {
            end(*ended);
        } else if (const auto* severing = get_if<SeveranceStarted>(&recorded.event)) {
            start(*severing);
        } else if (const auto* cancelled = get_if<SeveranceCancelled>(&recorded.event)) {
            if (auto* one = severance(cancelled->severance)) {
                one->state = Code{"cancelled"};
                one->ended_on = cancelled->cancelled_on;
                one->cause = Code{name_of(cancelled->cause)};
            }
        } else if (const auto* off = get_if<ServiceDisconnected>(&recorded.event)) {
            if (auto* one = severance(off->severance)) {
                one->state = Code{"disconnected"};
                one->disconnected_on = off->disconnected_on;
            }
        } else if (const auto* again = get_if<ServiceReconnected>(&recorded.event)) {
            if (auto* one = severance(again->severance)) {
                one->state = Code{"reconnected"};
                one->ended_on = again->reconnected_on;
                one->charge = again->charge;
            }
        }
    }
    void finish() {
        std::reverse(answer_.collections.begin(), answer_.collections.end());
        std::reverse(answer_.severances.begin(), answer_.severances.end());
    }

  private:
    CollectionAnswer* collection(const DocumentId& id) {
        for (CollectionAnswer& one : answer_.collections)
            if (one.collection == id) return &one;
        return nullptr;
    }
    SeveranceAnswer* severance(const DocumentId& id) {
        for (SeveranceAnswer& one : answer_.severances)
            if (one.severance == id) return &one;
        return nullptr;
    }
    void start(const CollectionStarted& event) {
        CollectionAnswer one;
        one.collection = event.collection;
        one.started_on = event.started_on;
        one.debt = event.debt;
        one.oldest_due = event.oldest_due;
        one.resumes = event.resumes;
        one.items = event.items;
        one.position = position_;
        answer_.collections.push_back(std::move(one));
    }
    void take(const CollectionStepTaken& event) {
        if (auto* one = collection(event.collection)) {
            CollectionStepAnswer step;
            step.number = event.taken.number;
            step.step = event.taken.step;
            step.kind = event.taken.kind;
            step.taken_on = event.taken.taken_on;
            step.debt = event.debt;
            step.days_overdue = event.days_overdue;
            step.letters = event.letters;
            step.not_reached = event.not_reached;
            step.severances = event.severances;
            step.position = position_;
            one->steps.push_back(std::move(step));
        }
        if (event.taken.kind != CollectionStepKind::disconnect_order) return;
        for (const DocumentId& id : event.severances)
            if (auto* one = severance(id)) {
                one->state = Code{"ordered"};
                one->ordered_on = event.taken.taken_on;
            }
    }
    void take_back(const CollectionStepCancelled& event) {
        auto* const of = collection(event.collection);
        if (!of) return;
        for (CollectionStepAnswer& step : of->steps) {
            if (step.number != event.number) continue;
            step.cancelled_on = event.cancelled_on;
            step.cause = Code{name_of(event.cause)};
            step.cancel_reason = event.cancel_reason;
            if (step.kind != CollectionStepKind::disconnect_order) continue;
            for (const DocumentId& id : step.severances)
                if (auto* one = severance(id); one && one->state == Code{"ordered"}) {
                    one->state = Code{"notice"};
                    one->ordered_on = {};
                }
        }
    }
    void end(const CollectionCancelled& event) {
        auto* const one = collection(event.collection);
        if (!one) return;
        one->ended_on = event.cancelled_on;
        one->cause = Code{name_of(event.cause)};
        one->cancel_reason = event.cancel_reason;
        one->not_before = event.not_before;
        one->debt_left = event.debt;
    }
    void start(const SeveranceStarted& event) {
        SeveranceAnswer one;
        one.severance = event.severance;
        one.collection = event.collection;
        one.sa = event.sa;
        one.service_point = event.service_point;
        one.state = Code{"notice"};
        one.debt = event.debt;
        one.started_on = event.started_on;
        one.position = position_;
        answer_.severances.push_back(std::move(one));
    }

    CollectionsAnswer& answer_;
    std::uint64_t position_ = 0;
};

Code state_of_step(const NextStep& next, Date on) {
    if (!next.is_due(on)) return Code{"waits"};
    return Code{next.block ? "protected" : "due"};
}

ProtectionAnswer protection_answer(const Protection& one, const SettingsState& settings, Date on) {
    ProtectionAnswer answer;
    answer.protection = one.protection;
    answer.protection_type = one.protection_type;
    answer.state = Code{one.holds(on) ? "holds" : one.from > on ? "to_come" : "over"};
    answer.person = one.person;
    answer.sa = one.sa;
    answer.from = one.from;
    answer.until = one.until;
    answer.evidence = one.evidence;
    if (const auto* type = settings.protection_type(one.protection_type, on)) {
        answer.description = type->description;
        answer.blocks = type->blocks;
        answer.debt_before = type->debt_before;
    }
    return answer;
}

void set_next(CollectionsAnswer& answer, const CollectionStanding& standing, const NextStep& next, Date on) {
    if (!next.rule) return;
    if (!standing.is_open() && standing.debt.total() <= standing.collection.terms.threshold) return;
    NextStepAnswer step;
    step.step = next.rule->step;
    step.description = next.rule->description;
    step.kind = next.rule->kind;
    step.state = state_of_step(next, on);
    step.not_before = next.not_before;
    step.threshold = next.rule->threshold;
    step.agreements = next.sas;
    if (next.block) {
        step.blocked_by = next.block->by;
        step.protection = next.block->protection;
        step.blocked_until = next.block->until;
    }
    answer.next.push_back(std::move(step));
}

// What stands, and what is next, by the rules.
Result<void> set_standing(StatesAsOf& states, const AccountState& account, CollectionsAnswer& answer) {
    WorldAsOf world(states);
    const Date on = answer.aged_on;
    if (const auto standing = collection_standing(world, account, on)) {
        answer.collected_from = true;
        answer.debt = standing->debt.total();
        answer.oldest_due = standing->debt.oldest_due();
        answer.threshold = standing->collection.terms.threshold;
        answer.some_protected = standing->debt.some_protected;
        set_next(answer, *standing, next_step(world, account, *standing, on), on);
    }
    const AccountCollections held = world.collections_of(account.account);
    for (const Protection& one : held.protections)
        answer.protections.push_back(protection_answer(one, world.settings(), on));
    if (world.failure()) return tl::unexpected(*world.failure());
    return {};
}

// By the rules, of an account with something open.
Result<CollectedAccount> collected_account(StatesAsOf& states, const AccountState& account, Date on) {
    auto heading = states.heading(account);
    if (!heading) return tl::unexpected(std::move(heading.error()));
    CollectedAccount line;
    line.heading = std::move(*heading);
    WorldAsOf world(states);
    const AccountCollections held = world.collections_of(account.account);
    if (const auto standing = collection_standing(world, account, on)) {
        line.debt = standing->debt.total();
        line.oldest_due = standing->debt.oldest_due();
        if (standing->is_open()) {
            line.collection = standing->collection.collection;
            line.started_on = standing->collection.started_on;
            if (!standing->collection.taken.empty()) {
                line.last_step = standing->collection.taken.back().step;
                line.last_taken_on = standing->collection.taken.back().taken_on;
            }
            if (const NextStep next = next_step(world, account, *standing, on); next.rule) {
                line.next_step = next.rule->step;
                line.next_state = state_of_step(next, on);
                line.next_not_before = next.not_before;
                if (next.block) line.blocked_by = next.block->by;
            }
        }
    }
    for (const Severance& one : held.severances) {
        line.ordered += one.ordered_on.is_set() && !one.disconnected_on.is_set() ? 1U : 0U;
        line.disconnected += one.disconnected_on.is_set() ? 1U : 0U;
    }
    if (world.failure()) return tl::unexpected(*world.failure());
    return line;
}

}  // namespace

Answered<CollectionsAnswer> collections(const Reader& reader, const AccountId& id, const AsOf& as_of) {
    auto states = StatesAsOf::at(reader, as_of);
    if (!states) return tl::unexpected(std::move(states.error()));
    const auto account = states->account(id);
    if (!account) return tl::unexpected(account.error());
    if (!*account) return std::optional<CollectionsAnswer>{};
    auto heading = states->heading(**account);
    if (!heading) return tl::unexpected(std::move(heading.error()));
    auto today = states->aged_on();
    if (!today) return tl::unexpected(std::move(today.error()));
    CollectionsAnswer answer;
    answer.position = states->position();
    answer.effective_on = as_of.effective;
    answer.aged_on = *today;
    answer.heading = std::move(*heading);
    answer.currency = reader.currency_code();
    if (auto set = set_standing(*states, **account, answer); !set) return tl::unexpected(std::move(set.error()));
    CollectionsFold fold(answer);
    const auto read = each_event(reader, stream_of(id), 0, states->position(), [&](const RecordedEvent& recorded) {
        if (!as_of.effective.is_set() || effective_on(recorded.event, as_of.effective)) fold.add(recorded);
        return true;
    });
    if (!read) return tl::unexpected(read.error());
    fold.finish();
    return std::optional{std::move(answer)};
}

Result<InCollectionAnswer> in_collection(const Reader& reader, const Page& page) {
    auto states = StatesAsOf::at(reader, {});
    if (!states) return tl::unexpected(std::move(states.error()));
    auto view = states->view(eventstore::states_view_name);
    if (!view) return tl::unexpected(std::move(view.error()));
    auto today = states->aged_on();
    if (!today) return tl::unexpected(std::move(today.error()));
    InCollectionAnswer answer;
    answer.position = states->position();
    answer.aged_on = *today;
    answer.currency = reader.currency_code();
    const std::string prefix = eventstore::part_prefix(PartKind::account_collections);
    // After the last account of the page before.
    const std::string from =
        page.after.empty() ? prefix : collections_key(AccountId{page.after}).bytes + std::string(1, '\0');
    auto scan = reader.point->scan(*view, from, eventstore::end_of_prefix(prefix));
    while (scan.next()) {
        const AccountId id{eventstore::part_id(scan.key())};
        const auto account = states->account(id);
        if (!account) return tl::unexpected(account.error());
        if (!*account || (*account)->open_collections == 0) continue;
        if (page.full(answer.accounts.size())) {
            answer.next.set(Plain{answer.accounts.back().heading.account.str()});
            break;
        }
        auto line = collected_account(*states, **account, *today);
        if (!line) return tl::unexpected(std::move(line.error()));
        answer.accounts.push_back(std::move(*line));
    }
    if (auto status = scan.status(); !status) return tl::unexpected(std::move(status.error()));
    return answer;
}

}  // namespace tally::projections
