#pragma once
// The utility's time zone: which civil day an instant falls on. Rules come from the system's tzdata.

#include <string>
#include <string_view>

#include "consumers/intake/intake_error.h"
#include "domain/core/date.h"

namespace date {
class time_zone;
}

namespace tally::consumers {

class TimeZone {
  public:
    // An IANA name such as America/New_York.
    [[nodiscard]] static Intake<TimeZone> find(std::string_view name);

    [[nodiscard]] domain::Date date_of(domain::Instant instant) const;
    // When the day begins: 00:00, or the first moment after it where clocks skip midnight.
    [[nodiscard]] domain::Instant start_of(domain::Date date) const;
    // "2012-03-01 05:00" on the zone's clocks, for messages.
    [[nodiscard]] std::string clock_text(domain::Instant instant) const;
    [[nodiscard]] const std::string& name() const { return name_; }

  private:
    TimeZone(std::string name, const date::time_zone* zone) : name_(std::move(name)), zone_(zone) {}

    std::string name_;
    const date::time_zone* zone_;  // Owned by the process-wide database; never null.
};

}  // namespace tally::consumers
