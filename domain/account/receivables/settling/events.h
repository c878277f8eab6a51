#pragma once
// What leaves an account otherwise than by being used or paid: credit that is refunded or transferred, debt that is
// written off or transferred. Names and field order are on disk: add, never edit.

#include <cstdint>
#include <string_view>
#include <tuple>
#include <vector>

#include "domain/about.h"
#include "domain/account/receivables/settling/types.h"
#include "domain/books/posting.h"
#include "domain/core/type_list.h"

namespace tally::domain {

struct CreditRefunded {
    static constexpr std::string_view type_name = "account.credit_refunded";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::adjustment;
    static constexpr Legs legs{GlRole::unapplied, GlRole::payables};
    AccountId account;
    DocumentId refund;
    std::vector<CreditLine> lines;
    RefundMethod method = RefundMethod::cheque;
    Plain reference;
    Code refund_reason;
    Code despite_debt;
    Money amount;
    Financial financial;
    static constexpr ArEntryKind ar_kind = ArEntryKind::credit_refunded;
    static constexpr auto ar_document = &CreditRefunded::refund;
    static constexpr std::tuple makes{
        NamedDocument<CreditRefunded>{"refund", &CreditRefunded::refund, ArEntryKind::credit_refunded}};
    template <class T = CreditRefunded>
    static constexpr auto fields() {
        return FieldList{
            Field{"account", &T::account, "The account."},
            Field{"refund", &T::refund, "The refund."},
            Field{"lines", &T::lines, "Whose credit is given back, oldest first."},
            Field{"method", &T::method, "How it is paid out."},
            Field{"reference", &T::reference, "Number of the cheque or order, never a bank account."},
            Field{"refund_reason", &T::refund_reason, "Why it is given back."},
            Field{"despite_debt", &T::despite_debt, "Why although the account has debts; empty: it had none overdue."},
            Field{"amount", &T::amount, "Sum of the lines: what accounts payable pays out."},
            Field{"financial", &T::financial, "UNAPP / APCLR."}};
    }
    bool operator==(const CreditRefunded&) const = default;
};

// The cheque came back, or was stopped: what was refunded is credit again.
struct CreditRefundCancelled {
    static constexpr std::string_view type_name = "account.credit_refund_cancelled";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::adjustment;
    static constexpr Legs legs{GlRole::payables, GlRole::unapplied};
    AccountId account;
    DocumentId refund;
    std::vector<CreditLine> lines;
    Code cancel_reason;
    Money amount;
    Financial financial;
    static constexpr ArEntryKind ar_kind = ArEntryKind::credit_refund_cancelled;
    static constexpr auto ar_document = &CreditRefundCancelled::refund;
    template <class T = CreditRefundCancelled>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"refund", &T::refund, "The refund that is cancelled."},
                         Field{"lines", &T::lines, "Whose credit it is again."},
                         Field{"cancel_reason", &T::cancel_reason, "Why."},
                         Field{"amount", &T::amount, "What had been refunded, not negated."},
                         Field{"financial", &T::financial, "APCLR / UNAPP."}};
    }
    bool operator==(const CreditRefundCancelled&) const = default;
};

struct WrittenOff {
    static constexpr std::string_view type_name = "account.written_off";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::adjustment;
    AccountId account;
    DocumentId write_off;
    std::vector<WriteOffLine> lines;
    Code write_off_reason;
    Money amount;
    Financial financial;
    static constexpr ArEntryKind ar_kind = ArEntryKind::written_off;
    static constexpr auto ar_document = &WrittenOff::write_off;
    static constexpr std::tuple makes{
        NamedDocument<WrittenOff>{"write_off", &WrittenOff::write_off, ArEntryKind::written_off}};
    template <class T = WrittenOff>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"write_off", &T::write_off, "The write-off."},
                         Field{"lines", &T::lines, "Which items, oldest first."},
                         Field{"write_off_reason", &T::write_off_reason, "Why it cannot be collected."},
                         Field{"amount", &T::amount, "Sum of the lines."},
                         Field{"financial", &T::financial, "ALLOW, or BAD where none is kept, and TAX / AR."}};
    }
    bool operator==(const WrittenOff&) const = default;
};

// As much of a write-off as was paid, was wrong, or is charged no longer: the items are open again.
struct WriteOffReversed {
    static constexpr std::string_view type_name = "account.write_off_reversed";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::adjustment;
    AccountId account;
    DocumentId write_off;
    std::vector<WriteOffLine> lines;
    RecoveryCause cause = RecoveryCause::withdrawn;
    DocumentId caused_by;
    Code cancel_reason;
    Money amount;
    Financial financial;
    static constexpr ArEntryKind ar_kind = ArEntryKind::write_off_reversed;
    static constexpr auto ar_document = &WriteOffReversed::write_off;
    template <class T = WriteOffReversed>
    static constexpr auto fields() {
        return FieldList{
            Field{"account", &T::account, "The account."},
            Field{"write_off", &T::write_off, "The write-off."},
            Field{"lines", &T::lines, "How much of which items, with its share of the tax."},
            Field{"cause", &T::cause, "It was paid; its charge is cancelled; or a user withdrew it."},
            Field{"caused_by", &T::caused_by, "Payment, invoice, adjustment or late charge of that cause."},
            Field{"cancel_reason", &T::cancel_reason, "Why it was withdrawn."},
            Field{"amount", &T::amount, "Sum of the lines, not negated."},
            Field{"financial", &T::financial, "AR / what the write-off had debited."}};
    }
    bool operator==(const WriteOffReversed&) const = default;
};

// Credit goes to another account: two events in one commit, CLR between them.
struct CreditTransferredOut {
    static constexpr std::string_view type_name = "account.credit_transferred_out";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::adjustment;
    static constexpr Legs legs{GlRole::unapplied, GlRole::clearing};
    AccountId account;
    DocumentId transfer;
    DocumentId group_id;
    AccountId to_account;
    DocumentId to_transfer;
    std::vector<CreditLine> lines;
    Code transfer_reason;
    Money amount;
    Financial financial;
    static constexpr ArEntryKind ar_kind = ArEntryKind::credit_transferred_out;
    static constexpr auto ar_document = &CreditTransferredOut::transfer;
    static constexpr std::tuple makes{NamedDocument<CreditTransferredOut>{"transfer", &CreditTransferredOut::transfer,
                                                                          ArEntryKind::credit_transferred_out}};
    template <class T = CreditTransferredOut>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account that gives."},
                         Field{"transfer", &T::transfer, "This side of the transfer."},
                         Field{"group_id", &T::group_id, "The same in each event of the transfer."},
                         Field{"to_account", &T::to_account, "The account that gets it."},
                         Field{"to_transfer", &T::to_transfer, "That side of the transfer."},
                         Field{"lines", &T::lines, "Whose credit, oldest first."},
                         Field{"transfer_reason", &T::transfer_reason, "Why."},
                         Field{"amount", &T::amount, "Sum of the lines."},
                         Field{"financial", &T::financial, "UNAPP / CLR."}};
    }
    bool operator==(const CreditTransferredOut&) const = default;
};

struct CreditTransferredIn {
    static constexpr std::string_view type_name = "account.credit_transferred_in";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::adjustment;
    static constexpr Legs legs{GlRole::clearing, GlRole::unapplied};
    AccountId account;
    DocumentId transfer;
    DocumentId group_id;
    AccountId from_account;
    DocumentId from_transfer;
    Code transfer_reason;
    Money amount;
    Financial financial;
    static constexpr ArEntryKind ar_kind = ArEntryKind::credit_transferred_in;
    static constexpr auto ar_document = &CreditTransferredIn::transfer;
    static constexpr std::tuple makes{NamedDocument<CreditTransferredIn>{"transfer", &CreditTransferredIn::transfer,
                                                                         ArEntryKind::credit_transferred_in}};
    template <class T = CreditTransferredIn>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account that gets it."},
                         Field{"transfer", &T::transfer, "This side of the transfer: the source of the credit."},
                         Field{"group_id", &T::group_id, "The same in each event of the transfer."},
                         Field{"from_account", &T::from_account, "The account that gives."},
                         Field{"from_transfer", &T::from_transfer, "That side of the transfer."},
                         Field{"transfer_reason", &T::transfer_reason, "Why."},
                         Field{"amount", &T::amount, "Above zero."},
                         Field{"financial", &T::financial, "CLR / UNAPP."}};
    }
    bool operator==(const CreditTransferredIn&) const = default;
};

// An open item goes to another agreement, of this account or of another: two events in one commit, CLR between them.
struct BalanceTransferredOut {
    static constexpr std::string_view type_name = "account.balance_transferred_out";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::adjustment;
    static constexpr Legs legs{GlRole::clearing, GlRole::ar};
    AccountId account;
    DocumentId transfer;
    DocumentId group_id;
    DocumentId document;
    ServiceAgreementId sa;
    std::uint64_t item_position = 0;
    AccountId to_account;
    DocumentId to_transfer;
    ServiceAgreementId to_sa;
    Code transfer_reason;
    Money amount;
    Financial financial;
    static constexpr ArEntryKind ar_kind = ArEntryKind::balance_transferred_out;
    static constexpr auto ar_document = &BalanceTransferredOut::transfer;
    static constexpr std::tuple makes{NamedDocument<BalanceTransferredOut>{"transfer", &BalanceTransferredOut::transfer,
                                                                           ArEntryKind::balance_transferred_out}};
    template <class T = BalanceTransferredOut>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account that gives."},
                         Field{"transfer", &T::transfer, "This side of the transfer."},
                         Field{"group_id", &T::group_id, "The same in each event of the transfer."},
                         Field{"document", &T::document, "Document of the open item."},
                         Field{"sa", &T::sa, "Agreement of the open item, which is stopped."},
                         Field{"item_position", &T::item_position, "Position of the event that made the item."},
                         Field{"to_account", &T::to_account, "The account that gets it."},
                         Field{"to_transfer", &T::to_transfer, "That side: the document of the new item."},
                         Field{"to_sa", &T::to_sa, "Agreement of the new item."},
                         Field{"transfer_reason", &T::transfer_reason, "Why."},
                         Field{"amount", &T::amount, "Above zero, at most what was open."},
                         Field{"financial", &T::financial, "CLR / AR."}};
    }
    bool operator==(const BalanceTransferredOut&) const = default;
};

struct BalanceTransferredIn {
    static constexpr std::string_view type_name = "account.balance_transferred_in";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::adjustment;
    static constexpr Legs legs{GlRole::ar, GlRole::clearing};
    AccountId account;
    DocumentId transfer;
    DocumentId group_id;
    ServiceAgreementId sa;
    AccountId from_account;
    DocumentId from_transfer;
    DocumentId from_document;
    ServiceAgreementId from_sa;
    Code transfer_reason;
    Money amount;
    Financial financial;
    static constexpr ArEntryKind ar_kind = ArEntryKind::balance_transferred_in;
    static constexpr auto ar_document = &BalanceTransferredIn::transfer;
    static constexpr std::tuple makes{NamedDocument<BalanceTransferredIn>{"transfer", &BalanceTransferredIn::transfer,
                                                                          ArEntryKind::balance_transferred_in}};
    template <class T = BalanceTransferredIn>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account that gets it."},
                         Field{"transfer", &T::transfer, "This side of the transfer: document of the new open item."},
                         Field{"group_id", &T::group_id, "The same in each event of the transfer."},
                         Field{"sa", &T::sa, "Agreement of the new item."},
                         Field{"from_account", &T::from_account, "The account that gives."},
                         Field{"from_transfer", &T::from_transfer, "That side of the transfer."},
                         Field{"from_document", &T::from_document, "Document that the debt is of."},
                         Field{"from_sa", &T::from_sa, "Agreement that the debt is of."},
                         Field{"transfer_reason", &T::transfer_reason, "Why."},
                         Field{"amount", &T::amount, "Above zero."},
                         Field{"financial", &T::financial, "AR / CLR; the item keeps its age."}};
    }
    bool operator==(const BalanceTransferredIn&) const = default;
};

using SettlingEvent = TypeList<CreditRefunded, CreditRefundCancelled, WrittenOff, WriteOffReversed,
                               CreditTransferredOut, CreditTransferredIn, BalanceTransferredOut, BalanceTransferredIn>;

}  // namespace tally::domain
