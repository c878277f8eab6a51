// Usage as text.
#include "projections/render/texts.h"
#include "projections/usage/usage_answers.h"

namespace tally::projections {

using namespace domain;

void render(const UsageAnswer& usage, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    out += cut_to("Service point " + usage.service_point.str() + "  " + usage.service.str(), line_width_max) + "\n";
    out += cut_to("Location " + usage.premise.str() + "  " + Texts::one_line(usage.service_address), line_width_max) +
           "\n";
    if (!usage.occupant.account.empty())
        out += cut_to("Paid by " + usage.occupant.account.str() + "  " + texts.name(usage.occupant), line_width_max) +
               "\n";
    out += '\n';
    TextTable table({{"Channel"},
                     {"From"},
                     {"To"},
                     {"What"},
                     {"Value", Align::right},
                     {"Unit"},
                     {"Quality"},
                     {"Meter"},
                     {"Position", Align::right}});
    for (const auto& line : usage.lines)
        table.row({line.channel.str(), to_string(line.from), line.is_read ? "" : to_string(line.until - 1),
                   line.is_read ? "read" : "used", to_string(line.value), line.unit.str(),
                   std::string{name_of(line.quality)}, line.meter.str(), std::to_string(line.position)});
    table.write(out);
    for (const auto& line : usage.lines) {
        if (line.intervals.empty()) continue;
        out += "\nIntervals of " + std::to_string(line.interval_seconds) + " s from " +
               (line.start == Instant{} ? to_string(line.from) : to_string(line.start)) + ", " + line.channel.str() +
               "\n";
        std::string row = " ";
        for (const auto& value : line.intervals) {
            const std::string text = to_string(value);
            if (row.size() + text.size() + 1 > line_width_max) {
                out += row + "\n";
                row = " ";
            }
            row += " " + text;
        }
        out += row + "\n";
    }
    for (const auto& total : usage.totals)
        field(out, "\nTotal " + total.channel.str(),
              to_string(total.quantity) + " " + total.unit.str() + " in " + std::to_string(total.periods) + " periods");
    out += '\n';
    Texts::position(usage.position, {}, out);
}

}  // namespace tally::projections
