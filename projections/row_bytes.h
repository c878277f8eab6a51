#pragma once
// Numbers and texts in the rows of views that grow by millions: as few bytes as they need, least significant first.

#include <cstdint>
#include <string>
#include <string_view>

#include "domain/core/assert.h"
#include "domain/core/money.h"

namespace tally::projections {

__extension__ using SumBits = unsigned __int128;
// Bytes that a sum takes at most.
inline constexpr std::size_t sum_bytes_max = 19;

// Builds a few bytes without allocating. The capacity is the caller's promise.
template <std::size_t capacity>
class RowWriter {
  public:
    void byte(std::uint8_t value) {
        TALLY_ASSERT(size_ < capacity, "a row's writer was promised fewer bytes");
        bytes_[size_++] = static_cast<char>(value);
    }
    // Seven bits a byte.
    void number(std::uint64_t value) {
        while (value >= 0x80) {
            byte(static_cast<std::uint8_t>(value | 0x80));
            value >>= 7;
        }
        byte(static_cast<std::uint8_t>(value));
    }
    // Small amounts either side of zero take few bytes.
    void signed_number(std::int64_t value) {
        number((static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63));
    }
    // The same bytes as signed_number() where the sum fits 64 bits.
    void signed_sum(domain::MoneySum sum) {
        SumBits value = (static_cast<SumBits>(sum.minor) << 1) ^ static_cast<SumBits>(sum.minor >> 127);
        while (value >= 0x80) {
            byte(static_cast<std::uint8_t>(static_cast<std::uint8_t>(value) | 0x80));
            value >>= 7;
        }
        byte(static_cast<std::uint8_t>(value));
    }
    void text(std::string_view value) {
        TALLY_ASSERT(value.size() <= capacity - size_, "a row's writer was promised fewer bytes");
        value.copy(bytes_ + size_, value.size());
        size_ += value.size();
    }
    void big_endian(std::uint64_t value, int bytes) {
        for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) byte(static_cast<std::uint8_t>(value >> shift));
    }
    void clear() { size_ = 0; }
    [[nodiscard]] std::string_view bytes() const { return {bytes_, size_}; }

  private:
    char bytes_[capacity];
    std::size_t size_ = 0;
};

// Reads what RowWriter wrote. After the first thing that does not fit everything reads as zero, and ok() is false.
class RowReader {
  public:
    explicit RowReader(std::string_view bytes) : bytes_(bytes) {}
    [[nodiscard]] bool at_end() const { return bytes_.empty(); }
    [[nodiscard]] bool ok() const { return ok_; }
    std::uint8_t byte() {
        if (bytes_.empty()) return fail();
        const auto value = static_cast<std::uint8_t>(bytes_.front());
        bytes_.remove_prefix(1);
        return value;
    }
    std::uint64_t number() {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            const std::uint8_t next = byte();
            value |= std::uint64_t{next & 0x7fu} << shift;
            if ((next & 0x80) == 0) return value;
        }
        return fail();
    }
    std::int64_t signed_number() {
        const std::uint64_t value = number();
        return static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1);
    }
    domain::MoneySum signed_sum() {
        SumBits value = 0;
        for (unsigned shift = 0; shift < 128; shift += 7) {
            const std::uint8_t next = byte();
            value |= SumBits{next & 0x7fu} << shift;
            if ((next & 0x80) == 0)
                return domain::MoneySum{static_cast<domain::Int128>(value >> 1) ^
                                        -static_cast<domain::Int128>(value & 1)};
        }
        fail();
        return {};
    }
    std::string_view text(std::size_t size) {
        if (bytes_.size() < size) {
            fail();
            return {};
        }
        const std::string_view value = bytes_.substr(0, size);
        bytes_.remove_prefix(size);
        return value;
    }
    [[nodiscard]] std::string_view rest() const { return bytes_; }
    std::uint64_t big_endian(int bytes) {
        std::uint64_t value = 0;
        for (int i = 0; i < bytes; ++i) value = value << 8 | byte();
        return value;
    }

  private:
    std::uint8_t fail() {
        ok_ = false;
        bytes_ = {};
        return 0;
    }
    std::string_view bytes_;
    bool ok_ = true;
};

// Keys whose rows have an owner: the owner's id, NUL, then eight bytes that order its rows.
[[nodiscard]] inline std::size_t run_owner_length(std::string_view key) {
    return key.size() - 8;
}
[[nodiscard]] inline std::string owner_key(std::string_view id) {
    std::string key{id};
    key += '\0';
    return key;
}
[[nodiscard]] inline std::string_view owner_id(std::string_view key) {
    return key.substr(0, run_owner_length(key) - 1);
}
[[nodiscard]] inline std::uint64_t run_begin(std::string_view key) {
    return RowReader{key.substr(run_owner_length(key))}.big_endian(8);
}

}  // namespace tally::projections
