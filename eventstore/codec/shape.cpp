// The parts of the run-time tables that need no template.

#include "eventstore/codec/shape.h"

#include <algorithm>
#include <cstring>
#include <mutex>

#include "domain/core/assert.h"

namespace tally::eventstore {

const FieldShape* RecordShape::find(std::string_view field_name) const {
    const auto found =
        std::lower_bound(by_name.begin(), by_name.end(), field_name,
                         [&](std::uint16_t index, std::string_view wanted) { return fields[index].name < wanted; });
    if (found == by_name.end() || fields[*found].name != field_name) return nullptr;
    return &fields[*found];
}

std::optional<std::size_t> VariantShape::find(std::string_view type_name) const {
    for (std::size_t i = 0; i < alternatives.size(); ++i)
        if (alternatives[i]->type_name == type_name) return i;
    return std::nullopt;
}

std::int64_t load_integer(const ValueShape& shape, const void* value) {
    const auto load = [&](auto number) {
        std::memcpy(&number, value, sizeof number);
        return static_cast<std::int64_t>(number);
    };
    switch (shape.size_bytes) {
        case 1:
            return shape.is_signed ? load(std::int8_t{}) : load(std::uint8_t{});
        case 2:
            return shape.is_signed ? load(std::int16_t{}) : load(std::uint16_t{});
        case 4:
            return shape.is_signed ? load(std::int32_t{}) : load(std::uint32_t{});
        default:
            return load(std::int64_t{});
    }
}

bool equal(const ValueShape& shape, const void* a, const void* b) {
    switch (shape.kind) {
        case ValueKind::boolean:
            return *static_cast<const bool*>(a) == *static_cast<const bool*>(b);
        case ValueKind::integer:
        case ValueKind::enumeration:
            return load_integer(shape, a) == load_integer(shape, b);
        case ValueKind::digest:
            return std::memcmp(a, b, shape.size_bytes) == 0;
        case ValueKind::money:
            return *static_cast<const domain::Money*>(a) == *static_cast<const domain::Money*>(b);
        case ValueKind::money_sum:
            return *static_cast<const domain::MoneySum*>(a) == *static_cast<const domain::MoneySum*>(b);
        case ValueKind::decimal:  // One number of units; decimals are those of the type.
            return std::memcmp(a, b, sizeof(std::int64_t)) == 0;
        case ValueKind::fraction:
            return *static_cast<const domain::Fraction*>(a) == *static_cast<const domain::Fraction*>(b);
        case ValueKind::date:
            return *static_cast<const domain::Date*>(a) == *static_cast<const domain::Date*>(b);
        case ValueKind::month_day:
            return *static_cast<const domain::MonthDay*>(a) == *static_cast<const domain::MonthDay*>(b);
        case ValueKind::instant:
            return *static_cast<const domain::Instant*>(a) == *static_cast<const domain::Instant*>(b);
        case ValueKind::text:
            return shape.text(a) == shape.text(b);
        case ValueKind::personal:
            return *static_cast<const domain::Personal*>(a) == *static_cast<const domain::Personal*>(b);
        case ValueKind::list:
        case ValueKind::optional: {
            const std::size_t size = shape.size(a);
            if (size != shape.size(b)) return false;
            if (shape.is_change && shape.is_cleared(a) != shape.is_cleared(b)) return false;
            for (std::size_t i = 0; i < size; ++i)
                if (!equal(*shape.element, shape.at(a, i), shape.at(b, i))) return false;
            return true;
        }
        case ValueKind::record:
            for (const auto& field : shape.record->fields)
                if (!equal(*field.value, field_of(a, field), field_of(b, field))) return false;
            return true;
    }
    return false;
}

void store_integer(const ValueShape& shape, void* value, std::int64_t number) {
    std::memcpy(value, &number, shape.size_bytes);  // Little endian: the low bytes come first.
}

namespace detail {

std::string readable_name(std::string_view pretty) {
    std::string name;
    for (std::size_t i = 0; i < pretty.size();) {
        const auto word_end = std::min(pretty.find_first_of("<>, :", i), pretty.size());
        std::string_view word = pretty.substr(i, word_end - i);
        i = word_end;
        if (pretty.substr(i).starts_with("::")) {  // A namespace or an outer class.
            i += 2;
            continue;
        }
        if (word.starts_with('(')) {  // Of clang++'s "(anonymous namespace)::", where g++ writes "{anonymous}::".
            ++i;
            continue;
        }
        if (word.size() > 3 && word.ends_with("Tag")) word.remove_suffix(3);
        name += word;
        if (i < pretty.size() && pretty[i] == '<') name += "Of";
        if (i < pretty.size() && pretty[i] == ',') name += "And";
        if (i < pretty.size()) ++i;
    }
    // A control table that is only code and name is called by its tag.
    constexpr std::string_view only_a_shape = "NamedCodeOf";
    return name.starts_with(only_a_shape) ? name.substr(only_a_shape.size()) : name;
}

namespace {
bool holds_personal(const ValueShape& value) {
    switch (value.kind) {
        case ValueKind::personal:
            return true;
        case ValueKind::list:
        case ValueKind::optional:
            return holds_personal(*value.element);
        case ValueKind::record:
            return value.record->has_personal;
        default:
            return false;
    }
}

void index_by_name(RecordShape& shape) {
    for (std::size_t i = 0; i < shape.fields.size(); ++i) {
        shape.by_name.push_back(static_cast<std::uint16_t>(i));
        shape.has_personal = shape.has_personal || holds_personal(*shape.fields[i].value);
    }
    std::sort(shape.by_name.begin(), shape.by_name.end(),
              [&](std::uint16_t a, std::uint16_t b) { return shape.fields[a].name < shape.fields[b].name; });
    for (std::size_t i = 1; i < shape.by_name.size(); ++i)
        TALLY_ASSERT(shape.fields[shape.by_name[i - 1]].name != shape.fields[shape.by_name[i]].name,
                     "a record has two fields of one name");
}
}  // namespace

ValueShape plain_shape(ValueKind kind, std::string_view name) {
    ValueShape shape{};
    shape.kind = kind;
    shape.name = name;
    return shape;
}
ValueShape integer_shape(std::size_t size_bytes, bool is_signed) {
    ValueShape shape = plain_shape(ValueKind::integer, (is_signed ? "int" : "uint") + std::to_string(size_bytes * 8));
    shape.size_bytes = size_bytes;
    shape.is_signed = is_signed;
    return shape;
}
ValueShape decimal_shape(std::string_view name, std::uint8_t decimals) {
    ValueShape shape = plain_shape(ValueKind::decimal, name);
    shape.decimals = decimals;
    return shape;
}
ValueShape digest_shape(std::size_t size_bytes) {
    ValueShape shape = plain_shape(ValueKind::digest, "Digest" + std::to_string(size_bytes));
    shape.size_bytes = size_bytes;
    return shape;
}
ValueShape enumeration_shape(std::string_view pretty, std::size_t size_bytes, std::span<const std::string_view> names) {
    ValueShape shape = plain_shape(ValueKind::enumeration, readable_name(pretty));
    shape.size_bytes = size_bytes;
    shape.names = names;
    return shape;
}
ValueShape record_value_shape(const RecordShape& record) {
    ValueShape shape = plain_shape(ValueKind::record, record.name);
    shape.record = &record;
    return shape;
}
ValueShape list_shape(ValueKind kind, const ValueShape& element, const ListAccess& access) {
    ValueShape shape = plain_shape(kind, kind == ValueKind::list ? "list" : "optional");
    shape.element = &element;
    shape.size = access.size;
    shape.at = access.at;
    shape.append = access.append;
    shape.clear = access.clear;
    return shape;
}

// One for shapes of both kinds: a record's shape makes those of its fields, and that of a field whose type is a record
// makes the record's. With one each, two threads would wait for each other.
static std::recursive_mutex& making() {
    static std::recursive_mutex mutex;
    return mutex;
}
template <class Shape>
const Shape& MadeOnce<Shape>::first(Shape (*make)()) {
    const std::lock_guard lock{making()};
    const Shape* made = made_.load(std::memory_order_relaxed);
    if (!made) {
        made = new Shape{make()};
        made_.store(made, std::memory_order_release);
    }
    return *made;
}
template class MadeOnce<ValueShape>;
template class MadeOnce<RecordShape>;

RecordShape assemble_record(std::string_view pretty, std::string_view type_name, std::uint16_t schema_version,
                            const void* made, std::span<const FieldRow> rows, std::span<const void* const> members) {
    RecordShape shape;
    shape.name = readable_name(pretty);
    shape.type_name = type_name;
    shape.schema_version = schema_version;
    shape.made = made;
    auto member = members.begin();
    for (const FieldRow& row : rows) {
        shape.fields.push_back({.name = row.name,
                                .meaning = row.meaning,
                                .unit = row.unit,
                                .value = &row.value(),
                                .offset_bytes = static_cast<std::size_t>(static_cast<const std::byte*>(*member) -
                                                                         static_cast<const std::byte*>(made)),
                                .default_value = *member,
                                .json_key = '"' + std::string{row.name} + "\":"});
        ++member;
    }
    index_by_name(shape);
    return shape;
}

}  // namespace detail
}  // namespace tally::eventstore
