#pragma once
// The reads that a NEM13 file gives twice with different values: which one is right cannot be known. They are found
// before anything is sent, with memory that does not grow with the file.

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "consumers/intake/nem13/nem13_reader.h"

namespace tally::consumers {

// A file with more of them is refused whole.
inline constexpr std::size_t nem13_contradictions_max = 100'000;
// So many reads are held at once; a file with more is read in several passes.
inline constexpr std::size_t nem13_reads_a_pass = std::size_t{1} << 19;

class ContradictedReads {
  public:
    // The channel that counts a suffix; empty: it is not imported.
    using ChannelOf = std::function<std::string(const std::string& suffix)>;

    // Of a file with so many 250 records. Errors: those of reading it, and limit_exceeded.
    [[nodiscard]] static Intake<ContradictedReads> of(const std::filesystem::path&, std::uint64_t records,
                                                      const ChannelOf&, std::size_t reads_a_pass = nem13_reads_a_pass);
    [[nodiscard]] bool contains(const std::string& nmi, const std::string& channel, domain::Date day) const;

  private:
    struct Read {
        std::array<char, 12> nmi{};  // Zeros behind it.
        std::uint16_t channel = 0;   // Its place among the channels.
        std::int32_t day = 0;
        std::int64_t value = 0;
        auto operator<=>(const Read&) const = default;
        [[nodiscard]] bool same_but_value(const Read& other) const {
            return nmi == other.nmi && channel == other.channel && day == other.day;
        }
    };
    using Key = std::tuple<std::string, std::string, std::int32_t>;
    struct Pass {
        std::uint64_t number = 0;
        std::uint64_t of = 0;
    };

    [[nodiscard]] Intake<void> read_one(const std::filesystem::path&, Pass, const ChannelOf&, std::vector<Read>&,
                                        std::size_t reads_a_pass);
    void add(const Nem13Record&, const std::string& channel, const Nem13Read&, Pass, std::vector<Read>&);
    [[nodiscard]] Intake<void> keep_contradicted(const std::filesystem::path&, const std::vector<Read>&);

    std::map<std::string, std::uint16_t> places_;  // Of channels, which suffixes of two characters name.
    std::vector<std::string> channels_;
    std::set<Key> found_;
};

}  // namespace tally::consumers
