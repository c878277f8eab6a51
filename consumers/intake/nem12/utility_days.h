#pragma once
// Days of a meter file become days of the utility. A NEM12 file counts in UTC+10 all year; where the utility's clock
// shows another time, its days have values of two days of the file.

#include <cstdint>
#include <string>
#include <vector>

#include "consumers/intake/nem12/nem12_reader.h"
#include "eventstore/division/civil_time.h"

namespace tally::consumers {

// What the days of a file are.
enum class FileClock : std::uint8_t {
    nem,    // From midnight to midnight in UTC+10, whatever the utility's clock shows.
    local,  // The utility's own days.
};

// A day of the utility of which the file has too few values.
struct PartOfDay {
    domain::Date date;
    std::uint32_t line = 0;  // Of the record with its first value.
    std::size_t values = 0;
    std::size_t wanted = 0;
};

// Of one channel, whose days come in order.
class UtilityDays {
  public:
    UtilityDays(eventstore::CivilTime zone, FileClock clock, std::uint16_t interval_minutes)
        : zone_(zone), clock_(clock), minutes_(interval_minutes) {}

    // Adds the utility's days that are whole now, and those that stay in part for there is nothing to complete them.
    void add(Nem12Day day, std::vector<Nem12Day>& whole, std::vector<PartOfDay>& parts);
    // There are no more days.
    void end(std::vector<PartOfDay>& parts);
    // Whether intervals of this length begin at midnight on the utility's clock.
    [[nodiscard]] bool meets_midnight(domain::Date date) const;
    [[nodiscard]] std::uint16_t interval_minutes() const { return minutes_; }

  private:
    [[nodiscard]] std::int64_t starts_at(domain::Date date) const;  // In minutes since 1970, UTC; so all below.
    [[nodiscard]] std::int64_t pending_until() const;
    void give_out(std::vector<Nem12Day>& whole, std::vector<PartOfDay>& parts);
    void drop(domain::Date date, std::size_t count, std::vector<PartOfDay>& parts);
    void take_off(std::size_t count);

    eventstore::CivilTime zone_;
    FileClock clock_;
    std::uint16_t minutes_;
    std::int64_t pending_from_ = 0;
    std::vector<domain::Quantity> values_;
    std::vector<domain::Quality> qualities_;
    std::uint32_t line_ = 0;
};

}  // namespace tally::consumers
