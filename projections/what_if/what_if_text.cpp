// What commands would make, as text.

#include "projections/render/texts.h"
#include "projections/what_if/what_if_answers.h"

namespace tally::projections {

using namespace domain;

namespace {

void tried_command_text(const TriedCommand& command, std::size_t number, std::string& out) {
    const auto& receipt = command.receipt;
    std::string line = std::to_string(number) + ". ";
    if (!command.type.empty()) line += command.type.str() + ": ";
    switch (receipt.status) {
        case eventstore::ReceiptStatus::accepted:
            line += "would be accepted";
            break;
        case eventstore::ReceiptStatus::repeated:
            line += "was accepted before, at position " + std::to_string(receipt.first_position.value);
            break;
        case eventstore::ReceiptStatus::unchanged:
            line += "would change nothing: it is so since position " + std::to_string(receipt.position.value);
            break;
        case eventstore::ReceiptStatus::refused:
            line += "would be refused, " + receipt.rejection.value.str();
            if (!receipt.field.value.empty()) line += ", " + receipt.field.value.str();
            if (!receipt.value.value.empty()) line += " '" + receipt.value.value.str() + "'";
            line += ": " + receipt.cure.value.str();
            break;
        case eventstore::ReceiptStatus::failed:
        case eventstore::ReceiptStatus::unreadable:
            line += receipt.error.value.str();
            break;
    }
    out += line + "\n";
    for (const TriedEvent& event : command.events)
        out += cut_to("   " + (event.summary.empty() ? event.type.str() : event.summary.str()), line_width_max) + "\n";
}

void tried_account_text(const TriedAccount& account, const Texts& texts, std::string& out) {
    out += '\n';
    texts.heading(account.heading, out);
    if (account.opened) out += "It would be opened.\n";
    TextTable sums({{""}, {"Before", Align::right}, {"After", Align::right}});
    const auto row = [&](const char* label, Money before, Money after) {
        sums.row({label, texts.money(before), texts.money(after)});
    };
    row("Payoff", account.before.payoff, account.after.payoff);
    row("Current", account.before.current, account.after.current);
    row("Overdue", account.before.overdue, account.after.overdue);
    row("Unapplied credit", account.before.unapplied, account.after.unapplied);
    sums.write(out);
    if (!account.items.empty()) {
        out += '\n';
        TextTable items(
            {{"Item"}, {"Agreement"}, {"Due"}, {"Open before", Align::right}, {"Open after", Align::right}});
        for (const TriedItem& item : account.items)
            items.row({item.document.str(), item.sa.str(), to_string(item.due_date), texts.money(item.payoff_before),
                       texts.money(item.payoff_after)});
        items.write(out);
    }
    if (!account.credits.empty()) {
        out += '\n';
        TextTable credits({{"Credit"}, {"Kind"}, {"Left before", Align::right}, {"Left after", Align::right}});
        for (const TriedCredit& credit : account.credits)
            credits.row({credit.source.document.str(), words(name_of(credit.source.kind)), texts.money(credit.before),
                         texts.money(credit.after)});
        credits.write(out);
    }
}

}  // namespace

void render(const WhatIfAnswer& answer, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    out += "Tried at position " + std::to_string(answer.position) + ". Nothing was written.\n";
    texts.currency(out);
    out += '\n';
    std::size_t number = 0;
    for (const TriedCommand& command : answer.commands) tried_command_text(command, ++number, out);
    for (const TriedAccount& account : answer.accounts) tried_account_text(account, texts, out);
    const auto document = [&](const auto& one) {
        out += "\n" + std::string(line_width_max, '-') + "\n";
        render(one, context, out);
    };
    for (const InvoiceAnswer& invoice : answer.invoices) document(invoice);
    for (const StatementAnswer& statement : answer.statements) document(statement);
    for (const PaymentAnswer& payment : answer.payments) document(payment);
}

}  // namespace tally::projections
