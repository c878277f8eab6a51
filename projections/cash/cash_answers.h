#pragma once
// Batches of tenders, money in suspense and deposits at the bank, as they are shown.

#include <cstdint>
#include <vector>

#include "domain/organization/types.h"
#include "eventstore/codec/maybe.h"
#include "projections/answer_parts.h"

namespace tally::projections {

// A sum of which the account is not known, or that a cancelled payment left.
struct SuspenseLine {
    domain::SuspenseId suspense;
    domain::Money held;
    domain::Money amount;
    domain::Date received_on;
    std::uint32_t age_days = 0;
    domain::TenderKind kind = domain::TenderKind::unspecified;
    domain::Plain reference;
    domain::Plain account_named;
    domain::Personal payor;
    domain::AccountId payor_account;
    domain::BatchId batch;
    domain::Code source;
    domain::AccountId account;
    domain::PaymentId payment;
    std::uint64_t position = 0;
    template <class T = SuspenseLine>
    static constexpr auto fields() {
        return FieldList{Field{"suspense", &T::suspense, "The sum; of a cancelled payment its id."},
                         Field{"held", &T::held, "What is left of it."},
                         Field{"amount", &T::amount, "What came in."},
                         Field{"received_on", &T::received_on, "When."},
                         Field{"age_days", &T::age_days, "Since then.", "days"},
                         Field{"kind", &T::kind, "How it was paid."},
                         Field{"reference", &T::reference, "Number that reconciles it with the bank."},
                         Field{"account_named", &T::account_named, "Account that the payor named, as it was written."},
                         Field{"payor", &T::payor, "What is known of who paid."},
                         Field{"payor_account", &T::payor_account, "Account of who paid, where it is known."},
                         Field{"batch", &T::batch, "Batch of the tender; empty: it came in none."},
                         Field{"source", &T::source, "Tender source of the batch."},
                         Field{"account", &T::account, "Of a cancelled payment: its account."},
                         Field{"payment", &T::payment, "Of a cancelled payment: which."},
                         Field{"position", &T::position, "Position of the event that brought it."}};
    }
    bool operator==(const SuspenseLine&) const = default;
};

struct SuspenseAnswer {
    std::uint64_t position = 0;
    domain::Date aged_on;
    domain::Code currency;
    domain::Code source;
    domain::Date from;
    domain::Date to;
    domain::MoneySum ledger;
    std::vector<SuspenseLine> sums;
    eventstore::Maybe<domain::Plain> next;
    template <class T = SuspenseAnswer>
    static constexpr auto fields() {
        return FieldList{Field{"position", &T::position, "True at: entries of the log that were folded."},
                         Field{"aged_on", &T::aged_on, "Day on which ages are counted."},
                         Field{"currency", &T::currency, "Of all amounts."},
                         Field{"source", &T::source, "Only sums of this tender source; empty: all."},
                         Field{"from", &T::from, "Only sums received on this day or later; absent: all."},
                         Field{"to", &T::to, "Only sums received on this day or earlier; absent: all."},
                         Field{"ledger", &T::ledger, "Balance of the role suspense: all that is held."},
                         Field{"sums", &T::sums, "Of which something is held, the oldest first."},
                         Field{"next", &T::next, "Cursor of the sums after these; left out: there are none."}};
    }
    bool operator==(const SuspenseAnswer&) const = default;
};

// What changed what is held of a sum.
struct SuspenseStep {
    domain::Code what;
    domain::Date on;
    domain::Money change;
    domain::Money held;
    domain::AccountId account;
    domain::PaymentId payment;
    domain::Code reason;
    domain::Plain actor;
    domain::CommandId command_id;
    std::uint64_t position = 0;
    template <class T = SuspenseStep>
    static constexpr auto fields() {
        return FieldList{Field{"what", &T::what,
                               "received, payment_cancelled, matched, match_cancelled, returned_to_payor or "
                               "returned_by_bank."},
                         Field{"on", &T::on, "Business date."},
                         Field{"change", &T::change, "By how much more is held; below zero: less."},
                         Field{"held", &T::held, "What is held from then on."},
                         Field{"account", &T::account, "Of a match, or of a cancelled payment."},
                         Field{"payment", &T::payment, "The payment that was made of it, or cancelled."},
                         Field{"reason", &T::reason, "Why."},
                         Field{"actor", &T::actor, "Who sent the command."},
                         Field{"command_id", &T::command_id, "The command."},
                         Field{"position", &T::position, "Position of the event."}};
    }
    bool operator==(const SuspenseStep&) const = default;
};

struct SuspenseExplanation {
    std::uint64_t position = 0;
    domain::Date aged_on;
    domain::Code currency;
    SuspenseLine sum;
    std::vector<SuspenseStep> steps;
    bool agrees = true;
    template <class T = SuspenseExplanation>
    static constexpr auto fields() {
        return FieldList{Field{"position", &T::position, "True at: entries of the log that were folded."},
                         Field{"aged_on", &T::aged_on, "Day on which its age is counted."},
                         Field{"currency", &T::currency, "Of all amounts."},
                         Field{"sum", &T::sum, "The sum, with what is held of it."},
                         Field{"steps", &T::steps, "Where it came from and went, the oldest first."},
                         Field{"agrees", &T::agrees, "Whether the steps add up to what is held."}};
    }
    bool operator==(const SuspenseExplanation&) const = default;
};

struct BatchLine {
    domain::BatchId batch;
    domain::Code source;
    domain::TenderSourceKind kind = domain::TenderSourceKind::till;
    domain::BatchStatus status = domain::BatchStatus::open;
    domain::Plain clerk;
    domain::Date opened_on;
    domain::Date closed_on;
    std::uint32_t count = 0;
    domain::Money expected;
    domain::Money over_short;
    domain::Money to_deposit;
    domain::BankDepositId bank_deposit;
    template <class T = BatchLine>
    static constexpr auto fields() {
        return FieldList{Field{"batch", &T::batch, "The batch."},
                         Field{"source", &T::source, "Its tender source."},
                         Field{"kind", &T::kind, "What the source was when it was opened."},
                         Field{"status", &T::status, "open: takes tenders. closed: counted. deposited: at the bank."},
                         Field{"clerk", &T::clerk, "Who answers for it."},
                         Field{"opened_on", &T::opened_on, "Business date."},
                         Field{"closed_on", &T::closed_on, "Business date; absent: it is open."},
                         Field{"count", &T::count, "Tenders in it."},
                         Field{"expected", &T::expected, "What it should have, with opening_float and transfers."},
                         Field{"over_short", &T::over_short, "Counted above zero more than that, below less."},
                         Field{"to_deposit", &T::to_deposit, "What goes to the bank: without the opening_float."},
                         Field{"bank_deposit", &T::bank_deposit, "The deposit that it went to the bank with."}};
    }
    bool operator==(const BatchLine&) const = default;
};

struct BatchesAnswer {
    std::uint64_t position = 0;
    domain::Code currency;
    std::vector<BatchLine> batches;
    eventstore::Maybe<domain::Plain> next;
    template <class T = BatchesAnswer>
    static constexpr auto fields() {
        return FieldList{Field{"position", &T::position, "True at: entries of the log that were folded."},
                         Field{"currency", &T::currency, "Of all amounts."},
                         Field{"batches", &T::batches, "The newest first."},
                         Field{"next", &T::next, "Cursor of the batches after these; left out: there are none."}};
    }
    bool operator==(const BatchesAnswer&) const = default;
};

// Something that happened to a batch, or a tender in it.
struct BatchEntry {
    domain::Code what;
    domain::Date on;
    domain::Money amount;
    domain::TenderKind kind = domain::TenderKind::unspecified;
    domain::TenderId tender;
    domain::AccountId account;
    domain::PaymentId payment;
    domain::SuspenseId suspense;
    domain::BatchId other_batch;
    domain::Code reason;
    domain::Plain actor;
    std::uint64_t position = 0;
    template <class T = BatchEntry>
    static constexpr auto fields() {
        return FieldList{
            Field{"what", &T::what,
                  "opened, tender, tender_cancelled, suspended, transferred, closed, over_short, "
                  "reopened or deposited."},
            Field{"on", &T::on, "Business date; of tenders the day on which they were entered."},
            Field{"amount", &T::amount, "Of tenders, transfers and differences; of a count what it found."},
            Field{"kind", &T::kind, "How a tender was paid."},
            Field{"tender", &T::tender, "Which tender of the payment."},
            Field{"account", &T::account, "The account paid."},
            Field{"payment", &T::payment, "The payment."},
            Field{"suspense", &T::suspense, "The sum that is held."},
            Field{"other_batch", &T::other_batch, "Batch of the other till."},
            Field{"reason", &T::reason, "Why."},
            Field{"actor", &T::actor, "Who sent the command."},
            Field{"position", &T::position, "Position of the event."}};
    }
    bool operator==(const BatchEntry&) const = default;
};

struct BatchAnswer {
    std::uint64_t position = 0;
    domain::Code currency;
    BatchLine batch;
    domain::Money opening_float;
    domain::Money transferred;
    std::uint32_t declared_count = 0;
    domain::Money declared_total;
    std::vector<domain::TenderTotal> totals;
    std::vector<BatchEntry> entries;
    eventstore::Maybe<domain::Plain> next;
    template <class T = BatchAnswer>
    static constexpr auto fields() {
        return FieldList{Field{"position", &T::position, "True at: entries of the log that were folded."},
                         Field{"currency", &T::currency, "Of all amounts."},
                         Field{"batch", &T::batch, "The batch."},
                         Field{"opening_float", &T::opening_float, "Cash that was in it from the start."},
                         Field{"transferred", &T::transferred, "Cash from other tills less cash to them."},
                         Field{"declared_count", &T::declared_count, "Tenders that its sender says it has."},
                         Field{"declared_total", &T::declared_total, "Their sum, as its sender says."},
                         Field{"totals", &T::totals, "What was posted of each kind of tender."},
                         Field{"entries", &T::entries, "What happened to it, the oldest first."},
                         Field{"next", &T::next, "Cursor of the entries after these; left out: there are none."}};
    }
    bool operator==(const BatchAnswer&) const = default;
};

struct BankDepositLine {
    domain::BankDepositId bank_deposit;
    domain::Date on;
    domain::Plain reference;
    domain::Money amount;
    std::vector<domain::DepositedBatch> batches;
    std::uint64_t position = 0;
    template <class T = BankDepositLine>
    static constexpr auto fields() {
        return FieldList{Field{"bank_deposit", &T::bank_deposit, "The deposit."},
                         Field{"on", &T::on, "Business date."},
                         Field{"reference", &T::reference, "Number of the slip."},
                         Field{"amount", &T::amount, "What the slip says: the sum of its batches."},
                         Field{"batches", &T::batches, "Which batches, and how much of each."},
                         Field{"position", &T::position, "Position of the event."}};
    }
    bool operator==(const BankDepositLine&) const = default;
};

struct BankDepositsAnswer {
    std::uint64_t position = 0;
    domain::Code currency;
    std::vector<BankDepositLine> bank_deposits;
    eventstore::Maybe<domain::Plain> next;
    template <class T = BankDepositsAnswer>
    static constexpr auto fields() {
        return FieldList{Field{"position", &T::position, "True at: entries of the log that were folded."},
                         Field{"currency", &T::currency, "Of all amounts."},
                         Field{"bank_deposits", &T::bank_deposits, "The newest first."},
                         Field{"next", &T::next, "Cursor of the deposits after these; left out: there are none."}};
    }
    bool operator==(const BankDepositsAnswer&) const = default;
};

// An account of the general ledger that cash is posted to, beside what the batches say.
struct CashAccountLine {
    domain::Code gl_account;
    std::vector<domain::Code> sources;
    bool bank = false;
    domain::MoneySum ledger;
    domain::MoneySum open;
    domain::MoneySum closed;
    domain::MoneySum rest;
    bool agrees = true;
    template <class T = CashAccountLine>
    static constexpr auto fields() {
        return FieldList{
            Field{"gl_account", &T::gl_account, "Account of the general ledger."},
            Field{"sources", &T::sources, "Tender sources whose cash is posted to it."},
            Field{"bank", &T::bank, "Whether it is the role's own account, which deposits go to."},
            Field{"ledger", &T::ledger, "Its balance of the role cash."},
            Field{"open", &T::open, "In open batches, without opening floats."},
            Field{"closed", &T::closed, "Counted and not at the bank yet."},
            Field{"rest", &T::rest, "Neither: of the bank's account what is there; of others nothing should be."},
            Field{"agrees", &T::agrees, "False: a tender source's own account has more or less than its batches."}};
    }
    bool operator==(const CashAccountLine&) const = default;
};

struct CashAnswer {
    std::uint64_t position = 0;
    domain::Code currency;
    std::vector<CashAccountLine> accounts;
    bool agrees = true;
    template <class T = CashAnswer>
    static constexpr auto fields() {
        return FieldList{Field{"position", &T::position, "True at: entries of the log that were folded."},
                         Field{"currency", &T::currency, "Of all amounts."},
                         Field{"accounts", &T::accounts, "By account of the general ledger."},
                         Field{"agrees", &T::agrees, "Whether every account does."}};
    }
    bool operator==(const CashAnswer&) const = default;
};

void render(const SuspenseAnswer&, const RenderContext&, std::string& out);
void render(const SuspenseExplanation&, const RenderContext&, std::string& out);
void render(const BatchesAnswer&, const RenderContext&, std::string& out);
void render(const BatchAnswer&, const RenderContext&, std::string& out);
void render(const BankDepositsAnswer&, const RenderContext&, std::string& out);
void render(const CashAnswer&, const RenderContext&, std::string& out);

}  // namespace tally::projections
