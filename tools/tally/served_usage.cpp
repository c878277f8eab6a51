#include "tools/tally/served_usage.h"

#include <algorithm>
#include <iterator>

#include "projections/customers/customer_answers.h"
#include "projections/usage/usage_answers.h"

namespace tally::tools {

namespace {

class ServedUsage final : public consumers::RecordedUsage {
  public:
    ServedUsage(consumers::AskedRegister asked, std::vector<projections::UsageLine> lines)
        : asked_(std::move(asked)), lines_(std::move(lines)) {
        std::erase_if(lines_, [&](const auto& line) { return line.channel != asked_.channel; });
        std::copy_if(lines_.begin(), lines_.end(), std::back_inserter(reads_),
                     [](const auto& line) { return line.is_read; });
        std::erase_if(lines_, [](const auto& line) { return line.is_read; });
    }
    [[nodiscard]] const consumers::AskedRegister& asked() const override { return asked_; }
    [[nodiscard]] bool hold(domain::Date day) override {
        return std::any_of(lines_.begin(), lines_.end(),
                           [&](const auto& line) { return line.from <= day && day < line.until; });
    }
    [[nodiscard]] std::optional<std::uint64_t> held_by(domain::Date from) override { return position(lines_, from); }
    [[nodiscard]] std::optional<std::uint64_t> read_held_by(domain::Date day) override { return position(reads_, day); }
    // All of it was read before.
    [[nodiscard]] std::optional<consumers::DivisionError> failure() const override { return std::nullopt; }

  private:
    using Lines = std::vector<projections::UsageLine>;
    static std::optional<std::uint64_t> position(const Lines& lines, domain::Date from) {
        const auto line = std::lower_bound(lines.begin(), lines.end(), from,
                                           [](const auto& one, auto day) { return one.from < day; });
        if (line == lines.end() || line->from != from) return std::nullopt;
        return line->position;
    }
    const consumers::AskedRegister asked_;
    Lines lines_;  // Usage, by first day.
    Lines reads_;  // By day.
};

}  // namespace

consumers::DivisionResult<consumers::UsageSource::Utility> ServedUsageSource::utility() {
    return Utility{division_.identity().currency.str(), division_.identity().time_zone.str()};
}

consumers::DivisionResult<std::unique_ptr<consumers::RecordedUsage>> ServedUsageSource::recorded(
    const domain::ServicePointId& id, const domain::Code& channel) {
    const auto wait_for = "?wait_for=" + std::to_string(division_.seen());
    auto usage = division_.ask<projections::UsageAnswer>("/v1/service-points/" + percent_encoded(id.str()) + "/usage" +
                                                         wait_for);
    if (!usage) return tl::unexpected(std::move(usage.error()));
    if (!*usage) return nullptr;
    auto premise = division_.ask<projections::PremiseAnswer>("/v1/premises/" +
                                                             percent_encoded((*usage)->premise.str()) + wait_for);
    if (!premise) return tl::unexpected(std::move(premise.error()));
    if (!*premise) return nullptr;
    for (const auto& one : (*premise)->service_points) {
        if (one.service_point.service_point != id) continue;
        auto asked = consumers::asked_register(one.service_point, channel);
        if (!asked) return nullptr;
        return std::make_unique<ServedUsage>(std::move(*asked), std::move((*usage)->lines));
    }
    return nullptr;
}

consumers::DivisionResult<projections::SearchAnswer> ServedNamedPoints::search(const std::string& words) {
    auto found = division_.ask<projections::SearchAnswer>("/v1/search?q=" + percent_encoded(words) +
                                                          "&wait_for=" + std::to_string(division_.seen()));
    if (!found) return tl::unexpected(std::move(found.error()));
    return *found ? std::move(**found) : projections::SearchAnswer{};
}

consumers::DivisionResult<std::optional<projections::PremiseAnswer>> ServedNamedPoints::premise(
    const domain::PremiseId& id) {
    return division_.ask<projections::PremiseAnswer>("/v1/premises/" + percent_encoded(id.str()) +
                                                     "?wait_for=" + std::to_string(division_.seen()));
}

}  // namespace tally::tools
