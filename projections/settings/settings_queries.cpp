#include "projections/settings/settings_queries.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "eventstore/division/state_rows.h"
#include "projections/natural_order.h"
#include "projections/states_as_of.h"

namespace tally::projections {

using namespace domain;

namespace {

// Where each table stands in the state, and where in the answer.
constexpr std::tuple control_tables{
    std::pair{&SettingsState::installation_options, &SettingsAnswer::installation_options},
    std::pair{&SettingsState::customer_classes, &SettingsAnswer::customer_classes},
    std::pair{&SettingsState::customer_types, &SettingsAnswer::customer_types},
    std::pair{&SettingsState::relationship_types, &SettingsAnswer::relationship_types},
    std::pair{&SettingsState::bill_formats, &SettingsAnswer::bill_formats},
    std::pair{&SettingsState::bill_cycles, &SettingsAnswer::bill_cycles},
    std::pair{&SettingsState::bill_cycle_windows, &SettingsAnswer::bill_cycle_windows},
    std::pair{&SettingsState::phone_types, &SettingsAnswer::phone_types},
    std::pair{&SettingsState::identifier_types, &SettingsAnswer::identifier_types},
    std::pair{&SettingsState::services, &SettingsAnswer::services},
    std::pair{&SettingsState::bill_route_types, &SettingsAnswer::bill_route_types},
    std::pair{&SettingsState::sa_types, &SettingsAnswer::sa_types},
    std::pair{&SettingsState::adjustment_types, &SettingsAnswer::adjustment_types},
    std::pair{&SettingsState::special_charge_types, &SettingsAnswer::special_charge_types},
    std::pair{&SettingsState::tax_codes, &SettingsAnswer::tax_codes},
    std::pair{&SettingsState::countries, &SettingsAnswer::countries},
    std::pair{&SettingsState::holidays, &SettingsAnswer::holidays},
    std::pair{&SettingsState::gl_accounts, &SettingsAnswer::gl_accounts},
    std::pair{&SettingsState::aging_buckets, &SettingsAnswer::aging_buckets},
    std::pair{&SettingsState::late_charge_policies, &SettingsAnswer::late_charge_policies},
    std::pair{&SettingsState::arrangement_policies, &SettingsAnswer::arrangement_policies},
    std::pair{&SettingsState::autopay_policies, &SettingsAnswer::autopay_policies},
    std::pair{&SettingsState::unclaimed_policies, &SettingsAnswer::unclaimed_policies},
    std::pair{&SettingsState::deposit_classes, &SettingsAnswer::deposit_classes},
    std::pair{&SettingsState::tax_reliefs, &SettingsAnswer::tax_reliefs},
    std::pair{&SettingsState::letter_templates, &SettingsAnswer::letter_templates},
    std::pair{&SettingsState::bill_messages, &SettingsAnswer::bill_messages},
    std::pair{&SettingsState::collection_policies, &SettingsAnswer::collection_policies},
    std::pair{&SettingsState::protection_types, &SettingsAnswer::protection_types},
    std::pair{&SettingsState::moratoriums, &SettingsAnswer::moratoriums},
    std::pair{&SettingsState::read_validations, &SettingsAnswer::read_validations},
    std::pair{&SettingsState::usage_profiles, &SettingsAnswer::usage_profiles},
    std::pair{&SettingsState::tender_sources, &SettingsAnswer::tender_sources},
    std::pair{&SettingsState::market_partners, &SettingsAnswer::market_partners},
    std::pair{&SettingsState::market_deadlines, &SettingsAnswer::market_deadlines},
    std::pair{&SettingsState::customer_type_rules, &SettingsAnswer::customer_type_rules}};
template <class Table>
struct AnyTable {};
static_assert(std::tuple_size_v<decltype(control_tables)> == ForEachTable<AnyTable>::size,
              "a control table is not shown");

constexpr std::string_view period_table = "period";

// What makes two rows versions of one.
template <class Row>
std::string row_key(const Row& row) {
    return row.code.str();
}
std::string row_key(const InstallationOptions&) {
    return {};
}
std::string row_key(const AgingBuckets&) {
    return {};
}
std::string row_key(const BillCycleWindow& window) {
    return window.cycle.str() + " " + to_string(window.window_start);
}
std::string row_key(const Holiday& holiday) {
    return to_string(holiday.date);
}
std::string row_key(const ReadValidation& row) {
    return row.service.str() + " " + row.unit.str() + " " + row.customer_class.str();
}
std::string row_key(const UsageProfile& row) {
    return row.service.str() + " " + row.unit.str() + " " + row.customer_class.str();
}
std::string row_key(const GlAccount& account) {
    return std::string{name_of(account.role)} + " " + account.qualifier.str();
}

template <class Row>
std::vector<SettingsEntry<Row>> rows_of(const Table<Row>& table, Date on) {
    std::vector<SettingsEntry<Row>> rows;
    std::map<std::string, std::size_t> in_force;
    for (const auto& entry : table.entries) {
        rows.push_back({entry.effective_from, false, entry.position, entry.row});
        if (on.is_set() && entry.effective_from > on) continue;
        const auto [found, first] = in_force.emplace(row_key(entry.row), rows.size() - 1);
        if (!first && rows[found->second].effective_from <= entry.effective_from) found->second = rows.size() - 1;
    }
    for (const auto& [key, row] : in_force) rows[row].in_force = true;
    return rows;
}

template <class Use>
void each_table(const Use& use) {
    std::apply([&](const auto&... one) { (use(one.first, one.second), ...); }, control_tables);
}
template <class Row>
constexpr std::string_view name_of_table(Table<Row> SettingsState::*) {
    return Row::table_name;
}

std::vector<AccountingPeriod> periods_of(const SettingsState& state) {
    auto periods = state.periods;
    std::sort(periods.begin(), periods.end(),
              [](const AccountingPeriod& a, const AccountingPeriod& b) { return a.first_day < b.first_day; });
    return periods;
}

// Ids of all tariffs, in natural order.
Result<std::vector<TariffId>> tariffs_known(const StatesAsOf& states) {
    auto view = states.view(eventstore::states_view_name);
    if (!view) return tl::unexpected(std::move(view.error()));
    const auto prefix = eventstore::part_prefix(PartKind::tariff);
    std::vector<TariffId> ids;
    auto scan = states.reader().point->scan(*view, prefix, eventstore::end_of_prefix(prefix));
    while (scan.next()) ids.emplace_back(eventstore::part_id(scan.key()));
    if (auto status = scan.status(); !status) return tl::unexpected(std::move(status.error()));
    std::sort(ids.begin(), ids.end(),
              [](const TariffId& a, const TariffId& b) { return naturally_before(a.str(), b.str()); });
    return ids;
}

TariffLine line_of(const TariffId& id, const TariffState& state, Date on) {
    const auto* in_force = state.on(on);
    const auto& shown = in_force ? *in_force : state.versions.front();
    return {id,
            shown.description,
            shown.service,
            state.versions.size(),
            in_force ? in_force->version : 0,
            shown.effective_from};
}

}  // namespace

std::vector<std::string_view> settings_tables() {
    std::vector<std::string_view> names;
    each_table([&](auto in_state, auto) { names.push_back(name_of_table(in_state)); });
    names.push_back(period_table);
    return names;
}

Answered<SettingsAnswer> settings(const Reader& reader, const Code& table, const AsOf& as_of) {
    auto states = StatesAsOf::at(reader, as_of);
    if (!states) return tl::unexpected(std::move(states.error()));
    auto state = states->settings();
    if (!state) return tl::unexpected(std::move(state.error()));
    auto on = states->aged_on();
    if (!on) return tl::unexpected(std::move(on.error()));
    SettingsAnswer answer;
    answer.position = states->position();
    answer.on = *on;
    bool found = table.empty();
    if (table.empty()) answer.division.set((*state)->division);
    each_table([&](auto in_state, auto in_answer) {
        if (!table.empty() && table.str() != name_of_table(in_state)) return;
        found = true;
        (answer.*in_answer).set(rows_of((*state)->*in_state, *on));
    });
    if (table.empty() || table.str() == period_table) {
        found = true;
        answer.periods.set(periods_of(**state));
    }
    if (!found) return std::optional<SettingsAnswer>{};
    return std::optional{std::move(answer)};
}

Result<PeriodsAnswer> periods(const Reader& reader, const AsOf& as_of) {
    auto states = StatesAsOf::at(reader, as_of);
    if (!states) return tl::unexpected(std::move(states.error()));
    auto state = states->settings();
    if (!state) return tl::unexpected(std::move(state.error()));
    return PeriodsAnswer{states->position(), periods_of(**state)};
}

Result<TariffsAnswer> tariffs(const Reader& reader, const AsOf& as_of, const Page& page) {
    auto states = StatesAsOf::at(reader, as_of);
    if (!states) return tl::unexpected(std::move(states.error()));
    auto on = states->aged_on();
    if (!on) return tl::unexpected(std::move(on.error()));
    auto ids = tariffs_known(*states);
    if (!ids) return tl::unexpected(std::move(ids.error()));
    TariffsAnswer answer{states->position(), *on, {}, {}};
    for (const auto& id : *ids) {
        if (!page.after.empty() && !naturally_before(page.after, id.str())) continue;
        auto state = states->tariff(id);
        if (!state) return tl::unexpected(std::move(state.error()));
        if (!*state || (*state)->versions.empty()) continue;
        if (page.full(answer.tariffs.size())) {
            answer.next.set(Plain{answer.tariffs.back().tariff.str()});
            break;
        }
        answer.tariffs.push_back(line_of(id, **state, *on));
    }
    return answer;
}

Answered<TariffAnswer> tariff(const Reader& reader, const TariffId& id, const AsOf& as_of) {
    auto states = StatesAsOf::at(reader, as_of);
    if (!states) return tl::unexpected(std::move(states.error()));
    auto on = states->aged_on();
    if (!on) return tl::unexpected(std::move(on.error()));
    auto state = states->tariff(id);
    if (!state) return tl::unexpected(std::move(state.error()));
    if (!*state || (*state)->versions.empty()) return std::optional<TariffAnswer>{};
    const auto* in_force = (*state)->on(*on);
    TariffAnswer answer{states->position(),
                        *on,
                        id,
                        reader.currency_code(),
                        in_force ? in_force->version : 0,
                        (*state)->versions,
                        {},
                        {},
                        {}};
    for (const auto& version : answer.versions) {
        for (const auto& times : (*state)->times)
            if (times.version == version.version) answer.times.push_back(times);
        for (const auto& terms : (*state)->demand_terms)
            if (terms.version == version.version) answer.demand_terms.push_back(terms);
        for (const auto& terms : (*state)->year_terms)
            if (terms.version == version.version) answer.year_terms.push_back(terms);
    }
    return std::optional{std::move(answer)};
}

}  // namespace tally::projections
