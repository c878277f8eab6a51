#pragma once
// An account's late charges and open disputes: a part of its own. A payment or a bill reads it only where the account's
// state says that there is one.

#include <cstdint>
#include <vector>

#include "domain/account/overdue/events.h"

namespace tally::domain {

// Days of an item that are charged for, or were given up.
struct ChargedDays {
    DocumentId charge;
    DocumentId overdue;
    ServiceAgreementId sa;
    Date from;
    Date until;
    Date assessed_on;
    bool waived = false;
    std::uint64_t position = 0;
    template <class T = ChargedDays>
    static constexpr auto fields() {
        return FieldList{Field{"charge", &T::charge, "The late charge."},
                         Field{"overdue", &T::overdue, "Document of the overdue item."},
                         Field{"sa", &T::sa, "Its agreement."},
                         Field{"from", &T::from, "First day charged for."},
                         Field{"until", &T::until, "First day no longer charged for."},
                         Field{"assessed_on", &T::assessed_on, "Business date of the run."},
                         Field{"waived", &T::waived, "Given up: the days are not charged for again."},
                         Field{"position", &T::position, "Position of the charge."}};
    }
    bool operator==(const ChargedDays&) const = default;
};

struct DisputedItem {
    DocumentId dispute;
    DocumentId document;
    ServiceAgreementId sa;
    Money amount;
    Code dispute_reason;
    Date opened_on;
    std::uint64_t position = 0;
    template <class T = DisputedItem>
    static constexpr auto fields() {
        return FieldList{Field{"dispute", &T::dispute, "The dispute."},
                         Field{"document", &T::document, "Document of the item."},
                         Field{"sa", &T::sa, "Agreement of the item."},
                         Field{"amount", &T::amount, "What is disputed of it."},
                         Field{"dispute_reason", &T::dispute_reason, "Why, as a code."},
                         Field{"opened_on", &T::opened_on, "Business date."},
                         Field{"position", &T::position, "Position of the event that opened it."}};
    }
    bool operator==(const DisputedItem&) const = default;
};

struct AccountOverdue {
    std::vector<ChargedDays> charged;
    std::vector<DisputedItem> disputes;
    template <class T = AccountOverdue>
    static constexpr auto fields() {
        return FieldList{Field{"charged", &T::charged, "Late charges that were not cancelled, and those waived."},
                         Field{"disputes", &T::disputes, "Open disputes; an item has one at most."}};
    }
    bool operator==(const AccountOverdue&) const = default;

    // Of the item, as opened; zero: it is not disputed.
    [[nodiscard]] Money disputed(const DocumentId& document, const ServiceAgreementId& sa) const {
        for (const DisputedItem& one : disputes)
            if (one.document == document && one.sa == sa) return one.amount;
        return {};
    }
};

}  // namespace tally::domain
