#pragma once
// Market transactions as lists are read from: those of an account, a premise and a service point, newest first; those
// that wait for an answer, and answers that are unpaired; where each one is.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "domain/premise/market/types.h"
#include "projections/one_view.h"

namespace tally::projections {

class Market final : public OneView {
  public:
    static constexpr std::string_view view_name = "market";
    explicit Market(std::shared_ptr<eventstore::EventsOf>);

  private:
    [[nodiscard]] Result<void> fold_events(std::span<const domain::RecordedEvent>, ViewWriter&) override;
    template <class Recorded>
    [[nodiscard]] Result<void> told(const Recorded&, bool received, std::uint64_t position, ViewWriter&);
    [[nodiscard]] Result<void> answered(const domain::DocumentId& original, domain::MarketKind, domain::MarketOutcome,
                                        std::uint64_t position, ViewWriter&);
};

// Where a transaction is now.
struct MarketPlace {
    domain::MarketStatus status = domain::MarketStatus::sent;
    bool awaited = false;
    bool unpaired = false;
    std::uint64_t position = 0;  // Of the event that recorded it.
    domain::Date due_on;
};
// Nothing: there is no such transaction.
[[nodiscard]] Result<std::optional<MarketPlace>> market_place(const Point&, View market, std::string_view id);
// Positions of events about the transaction: its own, answers to it, what paired or closed it. Rising.
[[nodiscard]] Result<void> each_market_event(const Point&, View market, std::string_view id,
                                             const std::function<bool(std::uint64_t)>& use);

enum class MarketListOf : char { account = 'a', premise = 'p', service_point = 's' };
// Ids by the position of the event that recorded them, newest first, from the one before `before` on. `use` may return
// false to stop.
using UseMarketId = std::function<bool(std::uint64_t position, std::string_view id)>;
[[nodiscard]] Result<void> each_market_transaction(const Point&, View market, MarketListOf, std::string_view of,
                                                   std::optional<std::uint64_t> before, const UseMarketId& use);
// Oldest first, from the one behind `after` on.
[[nodiscard]] Result<void> each_unpaired(const Point&, View market, std::optional<std::uint64_t> after,
                                         const UseMarketId& use);
// By the day on which the answer is due, those without one last; the key is what the next page begins behind.
[[nodiscard]] Result<void> each_awaited(const Point&, View market, std::string_view after,
                                        const std::function<bool(std::string_view key, std::string_view id)>& use);

}  // namespace tally::projections
