#include "eventstore/pipeline/rebuilding.h"

#include <algorithm>
#include <utility>

#include "domain/core/assert.h"

namespace tally::eventstore {

namespace {
constexpr std::size_t rebuild_remainder = 100'000;  // Entries that a switch may fold while commits wait.
}  // namespace

Result<void> Rebuilding::rebuild(const std::shared_ptr<Folder>& fresh, const ViewStore::Compare& compare,
                                 const std::function<void(std::uint64_t)>& progress) {
    const std::lock_guard lock{one_at_a_time_};
    const auto found = std::find_if(folders_.begin(), folders_.end(),
                                    [&](const BoundFolder& bound) { return bound.folder->name() == fresh->name(); });
    TALLY_ASSERT(found != folders_.end(), "only what is registered can be rebuilt");
    fresh->bind(found->views);
    auto begun = views_.begin_build(found->views);
    if (!begun) return tl::unexpected(begun.error());
    std::unique_ptr<ViewStore::Build> build = std::move(*begun);

    const auto fold_to = [&](std::uint64_t end) {
        return refolding_.fold_range(build->position(), end, {},
                                     [&](const CommitRef& batch, std::uint64_t batch_end) -> Result<void> {
                                         if (auto folded = fresh->fold(batch, *build); !folded) return folded;
                                         if (progress) progress(batch_end);
                                         return build->set_position(batch_end);
                                     });
    };
    while (progress_.folded_end() - build->position() > rebuild_remainder) {
        if (auto folded = fold_to(progress_.folded_end()); !folded) return folded;
    }
    return folding_.run_here([&]() -> Result<void> {
        if (auto folded = fold_to(views_.pin()->position()); !folded) return folded;
        auto switched = views_.switch_to(std::move(build), compare);
        if (switched) found->folder = fresh;
        return switched;
    });
}

}  // namespace tally::eventstore
