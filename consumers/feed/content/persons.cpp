#include "consumers/feed/content/persons.h"

#include <algorithm>

#include "consumers/feed/content/message_type.h"
#include "domain/event_arms.h"

namespace tally::consumers {

using namespace tally::domain;

namespace {

// Whether the card says something else now.
bool changed(PersonCard& card, const Event& event, bool& erased) {
    return visit(
        Overloaded{[&](const PersonRegistered& registered) {
                       card.person = registered.person;
                       card.kind = registered.kind;
                       card.name = registered.name;
                       return true;
                   },
                   [&](const PersonNameChanged& renamed) {
                       card.name = renamed.name;
                       return true;
                   },
                   [&](const PersonAddressSet& set) {
                       const auto same = std::find_if(
                           card.addresses.begin(), card.addresses.end(),
                           [&](const PersonAddress& one) { return one.address_id == set.address.address_id; });
                       if (same != card.addresses.end())
                           *same = set.address;
                       else
                           card.addresses.push_back(set.address);
                       return true;
                   },
                   [&](const PersonAddressRemoved& removed) {
                       std::erase_if(card.addresses,
                                     [&](const PersonAddress& one) { return one.address_id == removed.address_id; });
                       return true;
                   },
                   [&](const PersonErased&) {
                       erased = true;
                       return true;
                   },
                   [](const AnyOf<PersonPhoneSet, PersonPhoneRemoved, PersonEmailSet, PersonIdentifierSet> auto&) {
                       return false;
                   },
                   [](const ConcernsOther<Topic::person> auto&) { return false; }},
        event);
}  // namespace tally::consumers

}  // namespace

eventstore::Result<void> PersonsContent::add_messages(const RecordedEvent& recorded,
                                                      std::vector<FeedMessage>& messages) {
    if (recorded.envelope.stream.kind != StreamKind::person) return {};
    PersonCard& card = persons_[recorded.envelope.stream.id.str()];
    bool erased = false;
    if (!changed(card, recorded.event, erased)) return {};
    card.position = recorded.envelope.position;

    FeedMessage message = message_of(recorded.envelope);
    message.type = message_type(name(), PersonCard::type_name);
    message.subject = message.key;
    message.data_schema = schema_id(message.type);
    // Every person has a name; where it cannot be opened the person was erased, and all else of theirs with it. The key
    // may be there for a moment longer than the event is.
    if (erased)
        persons_.erase(recorded.envelope.stream.id.str());
    else if (!card.name.full.sealed || (context_.open && context_.open(card.name.full)))
        eventstore::write_json(eventstore::ref(std::as_const(card)), context_, message.value);
    messages.push_back(std::move(message));
    return {};
}

}  // namespace tally::consumers
