#include "projections/explain/line_explanation.h"

#include <algorithm>

#include "projections/explain/arithmetic.h"

namespace tally::projections {

using namespace domain;

namespace {

// How the line was priced; what merely names it may differ.
bool priced_alike(const BillLine& a, const BillLine& b) {
    return a.component == b.component && a.from == b.from && a.until == b.until && a.quantity == b.quantity &&
           a.price == b.price && a.fraction == b.fraction && a.amount == b.amount;
}

// The recomputed line that stands for the billed one: the same place among the lines of its component.
const BillLine* same_line(const std::vector<BillLine>& lines, const std::vector<BillLine>& billed, std::size_t index) {
    std::size_t place = 0;
    for (std::size_t i = 0; i < index; ++i) place += billed[i].component == billed[index].component ? 1 : 0;
    for (const BillLine& line : lines)
        if (line.component == billed[index].component && place-- == 0) return &line;
    return nullptr;
}

// What one tax counts in the document: "customer 16.50 + supply 12.40".
std::string taxed_lines(const std::vector<BillLine>& lines, const Code& tax, std::uint8_t decimals) {
    std::string text;
    for (const BillLine& line : lines)
        if (std::find(line.tax_codes.begin(), line.tax_codes.end(), tax) != line.tax_codes.end())
            text += (text.empty() ? "" : " + ") + line.component.str() + " " + to_string(line.amount, decimals);
    return text.empty() ? "nothing" : text;
}

std::vector<std::string> tax_arithmetic(const DocumentFacts& facts, const std::vector<BillLine>& lines,
                                        const BillLine& line) {
    const auto decimals = facts.currency_decimals;
    const auto rate = percent_text(line.price.units);
    const auto basis = fixed_to_string(line.quantity.units, Quantity::decimals, decimals);
    std::vector<std::string> steps{"Taxable: " + taxed_lines(lines, line.component, decimals) + " = " + basis};
    const auto product = rate + " × " + basis;
    const TaxCode* tax = facts.world.settings().tax_code(line.component, facts.bill.priced_on);
    const auto basis_kind = tax ? tax->rounding_basis : TaxRoundingBasis::invoice;
    const auto whole = std::find_if(
        facts.invoice.issued.taxes.begin(), facts.invoice.issued.taxes.end(),
        [&](const InvoiceTax& one) { return one.tax_code == line.component && one.rate.units == line.price.units; });
    const bool shared = basis_kind == TaxRoundingBasis::invoice && whole != facts.invoice.issued.taxes.end() &&
                        whole->amount != line.amount;
    if (basis_kind == TaxRoundingBasis::line) {
        steps.push_back(product + ", each line rounded by itself: " + to_string(line.amount, decimals));
    } else if (shared) {
        steps.push_back(rate + " of the invoice's " + to_string(whole->basis, decimals) + " is " +
                        to_string(whole->amount, decimals) + "; the share of " + basis +
                        " in it: " + to_string(line.amount, decimals));
    } else {
        steps.push_back(product + result_text(line.unrounded, line.amount, Rounding::half_away_from_zero, decimals));
    }
    return steps;
}

std::vector<std::string> arithmetic_of(const DocumentFacts& facts, const std::vector<BillLine>& lines,
                                       std::size_t index) {
    const BillLine& line = lines[index];
    const auto decimals = facts.currency_decimals;
    if (line.component_kind == ComponentKind::tax) return tax_arithmetic(facts, lines, line);
    if (line.component_kind == ComponentKind::special_charge)
        return {"As it was entered: " + to_string(line.amount, decimals)};
    if (const auto* version = version_of_line(facts.world, line))
        return tariff_arithmetic({version, facts.billed.days, facts.again.edge, &facts.billed.reads, &lines, index,
                                  decimals, times_of_line(facts.world, line), &facts.again.measured,
                                  terms_of_line(facts.world, line), &facts.again.demands,
                                  year_terms_of_line(facts.world, line), &facts.again.year,
                                  facts.again.agreement.quantity_on(line.from)});
    // No tariff has the component: what a correction may not charge any more.
    return {"What the correction charges more for these days is not billed: " + to_string(line.amount, decimals)};
}

Rounding rounding_of(const DocumentFacts& facts, const BillLine& line) {
    const auto* version = version_of_line(facts.world, line);
    const auto* component = version ? component_of(*version, line.component) : nullptr;
    return component ? component->rounding : Rounding::half_away_from_zero;
}

ExplainedLine facts_of(const BillLine& line) {
    ExplainedLine explained;
    explained.line_id = line.line_id;
    explained.description = line.description;
    explained.component = line.component;
    explained.component_kind = line.component_kind;
    explained.from = line.from;
    explained.until = line.until;
    explained.days = line.until - line.from;
    explained.quantity = line.quantity;
    explained.unit = line.unit;
    explained.price = line.price;
    explained.fraction = line.fraction;
    explained.amount = line.amount;
    explained.previous_amount = line.previous_amount;
    explained.tax_codes = line.tax_codes;
    explained.gl_account = line.gl_account;
    return explained;
}

void differ(ExplainedLine& line, std::string why, std::vector<Plain>& differences) {
    line.agrees = false;
    line.arithmetic.emplace_back(why);
    differences.emplace_back("Line " + line.line_id.str() + ": " + std::move(why));
}

}  // namespace

const TariffTimes* times_of_line(PastWorld& world, const BillLine& line) {
    const TariffPublished* version = version_of_line(world, line);
    const TariffState* tariff = version ? world.tariff(line.tariff) : nullptr;
    return tariff ? tariff->times_of(*version) : nullptr;
}

const DemandTerms* terms_of_line(PastWorld& world, const BillLine& line) {
    const TariffPublished* version = version_of_line(world, line);
    const TariffState* tariff = version ? world.tariff(line.tariff) : nullptr;
    return tariff ? tariff->terms_of(*version) : nullptr;
}

const TariffYearTermsPublished* year_terms_of_line(PastWorld& world, const BillLine& line) {
    const TariffPublished* version = version_of_line(world, line);
    const TariffState* tariff = version ? world.tariff(line.tariff) : nullptr;
    return tariff ? tariff->year_terms_of(*version) : nullptr;
}

const TariffPublished* version_of_line(PastWorld& world, const BillLine& line) {
    const TariffState* tariff = line.tariff.empty() ? nullptr : world.tariff(line.tariff);
    if (tariff == nullptr) return nullptr;
    for (const TariffPublished& version : tariff->versions)
        if (version.version == line.tariff_version) return &version;
    return nullptr;
}

Result<std::optional<ExplainedTariff>> PublishedTariffs::of(const BillLine& line) {
    if (line.tariff.empty()) return std::optional<ExplainedTariff>{};
    auto known = known_.find(line.tariff.str());
    if (known == known_.end()) {
        std::vector<ExplainedTariff> versions;
        auto read = each_event(states_.reader(), stream_of(line.tariff), 0, states_.position(),
                               [&](const RecordedEvent& recorded) {
                                   if (const auto* published = get_if<TariffPublished>(&recorded.event))
                                       versions.push_back({published->tariff, published->version,
                                                           published->effective_from, cause_of(recorded.envelope)});
                                   return true;
                               });
        if (!read) return tl::unexpected(std::move(read.error()));
        known = known_.emplace(line.tariff.str(), std::move(versions)).first;
    }
    for (const ExplainedTariff& version : known->second)
        if (version.version == line.tariff_version) return std::optional{version};
    return std::optional<ExplainedTariff>{};
}

ExplainedLine explained_line(const DocumentFacts& facts, std::size_t index, std::vector<Plain>& differences) {
    const auto decimals = facts.currency_decimals;
    const BillLine& billed = facts.billed.lines[index];
    ExplainedLine explained = facts_of(billed);
    explained.rounding = Code{name_of(rounding_of(facts, billed))};
    for (auto& step : arithmetic_of(facts, facts.billed.lines, index)) explained.arithmetic.emplace_back(step);
    const bool tax = billed.component_kind == ComponentKind::tax;
    const auto& why_not = tax ? facts.bill.why_no_taxes : facts.again.why_not;
    if (!why_not.empty()) {
        differ(explained, "it cannot be computed again by the rules of today (" + why_not + ")", differences);
        return explained;
    }
    const BillLine* again = same_line(facts.again.lines, facts.billed.lines, index);
    if (again == nullptr) {
        differ(explained, "the rules of today make no such line of the facts of then", differences);
        return explained;
    }
    explained.computed = again->amount;
    if (!priced_alike(*again, billed))
        differ(explained,
               "the bill says " + with_unit(billed.quantity, billed.unit) + " × " + price_text(billed.price, decimals) +
                   ": " + to_string(billed.amount, decimals) + "; the rules of today make it " +
                   with_unit(again->quantity, again->unit) + " × " + price_text(again->price, decimals) + ": " +
                   to_string(again->amount, decimals),
               differences);
    if (facts.replaced != nullptr)
        explained.arithmetic.emplace_back("It was " + to_string(billed.previous_amount, decimals) + " on segment " +
                                          facts.replaced->segment.str() + ", which this replaces");
    return explained;
}

ExplainedLine taken_back_line(const BillLine& line, const BillLine* original, const DocumentId& invoice,
                              std::uint8_t currency_decimals, std::vector<Plain>& differences) {
    ExplainedLine explained = facts_of(line);
    explained.rounding = Code{name_of(Rounding::half_away_from_zero)};
    if (original == nullptr) {
        differ(explained, "invoice " + invoice.str() + " has no line that it takes back", differences);
        return explained;
    }
    explained.computed = -original->amount;
    explained.arithmetic.emplace_back("Takes back line " + original->line_id.str() + " of invoice " + invoice.str() +
                                      ": " + to_string(original->amount, currency_decimals));
    if (explained.computed != line.amount)
        differ(explained, "it takes back " + to_string(line.amount, currency_decimals) + " instead", differences);
    return explained;
}

ExplainedTax explained_tax(const InvoiceTax& tax, const RecomputedBill& bill, PastWorld& world,
                           std::uint8_t currency_decimals, std::vector<Plain>& differences) {
    ExplainedTax explained{tax.tax_code, tax.jurisdiction, tax.rate, tax.basis, tax.amount, {}, true};
    const TaxCode* code = world.settings().tax_code(tax.tax_code, bill.priced_on);
    const auto amount = to_string(tax.amount, currency_decimals);
    std::string text = percent_text(tax.rate.units) + " × " + to_string(tax.basis, currency_decimals);
    if (code && code->rounding_basis != TaxRoundingBasis::invoice)
        text += ", rounded for each " + std::string{name_of(code->rounding_basis)} + ": " + amount;
    else if (const auto units = Int128{tax.rate.units} * tax.basis.minor; units % 100'000'000 == 0)
        text += " = " + amount;
    else
        text += ", " + rounding_text(Rounding::half_away_from_zero) + ": " + amount;
    explained.agrees = bill.has(tax);
    if (!explained.agrees)
        differences.emplace_back("Tax " + tax.tax_code.str() + ": the rules of today do not make it " + amount +
                                 (bill.why_no_taxes.empty() ? "" : " (" + bill.why_no_taxes + ")"));
    explained.arithmetic = Plain{std::move(text)};
    return explained;
}

}  // namespace tally::projections
