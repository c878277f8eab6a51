// See view_store.h. Three kinds of threads meet here: the one that writes (folds), the one that spills, and readers.
// They share only the layout and the point, both immutable and swapped under mutex_.
#include "eventstore/views/view_store.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <map>
#include <utility>

#include "domain/core/assert.h"
#include "eventstore/program_log.h"
#include "eventstore/thread_name.h"

namespace tally::eventstore {

namespace {

constexpr std::uint8_t builds_max = 255;  // Build numbers are 0 .. 254, so that a prefix always has an end.
constexpr std::size_t sweep_rows_max = 100'000;
constexpr auto level0_poll = std::chrono::milliseconds{2};
constexpr auto purge_poll = std::chrono::milliseconds{20};
constexpr auto purge_patience = std::chrono::seconds{10};  // With readers who hold a point of before.
constexpr std::size_t position_row_bytes = 8 + 4 + 1;

// The rows of a table that takes no more writes, ready to be ingested.
std::vector<Row> rows_of(const Table& table) {
    std::vector<Row> rows;
    rows.reserve(table.row_count());
    for (const Table::Node* node : table.sorted_nodes()) {
        const Table::Version* const version = node->newest.load(std::memory_order_acquire);
        if (!version->erased())
            rows.push_back({node->stored_key(), version->value()});
        else if (!node->is_new)
            rows.push_back({node->stored_key(), std::nullopt});
    }
    return rows;
}

// The row says that a purge is due, until it is done.
std::string purge_row(const ViewSpec& spec) {
    return "purge/" + spec.name;
}

// What a writer sees: `active` before `frozen`, which may be null, before storage.
struct Written {
    const Table& active;
    const Table* frozen;
    const KeyValueStore& storage;
    Family family;

    [[nodiscard]] const Table::Version* find(std::string_view key) const {
        const Table::Version* const version = active.find(key, newest_epoch);
        return version != nullptr || frozen == nullptr ? version : frozen->find(key, newest_epoch);
    }
    [[nodiscard]] Result<bool> any_row(std::string_view prefix, const ViewWriter::UseValue& use) const {
        const std::string until = end_of_prefix(prefix);
        const auto cursor =
            storage.cursor(family, nullptr, Access::few, end_of_prefix(stored_key(active.build(), prefix)));
        for (cursor->seek(stored_key(active.build(), prefix)); cursor->valid(); cursor->next())
            if (find(cursor->key().substr(1)) == nullptr && use(cursor->value())) return true;
        if (auto status = cursor->status(); !status) return tl::unexpected(std::move(status.error()));
        std::vector<Table::RowRef> rows;
        active.collect(prefix, until, newest_epoch, rows);
        if (frozen != nullptr) frozen->collect(prefix, until, newest_epoch, rows);
        return std::any_of(rows.begin(), rows.end(), [&](const Table::RowRef& row) {
            return find(row.key) == row.version && !row.version->erased() && use(row.version->value());
        });
    }
};

std::optional<ViewWriter::Run> run_of(Table::Node* node) {
    if (node == nullptr) return std::nullopt;
    const Table::Version* const newest = node->newest.load(std::memory_order_relaxed);
    if (newest->erased()) return std::nullopt;
    return ViewWriter::Run{node->key(), newest->size, node};
}

}  // namespace

ViewStore::ViewStore(std::shared_ptr<KeyValueStore> storage, std::vector<ViewSpec> specs, const ViewLimits& limits)
    : storage_(std::move(storage)), specs_(std::move(specs)), limits_(limits) {}

std::vector<ViewStore::FamilyNeed> ViewStore::families(std::span<const ViewSpec> specs) {
    std::vector<FamilyNeed> needs{{"positions"}};
    for (const ViewSpec& spec : specs) needs.push_back({spec.name, spec.asked_for_absent, spec.compressed});
    return needs;
}

Result<std::unique_ptr<ViewStore>> ViewStore::open(std::shared_ptr<KeyValueStore> storage, std::vector<ViewSpec> specs,
                                                   std::uint64_t durable_end, const ViewLimits& limits) {
    std::unique_ptr<ViewStore> store{new ViewStore(std::move(storage), std::move(specs), limits)};
    if (auto loaded = store->load_positions(durable_end); !loaded) return tl::unexpected(loaded.error());
    if (auto loaded = store->load_purges(); !loaded) return tl::unexpected(loaded.error());
    store->spiller_ = std::thread([raw = store.get()] { raw->spill_loop(); });
    return store;
}

std::string ViewStore::position_row(View view, std::uint64_t position, std::uint8_t build) const {
    std::string row(position_row_bytes, '\0');
    for (std::size_t i = 0; i < 8; ++i) row[i] = static_cast<char>(position >> (8 * i));
    for (std::size_t i = 0; i < 4; ++i) row[8 + i] = static_cast<char>(specs_[view].version >> (8 * i));
    row[12] = static_cast<char>(build);
    return row;
}

std::optional<ViewStore::StoredPosition> ViewStore::parse_position(std::string_view row) {
    if (row.size() != position_row_bytes) return std::nullopt;
    StoredPosition stored;
    for (std::size_t i = 0; i < 8; ++i) stored.position |= std::uint64_t{static_cast<std::uint8_t>(row[i])} << (8 * i);
    for (std::size_t i = 0; i < 4; ++i)
        stored.version |= std::uint32_t{static_cast<std::uint8_t>(row[8 + i])} << (8 * i);
    stored.build = static_cast<std::uint8_t>(row[12]);
    return stored;
}

std::uint8_t ViewStore::unused_build(View view) const {
    const auto& used = builds_in_use_[view];
    for (unsigned i = 1; i <= builds_max; ++i) {
        const auto candidate = static_cast<std::uint8_t>((used.front() + i) % builds_max);
        if (std::find(used.begin(), used.end(), candidate) == used.end()) return candidate;
    }
    TALLY_ASSERT(false, "a view has at most a live build and one beside it");
    return 0;
}

namespace {
// A folder would count twice in those of its views that stand further than the rest: such views are built again.
// `stored` has the position of each view, where it is of use.
template <class Stored>
void drop_apart(const std::vector<ViewSpec>& specs, std::vector<std::optional<Stored>>& stored) {
    for (View view = 0; view < specs.size(); ++view) {
        for (View other = 0; other < specs.size(); ++other) {
            const bool together = !specs[view].group.empty() && specs[view].group == specs[other].group;
            if (!together || !stored[view]) continue;
            if (stored[other] && stored[other]->position == stored[view]->position) continue;
            spdlog::warn("eventstore: view {} stands apart from {}; it is built again", specs[view].name,
                         specs[other].name);
            stored[view].reset();
            stored[other].reset();
        }
    }
}
}  // namespace

Result<void> ViewStore::load_positions(std::uint64_t durable_end) {
    const std::size_t count = specs_.size();
    auto layout = std::make_shared<ViewLayout>();
    layout->places.resize(count);
    stored_positions_.assign(count, 0);
    builds_in_use_.assign(count, {0});

    std::vector<std::optional<StoredPosition>> stored(count);
    for (View view = 0; view < count; ++view) {
        const ViewSpec& spec = specs_[view];
        auto row = storage_->get(family_positions, spec.name);
        if (!row) return tl::unexpected(row.error());
        if (!row->has_value()) continue;
        stored[view] = parse_position(**row);
        if (!stored[view]) {
            spdlog::warn("eventstore: view {}: its position is unreadable; it is built again", spec.name);
            continue;
        }
        builds_in_use_[view] = {stored[view]->build};
        if (stored[view]->position > durable_end) {
            spdlog::warn("eventstore: view {} stands at {}, but the log ends at {}; it is dropped and built again",
                         spec.name, stored[view]->position, durable_end);
            stored[view].reset();
        } else if (stored[view]->version != spec.version) {
            spdlog::warn("eventstore: view {} is of version {}, the program's is {}; it is built again", spec.name,
                         stored[view]->version, spec.version);
            stored[view].reset();
        }
    }
    drop_apart(specs_, stored);

    std::map<std::string, std::string> begun;  // Position rows of the views that are built again.
    for (View view = 0; view < count; ++view) {
        if (stored[view]) {
            stored_positions_[view] = stored[view]->position;
        } else {
            // A fresh build, so that dropping costs nothing now; the old rows are swept out later. Rows that an
            // interrupted build left under that number go first.
            const std::uint8_t build = unused_build(view);
            if (auto swept = sweep(view); !swept) return swept;
            builds_in_use_[view] = {build};
            begun.emplace(specs_[view].name, position_row(view, 0, build));
        }
        layout->places[view].build = builds_in_use_[view].front();
        to_sweep_.push_back(view);
    }
    if (!begun.empty()) {
        std::vector<Row> rows;
        for (const auto& [name, value] : begun) rows.push_back({name, value});
        const FamilyRows family{family_positions, rows};
        if (auto done = storage_->ingest({&family, 1}); !done) return done;
    }
    begin_generation(*layout);
    layout->snapshot = storage_->snapshot();
    layout_ = layout;
    layout_changed();
    if (count > 0) lag_.spilled = *std::min_element(stored_positions_.begin(), stored_positions_.end());
    generation_begin_ = lag_.spilled;
    return {};
}

Result<void> ViewStore::load_purges() {
    for (View view = 0; view < specs_.size(); ++view) {
        auto due = storage_->get(family_positions, purge_row(specs_[view]));
        if (!due) return tl::unexpected(std::move(due.error()));
        if (*due) to_purge_.insert(view);
    }
    return {};
}

ViewStore::~ViewStore() {
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
    }
    spill_changed_.notify_all();
    if (spiller_.joinable()) spiller_.join();
}

// Gives every view an empty active table; the old one, if any, becomes the frozen one.
void ViewStore::begin_generation(ViewLayout& layout) {
    arena_ = std::make_shared<Arena>();
    active_tables_.clear();
    for (View view = 0; view < specs_.size(); ++view) {
        ViewLayout::Place& place = layout.places[view];
        // A generation is much like the one before it.
        const std::size_t rows_expected = place.active ? place.active->row_count() : 0;
        place.frozen = std::move(place.active);
        place.active = std::make_shared<Table>(arena_, place.build, specs_[view].owner_length, rows_expected);
        active_tables_.push_back(place.active.get());
    }
}

std::shared_ptr<const Point> ViewStore::pin() const {
    const std::lock_guard lock{mutex_};
    TALLY_ASSERT(point_ != nullptr, "nothing was published yet");
    return point_;
}

std::optional<View> ViewStore::find(std::string_view name) const {
    for (View view = 0; view < specs_.size(); ++view)
        if (specs_[view].name == name) return view;
    return std::nullopt;
}

ViewStore::Lag ViewStore::lag() const {
    const std::lock_guard lock{mutex_};
    Lag lag = lag_;
    lag.level0_runs = storage_->level0_runs();
    return lag;
}

Result<std::optional<std::string>> ViewStore::get(View view, std::string_view key) {
    const Table::Version* version = active_tables_[view]->find(key, newest_epoch);
    const ViewLayout::Place& place = writer_layout_->places[view];
    if (version == nullptr && place.frozen) version = place.frozen->find(key, newest_epoch);
    if (version == nullptr) return storage_->get(view + 1, stored_key(place.build, key));
    if (version->erased()) return std::nullopt;
    return std::string{version->value()};
}

void ViewStore::put(View view, std::string_view key, std::string_view value) {
    active_tables_[view]->put(key, value, coming_, oldest_pinned_);
}

void ViewStore::put_new(View view, std::string_view key, std::string_view value) {
    active_tables_[view]->put_new(key, value, coming_, oldest_pinned_);
}

void ViewStore::erase(View view, std::string_view key) {
    active_tables_[view]->erase(key, coming_, oldest_pinned_);
}

Result<void> ViewStore::append(View view, std::string_view key, std::string_view bytes, std::size_t capacity) {
    Table& table = *active_tables_[view];
    if (Table::Node* node = table.find_node(key)) {
        if (node->newest.load(std::memory_order_relaxed)->erased()) {
            table.put(key, bytes, coming_, oldest_pinned_);
        } else {
            table.append(*node, bytes, coming_, oldest_pinned_);
        }
        return {};
    }
    auto before = get(view, key);
    if (!before) return tl::unexpected(before.error());
    Table::Node* const node = table.insert(key, before->value_or(std::string{}), capacity, coming_);
    table.append(*node, bytes, coming_, oldest_pinned_);
    return {};
}

std::optional<ViewWriter::Run> ViewStore::newest_run(View view, std::string_view owner) {
    return run_of(active_tables_[view]->newest_of_owner(owner));
}

void ViewStore::append_to_run(View view, const Run& run, std::string_view bytes) {
    active_tables_[view]->append(*run.node, bytes, coming_, oldest_pinned_);
}

void ViewStore::replace_run(View view, const Run& run, std::string_view bytes) {
    active_tables_[view]->put(*run.node, bytes, coming_, oldest_pinned_);
}

void ViewStore::begin_run(View view, std::string_view key, std::string_view bytes) {
    (void)active_tables_[view]->insert(key, bytes, bytes.size(), coming_);
}

std::uint64_t ViewStore::prefetch(View view, std::string_view key) {
    return active_tables_[view]->prefetch(key);
}

void ViewStore::prefetch(View view, std::uint64_t hash, unsigned step) {
    active_tables_[view]->prefetch(hash, step);
}

std::uint64_t ViewStore::prefetch_owner(View view, std::string_view owner) {
    return active_tables_[view]->prefetch_owner(owner);
}

void ViewStore::prefetch_owner(View view, std::uint64_t hash, unsigned step) {
    active_tables_[view]->prefetch_owner(hash, step);
}

Result<bool> ViewStore::any_row(View view, std::string_view prefix, const UseValue& use) {
    return Written{*active_tables_[view], writer_layout_->places[view].frozen.get(), *storage_, view + 1}.any_row(
        prefix, use);
}

void ViewStore::purge(View view) {
    to_purge_next_.insert(view);
}

// On the writing thread, under the mutex or before there are others.
void ViewStore::layout_changed() {
    auto without_snapshot = std::make_shared<ViewLayout>(*layout_);
    without_snapshot->snapshot.reset();
    writer_layout_ = std::move(without_snapshot);
    writer_layout_number_ = layout_number_;
}

std::size_t ViewStore::active_bytes() const {
    std::size_t bytes = arena_->bytes();
    for (const Table* table : active_tables_) bytes += table->index_bytes();
    return bytes;
}

bool ViewStore::full(std::uint64_t position, std::size_t bytes) const {
    return bytes >= limits_.budget_bytes / 2 || position - generation_begin_ >= limits_.generation_positions_max;
}

// Returns the point that was replaced: freeing what it held alone takes long, so the caller does it without the lock.
std::shared_ptr<const Point> ViewStore::show(std::uint64_t position, Epoch epoch) {
    auto pin = std::make_shared<Point::Pin>();
    pin->epoch = epoch;
    auto point = std::make_shared<const Point>(position, layout_, *storage_, pin);
    pins_.push_back(std::move(pin));
    lag_.published = position;
    return std::exchange(point_, std::move(point));
}

Result<void> ViewStore::publish(std::uint64_t position) {
    const std::size_t bytes = active_bytes();
    std::shared_ptr<const Point> replaced;
    std::shared_ptr<const ViewLayout> replaced_layout;
    {
        const std::lock_guard lock{mutex_};
        if (failure_) return tl::unexpected(*failure_);
        TALLY_ASSERT(point_ == nullptr || position >= point_->position(), "a view never goes back");
        replaced = show(position, coming_);
        while (pins_.front()->released.load(std::memory_order_acquire)) pins_.pop_front();
        oldest_pinned_ = pins_.front()->epoch;
        lag_.active_bytes = bytes;
        replaced_layout = writer_layout_;
        if (writer_layout_number_ != layout_number_) layout_changed();
    }
    ++coming_;
    return full(position, bytes) || !to_purge_next_.empty() ? freeze(position) : Result<void>{};
}

Result<void> ViewStore::fold_on(std::uint64_t position) {
    TALLY_ASSERT(point_ == nullptr, "only before the first publication");
    return full(position, active_bytes()) ? freeze(position) : Result<void>{};
}

// Makes the active generation the frozen one and hands it to the spilling thread.
Result<void> ViewStore::freeze(std::uint64_t position) {
    std::shared_ptr<const Point> replaced;
    {
        std::unique_lock lock{mutex_};
        if (frozen_) ++lag_.writer_waits;
        spill_changed_.wait(lock, [&] { return !frozen_ || failure_; });
        if (failure_) return tl::unexpected(*failure_);
        lag_.frozen_bytes = active_bytes();
        lag_.active_bytes = 0;
        auto layout = std::make_shared<ViewLayout>(*layout_);
        begin_generation(*layout);
        generation_begin_ = position;
        layout_ = std::move(layout);
        ++layout_number_;
        layout_changed();
        frozen_ = true;
        frozen_to_purge_ = std::exchange(to_purge_next_, {});
        frozen_positions_.clear();
        for (const std::uint64_t stored : stored_positions_) frozen_positions_.push_back(std::max(stored, position));
        if (point_ != nullptr) replaced = show(point_->position(), point_->epoch());
    }
    spill_changed_.notify_all();
    return {};
}

Result<void> ViewStore::spill_all() {
    std::uint64_t position = 0;
    bool anything = false;
    {
        std::unique_lock lock{mutex_};
        spill_changed_.wait(lock, [&] { return !frozen_ || failure_; });
        if (failure_) return tl::unexpected(*failure_);
        TALLY_ASSERT(point_ != nullptr, "spill what was published");
        position = point_->position();
        anything = lag_.spilled != position;
    }
    if (anything)
        if (auto frozen = freeze(position); !frozen) return frozen;
    std::unique_lock lock{mutex_};
    spill_changed_.wait(lock, [&] { return (!frozen_ && to_purge_.empty()) || failure_; });
    if (failure_) return tl::unexpected(*failure_);
    return {};
}

bool ViewStore::older_points_released() const {
    return std::all_of(pins_.begin(), pins_.end(), [&](const auto& pin) {
        return pin == pins_.back() || pin->released.load(std::memory_order_acquire);
    });
}

void ViewStore::spill_loop() {
    name_this_thread("tally-spill");
    std::unique_lock lock{mutex_};
    while (true) {
        spill_changed_.wait(
            lock, [&] { return stopping_ || (!failure_ && (frozen_ || !to_sweep_.empty() || !to_purge_.empty())); });
        if (stopping_) return;
        if (frozen_) {
            auto layout = layout_;
            const auto positions = frozen_positions_;
            const auto to_purge = frozen_to_purge_;
            lock.unlock();
            Result<void> done = wait_for_level0();
            if (done) done = spill(*layout, positions, to_purge);
            auto snapshot = storage_->snapshot();
            lock.lock();
            if (stopping_) return;
            if (!done) {
                spdlog::error("eventstore: views could not be spilled: {}", done.error().message);
                failure_ = done.error();
            } else {
                auto thawed = std::make_shared<ViewLayout>(*layout_);
                for (ViewLayout::Place& place : thawed->places) place.frozen.reset();
                thawed->snapshot = std::move(snapshot);
                layout_ = std::move(thawed);
                ++layout_number_;
                to_purge_.merge(frozen_to_purge_);
                frozen_to_purge_.clear();
                purge_readers_until_ = std::chrono::steady_clock::now() + purge_patience;
                std::shared_ptr<const Point> replaced;
                if (point_ != nullptr) replaced = show(point_->position(), point_->epoch());
                if (!positions.empty()) lag_.spilled = *std::min_element(positions.begin(), positions.end());
                lag_.frozen_bytes = 0;
                ++lag_.spills;
                frozen_ = false;
                spill_changed_.notify_all();
                lock.unlock();
                replaced.reset();
                layout.reset();
                lock.lock();
            }
            spill_changed_.notify_all();
        } else if (!to_sweep_.empty()) {
            sweep_next(lock);
        } else if (!older_points_released() && std::chrono::steady_clock::now() < purge_readers_until_) {
            spill_changed_.wait_for(lock, purge_poll);
        } else {
            purge_next(lock);
        }
    }
}

void ViewStore::sweep_next(std::unique_lock<std::mutex>& lock) {
    const View view = to_sweep_.front();
    lock.unlock();
    const Result<void> done = sweep(view);
    lock.lock();
    if (!done) {
        spdlog::error("eventstore: old rows of view {} could not be swept out: {}", specs_[view].name,
                      done.error().message);
        failure_ = done.error();
    }
    to_sweep_.erase(to_sweep_.begin());
    spill_changed_.notify_all();
}

void ViewStore::purge_next(std::unique_lock<std::mutex>& lock) {
    const View view = *to_purge_.begin();
    const bool all_released = older_points_released();
    lock.unlock();
    const Result<void> done = purge_now(view, all_released);
    lock.lock();
    if (!done) {
        spdlog::error("eventstore: what was erased of view {} could not be purged: {}", specs_[view].name,
                      done.error().message);
        failure_ = done.error();
    }
    to_purge_.erase(view);
    spill_changed_.notify_all();
}

// Where a reader has held its point all the time, what it sees is still in the files: the next opening purges again.
Result<void> ViewStore::purge_now(View view, bool for_good) {
    if (auto purged = storage_->purge(view + 1); !purged) return purged;
    if (!for_good) {
        spdlog::warn(
            "eventstore: view {}: what was erased leaves the files at the next opening: a reader still sees it",
            specs_[view].name);
        return {};
    }
    const std::string key = purge_row(specs_[view]);
    const Row done{key, std::nullopt};
    const FamilyRows rows{family_positions, {&done, 1}};
    return storage_->ingest({&rows, 1});
}

void ViewStore::set_before_spill(BeforeSpill before) {
    const std::lock_guard lock{mutex_};
    before_spill_ = std::move(before);
}

Result<void> ViewStore::call_before_spill(std::uint64_t position) {
    BeforeSpill before;
    {
        const std::lock_guard lock{mutex_};
        before = before_spill_;
    }
    return before ? before(position) : Result<void>{};
}

Result<void> ViewStore::wait_for_level0() {
    while (storage_->level0_runs() > limits_.level0_runs_max) {
        std::unique_lock lock{mutex_};
        if (spill_changed_.wait_for(lock, level0_poll, [&] { return stopping_; })) break;
    }
    return {};
}

Result<void> ViewStore::spill(const ViewLayout& layout, std::span<const std::uint64_t> positions,
                              const std::set<View>& to_purge) {
    const std::uint64_t highest = positions.empty() ? 0 : *std::max_element(positions.begin(), positions.end());
    if (auto done = call_before_spill(highest); !done) return done;
    std::vector<std::pair<View, const Table*>> tables;
    std::map<std::string_view, std::string> position_rows;
    for (View view = 0; view < specs_.size(); ++view) {
        tables.emplace_back(view, layout.places[view].frozen.get());
        position_rows[specs_[view].name] = position_row(view, positions[view], layout.places[view].build);
    }
    std::vector<std::string> purges;
    for (const View view : to_purge) purges.push_back(purge_row(specs_[view]));
    for (const std::string& purge : purges) position_rows[purge] = "due";
    return ingest_rows(tables, position_rows);
}

Result<void> ViewStore::ingest_rows(std::span<const std::pair<View, const Table*>> tables,
                                    const std::map<std::string_view, std::string>& position_rows) {
    std::vector<std::vector<Row>> rows;
    std::vector<FamilyRows> families;
    rows.reserve(tables.size() + 1);  // FamilyRows point into it.
    if (!position_rows.empty()) {
        std::vector<Row>& list = rows.emplace_back();
        for (const auto& [name, value] : position_rows) list.push_back({name, value});
        families.push_back({family_positions, list});
    }
    for (const auto& [view, table] : tables) {
        if (table->row_count() == 0) continue;
        if (auto of_view = rows_of(*table); !of_view.empty())
            families.push_back({view + 1, rows.emplace_back(std::move(of_view))});
    }
    if (families.empty()) return {};
    return storage_->ingest(families);
}

// Erases the rows of builds that are no longer used, so that their numbers can be. Looks before, between and behind the
// builds in use only: where many rows of theirs were erased, just to pass those would take seconds.
Result<void> ViewStore::sweep(View view) {
    std::vector<std::uint8_t> used;
    {
        const std::lock_guard lock{mutex_};
        used = builds_in_use_[view];
    }
    std::sort(used.begin(), used.end());
    std::string from;
    for (const std::uint8_t build : used) {
        const std::string prefix(1, static_cast<char>(build));
        if (auto swept = erase_stored(view, from, prefix); !swept) return swept;
        from = end_of_prefix(prefix);
    }
    return erase_stored(view, from, {});
}

// Rows from .. until (empty: no end).
Result<void> ViewStore::erase_stored(View view, std::string_view from, std::string_view until) {
    const Family family = view + 1;
    std::vector<std::string> keys;
    const auto erase_keys = [&]() -> Result<void> {
        if (keys.empty()) return {};
        std::vector<Row> rows;
        rows.reserve(keys.size());
        for (const std::string& key : keys) rows.push_back({key, std::nullopt});
        const FamilyRows gone{family, rows};
        auto done = storage_->ingest({&gone, 1});
        keys.clear();
        return done;
    };
    const auto cursor = storage_->cursor(family, nullptr, Access::many, until);
    for (cursor->seek(from); cursor->valid(); cursor->next()) {
        keys.emplace_back(cursor->key());
        if (keys.size() == sweep_rows_max) {
            if (auto done = erase_keys(); !done) return done;
        }
    }
    if (auto status = cursor->status(); !status) return status;
    return erase_keys();
}

Result<std::unique_ptr<ViewStore::Build>> ViewStore::begin_build(std::vector<View> views) {
    std::unique_lock lock{mutex_};
    spill_changed_.wait(lock, [&] {
        return failure_ || std::none_of(views.begin(), views.end(), [&](View view) {
                   return std::find(to_sweep_.begin(), to_sweep_.end(), view) != to_sweep_.end();
               });
    });
    if (failure_) return tl::unexpected(*failure_);
    std::unique_ptr<Build> build{new Build(*this, std::move(views))};
    for (const View view : build->views_) {
        TALLY_ASSERT(builds_in_use_[view].size() == 1, "a view is rebuilt once at a time");
        build->builds_.push_back(unused_build(view));
        builds_in_use_[view].push_back(build->builds_.back());
    }
    build->begin_generation();
    return build;
}

Result<void> ViewStore::switch_to(std::unique_ptr<Build> build, const Compare& compare) {
    {
        std::unique_lock lock{mutex_};
        spill_changed_.wait(lock, [&] { return !frozen_ || failure_; });
        if (failure_) return tl::unexpected(*failure_);
        TALLY_ASSERT(point_ != nullptr && point_->position() == build->position(), "both stand at one position");
    }
    if (auto written = build->write_out(); !written) return written;

    // Nothing changes the layout now: no spill is under way, and this is the writing thread.
    const auto live = pin();
    auto layout = std::make_shared<ViewLayout>(*live->layout());
    layout->snapshot = storage_->snapshot();
    std::map<std::string_view, std::string> position_rows;
    for (std::size_t i = 0; i < build->views_.size(); ++i) {
        const View view = build->views_[i];
        ViewLayout::Place& place = layout->places[view];
        place.build = build->builds_[i];
        place.active = std::make_shared<Table>(arena_, place.build, specs_[view].owner_length);
        place.frozen.reset();
        position_rows[specs_[view].name] = position_row(view, build->position(), place.build);
    }
    auto pin = std::make_shared<Point::Pin>();
    pin->epoch = live->epoch();
    const auto built = std::make_shared<const Point>(live->position(), layout, *storage_, pin);
    if (compare) {
        if (auto same = compare(*live, *built); !same) return same;
    }
    if (auto done = call_before_spill(build->position()); !done) return done;
    if (auto done = ingest_rows({}, position_rows); !done) return done;

    std::shared_ptr<const Point> replaced;
    {
        const std::lock_guard lock{mutex_};
        for (std::size_t i = 0; i < build->views_.size(); ++i) {
            const View view = build->views_[i];
            builds_in_use_[view] = {build->builds_[i]};
            active_tables_[view] = layout->places[view].active.get();
            to_sweep_.push_back(view);
        }
        layout_ = std::move(layout);
        ++layout_number_;
        layout_changed();
        to_purge_next_.merge(build->to_purge_);
        replaced = show(live->position(), live->epoch());
        build->switched_ = true;
    }
    spill_changed_.notify_all();
    return {};
}

ViewStore::Build::~Build() {
    if (switched_) return;
    {
        const std::lock_guard lock{store_.mutex_};
        for (std::size_t i = 0; i < views_.size(); ++i) {
            std::erase(store_.builds_in_use_[views_[i]], builds_[i]);
            store_.to_sweep_.push_back(views_[i]);
        }
    }
    store_.spill_changed_.notify_all();
}

void ViewStore::Build::begin_generation() {
    arena_ = std::make_shared<Arena>();
    tables_.clear();
    for (std::size_t i = 0; i < views_.size(); ++i)
        tables_.push_back(std::make_shared<Table>(arena_, builds_[i], store_.specs_[views_[i]].owner_length));
}

Table& ViewStore::Build::table(View view) {
    const auto found = std::find(views_.begin(), views_.end(), view);
    TALLY_ASSERT(found != views_.end(), "a folder writes its own views only");
    return *tables_[static_cast<std::size_t>(found - views_.begin())];
}

Result<void> ViewStore::Build::write_out() {
    std::vector<std::pair<View, const Table*>> tables;
    for (std::size_t i = 0; i < views_.size(); ++i) tables.emplace_back(views_[i], tables_[i].get());
    if (auto level0 = store_.wait_for_level0(); !level0) return level0;
    if (auto done = store_.ingest_rows(tables, {}); !done) return done;
    begin_generation();
    return {};
}

Result<void> ViewStore::Build::set_position(std::uint64_t position) {
    TALLY_ASSERT(position >= position_, "a build goes forward");
    position_ = position;
    std::size_t bytes = arena_->bytes();
    for (const auto& each : tables_) bytes += each->index_bytes();
    return bytes >= store_.limits_.build_budget_bytes ? write_out() : Result<void>{};
}

// Only its folder reads a build: every version is the coming one and changes in place.
Result<std::optional<std::string>> ViewStore::Build::get(View view, std::string_view key) {
    const Table& rows = table(view);
    const Table::Version* const version = rows.find(key, newest_epoch);
    if (version == nullptr) return store_.storage_->get(view + 1, stored_key(rows.build(), key));
    if (version->erased()) return std::nullopt;
    return std::string{version->value()};
}

void ViewStore::Build::put(View view, std::string_view key, std::string_view value) {
    table(view).put(key, value, 1, 0);
}

void ViewStore::Build::put_new(View view, std::string_view key, std::string_view value) {
    table(view).put_new(key, value, 1, 0);
}

void ViewStore::Build::erase(View view, std::string_view key) {
    table(view).erase(key, 1, 0);
}

Result<bool> ViewStore::Build::any_row(View view, std::string_view prefix, const UseValue& use) {
    return Written{table(view), nullptr, *store_.storage_, view + 1}.any_row(prefix, use);
}

void ViewStore::Build::purge(View view) {
    to_purge_.insert(view);
}

Result<void> ViewStore::Build::append(View view, std::string_view key, std::string_view bytes, std::size_t capacity) {
    Table& rows = table(view);
    Table::Node* node = rows.find_node(key);
    if (node != nullptr && node->newest.load(std::memory_order_relaxed)->erased()) {
        rows.put(key, bytes, 1, 0);
        return {};
    }
    if (node == nullptr) {
        auto before = get(view, key);
        if (!before) return tl::unexpected(before.error());
        node = rows.insert(key, before->value_or(std::string{}), capacity, 1);
    }
    rows.append(*node, bytes, 1, 0);
    return {};
}

std::optional<ViewWriter::Run> ViewStore::Build::newest_run(View view, std::string_view owner) {
    return run_of(table(view).newest_of_owner(owner));
}

void ViewStore::Build::append_to_run(View view, const Run& run, std::string_view bytes) {
    table(view).append(*run.node, bytes, 1, 0);
}

void ViewStore::Build::replace_run(View view, const Run& run, std::string_view bytes) {
    table(view).put(*run.node, bytes, 1, 0);
}

void ViewStore::Build::begin_run(View view, std::string_view key, std::string_view bytes) {
    (void)table(view).insert(key, bytes, bytes.size(), 1);
}

std::uint64_t ViewStore::Build::prefetch(View view, std::string_view key) {
    return table(view).prefetch(key);
}

void ViewStore::Build::prefetch(View view, std::uint64_t hash, unsigned step) {
    table(view).prefetch(hash, step);
}

std::uint64_t ViewStore::Build::prefetch_owner(View view, std::string_view owner) {
    return table(view).prefetch_owner(owner);
}

void ViewStore::Build::prefetch_owner(View view, std::uint64_t hash, unsigned step) {
    table(view).prefetch_owner(hash, step);
}

}  // namespace tally::eventstore
