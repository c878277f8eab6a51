#include "eventstore/storage/crc32c.h"

#include <array>
#include <cstddef>
#include <cstring>

#if defined(__x86_64__)
#include <nmmintrin.h>
#endif

namespace tally::eventstore {

namespace {

constexpr std::uint32_t polynomial = 0x82f63b78;  // Reflected.

using ByteTable = std::array<std::uint32_t, 256>;

constexpr ByteTable byte_table = [] {
    ByteTable table{};
    for (std::uint32_t i = 0; i < 256; ++i) {
        std::uint32_t crc = i;
        for (int bit = 0; bit < 8; ++bit) crc = (crc & 1U) != 0 ? (crc >> 1) ^ polynomial : crc >> 1;
        table[i] = crc;
    }
    return table;
}();

std::uint32_t extend_portably(std::uint32_t state, std::string_view bytes) {
    for (const char c : bytes) state = byte_table[(state ^ static_cast<std::uint8_t>(c)) & 0xffU] ^ (state >> 8);
    return state;
}

#if defined(__x86_64__)

// The instruction takes three cycles but starts anew each cycle, so three lanes run side by side. Lanes of 336 bytes:
// a full log value of 4 KiB is then four rounds and a short rest.
constexpr std::size_t lane_bytes = 336;

// lane_shift[k][b]: what byte k of the state, being b, becomes after lane_bytes zero bytes.
const std::array<ByteTable, 4>& lane_shift() {
    static const std::array<ByteTable, 4> tables = [] {
        std::array<ByteTable, 4> shifted{};
        std::array<std::uint32_t, 32> of_bit{};
        for (std::size_t bit = 0; bit < 32; ++bit) {
            std::uint32_t state = 1U << bit;
            for (std::size_t i = 0; i < lane_bytes; ++i) state = byte_table[state & 0xffU] ^ (state >> 8);
            of_bit[bit] = state;
        }
        for (std::size_t k = 0; k < 4; ++k) {
            for (std::size_t value = 0; value < 256; ++value) {
                for (std::size_t bit = 0; bit < 8; ++bit) {
                    if ((value >> bit & 1U) != 0) shifted[k][value] ^= of_bit[8 * k + bit];
                }
            }
        }
        return shifted;
    }();
    return tables;
}

std::uint64_t word_at(const char* bytes) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes, sizeof word);
    return word;
}

__attribute__((target("sse4.2"))) std::uint32_t extend_by_instruction(std::uint32_t state, std::string_view bytes) {
    const char* at = bytes.data();
    std::size_t left = bytes.size();
    const auto& shift = lane_shift();
    const auto shifted = [&shift](std::uint64_t lane) {
        return shift[0][lane & 0xff] ^ shift[1][lane >> 8 & 0xff] ^ shift[2][lane >> 16 & 0xff] ^
               shift[3][lane >> 24 & 0xff];
    };
    std::uint64_t first = state;
    for (; left >= 3 * lane_bytes; left -= 3 * lane_bytes, at += 3 * lane_bytes) {
        std::uint64_t second = 0;
        std::uint64_t third = 0;
        for (std::size_t i = 0; i < lane_bytes; i += 8) {
            first = _mm_crc32_u64(first, word_at(at + i));
            second = _mm_crc32_u64(second, word_at(at + lane_bytes + i));
            third = _mm_crc32_u64(third, word_at(at + 2 * lane_bytes + i));
        }
        first = shifted(shifted(first) ^ second) ^ third;
    }
    for (; left >= 8; left -= 8, at += 8) first = _mm_crc32_u64(first, word_at(at));
    auto narrow = static_cast<std::uint32_t>(first);
    for (; left > 0; --left, ++at) narrow = _mm_crc32_u8(narrow, static_cast<std::uint8_t>(*at));
    return narrow;
}

#endif

}  // namespace

std::uint32_t crc32c(std::string_view bytes, std::uint32_t before) {
#if defined(__x86_64__)
    static const bool has_instruction = __builtin_cpu_supports("sse4.2") != 0;
    if (has_instruction) return ~extend_by_instruction(~before, bytes);
#endif
    return ~extend_portably(~before, bytes);
}

}  // namespace tally::eventstore

// What RocksDB calls for each record of its write-ahead log: see the option --wrap in CMakeLists.txt. Debian builds the
// library for processors without the instruction, where this checksum takes half of the time of a write.
std::uint32_t extend_for_rocksdb(std::uint32_t before, const char* bytes,
                                 std::size_t size) asm("__wrap__ZN7rocksdb6crc32c6ExtendEjPKcm");
std::uint32_t extend_for_rocksdb(std::uint32_t before, const char* bytes, std::size_t size) {
    return tally::eventstore::crc32c({bytes, size}, before);
}
