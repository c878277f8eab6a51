#pragma once
// The walk that writes described records, for bytes.h and packed.h.

#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>

#include "domain/core/assert.h"
#include "domain/core/describe.h"
#include "eventstore/codec/quantities.h"
#include "eventstore/codec/shape.h"

namespace tally::eventstore {

constexpr std::size_t text_bytes_max = 65'535;  // A text counts its bytes in two.

// Makes a record in memory of its own and appends it to a string. The pointer to the next byte is passed from value to
// value, so that it stays in a register; behind it there is always room for slack_bytes, so that numbers, which are
// most of a record, are written without a check. Texts and elements of lists ask for room.
class ByteSink {
  public:
    // Whether a record is written as what differs from another (packed.h).
    static constexpr bool packed = false;
    static constexpr std::size_t slack_bytes = 4'096;
    static constexpr std::size_t number_bytes_max = 10;

    // The place of the first byte.
    char* begin(std::string& out) {
        out_ = &out;
        if (!buffer_ || size_ > kept_bytes_max) make_buffer(first_bytes);
        return first();
    }
    [[nodiscard]] char* first() const { return buffer_.get(); }
    void finish(char* end) { out_->append(buffer_.get(), end); }

    // The same place, which may have moved, with room for that many bytes beside the slack.
    [[nodiscard]] char* room(char* at, std::size_t size) {
        if (static_cast<std::size_t>(end_ - at) < size + slack_bytes) [[unlikely]]
            return grow(at, size);
        return at;
    }

  private:
    static constexpr std::size_t first_bytes = 4 * slack_bytes;
    static constexpr std::size_t kept_bytes_max = 1 << 20;
    void make_buffer(std::size_t size);
    [[nodiscard]] char* grow(char* at, std::size_t size);

    std::string* out_ = nullptr;
    std::unique_ptr<char[]> buffer_;
    std::size_t size_ = 0;
    char* end_ = nullptr;
};

namespace detail {

// Calls use(number...) with the numbers that such a value is stored as.
template <class T, class Use>
void as_numbers(const T& value, const Use& use) {
    if constexpr (std::is_same_v<T, domain::Date>)
        use(value.days);
    else if constexpr (std::is_same_v<T, domain::MonthDay>)
        use(value.month, value.day);
    else if constexpr (std::is_same_v<T, domain::Instant>)
        use(value.microseconds);
    else if constexpr (std::is_same_v<T, domain::Money>)
        use(value.minor);
    else if constexpr (std::is_same_v<T, domain::MoneySum>)
        use(static_cast<std::uint64_t>(value.minor), static_cast<std::int64_t>(value.minor >> 64));
    else if constexpr (is_fixed<T>)
        use(value.units);
    else if constexpr (std::is_same_v<T, domain::Fraction>)
        use(value.numerator, value.denominator);
    else if constexpr (std::is_enum_v<T>)
        use(static_cast<std::uint8_t>(value));
    else
        use(value);
}

inline void check_text(std::string_view text) {
    TALLY_ASSERT(text.size() <= text_bytes_max, "a text is longer than its count can say");
}
inline void check_sealed(const domain::Personal& text) {
    TALLY_ASSERT(text.sealed || text.empty(), "personal text is sealed before it is written");
}

// The most bytes that a value takes of a sink's slack before something in it asks for room again.
template <class T>
constexpr std::size_t slack_used_max() {
    if constexpr (domain::Described<T>) {
        std::size_t sum = difference_bytes<T>;
        domain::for_each_field<T>(
            [&](const auto& field) { sum += slack_used_max<typename std::decay_t<decltype(field)>::member_type>(); });
        return sum;
    } else if constexpr (is_digest<T>)
        return sizeof(T);
    else if constexpr (is_optional<T>)
        return ByteSink::number_bytes_max + slack_used_max<typename T::value_type>();
    else if constexpr (std::is_same_v<T, domain::MonthDay> || std::is_same_v<T, domain::MoneySum> ||
                       std::is_same_v<T, domain::Fraction> || std::is_same_v<T, domain::Personal>)
        return 2 * ByteSink::number_bytes_max;
    else
        return ByteSink::number_bytes_max;
}

// Only the fields that differ from those of `base`; see packed.h.
template <class Sink, domain::Described Record>
[[nodiscard]] char* put_difference(Sink& sink, char* at, const Record& value, const Record& base);

// The place after the value.
template <class Sink, class T>
[[nodiscard]] char* put_value(Sink& sink, char* at, const T& value) {
    const auto put_text = [&](std::string_view text) {
        check_text(text);
        at = sink.put_text(at, text);
    };
    if constexpr (is_numbers<T>) {
        as_numbers(value, [&](auto... numbers) { ((at = Sink::put_number(at, numbers)), ...); });
    } else if constexpr (std::is_same_v<T, domain::Personal>) {
        check_sealed(value);
        put_text(value.under.str());
        put_text(value.bytes);
    } else if constexpr (is_text<T>) {
        put_text(value.str());
    } else if constexpr (is_digest<T>) {
        std::memcpy(at, value.data(), value.size());
        at += value.size();
    } else if constexpr (is_packed_list<T>) {
        std::string& bytes = thread_quantity_bytes();
        bytes.clear();
        Sink::pack(value, bytes);
        put_text(bytes);
    } else if constexpr (is_vector<T>) {
        static_assert(slack_used_max<typename T::value_type>() < ByteSink::slack_bytes);
        at = Sink::put_count(at, value.size());
        if constexpr (Sink::packed && domain::Described<typename T::value_type>) {
            const auto* before = &fresh_record<typename T::value_type>();
            for (const auto& element : value) {
                at = put_difference(sink, sink.room(at, 0), element, *before);
                before = &element;
            }
        } else {
            for (const auto& element : value) at = put_value(sink, sink.room(at, 0), element);
        }
        at = sink.room(at, 0);
    } else if constexpr (is_optional<T>) {
        at = Sink::put_number(at, value.has_value());
        if (value) at = put_value(sink, at, *value);
    } else if constexpr (Sink::packed) {
        at = put_difference(sink, at, value, fresh_record<T>());
    } else {
        domain::for_each_field<T>([&](const auto& field) { at = put_value(sink, at, value.*field.member); });
    }
    return at;
}

}  // namespace detail

}  // namespace tally::eventstore
