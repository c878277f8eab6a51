#include "domain/organization/masters/master_tree.h"

#include <algorithm>

namespace tally::domain {

namespace {

// Calls use(master) for it and all under it, level by level, until that answers false. Returns the levels begun.
template <class Use>
std::size_t walk_down(World& world, const MasterId& from, const Use& use) {
    std::vector<MasterId> level{from};
    std::size_t levels = 0;
    // No tree has more levels than that; the bound ends the walk whatever a log says.
    while (!level.empty() && levels <= master_levels_max) {
        ++levels;
        std::vector<MasterId> next;
        for (const MasterId& id : level) {
            const Master* master = world.master(id);
            if (!master) continue;
            next.insert(next.end(), master->children.begin(), master->children.end());
            if (!use(*master)) return levels;
        }
        level = std::move(next);
    }
    return levels;
}

}  // namespace

std::vector<MasterId> way_to_top(World& world, const MasterId& from) {
    std::vector<MasterId> way;
    MasterId at = from;
    while (!at.empty() && way.size() <= master_levels_max) {
        const Master* master = world.master(at);
        if (!master) break;
        way.push_back(at);
        at = master->parent;
    }
    return way;
}

std::size_t levels_under(World& world, const MasterId& from) {
    return walk_down(world, from, [](const Master&) { return true; });
}

std::vector<AccountId> accounts_under(World& world, const MasterId& from, std::size_t at_most) {
    std::vector<AccountId> accounts;
    walk_down(world, from, [&](const Master& master) {
        for (const AccountId& account : master.accounts) {
            if (accounts.size() > at_most) return false;
            accounts.push_back(account);
        }
        return true;
    });
    std::sort(accounts.begin(), accounts.end());
    return accounts;
}

MasterId collective_above(World& world, const MasterId& from) {
    for (const MasterId& id : way_to_top(world, from))
        if (!world.master(id)->payer.empty()) return id;
    return {};
}

MasterId collective_under(World& world, const MasterId& from) {
    MasterId found;
    walk_down(world, from, [&](const Master& master) {
        if (!master.payer.empty()) found = master.master;
        return found.empty();
    });
    return found;
}

Decided<Master> known_master(World& world, const MasterId& id, std::string field) {
    TALLY_TRY(check_id(field, id));
    const Master* master = world.master(id);
    if (!master)
        return refuse(Rejection::master_unknown, std::move(field), id.str(),
                      "Name a master of show masters; master.create makes one.");
    return *master;
}

Decided<Master> open_master(World& world, const MasterId& id, std::string field) {
    auto master = known_master(world, id, field);
    if (master && master->status == MasterStatus::closed)
        return refuse(Rejection::master_is_closed, std::move(field), id.str(),
                      "It was closed on " + to_string(master->closed_on) + ": name an open master.");
    return master;
}

}  // namespace tally::domain
