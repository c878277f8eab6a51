#pragma once
// Commands on unclaimed credit and deposits. A date left empty is today.

#include <string_view>

#include "domain/account/receivables/unclaimed/types.h"
#include "domain/core/type_list.h"

namespace tally::domain {

// By the letter of the policy, to the main customer.
struct SendUnclaimedNotice {
    static constexpr std::string_view type_name = "credit.send_unclaimed_notice";
    AccountId account;
    Date on;
    template <class T = SendUnclaimedNotice>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "An account with property that is dormant."},
                         Field{"on", &T::on, "Business date; absent: today."}};
    }
    bool operator==(const SendUnclaimedNotice&) const = default;
};

struct CancelUnclaimedNotice {
    static constexpr std::string_view type_name = "credit.cancel_unclaimed_notice";
    AccountId account;
    DocumentId notice;
    Code cancel_reason;
    Date on;
    template <class T = CancelUnclaimedNotice>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"notice", &T::notice, "Its standing notice; empty: that one."},
                         Field{"cancel_reason", &T::cancel_reason, "Why, such as that the owner answered it."},
                         Field{"on", &T::on, "Business date; absent: today."}};
    }
    bool operator==(const CancelUnclaimedNotice&) const = default;
};

// All of it: credit that is not on hold, and deposits with interest.
struct EscheatUnclaimed {
    static constexpr std::string_view type_name = "credit.escheat";
    AccountId account;
    Date on;
    template <class T = EscheatUnclaimed>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "An account whose property is dormant and was noticed."},
                         Field{"on", &T::on, "Business date; absent: today."}};
    }
    bool operator==(const EscheatUnclaimed&) const = default;
};

struct RemitEscheated {
    static constexpr std::string_view type_name = "credit.remit_escheated";
    AccountId account;
    DocumentId escheat;
    Plain reference;
    Date on;
    template <class T = RemitEscheated>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"escheat", &T::escheat, "An escheat of it."},
                         Field{"reference", &T::reference, "Number of the payment to the state; empty: the report's."},
                         Field{"on", &T::on, "Business date; absent: today."}};
    }
    bool operator==(const RemitEscheated&) const = default;
};

// The state paid it back, or the payment did not arrive.
struct ReturnRemittance {
    static constexpr std::string_view type_name = "credit.return_remittance";
    AccountId account;
    DocumentId escheat;
    Code return_reason;
    Date on;
    template <class T = ReturnRemittance>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"escheat", &T::escheat, "An escheat of it that was remitted."},
                         Field{"return_reason", &T::return_reason, "Why."},
                         Field{"on", &T::on, "Business date; absent: today."}};
    }
    bool operator==(const ReturnRemittance&) const = default;
};

// The owner came, or it should not have escheated.
struct ReclaimEscheated {
    static constexpr std::string_view type_name = "credit.reclaim_escheated";
    AccountId account;
    DocumentId escheat;
    Code reclaim_reason;
    Date on;
    template <class T = ReclaimEscheated>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"escheat", &T::escheat, "An escheat of it, remitted or not."},
                         Field{"reclaim_reason", &T::reclaim_reason, "Why."},
                         Field{"on", &T::on, "Business date; absent: today."}};
    }
    bool operator==(const ReclaimEscheated&) const = default;
};

using UnclaimedCommand = TypeList<SendUnclaimedNotice, CancelUnclaimedNotice, EscheatUnclaimed, RemitEscheated,
                                  ReturnRemittance, ReclaimEscheated>;

}  // namespace tally::domain
