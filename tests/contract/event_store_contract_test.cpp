// One suite over the event store on RocksDB and in memory: what everything above it relies on.

#include <algorithm>
#include <atomic>
#include <chrono>
#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "eventstore/event_store.h"
#include "eventstore/pipeline/core_views.h"
#include "eventstore/storage/memory_store.h"
#include "eventstore/storage/rocksdb_store.h"
#include "tests/support/temporary_directory.h"
#include "tests/support/test_entries.h"

namespace tally::eventstore {
namespace {

using namespace std::chrono_literals;
using tests::read_header;
using tests::request;

constexpr StreamName alice{1, "A-1"};
constexpr StreamName bob{1, "B-2"};

// Counts the events of each stream, and in all: a row that changes with every event and many that rarely do.
class CountingFolder final : public Folder {
  public:
    explicit CountingFolder(std::uint64_t step = 1) : step_(step) {}
    [[nodiscard]] std::string name() const override { return "counting"; }
    [[nodiscard]] std::vector<ViewSpec> views() const override { return {{.name = "counts"}, {.name = "total"}}; }
    void bind(std::span<const View> views) override {
        counts_ = views[0];
        total_ = views[1];
    }
    [[nodiscard]] Result<void> fold(const CommitRef& commit, ViewWriter& writer) override {
        for (const EntryRef& entry : commit.entries) {
            if (auto done = add(counts_, entry.stream, writer); !done) return done;
            if (auto done = add(total_, "all", writer); !done) return done;
        }
        return {};
    }
    static std::uint64_t number(const std::optional<std::string>& row) { return row ? std::stoull(*row) : 0; }

  private:
    Result<void> add(View view, std::string_view key, ViewWriter& writer) const {
        auto row = writer.get(view, key);
        if (!row) return tl::unexpected(row.error());
        writer.put(view, key, std::to_string(number(*row) + step_));
        return {};
    }
    std::uint64_t step_;
    View counts_ = 0;
    View total_ = 0;
};

EventStoreOptions counting_options() {
    EventStoreOptions options;
    options.read_header = read_header;
    options.folders = {std::make_shared<CountingFolder>()};
    return options;
}

class InMemory {
  public:
    InMemory() {
        log_ = std::make_shared<MemoryStore>(Log::families().size());
        views_ = std::make_shared<MemoryStore>(EventStore::view_families(counting_options()).size());
        EXPECT_TRUE(Log::create(*log_, "ledger.example/test"));
    }
    Result<std::unique_ptr<EventStore>> open(EventStoreOptions options) {
        return EventStore::open(log_, views_, std::move(options));
    }
    void crash() {
        log_ = log_->after_crash();
        views_ = views_->after_crash();
    }
    void forget_views() {
        views_ = std::make_shared<MemoryStore>(EventStore::view_families(counting_options()).size());
    }

  private:
    std::shared_ptr<MemoryStore> log_;
    std::shared_ptr<MemoryStore> views_;
};

class OnRocksdb {
  public:
    OnRocksdb() { EXPECT_TRUE(EventStore::create(directory_.path() / "store", "ledger.example/test")); }
    Result<std::unique_ptr<EventStore>> open(EventStoreOptions options) {
        return EventStore::open(directory_.path() / "store", std::move(options));
    }
    void crash() {}
    void forget_views() { std::filesystem::remove_all(directory_.path() / "store" / "views"); }

  private:
    tests::TemporaryDirectory directory_;
};

template <class Backend>
class EventStoreContract : public ::testing::Test {
  protected:
    EventStoreContract() {
        std::array<std::uint8_t, 32> seed{};
        seed[0] = 7;
        auto signer = NoteSigner::from_seed("ledger.example/test", seed);
        EXPECT_TRUE(signer);
        signer_ = *signer;
        open();
    }
    EventStoreOptions options() {
        EventStoreOptions made = counting_options();
        made.limits = limits_;
        made.signer = signer_;
        made.checkpoint_directory = checkpoints_.path();
        return made;
    }
    void open() {
        auto opened = backend_.open(options());
        ASSERT_TRUE(opened) << opened.error().message;
        store_ = std::move(*opened);
    }
    void reopen_clean() {
        ASSERT_TRUE(store_->close());
        store_.reset();
        open();
    }
    void reopen_after_crash() {
        store_->abandon();
        store_.reset();
        backend_.crash();
        open();
    }
    Receipt must_append(AppendRequest made) {
        auto receipt = store_->append(std::move(made));
        EXPECT_TRUE(receipt) << receipt.error().message;
        return receipt.value_or(Receipt{});
    }
    void wait_folded() { ASSERT_TRUE(store_->wait_for(store_->durable_end(), 10s)); }
    std::vector<std::string> bodies(StreamName stream, std::uint64_t from = 0) {
        std::vector<std::string> found;
        std::uint64_t version = from;
        auto read = store_->read_stream(stream, from, [&](const EventStore::Recorded& event) {
            EXPECT_EQ(event.version, version++);
            found.emplace_back(tests::body_of(event.bytes));
            return true;
        });
        EXPECT_TRUE(read) << read.error().message;
        return found;
    }
    std::uint64_t count(std::string_view view, std::string_view key) {
        auto row = store_->pin()->get(*store_->find_view(view), key);
        EXPECT_TRUE(row);
        return CountingFolder::number(*row);
    }
    // Several streams, several generations.
    void fill(int commands, std::string_view prefix = "c") {
        for (int i = 0; i < commands; ++i) {
            const std::string id = "S-" + std::to_string(i % 7);
            must_append(
                request(std::string{prefix} + std::to_string(i), {2, id}, std::nullopt, "b" + std::to_string(i), 3));
        }
    }

    StoreLimits limits_;
    std::optional<NoteSigner> signer_;
    tests::TemporaryDirectory checkpoints_;
    Backend backend_;
    std::unique_ptr<EventStore> store_;
};

using Backends = ::testing::Types<InMemory, OnRocksdb>;
TYPED_TEST_SUITE(EventStoreContract, Backends);

TYPED_TEST(EventStoreContract, GivesGaplessPositionsAndVersionsFromZero) {
    const Receipt first = this->must_append(request("c1", alice, 0, "one", 2));
    const Receipt second = this->must_append(request("c2", bob, 0, "two"));
    const Receipt third = this->must_append(request("c3", alice, 2, "three"));
    EXPECT_EQ(first.first_position, 0U);
    EXPECT_EQ(first.count, 2U);
    EXPECT_EQ(second.first_position, 2U);
    EXPECT_EQ(third.first_position, 3U);
    EXPECT_EQ(this->store_->durable_end(), 4U);
    this->wait_folded();
    EXPECT_EQ(this->bodies(alice), (std::vector<std::string>{"one", "one", "three"}));
    EXPECT_EQ(this->bodies(alice, 2), (std::vector<std::string>{"three"}));
    EXPECT_EQ(this->bodies(bob), (std::vector<std::string>{"two"}));
    EXPECT_EQ(*this->store_->stream_length(alice), 3U);
    EXPECT_EQ(*this->store_->stream_length({1, "nobody"}), 0U);
}

TYPED_TEST(EventStoreContract, RefusesTheWholeCommandWhenOneOfItsStreamsHasMovedOn) {
    this->must_append(request("c1", alice, 0));
    AppendRequest both = request("c2", bob, 0);
    both.writes.push_back({.stream = alice, .expected_version = 0});
    both.encode = [](const AppendRequest::Place& place, std::string& out) {
        tests::append_entry(out, place.position, place.version, place.write == 0 ? bob : alice, "c2",
                            tests::digest_of(1), "both");
    };
    const auto refused = this->store_->append(both);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, StoreErrorKind::version_conflict);
    EXPECT_EQ(this->store_->durable_end(), 1U);
    // What was taken back left no trace: the same command goes through with the right version.
    both.writes[1].expected_version = 1;
    const Receipt receipt = this->must_append(both);
    EXPECT_EQ(receipt.first_position, 1U);
    EXPECT_EQ(receipt.count, 2U);
    this->wait_folded();
    EXPECT_EQ(this->bodies(bob), (std::vector<std::string>{"both"}));
    EXPECT_EQ(this->bodies(alice), (std::vector<std::string>{"body", "both"}));
}

TYPED_TEST(EventStoreContract, H1_AnswersARepeatedCommandWithItsFirstReceiptForEver) {
    const Receipt first = this->must_append(request("c1", alice, 0, "one", 3));
    this->must_append(request("c2", alice, 3));
    const auto expect_same = [&] {
        const Receipt again = this->must_append(request("c1", alice, 0, "one", 3));
        EXPECT_TRUE(again.repeated);
        EXPECT_EQ(again.first_position, first.first_position);
        EXPECT_EQ(again.count, first.count);
        EXPECT_EQ(this->store_->durable_end(), 4U);
    };
    expect_same();
    this->wait_folded();
    expect_same();
    ASSERT_TRUE(this->store_->spill());
    expect_same();
    this->reopen_clean();
    expect_same();
    EXPECT_EQ((*this->store_->receipt_of("c1"))->count, 3U);
    EXPECT_FALSE(this->store_->receipt_of("never")->has_value());
}

TYPED_TEST(EventStoreContract, RefusesACommandIdThatWasAcceptedWithAnotherBody) {
    this->must_append(request("c1", alice, 0, "one", 1, 1));
    for (int round = 0; round < 2; ++round) {
        const auto refused = this->store_->append(request("c1", alice, 1, "other", 1, 2));
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().kind, StoreErrorKind::command_id_reused);
        EXPECT_NE(refused.error().message.find("c1"), std::string::npos);
        this->reopen_clean();
    }
    EXPECT_EQ(this->store_->durable_end(), 1U);
}

TYPED_TEST(EventStoreContract, ARefusedCommandMayBeSentAgain) {
    const auto refused = this->store_->append(request("c1", alice, 5));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, StoreErrorKind::version_conflict);
    EXPECT_FALSE(this->must_append(request("c1", alice, 0)).repeated);
}

TYPED_TEST(EventStoreContract, RefusesEntriesAndCommandsThatAreTooLargeByName) {
    const auto entry = this->store_->append(request("c1", alice, 0, std::string(70'000, 'x')));
    ASSERT_FALSE(entry);
    EXPECT_EQ(entry.error().kind, StoreErrorKind::entry_too_large);
    EXPECT_NE(entry.error().message.find("A-1"), std::string::npos);
    const auto command = this->store_->append(request("c2", alice, 0, std::string(60'000, 'x'), 300));
    ASSERT_FALSE(command);
    EXPECT_EQ(command.error().kind, StoreErrorKind::commit_too_large);
    EXPECT_NE(command.error().message.find("A-1"), std::string::npos);
    EXPECT_EQ(this->store_->durable_end(), 0U);
    EXPECT_EQ(this->must_append(request("c3", alice, 0, std::string(60'000, 'x'), 200)).count, 200U);
}

TYPED_TEST(EventStoreContract, OnlyOneOfManyRacingWritersSeesEachVersion) {
    constexpr int writers = 8;
    constexpr std::uint64_t rounds = 50;
    std::atomic<int> conflicts{0};
    std::vector<std::thread> threads;
    for (int writer = 0; writer < writers; ++writer) {
        threads.emplace_back([&, writer] {
            std::uint64_t version = 0;
            for (int n = 0; version < rounds; ++n) {
                const std::string id = "w" + std::to_string(writer) + "-" + std::to_string(n);
                const auto receipt = this->store_->append(request(id, alice, version));
                if (receipt) {
                    ++version;
                    continue;
                }
                ASSERT_EQ(receipt.error().kind, StoreErrorKind::version_conflict);
                ++conflicts;
                ASSERT_TRUE(this->store_->wait_for(this->store_->durable_end(), 10s));
                version = *this->store_->stream_length(alice);
            }
        });
    }
    for (auto& thread : threads) thread.join();
    this->wait_folded();
    EXPECT_EQ(this->bodies(alice).size(), this->store_->durable_end());
    EXPECT_GE(*this->store_->stream_length(alice), rounds);
    EXPECT_LT(this->store_->status().commits, this->store_->durable_end() + 1);
}

TYPED_TEST(EventStoreContract, TheSameCommandSentByManyAtOnceHappensOnce) {
    std::vector<std::future<Result<Receipt>>> answers;
    for (int i = 0; i < 200; ++i)
        answers.push_back(this->store_->append_async(request("c" + std::to_string(i % 10), alice, std::nullopt)));
    std::map<std::uint64_t, int> firsts;
    int repeated = 0;
    for (auto& answer : answers) {
        const auto receipt = answer.get();
        ASSERT_TRUE(receipt) << receipt.error().message;
        ++firsts[receipt->first_position];
        repeated += receipt->repeated ? 1 : 0;
    }
    EXPECT_EQ(firsts.size(), 10U);
    EXPECT_EQ(repeated, 190);
    EXPECT_EQ(this->store_->durable_end(), 10U);
}

TYPED_TEST(EventStoreContract, ACrashLosesNothingThatWasAnswered) {
    this->fill(40, "a");
    this->wait_folded();
    ASSERT_TRUE(this->store_->spill());
    this->fill(30, "b");
    const Hash root = [&] {
        this->wait_folded();
        return *this->store_->root_at(210);
    }();
    this->reopen_after_crash();
    EXPECT_EQ(this->store_->durable_end(), 210U);
    EXPECT_EQ(this->store_->status().folded_at_opening, 90U);
    EXPECT_EQ(*this->store_->root_at(210), root);
    EXPECT_EQ(this->count("total", "all"), 210U);
    EXPECT_EQ(this->bodies({2, "S-3"}).size(), this->count("counts", stream_key({2, "S-3"})));
    EXPECT_TRUE(this->must_append(request("b29", {2, "S-1"}, std::nullopt, "b29", 3)).repeated);
    EXPECT_EQ(this->must_append(request("new", {2, "S-1"}, std::nullopt)).first_position, 210U);
}

TYPED_TEST(EventStoreContract, ACleanOpeningFoldsNothing) {
    this->fill(20);
    this->wait_folded();
    const Hash root = *this->store_->root_at(60);
    this->reopen_clean();
    EXPECT_EQ(this->store_->status().folded_at_opening, 0U);
    EXPECT_EQ(*this->store_->root_at(60), root);
    EXPECT_EQ(this->count("total", "all"), 60U);
}

TYPED_TEST(EventStoreContract, ViewsThatAreGoneAreFoldedAgain) {
    this->fill(20);
    this->wait_folded();
    const Hash root = *this->store_->root_at(60);
    ASSERT_TRUE(this->store_->close());
    this->store_.reset();
    this->backend_.forget_views();
    this->open();
    EXPECT_EQ(this->store_->status().folded_at_opening, 60U);
    EXPECT_EQ(*this->store_->root_at(60), root);
    EXPECT_EQ(this->count("total", "all"), 60U);
    EXPECT_EQ(this->bodies({2, "S-0"}).size(), 9U);
}

TYPED_TEST(EventStoreContract, SpillingAtEveryTurnChangesNoAnswer) {
    this->limits_.views.budget_bytes = 64 << 10;
    this->reopen_clean();
    this->fill(400);
    this->wait_folded();
    EXPECT_GT(this->store_->status().views.spills, 2U);
    EXPECT_EQ(this->count("total", "all"), 1200U);
    std::size_t events = 0;
    for (int i = 0; i < 7; ++i) {
        const std::string id = "S-" + std::to_string(i);
        events += this->bodies({2, id}).size();
        EXPECT_EQ(this->count("counts", stream_key({2, id})), this->bodies({2, id}).size());
    }
    EXPECT_EQ(events, 1200U);
    this->reopen_after_crash();
    EXPECT_EQ(this->count("total", "all"), 1200U);
    const Hash root = *this->store_->root_at(1200);
    ASSERT_TRUE(this->store_->close());
    this->store_.reset();
    this->backend_.forget_views();
    this->open();
    EXPECT_EQ(root, *this->store_->root_at(1200));
    EXPECT_EQ(this->count("total", "all"), 1200U);
}

TYPED_TEST(EventStoreContract, AllViewsOfAPointStandAtOnePosition) {
    this->limits_.views.budget_bytes = 256 << 10;
    this->reopen_clean();
    const View counts = *this->store_->find_view("counts");
    const View total = *this->store_->find_view("total");
    std::atomic<bool> stop{false};
    std::atomic<std::uint64_t> looked{0};
    std::vector<std::thread> readers;
    for (int reader = 0; reader < 4; ++reader) {
        readers.emplace_back([&] {
            while (!stop || looked == 0) {
                const auto point = this->store_->pin();
                const auto all = point->get(total, "all");
                ASSERT_TRUE(all);
                ASSERT_EQ(CountingFolder::number(*all), point->position());
                std::uint64_t sum = 0;
                Scan scan = point->scan(counts);
                while (scan.next()) sum += std::stoull(std::string{scan.value()});
                ASSERT_TRUE(scan.status());
                ASSERT_EQ(sum, point->position());
                if (point->position() > 0) {
                    const auto length = stream_length_at(*point, stream_key({2, "S-0"}));
                    ASSERT_TRUE(length);
                    const auto counted = point->get(counts, stream_key({2, "S-0"}));
                    ASSERT_EQ(*length, CountingFolder::number(*counted));
                    ASSERT_TRUE(root_at(PointTiles{point}, point->position()));
                }
                ++looked;
            }
        });
    }
    this->fill(600);
    // A switch to a rebuilt view must not be seen in halves either.
    ASSERT_TRUE(this->store_->rebuild(std::make_shared<CountingFolder>()));
    this->fill(200, "d");
    this->wait_folded();
    stop = true;
    for (auto& reader : readers) reader.join();
    EXPECT_GT(looked.load(), 0U);
    EXPECT_EQ(this->count("total", "all"), 2400U);
}

TYPED_TEST(EventStoreContract, H3_ARebuiltViewIsComparedBeforeItServes) {
    this->fill(30);
    this->wait_folded();
    const View total = *this->store_->find_view("total");
    const ViewStore::Compare same_total = [&](const Point& live, const Point& built) -> Result<void> {
        EXPECT_EQ(live.position(), built.position());
        if (*live.get(total, "all") == *built.get(total, "all")) return {};
        return fail(StoreErrorKind::damaged, "totals differ");
    };
    const auto refused = this->store_->rebuild(std::make_shared<CountingFolder>(2), same_total);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().message, "totals differ");
    EXPECT_EQ(this->count("total", "all"), 90U);
    ASSERT_TRUE(this->store_->rebuild(std::make_shared<CountingFolder>(1), same_total));
    EXPECT_EQ(this->count("total", "all"), 90U);
    ASSERT_TRUE(this->store_->rebuild(std::make_shared<CountingFolder>(2)));
    EXPECT_EQ(this->count("total", "all"), 180U);
    this->must_append(request("more", alice, 0));
    this->wait_folded();
    EXPECT_EQ(this->count("total", "all"), 182U);
    EXPECT_EQ(this->count("counts", stream_key({2, "S-0"})), 30U);
}

TYPED_TEST(EventStoreContract, ASwitchedViewIsWhatTheNextOpeningFinds) {
    this->fill(30);
    this->wait_folded();
    ASSERT_TRUE(this->store_->rebuild(std::make_shared<CountingFolder>(5)));
    this->reopen_after_crash();
    EXPECT_EQ(this->count("total", "all"), 450U);
    EXPECT_EQ(this->count("counts", stream_key({2, "S-0"})), 75U);
}

TYPED_TEST(EventStoreContract, ASubscriptionCatchesUpAndThenFollows) {
    this->fill(5);
    Subscription subscription = this->store_->subscribe(3);
    std::vector<std::uint64_t> seen;
    std::thread follower([&] {
        while (true) {
            auto entry = subscription.next(10s);
            ASSERT_TRUE(entry) << entry.error().message;
            if (!entry->has_value()) return;
            ASSERT_LT((*entry)->position, this->store_->durable_end());
            seen.push_back((*entry)->position);
            if (seen.back() == 29) subscription.stop();
        }
    });
    this->fill(5, "d");
    follower.join();
    ASSERT_EQ(seen.size(), 27U);
    for (std::size_t i = 0; i < seen.size(); ++i) EXPECT_EQ(seen[i], i + 3);
    Subscription late = this->store_->subscribe(30);
    const auto none = late.next(1ms);
    ASSERT_TRUE(none);
    EXPECT_FALSE(none->has_value());
}

TYPED_TEST(EventStoreContract, TheTreeIsThatOfTheEntriesAndItsProofsVerify) {
    this->fill(100);
    this->wait_folded();
    TreeBuilder tree;
    std::vector<Hash> leaves;
    std::vector<Hash> roots{tree.root()};
    LogReader reader = this->store_->read_log(0);
    while (reader.next()) {
        leaves.push_back(hash_leaf(reader.entry()));
        tree.append(leaves.back());
        roots.push_back(tree.root());
    }
    ASSERT_EQ(leaves.size(), 300U);
    for (const std::uint64_t size : {1U, 2U, 255U, 256U, 257U, 300U}) {
        EXPECT_EQ(*this->store_->root_at(size), roots[size]) << size;
        const auto included = this->store_->inclusion_proof(size - 1, size);
        ASSERT_TRUE(included);
        EXPECT_TRUE(verify_inclusion(*included, size - 1, leaves[size - 1], size, roots[size]));
        const auto consistent = this->store_->consistency_proof(size, 300);
        ASSERT_TRUE(consistent);
        EXPECT_TRUE(verify_consistency(*consistent, size, roots[size], 300, roots[300]));
    }
}

TYPED_TEST(EventStoreContract, TheCheckpointOfAClosedStoreCoversAllOfIt) {
    this->fill(10);
    this->reopen_clean();
    const auto opened = open_note(this->store_->last_checkpoint(), std::span{&this->signer_->verifier(), 1});
    ASSERT_TRUE(opened) << opened.error().message;
    const auto checkpoint = parse_checkpoint(opened->text);
    ASSERT_TRUE(checkpoint);
    EXPECT_EQ(checkpoint->size, 30U);
    EXPECT_EQ(checkpoint->root, *this->store_->root_at(30));
}

TYPED_TEST(EventStoreContract, ADecidedWorkSeesWhatWasDecidedBeforeItAndSharesItsCommit) {
    struct Counting final : Work {
        std::string id;
        CommandDigest digest = tests::digest_of(1);
        std::uint64_t length_seen = 0;
        std::promise<Result<std::optional<Receipt>>> promise;
        [[nodiscard]] std::string_view command_id() const override { return id; }
        [[nodiscard]] const CommandDigest& command_digest() const override { return digest; }
        void look_up(Lookups& lookups) override { lookups.want_stream_length(alice); }
        [[nodiscard]] bool decide(Sequencer& sequencer) override {
            length_seen = *sequencer.stream_length(alice);
            tests::append_entry(sequencer.begin_entry(), sequencer.next_position(), length_seen, alice, id, digest,
                                "x");
            EXPECT_TRUE(sequencer.end_entry(alice, length_seen));
            return length_seen % 2 == 0 || id != "odd-only-refused";
        }
        void answered(Result<std::optional<Receipt>> result) override { promise.set_value(std::move(result)); }
    };
    std::vector<Counting> works(100);
    std::vector<Work*> submitted;
    for (std::size_t i = 0; i < works.size(); ++i) {
        works[i].id = "w" + std::to_string(i);
        submitted.push_back(&works[i]);
    }
    works[41].id = "odd-only-refused";
    ASSERT_TRUE(this->store_->submit(submitted));
    std::uint64_t accepted = 0;
    for (std::size_t i = 0; i < works.size(); ++i) {
        const auto answer = works[i].promise.get_future().get();
        ASSERT_TRUE(answer);
        EXPECT_EQ(works[i].length_seen, accepted);
        EXPECT_EQ(answer->has_value(), i != 41);
        accepted += answer->has_value() ? 1 : 0;
    }
    EXPECT_EQ(accepted, 99U);
    EXPECT_EQ(this->store_->durable_end(), 99U);
    EXPECT_LE(this->store_->status().commits, 3U);
}

// Only memory fails on cue.
TEST(EventStore, AFailedSyncPoisonsItAndNothingUndurableIsAnswered) {
    auto log = std::make_shared<MemoryStore>(Log::families().size());
    ASSERT_TRUE(Log::create(*log, "ledger.example/test"));
    EventStoreOptions options = counting_options();
    auto views = std::make_shared<MemoryStore>(EventStore::view_families(options).size());
    {
        auto store = EventStore::open(log, views, options);
        ASSERT_TRUE(store);
        ASSERT_TRUE((*store)->append(request("c1", alice, 0)));
        log->set_faults({.fail_sync = 1});
        const auto failed = (*store)->append(request("c2", alice, 1));
        ASSERT_FALSE(failed);
        const auto after = (*store)->append(request("c3", bob, 0));
        ASSERT_FALSE(after);
        EXPECT_EQ(after.error().kind, StoreErrorKind::poisoned);
        const auto again = (*store)->append(request("c2", alice, 1));
        ASSERT_FALSE(again);
        EXPECT_EQ((*store)->durable_end(), 1U);
        EXPECT_TRUE((*store)->wait_for(1, 10s));
        EXPECT_EQ((*store)->pin()->position(), 1U);
    }
    // Whether the unknown commit reached the disk, the next opening says: both are whole.
    for (const std::size_t kept : {0U, 1U}) {
        std::shared_ptr<MemoryStore> found = log->after_crash(kept);
        auto store =
            EventStore::open(found, std::make_shared<MemoryStore>(EventStore::view_families(options).size()), options);
        ASSERT_TRUE(store) << store.error().message;
        EXPECT_EQ((*store)->durable_end(), 1 + kept);
        const auto receipt = (*store)->append(request("c2", alice, 1));
        ASSERT_TRUE(receipt);
        EXPECT_EQ(receipt->repeated, kept == 1);
        EXPECT_EQ((*store)->durable_end(), 2U);
    }
}

TEST(EventStore, SaysItIsBusyWhenTheViewsCannotFollow) {
    // Folds nothing until it is told to.
    struct Held final : Folder {
        std::promise<void> told;
        std::shared_future<void> go = told.get_future().share();
        [[nodiscard]] std::string name() const override { return "held"; }
        [[nodiscard]] std::vector<ViewSpec> views() const override { return {{.name = "held"}}; }
        void bind(std::span<const View>) override {}
        [[nodiscard]] Result<void> fold(const CommitRef&, ViewWriter&) override {
            go.wait();
            return {};
        }
    };
    const auto held = std::make_shared<Held>();
    EventStoreOptions options;
    options.read_header = read_header;
    options.folders = {held};
    options.limits.unfolded_bytes_max = 1;
    options.limits.queued_works_max = 2;
    options.limits.busy_after = 20ms;
    auto log = std::make_shared<MemoryStore>(Log::families().size());
    ASSERT_TRUE(Log::create(*log, "ledger.example/test"));
    auto store =
        EventStore::open(log, std::make_shared<MemoryStore>(EventStore::view_families(options).size()), options);
    ASSERT_TRUE(store);
    EXPECT_TRUE((*store)->append(request("c0", alice, 0))) << "durable, though not folded";
    std::vector<std::future<Result<Receipt>>> waiting;
    std::optional<StoreError> busy;
    for (int i = 1; i < 10 && !busy; ++i) {
        waiting.push_back((*store)->append_async(request("c" + std::to_string(i), alice, std::nullopt)));
        if (waiting.back().wait_for(0ms) != std::future_status::ready) continue;
        if (const auto answer = waiting.back().get(); !answer) busy = answer.error();
        waiting.pop_back();
    }
    ASSERT_TRUE(busy.has_value());
    EXPECT_EQ(busy->kind, StoreErrorKind::store_busy);
    held->told.set_value();
    for (auto& answer : waiting) EXPECT_TRUE(answer.get()) << "what was taken is answered";
    ASSERT_TRUE((*store)->wait_for((*store)->durable_end(), 10s));
    EXPECT_EQ(*(*store)->stream_length(alice), (*store)->durable_end());
}

TEST(EventStore, DropsAViewThatIsAheadOfItsLog) {
    auto log = std::make_shared<MemoryStore>(Log::families().size());
    ASSERT_TRUE(Log::create(*log, "ledger.example/test"));
    const EventStoreOptions options = counting_options();
    auto views = std::make_shared<MemoryStore>(EventStore::view_families(options).size());
    std::shared_ptr<MemoryStore> short_log;
    {
        auto store = EventStore::open(log, views, options);
        ASSERT_TRUE(store);
        ASSERT_TRUE((*store)->append(request("c1", alice, 0)));
        short_log = log->after_crash();
        ASSERT_TRUE((*store)->append(request("c2", alice, 1)));
        ASSERT_TRUE((*store)->close());
    }
    auto store = EventStore::open(short_log, views, options);
    ASSERT_TRUE(store) << store.error().message;
    EXPECT_EQ((*store)->durable_end(), 1U);
    EXPECT_EQ((*store)->status().folded_at_opening, 1U);
    EXPECT_EQ(*(*store)->stream_length(alice), 1U);
    EXPECT_EQ(**(*store)->pin()->get(*(*store)->find_view("total"), "all"), "1");
    EXPECT_FALSE((*store)->append(request("c2", alice, 1))->repeated);
}

TEST(EventStore, RefusesALogWithAnotherRootThanTheCheckpointThatWasSigned) {
    std::array<std::uint8_t, 32> seed{};
    const auto signer = NoteSigner::from_seed("ledger.example/test", seed);
    ASSERT_TRUE(signer);
    tests::TemporaryDirectory checkpoints;
    EventStoreOptions options = counting_options();
    options.signer = *signer;
    options.checkpoint_directory = checkpoints.path();
    for (const std::string body : {"told", "untold"}) {
        auto log = std::make_shared<MemoryStore>(Log::families().size());
        ASSERT_TRUE(Log::create(*log, "ledger.example/test"));
        auto views = std::make_shared<MemoryStore>(EventStore::view_families(options).size());
        if (body == "untold") {
            EventStoreOptions unsigned_options = counting_options();
            auto forged = EventStore::open(log, views, unsigned_options);
            ASSERT_TRUE(forged);
            ASSERT_TRUE((*forged)->append(request("c1", alice, 0, body)));
            ASSERT_TRUE((*forged)->close());
            forged->reset();
            const auto refused = EventStore::open(log, views, options);
            ASSERT_FALSE(refused);
            EXPECT_EQ(refused.error().kind, StoreErrorKind::damaged);
        } else {
            auto store = EventStore::open(log, views, options);
            ASSERT_TRUE(store) << store.error().message;
            ASSERT_TRUE((*store)->append(request("c1", alice, 0, body)));
            ASSERT_TRUE((*store)->close());
        }
    }
}

}  // namespace
}  // namespace tally::eventstore
