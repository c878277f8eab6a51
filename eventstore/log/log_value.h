#pragma once
// One stored value of the log: a few whole entries under the position of the first. FORMAT.md, "Log values".

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/result.h"

namespace tally::eventstore {

constexpr std::size_t value_bytes_max = 4'096;  // A larger entry has a value of its own.
constexpr std::size_t value_header_bytes = 6;   // Checksum 4, count 2.
constexpr std::size_t entry_length_bytes = 2;

// Eight bytes, big endian, so that keys sort by position.
[[nodiscard]] std::string position_key(std::uint64_t position);
[[nodiscard]] std::optional<std::uint64_t> parse_position_key(std::string_view key);

// How many entries from the front fit into one value: at least one.
[[nodiscard]] std::size_t entries_that_fit(std::span<const std::string_view> entries);
[[nodiscard]] std::string encode_value(std::uint64_t first_position, std::span<const std::string_view> entries);
// Fills entries with views into the value. damaged names the position and what does not fit.
[[nodiscard]] Result<void> decode_value(std::uint64_t first_position, std::string_view value,
                                        std::vector<std::string_view>& entries);

}  // namespace tally::eventstore
