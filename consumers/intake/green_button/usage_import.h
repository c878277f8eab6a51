#pragma once
// Turns a parsed Green Button file into commands that record usage: one a period of whole days, one a civil day of
// intervals. Decides nothing about money or corrections; the domain does.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "consumers/intake/green_button/green_button.h"
#include "consumers/intake/intake_error.h"
#include "domain/core/describe.h"
#include "domain/core/text.h"
#include "domain/premise/commands.h"

namespace tally::consumers {

// A day of 25 hours in intervals of 15 seconds: what fits into one event of at most 65,535 bytes.
inline constexpr std::size_t intervals_per_day_max = 6000;

// ESPI FlowDirection of what the utility delivers to the customer.
inline constexpr std::int64_t delivered_flow = 1;

struct UsageImportRequest {
    domain::ServicePointId service_point;
    domain::Code channel;     // --channel; empty: the service point's only one
    std::string usage_point;  // --usage-point: id, or its last part, of a usage point or meter reading; empty: the only
    std::string unit;         // --unit: what the numbers count where the file does not say; otherwise checked
    std::string register_unit;  // what the meter's register counts; empty: the unit of the file
    std::string currency;       // the division's; a file with costs in another is refused. Empty: not checked
    domain::Plain source;       // stands in the events: a file name, never anything about a person
    std::string time_zone;      // the utility's, such as America/New_York
    // Whether usage of the day is recorded already: a part of a day never takes its place. Empty: none is.
    std::function<bool(domain::Date)> holds_day = {};
    // Position of the event that holds the usage whose first day this is; nothing where none does. Empty: none is held.
    std::function<std::optional<std::uint64_t>(domain::Date)> held_by = {};
    // --flow-direction: the ESPI direction that the channel counts. Another one in the file is refused.
    std::int64_t flow_direction = delivered_flow;
};

struct UsageImportCommand {
    domain::CommandId command_id;  // a function of the usage, its source and the event that it would replace
    domain::RecordUsage usage;
    std::vector<domain::Quality> qualities = {};  // of each interval
    std::optional<std::uint64_t> replaces = {};   // that event
    std::uint32_t line = 0;                       // of its first reading
};

// A day that is not imported, and why. The rest of the file is.
struct DayLeftOut {
    domain::Date date;
    std::uint64_t readings = 0;
    std::uint32_t line = 0;
    domain::Plain why;
    template <class T = DayLeftOut>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{Field{"date", &T::date, "The day."}, Field{"readings", &T::readings, "That the file has."},
                         Field{"line", &T::line, "Of the file."}, Field{"why", &T::why, "What is wrong."}};
    }
    bool operator==(const DayLeftOut&) const = default;
};

// What the file's own usage summary says beside what its readings add up to.
struct SummaryCheck {
    std::uint32_t line = 0;
    domain::Instant from;
    domain::Instant until;
    domain::Quantity stated;
    domain::Quantity counted;
    template <class T = SummaryCheck>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{Field{"line", &T::line, "Of the file."}, Field{"from", &T::from, "Begin of its period."},
                         Field{"until", &T::until, "End of its period."},
                         Field{"stated", &T::stated, "Usage that the summary says."},
                         Field{"counted", &T::counted, "Usage that the readings of the period add up to."}};
    }
    bool operator==(const SummaryCheck&) const = default;
};

struct UsageImport {
    std::vector<UsageImportCommand> commands;  // by first day
    std::vector<DayLeftOut> left_out;
    std::vector<domain::Date> partial_days;       // first or last days of which the file has a part only
    std::vector<domain::Date> partial_days_held;  // such days that are not sent, for the day is recorded already
    std::vector<SummaryCheck> checks;             // of those whose period the readings cover

    std::size_t readings = 0;           // in the commands
    std::size_t repeated_readings = 0;  // given twice in the file, with the same value: counted once
    domain::Quantity usage_total;       // of the commands
    domain::Code unit;
    domain::Price cost_total;   // as the file gives it; for information
    std::string cost_currency;  // ISO 4217 code; empty: no cost, or its currency is not given
    domain::Date first_day;
    domain::Date until;  // first day after
};

[[nodiscard]] Intake<UsageImport> usage_of(const GreenButtonFile& file, const UsageImportRequest& request);

}  // namespace tally::consumers
