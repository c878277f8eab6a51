#pragma once
// Reads and usage in doubt, and those that are missing: what meter readers and the back office work off.

#include <cstdint>
#include <vector>

#include "domain/premise/state.h"
#include "eventstore/codec/maybe.h"
#include "projections/answer_parts.h"

namespace tally::projections {

struct ExceptionLine {
    domain::PremiseId premise;
    domain::ServicePointId service_point;
    domain::Code service;
    domain::MeterId meter;
    domain::Code channel;
    domain::DoubtedKind kind = domain::DoubtedKind::read;
    domain::Date day;
    domain::Date until;
    domain::Quantity value;
    domain::Code unit;
    std::vector<domain::ReadDoubt> doubts;
    domain::Plain source;
    domain::UserId owner;
    domain::Date doubted_on;
    std::uint32_t age_days = 0;
    AccountHeading payer;
    domain::ServiceAgreementId sa;
    std::uint64_t position = 0;
    template <class T = ExceptionLine>
    static constexpr auto fields() {
        return FieldList{Field{"premise", &T::premise, "Location number."},
                         Field{"service_point", &T::service_point, "Where it was measured."},
                         Field{"service", &T::service, "What flows through it."},
                         Field{"meter", &T::meter, "Meter that measured on that day."},
                         Field{"channel", &T::channel, "Which channel."},
                         Field{"kind", &T::kind, "A read, usage of a period, or the values of a day."},
                         Field{"day", &T::day, "The day that the read closes; of usage its first day."},
                         Field{"until", &T::until, "First day after it."},
                         Field{"value", &T::value, "What the register showed, or what was used."},
                         Field{"unit", &T::unit, "Its unit."},
                         Field{"doubts", &T::doubts, "Why it is in doubt, with what was compared."},
                         Field{"source", &T::source, "File or person it came from; may be empty."},
                         Field{"owner", &T::owner, "Who sees to it; empty: no one yet."},
                         Field{"doubted_on", &T::doubted_on, "Since when."},
                         Field{"age_days", &T::age_days, "Days since then.", "days"},
                         Field{"payer", &T::payer, "Who pays on that day; empty: no one."},
                         Field{"sa", &T::sa, "Under which agreement."},
                         Field{"position", &T::position, "Position of the event that reported it."}};
    }
    bool operator==(const ExceptionLine&) const = default;
};

struct ExceptionsAnswer {
    std::uint64_t position = 0;
    domain::Date aged_on;
    std::vector<ExceptionLine> exceptions;
    eventstore::Maybe<domain::Plain> next;
    template <class T = ExceptionsAnswer>
    static constexpr auto fields() {
        return FieldList{Field{"position", &T::position, "True at: entries of the log that were folded."},
                         Field{"aged_on", &T::aged_on, "Day on which ages are counted."},
                         Field{"exceptions", &T::exceptions, "In doubt, in the order in which they were reported."},
                         Field{"next", &T::next, "Cursor of those after these; left out: there are none."}};
    }
    bool operator==(const ExceptionsAnswer&) const = default;
};

struct MissingReadLine {
    AccountHeading heading;
    domain::ServiceAgreementId sa;
    domain::ServicePointId service_point;
    domain::Code channel;
    bool is_read = false;
    domain::Date from;
    domain::Date day;
    domain::Date doubted_on;
    domain::Code cycle;
    domain::Date window_end;
    domain::Date estimate_date;
    bool may_be_estimated = false;
    template <class T = MissingReadLine>
    static constexpr auto fields() {
        return FieldList{
            Field{"heading", &T::heading, "Account, main customer, location."},
            Field{"sa", &T::sa, "Agreement that cannot be billed for it."},
            Field{"service_point", &T::service_point, "Where."},
            Field{"channel", &T::channel, "Which channel."},
            Field{"is_read", &T::is_read, "A read is missing, not usage."},
            Field{"from", &T::from, "First day of which nothing is held."},
            Field{"day", &T::day, "The last such day; a read closes it."},
            Field{"doubted_on", &T::doubted_on, "The day of what is in doubt meanwhile; absent: nothing is."},
            Field{"cycle", &T::cycle, "Bill cycle."},
            Field{"window_end", &T::window_end, "Last day on which its run may bill."},
            Field{"estimate_date", &T::estimate_date, "From then on it may be estimated; absent: never."},
            Field{"may_be_estimated", &T::may_be_estimated, "Its agreement and that day allow an estimate."}};
    }
    bool operator==(const MissingReadLine&) const = default;
};

struct MissingReadsAnswer {
    std::uint64_t position = 0;
    domain::Date on;
    std::vector<MissingReadLine> missing;
    eventstore::Maybe<domain::Plain> next;
    template <class T = MissingReadsAnswer>
    static constexpr auto fields() {
        return FieldList{Field{"position", &T::position, "True at: entries of the log that were folded."},
                         Field{"on", &T::on, "Day that bills would be made for."},
                         Field{"missing", &T::missing,
                               "Of the accounts that are due in a window of that day, by cycle and account."},
                         Field{"next", &T::next, "Cursor of those after these; left out: there are none."}};
    }
    bool operator==(const MissingReadsAnswer&) const = default;
};

void render(const ExceptionsAnswer&, const RenderContext&, std::string& out);
void render(const MissingReadsAnswer&, const RenderContext&, std::string& out);

}  // namespace tally::projections
