#pragma once
// How long a civil day is in the utility's time zone. Rules get it from outside and keep it in the event: what was
// measured stays as it was when the zone's data change.

#include <cstdint>

#include "domain/core/date.h"

namespace tally::domain {

struct CivilDay {
    std::uint16_t minutes = 1'440;      // 1,380 and 1,500 where the clock is put forward and back by an hour.
    std::uint16_t clock_change_at = 0;  // Minutes from the start of the day to the change, where there is one.
    bool operator==(const CivilDay&) const = default;

    // What the clock shows, in minutes after midnight, that many minutes after the start of the day.
    [[nodiscard]] constexpr int clock_at(int elapsed) const {
        return elapsed < clock_change_at ? elapsed : elapsed + 1'440 - minutes;
    }
};

class CivilDays {
  public:
    virtual ~CivilDays() = default;
    [[nodiscard]] virtual CivilDay civil_day(Date) const = 0;
};

}  // namespace tally::domain
