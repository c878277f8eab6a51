#pragma once
// What a bill run reads, asked of a server: /v1/calendar and /v1/events.

#include "consumers/processes/bill_run/bill_source.h"
#include "tools/tally/served_division.h"

namespace tally::tools {

class ServedBillSource final : public consumers::BillSource {
  public:
    explicit ServedBillSource(ServedDivision& division) : division_(division) {}
    // Whether there is such a cycle.
    [[nodiscard]] consumers::DivisionResult<bool> knows(const domain::Code& cycle);

    [[nodiscard]] consumers::DivisionResult<void> catch_up() override { return {}; }  // Each question waits by itself.
    [[nodiscard]] consumers::DivisionResult<std::optional<std::vector<projections::DueAccount>>> due(
        const domain::Code& cycle, domain::Date bill_date) override;
    [[nodiscard]] consumers::DivisionResult<void> reach(std::uint64_t position) override;
    [[nodiscard]] consumers::DivisionResult<std::uint64_t> end() override { return end_; }
    [[nodiscard]] consumers::DivisionResult<void> each_event(
        std::uint64_t first, std::uint64_t count,
        const std::function<void(const domain::RecordedEvent&)>& use) override;

  private:
    [[nodiscard]] std::string target_of(const domain::Code& cycle) const;

    ServedDivision& division_;
    std::uint64_t end_ = 0;
};

}  // namespace tally::tools
