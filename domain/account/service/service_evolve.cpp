// Folds the life of service agreements.

#include "domain/account/evolving.h"
#include "domain/account/service/service.h"
#include "domain/evolve_on.h"

namespace tally::domain {

namespace {
template <class Event>
ServiceAgreement& evolving_agreement(MutableWorld& world, const Envelope& envelope, const Event& event) {
    ServiceAgreement* agreement = evolving(world, envelope, event.account).agreement(event.sa);
    TALLY_ASSERT(agreement, "an event names an agreement of its account");
    return *agreement;
}
// Of an event that starts or stops the agreement, or withdraws one of the two.
template <class Event>
ServiceAgreement& evolving_life(MutableWorld& world, const Envelope& envelope, const Event& event) {
    ServiceAgreement& agreement = evolving_agreement(world, envelope, event);
    agreement.life_position = envelope.position;
    return agreement;
}
}  // namespace

void evolve_on(MutableWorld& world, const Envelope& envelope, const ServiceStartRequested& event) {
    AccountState& account = evolving(world, envelope, event.account);
    ++account.sa_count;
    ServiceAgreement agreement;
    agreement.sa = event.sa;
    agreement.sa_type = event.sa_type;
    agreement.service = event.service;
    agreement.tariff = event.tariff;
    agreement.premise = event.premise;
    agreement.service_point = event.service_point;
    agreement.pay_priority = event.pay_priority;
    agreement.start_on = event.start_on;
    agreement.start_day_charged = event.start_day_charged;
    agreement.wanted_on = event.start_on;
    agreement.life_position = envelope.position;
    account.agreements.push_back(std::move(agreement));
    world.directory_part(DirectoryKind::service_agreement, event.sa.str()) = {{Plain{event.account.str()}},
                                                                              envelope.position};
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const ServiceActivated& event) {
    ServiceAgreement& agreement = evolving_life(world, envelope, event);
    agreement.status = SaStatus::active;
    agreement.start_reads = event.start_reads;
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const ServiceStopRequested& event) {
    ServiceAgreement& agreement = evolving_life(world, envelope, event);
    agreement.status = SaStatus::pending_stop;
    agreement.stop_on = event.stop_on;
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const ServiceStopWithdrawn& event) {
    ServiceAgreement& agreement = evolving_life(world, envelope, event);
    agreement.status = SaStatus::active;
    agreement.stop_on = {};
    agreement.stop_reads.clear();
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const ServiceStopped& event) {
    ServiceAgreement& agreement = evolving_life(world, envelope, event);
    agreement.status = SaStatus::stopped;
    agreement.stop_on = event.stop_on;
    agreement.stop_reads = event.stop_reads;
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const ServiceClosed& event) {
    evolving_agreement(world, envelope, event).status = SaStatus::closed;
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const ServiceReactivated& event) {
    evolving_agreement(world, envelope, event).status = SaStatus::reactivated;
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const ServiceStartWithdrawn& event) {
    evolving_life(world, envelope, event).status = SaStatus::cancelled;
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const ServiceStartMoved& event) {
    ServiceAgreement& agreement = evolving_agreement(world, envelope, event);
    agreement.start_on = event.start_on;
    agreement.start_day_charged = event.start_day_charged;
    agreement.wanted_on = event.wanted_on;
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const ServiceTariffChanged& event) {
    ServiceAgreement& agreement = evolving_agreement(world, envelope, event);
    const TariffId before = agreement.tariff_on(event.from - 1);
    std::erase_if(agreement.earlier_tariffs, [&](const EarlierTariff& each) { return each.until >= event.from; });
    if (event.from > first_charge_day(agreement) && before != event.tariff)
        agreement.earlier_tariffs.push_back({before, event.from});
    agreement.tariff = event.tariff;
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const ServiceQuantityChanged& event) {
    ServiceAgreement& agreement = evolving_agreement(world, envelope, event);
    const Date from = event.from.is_set() ? event.from : first_charge_day(agreement);
    const Quantity before = agreement.quantity_on(from - 1);
    std::erase_if(agreement.earlier_quantities, [&](const EarlierQuantity& each) { return each.until >= from; });
    if (from > first_charge_day(agreement) && before != event.quantity)
        agreement.earlier_quantities.push_back({before, from});
    agreement.quantity = event.quantity;
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const ServiceFrequencyChanged& event) {
    ServiceAgreement& agreement = evolving_agreement(world, envelope, event);
    const Date from = event.from.is_set() ? event.from : first_charge_day(agreement);
    const std::uint16_t before = agreement.periods_on(from - 1);
    std::erase_if(agreement.earlier_frequencies, [&](const EarlierFrequency& each) { return each.until >= from; });
    if (from > first_charge_day(agreement) && before != event.periods)
        agreement.earlier_frequencies.push_back({before, from});
    agreement.periods = event.periods;
}

}  // namespace tally::domain
