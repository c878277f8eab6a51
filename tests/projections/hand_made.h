#pragma once
// Events as they could stand in the log, made by hand: what a view does with them is then independent of any rule.

#include <string>
#include <string_view>
#include <vector>

#include "domain/events.h"
#include "domain/world.h"
#include "tests/support/text.h"

namespace tally::test {

// A log under construction: gives positions and versions, one command id a call of next_command().
class HandMadeLog {
  public:
    HandMadeLog& next_command(std::string_view recorded_at = {});
    template <class Payload>
    HandMadeLog& account(std::string_view id, Payload payload) {
        payload.account = domain::AccountId{id};
        return add(stream_of(domain::AccountId{id}), domain::Event{std::move(payload)});
    }
    HandMadeLog& add(const domain::StreamId& stream, domain::Event event);
    [[nodiscard]] const std::vector<domain::RecordedEvent>& events() const { return events_; }

    // The division with class RES and cycle M01 (windows from the 3rd to the 9th of each month of 2022).
    void add_settings();
    // Person P-<n> "Ada <n> Smith", location L-<n> with gas point L-<n>-G, account A-<n> with agreement A-<n>-GAS.
    void add_customer(const std::string& n, std::string_view opened_on = "2022-01-01");
    // Segment, invoice and statement; ids end in the number.
    void add_bill(const std::string& account, int number, std::string_view bill_date, std::string_view due_date,
                  std::string_view amount);
    // Payment and, where an invoice is named, its allocation: at most what is open.
    void add_payment(const std::string& account, int number, std::string_view received_on, std::string_view amount,
                     std::string_view invoice = {});
    // The payment's tender is taken back, of which nothing was allocated.
    void add_cancelled_tender(const std::string& account, int number, std::string_view on, std::string_view amount);

  private:
    [[nodiscard]] domain::Financial financial(std::string_view effective, domain::Money payoff,
                                              std::vector<std::pair<domain::GlRole, domain::Money>> postings) const;
    std::vector<domain::RecordedEvent> events_;
    std::uint64_t commands_ = 0;
    domain::Instant recorded_at_ = instant("2022-01-01T12:00:00Z");
};

}  // namespace tally::test
