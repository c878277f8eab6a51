#pragma once
// The storage port in memory: for tests and simulations, with write errors and crashes on cue.

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "eventstore/result.h"
#include "eventstore/storage/key_value_store.h"

namespace tally::eventstore {

// Counted from the moment they are set: 1 fails the next one. A failed write changes nothing. A failed sync leaves
// its write unseen, and a crash decides whether it reached the disk. A failed ingest changes nothing.
struct MemoryFaults {
    std::uint64_t fail_write = 0;
    std::uint64_t fail_sync = 0;
    std::uint64_t fail_ingest = 0;
};

class MemoryStore final : public KeyValueStore {
  public:
    explicit MemoryStore(std::size_t family_count);
    ~MemoryStore() override;
    MemoryStore(const MemoryStore&) = delete;
    MemoryStore& operator=(const MemoryStore&) = delete;

    void set_faults(const MemoryFaults&);
    // What a power cut leaves: everything synced and, of the writes after it, the first unsynced_writes_kept.
    // The store itself is to be left alone from then on; open the log again over the result.
    [[nodiscard]] std::unique_ptr<MemoryStore> after_crash(std::size_t unsynced_writes_kept = 0) const;

    [[nodiscard]] Result<std::optional<std::string>> get(Family, std::string_view key,
                                                         const Snapshot* at = nullptr) const override;
    [[nodiscard]] Result<void> multi_get(Family, std::span<const std::string_view> keys,
                                         std::vector<std::optional<std::string>>& values,
                                         const Snapshot* at = nullptr) const override;
    [[nodiscard]] std::unique_ptr<Cursor> cursor(Family, const Snapshot* at = nullptr, Access = Access::few,
                                                 std::string_view until = {}) const override;
    [[nodiscard]] Result<void> write(const Batch&, Durability) override;
    [[nodiscard]] Result<void> erase_for_good(Family, std::span<const std::string_view> keys) override;
    [[nodiscard]] Result<void> purge(Family) override;
    [[nodiscard]] Result<void> sync() override;
    [[nodiscard]] Result<void> ingest(std::span<const FamilyRows>) override;
    [[nodiscard]] std::shared_ptr<const Snapshot> snapshot() const override;
    [[nodiscard]] Result<void> copy_to(const std::filesystem::path&) const override;  // Refused: io.
    [[nodiscard]] Result<void> verify_checksums() const override;
    [[nodiscard]] Recovery recovery() const override;
    [[nodiscard]] std::uint64_t level0_runs() const override;
    [[nodiscard]] Result<void> settle() override;
    using KeyValueStore::compact;
    [[nodiscard]] Result<void> compact(Compression, std::atomic<bool>* stop) override;
    [[nodiscard]] std::uint64_t bytes_on_disk() const override;

  private:
    class Content;
    std::shared_ptr<Content> content_;
};

}  // namespace tally::eventstore
