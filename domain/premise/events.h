#pragma once
// What can happen at a premise. Names and field order are on disk: add, never edit.

#include "domain/about.h"
#include "domain/core/civil_day.h"
#include "domain/core/packed_quantities.h"
#include "domain/core/type_list.h"
#include "domain/premise/market/events.h"
#include "domain/premise/types.h"

namespace tally::domain {

struct LocationAdded {
    static constexpr std::string_view type_name = "premise.location_added";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::location;
    PremiseId premise;
    LocationAddress address;
    Code jurisdiction;
    std::vector<DefaultService> default_services;
    static constexpr std::tuple makes{NamedId{"premise", &LocationAdded::premise}};
    template <class T = LocationAdded>
    static constexpr auto fields() {
        return FieldList{
            Field{"premise", &T::premise, "The location's number."},
            Field{"address", &T::address, "The service address."},
            Field{"jurisdiction", &T::jurisdiction, "Whose taxes apply there; empty: all of the tax codes named."},
            Field{"default_services", &T::default_services, "What a new customer here is given."}};
    }
    bool operator==(const LocationAdded&) const = default;
};
// The place stays; what it is called by does not. Documents that were issued keep the address of their day.
struct LocationAddressChanged {
    static constexpr std::string_view type_name = "premise.address_changed";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::location;
    PremiseId premise;
    LocationAddress address;
    LocationAddress previous;
    template <class T = LocationAddressChanged>
    static constexpr auto fields() {
        return FieldList{Field{"premise", &T::premise, "The location's number."},
                         Field{"address", &T::address, "The service address from now on, whole."},
                         Field{"previous", &T::previous, "What it was."}};
    }
    bool operator==(const LocationAddressChanged&) const = default;
};
struct ServicePointAdded {
    static constexpr std::string_view type_name = "premise.service_point_added";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::location;
    ServicePointId service_point;
    PremiseId premise;
    Code service;
    Plain market_id;
    template <class T = ServicePointAdded>
    static constexpr auto fields() {
        return FieldList{Field{"service_point", &T::service_point, "The service point; unique in the division."},
                         Field{"premise", &T::premise, "Where it is."},
                         Field{"service", &T::service, "What flows through it."},
                         Field{"market_id", &T::market_id, "ESI ID or LDC account number, where there is one."}};
    }
    bool operator==(const ServicePointAdded&) const = default;
};
struct MeterInstalled {
    static constexpr std::string_view type_name = "premise.meter_installed";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::location;
    MeterId meter;
    ServicePointId service_point;
    Date installed_on;
    std::vector<MeterRegister> registers;
    std::vector<InitialRead> reads;
    template <class T = MeterInstalled>
    static constexpr auto fields() {
        return FieldList{Field{"meter", &T::meter, "The meter's badge number."},
                         Field{"service_point", &T::service_point, "Where it measures."},
                         Field{"installed_on", &T::installed_on, "First day it measures."},
                         Field{"registers", &T::registers, "What it counts."},
                         Field{"reads", &T::reads, "What its registers showed at the start of that day."}};
    }
    bool operator==(const MeterInstalled&) const = default;
};
struct MeterRemoved {
    static constexpr std::string_view type_name = "premise.meter_removed";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::meter_data;
    MeterId meter;
    ServicePointId service_point;
    Date removed_on;
    std::vector<InitialRead> reads;
    template <class T = MeterRemoved>
    static constexpr auto fields() {
        return FieldList{Field{"meter", &T::meter, "The meter."},
                         Field{"service_point", &T::service_point, "Where it measured."},
                         Field{"removed_on", &T::removed_on, "Last day it measured."},
                         Field{"reads", &T::reads, "What its registers showed at the end of that day."}};
    }
    bool operator==(const MeterRemoved&) const = default;
};
// A read dated d closes day d.
struct RegisterRead {
    static constexpr std::string_view type_name = "premise.register_read";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::meter_data;
    ServicePointId service_point;
    MeterId meter;
    Code channel;
    Date read_on;
    Quantity value;
    Quality quality = Quality::actual;
    ReadingReason reading_reason = ReadingReason::billing;
    Plain source;
    template <class T = RegisterRead>
    static constexpr auto fields() {
        return FieldList{Field{"service_point", &T::service_point, "Where."},
                         Field{"meter", &T::meter, "Which meter."},
                         Field{"channel", &T::channel, "Which register."},
                         Field{"read_on", &T::read_on, "The day the read closes."},
                         Field{"value", &T::value, "What the register showed."},
                         Field{"quality", &T::quality, "How good the value is."},
                         Field{"reading_reason", &T::reading_reason, "Why it was read (CIM ReadingReasonKind)."},
                         Field{"source", &T::source, "File or person it came from."}};
    }
    bool operator==(const RegisterRead&) const = default;
};
struct RegisterReadCorrected {
    static constexpr std::string_view type_name = "premise.register_read_corrected";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::meter_data;
    RegisterRead read;
    Quantity previous_value;
    std::uint64_t corrects_position = 0;
    template <class T = RegisterReadCorrected>
    static constexpr auto fields() {
        return FieldList{Field{"read", &T::read, "The read as it is from now on."},
                         Field{"previous_value", &T::previous_value, "What was held until now."},
                         Field{"corrects_position", &T::corrects_position, "Position of the event corrected."}};
    }
    bool operator==(const RegisterReadCorrected&) const = default;
};
// What the channel's last read is after one was withdrawn. An unset date: none.
struct LastReadLeft {
    Date read_on;
    Quantity value;
    std::uint64_t position = 0;
    template <class T = LastReadLeft>
    static constexpr auto fields() {
        return FieldList{Field{"read_on", &T::read_on, "The day it closes; absent: the channel has no read."},
                         Field{"value", &T::value, "What the register showed."},
                         Field{"position", &T::position, "Position of the event that holds it."}};
    }
    bool operator==(const LastReadLeft&) const = default;
};
// A read that was never taken so: of another meter, of a day that was mistyped. It is as if it had not been entered.
struct RegisterReadWithdrawn {
    static constexpr std::string_view type_name = "premise.register_read_withdrawn";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::meter_data;
    ServicePointId service_point;
    MeterId meter;
    Code channel;
    Date read_on;
    Quantity value;
    std::uint64_t withdraws_position = 0;
    LastReadLeft last_read;
    template <class T = RegisterReadWithdrawn>
    static constexpr auto fields() {
        return FieldList{Field{"service_point", &T::service_point, "Where."},
                         Field{"meter", &T::meter, "Which meter."},
                         Field{"channel", &T::channel, "Which register."},
                         Field{"read_on", &T::read_on, "The day that it closed."},
                         Field{"value", &T::value, "What was held."},
                         Field{"withdraws_position", &T::withdraws_position, "Position of the event withdrawn."},
                         Field{"last_read", &T::last_read, "The channel's last read from now on."}};
    }
    bool operator==(const RegisterReadWithdrawn&) const = default;
};
struct UsageWithdrawn {
    static constexpr std::string_view type_name = "premise.usage_withdrawn";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::meter_data;
    ServicePointId service_point;
    Code channel;
    Date from;
    Date until;
    Quantity quantity;
    std::uint64_t withdraws_position = 0;
    template <class T = UsageWithdrawn>
    static constexpr auto fields() {
        return FieldList{Field{"service_point", &T::service_point, "Where."},
                         Field{"channel", &T::channel, "Which channel."},
                         Field{"from", &T::from, "First day of the period."},
                         Field{"until", &T::until, "First day after it."},
                         Field{"quantity", &T::quantity, "What was held."},
                         Field{"withdraws_position", &T::withdraws_position, "Position of the event withdrawn."}};
    }
    bool operator==(const UsageWithdrawn&) const = default;
};
// Consumption of a period, or a day's intervals packed in one event.
struct UsageRecorded {
    static constexpr std::string_view type_name = "premise.usage_recorded";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::meter_data;
    ServicePointId service_point;
    Code channel;
    Date from;
    Date until;
    Quantity quantity;
    Code unit;
    Quality quality = Quality::actual;
    Instant start;
    std::uint32_t interval_seconds = 0;
    std::vector<Quantity> intervals;
    Price reported_cost;
    Plain source;
    template <class T = UsageRecorded>
    static constexpr auto fields() {
        return FieldList{
            Field{"service_point", &T::service_point, "Where."},
            Field{"channel", &T::channel, "Which channel."},
            Field{"from", &T::from, "First day of the period."},
            Field{"until", &T::until, "First day after it."},
            Field{"quantity", &T::quantity, "Consumption of the whole period."},
            Field{"unit", &T::unit, "Its unit."},
            Field{"quality", &T::quality, "How good the value is."},
            Field{"start", &T::start, "Start of the first interval; 1970 for whole days.", "UTC microseconds"},
            Field{"interval_seconds", &T::interval_seconds, "Length of an interval; 0: no intervals.", "seconds"},
            Field{"intervals", &T::intervals, "Consumption of each interval, in order."},
            Field{"reported_cost", &T::reported_cost, "Cost the source gave; for information.", "currency"},
            Field{"source", &T::source, "File or person it came from."}};
    }
    bool operator==(const UsageRecorded&) const = default;
};
struct UsageCorrected {
    static constexpr std::string_view type_name = "premise.usage_corrected";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::meter_data;
    UsageRecorded usage;
    Quantity previous_quantity;
    std::uint64_t corrects_position = 0;
    template <class T = UsageCorrected>
    static constexpr auto fields() {
        return FieldList{Field{"usage", &T::usage, "The usage as it is from now on."},
                         Field{"previous_quantity", &T::previous_quantity, "What was held until now."},
                         Field{"corrects_position", &T::corrects_position, "Position of the event corrected."}};
    }
    bool operator==(const UsageCorrected&) const = default;
};
struct OccupancyStarted {
    static constexpr std::string_view type_name = "premise.occupancy_started";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::occupancy;
    ServicePointId service_point;
    AccountId account;
    ServiceAgreementId sa;
    Date from;
    template <class T = OccupancyStarted>
    static constexpr auto fields() {
        return FieldList{Field{"service_point", &T::service_point, "Which service point."},
                         Field{"account", &T::account, "Who pays from then on."},
                         Field{"sa", &T::sa, "Under which agreement."}, Field{"from", &T::from, "First day."}};
    }
    bool operator==(const OccupancyStarted&) const = default;
};
struct OccupancyEnded {
    static constexpr std::string_view type_name = "premise.occupancy_ended";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::occupancy;
    ServicePointId service_point;
    AccountId account;
    ServiceAgreementId sa;
    Date until;
    template <class T = OccupancyEnded>
    static constexpr auto fields() {
        return FieldList{Field{"service_point", &T::service_point, "Which service point."},
                         Field{"account", &T::account, "Who paid."}, Field{"sa", &T::sa, "Under which agreement."},
                         Field{"until", &T::until,
                               "First day it no longer pays; its first day where the start was withdrawn, absent where "
                               "the stop was: open again."}};
    }
    bool operator==(const OccupancyEnded&) const = default;
};
struct LandlordAgreementSet {
    static constexpr std::string_view type_name = "premise.landlord_agreement_set";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::landlord;
    PremiseId premise;
    LandlordAgreement agreement;
    template <class T = LandlordAgreementSet>
    static constexpr auto fields() {
        return FieldList{Field{"premise", &T::premise, "Which premise."},
                         Field{"agreement", &T::agreement, "To whom its service points revert."}};
    }
    bool operator==(const LandlordAgreementSet&) const = default;
};
struct LandlordReverted {
    static constexpr std::string_view type_name = "premise.landlord_reverted";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::landlord;
    PremiseId premise;
    ServicePointId service_point;
    ServiceAgreementId from_sa;
    AccountId landlord;
    ServiceAgreementId to_sa;
    Date on;
    template <class T = LandlordReverted>
    static constexpr auto fields() {
        return FieldList{Field{"premise", &T::premise, "Which premise."},
                         Field{"service_point", &T::service_point, "Which service point."},
                         Field{"from_sa", &T::from_sa, "The tenant's agreement that stopped."},
                         Field{"landlord", &T::landlord, "The account it reverts to."},
                         Field{"to_sa", &T::to_sa, "The landlord's agreement, started by this."},
                         Field{"on", &T::on, "First day the landlord pays."}};
    }
    bool operator==(const LandlordReverted&) const = default;
};

// How much one register of the installed meter may count between two reads, from now on.
struct RegisterChanged {
    static constexpr std::string_view type_name = "premise.register_changed";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::meter_data;
    ServicePointId service_point;
    MeterId meter;
    Code channel;
    Rate rollover_threshold;
    Rate previous_threshold;
    template <class T = RegisterChanged>
    static constexpr auto fields() {
        return FieldList{Field{"service_point", &T::service_point, "Where it measures."},
                         Field{"meter", &T::meter, "Which meter."}, Field{"channel", &T::channel, "Which register."},
                         Field{"rollover_threshold", &T::rollover_threshold,
                               "Consumption above this share of 10^dials is an error from now on."},
                         Field{"previous_threshold", &T::previous_threshold, "The share until now."}};
    }
    bool operator==(const RegisterChanged&) const = default;
};
// A start was entered for a service point that a tenant still has: it takes effect by that tenant's stop [rule 28].
struct StartWaits {
    static constexpr std::string_view type_name = "premise.start_waits";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::occupancy;
    ServicePointId service_point;
    AccountId account;
    ServiceAgreementId sa;
    Date start_on;
    AccountId tenant;
    ServiceAgreementId tenant_sa;
    template <class T = StartWaits>
    static constexpr auto fields() {
        return FieldList{Field{"service_point", &T::service_point, "Which service point."},
                         Field{"account", &T::account, "Who is to pay there."},
                         Field{"sa", &T::sa, "The agreement that waits, pending start."},
                         Field{"start_on", &T::start_on, "The start day asked for."},
                         Field{"tenant", &T::tenant, "The account that has the service point."},
                         Field{"tenant_sa", &T::tenant_sa, "The agreement that must stop first."}};
    }
    bool operator==(const StartWaits&) const = default;
};

// What one channel of an interval meter measured in a day, value by value from its first minute to its last.
struct IntervalDayRecorded {
    static constexpr std::string_view type_name = "premise.interval_day_recorded";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::meter_data;
    ServicePointId service_point;
    Code channel;
    Date date;
    std::uint16_t interval_minutes = 0;
    std::uint16_t day_minutes = 1'440;
    std::uint16_t clock_change_at = 0;
    PackedQuantities values;
    Code unit;
    Quality quality = Quality::actual;
    std::vector<IntervalQuality> qualities;
    Plain source;
    template <class T = IntervalDayRecorded>
    static constexpr auto fields() {
        return FieldList{
            Field{"service_point", &T::service_point, "Where."},
            Field{"channel", &T::channel, "Which channel."},
            Field{"date", &T::date, "The day, in the utility's time zone."},
            Field{"interval_minutes", &T::interval_minutes, "Length of an interval.", "minutes"},
            Field{"day_minutes", &T::day_minutes, "Length of the day: 1,380 or 1,500 where the clock changes.",
                  "minutes"},
            Field{"clock_change_at", &T::clock_change_at,
                  "From the start of the day to the change of the clock; 0: none, or with the day.", "minutes"},
            Field{"values", &T::values, "Consumption of each interval, in order."},
            Field{"unit", &T::unit, "Its unit."},
            Field{"quality", &T::quality, "How good the values are that qualities does not name."},
            Field{"qualities", &T::qualities, "Values of another quality, rising."},
            Field{"source", &T::source, "File or person it came from."}};
    }
    bool operator==(const IntervalDayRecorded&) const = default;

    [[nodiscard]] CivilDay civil_day() const { return {day_minutes, clock_change_at}; }
    // Sum of the values; they fit.
    [[nodiscard]] Quantity total() const;
    [[nodiscard]] Quality worst_quality() const;
};
struct IntervalDayCorrected {
    static constexpr std::string_view type_name = "premise.interval_day_corrected";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::meter_data;
    IntervalDayRecorded day;
    Quantity previous_quantity;
    std::uint64_t corrects_position = 0;
    template <class T = IntervalDayCorrected>
    static constexpr auto fields() {
        return FieldList{Field{"day", &T::day, "The day as it is from now on."},
                         Field{"previous_quantity", &T::previous_quantity, "What the day's sum was until now."},
                         Field{"corrects_position", &T::corrects_position, "Position of the event corrected."}};
    }
    bool operator==(const IntervalDayCorrected&) const = default;
};
// A day's values that should not have been entered. It is as if they had not been.
struct IntervalDayWithdrawn {
    static constexpr std::string_view type_name = "premise.interval_day_withdrawn";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::meter_data;
    ServicePointId service_point;
    Code channel;
    Date date;
    Quantity quantity;
    std::uint64_t withdraws_position = 0;
    template <class T = IntervalDayWithdrawn>
    static constexpr auto fields() {
        return FieldList{Field{"service_point", &T::service_point, "Where."},
                         Field{"channel", &T::channel, "Which channel."}, Field{"date", &T::date, "The day."},
                         Field{"quantity", &T::quantity, "What the day's sum was."},
                         Field{"withdraws_position", &T::withdraws_position, "Position of the event withdrawn."}};
    }
    bool operator==(const IntervalDayWithdrawn&) const = default;
};

// A read that was reported and is held in doubt: nothing bills on it before it is accepted.
struct RegisterReadDoubted {
    static constexpr std::string_view type_name = "premise.register_read_doubted";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::meter_data;
    RegisterRead read;
    std::vector<ReadDoubt> doubts;
    Date doubted_on;
    std::uint64_t replaces_position = 0;
    template <class T = RegisterReadDoubted>
    static constexpr auto fields() {
        return FieldList{Field{"read", &T::read, "The read as it was reported."},
                         Field{"doubts", &T::doubts, "Why it is in doubt."},
                         Field{"doubted_on", &T::doubted_on, "Business date."},
                         Field{"replaces_position", &T::replaces_position,
                               "Position of the event that reported another value in doubt; 0: there was none."}};
    }
    bool operator==(const RegisterReadDoubted&) const = default;
};
// The same of the usage of a period.
struct UsageDoubted {
    static constexpr std::string_view type_name = "premise.usage_doubted";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::meter_data;
    UsageRecorded usage;
    std::vector<ReadDoubt> doubts;
    Date doubted_on;
    std::uint64_t replaces_position = 0;
    template <class T = UsageDoubted>
    static constexpr auto fields() {
        return FieldList{Field{"usage", &T::usage, "The usage as it was reported."},
                         Field{"doubts", &T::doubts, "Why it is in doubt."},
                         Field{"doubted_on", &T::doubted_on, "Business date."},
                         Field{"replaces_position", &T::replaces_position,
                               "Position of the event that reported another value in doubt; 0: there was none."}};
    }
    bool operator==(const UsageDoubted&) const = default;
};
// The same of the values of a day.
struct IntervalDayDoubted {
    static constexpr std::string_view type_name = "premise.interval_day_doubted";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::meter_data;
    IntervalDayRecorded day;
    std::vector<ReadDoubt> doubts;
    Date doubted_on;
    std::uint64_t replaces_position = 0;
    template <class T = IntervalDayDoubted>
    static constexpr auto fields() {
        return FieldList{Field{"day", &T::day, "The day as it was reported."},
                         Field{"doubts", &T::doubts, "Why it is in doubt."},
                         Field{"doubted_on", &T::doubted_on, "Business date."},
                         Field{"replaces_position", &T::replaces_position,
                               "Position of the event that reported other values in doubt; 0: there was none."}};
    }
    bool operator==(const IntervalDayDoubted&) const = default;
};
struct DoubtAssigned {
    static constexpr std::string_view type_name = "premise.doubt_assigned";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::meter_data;
    ServicePointId service_point;
    Code channel;
    Date day;
    UserId owner;
    std::uint64_t doubted_position = 0;
    template <class T = DoubtAssigned>
    static constexpr auto fields() {
        return FieldList{Field{"service_point", &T::service_point, "Where."},
                         Field{"channel", &T::channel, "Which channel."},
                         Field{"day", &T::day, "The day that the read closes; of usage its first day."},
                         Field{"owner", &T::owner, "Who sees to it; empty: no one."},
                         Field{"doubted_position", &T::doubted_position, "Position of the event that reported it."}};
    }
    bool operator==(const DoubtAssigned&) const = default;
};
// No longer in doubt. What stands in its place follows in the same commit, but for one that was withdrawn.
struct DoubtResolved {
    static constexpr std::string_view type_name = "premise.doubt_resolved";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::meter_data;
    ServicePointId service_point;
    Code channel;
    Date day;
    DoubtWay way = DoubtWay::accepted;
    Plain why;
    std::uint64_t doubted_position = 0;
    template <class T = DoubtResolved>
    static constexpr auto fields() {
        return FieldList{Field{"service_point", &T::service_point, "Where."},
                         Field{"channel", &T::channel, "Which channel."},
                         Field{"day", &T::day, "The day that the read closes; of usage its first day."},
                         Field{"way", &T::way,
                               "accepted as it was reported, replaced by another value, withdrawn, or estimated "
                               "instead."},
                         Field{"why", &T::why, "Why it was accepted."},
                         Field{"doubted_position", &T::doubted_position, "Position of the event that reported it."}};
    }
    bool operator==(const DoubtResolved&) const = default;
};
// How the estimates that follow in the same commit were made.
struct ReadEstimated {
    static constexpr std::string_view type_name = "premise.read_estimated";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::meter_data;
    ServicePointId service_point;
    Code channel;
    Date from;
    Date until;
    Quantity quantity;
    Code unit;
    EstimateMethod method = EstimateMethod::recent_days;
    Date basis_from;
    Date basis_until;
    Quantity basis_quantity;
    std::uint32_t basis_days = 0;
    template <class T = ReadEstimated>
    static constexpr auto fields() {
        return FieldList{
            Field{"service_point", &T::service_point, "Where."},
            Field{"channel", &T::channel, "Which channel."},
            Field{"from", &T::from, "First day estimated."},
            Field{"until", &T::until, "First day after it."},
            Field{"quantity", &T::quantity, "Use of those days."},
            Field{"unit", &T::unit, "Its unit."},
            Field{"method", &T::method, "What it rests on."},
            Field{"basis_from", &T::basis_from, "First day of what it rests on; of a profile, as from."},
            Field{"basis_until", &T::basis_until, "First day after that."},
            Field{"basis_quantity", &T::basis_quantity, "Use of the days that it rests on."},
            Field{"basis_days", &T::basis_days, "How many days were measured, or taken from the profile.", "days"}};
    }
    bool operator==(const ReadEstimated&) const = default;
};

using PremiseEvent = JoinedLists<
    TypeList<LocationAdded, ServicePointAdded, MeterInstalled, MeterRemoved, RegisterRead, RegisterReadCorrected,
             UsageRecorded, UsageCorrected, OccupancyStarted, OccupancyEnded, LandlordAgreementSet, LandlordReverted,
             RegisterReadWithdrawn, UsageWithdrawn, RegisterChanged, StartWaits, IntervalDayRecorded,
             IntervalDayCorrected, IntervalDayWithdrawn, RegisterReadDoubted, UsageDoubted, IntervalDayDoubted,
             DoubtAssigned, DoubtResolved, ReadEstimated, LocationAddressChanged>,
    MarketEvent>;

}  // namespace tally::domain
