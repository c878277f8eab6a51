#pragma once
// Starts and stops service. An id, date or code left empty takes the default that
// its field names.

#include <string_view>
#include <vector>

#include "domain/account/service/types.h"
#include "domain/core/type_list.h"
#include "domain/premise/commands.h"

namespace tally::domain {

struct MoveRead {
    ServicePointId service_point;
    Code channel;
    Quantity value;
    template <class T = MoveRead>
    static constexpr auto fields() {
        return FieldList{Field{"service_point", &T::service_point, "Where."},
                         Field{"channel", &T::channel, "Which register; empty where there is one."},
                         Field{"value", &T::value, "What it showed."}};
    }
    bool operator==(const MoveRead&) const = default;
};

// Requests the start of an agreement; activates it where everything needed is there.
struct StartService {
    static constexpr std::string_view type_name = "service.start";
    AccountId account;
    ServiceAgreementId sa;
    Code sa_type;
    TariffId tariff;
    ServicePointId service_point;
    Date start_on;
    std::vector<InitialRead> start_reads;
    Quantity quantity = one_unit;
    std::uint16_t periods = 1;
    template <class T = StartService>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"sa", &T::sa, "The agreement; empty: the account's next."},
                         Field{"sa_type", &T::sa_type, "Its kind."},
                         Field{"tariff", &T::tariff, "Its tariff; empty: the type's default."},
                         Field{"service_point", &T::service_point, "Where; empty for an agreement without one."},
                         Field{"start_on", &T::start_on, "Start day."},
                         Field{"start_reads", &T::start_reads,
                               "Register values at the start of that day; empty: the last read at the service point."},
                         Field{"quantity", &T::quantity,
                               "How many of what the tariff prices: lamps, dwellings behind one meter, shares of "
                               "water; absent: 1."},
                         Field{"periods", &T::periods,
                               "Normal periods of the tariff that one bill charges, where nothing is measured; absent: "
                               "1, each bill."}};
    }
    bool operator==(const StartService&) const = default;
};

struct ActivateService {
    static constexpr std::string_view type_name = "service.activate";
    ServiceAgreementId sa;
    std::vector<InitialRead> start_reads;
    template <class T = ActivateService>
    static constexpr auto fields() {
        return FieldList{
            Field{"sa", &T::sa, "The agreement."},
            Field{"start_reads", &T::start_reads, "Register values at the start day; empty: the last read."}};
    }
    bool operator==(const ActivateService&) const = default;
};

struct WithdrawServiceStart {
    static constexpr std::string_view type_name = "service.withdraw_start";
    ServiceAgreementId sa;
    template <class T = WithdrawServiceStart>
    static constexpr auto fields() {
        return FieldList{Field{"sa", &T::sa, "A pending agreement."}};
    }
    bool operator==(const WithdrawServiceStart&) const = default;
};

// Requests the stop; stops it where everything needed is there; reverts to the landlord [rule 16].
struct StopService {
    static constexpr std::string_view type_name = "service.stop";
    ServiceAgreementId sa;
    Date stop_on;
    std::vector<InitialRead> stop_reads;
    template <class T = StopService>
    static constexpr auto fields() {
        return FieldList{Field{"sa", &T::sa, "The agreement."}, Field{"stop_on", &T::stop_on, "Last day charged."},
                         Field{"stop_reads", &T::stop_reads,
                               "Register values at the end of that day; empty: a read recorded for that day."}};
    }
    bool operator==(const StopService&) const = default;
};

struct WithdrawServiceStop {
    static constexpr std::string_view type_name = "service.withdraw_stop";
    ServiceAgreementId sa;
    template <class T = WithdrawServiceStop>
    static constexpr auto fields() {
        return FieldList{Field{"sa", &T::sa, "An agreement pending stop."}};
    }
    bool operator==(const WithdrawServiceStop&) const = default;
};

// Moves a pending start to another day, and with it the stop that it follows, the reversion between them and what is
// not billed yet [rule 28].
struct MoveServiceStart {
    static constexpr std::string_view type_name = "service.move_start";
    ServiceAgreementId sa;
    Date start_on;
    template <class T = MoveServiceStart>
    static constexpr auto fields() {
        return FieldList{Field{"sa", &T::sa, "A pending agreement."},
                         Field{"start_on", &T::start_on, "Start day from now on."}};
    }
    bool operator==(const MoveServiceStart&) const = default;
};

// Prices the agreement by another tariff from a day on that is not charged yet.
struct ChangeServiceTariff {
    static constexpr std::string_view type_name = "service.change_tariff";
    ServiceAgreementId sa;
    TariffId tariff;
    Date from;
    template <class T = ChangeServiceTariff>
    static constexpr auto fields() {
        return FieldList{Field{"sa", &T::sa, "The agreement."},
                         Field{"tariff", &T::tariff, "Its tariff from that day on; of the same service."},
                         Field{"from", &T::from, "First day at the tariff; not charged yet."}};
    }
    bool operator==(const ChangeServiceTariff&) const = default;
};

// Charges the agreement for another number of what its tariff prices, from a day on that is not charged yet.
struct ChangeServiceQuantity {
    static constexpr std::string_view type_name = "service.change_quantity";
    ServiceAgreementId sa;
    Quantity quantity;
    Date from;
    template <class T = ChangeServiceQuantity>
    static constexpr auto fields() {
        return FieldList{
            Field{"sa", &T::sa, "The agreement."},
            Field{"quantity", &T::quantity,
                  "How many of what the tariff prices: lamps, dwellings behind one meter, shares of water."},
            Field{"from", &T::from, "First day it holds; not charged yet. Absent before the start: from the start."}};
    }
    bool operator==(const ChangeServiceQuantity&) const = default;
};

// Bills an agreement that nothing measures more or less often, from its next bill on.
struct ChangeServiceFrequency {
    static constexpr std::string_view type_name = "service.change_frequency";
    ServiceAgreementId sa;
    std::uint16_t periods = 0;
    template <class T = ChangeServiceFrequency>
    static constexpr auto fields() {
        return FieldList{Field{"sa", &T::sa, "The agreement."},
                         Field{"periods", &T::periods,
                               "Normal periods of its tariff that one bill charges, at most 12; 1: each bill."}};
    }
    bool operator==(const ChangeServiceFrequency&) const = default;
};

// Stops every agreement of the account at a premise on one day; landlord reversion included.
struct MoveOut {
    static constexpr std::string_view type_name = "customer.move_out";
    AccountId account;
    PremiseId premise;
    Date stop_on;
    std::vector<MoveRead> reads;
    template <class T = MoveOut>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."}, Field{"premise", &T::premise, "Where."},
                         Field{"stop_on", &T::stop_on, "Last day charged."},
                         Field{"reads", &T::reads, "Register values at the end of that day, by service point."}};
    }
    bool operator==(const MoveOut&) const = default;
};

using ServiceCommand =
    TypeList<StartService, ActivateService, WithdrawServiceStart, StopService, WithdrawServiceStop, MoveOut,
             MoveServiceStart, ChangeServiceTariff, ChangeServiceQuantity, ChangeServiceFrequency>;

}  // namespace tally::domain
