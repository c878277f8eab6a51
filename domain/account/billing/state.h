#pragma once
// What waits for the next bill, and what it will show.

#include <cstdint>

#include "domain/account/billing/events.h"

namespace tally::domain {

struct PendingCharge {
    DocumentId charge;
    ServiceAgreementId sa;
    Code charge_type;
    Money amount;
    Plain description;
    std::uint64_t position = 0;
    template <class T = PendingCharge>
    static constexpr auto fields() {
        return FieldList{Field{"charge", &T::charge, "The special charge."},
                         Field{"sa", &T::sa, "Agreement that will carry it."},
                         Field{"charge_type", &T::charge_type, "Its type."},
                         Field{"amount", &T::amount, "Before tax."},
                         Field{"description", &T::description, "What the bill will say."},
                         Field{"position", &T::position, "Position of the event that made it."}};
    }
    bool operator==(const PendingCharge&) const = default;
};

// An SA, or the account (empty sa), that could not be billed on the last try of a run.
struct BillingError {
    ServiceAgreementId sa;
    Date bill_date;
    std::uint32_t attempt = 0;
    Code error;
    std::uint64_t position = 0;
    template <class T = BillingError>
    static constexpr auto fields() {
        return FieldList{Field{"sa", &T::sa, "Which agreement; empty: the account itself."},
                         Field{"bill_date", &T::bill_date, "Of the run."}, Field{"attempt", &T::attempt, "1, 2, …"},
                         Field{"error", &T::error, "Name of the rejection."},
                         Field{"position", &T::position, "Position of the event."}};
    }
    bool operator==(const BillingError&) const = default;
};

// A copy of the latest bill that reached its person by no means.
struct UndeliverableCopy {
    PersonId person;
    Code route_type;
    Date bill_date;
    Plain cure;
    std::uint64_t position = 0;
    template <class T = UndeliverableCopy>
    static constexpr auto fields() {
        return FieldList{Field{"person", &T::person, "Who did not get it."},
                         Field{"route_type", &T::route_type, "The way it should have gone."},
                         Field{"bill_date", &T::bill_date, "Of the bill."},
                         Field{"cure", &T::cure, "What would let the next one arrive."},
                         Field{"position", &T::position, "Position of the event."}};
    }
    bool operator==(const UndeliverableCopy&) const = default;
};

// The demand that an agreement's standing segment charges, and what it carries on.
struct SegmentDemands {
    SegmentId segment;
    std::vector<BilledDemand> demands;
    YearToDate year;
    template <class T = SegmentDemands>
    static constexpr auto fields() {
        return FieldList{Field{"segment", &T::segment, "The segment."},
                         Field{"demands", &T::demands, "One a component of demand and price period."},
                         Field{"year", &T::year, "What it carries on to the next."}};
    }
    bool operator==(const SegmentDemands&) const = default;
};
// What later bills of the agreement look back on: a part of its own, which only tariffs with terms of demand or
// of the year read.
struct AgreementDemands {
    std::vector<SegmentDemands> segments;
    template <class T = AgreementDemands>
    static constexpr auto fields() {
        return FieldList{Field{"segments", &T::segments, "In the order in which they were frozen."}};
    }
    bool operator==(const AgreementDemands&) const = default;

    // nullptr: it has none.
    [[nodiscard]] const SegmentDemands* of(const SegmentId& segment) const {
        for (const SegmentDemands& one : segments)
            if (one.segment == segment) return &one;
        return nullptr;
    }
};

// What happened since the last statement's cut, in payoff and current: the next statement's figures.
struct SinceStatement {
    Money payments_payoff;
    Money payments_current;
    Money adjustments_payoff;
    Money adjustments_current;
    Money corrections_payoff;
    Money corrections_current;
    Money charges_payoff;
    Money charges_current;
    std::uint32_t financial_events = 0;
    template <class T = SinceStatement>
    static constexpr auto fields() {
        return FieldList{Field{"payments_payoff", &T::payments_payoff, "Payments net of cancellations."},
                         Field{"payments_current", &T::payments_current, "The same in current."},
                         Field{"adjustments_payoff", &T::adjustments_payoff, "Adjustments, fees, transfers."},
                         Field{"adjustments_current", &T::adjustments_current, "The same in current."},
                         Field{"corrections_payoff", &T::corrections_payoff, "Cancelled charges and rebills."},
                         Field{"corrections_current", &T::corrections_current, "The same in current."},
                         Field{"charges_payoff", &T::charges_payoff, "New charges."},
                         Field{"charges_current", &T::charges_current, "The same in current."},
                         Field{"financial_events", &T::financial_events, "How many there were."}};
    }
    bool operator==(const SinceStatement&) const = default;
};

}  // namespace tally::domain
