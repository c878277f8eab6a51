// When a person may be erased, and what follows: the key of the person's texts is destroyed outside the rules, once the
// event is durable. A person who is still owed something, or owes it, must be named on bills, letters and payments.

#include <algorithm>
#include <string>

#include "domain/account/command_checks.h"
#include "domain/account/receivables/unclaimed/unclaimed_steps.h"
#include "domain/core/check.h"
#include "domain/decide_on.h"
#include "domain/evolve_on.h"
#include "domain/made_so.h"

namespace tally::domain {

namespace {

// Whether an account can do without a person who is on it.
class SettledAccount {
  public:
    SettledAccount(World& world, const AccountState& account, bool main)
        : world_(world), account_(account), main_(main), decimals_(currency_decimals(world.settings())) {}

    Decided<void> check() {
        TALLY_TRY(check_service());
        TALLY_TRY(check_balance());
        TALLY_TRY(check_deposits());
        TALLY_TRY(check_billing());
        TALLY_TRY(check_receivables());
        return check_unclaimed();
    }

  private:
    tl::unexpected<Refusal> needed(Rejection rejection, const std::string& what, std::string cure) const {
        const std::string account = account_.account.str();
        if (!main_) cure += " Or take the person off account " + account + " first (account.unlink_person).";
        return refuse(rejection, "person", "account " + account + ": " + what, std::move(cure));
    }

    Decided<void> check_service() const {
        for (const ServiceAgreement& one : account_.agreements) {
            if (is_over(one)) continue;
            return needed(Rejection::person_has_service,
                          "agreement " + one.sa.str() + " " + std::string{name_of(one.status)},
                          one.status == SaStatus::pending_start
                              ? "Withdraw the start (service.withdraw_start), or wait until the service is over."
                              : "Stop the service (service.stop) and bill it for the last time.");
        }
        return {};
    }
    Decided<void> check_balance() const {
        const auto open = std::find_if(account_.items.begin(), account_.items.end(), [](const OpenItem& item) {
            return item.payoff_open != Money{} || item.current_open != Money{};
        });
        if (open != account_.items.end())
            return needed(Rejection::person_has_balance,
                          "item " + open->document.str() + " " + to_string(open->payoff_open, decimals_),
                          "It is paid, credited or written off first.");
        if (!account_.unapplied.empty())
            return needed(Rejection::person_has_balance,
                          "unapplied credit " + to_string(account_.unapplied_total(), decimals_),
                          "It is refunded, transferred, or reported as unclaimed first.");
        return {};
    }
    Decided<void> check_deposits() const {
        if (account_.deposits_held != Money{})
            return needed(Rejection::person_has_deposit, "held " + to_string(account_.deposits_held, decimals_),
                          "Apply or refund the deposit first.");
        if (account_.deposits_asked != Money{})
            return needed(Rejection::person_has_deposit, "asked for " + to_string(account_.deposits_asked, decimals_),
                          "Cancel the deposit's bill first.");
        return {};
    }
    Decided<void> check_billing() const {
        if (!account_.pending_charges.empty())
            return matter("special charge " + account_.pending_charges.front().charge.str(),
                          "Bill or remove the special charge first.");
        if (!account_.pending_adjustments.empty())
            return matter("adjustment " + account_.pending_adjustments.front().request.adjustment.str(),
                          "Approve or reject the adjustment first.");
        if (account_.corrections_due > 0)
            return matter("bills to be corrected", "Correct the bills first (bill.correct).");
        return {};
    }
    Decided<void> check_receivables() const {
        if (account_.open_disputes > 0) return matter("open dispute", "Resolve the dispute first (dispute.resolve).");
        if (account_.open_arrangements > 0 || !world_.arrangements_of(account_.account).pending.empty())
            return matter("payment arrangement", "The arrangement is kept, ended or rejected first.");
        if (account_.open_collections > 0)
            return matter("collection", "End the collection, and what was severed, first.");
        if (account_.open_mandates > 0)
            return matter("mandate for automatic payment", "End the mandate first (autopay.end).");
        return {};
    }
    // The report to the state names the owner; once it was remitted, the state's own records do.
    Decided<void> check_unclaimed() const {
        const AccountUnclaimed& unclaimed = world_.unclaimed_of(account_.account);
        for (const Escheat& one : unclaimed.escheats)
            if (one.owed_to_state() != Money{})
                return matter("escheat " + one.escheat.str() + " " + to_string(one.amount, decimals_),
                              "Its money is remitted to the state first (credit.remit_escheated).");
        return {};
    }
    Decided<void> matter(const std::string& what, std::string cure) const {
        return needed(Rejection::person_has_open_matter, what, std::move(cure));
    }

    World& world_;
    const AccountState account_;  // A copy: looking further may move what the world holds.
    bool main_;
    std::uint8_t decimals_;
};

}  // namespace

Decided<Events> decide_on(const ErasePerson& command, const Context& context) {
    TALLY_TRY(check_id("person", command.person));
    World& world = context.world;
    const PersonState* person = world.person(command.person);
    if (!person)
        return refuse(Rejection::person_unknown, "person", command.person.str(), "Name a person who is known.");
    if (person->erased()) return already_so(person->erasure.position);
    if (command.ground == ErasureGround::unstated)
        return refuse(Rejection::field_missing, "ground", "", "Say why, such as request or no_longer_needed.");
    PersonErased erased{command.person, command.ground, {}};
    if (const DirectoryEntry* entry = world.directory(DirectoryKind::person, command.person.str()))
        for (const Plain& id : entry->leads_to) erased.accounts.emplace_back(id.str());
    for (const AccountId& id : erased.accounts) {
        const AccountPerson* link = world.persons_on(id).person(command.person);
        const bool main = link && link->main_customer;
        const AccountState* account = world.account(id);
        TALLY_ASSERT(account, "a person is on accounts that exist");
        TALLY_TRY(SettledAccount(world, *account, main).check());
    }
    return Events{{stream_of(command.person), std::move(erased)}};
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const PersonErased& event) {
    PersonState& person = world.person_part(event.person);
    person.version = envelope.version + 1;
    person.last_position = envelope.position;
    person.erasure = {event.ground, envelope.recorded_at, envelope.actor, envelope.position};
    world.directory_part(DirectoryKind::erased_person, event.person.str()).position = envelope.position;
}

}  // namespace tally::domain
