#pragma once
// Whole numbers as few bits, for rows that are made again at will: differences from the one before, signed zigzag, in
// groups of sixteen that each say how many low bits of a number stand as they are. What is above them is so many ones
// and a zero (Rice).

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace tally::eventstore::detail {

// Appends.
void write_bits(std::span<const std::uint64_t> numbers, std::string& out);
// False: the bytes are not those of so many numbers.
[[nodiscard]] bool read_bits(std::string_view bytes, std::span<std::uint64_t> numbers);

}  // namespace tally::eventstore::detail
