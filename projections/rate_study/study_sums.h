#pragma once
// What a study says of all accounts together: memory does not grow with their number.

#include <map>
#include <set>
#include <tuple>

#include "projections/rate_study/studied_account.h"

namespace tally::projections {

class StudySums {
  public:
    explicit StudySums(domain::Currency currency) : currency_(currency) {}
    void add(const StudiedAccount&);
    void write(RateStudyAnswer&) const;

  private:
    struct Bar {
        std::uint64_t accounts = 0;
        domain::MoneySum difference;
    };
    using ClassKey = std::tuple<domain::Code, domain::TariffId, domain::TariffId>;
    using Reason = std::pair<domain::Code, domain::Plain>;
    static void add(const StudySegment&, StudyRevenue&);
    void add_by_class(const StudiedAccount&);
    void add_not_rated(const StudiedAccount&);
    void add_bars(const StudyAccount&);
    static void keep(std::vector<StudyAccount>& kept, const StudyAccount&);
    [[nodiscard]] std::string money_bar_words(int place) const;

    domain::Currency currency_;
    StudyRevenue total_;
    std::map<ClassKey, StudyRevenue> classes_;
    std::uint64_t more_ = 0;
    std::uint64_t less_ = 0;
    std::uint64_t same_ = 0;
    std::map<int, Bar> by_percent_;  // Below zero: less; by the place of the bound.
    std::map<int, Bar> by_money_;
    Bar from_nothing_;
    std::vector<StudyAccount> losers_;
    std::vector<StudyAccount> winners_;
    std::map<Reason, StudyNotRated> not_rated_;
};

}  // namespace tally::projections
