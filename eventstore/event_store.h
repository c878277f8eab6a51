#pragma once
// Remembers events: ordered, durable, once, provably. One log, its Merkle tree, and the views folded from it.
//
// Durable first, then visible: nothing above durable_end() is ever answered, read, folded or signed.
// Every public method may be called from any thread.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/event_store_options.h"
#include "eventstore/log/log.h"
#include "eventstore/merkle/tree.h"
#include "eventstore/pipeline/append.h"
#include "eventstore/pipeline/commit_durations.h"
#include "eventstore/pipeline/subscription.h"
#include "eventstore/result.h"
#include "eventstore/views/view_store.h"
#include "eventstore/work.h"

namespace tally::eventstore {

class Engine;

class EventStore {
  public:
    // Makes the two stores of a division in `directory`: log/ and views/.
    [[nodiscard]] static Result<void> create(const std::filesystem::path& directory, std::string_view origin,
                                             const std::map<std::string, std::string>& settings = {});
    // Folds what the views had not spilled, then checks the log against the last signed checkpoint.
    [[nodiscard]] static Result<std::unique_ptr<EventStore>> open(const std::filesystem::path& directory,
                                                                  EventStoreOptions);
    // The log of a store alone, to verify it: views and checkpoint stay as they are.
    [[nodiscard]] static Result<std::unique_ptr<Log>> open_log(const std::filesystem::path& directory);
    // Removes every view, readable or not; the next opening builds them from the log. An error, and
    // nothing is removed, where the log cannot be opened or another process has it.
    [[nodiscard]] static Result<void> discard_views(const std::filesystem::path& directory);
    // Over any two stores: `log` as Log::create left it, `views` with families(options).
    [[nodiscard]] static Result<std::unique_ptr<EventStore>> open(std::shared_ptr<KeyValueStore> log,
                                                                  std::shared_ptr<KeyValueStore> views,
                                                                  EventStoreOptions);
    [[nodiscard]] static std::vector<ViewStore::FamilyNeed> view_families(const EventStoreOptions&);

    EventStore(const EventStore&) = delete;
    EventStore& operator=(const EventStore&) = delete;
    // Like close(), its error only logged.
    ~EventStore();
    // Finishes what was submitted, spills every view and signs the checkpoint, so that the next opening folds nothing.
    [[nodiscard]] Result<void> close();
    // Ends the threads without spilling or signing, as a crash would: for tests, and where the log of record must be
    // read before going on.
    void abandon();

    // --- Writing
    // Atomic, durable, once: see AppendRequest. Blocks until answered.
    // Errors: version_conflict, command_id_reused, entry_too_large, commit_too_large, store_busy, poisoned, io.
    [[nodiscard]] Result<Receipt> append(AppendRequest);
    [[nodiscard]] std::future<Result<Receipt>> append_async(AppendRequest);
    // Many callers' works are packed into one commit and one fsync. Waits while the queue is full; store_busy when
    // that takes too long, and then none of the works was taken.
    [[nodiscard]] Result<void> submit(std::span<Work* const>);
    [[nodiscard]] Result<void> submit(Work& work) {
        Work* const one = &work;
        return submit({&one, 1});
    }

    // Remembers something about this log that is no event, synced: see Log::setting().
    [[nodiscard]] Result<void> keep_setting(std::string_view name, std::string_view value);

    // --- Reading
    // Number of durable entries.
    [[nodiscard]] std::uint64_t durable_end() const;
    // A write failed: nothing more is acknowledged, and the views may stand still.
    [[nodiscard]] bool poisoned() const;
    [[nodiscard]] const Log& log() const;
    struct Recorded {
        std::uint64_t position;
        std::uint64_t version;
        std::string_view bytes;
    };
    // The events of a stream from a version on, as of what is folded. `use` may return false to stop.
    [[nodiscard]] Result<void> read_stream(StreamName, std::uint64_t from_version,
                                           const std::function<bool(const Recorded&)>& use) const;
    [[nodiscard]] Result<std::uint64_t> stream_length(StreamName) const;
    [[nodiscard]] Result<std::optional<Receipt>> receipt_of(std::string_view command_id) const;
    // Everything durable now, from a position on.
    [[nodiscard]] LogReader read_log(std::uint64_t from) const;
    [[nodiscard]] Subscription subscribe(std::uint64_t from);

    // --- Views
    // All views at one position, for as long as it is held.
    [[nodiscard]] std::shared_ptr<const Point> pin() const;
    // Waits until the views have everything below `position` (a receipt's first_position + count): read your own write.
    // False: not in time.
    [[nodiscard]] bool wait_for(std::uint64_t position, std::chrono::milliseconds timeout) const;
    [[nodiscard]] ViewStore& views();
    [[nodiscard]] std::optional<View> find_view(std::string_view name) const;
    // Folds the whole log into the views of `fresh` (a folder of that name) beside the live ones, compares, switches.
    [[nodiscard]] Result<void> rebuild(std::shared_ptr<Folder> fresh, const ViewStore::Compare& = {},
                                       const std::function<void(std::uint64_t position)>& progress = {});
    // Rebuilds nothing, but writes what is in memory to storage now.
    [[nodiscard]] Result<void> spill();

    // --- Size
    struct Bytes {
        std::uint64_t log = 0;
        std::uint64_t views = 0;
    };
    [[nodiscard]] Bytes bytes_on_disk() const;
    // Spills, then compresses log and views as closely as it goes: KeyValueStore::compact() with Compression::densest.
    // Nothing that is stored changes. Ends early, with no error, once `stop` is set.
    [[nodiscard]] Result<void> compact(std::atomic<bool>& stop);

    // --- Proof. size is at most the folded position.
    [[nodiscard]] Result<Hash> root_at(std::uint64_t size) const;
    [[nodiscard]] Result<std::vector<Hash>> inclusion_proof(std::uint64_t index, std::uint64_t size) const;
    [[nodiscard]] Result<std::vector<Hash>> consistency_proof(std::uint64_t first, std::uint64_t size) const;
    [[nodiscard]] std::unique_ptr<TileSource> tiles() const;  // As of now.
    // Signs what is folded now; the note. Also where the last checkpoint was lost: until then nothing is signed, so
    // that the loss stays visible.
    [[nodiscard]] Result<std::string> sign_checkpoint();
    [[nodiscard]] std::string last_checkpoint() const;

    struct Status {
        std::uint64_t durable_end = 0;
        ViewStore::Lag views;
        std::uint64_t queued_works = 0;
        std::uint64_t unfolded_bytes = 0;
        std::uint64_t commits = 0;                 // And so fsyncs.
        CommitDurations::Counts commit_durations;  // Of those, each with its log of record, where there is one.
        std::uint64_t folded_at_opening = 0;
    };
    [[nodiscard]] Status status() const;

  private:
    explicit EventStore(std::unique_ptr<Engine>);
    std::unique_ptr<Engine> engine_;
};

}  // namespace tally::eventstore
