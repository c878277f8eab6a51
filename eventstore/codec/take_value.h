#pragma once
// The walk that reads described records, for bytes.h and packed.h.

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "domain/core/describe.h"
#include "eventstore/codec/quantities.h"
#include "eventstore/codec/shape.h"

namespace tally::eventstore {

struct DecodeFailure {
    const char* problem;
    std::string_view field;
    std::size_t offset_bytes;
};

// A span that is read from, and never past its end. The pointer to the next byte is passed from value to value, so
// that it stays in a register. What is wrong is thrown as DecodeFailure, which stays inside this folder.
class ByteSource {
  public:
    // The place of the first byte.
    const char* begin(std::string_view bytes) {
        begin_ = bytes.data();
        end_ = begin_ + bytes.size();
        field_ = {};
        return begin_;
    }
    [[nodiscard]] const char* first() const { return begin_; }
    void at_field(std::string_view name) { field_ = name; }
    [[nodiscard]] std::size_t left_bytes(const char* at) const { return static_cast<std::size_t>(end_ - at); }
    void expect(const char* at, std::size_t size) const {
        if (left_bytes(at) < size) [[unlikely]]
            refuse(at, "the bytes end too early");
    }
    void expect_end(const char* at) {
        if (at == end_) return;
        field_ = {};
        refuse(at, "bytes are left over");
    }
    [[noreturn]] void refuse(const char* at, const char* problem) const;

  private:
    const char* begin_ = nullptr;
    const char* end_ = nullptr;
    std::string_view field_;
};

namespace detail {

// The least bytes a value can take, so that a wild count is refused before memory is taken for it.
template <class T, bool packed>
constexpr std::size_t bytes_min() {
    if constexpr (domain::Described<T> && packed) {
        return difference_bytes<T>;
    } else if constexpr (domain::Described<T>) {
        std::size_t sum = 0;
        domain::for_each_field<T>([&](const auto& field) {
            sum += bytes_min<typename std::decay_t<decltype(field)>::member_type, packed>();
        });
        return sum;
    } else if constexpr (std::is_same_v<T, domain::Personal>)
        return packed ? 2 : 4;
    else if constexpr (std::is_enum_v<T> || is_optional<T> || packed)
        return 1;
    else if constexpr (is_text<T> || is_packed_list<T>)
        return 2;
    else if constexpr (is_vector<T>)
        return 8;
    else
        return sizeof(T);
}

template <class Source, class T>
[[nodiscard]] const char* take_value(Source& source, const char* at, T& value);

// What put_difference() wrote; see packed.h.
template <class Source, domain::Described Record>
[[nodiscard]] const char* take_difference(Source& source, const char* at, Record& value, const Record& base);

template <class Source, class T>
[[nodiscard]] const char* take_list(Source& source, const char* at, std::vector<T>& list) {
    std::uint64_t size = 0;
    at = source.take_count(at, size);
    if (size > source.left_bytes(at) / bytes_min<T, Source::packed>())
        source.refuse(at, "a list counts more elements than there are bytes");
    list.resize(static_cast<std::size_t>(size));
    if constexpr (Source::packed && domain::Described<T>) {
        const T* before = &fresh_record<T>();
        for (auto& element : list) {
            at = take_difference(source, at, element, *before);
            before = &element;
        }
    } else {
        for (auto& element : list) at = take_value(source, at, element);
    }
    return at;
}

// Events have one form only: what is read is what would be written.
template <class Source>
[[nodiscard]] const char* take_quantities(Source& source, const char* at, domain::PackedQuantities& values) {
    std::string_view bytes;
    at = source.take_text(at, bytes);
    if (const char* problem = unpack_quantities(bytes, values)) source.refuse(at, problem);
    if constexpr (!Source::packed) {
        std::string& again = thread_quantity_bytes();
        again.clear();
        pack_quantities(values, again);
        if (again != bytes) source.refuse(at, "packed quantities are not in their shortest form");
    }
    return at;
}

// Values that are stored as numbers.
template <class Source, class T>
[[nodiscard]] const char* take_numbers(const Source& source, const char* at, T& value) {
    const auto take = [&](auto&... numbers) { ((at = source.take_number(at, numbers)), ...); };
    if constexpr (std::is_same_v<T, domain::Date>) {
        take(value.days);
        // 1900-01-01 to 2999-12-31: what a date can be written as.
        if (value.is_set() && (value.days < -25'567 || value.days > 376'199))
            source.refuse(at, "a date is out of range");
    } else if constexpr (std::is_same_v<T, domain::MonthDay>) {
        take(value.month, value.day);
        if (value.month > 12 || value.day > 31 || (value.month == 0) != (value.day == 0))
            source.refuse(at, "a day of the year does not exist");
    } else if constexpr (std::is_same_v<T, domain::Instant>) {
        take(value.microseconds);
    } else if constexpr (std::is_same_v<T, domain::Money>) {
        take(value.minor);
    } else if constexpr (std::is_same_v<T, domain::MoneySum>) {
        std::uint64_t low = 0;
        std::int64_t high = 0;
        take(low, high);
        value = domain::MoneySum{domain::Int128{high} << 64 | low};
    } else if constexpr (is_fixed<T>) {
        take(value.units);
    } else if constexpr (std::is_same_v<T, domain::Fraction>) {
        take(value.numerator, value.denominator);
        if (value.denominator <= 0) source.refuse(at, "a fraction's denominator is not above zero");
    } else if constexpr (std::is_enum_v<T>) {
        std::uint8_t byte = 0;
        take(byte);
        if (byte >= enum_names(T{}).size()) source.refuse(at, "a number stands for none of the known names");
        value = static_cast<T>(byte);
    } else if constexpr (std::is_same_v<T, bool>) {
        std::uint8_t byte = 0;
        take(byte);
        if (byte > 1) source.refuse(at, "a truth value is neither 0 nor 1");
        value = byte == 1;
    } else {
        take(value);
    }
    return at;
}

// The place after the value.
template <class Source, class T>
const char* take_value(Source& source, const char* at, T& value) {
    if constexpr (is_numbers<T>) {
        at = take_numbers(source, at, value);
    } else if constexpr (is_text<T>) {
        std::string_view text;
        at = source.take_text(at, text);
        value.assign(text);
    } else if constexpr (std::is_same_v<T, domain::Personal>) {
        std::string_view text;
        at = source.take_text(at, text);
        value.under.assign(text);
        at = source.take_text(at, text);
        value.bytes.assign(text);
        value.sealed = !value.bytes.empty();
        if (value.sealed && value.under.empty()) source.refuse(at, "sealed text does not say under whose key");
    } else if constexpr (is_digest<T>) {
        source.expect(at, value.size());
        std::memcpy(value.data(), at, value.size());
        at += value.size();
    } else if constexpr (is_packed_list<T>) {
        at = take_quantities(source, at, value);
    } else if constexpr (is_vector<T>) {
        at = take_list(source, at, value);
    } else if constexpr (is_optional<T>) {
        bool present = false;
        at = take_numbers(source, at, present);
        if (present)
            at = take_value(source, at, value.emplace());
        else
            value.reset();
    } else if constexpr (Source::packed) {
        at = take_difference(source, at, value, fresh_record<T>());
    } else {
        domain::for_each_field<T>([&](const auto& field) {
            source.at_field(field.name);
            at = take_value(source, at, value.*field.member);
        });
    }
    return at;
}

}  // namespace detail

}  // namespace tally::eventstore
