#pragma once
// What happens to deposits: asked for, received, earning interest, applied to what is owed, refunded.
// Names and field order are on disk: add, never edit.

#include <cstdint>
#include <string_view>
#include <tuple>
#include <vector>

#include "domain/about.h"
#include "domain/account/receivables/deposits/types.h"
#include "domain/account/receivables/types.h"
#include "domain/books/posting.h"
#include "domain/core/type_list.h"

namespace tally::domain {

// Asks for a deposit: current only, since nothing is owed until it is paid.
struct DepositBilled {
    static constexpr std::string_view type_name = "account.deposit_billed";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::deposit;
    static constexpr CurrentBy current_by = CurrentBy::plus_amount;
    AccountId account;
    DocumentId deposit;
    Code deposit_class;
    ServiceAgreementId sa;
    Money amount;
    Financial financial;
    static constexpr ArEntryKind ar_kind = ArEntryKind::deposit_billed;
    static constexpr auto ar_document = &DepositBilled::deposit;
    static constexpr std::tuple makes{
        NamedDocument<DepositBilled>{"deposit", &DepositBilled::deposit, ArEntryKind::deposit_billed}};
    template <class T = DepositBilled>
    static constexpr auto fields() {
        return FieldList{
            Field{"account", &T::account, "The account."},
            Field{"deposit", &T::deposit, "The deposit, which is paid, held and given back under this id."},
            Field{"deposit_class", &T::deposit_class, "Its class: interest, refund test."},
            Field{"sa", &T::sa, "Agreement that it secures; empty: the whole account."},
            Field{"amount", &T::amount, "Above zero: what is asked for."},
            Field{"financial", &T::financial, "No postings; current only."}};
    }
    bool operator==(const DepositBilled&) const = default;
};

// What is not paid of a deposit is no longer asked for.
struct DepositBillCancelled {
    static constexpr std::string_view type_name = "account.deposit_bill_cancelled";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::deposit;
    static constexpr CurrentBy current_by = CurrentBy::minus_amount;
    AccountId account;
    DocumentId deposit;
    ServiceAgreementId sa;
    Money amount;
    Code cancel_reason;
    Financial financial;
    static constexpr ArEntryKind ar_kind = ArEntryKind::deposit_bill_cancelled;
    static constexpr auto ar_document = &DepositBillCancelled::deposit;
    template <class T = DepositBillCancelled>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"deposit", &T::deposit, "The deposit."},
                         Field{"sa", &T::sa, "Agreement that it secures."},
                         Field{"amount", &T::amount, "What was not paid, above zero."},
                         Field{"cancel_reason", &T::cancel_reason, "Why."},
                         Field{"financial", &T::financial, "No postings; current only."}};
    }
    bool operator==(const DepositBillCancelled&) const = default;
};

// Credit pays a deposit's bill: from then on it is held.
struct DepositReceived {
    static constexpr std::string_view type_name = "account.deposit_received";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::deposit;
    static constexpr Legs legs{GlRole::unapplied, GlRole::deposit};
    AccountId account;
    DocumentId deposit;
    ServiceAgreementId sa;
    CreditSource source;
    Money amount;
    Financial financial;
    static constexpr ArEntryKind ar_kind = ArEntryKind::deposit_received;
    static constexpr auto ar_document = &DepositReceived::deposit;
    template <class T = DepositReceived>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"deposit", &T::deposit, "The deposit."},
                         Field{"sa", &T::sa, "Agreement that it secures."},
                         Field{"source", &T::source, "Whose credit."},
                         Field{"amount", &T::amount, "Above zero, at most what is asked for."},
                         Field{"financial", &T::financial, "UNAPP / DEP."}};
    }
    bool operator==(const DepositReceived&) const = default;
};

// The credit that paid is taken back: the deposit is asked for again.
struct DepositReceiptReversed {
    static constexpr std::string_view type_name = "account.deposit_receipt_reversed";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::deposit;
    static constexpr Legs legs{GlRole::deposit, GlRole::unapplied};
    AccountId account;
    DocumentId deposit;
    ServiceAgreementId sa;
    CreditSource source;
    Money amount;
    Financial financial;
    static constexpr ArEntryKind ar_kind = ArEntryKind::deposit_receipt_reversed;
    static constexpr auto ar_document = &DepositReceiptReversed::deposit;
    template <class T = DepositReceiptReversed>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"deposit", &T::deposit, "The deposit."},
                         Field{"sa", &T::sa, "Agreement that it secures."},
                         Field{"source", &T::source, "Whose credit, which is unapplied again."},
                         Field{"amount", &T::amount, "Above zero, at most what is held of it."},
                         Field{"financial", &T::financial, "DEP / UNAPP."}};
    }
    bool operator==(const DepositReceiptReversed&) const = default;
};

// Simple interest on what is held [rules 17, 26]. No day of any receipt is counted twice.
struct DepositInterestAccrued {
    static constexpr std::string_view type_name = "account.deposit_interest_accrued";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::deposit;
    static constexpr Legs legs{GlRole::interest_expense, GlRole::deposit};
    static constexpr CurrentBy current_by = CurrentBy::nothing;
    AccountId account;
    DocumentId deposit;
    ServiceAgreementId sa;
    Date through;
    std::vector<InterestLine> lines;
    Money amount;
    Financial financial;
    static constexpr ArEntryKind ar_kind = ArEntryKind::deposit_interest;
    static constexpr auto ar_document = &DepositInterestAccrued::deposit;
    template <class T = DepositInterestAccrued>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"deposit", &T::deposit, "The deposit."},
                         Field{"sa", &T::sa, "Agreement that it secures."},
                         Field{"through", &T::through, "Last day counted; the next accrual begins after it."},
                         Field{"lines", &T::lines, "Which days of how much at which rate."},
                         Field{"amount", &T::amount, "Exact sum of the lines, rounded once; above zero."},
                         Field{"financial", &T::financial, "INTX / DEP; payoff only."}};
    }
    bool operator==(const DepositInterestAccrued&) const = default;
};

// A deposit pays open items: no CreditAllocated stands beside it.
struct DepositApplied {
    static constexpr std::string_view type_name = "account.deposit_applied";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::deposit;
    static constexpr Legs legs{GlRole::deposit, GlRole::ar};
    static constexpr CurrentBy current_by = CurrentBy::minus_amount;
    AccountId account;
    DocumentId deposit;
    ServiceAgreementId sa;
    std::vector<DepositLine> lines;
    Money from_interest;
    Money amount;
    Financial financial;
    static constexpr ArEntryKind ar_kind = ArEntryKind::deposit_applied;
    static constexpr auto ar_document = &DepositApplied::deposit;
    template <class T = DepositApplied>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"deposit", &T::deposit, "The deposit."},
                         Field{"sa", &T::sa, "Agreement that it secures."},
                         Field{"lines", &T::lines, "Which items it pays."},
                         Field{"from_interest", &T::from_interest, "Part of it that was interest; used first."},
                         Field{"amount", &T::amount, "Sum of the lines."},
                         Field{"financial", &T::financial, "DEP / AR; current only."}};
    }
    bool operator==(const DepositApplied&) const = default;
};

struct DepositRefunded {
    static constexpr std::string_view type_name = "account.deposit_refunded";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::deposit;
    static constexpr Legs legs{GlRole::deposit, GlRole::payables};
    static constexpr CurrentBy current_by = CurrentBy::nothing;
    AccountId account;
    DocumentId deposit;
    ServiceAgreementId sa;
    Money from_interest;
    Money amount;
    Financial financial;
    static constexpr ArEntryKind ar_kind = ArEntryKind::deposit_refunded;
    static constexpr auto ar_document = &DepositRefunded::deposit;
    template <class T = DepositRefunded>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"deposit", &T::deposit, "The deposit."},
                         Field{"sa", &T::sa, "Agreement that it secures."},
                         Field{"from_interest", &T::from_interest, "Part of it that was interest; used first."},
                         Field{"amount", &T::amount, "Above zero: what accounts payable pays out."},
                         Field{"financial", &T::financial, "DEP / APCLR; payoff only."}};
    }
    bool operator==(const DepositRefunded&) const = default;
};

using DepositEvent = TypeList<DepositBilled, DepositBillCancelled, DepositReceived, DepositReceiptReversed,
                              DepositInterestAccrued, DepositApplied, DepositRefunded>;

}  // namespace tally::domain
