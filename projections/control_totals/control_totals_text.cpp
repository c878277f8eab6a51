// Control totals as text.
#include "projections/control_totals/control_totals_answers.h"
#include "projections/render/texts.h"

namespace tally::projections {

using namespace domain;

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

}  // namespace tally::projections
