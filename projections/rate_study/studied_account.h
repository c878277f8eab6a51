#pragma once
// One account's segments, charged again both ways.

#include "domain/rating/timed_use.h"
#include "projections/rate_study/study_world.h"

namespace tally::projections {

struct StudiedAccount {
    StudyAccount sums;
    std::vector<StudySegment> segments;  // By agreement, then day. Without lines, unless they are asked for.
};

// Charges account after account. One thread at a time.
class AccountStudies {
  public:
    enum class Lines : std::uint8_t { left_out, kept };
    AccountStudies(const eventstore::Division&, const eventstore::Point&, const StudyTariffs&,
                   const domain::StatePart& settings, const RateStudyRequest&, Lines);

    // Nothing: no segment of it is studied.
    [[nodiscard]] Result<std::optional<StudiedAccount>> study(const domain::AccountState&);

  private:
    struct Found {
        StudySegment segment;
        bool final_segment = false;
        bool counts = false;  // Else it is charged again for its demand only.
        domain::Date bill_date;
    };
    [[nodiscard]] Result<std::vector<Found>> segments_of(const domain::AccountState&);
    [[nodiscard]] bool take(const domain::BillSegmentFrozen&, const domain::AccountState&, std::vector<Found>&) const;
    void charge(const domain::ServiceAgreement&, Found&);
    [[nodiscard]] domain::Decided<std::vector<domain::BillLine>> charge_at(StudyWorld::Side,
                                                                           const domain::ServiceAgreement&,
                                                                           const Found&);

    const eventstore::Division& division_;
    const eventstore::Point& point_;
    const StudyTariffs& tariffs_;
    const domain::SettingsState& settings_;
    const RateStudyRequest& request_;
    Lines lines_;
    domain::Date reads_from_;  // Segments before it are not looked at.
    StudyWorld world_;
    domain::rating::TimePlans plans_;
    // Demand of the agreement's segments before, of each side.
    std::vector<domain::BilledDemand> demands_[2];
};

// Sums of the segments; percent, too.
void add_up(StudiedAccount&);

}  // namespace tally::projections
