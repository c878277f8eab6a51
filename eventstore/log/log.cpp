#include "eventstore/log/log.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "domain/core/assert.h"
#include "eventstore/log/log_value.h"

namespace tally::eventstore {

namespace {

constexpr std::string_view meta_format = "format";
constexpr std::string_view meta_origin = "origin";
constexpr std::string_view meta_repacked = "repacked";
constexpr std::string_view meta_setting_prefix = "setting/";
constexpr std::size_t repack_batch_bytes = 1ULL << 20;

// Text, so that any release can read which release wrote the store.
std::string format_text() {
    return std::to_string(log_format_version);
}

tl::unexpected<StoreError> damaged(std::string what) {
    return fail(StoreErrorKind::damaged, std::move(what) + "; restore the store from a copy");
}

struct StoredValue {
    std::uint64_t first = 0;
    std::vector<std::string_view> entries;  // Into the cursor's value.
    [[nodiscard]] std::uint64_t end() const { return first + entries.size(); }
};

// The value the cursor stands on.
Result<void> read_value(const Cursor& cursor, StoredValue& value) {
    const auto first = parse_position_key(cursor.key());
    if (!first) return damaged(fmt::format("a key of {} bytes in the log is not a position", cursor.key().size()));
    value.first = *first;
    return decode_value(*first, cursor.value(), value.entries);
}

// Puts the cursor on the value that holds the position.
Result<void> find_value(Cursor& cursor, std::uint64_t position, StoredValue& value) {
    cursor.seek_for_previous(position_key(position));
    if (!cursor.valid()) {
        if (auto status = cursor.status(); !status) return status;
        return damaged(fmt::format("the log has nothing at position {}", position));
    }
    if (auto read = read_value(cursor, value); !read) return read;
    if (position >= value.end()) {
        return damaged(
            fmt::format("the log has nothing at position {}: the value before ends at {}", position, value.end()));
    }
    return {};
}

// Moves the cursor from the value that ends at `end` to the one after it.
Result<void> next_value_at(Cursor& cursor, std::uint64_t end, StoredValue& value) {
    const auto nothing = [&] { return damaged(fmt::format("the log has nothing at position {}", end)); };
    cursor.next();
    if (!cursor.valid()) {
        if (auto status = cursor.status(); !status) return status;
        return nothing();
    }
    if (auto read = read_value(cursor, value); !read) return read;
    if (value.first != end) return nothing();
    return {};
}

// Neighbouring values that fit into one together; their bytes are kept here while the cursor goes on.
class Neighbours {
  public:
    [[nodiscard]] bool empty() const { return firsts_.empty(); }
    [[nodiscard]] std::uint64_t first() const { return firsts_.front(); }
    [[nodiscard]] std::uint64_t end() const { return end_; }
    [[nodiscard]] bool has_room_for(const StoredValue& value) const {
        std::size_t bytes = value_header_bytes + entry_length_bytes * lengths_.size() + bytes_.size();
        for (const auto entry : value.entries) bytes += entry_length_bytes + entry.size();
        return empty() || bytes <= value_bytes_max;
    }
    void add(const StoredValue& value) {
        firsts_.push_back(value.first);
        for (const auto entry : value.entries) {
            lengths_.push_back(entry.size());
            bytes_.append(entry);
        }
        end_ = value.end();
    }
    // Adds to the batch that one value takes the place of them all, and forgets them. Returns the bytes of that value;
    // 0: there was but one, which stays.
    std::size_t merge_in(Batch& batch) {
        std::size_t merged_bytes = 0;
        if (firsts_.size() > 1) {
            std::vector<std::string_view> entries;
            std::size_t at = 0;
            for (const std::size_t length : lengths_) {
                entries.push_back(std::string_view(bytes_).substr(at, length));
                at += length;
            }
            auto value = encode_value(first(), entries);
            merged_bytes = value.size();
            batch.put(Log::family_entries, position_key(first()), std::move(value));
            for (std::size_t i = 1; i < firsts_.size(); ++i) batch.erase(Log::family_entries, position_key(firsts_[i]));
        }
        firsts_.clear();
        lengths_.clear();
        bytes_.clear();
        return merged_bytes;
    }

  private:
    std::vector<std::uint64_t> firsts_;
    std::vector<std::size_t> lengths_;
    std::string bytes_;
    std::uint64_t end_ = 0;
};

}  // namespace

LogReader::LogReader(std::unique_ptr<Cursor> cursor, std::uint64_t from, std::uint64_t to)
    : cursor_(std::move(cursor)), upcoming_(from), to_(to) {}
LogReader::LogReader(LogReader&&) noexcept = default;
LogReader& LogReader::operator=(LogReader&&) noexcept = default;
LogReader::~LogReader() = default;

bool LogReader::next_value() {
    run_.clear();
    entry_index_ = 0;
    if (error_ || upcoming_ >= to_) return false;
    const auto stop = [this](StoreError error) {
        error_ = std::move(error);
        run_.clear();
        return false;
    };

    StoredValue value;
    value.entries.swap(run_);  // Reuses its memory.
    Result<void> read;
    if (!started_) {
        started_ = true;
        read = find_value(*cursor_, upcoming_, value);
    } else {
        cursor_->next();
        if (cursor_->valid()) {
            read = read_value(*cursor_, value);
            if (read && value.first != upcoming_) {
                read = damaged(fmt::format("the log has nothing at position {}: the next value starts at {}", upcoming_,
                                           value.first));
            }
        } else {
            read = cursor_->status();
            if (read) read = damaged(fmt::format("the log has nothing at position {}", upcoming_));
        }
    }
    if (!read) return stop(read.error());

    run_.swap(value.entries);
    run_first_ = upcoming_;
    const std::uint64_t value_end = value.first + run_.size();
    const auto skipped = static_cast<std::ptrdiff_t>(upcoming_ - value.first);
    if (skipped > 0) run_.erase(run_.begin(), run_.begin() + skipped);
    if (value_end > to_) run_.resize(run_.size() - static_cast<std::size_t>(value_end - to_));
    upcoming_ = std::min(value_end, to_);
    return true;
}

std::span<const std::string_view> LogReader::next_run() {
    next_value();
    return run_;
}

Result<void> LogReader::status() const {
    if (error_) return tl::unexpected(*error_);
    return {};
}

std::vector<RocksdbFamily> Log::families() {
    return {{.name = "entries"}, {.name = "meta"}};
}

Result<void> Log::create(KeyValueStore& store, std::string_view origin,
                         const std::map<std::string, std::string>& settings) {
    const auto format = store.get(family_meta, meta_format);
    if (!format) return tl::unexpected(format.error());
    if (*format) return fail(StoreErrorKind::already_exists, "there is a log already: choose another directory");
    Batch batch;
    batch.put(family_meta, std::string(meta_format), format_text());
    batch.put(family_meta, std::string(meta_origin), std::string(origin));
    for (const auto& [name, value] : settings) batch.put(family_meta, std::string(meta_setting_prefix) + name, value);
    return store.write(batch, Durability::synced);
}

Log::Log(std::shared_ptr<KeyValueStore> store) : store_(std::move(store)) {}
Log::~Log() = default;

Result<std::unique_ptr<Log>> Log::open(std::shared_ptr<KeyValueStore> store, std::uint64_t least_end) {
    const auto format = store->get(family_meta, meta_format);
    if (!format) return tl::unexpected(format.error());
    if (!*format) return fail(StoreErrorKind::not_a_store, "there is no log here: make one with `tally init`");
    if (**format != format_text()) {
        const bool is_number = !(*format)->empty() && (*format)->size() <= 9 &&
                               (*format)->find_first_not_of("0123456789") == std::string::npos;
        if (!is_number) return damaged(fmt::format("the log's format version reads \"{}\"", **format));
        return fail(StoreErrorKind::newer_format,
                    fmt::format("the log has format version {}, this release reads {}: use a newer release", **format,
                                log_format_version));
    }
    const auto origin = store->get(family_meta, meta_origin);
    if (!origin) return tl::unexpected(origin.error());
    if (!*origin) return damaged("the log does not say its origin");

    std::unique_ptr<Log> log(new Log(std::move(store)));
    log->origin_ = **origin;
    const auto cursor = log->store_->cursor(family_entries);
    cursor->seek_for_previous(std::string(16, '\xff'));
    if (cursor->valid()) {
        StoredValue last;
        if (auto read = read_value(*cursor, last); !read) return tl::unexpected(read.error());
        log->opening_.end = last.end();
        if (auto found = find_value(*cursor, 0, last); !found) return tl::unexpected(found.error());
    } else if (auto status = cursor->status(); !status) {
        return tl::unexpected(status.error());
    }
    const auto recovery = log->store_->recovery();
    log->opening_.dropped_bytes = recovery.dropped_bytes;
    log->opening_.dropped_place = recovery.place;
    if (log->opening_.end < least_end) {
        return damaged(fmt::format(
            "the log ends at position {}, but a checkpoint of {} entries was signed{}", log->opening_.end, least_end,
            recovery.dropped_bytes == 0
                ? std::string()
                : fmt::format(" ({} bytes were unreadable: {})", recovery.dropped_bytes, recovery.place)));
    }
    const auto repacked = log->store_->get(family_meta, meta_repacked);
    if (!repacked) return tl::unexpected(repacked.error());
    if (*repacked) {
        const auto position = parse_position_key(**repacked);
        if (!position || *position > log->opening_.end) return damaged("the log's mark of repacking is not a position");
        log->repacked_to_ = *position;
    }
    log->written_end_ = log->opening_.end;
    log->end_ = log->opening_.end;
    return log;
}

Result<std::uint64_t> Log::append(std::span<const std::string_view> entries, Durability durability) {
    TALLY_ASSERT(!entries.empty(), "a commit has at least one entry");
    for (const auto entry : entries) {
        if (entry.size() > entry_bytes_max) {
            return fail(StoreErrorKind::entry_too_large,
                        fmt::format("an entry of {} bytes: at most {} are possible", entry.size(), entry_bytes_max));
        }
    }
    const std::lock_guard lock(append_mutex_);
    if (poisoned()) return refuse_poisoned();
    const std::uint64_t first = written_end_;
    Batch batch;
    for (std::uint64_t position = first; !entries.empty();) {
        const std::size_t count = entries_that_fit(entries);
        batch.put(family_entries, position_key(position), encode_value(position, entries.first(count)));
        entries = entries.subspan(count);
        position += count;
        written_end_ = position;
    }
    if (auto written = store_->write(batch, durability); !written) return poison(written.error());
    if (durability == Durability::synced) end_.store(written_end_, std::memory_order_release);
    return first;
}

Result<void> Log::sync() {
    std::uint64_t written = 0;
    {
        const std::lock_guard lock(append_mutex_);
        if (poisoned()) return refuse_poisoned();
        written = written_end_;
    }
    // Appends go on meanwhile, and a synced one may get further.
    if (auto synced = store_->sync(); !synced) return poison(synced.error());
    for (auto end = end_.load(); end < written && !end_.compare_exchange_weak(end, written);) continue;
    return {};
}

// What a failed write left on disk is unknown, so nothing may follow it.
tl::unexpected<StoreError> Log::poison(StoreError error) {
    {
        const std::lock_guard lock(poison_mutex_);
        if (poison_reason_.empty()) poison_reason_ = error.message;
    }
    poisoned_.store(true, std::memory_order_release);
    return tl::unexpected(std::move(error));
}

tl::unexpected<StoreError> Log::refuse_poisoned() const {
    const std::lock_guard lock(poison_mutex_);
    return fail(StoreErrorKind::poisoned,
                fmt::format("an earlier write to the log failed, so nothing more is accepted until the store is opened "
                            "again: {}",
                            poison_reason_));
}

Result<std::string> Log::read(std::uint64_t position) const {
    TALLY_ASSERT(position < end(), "read past the durable end of the log");
    const auto cursor = store_->cursor(family_entries);
    StoredValue value;
    if (auto found = find_value(*cursor, position, value); !found) return tl::unexpected(found.error());
    return std::string(value.entries[position - value.first]);
}

Result<void> Log::read_each(std::span<const std::uint64_t> positions,
                            const std::function<void(std::uint64_t, std::string_view)>& use) const {
    if (positions.empty()) return {};
    TALLY_ASSERT(positions.back() < end(), "read past the durable end of the log");
    const auto cursor = store_->cursor(family_entries);
    StoredValue value;
    for (const std::uint64_t position : positions) {
        if (value.entries.empty() || position >= value.end()) {
            if (auto found = find_value(*cursor, position, value); !found) return found;
        }
        TALLY_ASSERT(position >= value.first, "positions to read must rise");
        use(position, value.entries[position - value.first]);
    }
    return {};
}

LogReader Log::reader(std::uint64_t from, std::uint64_t to) const {
    TALLY_ASSERT(to <= end(), "read past the durable end of the log");
    return {store_->cursor(family_entries, nullptr, Access::many), from, to};
}

Result<RepackReport> Log::repack(std::uint64_t from, std::uint64_t to) {
    TALLY_ASSERT(to <= end(), "repack past the durable end of the log");
    const std::lock_guard lock(repack_mutex_);
    RepackReport report;
    if (poisoned()) return refuse_poisoned();
    if (from >= to) return report;

    Batch batch;
    std::size_t batch_bytes = 0;
    // Writes what is merged, and up to where all is merged.
    const auto write_batch = [&](std::uint64_t merged_to) -> Result<void> {
        const bool further = merged_to > repacked_to();
        if (further) batch.put(family_meta, std::string(meta_repacked), position_key(merged_to));
        if (batch.changes().empty()) return {};
        if (auto written = store_->write(batch, Durability::synced); !written) return poison(written.error());
        if (further) repacked_to_.store(merged_to, std::memory_order_release);
        batch.clear();
        batch_bytes = 0;
        return {};
    };

    const auto cursor = store_->cursor(family_entries, nullptr, Access::many);
    StoredValue value;
    if (auto found = find_value(*cursor, from, value); !found) return tl::unexpected(found.error());
    Neighbours neighbours;
    while (value.end() <= to) {
        ++report.values_before;
        if (!neighbours.has_room_for(value)) {
            const std::uint64_t merged_to = neighbours.end();
            batch_bytes += neighbours.merge_in(batch);
            ++report.values_after;
            if (batch_bytes >= repack_batch_bytes)
                if (auto written = write_batch(merged_to); !written) return tl::unexpected(written.error());
        }
        neighbours.add(value);
        if (neighbours.end() == to) break;
        if (auto next = next_value_at(*cursor, neighbours.end(), value); !next) return tl::unexpected(next.error());
    }
    if (neighbours.empty()) return report;
    // The last ones may still get a neighbour, so the next pass starts with them.
    const std::uint64_t last = neighbours.first();
    batch_bytes += neighbours.merge_in(batch);
    ++report.values_after;
    if (auto written = write_batch(last); !written) return tl::unexpected(written.error());
    return report;
}

Result<void> Log::keep_setting(std::string_view name, std::string_view value) {
    const std::lock_guard lock{append_mutex_};
    if (poisoned()) return refuse_poisoned();
    Batch batch;
    batch.put(family_meta, std::string(meta_setting_prefix) + std::string(name), std::string(value));
    if (auto written = store_->write(batch, Durability::synced); !written) return poison(std::move(written.error()));
    return {};
}

Result<std::optional<std::string>> Log::setting(std::string_view name) const {
    return store_->get(family_meta, std::string(meta_setting_prefix) + std::string(name));
}

}  // namespace tally::eventstore
