#pragma once
// CRC-32C (Castagnoli), the checksum of our stored values and of RocksDB's record files.

#include <cstdint>
#include <string_view>

namespace tally::eventstore {

// crc32c("123456789") == 0xe3069283. Give the result back as `before` to go on with more bytes.
[[nodiscard]] std::uint32_t crc32c(std::string_view bytes, std::uint32_t before = 0);

}  // namespace tally::eventstore
