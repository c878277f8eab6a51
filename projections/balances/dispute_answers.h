#pragma once
// Disputes and late charges of an account, open ones and past ones, with the arithmetic of each charge.

#include <cstdint>
#include <vector>

#include "domain/account/overdue/types.h"
#include "domain/account/state.h"
#include "eventstore/codec/maybe.h"
#include "projections/answer_parts.h"

namespace tally::projections {

struct DisputeAnswer {
    domain::DocumentId dispute;
    domain::DocumentId document;
    domain::ServiceAgreementId sa;
    domain::Money amount;
    domain::Money held_back;
    domain::Code state;
    domain::Code dispute_reason;
    domain::Personal memo;
    domain::Date opened_on;
    domain::Date resolved_on;
    domain::DocumentId settled_by;
    std::uint64_t position = 0;
    template <class T = DisputeAnswer>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{Field{"dispute", &T::dispute, "The dispute."},
                         Field{"document", &T::document, "Document of the item."},
                         Field{"sa", &T::sa, "Agreement of the item."},
                         Field{"amount", &T::amount, "What was disputed when it was opened."},
                         Field{"held_back", &T::held_back,
                               "Of what is open now: neither charged for being late nor paid by money that names no "
                               "document."},
                         Field{"state", &T::state, "open, rejected, upheld."},
                         Field{"dispute_reason", &T::dispute_reason, "Why, as a code."},
                         Field{"memo", &T::memo, "Why, in words."},
                         Field{"opened_on", &T::opened_on, "Business date."},
                         Field{"resolved_on", &T::resolved_on, "Business date; absent: it is open."},
                         Field{"settled_by", &T::settled_by, "Upheld: what took back what was disputed."},
                         Field{"position", &T::position, "Position of the event that opened it."}};
    }
    bool operator==(const DisputeAnswer&) const = default;
};

struct LateChargeAnswer {
    domain::DocumentId charge;
    domain::DocumentId overdue;
    domain::ServiceAgreementId sa;
    domain::Date due_date;
    domain::Date period_from;
    domain::Date period_until;
    std::int32_t days = 0;
    domain::LateChargeTerms terms;
    std::vector<domain::LateChargeStep> steps;
    domain::Plain arithmetic;
    domain::Money amount;
    domain::Money open;
    domain::Date assessed_on;
    domain::Date cancelled_on;
    domain::Code cause;
    domain::DocumentId caused_by;
    domain::Code cancel_reason;
    std::uint64_t position = 0;
    template <class T = LateChargeAnswer>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{Field{"charge", &T::charge, "The late charge: an item under this id."},
                         Field{"overdue", &T::overdue, "Document of the item that was overdue."},
                         Field{"sa", &T::sa, "Its agreement."},
                         Field{"due_date", &T::due_date, "When that item was due."},
                         Field{"period_from", &T::period_from, "First day charged for."},
                         Field{"period_until", &T::period_until, "First day no longer charged for."},
                         Field{"days", &T::days, "From the due date to the day of the charge.", "days"},
                         Field{"terms", &T::terms, "The class's policy, as it was then."},
                         Field{"steps", &T::steps, "What was overdue over which days."},
                         Field{"arithmetic", &T::arithmetic, "How the amount came about."},
                         Field{"amount", &T::amount, "What was charged."},
                         Field{"open", &T::open, "What of it is not paid."},
                         Field{"assessed_on", &T::assessed_on, "Business date."},
                         Field{"cancelled_on", &T::cancelled_on, "Business date; absent: it stands."},
                         Field{"cause", &T::cause, "What it fell with; waived: a user gave it up. Empty: it stands."},
                         Field{"caused_by", &T::caused_by, "Document of that cause."},
                         Field{"cancel_reason", &T::cancel_reason, "Why it was waived."},
                         Field{"position", &T::position, "Position of the event that made it."}};
    }
    bool operator==(const LateChargeAnswer&) const = default;
};

struct DisputesAnswer {
    std::uint64_t position = 0;
    domain::Date effective_on;
    AccountHeading heading;
    std::vector<DisputeAnswer> disputes;
    std::vector<LateChargeAnswer> late_charges;
    domain::Code currency;
    template <class T = DisputesAnswer>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{Field{"position", &T::position, "True at: entries of the log that were folded."},
                         Field{"effective_on", &T::effective_on, "Only what was effective by this day; absent: all."},
                         Field{"heading", &T::heading, "Account, main customer, location."},
                         Field{"disputes", &T::disputes, "In the order in which they were opened."},
                         Field{"late_charges", &T::late_charges, "In the order in which they were made."},
                         Field{"currency", &T::currency, "Of all amounts."}};
    }
    bool operator==(const DisputesAnswer&) const = default;
};

void render(const DisputesAnswer&, const RenderContext&, std::string& out);

}  // namespace tally::projections
