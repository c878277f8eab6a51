#pragma once
// What a reader of views pins: every view at one position, unchanged however long it is held.

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/result.h"
#include "eventstore/storage/key_value_store.h"
#include "eventstore/views/table.h"

namespace tally::eventstore {

// Index into the list of views given when their store was opened.
using View = std::uint32_t;

// A view's key as storage has it: the build it belongs to, then the key.
[[nodiscard]] std::string stored_key(std::uint8_t build, std::string_view key);

// Where the rows of all views are: newest first in `active`, then `frozen`, then storage as of `snapshot`.
struct ViewLayout {
    struct Place {
        std::shared_ptr<Table> active;
        std::shared_ptr<const Table> frozen;  // Null when nothing is being spilled.
        std::uint8_t build = 0;               // First byte of this view's keys in storage.
    };
    std::vector<Place> places;
    std::shared_ptr<const Snapshot> snapshot;
};

// Rows of one view in key order.
//
//     Scan scan = point->scan(balances, from, until);
//     while (scan.next()) use(scan.key(), scan.value());
//     if (auto status = scan.status(); !status) …
class Scan {
  public:
    [[nodiscard]] bool next();
    // Valid until the next call of next().
    [[nodiscard]] std::string_view key() const { return key_; }
    [[nodiscard]] std::string_view value() const { return value_; }
    [[nodiscard]] Result<void> status() const;

  private:
    friend class Point;
    struct Recent {
        std::vector<Table::RowRef> rows;  // In rising key order.
        std::size_t at = 0;
        [[nodiscard]] const Table::RowRef* row() const { return at < rows.size() ? &rows[at] : nullptr; }
    };

    std::shared_ptr<const void> pinned_;  // The point whose memory the rows are in.
    Recent active_;
    Recent frozen_;
    std::unique_ptr<Cursor> stored_;
    bool step_stored_ = false;  // The row in hand is storage's: leave it only when asked for the next.
    std::string_view key_;
    std::string_view value_;
};

class Point : public std::enable_shared_from_this<Point> {
  public:
    // Raised when the last holder lets go, so that the writer may reuse what only this point could see.
    struct Pin {
        Epoch epoch;
        std::atomic<bool> released{false};
    };

    Point(std::uint64_t position, std::shared_ptr<const ViewLayout>, const KeyValueStore&, std::shared_ptr<Pin>);
    Point(const Point&) = delete;
    Point& operator=(const Point&) = delete;
    ~Point();

    // The views are the fold of the log's first `position` entries.
    [[nodiscard]] std::uint64_t position() const { return position_; }
    [[nodiscard]] Epoch epoch() const { return pin_->epoch; }

    [[nodiscard]] Result<std::optional<std::string>> get(View, std::string_view key) const;
    // keys in rising order; values gets one element a key.
    [[nodiscard]] Result<void> multi_get(View, std::span<const std::string_view> keys,
                                         std::vector<std::optional<std::string>>& values) const;
    // from <= key < until; an empty `until` means to the end. Sorts the recent rows of the range.
    [[nodiscard]] Scan scan(View, std::string_view from = {}, std::string_view until = {}) const;
    // All rows of one owner; looks at no other's.
    [[nodiscard]] Scan scan_owner(View, std::string_view owner) const;
    // The row of this owner with the greatest key.
    struct OwnedRow {
        std::string key;
        std::string value;
    };
    [[nodiscard]] Result<std::optional<OwnedRow>> last_of_owner(View, std::string_view owner) const;

    [[nodiscard]] const std::shared_ptr<const ViewLayout>& layout() const { return layout_; }

  private:
    [[nodiscard]] Scan make_scan(View, std::string_view from, std::string_view until, std::vector<Table::RowRef> active,
                                 std::vector<Table::RowRef> frozen) const;

    std::uint64_t position_;
    std::shared_ptr<const ViewLayout> layout_;
    const KeyValueStore& storage_;
    std::shared_ptr<Pin> pin_;
};

// The least key that is greater than every key starting with `prefix`; empty when there is none.
[[nodiscard]] std::string end_of_prefix(std::string_view prefix);

}  // namespace tally::eventstore
