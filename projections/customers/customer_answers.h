#pragma once
// Persons, accounts and premises, as a clerk sees them.

#include <cstdint>
#include <vector>

#include "domain/account/billing/corrections/state.h"
#include "domain/account/collections/state.h"
#include "domain/account/communications/state.h"
#include "domain/account/state.h"
#include "domain/person/state.h"
#include "domain/premise/market/state.h"
#include "domain/premise/state.h"
#include "projections/answer_parts.h"
#include "projections/masters/master_trail.h"

namespace tally::projections {

struct PersonAccountAnswer {
    AccountHeading heading;
    bool main_customer = false;
    bool financially_responsible = false;
    bool third_party_guarantor = false;
    domain::Code relationship_type;
    domain::Money payoff;
    domain::Money current;
    template <class T = PersonAccountAnswer>
    static constexpr auto fields() {
        return FieldList{Field{"heading", &T::heading, "The account."},
                         Field{"main_customer", &T::main_customer, "Labels the account."},
                         Field{"financially_responsible", &T::financially_responsible, "Owes the debt."},
                         Field{"third_party_guarantor", &T::third_party_guarantor, "Guarantees the debt."},
                         Field{"relationship_type", &T::relationship_type, "What the person is to the account."},
                         Field{"payoff", &T::payoff, "Truly owed."},
                         Field{"current", &T::current, "Asked for now."}};
    }
    bool operator==(const PersonAccountAnswer&) const = default;
};

struct PersonAnswer {
    std::uint64_t position = 0;
    domain::PersonId person;
    domain::PersonKind kind = domain::PersonKind::individual;
    domain::PersonName name;
    std::vector<domain::PersonPhone> phones;
    domain::Personal email;
    std::vector<domain::PersonIdentifier> identifiers;
    std::vector<domain::PersonAddress> addresses;
    std::vector<PersonAccountAnswer> accounts;
    domain::Code currency;
    domain::Erasure erasure;
    template <class T = PersonAnswer>
    static constexpr auto fields() {
        return FieldList{Field{"position", &T::position, "True at: entries of the log that were folded."},
                         Field{"person", &T::person, "The person."},
                         Field{"kind", &T::kind, "Individual or business."},
                         Field{"name", &T::name, "Primary name."},
                         Field{"phones", &T::phones, "By type."},
                         Field{"email", &T::email, "E-mail address."},
                         Field{"identifiers", &T::identifiers, "By type."},
                         Field{"addresses", &T::addresses, "By address id."},
                         Field{"accounts", &T::accounts, "Accounts the person is on."},
                         Field{"currency", &T::currency, "Of all amounts."},
                         Field{"erasure", &T::erasure, "When, by whom and why the person was erased; no ground: not."}};
    }
    bool operator==(const PersonAnswer&) const = default;
};

struct AccountPersonAnswer {
    domain::AccountPerson link;
    domain::Personal name;
    template <class T = AccountPersonAnswer>
    static constexpr auto fields() {
        return FieldList{Field{"link", &T::link, "The person's place on the account."},
                         Field{"name", &T::name, "The person's own name."}};
    }
    bool operator==(const AccountPersonAnswer&) const = default;
};

struct AgreementAnswer {
    domain::ServiceAgreement agreement;
    domain::LocationAddress service_address;
    domain::Plain market_id;
    domain::MeterId meter;
    domain::Money payoff;
    domain::Money current;
    template <class T = AgreementAnswer>
    static constexpr auto fields() {
        return FieldList{Field{"agreement", &T::agreement, "The service agreement."},
                         Field{"service_address", &T::service_address, "Address of its premise."},
                         Field{"market_id", &T::market_id, "ESI ID or LDC account number of its service point."},
                         Field{"meter", &T::meter, "Meter that measures there now."},
                         Field{"payoff", &T::payoff, "Truly owed on its items; unapplied credit is the account's."},
                         Field{"current", &T::current, "Asked for now on its items."}};
    }
    bool operator==(const AgreementAnswer&) const = default;
};

// Of what was measured where one of its agreements pays on that day.
struct DoubtOfAccount {
    domain::ServicePointId service_point;
    domain::ServiceAgreementId sa;
    domain::ReadInDoubt doubt;
    template <class T = DoubtOfAccount>
    static constexpr auto fields() {
        return FieldList{Field{"service_point", &T::service_point, "Where it was measured."},
                         Field{"sa", &T::sa, "Which agreement pays for it."},
                         Field{"doubt", &T::doubt, "What is in doubt, and why."}};
    }
    bool operator==(const DoubtOfAccount&) const = default;
};

struct AccountAnswer {
    std::uint64_t position = 0;
    AccountHeading heading;
    domain::Date opened_on;
    domain::Code customer_class;
    domain::Code customer_type;
    domain::Code bill_cycle;
    std::uint8_t requested_due_day = 0;
    std::vector<AccountPersonAnswer> persons;
    std::vector<AgreementAnswer> agreements;
    domain::Money payoff;
    domain::Money current;
    domain::Money unapplied;
    std::vector<domain::BillingError> alerts;
    std::vector<domain::UndeliverableCopy> undeliverable_copies;
    std::vector<domain::PendingCharge> pending_charges;
    std::vector<domain::PendingAdjustment> pending_adjustments;
    domain::DocumentId last_invoice;
    domain::Date last_bill_date;
    domain::Date last_due_date;
    domain::PaymentId last_payment;
    domain::Money last_payment_amount;
    domain::Date last_payment_date;
    std::uint64_t version = 0;
    domain::Code currency;
    std::vector<domain::FollowUp> follow_ups;
    domain::DocumentId collection;
    std::vector<domain::Severance> severances;
    std::vector<domain::Protection> protections;
    std::vector<DoubtOfAccount> reads_in_doubt;
    std::vector<domain::DueCorrection> corrections_due;
    domain::DocumentId mandate;
    domain::Date next_draft_on;
    domain::Money next_draft_amount;
    domain::DocumentId next_draft_bill;
    std::vector<domain::AwaitedAnswer> market_overdue;
    std::vector<domain::UnpairedAnswer> market_unpaired;
    domain::DocumentId unclaimed_notice;
    domain::Date escheats_on;
    domain::Money escheated;
    std::vector<MasterStep> masters;
    domain::Code rules_class;
    template <class T = AccountAnswer>
    static constexpr auto fields() {
        return FieldList{
            Field{"position", &T::position, "True at: entries of the log that were folded."},
            Field{"heading", &T::heading, "Account, main customer, location."},
            Field{"opened_on", &T::opened_on, "Business date."},
            Field{"customer_class", &T::customer_class, "Decides due days, fees, limits."},
            Field{"customer_type", &T::customer_type, "Label of a group; see rules_class."},
            Field{"bill_cycle", &T::bill_cycle, "Decides when it is billed."},
            Field{"requested_due_day", &T::requested_due_day, "1 to 28; 0: none."},
            Field{"persons", &T::persons, "Who is on it, main customer first."},
            Field{"agreements", &T::agreements, "Its service agreements."},
            Field{"payoff", &T::payoff, "Truly owed."},
            Field{"current", &T::current, "Asked for now."},
            Field{"unapplied", &T::unapplied, "Credit not used yet; already taken off both."},
            Field{"alerts", &T::alerts, "What holds its bill."},
            Field{"undeliverable_copies", &T::undeliverable_copies,
                  "Copies of its latest bill that could not be sent."},
            Field{"pending_charges", &T::pending_charges, "Special charges for the next bill."},
            Field{"pending_adjustments", &T::pending_adjustments, "Waiting for approval."},
            Field{"last_invoice", &T::last_invoice, "Latest regular invoice."},
            Field{"last_bill_date", &T::last_bill_date, "Bill date of that invoice."},
            Field{"last_due_date", &T::last_due_date, "Due date of that invoice."},
            Field{"last_payment", &T::last_payment, "Latest uncancelled payment by date received."},
            Field{"last_payment_amount", &T::last_payment_amount, "Its amount."},
            Field{"last_payment_date", &T::last_payment_date, "Its date."},
            Field{"version", &T::version, "Events of the account so far."},
            Field{"currency", &T::currency, "Of all amounts."},
            Field{"follow_ups", &T::follow_ups,
                  "Entries of its communication log that are due to be seen to, the oldest day first."},
            Field{"collection", &T::collection, "Its open collection; empty: none."},
            Field{"severances", &T::severances, "Notices and orders that stand; services disconnected."},
            Field{"protections", &T::protections, "Those that hold on the day."},
            Field{"reads_in_doubt", &T::reads_in_doubt, "Of its agreements; nothing bills on them."},
            Field{"corrections_due", &T::corrections_due, "Agreements whose bills may differ from what was measured."},
            Field{"mandate", &T::mandate, "Mandate by which its bills are drafted; empty: automatic payment is off."},
            Field{"next_draft_on", &T::next_draft_on, "When the next draft is made; absent: none is to come."},
            Field{"next_draft_amount", &T::next_draft_amount, "What would be drafted then, as it is now."},
            Field{"next_draft_bill", &T::next_draft_bill, "Of which invoice."},
            Field{"market_overdue", &T::market_overdue, "Market transactions about it whose answer is overdue."},
            Field{"market_unpaired", &T::market_unpaired, "Market answers about it that cite what is not known."},
            Field{"unclaimed_notice", &T::unclaimed_notice,
                  "Notice of unclaimed property that no act of the owner overtook; empty: none stands."},
            Field{"escheats_on", &T::escheats_on, "First day on which the state gets it; absent: none stands."},
            Field{"escheated", &T::escheated, "What escheated and its owner may have back."},
            Field{"masters", &T::masters, "The masters above it, from the one that it is directly under to the top."},
            Field{"rules_class", &T::rules_class,
                  "Class by whose rules it is treated today, where its customer type names another than its own."}};
    }
    bool operator==(const AccountAnswer&) const = default;
};

struct ServicePointAnswer {
    domain::ServicePointState service_point;
    AccountHeading occupant;
    template <class T = ServicePointAnswer>
    static constexpr auto fields() {
        return FieldList{Field{"service_point", &T::service_point, "The service point."},
                         Field{"occupant", &T::occupant, "Who pays for it now; empty where it has no occupant."}};
    }
    bool operator==(const ServicePointAnswer&) const = default;
};

struct PremiseAnswer {
    std::uint64_t position = 0;
    domain::PremiseId premise;
    domain::LocationAddress address;
    domain::Code jurisdiction;
    std::vector<domain::DefaultService> default_services;
    std::vector<ServicePointAnswer> service_points;
    std::vector<domain::LandlordAgreement> landlords;
    template <class T = PremiseAnswer>
    static constexpr auto fields() {
        return FieldList{Field{"position", &T::position, "True at: entries of the log that were folded."},
                         Field{"premise", &T::premise, "The location's number."},
                         Field{"address", &T::address, "Service address."},
                         Field{"jurisdiction", &T::jurisdiction, "Whose taxes apply."},
                         Field{"default_services", &T::default_services, "What a new customer is given."},
                         Field{"service_points", &T::service_points, "With meters, reads and who paid when."},
                         Field{"landlords", &T::landlords, "Agreements, the newest last."}};
    }
    bool operator==(const PremiseAnswer&) const = default;
};

void render(const PersonAnswer&, const RenderContext&, std::string& out);
void render(const AccountAnswer&, const RenderContext&, std::string& out);
void render(const PremiseAnswer&, const RenderContext&, std::string& out);

}  // namespace tally::projections
