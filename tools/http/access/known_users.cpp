#include "tools/http/access/known_users.h"

#include <algorithm>
#include <utility>

#include "eventstore/division/state_rows.h"

namespace tally::tools {

namespace {
constexpr std::size_t kept_max = 10'000;
}

eventstore::Result<std::shared_ptr<const eventstore::Point>> KnownUsers::point(std::chrono::milliseconds patience) {
    std::uint64_t position = 0;
    {
        const std::lock_guard lock{mutex_};
        position = position_;
    }
    if (!division_.store().wait_for(position, patience))
        return tl::unexpected(eventstore::StoreError{
            eventstore::StoreErrorKind::store_busy, "the views have not seen the last change of users yet: try again"});
    return division_.store().pin();
}

eventstore::Result<KnownUser> KnownUsers::find(const domain::UserId& id, std::chrono::milliseconds patience) {
    std::uint64_t changes = 0;
    {
        const std::lock_guard lock{mutex_};
        if (const auto kept = kept_.find(id); kept != kept_.end()) return kept->second;
        changes = changes_;
    }
    const auto at = point(patience);
    if (!at) return tl::unexpected(at.error());
    auto read = eventstore::read_user(**at, division_.states(), id);
    if (!read) return tl::unexpected(std::move(read.error()));
    KnownUser user = *read ? std::make_shared<const domain::UserState>(std::move(**read)) : nullptr;
    const std::lock_guard lock{mutex_};
    // Of a user there is none of, nothing is kept: anybody can make such ids up.
    if (user && changes == changes_ && kept_.size() < kept_max) kept_[id] = user;
    return user;
}

eventstore::Result<std::vector<KnownUser>> KnownUsers::all(std::chrono::milliseconds patience) {
    const auto at = point(patience);
    if (!at) return tl::unexpected(at.error());
    auto list = eventstore::read_users(**at, division_.states());
    if (!list) return tl::unexpected(std::move(list.error()));
    std::sort(list->users.begin(), list->users.end());
    std::vector<KnownUser> users;
    for (const auto& id : list->users) {
        auto read = eventstore::read_user(**at, division_.states(), id);
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
