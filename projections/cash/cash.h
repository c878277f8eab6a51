#pragma once
// The utility's own cash as lists are read from: sums in suspense that are still held, batches of tenders with what is
// in them, deposits at the bank. A payment that names no batch writes nothing here.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "projections/one_view.h"

namespace tally::projections {

class Cash final : public OneView {
  public:
    static constexpr std::string_view view_name = "cash";
    explicit Cash(std::shared_ptr<eventstore::EventsOf>);

  private:
    [[nodiscard]] Result<void> fold_events(std::span<const domain::RecordedEvent>, ViewWriter&) override;
    // Adds to what is held of the sum, and notes the event in its history.
    [[nodiscard]] Result<void> hold(const domain::SuspenseId&, domain::Money change, std::uint64_t position,
                                    ViewWriter&);
    void note(char kind, std::string_view id, std::uint64_t position, ViewWriter&);
};

// Positions of the events about a sum in suspense, or about a batch with the payments that are in it, rising, from the
// one behind `after` on; nothing: all. `use` may return false to stop.
using UsePosition = std::function<bool(std::uint64_t)>;
[[nodiscard]] Result<void> each_event_of(const Point&, View cash, const domain::SuspenseId&,
                                         std::optional<std::uint64_t> after, const UsePosition& use);
[[nodiscard]] Result<void> each_event_of(const Point&, View cash, const domain::BatchId&,
                                         std::optional<std::uint64_t> after, const UsePosition& use);

// Ids by the position of the event that made them. `use` may return false to stop.
using UsePlace = std::function<bool(std::uint64_t position, std::string_view id)>;
// Sums of which something is held, oldest first.
[[nodiscard]] Result<void> each_held(const Point&, View cash, std::optional<std::uint64_t> after, const UsePlace& use);
// Newest first, from the one before `before` on.
[[nodiscard]] Result<void> each_batch(const Point&, View cash, std::optional<std::uint64_t> before,
                                      const UsePlace& use);
[[nodiscard]] Result<void> each_bank_deposit(const Point&, View cash, std::optional<std::uint64_t> before,
                                             const UsePlace& use);

}  // namespace tally::projections
