// See core_views.h.
#include "eventstore/pipeline/core_views.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "domain/core/assert.h"

namespace tally::eventstore {

namespace {

constexpr std::size_t version_bytes = 4;   // Of a run's key, big-endian.
constexpr std::size_t position_bytes = 6;  // Of each event in a run, big-endian: 281 trillion of them.
constexpr std::size_t ids_ahead = 8;       // Whose slots are fetched while one is written.
constexpr std::size_t run_bytes_max = 680 * position_bytes;
constexpr std::size_t receipt_row_bytes = 16 + 8 + 4;
constexpr std::size_t tile_bytes = tile_width * sizeof(Hash);

template <std::size_t size>
std::array<char, size> big_endian(std::uint64_t value) {
    std::array<char, size> bytes;
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(value >> (8 * (size - 1 - i)));
    return bytes;
}

std::uint64_t parse_big_endian(std::string_view bytes) {
    std::uint64_t value = 0;
    for (const char byte : bytes) value = value << 8 | static_cast<std::uint8_t>(byte);
    return value;
}

std::size_t run_owner_length(std::string_view key) {
    return key.size() - version_bytes;
}

std::uint64_t first_version_of(std::string_view key) {
    return parse_big_endian(key.substr(key.size() - version_bytes));
}

// Tiles as the folding thread sees them, published or not.
class WriterTiles final : public TileSource {
  public:
    explicit WriterTiles(ViewWriter& writer) : writer_(writer) {}
    [[nodiscard]] Result<std::string> tile(TileId id, std::uint64_t width) const override {
        auto row = writer_.get(CoreViews::tree, tile_key(id));
        if (!row) return tl::unexpected(row.error());
        if (!row->has_value() || (*row)->size() < width * sizeof(Hash))
            return fail(StoreErrorKind::damaged, "the tree's view lacks " + tile_path(id, width));
        return std::move(**row);
    }

  private:
    ViewWriter& writer_;
};

}  // namespace

std::string stream_key(StreamName stream) {
    TALLY_ASSERT(!stream.id.empty() && stream.id.size() <= stream_id_bytes_max, "a stream's id has 1 to 64 bytes");
    std::string key;
    key.reserve(stream.id.size() + 2);
    key.push_back(static_cast<char>(stream.kind));
    key.append(stream.id);
    key.push_back('\0');
    return key;
}

StreamName parse_stream_key(std::string_view key) {
    return {static_cast<std::uint8_t>(key.front()), key.substr(1, key.size() - 2)};
}

std::string run_key(std::string_view stream, std::uint64_t first_version) {
    std::string key{stream};
    const auto version = big_endian<version_bytes>(first_version);
    key.append(version.data(), version.size());
    return key;
}

std::string_view stream_of_run(std::string_view key) {
    return key.substr(0, run_owner_length(key));
}

std::vector<ViewSpec> CoreViews::views() const {
    return {
        {.name = "tree", .version = 1, .owner_length = nullptr, .asked_for_absent = false, .group = "core"},
        {.name = "stream_index",
         .version = 1,
         .owner_length = run_owner_length,
         .asked_for_absent = true,
         .group = "core"},
        {.name = "command_ids", .version = 1, .owner_length = nullptr, .asked_for_absent = true, .group = "core"},
    };
}

void CoreViews::bind(std::span<const View> views) {
    TALLY_ASSERT(views.size() == 3 && views[0] == tree && views[1] == stream_index && views[2] == command_ids,
                 "the core views come first");
}

Result<void> CoreViews::resume(std::uint64_t size, ViewWriter& writer) {
    auto restored = TreeBuilder::restore(size, WriterTiles{writer});
    if (!restored) return tl::unexpected(restored.error());
    builder_ = std::move(*restored);
    return {};
}

Result<void> CoreViews::fold(const CommitRef& commit, ViewWriter& writer) {
    if (auto done = fold_tree(commit, writer); !done) return done;
    fold_streams(commit, writer);
    fold_commands(commit, writer);
    return {};
}

// Rows of unfinished tiles grow in place by the new hashes only, so that a single command does not copy 8 KiB.
Result<void> CoreViews::fold_tree(const CommitRef& commit, ViewWriter& writer) {
    TALLY_ASSERT(builder_.size() == commit.first_position, "the tree continues where it ended");
    leaves_.clear();
    for (const EntryRef& entry : commit.entries) leaves_.push_back(entry.bytes);
    hashes_.resize(leaves_.size());
    hash_leaves(leaves_, hashes_);

    const std::uint64_t before = builder_.size();
    builder_.append(hashes_);
    const std::uint64_t after = builder_.size();
    for (std::uint64_t at = before; at < after;) {
        const std::uint64_t until = std::min(after, (at / tile_width + 1) * tile_width);
        const std::string_view hashes{reinterpret_cast<const char*>(hashes_.data() + (at - before)),
                                      (until - at) * sizeof(Hash)};
        if (auto done = writer.append(tree, tile_key({0, at / tile_width}), hashes, tile_bytes); !done) return done;
        at = until;
    }
    if (before / tile_width == after / tile_width) return {};

    const auto grow = [&](const TileRow& row) -> Result<void> {
        if (row.id.level == 0) return {};
        const std::size_t known = width_of_tile(row.id, before) * sizeof(Hash);
        if (row.hashes.size() <= known) return {};
        return writer.append(tree, tile_key(row.id), std::string_view{row.hashes}.substr(known), tile_bytes);
    };
    for (const TileRow& row : builder_.take_full_tiles())
        if (auto done = grow(row); !done) return done;
    for (const TileRow& row : builder_.partial_tiles())
        if (auto done = grow(row); !done) return done;
    return {};
}

// Positions of a stream's events are kept in runs, one or more a generation, so that folding never reads storage.
void CoreViews::fold_streams(const CommitRef& commit, ViewWriter& writer) {
    std::array<char, stream_id_bytes_max + 2 + version_bytes> key;
    PrefetchAhead ahead;
    for (std::size_t i = 0; i < commit.entries.size(); ++i) {
        const EntryRef& entry = commit.entries[i];
        ahead.at(
            i, commit.entries.size(),
            [&](std::size_t later) -> std::uint64_t {
                const std::string_view stream = commit.entries[later].stream;
                return stream == commit.entries[later - 1].stream ? 0 : writer.prefetch_owner(stream_index, stream);
            },
            [&](std::uint64_t hash, unsigned step) { writer.prefetch_owner(stream_index, hash, step); });
        const auto position = big_endian<position_bytes>(entry.position);
        const std::string_view bytes{position.data(), position.size()};
        if (const auto run = writer.newest_run(stream_index, entry.stream)) {
            TALLY_ASSERT(first_version_of(run->key) + run->bytes / position_bytes == entry.version,
                         "versions of a stream are gapless");
            if (run->bytes + position_bytes <= run_bytes_max) {
                writer.append_to_run(stream_index, *run, bytes);
                continue;
            }
        }
        const auto version = big_endian<version_bytes>(entry.version);
        std::memcpy(key.data(), entry.stream.data(), entry.stream.size());
        std::memcpy(key.data() + entry.stream.size(), version.data(), version.size());
        writer.begin_run(stream_index, {key.data(), entry.stream.size() + version.size()}, bytes);
    }
}

void CoreViews::fold_commands(const CommitRef& commit, ViewWriter& writer) {
    std::array<char, receipt_row_bytes> row;
    for (std::size_t i = 0; i < commit.commands.size(); ++i) {
        // An id is new: there is nothing behind its slot.
        if (i + ids_ahead < commit.commands.size())
            (void)writer.prefetch(command_ids, commit.commands[i + ids_ahead].id);
        const CommandRef& command = commit.commands[i];
        const auto first = big_endian<8>(command.first_position);
        const auto count = big_endian<4>(command.count);
        std::memcpy(row.data(), command.digest.data(), command.digest.size());
        std::memcpy(row.data() + 16, first.data(), first.size());
        std::memcpy(row.data() + 24, count.data(), count.size());
        writer.put(command_ids, command.id, {row.data(), row.size()});
    }
}

std::optional<StoredReceipt> parse_receipt(std::string_view row) {
    if (row.size() != receipt_row_bytes) return std::nullopt;
    StoredReceipt stored;
    std::memcpy(stored.digest.data(), row.data(), stored.digest.size());
    stored.receipt.first_position = parse_big_endian(row.substr(16, 8));
    stored.receipt.count = static_cast<std::uint32_t>(parse_big_endian(row.substr(24, 4)));
    return stored;
}

Result<std::string> PointTiles::tile(TileId id, std::uint64_t width) const {
    auto row = point_->get(CoreViews::tree, tile_key(id));
    if (!row) return tl::unexpected(row.error());
    if (!row->has_value() || (*row)->size() < width * sizeof(Hash))
        return fail(StoreErrorKind::damaged, "the tree's view lacks " + tile_path(id, width));
    return std::move(**row);
}

Result<std::uint64_t> stream_length_at(const Point& point, std::string_view stream) {
    auto last = point.last_of_owner(CoreViews::stream_index, stream);
    if (!last) return tl::unexpected(last.error());
    if (!last->has_value()) return 0;
    return first_version_of((*last)->key) + (*last)->value.size() / position_bytes;
}

Result<void> each_run(const Point& point, std::string_view stream, std::uint64_t from_version,
                      const std::function<bool(std::uint64_t, std::span<const std::uint64_t>)>& use) {
    std::vector<std::uint64_t> positions;
    std::uint64_t expected = 0;
    Scan scan = point.scan_owner(CoreViews::stream_index, stream);
    while (scan.next()) {
        const std::uint64_t first = first_version_of(scan.key());
        const std::uint64_t count = scan.value().size() / position_bytes;
        if (first != expected || scan.value().size() % position_bytes != 0)
            return fail(StoreErrorKind::damaged, "the stream index has a gap at version " + std::to_string(expected) +
                                                     " of stream " + std::string{parse_stream_key(stream).id});
        expected = first + count;
        if (expected <= from_version) continue;
        const std::uint64_t skipped = from_version > first ? from_version - first : 0;
        positions.clear();
        for (std::uint64_t i = skipped; i < count; ++i)
            positions.push_back(parse_big_endian(scan.value().substr(i * position_bytes, position_bytes)));
        if (!use(first + skipped, positions)) return {};
    }
    return scan.status();
}

}  // namespace tally::eventstore
