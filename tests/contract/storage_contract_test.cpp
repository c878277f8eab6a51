// One suite over every implementation of the storage port: what the log and the views rely on, and nothing more.

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

#include "eventstore/storage/gone_files.h"
#include "eventstore/storage/memory_store.h"
#include "eventstore/storage/rocksdb_store.h"

namespace tally::eventstore {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t family_count = 3;
const std::vector<RocksdbFamily> families = {{.name = "a"}, {.name = "b", .bloom_filter = true}, {.name = "c"}};

class InMemory {
  public:
    KeyValueStore& store() { return *store_; }
    void reopen() { store_ = store_->after_crash(); }

  private:
    std::unique_ptr<MemoryStore> store_ = std::make_unique<MemoryStore>(family_count);
};

template <RocksdbRole role>
class OnRocksdb {
  public:
    OnRocksdb() {
        std::string pattern = (fs::temp_directory_path() / "tally-contract-XXXXXX").string();
        path_ = ::mkdtemp(pattern.data());
        open(RocksdbOpening::create_if_missing);
    }
    ~OnRocksdb() {
        store_.reset();
        fs::remove_all(path_);
    }
    KeyValueStore& store() { return *store_; }
    void reopen() { open(RocksdbOpening::existing); }
    [[nodiscard]] const fs::path& path() const { return path_; }

  private:
    void open(RocksdbOpening opening) {
        store_.reset();
        auto opened = open_rocksdb({.path = path_ / "store", .families = families, .role = role, .opening = opening});
        ASSERT_TRUE(opened) << opened.error().message;
        store_ = std::move(*opened);
    }

    fs::path path_;
    std::unique_ptr<KeyValueStore> store_;
};

template <class Backend>
class StorageContract : public ::testing::Test {
  public:
    KeyValueStore& store() { return backend_.store(); }
    void reopen() { backend_.reopen(); }

    void write(std::initializer_list<Batch::Change> changes, Durability durability = Durability::synced) {
        Batch batch;
        for (const auto& change : changes) {
            if (change.value) {
                batch.put(change.family, change.key, *change.value);
            } else {
                batch.erase(change.family, change.key);
            }
        }
        const auto written = store().write(batch, durability);
        ASSERT_TRUE(written) << written.error().message;
    }

    std::optional<std::string> get(Family family, std::string_view key, const Snapshot* at = nullptr) {
        const auto value = store().get(family, key, at);
        EXPECT_TRUE(value) << value.error().message;
        return value ? *value : std::nullopt;
    }

    std::string keys_of(Family family, const Snapshot* at = nullptr) {
        std::string keys;
        const auto cursor = store().cursor(family, at, Access::many);
        for (cursor->seek(""); cursor->valid(); cursor->next()) keys += std::string(cursor->key()) + " ";
        EXPECT_TRUE(cursor->status());
        return keys;
    }

  private:
    Backend backend_;
};

using Backends = ::testing::Types<InMemory, OnRocksdb<RocksdbRole::log>, OnRocksdb<RocksdbRole::views>>;
TYPED_TEST_SUITE(StorageContract, Backends);

TYPED_TEST(StorageContract, GivesBackWhatWasPutAndNothingElse) {
    this->write({{0, "key", "value"}, {1, "key", "of another family"}, {0, std::string("\0\xff", 2), ""}});
    EXPECT_EQ(this->get(0, "key"), "value");
    EXPECT_EQ(this->get(1, "key"), "of another family");
    EXPECT_EQ(this->get(0, std::string_view("\0\xff", 2)), "");
    EXPECT_EQ(this->get(2, "key"), std::nullopt);
    EXPECT_EQ(this->get(0, "ke"), std::nullopt);
}

TYPED_TEST(StorageContract, AppliesTheChangesOfABatchInOrder) {
    this->write({{0, "a", "1"}, {0, "b", "1"}});
    this->write({{0, "a", "2"}, {0, "a", std::nullopt}, {0, "b", std::nullopt}, {0, "b", "3"}});
    EXPECT_EQ(this->get(0, "a"), std::nullopt);
    EXPECT_EQ(this->get(0, "b"), "3");
}

TYPED_TEST(StorageContract, OrdersKeysAsUnsignedBytes) {
    this->write({{0, "\x7f", ""}, {0, "\x80", ""}, {0, "a", ""}, {0, "ab", ""}, {0, "\xff", ""}, {0, "B", ""}});
    EXPECT_EQ(this->keys_of(0), "B a ab \x7f \x80 \xff ");
    EXPECT_EQ(this->keys_of(1), "");
}

TYPED_TEST(StorageContract, ACursorWithAnEndSeesNoKeyFromThereOn) {
    this->write({{0, "b", "1"}, {0, "d", "2"}, {0, "f", "3"}, {0, "h", "4"}});
    this->write({{0, "g", std::nullopt}, {0, "h", std::nullopt}});
    const auto cursor = this->store().cursor(0, nullptr, Access::few, "f");
    std::string keys;
    for (cursor->seek(""); cursor->valid(); cursor->next()) keys += cursor->key();
    EXPECT_EQ(keys, "bd");
    EXPECT_TRUE(cursor->status());
    cursor->seek("e");
    EXPECT_FALSE(cursor->valid());
    for (const char* from : {"d", "e", "f", "z"}) {
        cursor->seek_for_previous(from);
        ASSERT_TRUE(cursor->valid()) << from;
        EXPECT_EQ(cursor->key(), "d") << from;
    }
    const auto whole = this->store().cursor(0);
    whole->seek("e");
    ASSERT_TRUE(whole->valid());
    EXPECT_EQ(whole->key(), "f");
}

TYPED_TEST(StorageContract, SeeksToTheNextAndToThePreviousKey) {
    this->write({{0, "b", "1"}, {0, "d", "2"}, {0, "f", "3"}});
    const auto cursor = this->store().cursor(0);
    cursor->seek("c");
    ASSERT_TRUE(cursor->valid());
    EXPECT_EQ(cursor->key(), "d");
    EXPECT_EQ(cursor->value(), "2");
    cursor->seek_for_previous("e");
    ASSERT_TRUE(cursor->valid());
    EXPECT_EQ(cursor->key(), "d");
    cursor->next();
    EXPECT_EQ(cursor->key(), "f");
    cursor->next();
    EXPECT_FALSE(cursor->valid());
    cursor->seek_for_previous("a");
    EXPECT_FALSE(cursor->valid());
    cursor->seek_for_previous("z");
    ASSERT_TRUE(cursor->valid());
    EXPECT_EQ(cursor->key(), "f");
    cursor->seek("g");
    EXPECT_FALSE(cursor->valid());
    EXPECT_TRUE(cursor->status());
}

TYPED_TEST(StorageContract, FindsManySortedKeysAtOnceWithAbsentOnesAmongThem) {
    Batch batch;
    for (int i = 0; i < 500; ++i) batch.put(1, std::to_string(1000 + 2 * i), std::string(static_cast<size_t>(i), 'x'));
    ASSERT_TRUE(this->store().write(batch, Durability::synced));
    std::vector<std::string> keys;
    for (int i = 0; i < 1000; ++i) keys.push_back(std::to_string(1000 + i));
    const std::vector<std::string_view> views(keys.begin(), keys.end());
    std::vector<std::optional<std::string>> values(3, "left over from another call");
    ASSERT_TRUE(this->store().multi_get(1, views, values));
    ASSERT_EQ(values.size(), keys.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (i % 2 == 0) {
            EXPECT_EQ(values[i], std::string(i / 2, 'x')) << keys[i];
        } else {
            EXPECT_EQ(values[i], std::nullopt) << keys[i];
        }
    }
    ASSERT_TRUE(this->store().multi_get(1, {}, values));
    EXPECT_TRUE(values.empty());
}

TYPED_TEST(StorageContract, ASnapshotNeverChanges) {
    this->write({{0, "a", "1"}, {0, "b", "1"}});
    const auto before = this->store().snapshot();
    this->write({{0, "a", "2"}, {0, "b", std::nullopt}, {0, "c", "2"}});
    const std::vector<Row> rows = {{"d", "3"}};
    const std::vector<FamilyRows> ingested = {{0, rows}};
    ASSERT_TRUE(this->store().ingest(ingested));

    EXPECT_EQ(this->get(0, "a", before.get()), "1");
    EXPECT_EQ(this->get(0, "b", before.get()), "1");
    EXPECT_EQ(this->keys_of(0, before.get()), "a b ");
    const std::vector<std::string_view> keys = {"a", "b", "c", "d"};
    std::vector<std::optional<std::string>> values;
    ASSERT_TRUE(this->store().multi_get(0, keys, values, before.get()));
    EXPECT_EQ(values, (std::vector<std::optional<std::string>>{"1", "1", std::nullopt, std::nullopt}));
    EXPECT_EQ(this->keys_of(0), "a c d ");
}

TYPED_TEST(StorageContract, ACursorStaysAtThePointItWasMade) {
    this->write({{0, "a", "1"}, {0, "c", "1"}});
    const auto cursor = this->store().cursor(0);
    this->write({{0, "a", std::nullopt}, {0, "b", "2"}, {0, "c", "2"}});
    std::string seen;
    for (cursor->seek(""); cursor->valid(); cursor->next()) {
        seen += std::string(cursor->key()) + std::string(cursor->value()) + " ";
    }
    EXPECT_EQ(seen, "a1 c1 ");
}

TYPED_TEST(StorageContract, IngestsRowsOfSeveralFamiliesOverOlderOnes) {
    this->write({{0, "a", "old"}, {0, "b", "old"}, {1, "x", "old"}});
    const std::vector<Row> first = {{"a", "new"}, {"b", std::nullopt}, {"c", "new"}};
    const std::vector<Row> second = {{"x", std::nullopt}, {"y", ""}};
    const std::vector<FamilyRows> rows = {{0, first}, {1, second}, {2, {}}};
    const auto ingested = this->store().ingest(rows);
    ASSERT_TRUE(ingested) << ingested.error().message;
    EXPECT_EQ(this->keys_of(0), "a c ");
    EXPECT_EQ(this->get(0, "a"), "new");
    EXPECT_EQ(this->keys_of(1), "y ");
    EXPECT_EQ(this->get(1, "y"), "");
}

TYPED_TEST(StorageContract, F2_KeepsSyncedAndIngestedRowsWhenOpenedAgain) {
    this->write({{0, "buffered", "1"}}, Durability::buffered);
    ASSERT_TRUE(this->store().sync());
    this->write({{0, "synced", "2"}});
    const std::vector<Row> rows = {{"ingested", "3"}};
    const std::vector<FamilyRows> all = {{1, rows}};
    ASSERT_TRUE(this->store().ingest(all));
    this->reopen();
    EXPECT_EQ(this->get(0, "buffered"), "1");
    EXPECT_EQ(this->get(0, "synced"), "2");
    EXPECT_EQ(this->get(1, "ingested"), "3");
}

TYPED_TEST(StorageContract, H4_ErasesForGoodWhatIsNamedAndNothingElse) {
    this->write({{1, "ada", "secret of Ada"}, {1, "bob", "secret of Bob"}, {1, "cyd", "secret of Cyd"}});
    const std::vector<std::string_view> gone{"ada", "cyd", "zoe"};
    const auto erased = this->store().erase_for_good(1, gone);
    ASSERT_TRUE(erased) << erased.error().message;
    EXPECT_EQ(this->keys_of(1), "bob ");
    this->reopen();
    EXPECT_EQ(this->keys_of(1), "bob ");
    EXPECT_EQ(this->get(1, "bob"), "secret of Bob");
}

TYPED_TEST(StorageContract, H4_PurgingChangesNothingThatIsThere) {
    const std::vector<Row> rows = {{"ada", "1"}, {"bob", "2"}};
    const std::vector<Row> erasing = {{"ada", std::nullopt}};
    for (const auto* each : {&rows, &erasing}) {
        const std::vector<FamilyRows> all = {{1, *each}};
        ASSERT_TRUE(this->store().ingest(all));
    }
    ASSERT_TRUE(this->store().purge(1));
    EXPECT_EQ(this->keys_of(1), "bob ");
}

std::string all_bytes_below(const fs::path& directory) {
    std::string all;
    for (const auto& entry : fs::recursive_directory_iterator(directory)) {
        if (!entry.is_regular_file()) continue;
        std::ifstream in(entry.path(), std::ios::binary);
        all.append(std::istreambuf_iterator<char>(in), {});
    }
    return all;
}

// A spilled row is soon merged; to compress it before that is work for nothing.
TEST(RocksdbStore, WhatIsIngestedIsCompressedOnlyWhenItIsMerged) {
    OnRocksdb<RocksdbRole::views> on;
    constexpr std::size_t row_count = 1'000;
    const std::string value(1'000, 'x');
    std::vector<std::string> keys;
    for (std::size_t i = 0; i < row_count; ++i) keys.push_back(std::to_string(1'000'000 + i));
    std::vector<Row> rows;
    for (const auto& key : keys) rows.push_back({key, value});
    const std::vector<FamilyRows> all = {{0, rows}};
    ASSERT_TRUE(on.store().ingest(all));
    EXPECT_GT(on.store().bytes_on_disk(), row_count * value.size());
    ASSERT_TRUE(on.store().compact(Compression::densest, nullptr));
    EXPECT_LT(on.store().bytes_on_disk(), row_count * value.size() / 4);
}

TEST(RocksdbStore, H4_WhatIsErasedForGoodIsInNoFile) {
    OnRocksdb<RocksdbRole::log> world;
    for (const bool closed_between : {false, true}) {
        Batch batch;
        batch.put(0, "ada", "s3cret-of-ada");
        batch.put(0, "bob", "s3cret-of-bob");
        ASSERT_TRUE(world.store().write(batch, Durability::synced));
        if (closed_between) world.reopen();
        ASSERT_NE(all_bytes_below(world.path()).find("s3cret-of-ada"), std::string::npos);
        const std::vector<std::string_view> gone{"ada"};
        ASSERT_TRUE(world.store().erase_for_good(0, gone));
        EXPECT_EQ(all_bytes_below(world.path()).find("s3cret-of-ada"), std::string::npos);
        EXPECT_EQ(**world.store().get(0, "bob"), "s3cret-of-bob");
    }
}

TEST(RocksdbStore, H4_WhatACrashCutOffIsEndedByTheNextOpening) {
    OnRocksdb<RocksdbRole::log> world;
    Batch batch;
    batch.put(0, "ada", "s3cret-of-ada");
    ASSERT_TRUE(world.store().write(batch, Durability::synced));
    world.reopen();
    // Erased, and cut off before its files were written again.
    ASSERT_TRUE(hold_files(world.path() / "store"));
    batch.clear();
    batch.erase(0, "ada");
    ASSERT_TRUE(world.store().write(batch, Durability::synced));
    world.reopen();
    EXPECT_FALSE(any_files_held(world.path() / "store"));
    EXPECT_EQ(all_bytes_below(world.path()).find("s3cret-of-ada"), std::string::npos);
}

TEST(GoneFiles, H4_AreOverwrittenUnlessAnotherLinkLeadsToThem) {
    OnRocksdb<RocksdbRole::log> world;  // For a directory of its own.
    const fs::path directory = world.path() / "files";
    fs::create_directory(directory);
    for (const char* name : {"gone.sst", "kept.sst", "backed_up.log", "OTHER"})
        std::ofstream(directory / name) << "s3cret";
    fs::create_hard_link(directory / "backed_up.log", world.path() / "backup");
    ASSERT_TRUE(hold_files(directory));
    EXPECT_TRUE(any_files_held(directory));
    std::ifstream gone(directory / "gone.sst", std::ios::binary);
    for (const char* name : {"gone.sst", "backed_up.log", "OTHER"}) fs::remove(directory / name);
    ASSERT_TRUE(overwrite_gone_files(directory));
    EXPECT_FALSE(any_files_held(directory));
    const auto read = [](std::istream& in) { return std::string{std::istreambuf_iterator<char>(in), {}}; };
    EXPECT_EQ(read(gone), std::string(6, '\0'));
    std::ifstream kept(directory / "kept.sst"), backup(world.path() / "backup");
    EXPECT_EQ(read(kept), "s3cret");
    EXPECT_EQ(read(backup), "s3cret");
}

TYPED_TEST(StorageContract, CompactingAndVerifyingChangeNothing) {
    for (int round = 0; round < 6; ++round) {
        std::vector<std::string> keys;
        for (int i = 0; i < 200; ++i) keys.push_back(std::to_string(10'000 + 3 * i + round));
        std::vector<Row> rows;
        for (const auto& key : keys) rows.push_back({key, key});
        const std::vector<FamilyRows> all = {{1, rows}};
        ASSERT_TRUE(this->store().ingest(all));
    }
    const auto before = this->keys_of(1);
    ASSERT_TRUE(this->store().compact());
    EXPECT_EQ(this->keys_of(1), before);
    EXPECT_EQ(this->get(1, "10003"), "10003");
    EXPECT_EQ(this->store().level0_runs(), 0U);
    EXPECT_GT(this->store().bytes_on_disk(), 0U);
    const auto verified = this->store().verify_checksums();
    EXPECT_TRUE(verified) << verified.error().message;
}

TYPED_TEST(StorageContract, TheDensestCompressionChangesNoRowAndTakesInWhatComesLater) {
    const auto fill = [this](int from) {
        std::vector<std::string> keys;
        for (int i = from; i < from + 20'000; ++i) keys.push_back(std::to_string(1'000'000 + i));
        std::vector<Row> rows;
        std::vector<std::string> values;
        for (const auto& key : keys)
            values.push_back("an interval day of the meter " + key + " from the file meters.csv");
        for (std::size_t i = 0; i < keys.size(); ++i) rows.push_back({keys[i], values[i]});
        const std::vector<FamilyRows> all = {{1, rows}};
        ASSERT_TRUE(this->store().ingest(all));
    };
    const auto densest = [this] {
        const auto done = this->store().compact(Compression::densest, nullptr);
        ASSERT_TRUE(done) << done.error().message;
    };
    fill(0);
    ASSERT_TRUE(this->store().compact());
    const auto as_written = this->store().bytes_on_disk();
    const auto keys = this->keys_of(1);
    densest();
    const auto packed = this->store().bytes_on_disk();
    EXPECT_LE(packed, as_written);
    EXPECT_EQ(this->keys_of(1), keys);
    EXPECT_EQ(this->get(1, "1000003"), "an interval day of the meter 1000003 from the file meters.csv");
    fill(20'000);
    densest();
    densest();  // With nothing left to do.
    EXPECT_EQ(this->keys_of(1).size(), 2 * keys.size());
    EXPECT_EQ(this->get(1, "1020003"), "an interval day of the meter 1020003 from the file meters.csv");
    EXPECT_TRUE(this->store().verify_checksums());
    // Once asked to stop nothing is done, and that is no error.
    fill(40'000);
    std::atomic<bool> stop = true;
    EXPECT_TRUE(this->store().compact(Compression::densest, &stop));
    EXPECT_EQ(this->keys_of(1).size(), 3 * keys.size());
}

TYPED_TEST(StorageContract, ReadersSeeAllOfAnIngestionOrNothingOfIt) {
    constexpr int rounds = 50;
    const auto ingest = [this](int round) {
        const std::string value = std::to_string(round);
        const std::vector<Row> rows = {{"left", value}, {"right", value}};
        const std::vector<FamilyRows> all = {{0, rows}, {1, rows}};
        const auto done = this->store().ingest(all);
        ASSERT_TRUE(done) << done.error().message;
    };
    ingest(0);
    std::atomic<bool> stop = false;
    std::atomic<int> looks = 0;
    std::atomic<int> mixed = 0;
    std::thread reader([&] {
        while (!stop || looks == 0) {
            const auto at = this->store().snapshot();
            const auto left = this->get(0, "left", at.get());
            const auto right = this->get(1, "right", at.get());
            if (!left || left != right || this->get(0, "left", at.get()) != left) ++mixed;
            ++looks;
        }
    });
    for (int round = 1; round <= rounds; ++round) ingest(round);
    stop = true;
    reader.join();
    EXPECT_EQ(mixed, 0);
    EXPECT_GT(looks, 0);
    EXPECT_EQ(this->get(1, "left"), std::to_string(rounds));
}

TEST(MemoryStore, FailsTheWriteOnCueAndChangesNothing) {
    MemoryStore store(1);
    store.set_faults({.fail_write = 2});
    Batch batch;
    batch.put(0, "a", "1");
    ASSERT_TRUE(store.write(batch, Durability::synced));
    batch.clear();
    batch.put(0, "a", "2");
    const auto failed = store.write(batch, Durability::synced);
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().kind, StoreErrorKind::io);
    EXPECT_EQ(**store.get(0, "a"), "1");
    EXPECT_TRUE(store.write(batch, Durability::synced));
    EXPECT_EQ(**store.get(0, "a"), "2");
}

TEST(MemoryStore, AFailedSyncMayOrMayNotHaveReachedTheDisk) {
    MemoryStore store(1);
    store.set_faults({.fail_sync = 1});
    Batch batch;
    batch.put(0, "a", "1");
    ASSERT_FALSE(store.write(batch, Durability::synced));
    EXPECT_EQ(*store.get(0, "a"), std::nullopt);
    EXPECT_EQ(*store.after_crash(0)->get(0, "a"), std::nullopt);
    EXPECT_EQ(**store.after_crash(1)->get(0, "a"), "1");
}

TEST(MemoryStore, ACrashKeepsWhatWasSyncedAndAPrefixOfTheRest) {
    MemoryStore store(1);
    const auto put = [&store](std::string key, std::string value, Durability durability) {
        Batch batch;
        batch.put(0, std::move(key), std::move(value));
        ASSERT_TRUE(store.write(batch, durability));
    };
    put("a", "synced", Durability::synced);
    put("a", "lost", Durability::buffered);
    put("b", "lost", Durability::buffered);
    EXPECT_EQ(**store.get(0, "a"), "lost");

    const auto none = store.after_crash();
    EXPECT_EQ(**none->get(0, "a"), "synced");
    EXPECT_EQ(*none->get(0, "b"), std::nullopt);
    EXPECT_GT(none->recovery().dropped_bytes, 0U);
    const auto one = store.after_crash(1);
    EXPECT_EQ(**one->get(0, "a"), "lost");
    EXPECT_EQ(*one->get(0, "b"), std::nullopt);
    ASSERT_TRUE(store.sync());
    EXPECT_EQ(**store.after_crash()->get(0, "b"), "lost");
}

TEST(MemoryStore, FailsTheIngestionOnCue) {
    MemoryStore store(2);
    store.set_faults({.fail_ingest = 1});
    const std::vector<Row> rows = {{"a", "1"}};
    const std::vector<FamilyRows> all = {{0, rows}, {1, rows}};
    ASSERT_FALSE(store.ingest(all));
    EXPECT_EQ(*store.get(1, "a"), std::nullopt);
    ASSERT_TRUE(store.ingest(all));
    EXPECT_EQ(**store.get(1, "a"), "1");
}

}  // namespace
}  // namespace tally::eventstore
