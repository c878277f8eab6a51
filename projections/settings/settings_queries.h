#pragma once
// Questions about the control tables and tariffs.

#include "projections/page.h"
#include "projections/reader.h"
#include "projections/settings/settings_answers.h"

namespace tally::projections {

// Names of the tables, as settings() takes them.
[[nodiscard]] std::vector<std::string_view> settings_tables();
// Empty: all of them. Nothing: there is no such table.
[[nodiscard]] Answered<SettingsAnswer> settings(const Reader&, const domain::Code& table, const AsOf&);
[[nodiscard]] Result<PeriodsAnswer> periods(const Reader&, const AsOf&);
[[nodiscard]] Result<TariffsAnswer> tariffs(const Reader&, const AsOf&, const Page&);
[[nodiscard]] Answered<TariffAnswer> tariff(const Reader&, const domain::TariffId&, const AsOf&);

}  // namespace tally::projections
