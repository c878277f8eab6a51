#include "eventstore/pipeline/refolding.h"

#include <algorithm>
#include <atomic>
#include <fmt/format.h>
#include <thread>
#include <utility>

#include "eventstore/pipeline/channel.h"
#include "eventstore/thread_name.h"

namespace tally::eventstore {

namespace {

constexpr std::size_t refold_bytes = 256 << 10;  // Of a batch folded from the log.

// Entries of the log put together to batches: the commands they were made by, whole.
class BatchMaker {
  public:
    explicit BatchMaker(std::uint64_t from) : command_first_(from) { batch_->clear(from); }

    [[nodiscard]] bool same_command(const EntryHeader& header) const {
        return begun_ && header.command_id == command_id_;
    }
    [[nodiscard]] bool large() const { return batch_->byte_count() >= refold_bytes; }
    void begin_command(const EntryHeader& header) {
        begun_ = true;
        command_id_.assign(header.command_id);
        digest_ = header.command_digest;
    }
    void end_command() {
        const std::uint64_t count = batch_->end_position() - command_first_;
        if (count > 0) batch_->add_command(command_id_, digest_, command_first_, static_cast<std::uint32_t>(count));
        command_first_ = batch_->end_position();
    }
    void add(const EntryHeader& header, std::string_view entry) {
        stream_.assign(1, static_cast<char>(header.stream.kind));
        stream_.append(header.stream.id).push_back('\0');
        batch_->bytes().append(entry);
        batch_->add_entry(stream_, header.version);
    }
    // What was added so far; null: nothing.
    [[nodiscard]] std::unique_ptr<Commit> take() {
        if (batch_->empty()) return nullptr;
        batch_->seal();
        auto next = std::make_unique<Commit>();
        next->clear(batch_->end_position());
        return std::exchange(batch_, std::move(next));
    }

  private:
    std::unique_ptr<Commit> batch_ = std::make_unique<Commit>();
    bool begun_ = false;
    std::string command_id_;
    CommandDigest digest_{};
    std::uint64_t command_first_;
    std::string stream_;
};

}  // namespace

Result<void> Refolding::fold_range(std::uint64_t from, std::uint64_t to, const std::vector<std::uint64_t>& cuts,
                                   const FoldBatch& fold_batch) const {
    Channel<std::unique_ptr<Commit>> batches;
    std::atomic<bool> failed{false};
    Result<void> folded;
    std::thread folder{[&] {
        name_this_thread("tally-refold");
        while (!batches.closed()) {
            for (const auto& batch : batches.take()) {
                if (!failed) folded = fold_batch(batch->view(), batch->end_position());
                if (!folded) failed = true;
            }
        }
    }};
    const auto read = read_batches(from, to, cuts, [&](std::unique_ptr<Commit> batch) {
        batches.push(std::move(batch));
        return !failed;
    });
    batches.close();
    folder.join();
    return folded ? read : folded;
}

Result<void> Refolding::read_batches(std::uint64_t from, std::uint64_t to, const std::vector<std::uint64_t>& cuts,
                                     const std::function<bool(std::unique_ptr<Commit>)>& use) const {
    BatchMaker maker{from};
    LogReader reader = log_.reader(from, to);
    while (reader.next()) {
        auto header = read_header_(reader.entry());
        if (!header) return tl::unexpected(header.error());
        if (header->position != reader.position()) {
            return fail(StoreErrorKind::damaged,
                        fmt::format("the entry at position {} says it is at {}", reader.position(), header->position));
        }
        if (!maker.same_command(*header)) {
            maker.end_command();
            const bool cut = std::find(cuts.begin(), cuts.end(), reader.position()) != cuts.end();
            if (cut || maker.large()) {
                if (auto batch = maker.take(); batch && !use(std::move(batch))) return {};
            }
            maker.begin_command(*header);
        }
        maker.add(*header, reader.entry());
    }
    if (auto status = reader.status(); !status) return status;
    maker.end_command();
    if (auto batch = maker.take()) (void)use(std::move(batch));  // Nothing follows that could be stopped.
    return {};
}

Result<std::uint64_t> Refolding::fold_tail(std::span<const BoundFolder> folders, CoreViews& core,
                                           ViewStore& views) const {
    const std::uint64_t end = log_.end();
    std::uint64_t from = end;
    std::vector<std::uint64_t> stands;
    for (const BoundFolder& bound : folders) {
        stands.push_back(bound.views.empty() ? end : views.stored_position(bound.views.front()));
        from = std::min(from, stands.back());
    }
    if (auto resumed = core.resume(stands.front(), views); !resumed) return tl::unexpected(resumed.error());
    const auto fold_batch = [&](const CommitRef& batch, std::uint64_t batch_end) -> Result<void> {
        for (std::size_t i = 0; i < folders.size(); ++i) {
            if (stands[i] > batch.first_position) continue;
            if (auto folded = folders[i].folder->fold(batch, views); !folded) return folded;
        }
        return views.fold_on(batch_end);
    };
    // A batch begins where a folder's views stand, so that no batch is folded in part.
    if (auto folded = fold_range(from, end, stands, fold_batch); !folded) return tl::unexpected(folded.error());
    if (auto published = views.publish(end); !published) return tl::unexpected(published.error());
    return end - from;
}

}  // namespace tally::eventstore
