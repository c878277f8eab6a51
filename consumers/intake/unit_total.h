#pragma once
// What the interval values of a file add up to, of one unit.

#include <cstdint>

#include "domain/core/decimal.h"
#include "domain/core/describe.h"
#include "domain/core/text.h"

namespace tally::consumers {

struct UnitTotal {
    domain::Code unit;
    std::uint64_t values = 0;
    domain::Quantity usage;
    template <class T = UnitTotal>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{Field{"unit", &T::unit, "Unit of the registers."},
                         Field{"values", &T::values, "Values that were sent."},
                         Field{"usage", &T::usage, "Their sum."}};
    }
    bool operator==(const UnitTotal&) const = default;
};

}  // namespace tally::consumers
