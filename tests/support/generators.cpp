#include "tests/support/generators.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <string>

#include "eventstore/codec/codec.h"

namespace tally::tests {

namespace {

using namespace tally::domain;
using namespace tally::eventstore;

// 1900-01-01 to 2999-12-31.
constexpr int first_day = -25'567;
constexpr int last_day = 376'199;

std::int64_t pick(std::int64_t least, std::int64_t most) {
    return *rc::gen::inRange<std::int64_t>(least, most + 1);
}
bool one_in(int n) {
    return pick(0, n - 1) == 0;
}

std::string pick_id() {
    static constexpr std::string_view characters = "ABCXYZabcxyz0123456789-_.:#@!~\"\\";
    std::string id;
    for (auto size = one_in(8) ? 64 : pick(1, 20); size > 0; --size)
        id += characters[static_cast<std::size_t>(pick(0, static_cast<std::int64_t>(characters.size()) - 1))];
    return id;
}
// Valid UTF-8 with everything that JSON must escape.
std::string pick_text() {
    static constexpr std::string_view pieces[] = {"a",  "Z",    "7", " ", "\"", "\\", "/",    "\n", "\t", "\r",
                                                  "\b", "\x1f", "ä", "€", "😀",  "<",  "\x7f", "{}", ",",  ":"};
    std::string text;
    for (auto size = pick(0, 12); size > 0; --size)
        text += pieces[static_cast<std::size_t>(pick(0, static_cast<std::int64_t>(std::size(pieces)) - 1))];
    return text;
}

std::int64_t pick_units() {
    return one_in(6) ? pick(-9'000'000'000'000'000'000, 9'000'000'000'000'000'000)
                     : pick(-10'000'000'000, 10'000'000'000);
}

void fill(const ValueShape& shape, void* value, tests::PersonalText personal_text) {
    switch (shape.kind) {
        case ValueKind::boolean:
            *static_cast<bool*>(value) = one_in(2);
            return;
        case ValueKind::integer: {
            if (shape.size_bytes == 8 && one_in(4)) {
                store_integer(shape, value, *rc::gen::arbitrary<std::int64_t>());
                return;
            }
            const auto bits = std::min<std::size_t>(shape.size_bytes * 8, 32) - (shape.is_signed ? 1 : 0);
            const auto most = (std::int64_t{1} << bits) - 1;
            store_integer(shape, value, one_in(6) ? most : pick(shape.is_signed ? -most - 1 : 0, most));
            return;
        }
        case ValueKind::money:
            static_cast<Money*>(value)->minor =
                one_in(6) ? (one_in(2) ? 1 : -1) * (largest_amount.minor - 1) : pick(-1'000'000, 1'000'000);
            return;
        case ValueKind::money_sum:
            *static_cast<MoneySum*>(value) = Money{pick(-1'000'000, 1'000'000)};
            return;
        case ValueKind::decimal: {
            const std::int64_t units = pick_units();
            std::memcpy(value, &units, sizeof units);
            return;
        }
        case ValueKind::fraction:
            *static_cast<Fraction*>(value) = {pick(-1'000, 1'000), pick(1, 1'000)};
            return;
        case ValueKind::date:
            *static_cast<Date*>(value) =
                one_in(6) ? Date{} : Date{static_cast<std::int32_t>(pick(first_day, last_day))};
            return;
        case ValueKind::month_day:
            *static_cast<MonthDay*>(value) =
                one_in(4) ? MonthDay{}
                          : MonthDay{static_cast<std::uint8_t>(pick(1, 12)), static_cast<std::uint8_t>(pick(1, 28))};
            return;
        case ValueKind::instant:
            static_cast<Instant*>(value)->microseconds =
                pick(first_day, last_day) * 86'400'000'000 + (one_in(2) ? 0 : pick(0, 86'399'999'999));
            return;
        case ValueKind::text:
            if (shape.text_role == TextRole::id)
                shape.set_text(value, one_in(8) ? std::string{} : pick_id());
            else if (shape.text_role == TextRole::code)
                shape.set_text(value, one_in(8) ? std::string{} : pick_id().substr(0, 16));
            else
                shape.set_text(value, pick_text());
            return;
        case ValueKind::personal: {
            auto& personal = *static_cast<Personal*>(value);
            personal = {};
            std::string text = pick_text();
            if (text.empty()) return;
            if (personal_text == tests::PersonalText::sealed) {
                personal.under = PersonId{pick_id()};
                personal.sealed = true;
                text.append(28, static_cast<char>(pick(-128, 127)));
            }
            personal.bytes = std::move(text);
            return;
        }
        case ValueKind::enumeration:
            store_integer(shape, value, pick(0, static_cast<std::int64_t>(shape.names.size()) - 1));
            return;
        case ValueKind::digest: {
            auto* bytes = static_cast<std::uint8_t*>(value);
            std::generate_n(bytes, shape.size_bytes, [] { return static_cast<std::uint8_t>(pick(0, 255)); });
            return;
        }
        case ValueKind::list:
        case ValueKind::optional: {
            shape.clear(value);
            const auto most = shape.kind == ValueKind::optional ? 1 : 3;
            for (auto size = pick(0, most); size > 0; --size) fill(*shape.element, shape.append(value), personal_text);
            return;
        }
        case ValueKind::record:
            fill_arbitrary({shape.record, value}, personal_text);
            return;
    }
}

template <class Variant>
Variant pick_alternative(tests::PersonalText personal_text) {
    const VariantShape& shape = variant_shape<Variant>();
    Variant variant;
    const auto index = static_cast<std::size_t>(pick(0, static_cast<std::int64_t>(shape.alternatives.size()) - 1));
    void* const data = shape.emplace[index](&variant);
    fill_arbitrary({shape.alternatives[index], data}, personal_text);
    return variant;
}

}  // namespace

void fill_arbitrary(MutableRecordRef record, PersonalText personal_text) {
    for (const auto& field : record.shape->fields) fill(*field.value, field_of(record.data, field), personal_text);
}

rc::Gen<Event> arbitrary_event(PersonalText personal_text) {
    return rc::gen::exec([personal_text] { return pick_alternative<Event>(personal_text); });
}

rc::Gen<Command> arbitrary_command() {
    return rc::gen::exec([] { return pick_alternative<Command>(PersonalText::clear); });
}

rc::Gen<RecordedEvent> arbitrary_recorded_event(PersonalText personal_text) {
    return rc::gen::exec([personal_text] {
        RecordedEvent recorded;
        fill_arbitrary(ref(recorded.envelope), personal_text);
        recorded.event = pick_alternative<Event>(personal_text);
        recorded.envelope.event_type = Plain{type_name_of(recorded.event)};
        recorded.envelope.schema_version = schema_version_of(recorded.event);
        return recorded;
    });
}

}  // namespace tally::tests
