#pragma once
// Late charges and disputes. Names and field order are on disk: add, never edit.

#include <string_view>
#include <tuple>
#include <vector>

#include "domain/about.h"
#include "domain/account/overdue/types.h"
#include "domain/books/posting.h"
#include "domain/core/type_list.h"

namespace tally::domain {

// One for each overdue item and period [rule 18]; an open item of its own.
struct LateChargeAssessed {
    static constexpr std::string_view type_name = "account.late_charge_assessed";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::fee;
    static constexpr Legs legs{GlRole::ar, GlRole::fee};
    AccountId account;
    DocumentId charge;
    ServiceAgreementId sa;
    DocumentId overdue;
    Date due_date;
    Date period_from;
    Date period_until;
    LateChargeTerms terms;
    std::vector<LateChargeStep> steps;
    Money amount;
    Date assessed_on;
    Financial financial;
    static constexpr ArEntryKind ar_kind = ArEntryKind::late_charge;
    static constexpr auto ar_document = &LateChargeAssessed::charge;
    static constexpr ChangedItem<LateChargeAssessed> changes{&LateChargeAssessed::charge, &LateChargeAssessed::sa};
    static constexpr std::tuple makes{
        NamedDocument<LateChargeAssessed>{"charge", &LateChargeAssessed::charge, ArEntryKind::late_charge}};
    template <class T = LateChargeAssessed>
    static constexpr auto fields() {
        return FieldList{
            Field{"account", &T::account, "The account."},
            Field{"charge", &T::charge, "The late charge: an open item under this id."},
            Field{"sa", &T::sa, "Agreement of the overdue item, which carries it."},
            Field{"overdue", &T::overdue, "Document of the overdue item."},
            Field{"due_date", &T::due_date, "When that item was due."},
            Field{"period_from", &T::period_from, "First day charged for; no day of an item is charged for twice."},
            Field{"period_until", &T::period_until, "First day no longer charged for."},
            Field{"terms", &T::terms, "The class's policy, as it was then."},
            Field{"steps", &T::steps, "What was overdue over which days."},
            Field{"amount", &T::amount, "Above zero, rounded once."},
            Field{"assessed_on", &T::assessed_on, "Business date of the run."},
            Field{"financial", &T::financial, "AR / FEE."}};
    }
    bool operator==(const LateChargeAssessed&) const = default;
};

struct LateChargeCancelled {
    static constexpr std::string_view type_name = "account.late_charge_cancelled";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::fee;
    static constexpr Legs legs{GlRole::fee, GlRole::ar};
    AccountId account;
    DocumentId charge;
    ServiceAgreementId sa;
    DocumentId overdue;
    LateChargeCause cause = LateChargeCause::waived;
    DocumentId caused_by;
    Code cancel_reason;
    Money amount;
    Financial financial;
    static constexpr ArEntryKind ar_kind = ArEntryKind::late_charge_cancelled;
    static constexpr auto ar_document = &LateChargeCancelled::charge;
    static constexpr ChangedItem<LateChargeCancelled> changes{&LateChargeCancelled::charge, &LateChargeCancelled::sa};
    template <class T = LateChargeCancelled>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"charge", &T::charge, "The late charge cancelled."},
                         Field{"sa", &T::sa, "Agreement that carried it."},
                         Field{"overdue", &T::overdue, "Document of the item that had been overdue."},
                         Field{"cause", &T::cause, "What it falls with; waived: a user gave it up."},
                         Field{"caused_by", &T::caused_by,
                               "Payment, invoice, adjustment, late charge or dispute of that cause; waived: empty."},
                         Field{"cancel_reason", &T::cancel_reason, "Why it was waived."},
                         Field{"amount", &T::amount, "What had been charged, not negated."},
                         Field{"financial", &T::financial, "The exact negation."}};
    }
    bool operator==(const LateChargeCancelled&) const = default;
};

// Part of an open item is not accepted by the customer: it is left out of late charges, and money that names no
// document passes it by, until the dispute is resolved. What is owed stays as it is.
struct DisputeOpened {
    static constexpr std::string_view type_name = "account.dispute_opened";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::dispute;
    AccountId account;
    DocumentId dispute;
    DocumentId document;
    ServiceAgreementId sa;
    Money amount;
    Code dispute_reason;
    Date opened_on;
    Personal memo;
    static constexpr std::tuple makes{NamedId{"dispute", &DisputeOpened::dispute}};
    template <class T = DisputeOpened>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"dispute", &T::dispute, "The dispute."},
                         Field{"document", &T::document, "Document of the disputed item."},
                         Field{"sa", &T::sa, "Agreement of the disputed item."},
                         Field{"amount", &T::amount, "Above zero; at most what was open."},
                         Field{"dispute_reason", &T::dispute_reason, "Why, as a code."},
                         Field{"opened_on", &T::opened_on, "Business date."},
                         Field{"memo", &T::memo, "Why, in words."}};
    }
    bool operator==(const DisputeOpened&) const = default;
};

struct DisputeResolved {
    static constexpr std::string_view type_name = "account.dispute_resolved";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::dispute;
    AccountId account;
    DocumentId dispute;
    DocumentId document;
    ServiceAgreementId sa;
    Money amount;
    DisputeOutcome outcome = DisputeOutcome::rejected;
    DocumentId settled_by;
    Date resolved_on;
    template <class T = DisputeResolved>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"dispute", &T::dispute, "The dispute."},
                         Field{"document", &T::document, "Document of the item that was disputed."},
                         Field{"sa", &T::sa, "Agreement of that item."},
                         Field{"amount", &T::amount, "What was disputed."},
                         Field{"outcome", &T::outcome, "Whether the customer was right."},
                         Field{"settled_by", &T::settled_by,
                               "Upheld: the adjustment or credit note that took back what was disputed."},
                         Field{"resolved_on", &T::resolved_on, "Business date."}};
    }
    bool operator==(const DisputeResolved&) const = default;
};

using OverdueEvent = TypeList<LateChargeAssessed, LateChargeCancelled, DisputeOpened, DisputeResolved>;

}  // namespace tally::domain
