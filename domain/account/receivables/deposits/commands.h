#pragma once
// What can be asked about deposits. A date, amount or document left empty takes the default that its field names.

#include <string_view>

#include "domain/account/receivables/deposits/types.h"
#include "domain/core/type_list.h"

namespace tally::domain {

struct BillDeposit {
    static constexpr std::string_view type_name = "deposit.bill";
    AccountId account;
    Code deposit_class;
    ServiceAgreementId sa;
    Money amount;
    Date on;
    Date due_on;
    template <class T = BillDeposit>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"deposit_class", &T::deposit_class, "A deposit class: interest, refund test."},
                         Field{"sa", &T::sa, "Agreement that it secures; empty: the whole account."},
                         Field{"amount", &T::amount, "What is asked for; absent: what the class recommends."},
                         Field{"on", &T::on, "Business date; absent: today."},
                         Field{"due_on", &T::due_on, "When it is due; absent: with the next bill."}};
    }
    bool operator==(const BillDeposit&) const = default;
};

// What is not paid of it is no longer asked for; what is held stays.
struct CancelDepositBill {
    static constexpr std::string_view type_name = "deposit.cancel_bill";
    AccountId account;
    DocumentId deposit;
    Code cancel_reason;
    Date on;
    template <class T = CancelDepositBill>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"deposit", &T::deposit, "A deposit of which something is not paid."},
                         Field{"cancel_reason", &T::cancel_reason, "Why."},
                         Field{"on", &T::on, "Business date; absent: today."}};
    }
    bool operator==(const CancelDepositBill&) const = default;
};

// Credit that the account has not used becomes a deposit: never by itself, only by this or by a payment that names the
// deposit.
struct ReceiveDeposit {
    static constexpr std::string_view type_name = "deposit.receive";
    AccountId account;
    DocumentId deposit;
    Money amount;
    DocumentId source;
    Date on;
    template <class T = ReceiveDeposit>
    static constexpr auto fields() {
        return FieldList{
            Field{"account", &T::account, "The account."},
            Field{"deposit", &T::deposit, "A deposit of which something is not paid."},
            Field{"amount", &T::amount, "How much; absent: what is not paid of it."},
            Field{"source", &T::source, "Payment or credit adjustment whose credit is used; empty: the oldest."},
            Field{"on", &T::on, "Business date, from which on it is held; absent: today."}};
    }
    bool operator==(const ReceiveDeposit&) const = default;
};

struct AccrueDepositInterest {
    static constexpr std::string_view type_name = "deposit.accrue_interest";
    AccountId account;
    DocumentId deposit;
    Date through;
    template <class T = AccrueDepositInterest>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"deposit", &T::deposit, "The deposit; empty: each that is held."},
                         Field{"through", &T::through, "Last day counted; absent: today."}};
    }
    bool operator==(const AccrueDepositInterest&) const = default;
};

// Pays what is owed from the deposit, with its interest up to that day.
struct ApplyDeposit {
    static constexpr std::string_view type_name = "deposit.apply";
    AccountId account;
    DocumentId deposit;
    Money amount;
    DocumentId document;
    Date on;
    template <class T = ApplyDeposit>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"deposit", &T::deposit, "A deposit that is held."},
                         Field{"amount", &T::amount, "How much; absent: as much as is held and open."},
                         Field{"document", &T::document,
                               "Document that is paid; empty: oldest items first, its own agreement's before."},
                         Field{"on", &T::on, "Business date; absent: today."}};
    }
    bool operator==(const ApplyDeposit&) const = default;
};

// Gives it back, with its interest up to that day: accounts payable pays it out.
struct RefundDeposit {
    static constexpr std::string_view type_name = "deposit.refund";
    AccountId account;
    DocumentId deposit;
    Money amount;
    Date on;
    template <class T = RefundDeposit>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"deposit", &T::deposit, "A deposit that is held."},
                         Field{"amount", &T::amount, "How much; absent: all that is held."},
                         Field{"on", &T::on, "Business date; absent: today."}};
    }
    bool operator==(const RefundDeposit&) const = default;
};

using DepositCommand =
    TypeList<BillDeposit, CancelDepositBill, ReceiveDeposit, AccrueDepositInterest, ApplyDeposit, RefundDeposit>;

}  // namespace tally::domain
