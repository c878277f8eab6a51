#pragma once
// What happens to budget plans. What is owed never changes by them, only what is asked for: no postings. Names and
// field order are on disk: add, never edit.

#include <cstdint>
#include <string_view>
#include <tuple>
#include <vector>

#include "domain/about.h"
#include "domain/account/billing/budget/types.h"
#include "domain/books/posting.h"
#include "domain/core/type_list.h"

namespace tally::domain {

// The agreement's bills ask for the plan's amount from now on; what was billed before is asked for as before.
struct BudgetEnrolled {
    static constexpr std::string_view type_name = "account.budget_enrolled";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::budget;
    AccountId account;
    ServiceAgreementId sa;
    BudgetTerms terms;
    Date enrolled_on;
    template <class T = BudgetEnrolled>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."}, Field{"sa", &T::sa, "The agreement."},
                         Field{"terms", &T::terms, "The plan's amount and where it is from."},
                         Field{"enrolled_on", &T::enrolled_on, "Business date."}};
    }
    bool operator==(const BudgetEnrolled&) const = default;
};

// The plan goes on with a new amount. What it had asked for too much or too little is synced in the same commit.
struct BudgetTruedUp {
    static constexpr std::string_view type_name = "account.budget_trued_up";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::budget;
    AccountId account;
    ServiceAgreementId sa;
    Money previous_amount;
    BudgetTerms terms;
    Date trued_up_on;
    template <class T = BudgetTruedUp>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."}, Field{"sa", &T::sa, "The agreement."},
                         Field{"previous_amount", &T::previous_amount, "What its bills asked for until then."},
                         Field{"terms", &T::terms, "The new amount and where it is from."},
                         Field{"trued_up_on", &T::trued_up_on, "Business date."}};
    }
    bool operator==(const BudgetTruedUp&) const = default;
};

struct BudgetLeft {
    static constexpr std::string_view type_name = "account.budget_left";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::budget;
    AccountId account;
    ServiceAgreementId sa;
    SyncCause cause = SyncCause::budget_left;
    Plain reason;
    Date left_on;
    template <class T = BudgetLeft>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."}, Field{"sa", &T::sa, "The agreement."},
                         Field{"cause", &T::cause, "Whether a user ended it, or the service's end."},
                         Field{"reason", &T::reason, "Why a user ended it, without personal data."},
                         Field{"left_on", &T::left_on, "Business date."}};
    }
    bool operator==(const BudgetLeft&) const = default;
};

// What is asked for becomes what is owed, item by item.
struct CurrentSynced {
    static constexpr std::string_view type_name = "account.current_synced";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::budget;
    AccountId account;
    DocumentId sync;
    ServiceAgreementId sa;
    SyncCause cause = SyncCause::budget_left;
    std::vector<SyncedItem> items;
    Money amount;
    Financial financial;
    static constexpr ArEntryKind ar_kind = ArEntryKind::current_synced;
    static constexpr auto ar_document = &CurrentSynced::sync;
    template <class T = CurrentSynced>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"sync", &T::sync, "Its number: <account>-SY<n>."},
                         Field{"sa", &T::sa, "The agreement."},
                         Field{"cause", &T::cause, "Why."},
                         Field{"items", &T::items, "Its items of which more or less is asked for."},
                         Field{"amount", &T::amount, "Sum of the items, by which more is asked for; may be zero."},
                         Field{"financial", &T::financial, "No postings; current only."}};
    }
    bool operator==(const CurrentSynced&) const = default;
};

using BudgetEvent = TypeList<BudgetEnrolled, BudgetTruedUp, BudgetLeft, CurrentSynced>;

}  // namespace tally::domain
