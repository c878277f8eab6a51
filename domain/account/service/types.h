#pragma once
// The reads that start and stop a service agreement.

#include "domain/core/date.h"
#include "domain/core/decimal.h"
#include "domain/core/describe.h"
#include "domain/core/money.h"
#include "domain/core/text.h"

namespace tally::domain {

// Register values or usage ends that start or stop an agreement.
struct ServiceRead {
    ServicePointId service_point;
    Code channel;
    Date read_on;
    Quantity value;
    template <class T = ServiceRead>
    static constexpr auto fields() {
        return FieldList{Field{"service_point", &T::service_point, "Where."},
                         Field{"channel", &T::channel, "Which register."},
                         Field{"read_on", &T::read_on, "The day the read closes."},
                         Field{"value", &T::value, "What the register showed."}};
    }
    bool operator==(const ServiceRead&) const = default;
};

}  // namespace tally::domain
