// Control tables, periods and tariffs as text.
#include "eventstore/codec/json_values.h"
#include "projections/render/texts.h"
#include "projections/settings/settings_answers.h"

namespace tally::projections {

using namespace domain;

namespace {

// "code RES, description Residential, due_days 20": what is as it would be anyhow is left out.
std::string fields_text(eventstore::RecordRef record, const RenderContext& context) {
    const eventstore::JsonContext json{context.currency, {}};
    std::string text;
    for (const auto& field : record.shape->fields) {
        const void* const value = eventstore::field_of(record.data, field);
        if (eventstore::is_default(field, value)) continue;
        std::string shown;
        eventstore::write_json_value(field, value, json, shown);
        if (shown.size() >= 2 && shown.front() == '"') shown = shown.substr(1, shown.size() - 2);
        text += (text.empty() ? "" : ", ") + std::string{field.name} + " " + shown;
    }
    return text;
}

template <class Row>
void table_text(std::string_view name, const SettingsRows<Row>& rows, const RenderContext& context, std::string& out) {
    if (!rows.given) return;
    out += words(name) + "\n";
    TextTable table({{"In force"}, {"From"}, {"Row"}});
    for (const auto& entry : rows.value)
        table.row({entry.in_force ? "yes" : "no", to_string(entry.effective_from),
                   fields_text(eventstore::ref(entry.row), context)});
    if (table.empty())
        out += "  none\n";
    else
        table.write(out, 2);
    out += '\n';
}
void table_text(std::string_view, const std::uint64_t&, const RenderContext&, std::string&) {}
void table_text(std::string_view, const Date&, const RenderContext&, std::string&) {}
void table_text(std::string_view, const eventstore::Maybe<DivisionCreated>& division, const RenderContext&,
                std::string& out) {
    if (!division.given) return;
    field(out, "Division", division.value.origin.str());
    field(out, "Currency", division.value.currency.str());
    field(out, "Time zone", division.value.time_zone.str());
    out += '\n';
}

void periods_text(const std::vector<AccountingPeriod>& periods, std::string& out) {
    TextTable table({{"From"}, {"To"}, {"Postings"}});
    for (const auto& period : periods)
        table.row({to_string(period.first_day), to_string(period.until - 1), period.closed ? "closed" : "open"});
    if (table.empty())
        out += "  none: postings of every day are taken\n";
    else
        table.write(out, 2);
    out += '\n';
}
void table_text(std::string_view name, const eventstore::Maybe<std::vector<AccountingPeriod>>& periods,
                const RenderContext&, std::string& out) {
    if (!periods.given) return;
    out += words(name) + "\n";
    periods_text(periods.value, out);
}

void version_text(const TariffPublished& version, bool in_force, const RenderContext& context, std::string& out) {
    out += "Version " + std::to_string(version.version) + " from " + to_string(version.effective_from) +
           (in_force ? " (in force)" : "") + "\n";
    TextTable table({{"Component"}, {"Kind"}, {"What"}});
    for (const auto& component : version.components) {
        auto rest = component;
        rest.code = {};
        rest.kind = {};
        table.row({component.code.str(), words(name_of(component.kind)), fields_text(eventstore::ref(rest), context)});
    }
    table.write(out, 2);
    out += '\n';
}

}  // namespace

void render(const SettingsAnswer& answer, const RenderContext& context, std::string& out) {
    for_each_field<SettingsAnswer>([&](const auto& one) { table_text(one.name, answer.*one.member, context, out); });
    Texts::position(answer.position, {}, out);
}

void render(const PeriodsAnswer& answer, const RenderContext&, std::string& out) {
    periods_text(answer.periods, out);
    Texts::position(answer.position, {}, out);
}

void render(const TariffsAnswer& answer, const RenderContext&, std::string& out) {
    TextTable table({{"Tariff"}, {"Service"}, {"Version", Align::right}, {"From"}, {"What"}});
    for (const auto& line : answer.tariffs)
        table.row({line.tariff.str(), line.service.str(), line.version == 0 ? "" : std::to_string(line.version),
                   to_string(line.effective_from), line.description.str()});
    table.write(out);
    out += '\n';
    Texts::position(answer.position, {}, out);
}

void render(const TariffAnswer& answer, const RenderContext& context, std::string& out) {
    const auto& newest = answer.versions.back();
    out += answer.tariff.str() + "  " + newest.description.str() + " (" + newest.service.str() + ")\n\n";
    Texts{context}.currency(out);
    for (const auto& version : answer.versions) version_text(version, version.version == answer.version, context, out);
    Texts::position(answer.position, {}, out);
}

}  // namespace tally::projections
