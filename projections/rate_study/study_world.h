#pragma once
// The division at a point, as one account's bills are charged again: its parts are read once, days of interval values
// of a channel in one scan, and tariffs are those of the side that is looked at.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "projections/rate_study/study_proposal.h"
#include "projections/reader.h"

namespace tally::projections {

// One thread at a time; tariffs and settings must outlive it. A part that cannot be read is absent, and failure() says
// so.
class StudyWorld final : public domain::World {
  public:
    StudyWorld(const eventstore::Point& point, eventstore::View states, const StudyTariffs& tariffs,
               const domain::StatePart& settings)
        : point_(point), states_(states), tariffs_(tariffs), settings_(settings) {}

    enum class Side : std::uint8_t { present, proposed };
    void look_at(Side side) { side_ = side; }
    // Forgets the account before. Interval values are read of the days given.
    void begin(domain::Period days) {
        days_ = days;
        parts_.clear();
        channels_.clear();
    }

    const domain::StatePart* find(const domain::PartKey&) override;
    void history(const domain::StreamId&, const std::function<void(const domain::RecordedEvent&)>&) override {}
    std::optional<std::string> open(const domain::Personal&) override { return std::nullopt; }
    [[nodiscard]] const std::optional<eventstore::StoreError>& failure() const { return failure_; }

  private:
    // A channel's days, by key.
    struct ChannelDays {
        std::string prefix;
        std::vector<std::pair<std::string, domain::StatePart>> days;
        std::size_t next = 0;  // They are asked for one after the other.
    };
    [[nodiscard]] const domain::StatePart* find_day(const std::string& key);
    [[nodiscard]] ChannelDays& days_of(std::string_view prefix);
    [[nodiscard]] const domain::StatePart* find_tariff(const domain::PartKey&);
    [[nodiscard]] const domain::StatePart* read(std::map<domain::PartKey, std::optional<domain::StatePart>>& parts,
                                                const domain::PartKey&);

    const eventstore::Point& point_;
    eventstore::View states_;
    const StudyTariffs& tariffs_;
    const domain::StatePart& settings_;
    Side side_ = Side::present;
    domain::Period days_;
    std::map<domain::PartKey, std::optional<domain::StatePart>> parts_;
    std::map<domain::PartKey, std::optional<domain::StatePart>> kept_tariffs_;
    std::vector<ChannelDays> channels_;
    std::optional<eventstore::StoreError> failure_;
};

}  // namespace tally::projections
