#pragma once
// What of an account's bills is to be corrected: a part of its own. A bill reads it only where the account's state says
// that something is due.

#include <cstdint>
#include <vector>

#include "domain/core/date.h"
#include "domain/core/describe.h"
#include "domain/core/text.h"

namespace tally::domain {

struct DueCorrection {
    ServiceAgreementId sa;
    ServicePointId service_point;
    Date from;
    Date noted_on;
    std::uint64_t position = 0;
    template <class T = DueCorrection>
    static constexpr auto fields() {
        return FieldList{Field{"sa", &T::sa, "Whose bills."},
                         Field{"service_point", &T::service_point, "Where it was measured."},
                         Field{"from", &T::from, "Segments that end after this day are to be looked at again."},
                         Field{"noted_on", &T::noted_on, "Since when it is due."},
                         Field{"position", &T::position, "Position of the event that noted it last."}};
    }
    bool operator==(const DueCorrection&) const = default;
};

struct AccountCorrections {
    std::vector<DueCorrection> due;
    template <class T = AccountCorrections>
    static constexpr auto fields() {
        return FieldList{Field{"due", &T::due, "One for each agreement."}};
    }
    bool operator==(const AccountCorrections&) const = default;

    // nullptr: none of the agreement is due.
    [[nodiscard]] const DueCorrection* of(const ServiceAgreementId& sa) const {
        for (const DueCorrection& one : due)
            if (one.sa == sa) return &one;
        return nullptr;
    }
};

}  // namespace tally::domain
