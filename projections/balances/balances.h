#pragma once
// What each account owes, folded from deltas and postings alone, without the account's state: the second opinion that
// `tally verify`, control totals and the gate of a rebuild hold against the states, to the cent.
//
// A row is what changed since the memory generation began in which it was made: rows of one account are summed. So
// folding never reads storage, however many accounts there are.

#include <functional>
#include <memory>
#include <string>

#include "domain/books/posting.h"
#include "projections/one_view.h"

namespace tally::projections {

struct BalanceRow {
    domain::Money payoff;
    domain::Money current;
    domain::Money receivable;  // Postings to AR.
    domain::Money unapplied;   // Postings to unapplied credit, sign changed: above zero is credit.
    BalanceRow& operator+=(const BalanceRow&);
    bool operator==(const BalanceRow&) const = default;
};
[[nodiscard]] BalanceRow delta_of(const domain::Financial&);

class Balances final : public OneView {
  public:
    static constexpr std::string_view view_name = "balances";
    explicit Balances(std::shared_ptr<eventstore::EventsOf>);
    [[nodiscard]] Result<void> each_row(const Point&, View, const UseRow&) const override;

  private:
    [[nodiscard]] Result<void> fold_events(std::span<const domain::RecordedEvent>, ViewWriter&) override;
    void add(const std::string& account, const BalanceRow& delta, std::uint64_t position, ViewWriter&);
    std::string key_;  // Kept for its memory.
};

// All zero where the account has no financial event.
[[nodiscard]] Result<BalanceRow> read_balance(const Point&, View balances, const domain::AccountId&);
// In order of account ids; `use` may return false to stop.
[[nodiscard]] Result<void> each_balance(const Point&, View balances,
                                        const std::function<bool(std::string_view account, const BalanceRow&)>& use);

}  // namespace tally::projections
