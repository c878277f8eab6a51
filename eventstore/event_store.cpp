// The face of the store: what is asked of it goes to the part that does it (pipeline/).
#include "eventstore/event_store.h"

#include <algorithm>
#include <utility>

#include "domain/core/assert.h"
#include "eventstore/pipeline/core_views.h"
#include "eventstore/pipeline/engine.h"
#include "eventstore/program_log.h"
#include "eventstore/storage/rocksdb_store.h"

namespace tally::eventstore {

EventStore::EventStore(std::unique_ptr<Engine> engine) : engine_(std::move(engine)) {}

EventStore::~EventStore() {
    if (auto closed = close(); !closed) spdlog::error("eventstore: closing: {}", closed.error().message);
}

Result<void> EventStore::create(const std::filesystem::path& directory, std::string_view origin,
                                const std::map<std::string, std::string>& settings) {
    auto log = open_rocksdb({.path = directory / "log",
                             .families = Log::families(),
                             .role = RocksdbRole::log,
                             .opening = RocksdbOpening::create_new});
    if (!log) return tl::unexpected(log.error());
    return Log::create(**log, origin, settings);
}

std::vector<ViewStore::FamilyNeed> EventStore::view_families(const EventStoreOptions& options) {
    std::vector<ViewSpec> specs = CoreViews{}.views();
    for (const auto& folder : options.folders)
        for (ViewSpec& spec : folder->views()) specs.push_back(std::move(spec));
    return ViewStore::families(specs);
}

Result<std::unique_ptr<Log>> EventStore::open_log(const std::filesystem::path& directory) {
    auto log = open_rocksdb({.path = directory / "log", .families = Log::families(), .role = RocksdbRole::log});
    if (!log) return tl::unexpected(log.error());
    return Log::open(std::move(*log));
}

Result<void> EventStore::discard_views(const std::filesystem::path& directory) {
    // Held while they are removed.
    const auto log = open_log(directory);
    if (!log) return tl::unexpected(log.error());
    std::error_code error;
    std::filesystem::remove_all(directory / "views", error);
    if (error)
        return fail(StoreErrorKind::io, (directory / "views").string() + " cannot be removed: " + error.message());
    return {};
}

Result<std::unique_ptr<EventStore>> EventStore::open(const std::filesystem::path& directory,
                                                     EventStoreOptions options) {
    auto log = open_rocksdb({.path = directory / "log", .families = Log::families(), .role = RocksdbRole::log});
    if (!log) return tl::unexpected(log.error());
    std::vector<RocksdbFamily> families;
    for (auto& need : view_families(options))
        families.push_back({std::move(need.name), need.asked_for_absent, need.compressed});
    auto views = open_rocksdb({.path = directory / "views",
                               .families = std::move(families),
                               .role = RocksdbRole::views,
                               .opening = RocksdbOpening::create_if_missing});
    if (!views) return tl::unexpected(views.error());
    return open(std::move(*log), std::move(*views), std::move(options));
}

Result<std::unique_ptr<EventStore>> EventStore::open(std::shared_ptr<KeyValueStore> log,
                                                     std::shared_ptr<KeyValueStore> views, EventStoreOptions options) {
    auto engine = std::make_unique<Engine>(std::move(log), std::move(options));
    if (auto opened = engine->open(std::move(views)); !opened) return tl::unexpected(opened.error());
    return std::unique_ptr<EventStore>{new EventStore(std::move(engine))};
}

Result<void> EventStore::close() {
    return engine_->close(true);
}

void EventStore::abandon() {
    const auto abandoned = engine_->close(false);
    TALLY_ASSERT(abandoned.has_value(), "nothing is written, so nothing fails");
}

Result<void> EventStore::submit(std::span<Work* const> works) {
    return engine_->flow().submit(works);
}

Result<Receipt> EventStore::append(AppendRequest request) {
    BlockingAppend work{std::move(request)};
    Work* const one = &work;
    if (auto submitted = engine_->flow().submit({&one, 1}); !submitted) return tl::unexpected(submitted.error());
    return work.wait();
}

std::future<Result<Receipt>> EventStore::append_async(AppendRequest request) {
    auto work = std::make_unique<PromisedAppend>(std::move(request));
    auto future = work->promise.get_future();
    Work* const one = work.get();
    if (auto submitted = engine_->flow().submit({&one, 1}); !submitted) {
        work->promise.set_value(tl::unexpected(submitted.error()));
    } else {
        (void)work.release();  // It deletes itself once answered.
    }
    return future;
}

Result<void> EventStore::keep_setting(std::string_view name, std::string_view value) {
    return engine_->log().keep_setting(name, value);
}

std::uint64_t EventStore::durable_end() const {
    return engine_->log().end();
}
const Log& EventStore::log() const {
    return engine_->log();
}
std::shared_ptr<const Point> EventStore::pin() const {
    return engine_->views().pin();
}
ViewStore& EventStore::views() {
    return engine_->views();
}
std::optional<View> EventStore::find_view(std::string_view name) const {
    return engine_->views().find(name);
}

Result<void> EventStore::read_stream(StreamName stream, std::uint64_t from_version,
                                     const std::function<bool(const Recorded&)>& use) const {
    bool go_on = true;
    Result<void> read;
    auto done =
        each_run(*pin(), stream_key(stream), from_version,
                 [&](std::uint64_t first_version, std::span<const std::uint64_t> positions) {
                     std::uint64_t version = first_version;
                     read = engine_->log().read_each(positions, [&](std::uint64_t position, std::string_view bytes) {
                         if (go_on) go_on = use({position, version, bytes});
                         ++version;
                     });
                     return read && go_on;
                 });
    return read ? done : read;
}

Result<std::uint64_t> EventStore::stream_length(StreamName stream) const {
    return stream_length_at(*pin(), stream_key(stream));
}

Result<std::optional<Receipt>> EventStore::receipt_of(std::string_view command_id) const {
    auto row = pin()->get(CoreViews::command_ids, command_id);
    if (!row) return tl::unexpected(row.error());
    if (!row->has_value()) return std::nullopt;
    const auto stored = parse_receipt(**row);
    if (!stored)
        return fail(StoreErrorKind::damaged, "the receipt of command " + std::string{command_id} + " is unreadable");
    return stored->receipt;
}

LogReader EventStore::read_log(std::uint64_t from) const {
    const std::uint64_t end = engine_->log().end();
    return engine_->log().reader(std::min(from, end), end);
}

Subscription EventStore::subscribe(std::uint64_t from) {
    return {engine_->log(), engine_->progress(), from};
}

bool EventStore::poisoned() const {
    return engine_->health().failed();
}

bool EventStore::wait_for(std::uint64_t position, std::chrono::milliseconds timeout) const {
    return engine_->progress().wait_folded(position, timeout);
}

Result<void> EventStore::rebuild(std::shared_ptr<Folder> fresh, const ViewStore::Compare& compare,
                                 const std::function<void(std::uint64_t)>& progress) {
    return engine_->rebuilding().rebuild(fresh, compare, progress);
}

Result<void> EventStore::spill() {
    return engine_->folding().run_here([this] { return engine_->views().spill_all(); });
}

EventStore::Bytes EventStore::bytes_on_disk() const {
    return {engine_->log_storage().bytes_on_disk(), engine_->views().storage().bytes_on_disk()};
}
Result<void> EventStore::compact(std::atomic<bool>& stop) {
    if (auto spilled = spill(); !spilled) return spilled;
    if (auto done = engine_->log_storage().compact(Compression::densest, &stop); !done) return done;
    return engine_->views().compact(stop);
}

std::unique_ptr<TileSource> EventStore::tiles() const {
    return std::make_unique<PointTiles>(pin());
}
Result<Hash> EventStore::root_at(std::uint64_t size) const {
    return eventstore::root_at(*tiles(), size);
}
Result<std::vector<Hash>> EventStore::inclusion_proof(std::uint64_t index, std::uint64_t size) const {
    return eventstore::inclusion_proof(*tiles(), index, size);
}
Result<std::vector<Hash>> EventStore::consistency_proof(std::uint64_t first, std::uint64_t size) const {
    return eventstore::consistency_proof(*tiles(), first, size);
}
Result<std::string> EventStore::sign_checkpoint() {
    TALLY_ASSERT(engine_->signing() != nullptr, "only a store with a signer signs");
    return engine_->signing()->sign_anew(pin());
}

std::string EventStore::last_checkpoint() const {
    return engine_->signing() ? engine_->signing()->last_note() : std::string{};
}

EventStore::Status EventStore::status() const {
    const Flow::Waiting waiting = engine_->flow().waiting();
    Status status;
    status.durable_end = engine_->progress().durable_end();
    status.views = engine_->views().lag();
    status.queued_works = waiting.works;
    status.unfolded_bytes = waiting.unfolded_bytes;
    status.commit_durations = engine_->commit_durations();
    status.commits = status.commit_durations.commits();
    status.folded_at_opening = engine_->folded_at_opening();
    return status;
}

}  // namespace tally::eventstore
