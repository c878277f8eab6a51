#pragma once
// Payment arrangements of an account, those that stand and those that ended, with each of their instalments.

#include <cstdint>
#include <vector>

#include "domain/account/receivables/arrangements/types.h"
#include "projections/answer_parts.h"

namespace tally::projections {

struct InstalmentAnswer {
    std::uint16_t number = 0;
    domain::Date due_on;
    domain::Money amount;
    domain::Code state;
    domain::DocumentId instalment;
    domain::Money open;
    domain::Date billed_on;
    template <class T = InstalmentAnswer>
    static constexpr auto fields() {
        return FieldList{
            Field{"number", &T::number, "Of the arrangement's instalments, from 1."},
            Field{"due_on", &T::due_on, "When it is due."},
            Field{"amount", &T::amount, "What is to be paid."},
            Field{"state", &T::state, "to_come, asked, overdue, paid; of an arrangement that ended unkept: ended."},
            Field{"instalment", &T::instalment, "Its document, once it is asked for."},
            Field{"open", &T::open, "What of it is asked for and not paid."},
            Field{"billed_on", &T::billed_on, "Since when it is asked for; absent: it is not yet."}};
    }
    bool operator==(const InstalmentAnswer&) const = default;
};

struct ArrangementAnswer {
    domain::DocumentId arrangement;
    domain::Code state;
    domain::Money amount;
    domain::Money paid;
    domain::Money asked;
    domain::Money to_come;
    std::vector<domain::ArrangedPart> covered;
    std::vector<InstalmentAnswer> instalments;
    domain::Date requested_on;
    domain::Plain requested_by;
    domain::Personal memo;
    domain::Date granted_on;
    domain::Plain approved_by;
    std::uint16_t grace_days = 0;
    std::uint16_t notice_days = 0;
    domain::Date ended_on;
    domain::Code cause;
    domain::DocumentId caused_by;
    domain::Code break_reason;
    domain::Money asked_again;
    std::uint64_t position = 0;
    template <class T = ArrangementAnswer>
    static constexpr auto fields() {
        return FieldList{
            Field{"arrangement", &T::arrangement, "The arrangement."},
            Field{"state", &T::state, "waiting, rejected, standing, kept, broken, ended (by agreement or by a rule)."},
            Field{"amount", &T::amount, "The debt that it covers."},
            Field{"paid", &T::paid, "Of it, what its instalments were paid."},
            Field{"asked", &T::asked, "Of it, what is asked for now."},
            Field{"to_come", &T::to_come, "Of it, what is owed and not asked for yet."},
            Field{"covered", &T::covered, "The debt by document, in the order in which instalments take it."},
            Field{"instalments", &T::instalments, "When how much is to be paid."},
            Field{"requested_on", &T::requested_on, "Business date."},
            Field{"requested_by", &T::requested_by, "Actor; may not approve it."},
            Field{"memo", &T::memo, "Why, in words."},
            Field{"granted_on", &T::granted_on, "Business date; absent: it was not granted."},
            Field{"approved_by", &T::approved_by, "Actor; empty: no approval was needed, or it waits for one."},
            Field{"grace_days", &T::grace_days, "Days that an instalment may be late.", "days"},
            Field{"notice_days", &T::notice_days, "Days before its due date from which one is asked for.", "days"},
            Field{"ended_on", &T::ended_on, "Business date; absent: it has not ended."},
            Field{"cause", &T::cause, "Why it ended unkept."},
            Field{"caused_by", &T::caused_by, "Instalment that was overdue, or document that was taken back."},
            Field{"break_reason", &T::break_reason, "Why a user ended it, as a code."},
            Field{"asked_again", &T::asked_again, "What was asked for again under its documents when it ended."},
            Field{"position", &T::position, "Position of the event that requested it."}};
    }
    bool operator==(const ArrangementAnswer&) const = default;
};

struct ArrangementsAnswer {
    std::uint64_t position = 0;
    domain::Date effective_on;
    domain::Date aged_on;
    AccountHeading heading;
    domain::Code plan_type;
    domain::Money plan_amount;
    bool may_be_granted = false;
    domain::Money approval_above;
    std::uint16_t instalments_max = 0;
    std::vector<ArrangementAnswer> arrangements;
    domain::Code currency;
    template <class T = ArrangementsAnswer>
    static constexpr auto fields() {
        return FieldList{
            Field{"position", &T::position, "True at: entries of the log that were folded."},
            Field{"effective_on", &T::effective_on, "Only what was effective by this day; absent: all."},
            Field{"aged_on", &T::aged_on, "Day on which instalments were looked at."},
            Field{"heading", &T::heading, "Account, main customer, location."},
            Field{"pymtPlanType", &T::plan_type, "What the next statement says; empty: there is no plan."},
            Field{"pymtPlanAmt", &T::plan_amount,
                  "Instalments asked for and not paid, else the next one; and what budget plans ask for on each bill."},
            Field{"may_be_granted", &T::may_be_granted, "Whether the account's class has a policy in force."},
            Field{"approval_above", &T::approval_above,
                  "More waits for another person's approval; zero: nothing does."},
            Field{"instalments_max", &T::instalments_max, "At most so many, by that policy."},
            Field{"arrangements", &T::arrangements, "In the order in which they were requested."},
            Field{"currency", &T::currency, "Of all amounts."}};
    }
    bool operator==(const ArrangementsAnswer&) const = default;
};

void render(const ArrangementsAnswer&, const RenderContext&, std::string& out);

}  // namespace tally::projections
