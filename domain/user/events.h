#pragma once
// What can happen to a user. Names and field order are on disk: add, never edit. Passwords and tokens are not events:
// what is never removed must not hold them.

#include <vector>

#include "domain/about.h"
#include "domain/core/type_list.h"
#include "domain/user/types.h"

namespace tally::domain {

struct UserAdded {
    static constexpr std::string_view type_name = "user.added";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::user;
    UserId user;
    Plain name;
    std::vector<Role> roles;
    template <class T = UserAdded>
    static constexpr auto fields() {
        return FieldList{Field{"user", &T::user, "The user; the actor of what they do."},
                         Field{"name", &T::name, "Name for other users."},
                         Field{"roles", &T::roles, "What the user may do; rising."}};
    }
    bool operator==(const UserAdded&) const = default;
};
struct UserChanged {
    static constexpr std::string_view type_name = "user.changed";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::user;
    UserId user;
    Plain name;
    std::vector<Role> roles;
    template <class T = UserChanged>
    static constexpr auto fields() {
        return FieldList{Field{"user", &T::user, "The user."}, Field{"name", &T::name, "Name from now on."},
                         Field{"roles", &T::roles, "What the user may do from now on; rising."}};
    }
    bool operator==(const UserChanged&) const = default;
};
struct UserLocked {
    static constexpr std::string_view type_name = "user.locked";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::user;
    UserId user;
    Plain reason;
    template <class T = UserLocked>
    static constexpr auto fields() {
        return FieldList{Field{"user", &T::user, "Whose sessions and tokens end."},
                         Field{"reason", &T::reason, "Why."}};
    }
    bool operator==(const UserLocked&) const = default;
};
struct UserUnlocked {
    static constexpr std::string_view type_name = "user.unlocked";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::user;
    UserId user;
    template <class T = UserUnlocked>
    static constexpr auto fields() {
        return FieldList{Field{"user", &T::user, "Who may sign in again."}};
    }
    bool operator==(const UserUnlocked&) const = default;
};
struct UserPreferenceSet {
    static constexpr std::string_view type_name = "user.preference_set";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::user;
    UserId user;
    Code name;
    Plain value;
    template <class T = UserPreferenceSet>
    static constexpr auto fields() {
        return FieldList{Field{"user", &T::user, "Whose choice."}, Field{"name", &T::name, "Which choice."},
                         Field{"value", &T::value, "What was chosen; empty removes it."}};
    }
    bool operator==(const UserPreferenceSet&) const = default;
};

using UserEvent = TypeList<UserAdded, UserChanged, UserLocked, UserUnlocked, UserPreferenceSet>;

}  // namespace tally::domain
