#pragma once
// What components that count at certain hours are charged for: usage by period of use and tier, and demand.

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <vector>

#include "domain/core/refusal.h"
#include "domain/rating/time_plan.h"

namespace tally::domain::rating {

// The interval values of one channel over the charge days, one after the other.
struct MeasuredDay {
    Date date;
    std::uint16_t interval_minutes = 0;
    CivilDay civil;
    std::size_t first = 0;  // Its place in values.
    std::size_t count = 0;
};
struct MeasuredIntervals {
    Code channel;
    Code unit;                  // Of the register, before the tariff's factors.
    std::uint8_t decimals = 0;  // That quantities are rounded to.
    std::vector<Quantity> values;
    std::vector<MeasuredDay> days;  // Rising.
};

// nullptr: the component counts at all hours and needs no interval values.
[[nodiscard]] const TimedComponent* timed_of(const TariffTimes* times, const Code& component);
// Whether a version needs interval values of a channel that counts in this unit.
[[nodiscard]] bool needs_intervals(const TariffPublished& version, const TariffTimes* times, const Code& unit);

// The hours of the versions that price many bills, each compiled once. A version is known by its tariff and number. One
// thread at a time; plans stay where they are.
class TimePlans {
  public:
    // `holidays`: all that lie in the days to be priced, rising.
    explicit TimePlans(std::vector<Date> holidays) : holidays_(std::move(holidays)) {}
    [[nodiscard]] const TimePlan& of(const TariffPublished& version, const TariffTimes& times);

  private:
    struct Compiled {
        TariffId tariff;
        std::uint32_t version = 0;
        TimePlan plan;
    };
    std::vector<Date> holidays_;
    std::deque<Compiled> compiled_;
};

// One version's hours over some of the charge days. All that it is made of must outlive it.
class TimedUse {
  public:
    TimedUse(const TariffPublished& version, const TariffTimes& times, std::span<const MeasuredIntervals> intervals,
             std::span<const Date> holidays, Period days);
    // With hours that were compiled before.
    TimedUse(const TariffPublished& version, const TariffTimes& times, const TimePlan& plan,
             std::span<const MeasuredIntervals> intervals, Period days);
    TimedUse(const TimedUse&) = delete;
    TimedUse& operator=(const TimedUse&) = delete;

    [[nodiscard]] bool is_of(const TariffPublished& version, Period days) const {
        return &version_ == &version && days_ == days;
    }
    // Of a usage component. nullopt: none of its hours lie in the days, or nothing counts its unit.
    [[nodiscard]] Decided<std::optional<Quantity>> used(const TariffComponent&, const TimedComponent&);
    // How much of that lies in each tier, where all usage together fills them. `bounds` are the tiers' upper ones in
    // 10^-6, the last one beyond anything.
    [[nodiscard]] Decided<std::vector<Quantity>> used_by_tier(const TariffComponent&, const TimedComponent&,
                                                              std::span<const Int128> bounds);
    // The highest average. nullopt as above.
    [[nodiscard]] Decided<std::optional<Quantity>> demand(const TariffComponent&, const TimedComponent&);
    // The share of the days that lie in seasons with the component's hours.
    [[nodiscard]] Fraction share_of_seasons(const TimedComponent&) const;
    // Whether a channel counts what the component prices.
    [[nodiscard]] bool measures(const Code& unit) const;

  private:
    struct Channel {
        const MeasuredIntervals* measured;
        std::vector<DayValues> days;
    };
    struct Together {
        std::uint16_t window_minutes = 0;
        std::vector<PeriodUse> by_channel;  // As channels_.
    };
    void add_channels(std::span<const MeasuredIntervals>);
    [[nodiscard]] Decided<const Together*> added_up(std::uint16_t window_minutes);
    [[nodiscard]] const Code& priced_unit(const Channel&) const;
    [[nodiscard]] bool has_hours(const Together&, std::uint64_t mask) const;
    [[nodiscard]] Decided<Quantity> quantity_of(Int128 units, const Channel&) const;
    [[nodiscard]] std::uint64_t mask_of_all_tiered(const Code& unit) const;
    [[nodiscard]] Decided<std::vector<Quantity>> in_order_of_time(const TariffComponent&, std::uint64_t own,
                                                                  std::uint64_t all, std::span<const Int128> bounds);
    [[nodiscard]] Decided<std::vector<Quantity>> by_share(const TariffComponent&, std::uint64_t own, std::uint64_t all,
                                                          std::span<const Int128> bounds);

    const TariffPublished& version_;
    const TariffTimes& times_;
    Period days_;
    std::optional<TimePlan> own_plan_;
    const TimePlan& plan_;
    std::vector<Channel> channels_;
    std::vector<Together> together_;
};

}  // namespace tally::domain::rating
