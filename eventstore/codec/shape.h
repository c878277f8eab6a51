#pragma once
// A record's fields() as a table that can be walked at run time. JSON, schemas, catalogues, printing, sealing and
// digests all walk it, so that none of them is compiled once per record. Bytes are not read this way: see bytes.h.

#include <array>
#include <atomic>
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
#include "domain/core/change.h"
#include "domain/core/date.h"
#include "domain/core/decimal.h"
#include "domain/core/describe.h"
#include "domain/core/money.h"
#include "domain/core/packed_quantities.h"
#include "domain/core/text.h"
#include "domain/events.h"
#include "eventstore/codec/maybe.h"

namespace tally::eventstore {

enum class ValueKind : std::uint8_t {
    boolean,
    integer,
    money,
    money_sum,
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

    std::string_view (*text)(const void*) = nullptr;
    void (*set_text)(void*, std::string_view) = nullptr;
    // Lists, and optionals as lists of none or one.
    std::size_t (*size)(const void*) = nullptr;
    const void* (*at)(const void*, std::size_t) = nullptr;
    void* (*append)(void*) = nullptr;
    void (*clear)(void*) = nullptr;
    // Of optionals that change what is there (domain/core/change.h): null says that it is cleared, where it may be.
    bool is_change = false;
    bool (*is_cleared)(const void*) = nullptr;
    void (*set_cleared)(void*) = nullptr;
    const void* otherwise = nullptr;  // The value that canonical form leaves out.
    // Of optionals (codec/maybe.h): JSON leaves the field out where there is no value, instead of writing null.
    bool is_left_out = false;
};

struct FieldShape {
    std::string_view name;
    std::string_view meaning;
    std::string_view unit;
    const ValueShape* value = nullptr;
    std::size_t offset_bytes = 0;
    const void* default_value = nullptr;  // The member of a record that was made with {}.
    std::string json_key;                 // "name": with its quotes and colon.
};

struct RecordShape {
    std::string name;            // "PaymentPosted"
    std::string_view type_name;  // "account.payment_posted"; empty for records that are only parts of others.
    std::uint16_t schema_version = 0;
    std::vector<FieldShape> fields;
    std::vector<std::uint16_t> by_name;  // Indexes of fields, sorted by name.
    bool has_personal = false;           // Here or in anything below.
    const void* made = nullptr;          // The record that was made with {}.

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
    std::vector<void* (*)(void*)> emplace;  // Puts a new alternative into the value and returns it.

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
// Whether two values of one shape are the same.
[[nodiscard]] bool equal(const ValueShape&, const void*, const void*);
// Integers and enumerations of any size. An unsigned 64-bit value comes back as its two's complement.
[[nodiscard]] std::int64_t load_integer(const ValueShape&, const void*);
void store_integer(const ValueShape&, void*, std::int64_t);

namespace detail {

// A shape that is made when it is first asked for, and stays as long as the program runs. A local static does the same,
// and has its guard, its unwinding and its destruction compiled for each type.
template <class Shape>
class MadeOnce {
  public:
    [[nodiscard]] const Shape& get(Shape (*make)()) {
        const Shape* made = made_.load(std::memory_order_acquire);
        return made ? *made : first(make);
    }

  private:
    const Shape& first(Shape (*make)());

    std::atomic<const Shape*> made_ = nullptr;
};
extern template class MadeOnce<ValueShape>;
extern template class MadeOnce<RecordShape>;

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
// A list like another to all but the bytes.
template <class T>
inline constexpr bool is_packed_list = std::is_same_v<T, domain::PackedQuantities>;
template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_maybe = false;
template <class T>
inline constexpr bool is_maybe<Maybe<T>> = true;
template <class T>
inline constexpr bool is_change = false;
template <class T, bool Clearable, bool Otherwise>
inline constexpr bool is_change<domain::BasicChange<T, Clearable, Otherwise>> = true;
template <class T>
inline constexpr bool is_digest = false;
template <std::size_t N>
inline constexpr bool is_digest<std::array<std::uint8_t, N>> = true;
// Values that are stored as numbers.
template <class T>
inline constexpr bool is_numbers =
    std::is_same_v<T, domain::Date> || std::is_same_v<T, domain::MonthDay> || std::is_same_v<T, domain::Instant> ||
    std::is_same_v<T, domain::Money> || std::is_same_v<T, domain::MoneySum> || is_fixed<T> ||
    std::is_same_v<T, domain::Fraction> || std::is_enum_v<T> || std::is_arithmetic_v<T>;
// A bit for each field, see packed.h.
template <domain::Described Record>
inline constexpr std::size_t difference_bytes = (domain::field_count<Record> + 7) / 8;
// Made with {}, to compare with.
template <domain::Described Record>
[[nodiscard]] const Record& fresh_record() {
    static const Record record{};
    return record;
}
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

// Shapes by kind, made out of line: what a template adds to them is only pointers to functions of its own.
[[nodiscard]] ValueShape plain_shape(ValueKind, std::string_view name);
[[nodiscard]] ValueShape integer_shape(std::size_t size_bytes, bool is_signed);
[[nodiscard]] ValueShape decimal_shape(std::string_view name, std::uint8_t decimals);
[[nodiscard]] ValueShape digest_shape(std::size_t size_bytes);
[[nodiscard]] ValueShape enumeration_shape(std::string_view pretty, std::size_t size_bytes,
                                           std::span<const std::string_view> names);
[[nodiscard]] ValueShape record_value_shape(const RecordShape&);

// How to reach the elements of a list, or of an optional as a list of none or one.
struct ListAccess {
    std::size_t (*size)(const void*);
    const void* (*at)(const void*, std::size_t);
    void* (*append)(void*);
    void (*clear)(void*);
};
[[nodiscard]] ValueShape list_shape(ValueKind, const ValueShape& element, const ListAccess&);

template <class Tag>
ValueShape text_shape(std::type_identity<domain::Text<Tag>>) {
    using T = domain::Text<Tag>;
    ValueShape shape = plain_shape(ValueKind::text, readable_name(pretty_name<Tag>()));
    shape.text_role = std::is_same_v<T, domain::Plain>  ? TextRole::plain
                      : std::is_same_v<T, domain::Code> ? TextRole::code
                                                        : TextRole::id;
    shape.text = [](const void* value) -> std::string_view { return static_cast<const T*>(value)->str(); };
    shape.set_text = [](void* value, std::string_view text) { *static_cast<T*>(value) = T{text}; };
    return shape;
}

template <class T>
constexpr ListAccess list_access() {
    return {.size = [](const void* list) { return static_cast<const T*>(list)->size(); },
            .at = [](const void* list, std::size_t i) -> const void* { return &(*static_cast<const T*>(list))[i]; },
            .append = [](void* list) -> void* {
                auto& grown = *static_cast<T*>(list);
                if constexpr (is_packed_list<T>) {
                    return &grown.emplace_back();
                } else {
                    grown.resize(grown.size() + 1);  // Compiled anyway, where lists are decoded.
                    return &grown.back();
                }
            },
            .clear = [](void* list) { static_cast<T*>(list)->clear(); }};
}
template <class T>
constexpr ListAccess optional_access() {
    return {.size = [](const void* value) { return std::size_t{static_cast<const T*>(value)->has_value() ? 1u : 0u}; },
            .at = [](const void* value, std::size_t) -> const void* { return &**static_cast<const T*>(value); },
            .append = [](void* value) -> void* { return &static_cast<T*>(value)->emplace(); },
            .clear = [](void* value) { static_cast<T*>(value)->reset(); }};
}

template <class T>
constexpr ListAccess maybe_access() {
    return {.size = [](const void* value) { return std::size_t{static_cast<const T*>(value)->given ? 1u : 0u}; },
            .at = [](const void* value, std::size_t) -> const void* { return &static_cast<const T*>(value)->value; },
            .append = [](void* value) -> void* {
                *static_cast<T*>(value) = {true, {}};
                return &static_cast<T*>(value)->value;
            },
            .clear = [](void* value) { *static_cast<T*>(value) = {}; }};
}

template <class T>
constexpr ListAccess change_access() {
    return {.size = [](const void* value) -> std::size_t {
                return static_cast<const T*>(value)->said == domain::Said::value ? 1 : 0;
            },
            .at = [](const void* value, std::size_t) -> const void* { return &static_cast<const T*>(value)->value; },
            .append = [](void* value) -> void* {
                *static_cast<T*>(value) = {domain::Said::value, {}};
                return &static_cast<T*>(value)->value;
            },
            .clear = [](void* value) { *static_cast<T*>(value) = {}; }};
}
template <class T>
ValueShape change_shape(const ValueShape& element) {
    ValueShape shape = list_shape(ValueKind::optional, element, change_access<T>());
    static const auto otherwise = [] {
        if constexpr (std::is_same_v<typename T::value_type, bool>)
            return T::otherwise;
        else
            return typename T::value_type{};
    }();
    shape.is_change = true;
    shape.otherwise = &otherwise;
    shape.is_cleared = [](const void* value) { return static_cast<const T*>(value)->said == domain::Said::clear; };
    if constexpr (T::clearable)
        shape.set_cleared = [](void* value) { *static_cast<T*>(value) = {domain::Said::clear, {}}; };
    return shape;
}

template <class T>
ValueShape make_value_shape() {
    static_assert(
        !is_string<T>,
        "A text in a described record is an id, a Code, Plain (declared not to be about a person) or Personal "
        "(stored as ciphertext): see domain/core/text.h. A bare string does not say which.");
    static_assert(!std::is_floating_point_v<T>, "Quantities are fixed-point decimals, amounts are Money: no doubles.");
    if constexpr (std::is_same_v<T, bool>) {
        return plain_shape(ValueKind::boolean, "boolean");
    } else if constexpr (std::is_integral_v<T>) {
        return integer_shape(sizeof(T), std::is_signed_v<T>);
    } else if constexpr (std::is_same_v<T, domain::Money>) {
        return plain_shape(ValueKind::money, "Money");
    } else if constexpr (std::is_same_v<T, domain::MoneySum>) {
        return plain_shape(ValueKind::money_sum, "Money");
    } else if constexpr (is_fixed<T>) {
        return decimal_shape(std::is_same_v<T, domain::Quantity> ? "Quantity"
                             : std::is_same_v<T, domain::Price>  ? "Price"
                             : std::is_same_v<T, domain::Rate>   ? "Rate"
                                                                 : "Decimal",
                             T::decimals);
    } else if constexpr (std::is_same_v<T, domain::Fraction>) {
        return plain_shape(ValueKind::fraction, "Fraction");
    } else if constexpr (std::is_same_v<T, domain::Date>) {
        return plain_shape(ValueKind::date, "Date");
    } else if constexpr (std::is_same_v<T, domain::MonthDay>) {
        return plain_shape(ValueKind::month_day, "MonthDay");
    } else if constexpr (std::is_same_v<T, domain::Instant>) {
        return plain_shape(ValueKind::instant, "Instant");
    } else if constexpr (std::is_same_v<T, domain::Personal>) {
        return plain_shape(ValueKind::personal, "Personal");
    } else if constexpr (is_text<T>) {
        return text_shape(std::type_identity<T>{});
    } else if constexpr (std::is_enum_v<T>) {
        static_assert(domain::NamedEnum<T>, "A stored enum has enum_names(): one name a value.");
        static constexpr auto names = enum_names(T{});
        static_assert(names.size() <= 256, "Enums are stored in one byte.");
        return enumeration_shape(pretty_name<T>(), sizeof(T), names);
    } else if constexpr (is_digest<T>) {
        return digest_shape(sizeof(T));
    } else if constexpr (is_vector<T> || is_packed_list<T>) {
        using Element = typename T::value_type;
        static_assert(!std::is_same_v<Element, bool>, "A list of bool has no addressable elements: use an enum.");
        return list_shape(ValueKind::list, value_shape<Element>(), list_access<T>());
    } else if constexpr (is_change<T>) {
        return change_shape<T>(value_shape<typename T::value_type>());
    } else if constexpr (is_maybe<T>) {
        ValueShape shape = list_shape(ValueKind::optional, value_shape<typename T::value_type>(), maybe_access<T>());
        shape.is_left_out = true;
        return shape;
    } else if constexpr (is_optional<T>) {
        return list_shape(ValueKind::optional, value_shape<typename T::value_type>(), optional_access<T>());
    } else {
        static_assert(domain::Described<T>, "This type has no place in a described record: give it fields().");
        return record_value_shape(record_shape<T>());
    }
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

// A field as the compiler knows it, before its shape is made.
struct FieldRow {
    std::string_view name;
    std::string_view meaning;
    std::string_view unit;
    const ValueShape& (*value)();
};
// members: each field in the record made with {}.
[[nodiscard]] RecordShape assemble_record(std::string_view pretty, std::string_view type_name,
                                          std::uint16_t schema_version, const void* made,
                                          std::span<const FieldRow> rows, std::span<const void* const> members);

template <domain::Described Record>
RecordShape make_record_shape() {
    static_assert(domain::fully_described<Record>(), "A member is missing in fields().");
    const Record& made = *new Record{};  // As long as the shape, which is made once.
    std::string_view type_name;
    std::uint16_t schema_version = 0;
    if constexpr (NamedRecord<Record>) type_name = Record::type_name;
    if constexpr (VersionedRecord<Record>) schema_version = Record::schema_version;
    static constexpr auto& fields = domain::field_list<Record>;
    static constexpr auto rows = fields.apply([](const auto&... field) {
        return std::array<FieldRow, sizeof...(field)>{
            FieldRow{field.name, field.meaning, field.unit,
                     &value_shape<typename std::decay_t<decltype(field)>::member_type>}...};
    });
    return fields.apply([&](const auto&... field) {
        const std::array<const void*, sizeof...(field)> members{&(made.*field.member)...};
        return assemble_record(pretty_name<Record>(), type_name, schema_version, &made, rows, members);
    });
}

}  // namespace detail

template <class T>
const ValueShape& value_shape() {
    static constinit detail::MadeOnce<ValueShape> shape;
    return shape.get(&detail::make_value_shape<T>);
}

template <domain::Described Record>
const RecordShape& record_shape() {
    static constinit detail::MadeOnce<RecordShape> shape;
    return shape.get(&detail::make_record_shape<Record>);
}

// Events and commands are many: their tables are made in shapes.cpp alone and not again in each file that walks them.
template <>
const VariantShape& variant_shape<domain::Event>();
template <>
const VariantShape& variant_shape<domain::Command>();
[[nodiscard]] RecordRef ref(const domain::Event&);
[[nodiscard]] MutableRecordRef ref(domain::Event&);
[[nodiscard]] RecordRef ref(const domain::Command&);
[[nodiscard]] MutableRecordRef ref(domain::Command&);

}  // namespace tally::eventstore
