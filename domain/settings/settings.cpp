// The rules of the control tables, the division and its accounting periods.

#include <algorithm>
#include <array>

#include "domain/core/check.h"
#include "domain/core/text_pieces.h"
#include "domain/decide_on.h"
#include "domain/evolve_on.h"
#include "domain/premise/market/types.h"

namespace tally::domain {

namespace {

// Which table of the state a row belongs to.
template <class State>
auto& rows(State& state, const InstallationOptions*) {
    return state.installation_options;
}
template <class State>
auto& rows(State& state, const CustomerClass*) {
    return state.customer_classes;
}
template <class State>
auto& rows(State& state, const CustomerType*) {
    return state.customer_types;
}
template <class State>
auto& rows(State& state, const RelationshipType*) {
    return state.relationship_types;
}
template <class State>
auto& rows(State& state, const BillFormat*) {
    return state.bill_formats;
}
template <class State>
auto& rows(State& state, const BillCycle*) {
    return state.bill_cycles;
}
template <class State>
auto& rows(State& state, const BillCycleWindow*) {
    return state.bill_cycle_windows;
}
template <class State>
auto& rows(State& state, const PhoneType*) {
    return state.phone_types;
}
template <class State>
auto& rows(State& state, const IdentifierType*) {
    return state.identifier_types;
}
template <class State>
auto& rows(State& state, const Service*) {
    return state.services;
}
template <class State>
auto& rows(State& state, const BillRouteType*) {
    return state.bill_route_types;
}
template <class State>
auto& rows(State& state, const ServiceAgreementType*) {
    return state.sa_types;
}
template <class State>
auto& rows(State& state, const AdjustmentType*) {
    return state.adjustment_types;
}
template <class State>
auto& rows(State& state, const SpecialChargeType*) {
    return state.special_charge_types;
}
template <class State>
auto& rows(State& state, const TaxCode*) {
    return state.tax_codes;
}
template <class State>
auto& rows(State& state, const Country*) {
    return state.countries;
}
template <class State>
auto& rows(State& state, const Holiday*) {
    return state.holidays;
}
template <class State>
auto& rows(State& state, const GlAccount*) {
    return state.gl_accounts;
}
template <class State>
auto& rows(State& state, const AgingBuckets*) {
    return state.aging_buckets;
}
template <class State>
auto& rows(State& state, const LateChargePolicy*) {
    return state.late_charge_policies;
}
template <class State>
auto& rows(State& state, const TaxRelief*) {
    return state.tax_reliefs;
}
template <class State>
auto& rows(State& state, const LetterTemplate*) {
    return state.letter_templates;
}
template <class State>
auto& rows(State& state, const BillMessage*) {
    return state.bill_messages;
}
template <class State>
auto& rows(State& state, const CollectionPolicy*) {
    return state.collection_policies;
}
template <class State>
auto& rows(State& state, const ProtectionType*) {
    return state.protection_types;
}
template <class State>
auto& rows(State& state, const Moratorium*) {
    return state.moratoriums;
}
template <class State>
auto& rows(State& state, const ReadValidation*) {
    return state.read_validations;
}
template <class State>
auto& rows(State& state, const UsageProfile*) {
    return state.usage_profiles;
}
template <class State>
auto& rows(State& state, const TenderSource*) {
    return state.tender_sources;
}
template <class State>
auto& rows(State& state, const MarketPartner*) {
    return state.market_partners;
}
template <class State>
auto& rows(State& state, const MarketDeadline*) {
    return state.market_deadlines;
}
template <class State>
auto& rows(State& state, const DepositClass*) {
    return state.deposit_classes;
}
template <class State>
auto& rows(State& state, const ArrangementPolicy*) {
    return state.arrangement_policies;
}
template <class State>
auto& rows(State& state, const AutopayPolicy*) {
    return state.autopay_policies;
}
template <class State>
auto& rows(State& state, const CustomerTypeRules*) {
    return state.customer_type_rules;
}
template <class State>
auto& rows(State& state, const UnclaimedPolicy*) {
    return state.unclaimed_policies;
}

// Two rows of a table are versions of one where their keys are equal.
template <class Row>
bool same_key(const Row& a, const Row& b) {
    return a.code == b.code;
}
bool same_key(const InstallationOptions&, const InstallationOptions&) {
    return true;
}
bool same_key(const AgingBuckets&, const AgingBuckets&) {
    return true;
}
bool same_key(const BillCycleWindow& a, const BillCycleWindow& b) {
    return a.cycle == b.cycle && a.window_start == b.window_start;
}
bool same_key(const ReadValidation& a, const ReadValidation& b) {
    return a.service == b.service && a.unit == b.unit && a.customer_class == b.customer_class;
}
bool same_key(const UsageProfile& a, const UsageProfile& b) {
    return a.service == b.service && a.unit == b.unit && a.customer_class == b.customer_class;
}
bool same_key(const Holiday& a, const Holiday& b) {
    return a.date == b.date;
}
bool same_key(const GlAccount& a, const GlAccount& b) {
    return a.role == b.role && a.qualifier == b.qualifier;
}

Decided<void> check_no_repeats(std::string_view field, const std::vector<Code>& codes) {
    for (std::size_t i = 0; i < codes.size(); ++i)
        if (std::find(codes.begin(), codes.begin() + static_cast<std::ptrdiff_t>(i), codes[i]) !=
            codes.begin() + static_cast<std::ptrdiff_t>(i))
            return refuse(Rejection::field_invalid, at(field, i), codes[i].str(), "Name each code once.");
    return {};
}
Decided<void> check_tax_codes(const SettingsState& settings, std::string_view field, const std::vector<Code>& codes) {
    for (std::size_t i = 0; i < codes.size(); ++i)
        TALLY_TRY(check_code(at(field, i), codes[i], settings.tax_code(codes[i], {})));
    return check_no_repeats(field, codes);
}

// What a row of each table must satisfy beside its code.
template <class Tag>
Decided<void> check_row(const NamedCode<Tag>&, World&) {
    return {};
}
Decided<void> check_row(const PhoneType&, World&) {
    return {};
}
Decided<void> check_row(const BillRouteType&, World&) {
    return {};
}
Decided<void> check_row(const InstallationOptions& row, World& world) {
    const SettingsState& settings = world.settings();
    AllOf codes;
    codes += check_code_or_empty("row.default_relationship_type", row.default_relationship_type,
                                 settings.relationship_type(row.default_relationship_type));
    codes += check_code_or_empty("row.default_bill_route_type", row.default_bill_route_type,
                                 settings.bill_route_type(row.default_bill_route_type));
    codes += check_code_or_empty("row.default_bill_format", row.default_bill_format,
                                 settings.bill_format(row.default_bill_format));
    codes += check_code_or_empty("row.default_quote_route_type", row.default_quote_route_type,
                                 settings.bill_route_type(row.default_quote_route_type));
    codes += check_code_or_empty("row.default_country", row.default_country, settings.country(row.default_country));
    return codes.result();
}
Decided<void> check_row(const CustomerClass& row, World&) {
    TALLY_TRY(check_not_negative("row.minimum_printed_bill", row.minimum_printed_bill));
    return check_not_negative("row.nsf_fee", row.nsf_fee);
}
Decided<void> check_row(const BillCycleWindow& row, World& world) {
    const SettingsState& settings = world.settings();
    TALLY_TRY(check_code("row.cycle", row.cycle, settings.bill_cycle(row.cycle)));
    if (!row.window_start.is_set()) return refuse(Rejection::field_missing, "row.window_start", "", "Give a date.");
    if (!row.window_end.is_set()) return refuse(Rejection::field_missing, "row.window_end", "", "Give a date.");
    if (row.window_end < row.window_start)
        return refuse(Rejection::date_out_of_order, "row.window_end", to_string(row.window_end),
                      "End the window on " + to_string(row.window_start) + " or later.");
    if (row.estimate_date.is_set() && row.estimate_date > row.window_end)
        return refuse(Rejection::date_out_of_order, "row.estimate_date", to_string(row.estimate_date),
                      "Estimate from a day of the window on, or never.");
    for (const auto& [from, other, position] : settings.bill_cycle_windows.entries)
        if (other.cycle == row.cycle && other.window_start != row.window_start &&
            other.window_start <= row.window_end && row.window_start <= other.window_end)
            return refuse(Rejection::date_out_of_order, "row.window_start", to_string(row.window_start),
                          "Windows of a cycle do not overlap: one runs from " + to_string(other.window_start) + " to " +
                              to_string(other.window_end) + ".");
    return {};
}
Decided<void> check_row(const ServiceAgreementType& row, World& world) {
    const SettingsState& settings = world.settings();
    AllOf codes;
    codes += check_code("row.service", row.service, settings.service(row.service));
    codes += check_tax_codes(settings, "row.tax_codes", row.tax_codes);
    TALLY_TRY(codes.result());
    if (row.default_tariff.empty()) return {};
    const TariffState* tariff = world.tariff(row.default_tariff);
    if (!tariff)
        return refuse(Rejection::tariff_unknown, "row.default_tariff", row.default_tariff.str(),
                      "Publish the tariff first, or leave the default empty.");
    if (tariff->versions.back().service != row.service)
        return refuse(
            Rejection::field_invalid, "row.default_tariff", row.default_tariff.str(),
            "The tariff prices " + tariff->versions.back().service.str() + ", not " + row.service.str() + ".");
    return {};
}
Decided<void> check_row(const AdjustmentType& row, World&) {
    return check_not_negative("row.approval_above", row.approval_above);
}
Decided<void> check_row(const SpecialChargeType& row, World& world) {
    return check_tax_codes(world.settings(), "row.tax_codes", row.tax_codes);
}
constexpr std::int64_t rate_of_the_whole_basis = 100'000'000;  // 1, in the units of Rate.
static_assert(Rate::decimals == 8);
// Whether the tax `from` counts the tax `wanted`, itself or through others.
bool counts_tax(const SettingsState& settings, const Code& from, const Code& wanted) {
    if (from == wanted) return true;
    const TaxCode* row = settings.tax_code(from, {});
    return row && std::any_of(row->on_taxes.begin(), row->on_taxes.end(),
                              [&](const Code& next) { return counts_tax(settings, next, wanted); });
}
Decided<void> check_row(const TaxCode& row, World& world) {
    const SettingsState& settings = world.settings();
    if (row.rate.units < 0)
        return refuse(Rejection::field_invalid, "row.rate", to_string(row.rate), "Give zero or more, such as 0.08875.");
    if (row.rate.units > rate_of_the_whole_basis)
        return refuse(Rejection::field_invalid, "row.rate", to_string(row.rate),
                      "Give a share of at most 1: 0.19 is 19 percent.");
    for (std::size_t i = 0; i < row.on_taxes.size(); ++i) {
        TALLY_TRY(check_code(at("row.on_taxes", i), row.on_taxes[i], settings.tax_code(row.on_taxes[i], {})));
        if (counts_tax(settings, row.on_taxes[i], row.code))
            return refuse(Rejection::field_invalid, at("row.on_taxes", i), row.on_taxes[i].str(),
                          "That tax counts this one already: taxes on taxes cannot go round in a circle.");
    }
    return check_no_repeats("row.on_taxes", row.on_taxes);
}
Decided<void> check_row(const Country& row, World&) {
    std::vector<Code> names;
    for (std::size_t i = 0; i < row.address_fields.size(); ++i) {
        const Code& name = row.address_fields[i].field;
        bool known = false;
        for_each_field<LocationAddress>(
            [&](const auto& field) { known = known || (field.name == name.str() && name.str() != "country"); });
        if (!known)
            return refuse(Rejection::code_unknown, at("row.address_fields", i) + ".field", name.str(),
                          "Name a field of an address, such as address1, county or postal.");
        names.push_back(name);
    }
    TALLY_TRY(check_no_repeats("row.address_fields", names));
    for (std::size_t i = 0; i < row.states.size(); ++i) TALLY_TRY(check_id(at("row.states", i), row.states[i]));
    return check_no_repeats("row.states", row.states);
}
Decided<void> check_row(const Holiday& row, World&) {
    if (!row.date.is_set()) return refuse(Rejection::field_missing, "row.date", "", "Give the day.");
    return {};
}
Decided<void> check_row(const GlAccount& row, World&) {
    TALLY_TRY(check_id_or_empty("row.qualifier", row.qualifier));
    return check_id("row.gl_account", row.gl_account);
}
Decided<void> check_row(const AgingBuckets& row, World&) {
    if (row.last_days.empty())
        return refuse(Rejection::field_missing, "row.last_days", "",
                      "Give the last day of each bucket, such as 30, 60, 90.");
    std::uint16_t before = 0;
    for (std::size_t i = 0; i < row.last_days.size(); ++i) {
        if (row.last_days[i] <= before)
            return refuse(Rejection::field_invalid, at("row.last_days", i), std::to_string(row.last_days[i]),
                          "Give rising numbers of days above zero.");
        before = row.last_days[i];
    }
    return {};
}
constexpr std::uint32_t whole_in_basis_points = 10'000;
constexpr std::uint16_t grace_days_max = 366;
Decided<void> check_row(const LateChargePolicy& row, World& world) {
    TALLY_TRY(check_code("row.code", row.code, world.settings().customer_class(row.code)));
    TALLY_TRY(check_not_negative("row.amount", row.amount));
    TALLY_TRY(check_not_negative("row.floor", row.floor));
    const std::string rate = std::to_string(row.rate_basis_points);
    if (row.rate_basis_points > whole_in_basis_points)
        return refuse(Rejection::field_invalid, "row.rate_basis_points", rate,
                      "Give at most 10000, which is all that is overdue: 150 is 1.5 percent.");
    if (row.grace_days > grace_days_max)
        return refuse(Rejection::field_invalid, "row.grace_days", std::to_string(row.grace_days),
                      "Give at most 366 days.");
    const bool by_rate = row.rate_basis_points > 0, by_amount = row.amount > Money{};
    const auto method = std::string{name_of(row.method)};
    switch (row.method) {
        case LateChargeMethod::none:
            if (by_rate)
                return refuse(Rejection::field_invalid, "row.rate_basis_points", rate,
                              "Nothing is charged by the method none: name another, or give no rate.");
            if (by_amount)
                return refuse(Rejection::field_invalid, "row.amount", std::to_string(row.amount.minor),
                              "Nothing is charged by the method none: name another, or give no amount.");
            return {};
        case LateChargeMethod::flat:
            if (by_rate)
                return refuse(Rejection::field_invalid, "row.rate_basis_points", rate,
                              "The method flat charges an amount: give that, and no rate.");
            if (!by_amount) return refuse(Rejection::field_missing, "row.amount", "", "Give what is charged.");
            return {};
        case LateChargeMethod::once:
        case LateChargeMethod::daily:
            if (by_amount)
                return refuse(Rejection::field_invalid, "row.amount", std::to_string(row.amount.minor),
                              "The method " + method + " charges a rate: give that, and no amount.");
            break;
        case LateChargeMethod::monthly:
            if (by_rate && by_amount)
                return refuse(Rejection::field_invalid, "row.amount", std::to_string(row.amount.minor),
                              "Give a rate or an amount, not both.");
            if (by_amount) return {};
            break;
    }
    if (!by_rate) return refuse(Rejection::field_missing, "row.rate_basis_points", "", "Give the rate.");
    return {};
}

Decided<void> check_row(const TaxRelief& row, World& world) {
    const auto& taxes = world.settings().tax_codes.entries;
    const bool known =
        std::any_of(taxes.begin(), taxes.end(), [&](const auto& entry) { return entry.row.code == row.code; });
    if (!known) return refuse(Rejection::code_unknown, "row.code", row.code.str(), "Define this tax code first.");
    return {};
}
Decided<void> check_row(const DepositClass& row, World&) {
    if (row.interest_rate.units < 0 || row.interest_rate.units > rate_of_the_whole_basis)
        return refuse(Rejection::field_invalid, "row.interest_rate", to_string(row.interest_rate),
                      "Give a share from 0 to 1: 0.0125 is 1.25 percent a year.");
    if (row.tolerance.units < 0 || row.tolerance.units > rate_of_the_whole_basis)
        return refuse(Rejection::field_invalid, "row.tolerance", to_string(row.tolerance),
                      "Give a share from 0 to 1: 0.1 is a tenth of the recommended amount.");
    constexpr std::uint16_t months_max = 600;
    if (row.refund_months > months_max)
        return refuse(Rejection::field_invalid, "row.refund_months", std::to_string(row.refund_months),
                      "Give at most 600 months.");
    if (row.recommended_months == 0 || row.recommended_months > months_max)
        return refuse(Rejection::field_invalid, "row.recommended_months", std::to_string(row.recommended_months),
                      "Give from 1 to 600 months.");
    if (row.recommended_bills > months_max)
        return refuse(Rejection::field_invalid, "row.recommended_bills", std::to_string(row.recommended_bills),
                      "Give at most 600 average bills.");
    return {};
}

Decided<void> check_row(const ArrangementPolicy& row, World& world) {
    TALLY_TRY(check_code("row.code", row.code, world.settings().customer_class(row.code)));
    TALLY_TRY(check_not_negative("row.approval_above", row.approval_above));
    if (row.instalments_max == 0 || row.instalments_max > instalments_max)
        return refuse(Rejection::field_invalid, "row.instalments_max", std::to_string(row.instalments_max),
                      "Give from 1 to " + std::to_string(instalments_max) + " instalments.");
    if (row.grace_days > grace_days_max)
        return refuse(Rejection::field_invalid, "row.grace_days", std::to_string(row.grace_days),
                      "Give at most 366 days.");
    if (row.notice_days > grace_days_max)
        return refuse(Rejection::field_invalid, "row.notice_days", std::to_string(row.notice_days),
                      "Give at most 366 days.");
    return {};
}

Decided<void> check_row(const CustomerTypeRules& row, World& world) {
    TALLY_TRY(check_code("row.code", row.code, world.settings().customer_type(row.code)));
    return check_code_or_empty("row.customer_class", row.customer_class,
                               world.settings().customer_class(row.customer_class));
}

constexpr std::uint16_t autopay_days_max = 31;
constexpr std::uint16_t returns_max = 100;
Decided<void> check_row(const AutopayPolicy& row, World& world) {
    TALLY_TRY(check_code("row.code", row.code, world.settings().customer_class(row.code)));
    if (row.days_before_due > autopay_days_max)
        return refuse(Rejection::field_invalid, "row.days_before_due", std::to_string(row.days_before_due),
                      "Give at most " + std::to_string(autopay_days_max) + " days.");
    if (row.redrafts > redrafts_max)
        return refuse(Rejection::field_invalid, "row.redrafts", std::to_string(row.redrafts),
                      "Give at most " + std::to_string(redrafts_max) + ": so NACHA's rules have it.");
    if (row.redraft_days > autopay_days_max)
        return refuse(Rejection::field_invalid, "row.redraft_days", std::to_string(row.redraft_days),
                      "Give at most " + std::to_string(autopay_days_max) + " days.");
    if (row.returns_before_end > returns_max)
        return refuse(Rejection::field_invalid, "row.returns_before_end", std::to_string(row.returns_before_end),
                      "Give at most " + std::to_string(returns_max) + " returns.");
    return {};
}

constexpr std::uint16_t dormancy_months_max = 1'200;
constexpr std::uint16_t unclaimed_days_max = 3'660;
Decided<void> check_row(const UnclaimedPolicy& row, World& world) {
    constexpr std::size_t longest = 40;  // Its reports are named by it and a year.
    if (row.code.str().size() > longest)
        return refuse(Rejection::field_invalid, "row.code", row.code.str(),
                      "Use at most " + std::to_string(longest) + " characters.");
    TALLY_TRY(check_id_or_empty("row.jurisdiction", row.jurisdiction));
    if (row.dormancy_months == 0 || row.dormancy_months > dormancy_months_max)
        return refuse(Rejection::field_invalid, "row.dormancy_months", std::to_string(row.dormancy_months),
                      "Give from 1 to " + std::to_string(dormancy_months_max) + " months.");
    if (row.notice_days > unclaimed_days_max)
        return refuse(Rejection::field_invalid, "row.notice_days", std::to_string(row.notice_days),
                      "Give at most " + std::to_string(unclaimed_days_max) + " days.");
    TALLY_TRY(check_code("row.letter_template", row.letter_template,
                         world.settings().letter_template(row.letter_template, {})));
    TALLY_TRY(check_not_negative("row.least_notice", row.least_notice));
    if (!row.report_on.is_set())
        return refuse(Rejection::field_missing, "row.report_on", "",
                      "Give the day of the year on which the report is due, such as 03-10.");
    return {};
}

constexpr std::size_t letter_lines_max = 60;
Decided<void> check_letter_text(std::string field, const Plain& text) {
    std::string wrong;
    const bool closed = each_text_piece(
        text.str(), [](std::string_view) {},
        [&](std::string_view name) {
            if (wrong.empty() && !letter_field_named(name)) wrong = name.empty() ? "{}" : name;
        });
    if (!closed)
        return refuse(Rejection::field_invalid, std::move(field), text.str(),
                      "Close each field by a brace, such as {account_id}; a text has braces for fields only.");
    if (wrong.empty()) return {};
    std::string known;
    for (const std::string_view name : enum_names(LetterField{}))
        known += (known.empty() ? "{" : ", {") + std::string{name} + "}";
    return refuse(Rejection::letter_field_unknown, std::move(field), wrong, "Name one of " + known + ".");
}
Decided<void> check_row(const LetterTemplate& row, World&) {
    if (row.subject.empty())
        return refuse(Rejection::field_missing, "row.subject", "", "Say what the letter is about.");
    TALLY_TRY(check_letter_text("row.subject", row.subject));
    const bool says = std::any_of(row.lines.begin(), row.lines.end(), [](const Plain& line) { return !line.empty(); });
    if (!says) return refuse(Rejection::field_missing, "row.lines", "", "Give the letter's text, line by line.");
    if (row.lines.size() > letter_lines_max)
        return refuse(Rejection::field_invalid, "row.lines", std::to_string(row.lines.size()) + " lines",
                      "Give at most " + std::to_string(letter_lines_max) + " lines.");
    for (std::size_t i = 0; i < row.lines.size(); ++i) TALLY_TRY(check_letter_text(at("row.lines", i), row.lines[i]));
    return {};
}
Decided<void> check_row(const BillMessage& row, World& world) {
    if (row.text.empty()) return refuse(Rejection::field_missing, "row.text", "", "Give what the bill says.");
    if (row.from.is_set() && row.until.is_set() && row.until <= row.from)
        return refuse(Rejection::date_out_of_order, "row.until", to_string(row.until),
                      "End it after " + to_string(row.from) + ", or leave the date out.");
    for (std::size_t i = 0; i < row.customer_classes.size(); ++i)
        TALLY_TRY(check_code(at("row.customer_classes", i), row.customer_classes[i],
                             world.settings().customer_class(row.customer_classes[i])));
    return check_no_repeats("row.customer_classes", row.customer_classes);
}

constexpr std::uint16_t collection_days_max = 3'660;
Decided<void> check_collection_days(std::string field, std::uint16_t days) {
    if (days <= collection_days_max) return {};
    return refuse(Rejection::field_invalid, std::move(field), std::to_string(days), "Give at most 3660 days.");
}
// Of a list of steps, the one at i: against those before it, and by itself.
Decided<void> check_collection_step(const std::vector<CollectionStepRule>& steps, std::size_t i, World& world) {
    const CollectionStepRule& rule = steps[i];
    const std::string here = at("row.steps", i) + ".";
    TALLY_TRY(check_id(here + "step", rule.step));
    TALLY_TRY(check_collection_days(here + "days_overdue", rule.days_overdue));
    TALLY_TRY(check_collection_days(here + "days_after_previous", rule.days_after_previous));
    TALLY_TRY(check_not_negative(here + "threshold", rule.threshold));
    TALLY_TRY(check_code_or_empty(here + "letter_template", rule.letter_template,
                                  world.settings().letter_template(rule.letter_template, {})));
    if (rule.kind == CollectionStepKind::letter && rule.letter_template.empty())
        return refuse(Rejection::field_missing, here + "letter_template", "", "Give the template of the letter.");
    for (std::size_t before = 0; before < i; ++before) {
        if (steps[before].step == rule.step)
            return refuse(Rejection::field_invalid, here + "step", rule.step.str(),
                          "Give each step a name of its own.");
        if (steps[before].kind != CollectionStepKind::disconnect_order || !severs(rule.kind)) continue;
        return refuse(Rejection::field_invalid, here + "kind", std::string{name_of(rule.kind)},
                      "One order to disconnect is the last step of a severance: put notices before it.");
    }
    if (i > 0 && rule.days_overdue < steps[i - 1].days_overdue)
        return refuse(Rejection::field_invalid, here + "days_overdue", std::to_string(rule.days_overdue),
                      "The step before it is taken at " + std::to_string(steps[i - 1].days_overdue) +
                          " days: give as many or more.");
    return {};
}
Decided<void> check_row(const CollectionPolicy& row, World& world) {
    TALLY_TRY(check_code("row.code", row.code, world.settings().customer_class(row.code)));
    TALLY_TRY(check_not_negative("row.threshold", row.threshold));
    TALLY_TRY(check_collection_days("row.resume_days", row.resume_days));
    TALLY_TRY(check_not_negative("row.reconnect_amount", row.reconnect_amount));
    TALLY_TRY(check_code_or_empty("row.reconnect_charge_type", row.reconnect_charge_type,
                                  world.settings().special_charge_type(row.reconnect_charge_type)));
    if (row.reconnect_charge_type.empty() != row.reconnect_amount.is_zero())
        return refuse(Rejection::field_missing,
                      row.reconnect_charge_type.empty() ? "row.reconnect_charge_type" : "row.reconnect_amount", "",
                      "Give the special charge and its amount, or neither.");
    if (row.steps.size() > collection_steps_max)
        return refuse(Rejection::field_invalid, "row.steps", std::to_string(row.steps.size()) + " steps",
                      "Give at most " + std::to_string(collection_steps_max) + " steps.");
    for (std::size_t i = 0; i < row.steps.size(); ++i) TALLY_TRY(check_collection_step(row.steps, i, world));
    return {};
}

Decided<void> check_blocks(const std::vector<CollectionStepKind>& blocks) {
    for (std::size_t i = 0; i < blocks.size(); ++i)
        if (std::find(blocks.begin(), blocks.begin() + static_cast<std::ptrdiff_t>(i), blocks[i]) !=
            blocks.begin() + static_cast<std::ptrdiff_t>(i))
            return refuse(Rejection::field_invalid, at("row.blocks", i), std::string{name_of(blocks[i])},
                          "Name each kind of step once.");
    return {};
}
Decided<void> check_row(const ProtectionType& row, World&) {
    TALLY_TRY(check_blocks(row.blocks));
    if (row.blocks.empty() && !row.debt_before)
        return refuse(Rejection::field_missing, "row.blocks", "",
                      "Name the steps that it blocks, or say that it protects the debt from before it.");
    return check_collection_days("row.days_max", row.days_max);
}
Decided<void> check_row(const Moratorium& row, World& world) {
    TALLY_TRY(check_blocks(row.blocks));
    if (row.blocks.empty()) return refuse(Rejection::field_missing, "row.blocks", "", "Name the steps that it blocks.");
    if (!row.from.is_set()) return refuse(Rejection::field_missing, "row.from", "", "Give its first day.");
    if (!row.until.is_set())
        return refuse(Rejection::field_missing, "row.until", "", "Give the first day on which it no longer holds.");
    if (row.until <= row.from)
        return refuse(Rejection::date_out_of_order, "row.until", to_string(row.until),
                      "End it after " + to_string(row.from) + ".");
    for (std::size_t i = 0; i < row.customer_classes.size(); ++i)
        TALLY_TRY(check_code(at("row.customer_classes", i), row.customer_classes[i],
                             world.settings().customer_class(row.customer_classes[i])));
    TALLY_TRY(check_no_repeats("row.customer_classes", row.customer_classes));
    for (std::size_t i = 0; i < row.jurisdictions.size(); ++i)
        TALLY_TRY(check_id(at("row.jurisdictions", i), row.jurisdictions[i]));
    return check_no_repeats("row.jurisdictions", row.jurisdictions);
}
Decided<void> check_row(const TenderSource& row, World&) {
    TALLY_TRY(check_id("row.code", row.code));
    constexpr std::size_t longest = 40;  // Ids of its batches begin with it.
    if (row.code.str().size() > longest)
        return refuse(Rejection::field_invalid, "row.code", row.code.str(),
                      "Use at most " + std::to_string(longest) + " characters.");
    return {};
}

Decided<void> check_row(const MarketPartner& row, World&) {
    return check_id("row.code", row.code);
}

constexpr std::uint16_t market_days_max = 366;
Decided<void> check_row(const MarketDeadline& row, World&) {
    std::string kinds;
    bool known = false;
    for (const std::string_view name : enum_names(MarketKind{})) {
        known = known || name == row.code.str();
        kinds += (kinds.empty() ? "" : ", ") + std::string{name};
    }
    if (row.code.empty()) return refuse(Rejection::field_missing, "row.code", "", "Give one of " + kinds + ".");
    if (!known) return refuse(Rejection::code_unknown, "row.code", row.code.str(), "Give one of " + kinds + ".");
    if (row.days > market_days_max)
        return refuse(Rejection::field_invalid, "row.days", std::to_string(row.days),
                      "Give at most " + std::to_string(market_days_max) + " days.");
    return {};
}

// What rows about registers have in common: the service, and the unit and class that narrow it.
template <class Row>
Decided<void> check_registers_meant(const Row& row, const SettingsState& settings) {
    TALLY_TRY(check_code("row.service", row.service, settings.service(row.service)));
    TALLY_TRY(check_id_or_empty("row.unit", row.unit));
    return check_code_or_empty("row.customer_class", row.customer_class, settings.customer_class(row.customer_class));
}
template <class Value>
Decided<void> check_limit(const char* field, Value limit) {
    if (limit.units >= 0) return {};
    return refuse(Rejection::field_invalid, field, to_string(limit), "Give zero or more.");
}
constexpr Rate one_rate{100'000'000};
constexpr Rate largest_ratio{1'000 * one_rate.units};
Decided<void> check_upper_ratio(const char* field, Rate ratio) {
    if (ratio.is_zero() || (ratio >= one_rate && ratio <= largest_ratio)) return {};
    return refuse(Rejection::field_invalid, field, to_string(ratio), "Give 1 to 1000, or 0 for none.");
}
Decided<void> check_row(const ReadValidation& row, World& world) {
    TALLY_TRY(check_registers_meant(row, world.settings()));
    TALLY_TRY(check_upper_ratio("row.high_ratio", row.high_ratio));
    TALLY_TRY(check_limit("row.low_ratio", row.low_ratio));
    if (row.low_ratio >= one_rate)
        return refuse(Rejection::field_invalid, "row.low_ratio", to_string(row.low_ratio), "Give less than 1.");
    TALLY_TRY(check_limit("row.daily_max", row.daily_max));
    TALLY_TRY(check_upper_ratio("row.spike_ratio", row.spike_ratio));
    if (row.minimum_history_days > use_days_max)
        return refuse(Rejection::field_invalid, "row.minimum_history_days", std::to_string(row.minimum_history_days),
                      "Give at most " + std::to_string(use_days_max) + ": a register's average is of so many days.");
    return {};
}
Decided<void> check_row(const UsageProfile& row, World& world) {
    TALLY_TRY(check_registers_meant(row, world.settings()));
    TALLY_TRY(check_id("row.unit", row.unit));
    if (row.daily.size() != 12)
        return refuse(Rejection::field_invalid, "row.daily", std::to_string(row.daily.size()) + " values",
                      "Give the use of a day in each of the twelve months.");
    for (std::size_t i = 0; i < row.daily.size(); ++i)
        if (row.daily[i].units < 0)
            return refuse(Rejection::field_invalid, at("row.daily", i), to_string(row.daily[i]), "Give zero or more.");
    return {};
}

bool only_renamed(TaxCode held, const TaxCode& given) {
    held.description = given.description;
    return held == given;
}

template <class Row>
Decided<Events> define(const Define<Row>& command, const Context& context) {
    TALLY_TRY(not_far_ahead(command.effective_from, "effective_from", context.today, settings_days_ahead_max));
    const Row& row = command.row;
    if constexpr (requires { row.code; }) TALLY_TRY(check_id("row.code", row.code));
    TALLY_TRY(check_row(row, context.world));
    // What is in force on that day now.
    const typename Table<Row>::Entry* held = nullptr;
    for (const auto& entry : rows(context.world.settings(), &row).entries)
        if (entry.effective_from <= command.effective_from && same_key(entry.row, row) &&
            (!held || held->effective_from <= entry.effective_from))
            held = &entry;
    if (held && held->row == row) return already_so(held->position);
    if constexpr (std::is_same_v<Row, TaxCode>) {
        // Without a date the row takes the place of the one in force always: what was billed would be corrected at
        // another rate than it was charged at.
        if (held && !command.effective_from.is_set() && !only_renamed(held->row, row))
            return refuse(Rejection::field_missing, "effective_from", "",
                          "Give the first day of the change: the code is in force with rate " +
                              to_string(held->row.rate) + " already, and its past stays as it was.");
    }
    return Events{{settings_stream(), Defined<Row>{command.effective_from, row}}};
}

template <class Row>
void fold(MutableWorld& world, const Envelope& envelope, const Defined<Row>& event) {
    SettingsState& settings = world.settings_part();
    settings.version = envelope.version + 1;
    auto& entries = rows(settings, &event.row).entries;
    const auto same = std::find_if(entries.begin(), entries.end(), [&](const auto& entry) {
        return entry.effective_from == event.effective_from && same_key(entry.row, event.row);
    });
    if (same != entries.end())
        *same = {event.effective_from, event.row, envelope.position};
    else
        entries.push_back({event.effective_from, event.row, envelope.position});
}

// Names of signed logs: no blank and no '+'; without a scheme.
bool valid_origin(std::string_view origin) {
    return !origin.empty() && origin.size() <= 255 && origin.find("://") == std::string_view::npos &&
           std::all_of(origin.begin(), origin.end(), [](char c) { return c > ' ' && c < 0x7f && c != '+'; });
}
// Such as UTC or America/Argentina/Buenos_Aires; whether it exists is checked where the clock is known.
bool valid_time_zone(std::string_view zone) {
    return !zone.empty() && zone.size() <= 64 && std::all_of(zone.begin(), zone.end(), [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '/' || c == '_' ||
               c == '-' || c == '+';
    });
}

}  // namespace

// One definition of each a table: the list of tables stands in settings/events.h.
#define TALLY_TABLE_RULES(Row)                                                                 \
    Decided<Events> decide_on(const Define<Row>& command, const Context& context) {            \
        return define(command, context);                                                       \
    }                                                                                          \
    void evolve_on(MutableWorld& world, const Envelope& envelope, const Defined<Row>& event) { \
        fold(world, envelope, event);                                                          \
    }

TALLY_TABLE_RULES(InstallationOptions)
TALLY_TABLE_RULES(CustomerClass)
TALLY_TABLE_RULES(CustomerType)
TALLY_TABLE_RULES(RelationshipType)
TALLY_TABLE_RULES(BillFormat)
TALLY_TABLE_RULES(BillCycle)
TALLY_TABLE_RULES(BillCycleWindow)
TALLY_TABLE_RULES(PhoneType)
TALLY_TABLE_RULES(IdentifierType)
TALLY_TABLE_RULES(Service)
TALLY_TABLE_RULES(BillRouteType)
TALLY_TABLE_RULES(ServiceAgreementType)
TALLY_TABLE_RULES(AdjustmentType)
TALLY_TABLE_RULES(SpecialChargeType)
TALLY_TABLE_RULES(TaxCode)
TALLY_TABLE_RULES(Country)
TALLY_TABLE_RULES(Holiday)
TALLY_TABLE_RULES(GlAccount)
TALLY_TABLE_RULES(AgingBuckets)
TALLY_TABLE_RULES(LateChargePolicy)
TALLY_TABLE_RULES(DepositClass)
TALLY_TABLE_RULES(ArrangementPolicy)
TALLY_TABLE_RULES(AutopayPolicy)
TALLY_TABLE_RULES(UnclaimedPolicy)
TALLY_TABLE_RULES(TaxRelief)
TALLY_TABLE_RULES(LetterTemplate)
TALLY_TABLE_RULES(BillMessage)
TALLY_TABLE_RULES(CollectionPolicy)
TALLY_TABLE_RULES(ProtectionType)
TALLY_TABLE_RULES(Moratorium)
TALLY_TABLE_RULES(ReadValidation)
TALLY_TABLE_RULES(UsageProfile)
TALLY_TABLE_RULES(TenderSource)
TALLY_TABLE_RULES(MarketPartner)
TALLY_TABLE_RULES(MarketDeadline)
TALLY_TABLE_RULES(CustomerTypeRules)
#undef TALLY_TABLE_RULES

Decided<Events> decide_on(const CreateDivision& command, const Context& context) {
    const DivisionCreated created{command.origin, command.currency, command.time_zone, command.simulated_time};
    const DivisionCreated& held = context.world.settings().division;
    if (!held.origin.empty()) {
        if (held == created) return already_so(0);  // Nothing comes before it.
        return refuse(Rejection::division_already_created, "origin", command.origin.str(),
                      "This ledger is " + held.origin.str() + ", which cannot change: make another store.");
    }
    if (!valid_origin(command.origin.str()))
        return refuse(Rejection::field_invalid, "origin", command.origin.str(),
                      "Give a URL without scheme, blanks and '+', such as ledger.example/gas.");
    if (!Currency::parse(command.currency.str()))
        return refuse(Rejection::field_invalid, "currency", command.currency.str(),
                      "Give an active ISO 4217 code, such as USD.");
    if (!valid_time_zone(command.time_zone.str()))
        return refuse(Rejection::field_invalid, "time_zone", command.time_zone.str(),
                      "Give an IANA zone, such as America/New_York.");
    return Events{{settings_stream(), created}};
}

Decided<Events> decide_on(const OpenPeriod& command, const Context& context) {
    if (!command.first_day.is_set()) return refuse(Rejection::field_missing, "first_day", "", "Give the first day.");
    if (!command.until.is_set()) return refuse(Rejection::field_missing, "until", "", "Give the first day after it.");
    if (command.until <= command.first_day)
        return refuse(Rejection::date_out_of_order, "until", to_string(command.until),
                      "End the period after " + to_string(command.first_day) + ".");
    TALLY_TRY(near_day(command.first_day, "first_day", context.today, period_days_ahead_max));
    TALLY_TRY(near_day(command.until, "until", context.today, period_days_ahead_max));
    for (const AccountingPeriod& period : context.world.settings().periods) {
        if (period.first_day == command.first_day && period.until == command.until) {
            if (!period.closed) return already_so(period.position);
            return refuse(Rejection::period_closed, "first_day", to_string(command.first_day),
                          "A closed period is not opened again: post in an open one.");
        }
        if (period.first_day < command.until && command.first_day < period.until)
            return refuse(Rejection::date_out_of_order, "first_day", to_string(command.first_day),
                          "Periods do not overlap: one runs from " + to_string(period.first_day) + " until " +
                              to_string(period.until) + ".");
    }
    return Events{{settings_stream(), PeriodOpened{command.first_day, command.until}}};
}

Decided<Events> decide_on(const ClosePeriod& command, const Context& context) {
    for (const AccountingPeriod& period : context.world.settings().periods) {
        if (period.first_day != command.first_day) continue;
        if (period.closed) return already_so(period.position);
        // What is closed is never open again, and everything before it is closed with it.
        if (period.until > context.today + bill_days_ahead_max)
            return refuse(Rejection::date_out_of_order, "first_day", to_string(command.first_day),
                          "It runs until " + to_string(period.until) + " and it is " + to_string(context.today) +
                              " today: close it when it is over.");
        return Events{{settings_stream(), PeriodClosed{command.first_day}}};
    }
    return refuse(Rejection::code_unknown, "first_day", to_string(command.first_day),
                  "Name the first day of a period that was opened.");
}

// Whether they agree is not decided here: a report that does not is the one that must be kept.
Decided<Events> decide_on(const ReportControlTotals& command, const Context& context) {
    TALLY_TRY(check_id("system", command.system));
    if (!command.day.is_set()) return refuse(Rejection::field_missing, "day", "", "Give the accounting date.");
    if (command.position > context.next_position)
        return refuse(Rejection::field_invalid, "position", std::to_string(command.position),
                      "The log ends at " + std::to_string(context.next_position) + ": is it another ledger's?");
    TALLY_TRY(check_not_negative("debit", command.debit));
    const std::string& digest = command.digest.str();
    if (digest.size() != 64 || digest.find_first_not_of("0123456789abcdef") != std::string::npos)
        return refuse(Rejection::field_invalid, "digest", digest, "Give 64 hex digits in lower case.");
    return Events{{settings_stream(), ControlTotalsReported{command.system, command.day, command.position,
                                                            command.count, command.debit, command.digest}}};
}

void evolve_on(MutableWorld& world, const Envelope& envelope, const DivisionCreated& event) {
    SettingsState& settings = world.settings_part();
    settings.version = envelope.version + 1;
    settings.division = event;
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const PeriodOpened& event) {
    SettingsState& settings = world.settings_part();
    settings.version = envelope.version + 1;
    settings.periods.push_back({event.first_day, event.until, false, envelope.position});
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const PeriodClosed& event) {
    SettingsState& settings = world.settings_part();
    settings.version = envelope.version + 1;
    for (AccountingPeriod& period : settings.periods) {
        if (period.first_day != event.first_day) continue;
        period.closed = true;
        period.position = envelope.position;
    }
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const ControlTotalsReported&) {
    world.settings_part().version = envelope.version + 1;
}

}  // namespace tally::domain
