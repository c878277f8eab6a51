// The log on RocksDB when bytes change, writes are torn, disks fill up and others hold the store: nothing is lost in
// silence, and what is refused says why.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>
#include <memory>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#include "eventstore/log/log.h"
#include "eventstore/storage/record_file.h"
#include "eventstore/storage/rocksdb_store.h"
#include "tests/support/small_disk.h"
#include "tests/support/temporary_directory.h"

namespace tally::eventstore {
namespace {

namespace fs = std::filesystem;
using ::testing::AnyOf;
using ::testing::HasSubstr;

constexpr std::uint64_t commit_entries = 50;

Result<std::unique_ptr<Log>> open_log(const fs::path& path, RocksdbOpening opening = RocksdbOpening::existing,
                                      std::uint64_t least_end = 0) {
    auto store = open_rocksdb({.path = path, .families = Log::families(), .opening = opening});
    if (!store) return tl::unexpected(store.error());
    if (opening == RocksdbOpening::create_new) {
        if (auto made = Log::create(**store, "ledger.example/gas"); !made) return tl::unexpected(made.error());
    }
    return Log::open(std::move(*store), least_end);
}

std::string entry_at(std::uint64_t position) {
    std::string entry = "entry " + std::to_string(position) + " ";
    while (entry.size() < 180 + position % 40)
        entry += static_cast<char>('a' + (position * 31 + entry.size() * 7) % 26);
    return entry;
}

void append_commits(Log& log, int commits) {
    for (int commit = 0; commit < commits; ++commit) {
        std::vector<std::string> entries;
        for (std::uint64_t i = 0; i < commit_entries; ++i) entries.push_back(entry_at(log.end() + i));
        const auto first = log.append(std::vector<std::string_view>(entries.begin(), entries.end()));
        ASSERT_TRUE(first) << first.error().message;
    }
}

// Every entry is read and compared; the first thing that is wrong, or empty.
std::string fault_of(const fs::path& path, std::uint64_t expected_end, std::uint64_t least_end = 0) {
    auto store = open_rocksdb({.path = path, .families = Log::families()});
    if (!store) return store.error().message;
    const std::shared_ptr<KeyValueStore> shared = std::move(*store);
    const auto log = Log::open(shared, least_end);
    if (!log) return log.error().message;
    if ((*log)->end() != expected_end) {
        return "ends at " + std::to_string((*log)->end()) + " dropped " +
               std::to_string((*log)->opening().dropped_bytes) + " of " + (*log)->opening().dropped_place;
    }
    if (auto verified = shared->verify_checksums(); !verified) return verified.error().message;
    auto reader = (*log)->reader(0, (*log)->end());
    while (reader.next()) {
        if (reader.entry() != entry_at(reader.position())) return "SILENT CHANGE";
    }
    if (auto status = reader.status(); !status) return status.error().message;
    return "";
}

// Runs in a child that ends as if killed: nothing is flushed or closed in order.
void in_killed_child(const std::function<void()>& work) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        work();
        ::_exit(::testing::Test::HasFailure() ? 1 : 0);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

std::string read_whole(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

void write_file(const fs::path& path, std::string_view content) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
}

fs::path only_file(const fs::path& store, std::string_view extension) {
    std::vector<fs::path> found;
    for (const auto& file : fs::directory_iterator(store)) {
        if (file.path().extension() == extension && file.file_size() > 0) found.push_back(file.path());
    }
    EXPECT_EQ(found.size(), 1U) << extension;
    return found.empty() ? fs::path() : found.front();
}

fs::path manifest_of(const fs::path& store) {
    std::string name = read_whole(store / "CURRENT");
    while (!name.empty() && name.back() == '\n') name.pop_back();
    return store / name;
}

class Damage : public ::testing::Test {
  protected:
    // A store closed in order, all of it in sealed files.
    fs::path sealed_store(int commits) {
        const fs::path path = directory_.path() / "sealed";
        auto log = open_log(path, RocksdbOpening::create_new);
        EXPECT_TRUE(log) << log.error().message;
        append_commits(**log, commits);
        return path;
    }
    // A store that was killed, its entries in the live write-ahead log.
    fs::path killed_store(int commits) {
        const fs::path path = directory_.path() / "killed";
        in_killed_child([&] {
            auto log = open_log(path, RocksdbOpening::create_new);
            ASSERT_TRUE(log) << log.error().message;
            append_commits(**log, commits);
            log->release();
        });
        return path;
    }
    fs::path copy_of(const fs::path& store) {
        const fs::path copy = directory_.path() / "copy";
        fs::remove_all(copy);
        fs::copy(store, copy, fs::copy_options::recursive);
        return copy;
    }
    std::string fault_with(const fs::path& store, const fs::path& file, std::string_view content, std::uint64_t end,
                           std::uint64_t least_end = 0) {
        const fs::path copy = copy_of(store);
        write_file(copy / file.filename(), content);
        return fault_of(copy, end, least_end);
    }

    tests::TemporaryDirectory directory_;
};

TEST_F(Damage, AnUntouchedStoreIsFoundWhole) {
    EXPECT_EQ(fault_of(copy_of(sealed_store(5)), 5 * commit_entries), "");
    const auto killed = killed_store(5);
    EXPECT_EQ(fault_of(copy_of(killed), 5 * commit_entries), "");
    const auto log = open_log(killed);
    ASSERT_TRUE(log);
    EXPECT_EQ((*log)->opening().dropped_bytes, 0U);
    EXPECT_EQ((*log)->opening().dropped_place, "");
}

TEST_F(Damage, AFlippedBitAnywhereInASealedFileIsFound) {
    const auto store = sealed_store(20);
    std::vector<fs::path> files;
    for (const auto& file : fs::directory_iterator(store)) {
        if (file.path().extension() == ".sst") files.push_back(file.path());
    }
    ASSERT_GE(files.size(), 2U);  // Entries and meta.
    for (const auto& file : files) {
        const std::string good = read_whole(file);
        // All regions: some sixty places from the first byte on, and the footer byte by byte.
        std::vector<std::size_t> places;
        for (std::size_t i = 0; i < good.size(); i += 1 + good.size() / 60) places.push_back(i);
        for (std::size_t i = good.size() - 53; i < good.size(); i += 4) places.push_back(i);
        for (const std::size_t place : places) {
            std::string bad = good;
            bad[place] = static_cast<char>(bad[place] ^ (1 << place % 8));
            const auto fault = fault_with(store, file, bad, 20 * commit_entries);
            ASSERT_NE(fault, "") << file << " byte " << place;
            ASSERT_NE(fault, "SILENT CHANGE") << file << " byte " << place;
        }
        ASSERT_NE(fault_with(store, file, good.substr(0, good.size() - 1), 20 * commit_entries), "");
        fs::path gone = copy_of(store);
        fs::remove(gone / file.filename());
        ASSERT_NE(fault_of(gone, 20 * commit_entries), "");
    }
}

TEST_F(Damage, AFlippedBitInTheLiveLogIsRefusedUnlessItIsInTheLastCommit) {
    constexpr int commits = 12;
    const auto store = killed_store(commits);
    const auto wal = only_file(store, ".log");
    const std::string good = read_whole(wal);
    ASSERT_GT(good.size(), 3 * 32'768U);
    // Where the last commit's record starts: the scan of everything but its last byte ends there.
    const auto last_start = scan_records(std::string_view(good).substr(0, good.size() - 1)).readable_end_bytes;
    ASSERT_GT(last_start, good.size() / 2);
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < last_start; i += 1 + last_start / 90) places.push_back(i);
    for (std::size_t i = 0; i < 12; ++i) places.push_back(i);
    for (std::size_t i = 0; i < 8; ++i) places.push_back(32'768 + i);
    for (std::size_t i = last_start; i < good.size(); i += 1 + (good.size() - last_start) / 12) places.push_back(i);
    for (std::size_t i = 0; i < 8; ++i) places.push_back(last_start + i);
    for (const std::size_t place : places) {
        std::string bad = good;
        bad[place] = static_cast<char>(bad[place] ^ (1 << place % 8));
        const auto fault = fault_with(store, wal, bad, commits * commit_entries);
        if (place < last_start) {
            ASSERT_THAT(fault, HasSubstr("this is not a torn write")) << "byte " << place;
        } else {
            // It cannot be told from a torn write, unless a checkpoint was signed over it.
            ASSERT_THAT(fault, HasSubstr("ends at " + std::to_string((commits - 1) * commit_entries) + " dropped " +
                                         std::to_string(good.size() - last_start)))
                << "byte " << place;
            ASSERT_THAT(fault_with(store, wal, bad, commits * commit_entries, commits * commit_entries),
                        HasSubstr("a checkpoint of 600 entries was signed"));
        }
    }
}

TEST_F(Damage, ATornLastWriteIsDroppedAndReported) {
    constexpr int commits = 6;
    const auto store = killed_store(commits);
    const auto wal = only_file(store, ".log");
    const std::string good = read_whole(wal);
    const auto last_start = scan_records(std::string_view(good).substr(0, good.size() - 1)).readable_end_bytes;
    for (std::size_t size = last_start; size < good.size(); size += 1 + (good.size() - last_start) / 25) {
        const fs::path copy = copy_of(store);
        write_file(copy / wal.filename(), good.substr(0, size));
        {
            const auto log = open_log(copy);
            ASSERT_TRUE(log) << log.error().message;
            ASSERT_EQ((*log)->end(), (commits - 1) * commit_entries);
            ASSERT_EQ((*log)->opening().dropped_bytes, size - last_start);
            if (size > last_start) {
                ASSERT_THAT((*log)->opening().dropped_place,
                            HasSubstr(wal.filename().string() + " at byte " + std::to_string(last_start)));
            }
            append_commits(**log, 1);
        }
        ASSERT_EQ(fault_of(copy, commits * commit_entries), "");
        // The length was on disk, the bytes were not.
        ASSERT_THAT(fault_with(store, wal, good.substr(0, size) + std::string(good.size() - size, '\0'),
                               commits * commit_entries),
                    HasSubstr("ends at " + std::to_string((commits - 1) * commit_entries)));
    }
    EXPECT_THAT(fault_with(store, wal, good.substr(0, last_start), 0, commits * commit_entries),
                HasSubstr("a checkpoint of 300 entries was signed"));
}

TEST_F(Damage, OnceRefusedAlwaysRefused) {
    const auto store = killed_store(5);
    const auto wal = only_file(store, ".log");
    std::string bad = read_whole(wal);
    bad[200] = static_cast<char>(bad[200] ^ 1);
    write_file(wal, bad);
    const auto first = fault_of(store, 0);
    EXPECT_THAT(first, HasSubstr("this is not a torn write"));
    EXPECT_EQ(fault_of(store, 0), first);
    EXPECT_EQ(read_whole(wal), bad);
}

TEST_F(Damage, AfterAnOrderlyClosingNothingCanBeATornWrite) {
    const auto store = sealed_store(5);
    const auto manifest = manifest_of(store);
    const std::string good = read_whole(manifest);
    for (std::size_t place = 0; place < good.size(); place += 1 + good.size() / 40) {
        std::string bad = good;
        bad[place] = static_cast<char>(bad[place] ^ (1 << place % 8));
        const auto copy = copy_of(store);
        write_file(copy / manifest.filename(), bad);
        const auto first = fault_of(copy, 5 * commit_entries);
        ASSERT_THAT(first, HasSubstr("this is not a torn write")) << place;
        ASSERT_EQ(fault_of(copy, 5 * commit_entries), first) << place;
    }
    ASSERT_THAT(fault_with(store, manifest, good.substr(0, good.size() - 3), 0), HasSubstr("closed in order"));
}

TEST_F(Damage, AStoreInUseSaysByWhichProcess) {
    const fs::path path = directory_.path() / "store";
    auto log = open_log(path, RocksdbOpening::create_new);
    ASSERT_TRUE(log);
    const std::string us = "process " + std::to_string(::getpid());
    in_killed_child([&] {
        const auto second = open_log(path);
        ASSERT_FALSE(second);
        EXPECT_EQ(second.error().kind, StoreErrorKind::in_use);
        EXPECT_THAT(second.error().message, HasSubstr(us));
    });
    const auto again = open_log(path);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().kind, StoreErrorKind::in_use);
    append_commits(**log, 1);
    log->reset();
    EXPECT_EQ(fault_of(path, commit_entries), "");
}

TEST_F(Damage, ADirectoryThatIsNoStoreIsLeftAlone) {
    const auto missing = open_log(directory_.path() / "missing");
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().kind, StoreErrorKind::not_a_store);
    EXPECT_THAT(missing.error().message, HasSubstr("tally init"));
    EXPECT_FALSE(fs::exists(directory_.path() / "missing"));

    const fs::path other = directory_.path() / "other";
    fs::create_directories(other);
    write_file(other / "letter.txt", "dear sir");
    EXPECT_EQ(open_log(other).error().kind, StoreErrorKind::not_a_store);
    EXPECT_EQ(std::distance(fs::directory_iterator(other), fs::directory_iterator()), 1);

    const auto store = sealed_store(1);
    const auto taken = open_log(store, RocksdbOpening::create_new);
    ASSERT_FALSE(taken);
    EXPECT_EQ(taken.error().kind, StoreErrorKind::already_exists);
    write_file(store / "CURRENT", "MANIFEST-999999\n");
    EXPECT_EQ(open_log(store).error().kind, StoreErrorKind::damaged);
}

TEST_F(Damage, FilesLeftByACrashWhileIngestingAreRemovedAtOpening) {
    const auto store = sealed_store(1);
    fs::create_directories(store / "incoming");
    write_file(store / "incoming" / "0.sst", "half a file");
    EXPECT_EQ(fault_of(store, commit_entries), "");
    EXPECT_FALSE(fs::exists(store / "incoming"));
}

TEST_F(Damage, ACopySharesFilesAndStandsOnItsOwn) {
    const fs::path path = directory_.path() / "store";
    const fs::path copy = directory_.path() / "hard-links";
    {
        auto store = open_rocksdb({.path = path, .families = Log::families(), .opening = RocksdbOpening::create_new});
        ASSERT_TRUE(store) << store.error().message;
        const std::shared_ptr<KeyValueStore> shared = std::move(*store);
        ASSERT_TRUE(Log::create(*shared, "ledger.example/gas"));
        const auto log = Log::open(shared).value();
        append_commits(*log, 3);
        const auto copied = shared->copy_to(copy);
        ASSERT_TRUE(copied) << copied.error().message;
        append_commits(*log, 2);
    }
    EXPECT_EQ(fault_of(path, 5 * commit_entries), "");
    EXPECT_EQ(fault_of(copy, 3 * commit_entries), "");
}

TEST_F(Damage, AFullDiskPoisonsTheLogAndLosesNoAcknowledgedEntry) {
    tests::SmallDisk disk(directory_.path() / "disk", "6m");
    if (!disk.mounted()) {
        GTEST_SKIP() << "NO SMALL DISK: mounting one takes root; the memory store's faults stand in for it";
    }
    std::uint64_t acknowledged = 0;
    {
        auto log = open_log(disk.path() / "store", RocksdbOpening::create_new);
        EXPECT_TRUE(log) << log.error().message;
        Result<std::uint64_t> last = 0;
        for (int i = 0; i < 100'000 && last; ++i) {
            std::vector<std::string> entries;
            for (std::uint64_t k = 0; k < commit_entries; ++k) entries.push_back(entry_at((*log)->end() + k));
            last = (*log)->append(std::vector<std::string_view>(entries.begin(), entries.end()));
        }
        EXPECT_FALSE(last);
        EXPECT_EQ(last.error().kind, StoreErrorKind::io);
        EXPECT_THAT(last.error().message, HasSubstr("free some space"));
        EXPECT_EQ((*log)->append(std::vector<std::string_view>{"x"}).error().kind, StoreErrorKind::poisoned);
        acknowledged = (*log)->end();
        EXPECT_GT(acknowledged, 0U);
    }
    EXPECT_TRUE(disk.grow("64m"));  // As the message asks for.
    EXPECT_EQ(fault_of(disk.path() / "store", acknowledged), "");
}

TEST(RecordFile, TellsATornRecordFromADamagedOne) {
    EXPECT_EQ(scan_records("").unreadable_bytes(), 0U);
    const std::string zeros(100, '\0');
    EXPECT_EQ(scan_records(zeros).unreadable_bytes(), 100U);
    EXPECT_EQ(scan_records(zeros).readable_after, std::nullopt);
    EXPECT_EQ(scan_record_file("/nonexistent/file").error().kind, StoreErrorKind::io);
}

}  // namespace
}  // namespace tally::eventstore
