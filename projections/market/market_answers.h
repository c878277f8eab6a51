#pragma once
// Market transactions as they are shown.

#include <cstdint>
#include <vector>

#include "domain/premise/market/types.h"
#include "eventstore/codec/maybe.h"
#include "projections/answer_parts.h"

namespace tally::projections {

struct MarketLine {
    domain::DocumentId market_transaction;
    domain::Code set;
    domain::Code code;
    domain::MarketKind kind = domain::MarketKind::enrolment_request;
    bool received = false;
    domain::MarketStatus status = domain::MarketStatus::sent;
    domain::Date dated_on;
    domain::Code party;
    domain::Plain reference;
    domain::Plain original;
    domain::DocumentId answers;
    domain::PremiseId premise;
    domain::ServicePointId service_point;
    domain::Plain market_id;
    domain::AccountId account;
    domain::ServiceAgreementId sa;
    domain::MarketOutcome outcome = domain::MarketOutcome::none;
    domain::Money amount;
    domain::Date effective_on;
    domain::Date due_on;
    bool awaited = false;
    std::uint32_t days_late = 0;
    bool unpaired = false;
    domain::PaymentEventId payment_event;
    std::uint64_t position = 0;
    template <class T = MarketLine>
    static constexpr auto fields() {
        return FieldList{Field{"market_transaction", &T::market_transaction, "The ledger's number for it."},
                         Field{"set", &T::set, "Number of its X12 transaction set."},
                         Field{"code", &T::code, "What the market calls its kind."},
                         Field{"kind", &T::kind, "Its kind."},
                         Field{"received", &T::received, "Received; false: sent."},
                         Field{"status", &T::status, "Where it is."},
                         Field{"dated_on", &T::dated_on, "Date of the transaction."},
                         Field{"party", &T::party, "The other party."},
                         Field{"reference", &T::reference, "The sender's number for it."},
                         Field{"original", &T::original, "Reference of what it answers, as it was cited."},
                         Field{"answers", &T::answers, "What it answers; empty: nothing, or what is not known."},
                         Field{"premise", &T::premise, "The premise."},
                         Field{"service_point", &T::service_point, "The service point."},
                         Field{"market_id", &T::market_id, "ESI ID or LDC account, as of then."},
                         Field{"account", &T::account, "Account concerned; may be empty."},
                         Field{"sa", &T::sa, "Agreement concerned; may be empty."},
                         Field{"outcome", &T::outcome, "What an answer says."},
                         Field{"amount", &T::amount, "What is invoiced, remitted or owed; zero where it has none."},
                         Field{"effective_on", &T::effective_on, "Day on which what is asked for, or was done, holds."},
                         Field{"due_on", &T::due_on, "Last day on which an answer to it is in time."},
                         Field{"awaited", &T::awaited, "Whether an answer to it is awaited."},
                         Field{"days_late", &T::days_late, "Days since an awaited answer was due; 0: in time.", "days"},
                         Field{"unpaired", &T::unpaired, "Whether it cites what is not known."},
                         Field{"payment_event", &T::payment_event, "Of a remittance received: the payment that it is."},
                         Field{"position", &T::position, "Position of its event."}};
    }
    bool operator==(const MarketLine&) const = default;
};

struct MarketTransactionsAnswer {
    std::uint64_t position = 0;
    domain::Date aged_on;
    domain::Code currency;
    domain::Code only;
    domain::Date from;
    domain::Date to;
    std::vector<MarketLine> transactions;
    eventstore::Maybe<domain::Plain> next;
    template <class T = MarketTransactionsAnswer>
    static constexpr auto fields() {
        return FieldList{Field{"position", &T::position, "True at: entries of the log that were folded."},
                         Field{"aged_on", &T::aged_on, "Day on which answers are late or in time."},
                         Field{"currency", &T::currency, "Of all amounts."},
                         Field{"only", &T::only, "Only those of this set, kind or status; empty: all."},
                         Field{"from", &T::from, "Only those dated on this day or later; absent: all."},
                         Field{"to", &T::to, "Only those dated on this day or earlier; absent: all."},
                         Field{"transactions", &T::transactions, "The newest first; of a work list the oldest."},
                         Field{"next", &T::next, "Cursor of those after these; left out: there are none."}};
    }
    bool operator==(const MarketTransactionsAnswer&) const = default;
};

struct MarketStep {
    domain::Code what;
    domain::DocumentId by;
    domain::Plain actor;
    domain::Code reason;
    domain::Date on;
    std::uint64_t position = 0;
    template <class T = MarketStep>
    static constexpr auto fields() {
        return FieldList{Field{"what", &T::what, "sent, received, answered, paired or closed."},
                         Field{"by", &T::by, "Of an answer: which transaction."},
                         Field{"actor", &T::actor, "Who did it."},
                         Field{"reason", &T::reason, "Why it was closed."},
                         Field{"on", &T::on, "Business date."},
                         Field{"position", &T::position, "Position of the event."}};
    }
    bool operator==(const MarketStep&) const = default;
};

struct MarketTransactionAnswer {
    std::uint64_t position = 0;
    domain::Date aged_on;
    domain::Code currency;
    MarketLine line;
    domain::MarketTransaction transaction;
    std::vector<MarketLine> chain;
    std::vector<domain::MarketKind> answered_by;
    std::vector<MarketStep> steps;
    template <class T = MarketTransactionAnswer>
    static constexpr auto fields() {
        return FieldList{Field{"position", &T::position, "True at: entries of the log that were folded."},
                         Field{"aged_on", &T::aged_on, "Day on which an answer is late or in time."},
                         Field{"currency", &T::currency, "Of all amounts."},
                         Field{"line", &T::line, "Where it is."},
                         Field{"transaction", &T::transaction, "What was told."},
                         Field{"chain", &T::chain,
                               "What it belongs to: the first request or usage and all answers, itself included."},
                         Field{"answered_by", &T::answered_by, "Kinds that may answer it."},
                         Field{"steps", &T::steps, "What happened to it, in order."}};
    }
    bool operator==(const MarketTransactionAnswer&) const = default;
};

void render(const MarketTransactionsAnswer&, const RenderContext&, std::string& out);
void render(const MarketTransactionAnswer&, const RenderContext&, std::string& out);

}  // namespace tally::projections
