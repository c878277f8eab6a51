#pragma once
// What one check of `tally verify` counts and finds.

#include <string>
#include <string_view>
#include <vector>

#include "projections/verify/verify.h"

namespace tally::projections {

inline constexpr std::size_t findings_max = 1'000;
inline constexpr std::uint64_t entries_between_reports = 1 << 15;

using VerifyProgress = std::function<void(std::string_view check, std::uint64_t done, std::uint64_t all)>;

// Counts what was checked and keeps the first findings.
class Check {
  public:
    explicit Check(std::string_view name) : name_(name) {}
    void find(std::uint64_t position, std::string place, std::string problem) {
        ++found_;
        if (findings_.size() < findings_max)
            findings_.push_back({domain::Code{name_},
                                 position,
                                 domain::Plain{std::move(place)},
                                 domain::Plain{std::move(problem)},
                                 {}});
    }
    void count(std::uint64_t more = 1) { checked_ += more; }
    void add_to(VerifyAnswer& answer) const {
        answer.checks.push_back({domain::Code{name_}, checked_, found_});
        for (const auto& finding : findings_)
            if (answer.findings.size() < findings_max) answer.findings.push_back(finding);
    }

    [[nodiscard]] bool found() const { return found_ > 0; }

  private:
    std::string name_;
    std::uint64_t checked_ = 0;
    std::uint64_t found_ = 0;
    std::vector<Finding> findings_;
};

// Says of what one check found that it may follow from what another found.
inline void may_follow(VerifyAnswer& answer, std::string_view check, std::string_view cause) {
    for (auto& finding : answer.findings)
        if (finding.check.str() == check && finding.may_follow_from.empty())
            finding.may_follow_from = domain::Code{cause};
}

}  // namespace tally::projections
