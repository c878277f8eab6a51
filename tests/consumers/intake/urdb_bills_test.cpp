// Bills of published tariffs against bills that another engine computed for the same tariffs and loads. The files stand
// beside the project; tests skip where they are absent.

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "consumers/intake/urdb/urdb_plan.h"
#include "domain/rating/rating.h"
#include "tests/support/published_tariff.h"
#include "tests/support/text.h"

namespace tally::consumers {
namespace {

namespace fs = std::filesystem;
using domain::BillLine;
using domain::ComponentKind;
using domain::TierUse;
using test::date;

fs::path urdb_folder() {
    return fs::path{TALLY_SOURCE_DIR} / "../shared/data/urdb";
}
#define TALLY_NEEDS_URDB_FILES() \
    if (!fs::exists(urdb_folder())) GTEST_SKIP() << "NOT TESTED: the files of tariffs are not at " << urdb_folder()

fs::path tariff_file(const std::string& name) {
    for (const auto* folder : {"pysam", "reopt", "openstudio-hpxml"})
        if (auto path = urdb_folder() / folder / (name + ".json"); fs::exists(path)) return path;
    return {};
}

UrdbRequest request_for(const fs::path& file, TierUse tiers = TierUse::in_order_of_time) {
    UrdbRequest request;
    request.file = file;
    request.target.tariff = domain::TariffId{file.stem().string().substr(0, 60)};
    request.target.service = domain::Code{"gas"};
    request.target.effective_from = date("2018-01-01");
    request.target.tier_use = tiers;
    return request;
}

// Kilowatt hours of each hour of a year.
std::vector<domain::Quantity> load_of(const std::string& name) {
    std::ifstream file{urdb_folder() / "ssc" / (name + ".csv")};
    std::vector<domain::Quantity> hours;
    std::string line;
    while (std::getline(file, line)) {
        if (line.starts_with("\xef\xbb\xbf")) line.erase(0, 3);
        if (line.find_first_of("0123456789") == std::string::npos) continue;
        hours.push_back({std::llround(std::stod(line) * 1e6)});
    }
    return hours;
}

struct GoldenMonth {
    double fixed = 0, energy = 0, demand_flat = 0, demand_tou = 0, minimum = 0, total = 0;
};
std::vector<GoldenMonth> golden_of(const fs::path& path) {
    std::ifstream file{path};
    std::vector<GoldenMonth> months;
    std::string line;
    std::getline(file, line);
    while (std::getline(file, line)) {
        if (line.empty() || line.front() == '#') continue;
        std::replace(line.begin(), line.end(), ',', ' ');
        std::istringstream fields{line};
        int month = 0;
        GoldenMonth one;
        fields >> month >> one.fixed >> one.energy >> one.demand_flat >> one.demand_tou >> one.minimum >> one.total;
        months.push_back(one);
    }
    return months;
}

using test::measured_year;

class PublishedTariff {
  public:
    explicit PublishedTariff(const domain::PublishTariff& command) : tariff_(command) {}
    [[nodiscard]] std::vector<BillLine> bill(const domain::rating::MeasuredIntervals& measured, domain::Period days) {
        auto lines = tariff_.bill({&measured, 1}, days);
        EXPECT_TRUE(lines.has_value()) << lines.error().cure;
        return lines ? std::move(*lines) : std::vector<BillLine>{};
    }

  private:
    test::PublishedTariff tariff_;
};

struct Sum {
    double rounded = 0;
    double exact = 0;
    int lines = 0;
};
template <class Counts>
Sum sum_of(const std::vector<BillLine>& lines, Counts&& counts) {
    Sum sum;
    for (const auto& line : lines) {
        if (!counts(line)) continue;
        sum.rounded += static_cast<double>(line.amount.minor) / 100;
        sum.exact += static_cast<double>(line.unrounded.units) / 1e8;
        ++sum.lines;
    }
    return sum;
}

// To the cent: each line is rounded once. The arithmetic before that is held closer, up to the decimals of quantities
// (a millionth of a kWh) and, where they were rounded, of prices.
void expect_cents(const std::string& what, const Sum& ours, double theirs) {
    EXPECT_NEAR(ours.rounded, theirs, 0.005 * ours.lines + 0.0002) << what << ", " << ours.lines << " lines";
    EXPECT_NEAR(ours.exact, theirs, 0.0005) << what;
}

bool is_flat(const BillLine& line) {
    return line.component_kind == ComponentKind::demand && line.component.str().starts_with("flat");
}

void hold_against(const fs::path& golden) {
    SCOPED_TRACE(golden.filename().string());
    const std::string name = golden.stem().string();
    const auto first = name.find("__"), second = name.rfind("__");
    const std::string tariff = name.substr(0, first), load = name.substr(first + 2, second - first - 2);
    const bool chronological = name.ends_with("chronological");
    auto request = request_for(tariff_file(tariff), chronological ? TierUse::in_order_of_time : TierUse::by_share);
    // Its prices were 32-bit numbers once.
    if (tariff == "urdbv7") {
        request.reading.round_prices_to = 8;
        request.target.returned_channels = {domain::Code{"E2"}};
        // Tiers in order of time are of their net billing: what is netted over a bill has no order of time.
        if (chronological) request.reading.ignored = {"dgrules"};
    }
    auto plan = plan_urdb(request);
    ASSERT_TRUE(plan.has_value()) << plan.error().message;
    for (const auto& one : plan->findings.kept) ADD_FAILURE() << one.path.str() << ": " << one.why.str();
    ASSERT_EQ(plan->commands.size(), 1u);
    PublishedTariff published{plan->commands.front()};
    const auto measured = measured_year(load_of(load));
    ASSERT_EQ(measured.days.size(), 365u);
    const auto months = golden_of(golden);
    ASSERT_EQ(months.size(), 12u);
    for (unsigned month = 1; month <= 12; ++month) {
        SCOPED_TRACE("month " + std::to_string(month));
        const auto from = domain::day_of_month(2018, month, 1);
        const auto until = domain::add_months(from, 1, 1);
        const auto lines = published.bill(measured, {from, until});
        const auto& theirs = months[month - 1];
        const auto kind = [](ComponentKind of) {
            return [of](const BillLine& line) { return line.component_kind == of; };
        };
        // Their engine has no daily charge; the file's is 3.298 a day.
        const double fixed = tariff == "multi_tier_urdb_response" ? 3.298 * (until - from) : theirs.fixed;
        const auto daily = kind(ComponentKind::per_day), monthly = kind(ComponentKind::fixed);
        expect_cents("fixed", sum_of(lines, [&](const BillLine& line) { return daily(line) || monthly(line); }), fixed);
        expect_cents("energy", sum_of(lines, kind(ComponentKind::usage)), theirs.energy);
        expect_cents("flat demand", sum_of(lines, is_flat), theirs.demand_flat);
        const auto by_hour = [](const BillLine& line) {
            return line.component_kind == ComponentKind::demand && !is_flat(line);
        };
        expect_cents("demand", sum_of(lines, by_hour), theirs.demand_tou);
        expect_cents("minimum", sum_of(lines, kind(ComponentKind::minimum)), theirs.minimum);
        expect_cents("total", sum_of(lines, [](const BillLine&) { return true; }), theirs.total - theirs.fixed + fixed);
    }
}

TEST(UrdbBills, EveryMonthAgreesWithBillsOfAnotherEngineToTheCent) {
    TALLY_NEEDS_URDB_FILES();
    std::size_t files = 0;
    for (const auto& entry : fs::directory_iterator{urdb_folder() / "golden"}) {
        if (entry.path().extension() != ".csv") continue;
        hold_against(entry.path());
        ++files;
    }
    EXPECT_GE(files, 10u);
}

// All usage of a year under each of the three readings, as a program written separately counted it.
TEST(UrdbBills, TiersOfSeveralPeriodsHaveThreeReadings) {
    TALLY_NEEDS_URDB_FILES();
    const auto measured = measured_year(load_of("pvsamv1_residential_load"));
    const std::map<TierUse, double> expected{
        {TierUse::by_share, 480.6234}, {TierUse::in_order_of_time, 480.3720}, {TierUse::by_period, 461.5030}};
    for (const auto& [tiers, energy] : expected) {
        const auto plan = plan_urdb(request_for(tariff_file("sample_tiered_tou"), tiers));
        ASSERT_TRUE(plan && plan->findings.empty());
        PublishedTariff published{plan->commands.front()};
        double sum = 0;
        for (unsigned month = 1; month <= 12; ++month) {
            const auto from = domain::day_of_month(2018, month, 1);
            sum += sum_of(published.bill(measured, {from, domain::add_months(from, 1, 1)}), [](const BillLine& line) {
                       return line.component_kind == ComponentKind::usage;
                   }).exact;
        }
        EXPECT_NEAR(sum, energy, 0.0002) << name_of(tiers);
    }
}

TEST(UrdbBills, EveryFileIsPublishedOrRefusedWithPaths) {
    TALLY_NEEDS_URDB_FILES();
    std::vector<std::string> published, refused;
    for (const auto& entry : fs::recursive_directory_iterator{urdb_folder()}) {
        if (entry.path().extension() != ".json") continue;
        const auto plan = plan_urdb(request_for(entry.path()));
        ASSERT_TRUE(plan.has_value()) << plan.error().message;
        for (const auto& one : plan->findings.kept) {
            EXPECT_FALSE(one.path.empty()) << entry.path() << ": " << one.why.str();
            EXPECT_FALSE(one.cure.empty()) << entry.path() << ": " << one.why.str();
        }
        (plan->findings.empty() ? published : refused).push_back(entry.path().stem().string());
        if (!plan->findings.empty()) continue;
        for (const auto& command : plan->commands) PublishedTariff{command};
    }
    EXPECT_THAT(published, testing::UnorderedElementsAre("multi_tier_urdb_response", "sample_tiered_tou",
                                                         "urdb_rate_539f6a23ec4f024411ec8beb"));
    EXPECT_THAT(refused, testing::UnorderedElementsAre("URDB_customer_generation", "lookback_rate", "monthly_rate",
                                                       "tiered_energy_rate", "urdb_rate", "urdbv7"));
}

// A tariff in a file's text, and what ten days of two kWh an hour cost. Each expectation shows its sum in a comment.
std::vector<std::string> ten_days(const std::string& json, TierUse tiers = TierUse::in_order_of_time) {
    const auto document = urdb_json_of("file.json", json);
    EXPECT_TRUE(document.has_value());
    const auto plan = plan_urdb(*document, request_for("T.json", tiers));
    for (const auto& one : plan.findings.kept) ADD_FAILURE() << one.path.str() << ": " << one.why.str();
    if (!plan.findings.empty()) return {};
    PublishedTariff published{plan.commands.front()};
    const auto measured = measured_year(std::vector<domain::Quantity>(365 * 24, domain::Quantity{2'000'000}));
    std::vector<std::string> text;
    for (const auto& line : published.bill(measured, {date("2018-06-01"), date("2018-06-11")}))
        text.push_back(line.component.str() + " " + to_string(line.quantity) + " x " + to_string(line.price) + " = " +
                       to_string(line.amount, 2));
    return text;
}
using Texts = std::vector<std::string>;

TEST(UrdbBills, ChargesAndBoundsOfADayCountTheDays) {
    // 10 x 0.5; 480 kWh of which 10 x 30 are in the first tier; 5 + 30 + 36 = 71, up to 10 x 8 = 80.
    EXPECT_EQ(ten_days(R"({"fixedchargefirstmeter":0.5,"fixedchargeunits":"$/day","mincharge":8,
        "minchargeunits":"$/day","energyratestructure":[[{"max":30,"rate":0.1,"unit":"kWh daily"},
        {"rate":0.15,"adj":0.05,"unit":"kWh daily"}]]})"),
              (Texts{"fixed 10 x 0.5 = 5.00", "energy 300 x 0.1 = 30.00", "energy 180 x 0.2 = 36.00",
                     "minimum 1 x 8 = 9.00"}));
}

TEST(UrdbBills, AYearsChargeIsBilledInTwelfthsAndAMonthsMinimumByItsShare) {
    // Ten days of thirty: a third of 120 / 12, of 480 kWh at 0.01, up to a third of 60.
    EXPECT_EQ(ten_days(R"({"fixedchargefirstmeter":120,"fixedchargeunits":"$/year","minmonthlycharge":60,
        "energyratestructure":[[{"rate":0.01}]]})"),
              (Texts{"fixed 1 x 10 = 3.33", "energy 480 x 0.01 = 4.80", "minimum 1 x 60 = 11.87"}));
}

TEST(UrdbBills, ABillOverAChangeOfMonthsHasTheDemandOfEachAtItsShareOfTheDays) {
    const auto document = urdb_json_of("f", R"({"energyratestructure":[[{"rate":0}]],
        "flatdemandstructure":[[{"rate":5}],[{"rate":7}]],"flatdemandmonths":[0,0,0,0,0,1,1,1,0,0,0,0]})");
    ASSERT_TRUE(document.has_value());
    const auto plan = plan_urdb(*document, request_for("T.json"));
    ASSERT_EQ(plan.commands.size(), 1u);
    PublishedTariff published{plan.commands.front()};
    const auto measured = measured_year(std::vector<domain::Quantity>(365 * 24, domain::Quantity{2'000'000}));
    const auto demand = [&](std::string_view from, std::string_view until) {
        return sum_of(published.bill(measured, {date(from), date(until)}),
                      [](const BillLine& line) { return line.component_kind == ComponentKind::demand; })
            .rounded;
    };
    EXPECT_EQ(demand("2018-05-01", "2018-06-01"), 10);
    EXPECT_EQ(demand("2018-06-01", "2018-07-01"), 14);
    // 16 and 15 days of 31: 5.16 + 6.77.
    EXPECT_NEAR(static_cast<double>(demand("2018-05-16", "2018-06-16")), 11.93, 1e-9);
}

TEST(UrdbBills, UsageAtOnePriceFillsTheTiersOfItsMonth) {
    // From noon on the second period: 240 kWh in each. A third of 600 is the bound of ten days.
    std::string days = "[";
    for (int month = 0; month < 12; ++month) {
        days += month == 0 ? "[" : ",[";
        for (int hour = 0; hour < 24; ++hour) days += std::string(hour == 0 ? "" : ",") + (hour < 12 ? "0" : "1");
        days += "]";
    }
    days += "]";
    const std::string json = R"({"energyratestructure":[[{"rate":0.1}],[{"max":600,"rate":0.2},{"rate":0.3}]],)"
                             R"("energyweekdayschedule":)" +
                             days + R"(,"energyweekendschedule":)" + days + "}";
    // Four days are 192 kWh, 96 in each period; the other eight under the bound are used in the morning of the fifth.
    EXPECT_EQ(ten_days(json), (Texts{"energy-0 104 x 0.1 = 10.40", "energy-0 136 x 0.1 = 13.60",
                                     "energy-1 96 x 0.2 = 19.20", "energy-1 144 x 0.3 = 43.20"}));
    // Half of each tier is each period's.
    EXPECT_EQ(ten_days(json, TierUse::by_share), (Texts{"energy-0 100 x 0.1 = 10.00", "energy-0 140 x 0.1 = 14.00",
                                                        "energy-1 100 x 0.2 = 20.00", "energy-1 140 x 0.3 = 42.00"}));
    EXPECT_EQ(ten_days(json, TierUse::by_period),
              (Texts{"energy-0 240 x 0.1 = 24.00", "energy-1 200 x 0.2 = 40.00", "energy-1 40 x 0.3 = 12.00"}));
}

}  // namespace
}  // namespace tally::consumers
