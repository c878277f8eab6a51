// Balances, open items, histories, payments, and the sums of the division.
#include "projections/render/texts.h"

namespace tally::projections {

using namespace domain;

namespace {
void ages(const std::vector<AgeBucket>& aged, Date aged_on, const Texts& texts, std::string& out) {
    out += "\nAge on " + to_string(aged_on) + "\n";
    TextTable table({{"Days overdue"}, {"Items", Align::right}, {"Payoff", Align::right}, {"Current", Align::right}});
    AgeBucket total;
    for (const auto& bucket : aged) {
        table.row(
            {bucket.name.str(), std::to_string(bucket.items), texts.money(bucket.payoff), texts.money(bucket.current)});
        total.items += bucket.items;
        total.payoff += bucket.payoff;
        total.current += bucket.current;
    }
    table.rule();
    table.row({"", std::to_string(total.items), texts.money(total.payoff), texts.money(total.current)});
    table.write(out);
}
}  // namespace

void render(const BalanceAnswer& balance, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    texts.heading(balance.heading, out);
    out += '\n';
    field(out, "Payoff balance", texts.amount(balance.payoff));
    field(out, "Current balance", texts.amount(balance.current));
    field(out, "Open items", texts.amount(balance.receivable));
    field(out, "Unapplied credit", texts.amount(balance.unapplied));
    if (!balance.unapplied_on_hold.is_zero()) field(out, "  on hold", texts.amount(balance.unapplied_on_hold));
    if (!balance.agreements.empty()) {
        out += '\n';
        TextTable table({{"Agreement"},
                         {"Service"},
                         {"Status"},
                         {"Location"},
                         {"Payoff", Align::right},
                         {"Current", Align::right}});
        for (const auto& agreement : balance.agreements)
            table.row({agreement.sa.str(), agreement.service.str(), words(name_of(agreement.status)),
                       agreement.premise.str(), texts.money(agreement.payoff), texts.money(agreement.current)});
        table.write(out);
    }
    ages(balance.aged, balance.aged_on, texts, out);
    out += '\n';
    Texts::position(balance.position, balance.effective_on, out);
}

void render(const OpenItemsAnswer& answer, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    texts.heading(answer.heading, out);
    texts.currency(out);
    out += '\n';
    TextTable table({{"Document"},
                     {"Agreement"},
                     {"Due"},
                     {"Days", Align::right},
                     {"Age"},
                     {"Payoff open", Align::right},
                     {"Current open", Align::right},
                     {"Position", Align::right}});
    for (const auto& item : answer.items)
        table.row({item.document.str(), item.sa.str(), to_string(item.ages_from), std::to_string(item.days_overdue),
                   item.bucket.str(), texts.money(item.payoff_open), texts.money(item.current_open),
                   std::to_string(item.position)});
    for (const auto& credit : answer.unapplied)
        table.row({credit.source.document.str(), "", "", "", credit.on_hold ? "credit, on hold" : "credit",
                   texts.money(-credit.amount), texts.money(-credit.amount), ""});
    if (table.empty()) {
        out += "Nothing is open.\n";
    } else {
        table.rule();
        table.row({"", "", "", "", "", texts.money(answer.payoff), texts.money(answer.current), ""});
        table.write(out);
    }
    out += "\nAges on " + to_string(answer.aged_on) + "\n";
    Texts::position(answer.position, answer.effective_on, out);
}

void render(const ArHistoryAnswer& answer, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    texts.heading(answer.heading, out);
    texts.currency(out);
    out += '\n';
    bool differ = false;
    for (const auto& line : answer.lines) differ = differ || line.payoff_balance != line.current_balance;
    std::vector<TextTable::Column> columns{{"Entered"},
                                           {"Effective"},
                                           {"Accounted"},
                                           {"What"},
                                           {"Document"},
                                           {"Amount", Align::right},
                                           {"Balance", Align::right}};
    // Current has columns of its own only where it ever differs.
    if (differ) columns.insert(columns.end(), {{"Current", Align::right}, {"Asked for", Align::right}});
    TextTable table(std::move(columns));
    for (const auto& line : answer.lines) {
        std::vector<std::string> row{to_string(context.day_of(line.recorded_at)),
                                     to_string(line.effective_date),
                                     to_string(line.accounting_date),
                                     words(name_of(line.kind)),
                                     line.document.str(),
                                     texts.money(line.payoff),
                                     texts.money(line.payoff_balance)};
        if (differ) {
            row.push_back(texts.money(line.current));
            row.push_back(texts.money(line.current_balance));
        }
        table.row(std::move(row));
    }
    table.write(out);
    out += '\n';
    Texts::position(answer.position, answer.effective_on, out);
}

void render(const DocumentsAnswer& answer, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    texts.heading(answer.heading, out);
    texts.currency(out);
    out += '\n';
    TextTable table({{"What"},
                     {"Document"},
                     {"Date"},
                     {"Due"},
                     {"Amount", Align::right},
                     {"Open", Align::right},
                     {"Position", Align::right}});
    for (const auto& line : answer.documents)
        table.row({words(name_of(line.kind)), line.document.str(), to_string(line.date), to_string(line.due_date),
                   texts.money(line.amount), line.open.is_zero() ? "" : texts.money(line.open),
                   std::to_string(line.position)});
    table.write(out);
    out += '\n';
    Texts::position(answer.position, {}, out);
}

void render(const PaymentAnswer& answer, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    out += cut_to("Payment event " + answer.payment_event.str() + "  " + texts.amount(answer.amount) +
                      "  paid by account " + answer.payor.str(),
                  line_width_max) +
           "\n";
    for (const auto& payment : answer.payments) {
        out += '\n';
        texts.heading(payment.heading, out);
        field(out, "Payment", payment.payment.str() + ", received " + to_string(payment.received_on));
        field(out, "Amount", texts.amount(payment.amount));
        for (const auto& tender : payment.tenders)
            field(out, "  tender " + tender.tender.str(),
                  texts.money(tender.amount) + "  " + words(name_of(tender.kind)) + "  " + tender.reference.str());
        field(out, "Used", texts.amount(payment.applied));
        field(out, "Not used", texts.amount(payment.unapplied));
        if (!payment.cancelled.is_zero())
            field(out, "Cancelled", texts.money(payment.cancelled) + "  " + payment.cancel_reason.str());
        if (payment.allocations.empty()) continue;
        TextTable table(
            {{"Document"}, {"Agreement"}, {"Tender"}, {"Amount", Align::right}, {"Position", Align::right}});
        for (const auto& allocation : payment.allocations)
            table.row({allocation.document.str(), allocation.sa.str(), allocation.tender.str(),
                       texts.money(allocation.amount), std::to_string(allocation.position)});
        table.write(out, 2);
    }
    out += '\n';
    Texts::position(answer.position, {}, out);
}

void render(const TrialBalanceAnswer& answer, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    out += "Trial balance, " + answer.currency.str() + "\n\n";
    TextTable table({{"Period"},
                     {"GL account"},
                     {"Role"},
                     {"Debit", Align::right},
                     {"Credit", Align::right},
                     {"Balance", Align::right}});
    const auto add = [&](const TrialBalanceRow& row) {
        table.row({row.period.is_set() ? to_string(row.period).substr(0, 7) : "all", row.gl_account.str(),
                   words(name_of(row.role)), texts.money(row.debit), texts.money(row.credit),
                   texts.money(row.balance)});
    };
    Date period;
    for (const auto& row : answer.rows) {
        if (period.is_set() && row.period != period) table.rule();
        period = row.period;
        add(row);
    }
    table.rule();
    for (const auto& row : answer.totals) add(row);
    table.rule();
    table.row(
        {"", "", "", texts.money(answer.debit), texts.money(answer.credit), texts.money(answer.debit - answer.credit)});
    table.write(out);
    out += '\n';
    Texts::position(answer.position, answer.effective_on, out);
}

void render(const TotalsAnswer& answer, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    field(out, "Accounts", std::to_string(answer.accounts));
    field(out, "Payoff balance", texts.amount(answer.payoff));
    field(out, "Current balance", texts.amount(answer.current));
    field(out, "Receivable",
          texts.amount(answer.receivable) + ", in the ledger " + texts.money(answer.ledger_receivable));
    field(out, "Unapplied credit",
          texts.amount(answer.unapplied) + ", in the ledger " + texts.money(answer.ledger_unapplied));
    ages(answer.aged, answer.aged_on, texts, out);
    out += '\n';
    Texts::position(answer.position, answer.effective_on, out);
}

void render(const ControlTotalsAnswer& answer, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    TextTable table({{"Day"},
                     {"Who"},
                     {"Standing"},
                     {"Postings", Align::right},
                     {"Debits", Align::right},
                     {"Digest"},
                     {"Through", Align::right}});
    const auto line = [&](const std::string& day, const std::string& who, const std::string& standing,
                          const DayTotals& totals, std::uint64_t through) {
        table.row({day, who, standing, std::to_string(totals.count), texts.money(totals.debit),
                   totals.digest.str().substr(0, 12), std::to_string(through)});
    };
    for (const auto& day : answer.days) {
        line(to_string(day.day), "ledger", "", day.ledger, answer.position);
        for (const auto& report : day.reports)
            line("", report.system.str(),
                 std::string{name_of(report.standing)} + (report.day_changed_since ? ", more came since" : ""),
                 report.reported, report.position);
    }
    if (answer.days.empty())
        out += "No system has reported control totals.\n";
    else
        table.write(out, 0);
    out += '\n';
    Texts::position(answer.position, {}, out);
}

void render(const CalendarAnswer& answer, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    for (const auto& cycle : answer.cycles) {
        out += cut_to("Bill cycle " + cycle.cycle.str() + "  " + cycle.description.str() + "  " +
                          std::to_string(cycle.accounts) + (cycle.accounts == 1 ? " account" : " accounts"),
                      line_width_max) +
               "\n";
        if (!cycle.windows.empty()) {
            TextTable table({{"Window"},
                             {"to"},
                             {"Accounting"},
                             {"Estimates"},
                             {"Billed", Align::right},
                             {"In error", Align::right},
                             {"Due", Align::right}});
            for (const auto& window : cycle.windows)
                table.row({to_string(window.window_start), to_string(window.window_end),
                           to_string(window.accounting_date), to_string(window.estimate_date),
                           std::to_string(window.billed), std::to_string(window.errored), std::to_string(window.due)});
            table.write(out, 2);
        }
        if (!cycle.members.empty()) {
            out += '\n';
            TextTable table(
                {{"Account"}, {"Main customer"}, {"Service address"}, {"Last billed"}, {"Tried"}, {"Error"}});
            for (const auto& member : cycle.members)
                table.row({member.heading.account.str(), texts.name(member.heading),
                           Texts::one_line(member.heading.service_address), to_string(member.last_bill_date),
                           to_string(member.error_bill_date), words(member.error.str())});
            table.write(out, 2);
        }
        out += '\n';
    }
    Texts::position(answer.position, {}, out);
}

}  // namespace tally::projections
