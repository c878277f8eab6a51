#pragma once
// What happens to the utility's own cash. Each batch, each sum in suspense and each deposit at the bank has its own
// stream. Names and field order are on disk: add, never edit.

#include <string_view>
#include <tuple>
#include <vector>

#include "domain/about.h"
#include "domain/books/posting.h"
#include "domain/core/type_list.h"
#include "domain/organization/types.h"

namespace tally::domain {

struct TenderBatchOpened {
    static constexpr std::string_view type_name = "organization.batch_opened";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::cash;
    BatchId batch;
    Code source;
    TenderSourceKind kind = TenderSourceKind::till;
    Plain clerk;
    Money opening_float;
    std::uint32_t declared_count = 0;
    Money declared_total;
    Date opened_on;
    static constexpr std::tuple makes{NamedId{"batch", &TenderBatchOpened::batch}};
    template <class T = TenderBatchOpened>
    static constexpr auto fields() {
        return FieldList{
            Field{"batch", &T::batch, "The batch."},
            Field{"source", &T::source, "Its tender source."},
            Field{"kind", &T::kind, "What the source was then."},
            Field{"clerk", &T::clerk, "Who answers for it."},
            Field{"opening_float", &T::opening_float, "Cash that is in the till from the start."},
            Field{"declared_count", &T::declared_count, "Tenders that its sender says it has; 0: not said."},
            Field{"declared_total", &T::declared_total, "Their sum, as its sender says."},
            Field{"opened_on", &T::opened_on, "Business date."}};
    }
    bool operator==(const TenderBatchOpened&) const = default;
};

// It takes no tender from here on.
struct TenderBatchClosed {
    static constexpr std::string_view type_name = "organization.batch_closed";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::cash;
    BatchId batch;
    std::vector<ComparedTenders> tenders;
    std::uint32_t count = 0;
    Money expected;
    Money counted;
    Code difference_reason;
    Date closed_on;
    template <class T = TenderBatchClosed>
    static constexpr auto fields() {
        return FieldList{
            Field{"batch", &T::batch, "The batch."},
            Field{"tenders", &T::tenders, "What was posted and counted of each kind."},
            Field{"count", &T::count, "Tenders that were posted."},
            Field{"expected", &T::expected, "Sum of what was posted, with opening_float and transfers."},
            Field{"counted", &T::counted, "Sum of what was counted; of a batch that was declared, that total."},
            Field{"difference_reason", &T::difference_reason, "Why they differ; empty: they do not."},
            Field{"closed_on", &T::closed_on, "Business date."}};
    }
    bool operator==(const TenderBatchClosed&) const = default;
};

struct TenderBatchReopened {
    static constexpr std::string_view type_name = "organization.batch_reopened";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::cash;
    BatchId batch;
    Code reopen_reason;
    Date reopened_on;
    template <class T = TenderBatchReopened>
    static constexpr auto fields() {
        return FieldList{Field{"batch", &T::batch, "The batch."}, Field{"reopen_reason", &T::reopen_reason, "Why."},
                         Field{"reopened_on", &T::reopened_on, "Business date."}};
    }
    bool operator==(const TenderBatchReopened&) const = default;
};

// What a batch was over or short when it was closed; the other way round where it is opened again.
struct CashOverShort {
    static constexpr std::string_view type_name = "organization.cash_over_short";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::cash;
    BatchId batch;
    Code source;
    Money amount;
    Code difference_reason;
    Financial financial;
    template <class T = CashOverShort>
    static constexpr auto fields() {
        return FieldList{Field{"batch", &T::batch, "The batch."}, Field{"source", &T::source, "Its tender source."},
                         Field{"amount", &T::amount, "Above zero: over; below: short."},
                         Field{"difference_reason", &T::difference_reason, "Why, or why the batch is opened again."},
                         Field{"financial", &T::financial, "CASH / CASHOS where over; the inverse where short."}};
    }
    bool operator==(const CashOverShort&) const = default;
};

// One side of cash that goes from one till to another: two events in one commit, CLR between them.
struct TillCashTransferred {
    static constexpr std::string_view type_name = "organization.till_cash_transferred";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::cash;
    BatchId batch;
    BatchId other_batch;
    Money amount;
    Financial financial;
    template <class T = TillCashTransferred>
    static constexpr auto fields() {
        return FieldList{
            Field{"batch", &T::batch, "The till's batch."}, Field{"other_batch", &T::other_batch, "The other till's."},
            Field{"amount", &T::amount, "Above zero: came in; below: went out."},
            Field{"financial", &T::financial, "CASH / CLR where it came in; CLR / CASH where it went out."}};
    }
    bool operator==(const TillCashTransferred&) const = default;
};

// Closed batches go to the bank together.
struct BankDeposited {
    static constexpr std::string_view type_name = "organization.bank_deposited";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::cash;
    BankDepositId bank_deposit;
    std::vector<DepositedBatch> batches;
    Money amount;
    Plain reference;
    Financial financial;
    static constexpr std::tuple makes{NamedId{"bank_deposit", &BankDeposited::bank_deposit}};
    template <class T = BankDeposited>
    static constexpr auto fields() {
        return FieldList{Field{"bank_deposit", &T::bank_deposit, "The deposit."},
                         Field{"batches", &T::batches, "Which batches, and how much of each."},
                         Field{"amount", &T::amount, "Their sum: what the deposit slip says."},
                         Field{"reference", &T::reference, "Number of the slip."},
                         Field{"financial", &T::financial,
                               "CASH of the bank / CASH of the sources that have accounts of their own."}};
    }
    bool operator==(const BankDeposited&) const = default;
};

// Money of which the account is not known.
struct SuspenseReceived {
    static constexpr std::string_view type_name = "organization.suspense_received";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::cash;
    static constexpr Legs legs{GlRole::cash, GlRole::suspense};
    SuspenseId suspense;
    TenderKind kind = TenderKind::unspecified;
    Money amount;
    Plain reference;
    Date received_on;
    Plain account_named;
    Personal payor;
    BatchId batch;
    Code source;
    bool counted = true;
    PaymentEventId payment_event;
    TenderId tender;
    AccountId payor_account;
    Financial financial;
    static constexpr std::tuple makes{NamedId{"suspense", &SuspenseReceived::suspense}};
    template <class T = SuspenseReceived>
    static constexpr auto fields() {
        return FieldList{
            Field{"suspense", &T::suspense, "The sum that is held."},
            Field{"kind", &T::kind, "How it was paid."},
            Field{"amount", &T::amount, "Above zero."},
            Field{"reference", &T::reference, "Number that reconciles it with the bank, never a bank account."},
            Field{"received_on", &T::received_on, "Date received; what it is matched to is paid on that day."},
            Field{"account_named", &T::account_named, "Account that the payor named, as it was written."},
            Field{"payor", &T::payor, "What is known of who paid; under a key of its own."},
            Field{"batch", &T::batch, "Batch of the tender; empty: it came in none."},
            Field{"source", &T::source, "Tender source of the batch."},
            Field{"counted", &T::counted, "Whether the batch counts a tender for it, or counts it with a payment."},
            Field{"payment_event", &T::payment_event, "Of a payment's share: what was handed over at once."},
            Field{"tender", &T::tender, "Of a payment's share: which tender."},
            Field{"payor_account", &T::payor_account, "Of a payment's share: account of who paid, where it is known."},
            Field{"financial", &T::financial, "CASH / SUSPENSE."}};
    }
    bool operator==(const SuspenseReceived&) const = default;
};

// Money in suspense goes back to who paid it, or its tender was returned by the bank.
struct SuspenseReturned {
    static constexpr std::string_view type_name = "organization.suspense_returned";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::cash;
    SuspenseId suspense;
    SuspenseExit to = SuspenseExit::payor;
    RefundMethod method = RefundMethod::cheque;
    Plain reference;
    Code return_reason;
    Money amount;
    Financial financial;
    template <class T = SuspenseReturned>
    static constexpr auto fields() {
        return FieldList{Field{"suspense", &T::suspense, "The sum that was held."},
                         Field{"to", &T::to, "payor: accounts payable pays it out. bank: the tender was not honoured."},
                         Field{"method", &T::method, "How it is paid out."},
                         Field{"reference", &T::reference, "Number of the cheque or order, never a bank account."},
                         Field{"return_reason", &T::return_reason, "Why."},
                         Field{"amount", &T::amount, "Above zero, at most what was held."},
                         Field{"financial", &T::financial, "SUSPENSE / APCLR, or SUSPENSE / CASH."}};
    }
    bool operator==(const SuspenseReturned&) const = default;
};

using OrganizationEvent = TypeList<TenderBatchOpened, TenderBatchClosed, TenderBatchReopened, CashOverShort,
                                   TillCashTransferred, BankDeposited, SuspenseReceived, SuspenseReturned>;

}  // namespace tally::domain
