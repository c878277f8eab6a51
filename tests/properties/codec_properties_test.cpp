// Laws of the codec, for arbitrary events, commands and states: what is written reads back as it was, however it is
// written; what was not written by us is refused and never crashes. RC_PARAMS="seed=…" repeats a failure.

#include <gtest/gtest.h>
#include <limits>
#include <rapidcheck/gtest.h>
#include <string>

#include "domain/account/state.h"
#include "domain/person/state.h"
#include "eventstore/codec/bytes.h"
#include "eventstore/codec/codec.h"
#include "eventstore/codec/command_json.h"
#include "eventstore/codec/json.h"
#include "eventstore/codec/json_reader.h"
#include "eventstore/codec/packed.h"
#include "eventstore/codec/print.h"
#include "eventstore/keys/sealer.h"
#include "tests/support/generators.h"

namespace tally::tests {
namespace {

using namespace tally::domain;
using namespace tally::eventstore;

const Currency usd{{'U', 'S', 'D', 0}, 2};

// Enough cases that each of the many events and commands is met, unless RC_PARAMS says otherwise.
const int more_cases = ::setenv("RC_PARAMS", "max_success=1000", 0);

RecordedEvent any_event() {
    return *arbitrary_recorded_event();
}
std::string bytes_of(const RecordedEvent& recorded) {
    std::string bytes;
    encode_entry(recorded.envelope, recorded.event, bytes);
    return bytes;
}

RC_GTEST_PROP(CodecProperty, EventsReadBackFromBytesAsTheyWere, ()) {
    const auto recorded = any_event();
    const std::string bytes = bytes_of(recorded);
    const auto decoded = decode_entry(bytes);
    RC_ASSERT(decoded.has_value());
    RC_ASSERT(*decoded == recorded);
    RC_ASSERT(bytes_of(*decoded) == bytes);
}

RC_GTEST_PROP(CodecProperty, ReusingAnObjectLeavesNothingOfTheLastEvent, ()) {
    RecordedEvent reused;
    for (int i = 0; i < 3; ++i) {
        const auto recorded = any_event();
        RC_ASSERT(decode_into(bytes_of(recorded), reused).has_value());
        RC_ASSERT(reused == recorded);
    }
}

RC_GTEST_PROP(CodecProperty, TheViewOfAnEnvelopeAgreesWithTheEnvelope, ()) {
    const auto recorded = any_event();
    const std::string bytes = bytes_of(recorded);
    const auto view = skim_envelope(bytes);
    const auto decoded = decode_envelope(bytes);
    RC_ASSERT(view.has_value() && decoded.has_value());
    const Envelope& envelope = decoded->envelope;
    RC_ASSERT(envelope == recorded.envelope);
    RC_ASSERT(view->position == envelope.position);
    RC_ASSERT(view->stream_kind == envelope.stream.kind);
    RC_ASSERT(view->stream_id == envelope.stream.id.str());
    RC_ASSERT(view->version == envelope.version);
    RC_ASSERT(view->event_type == envelope.event_type.str());
    RC_ASSERT(view->schema_version == envelope.schema_version);
    RC_ASSERT(view->event_id == envelope.event_id);
    RC_ASSERT(view->command_id == envelope.command_id.str());
    RC_ASSERT(view->command_digest == envelope.command_digest);
    RC_ASSERT(view->recorded_at == envelope.recorded_at);
}

RC_GTEST_PROP(CodecProperty, StatesReadBackFromBytesAsTheyWere,
              (const AccountState& account, const PersonState& person)) {
    const auto decoded_account = decode<AccountState>(encode(account));
    RC_ASSERT(decoded_account.has_value());
    RC_ASSERT(*decoded_account == account);
    const auto decoded_person = decode<PersonState>(encode(person));
    RC_ASSERT(decoded_person.has_value());
    RC_ASSERT(*decoded_person == person);
}

// Of a row with that id; some texts of it begin with the id.
template <class State>
void check_packed(const State& state, const std::string& row_id) {
    std::string bytes;
    encode_packed(state, row_id, bytes);
    State decoded;
    const auto done = decode_packed(bytes, row_id, decoded);
    if (!done) RC_FAIL(done.error().message);
    RC_ASSERT(decoded == state);
    const auto size =
        static_cast<std::size_t>(*rc::gen::inRange<std::int64_t>(0, static_cast<std::int64_t>(bytes.size())));
    RC_ASSERT(!decode_packed(std::string_view{bytes}.substr(0, size), row_id, decoded).has_value());
    RC_ASSERT(!decode_packed(bytes + '\0', row_id, decoded).has_value());
    bytes[size] = static_cast<char>(*rc::gen::inRange(-128, 128));
    (void)decode_packed(bytes, row_id, decoded).has_value();  // Says what it will, and touches no byte behind the row.
}

RC_GTEST_PROP(CodecProperty, StatesReadBackFromPackedRowsAsTheyWere,
              (AccountState account, const PersonState& person)) {
    const std::string id = account.account.str();
    if (!account.items.empty()) {
        account.items.front().document = DocumentId{id + "-I7"};
        account.items.front().sa = ServiceAgreementId{id};
        account.items.front().payoff_open = {std::numeric_limits<std::int64_t>::min()};
        account.items.front().current_open = {std::numeric_limits<std::int64_t>::max()};
        account.items.front().position = ~std::uint64_t{0};
    }
    check_packed(account, id);
    check_packed(account, "");
    check_packed(person, person.person.str());
}

RC_GTEST_PROP(CodecProperty, DamagedBytesAreRefusedOrDecodeToTheirOwnBytes, ()) {
    std::string bytes = bytes_of(any_event());
    for (auto changes = *rc::gen::inRange(1, 5); changes > 0; --changes) {
        const auto at =
            static_cast<std::size_t>(*rc::gen::inRange<std::int64_t>(0, static_cast<std::int64_t>(bytes.size())));
        switch (*rc::gen::inRange(0, 4)) {
            case 0:
                bytes[at] = static_cast<char>(*rc::gen::inRange(-128, 128));
                break;
            case 1:
                bytes.resize(std::max<std::size_t>(at, 1));
                break;
            case 2:
                bytes.insert(at, 1, static_cast<char>(*rc::gen::inRange(-128, 128)));
                break;
            default:
                bytes.replace(at, 8, 8, '\xff');
                break;
        }
    }
    const auto decoded = decode_entry(bytes);
    // One value has one sequence of bytes: whatever is accepted is what we would have written.
    if (decoded) RC_ASSERT(bytes_of(*decoded) == bytes);
    if (!decoded) RC_ASSERT(!decoded.error().message.empty());
}

RC_GTEST_PROP(CodecProperty, EveryShorterEntryIsRefused, ()) {
    const std::string bytes = bytes_of(any_event());
    const auto size =
        static_cast<std::size_t>(*rc::gen::inRange<std::int64_t>(0, static_cast<std::int64_t>(bytes.size())));
    RC_ASSERT(!decode_entry(std::string_view{bytes}.substr(0, size)).has_value());
    RC_ASSERT(!decode_entry(bytes + '\0').has_value());
}

RC_GTEST_PROP(CodecProperty, EventsReadBackFromJsonAsTheyWere, ()) {
    const auto recorded = any_event();
    std::string json;
    write_event_json(recorded, {.currency = usd}, json);
    const auto read = JsonReader{usd, eventstore::PersonalText::clear_or_sealed}.read_event(json);
    if (!read) RC_FAIL(read.error().message() + "\n" + json);
    RC_ASSERT(*read == recorded);
}

ParsedCommand any_command() {
    ParsedCommand parsed;
    fill_arbitrary(ref(parsed.header), PersonalText::clear);
    parsed.command = *arbitrary_command();
    return parsed;
}
std::string canonical_of(const ParsedCommand& parsed) {
    std::string canonical;
    write_canonical_command(parsed.header, parsed.command, usd.decimals, canonical);
    return canonical;
}

RC_GTEST_PROP(CodecProperty, CommandsReadBackFromJsonAsTheyWere, ()) {
    const auto parsed = any_command();
    std::string json;
    write_command_json(parsed.header, parsed.command, {.currency = usd}, json);
    const auto read = CommandReader{usd}.read(json, 1);
    if (!read) RC_FAIL(read.error().message() + "\n" + json);
    RC_ASSERT(read->header == parsed.header);
    RC_ASSERT(read->command == parsed.command);
    RC_ASSERT(canonical_of(*read) == canonical_of(parsed));
}

RC_GTEST_PROP(CodecProperty, CanonicalFormIsAFixedPointAndIgnoresWhoSentItAndWhen, ()) {
    auto parsed = any_command();
    const std::string canonical = canonical_of(parsed);
    const auto read = CommandReader{usd}.read(canonical, 1);
    if (!read) RC_FAIL(read.error().message() + "\n" + canonical);
    RC_ASSERT(canonical_of(*read) == canonical);

    const auto keys = KeyStore::simulated(3);
    const auto digest = command_digest(keys->digest_key(), parsed.header, parsed.command, usd.decimals);
    const Plain reason = parsed.header.reason;
    parsed.header = *rc::gen::arbitrary<CommandHeader>();
    parsed.header.reason = reason;
    RC_ASSERT(command_digest(keys->digest_key(), parsed.header, parsed.command, usd.decimals) == digest);
    parsed.header.reason = Plain{reason.str() + "!"};
    RC_ASSERT(command_digest(keys->digest_key(), parsed.header, parsed.command, usd.decimals) != digest);
}

RC_GTEST_PROP(CodecProperty, DifferentCommandsHaveDifferentDigests, ()) {
    const auto a = any_command();
    const auto b = any_command();
    RC_PRE(!(a.command == b.command) || a.header.reason != b.header.reason);
    RC_ASSERT(canonical_of(a) != canonical_of(b));
}

RC_GTEST_PROP(CodecProperty, DamagedJsonIsRefusedOrReadAndNeverCrashes, ()) {
    const auto parsed = any_command();
    std::string json;
    write_command_json(parsed.header, parsed.command, {.currency = usd}, json);
    for (auto changes = *rc::gen::inRange(1, 4); changes > 0; --changes) {
        const auto at =
            static_cast<std::size_t>(*rc::gen::inRange<std::int64_t>(0, static_cast<std::int64_t>(json.size())));
        static constexpr std::string_view replacements = "\"{}[]:,0-.ex\\ nt\xff";
        json[at] = replacements[static_cast<std::size_t>(
            *rc::gen::inRange<std::int64_t>(0, static_cast<std::int64_t>(replacements.size())))];
    }
    const auto read = CommandReader{usd}.read(json, 7);
    if (!read) RC_ASSERT(read.error().message().starts_with("line 7: "));
}

RC_GTEST_PROP(CodecProperty, SealedEventsOpenToWhatWasSealed, ()) {
    Event event = *arbitrary_event(PersonalText::clear);
    // Whom each text is about is filled in by the rules; here one person for all.
    std::vector<PersonId> persons;
    const auto name_person = [&](const auto& self, const ValueShape& shape, void* value) -> void {
        if (shape.kind == ValueKind::personal && !static_cast<Personal*>(value)->empty())
            static_cast<Personal*>(value)->under = PersonId{"P-7"};
        else if (shape.kind == ValueKind::record)
            for (const auto& field : shape.record->fields) self(self, *field.value, field_of(value, field));
        else if (shape.element != nullptr)
            for (std::size_t i = 0; i < shape.size(value); ++i)
                self(self, *shape.element, const_cast<void*>(shape.at(value, i)));
    };
    const MutableRecordRef record = ref(event);
    for (const auto& field : record.shape->fields) name_person(name_person, *field.value, field_of(record.data, field));
    collect_persons(event, persons);

    const auto keys = KeyStore::simulated(5);
    const Sealer sealer{*keys};
    Event sealed = event;
    RC_ASSERT(sealer.seal(sealed, Digest16{1, 2, 3}).has_value());
    RC_ASSERT(persons.empty() || !(sealed == event));
    std::vector<PersonId> left;
    collect_persons(sealed, left);
    RC_ASSERT(left.empty());

    JsonContext context{.currency = usd, .open = [&](const Personal& personal) { return sealer.open(personal); }};
    std::string opened;
    write_json(ref(sealed), context, opened);
    std::string clear;
    write_json(ref(event), {.currency = usd}, clear);
    RC_ASSERT(opened == clear);
}

}  // namespace
}  // namespace tally::tests
