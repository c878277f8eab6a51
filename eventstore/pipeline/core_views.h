#pragma once
// The views that the event store itself needs: the Merkle tree's tiles, where each stream's events are, and the receipt
// of every command. How their rows look is in FORMAT.md, "Views".

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/merkle/tree.h"
#include "eventstore/result.h"
#include "eventstore/work.h"

namespace tally::eventstore {

class CoreViews final : public Folder {
  public:
    enum : View { tree = 0, stream_index = 1, command_ids = 2 };  // Always the first views of a store.

    [[nodiscard]] std::string name() const override { return "core"; }
    [[nodiscard]] std::vector<ViewSpec> views() const override;
    void bind(std::span<const View>) override;
    [[nodiscard]] Result<void> fold(const CommitRef&, ViewWriter&) override;
    // Continues a tree of this size whose tiles the writer has.
    [[nodiscard]] Result<void> resume(std::uint64_t size, ViewWriter&);
    [[nodiscard]] const TreeBuilder& built_tree() const { return builder_; }

  private:
    [[nodiscard]] Result<void> fold_tree(const CommitRef&, ViewWriter&);
    static void fold_streams(const CommitRef&, ViewWriter&);
    static void fold_commands(const CommitRef&, ViewWriter&);

    TreeBuilder builder_;
    std::vector<std::string_view> leaves_;  // Kept for their memory.
    std::vector<Hash> hashes_;
};

// The tree's tiles as of a point.
class PointTiles final : public TileSource {
  public:
    explicit PointTiles(std::shared_ptr<const Point> point) : point_(std::move(point)) {}
    [[nodiscard]] Result<std::string> tile(TileId, std::uint64_t width) const override;

  private:
    std::shared_ptr<const Point> point_;
};

// Key of the run of events of a stream that begins with this version.
[[nodiscard]] std::string run_key(std::string_view stream, std::uint64_t first_version);
[[nodiscard]] std::string_view stream_of_run(std::string_view run_key);
[[nodiscard]] Result<std::uint64_t> stream_length_at(const Point&, std::string_view stream);
// Positions of the stream's events from a version on, in order; `use` may return false to stop.
[[nodiscard]] Result<void> each_run(
    const Point&, std::string_view stream, std::uint64_t from_version,
    const std::function<bool(std::uint64_t first_version, std::span<const std::uint64_t> positions)>& use);

struct StoredReceipt {
    CommandDigest digest{};
    Receipt receipt;
};
[[nodiscard]] std::optional<StoredReceipt> parse_receipt(std::string_view row);

}  // namespace tally::eventstore
