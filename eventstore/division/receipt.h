#pragma once
// What the sender of a command is answered with, as a described record: the lines of `tally apply --json` and the
// replies on Kafka are its JSON, `tally describe receipts` its schema. It is a contract: fields are added, never
// changed.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/codec/maybe.h"
#include "eventstore/division/division.h"
#include "eventstore/division/outcome.h"

namespace tally::eventstore {

// The kinds of an outcome, and what never became a command.
enum class ReceiptStatus : std::uint8_t { accepted, repeated, unchanged, refused, failed, unreadable };
constexpr auto enum_names(ReceiptStatus) {
    return std::to_array<std::string_view>({"accepted", "repeated", "unchanged", "refused", "failed", "unreadable"});
}

// An id that a command's events gave out, under the name of what it identifies: one of these and no other.
struct ReceiptId {
    Maybe<domain::PersonId> person;
    Maybe<domain::AccountId> account;
    Maybe<domain::PremiseId> premise;
    Maybe<domain::ServiceAgreementId> sa;
    Maybe<domain::DocumentId> invoice;
    Maybe<domain::DocumentId> credit_note;
    Maybe<domain::DocumentId> statement;
    Maybe<domain::DocumentId> charge;
    Maybe<domain::PaymentId> payment;
    Maybe<domain::PaymentEventId> payment_event;
    Maybe<domain::DocumentId> adjustment;
    Maybe<domain::DocumentId> dispute;
    Maybe<domain::DocumentId> deposit;
    Maybe<domain::DocumentId> arrangement;
    Maybe<domain::DocumentId> instalment;
    Maybe<domain::DocumentId> refund;
    Maybe<domain::DocumentId> write_off;
    Maybe<domain::DocumentId> transfer;
    Maybe<domain::DocumentId> entry;
    Maybe<domain::DocumentId> memo;
    Maybe<domain::DocumentId> letter;
    Maybe<domain::DocumentId> collection;
    Maybe<domain::DocumentId> severance;
    Maybe<domain::DocumentId> protection;
    Maybe<domain::DocumentId> correction;
    Maybe<domain::DocumentId> mandate;
    Maybe<domain::DocumentId> draft;
    Maybe<domain::DocumentId> market_transaction;
    Maybe<domain::BatchId> batch;
    Maybe<domain::SuspenseId> suspense;
    Maybe<domain::BankDepositId> bank_deposit;
    Maybe<domain::DocumentId> accrual;
    Maybe<domain::DocumentId> notice;
    Maybe<domain::DocumentId> escheat;
    Maybe<domain::MasterId> master;
    Maybe<domain::DocumentId> collective_statement;
    template <class T = ReceiptId>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{Field{"person", &T::person, "A person who was registered."},
                         Field{"account", &T::account, "An account that was opened."},
                         Field{"premise", &T::premise, "A location that was added."},
                         Field{"sa", &T::sa, "A service agreement that was started."},
                         Field{"invoice", &T::invoice, "An invoice that was issued."},
                         Field{"credit_note", &T::credit_note, "A credit note that was issued."},
                         Field{"statement", &T::statement, "A statement that was issued."},
                         Field{"charge", &T::charge, "A special charge, a fee or a late charge."},
                         Field{"payment", &T::payment, "One account's share of a payment event."},
                         Field{"payment_event", &T::payment_event, "What was handed over at once."},
                         Field{"adjustment", &T::adjustment, "An adjustment that was requested."},
                         Field{"dispute", &T::dispute, "A dispute that was opened."},
                         Field{"deposit", &T::deposit, "A deposit that was billed."},
                         Field{"arrangement", &T::arrangement, "A payment arrangement that was requested."},
                         Field{"instalment", &T::instalment, "An instalment that was billed."},
                         Field{"refund", &T::refund, "A refund of credit."},
                         Field{"write_off", &T::write_off, "A write-off."},
                         Field{"transfer", &T::transfer, "One side of a transfer."},
                         Field{"entry", &T::entry, "An entry of a communication log."},
                         Field{"memo", &T::memo, "A memo that was added to an entry."},
                         Field{"letter", &T::letter, "A letter that was sent."},
                         Field{"collection", &T::collection, "A collection that was started."},
                         Field{"severance", &T::severance, "A severance that was started."},
                         Field{"protection", &T::protection, "A protection that was recorded."},
                         Field{"correction", &T::correction, "A correction of bills."},
                         Field{"mandate", &T::mandate, "A mandate for automatic payment."},
                         Field{"draft", &T::draft, "A draft of a bill."},
                         Field{"market_transaction", &T::market_transaction, "A market transaction."},
                         Field{"batch", &T::batch, "A batch of tenders that was opened."},
                         Field{"suspense", &T::suspense, "A sum that is held in suspense."},
                         Field{"bank_deposit", &T::bank_deposit, "A deposit at the bank."},
                         Field{"accrual", &T::accrual, "An accrual of unbilled revenue."},
                         Field{"notice", &T::notice, "A notice of unclaimed property."},
                         Field{"escheat", &T::escheat, "Property that escheated to the state."},
                         Field{"master", &T::master, "A master above accounts that was created."},
                         Field{"collective_statement", &T::collective_statement, "A statement of many accounts."}};
    }
    bool operator==(const ReceiptId&) const = default;
};

struct CommandReceipt {
    Maybe<domain::CommandId> command_id;
    Maybe<std::uint64_t> line;
    ReceiptStatus status = ReceiptStatus::failed;
    Maybe<std::uint64_t> first_position;
    Maybe<std::uint32_t> count;
    Maybe<std::vector<ReceiptId>> ids;
    Maybe<std::uint64_t> position;
    Maybe<domain::Code> rejection;  // A text, so that a reader takes a name that a later release has.
    Maybe<domain::Plain> field;
    Maybe<domain::Plain> value;
    Maybe<domain::Plain> cure;
    Maybe<domain::Plain> error;
    template <class T = CommandReceipt>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{
            Field{"command_id", &T::command_id, "Id of the command; absent where the line has none that can be read."},
            Field{"line", &T::line, "Line of the input, from 1; absent where the command came alone."},
            Field{
                "status", &T::status,
                "accepted: its events are durable. repeated: accepted before under this id, the first receipt again. "
                "unchanged: already so, nothing was written. refused: by the business, nothing was written and it may "
                "be sent again. failed: the store or the cluster failed. unreadable: not a command."},
            Field{"first_position", &T::first_position, "Accepted, repeated: position of its first event."},
            Field{"count", &T::count, "Accepted, repeated: how many events it made."},
            Field{"ids", &T::ids, "Accepted, repeated: the ids that its events gave out, in order."},
            Field{"position", &T::position, "Unchanged: the event that made it so."},
            Field{"rejection", &T::rejection, "Refused: name of the rejection, such as nothing_to_bill."},
            Field{"field", &T::field, "Refused: path in the command, such as shares[1].amount; may be empty."},
            Field{"value", &T::value, "Refused: what stood there; may be empty."},
            Field{"cure", &T::cure, "Refused: what to do instead."},
            Field{"error", &T::error, "Failed, unreadable: what is wrong."}};
    }
    bool operator==(const CommandReceipt&) const = default;

    // Its events are in the log.
    [[nodiscard]] bool has_events() const {
        return status == ReceiptStatus::accepted || status == ReceiptStatus::repeated;
    }
    [[nodiscard]] bool refused_as(domain::Rejection why) const {
        return status == ReceiptStatus::refused && rejection.value.str() == domain::name_of(why);
    }
};

// `line` is the input line; 0: none.
[[nodiscard]] CommandReceipt receipt_of(const ParsedCommand&, const Outcome&, std::size_t line = 0);
// Ids of a repeated command are read back from its events.
[[nodiscard]] CommandReceipt receipt_of(const Division&, const ParsedCommand&, const Outcome&, std::size_t line = 0);
// Of what never became a command. `command_id` empty: it cannot be read.
[[nodiscard]] CommandReceipt unreadable_receipt(std::string_view command_id, std::size_t line, std::string_view error);

// Its ids, in order.
[[nodiscard]] std::vector<MadeId> made_by(const CommandReceipt&);

// One object, without a line break.
[[nodiscard]] std::string receipt_json(const CommandReceipt&);
// Passes over fields that a later release added.
[[nodiscard]] tl::expected<CommandReceipt, InputError> read_receipt(std::string_view json);

}  // namespace tally::eventstore
