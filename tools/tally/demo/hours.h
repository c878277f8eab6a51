#pragma once
// Customers whose electricity is measured every quarter of an hour, and priced by the hour; the last one sends energy
// back.

#include <random>
#include <vector>

#include "eventstore/division/civil_time.h"
#include "tools/tally/demo/sender.h"

namespace tally::tools {

class DemoHours {
  public:
    DemoHours(DemoSender& sender, eventstore::CivilTime time, std::uint64_t seed)
        : sender_(sender), time_(time), random_(seed) {}

    void set_up(std::uint32_t customers);
    // On some days the values of each meter up to yesterday arrive; on one day of a month what is owed is paid.
    void run_day();

  private:
    [[nodiscard]] domain::Command customer(std::size_t number) const;
    [[nodiscard]] domain::RecordIntervalDay day_of(std::size_t number, domain::Date);
    void send_solar_day(domain::Date);
    void pay();
    [[nodiscard]] bool is_solar(std::size_t number) const { return number == solar_; }

    DemoSender& sender_;
    eventstore::CivilTime time_;
    std::mt19937_64 random_;
    std::vector<domain::AccountId> accounts_;
    std::size_t solar_ = 0;  // Its number.
    domain::Date next_day_;  // Whose values come next.
};

}  // namespace tally::tools
