#pragma once
// What a bill run reads: which accounts are due, and what the events that answered its commands say. Of a division that
// this program holds, or of one that is asked.

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "consumers/commands/held_division.h"
#include "domain/events.h"
#include "projections/calendar/calendar_queries.h"

namespace tally::consumers {

class BillSource {
  public:
    virtual ~BillSource() = default;
    // Waits until what follows knows all that was answered before this call.
    [[nodiscard]] virtual DivisionResult<void> catch_up() = 0;
    // In the order of their ids. Nothing: the date lies in no window of the cycle.
    [[nodiscard]] virtual DivisionResult<std::optional<std::vector<projections::DueAccount>>> due(
        const domain::Code& cycle, domain::Date bill_date) = 0;
    // Waits until the events before that position can be read; it comes from a receipt.
    [[nodiscard]] virtual DivisionResult<void> reach(std::uint64_t position) = 0;
    // How many can be read.
    [[nodiscard]] virtual DivisionResult<std::uint64_t> end() = 0;
    // All of them are before end().
    [[nodiscard]] virtual DivisionResult<void> each_event(
        std::uint64_t first, std::uint64_t count, const std::function<void(const domain::RecordedEvent&)>& use) = 0;
};

class HeldBillSource final : public BillSource {
  public:
    explicit HeldBillSource(HeldDivision& held) : held_(held) {}
    [[nodiscard]] DivisionResult<void> catch_up() override { return held_.catch_up(); }
    [[nodiscard]] DivisionResult<std::optional<std::vector<projections::DueAccount>>> due(
        const domain::Code& cycle, domain::Date bill_date) override;
    [[nodiscard]] DivisionResult<void> reach(std::uint64_t position) override { return held_.reach(position); }
    [[nodiscard]] DivisionResult<std::uint64_t> end() override;
    [[nodiscard]] DivisionResult<void> each_event(
        std::uint64_t first, std::uint64_t count,
        const std::function<void(const domain::RecordedEvent&)>& use) override;

  private:
    HeldDivision& held_;
};

}  // namespace tally::consumers
