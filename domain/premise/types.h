#pragma once
// Locations, service points, meters and what they measured.

#include <cstdint>
#include <vector>

#include "domain/core/date.h"
#include "domain/core/decimal.h"
#include "domain/core/describe.h"
#include "domain/core/text.h"
#include "domain/person/types.h"

namespace tally::domain {

// IEC CIM ReadingReasonKind. Numbers are stored: add at the end.
enum class ReadingReason : std::uint8_t {
    billing,
    installation,
    removal,
    inquiry,
    move_in,
    move_out,
    demand_reset,
    service_disconnect,
    service_connect,
    load_management,
    load_research,
    other
};
constexpr auto enum_names(ReadingReason) {
    return std::to_array<std::string_view>({"billing", "installation", "removal", "inquiry", "move_in", "move_out",
                                            "demand_reset", "service_disconnect", "service_connect", "load_management",
                                            "load_research", "other"});
}
enum class Quality : std::uint8_t { actual, estimated, validated, customer };
constexpr auto enum_names(Quality) {
    return std::to_array<std::string_view>({"actual", "estimated", "validated", "customer"});
}

// How bad a value is beside another, from 0 for actual.
[[nodiscard]] constexpr int badness(Quality quality) {
    switch (quality) {
        case Quality::actual:
            return 0;
        case Quality::validated:
            return 1;
        case Quality::customer:
            return 2;
        case Quality::estimated:
            return 3;
    }
    return 3;
}
[[nodiscard]] constexpr Quality worse(Quality a, Quality b) {
    return badness(a) < badness(b) ? b : a;
}

// The quality of some of a day's values, counted from 1, both ends in.
struct IntervalQuality {
    std::uint16_t first = 1;
    std::uint16_t last = 1;
    Quality quality = Quality::actual;
    template <class T = IntervalQuality>
    static constexpr auto fields() {
        return FieldList{Field{"first", &T::first, "First value, counted from 1."},
                         Field{"last", &T::last, "Last value."}, Field{"quality", &T::quality, "How good they are."}};
    }
    bool operator==(const IntervalQuality&) const = default;
};

// Why what was measured is held in doubt. Numbers are stored: add at the end.
enum class DoubtKind : std::uint8_t { high, low, zero, missing, out_of_order, spike, negative };
constexpr auto enum_names(DoubtKind) {
    return std::to_array<std::string_view>({"high", "low", "zero", "missing", "out_of_order", "spike", "negative"});
}
// One reason, with what was compared. Of zero and missing the numbers are days; of the others, quantities.
struct ReadDoubt {
    DoubtKind kind = DoubtKind::high;
    Quantity limit;
    Quantity expected;
    Quantity actual;
    template <class T = ReadDoubt>
    static constexpr auto fields() {
        return FieldList{
            Field{"kind", &T::kind,
                  "high, low: use beside what was expected. zero: days without use. missing: days without a read. "
                  "out_of_order: a read beside the next one. spike: the highest value of a day beside its third "
                  "highest. negative: less than nothing."},
            Field{"limit", &T::limit, "What it is beyond."},
            Field{"expected", &T::expected, "What was expected: from the register's own days, or a usage profile."},
            Field{"actual", &T::actual, "What it is."}};
    }
    bool operator==(const ReadDoubt&) const = default;
};
// What is in doubt. Numbers are stored: add at the end.
enum class DoubtedKind : std::uint8_t { read, usage, interval_day };
constexpr auto enum_names(DoubtedKind) {
    return std::to_array<std::string_view>({"read", "usage", "interval_day"});
}
// How a doubt ended. Numbers are stored: add at the end.
enum class DoubtWay : std::uint8_t { accepted, replaced, withdrawn, estimated };
constexpr auto enum_names(DoubtWay) {
    return std::to_array<std::string_view>({"accepted", "replaced", "withdrawn", "estimated"});
}
// What an estimate rests on. Numbers are stored: add at the end.
enum class EstimateMethod : std::uint8_t { automatic, same_days_last_year, recent_days, profile };
constexpr auto enum_names(EstimateMethod) {
    return std::to_array<std::string_view>({"automatic", "same_days_last_year", "recent_days", "profile"});
}

// A subtractive register is read; a consumptive one reports usage.
enum class RegisterKind : std::uint8_t { subtractive, consumptive };
constexpr auto enum_names(RegisterKind) {
    return std::to_array<std::string_view>({"subtractive", "consumptive"});
}

struct MeterRegister {
    Code channel;
    RegisterKind kind = RegisterKind::subtractive;
    Code unit;
    std::uint8_t dials = 5;
    std::uint8_t decimals = 0;
    Quantity multiplier{1'000'000};
    Rate rollover_threshold{50'000'000};
    template <class T = MeterRegister>
    static constexpr auto fields() {
        return FieldList{Field{"channel", &T::channel, "Names the register on its service point, such as 1 or kwh."},
                         Field{"kind", &T::kind, "Read (subtractive) or reporting usage (consumptive)."},
                         Field{"unit", &T::unit, "What it counts, such as ccf, therm or kWh."},
                         Field{"dials", &T::dials, "Digits before the decimal point; it rolls over at 10^dials."},
                         Field{"decimals", &T::decimals, "Decimals a quantity is rounded to, once."},
                         Field{"multiplier", &T::multiplier, "Multiplies the difference of reads."},
                         Field{"rollover_threshold", &T::rollover_threshold,
                               "Consumption above this share of 10^dials is no rollover but an error."}};
    }
    bool operator==(const MeterRegister&) const = default;
};

struct InitialRead {
    Code channel;
    Quantity value;
    template <class T = InitialRead>
    static constexpr auto fields() {
        return FieldList{Field{"channel", &T::channel, "Which register."},
                         Field{"value", &T::value, "What it showed."}};
    }
    bool operator==(const InitialRead&) const = default;
};

struct DefaultService {
    Code service;
    Code sa_type;
    TariffId tariff;
    template <class T = DefaultService>
    static constexpr auto fields() {
        return FieldList{Field{"service", &T::service, "Service a new customer gets here."},
                         Field{"sa_type", &T::sa_type, "Under which kind of agreement."},
                         Field{"tariff", &T::tariff, "At which tariff; empty: the type's default."}};
    }
    bool operator==(const DefaultService&) const = default;
};

// To whom a service point reverts between tenants [rule 16].
struct LandlordAgreement {
    AccountId account;
    Code sa_type;
    TariffId tariff;
    Date from;
    Date until;
    std::uint16_t minimum_gap_days = 0;
    template <class T = LandlordAgreement>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The landlord's account."},
                         Field{"sa_type", &T::sa_type, "Kind of agreement the landlord gets."},
                         Field{"tariff", &T::tariff, "At which tariff; empty: the type's default."},
                         Field{"from", &T::from, "First day of the agreement."},
                         Field{"until", &T::until, "First day after it; absent: open."},
                         Field{"minimum_gap_days", &T::minimum_gap_days,
                               "Shorter gaps before a known next start stay unserved; an equal one counts.", "days"}};
    }
    bool operator==(const LandlordAgreement&) const = default;
};

}  // namespace tally::domain
