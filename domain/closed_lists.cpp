// What events and commands need as values, compiled here alone.

#include <memory>
#include <utility>

#include "domain/commands.h"
#include "domain/events.h"

namespace tally::domain {

namespace {
template <class Variant>
inline constexpr bool all_say_what_they_are_about = false;
template <class... Records>
inline constexpr bool all_say_what_they_are_about<TypeList<Records...>> = (says_what_it_is_about<Records> && ...);
}  // namespace
static_assert(all_say_what_they_are_about<EventTypes>,
              "an event that moves money says ar_kind and ar_document, or that it only moves credit: see about.h");

Event::Event() = default;
Event::Event(const Event&) = default;
Event::Event(Event&&) noexcept = default;
Event& Event::operator=(const Event& other) {
    return *this = Event{other};  // Assigning in place would be compiled once more for each alternative.
}
Event& Event::operator=(Event&& other) noexcept {
    if (this == &other) return *this;
    std::destroy_at(this);  // As above: with what is compiled for destroying and moving.
    return *std::construct_at(this, std::move(other));
}
Event::~Event() = default;
bool Event::operator==(const Event& other) const {
    return OneOf::operator==(other);
}

Command::Command() = default;
Command::Command(const Command&) = default;
Command::Command(Command&&) noexcept = default;
Command& Command::operator=(const Command& other) {
    return *this = Command{other};  // Assigning in place would be compiled once more for each alternative.
}
Command& Command::operator=(Command&& other) noexcept {
    if (this == &other) return *this;
    std::destroy_at(this);  // As above: with what is compiled for destroying and moving.
    return *std::construct_at(this, std::move(other));
}
Command::~Command() = default;
bool Command::operator==(const Command& other) const {
    return OneOf::operator==(other);
}

}  // namespace tally::domain
