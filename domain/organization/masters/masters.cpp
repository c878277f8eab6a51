// Masters above accounts: created, renamed, moved, closed; accounts assigned to them. A master, what it leaves and what
// it joins change in one commit, each on its own stream, so that up and down agree.

#include <algorithm>

#include "domain/account/command_checks.h"
#include "domain/core/check.h"
#include "domain/decide_on.h"
#include "domain/draft.h"
#include "domain/made_so.h"
#include "domain/organization/masters/master_tree.h"

namespace tally::domain {

namespace {

constexpr std::size_t master_name_bytes_max = 100;

Decided<void> check_master_name(const Plain& name) {
    if (name.empty()) return refuse(Rejection::field_missing, "name", "", "Say what it is called.");
    if (name.str().size() > master_name_bytes_max)
        return refuse(Rejection::field_invalid, "name", std::to_string(name.str().size()) + " bytes",
                      "Give at most " + std::to_string(master_name_bytes_max) + " bytes.");
    return {};
}

// Whether `parent` has room for one more master with so many levels.
Decided<void> check_room_for_child(World& world, const Master& parent, std::size_t levels) {
    if (parent.children.size() >= master_children_max)
        return refuse(Rejection::master_is_full, "parent", parent.master.str(),
                      "It has " + std::to_string(master_children_max) +
                          " masters directly under it, which is the most: put one between them.");
    const std::size_t above = way_to_top(world, parent.master).size();
    if (above + levels > master_levels_max)
        return refuse(Rejection::master_is_full, "parent", parent.master.str(),
                      "That would be " + std::to_string(above + levels) + " levels: at most " +
                          std::to_string(master_levels_max) + " may stand above one another.");
    return {};
}

// The way from the master down to the one that it would be put under: what would be a cycle.
Decided<void> check_no_cycle(World& world, const MasterId& master, const MasterId& parent) {
    const auto way = way_to_top(world, parent);
    const auto found = std::find(way.begin(), way.end(), master);
    if (found == way.end()) return {};
    std::string path;
    for (auto step = std::make_reverse_iterator(std::next(found)); step != way.rend(); ++step)
        path += (path.empty() ? "" : " > ") + step->str();
    return refuse(Rejection::master_would_contain_itself, "parent", path + " > " + master.str(),
                  "Name a master that is not under " + master.str() + ", or leave parent out to put it at the top.");
}

// An account has one statement, so no collective is inside another.
Decided<void> check_one_collective(World& world, const MasterId& master, const MasterId& parent) {
    const MasterId above = collective_above(world, parent);
    if (above.empty()) return {};
    const MasterId under = collective_under(world, master);
    if (under.empty()) return {};
    return refuse(Rejection::collectives_overlap, "parent", parent.str(),
                  "Accounts under " + under.str() + " would be billed with " + above.str() +
                      ", too: end one of the two by collective.end.");
}

std::optional<std::uint64_t> left_its_master(World& world, const AccountId& account) {
    std::optional<std::uint64_t> left;
    world.history(stream_of(account), [&](const RecordedEvent& recorded) {
        if (const auto* changed = get_if<AccountMasterChanged>(&recorded.event))
            if (changed->master.empty()) left = recorded.envelope.position;
    });
    return left;
}

}  // namespace

Decided<Events> decide_on(const CreateMaster& command, const Context& context) {
    Draft draft(context);
    const auto day = business_day(command.on, "on", context);
    TALLY_TRY(day);
    TALLY_TRY(check_master_name(command.name));
    const std::uint64_t number = draft.numbers().master_count + 1;
    if (number > masters_max)
        return refuse(Rejection::master_is_full, "", "",
                      "A division has at most " + std::to_string(masters_max) +
                          " masters: assign accounts to those that it has.");
    if (!command.parent.empty()) {
        const auto parent = open_master(draft, command.parent, "parent");
        TALLY_TRY(parent);
        TALLY_TRY(check_room_for_child(draft, *parent, 1));
    }
    const MasterId id{"MST" + std::to_string(number)};
    draft.record(id, MasterCreated{id, command.kind, command.name, command.parent, *day});
    if (!command.parent.empty()) draft.record(command.parent, MasterJoined{command.parent, id, {}});
    return draft.take();
}

Decided<Events> decide_on(const RenameMaster& command, const Context& context) {
    Draft draft(context);
    const auto master = open_master(draft, command.master, "master");
    TALLY_TRY(master);
    TALLY_TRY(check_master_name(command.name));
    if (master->name == command.name)
        return already_so(last_position(draft, stream_of(command.master), [](const Event& event) {
            return get_if<MasterCreated>(&event) || get_if<MasterRenamed>(&event);
        }));
    draft.record(command.master, MasterRenamed{command.master, command.name});
    return draft.take();
}

Decided<Events> decide_on(const MoveMaster& command, const Context& context) {
    Draft draft(context);
    const auto master = open_master(draft, command.master, "master");
    TALLY_TRY(master);
    if (master->parent == command.parent)
        return already_so(last_position(draft, stream_of(command.master), [](const Event& event) {
            return get_if<MasterCreated>(&event) || get_if<MasterMoved>(&event);
        }));
    if (!command.parent.empty()) {
        const auto parent = open_master(draft, command.parent, "parent");
        TALLY_TRY(parent);
        TALLY_TRY(check_no_cycle(draft, command.master, command.parent));
        TALLY_TRY(check_room_for_child(draft, *parent, levels_under(draft, command.master)));
        TALLY_TRY(check_one_collective(draft, command.master, command.parent));
    }
    draft.record(command.master, MasterMoved{command.master, command.parent, master->parent});
    if (!master->parent.empty()) draft.record(master->parent, MasterLeft{master->parent, command.master, {}});
    if (!command.parent.empty()) draft.record(command.parent, MasterJoined{command.parent, command.master, {}});
    return draft.take();
}

Decided<Events> decide_on(const AssignAccount& command, const Context& context) {
    Draft draft(context);
    TALLY_TRY(check_id("account", command.account));
    const AccountState* account = draft.account(command.account);
    if (!account)
        return refuse(Rejection::account_unknown, "account", command.account.str(), "Name an account that exists.");
    const MasterId before = account->master;
    const auto master = open_master(draft, command.master, "master");
    TALLY_TRY(master);
    if (before == command.master)
        return already_so(last_position(draft, stream_of(command.account), [](const Event& event) {
            return get_if<AccountMasterChanged>(&event) != nullptr;
        }));
    if (master->accounts.size() >= master_accounts_max)
        return refuse(Rejection::master_is_full, "master", command.master.str(),
                      "It has " + std::to_string(master_accounts_max) +
                          " accounts directly under it, which is the most: create masters under it.");
    draft.record(command.account, AccountMasterChanged{command.account, command.master, before});
    if (!before.empty()) draft.record(before, MasterLeft{before, {}, command.account});
    draft.record(command.master, MasterJoined{command.master, {}, command.account});
    return draft.take();
}

Decided<Events> decide_on(const ReleaseAccount& command, const Context& context) {
    Draft draft(context);
    TALLY_TRY(check_id("account", command.account));
    const AccountState* account = draft.account(command.account);
    if (!account)
        return refuse(Rejection::account_unknown, "account", command.account.str(), "Name an account that exists.");
    const MasterId before = account->master;
    if (before.empty()) {
        if (const auto left = left_its_master(draft, command.account)) return already_so(*left);
        return refuse(Rejection::account_has_no_master, "account", command.account.str(),
                      "It is under no master: there is nothing to release it from.");
    }
    draft.record(command.account, AccountMasterChanged{command.account, {}, before});
    draft.record(before, MasterLeft{before, {}, command.account});
    return draft.take();
}

Decided<Events> decide_on(const CloseMaster& command, const Context& context) {
    Draft draft(context);
    const auto day = business_day(command.on, "on", context);
    TALLY_TRY(day);
    const auto master = known_master(draft, command.master, "master");
    TALLY_TRY(master);
    if (master->status == MasterStatus::closed)
        return already_so(last_position(draft, stream_of(command.master),
                                        [](const Event& event) { return get_if<MasterClosed>(&event) != nullptr; }));
    if (!master->children.empty() || !master->accounts.empty())
        return refuse(Rejection::master_not_empty, "master", command.master.str(),
                      std::to_string(master->children.size()) + " masters and " +
                          std::to_string(master->accounts.size()) +
                          " accounts are directly under it: move them first by master.move, master.assign_account or "
                          "master.release_account.");
    if (*day < master->created_on)
        return refuse(Rejection::date_out_of_order, "on", to_string(*day),
                      "It was created on " + to_string(master->created_on) + ": give that day or a later one.");
    draft.record(command.master, MasterClosed{command.master, *day});
    if (!master->parent.empty()) draft.record(master->parent, MasterLeft{master->parent, command.master, {}});
    return draft.take();
}

}  // namespace tally::domain
