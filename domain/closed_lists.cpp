// What events and commands need as values, compiled here alone.

#include "domain/commands.h"
#include "domain/events.h"

namespace tally::domain {

Event::Event() = default;
Event::Event(const Event&) = default;
Event::Event(Event&&) noexcept = default;
Event& Event::operator=(const Event& other) {
    return *this = Event{other};  // Assigning in place would be compiled once more for each alternative.
}
Event& Event::operator=(Event&&) noexcept = default;
Event::~Event() = default;
bool Event::operator==(const Event& other) const {
    return static_cast<const EventVariant&>(*this) == static_cast<const EventVariant&>(other);
}

Command::Command() = default;
Command::Command(const Command&) = default;
Command::Command(Command&&) noexcept = default;
Command& Command::operator=(const Command& other) {
    return *this = Command{other};  // Assigning in place would be compiled once more for each alternative.
}
Command& Command::operator=(Command&&) noexcept = default;
Command::~Command() = default;
bool Command::operator==(const Command& other) const {
    return static_cast<const CommandVariant&>(*this) == static_cast<const CommandVariant&>(other);
}

}  // namespace tally::domain
