#pragma once
// Remembers events: ordered, durable, once, provably. One log, its Merkle tree, and the views folded from it.
//
// Durable first, then visible: nothing above durable_end() is ever answered, read, folded or signed.
// Every public method may be called from any thread.

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

#include "eventstore/log/log.h"
#include "eventstore/log_of_record.h"
#include "eventstore/merkle/checkpoint_file.h"
#include "eventstore/merkle/tree.h"
#include "eventstore/result.h"
#include "eventstore/views/view_store.h"
#include "eventstore/work.h"

namespace tally::eventstore {

// What the core views need of an entry's envelope. After an opening it is all they have.
struct EntryHeader {
    std::uint64_t position = 0;
    StreamName stream;  // Points into the entry.
    std::uint64_t version = 0;
    std::string_view command_id;
    CommandDigest command_digest{};
};
using ReadHeader = Result<EntryHeader> (*)(std::string_view entry);

// A ready-made append, for entries that need no deciding.
struct AppendRequest {
    struct Write {
        StreamName stream;
        std::optional<std::uint64_t> expected_version;  // Length of the stream as last seen; absent: any.
        std::uint32_t entry_count = 1;
    };
    struct Place {
        std::size_t write = 0;    // Index into writes.
        std::uint32_t entry = 0;  // Of that write.
        std::uint64_t position = 0;
        std::uint64_t version = 0;
    };
    std::string command_id;
    CommandDigest digest{};
    std::vector<Write> writes;  // All or none; a conflict in one refuses the whole.
    // Appends one entry's bytes; on the deciding thread.
    std::function<void(const Place&, std::string& out)> encode;
};

struct StoreLimits {
    ViewLimits views;
    std::size_t queued_works_max = 65'536;        // Beyond it submit() waits,
    std::chrono::milliseconds busy_after{5'000};  // this long, then answers store_busy.
    std::size_t commit_pack_bytes = 1 << 20;      // A commit takes no further command from here on.
    std::size_t group_works_max = 512;            // Decided on one set of look-ups.
    std::size_t unfolded_bytes_max = 16 << 20;    // Of decided entries that the views do not have yet,
    std::size_t unfolded_entries_max = 262'144;   // and how many; then deciding waits.
    std::size_t stream_lengths_max =
        2'000'000;  // Streams whose length deciding knows by heart; half must hold what is unfolded.
    std::chrono::milliseconds checkpoint_every{1'000};
};

struct EventStoreOptions {
    ReadHeader read_header = nullptr;
    std::vector<std::shared_ptr<Folder>> folders;
    StoreLimits limits;
    // Without a signer no checkpoint is kept, and a log that lost its end behind RocksDB's back is not found out.
    std::optional<NoteSigner> signer;
    std::filesystem::path checkpoint_directory;
    std::shared_ptr<LogOfRecord> log_of_record;  // Null: the local log is.
};

class EventStore;

// Follows the log: first what is there, then what comes.
class Subscription {
  public:
    struct Entry {
        std::uint64_t position;
        std::string_view bytes;  // Valid until the next call of next().
    };
    ~Subscription();
    Subscription(Subscription&&) noexcept;
    Subscription& operator=(Subscription&&) noexcept;
    // The next entry; nothing when none came in time, or after stop().
    [[nodiscard]] Result<std::optional<Entry>> next(std::chrono::milliseconds timeout);
    // From any thread: next() returns nothing from now on.
    void stop();
    [[nodiscard]] std::uint64_t position() const;  // Of the entry that next() will return.

  private:
    friend class EventStore;
    struct State;
    explicit Subscription(std::unique_ptr<State>);
    std::unique_ptr<State> state_;
};

class EventStore {
  public:
    // Makes the two stores of a division in `directory`: log/ and views/.
    [[nodiscard]] static Result<void> create(const std::filesystem::path& directory, std::string_view origin,
                                             const std::map<std::string, std::string>& settings = {});
    // Folds what the views had not spilled, then checks the log against the last signed checkpoint.
    [[nodiscard]] static Result<std::unique_ptr<EventStore>> open(const std::filesystem::path& directory,
                                                                  EventStoreOptions);
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

    // --- Proof. size is at most the folded position.
    [[nodiscard]] Result<Hash> root_at(std::uint64_t size) const;
    [[nodiscard]] Result<std::vector<Hash>> inclusion_proof(std::uint64_t index, std::uint64_t size) const;
    [[nodiscard]] Result<std::vector<Hash>> consistency_proof(std::uint64_t first, std::uint64_t size) const;
    [[nodiscard]] std::unique_ptr<TileSource> tiles() const;  // As of now.
    // Signs what is folded now; the note.
    [[nodiscard]] Result<std::string> sign_checkpoint();
    [[nodiscard]] std::string last_checkpoint() const;

    struct Status {
        std::uint64_t durable_end = 0;
        ViewStore::Lag views;
        std::uint64_t queued_works = 0;
        std::uint64_t unfolded_bytes = 0;
        std::uint64_t commits = 0;  // And so fsyncs.
        std::uint64_t folded_at_opening = 0;
    };
    [[nodiscard]] Status status() const;

  private:
    friend class Subscription;
    class Engine;
    explicit EventStore(std::unique_ptr<Engine>);
    std::unique_ptr<Engine> engine_;
};

}  // namespace tally::eventstore
