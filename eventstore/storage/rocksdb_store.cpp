#include "eventstore/storage/rocksdb_store.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <fstream>
#include <mutex>
#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/file_checksum.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/options.h>
#include <rocksdb/sst_file_writer.h>
#include <rocksdb/table.h>
#include <rocksdb/utilities/checkpoint.h>
#include <rocksdb/write_batch.h>
#include <string_view>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <utility>

#include "domain/core/assert.h"
#include "eventstore/program_log.h"
#include "eventstore/storage/gone_files.h"
#include "eventstore/storage/holder.h"
#include "eventstore/storage/record_file.h"

namespace tally::eventstore {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t keys_at_once = 32;  // As many as RocksDB's own batch holds without allocating.
// What opening reads again after a crash is a few of these.
constexpr std::uint64_t log_write_buffer_bytes = 16ULL << 20;
constexpr int log_write_buffers_max = 4;
constexpr int open_files_max = 384;  // Of each of two stores, below the usual limit of 1,024 a process.
constexpr std::size_t long_scan_readahead_bytes = 1ULL << 20;
// Of filters and indexes. Keys of a commit are looked up in order, 32 at a time: in parts of the usual 4 KiB each of
// them is in another part, and finding that costs more than asking it.
constexpr std::size_t metadata_part_bytes = 64ULL << 10;
constexpr int view_runs_merged = 8;  // Spilled, before they are merged: half the usual merging for a few filters more.
constexpr auto settle_poll = std::chrono::milliseconds{2};  // RocksDB 7.8 cannot be waited for.
constexpr std::string_view incoming_folder = "incoming";
// A dictionary a file, of what its rows have in common: entries repeat the names of their types, fields and sources.
constexpr const char* densest_options = "{level=3;max_dict_bytes=16384;zstd_max_train_bytes=1638400;enabled=true}";
constexpr std::string_view densest_name = "ZSTD";  // As RocksDB writes it into the properties of a file.

rocksdb::Slice slice(std::string_view bytes) {
    return {bytes.data(), bytes.size()};
}
std::string_view view(const rocksdb::Slice& bytes) {
    return {bytes.data(), bytes.size()};
}

// The one place that reads a rocksdb::Status.
tl::unexpected<StoreError> translate(const rocksdb::Status& status, const fs::path& path, std::string_view doing) {
    const std::string what = fmt::format("{} {}: {}", doing, path.string(), status.ToString());
    if (status.IsCorruption()) {
        return fail(StoreErrorKind::damaged,
                    what +
                        "; where it is in views/, build them again with `tally rebuild`, else restore the "
                        "store from a copy");
    }
    if (status.IsNotSupported()) return fail(StoreErrorKind::newer_format, what + "; use a newer release");
    if (status.IsNoSpace()) {
        return fail(StoreErrorKind::io, what + "; free some space and open the store again, nothing was half done");
    }
    if (status.IsIOError() && status.ToString().find("lock") != std::string::npos) {
        return fail(StoreErrorKind::in_use, what + "; another program holds it, stop that first");
    }
    return fail(StoreErrorKind::io, what + "; check the disk and its permissions, then open the store again");
}

// What RocksDB has to say goes where ours goes. Its own log file would lie in the store, and Debian's build aborts when
// that file cannot be written because the disk is full.
class ForwardingLogger final : public rocksdb::Logger {
  public:
    ForwardingLogger() : rocksdb::Logger(rocksdb::InfoLogLevel::WARN_LEVEL) {}
    using rocksdb::Logger::Logv;
    void Logv(const char* format, va_list arguments) override {
        std::array<char, 512> text{};
        std::vsnprintf(text.data(), text.size(), format, arguments);
        spdlog::debug("RocksDB: {}", text.data());
    }
};

rocksdb::DBOptions database_options(const RocksdbOptions& options) {
    rocksdb::DBOptions database;
    database.create_if_missing = options.opening != RocksdbOpening::existing;
    database.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
    // A failed write is never tried again behind our back: what it left is unknown.
    database.max_bgerror_resume_count = 0;
    database.max_background_jobs = 2;
    // Bounded, so that memory and file descriptors stay flat as history grows.
    database.max_open_files = open_files_max;
    database.bytes_per_sync = 1ULL << 20;
    database.compaction_readahead_size = long_scan_readahead_bytes;  // Otherwise a read for each block.
    // A family that is hardly written must not keep every log file since its last write: opening reads them all.
    database.max_total_wal_size = 2 * log_write_buffer_bytes;
    database.max_manifest_file_size = 32ULL << 20;
    database.skip_stats_update_on_db_open = true;
    database.stats_dump_period_sec = 0;
    database.stats_persist_period_sec = 0;
    database.info_log = std::make_shared<ForwardingLogger>();
    if (options.role == RocksdbRole::log) {
        // A checksum over each whole file, so that verify_checksums() leaves no byte of it out.
        database.file_checksum_gen_factory = rocksdb::GetFileChecksumGenCrc32cFactory();
    }
    return database;
}

rocksdb::ColumnFamilyOptions family_options(const RocksdbOptions& options, const RocksdbFamily& of,
                                            const std::shared_ptr<rocksdb::Cache>& cache) {
    rocksdb::ColumnFamilyOptions family;
    rocksdb::BlockBasedTableOptions table;
    table.block_cache = cache;
    table.format_version = 5;
    // Indexes and filters live in the bounded cache, in parts; what is resident does not grow with the store.
    table.cache_index_and_filter_blocks = true;
    table.cache_index_and_filter_blocks_with_high_priority = true;
    table.pin_l0_filter_and_index_blocks_in_cache = true;
    table.pin_top_level_index_and_filter = true;
    table.index_type = rocksdb::BlockBasedTableOptions::kTwoLevelIndexSearch;
    table.metadata_block_size = metadata_part_bytes;
    if (of.bloom_filter) {
        table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
        table.partition_filters = true;
        table.optimize_filters_for_memory = true;
    }
    if (options.role == RocksdbRole::log) {
        table.block_size = 8ULL << 10;
        family.write_buffer_size = log_write_buffer_bytes;
        family.max_write_buffer_number = log_write_buffers_max;
        // One compression for all levels: files of rising keys then move down without being written again.
        family.compression = rocksdb::kLZ4Compression;
    } else {
        table.block_size = 4ULL << 10;
        family.write_buffer_size = 4ULL << 20;
        family.level0_file_num_compaction_trigger = view_runs_merged;
        if (of.compressed) {
            family.compression_per_level = {
                rocksdb::kNoCompression,  rocksdb::kNoCompression,  rocksdb::kLZ4Compression, rocksdb::kLZ4Compression,
                rocksdb::kLZ4Compression, rocksdb::kLZ4Compression, rocksdb::kLZ4Compression};
        } else {
            family.compression = rocksdb::kNoCompression;
            table.data_block_index_type = rocksdb::BlockBasedTableOptions::kDataBlockBinaryAndHash;
        }
    }
    family.target_file_size_base = 64ULL << 20;
    family.max_bytes_for_level_base = 256ULL << 20;
    family.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
    return family;
}

// The open database and what belongs to it; cursors and snapshots keep it open.
struct Instance {
    Instance(Holder taken, fs::path where, RocksdbRole its_role)
        : holder(std::move(taken)), path(std::move(where)), role(its_role) {}
    Instance(const Instance&) = delete;
    Instance& operator=(const Instance&) = delete;
    ~Instance() {
        if (!database) return;
        bool in_order = true;
        if (role == RocksdbRole::log) {
            // An empty write-ahead log opens at once, and leaves nothing that could look like a torn write.
            rocksdb::FlushOptions flush;
            in_order = database->Flush(flush, all_handles()).ok();
        }
        for (auto* handle : opened) in_order = database->DestroyColumnFamilyHandle(handle).ok() && in_order;
        in_order = database->Close().ok() && in_order;
        database.reset();
        if (in_order) holder.closed_in_order();
    }

    [[nodiscard]] const std::vector<rocksdb::ColumnFamilyHandle*>& all_handles() const { return opened; }
    [[nodiscard]] rocksdb::ColumnFamilyHandle* handle(Family family) const {
        TALLY_ASSERT(family < named.size(), "a family that was not named at opening");
        return named[family];
    }

    Holder holder;
    fs::path path;
    RocksdbRole role;
    std::unique_ptr<rocksdb::DB> database;
    std::vector<rocksdb::ColumnFamilyHandle*> opened;  // All of them, with the default one.
    std::vector<rocksdb::ColumnFamilyHandle*> named;   // Those of RocksdbOptions::families, in its order.
    rocksdb::Options writer_options;                   // For files to ingest.
    Recovery recovery;
};

class RocksdbSnapshot final : public Snapshot {
  public:
    explicit RocksdbSnapshot(std::shared_ptr<Instance> instance)
        : instance_(std::move(instance)), snapshot_(instance_->database->GetSnapshot()) {}
    ~RocksdbSnapshot() override { instance_->database->ReleaseSnapshot(snapshot_); }
    RocksdbSnapshot(const RocksdbSnapshot&) = delete;
    RocksdbSnapshot& operator=(const RocksdbSnapshot&) = delete;

    [[nodiscard]] const rocksdb::Snapshot* get() const { return snapshot_; }

  private:
    std::shared_ptr<Instance> instance_;
    const rocksdb::Snapshot* snapshot_;
};

rocksdb::ReadOptions read_at(const Snapshot* at) {
    rocksdb::ReadOptions options;
    if (at != nullptr) {
        const auto* snapshot = dynamic_cast<const RocksdbSnapshot*>(at);
        TALLY_ASSERT(snapshot != nullptr, "a snapshot of another kind of store");
        options.snapshot = snapshot->get();
    }
    return options;
}

class RocksdbCursor final : public Cursor {
  public:
    RocksdbCursor(std::shared_ptr<Instance> instance, rocksdb::ReadOptions options, Family family,
                  std::string_view until)
        : instance_(std::move(instance)), until_(until), upper_bound_(until_) {
        if (!until_.empty()) options.iterate_upper_bound = &upper_bound_;
        iterator_.reset(instance_->database->NewIterator(options, instance_->handle(family)));
    }

    void seek(std::string_view key) override { iterator_->Seek(slice(key)); }
    void seek_for_previous(std::string_view key) override { iterator_->SeekForPrev(slice(key)); }
    void next() override { iterator_->Next(); }
    [[nodiscard]] bool valid() const override { return iterator_->Valid(); }
    [[nodiscard]] std::string_view key() const override { return view(iterator_->key()); }
    [[nodiscard]] std::string_view value() const override { return view(iterator_->value()); }
    [[nodiscard]] Result<void> status() const override {
        const auto status = iterator_->status();
        if (!status.ok()) return translate(status, instance_->path, "reading");
        return {};
    }

  private:
    std::shared_ptr<Instance> instance_;  // These before the iterator, which must go first.
    const std::string until_;
    const rocksdb::Slice upper_bound_;
    std::unique_ptr<rocksdb::Iterator> iterator_;
};

class RocksdbStore final : public KeyValueStore {
  public:
    explicit RocksdbStore(std::shared_ptr<Instance> instance) : instance_(std::move(instance)) {}

    [[nodiscard]] Result<std::optional<std::string>> get(Family family, std::string_view key,
                                                         const Snapshot* at) const override {
        rocksdb::PinnableSlice value;
        const auto status = database().Get(read_at(at), instance_->handle(family), slice(key), &value);
        if (status.IsNotFound()) return std::nullopt;
        if (!status.ok()) return translate(status, instance_->path, "reading");
        return value.ToString();
    }

    [[nodiscard]] Result<void> multi_get(Family family, std::span<const std::string_view> keys,
                                         std::vector<std::optional<std::string>>& values,
                                         const Snapshot* at) const override {
        const rocksdb::ReadOptions options = read_at(at);
        auto* const handle = instance_->handle(family);
        values.resize(keys.size());
        std::array<rocksdb::Slice, keys_at_once> slices;
        std::array<rocksdb::PinnableSlice, keys_at_once> found;
        std::array<rocksdb::Status, keys_at_once> statuses;
        for (std::size_t begin = 0; begin < keys.size(); begin += keys_at_once) {
            const auto some = keys.subspan(begin, std::min(keys_at_once, keys.size() - begin));
            std::transform(some.begin(), some.end(), slices.begin(), slice);
            database().MultiGet(options, handle, some.size(), slices.data(), found.data(), statuses.data(),
                                /*sorted_input=*/true);
            for (std::size_t i = 0; i < some.size(); ++i) {
                auto& value = values[begin + i];
                if (statuses[i].ok()) {
                    if (!value) value.emplace();
                    value->assign(found[i].data(), found[i].size());
                } else {
                    value.reset();
                    if (!statuses[i].IsNotFound()) return translate(statuses[i], instance_->path, "reading");
                }
                found[i].Reset();  // Lets go of the cached block at once.
            }
        }
        return {};
    }

    [[nodiscard]] std::unique_ptr<Cursor> cursor(Family family, const Snapshot* at, Access access,
                                                 std::string_view until) const override {
        auto options = read_at(at);
        if (access == Access::many) {
            options.readahead_size = long_scan_readahead_bytes;
            options.fill_cache = false;
        }
        return std::make_unique<RocksdbCursor>(instance_, options, family, until);
    }

    [[nodiscard]] Result<void> write(const Batch& batch, Durability durability) override {
        std::size_t bytes = 0;
        for (const auto& change : batch.changes()) {
            bytes += change.key.size() + (change.value ? change.value->size() : 0) + 16;
        }
        rocksdb::WriteBatch changes(bytes + 16);
        for (const auto& change : batch.changes()) {
            auto* handle = instance_->handle(change.family);
            const auto status = change.value ? changes.Put(handle, slice(change.key), slice(*change.value))
                                             : changes.Delete(handle, slice(change.key));
            if (!status.ok()) return translate(status, instance_->path, "writing");
        }
        rocksdb::WriteOptions options;
        options.sync = durability == Durability::synced;
        const auto status = database().Write(options, &changes);
        if (!status.ok()) return translate(status, instance_->path, "writing");
        return {};
    }

    [[nodiscard]] Result<void> erase_for_good(Family family, std::span<const std::string_view> keys) override {
        const std::lock_guard lock(erasing_);
        if (auto held = hold_files(instance_->path); !held) return held;
        Batch batch;
        for (const auto key : keys) batch.erase(family, std::string{key});
        if (auto written = write(batch, Durability::synced); !written) return written;
        // Deleted only once all of it is written again: then the store itself says which files are of no more use.
        auto status = database().DisableFileDeletions();
        if (status.ok()) status = database().Flush(rocksdb::FlushOptions(), instance_->all_handles());
        for (const auto key : keys) {
            const auto at = slice(key);
            if (status.ok()) status = database().CompactRange(to_the_last_level(), instance_->handle(family), &at, &at);
        }
        const auto enabled = database().EnableFileDeletions(/*force=*/true);
        if (!status.ok()) return translate(status, instance_->path, "erasing from");
        if (!enabled.ok()) return translate(enabled, instance_->path, "erasing from");
        return overwrite_gone_files(instance_->path);
    }

    // What erase_for_good() began before a crash.
    [[nodiscard]] Result<void> end_erasing() {
        if (!any_files_held(instance_->path)) return {};
        auto status = database().DisableFileDeletions();
        if (status.ok()) status = database().Flush(rocksdb::FlushOptions(), instance_->all_handles());
        for (auto* handle : instance_->named)
            if (status.ok()) status = database().CompactRange(to_the_last_level(), handle, nullptr, nullptr);
        const auto enabled = database().EnableFileDeletions(/*force=*/true);
        if (!status.ok()) return translate(status, instance_->path, "erasing from");
        if (!enabled.ok()) return translate(enabled, instance_->path, "erasing from");
        return overwrite_gone_files(instance_->path);
    }

    [[nodiscard]] Result<void> purge(Family family) override {
        const auto status = database().CompactRange(to_the_last_level(), instance_->handle(family), nullptr, nullptr);
        if (!status.ok()) return translate(status, instance_->path, "purging");
        return {};
    }

    [[nodiscard]] Result<void> sync() override {
        const auto status = database().SyncWAL();
        if (!status.ok()) return translate(status, instance_->path, "syncing");
        return {};
    }

    [[nodiscard]] Result<void> ingest(std::span<const FamilyRows> families) override {
        std::vector<rocksdb::IngestExternalFileArg> files;
        auto written = write_files(families, files);
        if (written && !files.empty()) {
            const auto status = database().IngestExternalFiles(files);
            if (!status.ok()) written = translate(status, instance_->path, "ingesting into");
        }
        if (!written) {
            for (const auto& file : files) {
                std::error_code ignored;  // What stays is removed at the next opening.
                for (const auto& path : file.external_files) fs::remove(path, ignored);
            }
        }
        return written;
    }

    [[nodiscard]] std::shared_ptr<const Snapshot> snapshot() const override {
        return std::make_shared<RocksdbSnapshot>(instance_);
    }

    [[nodiscard]] Result<void> copy_to(const fs::path& path) const override {
        rocksdb::Checkpoint* raw = nullptr;
        auto status = rocksdb::Checkpoint::Create(&database(), &raw);
        const std::unique_ptr<rocksdb::Checkpoint> checkpoint(raw);
        if (status.ok()) status = checkpoint->CreateCheckpoint(path.string());
        if (!status.ok()) return translate(status, path, "copying the store to");
        return {};
    }

    [[nodiscard]] Result<void> verify_checksums() const override {
        rocksdb::ReadOptions options;
        options.readahead_size = long_scan_readahead_bytes;
        auto status = database().VerifyChecksum(options);
        if (status.ok() && instance_->role == RocksdbRole::log) status = database().VerifyFileChecksums(options);
        if (!status.ok()) return translate(status, instance_->path, "verifying");
        return {};
    }

    [[nodiscard]] Recovery recovery() const override { return instance_->recovery; }

    [[nodiscard]] std::uint64_t level0_runs() const override {
        if (stopped_merging()) return 0;  // Nothing to wait for; the next write says why.
        std::uint64_t most = 0;
        for (auto* handle : instance_->named) {
            std::string text;
            std::uint64_t runs = 0;
            if (!database().GetProperty(handle, "rocksdb.num-files-at-level0", &text)) continue;
            std::from_chars(text.data(), text.data() + text.size(), runs);
            most = std::max(most, runs);
        }
        return most;
    }

    [[nodiscard]] Result<void> settle() override {
        const auto busy = [&](rocksdb::ColumnFamilyHandle* handle, const std::string& property) {
            std::uint64_t value = 0;
            return database().GetIntProperty(handle, property, &value) && value != 0;
        };
        const auto any_busy = [&] {
            return std::any_of(instance_->named.begin(), instance_->named.end(), [&](auto* handle) {
                return busy(handle, rocksdb::DB::Properties::kCompactionPending) ||
                       busy(handle, rocksdb::DB::Properties::kNumRunningCompactions) ||
                       busy(handle, rocksdb::DB::Properties::kNumRunningFlushes);
            });
        };
        while (any_busy()) {
            if (stopped_merging())
                return fail(StoreErrorKind::io, instance_->path.string() +
                                                    ": merging failed, is the disk full? Free some space and open the "
                                                    "store again, nothing was half done");
            std::this_thread::sleep_for(settle_poll);
        }
        return {};
    }

    using KeyValueStore::compact;
    [[nodiscard]] Result<void> compact(Compression compression, std::atomic<bool>* stop) override {
        auto status = database().Flush(rocksdb::FlushOptions(), instance_->all_handles());
        for (auto* handle : instance_->named) {
            if (!status.ok() || (stop && *stop)) break;
            rocksdb::CompactRangeOptions options;
            options.canceled = stop;
            status = compression == Compression::densest ? compact_densest(handle, options)
                                                         : database().CompactRange(options, handle, nullptr, nullptr);
        }
        if (stop && *stop && status.IsIncomplete()) return {};
        if (!status.ok()) return translate(status, instance_->path, "compacting");
        return {};
    }

    [[nodiscard]] std::uint64_t bytes_on_disk() const override {
        std::uint64_t bytes = 0;
        std::error_code gone;  // Files come and go while we look.
        for (const auto& entry : fs::directory_iterator(instance_->path, gone)) {
            const auto size = entry.is_regular_file(gone) ? entry.file_size(gone) : 0;
            if (!gone) bytes += size;
        }
        return bytes;
    }

  private:
    [[nodiscard]] rocksdb::DB& database() const { return *instance_->database; }

    Result<void> write_files(std::span<const FamilyRows> families, std::vector<rocksdb::IngestExternalFileArg>& files) {
        const auto folder = instance_->path / incoming_folder;
        std::error_code error;
        fs::create_directories(folder, error);
        if (error) return fail(StoreErrorKind::io, fmt::format("cannot make {}: {}", folder.string(), error.message()));
        for (const auto& [family, rows] : families) {
            if (rows.empty()) continue;
            auto* handle = instance_->handle(family);
            const auto path = (folder / fmt::format("{}.sst", next_file_++)).string();
            rocksdb::IngestExternalFileArg& file = files.emplace_back();
            file.column_family = handle;
            file.external_files = {path};
            file.options.move_files = true;
            file.options.snapshot_consistency = true;
            file.options.write_global_seqno = false;

            rocksdb::Options options(instance_->writer_options, database().GetOptions(handle));
            // Rows at level 0 are soon merged down and compressed. The writer would take the last level's compression.
            options.compression = rocksdb::kNoCompression;
            options.compression_per_level.clear();
            options.bottommost_compression = rocksdb::kDisableCompressionOption;
            // The pages stay in memory: reads and the merge need them at once.
            rocksdb::SstFileWriter writer(rocksdb::EnvOptions(instance_->writer_options), options, handle,
                                          /*invalidate_page_cache=*/false);
            auto status = writer.Open(path);
            for (const auto& row : rows) {
                if (!status.ok()) break;
                status = row.value ? writer.Put(slice(row.key), slice(*row.value)) : writer.Delete(slice(row.key));
            }
            if (status.ok()) status = writer.Finish();
            if (!status.ok()) return translate(status, path, "writing");
        }
        return {};
    }

    // Files that are compressed so already stand at the last level, beside what was written since.
    rocksdb::Status compact_densest(rocksdb::ColumnFamilyHandle* handle, rocksdb::CompactRangeOptions options) {
        rocksdb::TablePropertiesCollection tables;
        if (auto status = database().GetPropertiesOfAllTables(handle, &tables); !status.ok()) return status;
        rocksdb::ColumnFamilyMetaData family;
        database().GetColumnFamilyMetaData(handle, &family);
        std::string first, last;
        bool any = false;
        for (const auto& level : family.levels) {
            for (const auto& file : level.files) {
                const auto table = tables.find(file.db_path + file.name);
                if (table != tables.end() && table->second->compression_name == densest_name) continue;
                first = any ? std::min(first, file.smallestkey) : file.smallestkey;
                last = any ? std::max(last, file.largestkey) : file.largestkey;
                any = true;
            }
        }
        if (!any) return {};
        auto status = database().SetOptions(
            handle, {{"bottommost_compression", "kZSTD"}, {"bottommost_compression_opts", densest_options}});
        if (!status.ok()) return status;
        options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
        const rocksdb::Slice from(first), to(last);
        status = database().CompactRange(options, handle, &from, &to);
        const auto as_before = database().SetOptions(handle, {{"bottommost_compression", "kDisableCompressionOption"},
                                                              {"bottommost_compression_opts", "{enabled=false}"}});
        return status.ok() ? as_before : status;
    }

    // Writes the last level again, too: a row and what erased it may have come there while a snapshot saw them.
    static rocksdb::CompactRangeOptions to_the_last_level() {
        rocksdb::CompactRangeOptions options;
        options.exclusive_manual_compaction = false;
        options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
        return options;
    }

    // After a failed merge there are no more: database_options() forbids trying again.
    [[nodiscard]] bool stopped_merging() const {
        std::uint64_t errors = 0;
        return database().GetIntProperty(rocksdb::DB::Properties::kBackgroundErrors, &errors) && errors > 0;
    }

    std::shared_ptr<Instance> instance_;
    std::mutex erasing_;
    std::atomic<std::uint64_t> next_file_{0};
};

Result<void> truncate_file(const fs::path& path, std::uint64_t size_bytes) {
    const int descriptor = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    const bool done =
        descriptor >= 0 && ::ftruncate(descriptor, static_cast<off_t>(size_bytes)) == 0 && ::fsync(descriptor) == 0;
    const int error = errno;
    if (descriptor >= 0) ::close(descriptor);
    if (!done) return fail(StoreErrorKind::io, fmt::format("cannot cut {}: {}", path.string(), std::strerror(error)));
    return {};
}

// The manifest that CURRENT names, if it can be read.
fs::path current_manifest(const fs::path& store) {
    std::string name;
    std::ifstream in(store / "CURRENT");
    std::getline(in, name);
    return store / name;
}

// Files "000123.log" in order of their numbers.
std::vector<fs::path> write_ahead_logs(const fs::path& store) {
    std::vector<std::pair<std::uint64_t, fs::path>> found;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(store, error)) {
        const std::string stem = entry.path().stem().string();
        std::uint64_t number = 0;
        const auto parsed = std::from_chars(stem.data(), stem.data() + stem.size(), number);
        if (entry.path().extension() == ".log" && parsed.ptr == stem.data() + stem.size()) {
            found.emplace_back(number, entry.path());
        }
    }
    std::sort(found.begin(), found.end());
    std::vector<fs::path> paths;
    paths.reserve(found.size());
    for (auto& [number, path] : found) paths.push_back(std::move(path));
    return paths;
}

// Recovery below us drops everything from the first unreadable record on, or refuses a last record that is torn in
// another way than cut short. So the record files are read here first: a torn last write is cut off and reported, and
// anything else refuses to open.
Result<Recovery> cut_torn_write(const fs::path& store, bool was_closed_in_order) {
    std::vector<fs::path> files = write_ahead_logs(store);
    const std::size_t log_count = files.size();
    files.push_back(current_manifest(store));
    std::vector<RecordFileScan> scans;
    for (const auto& file : files) {
        std::error_code error;
        if (!fs::is_regular_file(file, error)) {
            return fail(StoreErrorKind::damaged,
                        fmt::format("{} is missing: restore the store from a copy", file.string()));
        }
        auto scan = scan_record_file(file);
        if (!scan) return tl::unexpected(scan.error());
        scans.push_back(*scan);
    }
    Recovery recovery;
    for (std::size_t i = 0; i < files.size(); ++i) {
        const auto& scan = scans[i];
        if (scan.unreadable_bytes() == 0) continue;
        const std::string place = fmt::format("{} at byte {}", files[i].string(), scan.readable_end_bytes);
        if (scan.readable_after) {
            return fail(
                StoreErrorKind::damaged,
                fmt::format("{} is unreadable, but what was written later, at byte {}, is not: this is not a torn "
                            "write; restore the store from a copy",
                            place, *scan.readable_after));
        }
        const bool written_later = i < log_count && std::any_of(scans.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                                                                scans.begin() + static_cast<std::ptrdiff_t>(log_count),
                                                                [](const auto& later) { return later.size_bytes > 0; });
        if (written_later) {
            return fail(StoreErrorKind::damaged,
                        fmt::format("{} is unreadable, but a later file is not: this is not a torn write; restore the "
                                    "store from a copy",
                                    place));
        }
        if (was_closed_in_order) {
            return fail(
                StoreErrorKind::damaged,
                fmt::format("{} is unreadable, although the store was closed in order: this is not a torn write; "
                            "restore the store from a copy",
                            place));
        }
        if (auto cut = truncate_file(files[i], scan.readable_end_bytes); !cut) return tl::unexpected(cut.error());
        recovery.dropped_bytes += scan.unreadable_bytes();
        if (recovery.place.empty()) recovery.place = place;
    }
    return recovery;
}

Result<void> prepare_directory(const RocksdbOptions& options) {
    std::error_code error;
    const bool there = fs::is_regular_file(options.path / "CURRENT", error);
    if (there && options.opening == RocksdbOpening::create_new) {
        return fail(StoreErrorKind::already_exists,
                    fmt::format("{} is a store already: choose another directory", options.path.string()));
    }
    if (!there && options.opening == RocksdbOpening::existing) {
        return fail(
            StoreErrorKind::not_a_store,
            fmt::format("{} is not a store: check the path, or make one with `tally init`", options.path.string()));
    }
    fs::create_directories(options.path, error);
    if (error) {
        return fail(StoreErrorKind::io, fmt::format("cannot make {}: {}", options.path.string(), error.message()));
    }
    return {};
}

// Opens the families that exist and makes the others, all at once: RocksDB writes, reads and compares the options of
// all families for each one that it makes while it opens, which was half of the time to make a store.
rocksdb::Status open_families(const rocksdb::DBOptions& database, const std::string& path,
                              const std::vector<rocksdb::ColumnFamilyDescriptor>& families,
                              const std::vector<std::string>& existing, Instance& instance) {
    std::vector<rocksdb::ColumnFamilyDescriptor> there;
    std::vector<rocksdb::ColumnFamilyDescriptor> missing;
    for (const auto& family : families) {
        const bool exists = std::find(existing.begin(), existing.end(), family.name) != existing.end();
        (exists ? there : missing).push_back(family);
    }
    rocksdb::DB* raw = nullptr;
    std::vector<rocksdb::ColumnFamilyHandle*> handles;
    auto status = rocksdb::DB::Open(database, path, there, &handles, &raw);
    if (!status.ok()) return status;
    instance.database.reset(raw);
    std::vector<rocksdb::ColumnFamilyHandle*> made;
    if (!missing.empty()) status = raw->CreateColumnFamilies(missing, &made);
    handles.insert(handles.end(), made.begin(), made.end());
    for (const auto& family : families)
        for (auto* handle : handles)
            if (handle->GetName() == family.name) instance.opened.push_back(handle);
    return status;
}

}  // namespace

Result<std::unique_ptr<KeyValueStore>> open_rocksdb(const RocksdbOptions& options) {
    if (auto prepared = prepare_directory(options); !prepared) return tl::unexpected(prepared.error());
    auto holder = Holder::take(options.path);
    if (!holder) return tl::unexpected(holder.error());
    auto instance = std::make_shared<Instance>(std::move(*holder), options.path, options.role);

    std::error_code error;
    const bool there = fs::is_regular_file(options.path / "CURRENT", error);
    fs::remove_all(options.path / incoming_folder, error);
    if (there) {
        auto recovery = cut_torn_write(options.path, instance->holder.was_closed_in_order());
        if (!recovery) return tl::unexpected(recovery.error());
        instance->recovery = std::move(*recovery);
    }

    if (auto begun = instance->holder.begin_writing(); !begun) return tl::unexpected(begun.error());

    const auto database_part = database_options(options);
    const auto cache = rocksdb::NewLRUCache(options.block_cache_bytes, -1, false, 0.5);
    std::vector<std::string> existing;
    if (there) {
        const auto status = rocksdb::DB::ListColumnFamilies(database_part, options.path.string(), &existing);
        if (!status.ok()) return translate(status, options.path, "opening");
    }
    std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
    descriptors.reserve(options.families.size());
    for (const auto& family : options.families) {
        descriptors.emplace_back(family.name, family_options(options, family, cache));
    }
    // All families must be opened, also those that another release made.
    existing.push_back(rocksdb::kDefaultColumnFamilyName);
    for (const auto& name : existing) {
        const bool listed = std::any_of(descriptors.begin(), descriptors.end(),
                                        [&name](const auto& descriptor) { return descriptor.name == name; });
        if (!listed) descriptors.emplace_back(name, family_options(options, {.name = name}, cache));
    }

    if (const auto status = open_families(database_part, options.path.string(), descriptors, existing, *instance);
        !status.ok())
        return translate(status, options.path, "opening");
    instance->named.assign(instance->opened.begin(),
                           instance->opened.begin() + static_cast<std::ptrdiff_t>(options.families.size()));
    instance->writer_options = rocksdb::Options(database_part, rocksdb::ColumnFamilyOptions());
    auto store = std::make_unique<RocksdbStore>(std::move(instance));
    if (auto ended = store->end_erasing(); !ended) return tl::unexpected(std::move(ended.error()));
    return store;
}

}  // namespace tally::eventstore
