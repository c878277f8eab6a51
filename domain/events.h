#pragma once
// The closed list of all events. Order here is free: what is stored is the type name.

#include <variant>

#include "domain/account/events.h"
#include "domain/envelope.h"
#include "domain/person/events.h"
#include "domain/premise/events.h"
#include "domain/settings/events.h"
#include "domain/tariff/events.h"

namespace tally::domain {

namespace detail {
template <class... Variants>
struct JoinedVariant;
template <class... A>
struct JoinedVariant<std::variant<A...>> {
    using type = std::variant<A...>;
};
template <class... A, class... B, class... More>
struct JoinedVariant<std::variant<A...>, std::variant<B...>, More...> {
    using type = typename JoinedVariant<std::variant<A..., B...>, More...>::type;
};
}  // namespace detail

using Event = detail::JoinedVariant<SettingsEvent, PersonEvent, AccountEvent, PremiseEvent, TariffEvent>::type;

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
