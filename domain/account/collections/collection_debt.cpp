#include "domain/account/collections/collection_debt.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "domain/account/disputed_items.h"
#include "domain/account/receivables/arrangements/arrangement_steps.h"
#include "domain/account/receivables/credit.h"

namespace tally::domain {

namespace {

// Items of an account that arose before a day: charged for days of before, or entered before. An item that also has
// days of after is counted among them whole, since collecting protected debt is worse than waiting for some.
class ItemsOfBefore {
  public:
    ItemsOfBefore(World& world, const AccountId& account, Date day) : day_(day) {
        world.history(stream_of(account), [&](const RecordedEvent& recorded) {
            visit([&](const auto& event) { add(event); }, recorded.event);
        });
    }
    [[nodiscard]] bool has(const OpenItem& item) const {
        return item.ages_from < day_ || before_.contains({item.document.str(), item.sa.str()});
    }

  private:
    void mark(const DocumentId& document, const ServiceAgreementId& sa) { before_.emplace(document.str(), sa.str()); }
    [[nodiscard]] bool marked(const DocumentId& document, const ServiceAgreementId& sa) const {
        return before_.contains({document.str(), sa.str()});
    }

    template <class Other>
    void add(const Other& event) {
        if constexpr (requires { Other::changes; })
            if (event.financial.payoff > Money{} && event.financial.effective_date < day_)
                mark(event.*Other::changes.document, event.*Other::changes.sa);
    }
    void add(const BillSegmentFrozen& event) {
        if (event.from < day_) mark(event.invoice, event.sa);
    }
    void add(const SpecialChargeCreated& event) {
        if (event.created_on < day_) charges_.insert(event.charge.str());
    }
    void add(const SpecialChargeBilled& event) {
        if (charges_.contains(event.charge.str())) mark(event.invoice, event.sa);
    }
    void add(const LateChargeAssessed& event) {
        if (event.financial.effective_date < day_ || marked(event.overdue, event.sa)) mark(event.charge, event.sa);
    }
    void add(const ArrangementInstalmentBilled& event) {
        for (const ArrangedPart& line : event.lines)
            if (marked(line.document, line.sa)) mark(event.instalment, line.sa);
    }

    Date day_;
    std::set<std::pair<std::string, std::string>> before_;
    std::set<std::string> charges_;
};

// Protections of the account that hold on the day and leave debt of before them alone.
class ProtectedDebt {
  public:
    ProtectedDebt(World& world, const AccountState& account, Date on) {
        for (const Protection& one : world.collections_of(account.account).protections) {
            if (!one.holds(on)) continue;
            const auto* type = world.settings().protection_type(one.protection_type, on);
            if (type && type->debt_before) protections_.push_back(one);
        }
        for (const Protection& one : protections_) of_before_.emplace_back(world, account.account, one.from);
    }
    [[nodiscard]] bool has(const OpenItem& item) const {
        for (std::size_t i = 0; i < protections_.size(); ++i)
            if (protections_[i].covers(item.sa) && of_before_[i].has(item)) return true;
        return false;
    }

  private:
    std::vector<Protection> protections_;
    std::vector<ItemsOfBefore> of_before_;
};

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
    if (const auto* moratorium = settings.moratorium(kind, account.customer_class, places_of(world, account, sas), on))
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
    const ProtectedDebt protected_debt(world, account, on);
    for (const OpenItem& item : account.items) {
        if (item.ages_from >= on) break;  // Items are in the order of their due dates.
        const Money amount = undisputed_amount(item, disputes);
        if (amount.is_zero() || arrangements.of_instalment(item.document)) continue;
        const ServiceAgreement* agreement = account.agreement(item.sa);
        const bool supplied = !agreement || agreement->status == SaStatus::pending_start ||
                              agreement->status == SaStatus::active || agreement->status == SaStatus::pending_stop;
        if (!supplied && !collects_stopped) continue;
        if (protected_debt.has(item)) {
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
        const auto* policy = world.settings().collection_policy(account.customer_class, on);
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
