#pragma once
// Charges for what is overdue, and disputes. A date or id left empty takes the default that its field names.

#include <string_view>

#include "domain/account/overdue/types.h"
#include "domain/core/type_list.h"

namespace tally::domain {

// Decides for all items of the account at once.
struct AssessLateCharges {
    static constexpr std::string_view type_name = "account.assess_late_charges";
    AccountId account;
    Date on;
    template <class T = AssessLateCharges>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"on", &T::on, "Business date; absent: today."}};
    }
    bool operator==(const AssessLateCharges&) const = default;
};

// Gives a late charge up: its days are not charged for again.
struct CancelLateCharge {
    static constexpr std::string_view type_name = "late_charge.cancel";
    AccountId account;
    DocumentId charge;
    Code cancel_reason;
    Date on;
    template <class T = CancelLateCharge>
    static constexpr auto fields() {
        return FieldList{
            Field{"account", &T::account, "The account."}, Field{"charge", &T::charge, "A late charge that stands."},
            Field{"cancel_reason", &T::cancel_reason, "Why."}, Field{"on", &T::on, "Business date; absent: today."}};
    }
    bool operator==(const CancelLateCharge&) const = default;
};

struct OpenDispute {
    static constexpr std::string_view type_name = "dispute.open";
    AccountId account;
    DocumentId document;
    ServiceAgreementId sa;
    Money amount;
    Code dispute_reason;
    Date on;
    Personal memo;
    template <class T = OpenDispute>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"document", &T::document, "An open document of the account."},
                         Field{"sa", &T::sa, "Agreement of the item; empty where the document has one open item."},
                         Field{"amount", &T::amount, "What is disputed; zero: all that is open."},
                         Field{"dispute_reason", &T::dispute_reason, "Why, as a code."},
                         Field{"on", &T::on, "Business date; absent: today."},
                         Field{"memo", &T::memo, "Why, in words."}};
    }
    bool operator==(const OpenDispute&) const = default;
};

struct ResolveDispute {
    static constexpr std::string_view type_name = "dispute.resolve";
    AccountId account;
    DocumentId dispute;
    DisputeOutcome outcome = DisputeOutcome::rejected;
    DocumentId settled_by;
    Date on;
    template <class T = ResolveDispute>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"dispute", &T::dispute, "An open dispute."},
                         Field{"outcome", &T::outcome, "Whether the customer was right."},
                         Field{"settled_by", &T::settled_by,
                               "Upheld: the adjustment that credits the item, or the credit note of its invoice."},
                         Field{"on", &T::on, "Business date; absent: today."}};
    }
    bool operator==(const ResolveDispute&) const = default;
};

using OverdueCommand = TypeList<AssessLateCharges, CancelLateCharge, OpenDispute, ResolveDispute>;

}  // namespace tally::domain
