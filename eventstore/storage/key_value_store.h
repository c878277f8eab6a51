#pragma once
// The port to ordered, durable bytes. RocksDB implements it (storage/rocksdb_store.*, the only files that include
// rocksdb/), and so does memory (storage/memory_store.*), with faults on cue. One contract suite runs over both.
//
// Keys are ordered as unsigned bytes. Families are separate key spaces, named when the store is opened.
// Thread safety: every method may be called from any thread.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/result.h"

namespace tally::eventstore {

// Index into the list of family names given at opening.
using Family = std::uint32_t;

struct Row {
    std::string_view key;
    std::optional<std::string_view> value;  // Absent: the key is erased.
};

// The rows of one family, in rising key order, each key once.
struct FamilyRows {
    Family family;
    std::span<const Row> rows;
};

// What a reader sees stays as it was when this was taken, until it is destroyed.
class Snapshot {
  public:
    virtual ~Snapshot() = default;
};

// Atomic list of changes, applied in order.
class Batch {
  public:
    struct Change {
        Family family;
        std::string key;
        std::optional<std::string> value;
    };
    void put(Family family, std::string key, std::string value) {
        changes_.push_back({family, std::move(key), std::move(value)});
    }
    void erase(Family family, std::string key) { changes_.push_back({family, std::move(key), std::nullopt}); }
    void clear() { changes_.clear(); }
    [[nodiscard]] const std::vector<Change>& changes() const { return changes_; }

  private:
    std::vector<Change> changes_;
};

enum class Durability { buffered, synced };

// few: a look-up or a short range, worth keeping in the cache. many: a long scan, read ahead, leaving the cache alone.
enum class Access { few, many };

// How files are compressed that merging everything writes. as_written: like those that later merges write. densest: a
// fifth to two fifths smaller, at more CPU for each read from disk, until a later merge takes in the rows.
enum class Compression { as_written, densest };

// What opening found at the end of the write-ahead log after a crash.
struct Recovery {
    std::uint64_t dropped_bytes = 0;  // Bytes of a write that was torn; it was never acknowledged.
    std::string place;                // File and offset of the first dropped byte; empty when nothing was dropped.
};

// Ordered walk over one family. Views stay valid until the next call of next() or seek().
class Cursor {
  public:
    virtual ~Cursor() = default;
    virtual void seek(std::string_view key) = 0;               // To the first key >= key.
    virtual void seek_for_previous(std::string_view key) = 0;  // To the last key <= key.
    virtual void next() = 0;
    [[nodiscard]] virtual bool valid() const = 0;  // False at the end and after an error.
    [[nodiscard]] virtual std::string_view key() const = 0;
    [[nodiscard]] virtual std::string_view value() const = 0;
    [[nodiscard]] virtual Result<void> status() const = 0;  // Ask once valid() is false.
};

class KeyValueStore {
  public:
    virtual ~KeyValueStore() = default;

    // at == nullptr reads the newest.
    [[nodiscard]] virtual Result<std::optional<std::string>> get(Family, std::string_view key,
                                                                 const Snapshot* at = nullptr) const = 0;
    // keys in rising order; values gets one element a key.
    [[nodiscard]] virtual Result<void> multi_get(Family, std::span<const std::string_view> keys,
                                                 std::vector<std::optional<std::string>>& values,
                                                 const Snapshot* at = nullptr) const = 0;
    // Sees no key from `until` on; empty: all keys. Who knows the end says it: a cursor that steps over it looks for
    // the next row behind whatever was erased there.
    [[nodiscard]] virtual std::unique_ptr<Cursor> cursor(Family, const Snapshot* at = nullptr, Access = Access::few,
                                                         std::string_view until = {}) const = 0;

    // All changes or none. synced: on disk when this returns.
    [[nodiscard]] virtual Result<void> write(const Batch&, Durability) = 0;
    // Erases these rows, and their bytes with them as far as the file system lets us: on disk when this returns, every
    // file that had them is written again without them, and overwritten before it is deleted. For secrets: it costs as
    // much as merging those files. After a crash the next opening ends what was begun.
    [[nodiscard]] virtual Result<void> erase_for_good(Family, std::span<const std::string_view> keys) = 0;
    // Merges all of a family, so that no file has what was erased and no snapshot sees any more.
    [[nodiscard]] virtual Result<void> purge(Family) = 0;
    // Puts every buffered write on disk.
    [[nodiscard]] virtual Result<void> sync() = 0;
    // Sorted rows of several families in one atomic, durable step: all of them are seen, or none.
    [[nodiscard]] virtual Result<void> ingest(std::span<const FamilyRows>) = 0;

    [[nodiscard]] virtual std::shared_ptr<const Snapshot> snapshot() const = 0;
    // A copy that shares unchanged files by hard links.
    [[nodiscard]] virtual Result<void> copy_to(const std::filesystem::path&) const = 0;
    // Reads every stored byte and compares it with its checksum; damaged names the file.
    [[nodiscard]] virtual Result<void> verify_checksums() const = 0;
    [[nodiscard]] virtual Recovery recovery() const = 0;
    // Sorted runs at level 0 of the family that has most: the back-pressure signal.
    [[nodiscard]] virtual std::uint64_t level0_runs() const = 0;
    // Waits until no merge is under way or due: the work that writing caused is done then.
    [[nodiscard]] virtual Result<void> settle() = 0;
    // Merges everything, due or not; then the size on disk, in bytes, is what stays. With Compression::densest files
    // that are compressed so already are left alone. Ends early, with no error, once `stop` is set.
    [[nodiscard]] virtual Result<void> compact(Compression, std::atomic<bool>* stop) = 0;
    [[nodiscard]] Result<void> compact() { return compact(Compression::as_written, nullptr); }
    [[nodiscard]] virtual std::uint64_t bytes_on_disk() const = 0;
};

}  // namespace tally::eventstore
