// Control tables, periods and tariffs as text.
#include <algorithm>
#include <utility>

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

// Of a season and a day type, in order; empty codes: of all.
std::vector<const TariffHours*> hours_of(const TariffTimes& times, const Code& season, const Code& day_type) {
    std::vector<const TariffHours*> hours;
    for (const auto& one : times.hours)
        if ((one.season.empty() || one.season == season) && (one.day_type.empty() || one.day_type == day_type))
            hours.push_back(&one);
    std::sort(hours.begin(), hours.end(), [](const auto* a, const auto* b) { return a->from.str() < b->from.str(); });
    return hours;
}

std::string season_text(const TariffSeason& season) {
    return season.season.str() + " (" + to_string(season.first) + " to " + to_string(season.last) + ")";
}

std::string day_type_text(const TariffDayType& type) {
    std::string days;
    for (const auto day : type.days) days += (days.empty() ? "" : " ") + std::string{name_of(day)}.substr(0, 3);
    return type.day_type.str() + " (" + days + ")";
}

void write_hours(const TariffTimes& times, std::string& out) {
    if (times.hours.empty()) return;
    auto seasons = times.seasons;
    auto day_types = times.day_types;
    const bool one_season = seasons.empty();
    const bool one_type = day_types.empty();
    if (one_season) seasons.emplace_back();
    if (one_type) day_types.emplace_back();
    TextTable table({{"Season"}, {"Days"}, {"Hours"}, {"Period"}});
    for (const auto& season : seasons)
        for (const auto& type : day_types) {
            std::string when = one_season ? "all year" : season_text(season);
            std::string which = one_type ? "all days" : day_type_text(type);
            for (const auto* one : hours_of(times, season.season, type.day_type)) {
                table.row({std::exchange(when, ""), std::exchange(which, ""),
                           one->from.str() + " to " + one->until.str(), one->period.str()});
            }
        }
    table.write(out, 2);
}

void timed_text(const TariffPublished& version, const TariffTimes& times, std::string& out) {
    write_hours(times, out);
    for (const auto& timed : times.components) {
        std::string periods;
        for (const auto& period : timed.periods) periods += (periods.empty() ? "" : ", ") + period.str();
        out += "  " + timed.component.str() + " counts in " + (periods.empty() ? "all hours" : periods);
        const auto component = std::find_if(version.components.begin(), version.components.end(),
                                            [&](const TariffComponent& one) { return one.code == timed.component; });
        if (component != version.components.end() && component->kind == ComponentKind::demand)
            out +=
                ", by the highest average of " +
                (timed.window_minutes == 0 ? "an interval" : std::to_string(timed.window_minutes) + " minutes") +
                (timed.minimum.is_zero() ? "" : ", at least " + to_string(timed.minimum) + " " + component->unit.str());
        out += '\n';
    }
    out += '\n';
}

std::string months_text(const std::vector<MonthName>& months) {
    std::string text;
    for (const MonthName month : months) text += (text.empty() ? "" : ", ") + std::string{name_of(month)};
    return text;
}

void terms_text(const DemandTerms& terms, std::string& out) {
    for (const HoursUse& one : terms.hours_use)
        out += "  " + one.component.str() + " has bounds of tiers per unit of " + one.demand.str() + "\n";
    for (const DemandRatchet& one : terms.ratchets) {
        std::string of;
        for (const Code& code : one.of_components) of += (of.empty() ? "" : ", ") + code.str();
        out += "  " + one.component.str() + " is at least " + fixed_to_string(one.share.units, Rate::decimals - 2, 0) +
               "% of the highest " + std::string{name_of(one.basis)} + " demand" + (of.empty() ? "" : " of " + of) +
               " in the " + std::to_string(one.months_back) + " months before" +
               (one.peak_months.empty() ? "" : ", of " + months_text(one.peak_months)) +
               (one.bill_months.empty() ? "" : ", on bills of " + months_text(one.bill_months)) + "\n";
    }
    out += '\n';
}

std::string net_codes_text(const std::vector<Code>& codes) {
    std::string text;
    for (const Code& code : codes) text += (text.empty() ? "" : ", ") + code.str();
    return text;
}

std::string net_rule_text(const NetMetering& net) {
    switch (net.rule) {
        case NetRule::none:
            break;
        case NetRule::same_price:
            return "lowers what was drawn on the bill, at the same price";
        case NetRule::other_price:
            return "is credited at another price" +
                   std::string{net.netting == Netting::bill   ? ", as far as it is above what was drawn on the bill"
                               : net.netting == Netting::hour ? ", as far as it is above what was drawn in its hour"
                                                              : ""};
        case NetRule::banked:
            return "is banked as far as it is above what was drawn on the bill, until " + to_string(net.true_up) +
                   " of each year";
    }
    return {};
}

void year_terms_text(const TariffYearTermsPublished& terms, std::string& out) {
    const NetMetering& net = terms.net_metering;
    if (net.rule != NetRule::none)
        out += "  " + net.unit.str() + " sent back (" + net_codes_text(net.returned_channels) + ") " +
               net_rule_text(net) + "\n";
    for (const NetCredit& credit : net.credits)
        out += "  " + credit.component.str() + " pays for it" +
               (credit.banks_of.empty() ? "" : ", from the bank of " + net_codes_text(credit.banks_of)) + "\n";
    if (net.rule == NetRule::banked && net.credits.empty()) out += "  Nothing is paid for what is left then\n";
    for (const AnnualMinimum& one : terms.annual_minimums)
        out += "  " + one.component.str() + " is of a year, compared on the bill of " + to_string(one.year_ends) + "\n";
    out += '\n';
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
    for (const auto& version : answer.versions) {
        version_text(version, version.version == answer.version, context, out);
        for (const auto& times : answer.times)
            if (times.version == version.version) timed_text(version, times.times, out);
        for (const auto& terms : answer.demand_terms)
            if (terms.version == version.version) terms_text(terms.terms, out);
        for (const auto& terms : answer.year_terms)
            if (terms.version == version.version) year_terms_text(terms, out);
    }
    Texts::position(answer.position, {}, out);
}

}  // namespace tally::projections
