#include "domain/settings/state.h"

#include <algorithm>
#include <array>
#include <utility>

namespace tally::domain {

namespace {
// Of the rows that match, the one in force on the day (unset: the newest); the later definition of one day wins.
template <class Row, class Matches>
const Row* in_force(const Table<Row>& table, Date on, Matches&& matches) {
    const typename Table<Row>::Entry* best = nullptr;
    for (const auto& entry : table.entries) {
        if (on.is_set() && entry.effective_from > on) continue;  // An absent date is before every day.
        if (!matches(entry.row)) continue;
        if (!best || best->effective_from <= entry.effective_from) best = &entry;
    }
    return best ? &best->row : nullptr;
}
template <class Row>
const Row* with_code(const Table<Row>& table, const Code& code, Date on = {}) {
    return in_force(table, on, [&](const Row& row) { return row.code == code; });
}
}  // namespace

const CustomerClass* SettingsState::customer_class(const Code& code, Date on) const {
    return with_code(customer_classes, code, on);
}
const Code& SettingsState::rules_class(const Code& customer_class, const Code& customer_type, Date on,
                                       Date* since) const {
    if (customer_type.empty() || customer_type_rules.entries.empty()) return customer_class;
    const auto* rules = with_code(customer_type_rules, customer_type, on);
    if (rules && since)
        for (const auto& entry : customer_type_rules.entries)
            if (&entry.row == rules) *since = entry.effective_from;
    return rules && !rules->customer_class.empty() ? rules->customer_class : customer_class;
}
const LateChargePolicy* SettingsState::late_charge_policy(const Code& customer_class, Date on, Date* since) const {
    const auto* row = with_code(late_charge_policies, customer_class, on);
    if (row && since)
        for (const auto& entry : late_charge_policies.entries)
            if (&entry.row == row) *since = entry.effective_from;
    return row;
}
const ArrangementPolicy* SettingsState::arrangement_policy(const Code& customer_class, Date on) const {
    return with_code(arrangement_policies, customer_class, on);
}
const AutopayPolicy* SettingsState::autopay_policy(const Code& customer_class, Date on) const {
    return with_code(autopay_policies, customer_class, on);
}
const MarketPartner* SettingsState::market_partner(const Code& code, Date on) const {
    return with_code(market_partners, code, on);
}
const MarketPartner* SettingsState::own_market_partner(Date on) const {
    for (const auto& entry : market_partners.entries) {
        const MarketPartner* row = market_partner(entry.row.code, on);
        if (row && row->own) return row;
    }
    return nullptr;
}
const MarketDeadline* SettingsState::market_deadline(const Code& kind, Date on) const {
    return with_code(market_deadlines, kind, on);
}
const CustomerType* SettingsState::customer_type(const Code& code) const {
    return with_code(customer_types, code);
}
const RelationshipType* SettingsState::relationship_type(const Code& code) const {
    return with_code(relationship_types, code);
}
const BillFormat* SettingsState::bill_format(const Code& code) const {
    return with_code(bill_formats, code);
}
const BillCycle* SettingsState::bill_cycle(const Code& code) const {
    return with_code(bill_cycles, code);
}
const PhoneType* SettingsState::phone_type(const Code& code) const {
    return with_code(phone_types, code);
}
const IdentifierType* SettingsState::identifier_type(const Code& code) const {
    return with_code(identifier_types, code);
}
const Service* SettingsState::service(const Code& code) const {
    return with_code(services, code);
}
const BillRouteType* SettingsState::bill_route_type(const Code& code) const {
    return with_code(bill_route_types, code);
}
const ServiceAgreementType* SettingsState::sa_type(const Code& code, Date on) const {
    return with_code(sa_types, code, on);
}
const AdjustmentType* SettingsState::adjustment_type(const Code& code, Date on) const {
    return with_code(adjustment_types, code, on);
}
const SpecialChargeType* SettingsState::special_charge_type(const Code& code, Date on) const {
    return with_code(special_charge_types, code, on);
}
const LetterTemplate* SettingsState::letter_template(const Code& code, Date on, Date* since) const {
    const auto* row = with_code(letter_templates, code, on);
    if (row && since)
        for (const auto& entry : letter_templates.entries)
            if (&entry.row == row) *since = entry.effective_from;
    return row;
}
const BillMessage* SettingsState::bill_message(const Code& code, Date on) const {
    return with_code(bill_messages, code, on);
}
bool covers_place(const Code& jurisdiction, const Code& place) {
    if (jurisdiction.empty() || place.empty()) return true;
    const std::string_view wide = jurisdiction.str(), narrow = place.str();
    return narrow.starts_with(wide) && (narrow.size() == wide.size() || narrow[wide.size()] == '-');
}

const UnclaimedPolicy* SettingsState::unclaimed_policy(const Code& jurisdiction, Date on) const {
    const UnclaimedPolicy* best = nullptr;
    for (const auto& entry : unclaimed_policies.entries) {
        const UnclaimedPolicy& row = entry.row;
        if (with_code(unclaimed_policies, row.code, on) != &row) continue;
        if (!row.jurisdiction.empty() && (jurisdiction.empty() || !covers_place(row.jurisdiction, jurisdiction)))
            continue;
        if (!best || best->jurisdiction.str().size() < row.jurisdiction.str().size()) best = &row;
    }
    return best;
}
const CollectionPolicy* SettingsState::collection_policy(const Code& customer_class, Date on) const {
    const auto* row = with_code(collection_policies, customer_class, on);
    return row && !row->steps.empty() ? row : nullptr;
}
const ProtectionType* SettingsState::protection_type(const Code& code, Date on) const {
    return with_code(protection_types, code, on);
}
const TenderSource* SettingsState::tender_source(const Code& code, Date on) const {
    return with_code(tender_sources, code, on);
}
const Moratorium* SettingsState::moratorium(CollectionStepKind kind, const Code& customer_class,
                                            const std::vector<Code>& jurisdictions, Date on) const {
    const auto blocks = [&](const Moratorium& row) {
        return std::find(row.blocks.begin(), row.blocks.end(), kind) != row.blocks.end();
    };
    const auto is_for_class = [&](const Moratorium& row) {
        return row.customer_classes.empty() || std::find(row.customer_classes.begin(), row.customer_classes.end(),
                                                         customer_class) != row.customer_classes.end();
    };
    const auto holds_at = [&](const Code& place) {
        return std::any_of(jurisdictions.begin(), jurisdictions.end(),
                           [&](const Code& one) { return covers_place(place, one); });
    };
    for (const auto& entry : moratoriums.entries) {
        const Moratorium& row = entry.row;
        if (row.from > on || row.until <= on || !blocks(row) || !is_for_class(row)) continue;
        if (!row.jurisdictions.empty() && std::none_of(row.jurisdictions.begin(), row.jurisdictions.end(), holds_at))
            continue;
        if (with_code(moratoriums, row.code, on) == &row) return &row;
    }
    return nullptr;
}
namespace {
// The row whose unit and class both fit, then by class, then by unit, then by service alone.
template <class Row>
const Row* of_register(const Table<Row>& table, const Code& service, const Code& unit, const Code& customer_class,
                       Date on) {
    if (table.entries.empty()) return nullptr;
    const std::array<std::pair<Code, Code>, 4> by_preference{
        {{unit, customer_class}, {{}, customer_class}, {unit, {}}, {{}, {}}}};
    for (const auto& wanted : by_preference)
        if (const Row* row = in_force(table, on, [&](const Row& one) {
                return one.service == service && one.unit == wanted.first && one.customer_class == wanted.second;
            }))
            return row;
    return nullptr;
}
}  // namespace
const ReadValidation* SettingsState::read_validation(const Code& service, const Code& unit, const Code& customer_class,
                                                     Date on) const {
    return of_register(read_validations, service, unit, customer_class, on);
}
const UsageProfile* SettingsState::usage_profile(const Code& service, const Code& unit, const Code& customer_class,
                                                 Date on) const {
    return of_register(usage_profiles, service, unit, customer_class, on);
}
const TaxRelief* SettingsState::tax_relief(const Code& tax_code, Date on) const {
    return with_code(tax_reliefs, tax_code, on);
}
const DepositClass* SettingsState::deposit_class(const Code& code, Date on) const {
    return with_code(deposit_classes, code, on);
}
const TaxCode* SettingsState::tax_code(const Code& code, Date on) const {
    return with_code(tax_codes, code, on);
}
const Country* SettingsState::country(const Code& code) const {
    return with_code(countries, code);
}
const InstallationOptions& SettingsState::installation(Date on) const {
    static const InstallationOptions none;
    const auto* options = in_force(installation_options, on, [](const InstallationOptions&) { return true; });
    return options ? *options : none;
}

const BillCycleWindow* SettingsState::window(const Code& cycle, Date on) const {
    // From the newest back: runs ask for recent windows.
    const auto& entries = bill_cycle_windows.entries;
    const auto found = std::find_if(entries.rbegin(), entries.rend(), [&](const auto& entry) {
        return entry.row.window_start <= on && on <= entry.row.window_end && entry.row.cycle == cycle;
    });
    return found == entries.rend() ? nullptr : &found->row;
}

bool SettingsState::is_working_day(Date day) const {
    return !is_weekend(day) && std::none_of(holidays.entries.begin(), holidays.entries.end(),
                                            [&](const auto& entry) { return entry.row.date == day; });
}

std::vector<std::uint16_t> SettingsState::aging_days() const {
    const auto* buckets = in_force(aging_buckets, {}, [](const AgingBuckets&) { return true; });
    return buckets ? buckets->last_days : std::vector<std::uint16_t>{30, 60, 90};
}

const Code* SettingsState::gl_account(GlRole role, const Code& qualifier) const {
    static const Code none;
    const auto find = [&](const Code& wanted) {
        return in_force(gl_accounts, {},
                        [&](const GlAccount& row) { return row.role == role && row.qualifier == wanted; });
    };
    const GlAccount* found = qualifier.empty() ? nullptr : find(qualifier);
    if (!found) found = find(none);
    return found ? &found->gl_account : nullptr;
}

const AccountingPeriod* SettingsState::period_of(Date day) const {
    for (const AccountingPeriod& period : periods)
        if (period.first_day <= day && day < period.until) return &period;
    return nullptr;
}

std::optional<Date> SettingsState::accounting_date(Date wanted) const {
    if (periods.empty()) return wanted;
    const auto holds = [&](const AccountingPeriod& period) {
        return period.first_day <= wanted && wanted < period.until;
    };
    const auto own = std::find_if(periods.begin(), periods.end(), holds);
    // A day that no period covers is open, unless books that end after it are closed already.
    const bool closed = own != periods.end()
                            ? own->closed
                            : std::any_of(periods.begin(), periods.end(), [&](const AccountingPeriod& period) {
                                  return period.closed && wanted < period.until;
                              });
    if (!closed) return wanted;
    std::optional<Date> earliest;
    for (const AccountingPeriod& period : periods)
        if (!period.closed && (!earliest || period.first_day < *earliest)) earliest = period.first_day;
    return earliest;
}

}  // namespace tally::domain
