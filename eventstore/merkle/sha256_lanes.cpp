#include "eventstore/merkle/sha256_lanes.h"

#include "domain/core/assert.h"

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>
#include <utility>
#endif

namespace tally::eventstore {

#if defined(__x86_64__)

bool has_sha256_lanes() {
    static const bool has = [] {
        unsigned a = 0;
        unsigned b = 0;
        unsigned c = 0;
        unsigned d = 0;
        const bool sha = __get_cpuid_count(7, 0, &a, &b, &c, &d) != 0 && (b & bit_SHA) != 0;
        return sha && __builtin_cpu_supports("sse4.1") != 0 && __builtin_cpu_supports("ssse3") != 0;
    }();
    return has;
}

namespace {

#ifdef __clang__
#pragma clang attribute push(__attribute__((target("sha,sse4.1,ssse3"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("sha,sse4.1,ssse3")
#endif

alignas(16) constexpr std::uint32_t round_constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

// The instruction's own order of the eight words: ABEF and CDGH.
struct Lane {
    __m128i abef;
    __m128i cdgh;
    __m128i message[4];
};

// Sixteen bytes at any address: the instruction takes them unaligned, though its parameter has an aligned type.
inline __attribute__((always_inline)) __m128i load(const void* bytes) {
    return _mm_loadu_si128(static_cast<const __m128i*>(bytes));
}
inline __attribute__((always_inline)) void store(void* bytes, __m128i words) {
    _mm_storeu_si128(static_cast<__m128i*>(bytes), words);
}

inline __attribute__((always_inline)) void load_state(Lane& lane, const Sha256State& state) {
    const __m128i dcba = load(state.data());
    const __m128i hgfe = load(state.data() + 4);
    const __m128i cdab = _mm_shuffle_epi32(dcba, 0xb1);
    const __m128i efgh = _mm_shuffle_epi32(hgfe, 0x1b);
    lane.abef = _mm_alignr_epi8(cdab, efgh, 8);
    lane.cdgh = _mm_blend_epi16(efgh, cdab, 0xf0);
}

inline __attribute__((always_inline)) void store_state(const Lane& lane, Sha256State& state) {
    const __m128i feba = _mm_shuffle_epi32(lane.abef, 0x1b);
    const __m128i dchg = _mm_shuffle_epi32(lane.cdgh, 0xb1);
    store(state.data(), _mm_blend_epi16(feba, dchg, 0xf0));
    store(state.data() + 4, _mm_alignr_epi8(dchg, feba, 8));
}

inline __attribute__((always_inline)) void load_message(Lane& lane, const std::uint8_t* block) {
    const __m128i big_endian = _mm_set_epi64x(0x0c0d0e0f08090a0bLL, 0x0405060700010203LL);
    for (int i = 0; i < 4; ++i) {
        lane.message[i] = _mm_shuffle_epi8(load(block + 16 * i), big_endian);
    }
}

// Four rounds, and the part of the message schedule that they make possible.
template <std::size_t group>
inline __attribute__((always_inline)) void four_rounds(Lane& lane) {
    auto& now = lane.message[group % 4];
    auto& next = lane.message[(group + 1) % 4];
    auto& before = lane.message[(group + 3) % 4];
    __m128i words = _mm_add_epi32(now, load(round_constants + 4 * group));
    lane.cdgh = _mm_sha256rnds2_epu32(lane.cdgh, lane.abef, words);
    if constexpr (group >= 3 && group < 15) {
        next = _mm_sha256msg2_epu32(_mm_add_epi32(next, _mm_alignr_epi8(now, before, 4)), now);
    }
    words = _mm_shuffle_epi32(words, 0x0e);
    lane.abef = _mm_sha256rnds2_epu32(lane.abef, lane.cdgh, words);
    if constexpr (group >= 1 && group <= 12) before = _mm_sha256msg1_epu32(before, now);
}

template <std::size_t... group>
inline __attribute__((always_inline)) void all_rounds(Lane& lane, std::index_sequence<group...>) {
    (four_rounds<group>(lane), ...);
}

template <std::size_t... group>
inline __attribute__((always_inline)) void all_rounds(Lane& left, Lane& right, std::index_sequence<group...>) {
    ((four_rounds<group>(left), four_rounds<group>(right)), ...);
}

void blocks_of(Sha256State& state, const std::uint8_t* blocks, std::size_t count) {
    Lane lane;
    load_state(lane, state);
    for (; count > 0; --count, blocks += sha256_block_bytes) {
        const __m128i abef = lane.abef;
        const __m128i cdgh = lane.cdgh;
        load_message(lane, blocks);
        all_rounds(lane, std::make_index_sequence<16>());
        lane.abef = _mm_add_epi32(lane.abef, abef);
        lane.cdgh = _mm_add_epi32(lane.cdgh, cdgh);
    }
    store_state(lane, state);
}

void blocks_of_two(Sha256State& left_state, const std::uint8_t* left_blocks, Sha256State& right_state,
                   const std::uint8_t* right_blocks, std::size_t count) {
    Lane left;
    Lane right;
    load_state(left, left_state);
    load_state(right, right_state);
    for (; count > 0; --count, left_blocks += sha256_block_bytes, right_blocks += sha256_block_bytes) {
        const __m128i left_abef = left.abef;
        const __m128i left_cdgh = left.cdgh;
        const __m128i right_abef = right.abef;
        const __m128i right_cdgh = right.cdgh;
        load_message(left, left_blocks);
        load_message(right, right_blocks);
        all_rounds(left, right, std::make_index_sequence<16>());
        left.abef = _mm_add_epi32(left.abef, left_abef);
        left.cdgh = _mm_add_epi32(left.cdgh, left_cdgh);
        right.abef = _mm_add_epi32(right.abef, right_abef);
        right.cdgh = _mm_add_epi32(right.cdgh, right_cdgh);
    }
    store_state(left, left_state);
    store_state(right, right_state);
}

#ifdef __clang__
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif

}  // namespace

void sha256_blocks(Sha256State& state, const std::uint8_t* blocks, std::size_t count) {
    blocks_of(state, blocks, count);
}

void sha256_blocks_two(Sha256State& left, const std::uint8_t* left_blocks, Sha256State& right,
                       const std::uint8_t* right_blocks, std::size_t count) {
    blocks_of_two(left, left_blocks, right, right_blocks, count);
}

#else

bool has_sha256_lanes() {
    return false;
}

void sha256_blocks(Sha256State&, const std::uint8_t*, std::size_t) {
    TALLY_ASSERT(false, "asked only where has_sha256_lanes()");
}

void sha256_blocks_two(Sha256State&, const std::uint8_t*, Sha256State&, const std::uint8_t*, std::size_t) {
    TALLY_ASSERT(false, "asked only where has_sha256_lanes()");
}

#endif

}  // namespace tally::eventstore
