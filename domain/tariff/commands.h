#pragma once
// What can be asked of a tariff. An id, date or code left empty takes the default its field names.

#include <cstdint>
#include <string_view>
#include <vector>

#include "domain/core/type_list.h"
#include "domain/tariff/events.h"

namespace tally::domain {

// Publishes the next version whole.
struct PublishTariff {
    static constexpr std::string_view type_name = "tariff.publish";
    TariffId tariff;
    Date effective_from;
    Plain description;
    Code service;
    std::uint16_t normal_days = 30;
    std::uint16_t min_offset_days = 0;
    std::uint16_t max_offset_days = 0;
    std::vector<UsageFactor> usage_factors;
    std::vector<TariffComponent> components;
    TariffTimes times;
    DemandTerms demand_terms;
    NetMetering net_metering;
    std::vector<AnnualMinimum> annual_minimums;
    template <class T = PublishTariff>
    static constexpr auto fields() {
        return FieldList{
            Field{"tariff", &T::tariff, "The tariff."},
            Field{"effective_from", &T::effective_from, "First day of its prices."},
            Field{"description", &T::description, "Its name for people."},
            Field{"service", &T::service, "What it prices."},
            Field{"normal_days", &T::normal_days, "A full period.", "days"},
            Field{"min_offset_days", &T::min_offset_days, "How much shorter still counts as full.", "days"},
            Field{"max_offset_days", &T::max_offset_days, "How much longer still counts as full.", "days"},
            Field{"usage_factors", &T::usage_factors, "Factors on measured quantities, in order."},
            Field{"components", &T::components, "In the order they are computed and printed."},
            Field{"times", &T::times, "At which hours components count, and demand; empty: at all hours alike."},
            Field{"demand_terms", &T::demand_terms,
                  "Demand of earlier months, and tiers per unit of demand; empty: none."},
            Field{"net_metering", &T::net_metering, "What becomes of energy that customers send back; empty: nothing."},
            Field{"annual_minimums", &T::annual_minimums, "Minimums that are compared with a year's bills."}};
    }
    bool operator==(const PublishTariff&) const = default;
};

// Takes back a version that was published by mistake, while no bill can have used its prices.
struct WithdrawTariffVersion {
    static constexpr std::string_view type_name = "tariff.withdraw_version";
    TariffId tariff;
    std::uint32_t version = 0;
    template <class T = WithdrawTariffVersion>
    static constexpr auto fields() {
        return FieldList{Field{"tariff", &T::tariff, "The tariff."},
                         Field{"version", &T::version, "Its number, 1, 2, …"}};
    }
    bool operator==(const WithdrawTariffVersion&) const = default;
};

using TariffCommand = TypeList<PublishTariff, WithdrawTariffVersion>;

}  // namespace tally::domain
