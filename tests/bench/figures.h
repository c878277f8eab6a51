#pragma once
// What every benchmark measures and prints with: time, memory and bytes of this process, and its figures.

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "eventstore/result.h"

namespace tally::bench {

using Clock = std::chrono::steady_clock;
[[nodiscard]] double seconds_since(Clock::time_point start);
[[nodiscard]] double seconds_of(const auto& work) {
    const auto start = Clock::now();
    work();
    return seconds_since(start);
}

// Ends the program with this message unless `good`: a benchmark whose work fails has no result.
void require(bool good, std::string_view what);
void require(const eventstore::Result<void>&, std::string_view what);
template <class T>
T take(eventstore::Result<T> result) {
    require(result.has_value(), result ? std::string_view{} : result.error().message);
    return std::move(*result);
}

// Of all threads; tells what the work costs even on a busy machine.
[[nodiscard]] double cpu_seconds();
// By name; threads of one name together. Of this process, or of one that is a number in /proc; those that ended do not
// count.
[[nodiscard]] std::map<std::string, double> cpu_seconds_by_thread(const std::string& process = "self");
// What was handed to the disk.
[[nodiscard]] std::uint64_t bytes_written();
[[nodiscard]] double peak_memory_mib();
// From here on only what is used from here on counts.
void forget_peak_memory();

// 0.5: the median.
[[nodiscard]] double percentile(std::vector<double>& values, double share);

// Arguments of a program that measures. What is no number ends it with exit code 2: a benchmark of nothing has no
// figures.
[[nodiscard]] std::uint64_t number_argument(std::string_view text);
[[nodiscard]] std::uint64_t number_argument(int argc, char** argv, int at, std::uint64_t otherwise);
// A directory of this name in the one given, or in that for temporary files.
[[nodiscard]] std::filesystem::path directory_argument(int argc, char** argv, int at, std::string_view name);

struct Goal {
    std::string floor = "null";
    std::string aim = "null";
    std::string against;
};
enum class Better { higher, lower };

// A line a figure, for people; at the end a line of JSON a figure, for programs. Names and units never change.
class Figures {
  public:
    Figures() = default;
    Figures(const Figures&) = delete;
    Figures& operator=(const Figures&) = delete;
    ~Figures();
    void add(std::string_view name, double value, std::string_view unit, Better better, const Goal& goal = {});
    // Said to people only.
    void note(std::string_view text);

  private:
    std::string lines_;
};

}  // namespace tally::bench
