#pragma once
// What the utility itself has, as folded: a batch of tenders, a sum in suspense, how many batches a tender source had,
// or a master above accounts. One record for each; which it is, its key says.

#include <cstdint>
#include <vector>

#include "domain/organization/events.h"
#include "domain/organization/masters/state.h"

namespace tally::domain {

struct TenderBatch {
    BatchId batch;
    Code source;
    TenderSourceKind kind = TenderSourceKind::till;
    BatchStatus status = BatchStatus::open;
    Plain clerk;
    Money opening_float;
    std::uint32_t declared_count = 0;
    Money declared_total;
    Date opened_on;
    std::vector<TenderTotal> totals;
    Money transferred;
    Money over_short;
    Date closed_on;
    BankDepositId bank_deposit;
    std::uint64_t position = 0;
    template <class T = TenderBatch>
    static constexpr auto fields() {
        return FieldList{Field{"batch", &T::batch, "The batch."},
                         Field{"source", &T::source, "Its tender source."},
                         Field{"kind", &T::kind, "What the source was when it was opened."},
                         Field{"status", &T::status, "Whether it takes tenders, was counted, or is at the bank."},
                         Field{"clerk", &T::clerk, "Who answers for it."},
                         Field{"opening_float", &T::opening_float, "Cash that was in it from the start."},
                         Field{"declared_count", &T::declared_count, "Tenders that its sender says it has."},
                         Field{"declared_total", &T::declared_total, "Their sum, as its sender says."},
                         Field{"opened_on", &T::opened_on, "Business date."},
                         Field{"totals", &T::totals, "What was posted of each kind of tender."},
                         Field{"transferred", &T::transferred, "Cash from other tills less cash to them."},
                         Field{"over_short", &T::over_short, "Counted above zero more than posted, below less."},
                         Field{"closed_on", &T::closed_on, "Business date; absent: it is open."},
                         Field{"bank_deposit", &T::bank_deposit, "The deposit that it went to the bank with."},
                         Field{"position", &T::position, "Position of the event that made its status so."}};
    }
    bool operator==(const TenderBatch&) const = default;

    // What was posted of the kind; of cash with opening_float and transfers.
    [[nodiscard]] Money expected(TenderKind) const;
    // Sum over all kinds, with opening_float and transfers.
    [[nodiscard]] Money expected() const;
    [[nodiscard]] std::uint32_t count() const;
    // Its part of the source's cash: what is expected, plus what it was over or short, without the opening float.
    [[nodiscard]] Money held() const;
    // Whether held() stays within largest_balance when `more` is added.
    [[nodiscard]] bool has_room_for(Money more) const;
    // Adds a tender's amount; below zero: takes a tender back.
    void add(TenderKind, Money amount, bool counted);
};

struct SuspendedMoney {
    SuspenseId suspense;
    AccountId account;
    PaymentId payment;
    TenderKind kind = TenderKind::unspecified;
    Plain reference;
    Date received_on;
    Plain account_named;
    Personal payor;
    AccountId payor_account;
    BatchId batch;
    Code source;
    Money amount;
    Money held;
    std::uint64_t position = 0;
    template <class T = SuspendedMoney>
    static constexpr auto fields() {
        return FieldList{
            Field{"suspense", &T::suspense, "The sum; of a cancelled payment its id."},
            Field{"account", &T::account, "Of a cancelled payment: its account."},
            Field{"payment", &T::payment, "Of a cancelled payment: which."},
            Field{"kind", &T::kind, "How it was paid."},
            Field{"reference", &T::reference, "Number that reconciles it with the bank."},
            Field{"received_on", &T::received_on, "Date received; of a cancelled payment its event says when."},
            Field{"account_named", &T::account_named, "Account that the payor named."},
            Field{"payor", &T::payor, "What is known of who paid."},
            Field{"payor_account", &T::payor_account, "Account of who paid, where it is known."},
            Field{"batch", &T::batch, "Batch of the tender."},
            Field{"source", &T::source, "Tender source of the batch."},
            Field{"amount", &T::amount, "What came in."},
            Field{"held", &T::held, "What is left of it."},
            Field{"position", &T::position, "Position of the event that brought it."}};
    }
    bool operator==(const SuspendedMoney&) const = default;
};

struct TenderSourceCount {
    std::uint32_t batch_count = 0;
    BatchId open_batch;
    template <class T = TenderSourceCount>
    static constexpr auto fields() {
        return FieldList{Field{"batch_count", &T::batch_count, "Batches ever."},
                         Field{"open_batch", &T::open_batch, "Of a till: its open batch."}};
    }
    bool operator==(const TenderSourceCount&) const = default;
};

struct OrganizationState {
    std::uint64_t version = 0;
    std::uint64_t last_position = 0;
    TenderBatch batch;
    SuspendedMoney suspense;
    TenderSourceCount source;
    Master master;
    template <class T = OrganizationState>
    static constexpr auto fields() {
        return FieldList{Field{"version", &T::version, "Events folded: the version of the next one."},
                         Field{"last_position", &T::last_position, "Position of the last of them."},
                         Field{"batch", &T::batch, "Where it is a batch of tenders."},
                         Field{"suspense", &T::suspense, "Where it is a sum in suspense."},
                         Field{"source", &T::source, "Where it is a tender source."},
                         Field{"master", &T::master, "Where it is a master above accounts."}};
    }
    bool operator==(const OrganizationState&) const = default;
};

}  // namespace tally::domain
