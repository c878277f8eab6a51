#pragma once
// Which accounts each bill cycle has, when it last billed them, and which of them it could not: what a bill run goes
// through, in order of account ids.

#include <functional>
#include <memory>

#include "projections/answer_parts.h"
#include "projections/one_view.h"

namespace tally::projections {

struct CalendarRow {
    domain::Date last_bill_date;
    domain::Date error_bill_date;
    std::uint32_t error_attempts = 0;
    domain::Code error;
    std::uint32_t cancelled_statement = 0;
    template <class T = CalendarRow>
    static constexpr auto fields() {
        return FieldList{Field{"last_bill_date", &T::last_bill_date, "Of the latest regular bill in this cycle."},
                         Field{"error_bill_date", &T::error_bill_date, "Of the last try that failed since."},
                         Field{"error_attempts", &T::error_attempts, "How often it was tried."},
                         Field{"error", &T::error, "Name of the rejection."},
                         Field{"cancelled_statement", &T::cancelled_statement,
                               "Sequence of the statement that was cancelled since the last bill; 0: none."}};
    }
    bool operator==(const CalendarRow&) const = default;
};

class Calendar final : public OneView {
  public:
    static constexpr std::string_view view_name = "calendar";
    explicit Calendar(std::shared_ptr<eventstore::EventsOf>);

  private:
    [[nodiscard]] Result<void> fold_events(std::span<const domain::RecordedEvent>, ViewWriter&) override;
    [[nodiscard]] Result<void> move_to(const domain::AccountId&, const domain::Code& cycle, ViewWriter&);
    [[nodiscard]] Result<void> count_error(const domain::BillSegmentErrored&, ViewWriter&);
    [[nodiscard]] Result<void> keep_bill(const domain::AccountId&, const domain::Code& cycle, domain::Date bill_date,
                                         ViewWriter&);
    [[nodiscard]] Result<void> take_back(const domain::StatementCancelled&, ViewWriter&);
    [[nodiscard]] Result<void> count_bills(const domain::Code& cycle, domain::Date bill_date, int more, ViewWriter&);
    void forget() override { day_.clear(); }
    // Bills of the day that a run is at; most commits of a run add to the same.
    std::string day_;
    std::uint64_t bills_ = 0;
};

// Members of the cycle in order of account ids; `use` may return false to stop.
[[nodiscard]] Result<void> each_member(const Point&, View calendar, const domain::Code& cycle,
                                       const std::function<bool(const domain::AccountId&, const CalendarRow&)>& use);
// How many bills were made on each bill date, by date; `use` may return false to stop.
[[nodiscard]] Result<void> each_bill_date(const Point&, View calendar, const domain::Code& cycle,
                                          const std::function<bool(domain::Date, std::uint64_t bills)>& use);

}  // namespace tally::projections
