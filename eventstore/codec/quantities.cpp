#include "eventstore/codec/quantities.h"

#include <array>
#include <cstdint>
#include <vector>

#include "eventstore/codec/quantity_bits.h"

namespace tally::eventstore::detail {

namespace {

constexpr std::array<std::int64_t, 7> powers_of_ten{1, 10, 100, 1'000, 10'000, 100'000, 1'000'000};
constexpr std::uint8_t differences_flag = 0x08;  // Beside the exponent in the first byte.
constexpr std::uint8_t bits_flag = 0x10;

// Small numbers of both signs as small numbers without.
std::uint64_t zigzag(std::uint64_t value) {
    return value << 1 ^ (~(value >> 63) + 1);
}
std::uint64_t unzigzag(std::uint64_t value) {
    return value >> 1 ^ (~(value & 1) + 1);
}

void put_number(std::uint64_t value, std::string& out) {
    for (; value >= 0x80; value >>= 7) out += static_cast<char>(value | 0x80);
    out += static_cast<char>(value);
}
std::size_t bytes_of(std::uint64_t value) {
    std::size_t bytes = 1;
    for (; value >= 0x80; value >>= 7) ++bytes;
    return bytes;
}

// Reads numbers of seven bits a byte.
class Numbers {
  public:
    explicit Numbers(std::string_view bytes) : at_(bytes.data()), end_(bytes.data() + bytes.size()) {}
    [[nodiscard]] bool next(std::uint64_t& value) {
        value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            if (at_ == end_) return false;
            const auto byte = static_cast<std::uint8_t>(*at_++);
            value |= std::uint64_t{byte & 0x7Fu} << shift;
            if (byte < 0x80) return shift == 0 || byte != 0;
        }
        return false;
    }
    [[nodiscard]] std::size_t left_bytes() const { return static_cast<std::size_t>(end_ - at_); }

  private:
    const char* at_;
    const char* end_;
};

std::size_t exponent_of(const domain::PackedQuantities& values) {
    std::size_t exponent = powers_of_ten.size() - 1;
    for (const domain::Quantity& value : values)
        while (value.units % powers_of_ten[exponent] != 0) --exponent;
    return exponent;
}

}  // namespace

void pack_quantities(const domain::PackedQuantities& values, std::string& out) {
    const std::size_t exponent = exponent_of(values);
    const std::int64_t tick = powers_of_ten[exponent];
    std::size_t plain_bytes = 0, difference_bytes = 0;
    std::uint64_t before = 0;
    for (const domain::Quantity& value : values) {
        const auto ticks = static_cast<std::uint64_t>(value.units / tick);
        plain_bytes += bytes_of(zigzag(ticks));
        difference_bytes += bytes_of(zigzag(ticks - before));
        before = ticks;
    }
    const bool differences = difference_bytes < plain_bytes;
    out += static_cast<char>(exponent | (differences ? differences_flag : 0u));
    put_number(values.size(), out);
    before = 0;
    for (const domain::Quantity& value : values) {
        const auto ticks = static_cast<std::uint64_t>(value.units / tick);
        put_number(zigzag(differences ? ticks - before : ticks), out);
        before = ticks;
    }
}

void pack_quantities_of_row(const domain::PackedQuantities& values, std::string& out) {
    const std::size_t begin = out.size();
    pack_quantities(values, out);
    thread_local std::vector<std::uint64_t> numbers;
    thread_local std::string bits;
    const std::size_t exponent = exponent_of(values);
    numbers.clear();
    std::uint64_t before = 0;
    for (const domain::Quantity& value : values) {
        const auto ticks = static_cast<std::uint64_t>(value.units / powers_of_ten[exponent]);
        numbers.push_back(zigzag(ticks - before));
        before = ticks;
    }
    bits.assign(1, static_cast<char>(exponent | bits_flag));
    put_number(values.size(), bits);
    write_bits(numbers, bits);
    if (bits.size() < out.size() - begin) out.replace(begin, std::string::npos, bits);
}

const char* unpack_quantities(std::string_view bytes, domain::PackedQuantities& values) {
    values.clear();
    if (bytes.empty()) return "packed quantities have no first byte";
    const auto first = static_cast<std::uint8_t>(bytes.front());
    const std::size_t exponent = first & 0x07u;
    const bool as_bits = (first & bits_flag) != 0;
    if (exponent >= powers_of_ten.size() || (first & ~0x1Fu) != 0 || (as_bits && (first & differences_flag) != 0))
        return "packed quantities begin with no known byte";
    const bool differences = as_bits || (first & differences_flag) != 0;
    Numbers numbers(bytes.substr(1));
    std::uint64_t count = 0;
    // A number has at least a byte, or a bit.
    const std::uint64_t most = as_bits ? 8 * std::uint64_t{numbers.left_bytes()} : numbers.left_bytes();
    if (!numbers.next(count) || count > most) return "packed quantities are fewer than they say";
    values.resize(static_cast<std::size_t>(count));
    thread_local std::vector<std::uint64_t> bits;
    if (as_bits) {
        bits.resize(values.size());
        if (!read_bits(bytes.substr(bytes.size() - numbers.left_bytes()), bits))
            return "packed quantities are not the bits that they say";
    }
    std::uint64_t before = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        domain::Quantity& value = values[i];
        std::uint64_t number = 0;
        if (as_bits)
            number = bits[i];
        else if (!numbers.next(number))
            return "packed quantities end within a number";
        before = unzigzag(number) + (differences ? before : 0);
        if (__builtin_mul_overflow(static_cast<std::int64_t>(before), powers_of_ten[exponent], &value.units))
            return "a packed quantity is out of range";
    }
    if (!as_bits && numbers.left_bytes() != 0) return "bytes are left over after packed quantities";
    return nullptr;
}

std::string& thread_quantity_bytes() {
    thread_local std::string bytes;
    return bytes;
}

}  // namespace tally::eventstore::detail
