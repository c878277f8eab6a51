#pragma once
// What market transactions are made of: what market participants of a retail market tell each other about a service
// point, by the numbers of the X12 transaction sets that carry it. Kept as records of what was sent and received; files
// are written and read elsewhere.

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "domain/core/date.h"
#include "domain/core/decimal.h"
#include "domain/core/describe.h"
#include "domain/core/money.h"
#include "domain/core/text.h"

namespace tally::domain {

// Numbers are stored: add at the end, here and below. The meanings of the kinds are in market_meanings().
enum class MarketKind : std::uint8_t {
    enrolment_request,
    move_in_request,
    enrolment_response,
    move_out_request,
    move_out_response,
    drop_notice,
    drop_request,
    drop_response,
    reinstatement_request,
    reinstatement_response,
    change_request,
    change_response,
    date_change_request,
    date_change_response,
    cancel_request,
    cancel_response,
    historical_usage_request,
    historical_usage_response,
    historical_usage,
    monthly_usage,
    initial_read,
    invoice,
    remittance,
    application_advice,
    service_order_request,
    service_order_completion,
    delivery_suspension,
    receivable_advice,
    account_assignment,
    acknowledgement
};
constexpr auto enum_names(MarketKind) {
    return std::to_array<std::string_view>({"enrolment_request",
                                            "move_in_request",
                                            "enrolment_response",
                                            "move_out_request",
                                            "move_out_response",
                                            "drop_notice",
                                            "drop_request",
                                            "drop_response",
                                            "reinstatement_request",
                                            "reinstatement_response",
                                            "change_request",
                                            "change_response",
                                            "date_change_request",
                                            "date_change_response",
                                            "cancel_request",
                                            "cancel_response",
                                            "historical_usage_request",
                                            "historical_usage_response",
                                            "historical_usage",
                                            "monthly_usage",
                                            "initial_read",
                                            "invoice",
                                            "remittance",
                                            "application_advice",
                                            "service_order_request",
                                            "service_order_completion",
                                            "delivery_suspension",
                                            "receivable_advice",
                                            "account_assignment",
                                            "acknowledgement"});
}

// What an answer says of what it answers.
enum class MarketOutcome : std::uint8_t { none, accepted, rejected, completed };
constexpr auto enum_names(MarketOutcome) {
    return std::to_array<std::string_view>({"none", "accepted", "rejected", "completed"});
}

// Where a transaction is. Of those sent and received alike.
enum class MarketStatus : std::uint8_t { sent, received, acknowledged, accepted, rejected, completed, closed };
constexpr auto enum_names(MarketStatus) {
    return std::to_array<std::string_view>(
        {"sent", "received", "acknowledged", "accepted", "rejected", "completed", "closed"});
}

// How a kind has a part of a transaction.
enum class MarketPart : std::uint8_t { never, may, must };

struct MarketMeaning {
    MarketKind kind = MarketKind::enrolment_request;
    std::string_view set;   // Number of the X12 transaction set.
    std::string_view code;  // What the market calls it.
    std::string_view text;  // For people.
    bool awaits = false;    // The other party owes an answer.
    bool answers = false;   // It cites what it answers.
    MarketPart outcome = MarketPart::never;
    MarketPart effective_on = MarketPart::never;
    MarketPart period = MarketPart::never;
    MarketPart quantity = MarketPart::never;
    MarketPart amount = MarketPart::never;
    MarketPart documents = MarketPart::never;
    MarketPart purpose = MarketPart::never;
};
// In the order of the kinds.
[[nodiscard]] std::span<const MarketMeaning> market_meanings();
[[nodiscard]] const MarketMeaning& meaning_of(MarketKind);
// Whether a transaction of the first kind may answer one of the second.
[[nodiscard]] bool may_answer(MarketKind answer, MarketKind original);
// Whether the original was sent by the receiver of the answer; else by its sender, as the usage that an invoice cites.
[[nodiscard]] bool answers_other_party(MarketKind answer);
// What becomes of a transaction by an answer to it.
[[nodiscard]] MarketStatus status_after(MarketStatus, MarketKind answer, MarketOutcome);
// Whether an answer ends waiting for one: an acknowledgement says only that the file could be read.
[[nodiscard]] bool ends_waiting(MarketKind answer, MarketOutcome);

struct MarketReason {
    Code code;
    Plain text;
    template <class T = MarketReason>
    static constexpr auto fields() {
        return FieldList{Field{"code", &T::code, "The market's code, such as A76."},
                         Field{"text", &T::text, "What it means, without personal data."}};
    }
    bool operator==(const MarketReason&) const = default;
};

// An invoice that a transaction is about, and how much of it.
struct MarketDocument {
    DocumentId document;
    Money amount;
    template <class T = MarketDocument>
    static constexpr auto fields() {
        return FieldList{Field{"document", &T::document, "Number of the invoice, as its issuer gave it."},
                         Field{"amount", &T::amount, "How much of it."}};
    }
    bool operator==(const MarketDocument&) const = default;
};

inline constexpr std::size_t market_reasons_max = 20;
inline constexpr std::size_t market_documents_max = 100;
// Of one premise, that wait for an answer, or for what they answer.
inline constexpr std::size_t market_open_max = 500;

// What was told. market_meanings() says which parts a kind has.
struct MarketTransaction {
    MarketKind kind = MarketKind::enrolment_request;
    Code sender;
    Code receiver;
    Plain reference;
    Plain original;
    Date dated_on;
    AccountId account;
    ServiceAgreementId sa;
    MarketOutcome outcome = MarketOutcome::none;
    std::vector<MarketReason> reasons;
    Code purpose;
    Date effective_on;
    Date from;
    Date until;
    Quantity quantity;
    Code unit;
    Money amount;
    std::vector<MarketDocument> documents;
    template <class T = MarketTransaction>
    static constexpr auto fields() {
        return FieldList{
            Field{"kind", &T::kind, "What is told; `tally describe market` lists the kinds."},
            Field{"sender", &T::sender, "Who sends it; of one that is sent, empty: the utility's own."},
            Field{"receiver", &T::receiver, "Who gets it; of one that is received, empty: the utility's own."},
            Field{"reference", &T::reference, "The sender's number for it, unique among the sender's."},
            Field{"original", &T::original, "Of an answer: reference of the transaction that it answers."},
            Field{"dated_on", &T::dated_on, "Date of the transaction; absent: today."},
            Field{"account", &T::account, "Account concerned; empty: that which pays at the service point then."},
            Field{"sa", &T::sa, "Agreement concerned, which it started or stopped; empty: that which pays then."},
            Field{"outcome", &T::outcome, "What an answer says."},
            Field{"reasons", &T::reasons, "Why an answer rejects, by the market's codes."},
            Field{"purpose", &T::purpose, "What is changed or ordered, as a code of the market."},
            Field{"effective_on", &T::effective_on, "Day on which what is asked for, or was done, holds."},
            Field{"from", &T::from, "First day of the period that is told of."},
            Field{"until", &T::until, "First day after it."},
            Field{"quantity", &T::quantity, "What was used in the period, or what was read."},
            Field{"unit", &T::unit, "Its unit."},
            Field{"amount", &T::amount, "What is invoiced, remitted or told of as owed."},
            Field{"documents", &T::documents, "Invoices that it is about; of a remittance, what it pays."}};
    }
    bool operator==(const MarketTransaction&) const = default;
};

}  // namespace tally::domain
