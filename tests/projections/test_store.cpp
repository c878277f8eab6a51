#include "tests/projections/test_store.h"

#include <gtest/gtest.h>

#include "eventstore/codec/codec.h"
#include "eventstore/division/entry_header.h"
#include "eventstore/division/states_folder.h"
#include "eventstore/hex.h"

namespace tally::test {

using namespace eventstore;

FolderNeeds TestStore::needs() const {
    return {std::make_shared<EventsOf>(), open_personal_};
}

TestStore::TestStore(projections::OpenPersonal open_personal, StoreLimits limits)
    : open_personal_(std::move(open_personal)), limits_(limits) {
    log_ = std::make_shared<MemoryStore>(Log::families().size());
    EXPECT_TRUE(Log::create(*log_, "ledger.test/gas"));
    open();
}
TestStore::~TestStore() {
    if (store_) {
        EXPECT_TRUE(store_->close());
    }
}

void TestStore::open() {
    EventStoreOptions options;
    options.read_header = read_entry_header;
    options.limits = limits_;
    const FolderNeeds shared = needs();
    options.folders.push_back(std::make_shared<StatesFolder>(shared.events));
    for (auto& folder : projections::make_folders(shared)) options.folders.push_back(std::move(folder));
    if (!views_) views_ = std::make_shared<MemoryStore>(EventStore::view_families(options).size());
    auto opened = EventStore::open(log_, views_, options);
    ASSERT_TRUE(opened) << opened.error().message;
    store_ = std::move(*opened);
}

void TestStore::append(std::span<const domain::RecordedEvent> events) {
    while (!events.empty()) {
        std::size_t count = 1;
        const auto& command = events.front().envelope.command_id;
        while (count < events.size() && events[count].envelope.command_id == command) ++count;
        const auto together = events.first(count);
        events = events.subspan(count);

        AppendRequest request;
        request.command_id = command.str();
        request.digest = together.front().envelope.command_digest;
        for (const auto& recorded : together) {
            const auto& stream = recorded.envelope.stream;
            request.writes.push_back(
                {{static_cast<std::uint8_t>(stream.kind), stream.id.str()}, recorded.envelope.version, 1});
        }
        request.encode = [together](const AppendRequest::Place& place, std::string& out) {
            const auto& recorded = together[place.write];
            EXPECT_EQ(recorded.envelope.position, place.position);
            encode_entry(recorded.envelope, recorded.event, out);
        };
        auto receipt = store_->append(std::move(request));
        ASSERT_TRUE(receipt) << receipt.error().message;
    }
}

void TestStore::crash_and_reopen() {
    store_->abandon();
    store_.reset();
    log_ = log_->after_crash();
    views_ = views_->after_crash();
    open();
}

void TestStore::plant(std::string_view view, const std::string& key, std::optional<std::string> value) {
    const auto at = store_->find_view(view);
    ASSERT_TRUE(at) << view;
    ASSERT_TRUE(store_->close());
    store_.reset();
    const auto position = views_->get(ViewStore::family_positions, view);
    ASSERT_TRUE(position && *position) << view;
    const std::string stored_key = position->value().back() + key;  // It ends in the number of the live build.
    Batch batch;
    if (value)
        batch.put(*at + 1, stored_key, *value);
    else
        batch.erase(*at + 1, stored_key);
    ASSERT_TRUE(views_->write(batch, Durability::synced));
    open();
}

std::string TestStore::row(std::string_view view, const std::string& key) {
    const auto point = reader().point;
    const auto at = store_->find_view(view);
    EXPECT_TRUE(at) << view;
    const auto found = point->get(*at, key);
    EXPECT_TRUE(found && *found) << view;
    return found && *found ? **found : std::string{};
}

projections::Reader TestStore::reader() {
    EXPECT_TRUE(store_->wait_for(store_->durable_end(), std::chrono::seconds(20)));
    return projections::reader_of(*store_, open_personal_);
}

std::vector<TestStore::Digest> TestStore::digests() {
    std::vector<Digest> digests;
    const auto pinned = reader();
    for (const auto name : projections::view_names()) {
        auto digest = projections::make_view(name, needs())->digest(*pinned.point, *store_->find_view(name));
        EXPECT_TRUE(digest);
        digests.push_back({std::string{name}, to_hex(*digest)});
    }
    return digests;
}

std::vector<TestStore::Digest> TestStore::rebuilt_digests() {
    std::vector<Digest> digests;
    for (const auto name : projections::view_names()) {
        auto fresh = projections::make_view(name, needs());
        auto built = store_->rebuild(fresh, [&](const Point&, const Point& point) -> Result<void> {
            auto digest = fresh->digest(point, *store_->find_view(name));
            EXPECT_TRUE(digest);
            digests.push_back({std::string{name}, to_hex(*digest)});
            return {};
        });
        EXPECT_TRUE(built) << built.error().message;
    }
    return digests;
}

}  // namespace tally::test
