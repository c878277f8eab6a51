#pragma once
// What can be asked about batches of tenders, money in suspense and deposits at the bank. A date, amount or text left
// empty takes the default that its field names.

#include <string_view>
#include <vector>

#include "domain/account/receivables/commands.h"
#include "domain/core/type_list.h"
#include "domain/organization/types.h"

namespace tally::domain {

struct OpenBatch {
    static constexpr std::string_view type_name = "batch.open";
    Code source;
    Plain clerk;
    Money opening_float;
    std::uint32_t declared_count = 0;
    Money declared_total;
    Date on;
    template <class T = OpenBatch>
    static constexpr auto fields() {
        return FieldList{
            Field{"source", &T::source, "Tender source: a till, a lockbox, a file's batch or a web site."},
            Field{"clerk", &T::clerk, "Who answers for it; empty: the actor."},
            Field{"opening_float", &T::opening_float, "Of a till: cash that is in it from the start."},
            Field{"declared_count", &T::declared_count, "Of others than tills: tenders that its sender says it has."},
            Field{"declared_total", &T::declared_total, "Of others than tills: their sum, as its sender says."},
            Field{"on", &T::on, "Business date; absent: today."}};
    }
    bool operator==(const OpenBatch&) const = default;
};

struct CloseBatch {
    static constexpr std::string_view type_name = "batch.close";
    BatchId batch;
    std::vector<CountedTenders> counted;
    Date on;
    template <class T = CloseBatch>
    static constexpr auto fields() {
        return FieldList{Field{"batch", &T::batch, "An open batch."},
                         Field{"counted", &T::counted,
                               "What was counted of each kind of tender, cash with the opening_float; a kind left out: "
                               "nothing. Of a batch "
                               "that was declared it may be left out: then that count and total are compared."},
                         Field{"on", &T::on, "Business date; absent: today."}};
    }
    bool operator==(const CloseBatch&) const = default;
};

// Closes a batch that was counted over or short of what was posted.
struct CloseBatchWithDifference {
    static constexpr std::string_view type_name = "batch.close_with_difference";
    BatchId batch;
    std::vector<CountedTenders> counted;
    Code difference_reason;
    Date on;
    template <class T = CloseBatchWithDifference>
    static constexpr auto fields() {
        return FieldList{Field{"batch", &T::batch, "An open batch."},
                         Field{"counted", &T::counted, "What was counted, as for batch.close."},
                         Field{"difference_reason", &T::difference_reason, "Why it differs from what was posted."},
                         Field{"on", &T::on, "Business date; absent: today."}};
    }
    bool operator==(const CloseBatchWithDifference&) const = default;
};

// What it was over or short is taken back.
struct ReopenBatch {
    static constexpr std::string_view type_name = "batch.reopen";
    BatchId batch;
    Code reopen_reason;
    Date on;
    template <class T = ReopenBatch>
    static constexpr auto fields() {
        return FieldList{Field{"batch", &T::batch, "A closed batch that is not at the bank yet."},
                         Field{"reopen_reason", &T::reopen_reason, "Why."},
                         Field{"on", &T::on, "Business date; absent: today."}};
    }
    bool operator==(const ReopenBatch&) const = default;
};

struct TransferTillCash {
    static constexpr std::string_view type_name = "batch.transfer_cash";
    BatchId batch;
    BatchId to_batch;
    Money amount;
    Date on;
    template <class T = TransferTillCash>
    static constexpr auto fields() {
        return FieldList{Field{"batch", &T::batch, "Open batch of the till that gives cash."},
                         Field{"to_batch", &T::to_batch, "Open batch of the till that gets it."},
                         Field{"amount", &T::amount, "Above zero, at most the cash that the till should have."},
                         Field{"on", &T::on, "Business date; absent: today."}};
    }
    bool operator==(const TransferTillCash&) const = default;
};

struct DepositAtBank {
    static constexpr std::string_view type_name = "bank.deposit";
    std::vector<BatchId> batches;
    Money amount;
    Plain reference;
    Date on;
    template <class T = DepositAtBank>
    static constexpr auto fields() {
        return FieldList{Field{"batches", &T::batches, "Closed batches that are not at the bank yet."},
                         Field{"amount", &T::amount, "What the deposit slip says: their sum without opening floats."},
                         Field{"reference", &T::reference, "Number of the slip."},
                         Field{"on", &T::on, "Business date; absent: today."}};
    }
    bool operator==(const DepositAtBank&) const = default;
};

// Money of which the account is not known.
struct ReceiveSuspense {
    static constexpr std::string_view type_name = "suspense.receive";
    TenderKind kind = TenderKind::unspecified;
    Money amount;
    Plain reference;
    Date received_on;
    Plain account_named;
    Personal payor;
    BatchId batch;
    template <class T = ReceiveSuspense>
    static constexpr auto fields() {
        return FieldList{
            Field{"kind", &T::kind, "How it was paid."},
            Field{"amount", &T::amount, "Above zero."},
            Field{"reference", &T::reference, "Number that reconciles it with the bank, never a bank account."},
            Field{"received_on", &T::received_on, "Date received; absent: today."},
            Field{"account_named", &T::account_named, "Account that the payor named, as it was written."},
            Field{"payor", &T::payor, "What is known of who paid, such as the name on the cheque."},
            Field{"batch", &T::batch, "Open batch of the tender; empty: none."}};
    }
    bool operator==(const ReceiveSuspense&) const = default;
};

// Money in suspense pays accounts, as of the day on which it was received.
struct MatchSuspense {
    static constexpr std::string_view type_name = "suspense.match";
    SuspenseId suspense;
    std::vector<PaymentShare> shares;
    AccountId payor;
    Date on;
    template <class T = MatchSuspense>
    static constexpr auto fields() {
        return FieldList{
            Field{"suspense", &T::suspense, "A sum that is held: of money received, or of a payment cancelled."},
            Field{
                "shares", &T::shares,
                "Which accounts get how much, as of any payment; one account without an amount gets all that is held."},
            Field{"payor", &T::payor, "Account of who paid; empty: the first account paid."},
            Field{"on", &T::on, "Business date; absent: today."}};
    }
    bool operator==(const MatchSuspense&) const = default;
};

struct ReturnSuspense {
    static constexpr std::string_view type_name = "suspense.return";
    SuspenseId suspense;
    Money amount;
    SuspenseExit to = SuspenseExit::payor;
    RefundMethod method = RefundMethod::cheque;
    Plain reference;
    Code return_reason;
    Date on;
    template <class T = ReturnSuspense>
    static constexpr auto fields() {
        return FieldList{Field{"suspense", &T::suspense, "A sum that is held."},
                         Field{"amount", &T::amount, "How much; absent: all that is held."},
                         Field{"to", &T::to, "payor: accounts payable pays it out. bank: the tender was not honoured."},
                         Field{"method", &T::method, "How it is paid out."},
                         Field{"reference", &T::reference, "Number of the cheque or order, never a bank account."},
                         Field{"return_reason", &T::return_reason, "Why."},
                         Field{"on", &T::on, "Business date; absent: today."}};
    }
    bool operator==(const ReturnSuspense&) const = default;
};

using OrganizationCommand = TypeList<OpenBatch, CloseBatch, CloseBatchWithDifference, ReopenBatch, TransferTillCash,
                                     DepositAtBank, ReceiveSuspense, MatchSuspense, ReturnSuspense>;

}  // namespace tally::domain
