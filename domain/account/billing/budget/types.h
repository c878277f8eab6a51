#pragma once
// What budget plans are made of. A plan is an agreement's: its state has the amount.

#include <array>
#include <cstdint>
#include <string_view>

#include "domain/core/date.h"
#include "domain/core/describe.h"
#include "domain/core/money.h"
#include "domain/core/text.h"

namespace tally::domain {

// Numbers are stored. Add at the end.
enum class BudgetBasis : std::uint8_t { billed_history, given };
constexpr auto enum_names(BudgetBasis) {
    return std::to_array<std::string_view>({"billed_history", "given"});
}

// Why what is asked for becomes what is owed. Numbers are stored. Add at the end.
enum class SyncCause : std::uint8_t { budget_trued_up, budget_left, service_ended, invoice_taken_back };
constexpr auto enum_names(SyncCause) {
    return std::to_array<std::string_view>({"budget_trued_up", "budget_left", "service_ended", "invoice_taken_back"});
}

// A change of an open item's current balance (what is asked for); its payoff balance (what is owed) stays. An increase
// is due as a new bill would be. An item with an unpaid current balance keeps its due date.
struct SyncedItem {
    DocumentId document;
    ServiceAgreementId sa;
    Money amount;
    Date ages_from;
    std::uint64_t item_position = 0;
    Date due_on;
    Date more_due_on;
    template <class T = SyncedItem>
    static constexpr auto fields() {
        return FieldList{Field{"document", &T::document, "Document of the item."},
                         Field{"sa", &T::sa, "Agreement of the item."},
                         Field{"amount", &T::amount, "How much more of it is asked for; below zero: less."},
                         Field{"ages_from", &T::ages_from, "Due date of the item until then."},
                         Field{"item_position", &T::item_position, "Position of the event that made the item."},
                         Field{"due_on", &T::due_on, "Its due date from then on, never an earlier one."},
                         Field{"more_due_on", &T::more_due_on,
                               "Until when what is asked for in addition is to be paid; absent: less is asked for."}};
    }
    bool operator==(const SyncedItem&) const = default;
};

// An amount for each month, and what it was computed from.
struct BudgetTerms {
    Money amount;
    BudgetBasis basis = BudgetBasis::billed_history;
    Date computed_from;
    Date computed_until;
    Money billed;
    Plain reason;
    template <class T = BudgetTerms>
    static constexpr auto fields() {
        return FieldList{
            Field{"amount", &T::amount, "What each bill of the agreement asks for."},
            Field{"basis", &T::basis, "Whether it was computed or given."},
            Field{"computed_from", &T::computed_from, "First charge day that was counted; absent: it was given."},
            Field{"computed_until", &T::computed_until, "First day after; absent: it was given."},
            Field{"billed", &T::billed, "What was billed for those days."},
            Field{"reason", &T::reason, "Why it was given, without personal data."}};
    }
    bool operator==(const BudgetTerms&) const = default;
};

}  // namespace tally::domain
