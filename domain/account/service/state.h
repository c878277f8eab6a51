#pragma once
// Service agreements as they stand.

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "domain/account/service/events.h"

namespace tally::domain {

// Numbers are stored. Add at the end.
enum class SaStatus : std::uint8_t { pending_start, active, pending_stop, stopped, closed, reactivated, cancelled };
constexpr auto enum_names(SaStatus) {
    return std::to_array<std::string_view>(
        {"pending_start", "active", "pending_stop", "stopped", "closed", "reactivated", "cancelled"});
}

// A tariff that the agreement had before its present one.
struct EarlierTariff {
    TariffId tariff;
    Date until;
    template <class T = EarlierTariff>
    static constexpr auto fields() {
        return FieldList{Field{"tariff", &T::tariff, "How it was priced."},
                         Field{"until", &T::until, "First day at the next tariff."}};
    }
    bool operator==(const EarlierTariff&) const = default;
};

// How many it was charged for before the present number.
struct EarlierQuantity {
    Quantity quantity;
    Date until;
    template <class T = EarlierQuantity>
    static constexpr auto fields() {
        return FieldList{Field{"quantity", &T::quantity, "How many of what the tariff prices."},
                         Field{"until", &T::until, "First day of the next number."}};
    }
    bool operator==(const EarlierQuantity&) const = default;
};
// How often it was billed before.
struct EarlierFrequency {
    std::uint16_t periods = 1;
    Date until;
    template <class T = EarlierFrequency>
    static constexpr auto fields() {
        return FieldList{Field{"periods", &T::periods, "Normal periods that one bill charged."},
                         Field{"until", &T::until, "First day not charged when that changed."}};
    }
    bool operator==(const EarlierFrequency&) const = default;
};

struct ServiceAgreement {
    ServiceAgreementId sa;
    Code sa_type;
    Code service;
    TariffId tariff;
    PremiseId premise;
    ServicePointId service_point;
    SaStatus status = SaStatus::pending_start;
    std::uint16_t pay_priority = 100;
    Date start_on;
    bool start_day_charged = true;
    Date stop_on;
    std::vector<ServiceRead> start_reads;
    std::vector<ServiceRead> stop_reads;
    Date charged_until;
    SegmentId last_segment;
    std::uint64_t last_segment_position = 0;
    bool final_billed = false;
    std::uint64_t life_position = 0;
    std::vector<EarlierTariff> earlier_tariffs;
    Date wanted_on;
    Money budget_amount;
    Date budget_since;
    std::uint64_t budget_position = 0;
    Date budget_settled_on;
    std::uint32_t demand_segments = 0;
    Quantity quantity = one_unit;
    std::vector<EarlierQuantity> earlier_quantities;
    std::uint16_t periods = 1;
    std::vector<EarlierFrequency> earlier_frequencies;
    template <class T = ServiceAgreement>
    static constexpr auto fields() {
        return FieldList{
            Field{"sa", &T::sa, "The agreement."},
            Field{"sa_type", &T::sa_type, "Its kind."},
            Field{"service", &T::service, "What is supplied."},
            Field{"tariff", &T::tariff, "How it is priced; of several tariffs the last."},
            Field{"premise", &T::premise, "Where."},
            Field{"service_point", &T::service_point, "Where it is measured."},
            Field{"status", &T::status, "Where it stands in its life."},
            Field{"pay_priority", &T::pay_priority, "Lower is paid first among items of one age."},
            Field{"start_on", &T::start_on, "Start day."},
            Field{"start_day_charged", &T::start_day_charged, "Whether that is a charge day."},
            Field{"stop_on", &T::stop_on, "Last day charged; absent: open."},
            Field{"start_reads", &T::start_reads, "Beginning reads."},
            Field{"stop_reads", &T::stop_reads, "Final reads."},
            Field{"charged_until", &T::charged_until, "First day not charged yet; absent: nothing was."},
            Field{"last_segment", &T::last_segment, "Latest uncancelled segment."},
            Field{"last_segment_position", &T::last_segment_position, "Its position."},
            Field{"final_billed", &T::final_billed, "Its final segment is frozen."},
            Field{"life_position", &T::life_position,
                  "Position of the event that last started or stopped it, or withdrew one of the two."},
            Field{"earlier_tariffs", &T::earlier_tariffs, "Tariffs before the last one, rising."},
            Field{"wanted_on", &T::wanted_on, "The start day asked for."},
            Field{"budget_amount", &T::budget_amount,
                  "What each bill asks for under its budget plan; zero: it is in none."},
            Field{"budget_since", &T::budget_since, "When it was enrolled in that plan."},
            Field{"budget_position", &T::budget_position, "Position of the last event of its budget plans."},
            Field{"budget_settled_on", &T::budget_settled_on, "When that plan was trued up last, or made."},
            Field{"demand_segments", &T::demand_segments,
                  "Segments that later bills look back on; AgreementDemands has them."},
            Field{"quantity", &T::quantity,
                  "How many of what the tariff prices it is charged for; of several numbers the last."},
            Field{"earlier_quantities", &T::earlier_quantities, "Numbers before the last one, rising by day."},
            Field{"periods", &T::periods, "Normal periods that one bill charges, where nothing is measured."},
            Field{"earlier_frequencies", &T::earlier_frequencies, "How often it was billed before, rising by day."}};
    }
    bool operator==(const ServiceAgreement&) const = default;

    // How the day is priced.
    [[nodiscard]] const TariffId& tariff_on(Date) const;
    // How many the day is charged for.
    [[nodiscard]] Quantity quantity_on(Date) const;
    // With how many normal periods the day is billed.
    [[nodiscard]] std::uint16_t periods_on(Date) const;
};

}  // namespace tally::domain
