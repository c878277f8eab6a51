#pragma once
// What can be asked of an account. An id, date or code left empty takes the default its field names.

#include <cstdint>
#include <string_view>
#include <tuple>
#include <variant>
#include <vector>

#include "domain/account/types.h"
#include "domain/core/change.h"
#include "domain/person/commands.h"
#include "domain/premise/commands.h"

namespace tally::domain {

struct MoveRead {
    ServicePointId service_point;
    Code channel;
    Quantity value;
    template <class T = MoveRead>
    static constexpr auto fields() {
        return std::tuple{Field{"service_point", &T::service_point, "Where."},
                          Field{"channel", &T::channel, "Which register; empty where there is one."},
                          Field{"value", &T::value, "What it showed."}};
    }
    bool operator==(const MoveRead&) const = default;
};

struct Tender {
    TenderId tender;
    TenderKind kind = TenderKind::unspecified;
    Money amount;
    Plain reference;
    template <class T = Tender>
    static constexpr auto fields() {
        return std::tuple{
            Field{"tender", &T::tender, "Its id; empty: T1, T2, … in order."},
            Field{"kind", &T::kind, "How it was paid."}, Field{"amount", &T::amount, "Above zero."},
            Field{"reference", &T::reference, "Number that reconciles it with the bank, never a bank account."}};
    }
    bool operator==(const Tender&) const = default;
};

struct SpecLine {
    DocumentId document;
    Money amount;
    template <class T = SpecLine>
    static constexpr auto fields() {
        return std::tuple{Field{"document", &T::document, "An open document of the account."},
                          Field{"amount", &T::amount, "How much of the payment goes to it."}};
    }
    bool operator==(const SpecLine&) const = default;
};

struct PaymentShare {
    AccountId account;
    Money amount;
    AllocationPolicy policy = AllocationPolicy::fifo;
    std::vector<SpecLine> spec;
    Money remainder;
    template <class T = PaymentShare>
    static constexpr auto fields() {
        return std::tuple{Field{"account", &T::account, "The account paid."},
                          Field{"amount", &T::amount,
                                "Its share; with several accounts it must be given, with one it may be left out."},
                          Field{"policy", &T::policy, "Oldest first, or as named."},
                          Field{"spec", &T::spec, "For SPEC: what goes where."},
                          Field{"remainder", &T::remainder, "For SPEC: what is declared to stay unapplied."}};
    }
    bool operator==(const PaymentShare&) const = default;
};

// Opens an account for a person, who is linked as main customer at once (D1).
struct OpenAccount {
    static constexpr std::string_view type_name = "account.open";
    AccountId account;
    PersonId person;
    Date opened_on;
    Code customer_class;
    Code customer_type;
    Code bill_cycle;
    std::uint8_t requested_due_day = 0;
    std::vector<BillRouting> bill_routings;
    template <class T = OpenAccount>
    static constexpr auto fields() {
        return std::tuple{Field{"account", &T::account, "Customer number; empty: the next free one (B2)."},
                          Field{"person", &T::person, "For whom."},
                          Field{"opened_on", &T::opened_on, "Business date; absent: today."},
                          Field{"customer_class", &T::customer_class, "Its class."},
                          Field{"customer_type", &T::customer_type, "Label of a group; may be empty."},
                          Field{"bill_cycle", &T::bill_cycle, "Its cycle."},
                          Field{"requested_due_day", &T::requested_due_day, "1 to 28; 0: none."},
                          Field{"bill_routings", &T::bill_routings,
                                "Of the main customer; empty: one by the installation's defaults."}};
    }
    bool operator==(const OpenAccount&) const = default;
};

struct ChangeAccountTerms {
    static constexpr std::string_view type_name = "account.change_terms";
    AccountId account;
    Change<Code> customer_class;
    ClearableChange<Code> customer_type;
    Change<Code> bill_cycle;
    ClearableChange<std::uint8_t> requested_due_day;
    template <class T = ChangeAccountTerms>
    static constexpr auto fields() {
        return std::tuple{Field{"account", &T::account, "The account."},
                          Field{"customer_class", &T::customer_class, "From now on; not named: as it is."},
                          Field{"customer_type", &T::customer_type, "From now on; not named: as it is."},
                          Field{"bill_cycle", &T::bill_cycle, "From now on; not named: as it is."},
                          Field{"requested_due_day", &T::requested_due_day, "1 to 28; 0: none; not named: as it is."}};
    }
    bool operator==(const ChangeAccountTerms&) const = default;
};

struct LinkPerson {
    static constexpr std::string_view type_name = "account.link_person";
    AccountId account;
    AccountPerson link;
    template <class T = LinkPerson>
    static constexpr auto fields() {
        return std::tuple{Field{"account", &T::account, "The account."},
                          Field{"link", &T::link, "The person's place on it."}};
    }
    bool operator==(const LinkPerson&) const = default;
};

// What changes of a person's place on an account. A list that is named is the whole list from now on.
struct AccountPersonChange {
    PersonId person;
    Change<bool> main_customer;
    Change<bool> financially_responsible;
    Change<bool> third_party_guarantor;
    Change<Code> relationship_type;
    ChangeOfOn web_access;
    ClearableChange<NameAffix> name_affix;
    ClearableChange<Personal> affix_name;
    ClearableChange<std::vector<OverrideAddress>> override_addresses;
    ClearableChange<std::vector<BillRouting>> bill_routings;
    ClearableChange<std::vector<QuoteRouting>> quote_routings;
    template <class T = AccountPersonChange>
    static constexpr auto fields() {
        return std::tuple{
            Field{"person", &T::person, "The person; on the account already."},
            Field{"main_customer", &T::main_customer, "As it is: account.change_main_customer changes it."},
            Field{"financially_responsible", &T::financially_responsible, "Owes the debt; locked on for main."},
            Field{"third_party_guarantor", &T::third_party_guarantor, "Guarantees the debt; locked off for main."},
            Field{"relationship_type", &T::relationship_type, "What the person is to the account."},
            Field{"web_access", &T::web_access, "May see the account in self service."},
            Field{"name_affix", &T::name_affix, "Whether affix_name stands before or after; cleared with it."},
            Field{"affix_name", &T::affix_name, "Added to the printed name, for this account only."},
            Field{"override_addresses", &T::override_addresses, "Addresses for this account only."},
            Field{"bill_routings", &T::bill_routings, "How bills and letters reach the person."},
            Field{"quote_routings", &T::quote_routings,
                  "How quotes reach the person; only with the quotation module."}};
    }
    bool operator==(const AccountPersonChange&) const = default;
};

struct ChangeAccountPerson {
    static constexpr std::string_view type_name = "account.change_person";
    AccountId account;
    AccountPersonChange link;
    template <class T = ChangeAccountPerson>
    static constexpr auto fields() {
        return std::tuple{
            Field{"account", &T::account, "The account."},
            Field{"link", &T::link, "What changes of the person's place on it; what is not named stays."}};
    }
    bool operator==(const ChangeAccountPerson&) const = default;
};

struct UnlinkPerson {
    static constexpr std::string_view type_name = "account.unlink_person";
    AccountId account;
    PersonId person;
    template <class T = UnlinkPerson>
    static constexpr auto fields() {
        return std::tuple{Field{"account", &T::account, "The account."}, Field{"person", &T::person, "Who goes."}};
    }
    bool operator==(const UnlinkPerson&) const = default;
};

struct ChangeMainCustomer {
    static constexpr std::string_view type_name = "account.change_main_customer";
    AccountId account;
    PersonId person;
    template <class T = ChangeMainCustomer>
    static constexpr auto fields() {
        return std::tuple{Field{"account", &T::account, "The account."},
                          Field{"person", &T::person, "A person on it, the main customer from now on."}};
    }
    bool operator==(const ChangeMainCustomer&) const = default;
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
    template <class T = StartService>
    static constexpr auto fields() {
        return std::tuple{
            Field{"account", &T::account, "The account."},
            Field{"sa", &T::sa, "The agreement; empty: the account's next."},
            Field{"sa_type", &T::sa_type, "Its kind."},
            Field{"tariff", &T::tariff, "Its tariff; empty: the type's default."},
            Field{"service_point", &T::service_point, "Where; empty for an agreement without one."},
            Field{"start_on", &T::start_on, "Start day."},
            Field{"start_reads", &T::start_reads,
                  "Register values at the start of that day; empty: the last read at the service point (B14)."}};
    }
    bool operator==(const StartService&) const = default;
};

struct ActivateService {
    static constexpr std::string_view type_name = "service.activate";
    ServiceAgreementId sa;
    std::vector<InitialRead> start_reads;
    template <class T = ActivateService>
    static constexpr auto fields() {
        return std::tuple{
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
        return std::tuple{Field{"sa", &T::sa, "A pending agreement."}};
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
        return std::tuple{Field{"sa", &T::sa, "The agreement."}, Field{"stop_on", &T::stop_on, "Last day charged."},
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
        return std::tuple{Field{"sa", &T::sa, "An agreement pending stop."}};
    }
    bool operator==(const WithdrawServiceStop&) const = default;
};

// Stops every agreement of the account at a premise on one day; landlord reversion included (B10).
struct MoveOut {
    static constexpr std::string_view type_name = "customer.move_out";
    AccountId account;
    PremiseId premise;
    Date stop_on;
    std::vector<MoveRead> reads;
    template <class T = MoveOut>
    static constexpr auto fields() {
        return std::tuple{Field{"account", &T::account, "The account."}, Field{"premise", &T::premise, "Where."},
                          Field{"stop_on", &T::stop_on, "Last day charged."},
                          Field{"reads", &T::reads, "Register values at the end of that day, by service point."}};
    }
    bool operator==(const MoveOut&) const = default;
};

// Person, account, location, services and meters in one step, all or nothing (B1).
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
    template <class T = SetUpCustomer>
    static constexpr auto fields() {
        return std::tuple{Field{"new_person", &T::new_person, "A new person; its person id may be empty."},
                          Field{"existing_person", &T::existing_person, "Or one already registered."},
                          Field{"account", &T::account, "The account; its person is filled in."},
                          Field{"new_location", &T::new_location, "A new location (B4); empty premise: none."},
                          Field{"new_service_points", &T::new_service_points, "Its service points."},
                          Field{"new_meters", &T::new_meters, "Their meters."},
                          Field{"existing_premise", &T::existing_premise, "Or one that exists."},
                          Field{"copy_from", &T::copy_from,
                                "Previous customer whose location, services and last reads are taken over (B5)."},
                          Field{"default_services", &T::default_services, "Start the location's default services."},
                          Field{"services", &T::services, "Services to start; account is filled in."},
                          Field{"other_persons", &T::other_persons, "Cosigners and others (B8); account is filled in."},
                          Field{"start_on", &T::start_on, "Start day of services that name none."}};
    }
    bool operator==(const SetUpCustomer&) const = default;
};

// One account's segments, invoice and statement of one run. Sent by the bill run.
struct BillAccount {
    static constexpr std::string_view type_name = "bill.account";
    AccountId account;
    Code cycle;
    Date bill_date;
    template <class T = BillAccount>
    static constexpr auto fields() {
        return std::tuple{Field{"account", &T::account, "The account."},
                          Field{"cycle", &T::cycle, "Cycle of the run; empty: off cycle."},
                          Field{"bill_date", &T::bill_date, "Bill date, and the cut-off for reads."}};
    }
    bool operator==(const BillAccount&) const = default;
};

// Takes back the account's latest bill, so that it can be made again for the right date: its statement is cancelled,
// its invoice gets a credit note, its special charges are pending again [rules 6, 21].
struct CancelBill {
    static constexpr std::string_view type_name = "bill.cancel";
    AccountId account;
    DocumentId statement;
    Date on;
    Plain correction_reason;
    bool deliver = false;
    template <class T = CancelBill>
    static constexpr auto fields() {
        return std::tuple{Field{"account", &T::account, "The account."},
                          Field{"statement", &T::statement, "Its latest statement that is not cancelled."},
                          Field{"on", &T::on, "Business date; absent: today, or the bill date where that is later."},
                          Field{"correction_reason", &T::correction_reason, "Why, without personal data."},
                          Field{"deliver", &T::deliver, "Send the credit note by itself."}};
    }
    bool operator==(const CancelBill&) const = default;
};

// Credit note at once; rebill where asked, or where a later segment needs it [rule 6].
struct ReverseInvoice {
    static constexpr std::string_view type_name = "invoice.reverse";
    AccountId account;
    DocumentId invoice;
    bool rebill = false;
    Date on;
    Plain correction_reason;
    bool deliver = false;
    bool customer_caused = false;
    template <class T = ReverseInvoice>
    static constexpr auto fields() {
        return std::tuple{
            Field{"account", &T::account, "The account."},
            Field{"invoice", &T::invoice, "Invoice to take back."},
            Field{"rebill", &T::rebill, "Make the charges again, from today's reads and the prices of the period."},
            Field{"on", &T::on, "Business date; absent: today."},
            Field{"correction_reason", &T::correction_reason, "Why, without personal data."},
            Field{"deliver", &T::deliver, "Send the credit note by itself."},
            Field{"customer_caused", &T::customer_caused,
                  "The customer caused the error: the rebill may charge more however long ago it was."}};
    }
    bool operator==(const ReverseInvoice&) const = default;
};

// Held pending until the next bill.
struct CreateSpecialCharge {
    static constexpr std::string_view type_name = "special_charge.create";
    AccountId account;
    ServiceAgreementId sa;
    Code charge_type;
    Money amount;
    Plain description;
    Date on;
    template <class T = CreateSpecialCharge>
    static constexpr auto fields() {
        return std::tuple{Field{"account", &T::account, "The account."},
                          Field{"sa", &T::sa, "Agreement that will carry it; empty where there is one."},
                          Field{"charge_type", &T::charge_type, "Its type."},
                          Field{"amount", &T::amount, "Before tax; above zero."},
                          Field{"description", &T::description, "What the bill will say; empty: the type's."},
                          Field{"on", &T::on, "Business date; absent: today."}};
    }
    bool operator==(const CreateSpecialCharge&) const = default;
};

struct RemoveSpecialCharge {
    static constexpr std::string_view type_name = "special_charge.remove";
    AccountId account;
    DocumentId charge;
    template <class T = RemoveSpecialCharge>
    static constexpr auto fields() {
        return std::tuple{Field{"account", &T::account, "The account."},
                          Field{"charge", &T::charge, "A pending charge."}};
    }
    bool operator==(const RemoveSpecialCharge&) const = default;
};

// One payment event: what was handed over, and which accounts it pays.
struct PostPayment {
    static constexpr std::string_view type_name = "payment.post";
    PaymentEventId payment_event;
    AccountId payor;
    Date received_on;
    std::vector<Tender> tenders;
    std::vector<PaymentShare> shares;
    template <class T = PostPayment>
    static constexpr auto fields() {
        return std::tuple{Field{"payment_event", &T::payment_event, "Its id; empty: made from the first account."},
                          Field{"payor", &T::payor, "Account of who paid; empty: the first account paid."},
                          Field{"received_on", &T::received_on, "Date received; absent: today."},
                          Field{"tenders", &T::tenders, "What was handed over."},
                          Field{"shares", &T::shares, "Who gets how much."}};
    }
    bool operator==(const PostPayment&) const = default;
};

// Reverses the tender's own lines on every account in one commit; NSF adds the payor's fee.
struct CancelTender {
    static constexpr std::string_view type_name = "tender.cancel";
    PaymentEventId payment_event;
    TenderId tender;
    Code cancel_reason;
    bool nsf = false;
    Date on;
    template <class T = CancelTender>
    static constexpr auto fields() {
        return std::tuple{Field{"payment_event", &T::payment_event, "The payment event."},
                          Field{"tender", &T::tender, "The tender; empty where there is one."},
                          Field{"cancel_reason", &T::cancel_reason, "Why."},
                          Field{"nsf", &T::nsf, "Returned for insufficient funds."},
                          Field{"on", &T::on, "Business date; absent: today."}};
    }
    bool operator==(const CancelTender&) const = default;
};

// Takes the payment off the account; its money goes to suspense.
struct CancelPayment {
    static constexpr std::string_view type_name = "payment.cancel";
    AccountId account;
    PaymentId payment;
    Code cancel_reason;
    Date on;
    template <class T = CancelPayment>
    static constexpr auto fields() {
        return std::tuple{Field{"account", &T::account, "The account."}, Field{"payment", &T::payment, "The payment."},
                          Field{"cancel_reason", &T::cancel_reason, "Why."},
                          Field{"on", &T::on, "Business date; absent: today."}};
    }
    bool operator==(const CancelPayment&) const = default;
};

// Posts at once, or waits for approval where its type asks for it.
struct RequestAdjustment {
    static constexpr std::string_view type_name = "adjustment.request";
    AccountId account;
    DocumentId adjustment;
    Code adjustment_type;
    ServiceAgreementId sa;
    Money amount;
    DocumentId target;
    Date effective_date;
    Date ages_from;
    Personal memo;
    template <class T = RequestAdjustment>
    static constexpr auto fields() {
        return std::tuple{Field{"account", &T::account, "The account."},
                          Field{"adjustment", &T::adjustment, "Its id; empty: the account's next."},
                          Field{"adjustment_type", &T::adjustment_type, "Its type."},
                          Field{"sa", &T::sa, "Agreement it concerns; empty where there is one."},
                          Field{"amount", &T::amount, "Charge above zero, credit below."},
                          Field{"target", &T::target, "Document a credit reduces; empty: unapplied credit."},
                          Field{"effective_date", &T::effective_date, "Business date; absent: today."},
                          Field{"ages_from", &T::ages_from, "Due date of a charge; absent: the next bill's."},
                          Field{"memo", &T::memo, "Why, in words."}};
    }
    bool operator==(const RequestAdjustment&) const = default;
};

struct ApproveAdjustment {
    static constexpr std::string_view type_name = "adjustment.approve";
    AccountId account;
    DocumentId adjustment;
    template <class T = ApproveAdjustment>
    static constexpr auto fields() {
        return std::tuple{Field{"account", &T::account, "The account."},
                          Field{"adjustment", &T::adjustment, "A pending adjustment."}};
    }
    bool operator==(const ApproveAdjustment&) const = default;
};

struct RejectAdjustment {
    static constexpr std::string_view type_name = "adjustment.reject";
    AccountId account;
    DocumentId adjustment;
    template <class T = RejectAdjustment>
    static constexpr auto fields() {
        return std::tuple{Field{"account", &T::account, "The account."},
                          Field{"adjustment", &T::adjustment, "A pending adjustment."}};
    }
    bool operator==(const RejectAdjustment&) const = default;
};

struct CancelAdjustment {
    static constexpr std::string_view type_name = "adjustment.cancel";
    AccountId account;
    DocumentId adjustment;
    Code cancel_reason;
    Date on;
    template <class T = CancelAdjustment>
    static constexpr auto fields() {
        return std::tuple{
            Field{"account", &T::account, "The account."}, Field{"adjustment", &T::adjustment, "A posted adjustment."},
            Field{"cancel_reason", &T::cancel_reason, "Why."}, Field{"on", &T::on, "Business date; absent: today."}};
    }
    bool operator==(const CancelAdjustment&) const = default;
};

using AccountCommand =
    std::variant<OpenAccount, ChangeAccountTerms, LinkPerson, ChangeAccountPerson, UnlinkPerson, ChangeMainCustomer,
                 StartService, ActivateService, WithdrawServiceStart, StopService, WithdrawServiceStop, MoveOut,
                 SetUpCustomer, BillAccount, ReverseInvoice, CreateSpecialCharge, RemoveSpecialCharge, PostPayment,
                 CancelTender, CancelPayment, RequestAdjustment, ApproveAdjustment, RejectAdjustment, CancelAdjustment,
                 CancelBill>;

}  // namespace tally::domain
