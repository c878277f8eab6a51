#pragma once
// The closed list of all events. Order here is free: what is stored is the type name.

#include <concepts>
#include <memory>
#include <tuple>
#include <utility>

#include "domain/account/events.h"
#include "domain/core/one_of.h"
#include "domain/envelope.h"
#include "domain/organization/events.h"
#include "domain/organization/masters/events.h"
#include "domain/person/events.h"
#include "domain/premise/events.h"
#include "domain/settings/events.h"
#include "domain/tariff/events.h"
#include "domain/user/events.h"

namespace tally::domain {

using EventTypes = JoinedLists<SettingsEvent, PersonEvent, AccountEvent, PremiseEvent, TariffEvent, OrganizationEvent,
                               MasterEvent, UserEvent>;

// That list under a short name; see OneOf.
struct AllEvents {
    using Types = EventTypes;
};
template <class T>
concept ListedEvent = ListedIn<T, EventTypes>;

// Any one event. A class of its own and not OneOf<AllEvents> itself, so that copying, moving and destroying all the
// alternatives is compiled once, in closed_lists.cpp, and not in each file that holds an event.
class Event : public OneOf<AllEvents> {
  public:
    Event();
    Event(const Event&);
    Event(Event&&) noexcept;
    Event& operator=(const Event&);
    Event& operator=(Event&&) noexcept;
    ~Event();
    template <class Record>
    requires ListedEvent<std::remove_cvref_t<Record>> Event(
        Record&& record)  // NOLINT: an event is made from what happened, without saying so.
        : OneOf(std::in_place_type<std::remove_cvref_t<Record>>, std::forward<Record>(record)) {}
    template <ListedEvent Record>
    explicit Event(std::in_place_type_t<Record> type) : OneOf(type) {}
    template <ListedEvent Record>
    Record& emplace() {
        static_assert(std::is_nothrow_default_constructible_v<Record>);
        std::destroy_at(this);
        return *get_if<Record>(std::construct_at(this, std::in_place_type<Record>));
    }

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

// Money that a customer owes or is owed: neither the utility's own cash, nor revenue that is accrued and not billed.
template <class T>
concept AccountMoney = FinancialEvent<T> && T::topic != Topic::unbilled&& requires(const T& event) {
    event.account;
};

// What each event says about itself (about.h): its topic; the ids that it gives out, if any; and where it moves money,
// the line and document of AR history that show it, unless it only moves credit between items.
template <class T>
concept MakesIds = requires {
    T::makes;
};
template <class T>
concept ShownInArHistory = requires {
    T::ar_kind;
    T::ar_document;
};
template <class T>
inline constexpr bool says_what_it_is_about = T::topic == Topic::allocation || ShownInArHistory<T> == AccountMoney<T>;

// Calls use(what, id) for each id that the event gives out, and use_document(id, kind) for each that is a document.
template <class T, class Use>
void for_each_made_id(const T& event, Use&& use) {
    if constexpr (MakesIds<T>)
        std::apply([&](const auto&... made) { (use(made.what, event.*made.id), ...); }, T::makes);
}
template <class T, class Use>
void for_each_made_document(const T& event, Use&& use) {
    const auto use_one = [&]<class Made>(const Made& made) {
        if constexpr (std::same_as<Made, NamedDocument<T>>) use(event.*made.id, made.kind);
    };
    if constexpr (MakesIds<T>) std::apply([&](const auto&... made) { (use_one(made), ...); }, T::makes);
}
template <class T>
inline constexpr bool makes_document = false;
template <MakesIds T>
inline constexpr bool makes_document<T> = std::apply(
    [](const auto&... made) { return (std::same_as<std::remove_cvref_t<decltype(made)>, NamedDocument<T>> || ...); },
    T::makes);

// The section of the statement that sweeps the event; none: it only moves credit between items.
template <FinancialEvent T>
[[nodiscard]] StatementSection statement_section(const T& event) {
    if constexpr (requires { event.corrects(); })
        if (event.corrects()) return StatementSection::corrections;
    if constexpr (ShownInArHistory<T>) return section_of(T::ar_kind);
    return StatementSection::none;
}

// What the event did to the books; nullptr where it is not financial.
[[nodiscard]] const Financial* financial_of(const Event& event);

}  // namespace tally::domain
