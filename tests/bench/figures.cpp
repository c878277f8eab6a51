#include "tests/bench/figures.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <sstream>
#include <sys/resource.h>
#include <unistd.h>

namespace tally::bench {

namespace {
// The number behind `name` in a file of /proc.
std::uint64_t number_in(const char* file, std::string_view name) {
    std::ifstream lines(file);
    std::string word;
    std::uint64_t number = 0;
    while (lines >> word)
        if (word == name) {
            lines >> number;
            break;
        }
    return number;
}
}  // namespace

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

void require(bool good, std::string_view what) {
    if (good) return;
    fmt::print(stderr, "{}\n", what);
    std::exit(1);
}
void require(const eventstore::Result<void>& result, std::string_view what) {
    require(result.has_value(), fmt::format("{}: {}", what, result ? "" : result.error().message));
}

double cpu_seconds() {
    rusage usage{};
    require(::getrusage(RUSAGE_SELF, &usage) == 0, "no resource usage");
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

std::map<std::string, double> cpu_seconds_by_thread(const std::string& process) {
    std::map<std::string, double> seconds;
    const auto ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
    for (const auto& task : std::filesystem::directory_iterator("/proc/" + process + "/task")) {
        std::ifstream file(task.path() / "stat");
        std::string line;
        if (!std::getline(file, line)) continue;  // It ended meanwhile.
        const auto open = line.find('('), close = line.rfind(')');
        std::istringstream fields(line.substr(close + 2));
        std::string skipped;
        for (int i = 0; i < 11; ++i) fields >> skipped;  // state … cmajflt; then utime, stime.
        double user = 0, system = 0;
        fields >> user >> system;
        seconds[line.substr(open + 1, close - open - 1)] += (user + system) / ticks;
    }
    return seconds;
}

std::uint64_t bytes_written() {
    return number_in("/proc/self/io", "write_bytes:");
}
double peak_memory_mib() {
    return static_cast<double>(number_in("/proc/self/status", "VmHWM:")) / 1024;
}
void forget_peak_memory() {
    std::ofstream("/proc/self/clear_refs") << "5";
}

std::uint64_t number_argument(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc{} && end == text.data() + text.size() && number > 0) return number;
    fmt::print(stderr, "\"{}\" is no number above zero; the head of this program's source says what it takes\n", text);
    std::exit(2);
}
std::uint64_t number_argument(int argc, char** argv, int at, std::uint64_t otherwise) {
    return argc > at ? number_argument(argv[at]) : otherwise;
}
std::filesystem::path directory_argument(int argc, char** argv, int at, std::string_view name) {
    return (argc > at ? std::filesystem::path(argv[at]) : std::filesystem::temp_directory_path()) / name;
}

double percentile(std::vector<double>& values, double share) {
    require(!values.empty(), "there is no percentile of nothing");
    const auto at = static_cast<std::size_t>(share * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(at), values.end());
    return values[at];
}

Figures::~Figures() {
    fmt::print("\n{}", lines_);
}

void Figures::add(std::string_view name, double value, std::string_view unit, Better better, const Goal& goal) {
    fmt::print("{:<56} {:>16.3f} {}\n", name, value, unit);
    std::fflush(stdout);
    lines_ += fmt::format(
        R"({{"name": "{}", "value": {:.6g}, "unit": "{}", "better": "{}", "floor": {}, "aim": {}, "against": "{}"}})"
        "\n",
        name, value, unit, better == Better::higher ? "higher" : "lower", goal.floor, goal.aim, goal.against);
}
void Figures::note(std::string_view text) {
    fmt::print("{}\n", text);
    std::fflush(stdout);
}

}  // namespace tally::bench
