// Folds masters, each from its own stream, and the master that an account is under.

#include <algorithm>

#include "domain/account/evolving.h"
#include "domain/evolve_on.h"

namespace tally::domain {

namespace {

Master& evolving_master(MutableWorld& world, const Envelope& envelope, const MasterId& id) {
    OrganizationState& state = world.organization_part(part_key(id));
    state.version = envelope.version + 1;
    state.last_position = envelope.position;
    return state.master;
}

}  // namespace

void evolve_on(MutableWorld& world, const Envelope& envelope, const MasterCreated& event) {
    Master& master = evolving_master(world, envelope, event.master);
    master.master = event.master;
    master.kind = event.kind;
    master.name = event.name;
    master.parent = event.parent;
    master.created_on = event.created_on;
    master.position = envelope.position;
    ++world.numbers_part().master_count;
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const MasterRenamed& event) {
    evolving_master(world, envelope, event.master).name = event.name;
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const MasterMoved& event) {
    evolving_master(world, envelope, event.master).parent = event.parent;
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const MasterJoined& event) {
    Master& master = evolving_master(world, envelope, event.master);
    if (!event.child.empty()) master.children.push_back(event.child);
    if (!event.account.empty()) master.accounts.push_back(event.account);
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const MasterLeft& event) {
    Master& master = evolving_master(world, envelope, event.master);
    if (!event.child.empty()) std::erase(master.children, event.child);
    if (!event.account.empty()) std::erase(master.accounts, event.account);
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const MasterClosed& event) {
    Master& master = evolving_master(world, envelope, event.master);
    master.status = MasterStatus::closed;
    master.closed_on = event.closed_on;
    master.parent = {};
    master.payer = {};
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const CollectiveBegun& event) {
    Master& master = evolving_master(world, envelope, event.master);
    master.payer = event.payer;
    master.position = envelope.position;
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const CollectiveEnded& event) {
    Master& master = evolving_master(world, envelope, event.master);
    master.payer = {};
    master.position = envelope.position;
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const CollectiveStatementIssued& event) {
    Master& master = evolving_master(world, envelope, event.master);
    ++master.statement_count;
    master.last_bill_date = event.bill_date;
    master.position = envelope.position;
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const CollectivePaid& event) {
    evolving_master(world, envelope, event.master);
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const AccountMasterChanged& event) {
    evolving(world, envelope, event.account).master = event.master;
}

}  // namespace tally::domain
