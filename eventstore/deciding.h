#pragma once
// The deciding thread's half of an append: looks up what a group of works needs, decides them in order on what is
// durable and what is not yet, and fills a commit. Knows nothing of threads, files or fsync.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/commit.h"
#include "eventstore/stream_lengths.h"
#include "eventstore/views/view_store.h"
#include "eventstore/work.h"

namespace tally::eventstore {

class Deciding final : private Sequencer, private Lookups {
  public:
    Deciding(const ViewStore& views, std::size_t stream_lengths_max, std::size_t group_works_max,
             std::size_t commit_pack_bytes);

    // Decides works in order into the commit until the commit is full or a group was decided. Returns how many it took;
    // each of them has an answer in the commit then. The next call begins with those that this one left.
    [[nodiscard]] std::size_t decide(std::span<Work* const> works, Commit& commit);
    [[nodiscard]] bool full(const Commit& commit) const { return commit.byte_count() >= commit_pack_bytes_; }

  private:
    // Rows of one view that the group asked for, in key order once found.
    struct Wanted {
        std::string keys;
        struct Key {
            std::size_t offset, size;
        };
        std::vector<Key> places;
        std::vector<std::string_view> sorted;
        std::vector<std::optional<std::string>> rows;
        [[nodiscard]] const std::optional<std::string>* find(std::string_view key) const;
    };

    // Looks up for as many works as make a group, and says how many.
    [[nodiscard]] std::size_t begin_group(std::span<Work* const> works);
    [[nodiscard]] Result<void> look_up();
    [[nodiscard]] Result<void> learn_lengths();
    [[nodiscard]] std::uint32_t* known_length(StreamName);
    void answer(Work& work, Result<std::optional<Receipt>> result) {
        commit_->answers.push_back({&work, std::move(result)});
    }
    // The receipt, or the refusal, of a command that was accepted before.
    [[nodiscard]] std::optional<Result<Receipt>> accepted_before(const Work&) const;
    void decide_one(Work&);

    // Lookups
    void want_row(View, std::string_view key) override;
    void want_stream_length(StreamName) override;
    // Sequencer
    [[nodiscard]] std::uint64_t next_position() const override { return commit_->end_position(); }
    [[nodiscard]] const Point& rows() const override { return *point_; }
    [[nodiscard]] Result<std::optional<std::string>> row(View, std::string_view key) override;
    [[nodiscard]] Result<std::uint64_t> stream_length(StreamName) override;
    [[nodiscard]] std::string& begin_entry() override;
    [[nodiscard]] bool end_entry(StreamName, std::uint64_t version) override;
    [[nodiscard]] StoreError refusal() const override { return *refusal_; }
    [[nodiscard]] std::unique_ptr<CommitProduct>& product() override { return commit_->product; }

    const ViewStore& views_;
    const std::size_t group_works_max_;
    const std::size_t commit_pack_bytes_;
    StreamLengths lengths_;
    CommandWindow window_;
    std::vector<Wanted> wanted_;  // One a view.
    struct WantedStream {
        std::size_t offset, size;
        std::uint64_t hash;
    };
    std::vector<WantedStream> wanted_streams_;
    std::string wanted_stream_keys_;
    std::size_t rows_wanted_ = 0;

    // While a group is decided, which may take several commits.
    std::size_t group_left_ = 0;
    std::optional<StoreError> look_up_error_;
    std::shared_ptr<const Point> point_;
    Commit* commit_ = nullptr;
    Commit::Mark mark_{};
    std::optional<StoreError> refusal_;
    std::string stream_key_;
    std::uint64_t stream_hash_ = 0;
};

}  // namespace tally::eventstore
