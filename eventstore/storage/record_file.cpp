#include "eventstore/storage/record_file.h"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <fstream>
#include <string>

#include "eventstore/storage/crc32c.h"

namespace tally::eventstore {

namespace {

constexpr std::size_t block_bytes = 32'768;
constexpr std::size_t header_bytes = 7;  // crc 4, length 2, type 1; little endian.

enum FragmentType : std::uint8_t { full = 1, first = 2, middle = 3, last = 4 };

std::uint8_t byte_at(std::string_view file, std::size_t offset) {
    return static_cast<std::uint8_t>(file[offset]);
}

struct Fragment {
    FragmentType type;
    std::size_t end;
};

// The fragment that starts at the offset, if there is one and it is whole.
std::optional<Fragment> fragment_at(std::string_view file, std::size_t offset) {
    const std::size_t block_end = std::min(file.size(), (offset / block_bytes + 1) * block_bytes);
    if (offset + header_bytes > block_end) return std::nullopt;
    const std::uint8_t type = byte_at(file, offset + 6);
    if (type < full || type > last) return std::nullopt;
    const std::size_t length = byte_at(file, offset + 4) | static_cast<std::size_t>(byte_at(file, offset + 5)) << 8;
    const std::size_t end = offset + header_bytes + length;
    if (end > block_end) return std::nullopt;
    std::uint32_t stored = 0;
    for (std::size_t i = 4; i-- > 0;) stored = stored << 8 | byte_at(file, offset + i);
    // Stored checksums are rotated and shifted, so that a checksum over bytes holding checksums stays sound.
    const std::uint32_t crc = crc32c(file.substr(offset + 6, 1 + length));
    if (stored != ((crc >> 15 | crc << 17) + 0xa282ead8U)) return std::nullopt;
    return Fragment{static_cast<FragmentType>(type), end};
}

bool starts_record(FragmentType type) {
    return type == full || type == first;
}

}  // namespace

RecordFileScan scan_records(std::string_view file) {
    RecordFileScan scan;
    scan.size_bytes = file.size();
    std::size_t offset = 0;
    bool inside = false;  // Between the first and the last fragment of a record.
    while (offset < file.size()) {
        const std::size_t block_left = block_bytes - offset % block_bytes;
        if (block_left < header_bytes) {  // Too short for a header: padding.
            offset += std::min(block_left, file.size() - offset);
            if (!inside) scan.readable_end_bytes = offset;
            continue;
        }
        const auto fragment = fragment_at(file, offset);
        if (!fragment || starts_record(fragment->type) == inside) break;
        inside = fragment->type == first || fragment->type == middle;
        offset = fragment->end;
        if (!inside) {
            ++scan.records;
            scan.readable_end_bytes = offset;
        }
    }
    if (scan.unreadable_bytes() == 0) return scan;

    // A later fragment of the same torn record may be readable, since pages reach the disk in any order; only the
    // start of another record shows that something which had been whole is not any more. Any byte may be that start.
    for (std::size_t candidate = offset; candidate + header_bytes <= file.size(); ++candidate) {
        const auto fragment = fragment_at(file, candidate);
        if (fragment && starts_record(fragment->type)) {
            scan.readable_after = candidate;
            break;
        }
    }
    return scan;
}

Result<RecordFileScan> scan_record_file(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::string bytes;
    if (in) {
        in.seekg(0, std::ios::end);
        bytes.resize(static_cast<std::size_t>(std::max<std::streamoff>(in.tellg(), 0)));
        in.seekg(0);
        in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    }
    if (!in) return fail(StoreErrorKind::io, "cannot read " + path.string() + ": " + std::strerror(errno));
    return scan_records(bytes);
}

}  // namespace tally::eventstore
