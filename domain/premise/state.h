#pragma once
// A premise as folded from its stream, and, apart from it so that it stays small, a month of what a channel measured.

#include <vector>

#include "domain/premise/events.h"

namespace tally::domain {

struct InstalledMeter {
    MeterId meter;
    Date installed_on;
    Date removed_on;
    std::vector<MeterRegister> registers;
    template <class T = InstalledMeter>
    static constexpr auto fields() {
        return FieldList{Field{"meter", &T::meter, "Badge number."},
                         Field{"installed_on", &T::installed_on, "First day."},
                         Field{"removed_on", &T::removed_on, "Last day; absent while installed."},
                         Field{"registers", &T::registers, "What it counts."}};
    }
    bool operator==(const InstalledMeter&) const = default;
};
// The newest read of a channel: what the next one is held against.
struct LastRead {
    Code channel;
    Date read_on;
    Quantity value;
    std::uint64_t position = 0;
    template <class T = LastRead>
    static constexpr auto fields() {
        return FieldList{
            Field{"channel", &T::channel, "Which register."}, Field{"read_on", &T::read_on, "The day it closes."},
            Field{"value", &T::value, "What it showed."}, Field{"position", &T::position, "Position of the event."}};
    }
    bool operator==(const LastRead&) const = default;
};
// What a channel measured lately, kept so that the next value is held against it without a look into history: of its
// newest days, at most use_days_max. Estimates are left out; the next read that was taken has their days, too.
struct ChannelUse {
    Code channel;
    Quantity used;
    std::uint16_t days = 0;
    std::uint16_t zero_days = 0;
    Date measured_on;
    Quantity value;
    template <class T = ChannelUse>
    static constexpr auto fields() {
        return FieldList{Field{"channel", &T::channel, "Which register."},
                         Field{"used", &T::used, "Use of its newest days, in its unit."},
                         Field{"days", &T::days, "How many days these are.", "days"},
                         Field{"zero_days", &T::zero_days, "Days without use at their end.", "days"},
                         Field{"measured_on", &T::measured_on, "The last of them."},
                         Field{"value", &T::value, "Of a register that is read, what it showed then."}};
    }
    bool operator==(const ChannelUse&) const = default;
};
struct Occupancy {
    AccountId account;
    ServiceAgreementId sa;
    Date from;
    Date until;
    template <class T = Occupancy>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "Who pays."}, Field{"sa", &T::sa, "Under which agreement."},
                         Field{"from", &T::from, "First day."},
                         Field{"until", &T::until, "First day after; absent: open."}};
    }
    bool operator==(const Occupancy&) const = default;
};
// A start that waits for the stop of the tenant's agreement [rule 28].
struct WaitingStart {
    AccountId account;
    ServiceAgreementId sa;
    ServiceAgreementId tenant_sa;
    template <class T = WaitingStart>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "Who is to pay."}, Field{"sa", &T::sa, "Which one waits."},
                         Field{"tenant_sa", &T::tenant_sa, "Which one must stop."}};
    }
    bool operator==(const WaitingStart&) const = default;
};
struct ServicePointState {
    ServicePointId service_point;
    Code service;
    Plain market_id;
    std::vector<InstalledMeter> meters;
    std::vector<LastRead> last_reads;
    std::vector<Occupancy> occupancies;
    std::vector<WaitingStart> waiting;
    std::vector<ChannelUse> uses;
    std::uint32_t doubts_open = 0;
    template <class T = ServicePointState>
    static constexpr auto fields() {
        return FieldList{Field{"service_point", &T::service_point, "The service point."},
                         Field{"service", &T::service, "What flows through it."},
                         Field{"market_id", &T::market_id, "ESI ID or LDC account number."},
                         Field{"meters", &T::meters, "In order of installation; the last may be installed now."},
                         Field{"last_reads", &T::last_reads, "Newest read of each channel."},
                         Field{"occupancies", &T::occupancies, "By first day."},
                         Field{"waiting", &T::waiting, "Starts that wait for a stop, each for the one before it."},
                         Field{"uses", &T::uses, "What each channel measured lately."},
                         Field{"doubts_open", &T::doubts_open, "Reads and usage in doubt (see ReadsInDoubt)."}};
    }
    bool operator==(const ServicePointState&) const = default;

    // The meter measuring on the day; nullptr where none is.
    [[nodiscard]] const InstalledMeter* meter_on(Date) const;
    [[nodiscard]] const MeterRegister* register_on(const Code& channel, Date) const;
    // nullptr: it has measured nothing yet.
    [[nodiscard]] const ChannelUse* use_of(const Code& channel) const;
};
struct PremiseState {
    std::uint64_t version = 0;
    std::uint64_t last_position = 0;
    PremiseId premise;
    LocationAddress address;
    Code jurisdiction;
    std::vector<DefaultService> default_services;
    std::vector<ServicePointState> service_points;
    std::vector<LandlordAgreement> landlords;
    template <class T = PremiseState>
    static constexpr auto fields() {
        return FieldList{Field{"version", &T::version, "Events folded."},
                         Field{"last_position", &T::last_position, "Position of the last of them."},
                         Field{"premise", &T::premise, "The location's number."},
                         Field{"address", &T::address, "Service address."},
                         Field{"jurisdiction", &T::jurisdiction, "Whose taxes apply."},
                         Field{"default_services", &T::default_services, "What a new customer is given."},
                         Field{"service_points", &T::service_points, "Its service points."},
                         Field{"landlords", &T::landlords, "Agreements, the newest last."}};
    }
    bool operator==(const PremiseState&) const = default;

    [[nodiscard]] const ServicePointState* service_point(const ServicePointId&) const;
};

// One read or one usage period.
struct UsageEntry {
    Date from;
    Date until;
    Quantity value;
    bool is_read = false;
    Code unit;
    Quality quality = Quality::actual;
    MeterId meter;
    std::uint64_t position = 0;
    std::uint16_t interval_minutes = 0;
    template <class T = UsageEntry>
    static constexpr auto fields() {
        return FieldList{Field{"from", &T::from, "First day of a usage period; the read date of a read."},
                         Field{"until", &T::until, "First day after: the read date + 1 of a read."},
                         Field{"value", &T::value, "Register value of a read, consumption of a usage period."},
                         Field{"is_read", &T::is_read, "A read, not a usage period."},
                         Field{"unit", &T::unit, "Its unit."},
                         Field{"quality", &T::quality, "How good it is."},
                         Field{"meter", &T::meter, "Which meter was read."},
                         Field{"position", &T::position, "Position of the event that holds it now."},
                         Field{"interval_minutes", &T::interval_minutes,
                               "Of a day whose values are held (see IntervalDay); 0: its sum only.", "minutes"}};
    }
    bool operator==(const UsageEntry&) const = default;
};
// What one channel measured in one calendar month (by the read date, or the first day of the usage period).
struct UsageMonth {
    std::vector<UsageEntry> entries;
    template <class T = UsageMonth>
    static constexpr auto fields() {
        return FieldList{Field{"entries", &T::entries, "By first day, rising."}};
    }
    bool operator==(const UsageMonth&) const = default;
};
// A read, usage or day of values in doubt, without what it says; see DoubtedReading.
struct ReadInDoubt {
    DoubtedKind kind = DoubtedKind::read;
    Code channel;
    Date day;
    Date until;
    Quantity value;
    std::vector<ReadDoubt> doubts;
    Date doubted_on;
    UserId owner;
    std::uint64_t position = 0;
    template <class T = ReadInDoubt>
    static constexpr auto fields() {
        return FieldList{Field{"kind", &T::kind, "A read, usage of a period, or the values of a day."},
                         Field{"channel", &T::channel, "Which channel."},
                         Field{"day", &T::day, "The day that the read closes; of usage its first day."},
                         Field{"until", &T::until, "First day after it."},
                         Field{"value", &T::value, "What the register showed, or what was used."},
                         Field{"doubts", &T::doubts, "Why it is in doubt."},
                         Field{"doubted_on", &T::doubted_on, "Since when."},
                         Field{"owner", &T::owner, "Who sees to it."},
                         Field{"position", &T::position, "Position of the event that reported it."}};
    }
    bool operator==(const ReadInDoubt&) const = default;
};
// The doubts of one service point. A part of its own, which recording a read loads only where there is a doubt.
struct ReadsInDoubt {
    std::vector<ReadInDoubt> entries;
    template <class T = ReadsInDoubt>
    static constexpr auto fields() {
        return FieldList{Field{"entries", &T::entries, "By day, then channel."}};
    }
    bool operator==(const ReadsInDoubt&) const = default;

    // nullptr: that day of the channel is not in doubt.
    [[nodiscard]] const ReadInDoubt* find(const Code& channel, Date day, bool is_read) const;
};
// What was reported and is in doubt, of one channel and day. Only the member that its kind names is set.
struct DoubtedReading {
    DoubtedKind kind = DoubtedKind::read;
    RegisterRead read;
    UsageRecorded usage;
    IntervalDayRecorded day;
    template <class T = DoubtedReading>
    static constexpr auto fields() {
        return FieldList{Field{"kind", &T::kind, "Which of the three."}, Field{"read", &T::read, "A read."},
                         Field{"usage", &T::usage, "Usage of a period."}, Field{"day", &T::day, "Values of a day."}};
    }
    bool operator==(const DoubtedReading&) const = default;
};
// The values of one channel and day; its sum is an entry of the month. A part of its own, so that a command reads the
// days that it needs and no others.
struct IntervalDay {
    std::uint64_t position = 0;
    std::uint16_t interval_minutes = 0;
    std::uint16_t day_minutes = 1'440;
    std::uint16_t clock_change_at = 0;
    PackedQuantities values;
    Quality quality = Quality::actual;
    std::vector<IntervalQuality> qualities;
    template <class T = IntervalDay>
    static constexpr auto fields() {
        return FieldList{
            Field{"position", &T::position, "Position of the event that holds it now."},
            Field{"interval_minutes", &T::interval_minutes, "Length of an interval; 0: withdrawn.", "minutes"},
            Field{"day_minutes", &T::day_minutes, "Length of the day.", "minutes"},
            Field{"clock_change_at", &T::clock_change_at, "From the start of the day to the change of the clock.",
                  "minutes"},
            Field{"values", &T::values, "Consumption of each interval, in order."},
            Field{"quality", &T::quality, "Of the values that qualities does not name."},
            Field{"qualities", &T::qualities, "Values of another quality, rising."}};
    }
    bool operator==(const IntervalDay&) const = default;
};

}  // namespace tally::domain
