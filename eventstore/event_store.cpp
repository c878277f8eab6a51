// See event_store.h. Threads: callers submit; one decides; one writes and syncs; one answers; one folds; one signs
// checkpoints; the views have one more that spills.
#include "eventstore/event_store.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <fmt/format.h>
#include <mutex>
#include <spdlog/spdlog.h>
#include <thread>
#include <utility>

#include "domain/core/assert.h"
#include "eventstore/commit.h"
#include "eventstore/deciding.h"
#include "eventstore/doorbell.h"
#include "eventstore/storage/rocksdb_store.h"
#include "eventstore/thread_name.h"
#include "eventstore/views/core_views.h"

namespace tally::eventstore {

namespace {

constexpr std::size_t commits_queued_max = 64;  // Between two of the threads.
// Small values are merged at closing and beside each checkpoint, unless more than this was written since the last one.
constexpr std::uint64_t repack_below_entries = 60'000;
constexpr std::uint64_t repack_entries_min = 1'024;      // Fewer are not worth a write.
constexpr std::uint64_t repack_entries_max = 65'536;     // At a time: a third of a second.
constexpr std::size_t folded_between_publications = 16;  // Commits; readers wait for no more than these.
constexpr std::size_t refold_bytes = 256 << 10;          // Of a batch folded from the log.
constexpr std::size_t rebuild_remainder = 100'000;       // Entries that a switch may fold while commits wait.

StoreError poisoned_error() {
    return {StoreErrorKind::poisoned,
            "an earlier write of the log failed, so nothing more is accepted; see the first error, mend its cause and "
            "open the store again"};
}

// A ready-made append as a work. Owned by whoever made it.
class ReadyAppend : public Work {
  public:
    explicit ReadyAppend(AppendRequest request) : request_(std::move(request)) {
        TALLY_ASSERT(!request_.command_id.empty() && request_.command_id.size() <= command_id_bytes_max,
                     "a command's id has 1 to 128 bytes");
    }
    [[nodiscard]] std::string_view command_id() const override { return request_.command_id; }
    [[nodiscard]] const CommandDigest& command_digest() const override { return request_.digest; }
    void look_up(Lookups& lookups) override {
        for (const auto& write : request_.writes) lookups.want_stream_length(write.stream);
    }
    [[nodiscard]] bool decide(Sequencer& sequencer) override {
        for (std::size_t at = 0; at < request_.writes.size(); ++at) {
            const auto& write = request_.writes[at];
            auto length = sequencer.stream_length(write.stream);
            if (!length) return refuse(std::move(length.error()));
            if (write.expected_version && *write.expected_version != *length) {
                return refuse({StoreErrorKind::version_conflict,
                               fmt::format("stream {}/{} has {} events, not {}: read it again and decide again",
                                           write.stream.kind, write.stream.id, *length, *write.expected_version)});
            }
            for (std::uint32_t entry = 0; entry < write.entry_count; ++entry) {
                const std::uint64_t version = *length + entry;
                std::string& out = sequencer.begin_entry();
                request_.encode(
                    {.write = at, .entry = entry, .position = sequencer.next_position(), .version = version}, out);
                if (!sequencer.end_entry(write.stream, version)) return refuse(sequencer.refusal());
            }
        }
        return true;
    }

  protected:
    // What the caller is told: decide() saying no is an error here.
    [[nodiscard]] Result<Receipt> outcome(Result<std::optional<Receipt>> result) {
        if (!result) return tl::unexpected(std::move(result.error()));
        if (!result->has_value()) return tl::unexpected(std::move(*refused_));
        return **result;
    }

  private:
    bool refuse(StoreError error) {
        refused_ = std::move(error);
        return false;
    }
    AppendRequest request_;
    std::optional<StoreError> refused_;
};

class BlockingAppend final : public ReadyAppend {
  public:
    using ReadyAppend::ReadyAppend;
    void answered(Result<std::optional<Receipt>> result) override {
        result_ = outcome(std::move(result));
        bell_.ring();
    }
    [[nodiscard]] Result<Receipt> wait() {
        bell_.wait();
        return std::move(*result_);
    }

  private:
    Doorbell bell_;
    std::optional<Result<Receipt>> result_;
};

class PromisedAppend final : public ReadyAppend {
  public:
    using ReadyAppend::ReadyAppend;
    void answered(Result<std::optional<Receipt>> result) override {
        promise.set_value(outcome(std::move(result)));
        delete this;  // The queue held the only pointer.
    }
    std::promise<Result<Receipt>> promise;
};

// A bounded queue between two threads.
template <class Item>
class Channel {
  public:
    void push(Item item) {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [&] { return items_.size() < commits_queued_max; });
        items_.push_back(std::move(item));
        lock.unlock();
        changed_.notify_all();
    }
    // Everything queued; empty once closed and drained.
    [[nodiscard]] std::deque<Item> take() {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [&] { return !items_.empty() || closed_ || poked_; });
        poked_ = false;
        auto taken = std::exchange(items_, {});
        lock.unlock();
        changed_.notify_all();
        return taken;
    }
    // Makes take() return, perhaps with nothing.
    void poke() {
        {
            const std::lock_guard lock{mutex_};
            poked_ = true;
        }
        changed_.notify_all();
    }
    void close() {
        {
            const std::lock_guard lock{mutex_};
            closed_ = true;
        }
        changed_.notify_all();
    }
    [[nodiscard]] bool closed() const {
        const std::lock_guard lock{mutex_};
        return closed_ && items_.empty();
    }

  private:
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Item> items_;
    bool closed_ = false;
    bool poked_ = false;
};

}  // namespace

class EventStore::Engine {
  public:
    Engine(std::shared_ptr<KeyValueStore> log_storage, EventStoreOptions options)
        : log_storage_(std::move(log_storage)), options_(std::move(options)), core_(std::make_shared<CoreViews>()) {}
    ~Engine() { end_threads(); }

    [[nodiscard]] Result<void> open(std::shared_ptr<KeyValueStore> view_storage);
    [[nodiscard]] Result<void> submit(std::span<Work* const>);
    [[nodiscard]] Result<void> close(bool spill_and_sign);
    [[nodiscard]] Result<std::string> sign(const std::shared_ptr<const Point>&);
    [[nodiscard]] Result<void> rebuild(std::shared_ptr<Folder>, const ViewStore::Compare&,
                                       const std::function<void(std::uint64_t)>& progress);
    [[nodiscard]] Result<void> on_folding_thread(std::function<Result<void>()>);
    [[nodiscard]] bool wait_durable_beyond(std::uint64_t position, std::chrono::milliseconds timeout,
                                           const std::atomic<bool>& stopped);
    [[nodiscard]] bool wait_folded(std::uint64_t position, std::chrono::milliseconds timeout);
    void wake_readers();
    [[nodiscard]] Status status() const;
    [[nodiscard]] bool poisoned() const { return poisoned_.load(std::memory_order_acquire); }

    // A folder with the views it was bound to.
    struct Bound {
        std::shared_ptr<Folder> folder;
        std::vector<View> views;
    };

    const std::shared_ptr<KeyValueStore> log_storage_;
    EventStoreOptions options_;
    std::shared_ptr<CoreViews> core_;
    std::vector<Bound> folders_;  // The core first. After opening, the folding thread's.
    std::unique_ptr<Log> log_;
    mutable std::mutex checkpoint_mutex_;
    std::optional<CheckpointFile> checkpoint_;
    std::unique_ptr<ViewStore> views_;  // Its spilling thread uses what stands above.

  private:
    using CommitPtr = std::shared_ptr<Commit>;

    [[nodiscard]] Result<void> fold_tail();
    [[nodiscard]] Result<void> fold_range(
        std::uint64_t from, std::uint64_t to, const std::vector<std::uint64_t>& cuts,
        const std::function<Result<void>(const CommitView&, std::uint64_t end)>& fold_batch);
    // `use` says whether to go on.
    [[nodiscard]] Result<void> read_batches(std::uint64_t from, std::uint64_t to,
                                            const std::vector<std::uint64_t>& cuts,
                                            const std::function<bool(std::unique_ptr<Commit>)>& use);
    [[nodiscard]] CommitPtr new_commit(std::uint64_t first_position);
    void decide_loop();
    void hand_over(CommitPtr&);
    void commit_loop();
    void answer_loop();
    void fold_loop();
    void fold_commits(std::deque<CommitPtr>&);
    [[nodiscard]] Result<void> record(const Commit&);
    void fail_commit(Commit&, const StoreError&);
    void folded(std::uint64_t bytes, std::uint64_t entries);
    void run_jobs();
    void sign_loop();
    void repack_some(std::uint64_t end);
    void end_threads();
    void poison(const StoreError&);
    void durable_to(std::uint64_t end);
    void sync_copy(std::uint64_t end);

    struct Job {
        std::function<Result<void>()> run;
        std::promise<Result<void>> done;
    };

    // Submitting and deciding.
    mutable std::mutex queue_mutex_;
    std::condition_variable queue_changed_;  // For the deciding thread.
    std::condition_variable queue_space_;    // For submitters.
    std::vector<Work*> queue_;
    bool closing_ = false;
    std::uint64_t unfolded_bytes_ = 0;
    std::uint64_t unfolded_entries_ = 0;
    CommitPtr handed_;  // To the committer; null: it can take one.
    bool committer_idle_ = true;
    bool deciding_ended_ = false;
    std::condition_variable handed_changed_;
    std::unique_ptr<Deciding> deciding_;
    std::atomic<std::uint64_t> commit_count_{0};
    TreeBuilder recorded_tree_;  // The committer's, where there is a log of record.

    std::mutex pool_mutex_;
    std::vector<std::unique_ptr<Commit>> pool_;

    Channel<CommitPtr> to_answer_;
    Channel<CommitPtr> to_fold_;
    std::mutex jobs_mutex_;
    std::deque<Job> jobs_;
    bool jobs_closed_ = false;
    bool fold_failed_ = false;  // The folding thread's.
    std::mutex rebuild_mutex_;  // One rebuild at a time.

    std::atomic<bool> poisoned_{false};
    std::atomic<std::uint64_t> folded_at_opening_{0};

    // Waiting readers.
    std::mutex visible_mutex_;
    std::condition_variable durable_grew_;
    std::condition_variable folded_grew_;
    std::atomic<std::uint64_t> durable_end_{0};
    std::atomic<std::uint64_t> folded_end_{0};
    std::atomic<int> readers_waiting_{0};
    bool readers_end_ = false;

    std::mutex sign_mutex_;
    std::condition_variable sign_changed_;
    bool sign_end_ = false;

    bool closed_ = false;
    std::thread decider_, committer_, answerer_, folder_, signer_;
};

// --- Opening

Result<void> EventStore::Engine::open(std::shared_ptr<KeyValueStore> view_storage) {
    TALLY_ASSERT(options_.read_header != nullptr, "the store must be told how to read an entry's header");
    TALLY_ASSERT(options_.limits.stream_lengths_max / 2 >= 2 * options_.limits.unfolded_entries_max,
                 "deciding must know the streams of everything unfolded by heart");
    std::uint64_t least_end = 0;
    if (options_.signer) {
        auto file = CheckpointFile::open(options_.checkpoint_directory, options_.signer->verifier());
        if (!file) return tl::unexpected(file.error());
        checkpoint_ = std::move(*file);
        if (checkpoint_->last()) least_end = checkpoint_->last()->size;
    }
    auto log = Log::open(log_storage_, least_end);
    if (!log) return tl::unexpected(log.error());
    log_ = std::move(*log);
    if (log_->opening().dropped_bytes > 0) {
        spdlog::warn("eventstore: the log ends at position {}; {} bytes of a torn write after it were dropped ({})",
                     log_->end(), log_->opening().dropped_bytes, log_->opening().dropped_place);
    }

    std::vector<ViewSpec> specs;
    const auto bind = [&](const std::shared_ptr<Folder>& folder) {
        Bound bound{folder, {}};
        for (ViewSpec& spec : folder->views()) {
            if (spec.group.empty()) spec.group = folder->name();
            bound.views.push_back(static_cast<View>(specs.size()));
            specs.push_back(std::move(spec));
        }
        folder->bind(bound.views);
        folders_.push_back(std::move(bound));
    };
    bind(core_);
    for (const auto& folder : options_.folders) bind(folder);
    auto views = ViewStore::open(std::move(view_storage), std::move(specs), log_->end(), options_.limits.views);
    if (!views) return tl::unexpected(views.error());
    views_ = std::move(*views);
    if (auto folded = fold_tail(); !folded) return folded;

    if (options_.log_of_record) {
        auto tree = TreeBuilder::restore(log_->end(), PointTiles{views_->pin()});
        if (!tree) return tl::unexpected(tree.error());
        recorded_tree_ = std::move(*tree);
    }
    if (checkpoint_) {
        if (auto checked = checkpoint_->check(log_->end(), PointTiles{views_->pin()}); !checked) return checked;
        views_->set_before_spill([this, views = views_.get()](std::uint64_t) -> Result<void> {
            auto signed_note = sign(views->pin());
            return signed_note ? Result<void>{} : tl::unexpected(signed_note.error());
        });
    }
    durable_end_ = log_->end();
    folded_end_ = log_->end();
    deciding_ = std::make_unique<Deciding>(*views_, options_.limits.stream_lengths_max, options_.limits.group_works_max,
                                           options_.limits.commit_pack_bytes);
    decider_ = std::thread([this] { decide_loop(); });
    committer_ = std::thread([this] { commit_loop(); });
    answerer_ = std::thread([this] { answer_loop(); });
    folder_ = std::thread([this] { fold_loop(); });
    if (checkpoint_) signer_ = std::thread([this] { sign_loop(); });
    return {};
}

// Brings every view from where it was spilled to the end of the log.
Result<void> EventStore::Engine::fold_tail() {
    const std::uint64_t end = log_->end();
    std::uint64_t from = end;
    std::vector<std::uint64_t> cuts;
    std::vector<std::uint64_t> stands;
    for (const Bound& bound : folders_) {
        stands.push_back(bound.views.empty() ? end : views_->stored_position(bound.views.front()));
        from = std::min(from, stands.back());
        cuts.push_back(stands.back());
    }
    if (auto resumed = core_->resume(stands.front(), *views_); !resumed) return resumed;
    folded_at_opening_ = end - from;
    const auto fold_batch = [&](const CommitView& batch, std::uint64_t batch_end) -> Result<void> {
        for (std::size_t i = 0; i < folders_.size(); ++i) {
            if (stands[i] > batch.first_position) continue;
            if (auto folded = folders_[i].folder->fold(batch, *views_); !folded) return folded;
        }
        return views_->fold_on(batch_end);
    };
    if (auto folded = fold_range(from, end, cuts, fold_batch); !folded) return folded;
    return views_->publish(end);
}

// Reads the log again and cuts it into batches between commands, and at `cuts`. Reads on this thread and folds on
// another, so that opening uses both cores.
Result<void> EventStore::Engine::fold_range(
    std::uint64_t from, std::uint64_t to, const std::vector<std::uint64_t>& cuts,
    const std::function<Result<void>(const CommitView&, std::uint64_t end)>& fold_batch) {
    Channel<std::unique_ptr<Commit>> batches;
    std::atomic<bool> failed{false};
    Result<void> folded;
    std::thread folder{[&] {
        name_this_thread("tally-refold");
        while (!batches.closed()) {
            for (const auto& batch : batches.take()) {
                if (!failed) folded = fold_batch(batch->view(), batch->end_position());
                if (!folded) failed = true;
            }
        }
    }};
    const auto read = read_batches(from, to, cuts, [&](std::unique_ptr<Commit> batch) {
        batches.push(std::move(batch));
        return !failed;
    });
    batches.close();
    folder.join();
    return folded ? read : folded;
}

Result<void> EventStore::Engine::read_batches(std::uint64_t from, std::uint64_t to,
                                              const std::vector<std::uint64_t>& cuts,
                                              const std::function<bool(std::unique_ptr<Commit>)>& use) {
    auto batch = std::make_unique<Commit>();
    batch->clear(from);
    std::string command_id;
    CommandDigest digest{};
    std::uint64_t command_first = from;
    std::string stream;
    const auto end_command = [&] {
        const std::uint64_t count = batch->end_position() - command_first;
        if (count > 0) batch->add_command(command_id, digest, command_first, static_cast<std::uint32_t>(count));
        command_first = batch->end_position();
    };
    const auto hand_on = [&] {
        if (batch->empty()) return true;
        batch->seal();
        auto next = std::make_unique<Commit>();
        next->clear(batch->end_position());
        return use(std::exchange(batch, std::move(next)));
    };

    LogReader reader = log_->reader(from, to);
    while (reader.next()) {
        auto header = options_.read_header(reader.entry());
        if (!header) return tl::unexpected(header.error());
        if (header->position != reader.position()) {
            return fail(StoreErrorKind::damaged,
                        fmt::format("the entry at position {} says it is at {}", reader.position(), header->position));
        }
        if (header->command_id != command_id || reader.position() == from) {
            end_command();
            const bool cut = std::find(cuts.begin(), cuts.end(), reader.position()) != cuts.end();
            if ((cut || batch->byte_count() >= refold_bytes) && !hand_on()) return {};
            command_id.assign(header->command_id);
            digest = header->command_digest;
        }
        stream.assign(1, static_cast<char>(header->stream.kind));
        stream.append(header->stream.id).push_back('\0');
        batch->bytes().append(reader.entry());
        batch->add_entry(stream, header->version);
    }
    if (auto status = reader.status(); !status) return status;
    end_command();
    (void)hand_on();  // Nothing follows that could be stopped.
    return {};
}

// --- Submitting

Result<void> EventStore::Engine::submit(std::span<Work* const> works) {
    std::unique_lock lock{queue_mutex_};
    const auto space = [&] {
        return closing_ || queue_.empty() || queue_.size() + works.size() <= options_.limits.queued_works_max;
    };
    if (!queue_space_.wait_for(lock, options_.limits.busy_after, space)) {
        return fail(StoreErrorKind::store_busy,
                    fmt::format("{} commands are waiting and the views are behind; try again", queue_.size()));
    }
    if (closing_) return fail(StoreErrorKind::store_busy, "the store is being closed");
    if (poisoned_.load(std::memory_order_acquire)) return tl::unexpected(poisoned_error());
    const bool was_empty = queue_.empty();
    queue_.insert(queue_.end(), works.begin(), works.end());
    lock.unlock();
    if (was_empty) queue_changed_.notify_one();
    return {};
}

// --- Deciding

EventStore::Engine::CommitPtr EventStore::Engine::new_commit(std::uint64_t first_position) {
    std::unique_ptr<Commit> commit;
    {
        const std::lock_guard lock{pool_mutex_};
        if (!pool_.empty()) {
            commit = std::move(pool_.back());
            pool_.pop_back();
        }
    }
    if (!commit) commit = std::make_unique<Commit>();
    commit->clear(first_position);
    return {commit.release(), [this](Commit* used) {
                std::unique_ptr<Commit> owned{used};
                const bool small = owned->byte_count() <= 2 * options_.limits.commit_pack_bytes;
                owned->clear(0);  // Here, not on the deciding thread, which has more to do.
                const std::lock_guard lock{pool_mutex_};
                if (pool_.size() < commits_queued_max && small) pool_.push_back(std::move(owned));
            }};
}

void EventStore::Engine::decide_loop() {
    name_this_thread("tally-decide");
    CommitPtr commit = new_commit(log_->end());
    std::vector<Work*> works;
    std::size_t decided = 0;
    while (true) {
        if (decided == works.size()) {
            works.clear();
            decided = 0;
        }
        {
            // While a commit is being written, the next one goes on filling; it goes when the committer can take it.
            std::unique_lock lock{queue_mutex_};
            const bool more = decided < works.size();
            queue_changed_.wait(lock, [&] {
                if (!commit->empty() && committer_idle_) return true;
                if (unfolded_bytes_ > options_.limits.unfolded_bytes_max) return false;
                if (unfolded_entries_ > options_.limits.unfolded_entries_max) return false;
                return more || !queue_.empty() || closing_;
            });
            if (works.empty() && !queue_.empty()) {
                std::swap(works, queue_);
                lock.unlock();
                queue_space_.notify_all();
            } else if (works.empty() && closing_ && commit->empty()) {
                deciding_ended_ = true;
                lock.unlock();
                handed_changed_.notify_all();
                return;
            }
        }
        const auto rest = std::span<Work* const>{works}.subspan(decided);
        if (poisoned_.load(std::memory_order_acquire)) {
            for (Work* work : rest) commit->answers.push_back({work, tl::unexpected(poisoned_error())});
            decided = works.size();
        } else if (!rest.empty() && !deciding_->full(*commit)) {
            decided += deciding_->decide(rest, *commit);
        }
        bool hand = false;
        {
            const std::lock_guard lock{queue_mutex_};
            hand = !commit->empty() && (committer_idle_ || deciding_->full(*commit) || closing_);
        }
        if (hand) hand_over(commit);
    }
}

void EventStore::Engine::hand_over(CommitPtr& commit) {
    commit->seal();
    const std::uint64_t next = commit->end_position();
    {
        std::unique_lock lock{queue_mutex_};
        handed_changed_.wait(lock, [&] { return handed_ == nullptr; });
        unfolded_bytes_ += commit->byte_count();
        unfolded_entries_ += commit->entry_bytes().size();
        handed_ = std::move(commit);
        committer_idle_ = false;
    }
    handed_changed_.notify_all();
    commit = new_commit(next);
}

// --- Writing

void EventStore::Engine::commit_loop() {
    name_this_thread("tally-commit");
    while (true) {
        CommitPtr commit;
        {
            std::unique_lock lock{queue_mutex_};
            committer_idle_ = handed_ == nullptr;
            if (committer_idle_) queue_changed_.notify_one();
            handed_changed_.wait(lock, [&] { return handed_ != nullptr || deciding_ended_; });
            if (handed_ == nullptr) break;
            commit = std::move(handed_);
            handed_ = nullptr;
        }
        handed_changed_.notify_all();

        if (poisoned_.load(std::memory_order_acquire)) {
            // Even a refusal may rest on what was lost.
            fail_commit(*commit, poisoned_error());
        } else if (const auto recorded = record(*commit); !recorded) {
            poison(recorded.error());
            fail_commit(*commit, recorded.error());
        } else if (!commit->entry_bytes().empty()) {
            const auto ready = commit->product ? commit->product->make_ready() : Result<void>{};
            // What was decided here and is with the log of record already, no answer waits for on this disk.
            const bool recorded_elsewhere = options_.log_of_record && commit->product;
            const auto durability = recorded_elsewhere ? Durability::buffered : Durability::synced;
            const auto written = ready ? log_->append(commit->entry_bytes(), durability)
                                       : Result<std::uint64_t>{tl::unexpected(ready.error())};
            if (!written) {
                poison(written.error());
                fail_commit(*commit, written.error());
            } else {
                TALLY_ASSERT(*written == commit->first_position(), "positions are gapless");
                if (!recorded_elsewhere) durable_to(commit->end_position());
                ++commit_count_;
                to_fold_.push(commit);
            }
        }
        to_answer_.push(std::move(commit));
    }
    to_answer_.close();
    to_fold_.close();
}

void EventStore::Engine::durable_to(std::uint64_t end) {
    durable_end_ = end;
    if (readers_waiting_ == 0) return;
    { const std::lock_guard lock{visible_mutex_}; }
    durable_grew_.notify_all();
}

// Hands the commit to the log of record, where there is one.
Result<void> EventStore::Engine::record(const Commit& commit) {
    if (!options_.log_of_record) return {};
    if (auto done = options_.log_of_record->commit(commit.view(), recorded_tree_.root(), commit.answers); !done)
        return done;
    std::vector<std::string_view> leaves{commit.entry_bytes()};
    std::vector<Hash> hashes(leaves.size());
    hash_leaves(leaves, hashes);
    recorded_tree_.append(hashes);
    (void)recorded_tree_.take_full_tiles();  // They are the views' to keep.
    return {};
}

void EventStore::Engine::fail_commit(Commit& commit, const StoreError& error) {
    for (auto& answer : commit.answers) answer.result = tl::unexpected(error);
    folded(commit.byte_count(), commit.entry_bytes().size());
}

// The decider may go on: this much less is on its way to the views.
void EventStore::Engine::folded(std::uint64_t bytes, std::uint64_t entries) {
    {
        const std::lock_guard lock{queue_mutex_};
        unfolded_bytes_ -= bytes;
        unfolded_entries_ -= entries;
    }
    queue_changed_.notify_one();
}

void EventStore::Engine::poison(const StoreError& error) {
    if (!poisoned_.exchange(true)) spdlog::critical("eventstore: the log cannot be written: {}", error.message);
}

void EventStore::Engine::answer_loop() {
    name_this_thread("tally-answer");
    while (!to_answer_.closed()) {
        for (const CommitPtr& commit : to_answer_.take()) {
            for (auto& answer : commit->answers) answer.work->answered(std::move(answer.result));
        }
    }
}

// --- Folding

void EventStore::Engine::fold_loop() {
    name_this_thread("tally-fold");
    while (!to_fold_.closed()) {
        auto commits = to_fold_.take();
        if (!commits.empty()) {
            sync_copy(commits.back()->end_position());
            fold_commits(commits);
        }
        run_jobs();
    }
    {
        const std::lock_guard lock{jobs_mutex_};
        jobs_closed_ = true;
    }
    run_jobs();
}

// The views, and what is signed, never have more than the disk.
void EventStore::Engine::sync_copy(std::uint64_t end) {
    if (durable_end_ >= end || fold_failed_) return;
    if (auto synced = log_->sync(); !synced) {
        fold_failed_ = true;
        poison(synced.error());
        return;
    }
    durable_to(end);
}

void EventStore::Engine::fold_commits(std::deque<CommitPtr>& commits) {
    while (!commits.empty()) {
        std::uint64_t bytes = 0;
        std::uint64_t entries = 0;
        std::uint64_t end = 0;
        Result<void> done;
        for (std::size_t n = 0; n < folded_between_publications && !commits.empty(); ++n) {
            const CommitPtr commit = std::move(commits.front());
            commits.pop_front();
            for (const Bound& bound : folders_) {
                if (done && !fold_failed_) done = bound.folder->fold(commit->view(), *views_);
            }
            bytes += commit->byte_count();
            entries += commit->entry_bytes().size();
            end = commit->end_position();
        }
        if (done && !fold_failed_) done = views_->publish(end);
        if (!done) {
            // What was written stays written; the views are folded again at the next opening.
            spdlog::critical("eventstore: the views cannot follow the log: {}", done.error().message);
            fold_failed_ = true;
            poison(done.error());
        }
        if (!fold_failed_) {
            folded_end_ = end;
            if (readers_waiting_ > 0) {
                { const std::lock_guard lock{visible_mutex_}; }
                folded_grew_.notify_all();
            }
        }
        folded(bytes, entries);
    }
}

void EventStore::Engine::run_jobs() {
    while (true) {
        Job job;
        {
            const std::lock_guard lock{jobs_mutex_};
            if (jobs_.empty()) return;
            job = std::move(jobs_.front());
            jobs_.pop_front();
        }
        job.done.set_value(job.run());
    }
}

Result<void> EventStore::Engine::on_folding_thread(std::function<Result<void>()> run) {
    std::future<Result<void>> done;
    {
        const std::lock_guard lock{jobs_mutex_};
        if (jobs_closed_) return fail(StoreErrorKind::store_busy, "the store is being closed");
        done = jobs_.emplace_back(Job{std::move(run), {}}).done.get_future();
    }
    to_fold_.poke();
    return done.get();
}

Result<void> EventStore::Engine::rebuild(std::shared_ptr<Folder> fresh, const ViewStore::Compare& compare,
                                         const std::function<void(std::uint64_t)>& progress) {
    const std::lock_guard one_at_a_time{rebuild_mutex_};
    const auto found = std::find_if(folders_.begin(), folders_.end(),
                                    [&](const Bound& bound) { return bound.folder->name() == fresh->name(); });
    TALLY_ASSERT(found != folders_.end(), "only what is registered can be rebuilt");
    fresh->bind(found->views);
    auto begun = views_->begin_build(found->views);
    if (!begun) return tl::unexpected(begun.error());
    std::unique_ptr<ViewStore::Build> build = std::move(*begun);

    const auto fold_to = [&](std::uint64_t end) {
        return fold_range(build->position(), end, {},
                          [&](const CommitView& batch, std::uint64_t batch_end) -> Result<void> {
                              if (auto folded = fresh->fold(batch, *build); !folded) return folded;
                              if (progress) progress(batch_end);
                              return build->set_position(batch_end);
                          });
    };
    while (folded_end_.load(std::memory_order_acquire) - build->position() > rebuild_remainder) {
        if (auto folded = fold_to(folded_end_.load(std::memory_order_acquire)); !folded) return folded;
    }
    return on_folding_thread([&]() -> Result<void> {
        if (auto folded = fold_to(views_->pin()->position()); !folded) return folded;
        auto switched = views_->switch_to(std::move(build), compare);
        if (switched) found->folder = fresh;
        return switched;
    });
}

// --- Checkpoints

Result<std::string> EventStore::Engine::sign(const std::shared_ptr<const Point>& point) {
    const std::lock_guard lock{checkpoint_mutex_};
    TALLY_ASSERT(checkpoint_.has_value(), "only a store with a signer signs");
    const auto& last = checkpoint_->last();
    const std::uint64_t size = point->position();
    if (size == 0 || (last && size <= last->size)) return checkpoint_->note();
    auto root = eventstore::root_at(PointTiles{point}, size);
    if (!root) return tl::unexpected(root.error());
    return checkpoint_->sign({.origin = log_->origin(), .size = size, .root = *root}, *options_.signer);
}

void EventStore::Engine::sign_loop() {
    name_this_thread("tally-sign");
    std::uint64_t end_before = durable_end_;
    std::unique_lock lock{sign_mutex_};
    while (!sign_changed_.wait_for(lock, options_.limits.checkpoint_every, [&] { return sign_end_; })) {
        lock.unlock();
        if (auto signed_note = sign(views_->pin()); !signed_note) {
            spdlog::critical("eventstore: no checkpoint could be signed: {}", signed_note.error().message);
            poison(signed_note.error());
        }
        const std::uint64_t end = durable_end_;
        if (end - end_before <= repack_below_entries) repack_some(end);
        end_before = end;
        lock.lock();
    }
}

// A log of small values, as single commands leave them, is read five times slower than one of full ones.
void EventStore::Engine::repack_some(std::uint64_t end) {
    const std::uint64_t from = log_->repacked_to();
    if (end - from < repack_entries_min || poisoned_.load(std::memory_order_acquire)) return;
    if (auto done = log_->repack(from, std::min(end, from + repack_entries_max)); !done) poison(done.error());
}

// --- Waiting

bool EventStore::Engine::wait_durable_beyond(std::uint64_t position, std::chrono::milliseconds timeout,
                                             const std::atomic<bool>& stopped) {
    if (durable_end_.load(std::memory_order_acquire) > position) return true;
    ++readers_waiting_;
    std::unique_lock lock{visible_mutex_};
    durable_grew_.wait_for(lock, timeout, [&] {
        return durable_end_.load(std::memory_order_acquire) > position || stopped.load() || readers_end_;
    });
    --readers_waiting_;
    return durable_end_.load(std::memory_order_acquire) > position && !stopped.load();
}

bool EventStore::Engine::wait_folded(std::uint64_t position, std::chrono::milliseconds timeout) {
    if (folded_end_.load(std::memory_order_acquire) >= position) return true;
    ++readers_waiting_;
    std::unique_lock lock{visible_mutex_};
    folded_grew_.wait_for(lock, timeout,
                          [&] { return folded_end_.load(std::memory_order_acquire) >= position || readers_end_; });
    --readers_waiting_;
    return folded_end_.load(std::memory_order_acquire) >= position;
}

void EventStore::Engine::wake_readers() {
    { const std::lock_guard lock{visible_mutex_}; }
    durable_grew_.notify_all();
    folded_grew_.notify_all();
}

// --- Closing

void EventStore::Engine::end_threads() {
    {
        const std::lock_guard lock{queue_mutex_};
        closing_ = true;
    }
    queue_changed_.notify_all();
    queue_space_.notify_all();
    {
        const std::lock_guard lock{visible_mutex_};
        readers_end_ = true;
    }
    wake_readers();
    {
        const std::lock_guard lock{sign_mutex_};
        sign_end_ = true;
    }
    sign_changed_.notify_all();
    for (std::thread* thread : {&decider_, &committer_, &answerer_, &folder_, &signer_})
        if (thread->joinable()) thread->join();
}

Result<void> EventStore::Engine::close(bool spill_and_sign) {
    if (closed_) return {};
    closed_ = true;
    end_threads();
    if (!spill_and_sign || poisoned_.load()) return {};
    repack_some(durable_end_);
    if (poisoned_.load()) return tl::unexpected(poisoned_error());
    if (auto spilled = views_->spill_all(); !spilled) return spilled;
    if (!checkpoint_) return {};
    auto signed_note = sign(views_->pin());
    return signed_note ? Result<void>{} : tl::unexpected(signed_note.error());
}

EventStore::Status EventStore::Engine::status() const {
    Status status;
    status.durable_end = durable_end_.load(std::memory_order_acquire);
    status.views = views_->lag();
    status.folded_at_opening = folded_at_opening_.load();
    status.commits = commit_count_;
    const std::lock_guard lock{queue_mutex_};
    status.queued_works = queue_.size();
    status.unfolded_bytes = unfolded_bytes_;
    return status;
}

// --- Subscription

struct Subscription::State {
    EventStore::Engine* engine;
    std::uint64_t position;
    std::optional<LogReader> reader;
    std::uint64_t reader_end = 0;
    std::atomic<bool> stopped{false};
};

Subscription::Subscription(std::unique_ptr<State> state) : state_(std::move(state)) {}
Subscription::Subscription(Subscription&&) noexcept = default;
Subscription& Subscription::operator=(Subscription&&) noexcept = default;
Subscription::~Subscription() = default;

Result<std::optional<Subscription::Entry>> Subscription::next(std::chrono::milliseconds timeout) {
    State& state = *state_;
    while (!state.stopped.load()) {
        if (!state.reader) {
            if (!state.engine->wait_durable_beyond(state.position, timeout, state.stopped)) return std::nullopt;
            state.reader_end = state.engine->log_->end();
            state.reader = state.engine->log_->reader(state.position, state.reader_end);
        }
        if (state.reader->next()) {
            ++state.position;
            return Entry{state.reader->position(), state.reader->entry()};
        }
        if (auto status = state.reader->status(); !status) return tl::unexpected(status.error());
        TALLY_ASSERT(state.position == state.reader_end, "a reader reaches the end it was given");
        state.reader.reset();
    }
    return std::nullopt;
}

void Subscription::stop() {
    state_->stopped = true;
    state_->engine->wake_readers();
}

std::uint64_t Subscription::position() const {
    return state_->position;
}

// --- The face

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
    return engine_->submit(works);
}

Result<Receipt> EventStore::append(AppendRequest request) {
    BlockingAppend work{std::move(request)};
    Work* const one = &work;
    if (auto submitted = engine_->submit({&one, 1}); !submitted) return tl::unexpected(submitted.error());
    return work.wait();
}

std::future<Result<Receipt>> EventStore::append_async(AppendRequest request) {
    auto work = std::make_unique<PromisedAppend>(std::move(request));
    auto future = work->promise.get_future();
    Work* const one = work.get();
    if (auto submitted = engine_->submit({&one, 1}); !submitted) {
        work->promise.set_value(tl::unexpected(submitted.error()));
    } else {
        (void)work.release();  // It deletes itself once answered.
    }
    return future;
}

std::uint64_t EventStore::durable_end() const {
    return engine_->log_->end();
}
const Log& EventStore::log() const {
    return *engine_->log_;
}
std::shared_ptr<const Point> EventStore::pin() const {
    return engine_->views_->pin();
}
ViewStore& EventStore::views() {
    return *engine_->views_;
}
std::optional<View> EventStore::find_view(std::string_view name) const {
    return engine_->views_->find(name);
}

Result<void> EventStore::read_stream(StreamName stream, std::uint64_t from_version,
                                     const std::function<bool(const Recorded&)>& use) const {
    bool go_on = true;
    Result<void> read;
    auto done =
        each_run(*pin(), stream_key(stream), from_version,
                 [&](std::uint64_t first_version, std::span<const std::uint64_t> positions) {
                     std::uint64_t version = first_version;
                     read = engine_->log_->read_each(positions, [&](std::uint64_t position, std::string_view bytes) {
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
    const std::uint64_t end = engine_->log_->end();
    return engine_->log_->reader(std::min(from, end), end);
}

Subscription EventStore::subscribe(std::uint64_t from) {
    auto state = std::make_unique<Subscription::State>();
    state->engine = engine_.get();
    state->position = from;
    return Subscription{std::move(state)};
}

bool EventStore::poisoned() const {
    return engine_->poisoned();
}

bool EventStore::wait_for(std::uint64_t position, std::chrono::milliseconds timeout) const {
    return engine_->wait_folded(position, timeout);
}

Result<void> EventStore::rebuild(std::shared_ptr<Folder> fresh, const ViewStore::Compare& compare,
                                 const std::function<void(std::uint64_t)>& progress) {
    return engine_->rebuild(std::move(fresh), compare, progress);
}

Result<void> EventStore::spill() {
    return engine_->on_folding_thread([this] { return engine_->views_->spill_all(); });
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
    return engine_->sign(pin());
}

std::string EventStore::last_checkpoint() const {
    const std::lock_guard lock{engine_->checkpoint_mutex_};
    return engine_->checkpoint_ ? engine_->checkpoint_->note() : std::string{};
}

EventStore::Status EventStore::status() const {
    return engine_->status();
}

}  // namespace tally::eventstore
