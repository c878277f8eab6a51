#pragma once
// The two seams of the event store: what is decided on its deciding thread (Work), and what is folded from the log
// behind it (Folder). Payloads are opaque bytes on both sides.

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/result.h"
#include "eventstore/views/view_store.h"

namespace tally::eventstore {

using CommandDigest = std::array<std::uint8_t, 16>;

constexpr std::size_t stream_id_bytes_max = 64;
constexpr std::size_t command_id_bytes_max = 128;
constexpr std::size_t commit_bytes_max = 16 << 20;  // One command may need this much, never more.

// One aggregate's own history: a kind and an id of 1 to 64 bytes, none of them NUL.
struct StreamName {
    std::uint8_t kind = 0;
    std::string_view id;
    bool operator==(const StreamName&) const = default;
};
// kind ‖ id ‖ 00: the owner of this stream's rows in the stream index.
[[nodiscard]] std::string stream_key(StreamName);
[[nodiscard]] StreamName parse_stream_key(std::string_view key);

// The answer to an accepted command; it never changes.
struct Receipt {
    std::uint64_t first_position = 0;
    std::uint32_t count = 0;
    bool repeated = false;  // Accepted before; this is the first receipt again.
};

// An object that the executor hands to the folders along with a commit, so that they need not decode what it just made.
// After an opening there is none: folders must be able to work from the bytes alone.
class CommitProduct {
  public:
    virtual ~CommitProduct() = default;
    // On the committing thread, before the log: puts on disk what the entries rest on. An error fails the commit as one
    // of the log does.
    [[nodiscard]] virtual Result<void> make_ready() { return {}; }
    // Once the commit is folded: as new, to serve another commit.
    virtual void clear() = 0;
};

struct EntryRef {
    std::uint64_t position = 0;
    std::uint64_t version = 0;  // Place in its stream.
    std::string_view stream;    // See stream_key().
    std::string_view bytes;     // Envelope and payload.
};

struct CommandRef {
    std::string_view id;
    CommandDigest digest{};
    std::uint64_t first_position = 0;
    std::uint32_t count = 0;
};

// Durable entries in order, cut between commands. Valid while fold() runs.
struct CommitRef {
    std::uint64_t first_position = 0;
    std::span<const EntryRef> entries;
    std::span<const CommandRef> commands;
    const CommitProduct* product = nullptr;
};

// Makes views from the log. Called on the folding thread, in order, each entry once since the position that its views
// stand at. Keeps no state of its own beyond caches of its rows: its state is in the rows.
class Folder {
  public:
    virtual ~Folder() = default;
    [[nodiscard]] virtual std::string name() const = 0;
    [[nodiscard]] virtual std::vector<ViewSpec> views() const = 0;
    // Where those views are, once the store knows; in the order of views().
    virtual void bind(std::span<const View>) = 0;
    [[nodiscard]] virtual Result<void> fold(const CommitRef&, ViewWriter&) = 0;
};

// Rows that a group of works asks for before it is decided: one sorted look-up for all of them.
class Lookups {
  public:
    virtual ~Lookups() = default;
    virtual void want_row(View, std::string_view key) = 0;
    virtual void want_stream_length(StreamName) = 0;
    // The rows that this work asked for may lead to further ones: its look_further() is called once they are read.
    virtual void want_further() = 0;
};

// Rows that were asked for, as they come.
class FoundRows {
  public:
    virtual ~FoundRows() = default;
    // nullptr: not read yet. nullopt: there is none.
    [[nodiscard]] virtual const std::optional<std::string>* row(View, std::string_view key) const = 0;
    virtual void want_row(View, std::string_view key) = 0;
};

// What a work sees and does while it is being decided. It sees everything decided before it, durable or not, except in
// rows(): those end at folded(), and the executor must itself know what it made since.
class Sequencer {
  public:
    virtual ~Sequencer() = default;
    [[nodiscard]] virtual std::uint64_t next_position() const = 0;
    // Every view as the fold up to this position; the point does not change while a group is decided.
    [[nodiscard]] virtual const Point& rows() const = 0;
    [[nodiscard]] std::uint64_t folded() const { return rows().position(); }
    // A row that was asked for through Lookups, else read now.
    [[nodiscard]] virtual Result<std::optional<std::string>> row(View, std::string_view key) = 0;
    // Number of events in the stream, the undurable ones included.
    [[nodiscard]] virtual Result<std::uint64_t> stream_length(StreamName) = 0;
    // The entries of a stream that rows() may not have, oldest first, until `use` returns false.
    using UseEntry = std::function<bool(std::uint64_t version, std::string_view bytes)>;
    virtual void each_recent(StreamName, const UseEntry& use) const = 0;

    // An entry: append its bytes (and nothing else) to what begin_entry() returns, then end it. Versions of a stream
    // are gapless; a gap is a bug of the caller. False: the entry or the commit is too large; return refusal() then.
    [[nodiscard]] virtual std::string& begin_entry() = 0;
    [[nodiscard]] virtual bool end_entry(StreamName, std::uint64_t version) = 0;
    // What was wrong: entry_too_large or commit_too_large.
    [[nodiscard]] virtual StoreError refusal() const = 0;

    // The by-product of the commit under way; the first work that needs it makes it. It must bear entries being taken
    // back: a refused work adds nothing to it.
    [[nodiscard]] virtual std::unique_ptr<CommitProduct>& product() = 0;
};

// What a work starts to bring into the processor's cache: its command; what that names; what this leads to.
enum class Ahead : std::uint8_t { command, far, near };

// A command on its way. The sender keeps it alive until answered() was called, which happens exactly once, on a thread
// of the store's, and must not block.
class Work {
  public:
    virtual ~Work() = default;
    // Not empty; same id and same digest return the first receipt without deciding.
    [[nodiscard]] virtual std::string_view command_id() const = 0;
    [[nodiscard]] virtual const CommandDigest& command_digest() const = 0;
    // Says what decide() will want to read. On the deciding thread, before the group is decided.
    virtual void look_up(Lookups&) {}
    // If it said so: asks for the rows that those found lead to. Called again while it asks, a few times. On the
    // reading thread, while other works are decided.
    virtual void look_further(FoundRows&) {}
    // Some works before its turn, and again nearer to it. Ahead::command before look_up(), too.
    virtual void warm(Ahead) {}
    // Decides, and emits at least one entry; or emits what it likes and returns false: all of it is taken back, and the
    // work remembers why. On the deciding thread.
    [[nodiscard]] virtual bool decide(Sequencer&) = 0;
    // A receipt: durable. No receipt and no error: decide() said no, and all it was based on is durable.
    virtual void answered(Result<std::optional<Receipt>>) = 0;
};

// What a work will be answered with.
struct WorkAnswer {
    Work* work;
    Result<std::optional<Receipt>> result;
};

}  // namespace tally::eventstore
