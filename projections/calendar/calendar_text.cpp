// Bill cycles as text.
#include "projections/calendar/calendar_answers.h"
#include "projections/render/texts.h"

namespace tally::projections {

using namespace domain;

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
