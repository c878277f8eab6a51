#pragma once
// A rate study: bills of a span of days charged again at tariffs in force and at proposed ones. All charges are without
// tax.

#include <cstdint>
#include <vector>

#include "domain/books/bill_line.h"
#include "eventstore/division/receipt.h"
#include "projections/answer_parts.h"

namespace tally::projections {

// Which tariff takes the place of which in the study.
struct TariffReplaced {
    domain::TariffId tariff;
    domain::TariffId by;
    template <class T = TariffReplaced>
    static constexpr auto fields() {
        return FieldList{Field{"tariff", &T::tariff, "The tariff in force."},
                         Field{"by", &T::by, "The tariff that prices its agreements in the study."}};
    }
    bool operator==(const TariffReplaced&) const = default;
};

struct StudyRevenue {
    std::uint64_t accounts = 0;
    std::uint64_t segments = 0;
    domain::MoneySum billed;
    domain::MoneySum present;
    domain::MoneySum proposed;
    domain::MoneySum difference;
    template <class T = StudyRevenue>
    static constexpr auto fields() {
        return FieldList{Field{"accounts", &T::accounts, "Accounts with a segment in it."},
                         Field{"segments", &T::segments, "Segments that were charged again both ways."},
                         Field{"billed", &T::billed, "What they were billed, corrections of usage since not in it."},
                         Field{"present", &T::present, "What they cost at the tariff in force."},
                         Field{"proposed", &T::proposed, "What they cost at the proposed tariff."},
                         Field{"difference", &T::difference, "Proposed less present: what the tariff alone changes."}};
    }
    bool operator==(const StudyRevenue&) const = default;
};

struct StudyClass {
    domain::Code customer_class;
    domain::TariffId tariff;
    domain::TariffId by;
    StudyRevenue revenue;
    template <class T = StudyClass>
    static constexpr auto fields() {
        return FieldList{Field{"customer_class", &T::customer_class, "Class of the accounts as they are now."},
                         Field{"tariff", &T::tariff, "The tariff in force."},
                         Field{"by", &T::by, "The tariff that prices them in the study."},
                         Field{"revenue", &T::revenue, "Their revenue."}};
    }
    bool operator==(const StudyClass&) const = default;
};

// A bar of a histogram: accounts whose charges change by about as much.
struct StudyBar {
    domain::Plain change;
    std::uint64_t accounts = 0;
    domain::MoneySum difference;
    template <class T = StudyBar>
    static constexpr auto fields() {
        return FieldList{Field{"change", &T::change, "From how much to how much, in words."},
                         Field{"accounts", &T::accounts, "How many accounts."},
                         Field{"difference", &T::difference, "Their differences together."}};
    }
    bool operator==(const StudyBar&) const = default;
};

struct StudyAccount {
    domain::AccountId account;
    domain::Code customer_class;
    std::vector<domain::TariffId> tariffs;
    std::uint32_t segments = 0;
    std::uint32_t not_rated = 0;
    domain::Money billed;
    domain::Money present;
    domain::Money proposed;
    domain::Money difference;
    domain::Plain percent;
    template <class T = StudyAccount>
    static constexpr auto fields() {
        return FieldList{
            Field{"account", &T::account, "The account."},
            Field{"customer_class", &T::customer_class, "Its class now."},
            Field{"tariffs", &T::tariffs, "Tariffs in force of its segments."},
            Field{"segments", &T::segments, "Segments that were charged again both ways."},
            Field{"not_rated", &T::not_rated, "Segments that could not be, and are in no sum."},
            Field{"billed", &T::billed, "What they were billed."},
            Field{"present", &T::present, "What they cost at the tariff in force."},
            Field{"proposed", &T::proposed, "What they cost at the proposed tariff."},
            Field{"difference", &T::difference, "Proposed less present."},
            Field{"percent", &T::percent, "Difference in percent of present, two decimals; empty: present is zero."}};
    }
    bool operator==(const StudyAccount&) const = default;
};

// Why segments could not be charged again.
struct StudyNotRated {
    domain::Code reason;
    domain::Plain side;
    std::uint64_t segments = 0;
    std::uint64_t accounts = 0;
    domain::AccountId example;
    domain::Plain explanation;
    template <class T = StudyNotRated>
    static constexpr auto fields() {
        return FieldList{Field{"reason", &T::reason, "Name of the rejection, such as interval_values_missing."},
                         Field{"side", &T::side, "present or proposed: at which tariff."},
                         Field{"segments", &T::segments, "How many segments."},
                         Field{"accounts", &T::accounts, "Of how many accounts."},
                         Field{"example", &T::example, "The first of them."},
                         Field{"explanation", &T::explanation, "What is missing there."}};
    }
    bool operator==(const StudyNotRated&) const = default;
};

// What is studied, and what the rules of publication say of it.
struct StudyProposal {
    bool accepted = true;
    std::vector<eventstore::CommandReceipt> commands;
    domain::Plain field;
    domain::Plain wrong;
    std::vector<TariffReplaced> replaced;
    template <class T = StudyProposal>
    static constexpr auto fields() {
        return FieldList{Field{"accepted", &T::accepted, "Each version could be published, and something is replaced."},
                         Field{"commands", &T::commands, "What publishing each version would be answered with."},
                         Field{"field", &T::field, "Not accepted: which field of the request; empty: see commands."},
                         Field{"wrong", &T::wrong, "Not accepted: what is wrong with the request, and the cure."},
                         Field{"replaced", &T::replaced, "Which tariff takes the place of which."}};
    }
    bool operator==(const StudyProposal&) const = default;
};

struct RateStudyAnswer {
    std::uint64_t position = 0;
    domain::Code currency;
    StudyProposal proposal;
    domain::Date from;
    domain::Date to;
    domain::Date present_on;
    bool interrupted = false;
    std::uint64_t accounts = 0;
    StudyRevenue total;
    std::vector<StudyClass> classes;
    std::uint64_t more = 0;
    std::uint64_t less = 0;
    std::uint64_t same = 0;
    std::vector<StudyBar> by_percent;
    std::vector<StudyBar> by_money;
    std::vector<StudyAccount> losers;
    std::vector<StudyAccount> winners;
    std::vector<StudyNotRated> not_rated;
    template <class T = RateStudyAnswer>
    static constexpr auto fields() {
        return FieldList{
            Field{"position", &T::position, "Studied at: entries of the log that were folded."},
            Field{"currency", &T::currency, "Of all amounts."},
            Field{"proposal", &T::proposal, "What is studied. Where it is not accepted, the rest is empty."},
            Field{"from", &T::from, "Segments count whose last day is this or later …"},
            Field{"to", &T::to, "… and this or earlier."},
            Field{"present_on", &T::present_on,
                  "The version in force on that day is the present tariff of all days; null: each day's own."},
            Field{"interrupted", &T::interrupted, "Some accounts were not looked at."},
            Field{"accounts", &T::accounts, "Accounts that were looked at."},
            Field{"total", &T::total, "Revenue of all classes."},
            Field{"classes", &T::classes, "By customer class and tariff."},
            Field{"more", &T::more, "Accounts that would pay more."},
            Field{"less", &T::less, "Accounts that would pay less."},
            Field{"same", &T::same, "Accounts that would pay the same."},
            Field{"by_percent", &T::by_percent, "Accounts by change in percent, from the largest fall on."},
            Field{"by_money", &T::by_money, "Accounts by change in money, from the largest fall on."},
            Field{"losers", &T::losers, "Accounts that would pay most more, at most 20."},
            Field{"winners", &T::winners, "Accounts that would pay most less, at most 20."},
            Field{"not_rated", &T::not_rated, "What could not be charged again, and why."}};
    }
    bool operator==(const RateStudyAnswer&) const = default;
};

// One segment of an account, charged again both ways.
struct StudySegment {
    domain::SegmentId segment;
    domain::DocumentId invoice;
    domain::ServiceAgreementId sa;
    domain::Date from;
    domain::Date until;
    domain::TariffId tariff;
    domain::TariffId by;
    domain::Money billed;
    domain::Money present;
    domain::Money proposed;
    domain::Money difference;
    domain::Code not_rated;
    domain::Plain side;
    domain::Plain explanation;
    std::vector<domain::BillLine> present_lines;
    std::vector<domain::BillLine> proposed_lines;
    template <class T = StudySegment>
    static constexpr auto fields() {
        return FieldList{Field{"segment", &T::segment, "The segment that was billed."},
                         Field{"invoice", &T::invoice, "Its invoice."},
                         Field{"sa", &T::sa, "Its agreement."},
                         Field{"from", &T::from, "First charge day."},
                         Field{"until", &T::until, "First day after."},
                         Field{"tariff", &T::tariff, "The tariff in force."},
                         Field{"by", &T::by, "The tariff that prices it in the study."},
                         Field{"billed", &T::billed, "What it was billed."},
                         Field{"present", &T::present, "What it costs at the tariff in force."},
                         Field{"proposed", &T::proposed, "What it costs at the proposed tariff."},
                         Field{"difference", &T::difference, "Proposed less present."},
                         Field{"not_rated", &T::not_rated, "Why it could not be charged again; empty: it was."},
                         Field{"side", &T::side, "present or proposed: at which tariff it could not."},
                         Field{"explanation", &T::explanation, "What is missing there."},
                         Field{"present_lines", &T::present_lines, "Lines at the tariff in force."},
                         Field{"proposed_lines", &T::proposed_lines, "Lines at the proposed tariff."}};
    }
    bool operator==(const StudySegment&) const = default;
};

struct AccountStudyAnswer {
    std::uint64_t position = 0;
    domain::Code currency;
    StudyProposal proposal;
    AccountHeading heading;
    domain::Date from;
    domain::Date to;
    domain::Date present_on;
    StudyAccount sums;
    std::vector<StudySegment> segments;
    template <class T = AccountStudyAnswer>
    static constexpr auto fields() {
        return FieldList{
            Field{"position", &T::position, "Studied at: entries of the log that were folded."},
            Field{"currency", &T::currency, "Of all amounts."},
            Field{"proposal", &T::proposal, "What is studied. Where it is not accepted, the rest is empty."},
            Field{"heading", &T::heading, "The account."},
            Field{"from", &T::from, "Segments count whose last day is this or later …"},
            Field{"to", &T::to, "… and this or earlier."},
            Field{"present_on", &T::present_on,
                  "The version in force on that day is the present tariff of all days; null: each day's own."},
            Field{"sums", &T::sums, "Its sums."},
            Field{"segments", &T::segments, "Its segments, by their days."}};
    }
    bool operator==(const AccountStudyAnswer&) const = default;
};

void render(const RateStudyAnswer&, const RenderContext&, std::string& out);
void render(const AccountStudyAnswer&, const RenderContext&, std::string& out);

}  // namespace tally::projections
