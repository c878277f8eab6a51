#pragma once
// Lists over the whole division.

#include <cstdint>
#include <vector>

#include "eventstore/codec/maybe.h"
#include "projections/answer_parts.h"

namespace tally::projections {

struct AccountLine {
    AccountHeading heading;
    domain::Code customer_class;
    domain::Code bill_cycle;
    domain::Money payoff;
    domain::Money current;
    template <class T = AccountLine>
    static constexpr auto fields() {
        return FieldList{Field{"heading", &T::heading, "Account, main customer, location."},
                         Field{"customer_class", &T::customer_class, "Decides due days, fees, limits."},
                         Field{"bill_cycle", &T::bill_cycle, "Decides when it is billed."},
                         Field{"payoff", &T::payoff, "Truly owed."}, Field{"current", &T::current, "Asked for now."}};
    }
    bool operator==(const AccountLine&) const = default;
};

struct AccountsAnswer {
    std::uint64_t position = 0;
    domain::Code currency;
    std::vector<AccountLine> accounts;
    eventstore::Maybe<domain::Plain> next;
    template <class T = AccountsAnswer>
    static constexpr auto fields() {
        return FieldList{Field{"position", &T::position, "True at: entries of the log that were folded."},
                         Field{"currency", &T::currency, "Of all amounts."},
                         Field{"accounts", &T::accounts, "In natural order of their ids: 1, 2, 10."},
                         Field{"next", &T::next, "Cursor of the accounts after these; left out: there are none."}};
    }
    bool operator==(const AccountsAnswer&) const = default;
};

struct PersonLine {
    domain::PersonId person;
    domain::PersonKind kind = domain::PersonKind::individual;
    domain::Personal name;
    template <class T = PersonLine>
    static constexpr auto fields() {
        return FieldList{Field{"person", &T::person, "The person."}, Field{"kind", &T::kind, "Individual or business."},
                         Field{"name", &T::name, "Name as printed."}};
    }
    bool operator==(const PersonLine&) const = default;
};

struct PersonsAnswer {
    std::uint64_t position = 0;
    std::vector<PersonLine> persons;
    eventstore::Maybe<domain::Plain> next;
    template <class T = PersonsAnswer>
    static constexpr auto fields() {
        return FieldList{Field{"position", &T::position, "True at: entries of the log that were folded."},
                         Field{"persons", &T::persons, "In natural order of their ids."},
                         Field{"next", &T::next, "Cursor of the persons after these; left out: there are none."}};
    }
    bool operator==(const PersonsAnswer&) const = default;
};

struct PremiseLine {
    domain::PremiseId premise;
    domain::LocationAddress address;
    domain::Code jurisdiction;
    template <class T = PremiseLine>
    static constexpr auto fields() {
        return FieldList{Field{"premise", &T::premise, "Location number."},
                         Field{"address", &T::address, "The service address."},
                         Field{"jurisdiction", &T::jurisdiction, "Whose taxes apply there."}};
    }
    bool operator==(const PremiseLine&) const = default;
};

struct PremisesAnswer {
    std::uint64_t position = 0;
    std::vector<PremiseLine> premises;
    eventstore::Maybe<domain::Plain> next;
    template <class T = PremisesAnswer>
    static constexpr auto fields() {
        return FieldList{Field{"position", &T::position, "True at: entries of the log that were folded."},
                         Field{"premises", &T::premises, "In natural order of their ids."},
                         Field{"next", &T::next, "Cursor of the premises after these; left out: there are none."}};
    }
    bool operator==(const PremisesAnswer&) const = default;
};

// An adjustment that another person than the one who asked for it approves or rejects.
struct AdjustmentLine {
    AccountHeading heading;
    domain::DocumentId adjustment;
    domain::Code adjustment_type;
    domain::ServiceAgreementId sa;
    domain::Money amount;
    domain::Date effective_date;
    domain::DocumentId target;
    domain::Plain requested_by;
    domain::Personal memo;
    domain::Instant recorded_at;
    domain::Date day;
    std::uint64_t position = 0;
    template <class T = AdjustmentLine>
    static constexpr auto fields() {
        return FieldList{Field{"heading", &T::heading, "Account, main customer, location."},
                         Field{"adjustment", &T::adjustment, "The adjustment."},
                         Field{"adjustment_type", &T::adjustment_type, "Its type."},
                         Field{"sa", &T::sa, "Agreement it concerns."},
                         Field{"amount", &T::amount, "Charge above zero, credit below."},
                         Field{"effective_date", &T::effective_date, "Business date."},
                         Field{"target", &T::target, "Document a credit reduces; empty: unapplied credit."},
                         Field{"requested_by", &T::requested_by, "Actor; may not approve it."},
                         Field{"memo", &T::memo, "Why, in words."},
                         Field{"recorded_at", &T::recorded_at, "When it was requested."},
                         Field{"day", &T::day, "That day, where the utility is."},
                         Field{"position", &T::position, "Position of the request."}};
    }
    bool operator==(const AdjustmentLine&) const = default;
};

struct AdjustmentsAnswer {
    std::uint64_t position = 0;
    domain::Code currency;
    std::vector<AdjustmentLine> adjustments;
    eventstore::Maybe<domain::Plain> next;
    template <class T = AdjustmentsAnswer>
    static constexpr auto fields() {
        return FieldList{Field{"position", &T::position, "True at: entries of the log that were folded."},
                         Field{"currency", &T::currency, "Of all amounts."},
                         Field{"adjustments", &T::adjustments, "That wait for approval, the oldest first."},
                         Field{"next", &T::next, "Cursor of the adjustments after these; left out: there are none."}};
    }
    bool operator==(const AdjustmentsAnswer&) const = default;
};

struct BillingErrorLine {
    domain::ServiceAgreementId sa;
    domain::Date bill_date;
    std::uint32_t attempt = 0;
    domain::Code error;
    domain::Plain explanation;
    std::uint64_t position = 0;
    template <class T = BillingErrorLine>
    static constexpr auto fields() {
        return FieldList{Field{"sa", &T::sa, "Which agreement; empty: the account itself."},
                         Field{"bill_date", &T::bill_date, "Of the run."},
                         Field{"attempt", &T::attempt, "1, 2, … within the window."},
                         Field{"error", &T::error, "Name of the rejection."},
                         Field{"explanation", &T::explanation, "What is missing, and the cure."},
                         Field{"position", &T::position, "Position of the event."}};
    }
    bool operator==(const BillingErrorLine&) const = default;
};

struct AccountInError {
    AccountHeading heading;
    domain::Code bill_cycle;
    std::vector<BillingErrorLine> errors;
    template <class T = AccountInError>
    static constexpr auto fields() {
        return FieldList{Field{"heading", &T::heading, "Account, main customer, location."},
                         Field{"bill_cycle", &T::bill_cycle, "Its cycle."},
                         Field{"errors", &T::errors, "Of the last run that could not bill it."}};
    }
    bool operator==(const AccountInError&) const = default;
};

struct BillingErrorsAnswer {
    std::uint64_t position = 0;
    std::vector<AccountInError> accounts;
    eventstore::Maybe<domain::Plain> next;
    template <class T = BillingErrorsAnswer>
    static constexpr auto fields() {
        return FieldList{Field{"position", &T::position, "True at: entries of the log that were folded."},
                         Field{"accounts", &T::accounts, "In natural order of their ids."},
                         Field{"next", &T::next, "Cursor of the accounts after these; left out: there are none."}};
    }
    bool operator==(const BillingErrorsAnswer&) const = default;
};

void render(const AccountsAnswer&, const RenderContext&, std::string& out);
void render(const PersonsAnswer&, const RenderContext&, std::string& out);
void render(const PremisesAnswer&, const RenderContext&, std::string& out);
void render(const AdjustmentsAnswer&, const RenderContext&, std::string& out);
void render(const BillingErrorsAnswer&, const RenderContext&, std::string& out);

}  // namespace tally::projections
