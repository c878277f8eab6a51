// Landlord reversion [rule 16]: the landlord pays for a service point that no tenant pays for.

#include <algorithm>

#include "domain/account/service/service_steps.h"
#include "domain/core/check.h"

namespace tally::domain {

namespace {

// The newest agreement in force on the day for what flows through the service point.
const LandlordAgreement* agreement_on(World& world, const PlacedServicePoint& placed, Date day) {
    const auto& all = placed.premise->landlords;
    const auto found = std::find_if(all.rbegin(), all.rend(), [&](const LandlordAgreement& agreement) {
        const ServiceAgreementType* type = world.settings().sa_type(agreement.sa_type, day);
        return type && type->service == placed.service_point->service &&
               (!agreement.from.is_set() || agreement.from <= day) &&
               (!agreement.until.is_set() || day < agreement.until);
    });
    return found == all.rend() ? nullptr : &*found;
}

}  // namespace

bool is_landlords(const PremiseState& premise, const Occupancy& occupancy) {
    return std::any_of(premise.landlords.begin(), premise.landlords.end(),
                       [&](const LandlordAgreement& agreement) { return agreement.account == occupancy.account; });
}

bool is_landlords(World& world, const OwnedAgreement& owned) {
    const PremiseState* premise = world.premise(owned.agreement.premise);
    return premise && is_landlords(*premise, {owned.account, owned.agreement.sa, {}, {}});
}

Decided<void> landlords_give_way(Draft& draft, const ServicePointId& id, Date from, const std::string& field) {
    const auto placed = find_service_point(draft, field, id);
    TALLY_TRY(placed);
    const PremiseState premise = *placed->premise;
    const std::vector<Occupancy> occupancies = placed->service_point->occupancies;
    for (const Occupancy& occupancy : occupancies) {
        if (!is_landlords(premise, occupancy)) continue;
        if (occupancy.until.is_set() && occupancy.until <= from) continue;
        const auto owned = find_agreement(draft, occupancy.sa);
        TALLY_ASSERT(owned, "an occupancy has an agreement");
        const LandlordAgreement* terms = agreement_on(draft, {&premise, premise.service_point(id)}, occupancy.from);
        const std::int32_t gap = from - occupancy.from;
        const bool too_short = gap <= 0 || (terms && gap < terms->minimum_gap_days);
        if (too_short && (gap <= 0 || !owned->agreement.charged_until.is_set()))
            TALLY_TRY(withdraw_agreement(draft, *owned, field));
        else if (owned->agreement.status == SaStatus::pending_start)
            // It still waits for the tenant's last read: when that is there, it reverts anew for what the gap is then.
            TALLY_TRY(withdraw_agreement(draft, *owned, field));
        else
            TALLY_TRY(end_service(draft, occupancy.sa, from - 1, {}, ""));
    }
    return {};
}

Decided<void> revert_to_landlord(Draft& draft, const ServicePointId& id, const ServiceAgreementId& from_sa,
                                 Date vacant_from) {
    const auto placed = find_service_point(draft, "service_point", id);
    TALLY_TRY(placed);
    const LandlordAgreement* agreement = agreement_on(draft, *placed, vacant_from);
    const auto left = find_agreement(draft, from_sa);
    if (!agreement || !left || left->account == agreement->account) return {};
    const Occupancy* next = nullptr;
    for (const Occupancy& other : placed->service_point->occupancies)
        if (!next && other.from >= vacant_from) next = &other;
    const Date next_from = next ? next->from : Date{};
    if (next && (next_from == vacant_from || next_from - vacant_from < agreement->minimum_gap_days)) return {};
    // A gap that ends on a known day is taken over once it is sure to begin: when the tenant's stop is complete.
    if (next && left->agreement.status == SaStatus::pending_stop) return {};

    const AccountState* landlord = draft.account(agreement->account);
    TALLY_ASSERT(landlord, "a landlord's account exists");
    // Who was erased takes nothing over, and the tenant's service ends all the same.
    const AccountPerson* main = draft.persons_on(agreement->account).main_customer();
    const PersonState* owner = main ? draft.person(main->person) : nullptr;
    if (owner && owner->erased()) return {};
    const auto terms = check_terms(draft, "agreement.", agreement->sa_type, agreement->tariff, vacant_from);
    TALLY_TRY(terms);
    const AccountId account = agreement->account;
    const ServiceAgreementId sa = next_agreement_id(*landlord);
    const PremiseId premise = placed->premise->premise;
    begin_service(draft, account, sa, *terms, &*placed, vacant_from, true);
    draft.record(premise, LandlordReverted{premise, id, from_sa, account, sa, vacant_from});
    // What is there stays there: three lamps are the landlord's three lamps.
    record_terms(draft, account, sa, left->agreement.quantity,
                 terms->prices_usage ? std::uint16_t{1} : left->agreement.periods);
    // Until the tenant's last read is there, it stays pending.
    if (auto activated = record_activation(draft, sa, {}, "");
        !activated && activated.error().rejection != Rejection::start_read_missing &&
        activated.error().rejection != Rejection::service_point_has_no_meter)
        return tl::unexpected(std::move(activated.error()));
    if (next_from.is_set()) TALLY_TRY(end_service(draft, sa, next_from - 1, {}, ""));
    return {};
}

Decided<void> withdraw_reversion(Draft& draft, const ServicePointId& id, Date from, const std::string& field) {
    const auto placed = find_service_point(draft, field, id);
    TALLY_TRY(placed);
    const PremiseState premise = *placed->premise;
    const std::vector<Occupancy> occupancies = placed->service_point->occupancies;
    for (const Occupancy& occupancy : occupancies)
        if (occupancy.from == from && is_landlords(premise, occupancy))
            TALLY_TRY(withdraw_agreement(draft, *find_agreement(draft, occupancy.sa), field));
    return {};
}

}  // namespace tally::domain
