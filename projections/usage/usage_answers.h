#pragma once
// Reads and consumption of a service point.

#include <cstdint>
#include <vector>

#include "domain/premise/types.h"
#include "eventstore/codec/maybe.h"
#include "projections/answer_parts.h"

namespace tally::projections {

struct UsageLine {
    domain::Code channel;
    domain::Date from;
    domain::Date until;
    bool is_read = false;
    domain::Quantity value;
    domain::Code unit;
    domain::Quality quality = domain::Quality::actual;
    domain::MeterId meter;
    std::uint64_t position = 0;
    domain::Instant start;
    std::uint32_t interval_seconds = 0;
    std::vector<domain::Quantity> intervals;
    template <class T = UsageLine>
    static constexpr auto fields() {
        return FieldList{
            Field{"channel", &T::channel, "Which register or channel."},
            Field{"from", &T::from, "First day of a usage period; the day a read closes."},
            Field{"until", &T::until, "First day after."},
            Field{"is_read", &T::is_read, "A register value, not a consumption."},
            Field{"value", &T::value, "What the register showed, or what was consumed."},
            Field{"unit", &T::unit, "Its unit."},
            Field{"quality", &T::quality, "How good it is."},
            Field{"meter", &T::meter, "Meter that was read."},
            Field{"position", &T::position, "Position of the event that holds it now."},
            Field{"start", &T::start, "Start of the first interval.", "UTC microseconds"},
            Field{"interval_seconds", &T::interval_seconds, "Length of an interval; 0: not shown.", "seconds"},
            Field{"intervals", &T::intervals, "Consumption of each interval, where asked for."}};
    }
    bool operator==(const UsageLine&) const = default;
};

struct UsageTotal {
    domain::Code channel;
    domain::Code unit;
    domain::Quantity quantity;
    std::uint64_t periods = 0;
    template <class T = UsageTotal>
    static constexpr auto fields() {
        return FieldList{Field{"channel", &T::channel, "Which channel."}, Field{"unit", &T::unit, "Unit."},
                         Field{"quantity", &T::quantity, "Sum of the usage periods shown; reads are left out."},
                         Field{"periods", &T::periods, "How many."}};
    }
    bool operator==(const UsageTotal&) const = default;
};

struct UsageAnswer {
    std::uint64_t position = 0;
    domain::ServicePointId service_point;
    domain::Code service;
    domain::PremiseId premise;
    domain::LocationAddress service_address;
    AccountHeading occupant;
    std::vector<UsageLine> lines;
    std::vector<UsageTotal> totals;
    eventstore::Maybe<domain::Plain> next;
    template <class T = UsageAnswer>
    static constexpr auto fields() {
        return FieldList{
            Field{"position", &T::position, "True at: entries of the log that were folded."},
            Field{"service_point", &T::service_point, "Where it was measured."},
            Field{"service", &T::service, "What flows through it."},
            Field{"premise", &T::premise, "Location number."},
            Field{"service_address", &T::service_address, "Address of the location."},
            Field{"occupant", &T::occupant, "Who pays for it now."},
            Field{"lines", &T::lines, "By channel, then day."},
            Field{"totals", &T::totals, "By channel and unit, of all pages."},
            Field{"next", &T::next,
                  "Cursor of the lines after these, where a page was asked for; left out: there are none."}};
    }
    bool operator==(const UsageAnswer&) const = default;
};

void render(const UsageAnswer&, const RenderContext&, std::string& out);

}  // namespace tally::projections
