// Deposits as text.
#include "projections/deposits/deposit_answers.h"
#include "projections/render/texts.h"

namespace tally::projections {

using namespace domain;

namespace {

std::string days_of(const InterestLine& line) {
    return to_string(line.first_day) + " to " + to_string(line.last_day);
}

// "100.00 × 0.0365 × 30 ÷ 365 = 0.3".
std::string arithmetic(const InterestLine& line, const Texts& texts) {
    return texts.money(line.principal) + " × " + to_string(line.rate) + " × " +
           std::to_string(line.last_day - line.first_day + 1) + " ÷ " + std::to_string(line.days_in_year) + " = " +
           to_string(line.unrounded);
}

std::string recommended_text(const RecommendedAmount& recommended, const Texts& texts) {
    return texts.amount(recommended.amount) + ": " + std::to_string(recommended.bills) + " × " +
           texts.money(recommended.billed) + " ÷ " + std::to_string(recommended.months) + " months";
}

void moves_table(const DepositAnswer& deposit, const Texts& texts, std::string& out) {
    TextTable table({{"Date"},
                     {"What"},
                     {"Document"},
                     {"Amount", Align::right},
                     {"Held", Align::right},
                     {"Position", Align::right}});
    for (const auto& move : deposit.moves) {
        table.row({to_string(move.effective_date), words(name_of(move.kind)), move.document.str(),
                   texts.money(move.amount), texts.money(move.held), std::to_string(move.position)});
        for (const auto& line : move.paid)
            table.row({"", "  paid", line.document.str() + " " + line.sa.str(), texts.money(line.amount), "", ""});
    }
    table.write(out, 2);
    // Not in the table, where a long line would be cut.
    for (const auto& move : deposit.moves)
        for (const auto& line : move.interest)
            out += "  Interest of " + days_of(line) + ": " + arithmetic(line, texts) + "\n";
}

void deposit_text(const DepositAnswer& deposit, const Texts& texts, std::string& out) {
    out += '\n';
    field(out, "Deposit",
          deposit.deposit.str() + "  " + deposit.deposit_class.str() + "  " + deposit.class_description.str());
    if (!deposit.sa.empty()) field(out, "  for agreement", deposit.sa.str());
    field(out, "  billed", to_string(deposit.billed_on) + ", due " + to_string(deposit.due_on));
    if (!deposit.asked.is_zero()) field(out, "  not paid", texts.amount(deposit.asked));
    if (!deposit.held.is_zero()) {
        field(out, "  held",
              texts.amount(deposit.held) + ": cash " + texts.money(deposit.cash) + ", interest " +
                  texts.money(deposit.interest) + " through " + to_string(deposit.accrued_through));
        field(out, "  interest since",
              texts.amount(deposit.interest_to_come) + " at " + to_string(deposit.interest_rate) + " a year");
    }
    field(out, "  refund", deposit.due_for_refund ? "due" : "not due");
    out += "    " + deposit.why.str() + "\n";
    if (deposit.recommended.bills != 0) field(out, "  recommended", recommended_text(deposit.recommended, texts));
    if (!deposit.ask_more.is_zero()) field(out, "  ask for more", texts.amount(deposit.ask_more));
    moves_table(deposit, texts, out);
}

}  // namespace

void render(const DepositsAnswer& answer, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    texts.heading(answer.heading, out);
    out += '\n';
    field(out, "Asked for", texts.amount(answer.asked));
    field(out, "Held", texts.amount(answer.held));
    field(out, "Interest to come", texts.amount(answer.interest_to_come));
    if (answer.deposits.empty()) {
        out += "\nThe account has no deposit.\n";
        for (const auto& one : answer.classes)
            field(out, "  " + one.deposit_class.str(), "recommended " + recommended_text(one.recommended, texts));
    }
    for (const auto& deposit : answer.deposits) deposit_text(deposit, texts, out);
    out += "\nReviewed on " + to_string(answer.reviewed_on) + "\n";
    Texts::position(answer.position, {}, out);
}

}  // namespace tally::projections
