#pragma once
// The closed list of all events. Order here is free: what is stored is the type name.

#include <utility>
#include <variant>

#include "domain/account/events.h"
#include "domain/envelope.h"
#include "domain/joined_variant.h"
#include "domain/person/events.h"
#include "domain/premise/events.h"
#include "domain/settings/events.h"
#include "domain/tariff/events.h"

namespace tally::domain {

namespace detail {
template <class Record, class Variant>
inline constexpr bool is_alternative = false;
template <class Record, class... Records>
inline constexpr bool is_alternative<Record, std::variant<Records...>> = (std::is_same_v<Record, Records> || ...);
}  // namespace detail

using EventVariant = JoinedVariant<SettingsEvent, PersonEvent, AccountEvent, PremiseEvent, TariffEvent>;

// One of all events. A class of its own and not the variant itself, so that copying, moving and destroying eighty
// alternatives is compiled once, in closed_lists.cpp, and not in each file that holds an event.
class Event : public EventVariant {
  public:
    Event();
    Event(const Event&);
    Event(Event&&) noexcept;
    Event& operator=(const Event&);
    Event& operator=(Event&&) noexcept;
    ~Event();
    template <class Record>
    requires detail::is_alternative<std::remove_cvref_t<Record>, EventVariant> Event(
        Record&& record)  // NOLINT: an event is made from what happened, without saying so.
        : EventVariant(std::in_place_type<std::remove_cvref_t<Record>>, std::forward<Record>(record)) {}

    bool operator==(const Event&) const;
};

// An event as it stands in the log.
struct RecordedEvent {
    Envelope envelope;
    Event event;
    bool operator==(const RecordedEvent&) const = default;
};

template <class T>
concept FinancialEvent = requires(const T& event) {
    event.financial;
};

// What the event did to the books; nullptr where it is not financial.
[[nodiscard]] const Financial* financial_of(const Event& event);

}  // namespace tally::domain
