#include "tests/golden/examples.h"

#include <cstring>
#include <string>

#include "domain/core/assert.h"
#include "eventstore/codec/codec.h"
#include "eventstore/keys/sealer.h"

namespace tally::tests {

namespace {

using namespace tally::domain;
using namespace tally::eventstore;

// FNV-1a: the same number for the same path on every machine, for ever.
std::uint64_t number_of(std::string_view path) {
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    for (const char c : path) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    return hash;
}

// How many names an enumeration had when its examples were made: those added later change no example.
std::size_t names_at_first(const ValueShape& shape) {
    constexpr std::size_t stream_kinds = 6;
    constexpr std::size_t component_kinds = 7;
    constexpr std::size_t credit_sources = 5;
    constexpr std::size_t gl_roles = 16;
    constexpr std::size_t tender_kinds = 7;
    if (shape.name == "ComponentKind") return component_kinds;
    if (shape.name == "CreditSourceKind") return credit_sources;
    if (shape.name == "GlRole") return gl_roles;
    if (shape.name == "TenderKind") return tender_kinds;
    return shape.name == "StreamKind" ? stream_kinds : shape.names.size();
}

void fill(const ValueShape& shape, void* value, const std::string& path);

void fill_record(MutableRecordRef record, const std::string& path) {
    for (const auto& field : record.shape->fields)
        fill(*field.value, field_of(record.data, field),
             path.empty() ? std::string{field.name} : path + "." + std::string{field.name});
}

void fill(const ValueShape& shape, void* value, const std::string& path) {
    const std::uint64_t number = number_of(path);
    const auto small = static_cast<std::int64_t>(number % 1'000'000);
    const std::string last = path.substr(path.find_last_of('.') + 1);
    switch (shape.kind) {
        case ValueKind::boolean:
            *static_cast<bool*>(value) = true;
            return;
        case ValueKind::integer:
            store_integer(shape, value, small % (shape.size_bytes == 1 ? 100 : 10'000) + 1);
            return;
        case ValueKind::money:
            static_cast<Money*>(value)->minor = small - 500'000;
            return;
        case ValueKind::money_sum:
            *static_cast<MoneySum*>(value) = Money{small - 500'000};
            return;
        case ValueKind::decimal: {
            const std::int64_t units = small * 1'000 + 7;
            std::memcpy(value, &units, sizeof units);
            return;
        }
        case ValueKind::fraction:
            *static_cast<Fraction*>(value) = {small % 29 + 1, 30};
            return;
        case ValueKind::date:
            static_cast<Date*>(value)->days = 18'993 + static_cast<std::int32_t>(small % 365);
            return;
        case ValueKind::month_day:
            *static_cast<MonthDay*>(value) = {static_cast<std::uint8_t>(small % 12 + 1),
                                              static_cast<std::uint8_t>(small % 28 + 1)};
            return;
        case ValueKind::instant:
            static_cast<Instant*>(value)->microseconds = 1'641'384'000'000'000 + small;
            return;
        case ValueKind::text:
            shape.set_text(value, last + "-" + std::to_string(small % 100));
            return;
        case ValueKind::personal:
            *static_cast<Personal*>(value) = {PersonId{"P-1"}, last + " of Zoë", false};
            return;
        case ValueKind::enumeration:
            store_integer(shape, value, static_cast<std::int64_t>(number % names_at_first(shape)));
            return;
        case ValueKind::digest:
            for (std::size_t i = 0; i < shape.size_bytes; ++i)
                static_cast<std::uint8_t*>(value)[i] = static_cast<std::uint8_t>(number >> (i % 8 * 8));
            return;
        case ValueKind::list:
            shape.clear(value);
            for (int i = 0; i < 2; ++i) fill(*shape.element, shape.append(value), path + "[" + std::to_string(i) + "]");
            return;
        case ValueKind::optional:
            shape.clear(value);
            fill(*shape.element, shape.append(value), path);
            return;
        case ValueKind::record:
            fill_record({shape.record, value}, path);
            return;
    }
}

}  // namespace

void fill_example(MutableRecordRef record) {
    fill_record(record, "");
}

RecordedEvent example_event(std::size_t index) {
    const VariantShape& shapes = variant_shape<Event>();
    RecordedEvent recorded;
    fill_example(ref(recorded.envelope));
    void* const data = shapes.emplace[index](&recorded.event);
    fill_example({shapes.alternatives[index], data});
    recorded.envelope.event_type = Plain{type_name_of(recorded.event)};
    recorded.envelope.schema_version = schema_version_of(recorded.event);
    const auto keys = KeyStore::simulated(example_key_seed);
    const auto sealed = Sealer{*keys}.seal(recorded.event, recorded.envelope.event_id);
    TALLY_ASSERT(sealed.has_value(), "simulated keys seal everything");
    return recorded;
}

}  // namespace tally::tests
