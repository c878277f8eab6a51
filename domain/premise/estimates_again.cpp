// Estimates that an actual read disproves [rules 10, 24]. They are estimated again, so that usage is never below zero
// and what was used in all is split over the days that nothing was read in.

#include <algorithm>

#include "domain/premise/channel_use.h"
#include "domain/premise/premise.h"
#include "domain/premise/usage_parts.h"

namespace tally::domain {

namespace {

// Of the estimates on one side of a read, nearest first, and the read beyond them that is none.
struct EstimatesBeside {
    std::vector<UsageEntry> estimates;
    std::optional<UsageEntry> known;
};

class EstimatingAgain {
  public:
    EstimatingAgain(World& world, const ReadAsked& asked) : world_(world), asked_(asked) {
        Int128 none = 0;
        (void)counted(asked.measured_by, {}, {}, none);
        capacity_ = none;
    }

    std::vector<RegisterRead> all() {
        const EstimatesBeside before = beside([&](Date day) { return read_before(day); });
        const EstimatesBeside after = beside([&](Date day) { return read_behind(day); });
        // What the reads that are none do not bear out is no matter of estimates.
        if ((before.known && too_much(before.known->value, asked_.value)) ||
            (after.known && too_much(asked_.value, after.known->value)))
            return {};
        if (before.known && !before.estimates.empty() && too_much(before.estimates.front().value, asked_.value))
            for (const UsageEntry& each : before.estimates)
                add(each, between(before.known->value, before.known->from, asked_.value, asked_.day, each.from));
        if (!after.estimates.empty() && too_much(asked_.value, after.estimates.front().value)) {
            const std::optional<Quantity> thought = after.known ? std::nullopt : thought_of_the_day(after);
            for (const UsageEntry& each : after.estimates)
                if (after.known)
                    add(each, between(asked_.value, asked_.day, after.known->value, after.known->from, each.from));
                else if (thought)
                    add(each, moved(each.value, *thought));
        }
        return std::move(again_);
    }

  private:
    std::optional<UsageEntry> read_before(Date day) {
        return read_at_or_before(world_, asked_.service_point, asked_.meter, asked_.measured_by.channel, day - 1);
    }
    std::optional<UsageEntry> read_behind(Date day) {
        return read_after(world_, asked_.service_point, asked_.meter, asked_.measured_by.channel, day);
    }
    template <class Next>
    EstimatesBeside beside(const Next& next) {
        EstimatesBeside found;
        for (auto read = next(asked_.day); read; read = next(read->from)) {
            if (read->quality != Quality::estimated) {
                found.known = read;
                return found;
            }
            found.estimates.push_back(*read);
        }
        return found;
    }

    [[nodiscard]] bool too_much(Quantity start, Quantity stop) const {
        return over_threshold(asked_.measured_by, start, stop);
    }
    [[nodiscard]] std::int64_t in_register(Int128 units) const {
        return static_cast<std::int64_t>(((units % capacity_) + capacity_) % capacity_);
    }
    // The share of the days so far, on the register's own decimals, so that parts add up.
    [[nodiscard]] Quantity between(Quantity start, Date from, Quantity stop, Date until, Date day) const {
        Int128 capacity = 0;
        const Int128 used = counted(asked_.measured_by, start, stop, capacity);
        Int128 step = 1;
        for (std::uint8_t i = asked_.measured_by.decimals; i < Quantity::decimals; ++i) step *= 10;
        const Int128 share = divide(used * (day - from), step * (until - from), Rounding::half_away_from_zero) * step;
        return Quantity{in_register(Int128{start.units} + share)};
    }
    // What the register was thought to show on the day of the read.
    [[nodiscard]] std::optional<Quantity> thought_of_the_day(const EstimatesBeside& after) {
        const auto on_or_before =
            read_at_or_before(world_, asked_.service_point, asked_.meter, asked_.measured_by.channel, asked_.day);
        if (!on_or_before) return std::nullopt;
        if (on_or_before->from == asked_.day) return on_or_before->value;
        const UsageEntry& next = after.estimates.front();
        return between(on_or_before->value, on_or_before->from, next.value, next.from, asked_.day);
    }
    // What was estimated to be used since stays.
    [[nodiscard]] Quantity moved(Quantity value, Quantity thought) const {
        return Quantity{in_register(Int128{value.units} + asked_.value.units - thought.units)};
    }

    void add(const UsageEntry& estimate, Quantity value) {
        if (estimate.value == value) return;
        again_.push_back({asked_.service_point.service_point, asked_.meter.meter, asked_.measured_by.channel,
                          estimate.from, value, Quality::estimated, ReadingReason::billing,
                          Plain{"estimated again by the read of " + to_string(asked_.day)}});
    }

    World& world_;
    const ReadAsked& asked_;
    Int128 capacity_ = 0;
    std::vector<RegisterRead> again_;
};

}  // namespace

std::vector<RegisterRead> estimates_again(World& world, const ReadAsked& asked) {
    return EstimatingAgain(world, asked).all();
}

}  // namespace tally::domain
