#pragma once
// What a division holds, for those who read before and after they write through a CommandPort: a store of their own, or
// a copy that follows the log on Kafka.

#include <cstdint>

#include "consumers/division_error.h"
#include "eventstore/division/division.h"

namespace tally::consumers {

class HeldDivision {
  public:
    virtual ~HeldDivision() = default;
    [[nodiscard]] virtual const eventstore::Division& division() const = 0;
    // Waits until log and views have all that was answered before this call.
    [[nodiscard]] virtual DivisionResult<void> catch_up() = 0;
    // Waits until log and views have that many events; the number comes from a receipt.
    [[nodiscard]] virtual DivisionResult<void> reach(std::uint64_t position) = 0;
};

// A store of this program's own.
class HeldStore final : public HeldDivision {
  public:
    explicit HeldStore(const eventstore::Division& division) : division_(division) {}
    [[nodiscard]] const eventstore::Division& division() const override { return division_; }
    [[nodiscard]] DivisionResult<void> catch_up() override;
    [[nodiscard]] DivisionResult<void> reach(std::uint64_t position) override;

  private:
    const eventstore::Division& division_;
};

}  // namespace tally::consumers
