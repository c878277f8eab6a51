// What the twelve months of a year cost under a tariff of the Utility Rate Database, by the product's own import and
// rating: for checkers that are not ours.
//
//     urdb_months TARIFF.json LOAD TIERS [RETURNED]
//
// LOAD, and RETURNED of what is sent back: files with the kWh of each hour of 2018, one a line, of at most six
// decimals. TIERS: by_share,
// in_order_of_time or by_period. Prints a line a bill line: month, component, kind, quantity, price, exact amount,
// rounded amount. Exit code 1, with what is wrong, where the tariff is refused.

#include <fmt/format.h>
#include <fstream>
#include <string>

#include "consumers/intake/number_text.h"
#include "consumers/intake/urdb/urdb_plan.h"
#include "tests/support/published_tariff.h"
#include "tests/support/text.h"

namespace {

using namespace tally;
using namespace tally::domain;

int wrong(const std::string& what) {
    fmt::print(stderr, "{}\n", what);
    return 1;
}

bool read_hours(const char* path, std::vector<Quantity>& hours) {
    std::ifstream file{path};
    std::string line;
    while (std::getline(file, line))
        if (consumers::quantity_of(line, 0, hours.emplace_back()) != consumers::NumberError::none) return false;
    return hours.size() == 365 * 24;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 4 && argc != 5) return wrong("usage: urdb_months TARIFF.json LOAD TIERS [RETURNED]");
    consumers::UrdbRequest request;
    request.file = argv[1];
    request.target.tariff = TariffId{"T"};
    request.target.service = Code{"gas"};
    request.target.effective_from = test::date("2018-01-01");
    for (const auto tiers : {TierUse::by_share, TierUse::in_order_of_time, TierUse::by_period})
        if (name_of(tiers) == argv[3]) request.target.tier_use = tiers;
    if (!request.target.tier_use) return wrong("no way of tiers: " + std::string{argv[3]});
    std::vector<rating::MeasuredIntervals> channels;
    for (const int file : {2, 4}) {
        if (file >= argc) continue;
        std::vector<Quantity> hours;
        if (!read_hours(argv[file], hours)) return wrong("no 8,760 hours of kWh: " + std::string{argv[file]});
        channels.push_back(test::measured_year(std::move(hours), file == 2 ? "E1" : "E2"));
    }
    if (channels.size() == 2) request.target.returned_channels = {Code{"E2"}};
    const auto plan = consumers::plan_urdb(request);
    if (!plan) return wrong(plan.error().message);
    for (const auto& one : plan->findings.kept)
        return wrong(fmt::format("{}: {}: {}", one.path.str(), one.value.str(), one.why.str()));
    test::PublishedTariff tariff{plan->commands.front()};
    for (unsigned month = 1; month <= 12; ++month) {
        const auto lines = tariff.bill(channels, test::month_of_measured_year(month));
        if (!lines) return wrong(lines.error().cure);
        for (const BillLine& line : *lines)
            fmt::print("{} {} {} {} {} {} {}\n", month, line.component.str(), name_of(line.component_kind),
                       to_string(line.quantity), to_string(line.price), to_string(line.unrounded),
                       to_string(line.amount, 2));
    }
    return 0;
}
