#pragma once
// Unclaimed property: an account's, what of the division lies dormant on a day, and what the state has or
// gets.

#include <cstdint>
#include <vector>

#include "domain/account/receivables/unclaimed/types.h"
#include "eventstore/codec/maybe.h"
#include "projections/answer_parts.h"

namespace tally::projections {

// Since when an account's property lies unclaimed, and what is to be done with it.
struct PropertyState {
    domain::Money credit;
    domain::Money deposits;
    domain::Code state;
    domain::Code why;
    domain::Plain explanation;
    domain::Dormancy dormancy;
    domain::DocumentId notice;
    domain::Date noticed_on;
    domain::Date escheats_on;
    template <class T = PropertyState>
    static constexpr auto fields() {
        return FieldList{
            Field{"credit", &T::credit, "Unapplied credit that is not on hold."},
            Field{"deposits", &T::deposits, "Deposits held, with interest so far."},
            Field{
                "state", &T::state,
                "none: nothing is held; supplied: bills are to come; active: not dormant yet; dormant: a notice is to "
                "be sent; noticed: the owner has time; due: it escheats; blocked: something comes first."},
            Field{"why", &T::why, "Why not: name of a refusal; empty: nothing is in the way."},
            Field{"explanation", &T::explanation, "The same in words."},
            Field{"dormancy", &T::dormancy, "Since when, by which policy; empty where nothing is counted."},
            Field{"notice", &T::notice, "The notice that stands; empty: none does."},
            Field{"noticed_on", &T::noticed_on, "When that was sent."},
            Field{"escheats_on", &T::escheats_on, "First day on which it escheats after that."}};
    }
    bool operator==(const PropertyState&) const = default;
};

struct NoticeAnswer {
    domain::DocumentId notice;
    domain::DocumentId letter;
    domain::Date noticed_on;
    domain::Date escheats_on;
    domain::Money amount;
    domain::Dormancy dormancy;
    domain::Date cancelled_on;
    domain::Code cancel_reason;
    std::uint64_t position = 0;
    template <class T = NoticeAnswer>
    static constexpr auto fields() {
        return FieldList{Field{"notice", &T::notice, "The notice."},
                         Field{"letter", &T::letter, "Its letter."},
                         Field{"noticed_on", &T::noticed_on, "Business date."},
                         Field{"escheats_on", &T::escheats_on, "First day on which the state gets it."},
                         Field{"amount", &T::amount, "Credit and deposits that it announced."},
                         Field{"dormancy", &T::dormancy, "Since when it lay unclaimed."},
                         Field{"cancelled_on", &T::cancelled_on, "Absent: it was not."},
                         Field{"cancel_reason", &T::cancel_reason, "Why."},
                         Field{"position", &T::position, "Position of its event."}};
    }
    bool operator==(const NoticeAnswer&) const = default;
};

struct EscheatAnswer {
    domain::DocumentId escheat;
    domain::PropertyKind kind = domain::PropertyKind::credit;
    domain::Code jurisdiction;
    domain::Code report;
    domain::Date report_due_on;
    domain::Date escheated_on;
    domain::Code state;
    domain::Money amount;
    domain::Plain reference;
    domain::Date remitted_on;
    domain::Date returned_on;
    domain::Date reclaimed_on;
    domain::Money owed_to_state;
    std::uint64_t position = 0;
    template <class T = EscheatAnswer>
    static constexpr auto fields() {
        return FieldList{
            Field{"escheat", &T::escheat, "The escheat."},
            Field{"kind", &T::kind, "What it was."},
            Field{"jurisdiction", &T::jurisdiction, "Of the location that was supplied last."},
            Field{"report", &T::report, "The state's report that it is part of."},
            Field{"report_due_on", &T::report_due_on, "Day on which that is due."},
            Field{"escheated_on", &T::escheated_on, "Business date."},
            Field{"state", &T::state,
                  "escheated: owed to the state; remitted: the state has it; reclaimed: the owner had it back; "
                  "claimed_back: the owner had it back, and the state owes it to the utility."},
            Field{"amount", &T::amount, "How much."},
            Field{"reference", &T::reference, "Number of the payment to the state."},
            Field{"remitted_on", &T::remitted_on, "When the state was paid; absent: it has nothing of it."},
            Field{"returned_on", &T::returned_on, "When that came back; absent: it did not."},
            Field{"reclaimed_on", &T::reclaimed_on, "When the owner had it back; absent: not yet."},
            Field{"owed_to_state", &T::owed_to_state, "What ESCHEAT has of it; below zero: the state owes it."},
            Field{"position", &T::position, "Position of its event."}};
    }
    bool operator==(const EscheatAnswer&) const = default;
};

struct UnclaimedAnswer {
    std::uint64_t position = 0;
    domain::Date effective_on;
    domain::Date aged_on;
    AccountHeading heading;
    PropertyState property;
    std::vector<NoticeAnswer> notices;
    std::vector<EscheatAnswer> escheats;
    domain::Code currency;
    template <class T = UnclaimedAnswer>
    static constexpr auto fields() {
        return FieldList{Field{"position", &T::position, "True at: entries of the log that were folded."},
                         Field{"effective_on", &T::effective_on, "Only what was effective by this day; absent: all."},
                         Field{"aged_on", &T::aged_on, "Day on which it is dormant or not."},
                         Field{"heading", &T::heading, "Account, main customer, location."},
                         Field{"property", &T::property, "What the account holds of its owner."},
                         Field{"notices", &T::notices, "The latest first."},
                         Field{"escheats", &T::escheats, "The latest first."},
                         Field{"currency", &T::currency, "Of all amounts."}};
    }
    bool operator==(const UnclaimedAnswer&) const = default;
};

struct DormantLine {
    AccountHeading heading;
    PropertyState property;
    template <class T = DormantLine>
    static constexpr auto fields() {
        return FieldList{Field{"heading", &T::heading, "Account, main customer, location."},
                         Field{"property", &T::property, "What it holds, and what is to be done with it."}};
    }
    bool operator==(const DormantLine&) const = default;
};

struct UnclaimedPropertyAnswer {
    std::uint64_t position = 0;
    domain::Date on;
    domain::Code currency;
    std::vector<DormantLine> accounts;
    eventstore::Maybe<domain::Plain> next;
    template <class T = UnclaimedPropertyAnswer>
    static constexpr auto fields() {
        return FieldList{Field{"position", &T::position, "True at: entries of the log that were folded."},
                         Field{"on", &T::on, "The day."}, Field{"currency", &T::currency, "Of all amounts."},
                         Field{"accounts", &T::accounts,
                               "Accounts with dormant property, those whose service ended first at the beginning."},
                         Field{"next", &T::next, "Cursor of the accounts after these; left out: there are none."}};
    }
    bool operator==(const UnclaimedPropertyAnswer&) const = default;
};

// All escheats of one report to a state.
struct ReportTotal {
    domain::Code report;
    domain::Date due_on;
    std::uint64_t count = 0;
    domain::MoneySum escheated;
    domain::MoneySum remitted;
    domain::MoneySum reclaimed;
    domain::MoneySum owed_to_state;
    template <class T = ReportTotal>
    static constexpr auto fields() {
        return FieldList{Field{"report", &T::report, "The policy and the year."},
                         Field{"due_on", &T::due_on, "Day on which it is due."},
                         Field{"count", &T::count, "Escheats."},
                         Field{"escheated", &T::escheated, "What escheated."},
                         Field{"remitted", &T::remitted, "Of that, what the state has."},
                         Field{"reclaimed", &T::reclaimed, "Of that, what owners had back."},
                         Field{"owed_to_state", &T::owed_to_state, "Escheated less remitted and reclaimed."}};
    }
    bool operator==(const ReportTotal&) const = default;
};

struct EscheatLine {
    AccountHeading heading;
    EscheatAnswer escheat;
    template <class T = EscheatLine>
    static constexpr auto fields() {
        return FieldList{Field{"heading", &T::heading, "The owner's account, name and last location."},
                         Field{"escheat", &T::escheat, "What escheated of it."}};
    }
    bool operator==(const EscheatLine&) const = default;
};

struct EscheatsAnswer {
    std::uint64_t position = 0;
    domain::Code report;
    domain::Code currency;
    std::vector<ReportTotal> reports;
    domain::MoneySum owed_to_state;
    domain::MoneySum gl_escheat;
    std::vector<EscheatLine> escheats;
    eventstore::Maybe<domain::Plain> next;
    template <class T = EscheatsAnswer>
    static constexpr auto fields() {
        return FieldList{Field{"position", &T::position, "True at: entries of the log that were folded."},
                         Field{"report", &T::report, "Only escheats of this report; empty: of all."},
                         Field{"currency", &T::currency, "Of all amounts."},
                         Field{"reports", &T::reports, "Every report so far, the next due last."},
                         Field{"owed_to_state", &T::owed_to_state, "Of all reports."},
                         Field{"gl_escheat", &T::gl_escheat, "Credits less debits of ESCHEAT: the same."},
                         Field{"escheats", &T::escheats, "By their accounts."},
                         Field{"next", &T::next, "Cursor of further accounts' escheats; left out: there are none."}};
    }
    bool operator==(const EscheatsAnswer&) const = default;
};

void render(const UnclaimedAnswer&, const RenderContext&, std::string& out);
void render(const UnclaimedPropertyAnswer&, const RenderContext&, std::string& out);
void render(const EscheatsAnswer&, const RenderContext&, std::string& out);

}  // namespace tally::projections
