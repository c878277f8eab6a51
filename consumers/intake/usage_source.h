#pragma once
// What an import reads: the register that usage is for, and what usage of it is recorded. Of a division that this
// program holds, or of one that is asked.

#include <memory>
#include <optional>
#include <string>

#include "consumers/commands/held_division.h"
#include "consumers/intake/held_usage.h"
#include "consumers/intake/import_progress.h"
#include "eventstore/division/civil_time.h"

namespace tally::consumers {

// Recorded usage of a register, as of one point.
class RecordedUsage {
  public:
    virtual ~RecordedUsage() = default;
    [[nodiscard]] virtual const AskedRegister& asked() const = 0;
    // These as `holds_day` and `held_by` of a UsageImportRequest.
    [[nodiscard]] virtual bool hold(domain::Date day) = 0;
    [[nodiscard]] virtual std::optional<std::uint64_t> held_by(domain::Date from) = 0;
    // Position of the event that holds the read of the day.
    [[nodiscard]] virtual std::optional<std::uint64_t> read_held_by(domain::Date day) = 0;
    // Of a question that could not be answered.
    [[nodiscard]] virtual std::optional<DivisionError> failure() const = 0;
};

class UsageSource {
  public:
    struct Utility {
        std::string currency;
        std::string time_zone;
    };
    virtual ~UsageSource() = default;
    // Waits until what follows knows all that was answered before this call.
    [[nodiscard]] virtual DivisionResult<void> catch_up() = 0;
    [[nodiscard]] virtual DivisionResult<Utility> utility() = 0;
    // Null where there is no such register: see find_register().
    [[nodiscard]] virtual DivisionResult<std::unique_ptr<RecordedUsage>> recorded(const domain::ServicePointId&,
                                                                                  const domain::Code& channel) = 0;
};

// By which the utility's days begin and end. Errors: time_zone_unknown, or the division's.
[[nodiscard]] tl::expected<eventstore::CivilTime, ImportError> civil_time_of(UsageSource&);

class HeldUsageSource final : public UsageSource {
  public:
    explicit HeldUsageSource(HeldDivision& held) : held_(held) {}
    [[nodiscard]] DivisionResult<void> catch_up() override { return held_.catch_up(); }
    [[nodiscard]] DivisionResult<Utility> utility() override;
    [[nodiscard]] DivisionResult<std::unique_ptr<RecordedUsage>> recorded(const domain::ServicePointId&,
                                                                          const domain::Code& channel) override;

  private:
    HeldDivision& held_;
};

}  // namespace tally::consumers
