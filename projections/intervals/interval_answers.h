#pragma once
// What a channel measured by the hour and less: months of a year, days of a month, or the values of a day.

#include <cstdint>
#include <vector>

#include "domain/premise/types.h"
#include "projections/answer_parts.h"

namespace tally::projections {

// How long a line of the answer is.
enum class IntervalStep : std::uint8_t { month, day, interval };
constexpr auto enum_names(IntervalStep) {
    return std::to_array<std::string_view>({"month", "day", "interval"});
}

struct IntervalLine {
    domain::Date from;
    domain::Date until;
    std::uint32_t days = 0;
    std::uint32_t days_missing = 0;
    domain::Quantity quantity;
    domain::Quantity peak;
    domain::Date peak_on;
    domain::Plain peak_at;
    domain::Quality quality = domain::Quality::actual;
    std::uint32_t estimated = 0;
    template <class T = IntervalLine>
    static constexpr auto fields() {
        return FieldList{
            Field{"from", &T::from, "First day."},
            Field{"until", &T::until, "First day after."},
            Field{"days", &T::days, "Days with values."},
            Field{"days_missing", &T::days_missing, "Days without, between the first and the last that are asked for."},
            Field{"quantity", &T::quantity, "Sum of the values."},
            Field{"peak", &T::peak, "The highest demand: a value an hour, in the unit of the channel for an hour."},
            Field{"peak_on", &T::peak_on, "Its day."},
            Field{"peak_at", &T::peak_at, "Start of its interval on the utility's clock, such as 17:30."},
            Field{"quality", &T::quality, "The worst of the values."},
            Field{"estimated", &T::estimated, "How many values are estimates."}};
    }
    bool operator==(const IntervalLine&) const = default;
};

struct IntervalValue {
    domain::Plain at;
    domain::Quantity value;
    domain::Quality quality = domain::Quality::actual;
    template <class T = IntervalValue>
    static constexpr auto fields() {
        return FieldList{
            Field{"at", &T::at,
                  "Start of the interval on the utility's clock; an hour comes twice where it is put back."},
            Field{"value", &T::value, "What was consumed in it."},
            Field{"quality", &T::quality, "How good the value is."}};
    }
    bool operator==(const IntervalValue&) const = default;
};

struct IntervalHour {
    std::uint8_t hour = 0;
    domain::Quantity workday;
    domain::Quantity weekend;
    template <class T = IntervalHour>
    static constexpr auto fields() {
        return FieldList{Field{"hour", &T::hour, "From this hour of the utility's clock to the next."},
                         Field{"workday", &T::workday, "Consumption in it on a day from Monday to Friday, on average."},
                         Field{"weekend", &T::weekend, "The same on Saturdays and Sundays."}};
    }
    bool operator==(const IntervalHour&) const = default;
};

struct IntervalsAnswer {
    std::uint64_t position = 0;
    domain::ServicePointId service_point;
    domain::Code service;
    domain::PremiseId premise;
    domain::LocationAddress service_address;
    AccountHeading occupant;
    domain::Code channel;
    domain::Code unit;
    std::vector<domain::Code> channels;
    domain::Date first_held;
    domain::Date last_held;
    IntervalStep step = IntervalStep::month;
    IntervalLine total;
    std::vector<IntervalLine> lines;
    std::vector<IntervalHour> shape;
    std::uint16_t interval_minutes = 0;
    std::vector<IntervalValue> values;
    template <class T = IntervalsAnswer>
    static constexpr auto fields() {
        return FieldList{
            Field{"position", &T::position, "True at: entries of the log that were folded."},
            Field{"service_point", &T::service_point, "Where it was measured."},
            Field{"service", &T::service, "What flows through it."},
            Field{"premise", &T::premise, "Location number."},
            Field{"service_address", &T::service_address, "Address of the location."},
            Field{"occupant", &T::occupant, "Who pays for it now."},
            Field{"channel", &T::channel, "Which channel; empty: the service point has no interval values."},
            Field{"unit", &T::unit, "Unit of the values."},
            Field{"channels", &T::channels, "Every channel with interval values."},
            Field{"first_held", &T::first_held, "First day of the channel with values; null: there is none."},
            Field{"last_held", &T::last_held, "Last day with values."},
            Field{"step", &T::step,
                  "What a line is: a month where more than 62 days are asked for, a day, or, of one day, its values."},
            Field{"total", &T::total, "All that was asked for."},
            Field{"lines", &T::lines, "Months or days with values, rising."},
            Field{"shape", &T::shape, "The 24 hours of a day, on average over the days with values."},
            Field{"interval_minutes", &T::interval_minutes, "Of one day: the length of an interval.", "minutes"},
            Field{"values", &T::values, "Of one day: its values, in order."}};
    }
    bool operator==(const IntervalsAnswer&) const = default;
};

void render(const IntervalsAnswer&, const RenderContext&, std::string& out);

}  // namespace tally::projections
