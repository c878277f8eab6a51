#pragma once
// What day it is in the utility's time zone. The only place that knows zones; rules get civil dates.

#include <memory>
#include <string_view>

#include "domain/core/civil_day.h"
#include "domain/core/date.h"
#include "eventstore/result.h"

namespace tally::eventstore {

// Not thread safe: it remembers the last stretch of equal offset. Copy it, one a thread.
class CivilTime final : public domain::CivilDays {
  public:
    // Errors: io, for a zone that the system's time zone data does not have.
    [[nodiscard]] static Result<CivilTime> of(std::string_view time_zone);

    [[nodiscard]] domain::Date date_of(domain::Instant);
    // Midnight at which the day begins (the first instant of it, where a day begins at 01:00).
    [[nodiscard]] domain::Instant start_of(domain::Date) const;
    // Its length, and where the clock changes in it.
    [[nodiscard]] domain::CivilDay civil_day(domain::Date) const override;

  private:
    explicit CivilTime(const void* zone) : zone_(zone) {}
    const void* zone_;
    std::int64_t from_ = 0;  // Seconds since 1970, in which offset_ holds.
    std::int64_t until_ = 0;
    std::int64_t offset_ = 0;
};

}  // namespace tally::eventstore
