#pragma once
// A user as folded from its stream, and the list of all users.

#include <cstdint>
#include <vector>

#include "domain/user/events.h"

namespace tally::domain {

struct UserState {
    std::uint64_t version = 0;
    std::uint64_t last_position = 0;
    UserId user;
    Plain name;
    std::vector<Role> roles;
    bool locked = false;
    Plain locked_because;
    std::vector<Preference> preferences;
    template <class T = UserState>
    static constexpr auto fields() {
        return FieldList{Field{"version", &T::version, "Events folded."},
                         Field{"last_position", &T::last_position, "Position of the last of them."},
                         Field{"user", &T::user, "The user."},
                         Field{"name", &T::name, "Name for other users."},
                         Field{"roles", &T::roles, "What the user may do; rising."},
                         Field{"locked", &T::locked, "Whether the user may not sign in."},
                         Field{"locked_because", &T::locked_because, "Why; empty unless locked."},
                         Field{"preferences", &T::preferences, "By name, rising."}};
    }
    bool operator==(const UserState&) const = default;

    [[nodiscard]] bool has(Role) const;
    // Is an admin who can sign in.
    [[nodiscard]] bool administers() const { return !locked && has(Role::admin); }
};

// Every user that was ever added.
struct UserList {
    std::vector<UserId> users;
    template <class T = UserList>
    static constexpr auto fields() {
        return FieldList{Field{"users", &T::users, "In the order in which they were added."}};
    }
    bool operator==(const UserList&) const = default;
};

}  // namespace tally::domain
