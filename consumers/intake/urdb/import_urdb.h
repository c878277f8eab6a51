#pragma once
// One file of tariffs of the Utility Rate Database into a division: each tariff is published, or nothing of the file.

#include <optional>

#include "consumers/commands/command_port.h"
#include "consumers/commands/held_division.h"
#include "consumers/intake/import_progress.h"
#include "consumers/intake/urdb/urdb_plan.h"
#include "consumers/intake/urdb/urdb_report.h"
#include "projections/settings/settings_answers.h"

namespace tally::consumers {

// What is published already. Of a division that this program holds, or of one that is asked.
class TariffSource {
  public:
    virtual ~TariffSource() = default;
    // Knows all that was answered before this call. Nothing: there is no such tariff.
    [[nodiscard]] virtual DivisionResult<std::optional<projections::TariffAnswer>> tariff(const domain::TariffId&) = 0;
};

class HeldTariffSource final : public TariffSource {
  public:
    explicit HeldTariffSource(HeldDivision& held) : held_(held) {}
    [[nodiscard]] DivisionResult<std::optional<projections::TariffAnswer>> tariff(const domain::TariffId&) override;

  private:
    HeldDivision& held_;
};

[[nodiscard]] tl::expected<UrdbImportReport, ImportError> import_urdb(CommandPort&, TariffSource&, const UrdbRequest&);

}  // namespace tally::consumers
