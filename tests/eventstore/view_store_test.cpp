// The mechanism of views by itself: many readers beside one writer, spills, drops and switches.

#include "eventstore/views/view_store.h"

#include <atomic>
#include <chrono>
#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "eventstore/storage/memory_store.h"

namespace tally::eventstore {
namespace {

constexpr View items = 0;
constexpr View sums = 1;

std::size_t owner_length(std::string_view key) {
    return key.find('/') + 1;
}

std::vector<ViewSpec> specs() {
    return {{.name = "items", .owner_length = owner_length, .group = "both"}, {.name = "sums", .group = "both"}};
}

std::shared_ptr<MemoryStore> memory() {
    return std::make_shared<MemoryStore>(ViewStore::families(specs()).size());
}

std::unique_ptr<ViewStore> open(const std::shared_ptr<MemoryStore>& storage, std::uint64_t durable_end = 1'000'000,
                                ViewLimits limits = {}, std::vector<ViewSpec> with = specs()) {
    auto opened = ViewStore::open(storage, std::move(with), durable_end, limits);
    EXPECT_TRUE(opened) << opened.error().message;
    return std::move(*opened);
}

std::map<std::string, std::string> rows_of(Scan scan) {
    std::map<std::string, std::string> rows;
    std::string last;
    while (scan.next()) {
        EXPECT_LT(last, scan.key()) << "rows come in order, each once";
        last = scan.key();
        rows.emplace(scan.key(), scan.value());
    }
    EXPECT_TRUE(scan.status());
    return rows;
}

TEST(ViewStore, H4_WhatIsToBePurgedIsSpilledAtOnceAndStaysDueUntilNoReaderSeesIt) {
    const auto storage = memory();
    const auto due = [&] { return storage->get(ViewStore::family_positions, "purge/items")->has_value(); };
    const auto views = open(storage);
    views->put(items, "a/1", "Ann");
    ASSERT_TRUE(views->publish(1));
    EXPECT_EQ(views->lag().spills, 0u);
    views->erase(items, "a/1");
    views->purge(items);
    ASSERT_TRUE(views->publish(2));
    ASSERT_TRUE(views->spill_all());
    EXPECT_EQ(views->lag().spills, 1u);
    EXPECT_FALSE(due());
}

TEST(ViewStore, H4_AnyRowLooksInMemoryAndStorageAndPassesOverWhatWasErased) {
    const auto storage = memory();
    const auto any = [](ViewWriter& writer) {
        return writer.any_row(items, "a/", [](std::string_view value) { return value == "yes"; }).value();
    };
    const auto views = open(storage);
    EXPECT_FALSE(any(*views));
    views->put(items, "a/1", "no");
    views->put(items, "b/1", "yes");
    EXPECT_FALSE(any(*views));
    views->put(items, "a/2", "yes");
    EXPECT_TRUE(any(*views)) << "not published";
    ASSERT_TRUE(views->publish(1));
    ASSERT_TRUE(views->spill_all());
    EXPECT_TRUE(any(*views)) << "in storage";
    views->erase(items, "a/2");
    EXPECT_FALSE(any(*views)) << "erased over storage";
    views->put(items, "a/1", "yes");
    EXPECT_TRUE(any(*views));
}

TEST(ViewStore, APointNeverChangesHoweverLongItIsHeld) {
    const auto views = open(memory());
    views->put(items, "a/1", "one");
    ASSERT_TRUE(views->publish(1));
    const auto first = views->pin();
    views->put(items, "a/1", "uno");
    views->put(items, "a/2", "two");
    EXPECT_EQ(**first->get(items, "a/1"), "one") << "unpublished is unseen";
    EXPECT_EQ(**views->get(items, "a/1"), "uno") << "but not by the writer";
    ASSERT_TRUE(views->publish(2));
    const auto second = views->pin();
    views->erase(items, "a/1");
    ASSERT_TRUE(views->publish(3));
    ASSERT_TRUE(views->spill_all());
    views->put(items, "a/1", "again");
    ASSERT_TRUE(views->publish(4));

    using Rows = std::map<std::string, std::string>;
    EXPECT_EQ(rows_of(first->scan(items)), (Rows{{"a/1", "one"}}));
    EXPECT_EQ(rows_of(second->scan(items)), (Rows{{"a/1", "uno"}, {"a/2", "two"}}));
    EXPECT_EQ(rows_of(views->pin()->scan(items)), (Rows{{"a/1", "again"}, {"a/2", "two"}}));
    EXPECT_EQ(first->position(), 1U);
    EXPECT_EQ(second->position(), 2U);
}

TEST(ViewStore, ARowThatChangesAtEachPublicationCostsAFewBuffersWhileNobodyHoldsOldPoints) {
    ViewLimits limits;
    limits.budget_bytes = 64 << 20;
    const auto views = open(memory(), 1'000'000, limits);
    for (std::uint64_t position = 1; position <= 10'000; ++position) {
        for (int twice = 0; twice < 2; ++twice)
            views->put(sums, "all", std::string(1'000, static_cast<char>('a' + position % 26)));
        ASSERT_TRUE(views->publish(position));
    }
    EXPECT_LT(views->lag().active_bytes, 100'000U);
    EXPECT_EQ(**views->pin()->get(sums, "all"), std::string(1'000, static_cast<char>('a' + 10'000 % 26)));
}

TEST(ViewStore, AppendedBytesAreSeenOnlyFromTheirPublicationOn) {
    const auto views = open(memory());
    std::vector<std::shared_ptr<const Point>> points;
    std::string expected;
    std::vector<std::string> history;
    for (std::uint64_t position = 1; position <= 300; ++position) {
        const std::string bytes = std::to_string(position) + ",";
        ASSERT_TRUE(views->append(sums, "list", bytes, 256));
        expected += bytes;
        ASSERT_TRUE(views->publish(position));
        points.push_back(views->pin());
        history.push_back(expected);
        if (position % 100 == 0) {
            ASSERT_TRUE(views->spill_all());
        }
    }
    for (std::size_t i = 0; i < points.size(); ++i) ASSERT_EQ(**points[i]->get(sums, "list"), history[i]);
}

// Random writes against a plain map; every so often a spill, so that rows lie in all three places.
TEST(ViewStore, AgreesWithAPlainMapWhereverTheRowsLie) {
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
        std::mt19937_64 random(seed);
        const auto storage = memory();
        auto views = open(storage);
        std::map<std::string, std::string> model;
        std::uint64_t position = 0;
        for (int step = 0; step < 3'000; ++step) {
            const std::string owner = "o" + std::to_string(random() % 20) + "/";
            const std::string key = owner + std::to_string(random() % 15);
            switch (random() % 5) {
                case 0:
                    views->erase(items, key);
                    model.erase(key);
                    break;
                case 1:
                    ASSERT_TRUE(views->append(items, key, "+", 8));
                    model[key] += "+";
                    break;
                default: {
                    const std::string value(random() % 40, static_cast<char>('a' + random() % 26));
                    views->put(items, key, value);
                    model[key] = value;
                }
            }
            if (random() % 7 == 0) {
                ASSERT_TRUE(views->publish(++position));
            }
            if (random() % 200 == 0 && position > 0) {
                ASSERT_TRUE(views->spill_all());
            }
            if (random() % 100 == 0) {
                ASSERT_TRUE(views->publish(++position));
                const auto point = views->pin();
                ASSERT_EQ(rows_of(point->scan(items)), model) << "seed " << seed << " step " << step;
                std::map<std::string, std::string> owned;
                for (const auto& [each, value] : model)
                    if (each.starts_with(owner)) owned.emplace(each, value);
                ASSERT_EQ(rows_of(point->scan_owner(items, owner)), owned);
                const auto last = point->last_of_owner(items, owner);
                ASSERT_TRUE(last);
                ASSERT_EQ(last->has_value(), !owned.empty());
                if (!owned.empty()) {
                    EXPECT_EQ((*last)->key, owned.rbegin()->first);
                    EXPECT_EQ((*last)->value, owned.rbegin()->second);
                }
                std::vector<std::string> names;
                for (int i = 0; i < 15; ++i) names.push_back(owner + std::to_string(i));
                std::sort(names.begin(), names.end());
                const std::vector<std::string_view> keys(names.begin(), names.end());
                std::vector<std::optional<std::string>> values;
                ASSERT_TRUE(point->multi_get(items, keys, values));
                for (std::size_t i = 0; i < keys.size(); ++i) {
                    ASSERT_EQ(values[i].has_value(), owned.contains(names[i]));
                    if (values[i]) {
                        ASSERT_EQ(*values[i], owned[names[i]]);
                    }
                }
                const auto ranged = rows_of(point->scan(items, "o1/", "o3/"));
                ASSERT_EQ(ranged.size(),
                          static_cast<std::size_t>(std::distance(model.lower_bound("o1/"), model.lower_bound("o3/"))));
            }
        }
        ASSERT_TRUE(views->publish(++position));
        ASSERT_TRUE(views->spill_all());
        views = open(storage);
        EXPECT_EQ(views->stored_position(items), position);
        ASSERT_TRUE(views->publish(position));
        EXPECT_EQ(rows_of(views->pin()->scan(items)), model);
    }
}

TEST(ViewStore, ManyReadersSeeAllViewsAtOnePositionWhileRowsAreFoldedSpilledAndSwitched) {
    ViewLimits limits;
    limits.budget_bytes = 128 << 10;
    const auto views = open(memory(), 10'000'000, limits);
    ASSERT_TRUE(views->publish(0));
    std::atomic<bool> stop{false};
    std::atomic<std::uint64_t> looked{0};
    const auto read = [&](unsigned seed) {
        std::mt19937 random(seed);
        std::vector<std::shared_ptr<const Point>> held;
        while (!stop) {
            auto point = views->pin();
            if (random() % 4 == 0) held.push_back(point);
            if (held.size() > 5) held.erase(held.begin());
            if (!held.empty() && random() % 3 == 0) point = held[random() % held.size()];
            const auto sum = point->get(sums, "all");
            ASSERT_TRUE(sum);
            ASSERT_EQ(*sum ? std::stoull(**sum) : 0, point->position());
            std::uint64_t total = 0;
            Scan scan = point->scan(items);
            while (scan.next()) total += std::stoull(std::string{scan.value()});
            ASSERT_TRUE(scan.status());
            ASSERT_EQ(total, point->position());
            std::uint64_t owned = 0;
            for (int owner = 0; owner < 10; ++owner) {
                Scan rows = point->scan_owner(items, std::to_string(owner) + "/");
                while (rows.next()) owned += std::stoull(std::string{rows.value()});
            }
            ASSERT_EQ(owned, point->position());
            ++looked;
        }
    };
    std::vector<std::thread> readers;
    for (unsigned seed = 0; seed < 4; ++seed) readers.emplace_back(read, seed);

    // Position n: n events were counted, each for one item and in the sum.
    const auto fold = [](ViewWriter& writer, std::uint64_t event) {
        const std::string item = std::to_string(event % 10) + "/" + std::to_string(event * 7919 % 200);
        auto row = writer.get(items, item);
        ASSERT_TRUE(row);
        writer.put(items, item, std::to_string((*row ? std::stoull(**row) : 0) + 1));
        writer.put(sums, "all", std::to_string(event + 1));
    };
    std::uint64_t position = 0;
    const auto go_on = [&](std::uint64_t events) {
        for (std::uint64_t i = 0; i < events; ++i) {
            fold(*views, position++);
            if (position % 5 == 0) {
                ASSERT_TRUE(views->publish(position));
            }
        }
        ASSERT_TRUE(views->publish(position));
    };
    for (int round = 0; round < 3; ++round) {
        go_on(3'000);
        auto build = views->begin_build({items, sums});
        ASSERT_TRUE(build);
        for (std::uint64_t event = 0; event < position; ++event) {
            fold(**build, event);
            ASSERT_TRUE((*build)->set_position(event + 1));
        }
        ASSERT_TRUE(views->switch_to(std::move(*build), {}));
        go_on(1'000);
    }
    while (looked < 20) std::this_thread::yield();
    stop = true;
    for (auto& reader : readers) reader.join();
    EXPECT_GT(views->lag().spills, 0U);
    EXPECT_EQ(**views->pin()->get(sums, "all"), "12000");
}

TEST(ViewStore, AFailedSpillIsReportedAndKeepsWhatWasPublished) {
    const auto storage = memory();
    const auto views = open(storage);
    views->put(items, "a/1", "one");
    ASSERT_TRUE(views->publish(1));
    storage->set_faults({.fail_ingest = 1});
    EXPECT_FALSE(views->spill_all());
    EXPECT_EQ(**views->pin()->get(items, "a/1"), "one");
    views->put(items, "a/2", "two");
    EXPECT_FALSE(views->publish(2));
}

TEST(ViewStore, AGroupIsDroppedTogetherWhenTheLogIsShorterOrTheProgramNewer) {
    const auto storage = memory();
    {
        const auto views = open(storage);
        views->put(items, "a/1", "one");
        views->put(sums, "all", "1");
        ASSERT_TRUE(views->publish(7));
        ASSERT_TRUE(views->spill_all());
    }
    {
        const auto views = open(storage, 7);
        EXPECT_EQ(views->stored_position(items), 7U);
    }
    {
        auto raised = specs();
        raised[sums].version = 2;
        const auto views = open(storage, 7, {}, raised);
        EXPECT_EQ(views->stored_position(items), 0U) << "its group fell with it";
        EXPECT_EQ(views->stored_position(sums), 0U);
        ASSERT_TRUE(views->publish(0));
        EXPECT_TRUE(rows_of(views->pin()->scan(items)).empty());
        EXPECT_TRUE(rows_of(views->pin()->scan(sums)).empty());
        views->put(sums, "all", "new");
        ASSERT_TRUE(views->publish(5));
        ASSERT_TRUE(views->spill_all());
    }
    auto raised = specs();
    raised[sums].version = 2;
    const auto ahead = open(storage, 4, {}, raised);
    EXPECT_EQ(ahead->stored_position(sums), 0U);
    ASSERT_TRUE(ahead->publish(0));
    EXPECT_FALSE(ahead->pin()->get(sums, "all")->has_value());
}

TEST(ViewStore, AnAbandonedBuildLeavesNothingBehind) {
    const auto storage = memory();
    ViewLimits limits;
    limits.build_budget_bytes = 1;  // Each position writes its rows out.
    const auto views = open(storage, 100, limits);
    views->put(items, "a/1", "live");
    ASSERT_TRUE(views->publish(1));
    for (int attempt = 0; attempt < 3; ++attempt) {
        auto build = views->begin_build({items});
        ASSERT_TRUE(build);
        EXPECT_FALSE((*build)->get(items, "a/9")->has_value()) << "an earlier attempt's row";
        (*build)->put(items, "a/9", "half built");
        ASSERT_TRUE((*build)->set_position(1));
        EXPECT_EQ(**(*build)->get(items, "a/9"), "half built");
    }
    EXPECT_EQ(rows_of(views->pin()->scan(items)).size(), 1U);
    auto last = views->begin_build({items});  // Waits until the attempts are swept away.
    ASSERT_TRUE(last);
    const auto cursor = storage->cursor(items + 1);
    cursor->seek({});
    EXPECT_FALSE(cursor->valid());
}

}  // namespace
}  // namespace tally::eventstore
