#pragma once
// A collective statement as it was issued: each account's section with what its own statement says, its total and its
// due date, and what all of them are asked for.

#include <cstdint>
#include <vector>

#include "projections/answer_parts.h"
#include "projections/documents/bill_layout.h"
#include "projections/reader.h"

namespace tally::projections {

// What one agreement of an account, or one charge, costs in all.
struct CollectiveCharge {
    domain::Code service;
    domain::ServiceAgreementId sa;
    domain::DocumentId charge;
    domain::Date from;
    domain::Date until;
    domain::Money total;
    template <class T = CollectiveCharge>
    static constexpr auto fields() {
        return FieldList{Field{"service", &T::service, "What is supplied; empty for a special charge."},
                         Field{"sa", &T::sa, "The agreement."},
                         Field{"charge", &T::charge, "Special charge; else empty."},
                         Field{"from", &T::from, "First charge day; absent for a special charge."},
                         Field{"until", &T::until, "First day after."},
                         Field{"total", &T::total, "Its lines and taxes."}};
    }
    bool operator==(const CollectiveCharge&) const = default;
};

struct CollectiveSection {
    AccountHeading heading;
    domain::DocumentId statement;
    domain::Date billing_date;
    bool is_new = false;
    domain::Money previous;
    domain::Money payments;
    domain::Money adjustments;
    domain::Money corrections;
    domain::Money charges;
    std::vector<CollectiveCharge> charged;
    domain::Money since;
    domain::Money asked;
    domain::Money overdue;
    domain::Money owed;
    domain::Date due_date;
    template <class T = CollectiveSection>
    static constexpr auto fields() {
        return FieldList{
            Field{"heading", &T::heading, "The account, as it was when its statement was issued."},
            Field{"statement", &T::statement, "Its latest statement then; empty: it had none."},
            Field{"billing_date", &T::billing_date, "Of that statement; absent: it had none."},
            Field{"is_new", &T::is_new, "Whether that statement is later than the collective statement before this."},
            Field{"previous", &T::previous, "Asked for before its statement; zero where that is not new."},
            Field{"payments", &T::payments, "Payments net of cancellations on its statement; below zero."},
            Field{"adjustments", &T::adjustments, "Adjustments, fees and transfers on it."},
            Field{"corrections", &T::corrections, "Credit notes and rebills on it."},
            Field{"charges", &T::charges, "New charges on it, as they are asked for."},
            Field{"charged", &T::charged, "What new charges are made of, as they are owed."},
            Field{"since", &T::since,
                  "What changed after that statement; where it is not new, all that is asked for by an older one."},
            Field{"asked", &T::asked, "Asked for by the collective statement: the sum of these."},
            Field{"overdue", &T::overdue, "Of it, what was overdue."},
            Field{"owed", &T::owed, "Truly owed."},
            Field{"due_date", &T::due_date, "First day on which something of it is due; absent: none is to come."}};
    }
    bool operator==(const CollectiveSection&) const = default;
};

struct CollectiveSheetAnswer {
    std::uint64_t position = 0;
    domain::DocumentId collective_statement;
    domain::MasterId master;
    domain::Plain name;
    AccountHeading heading;
    std::vector<domain::BillDelivery> deliveries;
    domain::Date bill_date;
    domain::Date due_date;
    std::vector<CollectiveSection> sections;
    domain::Money asked;
    domain::Money overdue;
    domain::Money owed;
    std::uint64_t issued_at = 0;
    domain::Code currency;
    template <class T = CollectiveSheetAnswer>
    static constexpr auto fields() {
        return FieldList{Field{"position", &T::position, "True at: entries of the log that were folded."},
                         Field{"collective_statement", &T::collective_statement, "The statement."},
                         Field{"master", &T::master, "Above the accounts."},
                         Field{"name", &T::name, "What it was called then."},
                         Field{"heading", &T::heading, "Account of who paid for all then."},
                         Field{"deliveries", &T::deliveries,
                               "Where the payer's own latest statement of then went; empty: it had none."},
                         Field{"bill_date", &T::bill_date, "Its date."},
                         Field{"due_date", &T::due_date, "First due date of what was not overdue then."},
                         Field{"sections", &T::sections, "One an account, as it was then."},
                         Field{"asked", &T::asked, "Sum of what was asked for."},
                         Field{"overdue", &T::overdue, "Sum of what was overdue."},
                         Field{"owed", &T::owed, "Sum of what was truly owed."},
                         Field{"issued_at", &T::issued_at, "Position of its event."},
                         Field{"currency", &T::currency, "Of all amounts."}};
    }
    bool operator==(const CollectiveSheetAnswer&) const = default;
};

// By its id, or by that of its master: then the latest.
[[nodiscard]] Answered<CollectiveSheetAnswer> collective_statement(const Reader&, const domain::DocumentId&,
                                                                   const AsOf&);

[[nodiscard]] BillLayout layout_of(const CollectiveSheetAnswer&, const RenderContext&);
void render(const CollectiveSheetAnswer&, const RenderContext&, std::string& out);

}  // namespace tally::projections
