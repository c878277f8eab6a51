#pragma once
// The steps that starts, stops and landlord reversion are made of. Only for the files of this folder.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "domain/account/service/service.h"
#include "domain/premise/premise.h"

namespace tally::domain {

// An agreement and the account it belongs to.
struct OwnedAgreement {
    AccountId account;
    ServiceAgreement agreement;
    std::uint64_t position = 0;  // Of the event that made it.
};
[[nodiscard]] std::optional<OwnedAgreement> find_agreement(World&, const ServiceAgreementId&);
[[nodiscard]] Decided<OwnedAgreement> known_agreement(World&, const std::string& field, const ServiceAgreementId&);
[[nodiscard]] ServiceAgreementId next_agreement_id(const AccountState&);

// An agreement's kind and tariff, known and in force on the day.
struct Terms {
    const ServiceAgreementType* type;
    TariffId tariff;
    bool prices_usage;
};
[[nodiscard]] Decided<Terms> check_terms(World&, const std::string& path, const Code& sa_type, const TariffId& tariff,
                                         Date on);

// Checks the reads of a repeated command: a value other than the one recorded makes it a different command.
[[nodiscard]] Decided<void> check_reads_taken(const std::vector<ServiceRead>& taken, std::span<const InitialRead> given,
                                              const std::string& list);
// Position of the event since which the agreement's start day is the one asked for.
[[nodiscard]] std::uint64_t wanted_since(World&, const OwnedAgreement&);

// The first day on which the agreement no longer occupies its service point.
[[nodiscard]] Date occupies_until(const ServiceAgreement&);

// Whether the start day is charged. Refused where a tenant has the service point on a later day [rules 1, 15].
[[nodiscard]] Decided<bool> charges_start_day(const PlacedServicePoint&, StartDayCharge, Date start_on,
                                              const std::string& field);
// Refuses a start there, since the occupancy is in its way.
[[nodiscard]] Decided<void> overlaps(const std::string& field, const Occupancy& other, const std::string& cure);

// Requests the start, and takes the service point from its first charge day on.
void begin_service(Draft&, const AccountId&, const ServiceAgreementId&, const Terms&, const PlacedServicePoint*,
                   Date start_on, bool start_day_charged);
// Requests the stop or moves it, frees the service point, takes the reads, completes the stop where they are all there.
[[nodiscard]] Decided<void> end_service(Draft&, const ServiceAgreementId&, Date stop_on,
                                        std::span<const InitialRead> reads, const std::string& path);
// As if it had never been asked for. Refused where it has charged.
[[nodiscard]] Decided<void> withdraw_agreement(Draft&, const OwnedAgreement&, const std::string& field);

// Undoes the stop of a landlord that made way for the agreement; else says what occupied the service point before it.
[[nodiscard]] Decided<std::optional<Occupancy>> reopen_landlord(Draft&, const ServiceAgreement&,
                                                                const std::string& field);
// Withdraws it and undoes the stop that made way for it.
[[nodiscard]] Decided<void> record_start_withdrawal(Draft&, const OwnedAgreement&, const std::string& field);

// Activates the agreement, if it is still pending start; that something is missing is no refusal of what asked for it.
[[nodiscard]] Decided<void> try_activation(Draft&, const ServiceAgreementId&);
// The tenant who comes after the agreement on its service point, if one is known.
[[nodiscard]] std::optional<Occupancy> next_tenant(Draft&, const ServiceAgreement&);

// service_terms.cpp
inline constexpr Quantity agreement_quantity_max{100'000'000'000};
constexpr std::uint16_t agreement_periods_max = 12;
// A day that the agreement pays for and has not been charged.
[[nodiscard]] Decided<void> open_day(const ServiceAgreement&, Date day);
[[nodiscard]] Decided<void> check_quantity(const std::string& field, Quantity);
// measured: what it is charged depends on use.
[[nodiscard]] Decided<void> check_periods(const std::string& field, std::uint16_t periods, bool measured);
// Of an agreement that begins: what differs from one unit on each bill.
void record_terms(Draft&, const AccountId&, const ServiceAgreementId&, Quantity, std::uint16_t periods);

// service_waiting.cpp [rule 28]
// The tenant on the day who has the service point with no end known; nullptr: there is none.
[[nodiscard]] const Occupancy* tenant_without_end(const PlacedServicePoint&, Date on);
// What the start waits for; nullptr: it has its service point.
[[nodiscard]] const WaitingStart* wait_of(const ServicePointState&, const ServiceAgreementId&);
// Requests a start that waits for the tenant's stop.
[[nodiscard]] Decided<void> begin_waiting(Draft&, const StartService&, const ServiceAgreementId&, const Terms&,
                                          const PlacedServicePoint&, const Occupancy& tenant, const std::string& path);
// The start gives the service point back and waits for that tenant again.
void hold_back_start(Draft&, const OwnedAgreement& start, const OwnedAgreement& tenant);
// Ends the waiting of a start that is to be withdrawn; starts that wait for it wait for its tenant instead. Returns
// whether it was waiting.
[[nodiscard]] Decided<bool> stop_waiting(Draft&, const OwnedAgreement&, const std::string& field);
// When a tenant's stop is known, gives the service point to the start that waits for it, on the day asked for or on
// that of the stop, whichever is later. Returns whether a start took it.
[[nodiscard]] Decided<bool> admit_waiting_start(Draft&, const ServicePointId&, const std::string& field);

// landlord.cpp [rule 16]
// Whether the occupancy is a landlord's, who gives way to tenants.
[[nodiscard]] bool is_landlords(const PremiseState&, const Occupancy&);
// The same of an agreement at a premise.
[[nodiscard]] bool is_landlords(World&, const OwnedAgreement&);
// Landlords leave the service point to a tenant from the day on: gaps shorter than agreed are withdrawn.
[[nodiscard]] Decided<void> landlords_give_way(Draft&, const ServicePointId&, Date from, const std::string& field);
// The landlord takes over what `from_sa` left on the day, up to the next start where one is known.
[[nodiscard]] Decided<void> revert_to_landlord(Draft&, const ServicePointId&, const ServiceAgreementId& from_sa,
                                               Date vacant_from);
// The landlord's agreement that began on the day is withdrawn: the tenant's dates moved.
[[nodiscard]] Decided<void> withdraw_reversion(Draft&, const ServicePointId&, Date from, const std::string& field);

}  // namespace tally::domain
