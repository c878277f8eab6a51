#pragma once
// The rows behind the lists of a division: accounts, persons and premises in natural order of their ids; three work
// queues (adjustments that wait for approval, accounts whose bill could not be made, reads and usage in doubt); and
// accounts by the month in which a service of theirs ended, among which unclaimed property is looked for. Payments
// write nothing here.

#include <functional>
#include <memory>
#include <optional>

#include "projections/one_view.h"

namespace tally::projections {

// First byte of a key. Numbers are stored.
enum class ListKind : char { accounts = 'a', persons = 'p', premises = 'l', accounts_in_error = 'e' };

class Lists final : public OneView {
  public:
    static constexpr std::string_view view_name = "lists";
    explicit Lists(std::shared_ptr<eventstore::EventsOf>);

  private:
    [[nodiscard]] Result<void> fold_events(std::span<const domain::RecordedEvent>, ViewWriter&) override;
    void add(ListKind, const std::string& id, std::uint64_t position, ViewWriter&);
    void wait(const domain::AdjustmentRequested&, std::uint64_t position, ViewWriter&);
    void doubt(const domain::Envelope&, const domain::ServicePointId&, const domain::Code& channel, domain::Date day,
               std::uint64_t replaces, ViewWriter&);
    [[nodiscard]] Result<void> wait_no_more(const domain::AccountId&, const domain::DocumentId& adjustment,
                                            ViewWriter&);
    [[nodiscard]] Result<void> no_more_in_error(const domain::AccountId&, ViewWriter&);
};

// Bytes in whose order ids stand as naturally_before() has it; ends in the id itself.
[[nodiscard]] std::string natural_key(std::string_view id);

// Ids behind `after` (empty: all) in natural order, each with the position of the event that put it there. `use` may
// return false to stop.
[[nodiscard]] Result<void> each_listed(const Point&, View lists, ListKind, std::string_view after,
                                       const std::function<bool(std::string_view id, std::uint64_t position)>& use);

// Adjustments that wait for approval, by the position of their request, from the one behind `after` on; nothing: all.
struct WaitingAdjustment {
    std::uint64_t position = 0;
    domain::AccountId account;
    domain::DocumentId adjustment;
};
[[nodiscard]] Result<void> each_waiting(const Point&, View lists, std::optional<std::uint64_t> after,
                                        const std::function<bool(const WaitingAdjustment&)>& use);

// Reads and usage in doubt, by the position of the event that reported them, from the one behind `after` on.
struct ListedDoubt {
    std::uint64_t position = 0;
    domain::PremiseId premise;
    domain::ServicePointId service_point;
    domain::Code channel;
    domain::Date day;
};
[[nodiscard]] Result<void> each_doubt(const Point&, View lists, std::optional<std::uint64_t> after,
                                      const std::function<bool(const ListedDoubt&)>& use);

// Services that ended, by month and account; of an agreement that never began the month is unset, and comes first.
struct EndedService {
    domain::AccountId account;
    domain::Date month;  // Its first day.
    std::string key;     // Of the row.
};
// Those whose month begins on the day or before, from the one behind `after` (empty: all) on. `use` may return false to
// stop.
[[nodiscard]] Result<void> each_ended_service(const Point&, View lists, const std::string& after, domain::Date until,
                                              const std::function<bool(const EndedService&)>& use);

}  // namespace tally::projections
