#pragma once
// What can be asked of a user.

#include <string_view>
#include <vector>

#include "domain/core/type_list.h"
#include "domain/user/types.h"

namespace tally::domain {

struct AddUser {
    static constexpr std::string_view type_name = "user.add";
    UserId user;
    Plain name;
    std::vector<Role> roles;
    template <class T = AddUser>
    static constexpr auto fields() {
        return FieldList{Field{"user", &T::user, "What the user signs in as; the actor of what they do."},
                         Field{"name", &T::name, "Name for other users; empty: the id."},
                         Field{"roles", &T::roles, "What the user may do."}};
    }
    bool operator==(const AddUser&) const = default;
};

struct ChangeUser {
    static constexpr std::string_view type_name = "user.change";
    UserId user;
    Plain name;
    std::vector<Role> roles;
    template <class T = ChangeUser>
    static constexpr auto fields() {
        return FieldList{Field{"user", &T::user, "The user."}, Field{"name", &T::name, "Name; empty: as it is."},
                         Field{"roles", &T::roles, "All roles from now on; empty: as they are."}};
    }
    bool operator==(const ChangeUser&) const = default;
};

struct LockUser {
    static constexpr std::string_view type_name = "user.lock";
    UserId user;
    template <class T = LockUser>
    static constexpr auto fields() {
        return FieldList{Field{"user", &T::user, "Whose sessions and tokens end; the command's reason says why."}};
    }
    bool operator==(const LockUser&) const = default;
};

struct UnlockUser {
    static constexpr std::string_view type_name = "user.unlock";
    UserId user;
    template <class T = UnlockUser>
    static constexpr auto fields() {
        return FieldList{Field{"user", &T::user, "Who may sign in again."}};
    }
    bool operator==(const UnlockUser&) const = default;
};

struct SetUserPreference {
    static constexpr std::string_view type_name = "user.set_preference";
    UserId user;
    Code name;
    Plain value;
    template <class T = SetUserPreference>
    static constexpr auto fields() {
        return FieldList{Field{"user", &T::user, "Whose choice: the actor's own; empty: the actor."},
                         Field{"name", &T::name, "Which choice, such as tabs."},
                         Field{"value", &T::value, "What is chosen; empty removes it."}};
    }
    bool operator==(const SetUserPreference&) const = default;
};

using UserCommand = TypeList<AddUser, ChangeUser, LockUser, UnlockUser, SetUserPreference>;

}  // namespace tally::domain
