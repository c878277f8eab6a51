// The parts of the run-time tables that need no template.

#include "eventstore/codec/shape.h"

#include <algorithm>
#include <cstring>

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
}  // namespace

RecordShape sorted(RecordShape shape) {
    for (std::size_t i = 0; i < shape.fields.size(); ++i) {
        shape.by_name.push_back(static_cast<std::uint16_t>(i));
        shape.has_personal = shape.has_personal || holds_personal(*shape.fields[i].value);
    }
    std::sort(shape.by_name.begin(), shape.by_name.end(),
              [&](std::uint16_t a, std::uint16_t b) { return shape.fields[a].name < shape.fields[b].name; });
    for (std::size_t i = 1; i < shape.by_name.size(); ++i)
        TALLY_ASSERT(shape.fields[shape.by_name[i - 1]].name != shape.fields[shape.by_name[i]].name,
                     "a record has two fields of one name");
    return shape;
}

}  // namespace detail
}  // namespace tally::eventstore
