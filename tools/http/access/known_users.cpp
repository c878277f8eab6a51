#include "tools/http/access/known_users.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "eventstore/division/state_rows.h"

namespace tally::tools {

namespace {
constexpr std::size_t kept_max = 10'000;
}

eventstore::Result<KnownUsers::Here> KnownUsers::here(std::chrono::milliseconds patience) const {
    std::uint64_t position = 0;
    {
        const std::lock_guard lock{mutex_};
        position = position_;
    }
    auto opened = directory_.copy_of(number_);
    if (!opened)
        return tl::unexpected(eventstore::StoreError{eventstore::StoreErrorKind::store_busy,
                                                     "the local copy of the division is not open just now: try again"});
    // A copy that is followed has what is durable elsewhere within a quarter of a second.
    if (!opened->division->store().wait_for(position, patience))
        return tl::unexpected(eventstore::StoreError{
            eventstore::StoreErrorKind::store_busy, "the views have not seen the last change of users yet: try again"});
    auto point = opened->division->store().pin();
    return Here{std::move(*opened), std::move(point)};
}

void KnownUsers::forget_what_is_older(std::uint64_t position) {
    const std::lock_guard lock{mutex_};
    if (position == kept_at_) return;
    kept_at_ = position;
    ++changes_;
    kept_.clear();
}

eventstore::Result<KnownUser> KnownUsers::find(const domain::UserId& id, std::chrono::milliseconds patience) {
    std::optional<Here> at;
    if (directory_.written_elsewhere()) {
        auto opened = here(patience);
        if (!opened) return tl::unexpected(std::move(opened.error()));
        at = std::move(*opened);
        forget_what_is_older(at->point->position());
    }
    std::uint64_t changes = 0;
    {
        const std::lock_guard lock{mutex_};
        if (const auto kept = kept_.find(id); kept != kept_.end()) return kept->second;
        changes = changes_;
    }
    if (!at) {
        auto opened = here(patience);
        if (!opened) return tl::unexpected(std::move(opened.error()));
        at = std::move(*opened);
    }
    auto read = eventstore::read_user(*at->point, at->opened.division->states(), id);
    if (!read) return tl::unexpected(std::move(read.error()));
    KnownUser user = *read ? std::make_shared<const domain::UserState>(std::move(**read)) : nullptr;
    const std::lock_guard lock{mutex_};
    // Of a user there is none of, nothing is kept: anybody can make such ids up.
    if (user && changes == changes_ && kept_.size() < kept_max) kept_[id] = user;
    return user;
}

eventstore::Result<std::vector<KnownUser>> KnownUsers::all(std::chrono::milliseconds patience) {
    const auto at = here(patience);
    if (!at) return tl::unexpected(at.error());
    const auto states = at->opened.division->states();
    auto list = eventstore::read_users(*at->point, states);
    if (!list) return tl::unexpected(std::move(list.error()));
    std::sort(list->users.begin(), list->users.end());
    std::vector<KnownUser> users;
    for (const auto& id : list->users) {
        auto read = eventstore::read_user(*at->point, states, id);
        if (!read) return tl::unexpected(std::move(read.error()));
        if (*read) users.push_back(std::make_shared<const domain::UserState>(std::move(**read)));
    }
    return users;
}

void KnownUsers::changed(std::uint64_t position) {
    const std::lock_guard lock{mutex_};
    ++changes_;
    position_ = std::max(position_, position);
    kept_.clear();
}

}  // namespace tally::tools
