// Collections: overdue debt is collected step by step, each on its day and only while it may be; a step and a
// collection can be taken back.

#include <algorithm>
#include <string>
#include <utility>

#include "domain/account/collections/collection_steps.h"
#include "domain/account/command_checks.h"
#include "domain/account/communications/letter_steps.h"
#include "domain/account/made_ids.h"
#include "domain/core/check.h"
#include "domain/decide_on.h"
#include "domain/made_so.h"

namespace tally::domain {

namespace {

constexpr std::size_t collected_items_max = 200;  // Of one event, the oldest; its debt counts all.

Decided<const AccountState*> account_collected(World& world, const AccountId& id) {
    const AccountState* account = world.account(id);
    if (!account) return refuse(Rejection::account_unknown, "account", id.str(), "Name an account that was opened.");
    return account;
}

void record_start(Draft& draft, const AccountId& id, CollectionStanding& standing, Date on) {
    CollectionStarted event;
    event.account = id;
    event.collection =
        numbered_id<DocumentId>(id, collection_mark, draft.collections_of(id).collection_count + std::uint64_t{1});
    event.terms = standing.collection.terms;
    event.items = standing.debt.items;
    if (event.items.size() > collected_items_max) event.items.resize(collected_items_max);
    event.debt = standing.debt.total();
    event.oldest_due = standing.debt.oldest_due();
    event.resumes = standing.resumes;
    event.taken_before = standing.collection.taken;
    event.notified = standing.collection.notified;
    event.started_on = on;
    draft.record(id, std::move(event));
}

// To the main customer, who must be reached, and to those whose routings get notices [D11].
Decided<void> send_notices(Draft& draft, const AccountId& id, const Code& letter_template, CollectionStepTaken& step) {
    const Date on = step.taken.taken_on;
    const AccountPersons persons = draft.persons_on(id);
    for (const AccountPerson& one : persons.persons) {
        const bool notified = std::any_of(one.bill_routings.begin(), one.bill_routings.end(),
                                          [](const BillRouting& routing) { return routing.receives_notification; });
        if (!one.main_customer && !notified) continue;
        auto letter = send_letter(draft, id, one.person, letter_template, on, step.debt);
        if (letter)
            step.letters.push_back(std::move(*letter));
        else if (one.main_customer || letter.error().rejection != Rejection::address_unresolved)
            return tl::unexpected(std::move(letter.error()));
        else
            step.not_reached.push_back(one.person);
    }
    return {};
}

// The severances of the agreements; those that have none yet begin one.
std::vector<DocumentId> severances_for(Draft& draft, const AccountId& id, const CollectibleDebt& debt,
                                       const std::vector<ServiceAgreementId>& sas, Date on) {
    std::vector<DocumentId> severances;
    for (const ServiceAgreementId& sa : sas) {
        const AccountCollections& held = draft.collections_of(id);
        if (const Severance* severance = held.severance_of(sa)) {
            severances.push_back(severance->severance);
            continue;
        }
        SeveranceStarted event;
        event.account = id;
        event.severance = numbered_id<DocumentId>(id, severance_mark, held.severance_count + std::uint64_t{1});
        event.collection = held.open.front().collection;
        event.sa = sa;
        event.service_point = draft.account(id)->agreement(sa)->service_point;
        event.debt = debt.of(sa);
        event.started_on = on;
        severances.push_back(event.severance);
        draft.record(id, std::move(event));
    }
    return severances;
}

Decided<void> take_step(Draft& draft, const AccountId& id, const CollectionStepRule& rule, const CollectibleDebt& debt,
                        const std::vector<ServiceAgreementId>& sas, Date on) {
    const Collection& open = draft.collections_of(id).open.front();
    CollectionStepTaken step;
    step.account = id;
    step.collection = open.collection;
    step.taken = {open.step_count + 1, rule.step, rule.kind, on};
    step.debt = debt.total();
    step.days_overdue = static_cast<std::uint32_t>(on - debt.oldest_due());
    step.severances = severances_for(draft, id, debt, sas, on);
    if (!rule.letter_template.empty()) TALLY_TRY(send_notices(draft, id, rule.letter_template, step));
    draft.record(id, std::move(step));
    return {};
}

// What stands in the way of the account's next step on the day.
Decided<void> may_be_taken(const AccountId& id, const CollectionStanding& standing, const NextStep& next,
                           std::uint8_t decimals, Date on) {
    const auto not_due = [&](std::string why) {
        return refuse(Rejection::collection_step_not_due, "account", id.str(), std::move(why));
    };
    if (!next.rule) return not_due("All steps of its collection were taken that concern it.");
    if (next.not_before > on)
        return not_due("Step " + next.rule->step.str() + " may be taken from " + to_string(next.not_before) + " on.");
    if (next.too_little)
        return not_due("Step " + next.rule->step.str() + " waits until " + to_string(next.rule->threshold, decimals) +
                       " is to be collected; it is " + to_string(standing.debt.total(), decimals) + ".");
    if (next.block) return refuse_protected("account", "Step " + next.rule->step.str(), *next.block);
    return {};
}

// Nothing of it is to be collected, or not yet.
Decided<void> may_be_started(World& world, const AccountState& account, const CollectionStanding& standing,
                             std::uint8_t decimals, Date on) {
    const Money debt = standing.debt.total();
    if (debt <= standing.collection.terms.threshold) {
        if (standing.debt.some_protected)
            return refuse(Rejection::customer_is_protected, "account", account.account.str(),
                          "Debt from before a protection is not collected, and of later debt too little is overdue.");
        return refuse(Rejection::nothing_to_collect, "account", account.account.str(),
                      to_string(debt, decimals) + " is overdue, asked for and undisputed on " + to_string(on) +
                          "; its class collects above " + to_string(standing.collection.terms.threshold, decimals) +
                          ".");
    }
    const AccountCollections& held = world.collections_of(account.account);
    if (!held.ended.empty() && held.ended.front().not_before > on)
        return refuse(Rejection::collection_step_not_due, "account", account.account.str(),
                      "Its collection was cancelled, and no other starts before " +
                          to_string(held.ended.front().not_before) + ".");
    return {};
}

// The collection that a command names must be open; one that the same command ended is already so.
Decided<Collection> named_collection(World& world, const AccountId& account, const DocumentId& named) {
    const AccountCollections& held = world.collections_of(account);
    if (!held.open.empty() && held.open.front().collection == named) return held.open.front();
    const auto number = number_in(named.str(), account, collection_mark);
    if (!number || *number == 0 || *number > held.collection_count)
        return refuse(Rejection::collection_unknown, "collection", named.str(),
                      "Name a collection of account " + account.str() + ".");
    return refuse(Rejection::collection_not_open, "collection", named.str(),
                  held.open.empty() ? "It has ended, and no other is open."
                                    : "It has ended; " + held.open.front().collection.str() + " is open.");
}

std::optional<std::uint64_t> step_cancelled_at(World& world, const CancelCollectionStep& command) {
    std::optional<std::uint64_t> at;
    world.history(stream_of(command.account), [&](const RecordedEvent& recorded) {
        if (const auto* event = get_if<CollectionStepCancelled>(&recorded.event);
            event && event->collection == command.collection && event->number == command.number)
            at = recorded.envelope.position;
    });
    return at;
}

}  // namespace

Decided<Events> decide_on(const AdvanceCollection& command, const Context& context) {
    Draft draft(context);
    const AccountId& id = command.account;
    TALLY_TRY(account_collected(draft, id));
    const auto on = business_day(command.on, "on", context);
    TALLY_TRY(on);
    const AccountCollections held = draft.collections_of(id);
    if (!held.open.empty()) {
        const Collection& open = held.open.front();
        const Date last = open.taken.empty() ? open.started_on : std::max(open.started_on, open.taken.back().taken_on);
        if (!open.taken.empty() && *on == open.taken.back().taken_on)
            return already_so(last_position(draft, stream_of(id), [&](const Event& event) {
                return is_of<CollectionStepTaken>(
                    event, [&](const CollectionStepTaken& one) { return one.taken.taken_on == *on; });
            }));
        if (*on < last)
            return refuse(Rejection::date_out_of_order, "on", to_string(*on),
                          "Its collection has come to " + to_string(last) + ": give that day or a later one.");
    }
    end_without_ground(draft, id, *on, std::nullopt);
    if (!draft.empty()) return draft.take();
    auto standing = collection_standing(draft, *draft.account(id), *on);
    if (!standing)
        return refuse(Rejection::collection_policy_missing, "account", id.str(),
                      "Class " + draft.account(id)->customer_class.str() + " has no collection policy with steps on " +
                          to_string(*on) + ": send settings.define_collection_policy first.");
    const std::uint8_t decimals = currency_decimals(draft.settings());
    if (!standing->is_open()) TALLY_TRY(may_be_started(draft, *draft.account(id), *standing, decimals, *on));
    const NextStep next = next_step(draft, *draft.account(id), *standing, *on);
    TALLY_TRY(may_be_taken(id, *standing, next, decimals, *on));
    const CollectionStepRule rule = *next.rule;
    if (!standing->is_open()) record_start(draft, id, *standing, *on);
    TALLY_TRY(take_step(draft, id, rule, standing->debt, next.sas, *on));
    return draft.take();
}

Decided<Events> decide_on(const CancelCollectionStep& command, const Context& context) {
    Draft draft(context);
    const AccountId& id = command.account;
    TALLY_TRY(account_collected(draft, id));
    TALLY_TRY(check_id("cancel_reason", command.cancel_reason));
    const auto on = business_day(command.on, "on", context);
    TALLY_TRY(on);
    const auto open = named_collection(draft, id, command.collection);
    if (const auto position = step_cancelled_at(draft, command)) return already_so(*position);
    TALLY_TRY(open);
    const std::string number = std::to_string(command.number);
    if (open->taken.empty() || open->taken.back().number != command.number)
        return refuse(Rejection::collection_step_not_latest, "number", number,
                      open->taken.empty() ? "None of its steps stands."
                                          : "Cancel step " + std::to_string(open->taken.back().number) +
                                                " first: the latest one is taken back before those before it.");
    const TakenStep step = open->taken.back();
    if (*on < step.taken_on)
        return refuse(Rejection::date_out_of_order, "on", to_string(*on),
                      "It was taken on " + to_string(step.taken_on) + ": give that day or a later one.");
    const AccountCollections held = draft.collections_of(id);
    for (const Severance& one : held.severances) {
        if (!severs(step.kind) || one.collection != command.collection) continue;
        if (one.disconnected_on.is_set())
            return refuse(Rejection::service_is_disconnected, "number", number,
                          "Service of " + one.sa.str() + " is disconnected by it: reconnect that first.");
        // Of a notice: those that began with it.
        if (step.kind == CollectionStepKind::field_notice && one.started_on >= step.taken_on)
            draft.record(
                id,
                SeveranceCancelled{
                    id, one.severance, one.sa, CollectionEnd::cancelled_by_user, command.cancel_reason,
                    collectible_debt(draft, *draft.account(id), open->terms.collects_stopped, *on).of(one.sa), *on});
    }
    draft.record(id, CollectionStepCancelled{id, command.collection, step.number, step.step,
                                             CollectionEnd::cancelled_by_user, command.cancel_reason, *on});
    return draft.take();
}

Decided<Events> decide_on(const CancelCollection& command, const Context& context) {
    Draft draft(context);
    const AccountId& id = command.account;
    TALLY_TRY(account_collected(draft, id));
    TALLY_TRY(check_id("cancel_reason", command.cancel_reason));
    const auto on = business_day(command.on, "on", context);
    TALLY_TRY(on);
    TALLY_TRY(not_far_ahead(command.not_before, "not_before", context.today, collection_wait_days_max));
    const AccountCollections& held = draft.collections_of(id);
    if (!held.ended.empty() && held.ended.front().collection == command.collection &&
        held.ended.front().cause == CollectionEnd::cancelled_by_user &&
        held.ended.front().not_before == command.not_before)
        return already_so(held.ended.front().position);
    const auto open = named_collection(draft, id, command.collection);
    TALLY_TRY(open);
    if (*on < open->started_on)
        return refuse(Rejection::date_out_of_order, "on", to_string(*on),
                      "It was started on " + to_string(open->started_on) + ": give that day or a later one.");
    const auto debt = collectible_debt(draft, *draft.account(id), open->terms.collects_stopped, *on);
    record_collection_end(draft, id,
                          {id, command.collection, CollectionEnd::cancelled_by_user, command.cancel_reason,
                           command.not_before, debt.total(), *on});
    return draft.take();
}

}  // namespace tally::domain
