#include "eventstore/log/log_value.h"

#include <cstring>
#include <fmt/format.h>

#include "domain/core/assert.h"
#include "eventstore/log/log.h"
#include "eventstore/storage/crc32c.h"

namespace tally::eventstore {

namespace {

void put_u16(char* at, std::size_t number) {
    at[0] = static_cast<char>(number & 0xff);
    at[1] = static_cast<char>(number >> 8);
}

std::size_t u16_at(const char* at) {
    return static_cast<std::size_t>(static_cast<std::uint8_t>(at[0])) |
           static_cast<std::size_t>(static_cast<std::uint8_t>(at[1])) << 8;
}

void put_u32(char* at, std::uint32_t number) {
    put_u16(at, number & 0xffff);
    put_u16(at + 2, number >> 16);
}

std::uint32_t u32_at(const char* at) {
    return static_cast<std::uint32_t>(u16_at(at) | u16_at(at + 2) << 16);
}

// Covers the key, too: a value that turns up under another position is as wrong as a changed one.
std::uint32_t checksum(std::uint64_t first_position, std::string_view after_checksum) {
    return crc32c(after_checksum, crc32c(position_key(first_position)));
}

}  // namespace

std::string position_key(std::uint64_t position) {
    std::string key(8, '\0');
    for (std::size_t i = 8; i-- > 0; position >>= 8) key[i] = static_cast<char>(position & 0xff);
    return key;
}

std::optional<std::uint64_t> parse_position_key(std::string_view key) {
    if (key.size() != 8) return std::nullopt;
    std::uint64_t position = 0;
    for (const char c : key) position = position << 8 | static_cast<std::uint8_t>(c);
    return position;
}

std::size_t entries_that_fit(std::span<const std::string_view> entries) {
    std::size_t bytes = value_header_bytes;
    std::size_t count = 0;
    for (const auto entry : entries) {
        bytes += entry_length_bytes + entry.size();
        if (count > 0 && bytes > value_bytes_max) break;
        ++count;
    }
    return count;
}

std::string encode_value(std::uint64_t first_position, std::span<const std::string_view> entries) {
    TALLY_ASSERT(!entries.empty() && entries.size() <= 0xffff, "a stored value holds 1 to 65,535 entries");
    std::size_t bytes = value_header_bytes + entry_length_bytes * entries.size();
    for (const auto entry : entries) bytes += entry.size();
    std::string value;
    value.reserve(bytes);
    value.resize(value_header_bytes + entry_length_bytes * entries.size());
    char* at = value.data() + 4;
    put_u16(at, entries.size());
    for (const auto entry : entries) {
        TALLY_ASSERT(entry.size() <= entry_bytes_max, "an entry is at most 65,535 bytes");
        put_u16(at += entry_length_bytes, entry.size());
    }
    for (const auto entry : entries) value.append(entry);
    put_u32(value.data(), checksum(first_position, std::string_view(value).substr(4)));
    return value;
}

Result<void> decode_value(std::uint64_t first_position, std::string_view value,
                          std::vector<std::string_view>& entries) {
    entries.clear();
    const auto damaged = [first_position](std::string_view what) {
        return fail(StoreErrorKind::damaged,
                    fmt::format("the stored value of the log at position {} is damaged: {}; restore the store from a "
                                "copy",
                                first_position, what));
    };
    if (value.size() < value_header_bytes) return damaged("it is cut short");
    if (u32_at(value.data()) != checksum(first_position, value.substr(4))) return damaged("its checksum differs");
    const std::size_t count = u16_at(value.data() + 4);
    const std::size_t bodies = value_header_bytes + entry_length_bytes * count;
    if (count == 0 || value.size() < bodies) return damaged("its count of entries does not fit");
    std::size_t at = bodies;
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t length = u16_at(value.data() + value_header_bytes + entry_length_bytes * i);
        if (length > value.size() - at) return damaged("an entry's length does not fit");
        entries.emplace_back(value.data() + at, length);
        at += length;
    }
    if (at != value.size()) return damaged("bytes are left over after its entries");
    return {};
}

}  // namespace tally::eventstore
