#pragma once
// The control tables as folded from the settings stream, and the questions rules ask of them.

#include <optional>
#include <vector>

#include "domain/settings/events.h"

namespace tally::domain {

// All rows of one table, each with the day it comes into force and the event that made it.
template <class Row>
struct Table {
    struct Entry {
        Date effective_from;
        Row row;
        std::uint64_t position = 0;
        template <class T = Entry>
        static constexpr auto fields() {
            return FieldList{Field{"effective_from", &T::effective_from, "First day in force; absent: always."},
                             Field{"row", &T::row, "The row."},
                             Field{"position", &T::position, "Position of the event that made it."}};
        }
        bool operator==(const Entry&) const = default;
    };
    std::vector<Entry> entries;
    template <class T = Table>
    static constexpr auto fields() {
        return FieldList{Field{"entries", &T::entries, "In the order they were defined."}};
    }
    bool operator==(const Table&) const = default;
};

struct AccountingPeriod {
    Date first_day;
    Date until;
    bool closed = false;
    std::uint64_t position = 0;
    template <class T = AccountingPeriod>
    static constexpr auto fields() {
        return FieldList{Field{"first_day", &T::first_day, "First day."}, Field{"until", &T::until, "First day after."},
                         Field{"closed", &T::closed, "Takes no more postings."},
                         Field{"position", &T::position, "Position of the event that made it so."}};
    }
    bool operator==(const AccountingPeriod&) const = default;
};

// A rule of New York holds in its cities, too: NY covers NY-ALBANY. An empty one covers all, and is covered by all.
[[nodiscard]] bool covers_place(const Code& jurisdiction, const Code& place);

struct SettingsState {
    std::uint64_t version = 0;
    DivisionCreated division;
    Table<InstallationOptions> installation_options;
    Table<CustomerClass> customer_classes;
    Table<CustomerType> customer_types;
    Table<RelationshipType> relationship_types;
    Table<BillFormat> bill_formats;
    Table<BillCycle> bill_cycles;
    Table<BillCycleWindow> bill_cycle_windows;
    Table<PhoneType> phone_types;
    Table<IdentifierType> identifier_types;
    Table<Service> services;
    Table<BillRouteType> bill_route_types;
    Table<ServiceAgreementType> sa_types;
    Table<AdjustmentType> adjustment_types;
    Table<SpecialChargeType> special_charge_types;
    Table<TaxCode> tax_codes;
    Table<Country> countries;
    Table<Holiday> holidays;
    Table<GlAccount> gl_accounts;
    Table<AgingBuckets> aging_buckets;
    std::vector<AccountingPeriod> periods;
    Table<LateChargePolicy> late_charge_policies;
    Table<DepositClass> deposit_classes;
    Table<ArrangementPolicy> arrangement_policies;
    Table<AutopayPolicy> autopay_policies;
    Table<UnclaimedPolicy> unclaimed_policies;
    Table<TaxRelief> tax_reliefs;
    Table<LetterTemplate> letter_templates;
    Table<BillMessage> bill_messages;
    Table<CollectionPolicy> collection_policies;
    Table<ProtectionType> protection_types;
    Table<Moratorium> moratoriums;
    Table<ReadValidation> read_validations;
    Table<UsageProfile> usage_profiles;
    Table<TenderSource> tender_sources;
    Table<MarketPartner> market_partners;
    Table<MarketDeadline> market_deadlines;
    Table<CustomerTypeRules> customer_type_rules;

    template <class T = SettingsState>
    static constexpr auto fields() {
        return FieldList{Field{"version", &T::version, "Events folded."},
                         Field{"division", &T::division, "What the division is."},
                         Field{"installation_options", &T::installation_options, "Table."},
                         Field{"customer_classes", &T::customer_classes, "Table."},
                         Field{"customer_types", &T::customer_types, "Table."},
                         Field{"relationship_types", &T::relationship_types, "Table."},
                         Field{"bill_formats", &T::bill_formats, "Table."},
                         Field{"bill_cycles", &T::bill_cycles, "Table."},
                         Field{"bill_cycle_windows", &T::bill_cycle_windows, "Table."},
                         Field{"phone_types", &T::phone_types, "Table."},
                         Field{"identifier_types", &T::identifier_types, "Table."},
                         Field{"services", &T::services, "Table."},
                         Field{"bill_route_types", &T::bill_route_types, "Table."},
                         Field{"sa_types", &T::sa_types, "Table."},
                         Field{"adjustment_types", &T::adjustment_types, "Table."},
                         Field{"special_charge_types", &T::special_charge_types, "Table."},
                         Field{"tax_codes", &T::tax_codes, "Table."},
                         Field{"countries", &T::countries, "Table."},
                         Field{"holidays", &T::holidays, "Table."},
                         Field{"gl_accounts", &T::gl_accounts, "Table."},
                         Field{"aging_buckets", &T::aging_buckets, "Table."},
                         Field{"periods", &T::periods, "Accounting periods."},
                         Field{"late_charge_policies", &T::late_charge_policies, "Table."},
                         Field{"deposit_classes", &T::deposit_classes, "Table."},
                         Field{"arrangement_policies", &T::arrangement_policies, "Table."},
                         Field{"autopay_policies", &T::autopay_policies, "Table."},
                         Field{"unclaimed_policies", &T::unclaimed_policies, "Table."},
                         Field{"tax_reliefs", &T::tax_reliefs, "Table."},
                         Field{"letter_templates", &T::letter_templates, "Table."},
                         Field{"bill_messages", &T::bill_messages, "Table."},
                         Field{"collection_policies", &T::collection_policies, "Table."},
                         Field{"protection_types", &T::protection_types, "Table."},
                         Field{"moratoriums", &T::moratoriums, "Table."},
                         Field{"read_validations", &T::read_validations, "Table."},
                         Field{"usage_profiles", &T::usage_profiles, "Table."},
                         Field{"tender_sources", &T::tender_sources, "Table."},
                         Field{"market_partners", &T::market_partners, "Table."},
                         Field{"market_deadlines", &T::market_deadlines, "Table."},
                         Field{"customer_type_rules", &T::customer_type_rules, "Table."}};
    }
    bool operator==(const SettingsState&) const = default;

    // The row with this code in force on the day (unset: the newest); nullptr where there is none. Pointers live as
    // long as the state is not changed.
    [[nodiscard]] const CustomerClass* customer_class(const Code&, Date on = {}) const;
    // The class by whose rules accounts of this class and type are treated on the day; `since`, where given, becomes
    // the first day on which the type said so, and stays where it says nothing.
    [[nodiscard]] const Code& rules_class(const Code& customer_class, const Code& customer_type, Date on,
                                          Date* since = nullptr) const;
    // What the class is charged for being late; `since`, where given, becomes the first day on which that was in force,
    // unset: always.
    [[nodiscard]] const LateChargePolicy* late_charge_policy(const Code& customer_class, Date on,
                                                             Date* since = nullptr) const;
    // How the class may pay what it owes in instalments.
    [[nodiscard]] const ArrangementPolicy* arrangement_policy(const Code& customer_class, Date on) const;
    [[nodiscard]] const AutopayPolicy* autopay_policy(const Code& customer_class, Date on) const;
    // The row with the most specific jurisdiction that covers this one; nullptr: none is in force.
    [[nodiscard]] const UnclaimedPolicy* unclaimed_policy(const Code& jurisdiction, Date on) const;
    [[nodiscard]] const CustomerType* customer_type(const Code&) const;
    [[nodiscard]] const RelationshipType* relationship_type(const Code&) const;
    [[nodiscard]] const BillFormat* bill_format(const Code&) const;
    [[nodiscard]] const BillCycle* bill_cycle(const Code&) const;
    [[nodiscard]] const PhoneType* phone_type(const Code&) const;
    [[nodiscard]] const IdentifierType* identifier_type(const Code&) const;
    [[nodiscard]] const Service* service(const Code&) const;
    [[nodiscard]] const BillRouteType* bill_route_type(const Code&) const;
    [[nodiscard]] const ServiceAgreementType* sa_type(const Code&, Date on = {}) const;
    [[nodiscard]] const AdjustmentType* adjustment_type(const Code&, Date on = {}) const;
    [[nodiscard]] const SpecialChargeType* special_charge_type(const Code&, Date on = {}) const;
    [[nodiscard]] const DepositClass* deposit_class(const Code&, Date on = {}) const;
    [[nodiscard]] const TaxCode* tax_code(const Code&, Date on) const;
    // `since`, where given, becomes the first day on which the row is in force; unset: always.
    [[nodiscard]] const LetterTemplate* letter_template(const Code&, Date on, Date* since = nullptr) const;
    [[nodiscard]] const BillMessage* bill_message(const Code&, Date on) const;
    // How the class is collected from; nullptr where it is not.
    [[nodiscard]] const CollectionPolicy* collection_policy(const Code& customer_class, Date on) const;
    [[nodiscard]] const ProtectionType* protection_type(const Code&, Date on) const;
    // The most specific row for the service, unit and customer class; nullptr: none is in force.
    [[nodiscard]] const ReadValidation* read_validation(const Code& service, const Code& unit,
                                                        const Code& customer_class, Date on) const;
    [[nodiscard]] const UsageProfile* usage_profile(const Code& service, const Code& unit, const Code& customer_class,
                                                    Date on) const;
    // One that holds on the day for the class and one of the jurisdictions, and blocks the step; nullptr: there is
    // none.
    [[nodiscard]] const Moratorium* moratorium(CollectionStepKind, const Code& customer_class,
                                               const std::vector<Code>& jurisdictions, Date on) const;
    [[nodiscard]] const TenderSource* tender_source(const Code&, Date on) const;
    [[nodiscard]] const MarketPartner* market_partner(const Code&, Date on) const;
    // The utility's own number; nullptr: none is in force.
    [[nodiscard]] const MarketPartner* own_market_partner(Date on) const;
    [[nodiscard]] const MarketDeadline* market_deadline(const Code& kind, Date on) const;
    [[nodiscard]] const TaxRelief* tax_relief(const Code& tax_code, Date on) const;
    [[nodiscard]] const Country* country(const Code&) const;
    [[nodiscard]] const InstallationOptions& installation(Date on = {}) const;
    // The window of the cycle that contains the day; nullptr where none does.
    [[nodiscard]] const BillCycleWindow* window(const Code& cycle, Date on) const;
    [[nodiscard]] bool is_working_day(Date) const;
    // Days after which aged buckets end; 30, 60, 90 unless set [rule 27].
    [[nodiscard]] std::vector<std::uint16_t> aging_days() const;
    // The general ledger account for the role and qualifier, else the role's own; nullptr where neither is defined.
    [[nodiscard]] const Code* gl_account(GlRole, const Code& qualifier = {}) const;
    // The accounting period that holds the day; nullptr: none does.
    [[nodiscard]] const AccountingPeriod* period_of(Date) const;
    // The day a posting meant for `wanted` may carry: itself, or the first day of the earliest open period where that
    // one is closed. With no periods defined every day is open. nullopt: every defined period is closed.
    [[nodiscard]] std::optional<Date> accounting_date(Date wanted) const;
};

}  // namespace tally::domain
