#include "consumers/node/commit_record.h"

#include <bit>
#include <cstring>

#include "domain/core/assert.h"
#include "eventstore/storage/crc32c.h"

namespace tally::consumers {

namespace {

using eventstore::StoreErrorKind;

static_assert(std::endian::native == std::endian::little,
              "Numbers are little endian; this machine would have to swap.");

constexpr std::uint8_t format_version = 1;
constexpr std::size_t checksum_at = 1;
constexpr std::size_t checked_from = checksum_at + sizeof(std::uint32_t);

template <class Number>
void put(Number number, std::string& out) {
    out.append(reinterpret_cast<const char*>(&number), sizeof number);
}

// Of the version and of all behind the checksum.
std::uint32_t checksum_of(std::string_view bytes) {
    return eventstore::crc32c(bytes.substr(checked_from), eventstore::crc32c(bytes.substr(0, checksum_at)));
}

class CommitReading {
  public:
    explicit CommitReading(std::string_view bytes) : left_(bytes) {}
    template <class Number>
    [[nodiscard]] bool get(Number& number) {
        if (left_.size() < sizeof number) return false;
        std::memcpy(&number, left_.data(), sizeof number);
        left_.remove_prefix(sizeof number);
        return true;
    }
    [[nodiscard]] bool take(std::size_t size, std::string_view& taken) {
        if (left_.size() < size) return false;
        taken = left_.substr(0, size);
        left_.remove_prefix(size);
        return true;
    }
    [[nodiscard]] std::size_t left_bytes() const { return left_.size(); }

  private:
    std::string_view left_;
};

tl::unexpected<eventstore::StoreError> damaged(std::string_view what) {
    return eventstore::fail(StoreErrorKind::damaged, "commit record: " + std::string{what});
}

}  // namespace

void begin_commit_record(const CommitRecord& record, std::uint32_t entry_count, std::string& out) {
    out.clear();
    put(format_version, out);
    put(std::uint32_t{0}, out);
    put(record.owner_epoch, out);
    put(record.first_position, out);
    put(entry_count, out);
    out.append(eventstore::as_bytes(record.root_before));
    put(record.next_command_offset, out);
}

void add_entry(std::string_view entry, std::string& out) {
    TALLY_ASSERT(entry.size() <= UINT16_MAX, "the store takes no larger entry");
    put(static_cast<std::uint16_t>(entry.size()), out);
    out.append(entry);
}

void finish_commit_record(std::string& out) {
    const std::uint32_t checksum = checksum_of(out);
    std::memcpy(out.data() + checksum_at, &checksum, sizeof checksum);
}

std::string write_commit_record(const CommitRecord& record) {
    std::string out;
    begin_commit_record(record, static_cast<std::uint32_t>(record.entries.size()), out);
    for (const auto entry : record.entries) add_entry(entry, out);
    finish_commit_record(out);
    return out;
}

eventstore::Result<CommitRecord> read_commit_record(std::string_view bytes) {
    CommitReading reading(bytes);
    std::uint8_t version = 0;
    std::uint32_t checksum = 0;
    if (!reading.get(version) || !reading.get(checksum)) return damaged("it ends within its head");
    if (checksum != checksum_of(bytes)) return damaged("its checksum is another");
    if (version > format_version)
        return eventstore::fail(StoreErrorKind::newer_format, "commit record: a later release wrote it, in version " +
                                                                  std::to_string(version) +
                                                                  ": bring this node to that release");
    CommitRecord record;
    std::uint32_t count = 0;
    std::string_view root;
    if (version != format_version || !reading.get(record.owner_epoch) || !reading.get(record.first_position) ||
        !reading.get(count) || !reading.take(record.root_before.size(), root) ||
        !reading.get(record.next_command_offset))
        return damaged("it ends within its head");
    std::memcpy(record.root_before.data(), root.data(), root.size());
    if (count > reading.left_bytes() / sizeof(std::uint16_t)) return damaged("it has fewer entries than it says");
    record.entries.resize(count);
    for (auto& entry : record.entries) {
        std::uint16_t size = 0;
        if (!reading.get(size) || !reading.take(size, entry)) return damaged("it ends within an entry");
    }
    if (reading.left_bytes() > 0) return damaged("bytes are left over");
    return record;
}

}  // namespace tally::consumers
