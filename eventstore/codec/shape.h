#pragma once
// A record's fields() as a table that can be walked at run time. JSON, schemas, catalogues, printing, sealing and
// digests all walk it, so that none of them is compiled once per record. Bytes are not read this way: see bytes.h.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "domain/commands.h"
#include "domain/core/date.h"
#include "domain/core/decimal.h"
#include "domain/core/describe.h"
#include "domain/core/money.h"
#include "domain/core/text.h"
#include "domain/events.h"

namespace tally::eventstore {

enum class ValueKind : std::uint8_t {
    boolean,
    integer,
    money,
    decimal,
    fraction,
    date,
    month_day,
    instant,
    text,
    personal,
    enumeration,
    digest,
    list,
    optional,
    record
};
enum class TextRole : std::uint8_t { id, code, plain };

struct RecordShape;

// One type of value, with what is needed to read and change it behind a void pointer.
struct ValueShape {
    ValueKind kind;
    std::string name;            // "Money", "AccountId", "GlRole", …
    std::size_t size_bytes = 0;  // Of integers, enumerations and digests.
    bool is_signed = false;      // Of integers.
    std::uint8_t decimals = 0;   // Of decimals.
    TextRole text_role = TextRole::plain;
    std::span<const std::string_view> names = {};  // Of enumerations: one a value, from 0.
    const RecordShape* record = nullptr;           // Of records.
    const ValueShape* element = nullptr;           // Of lists and optionals.

    bool (*equal)(const void*, const void*) = nullptr;
    std::string_view (*text)(const void*) = nullptr;
    void (*set_text)(void*, std::string_view) = nullptr;
    // Lists, and optionals as lists of none or one.
    std::size_t (*size)(const void*) = nullptr;
    const void* (*at)(const void*, std::size_t) = nullptr;
    void* (*append)(void*) = nullptr;
    void (*clear)(void*) = nullptr;
};

struct FieldShape {
    std::string_view name;
    std::string_view meaning;
    std::string_view unit;
    const ValueShape* value = nullptr;
    std::size_t offset_bytes = 0;
    const void* default_value = nullptr;  // The member of a record that was made with {}.
};

struct RecordShape {
    std::string name;            // "PaymentPosted"
    std::string_view type_name;  // "account.payment_posted"; empty for records that are only parts of others.
    std::uint16_t schema_version = 0;
    std::vector<FieldShape> fields;
    std::vector<std::uint16_t> by_name;  // Indexes of fields, sorted by name.
    bool has_personal = false;           // Here or in anything below.

    // nullptr where there is none of that name.
    [[nodiscard]] const FieldShape* find(std::string_view field_name) const;
};

struct RecordRef {
    const RecordShape* shape;
    const void* data;
};
struct MutableRecordRef {
    const RecordShape* shape;
    void* data;
    operator RecordRef() const { return {shape, data}; }
};

template <domain::Described Record>
[[nodiscard]] const RecordShape& record_shape();
template <class T>
[[nodiscard]] const ValueShape& value_shape();

template <domain::Described Record>
[[nodiscard]] RecordRef ref(const Record& record) {
    return {&record_shape<Record>(), &record};
}
template <domain::Described Record>
[[nodiscard]] MutableRecordRef ref(Record& record) {
    return {&record_shape<Record>(), &record};
}

// The alternatives of a closed list such as domain::Event, in its order.
struct VariantShape {
    std::vector<const RecordShape*> alternatives;
    std::vector<void* (*)(void*)> emplace;  // Puts a new alternative into the variant and returns it.

    // Index of the alternative with that type_name.
    [[nodiscard]] std::optional<std::size_t> find(std::string_view type_name) const;
};
template <class Variant>
[[nodiscard]] const VariantShape& variant_shape();

[[nodiscard]] inline const void* field_of(const void* record, const FieldShape& field) {
    return static_cast<const std::byte*>(record) + field.offset_bytes;
}
[[nodiscard]] inline void* field_of(void* record, const FieldShape& field) {
    return static_cast<std::byte*>(record) + field.offset_bytes;
}
// Integers and enumerations of any size. An unsigned 64-bit value comes back as its two's complement.
[[nodiscard]] std::int64_t load_integer(const ValueShape&, const void*);
void store_integer(const ValueShape&, void*, std::int64_t);

namespace detail {

template <class T>
inline constexpr bool is_text = false;
template <class Tag>
inline constexpr bool is_text<domain::Text<Tag>> = true;
template <class T>
inline constexpr bool is_fixed = false;
template <class Tag, std::uint8_t Decimals>
inline constexpr bool is_fixed<domain::Fixed<Tag, Decimals>> = true;
template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;
template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_digest = false;
template <std::size_t N>
inline constexpr bool is_digest<std::array<std::uint8_t, N>> = true;
template <class T>
inline constexpr bool is_string =
    std::is_same_v<T, std::string> || std::is_same_v<T, std::string_view> || std::is_same_v<T, const char*>;

template <class T>
constexpr std::string_view pretty_name() {
    std::string_view text = __PRETTY_FUNCTION__;
    text.remove_prefix(text.find("T = ") + 4);
    return text.substr(0, text.find_first_of(";]"));
}
// "BasicAddress<tally::domain::Personal>" becomes "BasicAddressOfPersonal", and "AccountIdTag" "AccountId".
[[nodiscard]] std::string readable_name(std::string_view pretty);

[[nodiscard]] RecordShape sorted(RecordShape);

template <class Tag>
ValueShape text_shape(std::type_identity<domain::Text<Tag>>) {
    using T = domain::Text<Tag>;
    ValueShape shape{.kind = ValueKind::text, .name = readable_name(pretty_name<Tag>())};
    shape.text_role = std::is_same_v<T, domain::Plain>  ? TextRole::plain
                      : std::is_same_v<T, domain::Code> ? TextRole::code
                                                        : TextRole::id;
    shape.text = [](const void* value) -> std::string_view { return static_cast<const T*>(value)->str(); };
    shape.set_text = [](void* value, std::string_view text) { *static_cast<T*>(value) = T{text}; };
    return shape;
}

template <class T>
ValueShape make_value_shape() {
    static_assert(
        !is_string<T>,
        "A text in a described record is an id, a Code, Plain (declared not to be about a person) or Personal "
        "(stored as ciphertext): see domain/core/text.h. A bare string does not say which.");
    static_assert(!std::is_floating_point_v<T>, "Quantities are fixed-point decimals, amounts are Money: no doubles.");
    ValueShape shape{};
    if constexpr (std::is_same_v<T, bool>) {
        shape = {.kind = ValueKind::boolean, .name = "boolean"};
    } else if constexpr (std::is_integral_v<T>) {
        shape = {.kind = ValueKind::integer,
                 .name = (std::is_signed_v<T> ? "int" : "uint") + std::to_string(sizeof(T) * 8),
                 .size_bytes = sizeof(T),
                 .is_signed = std::is_signed_v<T>};
    } else if constexpr (std::is_same_v<T, domain::Money>) {
        shape = {.kind = ValueKind::money, .name = "Money"};
    } else if constexpr (is_fixed<T>) {
        shape = {.kind = ValueKind::decimal, .name = "Decimal", .decimals = T::decimals};
        if constexpr (std::is_same_v<T, domain::Quantity>) shape.name = "Quantity";
        if constexpr (std::is_same_v<T, domain::Price>) shape.name = "Price";
        if constexpr (std::is_same_v<T, domain::Rate>) shape.name = "Rate";
    } else if constexpr (std::is_same_v<T, domain::Fraction>) {
        shape = {.kind = ValueKind::fraction, .name = "Fraction"};
    } else if constexpr (std::is_same_v<T, domain::Date>) {
        shape = {.kind = ValueKind::date, .name = "Date"};
    } else if constexpr (std::is_same_v<T, domain::MonthDay>) {
        shape = {.kind = ValueKind::month_day, .name = "MonthDay"};
    } else if constexpr (std::is_same_v<T, domain::Instant>) {
        shape = {.kind = ValueKind::instant, .name = "Instant"};
    } else if constexpr (std::is_same_v<T, domain::Personal>) {
        shape = {.kind = ValueKind::personal, .name = "Personal"};
    } else if constexpr (is_text<T>) {
        shape = text_shape(std::type_identity<T>{});
    } else if constexpr (std::is_enum_v<T>) {
        static_assert(domain::NamedEnum<T>, "A stored enum has enum_names(): one name a value.");
        static constexpr auto names = enum_names(T{});
        static_assert(names.size() <= 256, "Enums are stored in one byte.");
        shape = {.kind = ValueKind::enumeration,
                 .name = readable_name(pretty_name<T>()),
                 .size_bytes = sizeof(T),
                 .names = names};
    } else if constexpr (is_digest<T>) {
        shape = {.kind = ValueKind::digest, .name = "Digest" + std::to_string(sizeof(T)), .size_bytes = sizeof(T)};
    } else if constexpr (is_vector<T>) {
        using Element = typename T::value_type;
        static_assert(!std::is_same_v<Element, bool>, "A list of bool has no addressable elements: use an enum.");
        shape = {.kind = ValueKind::list, .name = "list"};
        shape.element = &value_shape<Element>();
        shape.size = [](const void* list) { return static_cast<const T*>(list)->size(); };
        shape.at = [](const void* list, std::size_t i) -> const void* { return &(*static_cast<const T*>(list))[i]; };
        shape.append = [](void* list) -> void* { return &static_cast<T*>(list)->emplace_back(); };
        shape.clear = [](void* list) { static_cast<T*>(list)->clear(); };
    } else if constexpr (is_optional<T>) {
        using Element = typename T::value_type;
        shape = {.kind = ValueKind::optional, .name = "optional"};
        shape.element = &value_shape<Element>();
        shape.size = [](const void* value) { return std::size_t{static_cast<const T*>(value)->has_value() ? 1u : 0u}; };
        shape.at = [](const void* value, std::size_t) -> const void* { return &**static_cast<const T*>(value); };
        shape.append = [](void* value) -> void* { return &static_cast<T*>(value)->emplace(); };
        shape.clear = [](void* value) { static_cast<T*>(value)->reset(); };
    } else {
        static_assert(domain::Described<T>, "This type has no place in a described record: give it fields().");
        shape = {.kind = ValueKind::record, .name = record_shape<T>().name};
        shape.record = &record_shape<T>();
    }
    shape.equal = [](const void* a, const void* b) { return *static_cast<const T*>(a) == *static_cast<const T*>(b); };
    return shape;
}

template <class Record>
concept NamedRecord = requires {
    &Record::type_name;
}
&&std::is_pointer_v<decltype(&Record::type_name)>;
template <class Record>
concept VersionedRecord = requires {
    &Record::schema_version;
}
&&std::is_pointer_v<decltype(&Record::schema_version)>;

template <domain::Described Record>
RecordShape make_record_shape() {
    static_assert(domain::fully_described<Record>(), "A member is missing in fields().");
    static const Record made{};
    RecordShape shape;
    shape.name = readable_name(pretty_name<Record>());
    if constexpr (NamedRecord<Record>) shape.type_name = Record::type_name;
    if constexpr (VersionedRecord<Record>) shape.schema_version = Record::schema_version;
    domain::for_each_field<Record>([&](const auto& field) {
        using Member = typename std::decay_t<decltype(field)>::member_type;
        const auto* member = reinterpret_cast<const std::byte*>(&(made.*field.member));
        shape.fields.push_back(
            {.name = field.name,
             .meaning = field.meaning,
             .unit = field.unit,
             .value = &value_shape<Member>(),
             .offset_bytes = static_cast<std::size_t>(member - reinterpret_cast<const std::byte*>(&made)),
             .default_value = member});
    });
    return sorted(std::move(shape));
}

}  // namespace detail

template <class T>
const ValueShape& value_shape() {
    static const ValueShape shape = detail::make_value_shape<T>();
    return shape;
}

template <domain::Described Record>
const RecordShape& record_shape() {
    static const RecordShape shape = detail::make_record_shape<Record>();
    return shape;
}

namespace detail {
template <class Variant>
struct MakeVariantShape;
template <class... Records>
struct MakeVariantShape<std::variant<Records...>> {
    static VariantShape make() {
        using Variant = std::variant<Records...>;
        return {.alternatives = {&record_shape<Records>()...},
                .emplace = {[](void* variant) -> void* {
                    return &static_cast<Variant*>(variant)->template emplace<Records>();
                }...}};
    }
};
}  // namespace detail

// Events and commands are many: their tables are made in shapes.cpp alone and not again in each file that walks them.
template <>
const VariantShape& variant_shape<domain::Event>();
template <>
const VariantShape& variant_shape<domain::Command>();
[[nodiscard]] RecordRef ref(const domain::Event&);
[[nodiscard]] MutableRecordRef ref(domain::Event&);
[[nodiscard]] RecordRef ref(const domain::Command&);
[[nodiscard]] MutableRecordRef ref(domain::Command&);

template <class Variant>
const VariantShape& variant_shape() {
    static const VariantShape shape = detail::MakeVariantShape<Variant>::make();
    return shape;
}

}  // namespace tally::eventstore
