// Starts for a service point that a tenant still has [rule 28]: they wait, take effect by that tenant's stop, and both
// move together.

#include <algorithm>

#include "domain/account/service/service.h"
#include "domain/account/service/service_steps.h"
#include "domain/core/check.h"
#include "domain/decide_on.h"

namespace tally::domain {

const Occupancy* tenant_without_end(const PlacedServicePoint& placed, Date on) {
    for (const Occupancy& occupancy : placed.service_point->occupancies)
        if (occupancy.from <= on && !occupancy.until.is_set() && !is_landlords(*placed.premise, occupancy))
            return &occupancy;
    return nullptr;
}

const WaitingStart* wait_of(const ServicePointState& service_point, const ServiceAgreementId& sa) {
    const auto found = std::find_if(service_point.waiting.begin(), service_point.waiting.end(),
                                    [&](const WaitingStart& waiting) { return waiting.sa == sa; });
    return found == service_point.waiting.end() ? nullptr : &*found;
}

Decided<void> begin_waiting(Draft& draft, const StartService& command, const ServiceAgreementId& sa, const Terms& terms,
                            const PlacedServicePoint& placed, const Occupancy& tenant, const std::string& path) {
    const ServicePointState& service_point = *placed.service_point;
    if (!service_point.waiting.empty())
        return refuse(Rejection::occupancy_overlaps, path + "start_on", service_point.waiting.front().sa.str(),
                      "Account " + service_point.waiting.front().account.str() +
                          " waits for the service point: withdraw that start first.");
    if (!command.start_reads.empty())
        return refuse(Rejection::start_waits_for_stop, path + at("start_reads", 0) + ".value",
                      to_string(command.start_reads.front().value),
                      "Agreement " + tenant.sa.str() + " of account " + tenant.account.str() +
                          " has the service point, and the read of its stop begins this one: leave it empty.");
    const Occupancy before = tenant;
    const PremiseId premise = placed.premise->premise;
    draft.record(command.account, ServiceStartRequested{command.account, sa, terms.type->code, terms.type->service,
                                                        terms.tariff, premise, command.service_point, command.start_on,
                                                        terms.type->start_day_charge != StartDayCharge::never,
                                                        terms.type->pay_priority});
    draft.record(premise,
                 StartWaits{command.service_point, command.account, sa, command.start_on, before.account, before.sa});
    return {};
}

void hold_back_start(Draft& draft, const OwnedAgreement& start, const OwnedAgreement& tenant) {
    const ServiceAgreement& agreement = start.agreement;
    draft.record(agreement.premise,
                 OccupancyEnded{agreement.service_point, start.account, agreement.sa, first_charge_day(agreement)});
    draft.record(agreement.premise, StartWaits{agreement.service_point, start.account, agreement.sa,
                                               agreement.wanted_on, tenant.account, tenant.agreement.sa});
}

Decided<bool> stop_waiting(Draft& draft, const OwnedAgreement& owned, const std::string& field) {
    const ServiceAgreement& agreement = owned.agreement;
    if (agreement.service_point.empty()) return false;
    const auto placed = find_service_point(draft, field, agreement.service_point);
    TALLY_TRY(placed);
    const WaitingStart* const wait = wait_of(*placed->service_point, agreement.sa);
    if (!wait) return false;
    const std::vector<WaitingStart> all = placed->service_point->waiting;
    const auto tenant = find_agreement(draft, ServiceAgreementId{wait->tenant_sa});
    TALLY_ASSERT(tenant, "what a start waits for exists");
    for (const WaitingStart& other : all)
        if (other.tenant_sa == agreement.sa)
            draft.record(agreement.premise, StartWaits{agreement.service_point, other.account, other.sa,
                                                       find_agreement(draft, other.sa)->agreement.wanted_on,
                                                       tenant->account, tenant->agreement.sa});
    return true;
}

namespace {

// Takes the service point on the day asked for, or on that of the stop before it, whichever is later.
Decided<void> take_service_point(Draft& draft, const OwnedAgreement& owned, Date stopped_on, const std::string& field) {
    const ServiceAgreement& agreement = owned.agreement;
    const auto placed = find_service_point(draft, field, agreement.service_point);
    TALLY_TRY(placed);
    Date start_on = std::max(agreement.wanted_on, stopped_on);
    const ServiceAgreementType* type = draft.settings().sa_type(agreement.sa_type, start_on);
    TALLY_ASSERT(type, "an agreement's type was in force when its start was entered");
    auto charged = charges_start_day(*placed, type->start_day_charge, start_on, field);
    if (!charged && charged.error().rejection == Rejection::start_day_already_charged && start_on == stopped_on) {
        // The type wants its start day charged: that is the day after the tenant's.
        start_on = start_on + 1;
        charged = charges_start_day(*placed, type->start_day_charge, start_on, field);
    }
    TALLY_TRY(charged);
    const Date from = *charged ? start_on : start_on + 1;
    TALLY_TRY(landlords_give_way(draft, agreement.service_point, from, field));
    if (start_on != agreement.start_on || *charged != agreement.start_day_charged)
        draft.record(owned.account,
                     ServiceStartMoved{owned.account, agreement.sa, start_on, *charged, agreement.wanted_on});
    draft.record(agreement.premise, OccupancyStarted{agreement.service_point, owned.account, agreement.sa, from});
    return {};
}

}  // namespace

Decided<bool> admit_waiting_start(Draft& draft, const ServicePointId& id, const std::string& field) {
    const auto placed = find_service_point(draft, field, id);
    TALLY_TRY(placed);
    if (placed->service_point->waiting.empty()) return false;
    const ServiceAgreementId waiting = placed->service_point->waiting.front().sa;
    Date stopped_on;
    for (const Occupancy& occupancy : placed->service_point->occupancies) {
        if (is_landlords(*placed->premise, occupancy)) continue;
        if (!occupancy.until.is_set()) return false;
        stopped_on = std::max(stopped_on, occupancy.until - 1);
    }
    const auto owned = find_agreement(draft, waiting);
    TALLY_ASSERT(owned, "an agreement that waits exists");
    TALLY_TRY(take_service_point(draft, *owned, stopped_on, field));
    return true;
}

namespace {

// The tenant's stop goes to the day of the start that follows it, where the two share a day or would overlap.
bool stop_moves_along(const ServiceAgreement& tenant, const ServiceAgreement& start, Date start_on) {
    return tenant.status == SaStatus::pending_stop &&
           (tenant.stop_on > start_on || (tenant.stop_on == start.start_on && tenant.stop_on != start_on));
}

Decided<void> move_stop(Draft& draft, const ServiceAgreementId& tenant, Date stop_on) {
    auto stopped = record_service_stop(draft, {tenant, stop_on, {}}, "");
    if (stopped) return {};
    Refusal refusal = std::move(stopped.error());
    refusal.cure = "The stop of " + tenant.str() + " would move to that day. " + refusal.cure;
    refusal.field = "start_on";
    refusal.value = to_string(stop_on);
    return tl::unexpected(std::move(refusal));
}

// The tenant before the start, if there was one.
Decided<std::optional<OwnedAgreement>> tenant_before(Draft& draft, const ServiceAgreement& agreement) {
    const auto placed = find_service_point(draft, "sa", agreement.service_point);
    TALLY_TRY(placed);
    std::optional<Occupancy> before;
    for (const Occupancy& other : placed->service_point->occupancies)
        if (other.sa != agreement.sa && other.until.is_set() && other.until <= first_charge_day(agreement) &&
            !is_landlords(*placed->premise, other))
            before = other;
    return before ? find_agreement(draft, before->sa) : std::nullopt;
}

// A start that has its service point, to another day.
Decided<void> move_placed_start(Draft& draft, const OwnedAgreement& owned, const ServiceStartMoved& moved) {
    const ServiceAgreement& agreement = owned.agreement;
    const auto tenant = tenant_before(draft, agreement);
    TALLY_TRY(tenant);
    if (*tenant && stop_moves_along((*tenant)->agreement, agreement, moved.start_on)) {
        hold_back_start(draft, owned, **tenant);
        draft.record(owned.account, moved);
        return move_stop(draft, (*tenant)->agreement.sa, moved.start_on);
    }
    draft.record(agreement.premise,
                 OccupancyEnded{agreement.service_point, owned.account, agreement.sa, first_charge_day(agreement)});
    const auto before = reopen_landlord(draft, agreement, "sa");
    TALLY_TRY(before);
    draft.record(owned.account, moved);
    TALLY_TRY(take_service_point(draft, *find_agreement(draft, agreement.sa), {}, "start_on"));
    if (*before) TALLY_TRY(revert_to_landlord(draft, agreement.service_point, (*before)->sa, (*before)->until));
    return settle_starts(draft, agreement.service_point);
}

}  // namespace

Decided<Events> decide_on(const MoveServiceStart& command, const Context& context) {
    Draft draft(context);
    const auto owned = known_agreement(draft, "sa", command.sa);
    TALLY_TRY(owned);
    const ServiceAgreement& agreement = owned->agreement;
    if (agreement.status != SaStatus::pending_start)
        return refuse(Rejection::sa_not_pending, "sa", command.sa.str(),
                      "It is " + std::string{name_of(agreement.status)} + ": only a pending start moves.");
    if (!command.start_on.is_set()) return refuse(Rejection::field_missing, "start_on", "", "Give the start day.");
    if (command.start_on == agreement.wanted_on) return already_so(wanted_since(draft, *owned));
    TALLY_TRY(not_far_ahead(command.start_on, "start_on", context.today, service_days_ahead_max));
    const ServiceAgreementType* type = draft.settings().sa_type(agreement.sa_type, command.start_on);
    const TariffState* tariff = draft.tariff(agreement.tariff);
    if (!type || !tariff || !tariff->on(command.start_on))
        return refuse(type ? Rejection::tariff_not_effective : Rejection::code_unknown, "start_on",
                      to_string(command.start_on),
                      (type ? "Tariff " + agreement.tariff.str() : "Its type " + agreement.sa_type.str()) +
                          " is not in force on that day: give a later one.");
    const ServiceStartMoved moved{owned->account, agreement.sa, command.start_on, agreement.start_day_charged,
                                  command.start_on};
    if (agreement.service_point.empty()) {
        draft.record(owned->account, moved);
        TALLY_TRY(try_activation(draft, agreement.sa));
        return draft.take();
    }
    const auto placed = find_service_point(draft, "sa", agreement.service_point);
    TALLY_TRY(placed);
    if (wait_of(*placed->service_point, agreement.sa))
        draft.record(owned->account, moved);
    else
        TALLY_TRY(move_placed_start(draft, *owned, moved));
    return draft.take();
}

}  // namespace tally::domain
