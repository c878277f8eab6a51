// Setting up a customer in one step, all or nothing: the rules of persons, locations,
// meters, accounts and service, one after the other over one draft.

#include <algorithm>

#include "domain/account/people/persons.h"
#include "domain/account/receivables/deposits/deposit_steps.h"
#include "domain/account/service/service_steps.h"
#include "domain/core/check.h"
#include "domain/decide_on.h"
#include "domain/person/person.h"

namespace tally::domain {

namespace {

class SetUp {
  public:
    SetUp(const SetUpCustomer& command, const Context& context) : command_(command), draft_(context) {}

    Decided<Events> decide() {
        TALLY_TRY(set_up_person());
        TALLY_TRY(set_up_location());
        TALLY_TRY(open_account());
        for (std::size_t i = 0; i < command_.other_persons.size(); ++i) {
            LinkPerson link = command_.other_persons[i];
            const std::string here = at("other_persons", i) + ".";
            TALLY_TRY(fill_in(here + "account", link.account));
            TALLY_TRY(done(record_link(draft_, link, here)));
        }
        TALLY_TRY(start_services());
        for (std::size_t i = 0; i < command_.deposits.size(); ++i)
            TALLY_TRY(ask_for_deposit(command_.deposits[i], at("deposits", i) + "."));
        if (draft_.empty()) return already_so(already_);
        return draft_.take();
    }

  private:
    // What is so already is no obstacle to the rest.
    template <class T>
    Decided<void> done(const Decided<T>& result) {
        if (result) return {};
        if (result.error().rejection != Rejection::already_so) return tl::unexpected(result.error());
        already_ = std::max(already_, result.error().position);
        return {};
    }
    Decided<void> fill_in(const std::string& field, AccountId& account) {
        if (account.empty()) account = account_;
        if (account != account_)
            return refuse(Rejection::field_invalid, field, account.str(),
                          "Leave it empty: it is the account being set up.");
        return {};
    }

    Decided<void> set_up_person() {
        const bool is_new = command_.new_person != RegisterPerson{};
        if (is_new == !command_.existing_person.empty())
            return refuse(Rejection::field_missing, "new_person", command_.existing_person.str(),
                          "Give either a new person or an existing one.");
        if (!is_new) {
            person_ = command_.existing_person;
            return {};
        }
        const auto registered = record_person(draft_, command_.new_person, "new_person.");
        person_ = registered ? *registered : command_.new_person.person;
        return done(registered);
    }

    Decided<void> set_up_location() {
        const bool is_new = !command_.new_location.premise.empty();
        if (is_new + !command_.existing_premise.empty() + !command_.copy_from.empty() > 1)
            return refuse(Rejection::field_invalid, "existing_premise", command_.existing_premise.str(),
                          "Give one of new_location, existing_premise and copy_from.");
        premise_ = is_new ? command_.new_location.premise : command_.existing_premise;
        if (is_new) TALLY_TRY(done(record_location(draft_, command_.new_location, "new_location.")));
        if (!premise_.empty() && !draft_.premise(premise_))
            return refuse(Rejection::premise_unknown, "existing_premise", premise_.str(), "Add the location first.");
        if (!command_.copy_from.empty()) TALLY_TRY(find_previous());
        for (std::size_t i = 0; i < command_.new_service_points.size(); ++i) {
            AddServicePoint added = command_.new_service_points[i];
            if (added.premise.empty()) added.premise = premise_;
            TALLY_TRY(done(record_service_point(draft_, added, at("new_service_points", i) + ".")));
        }
        for (std::size_t i = 0; i < command_.new_meters.size(); ++i)
            TALLY_TRY(done(enter_meter(draft_, command_.new_meters[i], at("new_meters", i) + ".")));
        return {};
    }

    // Where the previous customer was last.
    Decided<void> find_previous() {
        const AccountState* previous = draft_.account(command_.copy_from);
        if (!previous)
            return refuse(Rejection::account_unknown, "copy_from", command_.copy_from.str(),
                          "Name the customer number of the last customer there.");
        for (const ServiceAgreement& agreement : previous->agreements)
            if (!agreement.premise.empty() && agreement.status != SaStatus::cancelled) premise_ = agreement.premise;
        if (premise_.empty())
            return refuse(Rejection::account_has_no_service_agreement, "copy_from", command_.copy_from.str(),
                          "That customer had no service at a location.");
        return {};
    }

    Decided<void> open_account() {
        OpenAccount open = command_.account;
        if (open.person.empty()) open.person = person_;
        if (open.person != person_)
            return refuse(Rejection::field_invalid, "account.person", open.person.str(),
                          "Leave it empty: it is the person being set up.");
        const auto opened = record_account(draft_, open, "account.");
        account_ = opened ? *opened : open.account;
        return done(opened);
    }

    Decided<void> start_services() {
        for (std::size_t i = 0; i < command_.services.size(); ++i)
            TALLY_TRY(start(command_.services[i], at("services", i) + "."));
        if (!command_.copy_from.empty()) TALLY_TRY(copy_services());
        if (command_.default_services) TALLY_TRY(start_default_services());
        return {};
    }
    Decided<void> start(StartService service, const std::string& path) {
        TALLY_TRY(fill_in(path + "account", service.account));
        const bool own_day = service.start_on.is_set();
        if (!own_day) service.start_on = command_.start_on;
        auto started = done(record_service_start(draft_, service, path));
        // A day that the service does not name is the command's.
        if (!started && !own_day && started.error().field == path + "start_on") started.error().field = "start_on";
        return started;
    }
    // A service that the command does not list: what is wrong with it is said of the field that asked for it.
    Decided<void> start_for(const std::string& field, StartService service) {
        const std::string path = field + ".";
        auto started = start(std::move(service), path);
        if (started || !started.error().field.starts_with(path)) return started;
        Refusal refusal = std::move(started.error());
        refusal.cure = "Its " + refusal.field.substr(path.size()) + ": " + refusal.cure;
        refusal.field = field;
        return tl::unexpected(std::move(refusal));
    }
    // Whether `services` says itself what happens there.
    [[nodiscard]] bool is_named(const ServicePointId& service_point, const Code& sa_type) const {
        return std::any_of(command_.services.begin(), command_.services.end(), [&](const StartService& service) {
            return service_point.empty() ? service.sa_type == sa_type : service.service_point == service_point;
        });
    }

    // The services of the previous customer, with their kind, tariff, quantity and frequency; the last read is the
    // beginning read; balances never.
    Decided<void> copy_services() {
        const std::vector<ServiceAgreement> agreements = draft_.account(command_.copy_from)->agreements;
        for (auto agreement = agreements.rbegin(); agreement != agreements.rend(); ++agreement) {
            const bool there = agreement->service_point.empty() || agreement->premise == premise_;
            const bool superseded = std::any_of(agreements.rbegin(), agreement, [&](const ServiceAgreement& later) {
                return later.status != SaStatus::cancelled && later.service_point == agreement->service_point &&
                       (!later.service_point.empty() || later.sa_type == agreement->sa_type);
            });
            if (!there || superseded || agreement->status == SaStatus::cancelled ||
                is_named(agreement->service_point, agreement->sa_type))
                continue;
            TALLY_TRY(start_for("copy_from", {.account = {},
                                              .sa = {},
                                              .sa_type = agreement->sa_type,
                                              .tariff = agreement->tariff,
                                              .service_point = agreement->service_point,
                                              .start_on = {},
                                              .start_reads = {},
                                              .quantity = agreement->quantity,
                                              .periods = agreement->periods}));
        }
        return {};
    }

    // Of the location: at each service point of the service, or nowhere where it has none.
    Decided<void> start_default_services() {
        if (premise_.empty())
            return refuse(Rejection::field_missing, "existing_premise", "",
                          "Default services are a location's: name it.");
        const PremiseState premise = *draft_.premise(premise_);
        for (const DefaultService& service : premise.default_services) {
            std::vector<ServicePointId> where;
            for (const ServicePointState& each : premise.service_points)
                if (each.service == service.service) where.push_back(each.service_point);
            if (where.empty()) where.emplace_back();
            for (const ServicePointId& service_point : where)
                if (!is_named(service_point, service.sa_type))
                    TALLY_TRY(start_for("default_services", {.account = {},
                                                             .sa = {},
                                                             .sa_type = service.sa_type,
                                                             .tariff = service.tariff,
                                                             .service_point = service_point,
                                                             .start_on = {},
                                                             .start_reads = {},
                                                             .quantity = one_unit,
                                                             .periods = 1}));
        }
        return {};
    }

    Decided<void> asked_already(const HeldDeposit& held, const std::string& path) {
        if (held.position >= draft_.context().next_position)
            return refuse(Rejection::field_invalid, path + "deposit_class", held.deposit_class.str(),
                          "Another deposit of this class secures the same service: add both amounts in one.");
        already_ = std::max(already_, held.position);
        return {};
    }
    // The agreement that the deposit secures; empty: the whole account.
    Decided<ServiceAgreementId> secured_by(const SetUpDeposit& deposit, const std::string& path) {
        if (deposit.sa_type.empty() && deposit.service_point.empty()) return ServiceAgreementId{};
        const ServiceAgreement* found = nullptr;
        for (const ServiceAgreement& agreement : draft_.account(account_)->agreements) {
            const bool over = agreement.status == SaStatus::cancelled || agreement.status == SaStatus::closed;
            if (over || (!deposit.sa_type.empty() && agreement.sa_type != deposit.sa_type) ||
                (!deposit.service_point.empty() && agreement.service_point != deposit.service_point))
                continue;
            if (found)
                return refuse(Rejection::field_missing, path + "service_point", "",
                              "The account has several services of type " + deposit.sa_type.str() +
                                  ": name the service point of the one that the deposit secures.");
            found = &agreement;
        }
        if (found) return found->sa;
        const bool by_type = !deposit.sa_type.empty();
        return refuse(Rejection::sa_unknown, path + (by_type ? "sa_type" : "service_point"),
                      by_type ? deposit.sa_type.str() : deposit.service_point.str(),
                      "Name a service that is started by this step, or none: then the whole account is secured.");
    }
    // A deposit of that class that secured the same before this step is one that was asked for already.
    Decided<void> ask_for_deposit(const SetUpDeposit& deposit, const std::string& path) {
        const auto sa = secured_by(deposit, path);
        TALLY_TRY(sa);
        for (const HeldDeposit& held : draft_.deposits_of(account_).deposits)
            if (held.deposit_class == deposit.deposit_class && held.sa == *sa) return asked_already(held, path);
        BillDeposit bill;
        bill.account = account_;
        bill.deposit_class = deposit.deposit_class;
        bill.sa = *sa;
        bill.amount = deposit.amount;
        bill.due_on = deposit.due_on;
        return record_deposit_bill(draft_, bill, path);
    }

    const SetUpCustomer& command_;
    Draft draft_;
    std::uint64_t already_ = 0;
    PersonId person_;
    PremiseId premise_;
    AccountId account_;
};

}  // namespace

Decided<Events> decide_on(const SetUpCustomer& command, const Context& context) {
    return SetUp(command, context).decide();
}

}  // namespace tally::domain
