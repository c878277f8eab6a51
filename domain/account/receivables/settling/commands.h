#pragma once
// What can be asked about credit that is given back and debt that is given up or moved. A date, amount or document left
// empty takes the default that its field names.

#include <string_view>

#include "domain/account/receivables/settling/types.h"
#include "domain/core/type_list.h"

namespace tally::domain {

struct RefundCredit {
    static constexpr std::string_view type_name = "credit.refund";
    AccountId account;
    Money amount;
    DocumentId source;
    RefundMethod method = RefundMethod::cheque;
    Plain reference;
    Code refund_reason;
    Code despite_debt;
    Date on;
    template <class T = RefundCredit>
    static constexpr auto fields() {
        return FieldList{
            Field{"account", &T::account, "The account."},
            Field{"amount", &T::amount, "How much; absent: all unapplied credit that is not on hold."},
            Field{"source", &T::source, "Payment, adjustment or transfer whose credit it is; empty: the oldest."},
            Field{"method", &T::method, "How it is paid out."},
            Field{"reference", &T::reference, "Number of the cheque or order, never a bank account."},
            Field{"refund_reason", &T::refund_reason, "Why it is given back."},
            Field{"despite_debt", &T::despite_debt,
                  "Why although debt is overdue or written off; empty: such a refund is refused."},
            Field{"on", &T::on, "Business date; absent: today."}};
    }
    bool operator==(const RefundCredit&) const = default;
};

// A cheque that came back or was stopped.
struct CancelRefund {
    static constexpr std::string_view type_name = "credit.cancel_refund";
    AccountId account;
    DocumentId refund;
    Code cancel_reason;
    Date on;
    template <class T = CancelRefund>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."}, Field{"refund", &T::refund, "A refund of it."},
                         Field{"cancel_reason", &T::cancel_reason, "Why."},
                         Field{"on", &T::on, "Business date; absent: today."}};
    }
    bool operator==(const CancelRefund&) const = default;
};

// The other account's oldest debts are paid with it at once.
struct TransferCredit {
    static constexpr std::string_view type_name = "credit.transfer";
    AccountId account;
    AccountId to_account;
    Money amount;
    DocumentId source;
    Code transfer_reason;
    Date on;
    template <class T = TransferCredit>
    static constexpr auto fields() {
        return FieldList{
            Field{"account", &T::account, "The account that gives."},
            Field{"to_account", &T::to_account, "The account that gets it."},
            Field{"amount", &T::amount, "How much; absent: all unapplied credit that is not on hold."},
            Field{"source", &T::source, "Payment, adjustment or transfer whose credit it is; empty: the oldest."},
            Field{"transfer_reason", &T::transfer_reason, "Why."},
            Field{"on", &T::on, "Business date; absent: today."}};
    }
    bool operator==(const TransferCredit&) const = default;
};

struct TransferDebt {
    static constexpr std::string_view type_name = "debt.transfer";
    AccountId account;
    ServiceAgreementId sa;
    DocumentId document;
    Money amount;
    AccountId to_account;
    ServiceAgreementId to_sa;
    Code transfer_reason;
    Date on;
    template <class T = TransferDebt>
    static constexpr auto fields() {
        return FieldList{
            Field{"account", &T::account, "The account that gives."},
            Field{"sa", &T::sa, "A stopped agreement of it; empty where there is one."},
            Field{"document", &T::document, "Document whose debt it is; empty: each that is open on the agreement."},
            Field{"amount", &T::amount, "How much, oldest items first; absent: all that is open."},
            Field{"to_account", &T::to_account, "The account that gets it, of the same person; empty: the same."},
            Field{"to_sa", &T::to_sa, "A live agreement of it; empty where there is one."},
            Field{"transfer_reason", &T::transfer_reason, "Why."},
            Field{"on", &T::on, "Business date; absent: today."}};
    }
    bool operator==(const TransferDebt&) const = default;
};

struct WriteOffDebt {
    static constexpr std::string_view type_name = "debt.write_off";
    AccountId account;
    ServiceAgreementId sa;
    DocumentId document;
    Money amount;
    Code write_off_reason;
    Date on;
    template <class T = WriteOffDebt>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"sa", &T::sa, "A stopped agreement of it; empty: each one, all of which are stopped."},
                         Field{"document", &T::document, "Document whose debt it is; empty: each that is open."},
                         Field{"amount", &T::amount, "How much, oldest items first; absent: all that is open."},
                         Field{"write_off_reason", &T::write_off_reason, "Why it cannot be collected."},
                         Field{"on", &T::on, "Business date; absent: today."}};
    }
    bool operator==(const WriteOffDebt&) const = default;
};

// What is written off is open again; unapplied credit pays it at once.
struct ReverseWriteOff {
    static constexpr std::string_view type_name = "debt.reverse_write_off";
    AccountId account;
    DocumentId write_off;
    Money amount;
    Code cancel_reason;
    Date on;
    template <class T = ReverseWriteOff>
    static constexpr auto fields() {
        return FieldList{
            Field{"account", &T::account, "The account."}, Field{"write_off", &T::write_off, "A write-off of it."},
            Field{"amount", &T::amount, "How much, oldest items first; absent: all that is left of it."},
            Field{"cancel_reason", &T::cancel_reason, "Why."}, Field{"on", &T::on, "Business date; absent: today."}};
    }
    bool operator==(const ReverseWriteOff&) const = default;
};

using SettlingCommand =
    TypeList<RefundCredit, CancelRefund, TransferCredit, TransferDebt, WriteOffDebt, ReverseWriteOff>;

}  // namespace tally::domain
