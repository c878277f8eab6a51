// Unbilled revenue as text.
#include "projections/render/texts.h"
#include "projections/unbilled/unbilled_answers.h"

namespace tally::projections {

using namespace domain;

namespace {

std::string use_of(Quantity quantity, const Code& unit) {
    return to_string(quantity) + (unit.empty() ? "" : " " + unit.str());
}

// How the use of some days was found: enough to compute it again.
std::string basis_of(const UnbilledUse& use) {
    if (use.basis == UnbilledBasis::measured) return "measured";
    const std::string rests_on = use_of(use.basis_quantity, use.unit) + " in " + std::to_string(use.basis_days) +
                                 " days, " + days_text(use.basis_from, use.basis_until);
    if (use.basis == UnbilledBasis::between_reads) return "its days of what was measured: " + rests_on;
    return "estimated by " + words(name_of(use.basis)) + ": " + rests_on;
}

std::string price_of(const BillLine& line, std::uint8_t currency_decimals) {
    std::string text = line.component_kind == ComponentKind::percentage
                           ? fixed_to_string(line.price.units, Rate::decimals - 2, 0) + "%"
                           : fixed_to_string(line.price.units, Price::decimals, currency_decimals);
    if (line.fraction != Fraction{})
        text += " × " + std::to_string(line.fraction.numerator) + "/" + std::to_string(line.fraction.denominator);
    return text;
}

void agreement_text(const UnbilledAgreement& agreement, const Texts& texts, std::string& out) {
    out += '\n';
    field(out, "Agreement", agreement.sa.str() + " (" + agreement.service.str() + ")");
    const auto days = agreement.until - agreement.from;
    field(out, "  not billed",
          days_text(agreement.from, agreement.until) + ", " + std::to_string(days) + (days == 1 ? " day" : " days"));
    for (const UnbilledUse& use : agreement.uses)
        field(out, "  used",
              use_of(use.quantity, use.unit) + ", " + days_text(use.from, use.until) + ": " + basis_of(use));
    if (!agreement.no_basis.empty()) {
        field(out, "  without usage", words(agreement.no_basis.str()));
        field(out, "  cure", agreement.explanation.str());
    }
    TextTable table(
        {{"Component"}, {"For"}, {"Quantity", Align::right}, {"Price", Align::right}, {"Earned", Align::right}});
    for (const BillLine& line : agreement.lines)
        table.row({line.description.empty() ? line.component.str() : line.description.str(),
                   days_text(line.from, line.until), use_of(line.quantity, line.unit),
                   price_of(line, texts.context().currency.decimals), texts.money(line.amount)});
    if (table.empty()) return;
    table.rule();
    table.row({"", "", "", "", texts.money(agreement.amount)});
    table.write(out, 2);
}

void accrual_text(const AccrualAnswer& accrual, const Texts& texts, std::string& out) {
    field(out, "Accrual", accrual.accrual.str() + " of " + to_string(accrual.accrued_on));
    field(out, "Period", days_text(accrual.period_from, accrual.period_until));
    field(out, "Earned, not billed", texts.amount(accrual.amount));
    if (!accrual.replaces.empty())
        field(out, "Instead of",
              accrual.replaces.str() + ": the difference of " + texts.amount(accrual.posted) + " is posted");
    field(out, "Posted on", to_string(accrual.posted_on));
    field(out, "Reversed on", to_string(accrual.reversed_on));
    for (const UnbilledAgreement& agreement : accrual.agreements) agreement_text(agreement, texts, out);
    out += '\n';
    TextTable table({{"General ledger"}, {"Role"}, {"Earned", Align::right}, {"Accrued before", Align::right}});
    for (const UnbilledRevenue& one : accrual.revenue)
        table.row({one.gl_account.str(), words(name_of(one.role)), texts.money(one.amount),
                   one.previous_amount.is_zero() ? "" : texts.money(one.previous_amount)});
    table.write(out, 0);
}

}  // namespace

void render(const UnbilledAnswer& answer, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    texts.heading(answer.heading, out);
    out += '\n';
    if (answer.latest.empty()) out += "No unbilled revenue was accrued on the account.\n";
    for (const AccrualAnswer& accrual : answer.latest) accrual_text(accrual, texts, out);
    out += '\n';
    Texts::position(answer.position, answer.effective_on, out);
}

}  // namespace tally::projections
