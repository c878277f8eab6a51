#pragma once
// The tariffs of both sides of a study: what is in force, and what would take its place.

#include <map>
#include <memory>

#include "domain/world.h"
#include "eventstore/division/trial.h"
#include "projections/rate_study/rate_study.h"

namespace tally::projections {

// Tariffs as parts, by the tariff whose agreements they price. Shared by all threads, and not changed any more.
using TariffParts = std::map<domain::TariffId, domain::StatePart>;

struct StudyTariffs {
    TariffParts present;   // Only where one version is taken for all days; else the division's own.
    TariffParts proposed;  // One for each tariff that is replaced.
    std::map<domain::TariffId, domain::TariffId> by;
    std::uint16_t looks_back_months = 0;  // How far ratchets of either side look back; 0: none does.
};

// Tries the commands, and says in the proposal what is wrong with them. The tariffs are whole where it is accepted.
[[nodiscard]] Result<StudyTariffs> tariffs_of(eventstore::Trial&, const eventstore::Division&, RateStudyRequest&,
                                              StudyProposal&);

}  // namespace tally::projections
