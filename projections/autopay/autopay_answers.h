#pragma once
// An account's mandates and drafts, why a bill is or is not drafted, and all drafts of a day.

#include <cstdint>
#include <vector>

#include "domain/account/receivables/autopay/types.h"
#include "eventstore/codec/maybe.h"
#include "projections/answer_parts.h"

namespace tally::projections {

struct MandateAnswer {
    domain::DocumentId mandate;
    domain::Code state;
    domain::Plain routing_number;
    domain::Plain account_ending;
    domain::BankAccountType account_type = domain::BankAccountType::checking;
    domain::AuthorisationForm authorised_by = domain::AuthorisationForm::written;
    domain::Date authorised_on;
    domain::EntryClass entry_class = domain::EntryClass::ppd;
    domain::Money limit;
    domain::Date enrolled_on;
    domain::Date ended_on;
    domain::Code cause;
    domain::Code end_reason;
    std::uint64_t position = 0;
    template <class T = MandateAnswer>
    static constexpr auto fields() {
        return FieldList{Field{"mandate", &T::mandate, "The mandate."},
                         Field{"state", &T::state, "stands, ended."},
                         Field{"routing_number", &T::routing_number, "Of the customer's bank."},
                         Field{"account_ending", &T::account_ending,
                               "Last four characters of the bank account's number; empty where its key is gone."},
                         Field{"account_type", &T::account_type, "What kind of account it is."},
                         Field{"authorised_by", &T::authorised_by, "How the customer authorised drafts."},
                         Field{"authorised_on", &T::authorised_on, "When."},
                         Field{"entry_class", &T::entry_class, "NACHA's standard entry class."},
                         Field{"limit", &T::limit, "No draft is of more; zero: of any amount."},
                         Field{"enrolled_on", &T::enrolled_on, "Business date."},
                         Field{"ended_on", &T::ended_on, "Business date; absent: it stands."},
                         Field{"cause", &T::cause, "Who ended it."},
                         Field{"end_reason", &T::end_reason, "Why, as a code; of a return its code."},
                         Field{"position", &T::position, "Position of the event that enrolled it."}};
    }
    bool operator==(const MandateAnswer&) const = default;
};

// What becomes of a bill's draft.
struct DraftAnswer {
    domain::DocumentId bill;
    domain::Date due_on;
    domain::Date draft_on;
    std::uint16_t attempt = 1;
    domain::Code state;
    domain::Money amount;
    domain::Code why;
    domain::Plain explanation;
    domain::DocumentId draft;
    domain::DocumentId mandate;
    domain::PaymentId payment;
    domain::PaymentEventId payment_event;
    domain::Date drafted_on;
    domain::Date returned_on;
    domain::Code return_code;
    domain::Plain return_text;
    domain::Date redraft_on;
    std::uint64_t position = 0;
    template <class T = DraftAnswer>
    static constexpr auto fields() {
        return FieldList{
            Field{"bill", &T::bill, "The invoice."},
            Field{"due_on", &T::due_on, "Its due date."},
            Field{"draft_on", &T::draft_on, "The day that was announced."},
            Field{"attempt", &T::attempt, "1; more where a draft of the bill was returned."},
            Field{"state", &T::state,
                  "to_come, due, blocked, not_needed, withdrawn, made, returned, cancelled: the last two were made."},
            Field{"amount", &T::amount, "Of the draft; of one that was not made what would be drafted now."},
            Field{"why", &T::why, "Why it is blocked, not needed or withdrawn: name of a refusal, or who ended it."},
            Field{"explanation", &T::explanation, "The same in words."},
            Field{"draft", &T::draft, "The draft; empty: it was not made."},
            Field{"mandate", &T::mandate, "Mandate of the draft, or that stood when it was announced."},
            Field{"payment", &T::payment, "Payment that it posted."},
            Field{"payment_event", &T::payment_event, "That payment's event."},
            Field{"drafted_on", &T::drafted_on, "Business date; absent: it was not made."},
            Field{"returned_on", &T::returned_on, "Business date; absent: it was not returned."},
            Field{"return_code", &T::return_code, "NACHA's reason."},
            Field{"return_text", &T::return_text, "What that means."},
            Field{"redraft_on", &T::redraft_on, "When the bill is drafted again; absent: it is not."},
            Field{"position", &T::position, "Position of the event that announced it."}};
    }
    bool operator==(const DraftAnswer&) const = default;
};

struct AutopayAnswer {
    std::uint64_t position = 0;
    domain::Date effective_on;
    domain::Date aged_on;
    AccountHeading heading;
    bool may_be_enrolled = false;
    domain::DocumentId mandate;
    domain::Date next_draft_on;
    domain::Money next_draft_amount;
    domain::DocumentId next_bill;
    std::vector<MandateAnswer> mandates;
    std::vector<DraftAnswer> drafts;
    domain::Code currency;
    eventstore::Maybe<domain::Plain> next;
    template <class T = AutopayAnswer>
    static constexpr auto fields() {
        return FieldList{
            Field{"position", &T::position, "True at: entries of the log that were folded."},
            Field{"effective_on", &T::effective_on, "Only what was effective by this day; absent: all."},
            Field{"aged_on", &T::aged_on, "Day of which what may be drafted is."},
            Field{"heading", &T::heading, "Account, main customer, location."},
            Field{"may_be_enrolled", &T::may_be_enrolled, "Whether the account's class has a policy in force."},
            Field{"mandate", &T::mandate, "Mandate that stands; empty: automatic payment is off."},
            Field{"next_draft_on", &T::next_draft_on, "When the next draft is made; absent: none is to come."},
            Field{"next_draft_amount", &T::next_draft_amount, "What would be drafted then, as it is now."},
            Field{"next_bill", &T::next_bill, "Of which invoice."},
            Field{"mandates", &T::mandates, "The latest first."},
            Field{"drafts", &T::drafts, "Drafts made and announced, the latest first."},
            Field{"currency", &T::currency, "Of all amounts."},
            Field{"next", &T::next, "Cursor of the drafts after these; left out: there are none."}};
    }
    bool operator==(const AutopayAnswer&) const = default;
};

struct DraftExplanation {
    std::uint64_t position = 0;
    domain::Date aged_on;
    AccountHeading heading;
    domain::DocumentId bill;
    domain::Date billed_on;
    domain::Date due_on;
    domain::Money total;
    domain::Money open;
    domain::Money disputed;
    std::vector<domain::Plain> reasons;
    std::vector<DraftAnswer> drafts;
    domain::Code currency;
    template <class T = DraftExplanation>
    static constexpr auto fields() {
        return FieldList{Field{"position", &T::position, "True at: entries of the log that were folded."},
                         Field{"aged_on", &T::aged_on, "Day of which what may be drafted is."},
                         Field{"heading", &T::heading, "Account, main customer, location."},
                         Field{"bill", &T::bill, "The invoice."},
                         Field{"billed_on", &T::billed_on, "Its bill date."},
                         Field{"due_on", &T::due_on, "Its due date."},
                         Field{"total", &T::total, "What it charged."},
                         Field{"open", &T::open, "What of it is asked for and not paid."},
                         Field{"disputed", &T::disputed, "Of that, what is disputed and so not drafted."},
                         Field{"reasons", &T::reasons, "Why it was, will be or is not drafted, in order."},
                         Field{"drafts", &T::drafts, "Its drafts, oldest first."},
                         Field{"currency", &T::currency, "Of all amounts."}};
    }
    bool operator==(const DraftExplanation&) const = default;
};

// One of all accounts' drafts, with what a file to the bank needs but the number of the bank account.
struct DraftOfDay {
    AccountHeading heading;
    domain::DocumentId bill;
    domain::Date due_on;
    domain::Date draft_on;
    std::uint16_t attempt = 1;
    domain::Code state;
    domain::Money amount;
    domain::Code why;
    domain::Plain explanation;
    domain::DocumentId draft;
    domain::DocumentId mandate;
    domain::Plain routing_number;
    domain::Plain account_ending;
    domain::BankAccountType account_type = domain::BankAccountType::checking;
    domain::EntryClass entry_class = domain::EntryClass::ppd;
    domain::Code return_code;
    template <class T = DraftOfDay>
    static constexpr auto fields() {
        return FieldList{
            Field{"heading", &T::heading, "Account, main customer, location."},
            Field{"bill", &T::bill, "The invoice."},
            Field{"due_on", &T::due_on, "Its due date."},
            Field{"draft_on", &T::draft_on, "The day that was announced; of a draft that was made, its day."},
            Field{"attempt", &T::attempt, "1; more where a draft of the bill was returned."},
            Field{"state", &T::state, "due, blocked, made, returned."},
            Field{"amount", &T::amount, "Of the draft; of one that is due what would be drafted now."},
            Field{"why", &T::why, "Why it is blocked: name of a refusal."},
            Field{"explanation", &T::explanation, "The same in words."},
            Field{"draft", &T::draft, "The draft; empty: it was not made."},
            Field{"mandate", &T::mandate, "Its mandate."},
            Field{"routing_number", &T::routing_number, "Of the customer's bank."},
            Field{"account_ending", &T::account_ending, "Last four characters of the bank account's number."},
            Field{"account_type", &T::account_type, "What kind of account it is."},
            Field{"entry_class", &T::entry_class, "NACHA's standard entry class."},
            Field{"return_code", &T::return_code, "NACHA's reason, where it was returned."}};
    }
    bool operator==(const DraftOfDay&) const = default;
};

struct DraftsAnswer {
    std::uint64_t position = 0;
    domain::Date on;
    domain::Code currency;
    std::vector<DraftOfDay> drafts;
    eventstore::Maybe<domain::Plain> next;
    template <class T = DraftsAnswer>
    static constexpr auto fields() {
        return FieldList{
            Field{"position", &T::position, "True at: entries of the log that were folded."},
            Field{"on", &T::on, "The day."}, Field{"currency", &T::currency, "Of all amounts."},
            Field{"drafts", &T::drafts,
                  "Those made on the day, and those that are due on it and not made, by their accounts. Made ones are "
                  "listed as long as banks may return them."},
            Field{"next", &T::next, "Cursor of the drafts of further accounts; left out: there are none."}};
    }
    bool operator==(const DraftsAnswer&) const = default;
};

void render(const AutopayAnswer&, const RenderContext&, std::string& out);
void render(const DraftExplanation&, const RenderContext&, std::string& out);
void render(const DraftsAnswer&, const RenderContext&, std::string& out);

}  // namespace tally::projections
