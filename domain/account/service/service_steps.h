#pragma once
// The steps that starts, stops and landlord reversion are made of. Only for domain/account/service*.cpp and
// landlord.cpp.

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

// First day the agreement stands in others' way on its service point, and the first it no longer does.
[[nodiscard]] Date occupies_until(const ServiceAgreement&);

// Requests the start, and takes the service point from its first charge day on.
void begin_service(Draft&, const AccountId&, const ServiceAgreementId&, const Terms&, const PlacedServicePoint*,
                   Date start_on, bool start_day_charged);
// Requests the stop or moves it, frees the service point, takes the reads, completes the stop where they are all there.
[[nodiscard]] Decided<void> end_service(Draft&, const ServiceAgreementId&, Date stop_on,
                                        std::span<const InitialRead> reads, const std::string& path);
// As if it had never been asked for. Refused where it has charged.
[[nodiscard]] Decided<void> withdraw_agreement(Draft&, const OwnedAgreement&, const std::string& field);

// Withdraws it and undoes the stop that made way for it.
[[nodiscard]] Decided<void> record_start_withdrawal(Draft&, const OwnedAgreement&, const std::string& field);

// landlord.cpp [rule 16]
// Whether the occupancy is a landlord's, who gives way to tenants.
[[nodiscard]] bool is_landlords(const PremiseState&, const Occupancy&);
// Landlords leave the service point to a tenant from the day on: gaps shorter than agreed are withdrawn.
[[nodiscard]] Decided<void> landlords_give_way(Draft&, const ServicePointId&, Date from, const std::string& field);
// The landlord takes over what `from_sa` left on the day, up to the next start where one is known.
[[nodiscard]] Decided<void> revert_to_landlord(Draft&, const ServicePointId&, const ServiceAgreementId& from_sa,
                                               Date vacant_from);
// The landlord's agreement that began on the day is withdrawn: the tenant's dates moved.
[[nodiscard]] Decided<void> withdraw_reversion(Draft&, const ServicePointId&, Date from, const std::string& field);

}  // namespace tally::domain
