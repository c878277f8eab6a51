#include "eventstore/codec/quantity_bits.h"

#include <algorithm>
#include <bit>

namespace tally::eventstore::detail {

namespace {

constexpr std::size_t group = 16;
constexpr unsigned low_count_bits = 6;  // 0 to 63 low bits.
constexpr unsigned ones_max = 20;       // So many ones: all 64 bits of the number follow.

class BitWriter {
  public:
    explicit BitWriter(std::string& out) : out_(out) {}
    void put(std::uint64_t bits, unsigned count) {
        while (count > 0) {
            const unsigned some = std::min(count, 8 - used_);
            byte_ = static_cast<std::uint8_t>(byte_ | (bits & ((1U << some) - 1)) << used_);
            used_ += some;
            count -= some;
            bits = some < 64 ? bits >> some : 0;
            if (used_ == 8) end_byte();
        }
    }
    void finish() {
        if (used_ > 0) end_byte();
    }

  private:
    void end_byte() {
        out_ += static_cast<char>(byte_);
        byte_ = 0;
        used_ = 0;
    }
    std::string& out_;
    std::uint8_t byte_ = 0;
    unsigned used_ = 0;
};

class BitReader {
  public:
    explicit BitReader(std::string_view bytes) : at_(bytes.data()), end_(bytes.data() + bytes.size()) {}
    // At most 32 bits.
    [[nodiscard]] std::uint64_t take(unsigned count) {
        fill();
        const std::uint64_t bits = held_ & ((std::uint64_t{1} << count) - 1);
        drop(count);
        return bits;
    }
    // How many ones come before the next zero, up to the limit; both are taken, at the limit the ones only.
    [[nodiscard]] unsigned ones(unsigned limit) {
        fill();
        const auto count = static_cast<unsigned>(std::countr_one(held_));
        if (count >= limit) {
            drop(limit);
            return limit;
        }
        drop(count + 1);
        return count;
    }
    // Nothing was taken that is not there, and what is left are zeros of the last byte.
    [[nodiscard]] bool at_end() const { return !beyond_ && at_ == end_ && have_ < 8 && held_ == 0; }

  private:
    void fill() {
        for (; have_ <= 56 && at_ != end_; have_ += 8)
            held_ |= std::uint64_t{static_cast<std::uint8_t>(*at_++)} << have_;
    }
    void drop(unsigned count) {
        beyond_ |= count > have_;
        held_ >>= count;
        have_ -= std::min(count, have_);
    }
    const char* at_;
    const char* end_;
    std::uint64_t held_ = 0;
    unsigned have_ = 0;
    bool beyond_ = false;
};

std::size_t bits_of(std::span<const std::uint64_t> numbers, unsigned low) {
    std::size_t bits = 0;
    for (const std::uint64_t number : numbers)
        bits += number >> low < ones_max ? (number >> low) + 1 + low : ones_max + 64;
    return bits;
}

// Near the length of their mean.
unsigned best_low(std::span<const std::uint64_t> numbers) {
    std::uint64_t sum = 0;
    for (const std::uint64_t number : numbers) sum += std::min(number, std::uint64_t{1} << 58);
    const auto length = static_cast<unsigned>(std::bit_width(sum / numbers.size()));
    unsigned best = length;
    for (unsigned low = length > 2 ? length - 2 : 0; low < length; ++low)
        if (bits_of(numbers, low) < bits_of(numbers, best)) best = low;
    return best;
}

}  // namespace

void write_bits(std::span<const std::uint64_t> numbers, std::string& out) {
    BitWriter bits(out);
    for (std::size_t first = 0; first < numbers.size(); first += group) {
        const auto some = numbers.subspan(first, std::min(group, numbers.size() - first));
        const unsigned low = best_low(some);
        bits.put(low, low_count_bits);
        for (const std::uint64_t number : some) {
            const std::uint64_t high = number >> low;
            if (high < ones_max) {
                bits.put((std::uint64_t{1} << high) - 1, static_cast<unsigned>(high) + 1);
                bits.put(number, low);
            } else {
                bits.put((std::uint64_t{1} << ones_max) - 1, ones_max);
                bits.put(number, 64);
            }
        }
    }
    bits.finish();
}

bool read_bits(std::string_view bytes, std::span<std::uint64_t> numbers) {
    BitReader bits(bytes);
    const auto wide = [&](unsigned count) {
        const std::uint64_t below = bits.take(std::min(count, 32U));
        return count > 32 ? below | bits.take(count - 32) << 32 : below;
    };
    for (std::size_t first = 0; first < numbers.size(); first += group) {
        const auto low = static_cast<unsigned>(bits.take(low_count_bits));
        for (std::uint64_t& number : numbers.subspan(first, std::min(group, numbers.size() - first))) {
            const unsigned high = bits.ones(ones_max);
            number = high == ones_max ? wide(64) : std::uint64_t{high} << low | wide(low);
        }
    }
    return bits.at_end();
}

}  // namespace tally::eventstore::detail
