#pragma once
// SHA-256 over whole blocks, two messages side by side: the processor's instruction waits on itself within one message,
// so a second one is nearly free.

#include <array>
#include <cstddef>
#include <cstdint>

namespace tally::eventstore {

constexpr std::size_t sha256_block_bytes = 64;
using Sha256State = std::array<std::uint32_t, 8>;
constexpr Sha256State sha256_initial = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                        0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

// False where the processor lacks the instructions; the functions below are not to be called then.
[[nodiscard]] bool has_sha256_lanes();

void sha256_blocks(Sha256State& state, const std::uint8_t* blocks, std::size_t count);
void sha256_blocks_two(Sha256State& left, const std::uint8_t* left_blocks, Sha256State& right,
                       const std::uint8_t* right_blocks, std::size_t count);

}  // namespace tally::eventstore
