#include "eventstore/pipeline/signing.h"

#include <algorithm>

#include "eventstore/pipeline/core_views.h"
#include "eventstore/program_log.h"
#include "eventstore/thread_name.h"

namespace tally::eventstore {

namespace {
// Small values are merged at closing and beside each checkpoint, unless more than this was written since the last one.
constexpr std::uint64_t repack_below_entries = 60'000;
constexpr std::uint64_t repack_entries_min = 1'024;   // Fewer are not worth a write.
constexpr std::uint64_t repack_entries_max = 65'536;  // At a time: a third of a second.
constexpr std::string_view checkpoint_signed_setting = "checkpoint_signed";
}  // namespace

void Repacking::repack_below(std::uint64_t end) {
    const std::uint64_t from = log_.repacked_to();
    if (end - from < repack_entries_min || health_.failed()) return;
    if (auto done = log_.repack(from, std::min(end, from + repack_entries_max)); !done) health_.fail(done.error());
}

Result<std::string> Signing::sign(const std::shared_ptr<const Point>& point) {
    const std::lock_guard lock{mutex_};
    const auto& last = file_.last();
    const std::uint64_t size = point->position();
    if (size == 0 || lost_ || (last && size <= last->size)) return file_.note();
    auto root = root_at(PointTiles{point}, size);
    if (!root) return tl::unexpected(root.error());
    auto note = file_.sign({.origin = log_.origin(), .size = size, .root = *root}, signer_);
    if (note && !noted_) {
        if (auto kept = log_.keep_setting(checkpoint_signed_setting, "yes"); !kept)
            return tl::unexpected(std::move(kept.error()));
        noted_ = true;
    }
    return note;
}

Result<void> Signing::begin(const std::shared_ptr<const Point>& point, std::uint64_t log_end, bool spilled_before) {
    {
        const std::lock_guard lock{mutex_};
        auto signed_before = log_.setting(checkpoint_signed_setting);
        if (!signed_before) return tl::unexpected(std::move(signed_before.error()));
        noted_ = signed_before->has_value();
        if (file_.last() || log_end == 0) return {};
        lost_ = noted_ || spilled_before;
        if (lost_) {
            spdlog::warn(
                "eventstore: the last checkpoint of {} is missing: restore the file from a copy; nothing is signed "
                "until then, or until `tally checkpoint` signs anew",
                log_.origin());
            return {};
        }
    }
    auto signed_note = sign(point);
    return signed_note ? Result<void>{} : tl::unexpected(signed_note.error());
}

Result<std::string> Signing::sign_anew(const std::shared_ptr<const Point>& point) {
    {
        const std::lock_guard lock{mutex_};
        lost_ = false;
    }
    return sign(point);
}

std::string Signing::last_note() const {
    const std::lock_guard lock{mutex_};
    return file_.note();
}

Result<void> Signing::check(std::uint64_t log_end, const TileSource& tiles) const {
    const std::lock_guard lock{mutex_};
    return file_.check(log_end, tiles);
}

void Signing::run(const ViewStore& views, const Progress& progress, LogHealth& health, Repacking& repacking,
                  std::chrono::milliseconds every) {
    name_this_thread("tally-sign");
    std::uint64_t end_before = progress.durable_end();
    std::unique_lock lock{end_mutex_};
    while (!end_changed_.wait_for(lock, every, [&] { return ending_; })) {
        lock.unlock();
        if (auto signed_note = sign(views.pin()); !signed_note) {
            spdlog::critical("eventstore: no checkpoint could be signed: {}", signed_note.error().message);
            health.fail(signed_note.error());
        }
        const std::uint64_t end = progress.durable_end();
        if (end - end_before <= repack_below_entries) repacking.repack_below(end);
        end_before = end;
        lock.lock();
    }
}

void Signing::end() {
    {
        const std::lock_guard lock{end_mutex_};
        ending_ = true;
    }
    end_changed_.notify_all();
}

}  // namespace tally::eventstore
