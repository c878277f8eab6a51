#pragma once
// What may be collected from an account on a day, what protects it, and which step is next. Read-only.

#include <optional>
#include <vector>

#include "domain/account/collections/state.h"
#include "domain/account/state.h"
#include "domain/world.h"

namespace tally::domain {

// The account's collection; fresh, without a look at the part, where the state says that nothing of it is open.
[[nodiscard]] const AccountCollections& open_collections_of(World&, const AccountState&);

struct CollectibleDebt {
    std::vector<CollectedItem> items;  // Oldest first.
    Money credit;                      // Unapplied and not on hold: it will pay what is oldest.
    bool some_protected = false;       // Some overdue debt is from before a bankruptcy or the like.

    // Less the credit, not below zero.
    [[nodiscard]] Money total() const;
    // Of one agreement, without regard to credit, which is the account's.
    [[nodiscard]] Money of(const ServiceAgreementId&) const;
    // Unset: there is none.
    [[nodiscard]] Date oldest_due() const { return items.empty() ? Date{} : items.front().ages_from; }
};
// Debt that is due before the day, is currently asked for (so neither debt under an arrangement nor amounts that a
// budget plan defers), is neither disputed nor protected, and belongs to a supplied agreement or to the account itself.
[[nodiscard]] CollectibleDebt collectible_debt(World&, const AccountState&, bool collects_stopped, Date on);

// Whether service is supplied, so that it could be disconnected.
[[nodiscard]] bool can_be_disconnected(const ServiceAgreement&);

// What forbids a step on a day.
struct CollectionBlock {
    Code by;                // Protection type, or moratorium.
    DocumentId protection;  // Empty: a moratorium.
    Date until;             // Absent: open.
};
// Of a step that concerns one agreement.
[[nodiscard]] std::optional<CollectionBlock> block_of(World&, const AccountState&, CollectionStepKind,
                                                      const ServiceAgreementId&, Date on);
// Of a step that concerns the account and its debt.
[[nodiscard]] std::optional<CollectionBlock> block_of(World&, const AccountState&, CollectionStepKind,
                                                      const CollectibleDebt&, Date on);

// The open collection, or the one that would be started on the day.
struct CollectionStanding {
    Collection collection;  // Its id is empty where it is not started.
    DocumentId resumes;     // Of one that is not started: what it would go on from.
    CollectibleDebt debt;
    [[nodiscard]] bool is_open() const { return !collection.collection.empty(); }
};
// Nothing: the class is not collected from.
[[nodiscard]] std::optional<CollectionStanding> collection_standing(World&, const AccountState&, Date on);

struct NextStep {
    const CollectionStepRule* rule = nullptr;  // Of the standing's terms; nullptr: all steps were taken.
    Date not_before;                           // First day on which it may be taken, by the dates alone.
    bool too_little = false;                   // Less is to be collected than the step needs.
    std::vector<ServiceAgreementId> sas;       // Agreements that it concerns and nothing protects.
    std::optional<CollectionBlock> block;      // It may not be taken: all that it concerns is protected.
    [[nodiscard]] bool is_due(Date on) const { return rule && not_before <= on && !too_little; }
};
[[nodiscard]] NextStep next_step(World&, const AccountState&, const CollectionStanding&, Date on);

}  // namespace tally::domain
