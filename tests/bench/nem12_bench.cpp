// A NEM12 file of quarters of an hour becomes committed events, as `tally import nem12` does it, beside nemreader,
// which only reads the file. Then what the store weighs for each value, everything merged, beside raw 32-bit values.
//
//     nem12_bench [METERS] [DAYS] [DIRECTORY]

#include <cmath>
#include <fmt/format.h>
#include <fstream>

#include "consumers/commands/division_port.h"
#include "consumers/intake/nem12/import_nem12.h"
#include "tests/bench/peer.h"
#include "tests/bench/power_customers.h"
#include "tests/support/text.h"

namespace {

namespace fs = std::filesystem;
using namespace tally;
using namespace tally::bench;

// The sum of all values, in watt hours.
std::int64_t write_file(const fs::path& path, std::uint64_t meters, int days, domain::Date first) {
    std::ofstream file{path};
    file << "100,NEM12,202201010000,MDP,RET\n";
    std::int64_t sum = 0;
    std::string line;
    for (std::uint64_t meter = 0; meter < meters; ++meter) {
        file << "200," << household_nmi(meter) << ",E1,1,E1,N1,M" << meter << ",kWh,15,\n";
        for (int day = 0; day < days; ++day) {
            const domain::Date date = first + day;
            const auto at = domain::ymd(date);
            line = fmt::format("300,{:04}{:02}{:02}", static_cast<int>(at.year), at.month, at.day);
            for (int quarter = 0; quarter < quarters_a_day; ++quarter) {
                const auto watt_hours = household_watt_hours(meter, date.days, quarter);
                sum += watt_hours;
                line += fmt::format(",{}.{:03}", watt_hours / 1'000, watt_hours % 1'000);
            }
            file << line << ",A,,,20220401120000,20220401120000\n";
        }
    }
    file << "900\n";
    return sum;
}

struct Imported {
    double values = 0;
    double sum = 0;  // In kWh.
    double seconds = 0;
    double cpu = 0;
};
// With nemreader, on the same file.
void compare(const fs::path& file, const Imported& ours, Figures& figures) {
    Goal goal{"null", "null", "nemreader 0.9.2: it did not run"};
    if (const auto peer = run_peer("nemreader_values.py", {file})) {
        require(peer->at("values") == ours.values && std::abs(peer->at("sum") - ours.sum) < 0.001,
                fmt::format("nemreader reads {} values that add up to {}", peer->at("values"), peer->at("sum")));
        const double theirs = ours.values / peer->at("wall");
        goal = {fmt::format("{:.0f}", 3 * theirs), fmt::format("{:.0f}", 10 * theirs),
                fmt::format("nemreader 0.9.2 beside it, reading only: {:.0f} values/s", theirs)};
        figures.add("nem12.nemreader_values_per_second", theirs, "values/s", Better::higher);
        figures.add("nem12.times_nemreader", ours.values / ours.seconds / theirs, "x", Better::higher,
                    {"3", "10", "nemreader 0.9.2"});
        figures.add("nem12.times_nemreader_of_cpu", peer->at("cpu") / ours.cpu, "x", Better::higher,
                    {"3", "10", "nemreader 0.9.2"});
    }
    figures.add("nem12.committed_values_per_second", ours.values / ours.seconds, "values/s", Better::higher, goal);
}

void weigh(const fs::path& directory, double values, Figures& figures) {
    RawStores raw = open_raw(directory);
    // As `tally compact` does it.
    require(raw.log->compact(eventstore::Compression::densest, nullptr), "compacting");
    require(raw.views->compact(eventstore::Compression::densest, nullptr), "compacting");
    const auto log = static_cast<double>(raw.log->bytes_on_disk()) / values;
    const auto views = static_cast<double>(raw.views->bytes_on_disk()) / values;
    constexpr double raw_bytes = 4;
    figures.add("interval.log_bytes_per_value", log, "bytes", Better::lower);
    figures.add("interval.view_bytes_per_value", views, "bytes", Better::lower);
    figures.add("interval.store_bytes_per_value", log + views, "bytes", Better::lower,
                {"4", "1.6", "a raw 32-bit value"});
    figures.add("interval.store_bytes_per_raw_byte", (log + views) / raw_bytes, "x", Better::lower,
                {"1", "0.4", "raw 32-bit values"});
}

}  // namespace

int main(int argc, char** argv) {
    const std::uint64_t meters = number_argument(argc, argv, 1, 100);
    const int days = static_cast<int>(number_argument(argc, argv, 2, 90));
    const fs::path directory = directory_argument(argc, argv, 3, "tally-nem12-bench");
    const domain::Date first = test::date("2022-01-01");
    const fs::path file = directory / "meters.csv";
    Figures figures;
    const auto values = static_cast<double>(meters) * days * quarters_a_day;
    {
        // Queensland's clock is the file's all year.
        auto utility = BenchUtility::create(directory, "Australia/Brisbane");
        const double sum = static_cast<double>(write_file(file, meters, days, first)) / 1'000;
        prepare_households(utility, meters, first - 1);
        utility.set_today(first + days + 1);
        consumers::DivisionPort port(utility.division());
        consumers::HeldStore held(utility.division());
        consumers::HeldUsageSource source(held);
        consumers::HeldNamedPoints points(held);
        consumers::Nem12Request request;
        request.file = file;
        request.actor = domain::Plain{"bench"};
        forget_peak_memory();
        const double cpu_before = cpu_seconds();
        const auto threads_before = cpu_seconds_by_thread();
        const auto start = Clock::now();
        const auto report = consumers::import_nem12(port, source, points, request, [](const auto&) { return true; });
        const double committed = seconds_since(start);
        utility.catch_up();
        const double caught_up = seconds_since(start);
        const double cpu = cpu_seconds() - cpu_before;
        require(report.has_value(), "the file is not imported");
        require(report->accepted == meters * static_cast<std::uint64_t>(days) && report->findings == 0,
                fmt::format("{} days were recorded, {} left out", report->accepted, report->findings));
        figures.note(fmt::format("{:.0f} values of {} meters, {:.1f} MB", values, meters,
                                 static_cast<double>(fs::file_size(file)) / 1e6));
        for (const auto& [name, spent] : cpu_seconds_by_thread()) {
            const auto before = threads_before.find(name);
            const double used = spent - (before == threads_before.end() ? 0 : before->second);
            if (used >= 0.01) figures.note(fmt::format("    {:<20} {:>8.3f} s of CPU", name, used));
        }
        compare(file, {values, sum, committed, cpu}, figures);
        figures.add("nem12.folded_values_per_second", values / caught_up, "values/s", Better::higher);
        figures.add("nem12.cpu_per_value", cpu / values * 1e9, "ns", Better::lower);
        figures.add("nem12.peak_memory", peak_memory_mib(), "MiB", Better::lower);
        utility.close();
    }
    weigh(directory, values, figures);
    fs::remove_all(directory);
    return 0;
}
