#pragma once
// What an import reads, asked of a server: /v1/service-points/{id}/usage and the premise that it is at, found by
// /v1/search.

#include "consumers/intake/named_points.h"
#include "consumers/intake/usage_source.h"
#include "tools/tally/served_division.h"

namespace tally::tools {

class ServedUsageSource final : public consumers::UsageSource {
  public:
    explicit ServedUsageSource(ServedDivision& division) : division_(division) {}
    [[nodiscard]] consumers::DivisionResult<void> catch_up() override { return {}; }  // Each question waits by itself.
    [[nodiscard]] consumers::DivisionResult<Utility> utility() override;
    [[nodiscard]] consumers::DivisionResult<std::unique_ptr<consumers::RecordedUsage>> recorded(
        const domain::ServicePointId&, const domain::Code& channel) override;

  private:
    ServedDivision& division_;
};

class ServedNamedPoints final : public consumers::NamedPoints {
  public:
    explicit ServedNamedPoints(ServedDivision& division) : division_(division) {}

  protected:
    [[nodiscard]] consumers::DivisionResult<projections::SearchAnswer> search(const std::string& words) override;
    [[nodiscard]] consumers::DivisionResult<std::optional<projections::PremiseAnswer>> premise(
        const domain::PremiseId&) override;

  private:
    ServedDivision& division_;
};

}  // namespace tally::tools
