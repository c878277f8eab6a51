#include "domain/account/collections/collection_debt.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "domain/account/disputed_items.h"
#include "domain/account/receivables/arrangements/arrangement_steps.h"
#include "domain/account/receivables/credit.h"
#include "domain/account/receivables/protected_debt.h"
#include "domain/account/rules_class.h"

namespace tally::domain {

namespace {

bool names(const std::vector<ServiceAgreementId>& sas, const ServiceAgreementId& sa) {
    return std::find(sas.begin(), sas.end(), sa) != sas.end();
}

// Where the agreements are served; of an empty id: those of the account.
std::vector<Code> places_of(World& world, const AccountState& account, const std::vector<ServiceAgreementId>& sas) {
    const bool all = std::any_of(sas.begin(), sas.end(), [](const ServiceAgreementId& sa) { return sa.empty(); });
    std::vector<Code> places;
    for (const ServiceAgreement& one : account.agreements) {
        if (!all && !names(sas, one.sa)) continue;
        const PremiseState* premise = one.premise.empty() ? nullptr : world.premise(one.premise);
        if (premise) places.push_back(premise->jurisdiction);
    }
    return places;
}

// Of a step that concerns these agreements, by an empty id all of the account.
std::optional<CollectionBlock> block_where(World& world, const AccountState& account, CollectionStepKind kind, Date on,
                                           const std::vector<ServiceAgreementId>& sas) {
    const auto affects = [&](const Protection& one) {
        return one.sa.empty() ||
               std::any_of(sas.begin(), sas.end(), [&](const ServiceAgreementId& sa) { return one.covers(sa); });
    };
    for (const Protection& one : world.collections_of(account.account).protections) {
        if (!one.holds(on) || !affects(one)) continue;
        const auto* type = world.settings().protection_type(one.protection_type, on);
        if (!type || std::find(type->blocks.begin(), type->blocks.end(), kind) == type->blocks.end()) continue;
        return CollectionBlock{one.protection_type, one.protection, one.until};
    }
    const SettingsState& settings = world.settings();
    if (settings.moratoriums.entries.empty()) return std::nullopt;
    if (const auto* moratorium =
            settings.moratorium(kind, rules_class_of(settings, account, on), places_of(world, account, sas), on))
        return CollectionBlock{moratorium->code, {}, moratorium->until};
    return std::nullopt;
}

bool is_taken(const Collection& collection, const Code& step) {
    return std::any_of(collection.taken.begin(), collection.taken.end(),
                       [&](const TakenStep& one) { return one.step == step; });
}

// The agreements that a notice or an order is for, whether something protects them or not.
std::vector<ServiceAgreementId> agreements_for(const AccountState& account, const AccountCollections& held,
                                               const CollectionStanding& standing, CollectionStepKind kind) {
    const Collection& collection = standing.collection;
    const bool order = kind == CollectionStepKind::disconnect_order;
    const bool needs_notice = order && collection.terms.has(CollectionStepKind::field_notice);
    std::vector<ServiceAgreementId> found;
    for (const ServiceAgreement& one : account.agreements) {
        if (!can_be_disconnected(one) || standing.debt.of(one.sa) <= collection.terms.threshold) continue;
        const Severance* severance = held.severance_of(one.sa);
        if (severance && (severance->ordered_on.is_set() || severance->disconnected_on.is_set())) continue;
        if (!severance && needs_notice && !names(collection.notified, one.sa)) continue;
        found.push_back(one.sa);
    }
    return found;
}

Date earliest_day(const Collection& collection, const CollectionStepRule& rule, Date oldest_due) {
    Date day = oldest_due + rule.days_overdue;
    if (!collection.taken.empty())
        day = std::max(day, collection.taken.back().taken_on + std::max<int>(1, rule.days_after_previous));
    return day;
}

// Goes on from the collection that ended, where that was not long ago and something of its debt is back. Orders to
// disconnect are given anew.
void resume(CollectionStanding& standing, const AccountCollections& held, Date on) {
    if (held.ended.empty()) return;
    const Collection& ended = held.ended.front();
    if (ended.cause == CollectionEnd::cancelled_by_user || ended.ended_on + standing.collection.terms.resume_days < on)
        return;
    const bool back = std::any_of(ended.items.begin(), ended.items.end(), [&](const CollectedItem& item) {
        return std::any_of(standing.debt.items.begin(), standing.debt.items.end(), [&](const CollectedItem& now) {
            return now.document == item.document && now.sa == item.sa;
        });
    });
    if (!back) return;
    standing.resumes = ended.collection;
    for (const TakenStep& one : ended.taken)
        if (one.kind != CollectionStepKind::disconnect_order) standing.collection.taken.push_back(one);
    standing.collection.notified = ended.severed;
    for (const ServiceAgreementId& sa : ended.notified)
        if (!names(ended.severed, sa)) standing.collection.notified.push_back(sa);
}

}  // namespace

const AccountCollections& open_collections_of(World& world, const AccountState& account) {
    static const AccountCollections none;
    return account.open_collections > 0 ? world.collections_of(account.account) : none;
}

bool can_be_disconnected(const ServiceAgreement& agreement) {
    return !agreement.service_point.empty() &&
           (agreement.status == SaStatus::active || agreement.status == SaStatus::pending_stop);
}

Money CollectibleDebt::total() const {
    Money sum;
    for (const CollectedItem& item : items) sum += item.amount;
    return sum > credit ? sum - credit : Money{};
}

Money CollectibleDebt::of(const ServiceAgreementId& sa) const {
    Money sum;
    for (const CollectedItem& item : items)
        if (item.sa == sa) sum += item.amount;
    return sum;
}

CollectibleDebt collectible_debt(World& world, const AccountState& account, bool collects_stopped, Date on) {
    CollectibleDebt debt;
    const AccountOverdue disputes = disputes_of(world, account);
    const AccountArrangements arrangements = standing_arrangements(world, account);
    ProtectedDebt protected_debt(world, account.account, on);
    for (const OpenItem& item : account.items) {
        if (item.ages_from >= on) break;  // Items are in the order of their due dates.
        const Money amount = undisputed_amount(item, disputes);
        if (amount.is_zero() || arrangements.of_instalment(item.document)) continue;
        const ServiceAgreement* agreement = account.agreement(item.sa);
        const bool supplied = !agreement || agreement->status == SaStatus::pending_start ||
                              agreement->status == SaStatus::active || agreement->status == SaStatus::pending_stop;
        if (!supplied && !collects_stopped) continue;
        if (protected_debt.has(item, on)) {
            debt.some_protected = true;
            continue;
        }
        debt.items.push_back({item.document, item.sa, amount, item.ages_from});
    }
    for (const UnappliedCredit& credit : account.unapplied)
        if (!credit.on_hold) debt.credit += credit.amount;
    return debt;
}

std::optional<CollectionBlock> block_of(World& world, const AccountState& account, CollectionStepKind kind,
                                        const ServiceAgreementId& sa, Date on) {
    return block_where(world, account, kind, on, {sa});
}

std::optional<CollectionBlock> block_of(World& world, const AccountState& account, CollectionStepKind kind,
                                        const CollectibleDebt& debt, Date on) {
    std::vector<ServiceAgreementId> sas;
    for (const CollectedItem& item : debt.items)
        if (!names(sas, item.sa)) sas.push_back(item.sa);
    return block_where(world, account, kind, on, sas);
}

std::optional<CollectionStanding> collection_standing(World& world, const AccountState& account, Date on) {
    CollectionStanding standing;
    const AccountCollections held = world.collections_of(account.account);
    if (!held.open.empty()) {
        standing.collection = held.open.front();
    } else {
        const auto* policy = world.settings().collection_policy(rules_class_of(world.settings(), account, on), on);
        if (!policy) return std::nullopt;
        standing.collection.terms = *policy;
        standing.collection.started_on = on;
    }
    standing.debt = collectible_debt(world, account, standing.collection.terms.collects_stopped, on);
    if (standing.is_open()) return standing;
    standing.collection.items = standing.debt.items;
    resume(standing, held, on);
    return standing;
}

NextStep next_step(World& world, const AccountState& account, const CollectionStanding& standing, Date on) {
    NextStep next;
    const AccountCollections held = world.collections_of(account.account);
    if (standing.debt.items.empty()) return next;
    for (const CollectionStepRule& rule : standing.collection.terms.steps) {
        if (is_taken(standing.collection, rule.step)) continue;
        std::optional<CollectionBlock> block;
        std::vector<ServiceAgreementId> sas;
        if (severs(rule.kind)) {
            const auto all = agreements_for(account, held, standing, rule.kind);
            if (all.empty()) continue;  // It concerns no agreement, so the next step is.
            for (const ServiceAgreementId& sa : all) {
                const auto of_one = block_of(world, account, rule.kind, sa, on);
                if (!of_one)
                    sas.push_back(sa);
                else if (!block)
                    block = of_one;
            }
            if (!sas.empty()) block.reset();
        } else {
            block = block_of(world, account, rule.kind, standing.debt, on);
        }
        next.rule = &rule;
        next.not_before = earliest_day(standing.collection, rule, standing.debt.oldest_due());
        next.too_little = standing.debt.total() < rule.threshold;
        next.sas = std::move(sas);
        next.block = std::move(block);
        return next;
    }
    return next;
}

}  // namespace tally::domain
