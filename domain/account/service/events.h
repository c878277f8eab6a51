#pragma once
// The life of a service agreement.
// Names and field order are on disk: add, never edit.

#include <cstdint>
#include <string_view>
#include <tuple>
#include <vector>

#include "domain/about.h"
#include "domain/account/service/types.h"
#include "domain/core/type_list.h"

namespace tally::domain {

struct ServiceStartRequested {
    static constexpr std::string_view type_name = "account.service_start_requested";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::service_start;
    AccountId account;
    ServiceAgreementId sa;
    Code sa_type;
    Code service;
    TariffId tariff;
    PremiseId premise;
    ServicePointId service_point;
    Date start_on;
    bool start_day_charged = true;
    std::uint16_t pay_priority = 100;
    static constexpr std::tuple makes{NamedId{"sa", &ServiceStartRequested::sa}};
    template <class T = ServiceStartRequested>
    static constexpr auto fields() {
        return FieldList{
            Field{"account", &T::account, "The account."},
            Field{"sa", &T::sa, "The agreement; unique in the division."},
            Field{"sa_type", &T::sa_type, "Its kind."},
            Field{"service", &T::service, "What is supplied."},
            Field{"tariff", &T::tariff, "How it is priced."},
            Field{"premise", &T::premise, "Where; empty where none is needed."},
            Field{"service_point", &T::service_point, "Where it is measured or delivered; empty where none is needed."},
            Field{"start_on", &T::start_on, "Start day."},
            Field{"start_day_charged", &T::start_day_charged, "Whether the start day is a charge day [rule 1]."},
            Field{"pay_priority", &T::pay_priority, "Lower is paid first among items of one age."}};
    }
    bool operator==(const ServiceStartRequested&) const = default;
};

struct ServiceActivated {
    static constexpr std::string_view type_name = "account.service_activated";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::service_life;
    AccountId account;
    ServiceAgreementId sa;
    std::vector<ServiceRead> start_reads;
    template <class T = ServiceActivated>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"sa", &T::sa, "The agreement; everything it needs exists."},
                         Field{"start_reads", &T::start_reads, "Beginning reads of subtractive registers."}};
    }
    bool operator==(const ServiceActivated&) const = default;
};

struct ServiceStopRequested {
    static constexpr std::string_view type_name = "account.service_stop_requested";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::service_life;
    AccountId account;
    ServiceAgreementId sa;
    Date stop_on;
    template <class T = ServiceStopRequested>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."}, Field{"sa", &T::sa, "The agreement."},
                         Field{"stop_on", &T::stop_on, "Stop day: the last one charged."}};
    }
    bool operator==(const ServiceStopRequested&) const = default;
};

struct ServiceStopWithdrawn {
    static constexpr std::string_view type_name = "account.service_stop_withdrawn";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::service_life;
    AccountId account;
    ServiceAgreementId sa;
    template <class T = ServiceStopWithdrawn>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"sa", &T::sa, "The agreement, active again."}};
    }
    bool operator==(const ServiceStopWithdrawn&) const = default;
};

struct ServiceStopped {
    static constexpr std::string_view type_name = "account.service_stopped";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::service_life;
    AccountId account;
    ServiceAgreementId sa;
    Date stop_on;
    std::vector<ServiceRead> stop_reads;
    template <class T = ServiceStopped>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."}, Field{"sa", &T::sa, "The agreement."},
                         Field{"stop_on", &T::stop_on, "Last day charged."},
                         Field{"stop_reads", &T::stop_reads, "Final reads of subtractive registers."}};
    }
    bool operator==(const ServiceStopped&) const = default;
};

// Final-billed and balance zero, or withdrawn before it began.
struct ServiceClosed {
    static constexpr std::string_view type_name = "account.service_closed";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::service_life;
    AccountId account;
    ServiceAgreementId sa;
    template <class T = ServiceClosed>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"sa", &T::sa, "The agreement: stopped, final-billed, nothing open."}};
    }
    bool operator==(const ServiceClosed&) const = default;
};

struct ServiceReactivated {
    static constexpr std::string_view type_name = "account.service_reactivated";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::service_life;
    AccountId account;
    ServiceAgreementId sa;
    template <class T = ServiceReactivated>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"sa", &T::sa, "The agreement: closed, but money moved on it again."}};
    }
    bool operator==(const ServiceReactivated&) const = default;
};

struct ServiceStartWithdrawn {
    static constexpr std::string_view type_name = "account.service_start_withdrawn";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::service_life;
    AccountId account;
    ServiceAgreementId sa;
    template <class T = ServiceStartWithdrawn>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"sa", &T::sa, "The agreement, cancelled before it was active."}};
    }
    bool operator==(const ServiceStartWithdrawn&) const = default;
};

// A pending start has another day: it was moved, or the stop that it follows was requested for a later day [rule 28].
struct ServiceStartMoved {
    static constexpr std::string_view type_name = "account.service_start_moved";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::service_life;
    AccountId account;
    ServiceAgreementId sa;
    Date start_on;
    bool start_day_charged = true;
    Date wanted_on;
    template <class T = ServiceStartMoved>
    static constexpr auto fields() {
        return FieldList{
            Field{"account", &T::account, "The account."}, Field{"sa", &T::sa, "The agreement, pending start."},
            Field{"start_on", &T::start_on, "Start day from now on."},
            Field{"start_day_charged", &T::start_day_charged, "Whether the start day is a charge day [rule 1]."},
            Field{"wanted_on", &T::wanted_on, "The day asked for; the start is later where the tenant stays longer."}};
    }
    bool operator==(const ServiceStartMoved&) const = default;
};

struct ServiceTariffChanged {
    static constexpr std::string_view type_name = "account.service_tariff_changed";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::service_life;
    AccountId account;
    ServiceAgreementId sa;
    TariffId tariff;
    TariffId previous_tariff;
    Date from;
    template <class T = ServiceTariffChanged>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."}, Field{"sa", &T::sa, "The agreement."},
                         Field{"tariff", &T::tariff, "How it is priced from that day on, whatever was to come after."},
                         Field{"previous_tariff", &T::previous_tariff, "How that day was to be priced until now."},
                         Field{"from", &T::from, "First day at the tariff; not charged yet."}};
    }
    bool operator==(const ServiceTariffChanged&) const = default;
};

// How many of what the tariff prices the agreement is charged for.
struct ServiceQuantityChanged {
    static constexpr std::string_view type_name = "account.service_quantity_changed";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::service_life;
    AccountId account;
    ServiceAgreementId sa;
    Quantity quantity;
    Quantity previous_quantity;
    Date from;
    template <class T = ServiceQuantityChanged>
    static constexpr auto fields() {
        return FieldList{
            Field{"account", &T::account, "The account."}, Field{"sa", &T::sa, "The agreement."},
            Field{
                "quantity", &T::quantity,
                "How many: lamps, dwellings behind one meter, shares of water; from that day on, whatever was to come "
                "after."},
            Field{"previous_quantity", &T::previous_quantity, "How many that day was to be charged for until now."},
            Field{"from", &T::from, "First day it holds, not charged yet; absent: from the agreement's start."}};
    }
    bool operator==(const ServiceQuantityChanged&) const = default;
};

// How many normal periods of its tariff the agreement is billed for together.
struct ServiceFrequencyChanged {
    static constexpr std::string_view type_name = "account.service_frequency_changed";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::service_life;
    AccountId account;
    ServiceAgreementId sa;
    std::uint16_t periods = 1;
    std::uint16_t previous_periods = 1;
    Date from;
    template <class T = ServiceFrequencyChanged>
    static constexpr auto fields() {
        return FieldList{
            Field{"account", &T::account, "The account."}, Field{"sa", &T::sa, "The agreement."},
            Field{"periods", &T::periods, "Normal periods that one bill charges; 1: each bill charges it."},
            Field{"previous_periods", &T::previous_periods, "How many it was until now."},
            Field{"from", &T::from, "First day that was not charged then; absent: from the agreement's start."}};
    }
    bool operator==(const ServiceFrequencyChanged&) const = default;
};

using ServiceEvent = TypeList<ServiceStartRequested, ServiceActivated, ServiceStopRequested, ServiceStopWithdrawn,
                              ServiceStopped, ServiceClosed, ServiceReactivated, ServiceStartWithdrawn,
                              ServiceStartMoved, ServiceTariffChanged, ServiceQuantityChanged, ServiceFrequencyChanged>;

}  // namespace tally::domain
