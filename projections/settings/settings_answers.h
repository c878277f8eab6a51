#pragma once
// The utility's control tables, its accounting periods and its tariffs.

#include <cstdint>
#include <vector>

#include "domain/settings/state.h"
#include "domain/tariff/events.h"
#include "eventstore/codec/maybe.h"
#include "projections/answer_parts.h"

namespace tally::projections {

// A row of a control table, as it was defined from a day on.
template <class Row>
struct SettingsEntry {
    domain::Date effective_from;
    bool in_force = false;
    std::uint64_t position = 0;
    Row row;
    template <class T = SettingsEntry>
    static constexpr auto fields() {
        return FieldList{Field{"effective_from", &T::effective_from, "First day it is in force; absent: always."},
                         Field{"in_force", &T::in_force, "Whether it is the one in force on the day of the answer."},
                         Field{"position", &T::position, "Position of the event that made it."},
                         Field{"row", &T::row, "The row."}};
    }
    bool operator==(const SettingsEntry&) const = default;
};
// Left out where another table was asked for.
template <class Row>
using SettingsRows = eventstore::Maybe<std::vector<SettingsEntry<Row>>>;

// Tables under the names by which commands define them, such as settings.define_customer_class.
struct SettingsAnswer {
    std::uint64_t position = 0;
    domain::Date on;
    eventstore::Maybe<domain::DivisionCreated> division;
    SettingsRows<domain::InstallationOptions> installation_options;
    SettingsRows<domain::CustomerClass> customer_classes;
    SettingsRows<domain::CustomerType> customer_types;
    SettingsRows<domain::RelationshipType> relationship_types;
    SettingsRows<domain::BillFormat> bill_formats;
    SettingsRows<domain::BillCycle> bill_cycles;
    SettingsRows<domain::BillCycleWindow> bill_cycle_windows;
    SettingsRows<domain::PhoneType> phone_types;
    SettingsRows<domain::IdentifierType> identifier_types;
    SettingsRows<domain::Service> services;
    SettingsRows<domain::BillRouteType> bill_route_types;
    SettingsRows<domain::ServiceAgreementType> sa_types;
    SettingsRows<domain::AdjustmentType> adjustment_types;
    SettingsRows<domain::SpecialChargeType> special_charge_types;
    SettingsRows<domain::TaxCode> tax_codes;
    SettingsRows<domain::Country> countries;
    SettingsRows<domain::Holiday> holidays;
    SettingsRows<domain::GlAccount> gl_accounts;
    SettingsRows<domain::AgingBuckets> aging_buckets;
    SettingsRows<domain::LateChargePolicy> late_charge_policies;
    SettingsRows<domain::ArrangementPolicy> arrangement_policies;
    SettingsRows<domain::AutopayPolicy> autopay_policies;
    SettingsRows<domain::UnclaimedPolicy> unclaimed_policies;
    SettingsRows<domain::DepositClass> deposit_classes;
    SettingsRows<domain::TaxRelief> tax_reliefs;
    SettingsRows<domain::LetterTemplate> letter_templates;
    SettingsRows<domain::BillMessage> bill_messages;
    SettingsRows<domain::CollectionPolicy> collection_policies;
    SettingsRows<domain::ProtectionType> protection_types;
    SettingsRows<domain::Moratorium> moratoriums;
    SettingsRows<domain::ReadValidation> read_validations;
    SettingsRows<domain::UsageProfile> usage_profiles;
    SettingsRows<domain::TenderSource> tender_sources;
    SettingsRows<domain::MarketPartner> market_partners;
    SettingsRows<domain::MarketDeadline> market_deadlines;
    SettingsRows<domain::CustomerTypeRules> customer_type_rules;
    eventstore::Maybe<std::vector<domain::AccountingPeriod>> periods;
    template <class T = SettingsAnswer>
    static constexpr auto fields() {
        return FieldList{
            Field{"position", &T::position, "True at: entries of the log that were folded."},
            Field{"on", &T::on, "The day that rows are in force on."},
            Field{"division", &T::division, "What the division is."},
            Field{domain::InstallationOptions::table_name, &T::installation_options,
                  "What is taken where a command leaves it out."},
            Field{domain::CustomerClass::table_name, &T::customer_classes, "Customer classes."},
            Field{domain::CustomerType::table_name, &T::customer_types, "Customer types."},
            Field{domain::RelationshipType::table_name, &T::relationship_types, "What a person can be to an account."},
            Field{domain::BillFormat::table_name, &T::bill_formats, "Bill formats."},
            Field{domain::BillCycle::table_name, &T::bill_cycles, "Bill cycles."},
            Field{domain::BillCycleWindow::table_name, &T::bill_cycle_windows, "When each cycle may be billed."},
            Field{domain::PhoneType::table_name, &T::phone_types, "Phone types."},
            Field{domain::IdentifierType::table_name, &T::identifier_types, "Types of identifiers of persons."},
            Field{domain::Service::table_name, &T::services, "What is supplied."},
            Field{domain::BillRouteType::table_name, &T::bill_route_types, "How bills are sent."},
            Field{domain::ServiceAgreementType::table_name, &T::sa_types, "Kinds of service agreements."},
            Field{domain::AdjustmentType::table_name, &T::adjustment_types, "Adjustment types."},
            Field{domain::SpecialChargeType::table_name, &T::special_charge_types, "Special charge types."},
            Field{domain::TaxCode::table_name, &T::tax_codes, "Taxes."},
            Field{domain::Country::table_name, &T::countries,
                  "Countries, with the fields and labels of their addresses."},
            Field{domain::Holiday::table_name, &T::holidays, "Days that are no working days."},
            Field{domain::GlAccount::table_name, &T::gl_accounts, "The chart of accounts: what is posted where."},
            Field{domain::AgingBuckets::table_name, &T::aging_buckets, "By which days of age debt is grouped."},
            Field{domain::ArrangementPolicy::table_name, &T::arrangement_policies, "How debt is paid in instalments."},
            Field{domain::AutopayPolicy::table_name, &T::autopay_policies, "How bills are drafted."},
            Field{domain::UnclaimedPolicy::table_name, &T::unclaimed_policies, "When property goes to the state."},
            Field{domain::LateChargePolicy::table_name, &T::late_charge_policies, "What being late costs."},
            Field{domain::DepositClass::table_name, &T::deposit_classes, "Kinds of deposits: interest, refund test."},
            Field{domain::TaxRelief::table_name, &T::tax_reliefs,
                  "Which taxes are taken back with what is written off."},
            Field{domain::LetterTemplate::table_name, &T::letter_templates, "What letters say."},
            Field{domain::BillMessage::table_name, &T::bill_messages,
                  "What bills say beside figures, and their inserts."},
            Field{domain::CollectionPolicy::table_name, &T::collection_policies,
                  "How overdue debt of a class is collected, step by step."},
            Field{domain::ProtectionType::table_name, &T::protection_types,
                  "Grounds on which customers are protected, and from which steps."},
            Field{domain::Moratorium::table_name, &T::moratoriums, "Days on which steps are not taken."},
            Field{domain::ReadValidation::table_name, &T::read_validations, "When what was measured is in doubt."},
            Field{domain::UsageProfile::table_name, &T::usage_profiles, "What meters of a kind use a day."},
            Field{domain::TenderSource::table_name, &T::tender_sources, "Tills, lockboxes, files, web sites."},
            Field{domain::MarketPartner::table_name, &T::market_partners, "Who takes part in the market."},
            Field{domain::MarketDeadline::table_name, &T::market_deadlines, "Until when the market answers."},
            Field{domain::CustomerTypeRules::table_name, &T::customer_type_rules,
                  "By the rules of which class accounts of a customer type are treated."},
            Field{"period", &T::periods, "Accounting periods."}};
    }
    bool operator==(const SettingsAnswer&) const = default;
};

struct PeriodsAnswer {
    std::uint64_t position = 0;
    std::vector<domain::AccountingPeriod> periods;
    template <class T = PeriodsAnswer>
    static constexpr auto fields() {
        return FieldList{
            Field{"position", &T::position, "True at: entries of the log that were folded."},
            Field{"periods", &T::periods, "By first day; where there is none, postings of every day are taken."}};
    }
    bool operator==(const PeriodsAnswer&) const = default;
};

struct TariffLine {
    domain::TariffId tariff;
    domain::Plain description;
    domain::Code service;
    std::uint64_t versions = 0;
    std::uint32_t version = 0;
    domain::Date effective_from;
    template <class T = TariffLine>
    static constexpr auto fields() {
        return FieldList{
            Field{"tariff", &T::tariff, "The tariff."},
            Field{"description", &T::description, "Its name for people."},
            Field{"service", &T::service, "What it prices."},
            Field{"versions", &T::versions, "How many there are."},
            Field{"version", &T::version, "The one in force on the day of the answer; 0: none is yet."},
            Field{"effective_from", &T::effective_from, "First day of the prices of that version, else of the first."}};
    }
    bool operator==(const TariffLine&) const = default;
};

struct TariffsAnswer {
    std::uint64_t position = 0;
    domain::Date on;
    std::vector<TariffLine> tariffs;
    eventstore::Maybe<domain::Plain> next;
    template <class T = TariffsAnswer>
    static constexpr auto fields() {
        return FieldList{Field{"position", &T::position, "True at: entries of the log that were folded."},
                         Field{"on", &T::on, "The day that versions are in force on."},
                         Field{"tariffs", &T::tariffs, "In natural order of their ids."},
                         Field{"next", &T::next, "Cursor of the tariffs after these; left out: there are none."}};
    }
    bool operator==(const TariffsAnswer&) const = default;
};

struct TariffAnswer {
    std::uint64_t position = 0;
    domain::Date on;
    domain::TariffId tariff;
    domain::Code currency;
    std::uint32_t version = 0;
    std::vector<domain::TariffPublished> versions;
    std::vector<domain::TariffTimesPublished> times;
    std::vector<domain::TariffDemandTermsPublished> demand_terms;
    std::vector<domain::TariffYearTermsPublished> year_terms;
    template <class T = TariffAnswer>
    static constexpr auto fields() {
        return FieldList{
            Field{"position", &T::position, "True at: entries of the log that were folded."},
            Field{"on", &T::on, "The day that the version is in force on."},
            Field{"tariff", &T::tariff, "The tariff."},
            Field{"currency", &T::currency, "Of all prices."},
            Field{"version", &T::version, "The one in force on that day; 0: none is yet."},
            Field{"versions", &T::versions, "By effective date, with all components; withdrawn ones are left out."},
            Field{"times", &T::times, "Hours of those versions whose components count at certain hours."},
            Field{"demand_terms", &T::demand_terms, "Terms of demand of those versions that have any."},
            Field{"year_terms", &T::year_terms,
                  "What those versions settle by the year: energy that is sent back, and least charges."}};
    }
    bool operator==(const TariffAnswer&) const = default;
};

void render(const SettingsAnswer&, const RenderContext&, std::string& out);
void render(const PeriodsAnswer&, const RenderContext&, std::string& out);
void render(const TariffsAnswer&, const RenderContext&, std::string& out);
void render(const TariffAnswer&, const RenderContext&, std::string& out);

}  // namespace tally::projections
