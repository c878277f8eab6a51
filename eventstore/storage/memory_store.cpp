#include "eventstore/storage/memory_store.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <mutex>
#include <set>
#include <shared_mutex>
#include <string>
#include <utility>

#include "domain/core/assert.h"

namespace tally::eventstore {

// Every value a key has had that some snapshot may still see, each with the number of the write that made it.
class MemoryStore::Content {
  public:
    struct Version {
        std::uint64_t write;
        std::optional<std::string> value;
    };
    using Versions = std::vector<Version>;
    using Rows = std::map<std::string, Versions, std::less<>>;

    explicit Content(std::size_t family_count) : families(family_count) {}

    // The value at that write, or null.
    static const std::string* value_at(const Versions& versions, std::uint64_t write) {
        for (auto version = versions.rbegin(); version != versions.rend(); ++version) {
            if (version->write <= write) return version->value ? &*version->value : nullptr;
        }
        return nullptr;
    }

    void put(Family family, std::string_view key, std::optional<std::string> value, std::uint64_t write) {
        TALLY_ASSERT(family < families.size(), "a family that was not named at opening");
        auto& rows = families[family];
        auto row = rows.find(key);
        if (row == rows.end()) row = rows.emplace(std::string(key), Versions{}).first;
        auto& versions = row->second;
        if (!versions.empty() && versions.back().write == write) versions.pop_back();
        versions.push_back({write, std::move(value)});

        // Versions below the oldest snapshot but the newest of them are visible to no snapshot.
        const std::uint64_t oldest = pinned.empty() ? durable_write : std::min(durable_write, *pinned.begin());
        auto keep = versions.begin();
        for (auto version = versions.begin(); version != versions.end() && version->write <= oldest; ++version) {
            keep = version;
        }
        versions.erase(versions.begin(), keep);
        if (versions.size() == 1 && !versions.front().value) rows.erase(row);
    }

    void all_is_durable() {
        durable_write = last_write;
        unsynced.clear();
    }

    static bool due(std::uint64_t& countdown) { return countdown != 0 && --countdown == 0; }

    mutable std::shared_mutex mutex;
    std::vector<Rows> families;
    std::multiset<std::uint64_t> pinned;  // Writes that snapshots and cursors stand at.
    std::uint64_t last_write = 0;
    std::uint64_t durable_write = 0;
    std::vector<Batch> unsynced;  // Since durable_write, in order; one whose sync failed is here but unseen.
    MemoryFaults faults;
    Recovery recovery;
};

namespace {

template <class Content>
class Pin final : public Snapshot {
  public:
    explicit Pin(std::shared_ptr<Content> content) : content_(std::move(content)) {
        const std::unique_lock lock(content_->mutex);
        write_ = content_->last_write;
        content_->pinned.insert(write_);
    }
    ~Pin() override {
        const std::unique_lock lock(content_->mutex);
        content_->pinned.erase(content_->pinned.find(write_));
    }
    Pin(const Pin&) = delete;
    Pin& operator=(const Pin&) = delete;

    [[nodiscard]] std::uint64_t write() const { return write_; }

  private:
    std::shared_ptr<Content> content_;
    std::uint64_t write_ = 0;
};

template <class Content>
std::uint64_t write_of(const Content& content, const Snapshot* at) {
    if (at == nullptr) return content.last_write;
    const auto* pin = dynamic_cast<const Pin<Content>*>(at);
    TALLY_ASSERT(pin != nullptr, "a snapshot of another kind of store");
    return pin->write();
}

// Copies each row it stands on, so that writers never wait for a cursor.
template <class Content>
class MemoryCursor final : public Cursor {
  public:
    MemoryCursor(std::shared_ptr<Content> content, Family family, const Snapshot* at, std::string_view until)
        : content_(std::move(content)), family_(family), until_(until), own_pin_(content_) {
        const std::shared_lock lock(content_->mutex);
        TALLY_ASSERT(family < content_->families.size(), "a family that was not named at opening");
        write_ = at == nullptr ? own_pin_.write() : write_of(*content_, at);
    }

    void seek(std::string_view key) override {
        const std::shared_lock lock(content_->mutex);
        stand_on_first_seen(rows().lower_bound(key));
    }
    void seek_for_previous(std::string_view key) override {
        const std::shared_lock lock(content_->mutex);
        valid_ = false;
        auto row = until_.empty() || key < until_ ? rows().upper_bound(key) : rows().lower_bound(until_);
        while (row != rows().begin()) {
            --row;
            if (stand_on(row)) return;
        }
    }
    void next() override {
        TALLY_ASSERT(valid_, "next() past the end");
        const std::shared_lock lock(content_->mutex);
        stand_on_first_seen(rows().upper_bound(key_));
    }
    [[nodiscard]] bool valid() const override { return valid_; }
    [[nodiscard]] std::string_view key() const override { return key_; }
    [[nodiscard]] std::string_view value() const override { return value_; }
    [[nodiscard]] Result<void> status() const override { return {}; }

  private:
    const auto& rows() const { return content_->families[family_]; }
    template <class Iterator>
    bool stand_on(Iterator row) {
        const std::string* value = Content::value_at(row->second, write_);
        valid_ = value != nullptr;
        if (valid_) {
            key_ = row->first;
            value_ = *value;
        }
        return valid_;
    }
    template <class Iterator>
    void stand_on_first_seen(Iterator row) {
        valid_ = false;
        while (row != rows().end() && (until_.empty() || row->first < until_) && !stand_on(row)) ++row;
    }

    std::shared_ptr<Content> content_;
    Family family_;
    const std::string until_;
    Pin<Content> own_pin_;
    std::uint64_t write_ = 0;
    bool valid_ = false;
    std::string key_;
    std::string value_;
};

}  // namespace

MemoryStore::MemoryStore(std::size_t family_count) : content_(std::make_shared<Content>(family_count)) {}
MemoryStore::~MemoryStore() = default;

void MemoryStore::set_faults(const MemoryFaults& faults) {
    const std::unique_lock lock(content_->mutex);
    content_->faults = faults;
}

std::unique_ptr<MemoryStore> MemoryStore::after_crash(std::size_t unsynced_writes_kept) const {
    const std::shared_lock lock(content_->mutex);
    auto after = std::make_unique<MemoryStore>(content_->families.size());
    Content& content = *after->content_;
    content.last_write = 1;
    for (Family family = 0; family < content_->families.size(); ++family) {
        for (const auto& [key, versions] : content_->families[family]) {
            if (const auto* value = Content::value_at(versions, content_->durable_write))
                content.put(family, key, *value, 1);
        }
    }
    const std::size_t kept = std::min(unsynced_writes_kept, content_->unsynced.size());
    for (std::size_t i = 0; i < content_->unsynced.size(); ++i) {
        for (const auto& change : content_->unsynced[i].changes()) {
            if (i < kept) {
                content.put(change.family, change.key, change.value, 1);
            } else {
                content.recovery.dropped_bytes += change.key.size() + (change.value ? change.value->size() : 0);
            }
        }
    }
    content.all_is_durable();
    if (content.recovery.dropped_bytes > 0) content.recovery.place = "memory";
    return after;
}

Result<std::optional<std::string>> MemoryStore::get(Family family, std::string_view key, const Snapshot* at) const {
    const std::shared_lock lock(content_->mutex);
    TALLY_ASSERT(family < content_->families.size(), "a family that was not named at opening");
    const auto& rows = content_->families[family];
    const auto row = rows.find(key);
    if (row == rows.end()) return std::nullopt;
    const std::string* value = Content::value_at(row->second, write_of(*content_, at));
    if (value == nullptr) return std::nullopt;
    return *value;
}

Result<void> MemoryStore::multi_get(Family family, std::span<const std::string_view> keys,
                                    std::vector<std::optional<std::string>>& values, const Snapshot* at) const {
    const std::shared_lock lock(content_->mutex);
    TALLY_ASSERT(family < content_->families.size(), "a family that was not named at opening");
    const auto& rows = content_->families[family];
    const std::uint64_t write = write_of(*content_, at);
    values.clear();
    for (const auto key : keys) {
        const auto row = rows.find(key);
        const std::string* value = row == rows.end() ? nullptr : Content::value_at(row->second, write);
        values.push_back(value == nullptr ? std::nullopt : std::optional(*value));
    }
    return {};
}

std::unique_ptr<Cursor> MemoryStore::cursor(Family family, const Snapshot* at, Access, std::string_view until) const {
    return std::make_unique<MemoryCursor<Content>>(content_, family, at, until);
}

Result<void> MemoryStore::write(const Batch& batch, Durability durability) {
    const std::unique_lock lock(content_->mutex);
    if (Content::due(content_->faults.fail_write)) {
        return fail(StoreErrorKind::io, "writing failed: no space left on device (a fault on cue); free some space");
    }
    if (durability == Durability::synced && Content::due(content_->faults.fail_sync)) {
        content_->unsynced.push_back(batch);
        return fail(StoreErrorKind::io, "syncing failed (a fault on cue); check the disk and open the store again");
    }
    const std::uint64_t write = content_->last_write + 1;
    for (const auto& change : batch.changes()) content_->put(change.family, change.key, change.value, write);
    content_->last_write = write;
    if (durability == Durability::synced) {
        content_->all_is_durable();
    } else {
        content_->unsynced.push_back(batch);
    }
    return {};
}

Result<void> MemoryStore::sync() {
    const std::unique_lock lock(content_->mutex);
    if (Content::due(content_->faults.fail_sync)) {
        return fail(StoreErrorKind::io, "syncing failed (a fault on cue); check the disk and open the store again");
    }
    content_->all_is_durable();
    return {};
}

Result<void> MemoryStore::ingest(std::span<const FamilyRows> families) {
    const std::unique_lock lock(content_->mutex);
    if (Content::due(content_->faults.fail_ingest)) {
        return fail(StoreErrorKind::io, "ingesting failed: no space left on device (a fault on cue); free some space");
    }
    const std::uint64_t write = content_->last_write + 1;
    for (const auto& [family, rows] : families) {
        const Row* previous = nullptr;
        for (const auto& row : rows) {
            TALLY_ASSERT(previous == nullptr || previous->key < row.key, "rows to ingest must rise, each key once");
            previous = &row;
            content_->put(family, row.key, row.value ? std::optional<std::string>(*row.value) : std::nullopt, write);
        }
    }
    content_->last_write = write;
    content_->all_is_durable();
    return {};
}

std::shared_ptr<const Snapshot> MemoryStore::snapshot() const {
    return std::make_shared<Pin<Content>>(content_);
}

Result<void> MemoryStore::copy_to(const std::filesystem::path& path) const {
    return fail(StoreErrorKind::io, "a store in memory cannot be copied to " + path.string() + "; use one on disk");
}

Result<void> MemoryStore::verify_checksums() const {
    return {};
}

Recovery MemoryStore::recovery() const {
    const std::shared_lock lock(content_->mutex);
    return content_->recovery;
}

std::uint64_t MemoryStore::level0_runs() const {
    return 0;
}

Result<void> MemoryStore::erase_for_good(Family family, std::span<const std::string_view> keys) {
    Batch batch;
    for (const auto key : keys) batch.erase(family, std::string{key});
    return write(batch, Durability::synced);
}

Result<void> MemoryStore::purge(Family) {
    return {};
}

Result<void> MemoryStore::settle() {
    return {};
}

Result<void> MemoryStore::compact(Compression, std::atomic<bool>*) {
    return {};
}

std::uint64_t MemoryStore::bytes_on_disk() const {
    const std::shared_lock lock(content_->mutex);
    std::uint64_t bytes = 0;
    for (const auto& rows : content_->families) {
        for (const auto& [key, versions] : rows) {
            const std::string* value = Content::value_at(versions, content_->last_write);
            if (value != nullptr) bytes += key.size() + value->size();
        }
    }
    return bytes;
}

}  // namespace tally::eventstore
