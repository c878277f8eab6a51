// The log over the memory store: positions, packing, poisoning, reading, repacking, and what it refuses to open.

#include "eventstore/log/log.h"

#include <atomic>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "eventstore/log/log_value.h"
#include "eventstore/storage/crc32c.h"
#include "eventstore/storage/memory_store.h"

namespace tally::eventstore {
namespace {

using ::testing::HasSubstr;

using Entries = std::vector<std::string>;

std::vector<std::string_view> views_of(const Entries& entries) {
    return {entries.begin(), entries.end()};
}

// Of every interesting size: empty, small, around the size of a value, and the largest.
Entries some_entries(std::size_t count, unsigned seed) {
    std::mt19937 random(seed);
    Entries entries;
    for (std::size_t i = 0; i < count; ++i) {
        const auto kind = random() % 40;
        const std::size_t size = kind == 0   ? 0
                                 : kind == 1 ? 4'000 + random() % 200
                                 : kind == 2 ? entry_bytes_max
                                             : random() % 500;
        std::string entry(size, '\0');
        for (auto& c : entry) c = static_cast<char>(random());
        entries.push_back(std::move(entry));
    }
    return entries;
}

std::shared_ptr<MemoryStore> empty_store() {
    auto store = std::make_shared<MemoryStore>(Log::families().size());
    EXPECT_TRUE(Log::create(*store, "ledger.example/gas", {{"currency", "USD"}}));
    return store;
}

std::unique_ptr<Log> open_log(const std::shared_ptr<KeyValueStore>& store, std::uint64_t least_end = 0) {
    auto log = Log::open(store, least_end);
    EXPECT_TRUE(log) << log.error().message;
    return log ? std::move(*log) : nullptr;
}

void append(Log& log, const Entries& entries, Durability durability = Durability::synced) {
    const auto first = log.append(views_of(entries), durability);
    ASSERT_TRUE(first) << first.error().message;
}

Entries all_entries(const Log& log, std::uint64_t from = 0) {
    Entries entries;
    auto reader = log.reader(from, log.end());
    while (reader.next()) {
        EXPECT_EQ(reader.position(), from + entries.size());
        entries.emplace_back(reader.entry());
    }
    EXPECT_TRUE(reader.status()) << reader.status().error().message;
    return entries;
}

std::vector<std::size_t> value_sizes(const KeyValueStore& store) {
    std::vector<std::size_t> sizes;
    const auto cursor = store.cursor(Log::family_entries);
    for (cursor->seek(""); cursor->valid(); cursor->next()) sizes.push_back(cursor->value().size());
    return sizes;
}

StoreError refusal(const std::shared_ptr<KeyValueStore>& store, std::uint64_t least_end = 0) {
    const auto log = Log::open(store, least_end);
    EXPECT_FALSE(log);
    return log ? StoreError{StoreErrorKind::io, "it opened"} : log.error();
}

TEST(Log, GivesEntriesGaplessPositionsAndTheirBytesBack) {
    const auto store = empty_store();
    auto log = open_log(store);
    Entries all;
    for (unsigned commit = 0; commit < 20; ++commit) {
        const auto entries = some_entries(1 + commit * 7 % 60, commit);
        const auto first = log->append(views_of(entries));
        ASSERT_TRUE(first);
        EXPECT_EQ(*first, all.size());
        all.insert(all.end(), entries.begin(), entries.end());
        EXPECT_EQ(log->end(), all.size());
    }
    EXPECT_EQ(all_entries(*log), all);
    for (std::size_t i = 0; i < all.size(); i += 13) EXPECT_EQ(log->read(i).value(), all[i]);

    log = open_log(store);
    EXPECT_EQ(log->end(), all.size());
    EXPECT_EQ(log->opening().end, all.size());
    EXPECT_EQ(all_entries(*log), all);
}

TEST(Log, PacksACommitIntoValuesOfAtMost4KiBAndALargerEntryAlone) {
    const auto store = empty_store();
    const auto log = open_log(store);
    append(*log, {std::string(1'000, 'a'), std::string(1'000, 'b'), std::string(60'000, 'c'), std::string(1'000, 'd'),
                  std::string(1'000, 'e'), std::string(1'000, 'f'), std::string(1'000, 'g')});
    EXPECT_EQ(value_sizes(*store), (std::vector<std::size_t>{6 + 2 * 1'002, 6 + 60'002, 6 + 4 * 1'002}));

    const auto full = empty_store();
    append(*open_log(full), Entries(1'000, std::string(200, 'x')));
    const auto sizes = value_sizes(*full);
    for (std::size_t i = 0; i + 1 < sizes.size(); ++i) EXPECT_EQ(sizes[i], 6U + 20 * 202);
    EXPECT_EQ(sizes.size(), 50U);
}

TEST(Log, WritesTheExampleOfFormatMd) {
    const std::vector<std::string_view> entries = {"ab", ""};
    EXPECT_EQ(position_key(7), std::string("\0\0\0\0\0\0\0\x07", 8));
    EXPECT_EQ(encode_value(7, entries), std::string("\x99\x50\x27\xdf\x02\0\x02\0\0\0ab", 12));
}

TEST(Crc32c, IsTheOneOfRfc3720ForAnyLengthAndInParts) {
    EXPECT_EQ(crc32c("123456789"), 0xe3069283U);
    EXPECT_EQ(crc32c(""), 0U);
    EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8a9136aaU);
    EXPECT_EQ(crc32c(std::string(32, '\xff')), 0x62a8ab43U);
    // Byte by byte takes another way through the code than all at once.
    std::mt19937 random(4);
    std::string bytes;
    std::uint32_t one_by_one = 0;
    for (int i = 0; i < 9'000; ++i) {
        bytes.push_back(static_cast<char>(random()));
        one_by_one = crc32c(std::string_view(bytes).substr(bytes.size() - 1), one_by_one);
        ASSERT_EQ(crc32c(bytes), one_by_one) << bytes.size();
    }
}

TEST(Log, RefusesAnEntryOver65535BytesAndGoesOn) {
    const auto log = open_log(empty_store());
    const auto refused = log->append(views_of({"small", std::string(entry_bytes_max + 1, 'x')}));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, StoreErrorKind::entry_too_large);
    EXPECT_THAT(refused.error().message, HasSubstr("65536"));
    EXPECT_EQ(log->end(), 0U);
    append(*log, {std::string(entry_bytes_max, 'x')});
    EXPECT_EQ(log->end(), 1U);
}

TEST(Log, IsPoisonedByAFailedWriteUntilOpenedAgain) {
    const auto store = empty_store();
    auto log = open_log(store);
    append(*log, {"a", "b"});
    store->set_faults({.fail_write = 1});
    const auto failed = log->append(views_of({"c"}));
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().kind, StoreErrorKind::io);
    EXPECT_TRUE(log->poisoned());

    const auto after = log->append(views_of({"d"}));
    ASSERT_FALSE(after);
    EXPECT_EQ(after.error().kind, StoreErrorKind::poisoned);
    EXPECT_THAT(after.error().message, HasSubstr("no space left on device"));
    EXPECT_EQ(log->sync().error().kind, StoreErrorKind::poisoned);
    EXPECT_EQ(log->repack(0, 2).error().kind, StoreErrorKind::poisoned);
    EXPECT_EQ(all_entries(*log), (Entries{"a", "b"}));

    log = open_log(store);
    append(*log, {"c"});
    EXPECT_EQ(all_entries(*log), (Entries{"a", "b", "c"}));
}

TEST(Log, AFailedSyncLeavesAllOfTheCommitOrNothing) {
    const auto store = empty_store();
    const auto log = open_log(store);
    append(*log, {"a"});
    store->set_faults({.fail_sync = 1});
    ASSERT_FALSE(log->append(views_of({"b", std::string(5'000, 'c'), "d"})));
    EXPECT_EQ(log->end(), 1U);
    EXPECT_TRUE(log->poisoned());
    EXPECT_EQ(open_log(store->after_crash(0))->end(), 1U);
    EXPECT_EQ(open_log(store->after_crash(1))->end(), 4U);
}

TEST(Log, BufferedEntriesAreSeenOnlyOnceTheyAreDurable) {
    const auto store = empty_store();
    const auto log = open_log(store);
    append(*log, {"a"});
    append(*log, {"b"}, Durability::buffered);
    append(*log, {"c"}, Durability::buffered);
    EXPECT_EQ(log->end(), 1U);
    EXPECT_EQ(open_log(store->after_crash(0))->end(), 1U);
    EXPECT_EQ(open_log(store->after_crash(1))->end(), 2U);
    ASSERT_TRUE(log->sync());
    EXPECT_EQ(log->end(), 3U);
    append(*log, {"d"}, Durability::buffered);
    append(*log, {"e"});
    EXPECT_EQ(log->end(), 5U);
    EXPECT_EQ(all_entries(*log), (Entries{"a", "b", "c", "d", "e"}));
}

TEST(Log, ReadsFromAnyPositionToAnyEnd) {
    const auto log = open_log(empty_store());
    const Entries all = some_entries(300, 5);
    for (std::size_t i = 0; i < all.size(); i += 30)
        append(*log, {all.begin() + static_cast<long>(i), all.begin() + static_cast<long>(i) + 30});
    for (std::uint64_t from = 0; from <= all.size(); from += 7) {
        for (std::uint64_t to = from; to <= all.size(); to += 23) {
            auto reader = log->reader(from, to);
            std::uint64_t position = from;
            while (reader.next()) {
                ASSERT_EQ(reader.position(), position);
                ASSERT_EQ(reader.entry(), all[position]);
                ++position;
            }
            ASSERT_TRUE(reader.status());
            ASSERT_EQ(position, to);
            ASSERT_FALSE(reader.next());

            auto runs = log->reader(from, to);
            position = from;
            for (auto run = runs.next_run(); !run.empty(); run = runs.next_run()) {
                ASSERT_EQ(runs.position(), position);
                for (const auto entry : run) ASSERT_EQ(entry, all[position++]);
            }
            ASSERT_EQ(position, to);
        }
    }
}

TEST(Log, ReadsScatteredPositionsInOneGo) {
    const auto log = open_log(empty_store());
    const Entries all = some_entries(500, 6);
    append(*log, all);
    std::vector<std::uint64_t> positions;
    for (std::uint64_t i = 0; i < all.size(); i += 1 + i % 9) positions.push_back(i);
    std::vector<std::uint64_t> seen;
    ASSERT_TRUE(log->read_each(positions, [&](std::uint64_t position, std::string_view entry) {
        EXPECT_EQ(entry, all[position]);
        seen.push_back(position);
    }));
    EXPECT_EQ(seen, positions);
    ASSERT_TRUE(log->read_each({}, [](std::uint64_t, std::string_view) { FAIL(); }));
}

TEST(Log, TwoThreadsScanOneHalfEachWhileAThirdAppends) {
    const auto log = open_log(empty_store());
    Entries all;
    for (unsigned i = 0; i < 50; ++i) {
        const auto entries = some_entries(20, i);
        append(*log, entries);
        all.insert(all.end(), entries.begin(), entries.end());
    }
    const std::uint64_t middle = all.size() / 2;
    const auto scan = [&](std::uint64_t from, std::uint64_t to, std::atomic<std::uint64_t>& good) {
        auto reader = log->reader(from, to);
        while (reader.next()) good += reader.entry() == all[reader.position()] ? 1 : 0;
        EXPECT_TRUE(reader.status());
    };
    std::atomic<std::uint64_t> good = 0;
    std::thread left(scan, 0, middle, std::ref(good));
    std::thread right(scan, middle, all.size(), std::ref(good));
    for (unsigned i = 0; i < 50; ++i) append(*log, {"more"});
    left.join();
    right.join();
    EXPECT_EQ(good, all.size());
}

TEST(Log, RepackingMergesSmallValuesAndChangesNoEntry) {
    const auto store = empty_store();
    auto log = open_log(store);
    Entries all;
    for (unsigned i = 0; i < 2'000; ++i) {
        all.push_back(std::string(150 + i % 90, static_cast<char>('a' + i % 26)));
        append(*log, {all.back()});
    }
    const auto bulk = some_entries(300, 9);
    append(*log, bulk);
    all.insert(all.end(), bulk.begin(), bulk.end());
    ASSERT_GT(value_sizes(*store).size(), 2'000U);

    const auto report = log->repack(0, log->end());
    ASSERT_TRUE(report);
    const auto sizes = value_sizes(*store);
    EXPECT_EQ(report->values_after, sizes.size());
    EXPECT_LT(sizes.size(), 250U);
    EXPECT_EQ(all_entries(*log), all);
    EXPECT_GT(log->repacked_to(), 2'000U);
    EXPECT_LT(log->repacked_to(), log->end());

    const std::uint64_t mark = log->repacked_to();
    log = open_log(store);
    EXPECT_EQ(log->repacked_to(), mark);
    EXPECT_EQ(all_entries(*log), all);
    ASSERT_TRUE(log->repack(log->repacked_to(), log->end()));
    EXPECT_EQ(value_sizes(*store), sizes);
}

TEST(Log, RepackingInSmallStepsEndsAsFullAsInOne) {
    const auto store = empty_store();
    const auto log = open_log(store);
    Entries all;
    for (unsigned i = 0; i < 1'000; ++i) {
        all.push_back(std::string(200, static_cast<char>('a' + i % 26)));
        append(*log, {all.back()});
        if (i % 7 != 0) continue;
        ASSERT_TRUE(log->repack(log->repacked_to(), log->end()));
    }
    ASSERT_TRUE(log->repack(log->repacked_to(), log->end()));
    EXPECT_EQ(value_sizes(*store).size(), 50U);
    EXPECT_EQ(all_entries(*log), all);
}

TEST(Log, RepackingBesideAppendsAndReadersDisturbsNeither) {
    const auto log = open_log(empty_store());
    for (unsigned i = 0; i < 500; ++i) append(*log, {std::to_string(i)});
    std::atomic<bool> stop = false;
    std::thread repacker([&] {
        while (!stop) ASSERT_TRUE(log->repack(log->repacked_to(), log->end()));
    });
    std::thread reader([&] {
        while (!stop) {
            const auto end = log->end();
            auto scan = log->reader(0, end);
            std::uint64_t next = 0;
            while (scan.next()) ASSERT_EQ(scan.entry(), std::to_string(next++));
            ASSERT_TRUE(scan.status()) << scan.status().error().message;
            ASSERT_EQ(next, end);
            ASSERT_EQ(log->read(end / 2).value(), std::to_string(end / 2));
        }
    });
    for (unsigned i = 500; i < 3'000; ++i) append(*log, {std::to_string(i)});
    stop = true;
    repacker.join();
    reader.join();
    EXPECT_EQ(all_entries(*log).size(), 3'000U);
}

TEST(Log, AFailedRepackingPoisonsAndLosesNothing) {
    const auto store = empty_store();
    const auto log = open_log(store);
    Entries all;
    for (unsigned i = 0; i < 100; ++i) append(*log, {all.emplace_back(std::to_string(i))});
    store->set_faults({.fail_sync = 1});
    ASSERT_FALSE(log->repack(0, log->end()));
    EXPECT_TRUE(log->poisoned());
    EXPECT_EQ(all_entries(*open_log(store->after_crash(0))), all);
    EXPECT_EQ(all_entries(*open_log(store->after_crash(1))), all);
}

TEST(Log, RemembersItsOriginAndSettings) {
    const auto store = empty_store();
    const auto log = open_log(store);
    EXPECT_EQ(log->origin(), "ledger.example/gas");
    EXPECT_EQ(log->setting("currency").value(), "USD");
    EXPECT_EQ(log->setting("time zone").value(), std::nullopt);
    const auto again = Log::create(*store, "ledger.example/gas");
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().kind, StoreErrorKind::already_exists);
}

TEST(Log, RefusesAStoreWithoutALogAndANewerFormat) {
    EXPECT_EQ(refusal(std::make_shared<MemoryStore>(2)).kind, StoreErrorKind::not_a_store);
    const auto store = empty_store();
    Batch newer;
    newer.put(Log::family_meta, "format", "2");
    ASSERT_TRUE(store->write(newer, Durability::synced));
    const auto error = refusal(store);
    EXPECT_EQ(error.kind, StoreErrorKind::newer_format);
    EXPECT_THAT(error.message, HasSubstr("format version 2, this release reads 1"));
    Batch nonsense;
    nonsense.put(Log::family_meta, "format", "1\x01");
    ASSERT_TRUE(store->write(nonsense, Durability::synced));
    EXPECT_EQ(refusal(store).kind, StoreErrorKind::damaged);
}

TEST(Log, RefusesToOpenShorterThanItsSignedCheckpoint) {
    const auto store = empty_store();
    append(*open_log(store), {"a", "b", "c"});
    EXPECT_EQ(open_log(store, 3)->end(), 3U);
    const auto error = refusal(store, 4);
    EXPECT_EQ(error.kind, StoreErrorKind::damaged);
    EXPECT_THAT(error.message, HasSubstr("ends at position 3, but a checkpoint of 4 entries was signed"));
}

TEST(Log, NamesTheValueInWhichAnyByteIsChanged) {
    const auto store = empty_store();
    append(*open_log(store), {"first", "second", std::string(300, 'x')});
    append(*open_log(store), {"last"});
    const std::string good = store->get(Log::family_entries, position_key(0)).value().value();
    for (std::size_t i = 0; i < good.size(); ++i) {
        std::string bad = good;
        bad[i] = static_cast<char>(bad[i] ^ (1 << i % 8));
        Batch batch;
        batch.put(Log::family_entries, position_key(0), bad);
        ASSERT_TRUE(store->write(batch, Durability::synced));
        const auto error = refusal(store);
        ASSERT_EQ(error.kind, StoreErrorKind::damaged) << i;
        ASSERT_THAT(error.message, HasSubstr("position 0 is damaged"));
    }
}

TEST(Log, FindsAValueThatIsMissingCutOrUnderAnotherPosition) {
    const auto store = empty_store();
    auto log = open_log(store);
    for (unsigned i = 0; i < 5; ++i) append(*log, {"entry " + std::to_string(i)});
    const std::string third = store->get(Log::family_entries, position_key(2)).value().value();

    const auto scan_error = [&](std::optional<std::string> instead) {
        Batch batch;
        if (instead) {
            batch.put(Log::family_entries, position_key(2), *instead);
        } else {
            batch.erase(Log::family_entries, position_key(2));
        }
        EXPECT_TRUE(store->write(batch, Durability::synced));
        auto reader = log->reader(0, log->end());
        std::uint64_t read = 0;
        while (reader.next()) ++read;
        EXPECT_EQ(read, 2U);
        const auto status = reader.status();
        EXPECT_FALSE(status);
        return status ? "" : status.error().message;
    };
    EXPECT_THAT(scan_error(std::nullopt), HasSubstr("nothing at position 2"));
    EXPECT_EQ(log->read(2).error().kind, StoreErrorKind::damaged);
    EXPECT_THAT(scan_error(third.substr(0, third.size() - 1)), HasSubstr("position 2 is damaged"));
    EXPECT_THAT(scan_error(""), HasSubstr("cut short"));
    const std::string other = store->get(Log::family_entries, position_key(3)).value().value();
    EXPECT_THAT(scan_error(other), HasSubstr("checksum"));
}

}  // namespace
}  // namespace tally::eventstore
