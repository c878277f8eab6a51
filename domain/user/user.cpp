// The rules of users: who may sign in, and as what. What a role may do is in permissions.cpp.

#include <algorithm>

#include "domain/core/check.h"
#include "domain/decide_on.h"
#include "domain/evolve_on.h"
#include "domain/made_so.h"

namespace tally::domain {

namespace {

Decided<const UserState*> known_user(World& world, const UserId& id) {
    TALLY_TRY(check_id("user", id));
    const UserState* state = world.user(id);
    if (!state) return refuse(Rejection::user_unknown, "user", id.str(), "Add the user first (user.add).");
    return state;
}

// Rising, each once.
Decided<std::vector<Role>> checked_roles(std::vector<Role> roles) {
    for (std::size_t i = 0; i < roles.size(); ++i)
        if (std::find(roles.begin(), roles.begin() + static_cast<std::ptrdiff_t>(i), roles[i]) !=
            roles.begin() + static_cast<std::ptrdiff_t>(i))
            return refuse(Rejection::field_invalid, at("roles", i), std::string{name_of(roles[i])},
                          "Name each role once.");
    std::sort(roles.begin(), roles.end());
    return roles;
}

// Without an admin who can sign in, users could only be changed on the machine of the store.
Decided<void> check_an_admin_stays(World& world, const UserState& leaving, const std::string& field) {
    if (!leaving.administers()) return {};
    const std::vector<UserId> users = world.users().users;
    for (const UserId& id : users) {
        if (id == leaving.user) continue;
        const UserState* other = world.user(id);
        if (other && other->administers()) return {};
    }
    return refuse(Rejection::last_admin_stays, field, leaving.user.str(),
                  "No other user with the role admin can sign in: give another user that role first (user.change).");
}

const Preference* find_preference(const UserState& user, const Code& name) {
    const auto found = std::find_if(user.preferences.begin(), user.preferences.end(),
                                    [&](const Preference& preference) { return preference.name == name; });
    return found == user.preferences.end() ? nullptr : &*found;
}

bool says_who(const Event& event) {
    return holds_alternative<UserAdded>(event) || holds_alternative<UserChanged>(event);
}

UserState& changed_user(MutableWorld& world, const Envelope& envelope, const UserId& id) {
    UserState& user = world.user_part(id);
    user.version = envelope.version + 1;
    user.last_position = envelope.position;
    return user;
}

}  // namespace

bool UserState::has(Role role) const {
    return std::find(roles.begin(), roles.end(), role) != roles.end();
}

Decided<Events> decide_on(const AddUser& command, const Context& context) {
    TALLY_TRY(check_id("user", command.user));
    if (command.roles.empty())
        return refuse(Rejection::field_missing, "roles", "", "Give at least one role, such as clerk.");
    auto roles = checked_roles(command.roles);
    TALLY_TRY(roles);
    UserAdded added{command.user, command.name.empty() ? Plain{command.user.str()} : command.name, std::move(*roles)};
    if (const UserState* held = context.world.user(command.user)) {
        if (held->name == added.name && held->roles == added.roles)
            return already_so(last_position(context.world, stream_of(command.user), says_who));
        return refuse(Rejection::id_taken, "user", command.user.str(),
                      "Another user has this id: choose another one, or send user.change.");
    }
    return Events{{stream_of(command.user), std::move(added)}};
}

Decided<Events> decide_on(const ChangeUser& command, const Context& context) {
    const auto held = known_user(context.world, command.user);
    TALLY_TRY(held);
    UserState before = **held;
    UserChanged changed{command.user, command.name.empty() ? before.name : command.name, before.roles};
    if (!command.roles.empty()) {
        auto roles = checked_roles(command.roles);
        TALLY_TRY(roles);
        changed.roles = std::move(*roles);
    }
    if (changed.name == before.name && changed.roles == before.roles)
        return already_so(last_position(context.world, stream_of(command.user), says_who));
    if (std::find(changed.roles.begin(), changed.roles.end(), Role::admin) == changed.roles.end())
        TALLY_TRY(check_an_admin_stays(context.world, before, "roles"));
    return Events{{stream_of(command.user), std::move(changed)}};
}

Decided<Events> decide_on(const LockUser& command, const Context& context) {
    const auto held = known_user(context.world, command.user);
    TALLY_TRY(held);
    if ((*held)->locked)
        return already_so(last_position(context.world, stream_of(command.user),
                                        [](const Event& event) { return holds_alternative<UserLocked>(event); }));
    if (context.header.reason.empty())
        return refuse(Rejection::field_missing, "reason", "", "Say why the user is locked, without personal data.");
    const UserState before = **held;
    TALLY_TRY(check_an_admin_stays(context.world, before, "user"));
    return Events{{stream_of(command.user), UserLocked{command.user, context.header.reason}}};
}

Decided<Events> decide_on(const UnlockUser& command, const Context& context) {
    const auto held = known_user(context.world, command.user);
    TALLY_TRY(held);
    if (!(*held)->locked)
        return already_so(last_position(context.world, stream_of(command.user),
                                        [](const Event& event) { return holds_alternative<UserUnlocked>(event); }));
    return Events{{stream_of(command.user), UserUnlocked{command.user}}};
}

Decided<Events> decide_on(const SetUserPreference& command, const Context& context) {
    const UserId own{context.header.actor.str()};
    const UserId user = command.user.empty() ? own : command.user;
    const auto held = known_user(context.world, user);
    TALLY_TRY(held);
    if (user != own)
        return refuse(Rejection::preference_is_another_users, "user", user.str(),
                      "Only a user's own preferences can be set: leave the user out.");
    TALLY_TRY(check_id("name", command.name));
    const Preference* preference = find_preference(**held, command.name);
    if (preference ? preference->value == command.value : command.value.empty())
        return already_so(last_position(context.world, stream_of(user), [&](const Event& event) {
            return is_of<UserPreferenceSet>(event,
                                            [&](const UserPreferenceSet& set) { return set.name == command.name; });
        }));
    if (!preference && (*held)->preferences.size() >= preferences_max)
        return refuse(Rejection::field_invalid, "name", command.name.str(),
                      "A user has at most " + std::to_string(preferences_max) +
                          " preferences: remove one by setting it to an empty value.");
    return Events{{stream_of(user), UserPreferenceSet{user, command.name, command.value}}};
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const UserAdded& event) {
    UserState& user = changed_user(world, envelope, event.user);
    user.user = event.user;
    user.name = event.name;
    user.roles = event.roles;
    world.users_part().users.push_back(event.user);
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const UserChanged& event) {
    UserState& user = changed_user(world, envelope, event.user);
    user.name = event.name;
    user.roles = event.roles;
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const UserLocked& event) {
    UserState& user = changed_user(world, envelope, event.user);
    user.locked = true;
    user.locked_because = event.reason;
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const UserUnlocked& event) {
    UserState& user = changed_user(world, envelope, event.user);
    user.locked = false;
    user.locked_because = {};
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const UserPreferenceSet& event) {
    std::vector<Preference>& preferences = changed_user(world, envelope, event.user).preferences;
    const auto found =
        std::lower_bound(preferences.begin(), preferences.end(), event.name,
                         [](const Preference& preference, const Code& name) { return preference.name < name; });
    const bool held = found != preferences.end() && found->name == event.name;
    if (event.value.empty()) {
        if (held) preferences.erase(found);
    } else if (held) {
        found->value = event.value;
    } else {
        preferences.insert(found, {event.name, event.value});
    }
}

}  // namespace tally::domain
