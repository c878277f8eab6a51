#pragma once
// Which register a row of a CSV file is of: by the names that the row has, on a day.

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "consumers/intake/csv/csv_mapping.h"
#include "consumers/intake/named_points.h"

namespace tally::consumers {

struct CsvRegister {
    domain::ServicePointId service_point;
    domain::Date installed_on;  // Its meter.
    domain::MeterRegister counts;
};
// Why a row has none.
struct CsvNoRegister {
    enum class Of : std::uint8_t { point, channel, day };  // Of all rows of the point, of the channel, or of the day.
    Of of = Of::day;
    std::string field;
    std::string why;
};

class CsvRegisters {
  public:
    CsvRegisters(NamedPoints& points, const CsvMapping& mapping) : points_(points), mapping_(mapping) {}

    // `point` and `channel` as the row has them.
    [[nodiscard]] DivisionResult<std::variant<CsvRegister, CsvNoRegister>> on(const std::string& point,
                                                                              const std::string& channel, domain::Date);
    // The channel of the ledger that the file calls so; empty: the only one.
    [[nodiscard]] domain::Code channel_called(const std::string& channel) const;

  private:
    // What of a service point is kept.
    struct Point {
        domain::ServicePointId service_point;
        std::vector<domain::InstalledMeter> meters;
    };
    using Points = std::vector<Point>;
    using Found = std::variant<CsvRegister, CsvNoRegister>;

    [[nodiscard]] DivisionResult<const Points*> named(const std::string& name);
    [[nodiscard]] bool is_by_meter() const { return mapping_.meter.is_set(); }
    [[nodiscard]] Found without_point(const std::string& name, std::size_t found) const;
    [[nodiscard]] Found without_meter(const Points&, const std::string& name, domain::Date) const;
    [[nodiscard]] Found register_of(const Point&, const domain::InstalledMeter&, const std::string& channel) const;
    [[nodiscard]] std::string cure_of_channel(const std::string& channel) const;

    NamedPoints& points_;
    const CsvMapping& mapping_;
    std::map<std::string, Points> known_;
};

}  // namespace tally::consumers
