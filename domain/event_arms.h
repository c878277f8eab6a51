#pragma once
// How a visitor of events says which ones it leaves alone: by topic or by name. There is no arm for "all others", so an
// event of a topic that a visitor neither handles nor leaves alone does not compile there.

#include <concepts>

#include "domain/events.h"

namespace tally::domain {

template <class Event, Topic... topics>
concept Concerns = ((Event::topic == topics) || ...);

template <class Event, Topic... topics>
concept ConcernsOther = !Concerns<Event, topics...>;

template <class Event, class... Events>
concept AnyOf = (std::same_as<Event, Events> || ...);

// Arms of visit() that do nothing.
template <Topic... topics>
struct Ignore {
    template <Concerns<topics...> Event>
    void operator()(const Event&) const {}
};
template <class... Events>
struct IgnoreByName {
    template <AnyOf<Events...> Event>
    void operator()(const Event&) const {}
};
// What moves the utility's own money, cash or accrued revenue, and no customer's.
struct IgnoreOwnCash {
    template <FinancialEvent Event>
    requires(!AccountMoney<Event>) void operator()(const Event&) const {}
};
struct IgnoreNotFinancial {
    template <class Event>
    requires(!FinancialEvent<Event>) void operator()(const Event&) const {}
};

}  // namespace tally::domain
