#pragma once
// What can be asked of a premise. An id, date or code left empty takes the default its field names.

#include <cstdint>
#include <string_view>
#include <vector>

#include "domain/core/type_list.h"
#include "domain/premise/market/commands.h"
#include "domain/premise/types.h"

namespace tally::domain {

struct AddLocation {
    static constexpr std::string_view type_name = "premise.add_location";
    PremiseId premise;
    LocationAddress address;
    Code jurisdiction;
    std::vector<DefaultService> default_services;
    template <class T = AddLocation>
    static constexpr auto fields() {
        return FieldList{Field{"premise", &T::premise, "The location's number."},
                         Field{"address", &T::address, "Service address."},
                         Field{"jurisdiction", &T::jurisdiction, "Whose taxes apply there; empty: all named."},
                         Field{"default_services", &T::default_services, "What a new customer here is given."}};
    }
    bool operator==(const AddLocation&) const = default;
};

// Another service address of a location that exists, whole. From now on: documents that were issued keep theirs.
struct ChangeLocationAddress {
    static constexpr std::string_view type_name = "premise.change_address";
    PremiseId premise;
    LocationAddress address;
    template <class T = ChangeLocationAddress>
    static constexpr auto fields() {
        return FieldList{Field{"premise", &T::premise, "The location's number."},
                         Field{"address", &T::address, "Its service address from now on, whole."}};
    }
    bool operator==(const ChangeLocationAddress&) const = default;
};

struct AddServicePoint {
    static constexpr std::string_view type_name = "premise.add_service_point";
    PremiseId premise;
    ServicePointId service_point;
    Code service;
    Plain market_id;
    template <class T = AddServicePoint>
    static constexpr auto fields() {
        return FieldList{Field{"premise", &T::premise, "Where."},
                         Field{"service_point", &T::service_point, "The service point; unique in the division."},
                         Field{"service", &T::service, "What flows through it."},
                         Field{"market_id", &T::market_id, "ESI ID or LDC account number."}};
    }
    bool operator==(const AddServicePoint&) const = default;
};

struct InstallMeter {
    static constexpr std::string_view type_name = "premise.install_meter";
    ServicePointId service_point;
    MeterId meter;
    Date installed_on;
    std::vector<MeterRegister> registers;
    std::vector<InitialRead> reads;
    template <class T = InstallMeter>
    static constexpr auto fields() {
        return FieldList{Field{"service_point", &T::service_point, "Where it measures."},
                         Field{"meter", &T::meter, "Badge number; unique while installed."},
                         Field{"installed_on", &T::installed_on, "First day it measures."},
                         Field{"registers", &T::registers, "What it counts."},
                         Field{"reads", &T::reads, "What subtractive registers show at the start of that day."}};
    }
    bool operator==(const InstallMeter&) const = default;
};

struct RemoveMeter {
    static constexpr std::string_view type_name = "premise.remove_meter";
    ServicePointId service_point;
    Date removed_on;
    std::vector<InitialRead> reads;
    template <class T = RemoveMeter>
    static constexpr auto fields() {
        return FieldList{Field{"service_point", &T::service_point, "Where it measures."},
                         Field{"removed_on", &T::removed_on, "Last day it measures."},
                         Field{"reads", &T::reads, "What subtractive registers show at the end of that day."}};
    }
    bool operator==(const RemoveMeter&) const = default;
};

// Changes how much one register of the meter installed there may count between two reads. What was billed stays.
struct ChangeRegister {
    static constexpr std::string_view type_name = "premise.change_register";
    ServicePointId service_point;
    Code channel;
    Rate rollover_threshold;
    template <class T = ChangeRegister>
    static constexpr auto fields() {
        return FieldList{Field{"service_point", &T::service_point, "Where it measures."},
                         Field{"channel", &T::channel, "Which register; empty where there is one."},
                         Field{"rollover_threshold", &T::rollover_threshold,
                               "Consumption above this share of 10^dials is no rollover but an error."}};
    }
    bool operator==(const ChangeRegister&) const = default;
};

// A read dated d closes day d. The same value again changes nothing; another value corrects.
struct RecordRead {
    static constexpr std::string_view type_name = "premise.record_read";
    ServicePointId service_point;
    Code channel;
    Date read_on;
    Quantity value;
    Quality quality = Quality::actual;
    ReadingReason reading_reason = ReadingReason::billing;
    Plain source;
    template <class T = RecordRead>
    static constexpr auto fields() {
        return FieldList{Field{"service_point", &T::service_point, "Where."},
                         Field{"channel", &T::channel, "Which register; empty where there is one."},
                         Field{"read_on", &T::read_on, "The day it closes."},
                         Field{"value", &T::value, "What the register showed."},
                         Field{"quality", &T::quality, "How good the value is."},
                         Field{"reading_reason", &T::reading_reason, "Why it was read."},
                         Field{"source", &T::source, "File or person it came from."}};
    }
    bool operator==(const RecordRead&) const = default;
};

// Takes a read back that should not have been entered. A wrong value is corrected with premise.record_read instead.
struct WithdrawRead {
    static constexpr std::string_view type_name = "premise.withdraw_read";
    ServicePointId service_point;
    Code channel;
    Date read_on;
    template <class T = WithdrawRead>
    static constexpr auto fields() {
        return FieldList{Field{"service_point", &T::service_point, "Where."},
                         Field{"channel", &T::channel, "Which register; empty where there is one."},
                         Field{"read_on", &T::read_on, "The day it closes."}};
    }
    bool operator==(const WithdrawRead&) const = default;
};
// The same for the usage of a period, or for the interval values of a day.
struct WithdrawUsage {
    static constexpr std::string_view type_name = "premise.withdraw_usage";
    ServicePointId service_point;
    Code channel;
    Date from;
    template <class T = WithdrawUsage>
    static constexpr auto fields() {
        return FieldList{Field{"service_point", &T::service_point, "Where."},
                         Field{"channel", &T::channel, "Which channel; empty where there is one."},
                         Field{"from", &T::from, "First day of the period."}};
    }
    bool operator==(const WithdrawUsage&) const = default;
};

// Consumption of a period. The same value again changes nothing; another value corrects.
struct RecordUsage {
    static constexpr std::string_view type_name = "premise.record_usage";
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
    template <class T = RecordUsage>
    static constexpr auto fields() {
        return FieldList{Field{"service_point", &T::service_point, "Where."},
                         Field{"channel", &T::channel, "Which channel; empty where there is one."},
                         Field{"from", &T::from, "First day of the period."},
                         Field{"until", &T::until, "First day after it."},
                         Field{"quantity", &T::quantity, "Consumption of the whole period."},
                         Field{"unit", &T::unit, "Its unit; must be the register's."},
                         Field{"quality", &T::quality, "How good the value is."},
                         Field{"start", &T::start, "Start of the first interval."},
                         Field{"interval_seconds", &T::interval_seconds, "Length of an interval; 0: none.", "seconds"},
                         Field{"intervals", &T::intervals, "Consumption of each interval."},
                         Field{"reported_cost", &T::reported_cost, "Cost the source gave."},
                         Field{"source", &T::source, "File or person it came from."}};
    }
    bool operator==(const RecordUsage&) const = default;
};

// The values of one day of an interval meter. The same values again change nothing; others correct the day.
struct RecordIntervalDay {
    static constexpr std::string_view type_name = "premise.record_interval_day";
    ServicePointId service_point;
    Code channel;
    Date date;
    std::uint16_t interval_minutes = 0;
    std::vector<Quantity> values;
    Code unit;
    Quality quality = Quality::actual;
    std::vector<IntervalQuality> qualities;
    Plain source;
    template <class T = RecordIntervalDay>
    static constexpr auto fields() {
        return FieldList{
            Field{"service_point", &T::service_point, "Where."},
            Field{"channel", &T::channel, "Which channel; empty where there is one."},
            Field{"date", &T::date, "The day, in the utility's time zone."},
            Field{"interval_minutes", &T::interval_minutes, "Length of an interval: 5, 15, 30 or 60.", "minutes"},
            Field{"values", &T::values,
                  "Consumption of each interval from midnight to midnight; days of 23 and 25 hours have as many less "
                  "or more."},
            Field{"unit", &T::unit, "Its unit; must be the register's."},
            Field{"quality", &T::quality, "How good the values are that qualities does not name."},
            Field{"qualities", &T::qualities, "Values of another quality, rising."},
            Field{"source", &T::source, "File or person it came from."}};
    }
    bool operator==(const RecordIntervalDay&) const = default;
};

// What was held in doubt is taken as it was reported.
struct AcceptRead {
    static constexpr std::string_view type_name = "premise.accept_read";
    ServicePointId service_point;
    Code channel;
    Date day;
    Plain why;
    template <class T = AcceptRead>
    static constexpr auto fields() {
        return FieldList{Field{"service_point", &T::service_point, "Where."},
                         Field{"channel", &T::channel, "Which channel; empty where there is one."},
                         Field{"day", &T::day, "The day that the read closes; of usage its first day."},
                         Field{"why", &T::why, "Why it is right all the same."}};
    }
    bool operator==(const AcceptRead&) const = default;
};
// Who sees to what is in doubt.
struct AssignRead {
    static constexpr std::string_view type_name = "premise.assign_read";
    ServicePointId service_point;
    Code channel;
    Date day;
    UserId owner;
    template <class T = AssignRead>
    static constexpr auto fields() {
        return FieldList{Field{"service_point", &T::service_point, "Where."},
                         Field{"channel", &T::channel, "Which channel; empty where there is one."},
                         Field{"day", &T::day, "The day that the read closes; of usage its first day."},
                         Field{"owner", &T::owner, "The user; empty: no one."}};
    }
    bool operator==(const AssignRead&) const = default;
};
// Puts an estimate where a read or usage is missing or in doubt, as far as its agreement and its cycle's window allow.
struct EstimateRead {
    static constexpr std::string_view type_name = "premise.estimate_read";
    ServicePointId service_point;
    Code channel;
    Date from;
    Date day;
    EstimateMethod method = EstimateMethod::automatic;
    Date on;
    template <class T = EstimateRead>
    static constexpr auto fields() {
        return FieldList{
            Field{"service_point", &T::service_point, "Where."},
            Field{"channel", &T::channel, "Which channel; empty where there is one."},
            Field{"from", &T::from, "Of usage, its first day; absent: the first that is missing. Not of a read."},
            Field{"day", &T::day, "The last day: a read closes it."},
            Field{"method", &T::method, "automatic: the first of the others that has what it rests on."},
            Field{"on", &T::on, "Business date that its window must allow; absent: today."}};
    }
    bool operator==(const EstimateRead&) const = default;
};

struct SetLandlordAgreement {
    static constexpr std::string_view type_name = "premise.set_landlord_agreement";
    PremiseId premise;
    LandlordAgreement agreement;
    template <class T = SetLandlordAgreement>
    static constexpr auto fields() {
        return FieldList{Field{"premise", &T::premise, "Which premise."},
                         Field{"agreement", &T::agreement, "To whom its service points revert."}};
    }
    bool operator==(const SetLandlordAgreement&) const = default;
};

using PremiseCommand =
    JoinedLists<TypeList<AddLocation, AddServicePoint, InstallMeter, RemoveMeter, RecordRead, RecordUsage, WithdrawRead,
                         WithdrawUsage, SetLandlordAgreement, ChangeRegister, RecordIntervalDay, AcceptRead, AssignRead,
                         EstimateRead, ChangeLocationAddress>,
                MarketCommand>;

}  // namespace tally::domain
