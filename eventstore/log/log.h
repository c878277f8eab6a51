#pragma once
// The log of one division: opaque entries with gapless positions from 0, each durable before it is seen.
// How they are stored is in FORMAT.md, "Log values"; that layout never shows outside this folder.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/result.h"
#include "eventstore/storage/key_value_store.h"
#include "eventstore/storage/rocksdb_store.h"

namespace tally::eventstore {

constexpr std::size_t entry_bytes_max = 65'535;  // The tile format counts an entry's bytes in two.
constexpr std::uint32_t log_format_version = 1;

// Walks entries in order up to a given end. Readers are independent: two threads may each scan one half.
//
//     auto reader = log.reader(from, to);
//     while (reader.next()) use(reader.position(), reader.entry());
//     if (auto status = reader.status(); !status) …   // damaged: which value, and what is wrong with it
//
// entry() stays valid until the next call of next() or next_run(), and copies nothing.
class LogReader {
  public:
    LogReader(LogReader&&) noexcept;
    LogReader& operator=(LogReader&&) noexcept;
    ~LogReader();

    [[nodiscard]] bool next() {
        if (entry_index_ + 1 < run_.size()) {
            ++entry_index_;
            return true;
        }
        return next_value();
    }
    [[nodiscard]] std::uint64_t position() const { return run_first_ + entry_index_; }
    [[nodiscard]] std::string_view entry() const { return run_[entry_index_]; }
    // The entries of a whole stored value at once, for work in batches; the first one's position is position().
    // Empty at the end. Do not mix with next().
    [[nodiscard]] std::span<const std::string_view> next_run();
    [[nodiscard]] Result<void> status() const;

  private:
    friend class Log;
    LogReader(std::unique_ptr<Cursor>, std::uint64_t from, std::uint64_t to);
    bool next_value();

    std::unique_ptr<Cursor> cursor_;
    std::vector<std::string_view> run_;  // Entries of the stored value in hand, from the asked one on.
    std::size_t entry_index_ = 0;
    std::uint64_t run_first_ = 0;
    std::uint64_t upcoming_ = 0;
    std::uint64_t to_ = 0;
    bool started_ = false;
    std::optional<StoreError> error_;
};

struct LogOpening {
    std::uint64_t end = 0;            // Number of entries, which is the position the next one gets.
    std::uint64_t dropped_bytes = 0;  // Of a torn, never acknowledged write at the end of the write-ahead log.
    std::string dropped_place;
};

struct RepackReport {
    std::uint64_t values_before = 0;
    std::uint64_t values_after = 0;
};

class Log {
  public:
    // The families a store needs, in this order, to hold a log. A store may hold more after them.
    enum : Family { family_entries = 0, family_meta = 1 };
    [[nodiscard]] static std::vector<RocksdbFamily> families();

    // Writes the format version, the origin and the given settings into an empty store.
    [[nodiscard]] static Result<void> create(KeyValueStore&, std::string_view origin,
                                             const std::map<std::string, std::string>& settings = {});

    // least_end is the size of the last checkpoint that was signed: a shorter log is damaged.
    // Errors: not_a_store (nothing was created here), newer_format, damaged.
    [[nodiscard]] static Result<std::unique_ptr<Log>> open(std::shared_ptr<KeyValueStore>, std::uint64_t least_end = 0);

    Log(const Log&) = delete;
    Log& operator=(const Log&) = delete;
    ~Log();

    // Appends the entries of one commit in one atomic batch and returns the first one's position. With synced, they
    // are on disk when this returns. With buffered they are not: end() does not count them and no reader sees them
    // before sync() or a synced append. A power cut may then leave an order of writes that opening refuses as damaged.
    // entry_too_large changes nothing. Any failed write poisons the log: all later ones are refused until reopened.
    // One append at a time; others wait.
    [[nodiscard]] Result<std::uint64_t> append(std::span<const std::string_view> entries,
                                               Durability = Durability::synced);
    [[nodiscard]] Result<void> sync();

    // The durable end: the number of entries that no crash can take away. Readers never see past it.
    [[nodiscard]] std::uint64_t end() const { return end_.load(std::memory_order_acquire); }
    [[nodiscard]] bool poisoned() const { return poisoned_.load(std::memory_order_acquire); }

    // position < end().
    [[nodiscard]] Result<std::string> read(std::uint64_t position) const;
    // Rising positions below end(), such as those of one stream; neighbours in a stored value are read once.
    // The view is valid inside the call.
    [[nodiscard]] Result<void> read_each(std::span<const std::uint64_t> positions,
                                         const std::function<void(std::uint64_t, std::string_view)>& use) const;
    // Entries from .. to-1; to <= end().
    [[nodiscard]] LogReader reader(std::uint64_t from, std::uint64_t to) const;

    // Merges the small values that single commands leave, from .. to-1, into full ones, some 1 MiB in one atomic
    // write. Entries, their bytes and positions do not change. May run beside appends and readers.
    [[nodiscard]] Result<RepackReport> repack(std::uint64_t from, std::uint64_t to);
    // Below this nothing is left to merge: where to go on from. Remembered in the store.
    [[nodiscard]] std::uint64_t repacked_to() const { return repacked_to_.load(std::memory_order_acquire); }

    [[nodiscard]] const std::string& origin() const { return origin_; }
    [[nodiscard]] Result<std::optional<std::string>> setting(std::string_view name) const;
    // Adds a setting, or gives it another value; synced. Entries and positions do not change.
    [[nodiscard]] Result<void> keep_setting(std::string_view name, std::string_view value);
    [[nodiscard]] const LogOpening& opening() const { return opening_; }

  private:
    explicit Log(std::shared_ptr<KeyValueStore>);
    tl::unexpected<StoreError> poison(StoreError);
    [[nodiscard]] tl::unexpected<StoreError> refuse_poisoned() const;

    std::shared_ptr<KeyValueStore> store_;
    std::string origin_;
    LogOpening opening_;
    std::mutex append_mutex_;
    std::mutex repack_mutex_;
    std::uint64_t written_end_ = 0;
    std::atomic<std::uint64_t> end_{0};
    std::atomic<std::uint64_t> repacked_to_{0};
    std::atomic<bool> poisoned_{false};
    mutable std::mutex poison_mutex_;
    std::string poison_reason_;
};

}  // namespace tally::eventstore
