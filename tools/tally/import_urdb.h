#pragma once
// tally import urdb: tariffs of the Utility Rate Database (OpenEI), versions 7 and 8 of its API.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "consumers/intake/urdb/import_urdb.h"
#include "tools/tally/served_division.h"
#include "tools/tally/session.h"

namespace tally::tools {

struct UrdbOptions {
    std::string tariff;
    std::string service;
    std::string effective_from;
    std::string tiers;
    std::optional<int> price_decimals;
    std::optional<int> ratchet_months;
    std::string ratchet_by;
    std::vector<std::string> returned_channels;
    std::string year_ends;
    bool print = false;
};
void add_urdb_options(CLI::App&, UrdbOptions&);

// False, with the error printed: an option is wrong.
[[nodiscard]] bool read_urdb_options(Session&, const UrdbOptions&, consumers::UrdbRequest&);

// One file; the report is printed.
void import_urdb_file(Session&, consumers::CommandPort&, consumers::TariffSource&, const consumers::UrdbRequest&,
                      const std::function<void(const consumers::DivisionError&)>& division_failed);
// Its commands as JSON Lines, instead of sending them.
void print_urdb_file(Session&, const consumers::UrdbRequest&);

// Asks a server.
class ServedTariffSource final : public consumers::TariffSource {
  public:
    explicit ServedTariffSource(ServedDivision& division) : division_(division) {}
    [[nodiscard]] consumers::DivisionResult<std::optional<projections::TariffAnswer>> tariff(
        const domain::TariffId&) override;

  private:
    ServedDivision& division_;
};

}  // namespace tally::tools
