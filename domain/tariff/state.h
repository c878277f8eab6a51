#pragma once
// A tariff as folded from its stream: every version ever published.

#include <vector>

#include "domain/tariff/events.h"

namespace tally::domain {

struct TariffState {
    std::uint64_t version = 0;
    std::uint64_t last_position = 0;
    std::vector<TariffPublished> versions;
    std::uint32_t versions_ever = 0;
    std::vector<TariffTimesPublished> times;
    std::vector<TariffDemandTermsPublished> demand_terms;
    std::vector<TariffYearTermsPublished> year_terms;
    template <class T = TariffState>
    static constexpr auto fields() {
        return FieldList{Field{"version", &T::version, "Events folded."},
                         Field{"last_position", &T::last_position, "Position of the last of them."},
                         Field{"versions", &T::versions, "By effective date, rising; at least one."},
                         Field{"versions_ever", &T::versions_ever, "Highest number of a version so far."},
                         Field{"times", &T::times, "Of the versions that have hours of their own."},
                         Field{"demand_terms", &T::demand_terms, "Of the versions that have any."},
                         Field{"year_terms", &T::year_terms, "Of the versions that settle anything by the year."}};
    }
    bool operator==(const TariffState&) const = default;

    // The version whose prices are in force on the day; nullptr before the first.
    [[nodiscard]] const TariffPublished* on(Date) const;
    // nullptr: all hours of the version are alike.
    [[nodiscard]] const TariffTimes* times_of(const TariffPublished& version) const;
    // nullptr: the version has none.
    [[nodiscard]] const DemandTerms* terms_of(const TariffPublished& version) const;
    // nullptr: the version settles nothing by the year.
    [[nodiscard]] const TariffYearTermsPublished* year_terms_of(const TariffPublished& version) const;
};

}  // namespace tally::domain
