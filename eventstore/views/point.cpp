// See point.h.
#include "eventstore/views/point.h"

#include <algorithm>

#include "domain/core/assert.h"

namespace tally::eventstore {

std::string stored_key(std::uint8_t build, std::string_view key) {
    std::string stored;
    stored.reserve(1 + key.size());
    stored.push_back(static_cast<char>(build));
    stored.append(key);
    return stored;
}

namespace {

constexpr std::size_t keys_ahead = 8;  // Whose places are on their way into the cache.

void sort_rows(std::vector<Table::RowRef>& rows) {
    std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.key < b.key; });
}

}  // namespace

std::string end_of_prefix(std::string_view prefix) {
    std::string end{prefix};
    while (!end.empty() && static_cast<unsigned char>(end.back()) == 0xff) end.pop_back();
    if (!end.empty()) end.back() = static_cast<char>(static_cast<unsigned char>(end.back()) + 1);
    return end;
}

bool Scan::next() {
    if (step_stored_) stored_->next();
    step_stored_ = false;
    while (true) {
        const Table::RowRef* const active = active_.row();
        const Table::RowRef* const frozen = frozen_.row();
        const bool stored = stored_->valid();
        if (active == nullptr && frozen == nullptr && !stored) return false;

        // The least key of the three; of equal ones the newest place speaks for the row.
        std::string_view least;
        bool found = false;
        const auto consider = [&](std::string_view key) {
            if (!found || key < least) least = key;
            found = true;
        };
        if (active != nullptr) consider(active->key);
        if (frozen != nullptr) consider(frozen->key);
        if (stored) consider(stored_->key().substr(1));

        const bool in_active = active != nullptr && active->key == least;
        const bool in_frozen = frozen != nullptr && frozen->key == least;
        const bool in_stored = stored && stored_->key().substr(1) == least;
        const Table::Version* const version = in_active ? active->version : in_frozen ? frozen->version : nullptr;
        if (in_active) ++active_.at;
        if (in_frozen) ++frozen_.at;
        if (version == nullptr) {
            key_ = least;
            value_ = stored_->value();
            step_stored_ = true;
            return true;
        }
        if (in_stored) stored_->next();
        if (version->erased()) continue;
        key_ = in_active ? active->key : frozen->key;
        value_ = version->value();
        return true;
    }
}

Result<void> Scan::status() const {
    return stored_->valid() ? Result<void>{} : stored_->status();
}

Point::Point(std::uint64_t position, std::shared_ptr<const ViewLayout> layout, const KeyValueStore& storage,
             std::shared_ptr<Pin> pin)
    : position_(position), layout_(std::move(layout)), storage_(storage), pin_(std::move(pin)) {}

Point::~Point() {
    pin_->released.store(true, std::memory_order_release);
}

Result<std::optional<std::string>> Point::get(View view, std::string_view key) const {
    const ViewLayout::Place& place = layout_->places[view];
    const Table::Version* version = place.active->find(key, epoch());
    if (version == nullptr && place.frozen) version = place.frozen->find(key, epoch());
    if (version == nullptr) return storage_.get(view + 1, stored_key(place.build, key), layout_->snapshot.get());
    if (version->erased()) return std::nullopt;
    return std::string{version->value()};
}

Result<void> Point::multi_get(View view, std::span<const std::string_view> keys,
                              std::vector<std::optional<std::string>>& values) const {
    const ViewLayout::Place& place = layout_->places[view];
    values.assign(keys.size(), std::nullopt);
    std::vector<std::uint64_t> hashes(keys.size());
    std::transform(keys.begin(), keys.end(), hashes.begin(), Table::hash_of);
    std::vector<std::size_t> missing;
    for (std::size_t i = 0; i < keys.size(); ++i) {
        if (i + keys_ahead < keys.size()) {
            place.active->prefetch_slot(hashes[i + keys_ahead]);
            if (place.frozen) place.frozen->prefetch_slot(hashes[i + keys_ahead]);
        }
        const Table::Version* version = place.active->find(hashes[i], keys[i], epoch());
        if (version == nullptr && place.frozen) version = place.frozen->find(hashes[i], keys[i], epoch());
        if (version == nullptr) {
            missing.push_back(i);
        } else if (!version->erased()) {
            values[i].emplace(version->value());
        }
    }
    if (missing.empty()) return {};
    std::string stored_keys;  // One piece of memory for all of them.
    for (const std::size_t i : missing) stored_keys.append(1, static_cast<char>(place.build)).append(keys[i]);
    std::vector<std::string_view> asked;
    asked.reserve(missing.size());
    for (std::size_t offset = 0; const std::size_t i : missing) {
        asked.push_back(std::string_view{stored_keys}.substr(offset, 1 + keys[i].size()));
        offset += 1 + keys[i].size();
    }
    std::vector<std::optional<std::string>> stored;
    if (auto got = storage_.multi_get(view + 1, asked, stored, layout_->snapshot.get()); !got) return got;
    for (std::size_t i = 0; i < missing.size(); ++i) values[missing[i]] = std::move(stored[i]);
    return {};
}

Scan Point::make_scan(View view, std::string_view from, std::string_view until, std::vector<Table::RowRef> active,
                      std::vector<Table::RowRef> frozen) const {
    const std::uint8_t build = layout_->places[view].build;
    Scan scan;
    scan.pinned_ = shared_from_this();
    scan.active_.rows = std::move(active);
    scan.frozen_.rows = std::move(frozen);
    sort_rows(scan.active_.rows);
    sort_rows(scan.frozen_.rows);
    scan.stored_ = storage_.cursor(view + 1, layout_->snapshot.get(), Access::few,
                                   until.empty() ? end_of_prefix(stored_key(build, {})) : stored_key(build, until));
    scan.stored_->seek(stored_key(build, from));
    return scan;
}

Scan Point::scan(View view, std::string_view from, std::string_view until) const {
    const ViewLayout::Place& place = layout_->places[view];
    std::vector<Table::RowRef> active;
    std::vector<Table::RowRef> frozen;
    place.active->collect(from, until, epoch(), active);
    if (place.frozen) place.frozen->collect(from, until, epoch(), frozen);
    return make_scan(view, from, until, std::move(active), std::move(frozen));
}

Scan Point::scan_owner(View view, std::string_view owner) const {
    const ViewLayout::Place& place = layout_->places[view];
    TALLY_ASSERT(place.active->has_owners(), "this view was declared without owners");
    std::vector<Table::RowRef> active;
    std::vector<Table::RowRef> frozen;
    place.active->collect_owner(owner, epoch(), active);
    if (place.frozen) place.frozen->collect_owner(owner, epoch(), frozen);
    return make_scan(view, owner, end_of_prefix(owner), std::move(active), std::move(frozen));
}

Result<std::optional<Point::OwnedRow>> Point::last_of_owner(View view, std::string_view owner) const {
    const ViewLayout::Place& place = layout_->places[view];
    TALLY_ASSERT(place.active->has_owners(), "this view was declared without owners");
    std::vector<Table::RowRef> recent;
    place.active->collect_owner(owner, epoch(), recent);
    if (place.frozen) place.frozen->collect_owner(owner, epoch(), recent);
    const bool erased =
        std::any_of(recent.begin(), recent.end(), [](const auto& row) { return row.version->erased(); });
    if (erased) {  // Rare: finding the last row takes all of the owner's rows.
        std::optional<OwnedRow> last;
        Scan scan = scan_owner(view, owner);
        while (scan.next()) last = OwnedRow{std::string{scan.key()}, std::string{scan.value()}};
        if (auto status = scan.status(); !status) return tl::unexpected(status.error());
        return last;
    }
    const Table::RowRef* newest = nullptr;
    for (const Table::RowRef& row : recent) {  // Active ones come first, so equal keys keep the newer version.
        if (newest == nullptr || row.key > newest->key) newest = &row;
    }
    const auto cursor = storage_.cursor(view + 1, layout_->snapshot.get());
    const std::string lowest = stored_key(place.build, owner);
    cursor->seek_for_previous(lowest + std::string(64, '\xff'));  // Behind every suffix.
    if (cursor->valid() && cursor->key().starts_with(lowest)) {
        const std::string_view stored = cursor->key().substr(1);
        if (newest == nullptr || stored > newest->key)
            return OwnedRow{std::string{stored}, std::string{cursor->value()}};
    } else if (!cursor->valid()) {
        if (auto status = cursor->status(); !status) return tl::unexpected(status.error());
    }
    if (newest == nullptr) return std::nullopt;
    return OwnedRow{std::string{newest->key}, std::string{newest->version->value()}};
}

}  // namespace tally::eventstore
