// A rate study as text.

#include <algorithm>

#include "projections/rate_study/rate_study_answers.h"
#include "projections/render/counted.h"
#include "projections/render/texts.h"

namespace tally::projections {

using namespace domain;

namespace {

constexpr std::size_t bar_width = 40;

void proposal_text(const StudyProposal& proposal, std::string& out) {
    if (!proposal.wrong.empty()) out += proposal.field.str() + ": " + proposal.wrong.str() + "\n";
    for (const auto& command : proposal.commands) {
        if (command.status == eventstore::ReceiptStatus::refused) {
            out += "The version would be refused, " + command.rejection.value.str();
            if (!command.field.value.empty()) out += ", " + command.field.value.str();
            if (!command.value.value.empty()) out += " '" + command.value.value.str() + "'";
            out += ": " + command.cure.value.str() + "\n";
        } else if (command.error.given) {
            out += command.error.value.str() + "\n";
        }
    }
    for (const TariffReplaced& one : proposal.replaced)
        out += one.tariff == one.by ? one.tariff.str() + " at its proposed version.\n"
                                    : one.by.str() + " in place of " + one.tariff.str() + ".\n";
}

void span_text(Date from, Date to, Date present_on, std::string& out) {
    out += "Bills whose last day is from " + to_string(from) + " to " + to_string(to) + ", without tax.\n";
    out += present_on.is_set() ? "Present: the version in force on " + to_string(present_on) + ", for all days.\n"
                               : std::string{"Present: the versions in force on each day, charged again.\n"};
}

std::string share_text(MoneySum difference, MoneySum of) {
    if (of.is_zero()) return "";
    const Int128 size = of.minor < 0 ? -of.minor : of.minor;
    const Int128 hundredths = divide(difference.minor * 10'000, size, Rounding::half_away_from_zero);
    if (hundredths > INT64_MAX || hundredths < -Int128{INT64_MAX}) return "";
    return fixed_to_string(static_cast<std::int64_t>(hundredths), 2, 2) + " %";
}

void revenue_text(const RateStudyAnswer& answer, const Texts& texts, std::string& out) {
    TextTable table({{"Class"},
                     {"Tariff"},
                     {"Accounts", Align::right},
                     {"Billed", Align::right},
                     {"Present", Align::right},
                     {"Proposed", Align::right},
                     {"Difference", Align::right},
                     {"", Align::right}});
    const auto row = [&](const std::string& name, const std::string& tariff, const StudyRevenue& revenue) {
        table.row({name, tariff, with_thousands(revenue.accounts), texts.money(revenue.billed),
                   texts.money(revenue.present), texts.money(revenue.proposed), texts.money(revenue.difference),
                   share_text(revenue.difference, revenue.present)});
    };
    for (const StudyClass& one : answer.classes)
        row(one.customer_class.str(), one.tariff == one.by ? one.tariff.str() : one.tariff.str() + " > " + one.by.str(),
            one.revenue);
    table.rule();
    row("All", "", answer.total);
    table.write(out);
}

void bars_text(std::string_view title, const std::vector<StudyBar>& bars, const Texts& texts, std::string& out) {
    if (bars.empty()) return;
    std::uint64_t most = 1;
    for (const StudyBar& bar : bars) most = std::max(most, bar.accounts);
    out += '\n';
    TextTable table({{std::string{title}}, {"Accounts", Align::right}, {"Difference", Align::right}, {""}});
    for (const StudyBar& bar : bars) {
        const auto full = static_cast<std::size_t>(bar.accounts * bar_width / most);
        table.row({bar.change.str(), with_thousands(bar.accounts), texts.money(bar.difference),
                   std::string(bar.accounts == 0 ? 0 : std::max<std::size_t>(full, 1), '#')});
    }
    table.write(out);
}

void accounts_text(std::string_view title, const std::vector<StudyAccount>& accounts, const Texts& texts,
                   std::string& out) {
    if (accounts.empty()) return;
    out += '\n';
    TextTable table({{std::string{title}},
                     {"Class"},
                     {"Present", Align::right},
                     {"Proposed", Align::right},
                     {"Difference", Align::right},
                     {"%", Align::right}});
    for (const StudyAccount& one : accounts)
        table.row({one.account.str(), one.customer_class.str(), texts.money(one.present), texts.money(one.proposed),
                   texts.money(one.difference), one.percent.str()});
    table.write(out);
}

void not_rated_text(const std::vector<StudyNotRated>& reasons, std::string& out) {
    if (reasons.empty()) return;
    out += "\nCould not be charged again, and are in no sum:\n";
    for (const StudyNotRated& one : reasons)
        out += "  " + counted(one.segments, "segment") + " of " + counted(one.accounts, "account") + ", at the " +
               one.side.str() + " tariff: " + words(one.reason.str()) + ". Such as " + one.example.str() + ": " +
               one.explanation.str() + "\n";
}

std::string study_quantity(const BillLine& line) {
    return to_string(line.quantity) + (line.unit.empty() ? "" : " " + line.unit.str());
}

void lines_text(std::string_view title, const std::vector<BillLine>& lines, const Texts& texts, std::string& out) {
    TextTable table(
        {{std::string{title}}, {"For"}, {"Quantity", Align::right}, {"Price", Align::right}, {"Amount", Align::right}});
    for (const BillLine& line : lines)
        table.row({line.description.empty() ? line.component.str() : line.description.str(),
                   days_text(line.from, line.until), study_quantity(line), to_string(line.price),
                   texts.money(line.amount)});
    table.write(out, 2);
}

}  // namespace

void render(const RateStudyAnswer& answer, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    out += "Rate study at position " + std::to_string(answer.position) + ". Nothing was written.\n";
    proposal_text(answer.proposal, out);
    if (!answer.proposal.accepted) return;
    span_text(answer.from, answer.to, answer.present_on, out);
    texts.currency(out);
    out += '\n';
    revenue_text(answer, texts, out);
    out += '\n' + counted(answer.more, "account") + " would pay more, " + with_thousands(answer.less) + " less, " +
           with_thousands(answer.same) + " the same; " + counted(answer.accounts, "account") + " looked at.\n";
    bars_text("Change in percent", answer.by_percent, texts, out);
    bars_text("Change in money", answer.by_money, texts, out);
    accounts_text("Pay most more", answer.losers, texts, out);
    accounts_text("Pay most less", answer.winners, texts, out);
    not_rated_text(answer.not_rated, out);
    if (answer.interrupted) out += "\nInterrupted: these are the accounts up to there.\n";
}

void render(const AccountStudyAnswer& answer, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    texts.heading(answer.heading, out);
    out += "Rate study at position " + std::to_string(answer.position) + ". Nothing was written.\n";
    proposal_text(answer.proposal, out);
    if (!answer.proposal.accepted) return;
    span_text(answer.from, answer.to, answer.present_on, out);
    texts.currency(out);
    if (answer.segments.empty()) out += "No bill of these days is at a tariff that is studied.\n";
    for (const StudySegment& one : answer.segments) {
        out += '\n';
        field(out, "Segment", one.segment.str() + " of " + one.sa.str() + ", " + days_text(one.from, one.until));
        if (!one.not_rated.empty()) {
            field(out, "  not charged", words(one.not_rated.str()) + ", at the " + one.side.str() + " tariff");
            field(out, "  cure", one.explanation.str());
            continue;
        }
        field(out, "  billed", texts.money(one.billed));
        lines_text("Present, " + one.tariff.str(), one.present_lines, texts, out);
        lines_text("Proposed, " + one.by.str(), one.proposed_lines, texts, out);
        field(out, "  change",
              texts.money(one.present) + " to " + texts.money(one.proposed) + ": " + texts.money(one.difference));
    }
    out += '\n';
    field(out, "All",
          texts.money(answer.sums.present) + " to " + texts.money(answer.sums.proposed) + ": " +
              texts.money(answer.sums.difference) +
              (answer.sums.percent.empty() ? "" : ", " + answer.sums.percent.str() + " %"));
}

}  // namespace tally::projections
