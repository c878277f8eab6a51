#include "eventstore/pipeline/engine.h"

#include <utility>

#include "domain/core/assert.h"
#include "eventstore/program_log.h"

namespace tally::eventstore {

Engine::Engine(std::shared_ptr<KeyValueStore> log_storage, EventStoreOptions options)
    : log_storage_(std::move(log_storage)),
      options_(std::move(options)),
      core_(std::make_shared<CoreViews>()),
      pool_(options_.limits.commit_pack_bytes),
      flow_(options_.limits, health_) {}

Result<void> Engine::open(std::shared_ptr<KeyValueStore> view_storage) {
    TALLY_ASSERT(options_.read_header != nullptr, "the store must know how to read an entry's header");
    TALLY_ASSERT(options_.limits.stream_lengths_max / 2 >= 2 * options_.limits.unfolded_entries_max,
                 "deciding must have the lengths of all streams with unfolded entries in its cache");
    if (auto opened = open_log(); !opened) return opened;
    if (auto opened = open_views(std::move(view_storage)); !opened) return opened;
    const bool spilled_before = views_->stored_position(CoreViews::command_ids) > 0;
    refolding_ = std::make_unique<Refolding>(*log_, options_.read_header);
    auto folded = refolding_->fold_tail(folders_, *core_, *views_);
    if (!folded) return tl::unexpected(folded.error());
    folded_at_opening_ = *folded;
    if (auto begun = begin_signing(spilled_before); !begun) return begun;
    return start_threads();
}

Result<void> Engine::open_log() {
    std::optional<CheckpointFile> checkpoint;
    std::uint64_t least_end = 0;
    if (options_.signer) {
        auto file = CheckpointFile::open(options_.checkpoint_directory, options_.signer->verifier());
        if (!file) return tl::unexpected(file.error());
        checkpoint = std::move(*file);
        if (checkpoint->last()) least_end = checkpoint->last()->size;
    }
    auto log = Log::open(log_storage_, least_end);
    if (!log) return tl::unexpected(log.error());
    log_ = std::move(*log);
    if (log_->opening().dropped_bytes > 0) {
        spdlog::warn("eventstore: the log ends at position {}; {} bytes of a torn write after it were dropped ({})",
                     log_->end(), log_->opening().dropped_bytes, log_->opening().dropped_place);
    }
    if (checkpoint) signing_ = std::make_unique<Signing>(std::move(*checkpoint), *options_.signer, *log_);
    return {};
}

Result<void> Engine::open_views(std::shared_ptr<KeyValueStore> view_storage) {
    std::vector<ViewSpec> specs;
    const auto bind = [&](const std::shared_ptr<Folder>& folder) {
        BoundFolder bound{folder, {}};
        for (ViewSpec& spec : folder->views()) {
            if (spec.group.empty()) spec.group = folder->name();
            bound.views.push_back(static_cast<View>(specs.size()));
            specs.push_back(std::move(spec));
        }
        folder->bind(bound.views);
        folders_.push_back(std::move(bound));
    };
    bind(core_);
    for (const auto& folder : options_.folders) bind(folder);
    auto views = ViewStore::open(std::move(view_storage), std::move(specs), log_->end(), options_.limits.views);
    if (!views) return tl::unexpected(views.error());
    views_ = std::move(*views);
    return {};
}

// Compares the log with the last checkpoint; from then on each spill signs before it writes.
Result<void> Engine::begin_signing(bool spilled_before) {
    if (!signing_) return {};
    if (auto checked = signing_->check(log_->end(), PointTiles{views_->pin()}); !checked) return checked;
    if (auto begun = signing_->begin(views_->pin(), log_->end(), spilled_before); !begun) return begun;
    views_->set_before_spill([signing = signing_.get(), views = views_.get()](std::uint64_t) -> Result<void> {
        auto signed_note = signing->sign(views->pin());
        return signed_note ? Result<void>{} : tl::unexpected(signed_note.error());
    });
    return {};
}

Result<void> Engine::start_threads() {
    TreeBuilder recorded;
    if (options_.log_of_record) {
        auto tree = TreeBuilder::restore(log_->end(), PointTiles{views_->pin()});
        if (!tree) return tl::unexpected(tree.error());
        recorded = std::move(*tree);
    }
    progress_.begin_at(log_->end());
    repacking_ = std::make_unique<Repacking>(*log_, health_);
    deciding_ = std::make_unique<Deciding>(*views_, options_.limits, flow_, pool_, health_);
    committing_ =
        std::make_unique<Committing>(*log_, options_.log_of_record, std::move(recorded), flow_, progress_, health_);
    folding_ = std::make_unique<Folding>(folders_, *views_, *log_, committing_->durable(), flow_, progress_, health_);
    rebuilding_ = std::make_unique<Rebuilding>(folders_, *views_, *refolding_, *folding_, progress_);
    threads_.emplace_back([this, end = log_->end()] { deciding_->run(end); });
    threads_.emplace_back([this] { committing_->run(); });
    threads_.emplace_back([this] { committing_->run_answering(); });
    threads_.emplace_back([this] { folding_->run(); });
    if (signing_) {
        threads_.emplace_back(
            [this] { signing_->run(*views_, progress_, health_, *repacking_, options_.limits.checkpoint_every); });
    }
    return {};
}

void Engine::end_threads() {
    flow_.close();
    progress_.end_waiting();
    if (signing_) signing_->end();
    for (std::thread& thread : threads_)
        if (thread.joinable()) thread.join();
}

Result<void> Engine::close(bool spill_and_sign) {
    if (closed_) return {};
    closed_ = true;
    end_threads();
    if (!spill_and_sign || health_.failed()) return {};
    repacking_->repack_below(progress_.durable_end());
    if (health_.failed()) return tl::unexpected(LogHealth::refusal());
    if (auto spilled = views_->spill_all(); !spilled) return spilled;
    if (!signing_) return {};
    auto signed_note = signing_->sign(views_->pin());
    return signed_note ? Result<void>{} : tl::unexpected(signed_note.error());
}

}  // namespace tally::eventstore
