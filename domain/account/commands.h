#pragma once
// What can be asked of an account: its rooms' commands, and the one that spans them.

#include <vector>

#include "domain/account/billing/budget/commands.h"
#include "domain/account/billing/commands.h"
#include "domain/account/billing/corrections/commands.h"
#include "domain/account/billing/unbilled/commands.h"
#include "domain/account/collections/commands.h"
#include "domain/account/communications/commands.h"
#include "domain/account/overdue/commands.h"
#include "domain/account/people/commands.h"
#include "domain/account/receivables/arrangements/commands.h"
#include "domain/account/receivables/autopay/commands.h"
#include "domain/account/receivables/commands.h"
#include "domain/account/receivables/deposits/commands.h"
#include "domain/account/receivables/settling/commands.h"
#include "domain/account/receivables/unclaimed/commands.h"
#include "domain/account/service/commands.h"
#include "domain/core/one_of.h"

namespace tally::domain {

// A deposit to ask of a new customer, for one service or for the whole account.
struct SetUpDeposit {
    Code deposit_class;
    Code sa_type;
    ServicePointId service_point;
    Money amount;
    Date due_on;
    template <class T = SetUpDeposit>
    static constexpr auto fields() {
        return FieldList{
            Field{"deposit_class", &T::deposit_class, "A deposit class: interest, refund test."},
            Field{"sa_type", &T::sa_type, "Service that it secures; empty: the whole account."},
            Field{"service_point", &T::service_point, "Where, if the account has several of that service."},
            Field{"amount", &T::amount, "What is asked for; absent: what the class recommends."},
            Field{"due_on", &T::due_on, "When it is due; absent: with the next bill."}};
    }
    bool operator==(const SetUpDeposit&) const = default;
};

// Sets up person, account, location, services and meters in one step, all or nothing.
struct SetUpCustomer {
    static constexpr std::string_view type_name = "customer.set_up";
    RegisterPerson new_person;
    PersonId existing_person;
    OpenAccount account;
    AddLocation new_location;
    std::vector<AddServicePoint> new_service_points;
    std::vector<InstallMeter> new_meters;
    PremiseId existing_premise;
    AccountId copy_from;
    bool default_services = false;
    std::vector<StartService> services;
    std::vector<LinkPerson> other_persons;
    Date start_on;
    std::vector<SetUpDeposit> deposits;
    template <class T = SetUpCustomer>
    static constexpr auto fields() {
        return FieldList{Field{"new_person", &T::new_person, "A new person; its person id may be empty."},
                         Field{"existing_person", &T::existing_person, "Or one already registered."},
                         Field{"account", &T::account, "The account; its person is filled in."},
                         Field{"new_location", &T::new_location, "A new location; empty premise: none."},
                         Field{"new_service_points", &T::new_service_points, "Its service points."},
                         Field{"new_meters", &T::new_meters, "Their meters."},
                         Field{"existing_premise", &T::existing_premise, "Or one that exists."},
                         Field{"copy_from", &T::copy_from,
                               "Previous customer whose location, services and last reads are taken over."},
                         Field{"default_services", &T::default_services, "Start the location's default services."},
                         Field{"services", &T::services, "Services to start; account is filled in."},
                         Field{"other_persons", &T::other_persons, "Cosigners and others; account is filled in."},
                         Field{"start_on", &T::start_on, "Start day of services that name none."},
                         Field{"deposits", &T::deposits, "Deposits that the customer is asked for."}};
    }
    bool operator==(const SetUpCustomer&) const = default;
};

using AccountCommand =
    JoinedLists<AccountPeopleCommand, CommunicationCommand, ServiceCommand, TypeList<SetUpCustomer>, BillingCommand,
                ReceivablesCommand, OverdueCommand, DepositCommand, ArrangementCommand, SettlingCommand, BudgetCommand,
                CollectionCommand, CorrectionCommand, AutopayCommand, UnbilledCommand, UnclaimedCommand>;

}  // namespace tally::domain
