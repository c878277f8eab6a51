#pragma once
// RapidCheck generators for every described record, from its fields(): rc::Arbitrary<Record> and arbitrary events.
// Personal text is sealed, as it is in the log, unless asked for in clear, as it is in commands.

#include <ostream>
#include <rapidcheck.h>
#include <utility>

#include "domain/commands.h"
#include "domain/events.h"
#include "eventstore/codec/shape.h"

namespace tally::tests {

enum class PersonalText { sealed, clear };

// Fills every field with what a valid record may hold. Only inside a generator or property.
void fill_arbitrary(eventstore::MutableRecordRef, PersonalText);

template <domain::Described Record>
[[nodiscard]] rc::Gen<Record> arbitrary_record(PersonalText personal_text) {
    return rc::gen::exec([personal_text] {
        Record record{};
        fill_arbitrary(eventstore::ref(record), personal_text);
        return record;
    });
}

[[nodiscard]] rc::Gen<domain::Event> arbitrary_event(PersonalText = PersonalText::sealed);
[[nodiscard]] rc::Gen<domain::Command> arbitrary_command();
// The envelope's type and schema version are the event's.
[[nodiscard]] rc::Gen<domain::RecordedEvent> arbitrary_recorded_event(PersonalText = PersonalText::sealed);

}  // namespace tally::tests

namespace rc {
template <tally::domain::Described Record>
struct Arbitrary<Record> {
    static Gen<Record> arbitrary() {
        return tally::tests::arbitrary_record<Record>(tally::tests::PersonalText::sealed);
    }
};
}  // namespace rc
