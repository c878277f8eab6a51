#pragma once
// Deposits of an account: what is asked for, held and earned, what happened to each, and what a review says.

#include <cstdint>
#include <vector>

#include "domain/about.h"
#include "domain/account/receivables/deposits/types.h"
#include "eventstore/codec/maybe.h"
#include "projections/answer_parts.h"

namespace tally::projections {

// Something that happened to a deposit.
struct DepositMove {
    domain::ArEntryKind kind = domain::ArEntryKind::deposit_billed;
    domain::Date effective_date;
    domain::Money amount;
    domain::Money held;
    domain::DocumentId document;
    std::vector<domain::DepositLine> paid;
    std::vector<domain::InterestLine> interest;
    std::uint64_t position = 0;
    template <class T = DepositMove>
    static constexpr auto fields() {
        return FieldList{
            Field{"kind", &T::kind, "What happened."},
            Field{"effective_date", &T::effective_date, "Business date."},
            Field{"amount", &T::amount, "By how much."},
            Field{"held", &T::held, "Held from then on, with interest."},
            Field{"document", &T::document, "Of what was received or taken back: payment or adjustment it came by."},
            Field{"paid", &T::paid, "Of what was applied: which documents."},
            Field{"interest", &T::interest, "Of interest: which days of how much at which rate."},
            Field{"position", &T::position, "Position of the event."}};
    }
    bool operator==(const DepositMove&) const = default;
};

struct RecommendedAmount {
    domain::Money amount;
    domain::Money billed;
    std::uint16_t months = 0;
    std::uint16_t bills = 0;
    template <class T = RecommendedAmount>
    static constexpr auto fields() {
        return FieldList{Field{"amount", &T::amount, "Recommended; zero: none."},
                         Field{"billed", &T::billed, "By the bills that are averaged."},
                         Field{"months", &T::months, "Over so many months.", "months"},
                         Field{"bills", &T::bills, "Average monthly bills that the class asks for.", "months"}};
    }
    bool operator==(const RecommendedAmount&) const = default;
};

struct DepositAnswer {
    domain::DocumentId deposit;
    domain::Code deposit_class;
    domain::Plain class_description;
    domain::ServiceAgreementId sa;
    domain::Date billed_on;
    domain::Date due_on;
    domain::Money asked;
    domain::Money cash;
    domain::Money interest;
    domain::Money held;
    domain::Rate interest_rate;
    domain::Date accrued_through;
    domain::Money interest_to_come;
    domain::Date held_since;
    domain::Date refund_test_on;
    std::uint32_t late_bills = 0;
    std::uint32_t returned_tenders = 0;
    std::uint32_t delinquencies_allowed = 0;
    bool due_for_refund = false;
    domain::Plain why;
    RecommendedAmount recommended;
    domain::Money ask_more;
    std::vector<DepositMove> moves;
    template <class T = DepositAnswer>
    static constexpr auto fields() {
        return FieldList{
            Field{"deposit", &T::deposit, "The deposit."},
            Field{"deposit_class", &T::deposit_class, "Its class."},
            Field{"class_description", &T::class_description, "Of the class, for people."},
            Field{"sa", &T::sa, "Agreement that it secures; empty: the whole account."},
            Field{"billed_on", &T::billed_on, "When it was asked for."},
            Field{"due_on", &T::due_on, "When it was due."},
            Field{"asked", &T::asked, "Asked for and not paid."},
            Field{"cash", &T::cash, "Held of what was received."},
            Field{"interest", &T::interest, "Held of interest."},
            Field{"held", &T::held, "Cash and interest."},
            Field{"interest_rate", &T::interest_rate, "Of its class, on the day of the review.", "share a year"},
            Field{"accrued_through", &T::accrued_through, "Last day of which interest is counted."},
            Field{"interest_to_come", &T::interest_to_come, "Of the days since, up to the day of the review."},
            Field{"held_since", &T::held_since, "Receipt of the oldest cash held."},
            Field{"refund_test_on", &T::refund_test_on,
                  "From this day on it may be refunded; absent: only at the end."},
            Field{"late_bills", &T::late_bills, "Bills paid late in the months of the test."},
            Field{"returned_tenders", &T::returned_tenders, "Tenders returned in those months."},
            Field{"delinquencies_allowed", &T::delinquencies_allowed, "How many of both the class allows."},
            Field{"due_for_refund", &T::due_for_refund, "Whether it is to be given back."},
            Field{"why", &T::why, "Why it is, or is not."},
            Field{"recommended", &T::recommended, "What the class recommends today."},
            Field{"ask_more", &T::ask_more, "What is missing to that, beyond the class's tolerance."},
            Field{"moves", &T::moves, "What happened to it, in order of entry."}};
    }
    bool operator==(const DepositAnswer&) const = default;
};

struct ClassRecommendation {
    domain::Code deposit_class;
    domain::Plain description;
    RecommendedAmount recommended;
    template <class T = ClassRecommendation>
    static constexpr auto fields() {
        return FieldList{Field{"deposit_class", &T::deposit_class, "A deposit class."},
                         Field{"description", &T::description, "Its name for people."},
                         Field{"recommended", &T::recommended, "For the whole account."}};
    }
    bool operator==(const ClassRecommendation&) const = default;
};

struct DepositsAnswer {
    std::uint64_t position = 0;
    domain::Date reviewed_on;
    AccountHeading heading;
    domain::Money asked;
    domain::Money held;
    domain::Money interest_to_come;
    std::vector<DepositAnswer> deposits;
    std::vector<ClassRecommendation> classes;
    domain::Code currency;
    template <class T = DepositsAnswer>
    static constexpr auto fields() {
        return FieldList{
            Field{"position", &T::position, "True at: entries of the log that were folded."},
            Field{"reviewed_on", &T::reviewed_on, "Day of the review: interest and tests up to it."},
            Field{"heading", &T::heading, "Account, main customer, location."},
            Field{"asked", &T::asked, "Asked for and not paid, of all deposits."},
            Field{"held", &T::held, "Held with interest, of all deposits."},
            Field{"interest_to_come", &T::interest_to_come, "Interest of days not counted yet, of all deposits."},
            Field{"deposits", &T::deposits, "Every deposit of the account, also those that have ended."},
            Field{"classes", &T::classes, "What each class recommends for the account."},
            Field{"currency", &T::currency, "Of all amounts."}};
    }
    bool operator==(const DepositsAnswer&) const = default;
};

void render(const DepositsAnswer&, const RenderContext&, std::string& out);

}  // namespace tally::projections
