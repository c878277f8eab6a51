#pragma once
// Records of unclaimed property: since when it has been dormant, and what it was before it escheated.

#include <array>
#include <cstdint>
#include <string_view>

#include "domain/core/date.h"
#include "domain/core/describe.h"
#include "domain/core/text.h"

namespace tally::domain {

// What dormancy is counted from. The first three are not the owner's: before them there was nothing to claim. Numbers
// are stored: add at the end.
enum class DormancyStart : std::uint8_t {
    service_ended,
    final_bill,
    credit_given,
    payment,
    contact,
    dispute,
    authorisation,
    reclaimed,
    notice_cancelled
};
constexpr auto enum_names(DormancyStart) {
    return std::to_array<std::string_view>({"service_ended", "final_bill", "credit_given", "payment", "contact",
                                            "dispute", "authorisation", "reclaimed", "notice_cancelled"});
}

// What was given to the state. Numbers are stored: add at the end.
enum class PropertyKind : std::uint8_t { credit, deposit };
constexpr auto enum_names(PropertyKind) {
    return std::to_array<std::string_view>({"credit", "deposit"});
}

// Since when an account's property lies unclaimed, and under whose law.
struct Dormancy {
    Code policy;
    Code jurisdiction;
    Date since;
    DormancyStart start = DormancyStart::service_ended;
    DocumentId document;
    Date dormant_on;
    template <class T = Dormancy>
    static constexpr auto fields() {
        return FieldList{
            Field{"policy", &T::policy, "Row of settings.define_unclaimed_policy, as in force on that day."},
            Field{"jurisdiction", &T::jurisdiction, "Of the location that was supplied last; empty: it names none."},
            Field{"since", &T::since, "The latest act of the owner, or when there was something to claim."},
            Field{"start", &T::start, "What happened then."},
            Field{"document", &T::document, "Payment, entry, adjustment or other document of it; empty: it has none."},
            Field{"dormant_on", &T::dormant_on, "From this day on the property is dormant."}};
    }
    bool operator==(const Dormancy&) const = default;
};

// Which report to the state it is part of, and when that is due.
struct EscheatReport {
    Code report;
    Date due_on;
    template <class T = EscheatReport>
    static constexpr auto fields() {
        return FieldList{Field{"report", &T::report, "The policy and the year, such as NY-2026."},
                         Field{"due_on", &T::due_on, "Day on which it is reported and paid."}};
    }
    bool operator==(const EscheatReport&) const = default;
};

}  // namespace tally::domain
