#pragma once
// Goes over encoded records without decoding them: what is wanted of a record is read where it stands, the rest is
// passed over. Which bytes a value takes comes from the same fields() as encoding, so that the layout is known in this
// folder only.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>

#include "domain/core/describe.h"
#include "eventstore/codec/shape.h"

namespace tally::eventstore::detail {

static_assert(std::endian::native == std::endian::little, "Bytes are little endian; this machine would have to swap.");

// Past the end it stays there, and ok() is false: one look at the end of a walk says whether every step was right.
class Skimmer {
  public:
    explicit Skimmer(std::string_view bytes) : at_(bytes.data()), end_(bytes.data() + bytes.size()) {}
    [[nodiscard]] bool ok() const { return ok_; }
    [[nodiscard]] const char* at() const { return at_; }
    [[nodiscard]] bool at_end() const { return at_ == end_; }
    void skip(std::uint64_t bytes) {
        if (static_cast<std::uint64_t>(end_ - at_) < bytes) {
            refuse();
            return;
        }
        at_ += bytes;
    }
    // Of a value that is stored as it stands in memory.
    template <class T>
    requires std::is_trivially_copyable_v<T>
    [[nodiscard]] T take() {
        T value{};
        if (static_cast<std::size_t>(end_ - at_) < sizeof value) {
            refuse();
            return value;
        }
        std::memcpy(&value, at_, sizeof value);
        at_ += sizeof value;
        return value;
    }
    [[nodiscard]] std::string_view take_text() {
        const auto size = take<std::uint16_t>();
        const char* const begin = at_;
        skip(size);
        return ok_ ? std::string_view{begin, size} : std::string_view{};
    }

    // What was read cannot be.
    void refuse() {
        ok_ = false;
        at_ = end_;
    }

  private:
    const char* at_;
    const char* end_;
    bool ok_ = true;
};

// Bytes that a value of the type always takes; 0: it depends on the value.
template <class T>
constexpr std::size_t fixed_bytes() {
    if constexpr (std::is_enum_v<T> || std::is_same_v<T, bool>)
        return 1;
    else if constexpr (std::is_arithmetic_v<T>)
        return sizeof(T);
    else if constexpr (std::is_same_v<T, domain::Money> || std::is_same_v<T, domain::Instant> || is_fixed<T>)
        return 8;
    else if constexpr (std::is_same_v<T, domain::Date>)
        return 4;
    else if constexpr (std::is_same_v<T, domain::MonthDay>)
        return 2;
    else if constexpr (std::is_same_v<T, domain::Fraction>)
        return 16;
    else if constexpr (is_digest<T>)
        return sizeof(T);
    else
        return 0;
}

template <class T>
void skip_value(Skimmer& skimmer) {
    if constexpr (fixed_bytes<T>() != 0) {
        skimmer.skip(fixed_bytes<T>());
    } else if constexpr (std::is_same_v<T, domain::Personal>) {
        skimmer.skip(skimmer.take<std::uint16_t>());
        skimmer.skip(skimmer.take<std::uint16_t>());
    } else if constexpr (is_text<T> || is_packed_list<T>) {
        skimmer.skip(skimmer.take<std::uint16_t>());
    } else if constexpr (is_vector<T>) {
        for (auto count = skimmer.take<std::uint64_t>(); count > 0 && skimmer.ok(); --count)
            skip_value<typename T::value_type>(skimmer);
    } else {
        static_assert(domain::Described<T>, "an optional value has no place in an event");
        domain::for_each_field<T>(
            [&](const auto& field) { skip_value<typename std::decay_t<decltype(field)>::member_type>(skimmer); });
    }
}

template <class T>
[[nodiscard]] T take_enum(Skimmer& skimmer) {
    const auto number = skimmer.take<std::uint8_t>();
    if (number >= enum_names(T{}).size()) skimmer.refuse();
    return static_cast<T>(number);
}

}  // namespace tally::eventstore::detail
