#pragma once
// The deciding thread's half of an append: looks up what a group of works needs, decides them in order on what is
// durable and what is not yet, and fills a commit. While a group is decided, the rows of the next one are read on
// another thread. Knows nothing of files or fsync.

#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/aside.h"
#include "eventstore/pipeline/commit_pool.h"
#include "eventstore/pipeline/stream_lengths.h"
#include "eventstore/views/view_store.h"
#include "eventstore/work.h"

namespace tally::eventstore {

class GroupSequencer final : private Sequencer, private Lookups {
  public:
    GroupSequencer(const ViewStore& views, std::size_t stream_lengths_max, std::size_t group_works_max,
                   std::size_t commit_pack_bytes);

    // Decides works in order into the commit until the commit is full or a group was decided. Returns how many it took;
    // each of them has an answer in the commit then. The next call begins with those that this one left.
    [[nodiscard]] std::size_t decide(std::span<Work* const> works, Commit& commit);
    [[nodiscard]] bool full(const Commit& commit) const { return commit.byte_count() >= commit_pack_bytes_; }
    // A commit that nothing is added to any more: its entries are looked for here until the views have them.
    void keep(CommitPtr commit) { recent_.push_back(std::move(commit)); }

  private:
    // Rows of one view that a group asked for, in key order once found.
    struct Wanted {
        void add(std::string_view key);
        void clear();
        std::string keys;
        struct Key {
            std::size_t offset, size;
        };
        std::vector<Key> places;
        std::vector<std::string_view> sorted;
        std::vector<std::optional<std::string>> rows;
        bool any_found = false;
        [[nodiscard]] const std::optional<std::string>* find(std::string_view key) const;
    };

    class FurtherRows;
    struct WantedStream {
        std::size_t offset, size;
        std::uint64_t hash;
    };
    // What was asked for at once: one a view.
    using Round = std::vector<Wanted>;
    // What the first rows lead to, step by step: from an account to its premises, to their usage.
    static constexpr std::size_t rounds_max = 4;
    // Works that are decided on one point, and what they asked for.
    struct Group {
        std::size_t works = 0;
        std::vector<std::uint64_t> command_hashes;  // One a work.
        std::shared_ptr<const Point> point;
        std::array<Round, rounds_max> rounds;
        std::vector<Work*> further;  // Those with more to ask for.
        [[nodiscard]] const std::optional<std::string>* find(View, std::string_view key) const;
        std::vector<WantedStream> wanted_streams;
        std::string wanted_stream_keys;
        std::size_t rows_wanted = 0;
    };

    // Makes a group of the first works, and begins to read for the one after it.
    void begin_group(std::span<Work* const> works);
    // Asks as many works as make a group what they want to read.
    void collect(std::span<Work* const> works, Group&);
    [[nodiscard]] static Result<void> read(Group&);
    [[nodiscard]] static Result<void> read_round(const Point&, Round&);
    [[nodiscard]] Result<void> learn_lengths();
    [[nodiscard]] std::uint32_t* known_length(StreamName);
    [[nodiscard]] std::uint32_t* length_at_end_of(StreamName);
    void answer(Work& work, Result<std::optional<Receipt>> result) {
        commit_->answers.push_back({&work, std::move(result)});
    }
    // The receipt, or the refusal, of a command that was accepted before.
    [[nodiscard]] std::optional<Result<Receipt>> accepted_before(const Work&, std::uint64_t command_hash) const;
    void decide_one(Work&, std::uint64_t command_hash);

    // Lookups
    void want_row(View, std::string_view key) override;
    void want_stream_length(StreamName) override;
    void want_further() override;
    // Sequencer
    [[nodiscard]] std::uint64_t next_position() const override { return commit_->end_position(); }
    [[nodiscard]] const Point& rows() const override { return *group_.point; }
    [[nodiscard]] Result<std::optional<std::string>> row(View, std::string_view key) override;
    [[nodiscard]] Result<std::uint64_t> stream_length(StreamName) override;
    void each_recent(StreamName, const UseEntry& use) const override;
    [[nodiscard]] std::string& begin_entry() override;
    [[nodiscard]] bool end_entry(StreamName, std::uint64_t version) override;
    [[nodiscard]] StoreError refusal() const override { return *refusal_; }
    [[nodiscard]] std::unique_ptr<CommitProduct>& product() override { return commit_->product; }

    const ViewStore& views_;
    const std::size_t group_works_max_;
    const std::size_t commit_pack_bytes_;
    StreamLengths lengths_;
    CommandWindow window_;
    std::deque<CommitPtr> recent_;
    std::vector<CommitPtr> folded_;  // Let go on the reading thread: that clears them for their next use.
    Group group_;
    Group next_;  // works is 0: there is none.
    Group* collecting_ = nullptr;
    Work* asked_ = nullptr;
    Aside reading_{"tally-read"};  // For next_, while there is one.

    // While a group is decided, which may take several commits.
    std::size_t group_left_ = 0;
    std::optional<StoreError> look_up_error_;
    Commit* commit_ = nullptr;
    Commit::Mark mark_{};
    std::optional<StoreError> refusal_;
    std::string stream_key_;
    std::uint64_t stream_hash_ = 0;
    // In lengths_, if the command under way has ended an entry of that stream.
    std::uint32_t* ended_ = nullptr;
};

}  // namespace tally::eventstore
