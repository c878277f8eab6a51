#pragma once
// What usage of a register a division holds already, as of one point: what a file may replace and what it must leave.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "domain/core/date.h"
#include "domain/core/text.h"
#include "domain/premise/state.h"
#include "eventstore/division/division.h"
#include "eventstore/result.h"
#include "eventstore/views/point.h"

namespace tally::consumers {

// A register of the meter that a service point has.
struct AskedRegister {
    domain::Code channel;
    std::string unit;
    domain::Date measured_from;  // Since then there has been a meter at the service point.
};

// The register that usage of the service point is for: its only one, or that of the channel. Nothing: there is none.
[[nodiscard]] std::optional<AskedRegister> asked_register(const domain::ServicePointState&,
                                                          const domain::Code& channel);
// The register that usage is for: the service point's only one, or that of the channel. Nothing where there is none.
[[nodiscard]] eventstore::Result<std::optional<AskedRegister>> find_register(const eventstore::Division&,
                                                                             const eventstore::Point&,
                                                                             const domain::ServicePointId&,
                                                                             const domain::Code& channel);

// Answers `holds_day` and `held_by` of a UsageImportRequest.
class HeldUsage {
  public:
    HeldUsage(const eventstore::Division& division, std::shared_ptr<const eventstore::Point> point,
              domain::ServicePointId service_point, AskedRegister asked)
        : division_(division),
          point_(std::move(point)),
          service_point_(std::move(service_point)),
          asked_(std::move(asked)) {}

    // Whether usage of the day is recorded. Asked for the first and last day of a file.
    [[nodiscard]] bool hold(domain::Date day);
    // Position of the event that holds the usage whose first day this is.
    [[nodiscard]] std::optional<std::uint64_t> held_by(domain::Date from);
    // Position of the event that holds the read of the day.
    [[nodiscard]] std::optional<std::uint64_t> read_held_by(domain::Date day);
    // Of a question that could not be answered.
    [[nodiscard]] const std::optional<eventstore::StoreError>& failure() const { return failure_; }

  private:
    [[nodiscard]] std::vector<domain::UsageEntry> entries_of(domain::Date month);
    [[nodiscard]] std::optional<std::uint64_t> held_by(domain::Date from, bool is_read);

    const eventstore::Division& division_;
    std::shared_ptr<const eventstore::Point> point_;
    domain::ServicePointId service_point_;
    AskedRegister asked_;
    std::optional<domain::Date> read_month_;   // The month that was looked at last, and
    std::vector<domain::UsageEntry> entries_;  // what it holds.
    std::optional<eventstore::StoreError> failure_;
};

}  // namespace tally::consumers
