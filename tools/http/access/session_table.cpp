#include "tools/http/access/session_table.h"

#include <algorithm>

#include "tools/http/access/secrets.h"

namespace tally::tools {

tl::expected<Sessions::Begun, std::string> SessionTable::begin(const domain::UserId& user, domain::Instant now,
                                                               const SessionOrigin& origin) {
    Begun begun{random_secret(), random_secret()};
    const std::lock_guard lock{mutex_};
    make_room(user, now);
    sessions_[kept_form(begun.secret)] = {user, begun.csrf, now, now, origin};
    return begun;
}

std::optional<SignedIn> SessionTable::use(std::string_view secret, domain::Instant now) {
    const std::string kept = kept_form(secret);
    const std::lock_guard lock{mutex_};
    const auto found = sessions_.find(kept);
    if (found == sessions_.end()) return std::nullopt;
    if (is_over(found->second, limits_, now)) {
        sessions_.erase(found);
        return std::nullopt;
    }
    found->second.used = std::max(found->second.used, now);
    return found->second;
}

std::optional<SignedIn> SessionTable::look_at(std::string_view secret, domain::Instant now) {
    const std::string kept = kept_form(secret);
    const std::lock_guard lock{mutex_};
    const auto found = sessions_.find(kept);
    if (found == sessions_.end() || is_over(found->second, limits_, now)) return std::nullopt;
    return found->second;
}

void SessionTable::end(std::string_view secret) {
    const std::string kept = kept_form(secret);
    const std::lock_guard lock{mutex_};
    sessions_.erase(kept);
}

std::vector<OpenSession> SessionTable::open_of(const domain::UserId& user, domain::Instant now) {
    std::vector<OpenSession> open;
    const std::lock_guard lock{mutex_};
    for (const auto& [kept, session] : sessions_)
        if (session.user == user && !is_over(session, limits_, now))
            open.push_back({kept.substr(0, session_id_length), session});
    last_used_first(open);
    return open;
}

std::string SessionTable::id_of(std::string_view secret) const {
    return kept_form(secret).substr(0, session_id_length);
}

bool SessionTable::end_one(const domain::UserId& user, std::string_view id) {
    if (id.size() != session_id_length) return false;
    const std::lock_guard lock{mutex_};
    return std::erase_if(sessions_, [&](const auto& session) {
               return session.second.user == user && session.first.starts_with(id);
           }) > 0;
}

void SessionTable::end_all_of(const domain::UserId& user) {
    const std::lock_guard lock{mutex_};
    std::erase_if(sessions_, [&](const auto& session) { return session.second.user == user; });
}

void SessionTable::make_room(const domain::UserId& user, domain::Instant now) {
    std::erase_if(sessions_, [&](const auto& session) { return is_over(session.second, limits_, now); });
    const auto end_longest_unused = [&](const auto& counts, std::size_t most) {
        auto longest = sessions_.end();
        std::size_t count = 0;
        for (auto session = sessions_.begin(); session != sessions_.end(); ++session) {
            if (!counts(session->second)) continue;
            ++count;
            if (longest == sessions_.end() || session->second.used < longest->second.used) longest = session;
        }
        if (count >= most) sessions_.erase(longest);
    };
    end_longest_unused([&](const SignedIn& session) { return session.user == user; }, limits_.of_one_user_max);
    end_longest_unused([](const SignedIn&) { return true; }, limits_.all_max);
}

}  // namespace tally::tools
