// Severances: an order to disconnect is carried out only while it may be; service is connected again once its debt is
// paid, for the charge that the class has for it.

#include <string>

#include "domain/account/collections/collection_steps.h"
#include "domain/account/command_checks.h"
#include "domain/account/made_ids.h"
#include "domain/account/receivables/carrier.h"
#include "domain/account/rules_class.h"
#include "domain/core/check.h"
#include "domain/decide_on.h"

namespace tally::domain {

namespace {

// What the account's history says of a severance that is no longer held.
struct SeveranceHistory {
    bool started = false;
    std::optional<std::uint64_t> cancelled_at;
    std::optional<std::uint64_t> reconnected_at;
    std::optional<std::uint64_t> disconnected_at;
};
SeveranceHistory severance_history(World& world, const AccountId& account, const DocumentId& severance) {
    SeveranceHistory found;
    world.history(stream_of(account), [&](const RecordedEvent& recorded) {
        const std::uint64_t position = recorded.envelope.position;
        if (const auto* started = get_if<SeveranceStarted>(&recorded.event))
            found.started |= started->severance == severance;
        else if (const auto* cancelled = get_if<SeveranceCancelled>(&recorded.event);
                 cancelled && cancelled->severance == severance)
            found.cancelled_at = position;
        else if (const auto* off = get_if<ServiceDisconnected>(&recorded.event); off && off->severance == severance)
            found.disconnected_at = position;
        else if (const auto* again = get_if<ServiceReconnected>(&recorded.event);
                 again && again->severance == severance)
            found.reconnected_at = position;
    });
    return found;
}

tl::unexpected<Refusal> refuse_ended(const AccountId& account, const DocumentId& severance,
                                     const SeveranceHistory& history) {
    if (!history.started)
        return refuse(Rejection::severance_unknown, "severance", severance.str(),
                      "Name a severance of account " + account.str() + ".");
    return refuse(
        Rejection::severance_has_ended, "severance", severance.str(),
        history.reconnected_at ? "Its service is connected again." : "It was cancelled: nothing is done by it.");
}

Decided<Date> day_of_severance(Date given, Date first, const Context& context) {
    auto on = business_day(given, "on", context);
    TALLY_TRY(on);
    if (*on < first)
        return refuse(Rejection::date_out_of_order, "on", to_string(*on),
                      "The severance is there since " + to_string(first) + ": give that day or a later one.");
    return on;
}

Decided<void> account_severed(World& world, const AccountId& id) {
    if (world.account(id)) return {};
    return refuse(Rejection::account_unknown, "account", id.str(), "Name an account that was opened.");
}

// A service that is cut off before a holiday or a weekend stays off although its customer would pay.
Decided<void> may_disconnect_on(const SettingsState& settings, const CollectionPolicy& terms, Date on) {
    constexpr int days_looked_at = 366;
    const auto serves = [&](Date day) { return settings.is_working_day(day) && settings.is_working_day(day + 1); };
    if (!terms.before_working_days || serves(on)) return {};
    Date next = on + 1;
    while (!serves(next) && next < on + days_looked_at) next = next + 1;
    return refuse(Rejection::not_a_disconnect_day, "on", to_string(on),
                  "Disconnect on a working day that a working day follows; the next is " + to_string(next) + ".");
}

Money debt_severed(World& world, const AccountId& id, const ServiceAgreementId& sa, Date on) {
    const auto standing = collection_standing(world, *world.account(id), on);
    return standing ? standing->debt.of(sa) : Money{};
}

// The charge of the class for a reconnection, for the next bill; empty: there is none.
DocumentId charge_reconnection(Draft& draft, const AccountId& id, const ServiceAgreementId& sa, Date on) {
    const AccountState& account = *draft.account(id);
    const auto* policy = draft.settings().collection_policy(rules_class_of(draft.settings(), account, on), on);
    if (!policy || policy->reconnect_amount.is_zero()) return {};
    const auto* type = draft.settings().special_charge_type(policy->reconnect_charge_type, on);
    if (!type) return {};
    SpecialChargeCreated charge;
    charge.account = id;
    charge.charge = next_special_charge(account);
    charge.sa = sa;
    charge.charge_type = policy->reconnect_charge_type;
    charge.amount = policy->reconnect_amount;
    charge.created_on = on;
    charge.description = type->description;
    DocumentId made = charge.charge;
    draft.record(id, std::move(charge));
    return made;
}

}  // namespace

Decided<Events> decide_on(const CancelSeverance& command, const Context& context) {
    Draft draft(context);
    const AccountId& id = command.account;
    TALLY_TRY(account_severed(draft, id));
    TALLY_TRY(check_id("cancel_reason", command.cancel_reason));
    const Severance* held = draft.collections_of(id).severance(command.severance);
    if (!held) {
        const auto history = severance_history(draft, id, command.severance);
        if (history.cancelled_at) return already_so(*history.cancelled_at);
        return refuse_ended(id, command.severance, history);
    }
    const Severance severance = *held;
    const auto on = day_of_severance(command.on, severance.started_on, context);
    TALLY_TRY(on);
    if (severance.disconnected_on.is_set())
        return refuse(Rejection::service_is_disconnected, "severance", command.severance.str(),
                      "Service is disconnected since " + to_string(severance.disconnected_on) +
                          ": send severance.reconnect instead.");
    const Money debt = debt_severed(draft, id, severance.sa, *on);
    draft.record(id, SeveranceCancelled{id, severance.severance, severance.sa, CollectionEnd::cancelled_by_user,
                                        command.cancel_reason, debt, *on});
    return draft.take();
}

Decided<Events> decide_on(const DisconnectService& command, const Context& context) {
    Draft draft(context);
    const AccountId& id = command.account;
    TALLY_TRY(account_severed(draft, id));
    const Severance* held = draft.collections_of(id).severance(command.severance);
    if (!held) return refuse_ended(id, command.severance, severance_history(draft, id, command.severance));
    const Severance severance = *held;
    if (severance.disconnected_on.is_set())
        return already_so(severance_history(draft, id, command.severance).disconnected_at.value_or(severance.position));
    if (!severance.ordered_on.is_set())
        return refuse(Rejection::no_disconnect_order, "severance", command.severance.str(),
                      "It has a notice only: the order is given by the collection's next steps.");
    const auto on = day_of_severance(command.on, severance.ordered_on, context);
    TALLY_TRY(on);
    if (const auto block = block_of(draft, *draft.account(id), CollectionStepKind::disconnect_order, severance.sa, *on))
        return refuse_protected("severance", "Disconnecting " + severance.sa.str(), *block);
    const auto standing = collection_standing(draft, *draft.account(id), *on);
    const Money debt = standing ? standing->debt.of(severance.sa) : Money{};
    if (!standing || debt <= standing->collection.terms.threshold)
        return refuse(Rejection::nothing_to_collect, "severance", command.severance.str(),
                      "Too little of " + severance.sa.str() +
                          " is overdue, asked for, undisputed and unprotected: leave its service connected.");
    TALLY_TRY(may_disconnect_on(draft.settings(), standing->collection.terms, *on));
    draft.record(id, ServiceDisconnected{id, severance.severance, severance.sa, debt, *on});
    return draft.take();
}

Decided<Events> decide_on(const ReconnectService& command, const Context& context) {
    Draft draft(context);
    const AccountId& id = command.account;
    TALLY_TRY(account_severed(draft, id));
    TALLY_TRY(check_id_or_empty("waive_reason", command.waive_reason));
    TALLY_TRY(check_id_or_empty("despite_debt", command.despite_debt));
    const Severance* held = draft.collections_of(id).severance(command.severance);
    if (!held) {
        const auto history = severance_history(draft, id, command.severance);
        if (history.reconnected_at) return already_so(*history.reconnected_at);
        return refuse_ended(id, command.severance, history);
    }
    const Severance severance = *held;
    if (!severance.disconnected_on.is_set())
        return refuse(Rejection::service_not_disconnected, "severance", command.severance.str(),
                      "Its service is connected: send severance.cancel to withdraw notice and order.");
    const auto on = day_of_severance(command.on, severance.disconnected_on, context);
    TALLY_TRY(on);
    const auto standing = collection_standing(draft, *draft.account(id), *on);
    const Money debt = standing ? standing->debt.of(severance.sa) : Money{};
    const bool owes = standing && standing->debt.total() > standing->collection.terms.threshold &&
                      debt > standing->collection.terms.threshold;
    const bool is_protected =
        block_of(draft, *draft.account(id), CollectionStepKind::disconnect_order, severance.sa, *on).has_value();
    if (owes && !is_protected && command.despite_debt.empty())
        return refuse(Rejection::reconnect_despite_debt, "despite_debt", "",
                      to_string(debt, currency_decimals(draft.settings())) + " of " + severance.sa.str() +
                          " is overdue: post its payment first, or say why it is done before.");
    ServiceReconnected event;
    event.account = id;
    event.severance = severance.severance;
    event.sa = severance.sa;
    if (command.waive_reason.empty()) event.charge = charge_reconnection(draft, id, severance.sa, *on);
    event.waive_reason = command.waive_reason;
    event.despite_debt = command.despite_debt;
    event.debt = debt;
    event.reconnected_on = *on;
    draft.record(id, std::move(event));
    return draft.take();
}

}  // namespace tally::domain
