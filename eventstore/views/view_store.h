#pragma once
// Everything but the log is a view: "the fold of the log up to a position that it names". This keeps the recent rows of
// all views in memory, publishes them together with that position, and spills them now and then as sorted rows, with
// the position, in one atomic ingest. A view can be dropped at any time and folded again.

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "eventstore/result.h"
#include "eventstore/storage/key_value_store.h"
#include "eventstore/views/point.h"
#include "eventstore/views/table.h"

namespace tally::eventstore {

struct ViewSpec {
    std::string name;           // Family and key of its position; it never changes.
    std::uint32_t version = 1;  // Raise it when the fold changes: a view of another version is built again.
    OwnerLength owner_length = nullptr;
    bool asked_for_absent = false;  // Keys asked for are mostly absent, such as new command ids: wants a filter.
    bool compressed = true;         // False: single rows are read at random, and often.
    // Views of one group are folded together, so they stand and fall together. Empty: alone.
    std::string group = {};
};

struct ViewLimits {
    std::size_t budget_bytes = 192 << 20;              // Of both generations together.
    std::uint64_t generation_positions_max = 300'000;  // Opening after a crash folds at most two generations.
    std::uint64_t level0_runs_max = 12;                // More of them, and a look-up goes from 0.6 to 90 µs.
    std::size_t build_budget_bytes = 64 << 20;         // Of a rebuild beside the live view.
};

// What a folder writes through: the live views, or a build beside them.
class ViewWriter {
  public:
    virtual ~ViewWriter() = default;
    // Sees what was put before, published or not.
    [[nodiscard]] virtual Result<std::optional<std::string>> get(View, std::string_view key) = 0;
    virtual void put(View, std::string_view key, std::string_view value) = 0;
    // The same where there is no such row: one that is erased again before it is spilled is not spilled at all.
    virtual void put_new(View, std::string_view key, std::string_view value) = 0;
    virtual void erase(View, std::string_view key) = 0;
    // Whether `use` says yes to the value of a row whose key begins so, put before or stored. Looks at all of memory:
    // for what is rare.
    using UseValue = std::function<bool(std::string_view value)>;
    [[nodiscard]] virtual Result<bool> any_row(View, std::string_view prefix, const UseValue& use) = 0;
    // Requests that rows erased in this view are also removed from the files soon, because they hold personal data.
    virtual void purge(View) = 0;
    // Adds bytes to the end of the row's value, making the row if need be. Costs only the added bytes while they fit
    // into `capacity`, the size the value is thought to reach.
    [[nodiscard]] virtual Result<void> append(View, std::string_view key, std::string_view bytes,
                                              std::size_t capacity) = 0;
    // For rows that are runs of one owner: the run begun last, if it is in the newest memory. When there is none the
    // caller begins another, whose key must be new. Never reads storage.
    struct Run {
        std::string_view key;
        std::size_t bytes;
        Table::Node* node;
    };
    [[nodiscard]] virtual std::optional<Run> newest_run(View, std::string_view owner) = 0;
    virtual void append_to_run(View, const Run&, std::string_view bytes) = 0;
    virtual void replace_run(View, const Run&, std::string_view bytes) = 0;
    virtual void begin_run(View, std::string_view key, std::string_view bytes) = 0;
    // Tells that this row, or a run of this owner, will be written soon. In prefetch_steps steps, each nearer: the
    // first says by which hash the others go.
    [[nodiscard]] virtual std::uint64_t prefetch(View, std::string_view key) = 0;
    virtual void prefetch(View, std::uint64_t hash, unsigned step) = 0;
    [[nodiscard]] virtual std::uint64_t prefetch_owner(View, std::string_view owner) = 0;
    virtual void prefetch_owner(View, std::uint64_t hash, unsigned step) = 0;
};

// For a folder that writes the rows of `count` things in order: tells of those that come a little later.
class PrefetchAhead {
  public:
    // At thing i: first(later thing) returns its hash, or 0 where there is nothing to fetch; next(hash, step) goes on.
    template <class First, class Next>
    void at(std::size_t i, std::size_t count, const First& first, const Next& next) {
        if (const std::size_t later = i + hashes_.size(); later < count) hashes_[i % hashes_.size()] = first(later);
        for (unsigned step = 1; step < prefetch_steps; ++step)
            if (const auto hash = hashes_[(i + apart * (prefetch_steps - step)) % hashes_.size()]; hash != 0)
                next(hash, step);
    }

  private:
    static constexpr std::size_t apart = 4;  // Things between two steps: what one of them fetched has come by then.
    std::array<std::uint64_t, apart * prefetch_steps> hashes_{};  // Of the things that come next, as a ring.
};

class ViewStore final : public ViewWriter {
  public:
    // Called on the spilling thread before rows at this position become durable.
    using BeforeSpill = std::function<Result<void>(std::uint64_t position)>;

    // Families of the storage that holds these views: positions first, then view i as family i + 1.
    static constexpr Family family_positions = 0;
    struct FamilyNeed {
        std::string name;
        bool asked_for_absent = false;
        bool compressed = true;
    };
    [[nodiscard]] static std::vector<FamilyNeed> families(std::span<const ViewSpec>);

    // durable_end: the number of entries in the log. A view ahead of it, or of another version, is dropped, loudly.
    [[nodiscard]] static Result<std::unique_ptr<ViewStore>> open(std::shared_ptr<KeyValueStore>, std::vector<ViewSpec>,
                                                                 std::uint64_t durable_end, const ViewLimits& = {});
    ViewStore(const ViewStore&) = delete;
    ViewStore& operator=(const ViewStore&) = delete;
    // Ends the spilling thread; what was not spilled is folded again after the next opening.
    ~ViewStore() override;

    // --- Any thread.
    [[nodiscard]] std::shared_ptr<const Point> pin() const;
    [[nodiscard]] std::size_t view_count() const { return specs_.size(); }
    [[nodiscard]] const ViewSpec& spec(View view) const { return specs_[view]; }
    [[nodiscard]] std::optional<View> find(std::string_view name) const;
    [[nodiscard]] const KeyValueStore& storage() const { return *storage_; }
    // Compresses what is spilled as closely as it goes.
    [[nodiscard]] Result<void> compact(std::atomic<bool>& stop) {
        return storage_->compact(Compression::densest, &stop);
    }

    struct Lag {
        std::uint64_t published = 0;  // What readers see.
        std::uint64_t spilled = 0;    // What opening after a crash starts from.
        std::uint64_t active_bytes = 0;
        std::uint64_t frozen_bytes = 0;
        std::uint64_t level0_runs = 0;
        std::uint64_t spills = 0;
        std::uint64_t writer_waits = 0;  // How often the writer found both generations full.
    };
    [[nodiscard]] Lag lag() const;

    // --- The one writing thread.
    // Where the stored rows of this view stand at opening: fold the log into it from here. Once every view was brought
    // to one position, publish() it.
    [[nodiscard]] std::uint64_t stored_position(View view) const { return stored_positions_[view]; }

    [[nodiscard]] Result<std::optional<std::string>> get(View, std::string_view key) override;
    void put(View, std::string_view key, std::string_view value) override;
    void put_new(View, std::string_view key, std::string_view value) override;
    void erase(View, std::string_view key) override;
    [[nodiscard]] Result<bool> any_row(View, std::string_view prefix, const UseValue& use) override;
    void purge(View) override;
    [[nodiscard]] Result<void> append(View, std::string_view key, std::string_view bytes,
                                      std::size_t capacity) override;
    [[nodiscard]] std::optional<Run> newest_run(View, std::string_view owner) override;
    void append_to_run(View, const Run&, std::string_view bytes) override;
    void replace_run(View, const Run&, std::string_view bytes) override;
    void begin_run(View, std::string_view key, std::string_view bytes) override;
    [[nodiscard]] std::uint64_t prefetch(View, std::string_view key) override;
    void prefetch(View, std::uint64_t hash, unsigned step) override;
    [[nodiscard]] std::uint64_t prefetch_owner(View, std::string_view owner) override;
    void prefetch_owner(View, std::uint64_t hash, unsigned step) override;

    // Shows everything written so far as the fold up to this position. May begin a spill; waits while both generations
    // are full. An error is a failed spill: nothing more can be published.
    [[nodiscard]] Result<void> publish(std::uint64_t position);
    // While the tail is folded at opening nothing may be shown, but memory must stay bounded: spills, when the budget
    // says so, without publishing. Every view stands at `position` or, as stored_position tells, beyond it.
    [[nodiscard]] Result<void> fold_on(std::uint64_t position);
    // Writes everything published to storage and waits for it, and for what is to be purged.
    [[nodiscard]] Result<void> spill_all();
    // Any thread: spills that begin later call it.
    void set_before_spill(BeforeSpill);

    // A rebuild of some views beside the live ones. Folded by any one thread from position 0 on; then the writing
    // thread folds the rest and calls switch_to.
    class Build;
    [[nodiscard]] Result<std::unique_ptr<Build>> begin_build(std::vector<View>);
    // Compares the live views with those built, both at one position; an error keeps the live ones.
    using Compare = std::function<Result<void>(const Point& live, const Point& built)>;
    // On the writing thread, with everything published. The build must stand at the published position.
    [[nodiscard]] Result<void> switch_to(std::unique_ptr<Build>, const Compare&);

  private:
    struct StoredPosition {
        std::uint64_t position = 0;
        std::uint32_t version = 0;
        std::uint8_t build = 0;
    };
    ViewStore(std::shared_ptr<KeyValueStore>, std::vector<ViewSpec>, const ViewLimits&);
    [[nodiscard]] Result<void> load_positions(std::uint64_t durable_end);
    [[nodiscard]] Result<void> load_purges();
    [[nodiscard]] std::string position_row(View, std::uint64_t position, std::uint8_t build) const;
    static std::optional<StoredPosition> parse_position(std::string_view);
    [[nodiscard]] std::uint8_t unused_build(View) const;
    void begin_generation(ViewLayout&);
    [[nodiscard]] std::shared_ptr<const Point> show(std::uint64_t position, Epoch);
    [[nodiscard]] std::size_t active_bytes() const;
    [[nodiscard]] bool full(std::uint64_t position, std::size_t bytes) const;
    [[nodiscard]] Result<void> freeze(std::uint64_t position);
    void spill_loop();
    [[nodiscard]] Result<void> call_before_spill(std::uint64_t position);
    [[nodiscard]] Result<void> wait_for_level0();
    [[nodiscard]] Result<void> spill(const ViewLayout&, std::span<const std::uint64_t> positions,
                                     const std::set<View>& to_purge);
    [[nodiscard]] Result<void> sweep(View);
    [[nodiscard]] Result<void> erase_stored(View, std::string_view from, std::string_view until);
    [[nodiscard]] bool older_points_released() const;
    void layout_changed();
    void sweep_next(std::unique_lock<std::mutex>&);
    void purge_next(std::unique_lock<std::mutex>&);
    [[nodiscard]] Result<void> purge_now(View, bool for_good);
    [[nodiscard]] Result<void> ingest_rows(std::span<const std::pair<View, const Table*>>,
                                           const std::map<std::string_view, std::string>& position_rows);

    const std::shared_ptr<KeyValueStore> storage_;
    const std::vector<ViewSpec> specs_;
    const ViewLimits limits_;
    // The writer's own.
    std::vector<std::uint64_t> stored_positions_;
    std::vector<Table*> active_tables_;
    std::shared_ptr<Arena> arena_;
    std::uint64_t generation_begin_ = 0;  // Position at which the active generation was empty.
    Epoch coming_ = 1;
    Epoch oldest_pinned_ = 0;
    // May still hold a generation that was spilled since; without a snapshot, which would keep what was erased.
    std::shared_ptr<const ViewLayout> writer_layout_;
    std::uint64_t writer_layout_number_ = 0;
    std::set<View> to_purge_next_;  // With the next spill.

    // Shared, under mutex_.
    mutable std::mutex mutex_;
    std::condition_variable spill_changed_;
    std::shared_ptr<const Point> point_;
    std::deque<std::shared_ptr<Point::Pin>> pins_;
    std::shared_ptr<const ViewLayout> layout_;  // The newest; the published point may still hold an older one.
    std::uint64_t layout_number_ = 0;           // Counts its changes.
    bool frozen_ = false;
    std::vector<std::uint64_t> frozen_positions_;  // Of each view, for its position row.
    std::vector<std::vector<std::uint8_t>> builds_in_use_;
    std::vector<View> to_sweep_;
    std::set<View> frozen_to_purge_;  // Once the frozen generation is spilled.
    std::set<View> to_purge_;
    std::chrono::steady_clock::time_point purge_readers_until_;
    std::optional<StoreError> failure_;
    BeforeSpill before_spill_;
    Lag lag_;
    bool stopping_ = false;

    std::thread spiller_;
};

class ViewStore::Build final : public ViewWriter {
  public:
    ~Build() override;
    // The entries folded so far; set by the folding thread after each commit or run of entries. May write rows out.
    [[nodiscard]] Result<void> set_position(std::uint64_t);
    [[nodiscard]] std::uint64_t position() const { return position_; }
    [[nodiscard]] const std::vector<View>& views() const { return views_; }

    [[nodiscard]] Result<std::optional<std::string>> get(View, std::string_view key) override;
    void put(View, std::string_view key, std::string_view value) override;
    void put_new(View, std::string_view key, std::string_view value) override;
    void erase(View, std::string_view key) override;
    [[nodiscard]] Result<bool> any_row(View, std::string_view prefix, const UseValue& use) override;
    void purge(View) override;
    [[nodiscard]] Result<void> append(View, std::string_view key, std::string_view bytes,
                                      std::size_t capacity) override;
    [[nodiscard]] std::optional<Run> newest_run(View, std::string_view owner) override;
    void append_to_run(View, const Run&, std::string_view bytes) override;
    void replace_run(View, const Run&, std::string_view bytes) override;
    void begin_run(View, std::string_view key, std::string_view bytes) override;
    [[nodiscard]] std::uint64_t prefetch(View, std::string_view key) override;
    void prefetch(View, std::uint64_t hash, unsigned step) override;
    [[nodiscard]] std::uint64_t prefetch_owner(View, std::string_view owner) override;
    void prefetch_owner(View, std::uint64_t hash, unsigned step) override;

  private:
    friend class ViewStore;
    Build(ViewStore& store, std::vector<View> views) : store_(store), views_(std::move(views)) {}
    void begin_generation();
    [[nodiscard]] Result<void> write_out();
    [[nodiscard]] Table& table(View);

    ViewStore& store_;
    std::vector<View> views_;
    std::vector<std::uint8_t> builds_;  // One a view of views_.
    std::vector<std::shared_ptr<Table>> tables_;
    std::shared_ptr<Arena> arena_;
    std::uint64_t position_ = 0;
    std::set<View> to_purge_;  // Once it is switched to; else its rows are swept out.
    bool switched_ = false;
};

}  // namespace tally::eventstore
