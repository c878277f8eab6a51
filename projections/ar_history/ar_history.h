#pragma once
// Every line of an account's AR history, in order of entry: what moved payoff or current, and the documents between.
// Allocations move neither and are left to the stream.

#include <functional>
#include <memory>
#include <string>

#include "projections/ar_history/ar_history_answers.h"
#include "projections/one_view.h"

namespace tally::projections {

// A line as it is stored. Of invoices, credit notes and statements, payoff is the total (the amount due) and moves
// nothing; accounting_date is the due date.
struct ArHistoryRow {
    std::uint64_t position = 0;
    domain::Instant recorded_at;
    ArEntryKind kind = ArEntryKind::bill_segment;
    domain::DocumentId document;
    domain::Date effective_date;
    domain::Date accounting_date;
    domain::Money payoff;
    domain::Money current;
    bool operator==(const ArHistoryRow&) const = default;
};
[[nodiscard]] constexpr bool is_document(ArEntryKind kind) {
    return kind == ArEntryKind::invoice || kind == ArEntryKind::credit_note || kind == ArEntryKind::statement ||
           kind == ArEntryKind::statement_cancelled;
}
// The line that an event makes; false: none. The same for the view and for histories as of another time.
[[nodiscard]] bool history_row_of(const domain::RecordedEvent&, ArHistoryRow&);

class ArHistory final : public OneView {
  public:
    static constexpr std::string_view view_name = "ar_history";
    explicit ArHistory(std::shared_ptr<eventstore::EventsOf>);
    [[nodiscard]] Result<void> each_row(const Point&, View, const UseRow&) const override;

  private:
    [[nodiscard]] Result<void> fold_events(std::span<const domain::RecordedEvent>, ViewWriter&) override;
    void add(const std::string& account, std::uint64_t position, std::string_view line, ViewWriter&);
    std::string key_;  // Kept for its memory.
};

// Oldest first; `use` may return false to stop.
[[nodiscard]] Result<void> each_history_row(const Point&, View ar_history, const domain::AccountId&,
                                            const std::function<bool(const ArHistoryRow&)>& use);

}  // namespace tally::projections
